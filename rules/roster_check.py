"""Whether a roster can work: in itself, against a procedure, and what in it is allowed but hardly meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import combinations

from models.base import PartyId, PersonId, SeatId
from models.procedure import BodyDefinition, Procedure, Side
from models.roster import Group, Holding, Office, OfficeHolding, PartyCard, PartyKind, PersonCard, Roster
from rules.findings import Finding, Place, near, unique
from rules.mandate_check import check_mandates, check_mandates_against, warn_mandates
from rules.procedure_check import COUNTING_SIDES, LANGUAGES
from rules.reach import check_days


def check_roster(
    roster: Roster, persons: Sequence[PersonCard], party_cards: Sequence[PartyCard]
) -> tuple[Finding, ...]:
    """What is wrong within a roster and its cards, whatever the procedure."""
    return (
        *check_days(roster, ("roster",)),
        *_check_ids(roster, persons, party_cards),
        *_check_groups(roster),
        *_check_holdings(roster, {card.person for card in persons}),
        *_check_offices(roster, {card.person for card in persons}),
        *_check_cards(roster, persons, party_cards),
        *check_mandates(roster, [card.person for card in persons]),
    )


def check_roster_against(roster: Roster, procedure: Procedure) -> tuple[Finding, ...]:
    """What in a roster does not fit the seats and bodies of a procedure."""
    return (
        *_check_seat_groups(roster, procedure),
        *_check_sides(roster, procedure),
        *_check_known_seats(roster, procedure),
        *_check_two_seats(roster, procedure),
        *check_mandates_against(roster, procedure),
    )


def warn_roster(roster: Roster, procedure: Procedure, persons: Sequence[PersonCard]) -> tuple[Finding, ...]:
    """What is allowed, since life is so, but should be known before a case needs it."""
    return (
        *_warn_empty_seats(roster, procedure),
        *_warn_offices(roster),
        *_warn_unused_persons(roster, persons),
        *warn_mandates(roster, procedure),
    )


def _check_ids(roster: Roster, persons: Sequence[PersonCard], party_cards: Sequence[PartyCard]) -> Iterator[Finding]:
    yield from unique(("roster", "parties"), "party", [party.party for party in roster.parties])
    yield from unique(("roster", "groups"), "group", [group.group for group in roster.groups])
    yield from unique(("persons",), "person", [card.person for card in persons])
    yield from unique(("party_cards",), "card of the party", [card.party for card in party_cards])


def _check_groups(roster: Roster) -> Iterator[Finding]:
    known = [party.party for party in roster.parties]
    for index, group in enumerate(roster.groups):
        for position, party in enumerate(group.parties):
            place = ("roster", "groups", index, "parties", position)
            if party not in known:
                yield _no_party(place, party, known)
            if party in group.parties[:position]:
                yield Finding(
                    place=place,
                    what=f"the group {group.group} names the party {party} twice",
                    rule="ENGINE",
                    remedy="remove one of them",
                )
    grouped = {party for group in roster.groups for party in group.parties}
    for index, name in enumerate(known):
        if name not in grouped and roster.parties[index].until is None:
            yield Finding(
                place=("roster", "parties", index),
                what=f"the party {name} is in no group: nobody speaks for it",
                rule="P-22",
                remedy="add it to a group, or remove it",
            )


def _check_holdings(roster: Roster, persons: set[PersonId]) -> Iterator[Finding]:
    before: dict[tuple[SeatId, int], list[Holding]] = {}
    for index, holding in enumerate(roster.holdings):
        place = ("roster", "holdings", index)
        yield from _check_person(place, holding.person, persons)
        yield from _check_dates(place, holding)
        same_place = before.setdefault((holding.seat, holding.rank), [])
        for earlier in same_place:
            if _overlap(earlier, holding):
                who = "members" if holding.rank == 0 else f"deputies of rank {holding.rank}"
                yield Finding(
                    place=place,
                    what=f"{holding.seat} has two {who} on {max(earlier.since, holding.since)}",
                    rule="P-24" if holding.rank == 0 else "P-23",
                    remedy="end the earlier one with until, or give another rank",
                )
        same_place.append(holding)


def _check_offices(roster: Roster, persons: set[PersonId]) -> Iterator[Finding]:
    known = [party.party for party in roster.parties]
    for index, held in enumerate(roster.offices):
        place = ("roster", "offices", index)
        yield from _check_person(place, held.person, persons)
        yield from _check_dates(place, held)
        if held.office is Office.PARTY_CONTACT and held.party is None:
            yield Finding(
                place=place,
                what="a contact without a party",
                rule="P-11",
                remedy='add "party: ..." with the party the contact answers for',
            )
        if held.office is not Office.PARTY_CONTACT and held.party is not None:
            yield Finding(
                place=place,
                what=f"the office {held.office.value} is held for one party",
                rule="P-11",
                remedy="remove the party; only a party_contact has one",
            )
        if held.party is not None and held.party not in known:
            yield _no_party((*place, "party"), held.party, known)
    if not any(held.office is Office.SECRETARIAT for held in roster.offices):
        yield Finding(
            place=("roster", "offices"),
            what="nobody is in the secretariat: no case could be registered",
            rule="P-02",
            remedy='add a line with "office: secretariat"',
        )


def _check_cards(
    roster: Roster, persons: Sequence[PersonCard], party_cards: Sequence[PartyCard]
) -> Iterator[Finding]:
    outside = [one.office.value for one in roster.outside or ()]
    known = [*(party.party for party in roster.parties), *outside]
    yield from unique(("roster", "outside"), "office", outside)
    for index, card in enumerate(party_cards):
        if card.party not in known:
            yield _no_party(("party_cards", index), card.party, known)
    carded = {card.party for card in party_cards}
    for index, party in enumerate(known):
        if party not in carded:
            inside = len(roster.parties)
            place = ("roster", "outside", index - inside) if index >= inside else ("roster", "parties", index)
            yield Finding(
                place=place,
                what=f"the party {party} has no address: it could get no notice",
                rule="P-07",
                remedy="add a line for it below party_cards",
            )
    cards: tuple[tuple[str, Sequence[PersonCard | PartyCard]], ...] = (
        ("persons", persons),
        ("party_cards", party_cards),
    )
    for part, listed in cards:
        for index, one in enumerate(listed):
            if one.language not in LANGUAGES:
                yield Finding(
                    place=(part, index, "language"),
                    what=f'no message is written in the language "{one.language}"',
                    rule="ENGINE",
                    remedy=near(one.language, LANGUAGES),
                )


def _check_seat_groups(roster: Roster, procedure: Procedure) -> Iterator[Finding]:
    groups = [group.group for group in roster.groups]
    spoken_for = {seat.group for body in procedure.bodies for seat in body.seats if seat.group is not None}
    for name in sorted(spoken_for.difference(groups)):
        seats = [seat.seat for body in procedure.bodies for seat in body.seats if seat.group == name]
        yield Finding(
            place=("roster", "groups"),
            what=f"the group {name} is missing; {', '.join(seats)} speak for it",
            rule="P-18",
            remedy="add it with the parties it consists of",
        )
    for index, name in enumerate(groups):
        if name not in spoken_for:
            yield Finding(
                place=("roster", "groups", index),
                what=f"no seat of {procedure.procedure} speaks for the group {name}",
                rule="P-18",
                remedy=near(name, sorted(spoken_for)),
            )


def _check_sides(roster: Roster, procedure: Procedure) -> Iterator[Finding]:
    sides = _sides_of(procedure)
    kinds = {party.party: party.kind for party in roster.parties}
    for index, group in enumerate(roster.groups):
        for position, party in enumerate(group.parties):
            place = ("roster", "groups", index, "parties", position)
            for other in roster.groups[:index]:
                body = _both_in(other, group, procedure)
                same_side = any(side in sides(group) for side in sides(other))
                if party in other.parties and same_side and body is not None:
                    yield Finding(
                        place=place,
                        what=f"{party} is in two groups of {body.body}, {other.group} and {group.group}",
                        rule="P-18",
                        remedy="leave it in one: a party has one voice in a body",
                    )
            side = Side.MUNICIPAL if kinds.get(party) is PartyKind.MUNICIPALITY else Side.HOSPITAL
            if party in kinds and sides(group) and side not in sides(group):
                yield Finding(
                    place=place,
                    what=f"{party} is a {kinds[party].value} in a {sides(group)[0].value} group",
                    rule="P-18",
                    remedy="move it to a group of its own side, or correct its kind",
                )


def _both_in(one: Group, other: Group, procedure: Procedure) -> BodyDefinition | None:
    """The first body in which both groups have a seat that counts."""
    for body in procedure.bodies:
        spoken_for = {seat.group for seat in body.seats if seat.counts}
        if one.group in spoken_for and other.group in spoken_for:
            return body
    return None


def _sides_of(procedure: Procedure) -> Callable[[Group], list[Side]]:
    def sides(group: Group) -> list[Side]:
        held = {seat.side for body in procedure.bodies for seat in body.seats if seat.group == group.group}
        return [side for side in COUNTING_SIDES if side in held]

    return sides


def _check_known_seats(roster: Roster, procedure: Procedure) -> Iterator[Finding]:
    seats = [seat.seat for body in procedure.bodies for seat in body.seats]
    bodies = [body.body for body in procedure.bodies]
    for index, holding in enumerate(roster.holdings):
        if holding.seat not in seats:
            yield Finding(
                place=("roster", "holdings", index, "seat"),
                what=f"{procedure.procedure} has no seat {holding.seat}",
                rule="ENGINE",
                remedy=near(holding.seat, seats),
            )
    for index, held in enumerate(roster.offices):
        if held.body is not None and held.body not in bodies:
            yield Finding(
                place=("roster", "offices", index, "body"),
                what=f"{procedure.procedure} has no body {held.body}",
                rule="ENGINE",
                remedy=near(held.body, bodies),
            )


def _check_two_seats(roster: Roster, procedure: Procedure) -> Iterator[Finding]:
    """A person is member of at most one counted seat in a body (P-23); deputy of several is allowed."""
    for body in procedure.bodies:
        counted = {seat.seat for seat in body.seats if seat.counts}
        members = [
            (index, held) for index, held in enumerate(roster.holdings) if held.rank == 0 and held.seat in counted
        ]
        for (_, one), (index, other) in combinations(members, 2):
            if one.person == other.person and one.seat != other.seat and _overlap(one, other):
                yield Finding(
                    place=("roster", "holdings", index),
                    what=f"{other.person} is member of two counted seats: {one.seat} and {other.seat}",
                    rule="P-23",
                    remedy="give one of the seats another member",
                )


def _warn_empty_seats(roster: Roster, procedure: Procedure) -> Iterator[Finding]:
    members = {holding.seat for holding in roster.holdings if holding.rank == 0}
    for body in procedure.bodies:
        for seat in body.seats:
            if seat.counts and seat.seat not in members:
                yield Finding(
                    place=("roster", "holdings"),
                    what=f"{seat.seat} has no member: its parties may have nobody in {body.body}",
                    rule="P-22",
                    remedy='add a line with "rank: 0" for it',
                )


def _warn_offices(roster: Roster) -> Iterator[Finding]:
    contacts: set[PartyId | None] = {held.party for held in roster.offices if held.office is Office.PARTY_CONTACT}
    for index, party in enumerate(roster.parties):
        if party.party not in contacts:
            yield Finding(
                place=("roster", "parties", index),
                what=f"the party {party.party} has no contact who answers forankring",
                rule="P-11",
                remedy='add a line with "office: party_contact" for it',
            )
    held_offices = {held.office for held in roster.offices}
    for office in (Office.SAMHANDLINGSSJEF_MUNICIPAL, Office.SAMHANDLINGSSJEF_HOSPITAL):
        if office not in held_offices:
            yield Finding(
                place=("roster", "offices"),
                what=f"nobody is {office.value}: the type of a case is agreed by two",
                rule="P-04",
                remedy=f'add a line with "office: {office.value}"',
            )


def _warn_unused_persons(roster: Roster, persons: Sequence[PersonCard]) -> Iterator[Finding]:
    used = {holding.person for holding in roster.holdings} | {held.person for held in roster.offices}
    for index, card in enumerate(persons):
        if card.person not in used:
            yield Finding(
                place=("persons", index),
                what=f"{card.person} holds neither seat nor office",
                rule="ENGINE",
                remedy="remove the person: no more is kept than is used",
            )


def _check_person(place: Place, person: PersonId, persons: set[PersonId]) -> Iterator[Finding]:
    if person not in persons:
        yield Finding(
            place=(*place, "person"),
            what=f"nobody below persons has the id {person}",
            rule="ENGINE",
            remedy="add the person, or correct the id",
        )


def _check_dates(place: Place, held: Holding | OfficeHolding) -> Iterator[Finding]:
    if held.until is not None and held.until < held.since:
        yield Finding(
            place=(*place, "until"),
            what=f"it ends on {held.until}, before it begins on {held.since}",
            rule="P-24",
            remedy="put since and until in order; until is the last day",
        )


def _overlap(one: Holding, other: Holding) -> bool:
    ends = (one.until or date.max, other.until or date.max)
    return max(one.since, other.since) <= min(ends)


def _no_party(place: Place, party: PartyId, known: Sequence[PartyId]) -> Finding:
    return Finding(place=place, what=f"there is no party {party}", rule="ENGINE", remedy=near(party, known))
