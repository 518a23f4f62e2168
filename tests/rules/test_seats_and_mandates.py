"""Who blocks, who withdraws for a party, and that nobody without a mandate binds anybody (P-18, P-21, P-23, P-24)."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from models.acts import (
    AuthorityOutcome,
    Consent,
    ConsentWithReservation,
    DecideRecusal,
    Objection,
    RecusalGround,
    SeatHolderLeft,
    SettleAuthority,
    Stance,
    StandAside,
    WithdrawObjection,
)
from models.canonical import text_digest
from models.entries import BeslutningMade, CaseItemOpened, RecusalDecided
from models.outlook import Duty, LackKind
from models.procedure import DatedValue
from models.roster import Authority, AuthorityGround, Treatment
from models.state import CaseStage, Position
from rules.consensus import bindings_of
from rules.effects.addressees import Addressees
from rules.effects.letters import letters_of_case_entry
from rules.outlook.case import case_outlook
from rules.seats import counted_seats, parties_of, represented_parties
from tests.rules.test_outlook import around
from tests.rules.world import PROCEDURE, ROSTER, Said, Who, World, deliberated, in_roll_call

NO = Objection(grounds="For dyrt.")


def _one_spokesperson() -> World:
    value = (DatedValue(since=PROCEDURE.valid_from, value="lead_seat"),)
    numbers = tuple(
        n.model_copy(update={"values": value}) if n.name == "block_unit" else n for n in PROCEDURE.numbers
    )
    return World(PROCEDURE.model_copy(update={"numbers": numbers}))


class TestP21OnePartySeveralSeats:
    """Any counted seat blocks, and the lead seat can withdraw for the party; or one spokesperson speaks for it."""

    def test_any_counted_seat_of_the_trust_blocks(self) -> None:
        world, case = in_roll_call()

        world.roll_call(case, {"SEKR-H4": NO})

        assert world.state(case).stage is CaseStage.IKKE_KONSENSUS

    def test_the_lead_seat_withdraws_on_the_partys_behalf_and_the_seat_answers_anew(self) -> None:
        world, case = in_roll_call()
        world.position(case, "SEKR-H4", NO)
        [objection] = world.state(case).objections
        taking_back = WithdrawObjection(objection=objection.objection, reason="Foretaket slutter seg til.")

        by_other = world.act(case, taking_back, world.member("SEKR-H2"))
        by_municipality = world.act(case, taking_back, world.member("SEKR-M1"))
        by_lead = world.act(case, taking_back, world.member("SEKR-H1"))
        again = world.position(case, "SEKR-H4", NO)
        world.roll_call(case)

        assert [said.rule for said in (by_other, by_municipality, by_lead, again)] == ["P-28", "P-28", None, "P-21"]
        assert [o.withdrawn_by for o in world.state(case).objections] == ["SEKR-H1"]
        assert world.state(case).stage is not CaseStage.IKKE_KONSENSUS

    def test_configured_otherwise_only_the_spokesperson_is_asked_and_blocks(self) -> None:
        world, case = in_roll_call(_one_spokesperson())

        world.roll_call(case, {"SEKR-H4": NO})

        [made] = [x.body for x in world.records[case].entries if isinstance(x.body, BeslutningMade)]
        assert "SEKR-H4" in made.heard
        assert len(made.consenting) == 6

    def test_configured_otherwise_the_spokespersons_objection_blocks(self) -> None:
        world, case = in_roll_call(_one_spokesperson())

        world.roll_call(case, {"SEKR-H1": NO})

        assert world.state(case).stage is CaseStage.IKKE_KONSENSUS


class TestP24WhoHadLeft:
    """Known late that whoever consented had left: the decision stands, and is flagged until it is settled (P-29)."""

    @staticmethod
    def _left(days_before: int, seat: str = "SEKR-M3") -> tuple[World, str, Said]:
        world, case = in_roll_call()
        world.roll_call(case)
        last_day = world.now.date() - timedelta(days=days_before)
        leaving = SeatHolderLeft(seat=seat, person=world.member(seat).person or "", last_day=last_day)
        return world, case, world.act(case, leaving, Who(record="community-ostfold"))

    def test_flagged_for_each_party_that_they_consented_for_and_settled_party_by_party(self) -> None:
        world, case, said = self._left(7)
        flagged = {b.party for b in world.state(case).bindings if b.disputed}
        duties = [w.duty for w in case_outlook(world.state(case), around(world)).awaited]
        outcomes = (AuthorityOutcome.RATIFIED, AuthorityOutcome.LACKING)
        for number, outcome in enumerate(outcomes, start=1):
            settling = SettleAuthority(objection=number, outcome=outcome, reason="Svar.", reference="PS 3/31")
            assert world.act(case, settling).rule is None
        bindings = {b.party: b for b in world.state(case).bindings}

        assert said.kinds == ["holder_left_seat", "late_objection_lodged", "late_objection_lodged"]
        assert flagged == {"halden", "aremark"}
        assert duties.count(Duty.SETTLE_AUTHORITY) == 2
        assert [bindings[p].disputed for p in ("halden", "aremark")] == [False, False]
        assert bindings["halden"].effect_at is not None
        assert bindings["aremark"].refused
        assert bindings["moss"].effect_at is not None

    def test_not_where_they_left_on_the_day_or_later_or_had_not_spoken(self) -> None:
        _world, _case, same_day = self._left(0)
        world, case, _said = self._left(7)
        deputy = world.member("SEKR-M3", rank=1).person or ""
        leaving = SeatHolderLeft(seat="SEKR-M3", person=deputy, last_day=world.now.date() - timedelta(days=7))
        other = world.act(case, leaving, Who(record="community-ostfold"))

        assert same_day.kinds == other.kinds == ["holder_left_seat"]


class TestP26ASeatWithoutADeputy:
    """Noticed when it is entered, and again when the item opens, not first when the roll call closes (P-22)."""

    @staticmethod
    def _recuse(world: World, case: str, seat: str) -> Said:
        person = world.member(seat).person or ""
        ground = RecusalGround.SPECIAL
        decided = DecideRecusal(seat=seat, person=person, disqualified=True, ground=ground, reason="Eier bygget.")
        return world.act(case, decided)

    def test_the_parties_that_nobody_speaks_for_are_named_at_both(self) -> None:
        world, case = deliberated()
        entered = self._recuse(world, case, "SEKR-M3")
        world.open_item("meeting-ostfold-SEKR-2031-2", case)
        lacks = {lack.kind: lack.parties for lack in case_outlook(world.state(case), around(world)).lacks}

        [decided] = [x.body for x in entered.entries if isinstance(x.body, RecusalDecided)]
        [opened] = [x.body for x in world.records[case].entries if isinstance(x.body, CaseItemOpened)][-1:]
        assert decided.uncovered == opened.uncovered == ("halden", "aremark")
        assert lacks[LackKind.COVERAGE] == ("halden", "aremark")

    def test_not_where_another_seat_speaks_for_the_party(self) -> None:
        world, case = deliberated()
        entered = self._recuse(world, case, "SEKR-H2")
        world.open_item("meeting-ostfold-SEKR-2031-2", case)

        [decided] = [x.body for x in entered.entries if isinstance(x.body, RecusalDecided)]
        [opened] = [x.body for x in world.records[case].entries if isinstance(x.body, CaseItemOpened)][-1:]
        assert decided.uncovered is None
        assert opened.uncovered is None

    def test_the_chair_is_told_when_it_is_entered(self) -> None:
        world, case = deliberated()
        entered = self._recuse(world, case, "SEKR-M3")
        to = Addressees(PROCEDURE, ROSTER, world.now.date())

        [letter] = letters_of_case_entry(entered.entries[0], world.state(case), to)
        assert letter.facts.uncovered == ("halden", "aremark")
        assert {one.key for one in to.chair("SEKR")} <= {one.key for one in letter.to}


@pytest.mark.parametrize("seed", range(40))
def test_nobody_without_a_mandate_binds_and_no_party_is_bound_twice(seed: int) -> None:
    """Random positions with random authority: whoever is bound is bound once, through a mandate in force."""
    chance = random.Random(seed)
    positions = tuple(_position(s, chance) for s in counted_seats(PROCEDURE, "SEKR") if chance.random() < 0.9)

    bindings = bindings_of("SEKR", positions, PROCEDURE, ROSTER)

    bound = [b.party for b in bindings]
    assert len(bound) == len(set(bound))
    assert set(bound) <= set(represented_parties("SEKR", PROCEDURE, ROSTER))
    by_seat = {p.seat: p for p in positions}
    for binding in bindings:
        position = by_seat[binding.by_seat]
        authority = next((a for a in position.authority or () if a.party == binding.party), None)
        assert not isinstance(position.stance, Objection)
        assert binding.waits_for is not None or authority is None or authority.binds


def _position(seat: str, chance: random.Random) -> Position:
    parties = parties_of(seat, PROCEDURE, ROSTER)
    reserves = ConsentWithReservation(parties=parties[:1], treated_by="kommunestyret", treated_on=date(2031, 5, 1))
    stances: list[Stance] = [Consent(), StandAside(), reserves, NO]
    grounds = dict.fromkeys(AuthorityGround) | {AuthorityGround.SUBJECT_TO: Treatment.POLITICAL}
    drawn = [(party, chance.choice(list(grounds))) for party in parties]
    authority = tuple(Authority(party=p, ground=g, treatment=grounds[g]) for p, g in drawn)
    return Position(
        seat=seat,
        person=f"p-{seat.lower()}",
        counted=True,
        parties=parties,
        stance=chance.choice(stances),
        text_digest=text_digest("x"),
        at=datetime(2031, 3, 3, tzinfo=UTC),
        authority=chance.choice([None, authority]),
    )
