"""Two stages in two meetings: what may be decided, where and when."""

from __future__ import annotations

from models import entries as e
from models.state import CaseStage
from tests.story import Story


async def test_s01_a_professional_case_is_decided_in_the_next_sekr_meeting(story: Story) -> None:
    first = await story.meeting("SEKR", 30)
    second = await story.meeting("SEKR", 60)
    case = await story.open_case()

    await story.hold_drofting(case, first)
    await story.roll_call(case, second)
    state = await story.ended(case)

    assert state.stage is CaseStage.UNDER_OPPFOLGING
    [held] = await story.bodies(case, e.DroftingHeld)
    [made] = await story.bodies(case, e.BeslutningMade)
    assert (held.meeting, made.meeting, made.body) == (first, second, "SEKR")
    assert made.consenting == story.seats("SEKR", counted=True)
    bound = [b.party for b in await story.bodies(case, e.BindingEffect)]
    assert bound == [p.party for p in story.roster.parties]
