"""What of a roster is remarked: allowed, since life is so, and hardly meant (P-04, P-11, P-22)."""

from __future__ import annotations

from typing import Any

import pytest

from models.roster import Office
from rules.roster_check import warn_roster
from tests.rules.test_rosters_checked import CARDS, ROSTER, SMALL, Told, held, office, told


def hardly_meant(*, cards: Any = CARDS, **changes: Any) -> list[Told]:
    """What is warned of."""
    return told(warn_roster(ROSTER.model_copy(update=changes), SMALL, cards))


def without(**left_out: Any) -> dict[str, Any]:
    """The roster with something taken out of its lists."""
    return {name: tuple(one for one in getattr(ROSTER, name) if one not in gone) for name, gone in left_out.items()}


def test_of_the_small_roster_nothing() -> None:
    assert hardly_meant() == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        pytest.param(
            without(holdings=[held("L-A", "p-a")]),
            [("roster.holdings", "P-22", "L-A has no member: its parties may have nobody in LOW")],
            id="a seat with a deputy alone",
        ),
        pytest.param(
            without(holdings=[held("L-A", "p-a"), held("H-H", "p-hh")]) | {"cards": CARDS[:5] + CARDS[6:]},
            [("roster.holdings", "P-22", "L-A has no member: its parties may have nobody in LOW"),
             ("roster.holdings", "P-22", "H-H has no member: its parties may have nobody in HIGH")],
            id="two seats of two bodies",
        ),
        pytest.param(
            without(holdings=[held("L-U", "p-u")]) | {"cards": CARDS[:3] + CARDS[4:]}, [], id="a heard one",
        ),
        pytest.param(
            without(offices=[office(Office.PARTY_CONTACT, "p-c", "a2")]),
            [("roster.parties.1", "P-11", "the party a2 has no contact who answers forankring")], id="no contact",
        ),
        pytest.param(
            without(offices=[office(Office.SAMHANDLINGSSJEF_MUNICIPAL, "p-a")]),
            [("roster.offices", "P-04",
              "nobody is samhandlingssjef_municipal: the type of a case is agreed by two")],
            id="no sjef of the municipalities",
        ),
        pytest.param(
            without(offices=[office(Office.SAMHANDLINGSSJEF_HOSPITAL, "p-h")]),
            [("roster.offices", "P-04",
              "nobody is samhandlingssjef_hospital: the type of a case is agreed by two")],
            id="no sjef of the hospital",
        ),
        pytest.param(
            {"cards": (*CARDS, CARDS[0].model_copy(update={"person": "p-x"}))},
            [("persons.9", "ENGINE", "p-x holds neither seat nor office")], id="a person who is nothing",
        ),
    ],
)  # fmt: skip
def test_is_remarked(changes: dict[str, Any], found: list[Told]) -> None:
    assert hardly_meant(**changes) == found
