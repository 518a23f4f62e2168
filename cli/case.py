"""`saksgang case`: how a case is brought, followed, and carried on its way."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import versions
from cli.ahead import case_next
from cli.case_form import case_form, case_kind_set, joint_measure, participation
from cli.case_import import import_cases
from cli.case_involvement import give_input, summarise, withdraw_input
from cli.case_list import list_cases
from cli.case_pages import show_case, show_record
from cli.case_papers import add_paper, check_kept, release_paper, withhold_paper
from cli.case_slips import correct
from cli.case_text import case_text, contest_text
from cli.door import Door, Status, command, failed
from cli.moments import parse_day
from cli.seats import add_to_case
from cli.sight import conclude, digest_of_text, either, required, see_case, see_meeting
from cli.whatif import what_if
from models import acts as a
from procedures.shaping import shape
from procedures.tree import read_tree
from register import queries

app = typer.Typer(no_args_is_help=True, help="Open a case, follow it, carry it on its way.")
add_to_case(app)
versions.add_to(app)

CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The case: case-COMMUNITY-2026-1, or short 2026-1.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why. It stands in the record.")]
OnText = Annotated[
    str | None,
    typer.Option(
        "--text", metavar="DIGEST", help="The text it is given on: 8 digits or more. Usual: the one shown now."
    ),
]
TextFile = Annotated[Path | None, typer.Option(metavar="FILE", help="The same, from a text file in UTF-8.")]
TreatedBy = Annotated[str, typer.Option(metavar="WHO", help="Who treated it: kommunestyret, styret, ...")]
TreatedOn = Annotated[str, typer.Option(metavar="DAY", help="On which day: YYYY-MM-DD.")]


@command(app, "open", acts=True)
async def open_case(
    door: Door,
    *,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="One line, at most 300 characters.")] = None,
    summary: Annotated[str | None, typer.Option(metavar="TEXT", help="What it is about, and why.")] = None,
    summary_file: TextFile = None,
    proposal: Annotated[str | None, typer.Option(metavar="TEXT", help="The proposed decision text.")] = None,
    proposal_file: TextFile = None,
    proposer_party: Annotated[str | None, typer.Option(metavar="PARTY", help="The party that brings it.")] = None,
    proposer_seat: Annotated[str | None, typer.Option(metavar="SEAT", help="Or the seat that brings it.")] = None,
    affected: Annotated[
        list[str] | None, typer.Option(metavar="PARTY", help="A party it concerns; repeat. None named: all.")
    ] = None,
    drofting_on: Annotated[str | None, typer.Option(metavar="DAY", help="Drøfting wished on: YYYY-MM-DD.")] = None,
    beslutning_on: Annotated[str | None, typer.Option(metavar="DAY", help="Beslutning wished on.")] = None,
    own_decision_on: Annotated[
        str | None, typer.Option(metavar="DAY", help="Early involvement: when the proposer decides by itself (P-36).")
    ] = None,
    arises_from: Annotated[
        str | None, typer.Option(metavar="CASE", help="The decided case a late objection was made in (P-29).")
    ] = None,
    parent: Annotated[
        list[str] | None, typer.Option(metavar="CASE", help="A case it comes from (P-16); repeat.")
    ] = None,
    from_proposal: Annotated[
        int | None, typer.Option(min=1, metavar="NUMBER", help="The proposal from outside it takes up (P-02).")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--form", "--file", metavar="FILE", help="All of it from a YAML or JSON file; `case form` prints one."
        ),
    ] = None,
) -> None:
    """Register a case (melde sak, P-02, P-03).

    Example: saksgang case open --as p-2h9c --title "Felles prosedyre" --summary "..." --proposal-file vedtak.txt

    A file has the keys title, summary, proposal, proposer_party or proposer_seat, affected, drofting_wished,
    beslutning_wished, and consequences: a list of party, economic, administrative.
    """
    given = {
        "title": title, "summary": either(summary, summary_file, "summary"), "proposer_party": proposer_party,
        "proposal": either(proposal, proposal_file, "proposal"), "proposer_seat": proposer_seat, "affected": affected,
        "drofting_wished": drofting_on, "beslutning_wished": beslutning_on, "own_decision_on": own_decision_on,
    }  # fmt: skip
    act = _from_options(given) if file is None else _from_file(file, given)
    if arises_from is not None:
        before = await door.record("case", arises_from)
        act = act.model_copy(update={"arises_from": before.record_id})
    if parent:
        act = act.model_copy(update={"parents": tuple([await _parent(door, name) for name in parent])})
    if from_proposal is not None:
        act = act.model_copy(update={"from_proposal": from_proposal})
    community = await door.community()
    if act.form is not None:
        await check_kept(door, community, (attached.document for attached in act.form.attachments))
    answer = await door.open_case(community, act)
    if answer.outcome is not None:
        door.out.line(answer.record, style="bold")
    await conclude(door, answer)


async def _parent(door: Door, name: str) -> a.ParentCase:
    """The case it comes from, by the head of its chain now."""
    seen = await see_case(door, name)
    async with door.reading() as connection:
        entries = await queries.entries_of(connection, seen.record)
    return a.ParentCase(record=seen.record, head=entries[-1].hash)


def _from_options(given: dict[str, Any]) -> a.RegisterCase:
    return a.RegisterCase(
        title=required(given["title"], "title", file=False),
        summary=required(given["summary"], "summary"),
        proposal=required(given["proposal"], "proposal"),
        proposer_party=given["proposer_party"],
        proposer_seat=given["proposer_seat"],
        affected=tuple(given["affected"] or ()),
        drofting_wished=_day(given["drofting_wished"]),
        beslutning_wished=_day(given["beslutning_wished"]),
        form=_early(_day(given["own_decision_on"])),
    )


def _early(own_decision_on: date | None) -> a.IntakeForm | None:
    """The form of early involvement, where it is said when the party decides by itself (P-36)."""
    if own_decision_on is None:
        return None
    return a.IntakeForm(case_kind=a.CaseKind.EARLY_INVOLVEMENT, own_decision_on=own_decision_on)


def _day(given: str | None) -> date | None:
    return None if given is None else parse_day(given)


def _from_file(path: Path, given: dict[str, Any]) -> a.RegisterCase:
    also = [name.replace("_", "-") for name, value in given.items() if value]
    if also:
        why = f"--file says everything; {', '.join(also)} is given beside it"
        raise failed(Status.USAGE, "given_twice", "The case is given twice", why, remedy="put it all in the file")
    return shape(path.name, read_tree(path), a.RegisterCase)


command(app, "next")(case_next)
command(app, "what-if")(what_if)
command(app, "text")(case_text)
command(app, "form", in_community=False)(case_form)
command(app, "kind", acts=True)(case_kind_set)
command(app, "joint-measure", acts=True)(joint_measure)
command(app, "participation", acts=True)(participation)
command(app, "input", acts=True)(give_input)
command(app, "withdraw-input", acts=True)(withdraw_input)
command(app, "summarise", acts=True)(summarise)
command(app, "correct", acts=True)(correct)
command(app, "contest-text", acts=True)(contest_text)
command(app, "list")(list_cases)
command(app, "import", acts=True)(import_cases)


@command(app, "show")
async def show(door: Door, case: CaseId) -> None:
    """Show where a case stands: its text, who must act, what silence means.

    Example: saksgang case show 2026-1
    """
    show_case(door.out, await see_case(door, case))


@command(app, "record")
async def record(door: Door, case: CaseId) -> None:
    """Tell the story of a case from its entries; --json gives the entries.

    Example: saksgang case record 2026-1
    """
    seen = await see_case(door, case)
    async with door.reading() as connection:
        entries = await queries.entries_of(connection, seen.record)
    show_record(door.out, seen.record, seen.state.title, entries, seen.names)


@command(app, "classify", acts=True)
async def classify(
    door: Door,
    case: CaseId,
    *,
    reason: Reason,
    agreed_by: Annotated[
        list[str], typer.Option(metavar="PERSON", help="A samhandlingssjef who agreed; repeat, one of each side.")
    ],
    larger_economic: Annotated[bool, typer.Option("--larger-economic", help="Larger economic consequences.")] = False,
    larger_administrative: Annotated[
        bool, typer.Option("--larger-administrative", help="Larger administrative consequences.")
    ] = False,
    in_doubt: Annotated[bool, typer.Option("--in-doubt", help="In doubt; the higher body decides.")] = False,
    drofting_body: Annotated[str | None, typer.Option(metavar="BODY", help="Drøfting elsewhere than usual.")] = None,
    direct_reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why drøfting is held there.")] = None,
) -> None:
    """Say where a case is deliberated and decided (P-04, P-05).

    Example: saksgang case classify 2026-1 --as p-2h9c --reason "Faglig" --agreed-by p-kkf9 --agreed-by p-mn3e
    """
    row = await door.record("case", case)
    act = a.ClassifyCase(
        larger_economic=larger_economic,
        larger_administrative=larger_administrative,
        in_doubt=in_doubt,
        reason=reason,
        drofting_body=drofting_body,
        direct_reason=direct_reason,
        agreed_by=tuple([await door.person(p, row.community) for p in agreed_by]),
    )
    await conclude(door, await door.act(row, act))


@command(app, "place", acts=True)
async def place(
    door: Door,
    case: CaseId,
    meeting: Annotated[str, typer.Argument(metavar="MEETING", help="The meeting; `meeting list` shows them.")],
    mark: Annotated[a.Mark, typer.Option(help="What the item is for.")],
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why there and then.")] = None,
) -> None:
    """Put a case on the agenda of a meeting (P-05, P-08, P-12).

    Example: saksgang case place 2026-1 BODY-2027-1 --mark drofting --as p-2h9c
    """
    row = await door.record("case", case)
    named = (await see_meeting(door, meeting)).record
    await conclude(door, await door.act(row, a.PlaceCase(meeting=named, mark=mark, reason=reason)))


@command(app, "amend", acts=True)
async def amend(
    door: Door,
    case: CaseId,
    reason: Reason,
    substantial: Annotated[
        bool, typer.Option("--substantial/--editorial", help="A change of substance, or of words.")
    ],
    proposal: Annotated[str | None, typer.Option(metavar="TEXT", help="The whole new text.")] = None,
    proposal_file: TextFile = None,
    text: Annotated[
        str | None,
        typer.Option(metavar="DIGEST", help="The text it rests on: 8 digits or more. Usual: the one shown now."),
    ] = None,
) -> None:
    """Change the proposed text; a change of substance goes back to drøfting (P-17).

    Example: saksgang case amend 2026-1 --editorial --proposal-file vedtak.txt --reason "Skrivefeil" --as p-2h9c
    """
    seen = await see_case(door, case)
    before = await door.earlier(a.AmendText)
    act = a.AmendText(
        rests_on=before.rests_on if before and text is None else await digest_of_text(door, text, seen),
        proposal=required(either(proposal, proposal_file, "proposal"), "proposal"),
        substantial=substantial,
        reason=reason,
    )
    await conclude(door, await door.act(seen.row, act))


@command(app, "contribute", acts=True)
async def contribute(
    door: Door,
    case: CaseId,
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="What is said.")],
    about: Annotated[a.ContributionKind, typer.Option(help="What kind of contribution.")] = a.ContributionKind.VIEW,
) -> None:
    """Say something in drøfting for a seat; it binds nobody (P-10).

    Example: saksgang case contribute 2026-1 --as p-3peu --seat SEAT-2 --text "Vi trenger overgangstid."
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.Contribute(about=about, text=text)))


