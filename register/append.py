"""Appending: entries, verdicts, read models, messages and acts to other records, in one transaction.

Idempotent by entry: a batch that comes again is compared with what is there and changes nothing. Locks are taken in
one order: leave to write (`register.order`), the head of the record, then the gates of others in the order of their
ids.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Text, bindparam, cast, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from models import acts as a
from models import entries as e
from models.acts import Mark, MeetingFacts, ReceivedAct
from models.base import RecordId
from models.canonical import canonical_bytes
from models.entries import Entry
from models.procedure import Procedure
from models.state import CaseState, CommunityState, MeetingState, RecordHead
from models.submission import Claim, Submission
from models.tables import CaseView, CommunityView, EntryRow, HeadRow, MeetingView, RecordRow, VerdictRow, table_of
from models.work import ActVerdict, AppendBatch, Appended, Standing
from register import intake
from register.agreement_effects import open_cases, told_of_agreements
from register.database import legal_now
from register.intake import Gate, take_gate, unjudged
from register.order import alone, side_by_side, with_others
from register.projection import Projection, agreement_state, case_state, dispute_state, meeting_state, project
from register.roster_changes import acts_for_cases, new_members, tell_every_case, tell_running_cases
from register.rows import document
from register.stored import keep_roster, procedure_by, roster_by
from rules.agreement.judge import judge_agreement
from rules.case.judge import judge_case
from rules.community import Community, judge_community
from rules.dispute.judge import judge_dispute
from rules.effects.acts import SendAct, anchored
from rules.legal_dates import local_day
from rules.meeting.judge import judge_meeting
from rules.planning import following_meeting
from rules.recording import record_act
from rules.roster_acts import changed_roster
from rules.verdict import Verdict

HEAD = table_of(HeadRow)
RECORD = table_of(RecordRow)
ENTRY = table_of(EntryRow)
VERDICT = table_of(VerdictRow)
CASE = table_of(CaseView)
COMMUNITY = table_of(CommunityView)
MEETING = table_of(MeetingView)

# PERFORMANCE: statements of the way every entry goes are built once.
HEAD_HELD = select(HEAD, side_by_side()).where(HEAD.c.record_id == bindparam("record")).with_for_update()
GOES_BY = select(RECORD.c.procedure).where(RECORD.c.record_id == bindparam("record"))
WRITE = text(
    "WITH entered AS ("
    " INSERT INTO entry (record_id, seq, community, kind, at, recorded_at, hash, canonical)"
    " SELECT :record, seq, :community, kind, at, clock_timestamp(), hash, canonical"
    " FROM json_populate_recordset(cast(NULL AS entry), cast(:entries AS json)) ORDER BY seq"
    "), found AS ("
    " INSERT INTO verdict (act_id, record_id, number, outcome, first_seq, last_seq, refusal, refusal_digest)"
    " SELECT act_id, :record, number, outcome, first_seq, last_seq, refusal, json_digest(refusal)"
    " FROM json_populate_recordset(cast(NULL AS verdict), cast(:verdicts AS json)) ON CONFLICT DO NOTHING"
    ") UPDATE head SET seq = coalesce(cast(:seq AS integer), seq), hash = coalesce(cast(:hash AS text), hash),"
    " judged = greatest(judged, :judged), ended = ended OR :ending WHERE record_id = :record"
)


class RecordForked(Exception):
    """An entry is to be written where another stands already. A fault of ours, which no retry mends."""


class WrittenOtherwise(RecordForked):
    """An entry of that number, or the one before it, stands there and is another.

    What stands is the record, and was told to people. A workflow comes to another one where a task was done again, or
    where its history is played by code that says a refusal in other words.
    """


async def append(connection: AsyncConnection, batch: AppendBatch) -> Appended:
    """Write a batch, once.

    A batch that ends the record first holds its gate: what was received before and is not judged is given back in
    `left`, and the record does not end yet.

    Raises:
        WrittenOtherwise: an entry of that number is there already and is another, or the one before it is.
        RecordForked: an entry before it is missing.
    """
    if batch.record.startswith("community-"):
        await alone(connection)
    if batch.ending:
        await with_others(connection)
        await take_gate(connection, batch.record)
        left = await unjudged(connection, batch.record, batch.judged)
        if left:
            return Appended(seq=batch.entries[-1].seq if batch.entries else 0, left=left)
    head = (await connection.execute(HEAD_HELD, {"record": batch.record})).one()
    await _compare_written(connection, batch, head.seq)
    fresh = tuple(entry for entry in batch.entries if entry.seq > head.seq)
    _check_linked(batch.record, head.seq, head.hash, fresh)
    await connection.execute(WRITE, _written(batch, fresh))
    if fresh:
        projection = await project(connection, batch.record, batch.community, fresh)
        await _send(connection, batch, projection)
    known = batch.entries[-1].seq if batch.entries else head.seq
    ahead = head.seq > known or head.judged > batch.judged
    return Appended(
        seq=max(head.seq, fresh[-1].seq if fresh else 0),
        ended=batch.ending,
        standing=await standing_of(connection, batch.record) if ahead else None,
    )


async def standing_of(connection: AsyncConnection, record: RecordId) -> Standing:
    """A case or meeting as it stands here: what its workflow goes on from."""
    row = (await connection.execute(select(HEAD).where(HEAD.c.record_id == record))).one()
    return Standing(
        head=RecordHead(record=record, seq=row.seq, hash=row.hash, judged=row.judged),
        case=await case_state(connection, record),
        meeting=await meeting_state(connection, record),
        agreement=await agreement_state(connection, record),
        dispute=await dispute_state(connection, record),
        procedure=await _procedure_of(connection, record),
    )


async def _compare_written(connection: AsyncConnection, batch: AppendBatch, written: int) -> None:
    again = {entry.seq: entry.hash for entry in batch.entries if entry.seq <= written}
    if not again:
        return
    rows = await connection.execute(
        select(ENTRY.c.seq, ENTRY.c.hash).where(ENTRY.c.record_id == batch.record, ENTRY.c.seq.in_(again))
    )
    for row in rows:
        if again[row.seq] != row.hash:
            raise WrittenOtherwise(f"{batch.record}: entry {row.seq} is {row.hash}, not {again[row.seq]}")


def _check_linked(record: RecordId, seq: int, head: str, fresh: Sequence[Entry]) -> None:
    """Each entry follows the one before it; their digests are checked where the whole chain is."""
    for entry in fresh:
        if entry.seq != seq + 1:
            raise RecordForked(f"{record}: entry {entry.seq} does not follow entry {seq}")
        if entry.prev != head:
            raise WrittenOtherwise(f"{record}: entry {entry.seq} follows {entry.prev}, and entry {seq} is {head}")
        seq, head = entry.seq, entry.hash


def _written(batch: AppendBatch, fresh: Sequence[Entry]) -> dict[str, object]:
    return {
        "record": batch.record,
        "community": batch.community,
        "entries": document([_entry_row(entry) for entry in fresh]),
        "verdicts": document([_verdict_row(verdict) for verdict in batch.verdicts]),
        "judged": batch.judged,
        "seq": fresh[-1].seq if fresh else None,
        "hash": fresh[-1].hash if fresh else None,
        "ending": batch.ending,
    }


def _entry_row(entry: Entry) -> dict[str, object]:
    return {
        "seq": entry.seq,
        "kind": entry.body.kind,
        "at": entry.at,
        "hash": entry.hash,
        "canonical": canonical_bytes(entry).decode(),
    }


def _verdict_row(verdict: ActVerdict) -> dict[str, object]:
    return {
        "act_id": verdict.act_id,
        "number": verdict.number,
        "outcome": verdict.outcome.value,
        "first_seq": verdict.first_seq,
        "last_seq": verdict.last_seq,
        "refusal": verdict.refusal.model_dump(mode="json") if verdict.refusal else None,
    }


# --- what the entries set off -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outgoing:
    """An act for another record, with the entry that sends it."""

    entry: Entry
    send: SendAct
    place: int  # among the acts the same entry sends

    @property
    def act_id(self) -> str:
        """A digest of the sending entry and the place among its acts: the same however often it is sent."""
        return hashlib.sha256(f"{self.entry.hash}|{self.send.to}|{self.place}".encode()).hexdigest()


async def _send(connection: AsyncConnection, batch: AppendBatch, projection: Projection) -> None:
    last = projection.entries[-1]
    outgoing = [Outgoing(entry, send, place) for entry, sends in projection.sends for place, send in enumerate(sends)]
    placements = await _placements(connection, batch, projection)
    outgoing += [Outgoing(last, send, 1000 + place) for place, send in enumerate(placements)]
    holders = await _new_holders(connection, projection)
    outgoing += [Outgoing(last, send, place) for place, send in enumerate(holders)]
    told = await _told_of_holders(connection, projection)
    outgoing += [Outgoing(last, send, 2000 + place) for place, send in enumerate(told)]
    agreements = await told_of_agreements(connection, projection.entries, projection.after)
    outgoing += [Outgoing(last, send, 3000 + place) for place, send in enumerate(agreements)]
    for out in sorted(outgoing, key=lambda o: (o.send.to, o.entry.seq, o.place)):
        await _deliver(connection, batch.record, out)
    await open_cases(connection, projection.entries, projection.after)


async def _deliver(connection: AsyncConnection, sender: RecordId, out: Outgoing) -> None:
    submission = Submission(act_id=out.act_id, claim=Claim(record=sender), act=out.send.act)
    await submit(connection, out.send.to, submission)


async def _new_holders(connection: AsyncConnection, projection: Projection) -> tuple[SendAct, ...]:
    """Running cases are told of the members that a new roster brings (P-25)."""
    community = projection.after
    if not isinstance(community, CommunityState) or projection.roster_before in (None, community.roster):
        return ()
    before = await roster_by(connection, str(projection.roster_before))
    after = await roster_by(connection, community.roster)
    timezone = (await procedure_by(connection, community.procedure)).timezone
    members = new_members(before, after, local_day(projection.entries[-1].at, timezone))
    return await tell_running_cases(connection, community.community, members)


async def _told_of_holders(connection: AsyncConnection, projection: Projection) -> tuple[SendAct, ...]:
    """Running cases are told of mandates given and of holders who had left (P-24)."""
    if not isinstance(projection.after, CommunityState):
        return ()
    acts = tuple(act for entry in projection.entries for act in acts_for_cases(entry.body))
    return await tell_every_case(connection, projection.after.community, acts)


async def _placements(connection: AsyncConnection, batch: AppendBatch, projection: Projection) -> list[SendAct]:
    """Cases that wait for a following meeting and the meeting that now fits them (P-12)."""
    if isinstance(projection.after, CaseState) and projection.wants is not None:
        return await _place(connection, batch, projection.after, projection.wants)
    planned = any(isinstance(x.happened, e.MeetingPlanned | e.MeetingMoved) for x in projection.entries)
    if isinstance(projection.after, MeetingState) and planned:
        waiting = await connection.execute(
            select(CASE.c.state).where(
                CASE.c.community == batch.community, CASE.c.awaits_body == projection.after.body
            )
        )
        cases = [CaseState.model_validate_json(canonical_bytes(row.state)) for row in waiting]
        found = [await _place(connection, batch, case, projection.after.body) for case in cases]
        return [send for sends in found for send in sends]
    return []


async def _place(connection: AsyncConnection, batch: AppendBatch, case: CaseState, body: str) -> list[SendAct]:
    """The case's way to the following meeting: a place on its agenda, or word that none has room."""
    assert case.drofting is not None
    procedure = await _procedure_of(connection, batch.record)
    now = await legal_now(connection)
    meetings = await _coming_meetings(connection, batch.community, body)
    meeting = following_meeting(meetings, body, case.drofting, now, procedure, anchored=anchored(case))
    if meeting is not None:
        place = a.PlaceCase(
            meeting=meeting.meeting, mark=Mark.BESLUTNING, reason="the next meeting with room for notice"
        )
        return [SendAct(to=case.record, act=place)]
    if batch.record == case.record:
        return [SendAct(to=case.record, act=a.NoMeetingFound(body=body))]
    return []  # a meeting was planned that does not fit this case: it goes on waiting


