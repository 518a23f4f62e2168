"""What an operator asks first: what is open, what waits, what is late. Reads only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import RecordId
from models.tables import CaseView, ClockView, CommunityView, HeadRow, IntakeRow, MeetingView, RecordRow, table_of

CASE = table_of(CaseView)
CLOCK = table_of(ClockView)
COMMUNITY = table_of(CommunityView)
HEAD = table_of(HeadRow)
INTAKE = table_of(IntakeRow)
MEETING = table_of(MeetingView)
RECORD = table_of(RecordRow)


class Unjudged(NamedTuple):
    """Acts that were received and are not judged yet."""

    acts: int
    oldest: RecordId | None  # the record whose act has waited longest
    waiting: timedelta  # for how long by the machine's clock


class Overdue(NamedTuple):
    """A due time that has passed and has not rung."""

    record: RecordId
    name: str
    due_at: datetime
    late: timedelta  # by the legal clock
    consequence: str


class Open(NamedTuple):
    """How much is going on."""

    communities: int
    cases: int
    meetings: int


async def what_is_open(connection: AsyncConnection) -> Open:
    """How many communities there are, and how many cases and meetings that have not ended."""
    row = (
        await connection.execute(
            select(
                select(func.count()).select_from(COMMUNITY).scalar_subquery().label("communities"),
                select(func.count()).where(~CASE.c.ended).scalar_subquery().label("cases"),
                select(func.count()).where(~MEETING.c.ended).scalar_subquery().label("meetings"),
            )
        )
    ).one()
    return Open(row.communities, row.cases, row.meetings)


async def unjudged_acts(connection: AsyncConnection) -> Unjudged:
    """What waits to be judged, and for how long the oldest has."""
    # PERFORMANCE: driven by the few heads that lag, not by the whole intake.
    waited = func.clock_timestamp() - INTAKE.c.stored_at
    lagging = (
        select(INTAKE.c.record_id, waited.label("waited"))
        .select_from(HEAD)
        .join(RECORD, RECORD.c.record_id == HEAD.c.record_id)
        .join(INTAKE, INTAKE.c.record_id == HEAD.c.record_id)
        .where(HEAD.c.judged < RECORD.c.next_number - 1, INTAKE.c.number > HEAD.c.judged)
    )
    rows = (await connection.execute(lagging.order_by(waited.desc()))).all()
    if not rows:
        return Unjudged(0, None, timedelta())
    return Unjudged(len(rows), rows[0].record_id, rows[0].waited)


async def oldest_overdue(connection: AsyncConnection) -> Overdue | None:
    """The due time that passed longest ago and has not rung, or None where none has passed."""
    late = func.legal_now() - CLOCK.c.due_at
    statement = (
        select(CLOCK, late.label("late"))
        .where(CLOCK.c.due_at < func.legal_now())
        .order_by(CLOCK.c.due_at, CLOCK.c.record_id, CLOCK.c.name)
        .limit(1)
    )
    row = (await connection.execute(statement)).one_or_none()
    if row is None:
        return None
    return Overdue(row.record_id, row.name, row.due_at, row.late, row.consequence)


async def next_due(connection: AsyncConnection) -> tuple[RecordId, str, datetime] | None:
    """The next due time that runs, or None."""
    statement = (
        select(CLOCK.c.record_id, CLOCK.c.name, CLOCK.c.due_at)
        .where(CLOCK.c.due_at >= func.legal_now())
        .order_by(CLOCK.c.due_at, CLOCK.c.record_id, CLOCK.c.name)
        .limit(1)
    )
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else (row.record_id, row.name, row.due_at)


async def server_version(connection: AsyncConnection) -> str:
    """The version of PostgreSQL."""
    return str(await connection.scalar(text("SHOW server_version")))


async def legal_shift(connection: AsyncConnection) -> timedelta | None:
    """How far ahead a story's clock is; None in a register of the real world."""
    row = (await connection.execute(text("SELECT kind, shift FROM installation"))).one()
    return row.shift if row.kind == "story" else None
