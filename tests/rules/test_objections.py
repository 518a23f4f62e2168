"""An objection as a thing of its own, from the first word to the last (P-20, P-28)."""

from __future__ import annotations

import pytest

from models import acts as a
from models import entries as e
from models.acts import Consent, Objection
from models.rulebook import RefusalCode
from models.state import CaseObjection, CaseStage, ObjectionStep
from tests.rules.world import SECRETARIAT, Who, World, deliberated, in_roll_call

NO = Objection(grounds="Vi er imot.", would_be_removed_by="En fordelingsnøkkel.")


def objected(world: World, case: str, by: Who) -> None:
    """A written objection while the papers for beslutning are out."""
    digest = world.state(case).text.digest
    act = a.LodgeObjection(grounds="Kostnaden.", would_be_removed_by="En nøkkel.", text_digest=digest)
    assert world.act(case, act, by).rule is None


def with_papers_out() -> tuple[World, str]:
    """A deliberated case whose papers for beslutning have been sent."""
    world, case = deliberated()
    world.advance(world.day(20))
    return world, case


def opened(world: World, case: str) -> None:
    """The roll call is open."""
    placement = world.state(case).placement
    assert placement is not None
    world.open_item(placement.meeting, case)


def amended(world: World, case: str, proposal: str = "En annen tekst.", *, substantial: bool = False) -> a.AmendText:
    rests_on = world.state(case).text.digest
    return a.AmendText(rests_on=rests_on, proposal=proposal, substantial=substantial, reason="Imøtekommet.")


def only(world: World, case: str) -> CaseObjection:
    """The case's one objection."""
    [found] = world.state(case).objections
    return found


def steps(objection: CaseObjection) -> list[ObjectionStep]:
    """What became of it, in order."""
    return [dated.step for dated in objection.steps]


class TestP28NumbersAndSteps:
    """Written ones and those made in the roll call get a number; each step is dated and has its entry."""

    def test_one_in_writing_and_one_in_the_roll_call(self) -> None:
        world, case = with_papers_out()
        objected(world, case, world.contact("rakkestad"))
        opened(world, case)
        world.roll_call(case, {"SEKR-M2": NO})

        written, spoken = world.state(case).objections

        assert (written.objection, written.written, written.party) == (1, True, "rakkestad")
        assert (spoken.objection, spoken.written, spoken.seat) == (2, False, "SEKR-M2")
        assert (spoken.grounds, spoken.would_be_removed_by) == (NO.grounds, NO.would_be_removed_by)
        assert steps(written) == steps(spoken) == [ObjectionStep.LODGED, ObjectionStep.STOOD]
        by_seq = {x.seq: x.body for x in world.records[case].entries}
        assert [type(by_seq[d.seq]) for d in spoken.steps] == [e.PositionTaken, e.NoConsensus]

    def test_a_seat_that_is_only_heard_makes_none(self) -> None:
        world, case = in_roll_call()

        world.position(case, "SEKR-GP", NO)

        assert world.state(case).objections == ()

    def test_given_up_in_the_roll_call_it_is_withdrawn(self) -> None:
        world, case = in_roll_call()
        world.position(case, "SEKR-M2", NO)

        world.roll_call(case)

        assert steps(only(world, case)) == [ObjectionStep.LODGED, ObjectionStep.WITHDRAWN]
        assert world.state(case).stage is CaseStage.UNDER_OPPFOLGING

    def test_said_again_in_other_words_it_keeps_its_number(self) -> None:
        world, case = in_roll_call()
        world.position(case, "SEKR-M2", NO)

        world.position(case, "SEKR-M2", Objection(grounds="Dessuten."))

        found = only(world, case)
        assert (found.objection, found.grounds, found.would_be_removed_by) == (1, "Dessuten.", None)

    def test_withdrawn_in_the_roll_call_the_seat_is_asked_anew(self) -> None:
        world, case = in_roll_call()
        world.position(case, "SEKR-M2", NO)

        world.act(case, a.WithdrawObjection(objection=1), world.member("SEKR-M2"))
        unheard = world.close_item(case)

        assert unheard.rule == "P-20"
        assert [p.seat for p in world.state(case).positions] == []

    def test_an_objector_who_left_after_the_text_was_changed_still_stands_against_it(self) -> None:
        world, case = in_roll_call()
        item = world.state(case).item
        assert item is not None
        world.position(case, "SEKR-H3", NO)
        world.act(case, amended(world, case))
        world.act(item.meeting, a.ChangeAttendance(seat="SEKR-H3", person=None))

        closed = world.roll_call(case)

        [none] = [x.body for x in closed.entries if isinstance(x.body, e.NoConsensus)]
        assert none.objecting == ("SEKR-H3",)


class TestP28Answering:
    """The proposer or the secretariat answers; that asks the objector again and settles nothing."""

    @pytest.mark.parametrize(
        ("by", "rule"),
        [
            pytest.param(SECRETARIAT, None, id="the secretariat"),
            pytest.param(Who(person="p-mjm6", party="halden"), None, id="the proposing party's contact"),
            pytest.param(Who(person="p-q22r", party="moss"), "P-28", id="another party's contact"),
            pytest.param(Who(person="p-zfn9", seat="SEKR-M4"), "P-28", id="another seat"),
        ],
    )
    def test_who_answers(self, by: Who, rule: str | None) -> None:
        world, case = with_papers_out()
        objected(world, case, world.member("SEKR-M2"))

        said = world.act(case, a.AnswerObjection(objection=1, answer="Slik.", proposal="Punkt 2."), by)

        assert said.rule == rule
        found = only(world, case)
        assert found.standing
        assert found.proposal == (None if rule else "Punkt 2.")

    def test_answered_and_kept(self) -> None:
        world, case = with_papers_out()
        objected(world, case, world.member("SEKR-M2"))
        early = world.act(case, a.KeepObjection(objection=1, reason="Nei."), world.member("SEKR-M2"))
        world.act(case, a.AnswerObjection(objection=1, answer="Slik."))

        by_other = world.act(case, a.KeepObjection(objection=1, reason="Nei."), world.member("SEKR-M3"))
        world.act(case, a.KeepObjection(objection=1, reason="Nei."), world.member("SEKR-M2"))
        again = world.act(case, a.KeepObjection(objection=1, reason="Nei."), world.member("SEKR-M2"))

        assert [s.rule for s in (early, by_other, again)] == ["P-20", "P-28", "P-20"]
        assert (only(world, case).kept, only(world, case).standing) == (True, True)


