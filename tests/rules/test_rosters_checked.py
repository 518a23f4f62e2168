"""What a roster may not be, place by place, and the nearest to it that it may (P-11, P-18, P-22..P-24)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models.procedure import BodyDefinition, Names, Procedure, Routing, SeatDefinition, Side
from models.roster import (
    Group,
    Holding,
    Office,
    OfficeHolding,
    Outside,
    OutsideOffice,
    Party,
    PartyCard,
    PartyKind,
    PersonCard,
    Roster,
)
from rules.findings import Finding
from rules.roster_check import check_roster, check_roster_against
from tests.rules.world import PROCEDURE

DAY = date(2026, 1, 1)
_NAMES = Names(nb="Navn", nn="Namn", en="Name")


def seat(name: str, side: Side, group: str | None = None) -> SeatDefinition:
    """A seat; it counts where it speaks for a group."""
    return SeatDefinition(seat=name, names=_NAMES, side=side, group=group, counts=group is not None)


def body(name: str, level: int, *seats: SeatDefinition) -> BodyDefinition:
    """A body, chaired from its first seat."""
    return BodyDefinition(body=name, names=_NAMES, level=level, chair=seats[0].seat, seats=seats)


LOW = body(
    "LOW", 1,
    seat("L-A", Side.MUNICIPAL, "ga"), seat("L-B", Side.MUNICIPAL, "gb"), seat("L-H", Side.HOSPITAL, "gh"),
    seat("L-U", Side.USERS),
)  # fmt: skip
HIGH = body("HIGH", 2, seat("H-A", Side.MUNICIPAL, "ga"), seat("H-H", Side.HOSPITAL, "gh"))
SMALL = PROCEDURE.model_copy(
    update={
        "procedure": "small",
        "bodies": (LOW, HIGH),
        "routing": Routing(larger_consequences="HIGH", professional="LOW", drofting_default="LOW"),
    }
)
"""A procedure with two bodies and few seats; its numbers and clocks are those of the demonstration."""


def held(seat: str, person: str, rank: int = 0, since: date = DAY, until: date | None = None) -> Holding:
    """A place in a seat."""
    return Holding(seat=seat, person=person, rank=rank, since=since, until=until)


def office(which: Office, person: str, party: str | None = None, **changes: Any) -> OfficeHolding:
    """An office somebody is in."""
    return OfficeHolding(office=which, person=person, party=party, since=DAY, **changes)


def party(name: str, kind: PartyKind = PartyKind.MUNICIPALITY, until: date | None = None) -> Party:
    """A party; a municipality unless it is said."""
    return Party(party=name, kind=kind, name=name, until=until)


def group(name: str, *parties: str) -> Group:
    """Parties that one seat speaks for."""
    return Group(group=name, name=name, parties=parties)


ROSTER = Roster(
    community="small",
    parties=(party("a1"), party("a2"), party("b1"), party("hosp", PartyKind.TRUST)),
    groups=(group("ga", "a1", "a2"), group("gb", "b1"), group("gh", "hosp")),
    holdings=(
        held("L-A", "p-a"), held("L-B", "p-b"), held("L-H", "p-h"), held("L-U", "p-u"),
        held("H-A", "p-ha"), held("H-H", "p-hh"), held("L-A", "p-d", 1),
    ),
    offices=(
        office(Office.SECRETARIAT, "p-s"),
        office(Office.SAMHANDLINGSSJEF_MUNICIPAL, "p-a"), office(Office.SAMHANDLINGSSJEF_HOSPITAL, "p-h"),
        *(office(Office.PARTY_CONTACT, "p-c", name) for name in ("a1", "a2", "b1", "hosp")),
    ),
)  # fmt: skip
CARDS = tuple(
    PersonCard(person=person, name="Navn", email="navn@hus.example")
    for person in ("p-a", "p-b", "p-h", "p-u", "p-ha", "p-hh", "p-d", "p-s", "p-c")
)
ADDRESSES = tuple(PartyCard(party=name, email="post@hus.example") for name in ("a1", "a2", "b1", "hosp"))

Told = tuple[str, str, str]
"""Where, by which rule, what."""


def told(findings: tuple[Finding, ...]) -> list[Told]:
    """What was found, in order; each with something to do about it."""
    assert all(found.remedy for found in findings)
    return [(".".join(map(str, found.place)), found.rule, found.what) for found in findings]


def in_itself(*, cards: Any = CARDS, addresses: Any = ADDRESSES, **changes: Any) -> list[Told]:
    """What is wrong within the roster, changed like this."""
    return told(check_roster(ROSTER.model_copy(update=changes), cards, addresses))


def against(procedure: Procedure = SMALL, **changes: Any) -> list[Told]:
    """What of it does not fit the procedure."""
    return told(check_roster_against(ROSTER.model_copy(update=changes), procedure))


def also(**more: Any) -> dict[str, Any]:
    """The roster with something more at the end of its lists."""
    return {name: (*(getattr(ROSTER, name) or ()), *values) for name, values in more.items()}


def test_the_small_roster_can_work() -> None:
    assert (in_itself(), against()) == ([], [])


LATER = DAY + timedelta(days=100)
NEXT = LATER + timedelta(days=1)


class TestInItself:
    """Whatever the procedure: ids, groups, places, offices, cards."""

    @pytest.mark.parametrize(
        ("changes", "found"),
        [
            pytest.param(
                also(parties=[party("b1")]), [("roster.parties.4", "ENGINE", "the party b1 stands twice")], id="party"
            ),
            pytest.param(
                also(groups=[group("gb", "b1")]), [("roster.groups.3", "ENGINE", "the group gb stands twice")],
                id="group"
            ),
            pytest.param(
                {"cards": (*CARDS, CARDS[1])}, [("persons.9", "ENGINE", "the person p-b stands twice")], id="person"
            ),
            pytest.param(
                {"addresses": (*ADDRESSES, ADDRESSES[0])},
                [("party_cards.4", "ENGINE", "the card of the party a1 stands twice")], id="card of a party",
            ),
            pytest.param(
                also(outside=[Outside(office=OutsideOffice.RHF, name="RHF")] * 2)
                | {"addresses": (*ADDRESSES, PartyCard(party="rhf", email="post@rhf.example"))},
                [("roster.outside.1", "ENGINE", "the office rhf stands twice")], id="office outside",
            ),
        ],
    )  # fmt: skip
    def test_an_id_stands_once(self, changes: dict[str, Any], found: list[Told]) -> None:
        assert in_itself(**changes) == found

    @pytest.mark.parametrize(
        ("changes", "found"),
        [
            pytest.param(
                {"groups": (*ROSTER.groups[:2], group("gh", "hosp", "nobody"))},
                [("roster.groups.2.parties.1", "ENGINE", "there is no party nobody")], id="of a party that is none",
            ),
            pytest.param(
                {"groups": (*ROSTER.groups[:2], group("gh", "hosp", "hosp"))},
                [("roster.groups.2.parties.1", "ENGINE", "the group gh names the party hosp twice")],
                id="of one twice",
            ),
            pytest.param(
                {"groups": (group("ga", "a1"), *ROSTER.groups[1:])},
                [("roster.parties.1", "P-22", "the party a2 is in no group: nobody speaks for it")], id="without one",
            ),
            pytest.param(
                {"groups": (group("ga", "a1"), *ROSTER.groups[1:]),
                 "parties": (ROSTER.parties[0], party("a2", until=DAY), *ROSTER.parties[2:])},
                [], id="without one that has left",
            ),
        ],
    )  # fmt: skip
    def test_a_group_is_of_parties_and_all_are_in_one(self, changes: dict[str, Any], found: list[Told]) -> None:
        assert in_itself(**changes) == found

    @pytest.mark.parametrize(
        ("holdings", "found"),
        [
            pytest.param(
                [held("L-A", "p-0", 2)],
                [("roster.holdings.7.person", "ENGINE", "nobody below persons has the id p-0")],
                id="of nobody",
            ),
            pytest.param(
                [held("L-A", "p-c", 2, LATER, LATER - timedelta(days=1))],
                [("roster.holdings.7.until", "P-24",
                  f"it ends on {LATER - timedelta(days=1)}, before it begins on {LATER}")],
                id="that ends before it begins",
            ),
            pytest.param([held("L-A", "p-c", 2, LATER, LATER)], [], id="of one day"),
            pytest.param(
                [held("L-B", "p-c", 0, LATER)],
                [("roster.holdings.7", "P-24", f"L-B has two members on {LATER}")], id="of a second member",
            ),
            pytest.param(
                [held("L-B", "p-c", 0, date(2020, 1, 1))],
                [("roster.holdings.7", "P-24", f"L-B has two members on {DAY}")], id="of a member from before",
            ),
            pytest.param(
                [held("L-B", "p-c", 0, date(2020, 1, 1), DAY - timedelta(days=1))], [], id="the member before",
            ),
            pytest.param(
                [held("L-B", "p-c", 0, date(2020, 1, 1), DAY)],
                [("roster.holdings.7", "P-24", f"L-B has two members on {DAY}")], id="a day too long",
            ),
            pytest.param(
                [held("L-A", "p-c", 1, LATER)],
                [("roster.holdings.7", "P-23", f"L-A has two deputies of rank 1 on {LATER}")],
                id="of a second deputy",
            ),
            pytest.param(
                [held("L-B", "p-c", 1, DAY, LATER), held("L-B", "p-s", 1, NEXT), held("L-B", "p-u", 1, LATER, LATER)],
                [("roster.holdings.9", "P-23", f"L-B has two deputies of rank 1 on {LATER}")],
                id="of three, one between",
            ),
            pytest.param([held("L-A", "p-c", 2)], [], id="of a second rank"),
            pytest.param([held("X-1", "p-c", 1)], [], id="of a deputy without a member"),
            pytest.param(
                [held("L-B", "p-b", 0, LATER)],
                [("roster.holdings.7", "P-24", f"L-B has two members on {LATER}")], id="twice of the same member",
            ),
            pytest.param([held("L-H", "p-d", 1)], [], id="of a deputy of two seats"),
            pytest.param(
                [held("L-B", "p-c", 2)],
                [("roster.holdings.7.rank", "P-23", "L-B has a deputy of rank 2, but none of rank 1")],
                id="of a rank too many",
            ),
            pytest.param(
                [held("L-B", "p-b", 1, LATER)],
                [("roster.holdings.7.person", "P-23", f"p-b has two places in L-B on {LATER}")], id="beside the own",
            ),
            pytest.param(
                [held("H-A", "p-c", 1, DAY, LATER), held("H-A", "p-c", 2, NEXT)], [], id="of another rank later",
            ),
            pytest.param(
                [held("H-A", "p-c", 1, DAY, LATER), held("H-A", "p-c", 2, LATER)],
                [("roster.holdings.8.person", "P-23", f"p-c has two places in H-A on {LATER}")],
                id="and for a day both",
            ),
            pytest.param(
                [held("L-B", "p-c", 1).model_copy(update={"employed_by": "nobody"})],
                [("roster.holdings.7.employed_by", "ENGINE", "there is no party nobody")], id="employed by no party",
            ),
            pytest.param(
                [held("L-B", "p-c", 1).model_copy(update={"employed_by": "a1"})], [], id="employed by a party",
            ),
            pytest.param(
                [held("L-A", "p-c", 2, date(1899, 12, 31))],
                [("roster.holdings.7.since", "T-01", "1899-12-31 lies outside 1900 to 2199")], id="since ever",
            ),
            pytest.param(
                [held("L-A", "p-c", 2, DAY, date(2200, 1, 1))],
                [("roster.holdings.7.until", "T-01", "2200-01-01 lies outside 1900 to 2199")], id="for ever",
            ),
            pytest.param([held("L-A", "p-c", 2, date(1900, 1, 1), date(2199, 12, 31))], [], id="for three centuries"),
        ],
    )  # fmt: skip
    def test_a_place_in_a_seat(self, holdings: list[Holding], found: list[Told]) -> None:
        assert in_itself(**also(holdings=holdings)) == found

    @pytest.mark.parametrize(
        ("changes", "found"),
        [
            pytest.param(
                also(offices=[office(Office.SECRETARIAT, "p-0")]),
                [("roster.offices.7.person", "ENGINE", "nobody below persons has the id p-0")], id="of nobody",
            ),
            pytest.param(
                also(offices=[office(Office.SECRETARIAT, "p-u", until=DAY - timedelta(days=1))]),
                [("roster.offices.7.until", "P-24", f"it ends on 2025-12-31, before it begins on {DAY}")],
                id="backwards",
            ),
            pytest.param(
                also(offices=[office(Office.PARTY_CONTACT, "p-u")]),
                [("roster.offices.7", "P-11", "a contact without a party")], id="a contact of none",
            ),
            pytest.param(
                also(offices=[office(Office.SECRETARIAT, "p-u", "a1")]),
                [("roster.offices.7", "P-11", "the office secretariat is held for one party")], id="for one party",
            ),
            pytest.param(
                also(offices=[office(Office.PARTY_CONTACT, "p-u", "nobody")]),
                [("roster.offices.7.party", "ENGINE", "there is no party nobody")], id="for a party that is none",
            ),
            pytest.param(
                {"offices": ROSTER.offices[1:]},
                [("roster.offices", "P-02", "nobody is in the secretariat: no case could be registered")],
                id="nobody's, that somebody must have",
            ),
        ],
    )  # fmt: skip
    def test_an_office(self, changes: dict[str, Any], found: list[Told]) -> None:
        assert in_itself(**changes) == found

    RHF = Outside(office=OutsideOffice.RHF, name="RHF")

    @pytest.mark.parametrize(
        ("changes", "found"),
        [
            pytest.param(
                {"addresses": (*ADDRESSES, PartyCard(party="nobody", email="x@y.example"))},
                [("party_cards.4", "ENGINE", "there is no party nobody")], id="of no party",
            ),
            pytest.param(
                {"addresses": ADDRESSES[:-1]},
                [("roster.parties.3", "P-07", "the party hosp has no address: it could get no notice")],
                id="missing, of a party",
            ),
            pytest.param(
                {"outside": (RHF,)},
                [("roster.outside.0", "P-07", "the party rhf has no address: it could get no notice")],
                id="missing, of an office outside",
            ),
            pytest.param(
                {"outside": (RHF,), "addresses": (*ADDRESSES, PartyCard(party="rhf", email="x@y.example"))},
                [], id="of an office outside",
            ),
            pytest.param(
                {"addresses": (*ADDRESSES[:3], ADDRESSES[3].model_copy(update={"language": "de"}))},
                [("party_cards.3.language", "ENGINE", 'no message is written in the language "de"')],
                id="in a language nobody writes, of a party",
            ),
            pytest.param(
                {"cards": (CARDS[0].model_copy(update={"language": "de"}), *CARDS[1:])},
                [("persons.0.language", "ENGINE", 'no message is written in the language "de"')],
                id="in a language nobody writes, of a person",
            ),
            *(
                pytest.param({"cards": (CARDS[0].model_copy(update={"language": known}), *CARDS[1:])}, [], id=known)
                for known in ("nb", "nn", "en")
            ),
        ],
    )  # fmt: skip
    def test_a_card(self, changes: dict[str, Any], found: list[Told]) -> None:
        assert in_itself(**changes) == found


class TestAgainstTheProcedure:
    """Seats, groups, sides and bodies are the procedure's (P-18, P-23)."""

    @pytest.mark.parametrize(
        ("changes", "found"),
        [
            pytest.param(
                {"groups": ROSTER.groups[1:]},
                [("roster.groups", "P-18", "the group ga is missing; L-A, H-A speak for it")], id="missing",
            ),
            pytest.param(
                {"groups": ROSTER.groups[1:2]},
                [("roster.groups", "P-18", "the group ga is missing; L-A, H-A speak for it"),
                 ("roster.groups", "P-18", "the group gh is missing; L-H, H-H speak for it")], id="two missing",
            ),
            pytest.param(
                also(groups=[group("gz", "b1")]),
                [("roster.groups.3", "P-18", "no seat of small speaks for the group gz")], id="nobody's",
            ),
            pytest.param(
                {"groups": (*ROSTER.groups[:1], group("gb", "b1", "a2"), ROSTER.groups[2])},
                [("roster.groups.1.parties.1", "P-18", "a2 is in two groups of LOW, ga and gb")],
                id="two of one body",
            ),
            pytest.param(
                {"groups": (*ROSTER.groups[:2], group("gh", "hosp", "a2"))},
                [("roster.groups.2.parties.1", "P-18", "a2 is a municipality in a hospital group")],
                id="of the other side",
            ),
            pytest.param(
                {"groups": (ROSTER.groups[0], group("gb", "b1", "hosp"), ROSTER.groups[2])},
                [("roster.groups.1.parties.1", "P-18", "hosp is a trust in a municipal group")], id="the trust's",
            ),
            pytest.param(
                {"parties": (*ROSTER.parties[:3], party("hosp", PartyKind.PRIVATE_HOSPITAL))}, [],
                id="a private hospital",
            ),
            pytest.param(
                {"groups": (group("ga", "a1", "a2", "nobody"), *ROSTER.groups[1:])}, [],
                id="of nobody, which is told elsewhere",
            ),
        ],
    )  # fmt: skip
    def test_groups(self, changes: dict[str, Any], found: list[Told]) -> None:
        assert against(**changes) == found

    @pytest.mark.parametrize(
        ("added", "in_two"),
        [
            pytest.param((HIGH, seat("H-B", Side.MUNICIPAL, "gx")), False, id="in another body"),
            pytest.param((LOW, seat("L-X", Side.MUNICIPAL, "gx")), True, id="in the same body"),
            pytest.param(
                (LOW, seat("L-X", Side.MUNICIPAL, "gx").model_copy(update={"counts": False})),
                False,
                id="only heard there",
            ),
        ],
    )
    def test_a_party_has_one_voice_in_a_body(
        self, added: tuple[BodyDefinition, SeatDefinition], in_two: bool
    ) -> None:
        where, new = added
        grown = where.model_copy(update={"seats": (*where.seats, new)})
        bodies = tuple(grown if one.body == where.body else one for one in SMALL.bodies)

        found = against(SMALL.model_copy(update={"bodies": bodies}), **also(groups=[group("gx", "b1")]))

        assert found == (
            [("roster.groups.3.parties.0", "P-18", "b1 is in two groups of LOW, gb and gx")] if in_two else []
        )

    def test_the_first_body_is_named_in_which_it_has_two(self) -> None:
        high = HIGH.model_copy(update={"seats": (*HIGH.seats, seat("H-X", Side.MUNICIPAL, "gx"))})
        procedure = SMALL.model_copy(update={"bodies": (LOW, high)})

        found = against(procedure, **also(groups=[group("gx", "a1")]))

        assert found == [("roster.groups.3.parties.0", "P-18", "a1 is in two groups of HIGH, ga and gx")]

    @pytest.mark.parametrize(
        ("changes", "found"),
        [
            pytest.param(
                also(holdings=[held("X-1", "p-c")]),
                [("roster.holdings.7.seat", "ENGINE", "small has no seat X-1")],
                id="no such seat",
            ),
            pytest.param(
                also(offices=[office(Office.SECRETARIAT, "p-s", body="X")]),
                [("roster.offices.7.body", "ENGINE", "small has no body X")],
                id="no such body",
            ),
            pytest.param(also(offices=[office(Office.SECRETARIAT, "p-s", body="HIGH")]), [], id="a body"),
        ],
    )
    def test_seats_and_bodies_are_known(self, changes: dict[str, Any], found: list[Told]) -> None:
        assert against(**changes) == found

    @pytest.mark.parametrize(
        ("holding", "two"),
        [
            pytest.param(held("L-B", "p-a"), True, id="members of both"),
            pytest.param(held("L-B", "p-a", 1), False, id="deputy of the other"),
            pytest.param(held("L-U", "p-a"), False, id="the other is only heard"),
            pytest.param(held("H-A", "p-a"), False, id="in another body"),
            pytest.param(held("L-A", "p-a"), False, id="the same seat"),
            pytest.param(held("L-B", "p-a", 0, date(2020, 1, 1), DAY), True, id="for one day"),
            pytest.param(held("L-B", "p-a", 0, date(2020, 1, 1), DAY - timedelta(days=1)), False, id="before"),
        ],
    )
    def test_one_person_is_member_of_one_counted_seat_of_a_body(self, holding: Holding, two: bool) -> None:
        what = "p-a is member of two counted seats: L-A and L-B"

        assert against(**also(holdings=[holding])) == ([("roster.holdings.7", "P-23", what)] if two else [])
