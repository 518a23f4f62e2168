"""Random acts through the real workflows, on skipped time, beside a small model that was written apart.

Every answer and, after every act, every case and meeting are compared; at the end each case is proved and its
histories are replayed strictly, so that checker and replay agree on random acts, too. The seeds are fixed, two to a
file so that two processes share them; for more acts: TEST_ACTS=20000 ./saksgang test tests/model
"""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from register.archive import runs_in
from tests.model.player import Player
from tests.replaying import check_replay
from tests.story import Story

SEEDS = (2018, 2020, 2031, 2034)
ACTS = int(os.environ.get("TEST_ACTS", "2000"))
PATIENCE = 600 + ACTS  # seconds for one seed
# The plays cross some years with many records open, and most of the runs were begun for records to which nothing
# happened. With half a year to a run every seed still has records that go on in new ones.
LONGEST_RUN = timedelta(days=180) - timedelta(minutes=17)


async def house_and_model_agree(story: Story, seed: int) -> None:
    """Play one seed's share of the acts; both say the same of every one."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("workflows.record.LONGEST_RUN", LONGEST_RUN)
        player = await Player.begin(story, seed)
        await player.play(ACTS // len(SEEDS))
        rolled_over = await gone_on(story)
        await check_replay(story, (record for record in story.records if record.startswith("case-")))

    assert player.acts >= ACTS // len(SEEDS)
    assert sum(player.refused.values()) > player.acts / 10, player.refused
    assert sum(player.accepted.values()) > player.acts / 3, player.accepted
    assert rolled_over > 0, "records go on in new runs meanwhile"


async def gone_on(story: Story) -> int:
    """How many runs of the story have gone on in another, as the archive has them."""
    async with story.register.reading() as connection:
        return sum(run.closed == "continued_as_new" for run in await runs_in(connection))