class TestP28ResolvedByAmendment:
    """Only the objector says that the amended text removes it."""

    def test_the_objector_says_so(self) -> None:
        world, case = with_papers_out()
        objected(world, case, world.member("SEKR-M2"))
        opened(world, case)
        digest = world.state(case).text.digest
        unchanged = world.act(case, a.ResolveObjection(objection=1, text_digest=digest), world.member("SEKR-M2"))
        world.act(case, amended(world, case))
        now = world.state(case).text.digest
        outdated = world.act(case, a.ResolveObjection(objection=1, text_digest=digest), world.member("SEKR-M2"))
        by_other = world.act(case, a.ResolveObjection(objection=1, text_digest=now), SECRETARIAT)

        said = world.act(case, a.ResolveObjection(objection=1, text_digest=now), world.member("SEKR-M2"))
        world.roll_call(case)

        assert [s.rule for s in (unchanged, outdated, by_other)] == ["P-28", "P-17", "P-28"]
        assert said.kinds == ["objection_resolved"]
        assert steps(only(world, case)) == [ObjectionStep.LODGED, ObjectionStep.RESOLVED]
        assert world.state(case).stage is CaseStage.UNDER_OPPFOLGING

    def test_an_amended_text_alone_removes_nothing(self) -> None:
        world, case = with_papers_out()
        objected(world, case, world.member("SEKR-M2"))
        opened(world, case)
        world.act(case, amended(world, case))

        closed = world.roll_call(case)

        assert closed.kinds == ["no_consensus"]

    def test_consent_to_the_amended_text_resolves_what_was_said_in_the_roll_call(self) -> None:
        world, case = in_roll_call()
        world.position(case, "SEKR-M2", NO)
        world.act(case, amended(world, case))

        world.position(case, "SEKR-M2", Consent())

        assert steps(only(world, case)) == [ObjectionStep.LODGED, ObjectionStep.RESOLVED]


class TestP28Lapsed:
    """What it was about is gone: nobody took it back, and whoever still objects does so anew."""

    def test_with_a_new_round(self) -> None:
        world, case = with_papers_out()
        objected(world, case, world.contact("rakkestad"))
        opened(world, case)
        world.roll_call(case)

        act = a.ChoosePath(path=a.PathAfterDisagreement.NEW_DROFTING, reason="Ny runde.")
        said = world.act(case, act)

        assert said.kinds == ["path_chosen", "objection_lapsed"]
        assert steps(only(world, case)) == [ObjectionStep.LODGED, ObjectionStep.STOOD, ObjectionStep.LAPSED]

    def test_with_the_case(self) -> None:
        world, case = with_papers_out()
        objected(world, case, world.contact("rakkestad"))
        world.act(case, a.WithdrawCase(reason="Ikke aktuelt."), world.contact("halden"))
        still = only(world, case).standing

        world.advance(world.day(15))

        assert still
        assert only(world, case).last is ObjectionStep.LAPSED
        assert world.kinds(case)[-2:] == ["objection_lapsed", "case_closed"]

    @pytest.mark.parametrize("how", list(a.MoveKind))
    def test_with_a_case_that_goes_on_in_another(self, how: a.MoveKind) -> None:
        world, case = with_papers_out()
        objected(world, case, world.contact("rakkestad"))

        into = tuple(world.case() for _ in range(2 if how is a.MoveKind.SPLIT else 1))

        said = world.act(case, a.MoveCase(how=how, into=into, reason="Hører sammen."))

        assert said.kinds == ["left_agenda", "case_moved", "objection_lapsed"]
        [lapsed] = [entry.body for entry in said.entries if isinstance(entry.body, e.ObjectionLapsed)]
        assert (lapsed.because, only(world, case).standing) == (e.LapseReason.CASE_CLOSED, False)

    def test_a_roll_call_without_outcome_takes_its_own_with_it_and_leaves_the_written(self) -> None:
        world, case = with_papers_out()
        objected(world, case, world.contact("rakkestad"))
        opened(world, case)
        world.position(case, "SEKR-M2", NO)
        item = world.state(case).item
        assert item is not None

        postponed = a.CloseItem(
            meeting=item.meeting, item=item.item, outcome=a.ItemOutcome.POSTPONED, summary="Tiden gikk."
        )
        world.act(case, postponed)

        written, spoken = world.state(case).objections
        assert (written.standing, spoken.standing, spoken.last) == (True, False, ObjectionStep.LAPSED)

    def test_after_the_decision_there_is_nothing_to_answer(self) -> None:
        world, case = in_roll_call()
        world.position(case, "SEKR-M2", NO)
        world.roll_call(case)

        said = world.act(case, a.AnswerObjection(objection=1, answer="Slik."))

        assert said.verdict.refusal is not None
        assert said.verdict.refusal.code is RefusalCode.ENDED
