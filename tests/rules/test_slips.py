"""Slips: both stay on record, and a disagreement never quietly becomes consensus."""

from __future__ import annotations

from datetime import date

import pytest

from models import acts as a
from models import entries as e
from models.acts import Consent, ConsentWithReservation, CorrectEntry, Objection, WrongDay, WrongSeat
from models.entries import Entry
from models.state import CaseStage, ObjectionStep
from tests.rules.world import SECRETARIAT, Said, Who, World, in_roll_call

NO = Objection(grounds="Vi er imot.")


def entered(world: World, case: str, seat: str, stance: a.Stance | None = None) -> Entry:
    """The secretariat enters a position in the seat's name."""
    by = world.member(seat).model_copy(update={"entered_by": SECRETARIAT.person})
    said = world.position(case, seat, stance, by)
    assert said.rule is None
    return said.entries[-1]


def struck(world: World, case: str, entry: Entry, meant: str = "SEKR-M3", by: Who = SECRETARIAT) -> Said:
    """The entry was for another seat."""
    act = CorrectEntry(seq=entry.seq, hash=entry.hash, slip=WrongSeat(meant=meant), reason="Feil plass.")
    return world.act(case, act, by)


class TestWrongSeat:
    """What the secretariat entered for the wrong seat is struck, and both seats are asked."""

    def test_the_seat_has_not_answered_and_the_entry_stays(self) -> None:
        world, case = in_roll_call()
        wrong = entered(world, case, "SEKR-M2")
        before = len(world.records[case].entries)

        said = struck(world, case, wrong)

        assert said.kinds == ["entry_corrected"]
        assert world.state(case).positions == ()
        assert world.records[case].entries[wrong.seq - 1] == wrong
        assert len(world.records[case].entries) == before + 1
        assert world.close_item(case).rule == "P-20"

    def test_an_objection_entered_for_the_wrong_seat_was_never_made(self) -> None:
        world, case = in_roll_call()
        wrong = entered(world, case, "SEKR-M2", NO)

        said = struck(world, case, wrong)

        assert said.kinds == ["entry_corrected", "objection_lapsed"]
        assert not world.state(case).objections[0].standing

    def test_an_objection_that_the_slip_gave_up_stands_again(self) -> None:
        world, case = in_roll_call()
        item = world.state(case).item
        assert item is not None
        world.position(case, "SEKR-H2", NO)
        wrong = entered(world, case, "SEKR-H2", Consent())

        struck(world, case, wrong, "SEKR-H3")
        world.act(item.meeting, a.ChangeAttendance(seat="SEKR-H2", person=None))
        closed = world.roll_call(case)

        [objection] = world.state(case).objections
        assert [d.step for d in objection.steps][:3] == [
            ObjectionStep.LODGED,
            ObjectionStep.WITHDRAWN,
            ObjectionStep.LODGED,
        ]
        assert closed.kinds == ["no_consensus"]

    def test_what_the_seat_said_itself_is_its_own_to_change(self) -> None:
        world, case = in_roll_call()
        own = world.position(case, "SEKR-M2").entries[-1]

        assert struck(world, case, own).rule == "P-20"

    @pytest.mark.parametrize(
        ("meant", "by", "rule"),
        [
            pytest.param("SEKR-M2", SECRETARIAT, "P-20", id="the same seat"),
            pytest.param("SU-M3", SECRETARIAT, "P-20", id="a seat of another body"),
            pytest.param("SEKR-M3", Who(person="p-3peu", seat="SEKR-M2"), "ENGINE", id="not the secretariat"),
        ],
    )
    def test_limits(self, meant: str, by: Who, rule: str) -> None:
        world, case = in_roll_call()
        wrong = entered(world, case, "SEKR-M2")

        assert struck(world, case, wrong, meant, by).rule == rule

    def test_once_the_roll_call_is_closed_the_minutes_are_the_place(self) -> None:
        world, case = in_roll_call()
        wrong = entered(world, case, "SEKR-M2", NO)
        world.roll_call(case, {"SEKR-M2": NO})

        assert struck(world, case, wrong).rule == "P-33"
        assert world.state(case).stage is CaseStage.IKKE_KONSENSUS

    def test_an_entry_is_named_by_its_digest_too(self) -> None:
        world, case = in_roll_call()
        wrong = entered(world, case, "SEKR-M2")
        act = CorrectEntry(seq=wrong.seq, hash="0" * 64, slip=WrongSeat(meant="SEKR-M3"), reason="Feil.")

        assert world.act(case, act).rule == "P-33"

    @pytest.mark.parametrize("confirmed", [True, False], ids=["the seat confirms", "the seat does not"])
    def test_after_the_roll_call_nothing_is_corrected_without_the_seats_own_confirmation(
        self, confirmed: bool
    ) -> None:
        world, case = in_roll_call()
        item = world.state(case).item
        assert item is not None
        wrong = entered(world, case, "SEKR-M2")
        world.roll_call(case)
        world.act(item.meeting, a.CloseMeeting())
        old, new = "Mosseregionen: tilslutning", "Mosseregionen: avstår"
        propose = a.ProposeCorrection(item=item.item, old_text=old, new_text=new, reason="Ført feil.")

        refused = struck(world, case, wrong).verdict.refusal
        proposed = world.act(item.meeting, propose)
        others = [seat for seat in world.seats("SEKR", counted=True) if seat != "SEKR-M2"]
        for seat in others:
            world.act(item.meeting, a.AnswerCorrection(correction=1, agrees=True), world.member(seat))
        waiting = world.kinds(item.meeting)
        own = a.AnswerCorrection(correction=1, agrees=confirmed, reason=None if confirmed else "Vi sluttet oss til.")
        settled = world.act(item.meeting, own, world.member("SEKR-M2"))

        assert refused is not None
        assert (refused.rule, "`minutes propose`" in refused.remedy) == ("P-33", True)
        assert proposed.rule is None
        assert "minutes_corrected" not in waiting, "all the others cannot confirm for the seat"
        assert settled.kinds[-1] == ("minutes_corrected" if confirmed else "correction_rejected")
        assert wrong in world.records[case].entries


