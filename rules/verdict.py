"""What judging an act comes to: entries, or a refusal that names its rule."""

from __future__ import annotations

from dataclasses import dataclass

from models.entries import EntryBody
from models.rulebook import Refusal, RefusalCode


@dataclass(frozen=True, slots=True)
class Verdict:
    """The entries an act gives, in order; none and no refusal means there was nothing left to do.

    PERFORMANCE: no model, whose validator would know every kind of entry once more; entries are checked when sealed.
    """

    bodies: tuple[EntryBody, ...] = ()
    refusal: Refusal | None = None


def accepted(*bodies: EntryBody) -> Verdict:
    """The act stands and gives these entries."""
    return Verdict(bodies=bodies)


def refused(code: RefusalCode, rule: str, detail: str, remedy: str) -> Verdict:
    """The act is refused: which rule, why, and what is allowed now."""
    return Verdict(refusal=Refusal(code=code, rule=rule, detail=detail, remedy=remedy))


NOTHING_LEFT = Verdict()
"""A deadline or a message between records that came after what it was for."""
