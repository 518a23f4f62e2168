"""P-30 and P-32 together: a withdrawn case that a meeting does not reach stays withdrawn."""

from __future__ import annotations

from models import acts as a
from models.state import CaseStage
from tests.rules.world import SECRETARIAT, World, deliberated


class TestP30WithdrawnOnTheAgenda:
    """Withdrawn before the decision, the case is kept, and only being taken over brings it back."""

    def not_reached(self) -> tuple[World, str]:
        world, case = deliberated()
        placement = world.state(case).placement
        assert placement is not None
        world.advance(world.meeting_state(placement.meeting).starts_at)
        withdrawn = world.act(case, a.WithdrawCase(reason="Umoden."), world.contact("halden"))
        assert withdrawn.kinds == ["case_withdrawn"]
        world.act(placement.meeting, a.OpenMeeting(attendance=world.everyone("SEKR")), SECRETARIAT)
        world.act(placement.meeting, a.CloseMeeting(), SECRETARIAT)
        return world, case

    def test_a_meeting_that_does_not_reach_it_changes_nothing(self) -> None:
        world, case = self.not_reached()

        state = world.state(case)

        assert (state.stage, state.placement) == (CaseStage.TRUKKET, None)
        assert world.kinds(case)[-1] == "left_agenda"

    def test_taken_over_it_waits_for_the_next_meeting(self) -> None:
        world, case = self.not_reached()

        world.act(case, a.TakeOverCase(party="moss", reason="Vi trenger den."), world.contact("moss"))

        assert "meeting_awaited" in world.kinds(case)
        assert world.state(case).stage is not CaseStage.TRUKKET
