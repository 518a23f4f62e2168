"""The door of the register: one short transaction per act, under the record's gate (design 3).

The act gets the record's next number and the database's time, read after the lock. Whatever has a lower number is
judged first; a deadline is itself a row here, so the order of acts and closings is the order of their numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from models import acts as a
from models.acts import Act, Actor, Facts, MeetingFacts, ReceivedAct, SeatRank
from models.base import ActId, BodyId, Digest, Frozen, PartyId, PersonId, RecordId, SeatId
from models.canonical import EMPTY_HEAD, canonical_bytes, digest_of
from models.procedure import Procedure
from models.roster import Roster
from models.state import MeetingStage
from models.tables import CommunityView, CounterRow, HeadRow, IntakeRow, MeetingView, RecordRow, table_of
from register.database import legal_now
from register.stored import procedure_by, roster_by
from rules.legal_dates import forankring_dates, local_day, notice_due, statements_due, takeover_due
from rules.seats import offices_of, rank_in_seat

COMMUNITY = table_of(CommunityView)
COUNTER = table_of(CounterRow)
HEAD = table_of(HeadRow)
INTAKE = table_of(IntakeRow)
MEETING = table_of(MeetingView)
RECORD = table_of(RecordRow)

ACT_LIMIT = 64 * 1024
CLOCKS_APART = timedelta(seconds=60)


class ActTooLarge(Exception):
    """The act is larger than one act may be."""


class ActConflict(Exception):
    """The act's id was used before, with other content."""

    def __init__(self, act_id: ActId, first: Digest, now: Digest) -> None:
        super().__init__(f"act {act_id} was received before with other content: {first[:16]}, now {now[:16]}")
        self.act_id, self.first, self.now = act_id, first, now


class NoSuchRecord(LookupError):
    """There is no case or meeting of that id."""


class Claim(Frozen):
    """Who says that they act, before the house has looked anything up."""

    person: PersonId | None = None
    seat: SeatId | None = None
    party: PartyId | None = None
    entered_by: PersonId | None = None
    record: RecordId | None = None  # another record, or the house itself


class Submission(Frozen):
    """An act as it comes to the door. Its digest is over exactly this and the record it is for."""

    act_id: ActId
    claim: Claim
    act: Act


@dataclass(frozen=True)
class Gate:
    """What a record's gate says while it is held."""

    record: RecordId
    community: str
    kind: str
    number: int
    procedure: Procedure
    roster: Roster


def submission_digest(record: RecordId | None, submission: Submission) -> Digest:
    """What makes two submissions the same act: record, claim and content. A new record is named by none."""
    return digest_of(
        {
            "record": record or "",
            "claim": submission.claim.model_dump(mode="json", exclude_none=True),
            "act": submission.act.model_dump(mode="json", exclude_none=True),
        }
    )


async def receive(
    connection: AsyncConnection, record: RecordId, submission: Submission, *, direct: bool = True
) -> ReceivedAct:
    """Take an act in for a record that exists; the same act again gives the same answer.

    Raises:
        NoSuchRecord: there is no such record.
        ActConflict: the id was used before with other content; nothing is written.
        ActTooLarge: more than 64 KiB; nothing is written.
    """
    digest = submission_digest(record, submission)
    gate = await take_gate(connection, record)
    known = await _known(connection, submission.act_id, digest)
    if known is not None:
        return known
    return await _store(connection, gate, submission, digest, direct=direct)


async def open_record(
    connection: AsyncConnection, community: str, kind: str, submission: Submission, name: str
) -> ReceivedAct:
    """Make a new record, `name` with its running number filled in, and take its first act in.

    Raises:
        NoSuchRecord: there is no such community.
        ActConflict, ActTooLarge: as `receive`.
    """
    digest = submission_digest(None, submission)
    known = await _known(connection, submission.act_id, digest)
    if known is not None:
        return known
    procedure, roster = await _in_force(connection, community)
    timezone = (await procedure_by(connection, procedure)).timezone
    # A meeting is counted in the year it is held, a case in the year it is brought.
    act = submission.act
    moment = act.starts_at if isinstance(act, a.PlanMeeting) else await legal_now(connection)
    name = name.format(year=local_day(moment, timezone).year, number="{number}")
    number = await _next_number(connection, name)
    known = await _known(connection, submission.act_id, digest)
    if known is not None:  # the same act came through while we waited for the number; give the number back
        await connection.execute(update(COUNTER).where(COUNTER.c.name == name).values(next=number))
        return known
    record = name.format(number=number)
    await create_gate(connection, record, community, kind, procedure, roster)
    return await _store(connection, await take_gate(connection, record), submission, digest, direct=True)


