"""What a stage lets happen: decided, without consensus, withdrawn; nothing goes round it (P-13, P-19, P-29, P-30)."""

from __future__ import annotations

import typing

import pytest

from models import acts as a
from models import entries as e
from models.acts import Act, ConsentWithReservation, Mark, Objection
from models.canonical import text_digest
from models.rulebook import RefusalCode
from models.state import CaseStage
from rules.case.stages import STAGES
from tests.rules.watcher import CaseWatcher
from tests.rules.world import Said, Who, World, deliberated, in_roll_call


def reserving(world: World, party: str) -> ConsentWithReservation:
    treated = world.day(10).date()
    return ConsentWithReservation(parties=(party,), treated_by="kommunestyret", treated_on=treated)


def council(world: World, case: str, party: str, *, says: bool) -> Said:
    answered = a.AnswerReservation(
        party=party, approved=says, treated_by="kommunestyret", treated_on=world.day(0).date(), reference="1/31"
    )
    return world.act(case, answered, world.contact(party))


def without_consensus() -> tuple[World, str]:
    """Decided with two reservations, and one of the councils says no: there was no consensus after all."""
    world, case = in_roll_call()
    world.roll_call(case, {"SEKR-M3": reserving(world, "halden"), "SEKR-M2": reserving(world, "moss")})
    world.advance(world.day(5))
    council(world, case, "halden", says=False)
    return world, case


def objected() -> tuple[World, str]:
    world, case = in_roll_call()
    world.roll_call(case, {"SEKR-M3": Objection(grounds="Nei.")})
    return world, case


def withdrawn() -> tuple[World, str]:
    world, case = deliberated()
    world.act(case, a.WithdrawCase(reason="Umoden."), world.contact("halden"))
    return world, case


def amended(world: World, case: str) -> Act:
    return a.AmendText(
        rests_on=world.state(case).text.digest, proposal="Noe annet.", substantial=True, reason="Ny tekst."
    )


class TestTheTable:
    """The table names acts on cases, and each of its stages says what to do instead."""

    def test_it_names_acts_on_cases_once_each(self) -> None:
        for stage, aside in STAGES.items():
            assert set(aside.takes) <= set(typing.get_args(a.CaseAct)), stage
            assert len(set(aside.takes)) == len(aside.takes), stage

    def test_it_has_the_stages_that_have_left_the_road(self) -> None:
        assert set(STAGES) == {
            CaseStage.TRUKKET,
            CaseStage.IKKE_KONSENSUS,
            CaseStage.BESLUTTET,
            CaseStage.BESLUTTET_MED_FORBEHOLD,
            CaseStage.UNDER_OPPFOLGING,
        }

    @pytest.mark.parametrize("kind", [a.TakeOverCase])
    def test_only_a_withdrawn_case_is_taken_over(self, kind: type) -> None:
        assert [stage for stage, aside in STAGES.items() if kind in aside.takes] == [CaseStage.TRUKKET]


class TestP19NoConsensusAfterAll:
    """A council's no, a consent not ratified, an objection afterwards: nobody is bound, whoever said yes before."""

    def test_everybody_is_unbound_and_nothing_is_followed_up(self) -> None:
        world, case = without_consensus()

        state = world.state(case)

        assert (state.stage, state.path_asked) == (CaseStage.IKKE_KONSENSUS, True)
        assert state.bindings and all(b.effect_at is None and b.refused for b in state.bindings)
        assert (state.follow_ups, state.follow_up_due, state.decided_in, state.decided_on) == ((), None, None, None)
        assert state.clocks == ()

    def test_the_other_council_says_yes_too_late(self) -> None:
        world, case = without_consensus()

        said = council(world, case, "moss", says=True)

        assert said.rule == "P-20"
        assert all(b.effect_at is None for b in world.state(case).bindings)

    def test_a_second_no_changes_nothing_in_a_withdrawn_case(self) -> None:
        world, case = without_consensus()
        world.act(case, a.WithdrawCase(reason="Umoden."), world.contact("halden"))

        said = council(world, case, "moss", says=False)

        assert said.rule == "P-20"
        assert world.state(case).stage is CaseStage.TRUKKET

    def test_closed_without_agreement_it_binds_nobody(self) -> None:
        world, case = without_consensus()

        world.act(case, a.ChoosePath(path=a.PathAfterDisagreement.CLOSE_WITHOUT_AGREEMENT, reason="Vi er uenige."))

        state = world.state(case)
        assert state.ended
        assert not any(b.effect_at for b in state.bindings)

    def test_what_is_decided_later_binds_by_its_own_roll_call(self) -> None:
        world, case = without_consensus()
        world.act(case, a.ChoosePath(path=a.PathAfterDisagreement.NEW_DROFTING, reason="Vi prøver igjen."))
        first, second = world.meeting("SEKR", 28), world.meeting("SEKR", 56)
        world.deliberate(case, first)
        world.open_item(second, case)

        world.roll_call(case)

        state = world.state(case)
        assert state.decided_in == second
        assert {b.party for b in state.bindings if b.effect_at} == {p.party for p in world.roster.parties}
        assert {item.party for item in state.follow_ups} == {p.party for p in world.roster.parties}


