"""What happens to a record as such, whatever it is about."""

from enum import StrEnum
from typing import Literal

from models.base import Frozen, Instant, Line


class RestartCause(StrEnum):
    """Why a record's workflow had to be started again from its entries."""

    MISSING = "missing"  # Temporal does not know it: a fresh server, or a restored one
    TERMINATED = "terminated"  # an operator ended it
    CANCELLED = "cancelled"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    COMPLETED = "completed"  # Temporal is ahead: the register was restored from before the end
    HISTORY_LOST = "history_lost"  # Temporal holds it for running and has lost its history


class RestartedFromRecord(Frozen):
    """The record goes on from its entries; its due times stand, and what passed meanwhile rings now (ENGINE)."""

    kind: Literal["restarted_from_record"] = "restarted_from_record"
    cause: RestartCause


class ClockStopped(Frozen):
    """A clock rang and went on running: it would ring for ever, and nothing after it would be heard (ENGINE)."""

    kind: Literal["clock_stopped"] = "clock_stopped"
    clock: Line
    due_at: Instant