async def create_gate(
    connection: AsyncConnection,
    record: RecordId,
    community: str,
    kind: str,
    procedure: Digest,
    roster: Digest,
) -> None:
    """A new record's gate and the head of its empty chain."""
    now = await legal_now(connection)
    await connection.execute(
        insert(RECORD).values(
            record_id=record,
            community=community,
            kind=kind,
            procedure=procedure,
            roster=roster,
            opened_at=now,
        )
    )
    await connection.execute(insert(HEAD).values(record_id=record, hash=EMPTY_HEAD))


async def take_gate(connection: AsyncConnection, record: RecordId) -> Gate:
    """Hold a record's gate until the transaction ends.

    Raises:
        NoSuchRecord: there is no such record.
    """
    row = (
        await connection.execute(select(RECORD).where(RECORD.c.record_id == record).with_for_update())
    ).one_or_none()
    if row is None:
        raise NoSuchRecord(record)
    return Gate(
        record=row.record_id,
        community=row.community,
        kind=row.kind,
        number=row.next_number,
        procedure=await procedure_by(connection, row.procedure),
        roster=await roster_by(connection, row.roster),
    )


async def close_gate(
    connection: AsyncConnection,
    record: RecordId,
    clock: str,
    due_at: datetime,
    workflow_now: datetime,
    judged: int,
) -> tuple[ReceivedAct, ...] | None:
    """Enter that a due time has come, and give every act up to it that is not judged yet, in number order.

    None while either clock is not there yet or the two are more than a minute apart: closing needs both (design 5).
    """
    gate = await take_gate(connection, record)
    now = await legal_now(connection)
    if now < due_at or abs(now - workflow_now) > CLOCKS_APART:
        return None
    act = a.DeadlineReached(clock=clock, due_at=due_at)
    claim = Claim(record=record)
    act_id = hashlib.sha256(f"{record}|{clock}|{due_at.isoformat()}".encode()).hexdigest()
    submission = Submission(act_id=act_id, claim=claim, act=act)
    digest = submission_digest(record, submission)
    known = await _known(connection, act_id, digest)
    if known is None:
        await _store(connection, gate, submission, digest, direct=False)
    return await unjudged(connection, record, judged)


async def unjudged(connection: AsyncConnection, record: RecordId, judged: int) -> tuple[ReceivedAct, ...]:
    """The acts of a record with numbers above `judged`, in number order."""
    rows = await connection.scalars(
        select(INTAKE.c.body).where(INTAKE.c.record_id == record, INTAKE.c.number > judged).order_by(INTAKE.c.number)
    )
    return tuple(_received(body) for body in rows)


async def received_act(connection: AsyncConnection, act_id: ActId) -> ReceivedAct | None:
    """The act of that id as it was received, or None."""
    body = await connection.scalar(select(INTAKE.c.body).where(INTAKE.c.act_id == act_id))
    return None if body is None else _received(body)


async def waiting_records(connection: AsyncConnection, *, older_than: timedelta) -> tuple[RecordId, ...]:
    """Records with acts that nobody is judging: sent by a record, or by a caller who has gone (machine time)."""
    # PERFORMANCE: driven by the few heads that lag, not by the whole intake.
    rows = await connection.execute(
        text(
            "SELECT h.record_id FROM head h JOIN record r USING (record_id) WHERE h.judged < r.next_number - 1"
            " AND EXISTS (SELECT FROM intake i WHERE i.record_id = h.record_id AND i.number > h.judged"
            " AND (NOT i.direct OR i.stored_at < clock_timestamp() - cast(:age AS interval)))"
            " ORDER BY h.record_id"
        ),
        {"age": older_than},
    )
    return tuple(row.record_id for row in rows)