class TestP13TheChairChooses:
    """After no consensus there is no other way on than the one that the chair of the deciding body chooses."""

    @pytest.mark.parametrize("begun", [without_consensus, objected])
    @pytest.mark.parametrize("by", ["secretariat", "proposer"])
    def test_nobody_amends_the_text_meanwhile(self, begun: object, by: str) -> None:
        assert callable(begun)
        world, case = begun()
        before = world.state(case)

        said = world.act(case, amended(world, case), world.secretariat if by == "secretariat" else Who(person="p-x"))

        assert said.rule == ("P-13" if by == "secretariat" else "P-17")
        assert world.state(case) == before
        if by == "secretariat":
            assert said.verdict.refusal is not None
            assert "case choose-path" in said.verdict.refusal.remedy

    def test_a_seat_does_not_take_it_to_the_higher_body(self) -> None:
        world, case = objected()
        world.meeting("SU", 60)

        said = world.act(case, a.DemandHigherBody(reason="Vi vil."), world.member("SEKR-M1"))

        assert said.rule == "P-14"
        assert (world.state(case).stage, world.state(case).placement) == (CaseStage.IKKE_KONSENSUS, None)

    def test_raised_by_the_chair_it_is_deliberated_there_first(self) -> None:
        world, case = objected()
        world.meeting("SU", 60)

        world.act(case, a.ChoosePath(path=a.PathAfterDisagreement.RAISE, reason="SU får saken."))

        state = world.state(case)
        assert state.classification is not None
        assert (state.classification.drofting_body, state.drofting, state.placement) == ("SU", None, None)


class TestP30WithdrawnIsWithdrawn:
    """Only being taken over brings a withdrawn case back; else it ends withdrawn, and nothing was decided in it."""

    def chosen(self, world: World) -> tuple[Act, Who]:
        return a.ChoosePath(path=a.PathAfterDisagreement.NEW_DROFTING, reason="Igjen."), world.secretariat

    def test_no_higher_body_is_demanded(self) -> None:
        world, case = withdrawn()
        world.meeting("SU", 100)

        said = world.act(case, a.DemandHigherBody(reason="Vi vil."), world.member("SEKR-M1"))

        assert said.rule == "P-14"
        assert world.state(case).stage is CaseStage.TRUKKET

    def test_no_path_is_chosen(self) -> None:
        world, case = objected()
        world.act(case, a.WithdrawCase(reason="Umoden."), world.contact("halden"))

        said = world.act(case, *self.chosen(world))
        world.advance(world.day(16))

        assert (said.rule, world.kinds(case)[-1]) == ("P-30", "case_closed")

    def test_a_meeting_that_moves_asks_nobody_at_home(self) -> None:
        world, case = withdrawn()
        placement = world.state(case).placement
        assert placement is not None
        moved = a.MoveMeeting(starts_at=world.day(40), ends_at=world.day(40, 12), place="Moss", reason="Rommet.")

        world.act(placement.meeting, moved)

        assert world.kinds(case)[-1] == "placement_moved"
        assert world.state(case).stage is CaseStage.TRUKKET

    @pytest.mark.parametrize("act", ["time", "late papers"])
    def test_what_its_open_item_would_take_is_taken_no_more(self, act: str) -> None:
        world, case = in_roll_call()
        if act == "time":
            world.act(case, amended(world, case))
        else:
            world.act(case, a.AddPaper(document=text_digest("x"), title="Notat"))
        world.act(case, a.WithdrawCase(reason="Umoden."), world.contact("halden"))
        asked = a.AskForTime(reason="Vent.") if act == "time" else a.ObjectToLatePapers(reason="For sent.")

        said = world.act(case, asked, world.member("SEKR-M1"))

        assert said.rule == "P-30"
        assert world.state(case).stage is CaseStage.TRUKKET

    def test_taken_over_it_goes_on_where_it_was(self) -> None:
        world, case = withdrawn()

        world.act(case, a.TakeOverCase(party="moss", reason="Vi vil."), world.contact("moss"))

        assert world.state(case).stage is CaseStage.UNDER_FORANKRING
        assert world.act(case, a.DemandHigherBody(reason="Vi vil."), world.member("SEKR-M1")).rule is None


class TestP29DecidedIsDecided:
    """What the stage takes is refused as over, and what a record says comes too late."""

    def test_the_table_refuses_what_a_judgement_lets_pass(self) -> None:
        world, case = in_roll_call()
        world.roll_call(case)

        said = world.act(case, a.NoMeetingFound(body="SEKR"), Who(record=case))

        assert (said.kinds, said.verdict.refusal) == ([], None)

    def test_a_person_is_told_why(self) -> None:
        world, case = in_roll_call()
        world.roll_call(case)

        said = world.act(case, amended(world, case))

        assert said.verdict.refusal is not None
        assert (said.rule, said.verdict.refusal.code) == ("P-29", RefusalCode.ENDED)


class TestTheWatcherSeesIt:
    """The reader of the records knows these promises: what would break them is told."""

    def test_a_decision_in_a_withdrawn_case_is_a_breach(self) -> None:
        world, case = withdrawn()
        watcher = CaseWatcher(world, case)
        watcher.look()
        world._enter(
            world.records[case], [e.HigherBodyDemanded(seat="SEKR-M1", decision_body="SU", reason="Vi vil.")]
        )

        with pytest.raises(AssertionError, match="withdrawn"):
            watcher.look()

    def test_orientering_goes_on_beside_it(self) -> None:
        world, case = objected()
        meeting = world.meeting("SEKR", 40)

        said = world.act(case, a.PlaceCase(meeting=meeting, mark=Mark.ORIENTERING))

        assert said.kinds == ["placed_on_agenda"]
