"""The door of the register: the same act once, other content never under the same id, numbers without a gap."""

from __future__ import annotations

import asyncio
import uuid
from datetime import date
from typing import Never

import pytest
from sqlalchemy import text

from cases import Cases, Refused
from models import acts as a
from models.acts import ReceivedAct
from models.canonical import digest_of
from models.submission import Claim, Submission
from register import intake
from register.append import submit
from register.database import Register, legal_now
from register.intake import ActConflict, ActTooLarge, NoSuchRecord
from tests.house import SECRETARIAT

CASE_NAME = "case-ostfold-{year}-{number}"


def uid() -> str:
    return str(uuid.uuid4())


async def no_temporal() -> Never:
    raise AssertionError("what is refused at the door is no workflow's")


def registration(title: str = "Felles prosedyre", act_id: str | None = None) -> Submission:
    act = a.RegisterCase(title=title, summary="Kort.", proposal="Vi gjør dette.", proposer_party="halden")
    return Submission(act_id=act_id or uid(), claim=SECRETARIAT, act=act)


def objection(grounds: str = "For dyrt", act_id: str | None = None, by: Claim = SECRETARIAT) -> Submission:
    act = a.LodgeObjection(grounds=grounds, would_be_removed_by="Et billigere alternativ", text_digest="0" * 64)
    return Submission(act_id=act_id or uid(), claim=by, act=act)


async def opened(register: Register, submission: Submission | None = None) -> ReceivedAct:
    async with register.transaction() as connection:
        return await intake.open_record(connection, "ostfold", "case", submission or registration(), CASE_NAME)


async def sent(register: Register, record: str, submission: Submission) -> ReceivedAct:
    async with register.transaction() as connection:
        return await submit(connection, record, submission)


async def numbers(register: Register, record: str) -> list[int]:
    async with register.reading() as connection:
        rows = await connection.scalars(
            text("SELECT number FROM intake WHERE record_id = :r ORDER BY stored_at, number"), {"r": record}
        )
        return list(rows)


FOUNDING = 2  # acts: the community is founded, and its persons are entered


async def counted(register: Register, table: str) -> int:
    async with register.reading() as connection:
        return int(await connection.scalar(text(f'SELECT count(*) FROM "{table}"')) or 0)


class TestIdempotence:
    """Same id and content: the same answer. Same id, other content: conflict, and nothing is written."""

    async def test_the_same_act_again_gives_the_same_answer(self, register: Register) -> None:
        case, submission = (await opened(register)).record, objection()

        first = await sent(register, case, submission)
        again = await sent(register, case, submission)

        assert again == first
        assert await numbers(register, case) == [1, 2]

    async def test_other_content_is_a_conflict_that_names_both_digests(self, register: Register) -> None:
        case = (await opened(register)).record
        first = await sent(register, case, objection("For dyrt", act_id := uid()))

        with pytest.raises(ActConflict) as conflict:
            await sent(register, case, objection("For sent", act_id))

        assert (conflict.value.act_id, conflict.value.first) == (act_id, first.digest)
        assert conflict.value.now not in ("", first.digest)
        assert await numbers(register, case) == [1, 2]

    @pytest.mark.parametrize(
        "other",
        [
            pytest.param(Claim(person="p-9g28"), id="another person"),
            pytest.param(Claim(person="p-2h9c", seat="SEKR-M1"), id="a seat"),
            pytest.param(Claim(person="p-2h9c", entered_by="p-9g28"), id="entered by somebody"),
        ],
    )
    async def test_whoever_claims_to_act_is_part_of_the_content(self, register: Register, other: Claim) -> None:
        case = (await opened(register)).record
        await sent(register, case, objection(act_id=(act_id := uid())))

        with pytest.raises(ActConflict):
            await sent(register, case, objection(act_id=act_id, by=other))

    async def test_the_same_id_under_another_record_is_a_conflict(self, register: Register) -> None:
        case, other = (await opened(register)).record, (await opened(register)).record
        await sent(register, case, objection(act_id=(act_id := uid())))

        with pytest.raises(ActConflict):
            await sent(register, other, objection(act_id=act_id))

        assert await numbers(register, other) == [1]

    async def test_the_same_id_under_two_records_at_the_same_moment_counts_once(self, register: Register) -> None:
        cases = [(await opened(register)).record for _ in range(2)]
        for _ in range(20):
            submission = objection()

            told = await asyncio.gather(*(sent(register, case, submission) for case in cases), return_exceptions=True)

            assert sorted(type(answer).__name__ for answer in told) == ["ActConflict", "ReceivedAct"]
        assert await counted(register, "intake") == FOUNDING + 2 + 20
        for case in cases:
            assert await numbers(register, case) == list(range(1, len(await numbers(register, case)) + 1))

    async def test_the_same_act_from_many_hands_at_once_is_one(self, register: Register) -> None:
        case, submission = (await opened(register)).record, objection()

        told = await asyncio.gather(*(sent(register, case, submission) for _ in range(15)))

        assert len(set(told)) == 1
        assert await numbers(register, case) == [1, 2]


