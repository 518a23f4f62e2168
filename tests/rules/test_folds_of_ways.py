"""What each entry makes of a case's way: in, up, aside, back, over (P-01..P-04, P-13..P-16, P-30, P-36, N-13)."""

from __future__ import annotations

from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import CaseKind, ImportedDrofting, ImportedText, Mark, MoveKind, RaiseTrigger
from models.acts import PathAfterDisagreement as Path
from models.dispute import Bilateral, RelationStage
from models.state import (
    CaseStage,
    CaseState,
    Classification,
    Drofting,
    Forankring,
    Imported,
    Involvement,
    NemndaHold,
    TextVersion,
)
from rules.case.fold import fold_all, fold_case
from rules.case.folds.nemnda import WayBack, informed_of, way_back
from tests.rules.asking import (
    ASKED,
    DAY,
    HASH,
    HELD,
    LATER,
    ONE,
    OVER,
    RUNNING,
    STATE,
    after,
    changes,
    clock,
    due,
    entries_of,
    placed,
    position,
    with_,
)
from tests.rules.world import COMMUNITY

HIGHER = Classification(drofting_body="SEKR", decision_body="SU", larger=True)
RUNNING_CLOCKS = ("forankring-due", "written-due", "answers-due", "takeover-due")


def running(**but: Any) -> CaseState:
    """A deliberated case with a written procedure, forankring, and something given in writing."""
    fields: dict[str, Any] = {
        "drofting": HELD,
        "stage": CaseStage.UTSATT,
        "forankring": OVER,
        "written": RUNNING,
        "positions": (position("SEKR-M1"),),
        "written_positions": (position("SEKR-M2"),),
        "clocks": tuple(map(clock, RUNNING_CLOCKS)),
    }
    return with_(**(fields | but))


def clock_names(state: CaseState) -> list[str]:
    return [c.name for c in state.clocks]


class TestP04In:
    """Classified, and demanded up."""

    @pytest.mark.parametrize(
        ("economic", "administrative", "doubt", "larger"),
        [
            (False, False, False, False),
            (True, False, False, True),
            (False, True, False, True),
            (False, False, True, True),
        ],
    )
    def test_classified(self, *, economic: bool, administrative: bool, doubt: bool, larger: bool) -> None:
        body = e.CaseClassified(
            larger_economic=economic,
            larger_administrative=administrative,
            in_doubt=doubt,
            drofting_body="SEKR",
            decision_body="SU",
            reason="R",
            agreed_by=(),
        )
        state = with_(stage=CaseStage.MELDT, classification=None)

        assert changes(state, body) == {
            "stage": CaseStage.KLASSIFISERT,
            "classification": HIGHER.model_copy(update={"larger": larger}),
        }

    @pytest.mark.parametrize(
        ("but", "stage"),
        [
            pytest.param({}, CaseStage.LOFTET, id="deliberated, and on no agenda"),
            pytest.param({"placement": placed(Mark.BESLUTNING)}, CaseStage.LOFTET, id="on one for beslutning"),
            pytest.param({"placement": placed(Mark.ORIENTERING)}, CaseStage.UTSATT, id="on one for orientering"),
            pytest.param({"drofting": None}, CaseStage.UTSATT, id="not deliberated"),
        ],
    )
    def test_demanded_the_higher_body_decides_and_nothing_written_here_counts_there(
        self, but: dict[str, Any], stage: CaseStage
    ) -> None:
        then = after(running(**but), e.HigherBodyDemanded(seat="SEKR-M1", decision_body="SU", reason="R"))

        assert (then.classification, then.stage) == (HIGHER, stage)
        assert (then.written, then.positions, then.written_positions) == (None, (), ())
        assert clock_names(then) == ["forankring-due", "answers-due", "takeover-due"]

    def test_demanded_where_nothing_runs_in_writing_what_was_said_in_a_roll_call_stands(self) -> None:
        then = after(running(written=None), e.HigherBodyDemanded(seat="SEKR-M1", decision_body="SU", reason="R"))

        assert ([p.seat for p in then.positions], then.written_positions) == (["SEKR-M1"], ())
        assert clock_names(then) == list(RUNNING_CLOCKS)


