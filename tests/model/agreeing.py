"""Random acts through the real workflows, on skipped time, beside a small model that was written apart.

Every answer and, after every act, every case and meeting are compared. The seeds are fixed, two to a file so that two
processes share them; for more acts: TEST_ACTS=20000 ./saksgang test tests/model
"""

from __future__ import annotations

import os

from tests.model.player import Player
from tests.story import Story

SEEDS = (2018, 2020, 2031, 2034)
ACTS = int(os.environ.get("TEST_ACTS", "2000"))
PATIENCE = 600 + ACTS  # seconds for one seed


async def house_and_model_agree(story: Story, seed: int) -> None:
    """Play one seed's share of the acts; both say the same of every one."""
    player = await Player.begin(story, seed)

    await player.play(ACTS // len(SEEDS))

    assert player.acts >= ACTS // len(SEEDS)
    assert sum(player.refused.values()) > player.acts / 10, player.refused
    assert sum(player.accepted.values()) > player.acts / 3, player.accepted
