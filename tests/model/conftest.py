"""What the random acts need besides what all tests share."""

from __future__ import annotations

import pytest
from temporalio.worker import UnsandboxedWorkflowRunner


@pytest.fixture(autouse=True)
def outside_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scenarios run every step in the sandbox, which takes a tenth of the time; here it is left out."""
    monkeypatch.setattr("worker.runner", UnsandboxedWorkflowRunner)
