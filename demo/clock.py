"""Story time: one clock for the register and for Temporal, moved only to the next due time and never over one.

The register's legal clock is moved first, then Temporal's, then everything that was due is awaited: the acts judged,
the clocks rung. Only a register made for a story lets its clock be moved.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime

from temporalio.client import Client

from local.temporal import SkippingServer
from register.database import Register, legal_now, move_legal_clock
from register.post import open_messages
from register.queries import next_due, what_waits

SHORTEST_LOOK, LONGEST_LOOK = 0.01, 0.2  # seconds between two looks


class StoryStuck(Exception):
    """Something that was due did not happen: which, and what still waits."""


class StoryClock:
    """The clock of a story."""

    def __init__(self, register: Register, server: SkippingServer, client: Client, *, patience: float = 30.0) -> None:
        """`patience`: seconds of real time that what is due may take."""
        self._register, self._server, self._client = register, server, client
        self._patience = patience

    async def now(self) -> datetime:
        """The legal time."""
        async with self._register.reading() as connection:
            return await legal_now(connection)

    async def advance(self, to: datetime, *, mail: bool = False) -> None:
        """Let time pass until a moment, stopping at every due time on the way.

        Args:
            to: Where the clock shall stand; nothing happens when that is behind us.
            mail: Wait at each stop until all mail has left, too.

        Raises:
            StoryStuck: something due did not happen within the patience.
        """
        while True:
            following = await self._following(to)
            async with self._register.transaction() as connection:
                await move_legal_clock(connection, following)
            await self._server.sleep_until(self._client, following)
            await self.idle(following, mail=mail)
            if following >= to:
                return

    async def _following(self, to: datetime) -> datetime:
        """The next due time up to then, once all dates that due times rest on are computed."""
        following = to

        async def facts_changed() -> str | None:
            nonlocal following
            async with self._register.reading() as connection:
                due, awaited = await next_due(connection, to)
            following = to if due is None else due
            return awaited

        await self._until(facts_changed)
        return following

    async def idle(self, upto: datetime | None = None, *, mail: bool = False) -> None:
        """Until every received act is judged, every clock due by then has rung, and (asked for) all mail has left."""
        await self._until(lambda: self._waiting(upto, mail=mail))

    async def _until(self, what_waits: Callable[[], Awaitable[str | None]]) -> None:
        deadline = time.monotonic() + self._patience
        pause = SHORTEST_LOOK
        while (waiting := await what_waits()) is not None:
            if time.monotonic() > deadline:
                raise StoryStuck(f"after {self._patience:.0f} s: {waiting}")
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_LOOK)  # whoever works needs the machine more than we

    async def _waiting(self, upto: datetime | None, *, mail: bool) -> str | None:
        async with self._register.reading() as connection:
            waiting = await what_waits(connection, upto)
        if waiting is not None:
            return waiting
        unsent = await open_messages(self._register) if mail else 0
        return f"{unsent} messages have not left" if unsent else None
