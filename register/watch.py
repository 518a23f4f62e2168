"""What the watchdog asks the register: which due times passed without their entry, which records are open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import RecordId
from models.tables import CaseView, ClockView, HeadRow, RecordRow, table_of

CASE = table_of(CaseView)
CLOCK = table_of(ClockView)
HEAD = table_of(HeadRow)
RECORD = table_of(RecordRow)

# Closings are rows of the intake: when each came, against when it was due.
CLOSINGS = text(
    "SELECT count(*) AS closings,"
    " coalesce(max(received_at - (body #>> '{act,due_at}')::timestamptz), '0'::interval) AS longest FROM intake"
    " WHERE kind = 'deadline_reached' AND stored_at > clock_timestamp() - cast(:span AS interval)"
)
# PERFORMANCE: a clock is stopped only in a record where a due time rang; the other records' entries are not read.
STOPPED = text(
    "SELECT e.record_id, cast(e.canonical AS jsonb) #>> '{body,clock}' AS clock, e.at"
    " FROM (SELECT DISTINCT record_id FROM intake WHERE kind = 'deadline_reached'"
    " AND stored_at > clock_timestamp() - cast(:span AS interval)) rang"
    " JOIN entry e USING (record_id)"
    " WHERE e.kind = 'clock_stopped' AND e.recorded_at > clock_timestamp() - cast(:span AS interval)"
    " ORDER BY e.at, e.record_id"
)
# What a transaction has not committed yet is not seen, and later ones may be: the youngest entries wait for a look.
LATELY = text(
    "SELECT coalesce(max(lately.place), :after) AS place,"
    " coalesce(array_agg(DISTINCT h.record_id) FILTER (WHERE h.judged > 0), '{}') AS records"
    " FROM (SELECT record_id, place, recorded_at FROM entry WHERE place > :after OFFSET 0) lately"
    " JOIN head h USING (record_id) JOIN record r USING (record_id)"
    " WHERE lately.recorded_at < clock_timestamp() - interval '5 seconds' AND r.kind <> 'community'"
)
# PERFORMANCE: from the newest backwards, and no further than asked.
BEFORE = text(
    "SELECT e.place FROM entry e, (SELECT recorded_at FROM entry ORDER BY place DESC LIMIT 1) newest"
    " WHERE e.recorded_at < newest.recorded_at - cast(:span AS interval) ORDER BY e.place DESC LIMIT 1"
)


class Passed(NamedTuple):
    """A due time that has passed and has no entry."""

    record: RecordId
    clock: str
    due_at: datetime
    late: timedelta  # by the legal clock
    consequence: str


class Stopped(NamedTuple):
    """A clock that had rung and ran on with nothing left to do, so that it was stopped: a fault in the rules."""

    record: RecordId
    clock: str
    at: datetime  # legal time


class Lag(NamedTuple):
    """How punctually the due times of the last day rang."""

    closings: int
    longest: timedelta


class Lately(NamedTuple):
    """The records with entries behind a place of the register, and up to which place they were looked for."""

    records: tuple[RecordId, ...]
    place: int


async def place_before(connection: AsyncConnection, span: timedelta) -> int:
    """The place of the last entry that is older than the newest by more than that; 0 where none is."""
    return int(await connection.scalar(BEFORE, {"span": span}) or 0)


async def lately_entered(connection: AsyncConnection, *, after: int) -> Lately:
    """Records, but communities, with entries behind a place; those of the last five seconds come later."""
    row = (await connection.execute(LATELY, {"after": after})).one()
    return Lately(tuple(sorted(row.records)), int(row.place))


async def passed_without_entry(connection: AsyncConnection, *, tolerated: timedelta) -> tuple[Passed, ...]:
    """Every due time that passed longer ago than tolerated and has not rung, the oldest first."""
    late = func.legal_now() - CLOCK.c.due_at
    rows = await connection.execute(
        select(CLOCK, late.label("late"))
        .where(CLOCK.c.due_at < func.legal_now() - tolerated)
        .order_by(CLOCK.c.due_at, CLOCK.c.record_id, CLOCK.c.name)
    )
    return tuple(Passed(r.record_id, r.name, r.due_at, r.late, r.consequence) for r in rows)


async def open_records(connection: AsyncConnection) -> tuple[RecordId, ...]:
    """Every case and meeting that has entries and is not over: for each of them a workflow must run."""
    rows = await connection.scalars(
        select(RECORD.c.record_id)
        .join(HEAD, HEAD.c.record_id == RECORD.c.record_id)
        .where(RECORD.c.kind != "community", ~HEAD.c.ended, HEAD.c.seq > 0)
        .order_by(RECORD.c.record_id)
    )
    return tuple(rows)


async def held_decisions(connection: AsyncConnection) -> tuple[RecordId, ...]:
    """Cases whose decision waits for its record to be proved (P-19)."""
    held = CASE.c.state["held"]["what"].astext.is_not(None)
    rows = await connection.scalars(select(CASE.c.record_id).where(held, ~CASE.c.ended).order_by(CASE.c.record_id))
    return tuple(rows)


async def lag(connection: AsyncConnection, *, span: timedelta = timedelta(days=1)) -> Lag:
    """How late the due times of the last day (machine time) rang."""
    row = (await connection.execute(CLOSINGS, {"span": span})).one()
    return Lag(row.closings, row.longest)


async def stopped(connection: AsyncConnection, *, span: timedelta = timedelta(days=1)) -> tuple[Stopped, ...]:
    """The clocks that were stopped in the last day (machine time), the first one first."""
    rows = await connection.execute(STOPPED, {"span": span})
    return tuple(Stopped(r.record_id, r.clock, r.at) for r in rows)