command(app, "add-paper", acts=True)(add_paper)
command(app, "withhold-paper", acts=True)(withhold_paper)
command(app, "release-paper", acts=True)(release_paper)


@command(app, "choose-path", acts=True)
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

    Example: saksgang case choose-path 2026-2 --path new_drofting --proposal-file nytt.txt --reason "..." --as p-e7zh
    """
    row = await door.record("case", case)
    amended = either(proposal, proposal_file, "proposal")
    act = a.ChoosePath(path=path, reason=reason, drofting_body=drofting_body, amended_proposal=amended)
    await conclude(door, await door.act(row, act))


@command(app, "move", acts=True)
async def move(
    door: Door,
    case: CaseId,
    how: Annotated[a.MoveKind, typer.Option(help="merged, split or sent_down.")],
    into: Annotated[list[str], typer.Option(metavar="CASE", help="A case in which it goes on; repeat.")],
    reason: Reason,
) -> None:
    """Close a case that goes on in others: merged, split or sent down (P-16).

    Bring the new cases first, with `case open --parent`.

    Example: saksgang case move 2026-1 --how merged --into 2026-7 --reason "Samme sak" --as p-2h9c
    """
    row = await door.record("case", case)
    named = tuple([(await door.record("case", name)).record_id for name in into])
    await conclude(door, await door.act(row, a.MoveCase(how=how, into=named, reason=reason)))


@command(app, "raise", acts=True)
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

    A counted seat demands it with `case demand`; after no consensus the chair chooses it with `case choose-path`.

    Example: saksgang case raise 2026-1 --trigger chair --reason "Gjelder alle" --as p-mj9p
    """
    row = await door.record("case", case)
    agreed = tuple([await door.person(p, row.community) for p in agreed_by or ()])
    act = a.RaiseCase(trigger=trigger, reason=reason, changed=changed, drofting_body=drofting_body, agreed_by=agreed)
    await conclude(door, await door.act(row, act))


