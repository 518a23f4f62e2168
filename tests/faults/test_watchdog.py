"""Lost timers, lost workflows, a lost Temporal: each passed deadline is named with its cause, and is mended.

The watchdog of the worker is let alone here (it looks every half minute); these tests look for it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest_asyncio

from models import acts as a
from models import entries as e
from models.acts import ItemOutcome
from models.state import CaseStage
from models.work import Whereabouts
from register.database import move_legal_clock
from tests.cli.desk import Desk
from tests.faults.hands import FaultStory, failing
from tests.house import House
from watchdog import Cause, Watchdog

LATE = timedelta(minutes=10)


@pytest_asyncio.fixture(scope="module")
async def watched(house: House) -> AsyncIterator[FaultStory]:
    async with failing(house) as story:
        yield story


def dog(story: FaultStory) -> Watchdog:
    return Watchdog(story.cases, story.register)


def desk(story: FaultStory) -> Desk:
    return Desk(
        {
            "TEMPORAL_ADDRESS": story.server.address,
            "SAKSGANG_DATABASE_URL": story.register.url,
            "SAKSGANG_STATE_FOLDER": str(story.server.folder / "nothing-here"),
        }
    )


async def withdrawn_case(story: FaultStory) -> tuple[str, datetime]:
    """A case that ends by itself, and when."""
    case = await story.open_case()
    await story.do(case, a.WithdrawCase(reason="for tidlig"), story.contact("halden"))
    (clock,) = (await story.case_state(case)).clocks
    return case, clock.due_at


async def both_clocks(story: FaultStory, to: datetime) -> None:
    """Time passes, whether or not anything rings."""
    async with story.register.transaction() as connection:
        await move_legal_clock(connection, to)
    await story.server.sleep_until(story.client, to)


async def terminate(story: FaultStory, case: str) -> None:
    await story.client.get_workflow_handle(case).terminate(reason="ryddet opp")


class TestTerminated:
    """An operator's terminate is seen, told and undone; what passed rings, and the record says why so late."""

    async def test_a_terminated_case_is_named_and_goes_on_from_its_entries(self, watched: FaultStory) -> None:
        case, due = await withdrawn_case(watched)
        await terminate(watched, case)
        await both_clocks(watched, due + LATE)

        told = await desk(watched).give("watch --json")
        in_words = await desk(watched).give("watch")
        mended = await desk(watched).give("watch --mend --json")
        state = await watched.ended(case)
        after = await desk(watched).give("watch --json")

        (late,) = told.document["late"]
        assert (told.status, mended.status, after.status) == (1, 1, 0)
        assert (late["record"], late["clock"], late["cause"]) == (case, "takeover-due", "lost")
        assert 600 <= late["seconds_late"] < 700
        assert "an operator has ended it (terminate); ryddet opp (" in in_words.out
        assert mended.document["restarted"] == [case]
        assert [b.cause for b in await watched.bodies(case, e.RestartedFromRecord)] == [e.RestartCause.TERMINATED]
        assert state.stage is CaseStage.TRUKKET
        assert await watched.kinds(case) == [
            "case_registered", "case_classified", "case_withdrawn", "restarted_from_record", "case_closed",
        ]  # fmt: skip
        record = await desk(watched).give(f"case record {case}")
        assert "goes on from its entries: an operator had ended its workflow." in record.out

    async def test_an_act_on_a_terminated_case_is_judged_all_the_same(self, watched: FaultStory) -> None:
        case = await watched.open_case()
        await terminate(watched, case)

        answer = await watched.act(case, a.WithdrawCase(reason="for tidlig"), watched.contact("halden"))

        assert answer.outcome is not None
        assert (await watched.kinds(case))[-2:] in (
            ["restarted_from_record", "case_withdrawn"],
            ["case_withdrawn", "restarted_from_record"],
        )

    async def test_a_live_case_is_never_started_again(self, watched: FaultStory) -> None:
        case = await watched.open_case()
        before = await watched.entries(case)

        started = await watched.cases.begin_again(case, e.RestartCause.MISSING)
        report = await dog(watched).go_round(sweep=True)

        assert (started, report.in_time) == (False, True)
        assert await watched.entries(case) == before