class TestWrongDay:
    """The day of a council's treatment, while the reservation waits; its clock is set anew."""

    def waiting(self) -> tuple[World, str, Entry]:
        world, case = in_roll_call()
        reserved = ConsentWithReservation(
            parties=("halden",), treated_by="kommunestyret", treated_on=date(2031, 4, 1)
        )
        world.roll_call(case, {"SEKR-M3": reserved})
        [entry] = [x for x in world.records[case].entries if isinstance(x.happened, e.BindingWithheld)]
        return world, case, entry

    def correct(self, world: World, case: str, entry: Entry, day: date, by: Who = SECRETARIAT) -> Said:
        act = CorrectEntry(seq=entry.seq, hash=entry.hash, slip=WrongDay(meant=day), reason="Utsatt.")
        return world.act(case, act, by)

    def test_the_day_and_the_clock_move(self) -> None:
        world, case, entry = self.waiting()

        said = self.correct(world, case, entry, date(2031, 5, 8), world.contact("halden"))
        world.advance(world.day(60))  # past the day that was entered, before the one that was meant
        early = "reservation_overdue" in world.kinds(case)
        world.advance(world.day(8))

        assert (said.kinds, early) == (["entry_corrected"], False)
        [halden] = [b for b in world.state(case).bindings if b.party == "halden"]
        assert (halden.treated_on, halden.effect_at) == (date(2031, 5, 8), None)
        assert world.kinds(case).count("reservation_overdue") == 1

    def test_neither_backwards_nor_by_others(self) -> None:
        world, case, entry = self.waiting()

        past = self.correct(world, case, entry, date(2031, 1, 1))
        other = self.correct(world, case, entry, date(2031, 5, 8), world.contact("moss"))

        assert (past.rule, other.rule) == ("P-20", "P-20")

    def test_not_once_it_is_answered(self) -> None:
        world, case, entry = self.waiting()
        answer = a.AnswerReservation(
            party="halden", approved=True, treated_by="k", treated_on=date(2031, 3, 3), reference="1"
        )
        world.act(case, answer, world.contact("halden"))

        assert self.correct(world, case, entry, date(2031, 5, 8)).rule == "P-20"
