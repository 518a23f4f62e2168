"""`saksgang case choose-path | move | raise | ...`: where a case goes, and what is said of it on the way."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.case_options import CaseId, Reason, TextFile, party_acting
from cli.door import Door, command
from cli.moments import parse_day
from cli.sight import conclude, either, required
from models import acts as a

TreatedBy = Annotated[str, typer.Option(metavar="WHO", help="Who treated it: kommunestyret, styret, ...")]
TreatedOn = Annotated[str, typer.Option(metavar="DAY", help="On which day: YYYY-MM-DD.")]


def add_to(app: typer.Typer) -> None:
    """Make them commands of the cases' group."""
    command(app, "choose-path", acts=True)(choose_path)
    command(app, "move", acts=True)(move)
    command(app, "raise", acts=True)(raise_case)
    command(app, "demand", acts=True)(demand)
    command(app, "withdraw", acts=True)(withdraw)
    command(app, "take-over", acts=True)(take_over)
    command(app, "check", acts=True)(check_decision)
    command(app, "replace-holder", acts=True)(replace_holder)
    command(app, "statement", acts=True)(statement)
    command(app, "reservation", acts=True)(reservation)
    command(app, "oppose-late-papers", acts=True)(oppose_late_papers)
    command(app, "ask-for-time", acts=True)(ask_for_time)


async def choose_path(
    door: Door,
    case: CaseId,
    path: Annotated[a.PathAfterDisagreement, typer.Option(help="The way on.")],
    reason: Reason,
    drofting_body: Annotated[str | None, typer.Option(metavar="BODY", help="Where the new drøfting is held.")] = None,
    proposal: Annotated[str | None, typer.Option(metavar="TEXT", help="An amended text for it.")] = None,
    proposal_file: TextFile = None,
) -> None:
    """Choose the way on after no consensus or many rounds; the chair does (P-13).

    Example: ./saksgang case choose-path 2026-2 --path new_drofting --proposal-file nytt.txt --reason "..." --as
    p-e7zh
    """
    row = await door.record("case", case)
    amended = either(proposal, proposal_file, "proposal")
    act = a.ChoosePath(path=path, reason=reason, drofting_body=drofting_body, amended_proposal=amended)
    await conclude(door, await door.act(row, act))


async def move(
    door: Door,
    case: CaseId,
    how: Annotated[a.MoveKind, typer.Option(help="merged, split or sent_down.")],
    into: Annotated[list[str], typer.Option(metavar="CASE", help="A case in which it goes on; repeat.")],
    reason: Reason,
) -> None:
    """Close a case that goes on in others: merged, split or sent down (P-16).

    Bring the new cases first, with `./saksgang case open --parent`.

    Example: ./saksgang case move 2026-1 --how merged --into 2026-7 --reason "Samme sak" --as p-2h9c
    """
    row = await door.record("case", case)
    named = tuple([(await door.record("case", name)).record_id for name in into])
    await conclude(door, await door.act(row, a.MoveCase(how=how, into=named, reason=reason)))


async def raise_case(
    door: Door,
    case: CaseId,
    trigger: Annotated[a.RaiseTrigger, typer.Option(help="type_changed, chair or principle.")],
    reason: Reason,
    *,
    changed: Annotated[
        bool, typer.Option("--changed", help="Proposal or consequences have changed in substance: a new drøfting.")
    ] = False,
    drofting_body: Annotated[str | None, typer.Option(metavar="BODY", help="Where the new drøfting is held.")] = None,
    agreed_by: Annotated[
        list[str] | None, typer.Option(metavar="PERSON", help="With type_changed: both samhandlingssjefer; repeat.")
    ] = None,
) -> None:
    """Raise a case to the body above before it is decided (P-14, P-15).

    A counted seat demands it with `./saksgang case demand`; after no consensus the chair chooses it with `./saksgang
    case choose-path`.

    Example: ./saksgang case raise 2026-1 --trigger chair --reason "Gjelder alle" --as p-mj9p
    """
    row = await door.record("case", case)
    agreed = tuple([await door.person(p, row.community) for p in agreed_by or ()])
    act = a.RaiseCase(trigger=trigger, reason=reason, changed=changed, drofting_body=drofting_body, agreed_by=agreed)
    await conclude(door, await door.act(row, act))


