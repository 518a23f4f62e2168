"""What must hold of every act and entry there is: judged, folded, readable again, refused from whom it is not for."""

from __future__ import annotations

import inspect
import typing
from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import BaseModel

from models import acts as a
from models import entries as e
from models import messages, procedure, roster, rulebook, state, work
from models.acts import Act, Mark
from models.canonical import text_digest
from models.work import Outcome
from rules.agreement import fold as agreement_fold
from rules.agreement import judge as agreement_judge
from rules.case import fold as case_fold
from rules.case import judge as case_judge
from rules.case.context import BETWEEN_RECORDS
from rules.dispute import fold as dispute_fold
from rules.dispute import judge as dispute_judge
from rules.legal_dates import forankring_dates, notice_due, statements_due, takeover_due
from rules.meeting import fold as meeting_fold
from rules.meeting import judge as meeting_judge
from tests.rules.world import BEGINS, PROCEDURE, Who, World, in_roll_call


class TestEveryKind:
    """A new kind of act is judged and a new kind of entry is folded, or this fails."""

    def test_every_act_on_a_case_has_its_judgement(self) -> None:
        kinds = set(typing.get_args(a.CaseAct))

        assert set(case_judge.JUDGEMENTS) == kinds - {a.RegisterCase, a.ImportCase}

    def test_every_act_on_a_meeting_has_its_judgement(self) -> None:
        kinds = set(typing.get_args(a.MeetingAct))

        assert set(meeting_judge.JUDGEMENTS) == kinds - {a.PlanMeeting}

    def test_every_entry_of_a_case_has_its_fold(self) -> None:
        kinds = set(typing.get_args(e.CaseBody))

        assert set(case_fold._FOLDS) == kinds - {e.CaseRegistered}

    def test_every_entry_of_a_meeting_has_its_fold(self) -> None:
        kinds = set(typing.get_args(e.MeetingBody))

        assert set(meeting_fold._FOLDS) == kinds - {e.MeetingPlanned}

    def test_every_act_on_an_agreement_has_its_judgement(self) -> None:
        kinds = set(typing.get_args(a.AgreementAct))

        assert set(agreement_judge.JUDGEMENTS) == kinds - {a.ImportAgreement, a.DraftAgreement}

    def test_every_entry_of_an_agreement_has_its_fold(self) -> None:
        kinds = set(typing.get_args(e.AgreementBody))

        assert set(agreement_fold.FOLDS) == kinds - {e.AgreementImported, e.AgreementDrafted}

    def test_every_act_on_a_dispute_has_its_judgement(self) -> None:
        kinds = set(typing.get_args(a.DisputeAct))

        assert set(dispute_judge.JUDGEMENTS) == kinds - {a.BringDispute}

    def test_every_entry_of_a_dispute_has_its_fold(self) -> None:
        kinds = set(typing.get_args(e.DisputeBody))

        assert set(dispute_fold.FOLDS) == kinds - {e.DisputeOpened}

    def test_what_may_be_none_has_a_default(self) -> None:
        """Canonical JSON leaves None out: without a default what was stored cannot be read again."""
        rooms = (a, e, messages, procedure, roster, rulebook, state, work)
        models = {m for room in rooms for m in vars(room).values() if inspect.isclass(m) and issubclass(m, BaseModel)}
        optional = (
            f"{model.__name__}.{name}"
            for model in models
            for name, field in model.model_fields.items()
            if field.is_required() and type(None) in typing.get_args(field.annotation)
        )

        assert sorted(optional) == []


