"""The register does not answer for longer than a local activity is tried: appending goes on, and the answer comes."""

from __future__ import annotations

import asyncio
import time

from sqlalchemy import text

from models import acts as a
from models import entries as e
from models.canonical import text_digest
from models.work import Outcome
from tests.histories.record import runs_of
from tests.story import Story

AWAY = 4.5  # seconds; a local activity is tried for three


class TestRegisterAway:
    """Append and never give up: locally for a moment, then as an ordinary activity without end."""

    async def test_the_append_goes_on_as_an_ordinary_activity(self, story: Story) -> None:
        case = await story.open_case()
        paper = a.AddPaper(document=text_digest("vedlegg"), title="Vedlegg")

        began = time.monotonic()
        async with story.register.transaction() as connection:
            await connection.execute(
                text("SELECT 1 FROM head WHERE record_id = :record FOR UPDATE"), {"record": case}
            )
            acting = asyncio.create_task(story.act(case, paper))
            await asyncio.sleep(AWAY)
        answer = await acting

        assert answer.outcome is Outcome.ACCEPTED
        assert time.monotonic() - began > AWAY
        assert len(await story.bodies(case, e.PaperAdded)) == 1
        [history] = await runs_of(story, case)
        scheduled = [
            event.activity_task_scheduled_event_attributes.activity_type.name
            for event in history.events
            if event.HasField("activity_task_scheduled_event_attributes")
        ]
        assert scheduled == ["append"]
