"""The four communities that ship: each as its sources say, each with a roster that fits, none with a person in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.procedure import Procedure, Side
from models.roster import Office, PartyKind
from procedures.loading import (
    BERGEN,
    NATIONAL_TEMPLATE,
    OSTFOLD_2020,
    PROCEDURE_FILES,
    load_procedure,
)
from rules.engine_clocks import ENGINE_CLOCKS
from rules.engine_numbers import ENGINE_NUMBERS
from rules.seats import represented_parties
from tests.shipped import community

EVERY = [pytest.param(file, id=file.stem) for file in PROCEDURE_FILES]


def sides(procedure: Procedure, body: str) -> dict[str, int]:
    """How many seats count on each side, and how many are heard."""
    seats = procedure.body(body).seats
    counted = {
        side.value: sum(s.counts and s.side is side for s in seats) for side in (Side.MUNICIPAL, Side.HOSPITAL)
    }
    return {**counted, "heard": sum(not s.counts for s in seats)}


@pytest.mark.parametrize("file", EVERY)
class TestEveryFile:
    """Whatever the community, the same engine runs it."""

    def test_the_roster_fits_without_a_warning(self, file: Path) -> None:
        assert community(file).warnings == ()

    def test_every_clock_and_number_of_the_engine_and_no_other(self, file: Path) -> None:
        procedure = load_procedure(file)

        assert [clock.name for clock in procedure.clocks] == sorted(ENGINE_CLOCKS)
        assert [number.name for number in procedure.numbers] == sorted(ENGINE_NUMBERS)

    def test_it_is_named_after_its_file(self, file: Path) -> None:
        assert load_procedure(file).procedure == file.stem

    def test_every_seat_is_named_after_its_body_and_has_a_member(self, file: Path) -> None:
        files = community(file)
        members = {h.seat for h in files.roster_file.roster.holdings if h.rank == 0}

        for body in files.procedure.bodies:
            assert all(seat.seat.startswith(f"{body.body}-") for seat in body.seats)
            assert {seat.seat for seat in body.seats} <= members

    def test_persons_are_ids_and_no_mail_reaches_anybody(self, file: Path) -> None:
        files = community(file).roster_file
        addresses = [*(card.email for card in files.persons), *(card.email for card in files.party_cards)]

        assert all(not any(part.lower() in card.person for part in card.name.split()) for card in files.persons)
        assert all(address.endswith(".example") for address in addresses)
        assert len(set(addresses)) == len(addresses)

    def test_every_party_has_a_contact_and_two_people_keep_the_secretariat(self, file: Path) -> None:
        roster = community(file).roster_file.roster
        contacts = [held.party for held in roster.offices if held.office is Office.PARTY_CONTACT]

        assert sorted(str(party) for party in contacts) == sorted(party.party for party in roster.parties)
        assert sum(held.office is Office.SECRETARIAT for held in roster.offices) == 2


class TestOstfold2020:
    """Partnership meeting, SSU and FSU (domain: sykehuset-ostfold.no); the heads of interaction are heard."""

    PROCEDURE = load_procedure(OSTFOLD_2020)

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("FSU", {"municipal": 5, "hospital": 5, "heard": 5}),
            ("SSU", {"municipal": 5, "hospital": 5, "heard": 5}),
            ("PARTNERSKAP", {"municipal": 13, "hospital": 3, "heard": 0}),
        ],
    )
    def test_who_sits_where(self, body: str, expected: dict[str, int]) -> None:
        assert sides(self.PROCEDURE, body) == expected

    def test_a_case_is_raised_by_two_steps(self) -> None:
        raised = {body.body: body.raises_to for body in self.PROCEDURE.bodies}

        assert raised == {"FSU": "SSU", "SSU": "PARTNERSKAP", "PARTNERSKAP": None}

    def test_the_heads_of_interaction_do_not_count(self) -> None:
        seats = [self.PROCEDURE.seat(f"{body}-SJEF-{side}") for body in ("FSU", "SSU") for side in "KH"]

        assert [seat.counts for seat in seats] == [False] * 4


class TestNationalTemplate:
    """Three levels; patients and users are represented on every one of them."""

    def test_users_sit_on_every_level(self) -> None:
        bodies = load_procedure(NATIONAL_TEMPLATE).bodies

        assert sorted(body.level for body in bodies) == [1, 2, 3]
        assert all(any(seat.side is Side.USERS for seat in body.seats) for body in bodies)

    def test_municipal_doctors_advise(self) -> None:
        seats = [s for b in load_procedure(NATIONAL_TEMPLATE).bodies for s in b.seats if s.side is Side.ADVISERS]

        assert seats
        assert not any(seat.counts for seat in seats)


class TestBergen:
    """Four levels, eighteen municipalities, six hospitals, nynorsk."""

    COMMUNITY = community(BERGEN)

    def test_four_levels_and_four_areas(self) -> None:
        procedure = self.COMMUNITY.procedure

        assert sorted({body.level for body in procedure.bodies}) == [1, 2, 3, 4]
        assert len(procedure.routing.local) == 4
        assert procedure.language == "nn"

    def test_eighteen_municipalities_and_six_hospitals(self) -> None:
        kinds = [party.kind for party in self.COMMUNITY.roster_file.roster.parties]

        assert [kinds.count(kind) for kind in PartyKind] == [18, 1, 5]

    @pytest.mark.parametrize("body", ["FSU", "SSU", "PARTNARSKAP"])
    def test_everybody_is_spoken_for_in_what_decides_for_all(self, body: str) -> None:
        roster = self.COMMUNITY.roster_file.roster

        assert len(represented_parties(body, self.COMMUNITY.procedure, roster)) == 24

    def test_an_area_committee_speaks_for_its_area(self) -> None:
        represented = represented_parties("OMR-VOSS", self.COMMUNITY.procedure, self.COMMUNITY.roster_file.roster)

        assert represented == ("eidfjord", "kvam", "ulvik", "vaksdal", "voss", "helse-bergen", "bjorkeli")
