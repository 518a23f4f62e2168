"""What a story comes to is kept, part by part; what is kept of this file's tests is made from their worlds, too."""

from __future__ import annotations

from models import acts as a
from tests.rules.pinning import difference, pin_of
from tests.rules.played import PARTS, what_came_of
from tests.rules.world import World

TEST = "tests/rules/test_x.py::test_y[1]"


def test_a_world_in_which_nothing_was_played_comes_to_nothing() -> None:
    assert what_came_of([World()]) == {}
    assert difference(TEST, "", pin_of({})) is None


def test_a_story_without_a_pin_says_how_to_keep_it() -> None:
    world = World()
    world.case()

    told = difference(TEST, "", pin_of(what_came_of([world])))

    assert told is not None and told.startswith("This test has no pin yet.")
    assert "python -m tests.rules.pinned record tests/rules/test_x.py" in told
    assert f"show '{TEST}'" in told


def test_what_was_only_asked_is_seen_and_the_part_is_named() -> None:
    world = World()
    case = world.case()
    before = what_came_of([world])
    world.judge(world.records[case], a.WithdrawCase(reason="Nei."), world.contact("moss"))
    after = what_came_of([world])

    told = difference(TEST, pin_of(before), pin_of(after))

    assert tuple(before) == PARTS
    assert told is not None and told.startswith("Its story comes to something else: acts.")
    assert difference(TEST, pin_of(after), pin_of(after)) is None


def test_what_lies_ahead_is_seen_where_nothing_but_time_has_passed() -> None:
    world = World()
    world.case()
    before = pin_of(what_came_of([world]))
    world.now = world.day(1)

    told = difference(TEST, before, pin_of(what_came_of([world])))

    assert told is not None and told.startswith("Its story comes to something else: ahead.")
