"""Lateness is an act's `received_at` against the due time, never when the clock rang or the workflow woke.

After an outage a deadline's row comes late into the intake: acts received after the due time stand before it and are
judged first. They are refused all the same, or a caller's luck would hang on our being down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from models import acts as a
from models.acts import Act, Actor, Derivation, Facts, Mark, ReceivedAct
from models.canonical import text_digest
from models.roster import Office
from models.rulebook import RefusalCode
from models.state import (
    CaseStage,
    CaseState,
    Classification,
    Clock,
    Drofting,
    Forankring,
    PartyForankring,
    Placement,
    TextVersion,
)
from rules.case.judge import judge_case
from tests.shipped import community

COMMUNITY = community()
DUE = datetime(2027, 1, 6, 23, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
PROPOSAL = "Prosedyren tas i bruk."
DERIVED = Derivation(name="due", rule="P-11", anchor="a test", steps=(), day=date(2027, 1, 6), at=DUE)
CONTACT = Actor(person="p-mjm6", party="halden", offices=(Office.PARTY_CONTACT,))
MEMBER = Actor(person="p-mj9p", seat="SEKR-M1", rank=0)


def waiting_case(clock: str, **changes: object) -> CaseState:
    """A case whose clock of that name is due and has not rung."""
    state = CaseState(
        record="case-ostfold-2027-1",
        community="ostfold",
        stage=CaseStage.UNDER_FORANKRING,
        title="Felles prosedyre",
        summary="En prosedyre.",
        proposer_party="moss",
        affected=("halden", "moss"),
        registered_at=datetime(2026, 11, 1, tzinfo=UTC),
        text=TextVersion(version=1, text=PROPOSAL, digest=text_digest(PROPOSAL)),
        classification=Classification(drofting_body="SEKR", decision_body="SEKR", larger=False),
        drofting=Drofting(
            meeting="meeting-ostfold-SEKR-2026-1",
            body="SEKR",
            day=date(2026, 12, 1),
            round=1,
            ready=True,
            text_digest=text_digest(PROPOSAL),
        ),
        clocks=(Clock(name=clock, due_at=DUE, consequence="it closes", rule="P-11"),),
    )
    return state.model_copy(update=changes)


OPEN = Forankring(open=True, due=DERIVED, parties=(PartyForankring(party="halden"), PartyForankring(party="moss")))
ANSWER = a.AnswerForankring(
    party="halden",
    answer=a.ForankringAnswer.SUPPORTS,
    treated_by="kommunestyret",
    treated_on=date(2027, 1, 5),
    text_digest=text_digest(PROPOSAL),
)


@dataclass(frozen=True)
class Late:
    """An act with a due time, and the case it comes to."""

    case: CaseState
    actor: Actor
    act: Act
    rule: str


LATE = {
    "P-11 a forankring answer": Late(waiting_case("forankring-due", forankring=OPEN), CONTACT, ANSWER, "P-11"),
    "P-30 a take-over of a withdrawn case": Late(
        waiting_case("takeover-due", stage=CaseStage.TRUKKET, stage_before_withdrawal=CaseStage.KLASSIFISERT),
        CONTACT,
        a.TakeOverCase(party="halden", reason="vi trenger den"),
        "P-30",
    ),
    "P-27 the text of an announced statement": Late(
        waiting_case("statements-due", stage=CaseStage.UNDER_OPPFOLGING, statements_awaited=("SEKR-M1",)),
        MEMBER,
        a.DeliverStatement(text="Vår tilførsel."),
        "P-27",
    ),
}


def received(actor: Actor, act: Act, at: datetime, facts: Facts | None = None) -> ReceivedAct:
    return ReceivedAct(
        act_id="0" * 32,
        record="case-ostfold-2027-1",
        number=7,
        received_at=at,
        digest="0" * 64,
        actor=actor,
        facts=facts or Facts(day=at.date()),
        act=act,
    )


@pytest.mark.parametrize("late", LATE.values(), ids=LATE.keys())
class TestDueTime:
    """Before the due time an act counts; from it on, it is too late, whether or not the clock has rung."""

    def test_just_before_it_counts(self, late: Late) -> None:
        act = received(late.actor, late.act, DUE - MOMENT)

        verdict = judge_case(late.case, act, COMMUNITY.procedure, COMMUNITY.roster_file.roster)

        assert verdict.refusal is None
        assert verdict.bodies

    @pytest.mark.parametrize("after", [timedelta(), MOMENT, timedelta(days=3)], ids=["at it", "after it", "days on"])
    def test_from_it_on_it_is_too_late(self, late: Late, after: timedelta) -> None:
        act = received(late.actor, late.act, DUE + after)

        verdict = judge_case(late.case, act, COMMUNITY.procedure, COMMUNITY.roster_file.roster)

        assert verdict.refusal is not None
        assert (verdict.refusal.code, verdict.refusal.rule) == (RefusalCode.TOO_LATE, late.rule)
        assert verdict.bodies == ()


class TestForankringIsNotAskedAgain:
    """Forankring that is over by law is not opened again because its clock rang late (P-11)."""

    @pytest.mark.parametrize(
        ("at", "asked"),
        [(DUE - MOMENT, True), (DUE, False)],
        ids=["moved while it is open: asked again", "moved when it is over: not"],
    )
    def test_a_rescheduled_meeting(self, at: datetime, asked: bool) -> None:
        placement = Placement(
            meeting="meeting-ostfold-SEKR-2027-1",
            body="SEKR",
            mark=Mark.BESLUTNING,
            day=date(2027, 1, 21),
            starts_at=datetime(2027, 1, 21, 8, tzinfo=UTC),
        )
        case = waiting_case("forankring-due", forankring=OPEN, placement=placement)
        moved_to = datetime(2027, 2, 4, 8, tzinfo=UTC)
        meeting = a.MeetingFacts(
            meeting=placement.meeting,
            body="SEKR",
            day=moved_to.date(),
            starts_at=moved_to,
            ends_at=moved_to + timedelta(hours=3),
            notice_due=moved_to - timedelta(days=14),
            notice_sent=False,
            cancelled=False,
        )
        later = DERIVED.model_copy(update={"name": "forankring-due", "at": DUE + timedelta(days=14)})
        act = received(
            Actor(record=placement.meeting),
            a.MeetingRescheduled(meeting=placement.meeting),
            at,
            Facts(day=at.date(), meeting=meeting, dates=(later,)),
        )

        verdict = judge_case(case, act, COMMUNITY.procedure, COMMUNITY.roster_file.roster)

        kinds = [body.kind for body in verdict.bodies]
        assert kinds == (["placement_moved", "forankring_asked"] if asked else ["placement_moved"])
