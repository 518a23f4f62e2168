"""Which roster was in force at a moment, by the community's own record and clocks that may differ by a minute."""

from __future__ import annotations

from datetime import timedelta

import pytest

from audit.check.course import Stood, walk
from audit.check.facts import InForce
from models.canonical import digest_of
from models.roster import Roster
from tests.audit.check.forging import changed, digest_like
from tests.rules.evidence import evidence_from
from tests.rules.world import BEGINS, PROCEDURE, World

CHANGED = BEGINS + timedelta(days=10)
LATER = digest_like("a later procedure")


def versions() -> tuple[InForce, Roster, Roster]:
    """A community whose roster is another after ten days."""
    world = World()
    case = world.case()
    before = evidence_from(world, case)
    later = world.roster.model_copy(update={"holdings": world.roster.holdings[1:]})
    evidence = changed(before, rosters=(world.roster, later))
    community = walk(evidence, evidence.by_record["community-ostfold"])
    last = community.stood[-1]
    entry = last.entry.model_copy(update={"at": CHANGED})
    after = last.after.model_copy(update={"roster": digest_of(later), "procedure": LATER})
    community.stood.append(Stood(entry, last.after, after))
    again = entry.model_copy(update={"at": CHANGED + timedelta(days=9)})
    community.stood.append(Stood(again, after, after))
    return InForce(evidence, community), world.roster, later


@pytest.mark.parametrize(
    ("seconds", "which"),
    [
        pytest.param(-3600, (0,), id="an hour before"),
        pytest.param(-30, (0, 1), id="just before: the one to come by another clock"),
        pytest.param(0, (1, 0), id="at that moment"),
        pytest.param(30, (1, 0), id="just after: the one that was not replaced yet"),
        pytest.param(61, (1,), id="a minute after"),
        pytest.param(-864_100, (0,), id="before it began"),
    ],
)
def test_the_one_in_force_and_what_a_minute_leaves_open(seconds: int, which: tuple[int, ...]) -> None:
    in_force, *rosters = versions()

    found = tuple(in_force.rosters(CHANGED + timedelta(seconds=seconds)))

    assert found == tuple(rosters[n] for n in which)


@pytest.mark.parametrize(
    ("seconds", "which"),
    [(-61, (0,)), (-60, (0, 1)), (59, (1, 0)), (60, (1,)), (864_000, (1,))],
)
def test_the_minute_is_one_to_the_second(seconds: int, which: tuple[int, ...]) -> None:
    in_force, *rosters = versions()

    assert tuple(in_force.rosters(CHANGED + timedelta(seconds=seconds))) == tuple(rosters[n] for n in which)


def test_a_record_is_opened_under_what_was_in_force_then() -> None:
    in_force, before, after = versions()

    for what, old, new in (
        ("roster", digest_of(before), digest_of(after)),
        ("procedure", digest_of(PROCEDURE), LATER),
    ):
        assert (in_force.had(what, old, BEGINS), in_force.had(what, new, BEGINS)) == (True, False)
        later = CHANGED + timedelta(days=1)
        assert (in_force.had(what, old, later), in_force.had(what, new, later)) == (False, True)
    assert in_force.had("roster", LATER, CHANGED) is in_force.had("procedure", digest_of(after), CHANGED) is False


@pytest.mark.parametrize(("seconds", "adopted"), [(-61, False), (-60, True), (864_000, True)])
def test_a_procedure_is_adopted_from_then_on(seconds: int, adopted: bool) -> None:
    """By clocks that may differ by a minute; the one before stays one that was adopted (P-38)."""
    in_force, *_rosters = versions()
    at = CHANGED + timedelta(seconds=seconds)

    assert in_force.adopted(LATER, at) is adopted
    assert in_force.adopted(digest_of(PROCEDURE), at) is True
    assert in_force.adopted(digest_like("never adopted"), at) is False
