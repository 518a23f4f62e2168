"""A record that the story names, and that somebody left out of the evidence."""

from __future__ import annotations

import pytest

from audit.check import check
from models import acts as a
from models.evidence import Evidence
from tests.audit.check.forging import changed
from tests.rules.disputing import Disputing
from tests.rules.evidence import evidence_from
from tests.rules.world import Who, World, in_roll_call


@pytest.fixture(scope="module")
def disputed() -> Evidence:
    """A case without consensus, before the nemnda; and an act refused, which names a meeting that has never been."""
    world = Disputing()
    _, case = in_roll_call(world)
    world.roll_call(case, {"SEKR-M4": a.Objection(grounds="Avtalen tolkes ulikt.")})
    world.act(case, a.ChoosePath(path=a.PathAfterDisagreement.NEMNDA, reason="Lokalt er alt gjort."), chair(world))
    world.brought(case=case)
    world.act(case, a.PlaceCase(meeting="meeting-ostfold-SU-2031-9", mark=a.Mark.DROFTING))
    return evidence_from(world, case)


def chair(world: World) -> Who:
    """Who leads the deciding body."""
    return world.member("SEKR-M1")


def test_what_a_refused_act_names_may_never_have_been(disputed: Evidence) -> None:
    assert check(disputed).difference is None


@pytest.mark.parametrize("kind", ["meeting", "dispute"])
def test_a_record_left_out_is_missed(disputed: Evidence, kind: str) -> None:
    gone = next(record.record for record in disputed.records if record.kind == kind)

    found = check(changed(disputed, records=tuple(r for r in disputed.records if r.record != gone))).difference

    assert found is not None
    assert (found.record, found.what.split(" is named by ")[0]) == (disputed.about, gone)
    assert found.what.endswith("and is not in the evidence")
    assert found.seq is not None
