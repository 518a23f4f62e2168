"""How checks end: proved, broken, unreadable, or not fully checked.

Nothing here says more than was checked: a check that was not made has a line of its own, and keeps the whole from
being called proved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from audit.log.note import Unproved
from audit.log.trust import NotWitnessed, Trust, Undecided

PROVED, BROKEN, NOT_CHECKED = "proved", "broken", "not checked"
SIGNED = "the checkpoint is signed by the log"


class Proof(IntEnum):
    """The exit statuses of `audit verify`, `audit compare` and `audit receipt verify`."""

    PROVED = 0
    BROKEN = 1
    UNREADABLE = 2
    NOT_FULLY_CHECKED = 3


@dataclass(frozen=True)
class Check:
    """One thing that was checked, or was not: what, how it came out, and why."""

    what: str
    outcome: str  # proved, broken, not checked
    why: str = ""


def outcome_of(checks: Sequence[Check]) -> Proof:
    """Broken where anything is; proved only where everything was checked and there was something to check."""
    outcomes = {check.outcome for check in checks}
    if BROKEN in outcomes:
        return Proof.BROKEN
    return Proof.PROVED if outcomes == {PROVED} else Proof.NOT_FULLY_CHECKED


def signature_check(checkpoint: str, trust: Trust | None) -> Check:
    """Whether the log has signed a checkpoint, as far as it can be said."""
    what = SIGNED
    if trust is None:
        return Check(what, NOT_CHECKED, "no key was given, and anybody can sign with a key of their own")
    try:
        believed = trust.believed(checkpoint)
    except NotWitnessed as error:
        return Check(what, NOT_CHECKED, f"the log has signed it; {error}")
    except Undecided as error:
        return Check(what, NOT_CHECKED, str(error))
    except Unproved as error:
        return Check(what, BROKEN, str(error))
    signers = ", ".join(f"{key.name} ({key.key_id.hex()})" for key in believed.signers)
    seen = "".join(f"; cosigned by {c.witness.name}" for c in believed.cosigned)
    return Check(what, PROVED, signers + seen)
