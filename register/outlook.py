"""What lies ahead, as the register knows it: of one record, of everything open in a community. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.acts import MeetingFacts
from models.agreement_state import AgreementState
from models.base import CommunityId, Instant, RecordId
from models.canonical import canonical_bytes
from models.dispute_state import DisputeState
from models.outlook import Outlook
from models.state import CaseState, MeetingState
from models.tables import (
    AgreementView,
    CaseView,
    CommunityView,
    DisputeView,
    EntryRow,
    HeadRow,
    MeetingView,
    RecordRow,
    table_of,
)
from register.database import legal_now
from register.intake import NoSuchRecord, meeting_facts_of
from register.stored import procedure_by, roster_by
from rules.outlook.agreement import agreement_outlook
from rules.outlook.around import Around
from rules.outlook.case import case_outlook
from rules.outlook.dispute import dispute_outlook
from rules.outlook.meeting import meeting_outlook

AGREEMENT = table_of(AgreementView)
CASE = table_of(CaseView)
COMMUNITY = table_of(CommunityView)
DISPUTE = table_of(DisputeView)
ENTRY = table_of(EntryRow)
HEAD = table_of(HeadRow)
MEETING = table_of(MeetingView)
RECORD = table_of(RecordRow)

Known = CaseState | MeetingState | AgreementState | DisputeState
KINDS: Mapping[str, type[Known]] = {
    "case": CaseState,
    "meeting": MeetingState,
    "agreement": AgreementState,
    "dispute": DisputeState,
}
VIEWS = {"case": CASE, "meeting": MEETING, "agreement": AGREEMENT, "dispute": DISPUTE}
States = Mapping[RecordId, Known]


async def outlook_of(connection: AsyncConnection, record: RecordId) -> Outlook:
    """What lies ahead of one record.

    Raises:
        NoSuchRecord: there is none, or nothing of it is judged yet.
    """
    community = await connection.scalar(select(RECORD.c.community).where(RECORD.c.record_id == record))
    view = VIEWS[record.partition("-")[0]]
    states = await _states(connection, select(view.c.record_id, view.c.state).where(view.c.record_id == record))
    if community is None or not states:
        raise NoSuchRecord(record)
    (found,) = await _outlooks(connection, str(community), states)
    return found


async def outlooks_of(connection: AsyncConnection, community: CommunityId) -> tuple[Outlook, ...]:
    """What lies ahead of every record of a community that is not over, by record."""
    states: dict[RecordId, Known] = {}
    for view in VIEWS.values():
        still_open = select(view.c.record_id, view.c.state).where(view.c.community == community, ~view.c.ended)
        states |= await _states(connection, still_open)
    return await _outlooks(connection, community, states)


async def _states(connection: AsyncConnection, statement: Select[Any]) -> dict[RecordId, Known]:
    rows = await connection.execute(statement)
    return {row.record_id: _state(row.record_id, canonical_bytes(row.state)) for row in rows}


def _state(record: RecordId, stored: bytes) -> Known:
    return KINDS[record.partition("-")[0]].model_validate_json(stored)


async def _outlooks(connection: AsyncConnection, community: CommunityId, states: States) -> tuple[Outlook, ...]:
    now = await legal_now(connection)
    meetings = await _coming(connection, community)
    roster_digest = await connection.scalar(select(COMMUNITY.c.roster).where(COMMUNITY.c.community == community))
    roster = await roster_by(connection, str(roster_digest))
    happened = await _happened(connection, states)
    opened_under = await connection.execute(
        select(RECORD.c.record_id, RECORD.c.procedure, RECORD.c.roster).where(RECORD.c.record_id.in_(states))
    )
    opened = {row.record_id: row for row in opened_under}
    found = []
    for record, state in sorted(states.items()):
        procedure = await procedure_by(connection, opened[record].procedure)
        opened_with = await roster_by(connection, opened[record].roster)
        around = Around(procedure, roster, meetings, now, opened_with, happened[record])
        found.append(_ahead(state, around))
    return tuple(found)


def _ahead(state: Known, around: Around) -> Outlook:
    match state:
        case CaseState():
            return case_outlook(state, around)
        case AgreementState():
            return agreement_outlook(state, around)
        case DisputeState():
            return dispute_outlook(state, around)
        case MeetingState():
            return meeting_outlook(state, around)


async def _coming(connection: AsyncConnection, community: CommunityId) -> tuple[MeetingFacts, ...]:
    rows = await connection.execute(select(MEETING).where(MEETING.c.community == community, ~MEETING.c.ended))
    return tuple(facts for facts in map(meeting_facts_of, rows) if not facts.cancelled)


async def _happened(connection: AsyncConnection, states: States) -> Mapping[RecordId, Mapping[str, Instant]]:
    """When the last entry of each kind was made, of each of these records."""
    rows = await connection.execute(
        select(ENTRY.c.record_id, ENTRY.c.kind, func.max(ENTRY.c.at).label("last"))
        .where(ENTRY.c.record_id.in_(states))
        .group_by(ENTRY.c.record_id, ENTRY.c.kind)
    )
    found: dict[RecordId, dict[str, datetime]] = defaultdict(dict)
    for row in rows:
        found[row.record_id][row.kind] = row.last
    return found
