"""The replay without the SDK's own words: what it would log of a history that fails is told by us, in a line."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from temporalio.api.failure.v1 import Failure
from temporalio.runtime import Runtime, TelemetryConfig

_LOGGERS = tuple(logging.getLogger(f"temporalio.worker.{name}") for name in ("_workflow", "_workflow_instance"))


@cache
def silent_runtime() -> Runtime:
    """What replays run in: its core writes to standard output, past every logger, unless it is told not to."""
    return Runtime(telemetry=TelemetryConfig(logging=None))


@contextmanager
def silenced() -> Iterator[None]:
    """While histories are replayed the SDK logs no traceback of a workflow's code; others' may at the same time."""

    def nothing(_: logging.LogRecord) -> bool:
        return False

    for logger in _LOGGERS:
        logger.addFilter(nothing)
    try:
        yield
    finally:
        for logger in _LOGGERS:
            logger.removeFilter(nothing)


def first_cause(failure: Failure) -> str:
    """What a failure began with, in a line: its kind, and the first line of what it says."""
    while failure.HasField("cause"):
        failure = failure.cause
    kind, said = failure.application_failure_info.type, failure.message.partition("\n")[0][:200]
    return f"{kind}: {said}" if kind and said else kind or said
