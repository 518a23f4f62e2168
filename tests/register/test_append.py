"""Appending: a batch counts once however often it comes, and no record ever has two histories."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from models import entries as e
from models.acts import ReceivedAct
from models.canonical import EMPTY_HEAD
from models.entries import Entry, Unsealed, seal
from models.state import RecordHead
from models.work import AppendBatch, Appended
from register.append import RecordForked, WrittenOtherwise, append
from register.database import Register
from register.intake import take_gate
from register.queries import entries_of
from rules.case.judge import judge_case
from rules.recording import record_act
from tests.register.test_intake import objection, opened, sent
from tests.register.test_rebuild import KEPT, VIEWS, rows_of

ALL = [*VIEWS, *KEPT]


async def first_batch(register: Register) -> AppendBatch:
    """A case's first act, judged, as its workflow hands it over."""
    received = await opened(register)
    return await judged(register, received, RecordHead(record=received.record, seq=0, hash=EMPTY_HEAD, judged=0))


async def judged(register: Register, received: ReceivedAct, head: RecordHead) -> AppendBatch:
    async with register.transaction() as connection:
        gate = await take_gate(connection, received.record)
    recorded = record_act(head, received, judge_case(None, received, gate.procedure, gate.roster), 20)
    return AppendBatch(
        record=received.record,
        community=gate.community,
        entries=recorded.entries,
        verdicts=(recorded.verdict,),
        judged=received.number,
    )


async def appended(register: Register, batch: AppendBatch) -> Appended:
    async with register.transaction() as connection:
        return await append(connection, batch)


def other_than(entry: Entry) -> Entry:
    """An entry of the same number and another content, sealed as it should be."""
    fields = {name: getattr(entry, name) for name in Unsealed.__annotations__}
    return seal(Unsealed(**{**fields, "at": entry.at + timedelta(seconds=1)}))


class TestOnce:
    """Idempotent by entry: Temporal may run the activity again, whatever became of the first time."""

    async def test_the_same_batch_again_changes_nothing(self, register: Register) -> None:
        batch = await first_batch(register)
        first = await appended(register, batch)
        before = await rows_of(register, ALL)

        again = await appended(register, batch)

        assert again == first == Appended(seq=len(batch.entries))
        assert await rows_of(register, ALL) == before

    async def test_the_same_batch_twice_at_once_is_written_once(self, register: Register) -> None:
        batch = await first_batch(register)

        told = await asyncio.gather(*(appended(register, batch) for _ in range(5)))

        assert len(set(told)) == 1
        async with register.reading() as connection:
            assert await entries_of(connection, batch.record) == batch.entries

    async def test_a_batch_that_goes_on_from_one_already_written_adds_the_rest(self, register: Register) -> None:
        batch = await first_batch(register)
        await appended(register, batch)
        last = batch.entries[-1]
        more = seal(
            Unsealed(
                record=batch.record, seq=last.seq + 1, at=last.at, prev=last.hash, body=e.MeetingAwaited(body="SU")
            )
        )

        done = await appended(register, batch.model_copy(update={"entries": (*batch.entries, more)}))

        assert done.seq == more.seq
        async with register.reading() as connection:
            assert await entries_of(connection, batch.record) == (*batch.entries, more)

    async def test_what_failed_halfway_left_nothing(self, register: Register) -> None:
        batch = await first_batch(register)
        before = await rows_of(register, ALL)
        async with register.engine.connect() as connection:  # nobody commits
            await append(connection, batch)

        assert await rows_of(register, ALL) == before
        assert (await appended(register, batch)).seq == len(batch.entries)


class TestNoFork:
    """Another entry where one stands is refused: two writers are a fault of ours that no retry mends."""

    async def test_another_entry_of_the_same_number(self, register: Register) -> None:
        batch = await first_batch(register)
        await appended(register, batch)
        before = await rows_of(register, ALL)
        forked = batch.model_copy(update={"entries": (other_than(batch.entries[0]), *batch.entries[1:])})

        with pytest.raises(RecordForked, match=rf"{batch.record}: entry 1 is {batch.entries[0].hash}, not "):
            await appended(register, forked)

        assert await rows_of(register, ALL) == before

    async def test_an_entry_after_another_than_stands_there(self, register: Register) -> None:
        batch = await first_batch(register)
        await appended(register, batch)
        before, last = await rows_of(register, ALL), batch.entries[-1]
        told = e.MeetingAwaited(body="SU")
        after = Unsealed(record=batch.record, seq=last.seq + 1, at=last.at, prev=other_than(last).hash, body=told)

        with pytest.raises(WrittenOtherwise, match=rf"entry {last.seq} is {last.hash}"):
            await appended(register, batch.model_copy(update={"entries": (seal(after),)}))

        assert await rows_of(register, ALL) == before

    async def test_two_writers_at_once_leave_one_history(self, register: Register) -> None:
        batch = await first_batch(register)
        forked = batch.model_copy(update={"entries": (other_than(batch.entries[0]), *batch.entries[1:])})

        told = await asyncio.gather(appended(register, batch), appended(register, forked), return_exceptions=True)

        assert sorted(type(answer).__name__ for answer in told) == ["Appended", "WrittenOtherwise"]

    async def test_a_batch_that_skips_an_entry(self, register: Register) -> None:
        batch = await first_batch(register)
        await appended(register, batch)
        last = batch.entries[-1]
        skipping = seal(
            Unsealed(
                record=batch.record, seq=last.seq + 2, at=last.at, prev=last.hash, body=e.MeetingAwaited(body="SU")
            )
        )

        with pytest.raises(RecordForked, match=rf"entry {skipping.seq} does not follow entry {last.seq}"):
            await appended(register, batch.model_copy(update={"entries": (skipping,)}))


class TestEnding:
    """A record ends with its gate closed: what was received before is judged first."""

    async def test_an_act_received_before_is_given_back_and_the_record_goes_on(self, register: Register) -> None:
        batch = await first_batch(register)
        await appended(register, batch)
        waiting = await sent(register, batch.record, objection())
        ending = AppendBatch(
            record=batch.record, community=batch.community, entries=(), verdicts=(), judged=1, ending=True
        )

        told = await appended(register, ending)

        assert (told.ended, told.left) == (False, (waiting,))
        async with register.reading() as connection:
            ended = await connection.scalar(text("SELECT ended FROM head WHERE record_id = :r"), {"r": batch.record})
        assert ended is False

    async def test_after_it_acts_are_judged_at_once_by_the_same_rules(self, register: Register) -> None:
        batch = await first_batch(register)
        ending = batch.model_copy(update={"ending": True})

        assert (await appended(register, ending)).ended
        received = await sent(register, batch.record, objection())

        async with register.reading() as connection:
            verdict = await connection.scalar(
                text("SELECT outcome FROM verdict WHERE act_id = :a"), {"a": received.act_id}
            )
            entries = await entries_of(connection, batch.record)
        assert verdict == "refused"
        assert entries[-1].body.kind == "act_refused"
