"""What works in the background ends when it is told to, whatever comes in the same moment."""

from __future__ import annotations

import asyncio
from typing import Never

from cases import Cases
from register.database import Register
from worker import Dispatcher


async def nobody() -> Never:
    raise AssertionError("nothing waits to be judged")


async def test_a_dispatcher_that_is_woken_as_it_is_cancelled_ends(register: Register) -> None:
    dispatcher = Dispatcher(Cases(register, nobody), register)
    running = asyncio.create_task(dispatcher.run())
    await asyncio.sleep(0.05)  # it rests

    dispatcher.woken.set()
    running.cancel()
    await asyncio.wait({running}, timeout=5)

    assert running.cancelled()