@command(app, "demand", acts=True)
async def demand(door: Door, case: CaseId, reason: Reason) -> None:
    """Demand, for a counted seat, that the higher body decides (P-04).

    Example: saksgang case demand 2026-1 --as p-3peu --seat SEAT-2 --reason "Større økonomiske følger"
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.DemandHigherBody(reason=reason)))


@command(app, "withdraw", acts=True)
async def withdraw(door: Door, case: CaseId, reason: Reason) -> None:
    """Withdraw a case before the decision (P-30); its proposer does.

    Example: saksgang case withdraw 2026-1 --as p-x --party halden --reason "Løst på annen måte"
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.WithdrawCase(reason=reason)))


@command(app, "take-over", acts=True)
async def take_over(door: Door, case: CaseId, reason: Reason) -> None:
    """Take over a withdrawn case for another party, named by --party (P-30).

    Example: saksgang case take-over 2026-1 --as p-x --party moss --reason "Vi trenger den"
    """
    row = await door.record("case", case)
    act = a.TakeOverCase(party=party_acting(door), reason=reason)
    await conclude(door, await door.act(row, act))


@command(app, "replace-holder", acts=True)
async def replace_holder(
    door: Door,
    case: CaseId,
    holder: Annotated[str, typer.Option(metavar="PERSON", help="The new holder.")],
    of_seat: Annotated[str, typer.Option(metavar="SEAT", help="The seat that has a new holder.")],
    rank: Annotated[int, typer.Option(min=0, max=20, help="0: member, 1: first deputy.")] = 0,
) -> None:
    """Record a seat's new holder while the case runs (P-25).

    Example: saksgang case replace-holder 2026-1 --of-seat SEAT-2 --holder p-27fh --as p-2h9c
    """
    row = await door.record("case", case)
    act = a.ReplaceSeatHolder(seat=of_seat, person=await door.person(holder, row.community), rank=rank)
    await conclude(door, await door.act(row, act))


