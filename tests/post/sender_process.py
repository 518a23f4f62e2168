"""A sender as a process of its own, to be killed: `python -m tests.post.sender_process OUTBOX PORT`."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from activities.post.relay import Relay
from activities.post.sender import Sender
from tests.post.material import HOUSE
from tests.post.sqlite_outbox import SqliteOutbox


async def main(outbox: str, port: str) -> None:
    relay = Relay("127.0.0.1", int(port), from_address=HOUSE.from_address, timeout_seconds=5)
    sender = Sender(
        SqliteOutbox(Path(outbox)),
        relay,
        HOUSE,
        asks=True,
        settle=timedelta(seconds=0.2),
        idle=timedelta(seconds=0.05),
    )
    print("ready", flush=True)
    await sender.run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