class TestP13P16Ways:
    """Another path, raised, moved, withdrawn, over."""

    def test_the_chair_closes_without_agreement(self) -> None:
        state = running(path_asked=True)

        assert changes(state, e.PathChosen(path=Path.CLOSE_WITHOUT_AGREEMENT, reason="R")) == {
            "closing": True,
            "path_asked": False,
        }

    def test_the_chair_leaves_it_to_the_nemnda(self) -> None:
        clocks = (*RUNNING_CLOCKS, "forankring-reminder-1")
        state = running(placement=placed(Mark.BESLUTNING), path_asked=True, clocks=tuple(map(clock, clocks)))

        then = after(state, e.PathChosen(path=Path.NEMNDA, reason="R"))

        assert (then.nemnda, then.stage, then.placement) == (True, CaseStage.IKKE_KONSENSUS, None)
        assert (then.path_asked, clock_names(then)) == (True, ["answers-due", "takeover-due"])

    @pytest.mark.parametrize(("body", "held_in"), [("SU", "SU"), (None, "SEKR")])
    def test_a_new_round_begins_with_nothing(self, body: str | None, held_in: str) -> None:
        state = running(path_asked=True, nemnda=True)

        then = after(state, e.PathChosen(path=Path.NEW_DROFTING, reason="R", drofting_body=body))

        assert (then.drofting, then.forankring, then.stage) == (None, None, CaseStage.KLASSIFISERT)
        assert (then.path_asked, then.nemnda, clock_names(then)) == (False, None, ["takeover-due"])
        assert then.classification == Classification(drofting_body=held_in, decision_body="SEKR", larger=False)

    def test_raised_the_drofting_held_is_for_the_next_entry_to_judge(self) -> None:
        then = after(running(), e.PathChosen(path=Path.RAISE, reason="R"))

        assert (then.drofting, then.forankring, then.written) == (HELD, OVER, None)
        assert clock_names(then) == ["forankring-due", "takeover-due"]

    @pytest.mark.parametrize(
        ("new", "but", "stage"),
        [
            pytest.param(False, {}, CaseStage.LOFTET, id="the drøfting counts"),
            pytest.param(False, {"drofting": None}, CaseStage.UTSATT, id="there was none"),
            pytest.param(False, {"placement": placed(Mark.ORIENTERING)}, CaseStage.UTSATT, id="it is on an agenda"),
            pytest.param(True, {}, CaseStage.KLASSIFISERT, id="another drøfting"),
        ],
    )
    def test_raised(self, but: dict[str, Any], stage: CaseStage, *, new: bool) -> None:
        body = e.CaseRaised(
            trigger=RaiseTrigger.CHAIR,
            from_body="SEKR",
            decision_body="SU",
            new_drofting=new,
            drofting_body="SU",
            reason="R",
        )

        then = after(running(**but), body)

        assert then.classification == Classification(drofting_body="SU", decision_body="SU", larger=True)
        assert (then.stage, then.written_positions, then.written) == (stage, (), None)
        assert then.drofting == (None if new else but.get("drofting", HELD))

    def test_moved_and_by_another_version_of_the_procedure(self) -> None:
        moved = e.CaseMoved(how=MoveKind.MERGED, into=("case-2",), reason="R")
        changed = e.ProcedureChanged(procedure="b" * 64, replaces="a" * 64, reason="R")

        assert changes(running(path_asked=True), moved) == {"closing": True, "path_asked": False}
        assert changes(running(), changed) == {"procedure": "b" * 64}

    @pytest.mark.parametrize(
        ("stood", "forankring", "stands"),
        [
            (CaseStage.UTSATT, None, CaseStage.UTSATT),
            (CaseStage.UNDER_FORANKRING, ASKED, CaseStage.UNDER_FORANKRING),
            (CaseStage.UNDER_FORANKRING, OVER, CaseStage.TIL_BESLUTNING),
            (CaseStage.UNDER_FORANKRING, None, CaseStage.TIL_BESLUTNING),
            (CaseStage.UTSATT, OVER, CaseStage.UTSATT),
        ],
    )
    def test_withdrawn_and_taken_over(
        self, stood: CaseStage, forankring: Forankring | None, stands: CaseStage
    ) -> None:
        state = with_(stage=stood, proposer_seat="SEKR-M3", proposer_party="halden", forankring=forankring)
        withdrawn = after(state, e.CaseWithdrawn(reason="R", takeover_due=due("takeover-due")))
        taken = after(withdrawn, e.CaseTakenOver(party="moss", reason="R"))

        assert (withdrawn.stage, withdrawn.stage_before_withdrawal) == (CaseStage.TRUKKET, stood)
        assert clock_names(withdrawn) == ["takeover-due"]
        assert (taken.stage, taken.stage_before_withdrawal, taken.clocks) == (stands, None, ())
        assert (taken.proposer_party, taken.proposer_seat) == ("moss", None)

    @pytest.mark.parametrize(
        ("stood", "stands"), [(CaseStage.TRUKKET, CaseStage.TRUKKET), (CaseStage.UTSATT, CaseStage.AVSLUTTET)]
    )
    def test_over(self, stood: CaseStage, stands: CaseStage) -> None:
        then = after(running(stage=stood), e.CaseClosed(outcome="o"))

        assert (then.ended, then.clocks, then.stage) == (True, (), stands)


