"""After the decision: it stands, and each objection goes the way that what it claims leads (P-29)."""

from __future__ import annotations

import pytest

from models import acts as a
from models.acts import AuthorityOutcome, LateGround, LateRoute, LodgeLateObjection
from models.state import CaseState
from tests.rules.world import SECRETARIAT, Who, World, in_roll_call

NO_AUTHORITY = LodgeLateObjection(about=LateGround.NO_AUTHORITY, grounds="Uten fullmakt.", party="halden")
OTHER = LodgeLateObjection(about=LateGround.OTHER, grounds="Vi angrer.", route=LateRoute.POSSIBLE_DISPUTE)


def decided() -> tuple[World, str, str]:
    """A decided case, and the meeting, which is closed and has its draft minutes."""
    world, case = in_roll_call()
    item = world.state(case).item
    assert item is not None
    world.roll_call(case)
    return world, case, item.meeting


def bindings(state: CaseState) -> set[str]:
    """Whom the decision binds."""
    return {b.party for b in state.bindings if b.effect_at is not None}


class TestWhoAndWhen:
    """A counted seat or a party, after there is a decision; a seat says what the minutes should say of it."""

    def test_before_there_is_a_decision_it_is_not_late(self) -> None:
        world, case = in_roll_call()

        assert world.act(case, OTHER, world.member("SEKR-M2")).rule == "P-29"

    @pytest.mark.parametrize(
        ("act", "by", "rule"),
        [
            pytest.param(OTHER, Who(person="p-3peu", seat="SEKR-M2"), None, id="a counted seat"),
            pytest.param(OTHER, Who(person="p-q22r", party="moss"), None, id="a party"),
            pytest.param(OTHER, Who(person="p-8fq7", seat="SEKR-GP"), "P-29", id="a seat that is only heard"),
            pytest.param(OTHER, Who(person="p-rh9p", seat="SEKR-M2"), "P-23", id="one who does not hold the seat"),
            pytest.param(OTHER, SECRETARIAT, "P-29", id="the secretariat itself"),
            pytest.param(
                LodgeLateObjection(about=LateGround.OTHER, grounds="Nei."),
                Who(person="p-3peu", seat="SEKR-M2"),
                "P-29",
                id="without saying where it goes",
            ),
            pytest.param(
                NO_AUTHORITY.model_copy(update={"party": None}),
                Who(person="p-3peu", seat="SEKR-M2"),
                "P-29",
                id="without a party",
            ),
            pytest.param(
                LodgeLateObjection(about=LateGround.MINUTES_WRONG, grounds="Nei."),
                Who(person="p-8fq7", seat="SEKR-GP"),
                "P-29",
                id="of minutes that say nothing of the seat",
            ),
        ],
    )
    def test_who(self, act: LodgeLateObjection, by: Who, rule: str | None) -> None:
        world, case, _ = decided()

        said = world.act(case, act, by)

        assert said.rule == rule
        assert len(bindings(world.state(case))) == len(world.roster.parties)

    def test_the_same_is_said_once(self) -> None:
        world, case, _ = decided()
        world.act(case, OTHER, world.member("SEKR-M2"))

        assert world.act(case, OTHER, world.member("SEKR-M2")).rule == "P-29"


class TestDisputedAuthority:
    """The mandate is reviewed; the decision is flagged for that party and stands until the review is over."""

    def test_flagged_and_bound_meanwhile(self) -> None:
        world, case, _ = decided()

        world.act(case, NO_AUTHORITY, world.member("SEKR-M2"))

        [halden] = [b for b in world.state(case).bindings if b.party == "halden"]
        assert (halden.disputed, halden.effect_at is not None) == (True, True)

    @pytest.mark.parametrize(
        ("outcome", "bound"),
        [
            pytest.param(AuthorityOutcome.HELD, True, id="there was authority"),
            pytest.param(AuthorityOutcome.RATIFIED, True, id="the party stands by it"),
            pytest.param(AuthorityOutcome.LACKING, False, id="there was none"),
        ],
    )
    def test_settled(self, outcome: AuthorityOutcome, *, bound: bool) -> None:
        world, case, _ = decided()
        world.act(case, NO_AUTHORITY, world.member("SEKR-M2"))
        settling = a.SettleAuthority(objection=1, outcome=outcome, reason="Sett på.", reference="PS 1/31")

        said = world.act(case, settling)
        again = world.act(case, settling)

        assert (said.rule, again.rule) == (None, "P-29")
        state = world.state(case)
        assert ("halden" in bindings(state)) is bound
        assert bindings(state) >= {p.party for p in world.roster.parties} - {"halden"}
        assert not any(b.disputed for b in state.bindings)

    @pytest.mark.parametrize(
        ("outcome", "party", "rule"),
        [
            pytest.param(AuthorityOutcome.RATIFIED, "halden", None, id="the party ratifies"),
            pytest.param(AuthorityOutcome.LACKING, "halden", "P-29", id="the party does not free itself"),
            pytest.param(AuthorityOutcome.RATIFIED, "moss", "P-29", id="another party"),
        ],
    )
    def test_who_settles(self, outcome: AuthorityOutcome, party: str, rule: str | None) -> None:
        world, case, _ = decided()
        world.act(case, NO_AUTHORITY, world.member("SEKR-M2"))
        settling = a.SettleAuthority(objection=1, outcome=outcome, reason="Sett på.", reference="PS 1/31")

        assert world.act(case, settling, world.contact(party)).rule == rule


class TestMinutesSaidToBeWrong:
    """The correction procedure of the meeting's minutes takes over; the case is flagged."""

    def test_the_meeting_is_told_and_the_case_flagged(self) -> None:
        world, case, meeting = decided()
        world.act(meeting, a.CloseMeeting())
        act = LodgeLateObjection(about=LateGround.MINUTES_WRONG, grounds="Jeg sa nei.", objected=True)

        said = world.act(case, act, world.member("SEKR-M2"))

        assert said.kinds == ["late_objection_lodged"]
        minutes = world.meeting_state(meeting).minutes
        assert minutes is not None
        assert [(c.seat, c.claim) for c in minutes.open_contests()] == [("SEKR-M2", "Jeg sa nei.")]
        state = world.state(case)
        assert [(f.seat, f.settled) for f in state.flags] == [("SEKR-M2", None)]
        assert len(bindings(state)) == len(world.roster.parties)
