"""A record that outlives its runs: carried on whole, with nothing sent around the seam lost or doubled."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.api.history.v1 import HistoryEvent

from models import acts as a
from models import entries as e
from models.canonical import text_digest
from models.work import Outcome
from tests.agreements import an_agreement, computed, in_force
from tests.replaying import runs_of
from tests.story import Story


async def seam(story: Story, record: str) -> datetime:
    """When the record's running run will give way to the next: its one timer fires."""
    timers: list[HistoryEvent] = []
    while not timers:  # what it rests on is in the register a moment before
        history = (await runs_of(story, record))[-1]
        timers = [event for event in history.events if event.HasField("timer_started_event_attributes")]
    last = timers[-1]
    length = last.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta()
    return last.event_time.ToDatetime(tzinfo=UTC) + length


def paper(number: int) -> a.AddPaper:
    return a.AddPaper(document=text_digest(f"vedlegg {number}"), title=f"Vedlegg {number}")


class TestRollingOver:
    """A wait longer than 55 days goes on in a new run, with state, head and numbers as they were."""

    async def test_state_head_and_numbers_are_carried(self, story: Story) -> None:
        case = await story.open_case()
        before = await story.case_state(case)

        await story.days_pass(115)
        answer = await story.act(case, paper(1))

        runs = await runs_of(story, case)
        assert len(runs) == 3
        assert (answer.outcome, answer.number) == (Outcome.ACCEPTED, 3)
        entries = await story.entries(case)
        assert [(x.seq, x.body.kind) for x in entries][-1] == (3, "paper_added")
        assert entries[-1].prev == entries[-2].hash
        after = await story.case_state(case)
        assert after.model_copy(update={"papers": ()}) == before
        begun = runs[-1].events[0].workflow_execution_started_event_attributes.input.payloads[0].data
        assert b"case_classified" not in begun  # no entries are carried

    async def test_what_comes_around_the_seam_is_applied_once(self, story: Story) -> None:
        case = await story.open_case()
        turn = await seam(story, case)
        await story.clock.advance(turn - timedelta(seconds=1))

        answers = []
        for number in range(20):
            answers.append(await story.act(case, paper(number)))
            await asyncio.sleep(0.08)

        assert len(await runs_of(story, case)) == 2
        assert await story.clock.now() > turn
        assert {answer.outcome for answer in answers} == {Outcome.ACCEPTED}
        titles = [paper.title for paper in (await story.case_state(case)).papers]
        assert titles == [f"Vedlegg {number}" for number in range(20)]

    async def test_an_agreement_takes_what_comes_around_its_seam_once(self, story: Story) -> None:
        record = await in_force(story, an_agreement("halden"))
        await computed(story, record)
        turn = await seam(story, record)
        await story.clock.advance(turn - timedelta(seconds=1))

        # Days to come, and so refused: what changes the agreement moves its clocks, and in the moment that a timer
        # fires the test server loses a run that lets go of it (a real one does not).
        answers = []
        for number in range(20):
            on = turn.date() + timedelta(days=1 + number)
            answers.append(await story.act(record, a.HearUsers(organisation="Brukerutvalget", how="Møte.", on=on)))
            await asyncio.sleep(0.08)

        assert len(await runs_of(story, record)) == 2
        first = answers[0].number
        assert [(x.outcome, x.number) for x in answers] == [(Outcome.REFUSED, first + n) for n in range(20)]
        refused = await story.bodies(record, e.ActRefused)
        assert [body.act_kind for body in refused] == ["hear_users"] * 20

    async def test_a_run_in_which_much_happens_gives_way_before_it_is_long(
        self, story: Story, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("workflows.record.MOST_EVENTS", 60)
        case = await story.open_case()

        for number in range(20):
            await story.do(case, paper(number))

        runs = await runs_of(story, case)
        assert len(runs) > 2
        assert max(len(run.events) for run in runs) < 90
        assert len((await story.case_state(case)).papers) == 20

    async def test_a_run_gives_way_in_time_although_something_happens_every_week(self, story: Story) -> None:
        record = await in_force(story, an_agreement("halden"))

        for week in range(9):
            await story.days_pass(7)
            on = (await story.clock.now()).date()
            await story.do(record, a.HearUsers(organisation=f"Brukerutvalg {week}", how="Høring.", on=on))
            await computed(story, record)

        assert len(await runs_of(story, record)) == 2

    async def test_a_clock_that_runs_is_rung_by_a_later_run(self, story: Story) -> None:
        meeting = await story.meeting("SEKR", 130)

        await story.days_pass(117)

        assert len(await runs_of(story, meeting)) >= 3
        sent = [entry.at for entry in await story.entries(meeting) if isinstance(entry.happened, e.NoticeSent)]
        assert sent == [(await story.meeting_state(meeting)).notice_due.at]

    async def test_the_same_act_again_after_the_seam_is_the_same_act(self, story: Story) -> None:
        case = await story.open_case()
        act_id = "11111111-1111-4111-8111-111111111111"
        first = await story.act(case, paper(1), act_id=act_id)
        await story.days_pass(57)

        again = await story.act(case, paper(1), act_id=act_id)

        assert again == first
        assert len(await story.bodies(case, e.PaperAdded)) == 1
