"""`saksgang objection`: made, answered, settled, and looked up (P-20, P-28)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from audit.naming import Names
from cli.case_options import CaseId, OnText
from cli.door import Door, Status, command, failed
from cli.moments import local
from cli.output import Out
from cli.sight import CaseSeen, conclude, digest_of_text, see_case
from models import acts as a
from models.state import CaseObjection, LateObjection, ObjectionStep

app = typer.Typer(no_args_is_help=True, help="Object, answer an objection, settle it; see where each has come to.")

Number = Annotated[
    int, typer.Argument(metavar="NUMBER", min=1, help="Its number; `./saksgang objection list` shows them.")
]
STEPS = {
    ObjectionStep.LODGED: "stands",
    ObjectionStep.ANSWERED: "stands; answered",
    ObjectionStep.KEPT: "stands; kept after the answer",
    ObjectionStep.STOOD: "stood when the roll call closed",
    ObjectionStep.RESOLVED: "resolved by an amended text",
    ObjectionStep.WITHDRAWN: "withdrawn",
    ObjectionStep.LAPSED: "lapsed",
}


@command(app, "lodge", acts=True)
async def lodge(
    door: Door,
    case: CaseId,
    grounds: Annotated[str, typer.Option(metavar="TEXT", help="The grounds.")],
    would_be_removed_by: Annotated[str, typer.Option(metavar="TEXT", help="What would remove the objection.")],
    text: OnText = None,
) -> None:
    """Object in writing before the decision, for a seat or a party (P-28).

    Example: ./saksgang objection lodge 2026-1 --grounds "..." --would-be-removed-by "..." --as p-3peu --seat SEAT-2
    """
    seen = await see_case(door, case)
    before = await door.earlier(a.LodgeObjection)
    lodged = a.LodgeObjection(
        grounds=grounds,
        would_be_removed_by=would_be_removed_by,
        text_digest=before.text_digest if before and text is None else await digest_of_text(door, text, seen),
    )
    door.out.line(f"On text {lodged.text_digest[:12]} of {seen.record}: {seen.state.title}")
    await conclude(door, await door.act(seen.row, lodged))


@command(app, "answer", acts=True)
async def answer(
    door: Door,
    case: CaseId,
    number: Number,
    answer: Annotated[str, typer.Option(metavar="TEXT", help="The answer to the objection.")],
    proposal: Annotated[str | None, typer.Option(metavar="TEXT", help="What is proposed to remove it.")] = None,
) -> None:
    """Answer an objection, as proposer or secretariat; the objector is asked again (P-20, P-28).

    Example: ./saksgang objection answer 2026-1 1 --answer "..." --proposal "..." --as p-2h9c
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.AnswerObjection(objection=number, answer=answer, proposal=proposal)))


@command(app, "resolve", acts=True)
async def resolve(
    door: Door,
    case: CaseId,
    number: Number,
    text: OnText = None,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why.")] = None,
) -> None:
    """Say, as its objector, that the amended text removes an objection (P-28).

    Example: ./saksgang objection resolve 2026-1 1 --as p-3peu --seat SEAT-2
    """
    seen = await see_case(door, case)
    before = await door.earlier(a.ResolveObjection)
    digest = before.text_digest if before and text is None else await digest_of_text(door, text, seen)
    door.out.line(f"On text {digest[:12]} of {seen.record}: {seen.state.title}")
    act = a.ResolveObjection(objection=number, text_digest=digest, reason=reason)
    await conclude(door, await door.act(seen.row, act))


@command(app, "keep", acts=True)
async def keep(
    door: Door,
    case: CaseId,
    number: Number,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it still stands.")],
) -> None:
    """Keep an objection, as its objector, after it was answered (P-20).

    Example: ./saksgang objection keep 2026-1 1 --reason "Svaret dekker ikke kostnaden" --as p-3peu --seat SEAT-2
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.KeepObjection(objection=number, reason=reason)))


@command(app, "withdraw", acts=True)
async def withdraw(
    door: Door,
    case: CaseId,
    number: Number,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why.")] = None,
) -> None:
    """Take an objection back; only the objector can (P-28).

    Example: ./saksgang objection withdraw 2026-1 1 --as p-3peu --seat SEAT-2
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.WithdrawObjection(objection=number, reason=reason)))


@command(app, "late", acts=True)
async def late(
    door: Door,
    case: CaseId,
    about: Annotated[a.LateGround, typer.Option(help="What it claims; where it goes follows from that.")],
    grounds: Annotated[str, typer.Option(metavar="TEXT", help="The grounds.")],
    *,
    spoken_for: Annotated[
        str | None, typer.Option(metavar="PARTY", help="With no_authority: the party that was spoken for.")
    ] = None,
    objected: Annotated[
        bool | None, typer.Option("--objected/--consented", help="With minutes_wrong: what the seat says it said.")
    ] = None,
    route: Annotated[a.LateRoute | None, typer.Option(help="With other: where it goes.")] = None,
) -> None:
    """Object after the decision, which stands meanwhile (P-29).

    A new case that comes of it is opened with `./saksgang case open --arises-from CASE`.

    Example: ./saksgang objection late 2026-1 --about other --route new_case --grounds "..." --as p-3peu --seat SEAT-2

    Example: ./saksgang objection late 2026-1 --about no_authority --spoken-for halden --grounds "..." --as p-3peu
    --seat SEAT-2
    """
    row = await door.record("case", case)
    act = a.LodgeLateObjection(about=about, grounds=grounds, party=spoken_for, objected=objected, route=route)
    await conclude(door, await door.act(row, act))


