"""A real worker with one small workflow, in a process of its own: `python -m tests.local.small_worker`."""

import asyncio
import os
import signal
import sys
from datetime import timedelta

from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import Worker

TASK_QUEUE = "small"


@workflow.defn
class Wait:
    """Waits some days and says for how long it did."""

    @workflow.run
    async def run(self, days: int) -> int:
        began = workflow.now()
        await workflow.sleep(timedelta(days=days))
        return (workflow.now() - began).days

    @workflow.query
    def waiting(self) -> bool:
        return True


async def main() -> None:
    if "SMALL_WORKER_FAILS" in os.environ:
        sys.exit("no register at this address")
    client = await Client.connect(os.environ["TEMPORAL_ADDRESS"])
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    cached = int(os.environ.get("SMALL_WORKER_CACHED", "100"))
    async with Worker(client, task_queue=TASK_QUEUE, workflows=[Wait], build_id="small", max_cached_workflows=cached):
        print("worker_ready", flush=True)
        await stop.wait()
    await asyncio.sleep(0.05)  # the SDK's threads are still letting go


if __name__ == "__main__":
    asyncio.run(main())
