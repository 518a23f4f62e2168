"""The rules of notice, agenda and meeting, one class a rule (P-06, P-08, P-22, P-23, P-32)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import acts as a
from models import entries as e
from models.acts import ItemOutcome, Mark, SeatAttendance
from models.state import MeetingStage
from tests.rules.world import Who, World, deliberated, in_roll_call, two_deputies


class TestP06Notice:
    """Notice and papers leave 14 days before the meeting; the day of sending is not counted."""

    def test_the_notice_leaves_by_itself_on_its_day(self) -> None:
        world = World()
        meeting = world.meeting("SEKR", 28)
        due = world.meeting_state(meeting).notice_due

        world.advance(due.at - timedelta(seconds=1))
        before = world.meeting_state(meeting).stage
        world.advance(due.at)

        assert (world.meeting_state(meeting).day - due.day).days == 14
        assert (before, world.meeting_state(meeting).stage) == (MeetingStage.PLANNED, MeetingStage.NOTIFIED)

    @pytest.mark.parametrize(
        ("days", "rule", "remedy"),
        [
            pytest.param(15, None, None, id="15 days ahead"),
            pytest.param(14, "P-06", "extraordinary", id="14 days ahead, an hour after notice should have left"),
            pytest.param(3, "P-06", "extraordinary", id="three days ahead"),
            pytest.param(-3, "P-06", "choose a day to come", id="three days ago"),
        ],
    )
    def test_a_meeting_is_planned_so_that_its_notice_can_leave(
        self, days: int, rule: str | None, remedy: str | None
    ) -> None:
        world = World()
        record = world.new("meeting-ostfold-SEKR-2031-1", "meeting")

        refusal = world.judge(record, world.planned("SEKR", days)).refusal

        assert (refusal.rule if refusal else None) == rule
        assert refusal is None or (remedy is not None and remedy in refusal.remedy)

    def test_a_moved_meeting_counts_its_notice_again(self) -> None:
        world = World()
        meeting = world.meeting("SEKR", 28)
        world.advance(world.day(20))
        starts = world.day(30)

        act = a.MoveMeeting(
            starts_at=starts, ends_at=starts + timedelta(hours=2), place="Moss", reason="Rom opptatt."
        )
        world.act(meeting, act)

        state = world.meeting_state(meeting)
        assert (state.stage, state.sequence) == (MeetingStage.PLANNED, 1)
        assert (state.day - state.notice_due.day).days == 14

    @pytest.mark.parametrize(
        ("days", "why"), [pytest.param(3, "planned", id="before notice"), pytest.param(20, "is on", id="another day")]
    )
    def test_a_meeting_opens_on_its_day_after_its_notice(self, days: int, why: str) -> None:
        world = World()
        meeting = world.meeting("SEKR", 28)
        world.advance(world.day(days))

        said = world.act(meeting, a.OpenMeeting(attendance=world.everyone("SEKR")))

        assert said.rule == "P-06"
        assert said.verdict.refusal is not None
        assert why in said.verdict.refusal.detail


class TestP08StageOnTheAgenda:
    """What is not marked beslutning in the notice is not decided in that meeting."""

    def test_after_the_notice_no_case_is_added_for_beslutning(self) -> None:
        world = World()
        first, second = world.meeting("SEKR", 28), world.meeting("SEKR", 56)
        case = world.case()
        world.deliberate(case, first)
        world.act(case, a.PlaceCase(meeting=world.meeting("SEKR", 84), mark=Mark.BESLUTNING))
        world.advance(world.meeting_state(second).notice_due.at)

        said = world.act(case, a.PlaceCase(meeting=second, mark=Mark.BESLUTNING))

        assert said.rule == "P-08"

    def test_drofting_may_come_on_after_the_notice(self) -> None:
        world = World()
        meeting = world.meeting("SEKR", 28)
        world.advance(world.day(20))

        world.act(case := world.case(), a.PlaceCase(meeting=meeting, mark=Mark.DROFTING))

        assert [i.case for i in world.meeting_state(meeting).agenda] == [case]

    @pytest.mark.parametrize("outcome", [None, ItemOutcome.INFORMED])
    def test_what_is_marked_drofting_ends_as_drofting(self, outcome: ItemOutcome | None) -> None:
        world = World()
        meeting, case = world.meeting("SEKR", 28), world.case()
        world.act(case, a.PlaceCase(meeting=meeting, mark=Mark.DROFTING))
        world.open_item(meeting, case)

        said = world.close_item(case, outcome)

        assert said.rule == "P-08"
        assert world.state(case).item is not None

    def test_what_is_marked_beslutning_ends_by_its_roll_call(self) -> None:
        world, case = in_roll_call()

        said = world.close_item(case, ItemOutcome.READY)

        assert said.rule == "P-08"

    def test_orientering_deliberates_and_decides_nothing(self) -> None:
        world = World()
        meeting, case = world.meeting("SEKR", 28), world.case()
        world.act(case, a.PlaceCase(meeting=meeting, mark=Mark.ORIENTERING))
        world.open_item(meeting, case)

        world.close_item(case)

        assert world.kinds(case)[-1] == "orientering_given"
        assert world.state(case).drofting is None


class TestP22EveryPartyIsHeard:
    """A party nobody speaks for is not bound; without every party there is no beslutning."""

    def test_the_chair_is_told_when_a_party_has_nobody_and_postpones(self) -> None:
        world, case = deliberated()
        placement = world.state(case).placement
        assert placement is not None

        said = world.open_item(placement.meeting, case, absent=["SEKR-M3"])
        world.act(placement.meeting, a.PostponeItem(item=1, reason="Ingen kunne møte for Halden."))

        assert said.verdict.refusal is not None
        assert (said.rule, said.verdict.refusal.detail) == ("P-22", "nobody speaks for halden, aremark")
        [postponed] = [x.body for x in world.records[case].entries if isinstance(x.body, e.DecisionPostponed)]
        assert (postponed.rule, postponed.uncovered) == ("P-22", ("halden", "aremark"))

    def test_who_comes_after_all_lets_the_item_open(self) -> None:
        world, case = deliberated()
        placement = world.state(case).placement
        assert placement is not None
        world.open_item(placement.meeting, case, absent=["SEKR-M3"])

        world.act(placement.meeting, a.ChangeAttendance(seat="SEKR-M3", person=world.member("SEKR-M3").person))
        said = world.act(placement.meeting, a.OpenItem(item=1))

        assert said.kinds == ["meeting_item_opened"]

    def test_one_seat_of_five_speaks_for_the_trust(self) -> None:
        world, case = deliberated()
        placement = world.state(case).placement
        assert placement is not None
        absent = ["SEKR-H2", "SEKR-H3", "SEKR-H4", "SEKR-H5"]

        world.open_item(placement.meeting, case, absent=absent)
        world.roll_call(case)

        [made] = [x.body for x in world.records[case].entries if isinstance(x.body, e.BeslutningMade)]
        assert made.absent == tuple(absent)
        assert "sykehuset-ostfold" in made.parties

    def test_a_seat_that_is_present_must_be_heard(self) -> None:
        world, case = in_roll_call()
        for seat in world.seats("SEKR", counted=True)[:-1]:
            world.position(case, seat)

        said = world.close_item(case)

        assert said.rule == "P-20"
        assert said.verdict.refusal is not None
        assert said.verdict.refusal.detail == "not yet heard: SEKR-H5"

    def test_heard_seats_cover_nobody(self) -> None:
        world = World()
        meeting = world.meeting("SEKR", 28)
        world.advance(world.meeting_state(meeting).starts_at)
        only_heard = world.everyone("SEKR", world.seats("SEKR", counted=True))

        world.act(meeting, a.OpenMeeting(attendance=only_heard))

        assert world.meeting_state(meeting).uncovered == tuple(p.party for p in world.roster.parties)


class TestP23Deputies:
    """Member or deputy sits in a seat, and a person in one counted seat at most."""

    @pytest.mark.parametrize(
        ("seat", "person", "rule"),
        [
            pytest.param("SEKR-M3", "p-bc6w", None, id="the deputy"),
            pytest.param("SEKR-M3", "p-mj9p", "P-23", id="another seat's member"),
            pytest.param("SEKR-M9", "p-bc6w", "P-22", id="no such seat"),
            pytest.param("SU-M3", "p-wgr9", "P-22", id="a seat of another body"),
        ],
    )
    def test_who_may_sit(self, seat: str, person: str, rule: str | None) -> None:
        world = World()
        meeting = world.meeting("SEKR", 28)
        world.advance(world.meeting_state(meeting).starts_at)
        sitting = (*world.everyone("SEKR", ["SEKR-M3"]), SeatAttendance(seat=seat, person=person))

        said = world.act(meeting, a.OpenMeeting(attendance=sitting))

        assert said.rule == rule

    def test_nobody_counts_for_two_seats(self) -> None:
        world = two_deputies()
        meeting = world.meeting("SEKR", 28)
        world.advance(world.meeting_state(meeting).starts_at)
        sitting = (*world.everyone("SEKR", ["SEKR-M3", "SEKR-M5"]),)
        twice = tuple(SeatAttendance(seat=seat, person="p-bc6w") for seat in ("SEKR-M3", "SEKR-M5"))

        said = world.act(meeting, a.OpenMeeting(attendance=(*sitting, *twice)))

        assert said.rule == "P-23"

    def test_nobody_counts_for_two_seats_one_after_the_other(self) -> None:
        world, case = in_roll_call(two_deputies())
        item = world.state(case).item
        assert item is not None
        for seat in ("SEKR-M3", "SEKR-M5"):
            world.act(item.meeting, a.ChangeAttendance(seat=seat))
        world.act(item.meeting, a.ChangeAttendance(seat="SEKR-M3", person="p-bc6w"))
        world.position(case, "SEKR-M3", by=Who(person="p-bc6w", seat="SEKR-M3"))
        world.act(item.meeting, a.ChangeAttendance(seat="SEKR-M3"))
        world.act(item.meeting, a.ChangeAttendance(seat="SEKR-M5", person="p-bc6w"))

        said = world.position(case, "SEKR-M5", by=Who(person="p-bc6w", seat="SEKR-M5"))

        assert said.rule == "P-23"


class TestP32SeveralCases:
    """Every item has its own attendance and roll call; one is open at a time."""

    def test_one_item_at_a_time(self) -> None:
        world, case = in_roll_call()
        item = world.state(case).item
        assert item is not None
        other = world.case()
        world.act(other, a.PlaceCase(meeting=item.meeting, mark=Mark.DROFTING))

        said = world.act(item.meeting, a.OpenItem(item=2))

        assert said.rule == "P-32"

    def test_nobody_else_opens_closes_or_seats(self) -> None:
        world, case = in_roll_call()
        item = world.state(case).item
        assert item is not None
        by = world.member("SEKR-M2")

        said = [
            world.act(item.meeting, a.OpenItem(item=1), by),
            world.act(item.meeting, a.ChangeAttendance(seat="SEKR-M1"), by),
            world.act(item.meeting, a.CloseMeeting(), by),
            world.close_item(case, by=by),
        ]

        assert [s.rule for s in said] == ["P-32"] * 4

    def test_the_chair_does(self) -> None:
        world, case = in_roll_call()
        world.roll_call(case)
        item = world.records[case].entries[-1]

        said = world.act(world.state(case).decided_in or "", a.CloseMeeting(), world.member("SEKR-M1"))

        assert said.kinds == ["meeting_closed"]
        assert item.body.kind == "follow_up_opened"

    def test_a_meeting_does_not_close_over_an_open_item(self) -> None:
        world, case = in_roll_call()
        item = world.state(case).item
        assert item is not None

        said = world.act(item.meeting, a.CloseMeeting())

        assert said.rule == "P-32"

    def test_what_was_not_reached_goes_to_the_next_meeting(self) -> None:
        world, case = deliberated()
        third = world.meeting("SEKR", 56)
        placement = world.state(case).placement
        assert placement is not None
        world.advance(placement.starts_at)
        world.act(placement.meeting, a.OpenMeeting(attendance=world.everyone("SEKR")))

        world.act(placement.meeting, a.CloseMeeting())

        moved = world.state(case).placement
        assert moved is not None
        assert moved.meeting == third
