"""An outage at a deadline takes nobody's voice: received before it counts, after it does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date, datetime, timedelta

import pytest

from cases import Answer
from models import acts as a
from models import entries as e
from models.acts import ItemOutcome
from models.state import CaseStage
from models.work import Outcome
from register.database import move_legal_clock
from tests.faults.hands import FaultStory, failing
from tests.house import House

IN_TIME = ("halden", "moss", "sarpsborg", "hvaler")
TOO_LATE = ("rade", "valer", "marker")


async def forankring_under_way(story: FaultStory) -> tuple[str, datetime]:
    """A case whose parties have been asked, and the moment its forankring closes."""
    case = await story.open_case()
    first, _ = await story.meeting("SEKR", 30), await story.meeting("SEKR", 70)
    await story.hold_drofting(case, first, ItemOutcome.READY)
    state = await story.until(case, lambda s: s.forankring is not None)
    assert state.forankring is not None
    return case, state.forankring.due.at


def answers(
    story: FaultStory, case: str, digest: str, parties: tuple[str, ...]
) -> list[tuple[str, asyncio.Task[Answer]]]:
    """The parties answer, all at once."""
    return [story.sending(case, answer(party, digest), story.contact(party)) for party in parties]


def answer(party: str, digest: str) -> a.AnswerForankring:
    return a.AnswerForankring(
        party=party,
        answer=a.ForankringAnswer.SUPPORTS,
        treated_by="kommunestyret",
        treated_on=date(2026, 1, 5),
        text_digest=digest,
    )


@asynccontextmanager
async def worker_frozen(story: FaultStory) -> AsyncIterator[None]:
    with story.frozen(story.worker):
        yield


@asynccontextmanager
async def worker_and_temporal_frozen(story: FaultStory) -> AsyncIterator[None]:
    with story.frozen(story.worker, story.server):
        yield


@asynccontextmanager
async def temporal_lost(story: FaultStory) -> AsyncIterator[None]:
    """The worker is killed and Temporal's store is gone: the register is all that is left."""
    with story.frozen(story.worker, story.server):
        yield
    await story.lose_temporal()
    await story.start_worker()


@pytest.mark.parametrize("outage", [worker_frozen, worker_and_temporal_frozen, temporal_lost])
class TestDeadlineDuringAnOutage:
    """An outage at a deadline takes nobody's voice."""

    async def test_received_before_it_counts_and_after_it_does_not(
        self, house: House, hasty: None, outage: Callable[[FaultStory], AbstractAsyncContextManager[None]]
    ) -> None:
        async with failing(house) as story:
            case, due = await forankring_under_way(story)
            await story.clock.advance(due - timedelta(minutes=10))
            digest = (await story.case_state(case)).text.digest

            async with outage(story):
                early = answers(story, case, digest, IN_TIME)
                await story.stored(*(act for act, _ in early))
                async with story.register.transaction() as connection:
                    await move_legal_clock(connection, due + timedelta(seconds=10))
                late = answers(story, case, digest, TOO_LATE)
                told = await asyncio.gather(*(task for _, task in (*early, *late)))
            await story.clock.advance(due + timedelta(seconds=40))

            closed = await story.bodies(case, e.ForankringClosed)
            assert [t.outcome for t in told] == [None] * 7, "received, not judged: nobody was told that it counts"
            assert [await story.outcome(act) for act, _ in early] == [Outcome.ACCEPTED] * 4
            assert [await story.code(act) for act, _ in late] == ["too_late"] * 3
            assert len(closed) == 1
            assert set(closed[0].unanswered).isdisjoint(IN_TIME)
            assert set(closed[0].unanswered).issuperset(TOO_LATE)
            assert (await story.case_state(case)).stage is CaseStage.TIL_BESLUTNING