def hold(*stages: RelationStage, answered: str | None = None, presented: bool = False) -> NemndaHold:
    relations = tuple(Bilateral(relation=f"r{n}", parties=("moss",), stage=s) for n, s in enumerate(stages))
    return NemndaHold(
        dispute="dispute-1", title="T", answered=answered, presented=presented, returned=relations or None
    )


class TestN13Nemnda:
    """A case comes back by what came of the dispute, when a meeting has been informed of what the nemnda gave."""

    @pytest.mark.parametrize(
        ("it", "way"),
        [
            pytest.param(None, None, id="there is no dispute"),
            pytest.param(hold(answered="N 1", presented=True), None, id="it is not over"),
            pytest.param(hold(RelationStage.FOLLOWED, answered="N 1"), None, id="no meeting is informed"),
            pytest.param(
                hold(RelationStage.FOLLOWED, answered="N 1", presented=True), WayBack.NEW_ROUND, id="followed"
            ),
            pytest.param(hold(RelationStage.FOLLOWED), WayBack.NEW_ROUND, id="nothing to inform of"),
            pytest.param(
                hold(RelationStage.UNSOLVED, RelationStage.FOLLOWED), WayBack.NEW_ROUND, id="by some followed"
            ),
            pytest.param(hold(RelationStage.REJECTED), WayBack.NEW_PATH, id="without consent"),
            pytest.param(hold(RelationStage.REJECTED, RelationStage.UNSOLVED), WayBack.CLOSED, id="partly"),
            pytest.param(hold(RelationStage.UNSOLVED), WayBack.CLOSED, id="unsolved"),
            pytest.param(hold(RelationStage.AGREED), WayBack.CLOSED, id="agreed"),
        ],
    )
    def test_the_way_back(self, it: NemndaHold | None, way: WayBack | None) -> None:
        assert way_back(it) is way

    def test_informed_of_what_the_nemnda_gave_and_of_nothing_else(self) -> None:
        given = hold(answered="N 1")

        assert (informed_of(None), informed_of(hold())) == (None, hold())
        assert informed_of(given) == given.model_copy(update={"presented": True})

    def test_on_hold_the_chair_is_asked_no_more(self) -> None:
        state = running(path_asked=True, nemnda=True)

        assert changes(state, e.CaseOnHold(dispute="dispute-1", title="T")) == {
            "hold": hold(),
            "path_asked": False,
            "nemnda": None,
        }

    @pytest.mark.parametrize(
        ("stage", "expected"),
        [
            (RelationStage.FOLLOWED, {"hold": None, "drofting": None, "closing": False, "path_asked": False}),
            (RelationStage.REJECTED, {"hold": None, "drofting": HELD, "closing": False, "path_asked": True}),
            (
                RelationStage.UNSOLVED,
                {"hold": hold(RelationStage.UNSOLVED), "drofting": HELD, "closing": True, "path_asked": False},
            ),
        ],
    )
    def test_back_where_there_was_nothing_to_inform_of(self, stage: RelationStage, expected: dict[str, Any]) -> None:
        body = e.CaseReturned(dispute="dispute-1", relations=hold(stage).returned or ())

        then = after(running(hold=hold()), body)

        assert {name: getattr(then, name) for name in expected} == expected

    def test_answered_then_over_then_informed(self) -> None:
        answer = e.NemndaAnswered(dispute="dispute-1", reference="N 1")
        over = e.CaseReturned(dispute="dispute-1", relations=hold(RelationStage.FOLLOWED).returned or ())

        answered = after(running(hold=hold()), answer)
        waiting = after(answered, over)
        informed = after(waiting, e.OrienteringGiven(meeting=ONE))
        early = after(answered, e.OrienteringGiven(meeting=ONE))

        assert answered.hold == hold(answered="N 1")
        assert waiting.hold == hold(RelationStage.FOLLOWED, answered="N 1")
        assert (informed.hold, informed.drofting, informed.closed_items) == (None, None, (ONE,))
        assert (early.hold, early.drofting, early.closed_items) == (
            hold(answered="N 1", presented=True),
            HELD,
            (ONE,),
        )