DIGEST = text_digest("x")
FORGED: tuple[Act, ...] = (
    a.ItemOpened(meeting="m", item=1, mark=Mark.BESLUTNING, attendance=()),
    a.AttendanceChanged(meeting="m", seat="SEKR-M1"),
    a.PapersSent(meeting="m", item=1, mark=Mark.BESLUTNING, text_digest=DIGEST),
    a.MeetingRescheduled(meeting="m"),
    a.MeetingFellAway(meeting="m", rule="P-12", reason="Nei."),
    a.AgendaRefused(meeting="m", rule="P-08", detail="Nei."),
    a.NoMeetingFound(body="SEKR"),
    a.DecisionContested(meeting="meeting-x", contest=1, seat="SEKR-M1"),
    a.ContestSettled(meeting="meeting-x", contest=1, corrected=True, reason="Nei."),
    a.PartyLeft(party="halden", last_day=BEGINS.date()),
    a.SeatHolderLeft(seat="SEKR-M1", person="p-mj9p", last_day=BEGINS.date()),
    a.MandateGiven(seat="SEKR-M1", person="p-mj9p", parties=(), since=BEGINS.date()),
    a.TakeUpProposal(number=1, case="case-x"),
    a.RenegotiationOpened(notice=1, case="case-x"),
    a.ReviewOpened(year=2031, case="case-x"),
    a.ReviewCaseDone(because="no_change", on=BEGINS.date()),
    a.MainAgreementEnded(agreement="x", last_day=BEGINS.date(), early=True),
    a.DeadlineReached(clock="forankring-due", due_at=BEGINS),
    a.DisputeBrought(dispute="dispute-x", title="Tvist"),
    a.DisputeAnswered(dispute="dispute-x", reference="1/31"),
    a.DisputeReturned(dispute="dispute-x", relations=()),
    a.SubmissionLeft(message="m", sent_at=BEGINS, raw=DIGEST),
    a.PutOnAgenda(case="c", title="Sak", mark=Mark.DROFTING, text_digest=DIGEST),
    a.ChangeAgendaItem(case="c", text_digest=DIGEST, papers=()),
    a.TakeOffAgenda(case="c", reason="Nei."),
    a.ContestRelayed(case="c", seat="SEKR-M1", person="p", claim="Nei."),
    a.ItemConcluded(case="c", item=1, conclusion="besluttet"),
)


class TestBetweenRecords:
    """What one record says to another, and the clock, nobody else says."""

    def test_every_kind_is_tried_here(self) -> None:
        assert {type(act) for act in FORGED} == set(BETWEEN_RECORDS)

    @pytest.mark.parametrize("act", FORGED, ids=lambda act: str(act.kind))
    def test_a_person_is_refused(self, act: Act) -> None:
        world, case = in_roll_call()
        meeting = world.state(case).placement
        assert meeting is not None
        to = case if isinstance(act, typing.get_args(a.CaseAct)) else meeting.meeting

        said = world.act(to, act)

        assert said.rule == "ENGINE"


class TestEntering:
    """The secretariat enters for others, and both stand on record; nobody else does."""

    @pytest.mark.parametrize(
        ("entered_by", "rule"),
        [
            pytest.param("p-2h9c", None, id="the secretariat"),
            pytest.param("p-rh9p", "ENGINE", id="another member"),
            pytest.param("p-mj9p", "ENGINE", id="the chair"),
        ],
    )
    def test_who_enters(self, entered_by: str, rule: str | None) -> None:
        world, case = in_roll_call()
        by = world.member("SEKR-M4").model_copy(update={"entered_by": entered_by})

        said = world.position(case, "SEKR-M4", by=by)

        assert said.rule == rule
        assert said.entries[0].actor is not None
        assert (said.entries[0].actor.person, said.entries[0].actor.entered_by) == (by.person, entered_by)


class TestRefusals:
    """Refused acts are part of the record; beyond twenty an hour and sender they are counted in one entry."""

    def refuse(self, world: World, case: str, times: int, seat: str = "SEKR-GP") -> list[Outcome]:
        act = a.DemandHigherBody(reason="Vi krever det.")
        return [world.act(case, act, world.member(seat)).outcome for _ in range(times)]

    def entered(self, world: World, case: str) -> tuple[int, list[e.RefusalsSummarised]]:
        bodies = [entry.body for entry in world.records[case].entries]
        summaries = [b for b in bodies if isinstance(b, e.RefusalsSummarised)]
        return sum(isinstance(b, e.ActRefused) for b in bodies), summaries

    def test_twenty_are_entered_and_all_are_answered(self) -> None:
        world = World()
        case = world.case()

        outcomes = self.refuse(world, case, 25)

        assert outcomes == [Outcome.REFUSED] * 25
        assert self.entered(world, case) == (20, [])

    def test_the_rest_are_summed_up_with_the_first_of_the_next_hour(self) -> None:
        world = World()
        case = world.case()
        self.refuse(world, case, 25)

        world.now += timedelta(hours=1)
        self.refuse(world, case, 1)

        listed, [summary] = self.entered(world, case)
        assert (listed, summary.sender, summary.count, summary.hour) == (21, "SEKR-GP", 5, BEGINS)

    def test_one_sender_does_not_use_up_anothers(self) -> None:
        world = World()
        case = world.case()
        self.refuse(world, case, 25)

        self.refuse(world, case, 1, seat="SEKR-BRUKER")

        assert self.entered(world, case) == (21, [])

    def test_a_refused_act_changes_nothing_else(self) -> None:
        world = World()
        case = world.case()
        before = world.state(case)

        self.refuse(world, case, 1)

        assert world.state(case) == before


