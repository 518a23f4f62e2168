"""Stories of chance, always the same ones: long, with every kind of act, in combinations that nobody would write.

What they come to is kept (`tests.rules.pinned`); what they may not come to, `test_any_order` looks for in others.
"""

from __future__ import annotations

from random import Random

import pytest

from tests.rules.test_any_order import STEPS, beginning
from tests.rules.watcher import check_records

PLAYS = 8
LENGTH = 45


def number(chance: Random, below: int) -> int:
    """Not `randrange`, which another version of Python may draw otherwise."""
    return int(chance.random() * below)


@pytest.mark.parametrize("seed", range(PLAYS))
def test_what_it_comes_to_is_what_its_entries_say_and_as_it_was(seed: int) -> None:
    chance, play = Random(seed), beginning(seed % 3)

    for _ in range(LENGTH):
        STEPS[number(chance, len(STEPS))](play, *(number(chance, 1000) for _ in range(3)))

    check_records(play.world)