def _received(body: dict[str, Any]) -> ReceivedAct:
    return ReceivedAct.model_validate_json(canonical_bytes(body))


async def _known(connection: AsyncConnection, act_id: ActId, digest: Digest) -> ReceivedAct | None:
    known = await received_act(connection, act_id)
    if known is not None and known.digest != digest:
        raise ActConflict(act_id, known.digest, digest)
    return known


async def _store(
    connection: AsyncConnection, gate: Gate, submission: Submission, digest: Digest, *, direct: bool
) -> ReceivedAct:
    size = len(canonical_bytes(submission.act))
    if size > ACT_LIMIT:
        raise ActTooLarge(f"the act is {size} bytes; one act holds at most {ACT_LIMIT}")
    now = await legal_now(connection)
    facts = await facts_for(connection, gate, submission.act, now)
    received = ReceivedAct(
        act_id=submission.act_id,
        record=gate.record,
        number=gate.number,
        received_at=now,
        digest=digest,
        actor=await _capacity(connection, gate, submission.claim, facts),
        facts=facts,
        act=submission.act,
    )
    await _write(connection, gate, received, direct=direct)
    return received


async def _write(connection: AsyncConnection, gate: Gate, received: ReceivedAct, *, direct: bool) -> None:
    row = {
        "act_id": received.act_id,
        "record_id": gate.record,
        "number": gate.number,
        "community": gate.community,
        "digest": received.digest,
        "kind": received.act.kind,
        "direct": direct,
        "received_at": received.received_at,
        "body": received.model_dump(mode="json", exclude_none=True),
    }
    try:
        await connection.execute(insert(INTAKE).values(**row, stored_at=func.clock_timestamp()))
    except IntegrityError as error:
        # The same id was taken at the same moment under another record's gate.
        raise ActConflict(received.act_id, "unknown", received.digest) from error
    await connection.execute(
        update(RECORD).where(RECORD.c.record_id == gate.record).values(next_number=gate.number + 1)
    )
    if not direct:
        await connection.execute(text("SELECT pg_notify('intake', :record)"), {"record": gate.record})


async def _capacity(connection: AsyncConnection, gate: Gate, claim: Claim, facts: Facts) -> Actor:
    """Capacity is looked up at the act, in the roster in force, on the local day of receipt (design 7)."""
    if claim.person is None:
        return Actor(record=claim.record)
    roster = await _roster_in_force(connection, gate)
    known_seat = claim.seat is not None and any(s.seat == claim.seat for b in gate.procedure.bodies for s in b.seats)
    rank = rank_in_seat(claim.person, claim.seat, roster, facts.day) if known_seat and claim.seat else None
    entered_offices = () if claim.entered_by is None else offices_of(claim.entered_by, roster, facts.day)
    return Actor(
        person=claim.person,
        seat=claim.seat,
        rank=rank,
        party=claim.party,
        offices=offices_of(claim.person, roster, facts.day, party=claim.party),
        chairs=_chairs(claim.person, gate.procedure, roster, facts),
        entered_by=claim.entered_by,
        entered_by_offices=entered_offices,
    )


def _chairs(person: PersonId, procedure: Procedure, roster: Roster, facts: Facts) -> tuple[BodyId, ...]:
    return tuple(b.body for b in procedure.bodies if rank_in_seat(person, b.chair, roster, facts.day) is not None)


