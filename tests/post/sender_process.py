"""A sender as a process of its own, to be killed: it waits for the one sender's lock and sends while it holds it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from activities.post.relay import Relay
from activities.post.sender import Sender
from register.database import Register
from register.post import hold_sender_lock
from tests.post.material import HOUSE
from tests.post.owed import Outbox


def send(url: str, port: int) -> None:
    """Send until killed."""
    asyncio.run(_send(url, port))


async def _send(url: str, port: int) -> None:
    register = Register(url)
    relay = Relay("127.0.0.1", port, from_address=HOUSE.from_address, timeout_seconds=5)
    settle, idle = timedelta(seconds=0.2), timedelta(seconds=0.05)
    async with register.engine.connect() as holding:
        while not await hold_sender_lock(holding):
            await holding.rollback()
            await asyncio.sleep(0.02)
        await holding.commit()
        await Sender(Outbox(register), relay, HOUSE, asks=True, settle=settle, idle=idle).run()
