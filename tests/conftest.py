"""What tests share. The parts start when the first test asks for them: one PostgreSQL and one relay serve the run."""

from __future__ import annotations

import asyncio
import gc
import os
import re
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
import uvloop
from hypothesis import settings

from procedures.loading import Community
from register.database import Register
from tests.histories.keeping import is_asked, keep_if_asked
from tests.house import House, open_house
from tests.replaying import check_replay
from tests.story import Story, telling

# The loop that the worker has. (The plugin's own hook would begin another loop, and another house, with every test
# that is no coroutine and asks for what is one.)
asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())

settings.register_profile("saksgang", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("saksgang")

# A run started in the background of a shell ignores Ctrl-C, and so would every program it starts and interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)


# Temporal's worker takes a workflow for stuck that had no processor for two seconds, and breaks into it, wherever it
# is. On a machine with too much to do that says nothing of the workflow; one that is stuck exceeds its test's time.
# Workflows of this process then run on its own thread; those of workers that are processes run as they do for users.
os.environ["TEMPORAL_DEBUG"] = "1"

# To look through what is loaded for what is not needed took half the time of the collection.
gc.set_threshold(100_000, 50, 100)

SCENARIO = re.compile(r"test_s\d\d_")
REPLAYED: set[str] = set()  # once each: some have several tests

# What takes longest begins first, so that no process is left with it when the others are done.
LONGEST = (
    "tests/model/",
    "tests/faults/test_storm",
    "tests/scenarios/test_long",
    "tests/demo/",
    "tests/faults/",
    "tests/static/test_launcher",
    "tests/service/",
    "tests/foresight/",
    "tests/bench/",
    "tests/scenarios/",
    "tests/cli/",
    "tests/register/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first; the order is otherwise as it was."""
    items.sort(key=lambda item: next((n for n, name in enumerate(LONGEST) if name in item.nodeid), len(LONGEST)))


def pytest_collection_finish() -> None:
    """What is loaded stays to the end; looking through it for what is not needed took a tenth of the time."""
    gc.collect()
    gc.freeze()


@pytest_asyncio.fixture(scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """PostgreSQL and the relay."""
    async with open_house(tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest_asyncio.fixture
async def register(house: House) -> AsyncIterator[Register]:
    """A story's register of its own, with the community in it."""
    async with house.database() as made:
        yield made


@pytest_asyncio.fixture
async def story(house: House, request: pytest.FixtureRequest) -> AsyncIterator[Story]:
    """A story with its own database, clock and worker; its mail is owed and stays. Checked at its end."""
    async with checked(house, request) as told:
        yield told


@pytest_asyncio.fixture
async def story_with_mail(house: House, request: pytest.FixtureRequest) -> AsyncIterator[Story]:
    """A story whose mail leaves."""
    async with checked(house, request, mail=True) as told:
        yield told


@pytest.fixture
def tell(house: House, request: pytest.FixtureRequest) -> Callable[[Community], AbstractAsyncContextManager[Story]]:
    """Tells a story of another community than the demonstration's, or of the same with other numbers."""
    return lambda files: checked(house, request, files=files)


@asynccontextmanager
async def checked(house: House, request: pytest.FixtureRequest, **how: Any) -> AsyncIterator[Story]:
    """A story that is checked at its end; the scenarios of the procedure (S-01..) also by replay."""
    async with telling(house, **how) as told:
        yield told
        await told.check()
        scenario = SCENARIO.match(request.node.name)
        if scenario and (scenario[0] not in REPLAYED or is_asked()):
            REPLAYED.add(scenario[0])
            await check_replay(told)
        await keep_if_asked(told, request.node.name, request.path)
