"""`saksgang minutes`: commented, answered, approved in the next meeting; then corrections are appended (P-33)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.document import write_new
from cli.door import Door, Status, command, failed
from cli.moments import due, local
from cli.sight import MeetingSeen, conclude, see_meeting
from models import acts as a
from models.entries import MinutesCorrected
from models.minutes import Minutes
from register import queries
from register.documents import corrected_name, document_by, documents_named

app = typer.Typer(no_args_is_help=True, help="Comment on minutes, approve them, have them corrected.")

MeetingId = Annotated[str, typer.Argument(metavar="MEETING", help="The meeting whose minutes they are.")]
Number = Annotated[
    int, typer.Argument(metavar="NUMBER", min=1, help="Its number; `./saksgang minutes show` lists them.")
]
ItemOption = Annotated[int | None, typer.Option("--item", min=1, help="The item it is about; none: the whole.")]
Item = Annotated[int, typer.Argument(metavar="ITEM", min=1, help="The item's number on the agenda.")]
Old = Annotated[str, typer.Option("--old", metavar="TEXT", help="The words as they stand.")]
New = Annotated[str, typer.Option("--new", metavar="TEXT", help="The words as they shall be.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why. It stands in the record.")]


@command(app, "show")
async def show(
    door: Door,
    meeting: MeetingId,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the minutes there: .pdf, .html or .txt.")
    ] = None,
    corrected: Annotated[
        bool, typer.Option("--corrected", help="With --out: with what was corrected after the approval.")
    ] = False,
) -> None:
    """Show how far minutes have come: comments, claims, corrections; or write them to a file.

    Example: ./saksgang minutes show BODY-2027-1 --out protokoll.pdf

    Example: ./saksgang minutes show BODY-2027-1 --corrected --out protokoll-rettet.pdf
    """
    seen = await see_meeting(door, meeting)
    minutes = _minutes(seen)
    if out is not None:
        await (_write_corrected(door, seen, out) if corrected else _write(door, seen, minutes, out))
    door.out.line(f"Minutes of {seen.record}: {_stage(minutes)}", style="bold")
    written = [("written to", str(out))] if out is not None else []
    door.out.pairs([*_digests(minutes), *written])
    door.out.lines(_lines(seen, minutes))
    door.out.document({"record": seen.record, "minutes": minutes, "written_to": out})


def _minutes(seen: MeetingSeen) -> Minutes:
    if seen.state.minutes is None:
        why = f"the meeting is {seen.state.stage.value}; the draft is written when it is closed"
        raise failed(Status.REFUSED, "no_minutes", f"{seen.record} has no minutes yet", why, rule="P-33",
                     remedy=f"`./saksgang meeting show {seen.record}` says what is next")  # fmt: skip
    return seen.state.minutes


async def _write(door: Door, seen: MeetingSeen, minutes: Minutes, out: Path) -> None:
    kinds = {".pdf": minutes.pdf, ".html": minutes.html, ".txt": minutes.text}
    digest = kinds.get(out.suffix.lower())
    if digest is None:
        raise failed(Status.USAGE, "which_form", f"{out.name[:60]!r} is no form of the minutes",
                     remedy=f"end it with {', '.join(k for k, d in kinds.items() if d)}")  # fmt: skip
    async with door.reading() as connection:
        kept: Any = await document_by(connection, seen.row.community, digest)
    write_new(out, kept.content)


async def _write_corrected(door: Door, seen: MeetingSeen, out: Path) -> None:
    """The newest form with what was appended; it is made when the letters of the correction leave."""
    async with door.reading() as connection:
        entries = await queries.entries_of(connection, seen.record)
        appended = [entry.seq for entry in entries if isinstance(entry.happened, MinutesCorrected)]
        name = f"{corrected_name(seen.record, appended[-1])}{out.suffix.lower()}" if appended else ""
        kept = await documents_named(connection, seen.row.community, [name])
        row: Any = await document_by(connection, seen.row.community, kept[0]) if kept else None
    if row is None:
        raise failed(Status.REFUSED, "no_corrected_minutes", f"There are no corrected minutes of {seen.record} here",
                     "they are made when the letters that tell of a correction leave, as .pdf, .html and .txt",
                     rule="P-33",
                     remedy="`./saksgang mail list` says what waits; without --corrected: as approved")  # fmt: skip
    write_new(out, row.content)


def _stage(minutes: Minutes) -> str:
    if minutes.approved_in is not None and minutes.approved_at is not None:
        return f"approved in {minutes.approved_in}, {local(minutes.approved_at)}"
    return "draft" + (f", open to comment until {due(minutes.comments_until)}" if minutes.comments_until else "")


def _digests(minutes: Minutes) -> list[tuple[str, str]]:
    forms = (("PDF", minutes.pdf), ("HTML", minutes.html), ("text", minutes.text), ("draft", minutes.draft_text))
    return [(name, digest) for name, digest in forms if digest is not None]


def _lines(seen: MeetingSeen, minutes: Minutes) -> Iterator[str]:
    names = seen.names
    for comment in minutes.comments:
        yield f"Comment {comment.comment}, {names.seat(comment.seat)}{_about(comment.item)}: {comment.text}"
        taken = "taken in" if comment.taken_in else "not taken in"
        yield f"  {taken}: {comment.answer}" if comment.answer else "  not answered yet: `./saksgang minutes answer`"
    for change in minutes.changes:
        what = {None: "Changed in the draft", True: "Corrected, clerical", False: "Corrected by all who took part"}
        yield f"{what[change.clerical]}{_about(change.item)}, {local(change.at)}, by {names.person(change.by or '')}"
        yield from (f"  it said: {change.old_text}", f"  it says: {change.new_text}", f"  why: {change.reason}")
    for claim in minutes.contests:
        state = claim.settled or "not settled: `./saksgang minutes propose` a correction, or the seat takes it back"
        yield f"Claim {claim.contest}, {names.seat(claim.seat)}, item {claim.item}: {claim.claim} ({state})"
    for proposed in minutes.corrections:
        missing = [seat for seat in proposed.asked if seat not in proposed.agreed]
        state = proposed.outcome or f"waits for {', '.join(missing)}: `./saksgang minutes agree`"
        yield f"Correction {proposed.correction}, item {proposed.item}: {proposed.new_text} ({state})"


def _about(item: int | None) -> str:
    return "" if item is None else f", item {item}"


@command(app, "comment", acts=True)
async def comment(
    door: Door,
    meeting: MeetingId,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is wrong or missing.")],
    item: ItemOption = None,
) -> None:
    """Comment on draft minutes for a seat that took part, within the days of P-33.

    Example: ./saksgang minutes comment BODY-2027-1 "Vi ba om tall." --item 1 --as p-3peu --seat SEAT-2
    """
    row = await door.record("meeting", meeting)
    await conclude(door, await door.act(row, a.CommentOnMinutes(text=text, item=item)))


@command(app, "answer", acts=True)
async def answer(
    door: Door,
    meeting: MeetingId,
    number: Number,
    words: Annotated[str, typer.Option("--answer", metavar="TEXT", help="What is said to it.")],
    old: Annotated[str | None, typer.Option(metavar="TEXT", help="Taken in: the words as they stand.")] = None,
    new: Annotated[str | None, typer.Option(metavar="TEXT", help="Taken in: the words as they shall be.")] = None,
) -> None:
    """Answer a comment; with --old and --new it is taken into the draft (P-33).

    Example: ./saksgang minutes answer BODY-2027-1 1 --answer "Tatt inn." --old "…" --new "…" --as p-2h9c
    """
    row = await door.record("meeting", meeting)
    act = a.AnswerMinutesComment(comment=number, answer=words, old_text=old, new_text=new)
    await conclude(door, await door.act(row, act))


@command(app, "edit", acts=True)
async def edit(door: Door, meeting: MeetingId, old: Old, new: New, reason: Reason, item: ItemOption = None) -> None:
    """Change the words of a draft; approved minutes are never changed (P-33).

    Example: ./saksgang minutes edit BODY-2027-1 --old "Mos" --new "Moss" --reason "Skrivefeil" --as p-2h9c
    """
    row = await door.record("meeting", meeting)
    act = a.EditMinutes(item=item, old_text=old, new_text=new, reason=reason)
    await conclude(door, await door.act(row, act))


@command(app, "approve", acts=True)
async def approve(
    door: Door,
    meeting: MeetingId,
    in_meeting: Annotated[
        str, typer.Option("--in", metavar="MEETING", help="The body's following meeting, which approved them.")
    ],
) -> None:
    """Approve minutes in the next meeting; every comment answered, nothing contested (P-33).

    Example: ./saksgang minutes approve BODY-2027-1 --in BODY-2027-2 --as p-mj9p
    """
    row = await door.record("meeting", meeting)
    approving = await door.record("meeting", in_meeting)
    await conclude(door, await door.act(row, a.ApproveMinutes(meeting=approving.record_id)))


@command(app, "correct", acts=True)
async def correct(
    door: Door, meeting: MeetingId, old: Old, new: New, reason: Reason, item: ItemOption = None
) -> None:
    """Append the correction of a clerical error to approved minutes, with notice to all (P-33).

    Example: ./saksgang minutes correct BODY-2027-1 --old "Mos" --new "Moss" --reason "Skrivefeil" --as p-2h9c
    """
    row = await door.record("meeting", meeting)
    act = a.CorrectMinutes(item=item, old_text=old, new_text=new, reason=reason)
    await conclude(door, await door.act(row, act))


@command(app, "contest", acts=True)
async def contest(
    door: Door,
    meeting: MeetingId,
    item: Item,
    claim: Annotated[str, typer.Option(metavar="TEXT", help="What the minutes have wrong.")],
    objected: Annotated[
        bool, typer.Option("--objected", help="The seat objected in the meeting, whatever the minutes say.")
    ] = False,
) -> None:
    """Say that minutes are wrong about what was decided or who agreed (P-29, P-33).

    Example: ./saksgang minutes contest BODY-2027-1 1 --claim "Vi sa nei." --objected --as p-3peu --seat SEAT-2
    """
    row = await door.record("meeting", meeting)
    act = a.ContestMinutes(item=item, claim=claim, objected=objected or None)
    await conclude(door, await door.act(row, act))


@command(app, "withdraw-claim", acts=True)
async def withdraw_claim(door: Door, meeting: MeetingId, number: Number, reason: Reason) -> None:
    """Take back a claim that minutes are wrong; only the seat that made it can (P-33).

    Example: ./saksgang minutes withdraw-claim BODY-2027-1 1 --reason "Misforstått" --as p-3peu --seat SEAT-2
    """
    row = await door.record("meeting", meeting)
    await conclude(door, await door.act(row, a.WithdrawContest(contest=number, reason=reason)))


@command(app, "propose", acts=True)
async def propose(
    door: Door,
    meeting: MeetingId,
    item: Item,
    old: Old,
    new: New,
    reason: Reason,
    claim: Annotated[int | None, typer.Option(min=1, help="The claim it would settle.")] = None,
) -> None:
    """Propose a correction of who agreed to what; all counted seats that took part are asked.

    Example: ./saksgang minutes propose BODY-2027-1 1 --old "…" --new "…" --reason "…" --claim 1 --as p-mj9p
    """
    row = await door.record("meeting", meeting)
    act = a.ProposeCorrection(item=item, old_text=old, new_text=new, reason=reason, contest=claim)
    await conclude(door, await door.act(row, act))


@command(app, "agree", acts=True)
async def agree(
    door: Door,
    meeting: MeetingId,
    number: Number,
    no: Annotated[bool, typer.Option("--no", help="The seat does not agree; then the minutes stand.")] = False,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why.")] = None,
) -> None:
    """Agree to a proposed correction for a seat that took part, or say no (P-33).

    Example: ./saksgang minutes agree BODY-2027-1 1 --as p-3peu --seat SEAT-2
    """
    row = await door.record("meeting", meeting)
    act = a.AnswerCorrection(correction=number, agrees=not no, reason=reason)
    await conclude(door, await door.act(row, act))


@command(app, "drop", acts=True)
async def drop(door: Door, meeting: MeetingId, number: Number, reason: Reason) -> None:
    """End a proposed correction that is not agreed: silence is not consent (P-33).

    Example: ./saksgang minutes drop BODY-2027-1 1 --reason "Ikke alle har svart" --as p-mj9p
    """
    row = await door.record("meeting", meeting)
    await conclude(door, await door.act(row, a.DropCorrection(correction=number, reason=reason)))
