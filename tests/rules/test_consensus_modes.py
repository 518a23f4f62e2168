"""What consensus is, in each way a procedure can say it, and what standing aside does (P-20)."""

from __future__ import annotations

from models import acts as a
from models import entries as e
from models.acts import Consent, Objection, StandAside
from models.rulebook import RefusalCode
from models.state import CaseStage
from tests.house import with_numbers
from tests.rules.world import FILES, Said, World, deliberated, in_roll_call

NO = Objection(grounds="Vi er imot.", would_be_removed_by="En nøkkel.")


def of(mode: str) -> World:
    """A community whose procedure says that this is consensus."""
    return World(with_numbers(FILES, consensus_mode=mode).procedure)


def in_roll_call_without(world: World, *absent: str) -> str:
    """A roll call with some seats empty."""
    world, case = deliberated(world)
    placement = world.state(case).placement
    assert placement is not None
    world.open_item(placement.meeting, case, absent=absent)
    return case


class TestEveryCountedSeatConsents:
    """Every counted seat, present or not, must say yes."""

    def test_standing_aside_is_no_yes(self) -> None:
        world, case = in_roll_call(of("every_counted_seat_consents"))

        closed = world.roll_call(case, {"SEKR-H2": StandAside()})

        [none] = [x.body for x in closed.entries if isinstance(x.body, e.NoConsensus)]
        assert (none.objecting, none.unwilling) == ((), ("SEKR-H2",))
        assert world.state(case).stage is CaseStage.IKKE_KONSENSUS

    def test_a_seat_that_is_away_puts_the_decision_off_though_its_party_is_spoken_for(self) -> None:
        world = of("every_counted_seat_consents")
        case = in_roll_call_without(world, "SEKR-H5")

        closed = world.roll_call(case)

        [postponed] = [x.body for x in closed.entries if isinstance(x.body, e.DecisionPostponed)]
        assert (postponed.rule, "SEKR-H5" in postponed.reason) == ("P-20", True)

    def test_with_every_yes_it_is_decided(self) -> None:
        world, case = in_roll_call(of("every_counted_seat_consents"))

        world.roll_call(case)

        assert world.state(case).stage is CaseStage.UNDER_OPPFOLGING


class TestNoSustainedObjection:
    """An objection blocks once somebody has tried to resolve it and the objector keeps it."""

    def objected(self) -> tuple[World, str]:
        world, case = in_roll_call(of("no_sustained_objection"))
        for seat in world.seats("SEKR", counted=True):
            world.position(case, seat, NO if seat == "SEKR-M2" else Consent())
        return world, case

    def refused(self, said: Said) -> RefusalCode | None:
        return said.verdict.refusal.code if said.verdict.refusal else None

    def test_untried_it_holds_the_roll_call_open(self) -> None:
        world, case = self.objected()

        before = world.close_item(case)
        world.act(case, a.AnswerObjection(objection=1, answer="Slik."))
        after = world.close_item(case)

        assert (self.refused(before), self.refused(after)) == (RefusalCode.OBJECTION_STANDS,) * 2

    def test_answered_and_kept_it_blocks(self) -> None:
        world, case = self.objected()
        world.act(case, a.AnswerObjection(objection=1, answer="Slik."))
        world.act(case, a.KeepObjection(objection=1, reason="Likevel."), world.member("SEKR-M2"))

        closed = world.close_item(case)

        assert closed.kinds == ["no_consensus"]

    def test_answered_and_dropped_it_does_not(self) -> None:
        world, case = self.objected()
        world.act(case, a.AnswerObjection(objection=1, answer="Slik."))
        world.position(case, "SEKR-M2", Consent())

        world.close_item(case)

        assert world.state(case).stage is CaseStage.UNDER_OPPFOLGING

    def test_an_answer_to_other_words_is_no_answer(self) -> None:
        world, case = self.objected()
        world.act(case, a.AnswerObjection(objection=1, answer="Slik."))
        world.position(case, "SEKR-M2", Objection(grounds="Noe annet."))

        assert self.refused(world.close_item(case)) is RefusalCode.OBJECTION_STANDS

    def test_an_objector_who_is_not_there_keeps_it_by_saying_nothing(self) -> None:
        world, case = deliberated(of("no_sustained_objection"))
        world.advance(world.day(20))
        digest = world.state(case).text.digest
        lodging = a.LodgeObjection(grounds="Nei.", would_be_removed_by="Et vedtak.", text_digest=digest)
        world.act(case, lodging, world.contact("rakkestad"))
        placement = world.state(case).placement
        assert placement is not None
        world.open_item(placement.meeting, case)
        world.act(case, a.AnswerObjection(objection=1, answer="Slik."))

        closed = world.roll_call(case)

        assert closed.kinds == ["no_consensus"]


class TestEveryPartyConsents:
    """Consent by party rather than by seat: one seat that has answered for a party is enough; an objection blocks."""

    def test_seats_that_have_not_answered_hold_nothing_up_where_their_party_is_answered_for(self) -> None:
        world, case = in_roll_call(of("every_party_consents"))
        for seat in ("SEKR-M1", "SEKR-M2", "SEKR-M3", "SEKR-M4", "SEKR-M5"):
            world.position(case, seat)
        early = world.close_item(case)
        world.position(case, "SEKR-H4")

        closed = world.close_item(case)

        assert early.rule == "P-20"
        [made] = [x.body for x in closed.entries if isinstance(x.body, e.BeslutningMade)]
        assert made.parties == tuple(p.party for p in world.roster.parties)

    def test_any_seats_objection_blocks_its_party_has_no_one_voice(self) -> None:
        world, case = in_roll_call(of("every_party_consents"))

        world.roll_call(case, {"SEKR-H4": NO})

        assert world.state(case).stage is CaseStage.IKKE_KONSENSUS


class TestStandingAside:
    """It never blocks; whether it binds is the procedure's to say."""

    def test_where_it_does_not_bind_its_parties_are_outside_and_the_case_goes_on(self) -> None:
        world, case = in_roll_call(World(with_numbers(FILES, abstention_binds=False).procedure))

        closed = world.roll_call(case, {"SEKR-M3": StandAside()})

        [made] = [x.body for x in closed.entries if isinstance(x.body, e.BeslutningMade)]
        assert made.outside_parties == ("halden", "aremark")
        state = world.state(case)
        assert state.outside == ("halden", "aremark")
        assert {b.party for b in state.bindings}.isdisjoint(state.outside)
        assert state.stage is CaseStage.UNDER_OPPFOLGING
        assert "halden" not in [i.party for i in state.follow_ups]

    def test_a_party_that_another_of_its_seats_consents_for_is_bound_by_that_seat(self) -> None:
        world, case = in_roll_call(World(with_numbers(FILES, abstention_binds=False).procedure))

        world.roll_call(case, {"SEKR-H1": StandAside()})

        bound = {b.party: b.by_seat for b in world.state(case).bindings}
        assert bound["sykehuset-ostfold"] == "SEKR-H2"
        assert world.state(case).outside == ()