async def _procedure_of(connection: AsyncConnection, record: RecordId) -> Procedure:
    digest = await connection.scalar(GOES_BY, {"record": record})
    return await procedure_by(connection, str(digest))


async def _coming_meetings(connection: AsyncConnection, community: str, body: str) -> tuple[MeetingFacts, ...]:
    rows = await connection.execute(
        select(MEETING).where(MEETING.c.community == community, MEETING.c.body == body, ~MEETING.c.ended)
    )
    return tuple(intake.meeting_facts_of(row) for row in rows)


# --- records that no workflow holds -----------------------------------------------------------------------------


async def submit(connection: AsyncConnection, record: RecordId, submission: Submission) -> ReceivedAct:
    """Take an act in; where the record has ended, judge it in the same transaction, by the same rules.

    Raises:
        NoSuchRecord, ActConflict, ActTooLarge: as `intake.receive`.
    """
    received, _next = await submitted(connection, record, submission)
    return received


async def submitted(
    connection: AsyncConnection, record: RecordId, submission: Submission
) -> tuple[ReceivedAct, bool]:
    """As `submit`, and whether the act is the next that the record's workflow has to judge, and the only one."""
    received, look = await intake.receive(connection, record, submission)
    if look.ended and look.judged < received.number:
        await _judge_here(connection, record, look.judged)
    return received, not look.ended and look.known is None and look.judged == received.number - 1


