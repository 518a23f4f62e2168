"""What is decided or over takes nothing that would have gone before (P-29); what belongs to a stage, and to whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import acts as a
from models.acts import Mark, RecusalGround
from models.acts import PathAfterDisagreement as Path
from models.state import CaseStage, PartyChange
from models.words import STANDS
from rules.case.context import DECIDED, roster_of
from rules.parties import with_party
from rules.verdict import NOTHING_LEFT
from tests.rules.asking import DAY, HASH, agreed, waiting, why, words
from tests.rules.world import SECRETARIAT, Who

M2 = Who(person="p-3peu", seat="SEKR-M2")
TOOK = a.Participation(who=a.Participant.USERS, organisation="O", how="H", on=DAY)
BEFORE_A_DECISION: tuple[tuple[Any, Who], ...] = (
    (a.PlaceCase(meeting="meeting-1", mark=Mark.ORIENTERING), SECRETARIAT),
    (a.AmendText(rests_on=HASH, proposal="P", substantial=False, reason="R"), SECRETARIAT),
    (a.ContestEditorial(text_digest=HASH, reason="R"), M2),
    (a.AddPaper(document=HASH, title="T"), SECRETARIAT),
    (a.ChoosePath(path=Path.NEW_DROFTING, reason="R"), SECRETARIAT),
    (a.RaiseCase(trigger=a.RaiseTrigger.CHAIR, reason="R"), SECRETARIAT),
    (a.MoveCase(how=a.MoveKind.MERGED, into=("case-2",), reason="R"), SECRETARIAT),
    (a.SetCaseKind(case_kind=a.CaseKind.GENERAL, reason="R"), SECRETARIAT),
    (a.AnswerJointMeasure(answers=a.JointAnswers()), SECRETARIAT),
    (a.RecordParticipation(participation=TOOK), SECRETARIAT),
    (a.WithdrawCase(reason="R"), SECRETARIAT),
    (a.LodgeObjection(grounds="G", would_be_removed_by="R", text_digest=HASH), M2),
    (a.WithdrawObjection(objection=1), M2),
    (a.ClassifyCase(larger_economic=False, larger_administrative=False, reason="R"), SECRETARIAT),
    (a.DemandHigherBody(reason="R"), M2),
    (a.NotifyRecusal(ground=RecusalGround.PARTY, reason="R"), M2),
    (
        a.DecideRecusal(seat="SEKR-M2", person="p-3peu", disqualified=True, ground=RecusalGround.PARTY, reason="R"),
        SECRETARIAT,
    ),
    (a.ProposeInWriting(reason="R"), SECRETARIAT),
    (a.MoveToProcedure(procedure=HASH, reason="R"), SECRETARIAT),
)


def by_kind(found: Any) -> str:
    return str(getattr(found, "kind", ""))


class TestP29Over:
    """What was decided stands, and what is over is over: the answer says which, and to whom it is said."""

    @pytest.mark.parametrize(("act", "by"), BEFORE_A_DECISION, ids=by_kind)
    def test_nothing_that_goes_before_a_decision_comes_after_it(self, act: Any, by: Who) -> None:
        for stage in DECIDED:
            verdict = waiting().with_(stage=stage).asked(act, by)
            assert why(verdict) == ("ended", "P-29")
            assert words(verdict).startswith(f"the case is {STANDS[stage]}; ")
        verdict = waiting().with_(ended=True, stage=CaseStage.TRUKKET).asked(act, by)
        assert (why(verdict), "withdrawn (trukket); what was decided" in words(verdict)) == (("ended", "P-29"), True)
        assert why(waiting().asked(act, by)) != ("ended", "P-29")

    @pytest.mark.parametrize("by", [SECRETARIAT, Who(record="meeting-1")], ids=["somebody", "a record"])
    def test_nothing_comes_in_between_while_the_last_entry_is_written(self, by: Who) -> None:
        act = a.DeadlineReached(clock="x", due_at=waiting().world.now) if by.record else BEFORE_A_DECISION[3][0]

        verdict = waiting().with_(closing=True).asked(act, by)

        assert why(verdict) == (None if by.record else ("ended", "P-29"))
        assert verdict.bodies == ()

    @pytest.mark.parametrize("stage", [*DECIDED, CaseStage.UTSATT])
    @pytest.mark.parametrize("ended", [False, True])
    def test_nobody_is_let_into_what_is_decided(self, stage: CaseStage, *, ended: bool) -> None:
        act = a.LetPartyIn(party="nyby", reason="R")

        verdict = waiting().with_(stage=stage, ended=ended).asked(act)

        over = ended or stage in DECIDED
        assert why(verdict) == (("ended", "P-25") if over else ("unknown_party", "P-25"))
        assert not over or stage.value in words(verdict)


class TestStages:
    """A stage that has left the road takes what belongs to it, and says of all else what there is to do."""

    @pytest.mark.parametrize(
        ("stage", "act", "refused"),
        [
            (CaseStage.IKKE_KONSENSUS, a.AmendText, ("wrong_stage", "P-13")),
            (CaseStage.UTSATT, a.AmendText, None),
            (CaseStage.IKKE_KONSENSUS, a.AddPaper, None),
            (CaseStage.TRUKKET, a.RecordParticipation, ("wrong_stage", "P-30")),
            (CaseStage.TRUKKET, a.AddPaper, None),
        ],
    )
    def test_what_it_takes(self, stage: CaseStage, act: type, refused: Any) -> None:
        standing = waiting().with_(stage=stage)
        acts: dict[type, Any] = {
            a.AmendText: a.AmendText(
                rests_on=standing.state.text.digest, proposal="Annet.", substantial=False, reason="R"
            ),
            a.AddPaper: a.AddPaper(document=HASH, title="T"),
            a.RecordParticipation: a.RecordParticipation(participation=TOOK),
        }

        assert why(standing.asked(acts[act], day=date(2031, 5, 1))) == refused

    def test_a_record_that_says_what_a_stage_does_not_take_has_come_too_late(self) -> None:
        found = a.NoMeetingFound(body="SEKR")
        decided = agreed().with_(placement=None)

        assert decided.asked(found, Who(record="meeting-1")) == NOTHING_LEFT
        assert waiting().with_(placement=None).asked(found, Who(record="meeting-1")) != NOTHING_LEFT

    def test_where_there_is_no_case_or_no_such_act_for_one(self) -> None:
        standing = waiting()
        plan = a.PlanMeeting(body="SEKR", starts_at=standing.world.now, ends_at=standing.world.now, place="Kalnes")

        verdict = standing.asked(plan)

        assert why(verdict) == ("wrong_stage", "ENGINE")
        assert words(verdict).startswith("plan_meeting cannot be done here: it is no act on a case")


class TestEngine:
    """Who enters, who says it, and by which roster a case goes."""

    PAPER = a.AddPaper(document=HASH, title="T")
    SPOKEN = a.NotifyRecusal(ground=RecusalGround.PARTY, reason="R")

    @pytest.mark.parametrize(
        ("by", "refused"),
        [
            pytest.param(M2, None, id="for oneself"),
            pytest.param(M2.model_copy(update={"entered_by": "p-2h9c"}), None, id="the secretariat for a seat"),
            pytest.param(
                M2.model_copy(update={"entered_by": "p-q22r"}), ("not_your_office", "ENGINE"), id="another for a seat"
            ),
        ],
    )
    def test_only_the_secretariat_enters_for_another(self, by: Who, refused: Any) -> None:
        assert why(waiting().asked(self.SPOKEN, by)) == refused

    def test_what_records_say_to_each_other_nobody_says_for_them(self) -> None:
        act = a.NoMeetingFound(body="SEKR")

        verdict = waiting().asked(act)

        assert why(verdict) == ("not_your_office", "ENGINE")
        assert "no_meeting_found is said by one record to another" in words(verdict)
        assert why(waiting().asked(act, Who(record="meeting-1"))) is None
        assert why(waiting().asked(self.PAPER)) is None

    @pytest.mark.parametrize(
        ("by", "refused"),
        [
            pytest.param(SECRETARIAT, ("unknown_seat", "P-26"), id="no seat"),
            pytest.param(Who(person="p-3peu", seat="SEKR-M9"), ("unknown_seat", "P-26"), id="no such seat"),
            pytest.param(Who(person="p-rh9p", seat="SEKR-M2"), ("no_capacity", "P-23"), id="no place in it"),
            pytest.param(M2, None, id="its member"),
        ],
    )
    def test_who_speaks_for_a_seat(self, by: Who, refused: Any) -> None:
        assert why(waiting().asked(self.SPOKEN, by)) == refused

    @pytest.mark.parametrize(
        ("recused", "deputy", "refused", "said"),
        [
            pytest.param(("SEKR-M2", "p-3peu"), "p-9", ("recused", "P-26"), "p-9 acts for SEKR-M2", id="recused"),
            pytest.param(("SEKR-M2", "p-3peu"), None, ("recused", "P-26"), "let SEKR call a deputy", id="no deputy"),
            pytest.param(("SEKR-M2", "p-9"), None, None, "", id="another in the seat"),
            pytest.param(("SEKR-M3", "p-3peu"), None, None, "", id="in another seat"),
        ],
    )
    def test_whoever_is_recused_does_nothing_in_the_seats_name(
        self, recused: tuple[str, str], deputy: str | None, refused: Any, said: str
    ) -> None:
        seat, person = recused
        away = a.Recusal(
            seat=seat, person=person, ground=RecusalGround.PARTY, reason="R", decided_by="SEKR", deputy=deputy
        )

        verdict = waiting().with_(recusals=(away,)).asked(self.SPOKEN, M2)

        assert (why(verdict), said in words(verdict)) == (refused, True)

    @pytest.mark.parametrize(
        ("stage", "decided_on", "parties"),
        [
            pytest.param(CaseStage.UTSATT, None, 1, id="what is not decided yet it has left"),
            pytest.param(CaseStage.BESLUTTET, DAY, 2, id="decided on its last day it is a party of that"),
            pytest.param(CaseStage.BESLUTTET, date(2031, 2, 4), 1, id="decided the day after it is not"),
            pytest.param(CaseStage.UTSATT, DAY, 1, id="decided and sent back it has left what comes"),
            pytest.param(CaseStage.BESLUTTET, None, 1, id="without a day it has left"),
        ],
    )
    def test_who_left_is_a_party_of_what_was_decided_before(
        self, stage: CaseStage, decided_on: date | None, parties: int
    ) -> None:
        left = PartyChange(party="halden", last_day=DAY)
        state = waiting().with_(stage=stage, decided_on=decided_on, party_changes=(left,)).state

        roster = roster_of(state, waiting().world.roster)

        assert len(next(g for g in roster.groups if g.group == "halden-aremark").parties) == parties

    def test_who_was_let_in_is_one_from_then_on(self) -> None:
        world = waiting().world
        joined = world.roster.parties[0].model_copy(update={"party": "nyby"})
        came = PartyChange(party="nyby", joined=joined, group="halden-aremark")
        state = waiting().with_(party_changes=(came,)).state

        assert roster_of(state, world.roster) == with_party(world.roster, joined, "halden-aremark")
        for gone in ({"joined": None, "party": "moss"}, {"group": None, "party": "moss"}):
            nameless = waiting().with_(party_changes=(came.model_copy(update=gone),)).state
            assert roster_of(nameless, world.roster) == world.roster

    @pytest.mark.parametrize(
        ("about", "by", "refused"),
        [
            pytest.param("moss", Who(person="p-q22r", party="moss"), None, id="its contact"),
            pytest.param(
                "halden", Who(person="p-q22r", party="moss"), ("no_capacity", "P-11"), id="another's contact"
            ),
            pytest.param("moss", Who(person="p-3peu", party="moss"), ("no_capacity", "P-11"), id="somebody else"),
            pytest.param("moss", SECRETARIAT, None, id="the secretariat"),
        ],
    )
    def test_who_answers_for_a_party(self, about: str, by: Who, refused: Any) -> None:
        standing = waiting()
        act = a.AnswerForankring(
            party=about,
            answer=a.ForankringAnswer.SUPPORTS,
            treated_by="k",
            treated_on=standing.world.now.date(),
            text_digest=standing.state.text.digest,
        )

        assert why(standing.asked(act, by)) == refused

    @pytest.mark.parametrize(("days", "refused"), [(0, None), (1, ("too_soon", "P-03"))])
    def test_what_was_treated_lies_behind_us_or_is_today(self, days: int, refused: Any) -> None:
        took = TOOK.model_copy(update={"on": date(2031, 3, 1 + days)})

        verdict = waiting().asked(a.RecordParticipation(participation=took), day=date(2031, 3, 1))

        assert why(verdict) == refused
