"""Closing needs two clocks that agree, and a due time that lost its timer is not lost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest_asyncio

from models import acts as a
from register.database import move_legal_clock
from tests.faults.hands import FaultStory, failing
from tests.house import House

APART = timedelta(seconds=70)  # more than the minute two clocks may differ


@pytest_asyncio.fixture(scope="module")
async def timed(house: House) -> AsyncIterator[FaultStory]:
    async with failing(house) as story:
        yield story


async def withdrawn_case(story: FaultStory) -> tuple[str, datetime]:
    """A case that ends by itself, and when."""
    case = await story.open_case()
    await story.do(case, a.WithdrawCase(reason="for tidlig"), story.contact("halden"))
    (clock,) = (await story.case_state(case)).clocks
    await story.clock.advance(clock.due_at - timedelta(seconds=30))
    return case, clock.due_at


async def only_legal_time_passes(story: FaultStory, to: datetime) -> None:
    async with story.register.transaction() as connection:
        await move_legal_clock(connection, to)


async def only_temporals_time_passes(story: FaultStory, to: datetime) -> None:
    await story.server.sleep_until(story.client, to)


async def poke(story: FaultStory, case: str) -> None:
    await story.client.get_workflow_handle(case).signal("poke")


async def closings(story: FaultStory, case: str) -> int:
    query = "SELECT count(*) FROM intake WHERE record_id = :case AND kind = 'deadline_reached'"
    return await story.scalar(query, case=case)


class TestTwoClocks:
    """Neither clock alone closes a gate; when they agree again, it closes."""

    async def test_the_registers_clock_alone_closes_nothing(self, timed: FaultStory) -> None:
        case, due = await withdrawn_case(timed)

        await only_legal_time_passes(timed, due + 2 * APART)
        await poke(timed, case)
        await asyncio.sleep(0.3)
        alone = await closings(timed, case)
        await only_temporals_time_passes(timed, due + timedelta(seconds=1))
        await poke(timed, case)
        await asyncio.sleep(0.3)
        apart = await closings(timed, case)
        await only_temporals_time_passes(timed, due + 2 * APART)
        await timed.ended(case)

        assert (alone, apart, await closings(timed, case)) == (0, 0, 1)

    async def test_temporals_clock_alone_closes_nothing(self, timed: FaultStory) -> None:
        case, due = await withdrawn_case(timed)

        await only_temporals_time_passes(timed, due + APART)
        await poke(timed, case)
        await asyncio.sleep(0.3)
        alone = await closings(timed, case)
        await only_legal_time_passes(timed, due + APART)
        await timed.ended(case)

        assert (alone, await closings(timed, case)) == (0, 1)

    async def test_clocks_within_a_minute_agree(self, timed: FaultStory) -> None:
        case, due = await withdrawn_case(timed)

        await only_temporals_time_passes(timed, due + timedelta(seconds=10))
        await asyncio.sleep(0.3)
        too_soon = await closings(timed, case)  # they agree, and the register's is not there yet
        await only_legal_time_passes(timed, due + timedelta(seconds=40))
        await timed.ended(case)

        assert (too_soon, await closings(timed, case)) == (0, 1)


class TestPoke:
    """A poke makes a workflow look at its clocks: one that is overdue rings, a healthy one is left alone."""

    async def test_an_overdue_clock_rings_at_once(self, timed: FaultStory) -> None:
        case, due = await withdrawn_case(timed)
        # Just after a look at the clocks, so that the next one is seconds away.
        await only_temporals_time_passes(timed, due + APART + timedelta(seconds=0.5))
        await only_legal_time_passes(timed, due + APART)
        began = time.monotonic()

        await poke(timed, case)
        await timed.ended(case)

        assert time.monotonic() - began < 3, "it need not wait for the next look"

    async def test_a_healthy_case_does_not_change(self, timed: FaultStory) -> None:
        case = await timed.open_case()
        before = await timed.entries(case)

        await poke(timed, case)
        await asyncio.sleep(0.3)

        assert await timed.entries(case) == before
        assert await closings(timed, case) == 0
