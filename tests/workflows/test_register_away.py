"""The register does not answer for longer than a local activity is tried: appending goes on, and the answer comes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from models import acts as a
from models import entries as e
from models.canonical import text_digest
from models.work import Outcome
from tests.house import House
from tests.register.databases import as_owner
from tests.replaying import check_replay, runs_of
from tests.story import Story

AWAY = 4.5  # seconds; a local activity is tried for three
FAILED = 0.9  # seconds; three local attempts that fail at once are over in half of it


class TestRegisterAway:
    """Append and never give up: locally for a moment, then as an ordinary activity without end."""

    async def test_the_append_goes_on_as_an_ordinary_activity(self, story: Story) -> None:
        case = await story.open_case()
        paper = a.AddPaper(document=text_digest("vedlegg"), title="Vedlegg")

        began = time.monotonic()
        async with held(story, case):
            acting = asyncio.create_task(story.act(case, paper))
            await asyncio.sleep(AWAY)
        answer = await acting

        assert answer.outcome is Outcome.ACCEPTED
        assert time.monotonic() - began > AWAY
        assert len(await story.bodies(case, e.PaperAdded)) == 1
        assert await scheduled(story, case) == ["append"]
        await check_replay(story, [case])

    async def test_so_it_does_where_each_local_attempt_fails_at_once(self, story: Story, house: House) -> None:
        case = await story.open_case()
        paper = a.AddPaper(document=text_digest("vedlegg"), title="Vedlegg")

        await as_owner(house, story.register, "ALTER TABLE entry ADD CONSTRAINT away CHECK (false) NOT VALID")
        acting = asyncio.create_task(story.act(case, paper))
        await asyncio.sleep(FAILED)
        await as_owner(house, story.register, "ALTER TABLE entry DROP CONSTRAINT away")
        answer = await acting

        assert answer.outcome is Outcome.ACCEPTED
        assert len(await story.bodies(case, e.PaperAdded)) == 1
        assert await scheduled(story, case) == ["append"]
        await check_replay(story, [case])


class TestInARow:
    """What is asked in one workflow task stays well under its time: prolonged, it is not replayed as it was."""

    async def test_after_some_local_activities_an_ordinary_one_begins_another_task(
        self, story: Story, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("workflows.record.IN_A_ROW", 1)
        meeting = await story.meeting("SEKR", 30)
        before = await scheduled(story, meeting)

        await story.clock.advance((await story.meeting_state(meeting)).notice_due.at)

        assert len(await story.bodies(meeting, e.NoticeSent)) == 1
        assert (before, await scheduled(story, meeting)) == ([], ["append"])
        await check_replay(story, [meeting])


@asynccontextmanager
async def held(story: Story, record: str) -> AsyncIterator[None]:
    """Somebody else holds the record in the register, and who would append to it waits."""
    async with story.register.transaction() as connection:
        await connection.execute(text("SELECT 1 FROM head WHERE record_id = :record FOR UPDATE"), {"record": record})
        yield


async def scheduled(story: Story, case: str) -> list[str]:
    """The ordinary activities of a case, by name."""
    [history] = await runs_of(story, case)
    return [
        event.activity_task_scheduled_event_attributes.activity_type.name
        for event in history.events
        if event.HasField("activity_task_scheduled_event_attributes")
    ]
