"""The rules of the first stage, one class a rule: routing, drøfting, forankring (P-01..P-05, P-10..P-13)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from models import acts as a
from models import entries as e
from models.acts import ForankringAnswer, ItemOutcome, Mark, Objection, PathAfterDisagreement, RaiseTrigger
from models.state import CaseStage
from models.work import Outcome
from procedures.loading import BERGEN
from rules.case.folds.common import FORANKRING_DUE
from rules.case.opening import why_not_register
from tests.rules.world import PROCEDURE, ROSTER, SECRETARIAT, Said, Who, World, deliberated, in_roll_call
from tests.shipped import community

BERGEN_FILES = community(BERGEN)


class TestP01TwoStages:
    """A case is deliberated in one meeting and decided in a later one. There is no exception."""

    def test_a_case_not_deliberated_gets_no_place_for_beslutning(self) -> None:
        world = World()
        meeting, case = world.meeting("SEKR", 28), world.case()

        said = world.act(case, a.PlaceCase(meeting=meeting, mark=Mark.BESLUTNING))

        assert said.rule == "P-01"
        assert world.state(case).placement is None

    @pytest.mark.parametrize(
        ("opened", "outcome"),
        [
            pytest.param(False, None, id="before anything"),
            pytest.param(True, None, id="while the item is marked drofting"),
            pytest.param(True, ItemOutcome.READY, id="after drofting, before the following meeting"),
        ],
    )
    def test_nobody_takes_a_position_outside_a_roll_call(self, *, opened: bool, outcome: ItemOutcome | None) -> None:
        world = World()
        meeting, case = world.meeting("SEKR", 28), world.case()
        world.act(case, a.PlaceCase(meeting=meeting, mark=Mark.DROFTING))
        if opened:
            world.open_item(meeting, case)
        if outcome:
            world.close_item(case, outcome)

        said = world.position(case, "SEKR-M1")

        assert said.rule in ("P-01", "P-20")
        assert world.state(case).positions == ()

    def test_the_meeting_of_drofting_does_not_decide(self) -> None:
        world = World()
        meeting, case = world.meeting("SEKR", 28), world.case()
        world.act(case, a.PlaceCase(meeting=meeting, mark=Mark.DROFTING))
        world.open_item(meeting, case)
        world.close_item(case, ItemOutcome.READY)

        said = world.act(case, a.PlaceCase(meeting=meeting, mark=Mark.BESLUTNING))

        assert said.outcome is Outcome.REFUSED
        assert world.state(case).placement is None

    def test_another_round_leaves_nothing_to_decide_on(self) -> None:
        world = World()
        first, second = world.meeting("SEKR", 28), world.meeting("SEKR", 56)
        case = world.case()
        world.deliberate(case, first, ItemOutcome.ANOTHER_ROUND)

        said = world.act(case, a.PlaceCase(meeting=second, mark=Mark.BESLUTNING))

        assert said.rule == "P-01"


class TestP02P03Registering:
    """A case names its proposer, the parties it affects and the text proposed."""

    @pytest.mark.parametrize(
        ("change", "rule"),
        [
            pytest.param({"affected": ("oslo",)}, "P-03", id="a party of no community here"),
            pytest.param({"proposer_party": "oslo"}, "P-03", id="a proposer of no community here"),
            pytest.param({"proposer_seat": "SEKR-M9"}, "P-02", id="a seat that does not exist"),
            pytest.param(
                {"drofting_wished": date(2031, 3, 1), "beslutning_wished": date(2031, 2, 1)},
                "P-12",
                id="beslutning wished before drofting",
            ),
        ],
    )
    def test_what_names_nobody_or_nothing_possible_is_refused(self, change: dict[str, object], rule: str) -> None:
        act = a.RegisterCase(title="En sak", summary="Kort.", proposal="Tekst.", proposer_party="halden")

        refusal = why_not_register(act.model_copy(update=change), PROCEDURE, ROSTER)

        assert refusal is not None
        assert refusal.rule == rule

    def test_with_nobody_named_every_party_is_affected(self) -> None:
        world = World()

        case = world.case()

        assert world.state(case).affected == tuple(p.party for p in world.roster.parties)


class TestP04Routing:
    """Larger economic or administrative consequences, or doubt, send the decision to SU; else SEKR decides."""

    @pytest.mark.parametrize(
        ("economic", "administrative", "doubt", "decides"),
        [
            pytest.param(False, False, False, "SEKR", id="professional, smaller consequences"),
            pytest.param(True, False, False, "SU", id="larger economic consequences are enough"),
            pytest.param(False, True, False, "SU", id="larger administrative consequences are enough"),
            pytest.param(True, True, False, "SU", id="both"),
            pytest.param(False, False, True, "SU", id="in doubt"),
        ],
    )
    def test_consequences_decide_who_decides(
        self, *, economic: bool, administrative: bool, doubt: bool, decides: str
    ) -> None:
        world = World()
        case = world.case()
        act = world.classification().model_copy(
            update={"larger_economic": economic, "larger_administrative": administrative, "in_doubt": doubt}
        )

        world.act(case, act)

        classification = world.state(case).classification
        assert classification is not None
        assert (classification.drofting_body, classification.decision_body) == ("SEKR", decides)

    @pytest.mark.parametrize(
        "agreed",
        [
            pytest.param((), id="nobody"),
            pytest.param(("p-kkf9",), id="only the municipalities"),
            pytest.param(("p-mn3e",), id="only the hospital"),
            pytest.param(("p-2h9c", "p-9g28"), id="the secretariat is nobody's samhandlingssjef"),
        ],
    )
    def test_both_samhandlingssjefer_agree(self, agreed: tuple[str, ...]) -> None:
        world = World()
        case = world.case()

        said = world.act(case, world.classification(larger=True).model_copy(update={"agreed_by": agreed}))

        assert said.rule == "P-04"

    def test_a_counted_seat_demands_the_higher_body(self) -> None:
        world, case = deliberated()

        said = world.act(case, a.DemandHigherBody(reason="Binder alle."), world.member("SEKR-M4"))

        assert said.kinds == ["left_agenda", "higher_body_demanded"]
        state = world.state(case)
        assert state.classification is not None
        assert state.classification.decision_body == "SU"
        assert state.drofting is not None

    @pytest.mark.parametrize(
        ("by", "rule"),
        [
            pytest.param(Who(person="p-8fq7", seat="SEKR-GP"), "P-04", id="a seat that is only heard"),
            pytest.param(Who(person="p-8fq7", seat="SEKR-M4"), "P-23", id="somebody who does not hold the seat"),
            pytest.param(Who(person="p-zfn9", seat="SEKR-M9"), "P-04", id="no such seat"),
            pytest.param(SECRETARIAT, "P-04", id="no seat"),
        ],
    )
    def test_nobody_else_does(self, by: Who, rule: str) -> None:
        world, case = deliberated()

        said = world.act(case, a.DemandHigherBody(reason="Binder alle."), by)

        assert said.rule == rule


class TestP05WhereTheFirstStageIs:
    """SEKR deliberates; SU may take the first stage itself, with a reason that chair and secretariat share."""

    def test_su_directly_with_reason_and_chair(self) -> None:
        world = World()

        case = world.case(larger=True, drofting_in="SU")

        classification = world.state(case).classification
        assert classification is not None
        assert (classification.drofting_body, classification.decision_body) == ("SU", "SU")

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param({"direct_reason": None}, id="no reason"),
            pytest.param({"agreed_by": ("p-kkf9", "p-mn3e")}, id="without the chair"),
            pytest.param({"larger_economic": False}, id="drofting in SU of what SEKR decides"),
            pytest.param({"drofting_body": "FSU"}, id="no such body"),
        ],
    )
    def test_su_directly_is_the_exception(self, change: dict[str, object]) -> None:
        world = World()
        case = world.case()

        said = world.act(case, world.classification(larger=True, drofting_in="SU").model_copy(update=change))

        assert said.rule == "P-05"

    def test_drofting_is_held_where_the_classification_says(self) -> None:
        world = World()
        su, case = world.meeting("SU", 28), world.case(larger=True)

        said = world.act(case, a.PlaceCase(meeting=su, mark=Mark.DROFTING))

        assert said.rule == "P-05"


class TestP10Drofting:
    """Views, questions and consequences are recorded from every seat and bind nobody."""

    @pytest.mark.parametrize("seat", ["SEKR-M1", "SEKR-H5", "SEKR-GP", "SEKR-BRUKER"])
    def test_every_seat_is_heard(self, seat: str) -> None:
        world = World()
        meeting, case = world.meeting("SEKR", 28), world.case()
        world.act(case, a.PlaceCase(meeting=meeting, mark=Mark.DROFTING))
        world.open_item(meeting, case)

        world.act(case, a.Contribute(about=a.ContributionKind.VIEW, text="Vi er enige."), world.member(seat))

        assert [c.seat for c in world.state(case).contributions] == [seat]
        assert world.state(case).positions == ()

    def test_only_while_the_item_is_open(self) -> None:
        world, case = deliberated()

        said = world.act(case, a.Contribute(about=a.ContributionKind.VIEW, text="For sent."), world.member("SEKR-M1"))

        assert said.rule == "P-10"


class TestP11Forankring:
    """Every party is asked and may answer until the papers leave; silence stands as silence."""

    def answer(self, world: World, case: str, party: str) -> a.AnswerForankring:
        return a.AnswerForankring(
            party=party,
            answer=ForankringAnswer.SUPPORTS,
            treated_by="kommunestyret",
            treated_on=date(2031, 1, 20),
            text_digest=world.state(case).text.digest,
        )

    def test_reminders_go_to_those_who_have_not_answered(self) -> None:
        world, case = deliberated()
        world.act(case, self.answer(world, case, "moss"), world.contact("moss"))

        world.advance(world.day(28))

        reminded = [x.body.parties for x in world.records[case].entries if isinstance(x.body, e.ForankringReminded)]
        assert len(reminded) == 2
        assert all("moss" not in parties and len(parties) == 13 for parties in reminded)

    def test_a_treatment_that_lies_ahead_is_no_answer(self) -> None:
        world, case = deliberated()
        ahead = self.answer(world, case, "moss").model_copy(update={"treated_on": date(2031, 12, 1)})

        said = world.act(case, ahead, world.contact("moss"))

        assert said.rule == "P-11"
        assert not any(isinstance(x.happened, e.ForankringAnswered) for x in world.records[case].entries)

    def test_silence_stands_as_silence(self) -> None:
        world, case = deliberated()
        world.act(case, self.answer(world, case, "moss"), world.contact("moss"))

        world.advance(world.day(28))

        [closed] = [x for x in world.records[case].entries if isinstance(x.happened, e.ForankringClosed)]
        assert isinstance(closed.body, e.ForankringClosed)
        assert len(closed.body.unanswered) == 13
        state = world.state(case)
        assert state.stage is CaseStage.TIL_BESLUTNING
        assert state.forankring is not None
        assert [p.party for p in state.forankring.parties if p.answer] == ["moss"]

    def test_it_closes_when_all_have_answered(self) -> None:
        world, case = deliberated()

        for party in world.state(case).affected:
            world.act(case, self.answer(world, case, party), world.contact(party))

        assert world.state(case).stage is CaseStage.TIL_BESLUTNING
        assert [c.name for c in world.state(case).clocks] == []

    @pytest.mark.parametrize(
        ("by", "party", "rule"),
        [
            pytest.param("halden", "moss", "P-11", id="another party's contact"),
            pytest.param("oslo", "oslo", "P-11", id="a party that was not asked"),
        ],
    )
    def test_a_party_is_answered_for_by_its_contact(self, by: str, party: str, rule: str) -> None:
        world, case = deliberated()
        who = world.contact(by) if by == "halden" else Who(person="p-8fq7", party=by)

        said = world.act(case, self.answer(world, case, party), who)

        assert said.rule == rule

    def test_the_secretariat_enters_what_came_in_a_letter(self) -> None:
        world, case = deliberated()

        said = world.act(case, self.answer(world, case, "moss"))

        assert said.kinds == ["forankring_answered"]

    @pytest.mark.parametrize(
        ("at", "accepted"),
        [
            pytest.param(datetime(2031, 2, 16, 22, 59, 59, tzinfo=UTC), True, id="the last second of the last day"),
            pytest.param(datetime(2031, 2, 16, 23, 0, tzinfo=UTC), False, id="midnight in Oslo is too late"),
        ],
    )
    def test_late_is_what_comes_at_the_due_time(self, at: datetime, *, accepted: bool) -> None:
        world, case = deliberated()
        due = next(c.due_at for c in world.state(case).clocks if c.name == FORANKRING_DUE)
        world.now = at  # the clock has not rung yet

        said = world.act(case, self.answer(world, case, "moss"), world.contact("moss"))

        assert due == datetime(2031, 2, 16, 23, 0, tzinfo=UTC)
        assert said.rule == (None if accepted else "P-11")


class TestP12TheFollowingMeeting:
    """The next meeting of the deciding body that leaves room for notice and forankring takes the case."""

    @pytest.mark.parametrize(
        ("days", "fits"),
        [
            pytest.param(13, False, id="13 days after drofting"),
            pytest.param(21, False, id="room for notice, and a day too little for forankring"),
            pytest.param(22, True, id="a week at home before the papers leave"),
            pytest.param(28, True, id="four weeks after drofting"),
        ],
    )
    def test_the_gap_leaves_the_notice_period_and_time_at_home(self, days: int, *, fits: bool) -> None:
        world = World()
        first = world.meeting("SEKR", 28)
        later = world.meeting("SEKR", 28 + days)
        case = world.case()

        world.deliberate(case, first)

        placement = world.state(case).placement
        assert (placement is not None and placement.meeting == later) is fits

    def test_the_first_that_fits_is_chosen(self) -> None:
        world = World()
        first, third, second = world.meeting("SEKR", 28), world.meeting("SEKR", 84), world.meeting("SEKR", 56)
        case = world.case()

        world.deliberate(case, first)

        placement = world.state(case).placement
        assert placement is not None
        assert placement.meeting == second
        assert world.meeting_state(third).agenda == ()

    def test_a_case_that_waits_is_placed_when_a_meeting_is_planned(self) -> None:
        world = World()
        first, case = world.meeting("SEKR", 28), world.case()
        world.deliberate(case, first)
        awaited = world.kinds(case)[-1]

        second = world.meeting("SEKR", 28)

        placement = world.state(case).placement
        assert awaited == "meeting_awaited"
        assert placement is not None
        assert placement.meeting == second

    def test_postponing_takes_a_reason_and_the_next_meeting(self) -> None:
        world, case = in_roll_call()
        third = world.meeting("SEKR", 28)

        item = world.state(case).item
        assert item is not None
        act = a.CloseItem(meeting=item.meeting, item=item.item, outcome=ItemOutcome.POSTPONED)

        unreasoned = world.act(case, act)
        world.act(case, act.model_copy(update={"summary": "Tallene mangler."}))

        assert unreasoned.rule == "P-12"
        [postponed] = [x.body for x in world.records[case].entries if isinstance(x.body, e.DecisionPostponed)]
        assert (postponed.rule, postponed.reason) == ("P-12", "Tallene mangler.")
        placement = world.state(case).placement
        assert placement is not None
        assert placement.meeting == third


class TestP13Rounds:
    """A case may be deliberated any number of times; after two rounds the chair is asked to choose a path."""

    def test_after_the_second_round_the_chair_is_asked(self) -> None:
        world = World()
        case = world.case()

        world.deliberate(case, world.meeting("SEKR", 28), ItemOutcome.ANOTHER_ROUND)
        once = world.state(case).path_asked
        world.deliberate(case, world.meeting("SEKR", 28), ItemOutcome.ANOTHER_ROUND)

        assert (once, world.state(case).path_asked, world.state(case).rounds) == (False, True, 2)

    @pytest.mark.parametrize(
        ("by", "rule"),
        [
            pytest.param("SEKR-M1", None, id="the chair of the deciding body"),
            pytest.param("SEKR-M2", "P-13", id="another member"),
            pytest.param("SU-H1", "P-13", id="the chair of another body"),
        ],
    )
    def test_the_chair_chooses(self, by: str, rule: str | None) -> None:
        world, case = in_roll_call()
        world.roll_call(case, {"SEKR-M4": a.Objection(grounds="Nei.")})
        chosen = a.ChoosePath(
            path=PathAfterDisagreement.NEW_DROFTING, reason="Ny runde.", amended_proposal="Ny tekst."
        )

        said = world.act(case, chosen, world.member(by))

        assert said.rule == rule

    def test_a_new_drofting_starts_from_the_amended_text(self) -> None:
        world, case = in_roll_call()
        world.roll_call(case, {"SEKR-M4": a.Objection(grounds="Nei.")})
        chosen = a.ChoosePath(
            path=PathAfterDisagreement.NEW_DROFTING, reason="Ny runde.", amended_proposal="Ny tekst."
        )

        world.act(case, chosen, world.member("SEKR-M1"))

        state = world.state(case)
        assert (state.stage, state.text.text, state.text.version) == (CaseStage.KLASSIFISERT, "Ny tekst.", 2)
        assert (state.drofting, state.positions, state.forankring) == (None, (), None)

    def test_closing_without_agreement_ends_the_case_with_nobody_bound(self) -> None:
        world, case = in_roll_call()
        world.roll_call(case, {"SEKR-M4": a.Objection(grounds="Nei.")})
        chosen = a.ChoosePath(path=PathAfterDisagreement.CLOSE_WITHOUT_AGREEMENT, reason="Ingen enighet.")

        world.act(case, chosen, world.member("SEKR-M1"))

        state = world.state(case)
        assert (state.ended, state.bindings, world.kinds(case)[-1]) == (True, (), "case_closed")

    def test_there_is_nothing_to_choose_before(self) -> None:
        world, case = deliberated()

        said = world.act(case, a.ChoosePath(path=PathAfterDisagreement.NEW_DROFTING, reason="Ny runde."))

        assert said.rule == "P-13"


class TestP04LocalBodies:
    """A local body takes a professional case through both stages where it concerns only its own parties."""

    @staticmethod
    def classified(affected: tuple[str, ...], *, larger: bool = False) -> tuple[World, str, Said]:
        world = World(BERGEN_FILES.procedure, BERGEN_FILES.roster_file.roster)
        case = "case-bergen-2031-1"
        world.new(case, "case")
        proposal = a.RegisterCase(
            title="Ei sak", summary="Kort.", proposal="Partane gjer det.", proposer_party="voss", affected=affected
        )
        world.act(case, proposal, world.secretariat)
        act = world.classification(larger=larger).model_copy(update={"drofting_body": "OMR-VOSS"})
        return world, case, world.act(case, act, world.secretariat)

    def test_it_deliberates_and_decides(self) -> None:
        world, case, _ = self.classified(("voss", "ulvik", "helse-bergen"))

        sorts = world.state(case).classification

        assert sorts is not None
        assert (sorts.drofting_body, sorts.decision_body) == ("OMR-VOSS", "OMR-VOSS")

    def test_larger_consequences_are_decided_where_they_always_are(self) -> None:
        world, case, _ = self.classified(("voss", "helse-bergen"), larger=True)

        sorts = world.state(case).classification

        assert sorts is not None
        assert (sorts.drofting_body, sorts.decision_body) == ("OMR-VOSS", "SSU")

    def test_it_binds_nobody_who_does_not_sit_there(self) -> None:
        _, _, said = self.classified(("voss", "askoy", "helse-bergen"))

        assert said.rule == "P-04"
        assert "askoy" in (said.verdict.refusal.detail if said.verdict.refusal else "")


class TestP14Raising:
    """By the chair, a changed type or as one of principle; what was held counts unless the substance has changed."""

    def test_a_changed_type_needs_both_samhandlingssjefer(self) -> None:
        world, case = deliberated()
        raising = a.RaiseCase(trigger=RaiseTrigger.TYPE_CHANGED, reason="Dyrere enn ventet.")

        alone = world.act(case, raising.model_copy(update={"agreed_by": ("p-kkf9",)}))
        both = world.act(case, raising.model_copy(update={"agreed_by": ("p-kkf9", "p-mn3e")}))

        assert alone.rule == "P-04"
        assert both.kinds == ["left_agenda", "case_raised"]
        assert world.state(case).stage is CaseStage.LOFTET
        assert "meeting_awaited" in world.kinds(case)

    def test_what_has_changed_in_substance_is_deliberated_anew(self) -> None:
        world, case = deliberated()

        said = world.act(case, a.RaiseCase(trigger=RaiseTrigger.CHAIR, reason="Annet enn før.", changed=True))

        state = world.state(case)
        assert said.kinds == ["left_agenda", "case_raised"]
        assert (state.stage, state.drofting) == (CaseStage.KLASSIFISERT, None)
        assert state.classification is not None
        assert (state.classification.drofting_body, state.classification.decision_body) == ("SEKR", "SU")

    @pytest.mark.parametrize("changed", [False, True])
    def test_a_first_drofting_that_is_planned_is_held_all_the_same(self, changed: bool) -> None:
        world = World()
        meeting, case = world.meeting("SEKR", 28), world.case()
        world.act(case, a.PlaceCase(meeting=meeting, mark=Mark.DROFTING))

        said = world.act(case, a.RaiseCase(trigger=RaiseTrigger.CHAIR, reason="Gjelder alle.", changed=changed))
        world.open_item(meeting, case)
        world.close_item(case, ItemOutcome.READY)

        assert said.kinds == ["case_raised"]
        assert (world.state(case).drofting is not None, world.state(case).stage) == (True, CaseStage.DROFTET)

    def test_planned_in_another_body_than_will_hold_it_it_leaves_the_agenda(self) -> None:
        world = World()
        meeting, case = world.meeting("SEKR", 28), world.case()
        world.act(case, a.PlaceCase(meeting=meeting, mark=Mark.DROFTING))
        raising = a.RaiseCase(trigger=RaiseTrigger.CHAIR, reason="Gjelder alle.", drofting_body="SU")

        said = world.act(case, raising)

        assert said.kinds == ["left_agenda", "case_raised"]
        assert [item.case for item in world.meeting_state(meeting).agenda if not item.removed] == []

    @pytest.mark.parametrize(
        ("withdrawn", "remedy"), [(True, "take the case over first"), (False, "ask the chair to raise it")]
    )
    def test_nobody_demands_up_what_is_withdrawn_or_waits_for_the_chairs_choice(
        self, withdrawn: bool, remedy: str
    ) -> None:
        world, case = in_roll_call()
        if withdrawn:
            world.act(case, a.WithdrawCase(reason="Ikke moden."), world.contact("halden"))
        else:
            world.roll_call(case, {"SEKR-M4": Objection(grounds="Nei.")})
        before = world.state(case)

        said = world.act(case, a.DemandHigherBody(reason="Gjelder alle."), world.member("SEKR-M2"))

        assert said.verdict.refusal is not None
        assert (said.rule, said.verdict.refusal.remedy) == ("P-14", remedy)
        assert world.state(case) == before

    def test_there_is_nothing_above_the_highest_body(self) -> None:
        world = World()
        case = world.case(larger=True)

        said = world.act(case, a.RaiseCase(trigger=RaiseTrigger.PRINCIPLE, reason="Prinsipiell."))

        assert said.rule == "P-14"

    def test_the_nemnda_is_left_to_the_parties_and_another_way_stays_open(self) -> None:
        world, case = in_roll_call()
        world.roll_call(case, {"SEKR-M4": Objection(grounds="Nei.")})

        said = world.act(case, a.ChoosePath(path=PathAfterDisagreement.NEMNDA, reason="Avtalen tolkes ulikt."))
        again = world.act(case, a.ChoosePath(path=PathAfterDisagreement.NEMNDA, reason="Avtalen tolkes ulikt."))
        state = world.state(case)
        other = world.act(case, a.ChoosePath(path=PathAfterDisagreement.NEW_DROFTING, reason="Et nytt forsøk."))

        assert said.kinds == ["path_chosen"]
        assert (state.stage, state.nemnda, state.closing) == (CaseStage.IKKE_KONSENSUS, True, False)
        assert again.rule == "P-13"
        assert other.kinds[0] == "path_chosen"
        assert (world.state(case).stage, world.state(case).nemnda) == (CaseStage.KLASSIFISERT, None)