@command(app, "statement", acts=True)
async def statement(
    door: Door,
    case: CaseId,
    text: Annotated[str | None, typer.Option(metavar="TEXT", help="The statement.")] = None,
    text_file: TextFile = None,
) -> None:
    """Deliver a statement announced in the meeting (protokolltilførsel, P-27).

    Example: saksgang case statement 2026-1 --as p-mj9p --seat SEAT-1 --text-file tilforsel.txt
    """
    row = await door.record("case", case)
    act = a.DeliverStatement(text=required(either(text, text_file, "text"), "text"))
    await conclude(door, await door.act(row, act))


@command(app, "reservation", acts=True)
async def reservation(
    door: Door,
    case: CaseId,
    approved: Annotated[bool, typer.Option("--approved/--rejected", help="What the council or board said.")],
    treated_by: TreatedBy,
    treated_on: TreatedOn,
    reference: Annotated[str, typer.Option(metavar="TEXT", help="Its case number there.")],
) -> None:
    """Answer a reservation for the party named by --party (P-20).

    Example: saksgang case reservation 2026-1 --party halden --approved --treated-by kommunestyret
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


@command(app, "oppose-late-papers", acts=True)
async def oppose_late_papers(door: Door, case: CaseId, reason: Reason) -> None:
    """Oppose deciding on papers that came after the notice; one seat is enough (P-09).

    Example: saksgang case oppose-late-papers 2026-1 --as p-3peu --seat SEAT-2 --reason "Ikke lest"
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.ObjectToLatePapers(reason=reason)))


@command(app, "ask-for-time", acts=True)
async def ask_for_time(door: Door, case: CaseId, reason: Reason) -> None:
    """Ask for time after a change of substance in the meeting (P-17).

    Example: saksgang case ask-for-time 2026-1 --as p-3peu --seat SEAT-2 --reason "Må drøftes hjemme"
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.AskForTime(reason=reason)))


def party_acting(door: Door) -> str:
    """The party for whom it is done.

    Raises:
        Failed: none is named.
    """
    if door.who.party is None:
        remedy = "say --party PARTY"
        raise failed(
            Status.USAGE, "which_party", "It is not said for which party", "this is done for one", remedy=remedy
        )
    return door.who.party
