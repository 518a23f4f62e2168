"""The door of the register: one short transaction per act, under the record's gate.

The act gets the record's next number and the database's time, read after the lock. Whatever has a lower number is
judged first; a deadline is itself a row here, so the order of acts and closings is the order of their numbers.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Text, bindparam, cast, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from models import acts as a
from models.acts import Act, Actor, Facts, MeetingFacts, ReceivedAct
from models.base import ActId, BodyId, Digest, PersonId, RecordId
from models.canonical import EMPTY_HEAD
from models.procedure import Procedure
from models.roster import Roster
from models.rulebook import Refusal, RefusalCode
from models.state import MeetingStage
from models.submission import Claim, Submission, submission_digest
from models.tables import CaseView, CommunityView, CounterRow, HeadRow, IntakeRow, MeetingView, RecordRow, table_of
from models.work import GateClosed
from register.agreement_facts import looked_up_for_agreement
from register.database import legal_now
from register.dispute_facts import looked_up_for_dispute
from register.minuted import minuted
from register.stored import procedure_by, roster_by
from rules.case.context import DECIDED
from rules.legal_dates import load_calendar, local_day
from rules.received import Speaker, facts_of, meeting_named
from rules.seats import offices_of, rank_in_seat

CASE = table_of(CaseView)
COMMUNITY = table_of(CommunityView)
COUNTER = table_of(CounterRow)
HEAD = table_of(HeadRow)
INTAKE = table_of(IntakeRow)
MEETING = table_of(MeetingView)
RECORD = table_of(RecordRow)

# PERFORMANCE: statements of the way every act goes are built once; JSON is read as the text it is parsed from.
GATE = select(RECORD).where(RECORD.c.record_id == bindparam("record")).with_for_update()
HERE = select(RECORD.c.record_id).where(
    RECORD.c.record_id == bindparam("record"), RECORD.c.community == bindparam("community")
)
BODY = cast(INTAKE.c.body, Text)
ACT_BODY = select(BODY).where(INTAKE.c.act_id == bindparam("act_id"))
AT_THE_GATE = select(
    func.legal_now().label("now"),
    ACT_BODY.scalar_subquery().label("known"),
    HEAD.c.judged,
    HEAD.c.ended,
    select(COMMUNITY.c.roster)
    .where(COMMUNITY.c.community == bindparam("community"))
    .scalar_subquery()
    .label("roster"),
    select(RECORD.c.record_id)
    .where(RECORD.c.record_id == bindparam("sender"), RECORD.c.community == bindparam("community"))
    .exists()
    .label("sender_here"),
).where(HEAD.c.record_id == bindparam("record"))
MEETING_NAMED = select(MEETING).where(
    MEETING.c.record_id == bindparam("meeting"), MEETING.c.community == bindparam("community")
)
IN_FORCE = select(COMMUNITY.c.procedure, COMMUNITY.c.roster).where(COMMUNITY.c.community == bindparam("community"))
COUNTED = text(
    "INSERT INTO counter (name, next) VALUES (:name, 2)"
    " ON CONFLICT (name) DO UPDATE SET next = counter.next + 1 RETURNING next"
)
OPEN = text(
    "WITH gate AS ("
    " INSERT INTO record (record_id, community, kind, procedure, roster, next_number, opened_at)"
    " VALUES (:record, :community, :kind, :procedure, :roster, 1, legal_now())"
    ") INSERT INTO head (record_id, seq, hash, judged, ended) VALUES (:record, 0, :hash, 0, false)"
)
UNJUDGED = (
    select(BODY)
    .where(INTAKE.c.record_id == bindparam("record"), INTAKE.c.number > bindparam("judged"))
    .order_by(INTAKE.c.number)
)
TAKE_IN = text(
    # A record is opened with its first act, at that moment.
    "WITH numbered AS (UPDATE record SET next_number = next_number + 1,"
    "  opened_at = CASE WHEN next_number = 1 THEN cast(:received_at AS timestamptz) ELSE opened_at END"
    "  WHERE record_id = :record_id)"
    " INSERT INTO intake"
    " (act_id, record_id, number, community, digest, kind, received_at, stored_at, body, body_digest) VALUES"
    " (:act_id, :record_id, :number, :community, :digest, :kind, :received_at,"
    " cast(:received_at AS timestamptz) - (SELECT shift FROM installation), cast(:body AS jsonb),"
    " json_digest(cast(:body AS jsonb)))"
    # The dispatcher is told of what nobody waits for.
    " RETURNING CASE WHEN :told THEN cast(pg_notify('intake', record_id) AS text) END"
)

# A community's record holds every version it has adopted, the first with its founding.
ADOPTED = text(
    "SELECT EXISTS (SELECT FROM entry WHERE record_id = 'community-' || :community"
    " AND kind IN ('community_founded', 'procedure_adopted')"
    " AND cast(canonical AS jsonb) #>> '{body,procedure}' = :procedure)"
)

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


class NotSent(Exception):
    """The act is said to be sent by a record that is none of the community's; nothing is written."""

    REMEDY = "act as a person, for your seat, your party or your office"

    def __init__(self, sender: RecordId, community: str) -> None:
        super().__init__(f"{community} has no record {sender} that could send the act")
        self.refusal = Refusal(
            code=RefusalCode.NOT_YOURS,
            rule="ENGINE",
            detail=str(self),
            remedy=self.REMEDY,
        )