class TestP36Involvement:
    """Who is asked, who has been heard, and the end of it."""

    INVOLVED = Involvement(
        open=True, due=due("involvement-due"), own_decision_on=DAY, parties=("halden", "moss"), heard=("moss",)
    )

    @pytest.mark.parametrize("reminder", [None, due("involvement-reminder")])
    def test_asked(self, reminder: Any) -> None:
        body = e.InvolvementAsked(
            parties=("halden", "moss"), own_decision_on=DAY, due=due("involvement-due"), reminder=reminder
        )

        then = after(with_(clocks=(clock("takeover-due"),)), body)

        assert then.involvement == self.INVOLVED.model_copy(update={"heard": ()})
        assert then.stage is CaseStage.TIL_INNSPILL
        reminders = ["involvement-reminder"] if reminder else []
        assert clock_names(then) == ["takeover-due", *reminders, "involvement-due"]

    @pytest.mark.parametrize(
        ("body", "heard"),
        [
            (e.InputGiven(party="halden", text="T"), ("moss", "halden")),
            (e.InputGiven(party="moss", text="T"), ("moss",)),
            (e.InputWithdrawn(party="moss"), ()),
            (e.InputWithdrawn(party="halden"), ("moss",)),
        ],
    )
    def test_heard(self, body: Any, heard: tuple[str, ...]) -> None:
        state = with_(involvement=self.INVOLVED)
        then = after(state, body)

        assert then.involvement == self.INVOLVED.model_copy(update={"heard": heard})

    def test_reminded_closed_and_summed_up(self) -> None:
        clocks = tuple(map(clock, ("involvement-reminder", "involvement-due", "takeover-due")))
        state = with_(involvement=self.INVOLVED, clocks=clocks, stage=CaseStage.TIL_INNSPILL)

        assert changes(state, e.InvolvementReminded(parties=())) == {"clocks": clocks[1:]}
        assert changes(state, e.InvolvementClosed(unanswered=())) == {
            "involvement": self.INVOLVED.model_copy(update={"open": False}),
            "clocks": clocks[2:],
        }
        summed = {"closing": True, "stage": CaseStage.AVSLUTTET}
        assert changes(state, e.InvolvementSummarised(summary="S")) == summed


class TestP03Asked:
    """What the law asks of a case, as it is given bit by bit."""

    @pytest.mark.parametrize("form", [None, a.IntakeForm(patient_group="Eldre")])
    def test_given(self, form: a.IntakeForm | None) -> None:
        took = a.Participation(who=a.Participant.USERS, organisation="O", how="H", on=DAY)
        first, second = a.JointAnswers(employer="E", financing="F"), a.JointAnswers(financing="G")

        then = after(
            with_(form=form),
            e.CaseKindSet(case_kind=CaseKind.JOINT_MEASURE, reason="R"),
            e.JointMeasureAnswered(answers=first),
            e.JointMeasureAnswered(answers=second),
            e.ParticipationRecorded(participation=took),
            e.ParticipationRecorded(participation=took),
        )

        assert then.form == a.IntakeForm(
            patient_group=form.patient_group if form else None,
            case_kind=CaseKind.JOINT_MEASURE,
            kind_reason="R",
            joint=a.JointAnswers(employer="E", financing="G"),
            participation=(took, took),
        )

    @pytest.mark.parametrize(
        "body",
        [
            e.JointMeasureAnswered(answers=a.JointAnswers(employer="E")),
            e.ParticipationRecorded(
                participation=a.Participation(who=a.Participant.USERS, organisation="O", how="H", on=DAY)
            ),
        ],
    )
    def test_given_first_of_all_it_stands_on_a_form_of_its_own(self, body: Any) -> None:
        then = after(with_(form=None), body)

        assert then.form is not None
        assert (then.form.joint.employer, len(then.form.participation)) in (("E", 0), (None, 1))


