"""Who blocks, who withdraws for a party, and that nobody without a mandate binds anybody (P-18, P-21, P-23, P-24)."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

import pytest

from models.acts import Consent, ConsentWithReservation, Objection, Stance, StandAside, WithdrawObjection
from models.canonical import text_digest
from models.entries import BeslutningMade
from models.procedure import DatedValue
from models.roster import Authority, AuthorityGround, Treatment
from models.state import CaseStage, Position
from rules.consensus import bindings_of
from rules.seats import counted_seats, parties_of, represented_parties
from tests.rules.world import PROCEDURE, ROSTER, World, in_roll_call

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