@dataclass(frozen=True)
class Gate:
    """What a record's gate says while it is held."""

    record: RecordId
    community: str
    kind: str
    number: int
    procedure: Procedure
    roster: Roster


@dataclass(frozen=True)
class Look:
    """What an act needs to know of the register, read in one look once the gate is held."""

    now: datetime  # legal time, after the lock
    known: ReceivedAct | None  # the act itself, where it came before
    roster: Roster  # in force in the community
    judged: int  # up to this number the record's acts are judged
    ended: bool
    sender_here: bool  # the record that the act is said to be sent by is one of the community's


async def receive(connection: AsyncConnection, record: RecordId, submission: Submission) -> tuple[ReceivedAct, Look]:
    """Take an act in for a record that exists; the same act again gives the same answer. Also what was seen.

    Raises:
        NoSuchRecord: there is no such record.
        ActConflict: the id was used before with other content; nothing is written.
        ActTooLarge: more than 64 KiB; nothing is written.
        NotSent: it is said to be sent by a record that is none of the community's; nothing is written.
    """
    if isinstance(submission.act, a.CloseItem | a.CloseMeeting):
        load_calendar()
    digest = submission_digest(record, submission)
    gate = await take_gate(connection, record)
    look = await _look(connection, gate, submission, digest)
    if look.known is not None:
        return look.known, look
    return await _store(connection, gate, look, submission, digest), look


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
    gate = await take_gate(connection, record)
    look = await _look(connection, gate, submission, digest)
    return await _store(connection, gate, look, submission, digest)


async def create_gate(
    connection: AsyncConnection,
    record: RecordId,
    community: str,
    kind: str,
    procedure: Digest,
    roster: Digest,
) -> None:
    """A new record's gate and the head of its empty chain."""
    opened = {"record": record, "community": community, "kind": kind, "procedure": procedure, "roster": roster}
    await connection.execute(OPEN, {**opened, "hash": EMPTY_HEAD})


async def take_gate(connection: AsyncConnection, record: RecordId) -> Gate:
    """Hold a record's gate until the transaction ends.

    Raises:
        NoSuchRecord: there is no such record.
    """
    row = (await connection.execute(GATE, {"record": record})).one_or_none()
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
) -> GateClosed:
    """Enter that a due time has come, and give every act up to it that is not judged yet, in number order.

    Not agreed while either clock is not there yet or the two are more than a minute apart: closing needs both. Nor
    where more is judged than who asks knows of, as after a task that Temporal lost: the due time may be gone, and
    those acts are given.
    """
    gate = await take_gate(connection, record)
    act = a.DeadlineReached(clock=clock, due_at=due_at)
    claim = Claim(record=record)
    act_id = hashlib.sha256(f"{record}|{clock}|{due_at.isoformat()}".encode()).hexdigest()
    submission = Submission(act_id=act_id, claim=claim, act=act)
    digest = submission_digest(record, submission)
    look = await _look(connection, gate, submission, digest)
    if look.now < due_at or abs(look.now - workflow_now) > CLOCKS_APART:
        return GateClosed(agreed=False)
    if look.known is None and look.judged > judged:
        return GateClosed(agreed=False, acts=await unjudged(connection, record, judged))
    if look.known is None:
        await _store(connection, gate, look, submission, digest)
    return GateClosed(agreed=True, acts=await unjudged(connection, record, judged))


