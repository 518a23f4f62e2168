"""The sandbox workflows run in: the same for a worker and for every replay."""

from __future__ import annotations

from typing import Final

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

PASSED_THROUGH: Final = ("models", "rules", "workflows.record", "rfc8785", "structlog", "annotated_doc")


def runner() -> SandboxedWorkflowRunner:
    """A runner whose workflows share with each other what never changes."""
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH))