async def facts_for(connection: AsyncConnection, gate: Gate, act: Act, now: datetime) -> Facts:
    """What the house adds to an act: the local day, the meeting it names, and the legal dates it starts."""
    procedure = gate.procedure
    day = local_day(now, procedure.timezone)
    meeting: MeetingFacts | None = None
    dates: tuple[a.Derivation, ...] = ()
    ranks: tuple[SeatRank, ...] = ()
    match act:
        case a.PlanMeeting() | a.MoveMeeting():
            meeting, dates = await _planned(connection, gate, act)
        case a.PlaceCase(meeting=named) | a.MeetingRescheduled(meeting=named):
            meeting = await meeting_facts(connection, named, gate.community)
            dates = () if meeting is None else forankring_dates(meeting.day, procedure)
        case a.CloseItem():
            dates = (statements_due(day, procedure),)
        case a.WithdrawCase():
            dates = (takeover_due(day, procedure),)
        case a.OpenMeeting(attendance=attendance):
            ranks = await _ranks(connection, gate, attendance, day)
        case a.ChangeAttendance(seat=seat, person=person) if person is not None:
            ranks = await _ranks(connection, gate, (a.SeatAttendance(seat=seat, person=person),), day)
        case _:
            pass
    return Facts(day=day, meeting=meeting, dates=dates, ranks=ranks)


async def _planned(
    connection: AsyncConnection, gate: Gate, act: a.PlanMeeting | a.MoveMeeting
) -> tuple[MeetingFacts, tuple[a.Derivation, ...]]:
    day = local_day(act.starts_at, gate.procedure.timezone)
    due = notice_due(day, gate.procedure)
    body = act.body if isinstance(act, a.PlanMeeting) else await _body_of(connection, gate.record)
    facts = MeetingFacts(
        meeting=gate.record,
        body=body,
        day=day,
        starts_at=act.starts_at,
        ends_at=act.ends_at,
        notice_due=due.at,
        notice_sent=False,
        cancelled=False,
    )
    return facts, (due,)


async def _body_of(connection: AsyncConnection, meeting: RecordId) -> BodyId:
    body = await connection.scalar(select(MEETING.c.body).where(MEETING.c.record_id == meeting))
    return body or "unplanned"


async def meeting_facts(connection: AsyncConnection, meeting: RecordId, community: str) -> MeetingFacts | None:
    """What the register knows of a meeting of the community, or None."""
    row = (
        await connection.execute(
            select(MEETING).where(MEETING.c.record_id == meeting, MEETING.c.community == community)
        )
    ).one_or_none()
    return None if row is None else meeting_facts_of(row)


def meeting_facts_of(row: Any) -> MeetingFacts:
    """A meeting's row as the facts an act may rest on."""
    return MeetingFacts(
        meeting=row.record_id,
        body=row.body,
        day=row.day,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        notice_due=row.notice_due,
        notice_sent=row.stage != MeetingStage.PLANNED,
        cancelled=row.stage in (MeetingStage.CANCELLED, MeetingStage.CLOSED),
    )


async def _ranks(
    connection: AsyncConnection, gate: Gate, attendance: Sequence[a.SeatAttendance], day: Any
) -> tuple[SeatRank, ...]:
    roster = await _roster_in_force(connection, gate)
    found = ((s, rank_in_seat(s.person, s.seat, roster, day)) for s in attendance)
    return tuple(SeatRank(seat=s.seat, person=s.person, rank=rank) for s, rank in found if rank is not None)


async def _roster_in_force(connection: AsyncConnection, gate: Gate) -> Roster:
    """The community's roster now; while it is being founded, the one it is founded with."""
    if gate.kind == "community" and gate.number == 1:
        return gate.roster
    _, roster = await _in_force(connection, gate.community)
    return await roster_by(connection, roster)


async def _in_force(connection: AsyncConnection, community: str) -> tuple[Digest, Digest]:
    """The digests of the procedure and roster in force; NoSuchRecord where there is no such community."""
    row = (
        await connection.execute(
            select(COMMUNITY.c.procedure, COMMUNITY.c.roster).where(COMMUNITY.c.community == community)
        )
    ).one_or_none()
    if row is None:
        raise NoSuchRecord(community)
    return row.procedure, row.roster


async def _next_number(connection: AsyncConnection, name: str) -> int:
    statement = insert(COUNTER).values(name=name, next=2)
    upsert = statement.on_conflict_do_update(
        index_elements=[COUNTER.c.name],
        set_={"next": COUNTER.c.next + 1},
    )
    following = await connection.scalar(upsert.returning(COUNTER.c.next))
    assert isinstance(following, int)
    return following - 1