async def unjudged(connection: AsyncConnection, record: RecordId, judged: int) -> tuple[ReceivedAct, ...]:
    """The acts of a record with numbers above `judged`, in number order."""
    rows = await connection.scalars(UNJUDGED, {"record": record, "judged": judged})
    return tuple(ReceivedAct.model_validate_json(body) for body in rows)


async def received_act(connection: AsyncConnection, act_id: ActId) -> ReceivedAct | None:
    """The act of that id as it was received, or None."""
    body = await connection.scalar(ACT_BODY, {"act_id": act_id})
    return None if body is None else ReceivedAct.model_validate_json(body)


async def _known(connection: AsyncConnection, act_id: ActId, digest: Digest) -> ReceivedAct | None:
    return _the_same(await received_act(connection, act_id), digest)


def _the_same(known: ReceivedAct | None, digest: Digest) -> ReceivedAct | None:
    if known is not None and known.digest != digest:
        raise ActConflict(known.act_id, known.digest, digest)
    return known


async def _look(connection: AsyncConnection, gate: Gate, submission: Submission, digest: Digest) -> Look:
    """A statement of its own after the one that took the gate, so that its time is not earlier than the lock."""
    asked = {
        "record": gate.record,
        "act_id": submission.act_id,
        "community": gate.community,
        "sender": submission.claim.record,
    }
    row = (await connection.execute(AT_THE_GATE, asked)).one()
    known = None if row.known is None else ReceivedAct.model_validate_json(row.known)
    return Look(
        now=row.now,
        known=_the_same(known, digest),
        # While a community is being founded, the roster it is founded with.
        roster=gate.roster if row.roster is None else await roster_by(connection, row.roster),
        judged=row.judged,
        ended=row.ended,
        sender_here=row.sender_here,
    )


async def _store(
    connection: AsyncConnection, gate: Gate, look: Look, submission: Submission, digest: Digest
) -> ReceivedAct:
    size = len(submission.act.model_dump_json(exclude_none=True).encode())
    if size > ACT_LIMIT:
        raise ActTooLarge(f"the act is {size} bytes; one act holds at most {ACT_LIMIT}")
    if submission.claim.record is not None and not look.sender_here:  # records speak to those of their community
        raise NotSent(submission.claim.record, gate.community)
    facts = await facts_for(connection, gate, look, submission.act, submission.claim)
    received = ReceivedAct(
        act_id=submission.act_id,
        record=gate.record,
        number=gate.number,
        received_at=look.now,
        digest=digest,
        actor=_capacity(gate, look, submission.claim, facts),
        facts=facts,
        act=submission.act,
    )
    await _write(connection, gate, received)
    return received


async def is_here(connection: AsyncConnection, community: str, record: RecordId) -> bool:
    """Whether the record is one of the community's."""
    return await connection.scalar(HERE, {"record": record, "community": community}) is not None


async def _write(connection: AsyncConnection, gate: Gate, received: ReceivedAct) -> None:
    # The workflow that closes its gate judges what it is given there; the dispatcher only if it is gone.
    closes_gate = isinstance(received.act, a.DeadlineReached)
    row = {
        "act_id": received.act_id,
        "record_id": gate.record,
        "number": gate.number,
        "community": gate.community,
        "digest": received.digest,
        "kind": received.act.kind,
        "told": received.actor.record is not None and not closes_gate,
        "received_at": received.received_at,
        "body": received.model_dump_json(exclude_none=True),
    }
    try:
        await connection.execute(TAKE_IN, row)
    except IntegrityError as error:
        # The same id was taken at the same moment under another record's gate.
        raise ActConflict(received.act_id, "unknown", received.digest) from error


def _capacity(gate: Gate, look: Look, claim: Claim, facts: Facts) -> Actor:
    """Capacity is looked up at the act, in the roster in force, on the local day of receipt."""
    if claim.person is None:
        return Actor(record=claim.record)
    roster = look.roster
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