class TestLostTimer:
    """A workflow that lives and does not look is poked, the second time it is seen late."""

    async def test_a_late_clock_is_poked_at_the_second_look(self, watched: FaultStory) -> None:
        case, due = await withdrawn_case(watched)
        # Temporal's clock stands: for the workflow nothing is due, as when its timer were lost.
        async with watched.register.transaction() as connection:
            await move_legal_clock(connection, due + LATE)
        guard = dog(watched)

        first = await guard.go_round(sweep=False)
        second = await guard.go_round(sweep=False)
        await watched.server.sleep_until(watched.client, due + LATE)
        await watched.ended(case)
        third = await guard.go_round(sweep=False)

        assert (case, Cause.TIMER_LOST) in [(late.passed.record, late.cause) for late in first.late]
        assert (first.poked, case in second.poked) == ((), True)
        assert third.in_time


class TestCompared:
    """No question is put to a workflow of a story: Temporal's test server loses runs by it, and stands still."""

    async def test_a_workflow_of_a_story_is_not_asked_how_far_it_is(self, watched: FaultStory) -> None:
        case = await watched.open_case()
        guard = dog(watched)
        with watched.frozen(watched.worker):
            await guard.compare()

        assert (await watched.kinds(case), guard.compared, guard.silent) == (
            ["case_registered", "case_classified"],
            None,
            set(),
        )


class TestTemporalAway:
    """A worker or a Temporal that is down is the cause that is named."""

    async def test_temporal_is_away(self, watched: FaultStory) -> None:
        case, due = await withdrawn_case(watched)
        with watched.frozen(watched.worker):
            async with watched.register.transaction() as connection:
                await move_legal_clock(connection, due + LATE)
            away = Desk({**desk(watched).environment, "TEMPORAL_ADDRESS": "127.0.0.1:1"})

            told = await away.give("watch --json")
            no_worker = await dog(watched).look(works=False)

        assert told.status == 1
        assert [(late["record"], late["cause"]) for late in told.document["late"]] == [(case, "temporal_away")]
        assert [(late.passed.record, late.cause) for late in no_worker.late] == [(case, Cause.NO_WORKER)]
        await watched.server.sleep_until(watched.client, due + LATE)
        await watched.ended(case)


class TestRestore:
    """A fresh Temporal beside the old register: every open record runs again under its id, nothing else happens."""

    async def test_every_open_record_goes_on_and_the_deadline_that_passed_rings(self, house: House) -> None:
        async with failing(house) as story:
            late, due = await withdrawn_case(story)
            case, meeting = await story.open_case(), await story.meeting("SEKR", 30)
            await story.hold_drofting(case, meeting, ItemOutcome.READY, close=False)
            later = await story.meeting("SEKR", 40)
            before = {r: await story.kinds(r) for r in (case, meeting, later)}
            async with story.register.reading() as connection:
                owed = await connection.exec_driver_sql("SELECT count(*) FROM delivery")
                messages = owed.scalar()

            await story.lose_temporal()
            listed = await dog(story).look()
            await story.start_worker()
            await self._all_run(story, len(listed.lost))

            assert await story.clocks(late) == [] or due > await story.clock.now()
            assert set(listed.lost.values()) == {Whereabouts.MISSING}
            assert set(listed.lost) >= {case, meeting, later}
            for record in (case, meeting, later):
                assert await story.kinds(record) == [*before[record], "restarted_from_record"]
            async with story.register.reading() as connection:
                owed = await connection.exec_driver_sql("SELECT count(*) FROM delivery")
                assert owed.scalar() == messages, "no mail again"
            closed = await story.act(meeting, a.CloseMeeting())
            assert closed.refusal is None

    @staticmethod
    async def _all_run(story: FaultStory, count: int) -> None:
        query = "SELECT count(*) FROM entry WHERE kind = 'restarted_from_record'"
        for _ in range(500):
            if await story.scalar(query) == count:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(json.dumps({"wanted": count, "found": await story.scalar(query)}))
