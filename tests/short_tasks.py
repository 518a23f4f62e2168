"""Clients whose workflows are soon given to another worker."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    StartWorkflowInput,
    StartWorkflowUpdateWithStartInput,
    WorkflowHandle,
    WorkflowUpdateHandle,
)

SHORT = timedelta(seconds=2)


def with_short_tasks(client: Client) -> Client:
    """A client that starts workflows whose lost tasks are given out again after two seconds, not ten."""
    config = client.config()
    config["interceptors"] = [ShortTasks()]
    return Client(**config)


class ShortTasks(Interceptor):
    """A workflow task that died with its worker is given to the next one after two seconds, not ten."""

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002  (Temporal's name)
        return _ShortTasks(next)


class _ShortTasks(OutboundInterceptor):
    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:  # noqa: A002  (same)
        input.task_timeout = SHORT
        return await super().start_workflow(input)

    async def start_update_with_start_workflow(
        self,
        input: StartWorkflowUpdateWithStartInput,  # noqa: A002  (Temporal's name)
    ) -> WorkflowUpdateHandle[Any]:
        input.start_workflow_input.task_timeout = SHORT
        return await super().start_update_with_start_workflow(input)