class TestNumbers:
    """Every record's numbers run from 1 without a gap, and a later number has no earlier time."""

    async def test_many_at_once_leave_no_gap(self, register: Register) -> None:
        case = (await opened(register)).record

        told = await asyncio.gather(*(sent(register, case, objection()) for _ in range(60)))

        by_number = sorted(told, key=lambda received: received.number)
        assert [received.number for received in by_number] == list(range(2, 62))
        assert [r.received_at for r in by_number] == sorted(r.received_at for r in by_number)

    async def test_one_that_is_taken_back_leaves_no_gap(self, register: Register) -> None:
        case = (await opened(register)).record
        async with register.engine.connect() as connection:  # the caller dies before it commits
            await submit(connection, case, objection())

        assert (await sent(register, case, objection())).number == 2

    async def test_new_records_are_numbered_without_a_gap_too(self, register: Register) -> None:
        told = await asyncio.gather(*(opened(register) for _ in range(20)))

        assert sorted(int(r.record.rpartition("-")[2]) for r in told) == list(range(1, 21))

    async def test_the_same_registration_from_many_hands_opens_one_case(self, register: Register) -> None:
        submission = registration()

        told = await asyncio.gather(*(opened(register, submission) for _ in range(10)))
        following = await opened(register)

        assert {received.record for received in told} == {"case-ostfold-2031-1"}
        assert following.record == "case-ostfold-2031-2"

    async def test_time_is_read_after_the_gate_was_got(self, register: Register) -> None:
        case = (await opened(register)).record
        async with register.transaction() as holding:
            await intake.take_gate(holding, case)
            waiting = asyncio.create_task(sent(register, case, objection()))
            await asyncio.sleep(0.2)
            let_go = await legal_now(holding)

        assert (await waiting).received_at >= let_go


class TestTheDoor:
    """What is refused here is written nowhere."""

    async def test_an_act_for_no_record(self, register: Register) -> None:
        with pytest.raises(NoSuchRecord):
            await sent(register, "case-ostfold-2031-9", objection())

        assert await counted(register, "intake") == FOUNDING

    async def test_an_act_sent_by_no_record_or_another_communitys(self, register: Register) -> None:
        case, there = (await opened(register)).record, "meeting-innlandet-SU-2031-1"
        async with register.transaction() as connection:
            gate = await intake.take_gate(connection, case)
            versions = digest_of(gate.procedure), digest_of(gate.roster)
            await intake.create_gate(connection, there, "innlandet", "meeting", *versions)
        left = a.PartyLeft(party="halden", last_day=date(2031, 1, 5))

        for sender in ("meeting-x-y", there):
            with pytest.raises(intake.NotSent, match=f"ostfold has no record {sender}") as refused:
                await sent(register, case, Submission(act_id=uid(), claim=Claim(record=sender), act=left))
            assert (refused.value.refusal.rule, refused.value.refusal.remedy) == ("ENGINE", intake.NotSent.REMEDY)

        assert await numbers(register, case) == [1]

    async def test_what_a_record_sends_does_not_come_from_outside(self, register: Register) -> None:
        first, other = (await opened(register)).record, (await opened(register)).record
        cases = Cases(register, no_temporal)
        made_up = Submission(act_id=uid(), claim=Claim(record=other), act=a.NoMeetingFound(body="SU"))
        made_up_case = registration().act.model_copy(update={"arises_from": "case-ostfold-2031-9"})

        with pytest.raises(Refused, match=f"what {other} sends comes of its own entries") as refused:
            await cases.act(first, made_up)
        with pytest.raises(Refused, match="there is no case-ostfold-2031-9 in this health community") as unknown:
            await cases.open_case("ostfold", Submission(act_id=uid(), claim=SECRETARIAT, act=made_up_case))

        assert (refused.value.refusal.rule, refused.value.refusal.remedy) == ("ENGINE", intake.NotSent.REMEDY)
        assert unknown.value.refusal.rule == "P-29"
        assert unknown.value.refusal.remedy == "name the case that was decided: `case list`"
        assert await numbers(register, first) == [1]

    async def test_a_case_in_no_community(self, register: Register) -> None:
        async with register.reading() as connection:
            with pytest.raises(NoSuchRecord):
                await intake.open_record(connection, "nowhere", "case", registration(), CASE_NAME)

    async def test_more_than_an_act_holds(self, register: Register) -> None:
        case = (await opened(register)).record
        act = a.RegisterCase(title="Stor", summary="å" * 20_000, proposal="ø" * 20_000, proposer_party="halden")

        with pytest.raises(ActTooLarge, match="one act holds at most 65536"):
            await sent(register, case, Submission(act_id=uid(), claim=SECRETARIAT, act=act))

        assert await numbers(register, case) == [1]
