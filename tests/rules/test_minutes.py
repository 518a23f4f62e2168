"""P-33: drafted, commented, answered, approved; after that nothing is changed and corrections are appended."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import acts as a
from models import entries as e
from models.acts import Act
from models.minutes import Minutes
from tests.rules.world import SECRETARIAT, Said, World, in_roll_call

EDIT = a.EditMinutes(old_text="Mos", new_text="Moss", reason="Skrivefeil.")
CORRECT = a.CorrectMinutes(old_text="Mos", new_text="Moss", reason="Skrivefeil.")


def decided() -> tuple[World, str, str]:
    """A case decided in a meeting that is closed and minuted, and the draft's comments still open."""
    world, case = in_roll_call()
    world.roll_call(case)
    meeting = world.state(case).decided_in
    assert meeting is not None
    world.act(meeting, a.CloseMeeting())
    return world, case, meeting


def minutes_of(world: World, meeting: str) -> Minutes:
    minutes = world.meeting_state(meeting).minutes
    assert minutes is not None
    return minutes


def next_meeting(world: World, *, open_it: bool = True, in_days: int = 28) -> str:
    following = world.meeting("SEKR", in_days)
    world.advance(world.meeting_state(following).starts_at)
    if open_it:
        world.act(following, a.OpenMeeting(attendance=world.everyone("SEKR")))
    return following


def approved() -> tuple[World, str, str]:
    world, case, meeting = decided()
    following = next_meeting(world)
    assert world.act(meeting, a.ApproveMinutes(meeting=following)).rule is None
    return world, case, meeting


class TestP33Draft:
    """The draft comes when the meeting closes and is open to comment for ten working days."""

    def test_ten_working_days_for_comments(self) -> None:
        world, _, meeting = decided()

        clocks = [(c.name, c.due_at) for c in world.meeting_state(meeting).clocks]

        assert clocks == [("minutes-comments-due", world.day(15, hour=0))]

    def test_who_took_part_comments_and_is_answered(self) -> None:
        world, _, meeting = decided()

        said = world.act(meeting, a.CommentOnMinutes(text="Vi ba om tall.", item=1), world.member("SEKR-GP"))
        answer = a.AnswerMinutesComment(comment=1, answer="Tatt inn.", old_text="Tall.", new_text="Tall bedt om.")
        world.act(meeting, answer)

        minutes = minutes_of(world, meeting)
        assert said.rule is None
        assert [(c.text, c.taken_in) for c in minutes.comments] == [("Vi ba om tall.", True)]
        assert [(c.old_text, c.new_text, c.by) for c in minutes.changes] == [
            ("Tall.", "Tall bedt om.", SECRETARIAT.person)
        ]

    @pytest.mark.parametrize(
        ("days", "seat"),
        [pytest.param(16, "SEKR-M1", id="too late"), pytest.param(1, "SU-M1", id="a seat that was not there")],
    )
    def test_nobody_else_and_not_later(self, days: int, seat: str) -> None:
        world, _, meeting = decided()
        world.advance(world.day(days))

        said = world.act(meeting, a.CommentOnMinutes(text="Hei."), world.member(seat))

        assert said.rule == "P-33"

    def test_the_days_end_with_an_entry(self) -> None:
        world, _, meeting = decided()
        world.act(meeting, a.CommentOnMinutes(text="Hei."), world.member("SEKR-M1"))

        world.advance(world.day(16))

        assert world.records[meeting].entries[-1].body == e.MinutesCommentsClosed(unanswered=(1,))
        assert world.meeting_state(meeting).clocks == ()


class TestP33Approval:
    """The body's next meeting approves, when every comment is answered and nothing is contested."""

    def test_the_chair_names_the_meeting(self) -> None:
        world, _, meeting = decided()
        following = next_meeting(world)

        said = world.act(meeting, a.ApproveMinutes(meeting=following), world.member("SEKR-M1"))

        assert said.kinds == ["minutes_approved"]
        assert world.meeting_state(meeting).ended
        assert minutes_of(world, meeting).approved_in == following

    @pytest.mark.parametrize(
        "why", ["not opened", "itself", "another body", "comments open", "unanswered", "contested"]
    )
    def test_what_stops_it(self, why: str) -> None:
        world, _, meeting = decided()
        if why == "unanswered":
            world.act(meeting, a.CommentOnMinutes(text="Hei."), world.member("SEKR-M1"))
        if why == "contested":
            world.act(meeting, a.ContestMinutes(item=1, claim="Nei."), world.member("SEKR-M1"))
        following = meeting
        if why == "comments open":
            world.now += timedelta(hours=1)
            following = world.meeting("SEKR", 15)
            world.records[following].meeting = world.meeting_state(meeting).model_copy(
                update={"record": following, "starts_at": world.now}
            )
        elif why == "another body":
            following = world.meeting("SU", 28)
            world.advance(world.meeting_state(following).starts_at)
            world.act(following, a.OpenMeeting(attendance=world.everyone("SU")))
        elif why != "itself":
            following = next_meeting(world, open_it=why != "not opened")

        said = world.act(meeting, a.ApproveMinutes(meeting=following))

        assert said.rule == "P-33"
        assert minutes_of(world, meeting).approved_in is None


