"""No clock rings for ever: what has rung is gone, wherever the case has come to meanwhile (P-11, P-22, P-30)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import acts as a
from models import entries as e
from models.acts import ConsentWithReservation, Mark
from models.state import CaseStage, CaseState, Clock
from rules.case.deadlines import RINGS
from rules.case.folds.common import RESERVATION_DUE
from rules.meeting.fold import NOTICE_DUE
from rules.meeting.fold_minutes import COMMENTS_DUE, MINUTES_DUE
from rules.recording import stopped
from tests.house import with_numbers
from tests.rules.world import Who, World, deliberated, in_roll_call
from tests.shipped import community

FILES = community()


def bare() -> tuple[World, str]:
    """A case of which nothing is known but that it is registered and classified."""
    world = World()
    return world, world.case()


def asked_at_home() -> tuple[World, str]:
    return deliberated()


def decided() -> tuple[World, str]:
    """A decision that waits for a council, with a statement to come."""
    world, case = in_roll_call()
    treated = world.day(10).date()
    stances: dict[str, a.Stance] = {
        "SEKR-M3": ConsentWithReservation(parties=("halden",), treated_by="kommunestyret", treated_on=treated),
        "SEKR-M1": a.Consent(statement="Merknad.", statement_follows=True),
    }
    world.roll_call(case, stances)
    return world, case


def in_writing() -> tuple[World, str]:
    world, case = deliberated()
    world.advance(world.day(15))
    world.act(case, a.ProposeInWriting(reason="Det haster."))
    return world, case


def rings(world: World, name: str, clock: Clock) -> None:
    """The ring alone, in a state that was made up: nothing that would follow from such a state is done."""
    record = world.records[name]
    verdict = world.judge(record, a.DeadlineReached(clock=clock.name, due_at=clock.due_at), Who(record=name))
    assert verdict.refusal is None
    world._enter(record, verdict.bodies)
    world._enter(record, stopped(clock, record.clocks))


def with_clock(state: CaseState, stage: CaseStage, clock: Clock) -> CaseState:
    return state.model_copy(update={"stage": stage, "clocks": (clock,)})


class TestEveryClock:
    """Every kind of clock in every stage: it rings once, nothing breaks, and it is gone."""

    @pytest.mark.parametrize("begun", [bare, asked_at_home, in_writing, decided])
    def test_a_clock_that_has_rung_is_gone(self, begun: object) -> None:
        assert callable(begun)
        world, case = begun()
        record = world.records[case]
        stood, head, read = record.case, record.head, len(record.entries)
        for name in (*RINGS, "unknown"):
            named = f"{RESERVATION_DUE}:halden" if name == RESERVATION_DUE else name
            clock = Clock(name=named, due_at=world.now, consequence="", rule="P-11")
            for stage in CaseStage:
                assert stood is not None
                record.case, record.head = with_clock(stood, stage, clock), head

                rings(world, case, clock)

                assert clock not in record.clocks, f"{named} in a case that is {stage.value}"
                del record.entries[read:]

    @pytest.mark.parametrize("name", [NOTICE_DUE, MINUTES_DUE, COMMENTS_DUE, "unknown"])
    def test_in_a_meeting_too(self, name: str) -> None:
        world = World()
        meeting = world.meeting("SEKR", 28)
        record = world.records[meeting]
        clock = Clock(name=name, due_at=world.now, consequence="", rule="P-06")
        record.meeting = world.meeting_state(meeting).model_copy(update={"clocks": (clock,)})

        world.ring(meeting, clock)

        assert clock not in record.clocks

    def test_what_runs_on_is_stopped_and_the_record_says_so(self) -> None:
        world, case = bare()
        clock = Clock(name="answers-due", due_at=world.now, consequence="", rule="P-22")
        later = clock.model_copy(update={"due_at": world.now + timedelta(days=1)})
        world.records[case].case = world.state(case).model_copy(update={"clocks": (clock, later)})

        world.ring(case, clock)

        assert world.records[case].entries[-1].body == e.ClockStopped(clock="answers-due", due_at=clock.due_at)
        assert world.state(case).clocks == (later,)


class TestNoneIsLeft:
    """What a decision set going stops when there was no consensus, and rings for nothing afterwards (P-19, P-22)."""

    def test_the_days_for_answering_go_with_the_decision(self) -> None:
        world, case = deliberated(World(with_numbers(FILES, quorum="answer_after").procedure))
        placement = world.state(case).placement
        assert placement is not None
        world.open_item(placement.meeting, case, absent=["SEKR-M2"])
        treated = world.day(0).date()
        reserving = ConsentWithReservation(parties=("halden",), treated_by="kommunestyret", treated_on=treated)
        world.roll_call(case, {"SEKR-M3": reserving})
        no = a.AnswerReservation(
            party="halden", approved=False, treated_by="kommunestyret", treated_on=treated, reference="1/31"
        )
        running = {c.name for c in world.state(case).clocks}

        world.act(case, no, world.contact("halden"))
        left = world.state(case).clocks
        world.act(case, a.ChoosePath(path=a.PathAfterDisagreement.NEW_DROFTING, reason="Vi prøver igjen."))
        world.advance(world.day(400))

        assert {"answers-due", "reservation-due:halden", "followup-due"} <= running
        assert left == ()
        assert "clock_stopped" not in world.kinds(case)

    def test_a_statement_announced_in_the_meeting_is_still_due(self) -> None:
        """It belongs to the minutes of that meeting, whatever becomes of the decision (P-27)."""
        world, case = decided()
        today = world.day(0).date()
        no = a.AnswerReservation(
            party="halden", approved=False, treated_by="kommunestyret", treated_on=today, reference="1/31"
        )

        world.act(case, no, world.contact("halden"))
        delivered = world.act(case, a.DeliverStatement(text="Tekst."), world.member("SEKR-M1"))

        assert delivered.kinds == ["statement_delivered"]
        assert world.state(case).clocks == ()

    def test_a_withdrawn_case_reminds_nobody(self) -> None:
        world, case = deliberated()
        placement = world.state(case).placement
        assert placement is not None and placement.mark is Mark.BESLUTNING
        world.act(case, a.WithdrawCase(reason="Umoden."), world.contact("halden"))

        world.advance(world.day(13))

        told = [x.body for x in world.records[case].entries if isinstance(x.body, e.ForankringReminded)]
        assert told and all(reminded.parties == () for reminded in told)
