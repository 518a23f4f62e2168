"""The shipped roster fits the shipped procedure; a roster with a fault is refused with line, rule and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.roster import Office, PartyKind
from procedures.faults import FileRefused
from procedures.loading import OSTFOLD_2018, OSTFOLD_DEMO_ROSTER, load_community, load_procedure, load_roster
from tests.procedures.planted import Planted
from tests.procedures.roster_faults import ROSTER, ROSTER_FAULTS
from tests.shipped import community


class TestOstfoldDemo:
    """Real municipalities and trust, invented persons; everybody the demo needs is there."""

    def test_it_fits_the_procedure_without_a_warning(self) -> None:
        files = community()

        assert files.warnings == ()

    def test_thirteen_municipalities_and_one_trust(self) -> None:
        parties = load_roster(OSTFOLD_DEMO_ROSTER).roster.parties

        assert [party.kind for party in parties].count(PartyKind.MUNICIPALITY) == 13
        assert [party.party for party in parties if party.kind is PartyKind.TRUST] == ["sykehuset-ostfold"]

    def test_every_seat_has_a_member(self) -> None:
        procedure, roster = load_procedure(OSTFOLD_2018), load_roster(OSTFOLD_DEMO_ROSTER).roster
        members = {holding.seat for holding in roster.holdings if holding.rank == 0}

        assert members == {seat.seat for body in procedure.bodies for seat in body.seats}

    def test_every_party_has_one_contact_and_the_secretariat_two_persons(self) -> None:
        roster = load_roster(OSTFOLD_DEMO_ROSTER).roster
        contacts = [held.party for held in roster.offices if held.office is Office.PARTY_CONTACT]
        secretariat = {held.person for held in roster.offices if held.office is Office.SECRETARIAT}

        assert sorted(str(party) for party in contacts) == sorted(party.party for party in roster.parties)
        assert len(secretariat) == 2

    def test_no_name_in_an_id_and_no_address_that_mail_could_reach(self) -> None:
        file = load_roster(OSTFOLD_DEMO_ROSTER)

        for card in file.persons:
            assert not any(part.lower() in card.person for part in card.name.split())
        addresses = [*(card.email for card in file.persons), *(card.email for card in file.party_cards)]
        assert all(address.endswith(".example") for address in addresses)
        assert len(set(addresses)) == len(addresses)

    def test_all_three_languages_are_read_by_somebody(self) -> None:
        assert {card.language for card in load_roster(OSTFOLD_DEMO_ROSTER).persons} == {"nb", "nn", "en"}


@pytest.mark.parametrize("fault", [pytest.param(fault, id=fault.id) for fault in ROSTER_FAULTS])
def test_a_planted_fault_is_named_with_line_rule_and_remedy(fault: Planted, tmp_path: Path) -> None:
    path = tmp_path / "planted.yaml"
    path.write_text(fault.content(ROSTER), "utf-8")

    with pytest.raises(FileRefused) as caught:
        load_roster(path, load_procedure(OSTFOLD_2018))

    assert f"planted.yaml:{fault.line(ROSTER)}: {fault.message}" in str(caught.value).splitlines()
    assert len(caught.value.faults) == 1 + fault.more


@pytest.mark.parametrize(
    ("left_out", "says"),
    [
        pytest.param("{seat: SU-M3, ", "SU-M3 has no member: its parties may have nobody in SU (P-22)", id="P-22"),
        pytest.param("party: halden}", "the party halden has no contact who answers forankring (P-11)", id="P-11"),
        pytest.param("office: samhandlingssjef_hospital", "nobody is samhandlingssjef_hospital", id="P-04"),
    ],
)
def test_what_may_be_but_is_hardly_meant_is_a_warning(left_out: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "roster.yaml"
    path.write_text("".join(line for line in ROSTER.splitlines(True) if left_out not in line), "utf-8")

    warnings = load_community(OSTFOLD_2018, path).warnings

    assert any(says in str(warning) and warning.line > 0 for warning in warnings)


def test_a_deputy_may_stand_by_for_two_seats_and_a_seat_change_hands(tmp_path: Path) -> None:
    """S-59 begins so: one deputy for two seats is allowed, and so are members that follow each other."""
    path = tmp_path / "roster.yaml"
    content = ROSTER.replace("seat: SEKR-H2, person: p-ea7k, rank: 1", "seat: SEKR-H2, person: p-5gtd, rank: 1")
    first = "    - {seat: SEKR-H4, person: p-f6rg, rank: 0, since: 2026-01-01, "
    assert first in content
    follows = "    - {seat: SEKR-H4, person: p-ea7k, rank: 0, since: 2026-07-01}\n"
    content = content.replace(first, follows + first + "until: 2026-06-30, ")
    path.write_text(content, "utf-8")

    roster = load_community(OSTFOLD_2018, path).roster_file.roster

    assert [held.person for held in roster.holdings if held.seat == "SEKR-H4"] == ["p-ea7k", "p-f6rg"]
