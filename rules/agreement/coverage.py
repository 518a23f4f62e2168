"""What hol. § 6-2 asks an agreement to contain, by the numbers in force on a day (A-03, A-05). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Final

from models.agreement import Agreement, AgreementId, Covered
from models.agreement_state import AgreementState
from rules.agreement.context import in_force

_KEYS: Final = tuple(Covered)
# From which day the law has which points, in its order; a point's number is its place.
NUMBERED: Final[tuple[tuple[date, tuple[Covered, ...]], ...]] = (
    (date(2012, 1, 1), _KEYS[:11]),
    (date(2022, 8, 1), _KEYS[:13]),  # joint planning and children and young people came to it
)
assert all(earlier < later for (earlier, _), (later, _) in pairwise(NUMBERED))


def numbers_on(day: date) -> Mapping[Covered, int]:
    """The points in force on a day with their numbers; none before the law was."""
    points = next((points for since, points in reversed(NUMBERED) if since <= day), ())
    return {key: number for number, key in enumerate(points, start=1)}


def covered_by(agreement: Agreement) -> frozenset[Covered]:
    """What an agreement and its parts cover (A-05)."""
    return frozenset((*agreement.covers, *(key for part in agreement.parts or () for key in part.covers)))


def not_covered(agreements: Iterable[AgreementState], day: date) -> Mapping[Covered, int]:
    """What the law asks for on a day and no agreement that binds anybody covers, with its number."""
    binding = (state.agreement for state in agreements if any(in_force(r) for r in state.relations))
    covered = {key for agreement in binding for key in covered_by(agreement)}
    return {key: number for key, number in numbers_on(day).items() if key not in covered}


def no_longer_covered(agreement: Agreement, parts: tuple[AgreementId, ...] | None) -> tuple[Covered, ...] | None:
    """What of hol. § 6-2 the agreement covers now and will not when those parts have ended (A-03, A-10)."""
    if parts is None:
        return None
    kept = {*agreement.covers, *(key for p in agreement.parts or () if p.part not in parts for key in p.covers)}
    gone = {key for p in agreement.parts or () if p.part in parts for key in p.covers} - kept
    return tuple(key for key in Covered if key in gone) or None
