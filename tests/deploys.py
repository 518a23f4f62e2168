"""Workers that come and go while a story is told: stopped, started again, or replaced by others with other code."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from temporalio.client import Client, WorkflowHistory
from temporalio.worker import Replayer

from register.database import Register
from worker import Mail, working
from workflows.every import WORKFLOWS
from workflows.payloads import data_converter
from workflows.sandbox import runner


class Deploys:
    """The one worker of a story; handed to `telling` in place of a worker that stays.

    Nothing is cached: Temporal's test server keeps the tasks of a cached workflow for the worker that had it.
    """

    def __init__(self) -> None:
        self._make: Callable[[Sequence[type]], AbstractAsyncContextManager[None]] | None = None
        self._now: AbstractAsyncContextManager[None] | None = None

    @asynccontextmanager
    async def __call__(self, client: Client, register: Register, task_queue: str, mail: Mail) -> AsyncIterator[None]:
        """Work until the story is told."""
        self._make = lambda workflows: working(
            client, register, task_queue, mail, cached_workflows=0, workflows=workflows
        )
        await self.deploy()
        try:
            yield
        finally:
            await self.stop()

    async def deploy(self, *instead: type) -> None:
        """A new worker in place of the old one.

        Args:
            instead: Workflows that take the place of those they are made from; the others stay as they are.
        """
        assert self._make is not None, "the story has begun"
        await self.stop()
        kept = [one for one in WORKFLOWS if not any(issubclass(new, one) for new in instead)]
        self._now = self._make([*kept, *instead])
        await self._now.__aenter__()

    async def stop(self) -> None:
        """Nobody works any more."""
        if self._now is not None:
            await self._now.__aexit__(None, None, None)
            self._now = None


async def replay_failure(history: WorkflowHistory, workflow: type) -> str | None:
    """What Temporal's replayer says of a history under that code; None where it agrees."""
    replayer = Replayer(
        workflows=[workflow], data_converter=data_converter, workflow_runner=runner(), build_id="test"
    )
    result = await replayer.replay_workflow(history, raise_on_replay_failure=False)
    return str(result.replay_failure) if result.replay_failure else None
