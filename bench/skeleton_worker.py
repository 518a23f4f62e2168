"""The skeleton's worker: a process of its own, as ours is. `python -m bench.skeleton_worker`."""

from __future__ import annotations

import asyncio
import atexit
import os
import signal
import time

import structlog
from psycopg_pool import AsyncConnectionPool
from temporalio import activity
from temporalio.worker import Worker

from bench.skeleton import TASK_QUEUE, Row, Skeleton
from local.installation import DATABASE_URL
from logs import configure
from settings import LogSettings
from worker import connect, quiet_runtime
from workflows.every import BUILD_ID
from workflows.sandbox import runner

log = structlog.get_logger(__name__)

TABLE = """
CREATE TABLE skeleton_row (
    record text, number int, kind text NOT NULL, body text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (record, number)
);
GRANT SELECT, INSERT ON skeleton_row TO saksgang_app;
"""
INSERT = "INSERT INTO skeleton_row (record, number, kind, body) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"

atexit.register(time.sleep, 0.05)  # as in worker.py


class Rows:
    """The one activity."""

    def __init__(self, pool: AsyncConnectionPool) -> None:
        self._pool = pool

    @activity.defn(name="keep_row")
    async def keep_row(self, row: Row) -> int:
        """One row."""
        async with self._pool.connection() as connection:
            await connection.execute(INSERT, (row.record, row.number, row.kind, row.body))
        return row.number


async def main() -> None:
    """Work until told to stop."""
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    client = await connect(runtime=quiet_runtime())
    url = os.environ[DATABASE_URL].replace("postgresql+psycopg://", "postgresql://")
    async with AsyncConnectionPool(url, min_size=2, max_size=10, kwargs={"autocommit": True}) as pool:
        worker = Worker(
            client,
            task_queue=TASK_QUEUE,
            workflows=[Skeleton],
            activities=[Rows(pool).keep_row],
            workflow_runner=runner(),
            build_id=BUILD_ID,
            max_cached_workflows=2_000,
            max_concurrent_local_activities=64,
        )
        async with worker:
            log.info("worker_ready", task_queue=TASK_QUEUE)
            await stop.wait()


if __name__ == "__main__":
    configure(LogSettings(format="json"))
    asyncio.run(main())
