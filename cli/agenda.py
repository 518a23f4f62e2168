"""`saksgang meeting agenda`: an agenda shown, or built from the cases that are ready for the meeting (P-08, P-12)."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from cli.door import Door, Status, command, failed
from cli.meeting_pages import show_meeting
from cli.moments import local
from cli.sight import MeetingSeen, came_of, see_meeting
from models.acts import Mark, PlaceCase
from models.outlook import Candidate
from models.state import MeetingStage
from models.words import MARKED
from models.work import Outcome
from register import queries
from register.running import candidates_for

_WHY_READY = {
    Mark.ORIENTERING: "no consensus; its bodies are told, while the chair chooses the way on (P-13)",
    Mark.DROFTING: "classified, and its drøfting is held in this body (P-05)",
    Mark.BESLUTNING: "drøfting is behind it in another meeting (P-01), with the days between kept (P-12)",
}
_NOTICE_HAS_LEFT = "The notice has left: what is placed now was not in it, and nothing more can be decided (P-08)."


def add_to(app: typer.Typer) -> None:
    """Make it a command of the meetings' group."""
    command(app, "agenda", acts=True)(agenda)


async def agenda(
    door: Door,
    meeting: Annotated[str, typer.Argument(metavar="MEETING", help="meeting-COMMUNITY-BODY-2027-1, or BODY-2027-1.")],
    build: Annotated[
        bool, typer.Option("--build", help="Which cases are ready for it, for what, and why others are not.")
    ] = False,
    place: Annotated[bool, typer.Option("--place", help="With --build: place those that are ready.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --place: do not ask first.")] = False,
) -> None:
    """Show a meeting's agenda; --build: the cases that are ready, --place: put them on it (P-08).

    Example: ./saksgang meeting agenda BODY-2027-1

    Example: ./saksgang meeting agenda BODY-2027-1 --build --place --yes --as p-2h9c
    """
    seen = await see_meeting(door, meeting)
    if not build:
        if place or yes:
            raise failed(Status.USAGE, "not_built", "Nothing is placed without being built",
                         remedy="meeting agenda MEETING --build --place")  # fmt: skip
        show_meeting(door.out, seen, agenda_only=True)
        return
    async with door.reading() as connection:
        found = await candidates_for(connection, seen.row.community, seen.record)
    ready = [c for c in found if c.ready]
    _preview(door, seen, found)
    placed = await _place(door, seen, ready, yes=yes) if place and ready else []
    if not place and ready:
        door.out.line(f"Nothing is placed yet. Place them: meeting agenda {seen.record} --build --place")
    told = [{**c.model_dump(mode="json"), "ready": c.ready, "why": why(c, seen.record)} for c in found]
    door.out.document({"record": seen.record, "candidates": told, "placed": placed})
    if any(one["outcome"] != Outcome.ACCEPTED.value for one in placed):
        raise typer.Exit(int(Status.REFUSED))


def _preview(door: Door, seen: MeetingSeen, found: Sequence[Candidate]) -> None:
    out, state = door.out, seen.state
    out.line(f"{state.record}  {state.body}, {local(state.starts_at)}", style="bold")
    there = [c for c in found if c.placed_in == seen.record]
    ready, others = [c for c in found if c.ready], [c for c in found if not c.ready and c not in there]
    if state.stage is not MeetingStage.PLANNED:
        out.line(_NOTICE_HAS_LEFT, style="yellow")
    for title, cases in (("on it already", there), ("ready", ready), ("not yet", others)):
        for c in cases:
            out.hanging(f"  {title:<13}  ", f"{MARKED[c.mark]:<11}  {c.case}  {c.title}: {why(c, seen.record)}")
    if not found:
        out.line(f"  No case waits for {state.body}.")


def why(candidate: Candidate, meeting: str) -> str:
    """Why a case is ready for the meeting or not, with the rule, and what to do."""
    no = candidate.refusal
    if no is not None:
        return f"{no.detail} ({no.rule}); {no.remedy}"
    if candidate.placed_in in (None, meeting):
        return _WHY_READY[candidate.mark]
    return f"it stands on the agenda of {candidate.placed_in} (P-12); `./saksgang case place` moves it"


async def _place(door: Door, seen: MeetingSeen, ready: Sequence[Candidate], *, yes: bool) -> list[dict[str, Any]]:
    """Each by the ordinary act, with an id of its own made of the one given: the whole can be repeated safely."""
    await door.claim(seen.row.community)
    if not yes:
        if door.out.as_json or not sys.stdin.isatty():
            raise failed(Status.USAGE, "not_confirmed", "Nobody can be asked here; nothing was placed",
                         remedy="look at the preview, then say --yes")  # fmt: skip
        typer.confirm(f"Place {len(ready)} on the agenda?", abort=True)
    first = uuid.UUID(door.own_act_id())
    return [await _place_one(door, seen, one, str(uuid.uuid5(first, one.case))) for one in ready]


async def _place_one(door: Door, seen: MeetingSeen, one: Candidate, act_id: str) -> dict[str, Any]:
    row = await door.record("case", one.case)
    door.act_id = act_id
    answer = await door.act(row, PlaceCase(meeting=seen.record, mark=one.mark))
    said = "received, not judged yet"
    if answer.outcome is Outcome.ACCEPTED:
        async with door.reading() as connection:
            said = " ".join(came_of(await queries.entries_of(connection, one.case), answer, seen.names))
    elif answer.refusal is not None:
        said = f"{answer.refusal.detail} ({answer.refusal.rule}); {answer.refusal.remedy}"
    door.out.line(f"{one.case}: {said}")
    outcome = None if answer.outcome is None else answer.outcome.value
    return {"case": one.case, "mark": one.mark, "act_id": act_id, "outcome": outcome, "said": said}