async def _judge_here(connection: AsyncConnection, record: RecordId, judged: int) -> None:
    gate = await take_gate(connection, record)
    row = (await connection.execute(select(HEAD).where(HEAD.c.record_id == record).with_for_update())).one()
    head = RecordHead(record=record, seq=row.seq, hash=row.hash, judged=row.judged)
    for received in await unjudged(connection, record, judged):
        verdict = await _judgement(connection, gate, received)
        limit = gate.procedure.number("refused_acts_per_seat_hour", received.facts.day)
        recorded = record_act(head, received, verdict, limit)
        head = recorded.head
        batch = AppendBatch(
            record=record,
            community=gate.community,
            entries=recorded.entries,
            verdicts=(recorded.verdict,),
            judged=received.number,
        )
        await append(connection, batch)


async def _judgement(connection: AsyncConnection, gate: Gate, received: ReceivedAct) -> Verdict:
    match gate.kind:
        case "case":
            case = await case_state(connection, gate.record)
            return judge_case(case, received, gate.procedure, gate.roster)
        case "meeting":
            meeting = await meeting_state(connection, gate.record)
            return judge_meeting(meeting, received, gate.procedure, gate.roster)
        case "agreement":
            agreement = await agreement_state(connection, gate.record)
            return judge_agreement(agreement, received, gate.procedure, gate.roster)
        case "dispute":
            dispute = await dispute_state(connection, gate.record)
            return judge_dispute(dispute, received, gate.procedure, gate.roster)
        case _:
            return await _judge_community(connection, gate, received)


async def _judge_community(connection: AsyncConnection, gate: Gate, received: ReceivedAct) -> Verdict:
    """By the rules in force now; the roster that an act makes is kept under the digest its entry names."""
    community = await connection.scalar(
        select(cast(COMMUNITY.c.state, Text)).where(COMMUNITY.c.community == gate.community)
    )
    if community is None:
        return judge_community(received, Community(gate.procedure, gate.roster))
    state = CommunityState.model_validate_json(community)
    procedure = await procedure_by(connection, state.procedure)
    roster = await roster_by(connection, state.roster)
    act = received.act
    changed = changed_roster(roster, act, procedure)
    named = act.roster if isinstance(act, a.AdoptRoster | a.AdoptProcedure) else None
    becomes = changed if named is None else await roster_by(connection, named)
    verdict = judge_community(received, Community(procedure, roster, state, becomes))
    if changed is not None and verdict.bodies:
        await keep_roster(connection, changed)
    return verdict