@command(app, "settle-authority", acts=True)
async def settle_authority(
    door: Door,
    case: CaseId,
    number: Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="Of the late objection.")],
    outcome: Annotated[a.AuthorityOutcome, typer.Option(help="What the review came to.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why.")],
    reference: Annotated[str, typer.Option(metavar="TEXT", help="What it rests on: a mandate, a resolution.")],
) -> None:
    """Conclude the review of a mandate; the party itself may ratify (P-24, P-29).

    Example: ./saksgang objection settle-authority 2026-1 1 --outcome ratified --reason "..." --reference "PS 12/27"
    --as p-2h9c
    """
    row = await door.record("case", case)
    act = a.SettleAuthority(objection=number, outcome=outcome, reason=reason, reference=reference)
    await conclude(door, await door.act(row, act))


@command(app, "list")
async def list_objections(door: Door, case: CaseId) -> None:
    """List a case's objections: who, and where each has come to (P-28).

    Example: ./saksgang objection list 2026-1
    """
    seen = await see_case(door, case)
    door.out.table(
        ("number", "by", "how", "where it has come to", "made"),
        [
            (
                str(o.objection),
                who(o, seen.names),
                "in writing" if o.written else "in the roll call",
                stands(o),
                local(o.at),
            )
            for o in seen.state.objections
        ],
        empty="There are no objections in this case.",
    )
    after = seen.state.late_objections
    if after:
        door.out.line()
        door.out.line("After the decision, which stands (P-29)", style="bold")
        door.out.lines(f"  {late_line(o, seen.names)}" for o in after)
    door.out.document({"record": seen.record, "objections": seen.state.objections, "late": after})


@command(app, "show")
async def show(door: Door, case: CaseId, number: Number) -> None:
    """Show an objection with its grounds, what would remove it, and every step since (P-28).

    Example: ./saksgang objection show 2026-1 1
    """
    seen = await see_case(door, case)
    found = _of_number(seen, number)
    door.out.line(f"Objection {found.objection} in {seen.record}  {seen.state.title}", style="bold")
    door.out.pairs(_facts(found, seen.names))
    show_steps(door.out, found)
    door.out.document({"record": seen.record, "objection": found})


def late_line(o: LateObjection, names: Names) -> str:
    """A late objection and where it has gone."""
    who_says = names.seat(o.by_seat) if o.by_seat else names.party(o.by_party or "")
    goes = {
        a.LateGround.MINUTES_WRONG: "the minutes are contested (P-33)",
        a.LateGround.NO_AUTHORITY: f"omstridt fullmakt for {names.party(o.party or '')}",
        a.LateGround.OTHER: "a possible dispute" if o.route is a.LateRoute.POSSIBLE_DISPUTE else "a new case",
    }[o.about]
    settled = f"; settled: {o.settled.value}" if o.settled else ""
    return f"{o.objection}. {local(o.at)} {who_says}: {goes}{settled}. {o.grounds}"


def _of_number(seen: CaseSeen, number: int) -> CaseObjection:
    found = next((o for o in seen.state.objections if o.objection == number), None)
    if found is None:
        title = f"{seen.record} has no objection number {number}"
        remedy = f"`./saksgang objection list {seen.record}`"
        raise failed(Status.REFUSED, "no_such_objection", title, rule="P-28", remedy=remedy)
    return found


def _facts(o: CaseObjection, names: Names) -> Iterator[tuple[str, Any]]:
    yield "by", who(o, names)
    yield "made", "in writing" if o.written else "in the roll call"
    yield "on text", o.text_digest
    yield "grounds", o.grounds
    yield "would be removed by", o.would_be_removed_by or "not said"
    if o.answer is not None:
        yield "answer", o.answer
    if o.proposal is not None:
        yield "proposed to remove it", o.proposal


def show_steps(out: Out, o: CaseObjection) -> None:
    """Every step with its moment and the number of its entry."""
    out.line()
    out.line("Steps", style="bold")
    out.lines(f"  {local(d.at)}  {d.step.value}  (entry {d.seq})" for d in o.steps)


def who(o: CaseObjection, names: Names) -> str:
    """The objector."""
    return names.seat(o.seat) if o.seat else names.party(o.party or "")


def stands(o: CaseObjection) -> str:
    """Where an objection has come to."""
    return STEPS[o.last]
