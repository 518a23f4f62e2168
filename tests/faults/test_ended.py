"""A meeting that is gone refuses politely, and whoever relied on it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from models import acts as a
from models import entries as e
from models.acts import Mark
from models.rulebook import RefusalCode
from models.state import CaseStage
from models.work import Outcome
from tests.faults.hands import FaultStory, failing
from tests.house import SECRETARIAT, House


@pytest_asyncio.fixture(scope="module")
async def told(house: House) -> AsyncIterator[FaultStory]:
    async with failing(house) as story:
        yield story


class TestMeetingThatIsGone:
    """Called off or held: nothing is put on its agenda, nothing else done in it, and every sender hears why."""

    async def test_a_case_is_not_placed_in_a_meeting_called_off(self, told: FaultStory) -> None:
        case, meeting = await told.open_case(), await told.meeting("SEKR", 30)
        await told.do(meeting, a.CancelMeeting(reason="ikke nok saker"))

        answer = await told.place(case, meeting, Mark.DROFTING)

        assert answer.refusal is not None
        assert (answer.refusal.code, answer.refusal.rule) == (RefusalCode.WRONG_STAGE, "P-12")
        assert (await told.kinds(case))[-1] == "act_refused"

    async def test_an_act_on_a_meeting_called_off_is_refused_and_stands_on_its_record(self, told: FaultStory) -> None:
        meeting = await told.meeting("SEKR", 30)
        await told.do(meeting, a.CancelMeeting(reason="ikke nok saker"))

        answers = [
            await told.act(meeting, a.OpenMeeting(attendance=told.everyone("SEKR"))),
            await told.act(meeting, a.CancelMeeting(reason="en gang til")),
        ]

        refusals = [answer.refusal for answer in answers]
        assert [refusal and refusal.code for refusal in refusals] == [RefusalCode.WRONG_STAGE] * 2
        assert [body.refusal for body in await told.bodies(meeting, e.ActRefused)] == refusals

    async def test_a_case_placed_while_its_meeting_was_called_off_is_told_and_waits_again(
        self, told: FaultStory, hasty: None
    ) -> None:
        case, meeting = await told.open_case(), await told.meeting("SEKR", 30)

        with told.frozen(told.worker):  # both are received before either is judged
            placed, placing = told.sending(case, a.PlaceCase(meeting=meeting, mark=Mark.DROFTING), SECRETARIAT)
            await told.stored(placed)
            cancelled, cancelling = told.sending(meeting, a.CancelMeeting(reason="ikke nok saker"), SECRETARIAT)
            await told.stored(cancelled)
        await asyncio.gather(placing, cancelling)
        await told.clock.idle()

        assert [await told.outcome(act) for act in (placed, cancelled)] == [Outcome.ACCEPTED] * 2
        assert (await told.kinds(case))[-2:] == ["placed_on_agenda", "left_agenda"]
        assert [body.refusal.rule for body in await told.bodies(meeting, e.ActRefused)] == ["P-08"]
        assert (await told.case_state(case)).placement is None
        assert (await told.case_state(case)).stage is CaseStage.KLASSIFISERT
        query = "SELECT count(*) FROM intake WHERE record_id = :case AND kind = 'agenda_refused'"
        assert await told.scalar(query, case=case) == 1

    async def test_a_record_that_ends_while_acts_come_judges_every_one_of_them(self, told: FaultStory) -> None:
        """The end is a seam: what came before it is judged by the workflow, what came after by the register."""
        meetings = [await told.meeting("SEKR", day) for day in range(30, 40)]

        for n, meeting in enumerate(meetings):
            calls = [told.sending(meeting, a.CancelMeeting(reason="ikke nok saker"), SECRETARIAT) for _ in range(4)]
            await asyncio.sleep(0.004 * n)
            calls += [told.sending(meeting, a.OpenItem(item=1), SECRETARIAT) for _ in range(6)]
            answers = await asyncio.gather(*(task for _, task in calls))
            await told.judged(*(act for act, _ in calls))

            assert [answer.outcome for answer in answers].count(Outcome.ACCEPTED) == 1
