"""The activity that writes minutes, drafted and approved, and keeps them as documents (P-33)."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection
from temporalio import activity

from activities.minutes import CaseRecordForMinutes, in_minutes, minutes_facts, text_and_html
from activities.minutes_parts import Held
from activities.minutes_pdf import minutes_pdf
from models import entries as e
from models.acts import Actor
from models.base import Digest, PersonId, RecordId
from models.entries import Entry
from models.procedure import Procedure
from models.roster import Office
from models.state import MeetingState
from models.work import MinutesWritten, WriteMinutes
from register.database import Register, legal_now
from register.documents import corrected_name, keep_document
from register.post import rules_of
from register.queries import entries_of, person_names
from rules.case.fold import fold_case
from rules.legal_dates import local_day, minutes_comments_due
from rules.meeting.fold import fold_meeting


class Minuting:
    """Minutes from the records of a meeting and of the cases on its agenda."""

    def __init__(self, register: Register) -> None:
        """`register` is shared by all activities of a worker."""
        self._register = register

    @activity.defn(name="write_minutes")
    async def write_minutes(self, ask: WriteMinutes) -> MinutesWritten:
        """Write the minutes, store them by their digests; the same records give the same bytes."""
        async with self._register.transaction() as connection:
            entries = await entries_of(connection, ask.meeting)
            facts = await facts_of_minutes(connection, ask.meeting, entries)
            name = f"{'protokoll' if ask.approved else 'protokollutkast'}-{ask.meeting}"
            text, html, pdf = await _kept(connection, facts, name)
            procedure = facts["t"].procedure
            today = local_day(await legal_now(connection), procedure.timezone)
            due = None if ask.approved else minutes_comments_due(today, procedure)
            return MinutesWritten(text=text, html=html, pdf=pdf, comments_due=due)


async def facts_of_minutes(
    connection: AsyncConnection, meeting: RecordId, entries: tuple[Entry, ...]
) -> dict[str, Any]:
    """What the minutes of a meeting say as of the last of these entries of its record."""
    community, procedure, roster = await rules_of(connection, meeting)
    state: MeetingState | None = None
    for entry in entries:
        state = fold_meeting(state, entry, community)
    assert state is not None, "minutes are written of a meeting that was held"
    cases = [
        in_this_meeting(meeting, await entries_of(connection, item.case), community)
        for item in state.agenda
        if in_minutes(item)
    ]
    names = await person_names(connection, community)
    held = how_held(state, entries, procedure)
    return minutes_facts(state, tuple(cases), procedure, roster, names, procedure.language, held)


async def corrected_minutes(connection: AsyncConnection, meeting: RecordId, seq: int) -> tuple[Digest, ...]:
    """The approved minutes with everything appended up to that entry: PDF, HTML and text, kept beside the approved.

    None before approval: then it is the draft that is changed. The same records give the same bytes.
    """
    entries = tuple(entry for entry in await entries_of(connection, meeting) if entry.seq <= seq)
    if not any(isinstance(entry.happened, e.MinutesIssued) for entry in entries):
        return ()
    facts = await facts_of_minutes(connection, meeting, entries)
    text, html, pdf = await _kept(connection, facts, corrected_name(meeting, seq))
    return (pdf, html, text)


async def _kept(connection: AsyncConnection, facts: dict[str, Any], name: str) -> tuple[Digest, Digest, Digest]:
    community = facts["meeting"].community
    text, html = text_and_html(facts)
    # Setting takes a moment of processor time, in which others shall not wait.
    pdf = await asyncio.to_thread(minutes_pdf, facts)
    return (
        await keep_document(connection, community, text.encode(), "text/plain", f"{name}.txt"),
        await keep_document(connection, community, html.encode(), "text/html", f"{name}.html"),
        await keep_document(connection, community, pdf, "application/pdf", f"{name}.pdf"),
    )


def how_held(meeting: MeetingState, entries: tuple[Entry, ...], procedure: Procedure) -> Held:
    """When it was opened and closed, who sat in the chair's seat, and who of the secretariat entered it (P-32)."""
    opened = next((entry.at for entry in entries if isinstance(entry.happened, e.MeetingOpened)), None)
    closed = next((entry.at for entry in entries if isinstance(entry.happened, e.MeetingClosed)), None)
    chair = procedure.body(meeting.body).chair
    led = next((sat.person for sat in meeting.took_part if sat.seat == chair), None)
    if opened is None or closed is None:
        return Held(led_by=led)
    writers = (_writer(entry.actor) for entry in entries if entry.actor is not None and opened <= entry.at <= closed)
    return Held(opened, closed, led, tuple(dict.fromkeys(person for person in writers if person is not None)))


def _writer(actor: Actor) -> PersonId | None:
    if Office.SECRETARIAT in actor.entered_by_offices:
        return actor.entered_by
    return actor.person if Office.SECRETARIAT in actor.offices else None


def in_this_meeting(meeting: RecordId, entries: tuple[Entry, ...], community: str) -> CaseRecordForMinutes:
    """A case as it stood when its item in this meeting ended, and what was entered meanwhile."""
    state = ended_as = None
    opened: int | None = None
    following = len(entries)
    for at, entry in enumerate(entries):
        state = fold_case(state, entry, community)
        match entry.happened:
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
        match entry.happened:
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