async def demand(door: Door, case: CaseId, reason: Reason) -> None:
    """Demand, for a counted seat, that the higher body decides (P-04).

    Example: ./saksgang case demand 2026-1 --as p-3peu --seat SEAT-2 --reason "Større økonomiske følger"
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.DemandHigherBody(reason=reason)))


async def withdraw(door: Door, case: CaseId, reason: Reason) -> None:
    """Withdraw a case before the decision (P-30); its proposer does.

    Example: ./saksgang case withdraw 2026-1 --as p-x --party halden --reason "Løst på annen måte"
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.WithdrawCase(reason=reason)))


async def take_over(door: Door, case: CaseId, reason: Reason) -> None:
    """Take over a withdrawn case for another party, named by --party (P-30).

    Example: ./saksgang case take-over 2026-1 --as p-x --party moss --reason "Vi trenger den"
    """
    row = await door.record("case", case)
    act = a.TakeOverCase(party=party_acting(door), reason=reason)
    await conclude(door, await door.act(row, act))


async def check_decision(door: Door, case: CaseId, reason: Reason) -> None:
    """Have the record of a held decision checked again, once it is mended (P-19).

    Example: ./saksgang case check 2026-1 --as p-2h9c --reason "Registeret er gjenopprettet"
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.CheckDecision(reason=reason)))


async def replace_holder(
    door: Door,
    case: CaseId,
    holder: Annotated[str, typer.Option(metavar="PERSON", help="The new holder.")],
    of_seat: Annotated[str, typer.Option(metavar="SEAT", help="The seat that has a new holder.")],
    rank: Annotated[int, typer.Option(min=0, max=20, help="0: member, 1: first deputy.")] = 0,
) -> None:
    """Record a seat's new holder while the case runs (P-25).

    Example: ./saksgang case replace-holder 2026-1 --of-seat SEAT-2 --holder p-27fh --as p-2h9c
    """
    row = await door.record("case", case)
    act = a.ReplaceSeatHolder(seat=of_seat, person=await door.person(holder, row.community), rank=rank)
    await conclude(door, await door.act(row, act))


async def statement(
    door: Door,
    case: CaseId,
    text: Annotated[str | None, typer.Option(metavar="TEXT", help="The statement.")] = None,
    text_file: TextFile = None,
) -> None:
    """Deliver a statement announced in the meeting (protokolltilførsel, P-27).

    Example: ./saksgang case statement 2026-1 --as p-mj9p --seat SEAT-1 --text-file tilforsel.txt
    """
    row = await door.record("case", case)
    act = a.DeliverStatement(text=required(either(text, text_file, "text"), "text"))
    await conclude(door, await door.act(row, act))


async def reservation(
    door: Door,
    case: CaseId,
    approved: Annotated[bool, typer.Option("--approved/--rejected", help="What the council or board said.")],
    treated_by: TreatedBy,
    treated_on: TreatedOn,
    reference: Annotated[str, typer.Option(metavar="TEXT", help="Its case number there.")],
) -> None:
    """Answer a reservation for the party named by --party (P-20).

    Example: ./saksgang case reservation 2026-1 --party halden --approved --treated-by kommunestyret
    --treated-on 2027-02-18 --reference "PS 12/27" --as p-2h9c
    """
    row = await door.record("case", case)
    act = a.AnswerReservation(
        party=party_acting(door),
        approved=approved,
        treated_by=treated_by,
        treated_on=parse_day(treated_on),
        reference=reference,
    )
    await conclude(door, await door.act(row, act))


async def oppose_late_papers(door: Door, case: CaseId, reason: Reason) -> None:
    """Oppose deciding on papers that came after the notice; one seat is enough (P-09).

    Example: ./saksgang case oppose-late-papers 2026-1 --as p-3peu --seat SEAT-2 --reason "Ikke lest"
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.ObjectToLatePapers(reason=reason)))


async def ask_for_time(door: Door, case: CaseId, reason: Reason) -> None:
    """Ask for time after a change of substance in the meeting (P-17).

    Example: ./saksgang case ask-for-time 2026-1 --as p-3peu --seat SEAT-2 --reason "Må drøftes hjemme"
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.AskForTime(reason=reason)))
