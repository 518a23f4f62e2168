"""One story for all commands of a module: its house, its clock, and a desk to give commands from."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from cli.door import quiet_log
from tests.cli.desk import Desk
from tests.house import House
from tests.story import Story, telling


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def told(house: House) -> AsyncIterator[Story]:
    """A story that the tests of a module go on with, one after the other."""
    quiet_log()  # the worker runs in this process, and would speak where commands do
    async with telling(house) as story:
        yield story
        await story.check()


@pytest.fixture
def desk(told: Story, tmp_path: Path) -> Desk:
    """Commands that find the story's parts."""
    return Desk(
        {
            "TEMPORAL_ADDRESS": told.server.address,
            "SAKSGANG_DATABASE_URL": told.register.url,
            "SAKSGANG_STATE_FOLDER": str(tmp_path / "nothing-here"),
            "SAKSGANG_LOG__FORMAT": "json",
        }
    )
