"""Who could act for a party or a seat on a day, and why each other could not (P-22..P-24, P-26)."""

from __future__ import annotations

from datetime import date

import pytest

from models.roster import Holding, Mandate, Roster, Treatment
from models.who import Because, Could
from rules.mandate_check import check_mandates
from rules.mandates import UnknownPrincipal, who_could_act
from tests.procedures.dated_roster import DATED, PROCEDURE, ROSTER, Dated
from tests.shipped import community


@pytest.mark.parametrize("told", [pytest.param(told, id=told.id) for told in DATED])
def test_who_could_act_on_a_day_and_why_the_others_could_not(told: Dated) -> None:
    answer = who_could_act(told.wanted, told.day, PROCEDURE, ROSTER, recused=told.recused)

    [seat] = [s for s in answer.seats if s.seat == told.seat]
    assert seat.acts == told.acts
    assert seat.vacant is told.vacant
    assert tuple((c.person, c.could, c.because) for c in seat.candidates) == told.because


def test_there_are_at_least_twenty_dated_cases_and_they_meet_every_reason() -> None:
    met = {because for told in DATED for _person, _could, because in told.because}

    assert len(DATED) >= 20
    assert met == set(Because)
    assert {could for told in DATED for _person, could, _because in told.because} == set(Could)


def test_the_roster_of_the_cases_is_one_that_could_be_adopted() -> None:
    people = {h.person for h in ROSTER.holdings} | {o.person for o in ROSTER.offices}

    assert check_mandates(ROSTER, sorted(people)) == ()


def test_a_party_is_asked_about_in_every_counted_seat_that_speaks_for_it() -> None:
    answer = who_could_act("halden", date(2032, 3, 1), PROCEDURE, ROSTER)

    assert [s.seat for s in answer.seats] == ["SEKR-M3", "SU-M3"]
    assert {s.parties for s in answer.seats} == {("halden",)}


def test_neither_party_nor_seat() -> None:
    with pytest.raises(UnknownPrincipal):
        who_could_act("oslo", date(2032, 3, 1), PROCEDURE, ROSTER)


def test_a_delegation_that_runs_in_a_circle_binds_nobody() -> None:
    day = date(2032, 1, 1)
    circle = (
        Mandate(seat="SEKR-M4", person="p-a", since=day, delegated_by="p-b"),
        Mandate(seat="SEKR-M4", person="p-b", since=day, delegated_by="p-a"),
    )
    places = (
        Holding(seat="SEKR-M4", person="p-a", rank=0, since=day),
        Holding(seat="SEKR-M4", person="p-b", rank=1, since=day),
    )
    roster = _with(ROSTER, places, circle)

    [seat] = who_could_act("SEKR-M4", day, PROCEDURE, roster).seats

    assert seat.acts is None
    assert {c.because for c in seat.candidates} == {Because.DELEGATION_LAPSED}


def test_of_two_mandates_on_one_day_the_one_that_binds_most_counts() -> None:
    day = date(2032, 1, 1)
    both = (
        Mandate(seat="SEKR-M4", person="p-a", since=day, subject_to=Treatment.POLITICAL),
        Mandate(seat="SEKR-M4", person="p-a", since=date(2032, 2, 1), until=date(2032, 2, 28)),
    )
    roster = _with(ROSTER, (Holding(seat="SEKR-M4", person="p-a", rank=0, since=day),), both)

    said = [
        who_could_act("SEKR-M4", date(2032, month, 15), PROCEDURE, roster).seats[0].candidates[0].because
        for month in (1, 2, 3)
    ]

    assert said == [Because.SUBJECT_TO, Because.MANDATE, Because.SUBJECT_TO]


def _with(roster: Roster, holdings: tuple[Holding, ...], mandates: tuple[Mandate, ...]) -> Roster:
    seats = {h.seat for h in holdings}
    return roster.model_copy(
        update={
            "holdings": (*(h for h in roster.holdings if h.seat not in seats), *holdings),
            "mandates": (*(m for m in roster.mandates if m.seat not in seats), *mandates),
        }
    )


def test_the_demonstration_can_be_asked_as_it_is() -> None:
    files = community()
    answer = who_could_act("hvaler", date(2026, 6, 1), files.procedure, files.roster_file.roster)

    assert [s.acts for s in answer.seats] == ["p-mj9p", "p-e7zh"]
