"""An agreement lives for thirty years; its workers come and go, and their code is changed (T-01..T-10)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime

import pytest
import pytest_asyncio
from temporalio.client import WorkflowHistory

from models import acts as a
from models import entries as e
from models.agreement import ApprovalResult, ReviewOutcome
from models.agreement_state import NoticeStage
from models.entries import chain_fault
from tests.agreements import TRUST, an_agreement, ends, given, in_force, party_of, told_the_state, when
from tests.deploys import Deploys, replay_failure
from tests.histories.keeping import keep_if_asked
from tests.house import House
from tests.replaying import runs_of
from tests.scenarios.test_making import said, sign
from tests.story import OSLO, Story, telling
from tests.workflows.changed import Patched, Unpatched
from workflows.agreement import AgreementWorkflow

BEGINS, LAST = 2031, 2061
TERM = date(2050, 12, 31)
WITHOUT_WORKERS, WITHOUT_A_WINTER = 2038, 2033
WINTER, AUTUMN = (2, 1), (10, 1)
MOST_EVENTS = 2_000  # of a run
MOST_STATE = 60_000  # bytes that a run begins with


@pytest_asyncio.fixture
async def deploys() -> Deploys:
    """Workers that come and go."""
    return Deploys()


@pytest_asyncio.fixture
async def story(house: House, deploys: Deploys, request: pytest.FixtureRequest) -> AsyncIterator[Story]:
    """A story whose worker can be replaced."""
    async with telling(house, works=deploys) as told:
        yield told
        await told.check()
        await keep_if_asked(told, request.node.name, request.path)


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=OSLO)


async def today(story: Story) -> date:
    return (await story.clock.now()).astimezone(OSLO).date()


async def reviewed(story: Story, record: str, on: date) -> None:
    """A review is held and entered."""
    await story.clock.advance(noon(on.year, on.month, on.day))
    await story.do(record, a.RecordReview(on=on, outcome=ReviewOutcome.NO_CHANGE, body="SU"))


async def moss_gets_a_term(story: Story, record: str, last: date) -> None:
    """Moss and the trust sign a text with a last day; Halden stays bound by the one before."""
    on = await today(story)
    changed = an_agreement("halden", "moss", valid_to=last)
    await story.do(record, a.ReviseAgreement(agreement=changed, document="2" * 64, reason="Tidsbegrenset."))
    await story.do(record, a.HearUsers(organisation="Brukerutvalget", how="Høring.", on=on))
    await story.do(record, a.SendForApproval(parties=("moss", TRUST)))
    for party in ("moss", TRUST):
        await said(story, record, party, on, ApprovalResult.APPROVED, None)
        await sign(story, record, party, on, relations=("moss",))


async def taken_back(story: Story, record: str, number: int, by: str) -> None:
    """The notice is withdrawn, and the trust, which had learned of it, agrees in writing."""
    arrived = when(await today(story))
    await story.do(record, a.WithdrawNotice(notice=number, arrived=arrived, reason="Enighet."), party_of(story, by))
    yes = a.AnswerWithdrawal(notice=number, party=TRUST, agrees=True, document="3" * 64)
    await story.do(record, yes, party_of(story, TRUST))
    await told_the_state(story, record, number)


async def reviewed_without_workers(story: Story, deploys: Deploys, record: str, on: date) -> None:
    """The review is entered while nobody works; whoever works next judges it."""
    await story.clock.advance(noon(on.year, on.month, on.day))
    await deploys.stop()
    reviewing = asyncio.create_task(reviewed(story, record, on))
    await asyncio.sleep(0.2)
    assert not reviewing.done()
    await deploys.deploy()
    await reviewing


def is_patched(history: WorkflowHistory) -> bool:
    """Whether the run has the change."""
    markers = (event.marker_recorded_event_attributes for event in history.events)
    return any(marker.marker_name == "core_patch" for marker in markers)


def counts(history: WorkflowHistory) -> bool:
    """Whether the run had dates computed."""
    return any(event.HasField("activity_task_completed_event_attributes") for event in history.events)


def begins_with(history: WorkflowHistory) -> int:
    """Bytes of what the run was handed."""
    started = history.events[0].workflow_execution_started_event_attributes
    return sum(len(payload.data) for payload in started.input.payloads)


async def thirty_years(story: Story, deploys: Deploys, record: str) -> None:
    """Reviewed each winter and autumn but one; notices of 2036, 2050 and 2060; other code from 2045 on.

    Reviewed so often, only the winter that goes without has a reminder, and with it a case (A-08).
    """
    for year in range(BEGINS, LAST):
        if year != WITHOUT_A_WINTER:
            await reviewed(story, record, date(year, *WINTER))
        match year:
            case 2036:
                await story.clock.advance(noon(2036, 3, 10))
                first = await given(story, record, "halden")
                await deploys.deploy()
                await story.days_pass(20)
                await taken_back(story, record, first, "halden")
            case 2041:
                await moss_gets_a_term(story, record, TERM)
            case 2045:
                await deploys.deploy(Patched)
            case 2050:
                await story.clock.advance(noon(2050, 3, 10))
                await given(story, record, "moss")
            case 2060:
                await story.clock.advance(noon(2060, 2, 29))
                await given(story, record, "halden")
                await deploys.deploy(Patched)
        if year == WITHOUT_WORKERS:
            await reviewed_without_workers(story, deploys, record, date(year, *AUTUMN))
        else:
            await reviewed(story, record, date(year, *AUTUMN))


@pytest.mark.timeout(300)  # without a cache, the test server takes ten seconds over each task that it loses
async def test_thirty_years_with_reviews_notices_and_changes_of_code(story: Story, deploys: Deploys) -> None:
    record = await in_force(story, an_agreement("halden", "moss"))

    await thirty_years(story, deploys, record)
    before = await ends(story, record)
    await story.clock.advance(datetime(2061, 2, 28, 23, 59, tzinfo=OSLO))
    to_the_last_minute = await ends(story, record)
    await story.clock.advance(noon(2061, 3, 2))

    assert before == to_the_last_minute == [("moss", TERM)]
    assert await ends(story, record) == [("moss", TERM), ("halden", date(2061, 2, 28))]
    assert [body.last_day for body in await story.bodies(record, e.AgreementEnded)] == [date(2061, 2, 28)]
    causes = [(body.cause, body.notice, body.overtaken) for body in await story.bodies(record, e.RelationEnded)]
    assert causes == [(e.EndCause.TERM, None, (2,)), (e.EndCause.NOTICE, 3, None)]
    state = await story.agreement_state(record)
    assert [n.stage for n in state.notices] == [NoticeStage.WITHDRAWN, NoticeStage.DONE, NoticeStage.DONE]
    held = [date(year, *day) for year in range(BEGINS, LAST) for day in (WINTER, AUTUMN)]
    held.remove(date(WITHOUT_A_WINTER, *WINTER))
    assert [review.on for review in state.reviews] == held
    assert await story.bodies(record, e.ReviewOverdue) == []
    [noted] = await story.bodies(record, e.ReviewCaseNoted)
    assert noted.year == WITHOUT_A_WINTER
    assert (await story.case_state(noted.case)).ended
    entries = await story.entries(record)
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert chain_fault(entries) is None

    runs = await runs_of(story, record)
    assert runs[-1].events[-1].HasField("workflow_execution_completed_event_attributes")
    assert max(len(run.events) for run in runs) < MOST_EVENTS
    assert max(begins_with(run) for run in runs) < MOST_STATE
    await the_change_was_allowed(runs)


async def the_change_was_allowed(runs: list[WorkflowHistory]) -> None:
    """Runs from before and after the change go on under the new code; unpatched, it stops those from before."""
    old = [run for run in runs if counts(run) and not is_patched(run)][-1]
    new = next(run for run in runs if is_patched(run))

    assert [await replay_failure(run, Patched) for run in (old, new)] == [None, None]
    assert await replay_failure(old, AgreementWorkflow) is None
    failure = await replay_failure(old, Unpatched)
    assert failure is not None
    assert "ondeterminism" in failure


async def test_s56_a_year_is_skipped_in_a_notice_and_the_code_changes(story: Story, deploys: Deploys) -> None:
    record = await in_force(story, an_agreement("halden"))
    on = await today(story)
    await given(story, record, "halden")

    await deploys.deploy()
    await story.days_pass(100)
    await deploys.stop()
    await deploys.deploy(Patched)
    await story.days_pass(400)

    assert await ends(story, record) == [("halden", date(on.year + 1, on.month, on.day))]
    assert len(await story.bodies(record, e.AgreementEnded)) == 1
    [run] = (await runs_of(story, record))[-1:]
    assert is_patched(run)
