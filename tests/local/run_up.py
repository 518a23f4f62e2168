"""`up` in a process of its own, telling its events as JSON lines: `python -m tests.local.run_up FOLDER`."""

import asyncio
import json
import sys
from pathlib import Path

import structlog

from local.installation import AlreadyRunningError
from local.supervise import Event, up


def tell(event: Event) -> None:
    print(json.dumps([event.kind, event.part, event.detail]), flush=True)


async def migrate(owner_url: str) -> None:
    tell(Event("migrating", detail=owner_url))


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    try:
        asyncio.run(up(Path(sys.argv[1]), tell, migrate=migrate, worker_module="tests.local.small_worker"))
    except AlreadyRunningError as error:
        sys.exit(str(error))