class TestP33AfterApproval:
    """Approved minutes are never changed: what is wrong is corrected beside them."""

    @pytest.mark.parametrize(
        "act",
        [
            EDIT,
            a.CommentOnMinutes(text="Hei."),
            a.ApproveMinutes(meeting="meeting-ostfold-SEKR-2031-3"),
            a.AnswerMinutesComment(comment=1, answer="Nei."),
        ],
    )
    def test_nothing_of_a_draft_is_left(self, act: Act) -> None:
        world, _, meeting = approved()

        said = world.act(meeting, act, SECRETARIAT)

        assert said.rule == "P-33"
        assert said.verdict.refusal is not None
        assert "append a correction" in said.verdict.refusal.remedy

    def test_a_clerical_error_is_appended_with_the_old_words(self) -> None:
        world, _, meeting = approved()
        before = minutes_of(world, meeting)

        world.act(meeting, CORRECT)

        after = minutes_of(world, meeting)
        assert (after.text, after.html) == (before.text, before.html)
        [change] = after.changes
        assert (change.old_text, change.new_text, change.clerical, change.by) == ("Mos", "Moss", True, "p-2h9c")

    def test_only_the_secretariat_and_only_when_approved(self) -> None:
        world, _, meeting = decided()
        early = world.act(meeting, CORRECT)
        world, _, meeting = approved()
        by_member = world.act(meeting, CORRECT, world.member("SEKR-M2"))

        assert (early.rule, by_member.rule) == ("P-33", "ENGINE")


class TestP33WhoAgreed:
    """A change of what was decided or who agreed needs every counted seat that took part."""

    def contested(self, world: World, meeting: str, seat: str = "SEKR-M4") -> Said:
        act = a.ContestMinutes(item=1, claim="Jeg sa nei i møtet.", objected=True)
        return world.act(meeting, act, world.member(seat))

    def proposed(self, world: World, meeting: str) -> Said:
        act = a.ProposeCorrection(
            item=1, old_text="tilslutning", new_text="innsigelse", reason="Feil ført.", contest=1
        )
        return world.act(meeting, act, world.member("SEKR-M1"))

    def answer(self, world: World, meeting: str, *seats: str, agrees: bool = True) -> Said:
        said = [
            world.act(meeting, a.AnswerCorrection(correction=1, agrees=agrees), world.member(seat)) for seat in seats
        ]
        return said[-1]

    def test_a_correction_of_an_item_that_there_is_not_is_refused(self) -> None:
        world, _, meeting = decided()
        act = a.ProposeCorrection(item=9, old_text="Mos", new_text="Moss", reason="Skrivefeil.")

        refusal = world.act(meeting, act, world.member("SEKR-M1")).verdict.refusal

        assert refusal is not None
        assert (refusal.code, refusal.rule) == ("unknown_item", "P-33")

    def test_the_decision_is_flagged_and_stands(self) -> None:
        world, case, meeting = decided()
        stage = world.state(case).stage

        self.contested(world, meeting)

        [flag] = world.state(case).flags
        assert (flag.seat, flag.settled) == ("SEKR-M4", None)
        assert world.state(case).stage is stage

    def test_all_agree_and_the_decision_falls(self) -> None:
        world, case, meeting = decided()
        self.contested(world, meeting)
        self.proposed(world, meeting)
        counted = world.seats("SEKR", counted=True)

        self.answer(world, meeting, *counted[:-1])
        before = minutes_of(world, meeting).contests[0].settled
        last = self.answer(world, meeting, counted[-1])

        assert before is None
        assert last.kinds == ["correction_answered", "minutes_corrected"]
        assert minutes_of(world, meeting).contests[0].settled == "corrected"
        assert world.state(case).flags[0].settled is True
        assert not any(b.effect_at for b in world.state(case).bindings)

    def test_one_no_and_the_minutes_stand_with_the_claim_beside_them(self) -> None:
        world, case, meeting = decided()
        self.contested(world, meeting)
        self.proposed(world, meeting)

        said = self.answer(world, meeting, "SEKR-H1", agrees=False)

        assert said.kinds == ["correction_answered", "correction_rejected"]
        assert minutes_of(world, meeting).changes == ()
        assert world.state(case).flags[0].settled is False
        assert all(b.effect_at for b in world.state(case).bindings)

    def test_silence_is_no_consent(self) -> None:
        world, _, meeting = decided()
        self.contested(world, meeting)
        self.proposed(world, meeting)
        self.answer(world, meeting, "SEKR-M1")

        world.act(meeting, a.DropCorrection(correction=1, reason="Ikke alle svarte."))

        [rejected] = [x.body for x in world.records[meeting].entries if isinstance(x.body, e.CorrectionRejected)]
        assert rejected.unanswered == world.seats("SEKR", counted=True)[1:]
        assert minutes_of(world, meeting).changes == ()

    def test_taken_back_by_the_seat_that_claimed(self) -> None:
        world, case, meeting = decided()
        self.contested(world, meeting)
        act = a.WithdrawContest(contest=1, reason="Misforstått.")

        other = world.act(meeting, act, world.member("SEKR-M1"))
        own = world.act(meeting, act, world.member("SEKR-M4"))

        assert (other.rule, own.rule) == ("P-33", None)
        assert world.state(case).flags[0].settled is False

    def test_also_after_approval(self) -> None:
        world, case, meeting = approved()

        said = self.contested(world, meeting)

        assert said.kinds == ["minutes_contested"]
        assert world.state(case).flags[0].settled is None

    def test_heard_seats_are_not_asked_to_agree(self) -> None:
        world, _, meeting = decided()
        self.contested(world, meeting)
        self.proposed(world, meeting)

        said = self.answer(world, meeting, "SEKR-GP")

        assert said.rule == "P-33"
