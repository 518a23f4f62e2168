"""Random acts through the real workflows, on skipped time, beside a small model that was written apart.

Every answer and, after every act, every case and meeting are compared. The seeds are fixed; for more acts:
TEST_ACTS=20000 ./saksgang test tests/model
"""

from __future__ import annotations

import os

import pytest

from tests.model.player import Player
from tests.story import Story

SEEDS = (2018, 2020, 2031, 2034)
ACTS = int(os.environ.get("TEST_ACTS", "2000"))


@pytest.mark.timeout(600 + ACTS)
@pytest.mark.parametrize("seed", SEEDS)
async def test_the_house_and_the_model_agree(story: Story, seed: int) -> None:
    player = await Player.begin(story, seed)

    await player.play(ACTS // len(SEEDS))

    assert player.acts >= ACTS // len(SEEDS)
    assert sum(player.refused.values()) > player.acts / 10, player.refused
    assert sum(player.accepted.values()) > player.acts / 3, player.accepted