async def facts_for(connection: AsyncConnection, gate: Gate, look: Look, act: Act, claim: Claim) -> Facts:
    """What the house adds to an act, with the meeting it names as the register knows it."""
    day = local_day(look.now, gate.procedure.timezone)
    named = meeting_named(act, gate.record)
    meeting = None if named is None else await meeting_facts(connection, named, gate.community)
    clashes: tuple[RecordId, ...] = ()
    if isinstance(act, a.PlanMeeting | a.MoveMeeting):
        body = act.body if isinstance(act, a.PlanMeeting) else meeting.body if meeting else ""
        clashes = await _clashes(connection, gate, body, act)
    speaker = Speaker(claim.seat, claim.person, gate.roster) if claim.seat and claim.person else None
    looked_up = await looked_up_for_dispute(connection, gate.community, act, look.roster)
    facts = facts_of(
        act,
        day,
        gate.procedure,
        look.roster,
        record=gate.record,
        meeting=meeting,
        speaker=speaker,
        clashes=clashes,
        offered=await _offered(connection, gate, act),
        undecided=await _undecided(connection, gate, act),
        minuted=await minuted(connection, gate.community, gate.record, act),
    )
    looked_up |= await looked_up_for_agreement(connection, gate.record, act, day, gate.procedure)
    return facts.model_copy(update=looked_up) if looked_up else facts


async def _undecided(connection: AsyncConnection, gate: Gate, act: Act) -> tuple[RecordId, ...]:
    """Of the cases that an act moves a case into, those of the community that are under way (P-16)."""
    if not isinstance(act, a.MoveCase):
        return ()
    under_way = (
        select(CASE.c.record_id)
        .where(
            CASE.c.community == gate.community,
            CASE.c.record_id.in_(act.into),
            ~CASE.c.ended,
            CASE.c.stage.not_in(tuple(stage.value for stage in DECIDED)),
        )
        .order_by(CASE.c.record_id)
    )
    return tuple(await connection.scalars(under_way))


async def _clashes(
    connection: AsyncConnection, gate: Gate, body: BodyId, act: a.PlanMeeting | a.MoveMeeting
) -> tuple[RecordId, ...]:
    """Other meetings of the body at overlapping times, by when they start."""
    others = (
        select(MEETING.c.record_id)
        .where(
            MEETING.c.community == gate.community,
            MEETING.c.body == body,
            MEETING.c.record_id != gate.record,
            MEETING.c.stage.not_in((MeetingStage.CANCELLED.value, MeetingStage.CLOSED.value)),
            MEETING.c.starts_at < act.ends_at,
            MEETING.c.ends_at > act.starts_at,
        )
        .order_by(MEETING.c.starts_at, MEETING.c.record_id)
    )
    return tuple(await connection.scalars(others))


async def _offered(connection: AsyncConnection, gate: Gate, act: Act) -> Procedure | None:
    """The whole of the version that an act names: adopted already, or, to adopt it, another than now (P-38)."""
    match act:
        case a.AdoptProcedure(procedure=digest):
            before = await connection.scalar(
                select(COMMUNITY.c.procedure).where(COMMUNITY.c.community == gate.community)
            )
            return None if before == digest else await procedure_by(connection, digest)
        case a.MoveToProcedure(procedure=digest):
            known = await connection.scalar(ADOPTED, {"community": gate.community, "procedure": digest})
            return await procedure_by(connection, digest) if known else None
        case _:
            return None


async def meeting_facts(connection: AsyncConnection, meeting: RecordId, community: str) -> MeetingFacts | None:
    """What the register knows of a meeting of the community, or None."""
    row = (await connection.execute(MEETING_NAMED, {"meeting": meeting, "community": community})).one_or_none()
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
        extraordinary=row.state.get("extraordinary") is not None or None,
        opened=row.stage in (MeetingStage.OPEN, MeetingStage.CLOSED),
    )


async def _in_force(connection: AsyncConnection, community: str) -> tuple[Digest, Digest]:
    """The digests of the procedure and roster in force; NoSuchRecord where there is no such community."""
    row = (await connection.execute(IN_FORCE, {"community": community})).one_or_none()
    if row is None:
        raise NoSuchRecord(community)
    return row.procedure, row.roster


async def _next_number(connection: AsyncConnection, name: str) -> int:
    following = await connection.scalar(COUNTED, {"name": name})
    assert isinstance(following, int)
    return following - 1
