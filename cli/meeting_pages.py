"""How meetings are shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from audit.moments import reckoned
from cli.moments import local, local_day, wall
from cli.output import Out
from cli.sight import MeetingSeen
from models.state import AgendaItem, MeetingStage, MeetingState
from models.words import MARKED


def show_meetings(out: Out, rows: Sequence[Any]) -> None:
    """A list of meetings."""
    out.table(
        ("meeting", "body", "starts (Norwegian time)", "stage", "notice", "place"),
        [(r.record_id, r.body, wall(r.starts_at), r.stage, wall(r.notice_due), r.place) for r in rows],
        empty="There are no such meetings.",
    )
    out.document(
        {
            "meetings": [
                {
                    "record": r.record_id,
                    "body": r.body,
                    "day": r.day,
                    "starts_at": r.starts_at,
                    "ends_at": r.ends_at,
                    "place": r.place,
                    "stage": r.stage,
                    "notice_due": r.notice_due,
                    "ended": r.ended,
                }
                for r in rows
            ]
        }
    )


def show_meeting(out: Out, seen: MeetingSeen, *, agenda_only: bool = False) -> None:
    """One meeting, or its agenda alone."""
    state = seen.state
    out.line(f"{state.record}  {state.body}, {local(state.starts_at)}", style="bold")
    if not agenda_only:
        out.pairs(_standing(seen))
        out.line()
        out.line("Agenda", style="bold")
    out.table(
        ("item", "for", "case", "text", "how it ended", "title"),
        [agenda_row(item, state) for item in state.agenda],
        empty="  Nothing is on the agenda.",
    )
    if not agenda_only and state.attendance:
        out.line()
        out.line("Present", style="bold")
        out.pairs((sitting.seat, seen.names.person(sitting.person)) for sitting in state.attendance)
        if state.uncovered:
            out.line(f"  Nobody speaks for {seen.names.all_parties(state.uncovered)} (P-22).", style="yellow")
    if not agenda_only:
        out.line()
        out.line("What happens next", style="bold")
        out.lines(f"  - {line}" for line in seen.next())
    shown = {"record": state.record, "agenda": state.agenda} if agenda_only else {"state": state, "next": seen.next()}
    out.document(shown)


def _standing(seen: MeetingSeen) -> Iterator[tuple[str, str]]:
    state = seen.state
    yield "stage", state.stage.value
    yield "ends", local(state.ends_at)
    yield "place", state.place
    yield "notice", reckoned(state.notice_due)
    if state.minutes is not None:
        yield "minutes", f"`./saksgang minutes show {state.record}`"


def agenda_row(item: AgendaItem, state: MeetingState) -> tuple[str, ...]:
    """An item as a line of the agenda."""
    ended = "taken off" if item.removed else item.conclusion or ("open now" if item.open else "")
    return (
        str(item.item),
        f"{MARKED[item.mark]}{_notice_of(item, state)}",
        item.case,
        item.text_digest[:12],
        ended,
        item.title,
    )


def _notice_of(item: AgendaItem, state: MeetingState) -> str:
    """What there is to say of the notice: nothing, once it has said the item."""
    if item.in_notice or item.removed:
        return ""
    if state.stage is MeetingStage.PLANNED:
        return f" (notice leaves {local_day(state.notice_due.at)})"
    return " (not in the notice)"
