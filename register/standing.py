"""Where records stand: how far they are judged, what became of an act, what a workflow starts or goes on from."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Text, bindparam, cast, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from models.acts import ReceivedAct
from models.base import ActId, RecordId
from models.rulebook import Refusal
from models.state import RecordHead
from models.tables import HeadRow, IntakeRow, RecordRow, VerdictRow, table_of
from models.work import ActVerdict, AgreementStart, CaseStart, DisputeStart, MeetingStart, Outcome, Start
from register.intake import BODY, NoSuchRecord
from register.projection import agreement_state, case_state, dispute_state, meeting_state
from register.stored import procedure_by, roster_by

HEAD = table_of(HeadRow)
RECORD = table_of(RecordRow)
INTAKE = table_of(IntakeRow)
VERDICT = table_of(VerdictRow)

# PERFORMANCE: statements of the way every act goes are built once; JSON is read as the text it is parsed from.
WAITING = (
    select(HEAD.c.ended, BODY.label("body"))
    .outerjoin(INTAKE, (INTAKE.c.record_id == HEAD.c.record_id) & (INTAKE.c.number > HEAD.c.judged))
    .where(HEAD.c.record_id == bindparam("record"))
    .order_by(INTAKE.c.number)
)
TAKEN_IN = (
    select(
        INTAKE.c.record_id,
        INTAKE.c.number,
        INTAKE.c.received_at,
        INTAKE.c.kind,
        VERDICT.c.outcome,
        VERDICT.c.first_seq,
        VERDICT.c.last_seq,
        cast(VERDICT.c.refusal, Text).label("refusal"),
    )
    .outerjoin(VERDICT, VERDICT.c.act_id == INTAKE.c.act_id)
    .where(INTAKE.c.act_id == bindparam("act_id"))
)

# Only heads that lag are looked at.
SENT_AND_UNJUDGED = text(
    "SELECT count(*) FROM head h JOIN record r USING (record_id) JOIN intake i ON i.record_id = h.record_id"
    " WHERE h.judged < r.next_number - 1 AND i.number > h.judged AND i.body #>> '{actor,record}' = :record"
)
BEGINS = (
    select(RECORD, HEAD.c.seq, HEAD.c.hash, HEAD.c.judged)
    .join(HEAD, HEAD.c.record_id == RECORD.c.record_id)
    .where(RECORD.c.record_id == bindparam("record"))
)
# Looked for many times a second: one statement for both. The first is driven by the few heads that lag, not by the
# whole intake.
UNATTENDED = text(
    "SELECT h.record_id, cast(NULL AS text) AS clock, cast(NULL AS timestamptz) AS due_at"
    " FROM head h JOIN record r USING (record_id) WHERE h.judged < r.next_number - 1"
    " AND EXISTS (SELECT FROM intake i WHERE i.record_id = h.record_id AND i.number > h.judged"
    " AND (i.body #>> '{actor,record}' IS NOT NULL AND i.kind <> 'deadline_reached'"
    "  OR i.stored_at < clock_timestamp() - cast(:age AS interval)))"
    " UNION ALL SELECT k.record_id, k.name, k.due_at FROM clock_view k JOIN community_view c USING (record_id)"
    " WHERE k.due_at <= legal_now() ORDER BY due_at, record_id"
)


class Waiting(NamedTuple):
    """A record's acts that are not judged, in number order, and whether it has ended."""

    acts: tuple[ReceivedAct, ...]
    ended: bool


async def waiting_acts(connection: AsyncConnection, record: RecordId) -> Waiting:
    """What of a record waits to be judged; NoSuchRecord where there is none."""
    rows = (await connection.execute(WAITING, {"record": record})).all()
    if not rows:
        raise NoSuchRecord(record)
    acts = tuple(ReceivedAct.model_validate_json(row.body) for row in rows if row.body is not None)
    return Waiting(acts, rows[0].ended)


class Unattended(NamedTuple):
    """What nobody sees to."""

    records: tuple[RecordId, ...]  # with acts that nobody is judging
    due: tuple[tuple[RecordId, str, datetime], ...]  # clocks on communities' records, the first due first


async def unattended(connection: AsyncConnection, *, older_than: timedelta) -> Unattended:
    """Acts sent by a record, or by a caller who has gone (machine time), and communities' clocks (legal time)."""
    rows = (await connection.execute(UNATTENDED, {"age": older_than})).all()
    return Unattended(
        records=tuple(row.record_id for row in rows if row.clock is None),
        due=tuple((row.record_id, row.clock, row.due_at) for row in rows if row.clock is not None),
    )


class TakenIn(NamedTuple):
    """An act that was received, and, once it is judged, what became of it."""

    record: RecordId
    number: int
    received_at: datetime
    kind: str
    verdict: ActVerdict | None


async def taken_in(connection: AsyncConnection, act_id: ActId) -> TakenIn:
    """What became of an act; LookupError where no act has that id."""
    row = (await connection.execute(TAKEN_IN, {"act_id": act_id})).one_or_none()
    if row is None:
        raise LookupError(f"no act {act_id} was received")
    verdict = None
    if row.outcome is not None:
        verdict = ActVerdict(
            act_id=act_id,
            number=row.number,
            outcome=Outcome(row.outcome),
            first_seq=row.first_seq,
            last_seq=row.last_seq,
            refusal=Refusal.model_validate_json(row.refusal) if row.refusal else None,
        )
    return TakenIn(row.record_id, row.number, row.received_at, row.kind, verdict)


async def start_of(connection: AsyncConnection, record: RecordId) -> Start:
    """What the record's workflow starts with, or goes on from after its history was lost; entries are not needed.

    Raises:
        NoSuchRecord: there is no such record.
    """
    row = (await connection.execute(BEGINS, {"record": record})).one_or_none()
    if row is None:
        raise NoSuchRecord(record)
    common: dict[str, Any] = {
        "record": record,
        "community": row.community,
        "procedure": await procedure_by(connection, row.procedure),
        "roster": await roster_by(connection, row.roster),
        "head": RecordHead(record=record, seq=row.seq, hash=row.hash, judged=row.judged),
    }
    if row.kind == "case":
        return CaseStart(state=await case_state(connection, record), **common)
    if row.kind == "agreement":
        return AgreementStart(state=await agreement_state(connection, record), **common)
    if row.kind == "dispute":
        return DisputeStart(state=await dispute_state(connection, record), **common)
    return MeetingStart(state=await meeting_state(connection, record), **common)


async def judged_of(connection: AsyncConnection, record: RecordId) -> tuple[int, bool]:
    """The number of the last act of a record that is judged, 0 where there is none; and whether it has ended."""
    row = (await connection.execute(select(HEAD).where(HEAD.c.record_id == record))).one_or_none()
    return (0, False) if row is None else (row.judged, row.ended)


async def unjudged_from(connection: AsyncConnection, record: RecordId) -> int:
    """How many acts that a record has sent to others are not judged there yet."""
    return int(await connection.scalar(SENT_AND_UNJUDGED, {"record": record}) or 0)