class TestDueDates:
    """Local dates in Østfold, counted from the day after, with every step said (T-01, T-06, T-09)."""

    @pytest.mark.parametrize(
        ("meeting", "day", "at"),
        [
            pytest.param(date(2031, 3, 3), date(2031, 2, 17), "2031-02-17T07:00", id="winter"),
            pytest.param(date(2031, 4, 7), date(2031, 3, 24), "2031-03-24T07:00", id="sent before summer time"),
            pytest.param(date(2031, 4, 28), date(2031, 4, 14), "2031-04-14T06:00", id="sent on Easter Monday"),
            pytest.param(date(2032, 3, 14), date(2032, 2, 29), "2032-02-29T07:00", id="sent on a leap day"),
        ],
    )
    def test_notice_p06(self, meeting: date, day: date, at: str) -> None:
        due = notice_due(meeting, PROCEDURE)

        assert (due.day, due.at.isoformat()[:16], due.rule) == (day, at, "P-06")

    @pytest.mark.parametrize(
        ("meeting", "dates"),
        [
            pytest.param(
                date(2031, 3, 3), ["2031-02-09T07:00", "2031-02-14T07:00", "2031-02-16T23:00"], id="all in winter"
            ),
            pytest.param(
                date(2031, 4, 14),
                ["2031-03-23T07:00", "2031-03-28T07:00", "2031-03-30T22:00"],
                id="into summer time",
            ),
        ],
    )
    def test_forankring_p11(self, meeting: date, dates: list[str]) -> None:
        computed = [d.at.isoformat()[:16] for d in forankring_dates(meeting, PROCEDURE)]

        assert computed == dates

    @pytest.mark.parametrize(
        ("closed", "day"),
        [
            pytest.param(date(2031, 3, 3), date(2031, 3, 5), id="Monday to Wednesday"),
            pytest.param(date(2031, 3, 6), date(2031, 3, 10), id="over a weekend"),
            pytest.param(date(2031, 4, 9), date(2031, 4, 16), id="over Easter"),
            pytest.param(date(2031, 4, 30), date(2031, 5, 5), id="over 1 May and a weekend"),
            pytest.param(date(2031, 12, 23), date(2031, 12, 29), id="over Christmas: the 24th is a working day"),
        ],
    )
    def test_statements_p27(self, closed: date, day: date) -> None:
        due = statements_due(closed, PROCEDURE)

        assert due.day == day
        assert len(due.steps) == 1 + (day - closed).days - 2

    def test_take_over_p30(self) -> None:
        due = takeover_due(date(2031, 3, 20), PROCEDURE)

        assert (due.day, due.at) == (date(2031, 4, 3), datetime(2031, 4, 3, 22, tzinfo=UTC))

    def test_a_clock_that_was_moved_rings_for_nothing(self) -> None:
        world = World()
        meeting = world.meeting("SEKR", 28)
        due = world.meeting_state(meeting).notice_due.at
        starts = world.day(30)
        world.act(
            meeting, a.MoveMeeting(starts_at=starts, ends_at=starts + timedelta(hours=1), place="M", reason="R")
        )

        world.now = due
        said = world.act(meeting, a.DeadlineReached(clock="notice-due", due_at=due), Who(record=meeting))

        assert said.outcome is Outcome.NOTHING_LEFT
        assert said.entries == ()