class TestP01Imported:
    """Where a record that begins in the middle begins, and what is only said of before."""

    HELD = ImportedDrofting(meeting="SEKR 3/30", body="SEKR", day=DAY, round=2, vouched_by="p-1")

    @staticmethod
    def imported(**but: Any) -> CaseState:
        fields: dict[str, Any] = {
            "reference": "Sak 1",
            "title": "T",
            "proposer_party": "moss",
            "proposer_seat": "SEKR-M2",
            "summary": "S",
            "proposal": "P",
            "text_digest": "b" * 64,
            "earlier_texts": (),
            "affected": ("moss",),
            "brought_on": DAY,
            "stage": "droftet",
            "drofting_body": "SEKR",
            "decision_body": "SU",
            "larger": True,
            "drofting": TestP01Imported.HELD,
            "positions": (),
            "procedure": HASH,
            "roster": HASH,
        }
        [entry] = entries_of(e.CaseImported(**(fields | but)), record="case-1", at=LATER)
        first = fold_case(None, entry, COMMUNITY)
        assert fold_case(first, entry, COMMUNITY) == first, "said twice it changes nothing"
        return first

    def test_all_of_it(self) -> None:
        earlier = (ImportedText(text="Før.", since=DAY), ImportedText(text="Enda før.", since=DAY))

        assert self.imported(earlier_texts=earlier) == CaseState(
            record="case-1",
            community=COMMUNITY,
            stage=CaseStage.DROFTET,
            title="T",
            summary="S",
            proposer_party="moss",
            proposer_seat="SEKR-M2",
            affected=("moss",),
            registered_at=LATER,
            text=TextVersion(version=3, text="P", digest="b" * 64),
            classification=HIGHER,
            drofting=Drofting(
                meeting="imported-SEKR-2031-02-03",
                body="SEKR",
                day=DAY,
                round=2,
                ready=True,
                text_digest="b" * 64,
            ),
            rounds=2,
            imported=Imported(
                reference="Sak 1", brought_on=DAY, drofting_meeting="SEKR 3/30", vouched_by="p-1", earlier_texts=2
            ),
        )

    @pytest.mark.parametrize(
        ("said", "stands"),
        [
            ("under_forankring", CaseStage.DROFTET),
            ("til_beslutning", CaseStage.DROFTET),
            ("utsatt", CaseStage.UTSATT),
            ("klassifisert", CaseStage.KLASSIFISERT),
        ],
    )
    def test_forankring_is_asked_anew(self, said: str, stands: CaseStage) -> None:
        assert self.imported(stage=said).stage is stands

    @pytest.mark.parametrize("missing", ["drofting_body", "decision_body"])
    def test_without_both_bodies_it_is_not_classified(self, missing: str) -> None:
        assert self.imported(**{missing: None}).classification is None

    def test_without_a_drofting(self) -> None:
        state = self.imported(drofting=None)

        assert (state.drofting, state.rounds) == (None, 0)
        assert state.imported is not None
        assert (state.imported.drofting_meeting, state.imported.vouched_by) == (None, None)

    @pytest.mark.parametrize("missing", ["body", "day"])
    def test_of_a_drofting_without_its_day_or_body_nothing_is_held(self, missing: str) -> None:
        assert self.imported(drofting=self.HELD.model_copy(update={missing: None})).drofting is None


def test_a_record_without_entries_has_no_state() -> None:
    with pytest.raises(ValueError, match="without entries"):
        fold_all((), COMMUNITY)


def test_a_clock_that_is_stopped_runs_no_more() -> None:
    running_on = (clock("takeover-due"), clock("statements-due"))
    stopped = e.ClockStopped(clock="takeover-due", due_at=running_on[0].due_at)

    assert changes(with_(clocks=running_on), stopped) == {"clocks": running_on[1:]}
    assert changes(STATE, e.RestartedFromRecord(cause=e.RestartCause.MISSING)) == {}
