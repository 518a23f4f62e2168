"""The house and the model agree, whatever is tried: the last two seeds."""

from __future__ import annotations

import pytest

from tests.model.agreeing import PATIENCE, SEEDS, house_and_model_agree
from tests.story import Story


@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize("seed", SEEDS[2:])
async def test_the_house_and_the_model_agree(story: Story, seed: int) -> None:
    await house_and_model_agree(story, seed)
