"""Which roster was in force at a moment, by the community's own record and clocks that may differ by a minute."""

from __future__ import annotations

from datetime import timedelta

import pytest

from audit.check.course import Stood, walk
from audit.check.facts import InForce
from models.canonical import digest_of
from models.roster import Roster
from tests.audit.check.forging import changed
from tests.rules.evidence import evidence_from
from tests.rules.world import BEGINS, World

CHANGED = BEGINS + timedelta(days=10)


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
    community.stood.append(Stood(entry, last.after, last.after.model_copy(update={"roster": digest_of(later)})))
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
