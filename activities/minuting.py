"""The activity that writes minutes, drafted and approved, and keeps them as documents (P-33)."""

from __future__ import annotations

import asyncio

from temporalio import activity

from activities.minutes import CaseRecordForMinutes, in_minutes, minutes_facts, text_and_html
from activities.minutes_pdf import minutes_pdf
from models import entries as e
from models.base import RecordId
from models.entries import Entry
from models.work import MinutesWritten, WriteMinutes
from register.database import Register, legal_now
from register.documents import keep_document
from register.post import rules_of
from register.projection import meeting_state
from register.queries import entries_of, person_names
from rules.case.fold import fold_case
from rules.legal_dates import local_day, minutes_comments_due


class Minuting:
    """Minutes from the records of a meeting and of the cases on its agenda."""

    def __init__(self, register: Register) -> None:
        """`register` is shared by all activities of a worker."""
        self._register = register

    @activity.defn(name="write_minutes")
    async def write_minutes(self, ask: WriteMinutes) -> MinutesWritten:
        """Write the minutes, store them by their digests; the same records give the same bytes."""
        async with self._register.transaction() as connection:
            meeting = await meeting_state(connection, ask.meeting)
            assert meeting is not None, "minutes are written of a meeting that was held"
            _, procedure, roster = await rules_of(connection, ask.meeting)
            cases = [
                in_this_meeting(ask.meeting, await entries_of(connection, item.case), ask.community)
                for item in meeting.agenda
                if in_minutes(item)
            ]
            names = await person_names(connection, ask.community)
            facts = minutes_facts(meeting, tuple(cases), procedure, roster, names, procedure.language)
            text, html = text_and_html(facts)
            # Setting takes a moment of processor time, in which others shall not wait.
            pdf = await asyncio.to_thread(minutes_pdf, facts)
            name = f"{'protokoll' if ask.approved else 'protokollutkast'}-{ask.meeting}"
            today = local_day(await legal_now(connection), procedure.timezone)
            return MinutesWritten(
                text=await keep_document(connection, ask.community, text.encode(), "text/plain", f"{name}.txt"),
                html=await keep_document(connection, ask.community, html.encode(), "text/html", f"{name}.html"),
                pdf=await keep_document(connection, ask.community, pdf, "application/pdf", f"{name}.pdf"),
                comments_due=None if ask.approved else minutes_comments_due(today, procedure),
            )


def in_this_meeting(meeting: RecordId, entries: tuple[Entry, ...], community: str) -> CaseRecordForMinutes:
    """A case as it stood when its item in this meeting ended, and what was entered meanwhile."""
    state = ended_as = None
    opened: int | None = None
    following = len(entries)
    for at, entry in enumerate(entries):
        state = fold_case(state, entry, community)
        match entry.body:
            case e.CaseItemOpened(meeting=where) if opened is None and where == meeting:
                opened = at
            case e.PlacedOnAgenda() if ended_as is not None:
                following = at
                break
            case _:
                pass
        if opened is not None and ended_as is None and state.item is None:
            ended_as = state
    assert state is not None, "a case on an agenda has entries"
    if opened is None:
        return CaseRecordForMinutes(state=state, entries=_unopened(meeting, entries))
    return CaseRecordForMinutes(state=ended_as or state, entries=entries[opened:following])


def _unopened(meeting: RecordId, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Of a case that waited for the meeting and was not taken up in it: what became of it there."""
    waited = False
    kept: list[Entry] = []
    for entry in entries:
        match entry.body:
            case e.PlacedOnAgenda(meeting=placed):
                waited = placed == meeting
                kept = [] if waited else kept
            case e.LeftAgenda(meeting=left) | e.DecisionPostponed(meeting=left) if left == meeting:
                kept.append(entry)
            case e.CaseWithdrawn() | e.CaseTakenOver() if waited:
                kept.append(entry)
            case _:
                pass
    return tuple(kept)
