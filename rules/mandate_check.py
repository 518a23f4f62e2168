"""Whether the mandates and deputies of a roster can work, and what is allowed but hardly meant (P-23, P-24)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from models.base import PartyId, PersonId
from models.procedure import Procedure
from models.roster import Holding, Mandate, Roster
from rules.findings import Finding, Place, near
from rules.mandates import authority_of, can_hand_on
from rules.parties import present_parties
from rules.seats import in_force, parties_of


def check_mandates(roster: Roster, persons: Sequence[PersonId]) -> tuple[Finding, ...]:
    """What is wrong with mandates and deputies in themselves."""
    return (
        *_check_deputies(roster),
        *_check_employers(roster),
        *_check_each(roster, persons),
        *_check_twice(roster),
        *_check_delegations(roster),
    )


def check_mandates_against(roster: Roster, procedure: Procedure) -> tuple[Finding, ...]:
    """Mandates for parties that the seat does not speak for."""
    return tuple(_check_parties_of_seat(roster, procedure))


def warn_mandates(roster: Roster, procedure: Procedure) -> tuple[Finding, ...]:
    """Gaps, and deputies from another party of whom nothing is written."""
    return (*_warn_gaps_in_seats(roster, procedure), *_warn_gaps(roster), *_warn_unwritten(roster, procedure))


def _check_deputies(roster: Roster) -> Iterator[Finding]:
    ranks = {(h.seat, h.rank) for h in roster.holdings}
    for index, held in enumerate(roster.holdings):
        place = ("roster", "holdings", index)
        if held.rank > 1 and (held.seat, held.rank - 1) not in ranks:
            yield Finding(
                place=(*place, "rank"),
                what=f"{held.seat} has a deputy of rank {held.rank}, but none of rank {held.rank - 1}",
                rule="P-23",
                remedy="number the deputies 1, 2, 3 in the order they step in",
            )
        for other in roster.holdings[:index]:
            same = (other.seat, other.person) == (held.seat, held.person) and other.rank != held.rank
            if same and _overlap(other.since, other.until, held):
                yield Finding(
                    place=(*place, "person"),
                    what=f"{held.person} has two places in {held.seat} on {max(other.since, held.since)}",
                    rule="P-23",
                    remedy="end the earlier one with until: a person cannot be their own deputy",
                )


def _check_employers(roster: Roster) -> Iterator[Finding]:
    known = [party.party for party in roster.parties]
    for index, held in enumerate(roster.holdings):
        if held.employed_by is not None and held.employed_by not in known:
            yield _no_party(("roster", "holdings", index, "employed_by"), held.employed_by, known)


def _check_each(roster: Roster, persons: Sequence[PersonId]) -> Iterator[Finding]:
    known = [party.party for party in roster.parties]
    for index, mandate in enumerate(roster.mandates):
        place = ("roster", "mandates", index)
        for position, party in enumerate(mandate.parties):
            if party not in known:
                yield _no_party((*place, "parties", position), party, known)
        if mandate.until is not None and mandate.until < mandate.since:
            yield Finding(
                place=(*place, "until"),
                what=f"it ends on {mandate.until}, before it begins on {mandate.since}",
                rule="P-24",
                remedy="put since and until in order; until is the last day",
            )
        if mandate.person not in persons:
            yield Finding(
                place=(*place, "person"),
                what=f"nobody below persons has the id {mandate.person}",
                rule="ENGINE",
                remedy="add the person, or correct the id",
            )
            continue
        places = [h for h in roster.holdings if (h.seat, h.person) == (mandate.seat, mandate.person)]
        if not any(_overlap(mandate.since, mandate.until, h) for h in places):
            yield Finding(
                place=place,
                what=f"{mandate.person} has a mandate in {mandate.seat}, and no place in it while it lasts",
                rule="P-23",
                remedy="add the place below holdings, or correct the seat, the person or the dates",
            )


def _check_twice(roster: Roster) -> Iterator[Finding]:
    for index, mandate in enumerate(roster.mandates):
        for other in roster.mandates[:index]:
            alike = (other.seat, other.person, other.delegated_by, other.subject_to) == (
                mandate.seat, mandate.person, mandate.delegated_by, mandate.subject_to,
            )  # fmt: skip
            shared = _shared(other, mandate)
            if alike and shared is not None and _overlap(other.since, other.until, mandate):
                yield Finding(
                    place=("roster", "mandates", index),
                    what=f"{mandate.person} has two like mandates in {mandate.seat} for {shared} "
                    f"on {max(other.since, mandate.since)}",
                    rule="P-24",
                    remedy="end the earlier one with until, or leave one of them out",
                )
                break


def _shared(one: Mandate, other: Mandate) -> str | None:
    """A party both are for; "every party" where one names none."""
    if not one.parties or not other.parties:
        return next(iter((*one.parties, *other.parties)), "every party")
    return next((party for party in other.parties if party in one.parties), None)


def _check_delegations(roster: Roster) -> Iterator[Finding]:
    for index, mandate in enumerate(roster.mandates):
        if mandate.delegated_by is None:
            continue
        place = ("roster", "mandates", index, "delegated_by")
        if all(h.person != mandate.delegated_by for h in roster.holdings):
            yield Finding(
                place=place,
                what=f"{mandate.delegated_by}, who delegated it, holds no seat",
                rule="P-23",
                remedy="name the holder who delegated it; leave the key out where the parties gave it themselves",
            )
        elif _circle(mandate, roster):
            yield Finding(
                place=place,
                what=f"the delegation to {mandate.person} goes in a circle",
                rule="P-23",
                remedy="let the chain begin with a mandate that a party gave directly",
            )
        else:
            yield from _check_delegated(place, mandate, roster)


def _circle(mandate: Mandate, roster: Roster) -> bool:
    seen: list[PersonId] = [mandate.person]
    links: list[PersonId] = [mandate.delegated_by] if mandate.delegated_by else []
    while links:
        link = links.pop()
        if link == mandate.person:
            return True
        if link not in seen:
            seen.append(link)
            links += [m.delegated_by for m in roster.mandates if m.person == link and m.delegated_by]
    return False


def _check_delegated(place: Place, mandate: Mandate, roster: Roster) -> Iterator[Finding]:
    """Nobody hands on what they have not got on the day they hand it on."""
    places = [
        h for h in roster.holdings if h.person == mandate.delegated_by and in_force(h.since, h.until, mandate.since)
    ]
    groups = {party for group in roster.groups for party in group.parties}
    for party in mandate.parties:
        held = ((h.seat, authority_of(h.person, h.seat, party, roster, mandate.since).ground) for h in places)
        if party in groups and not any(can_hand_on(ground, seat, mandate.seat) for seat, ground in held):
            yield Finding(
                place=place,
                what=f"{mandate.delegated_by} has no authority for {party} on {mandate.since} to delegate",
                rule="P-23",
                remedy="correct the dates or the parties, or name who did delegate it",
            )


def _check_parties_of_seat(roster: Roster, procedure: Procedure) -> Iterator[Finding]:
    seats = {seat.seat: seat for body in procedure.bodies for seat in body.seats}
    here = present_parties(roster)
    for index, mandate in enumerate(roster.mandates):
        place = ("roster", "mandates", index)
        seat = seats.get(mandate.seat)
        if seat is None:
            what = f"{procedure.procedure} has no seat {mandate.seat}"
            yield Finding(place=(*place, "seat"), what=what, rule="ENGINE", remedy=near(mandate.seat, seats))
            continue
        if not seat.counts:
            yield Finding(
                place=(*place, "seat"),
                what=f"{mandate.seat} is heard, not counted: it can bind nobody",
                rule="P-18",
                remedy="remove the mandate; who sits there speaks and proposes all the same",
            )
            continue
        spoken_for = parties_of(mandate.seat, procedure, roster)
        for position, party in enumerate(mandate.parties):
            if party in here and party not in spoken_for:
                yield Finding(
                    place=(*place, "parties", position),
                    what=f"{mandate.seat} does not speak for {party}",
                    rule="P-23",
                    remedy=near(party, spoken_for),
                )


def _warn_gaps_in_seats(roster: Roster, procedure: Procedure) -> Iterator[Finding]:
    for body in procedure.bodies:
        for seat in body.seats:
            members = sorted(
                ((i, h) for i, h in enumerate(roster.holdings) if h.seat == seat.seat and h.rank == 0),
                key=lambda found: found[1].since,
            )
            for (_, former), (index, following) in pairwise(members):
                gap = _gap(former.until, following.since)
                if seat.counts and gap is not None:
                    yield Finding(
                        place=("roster", "holdings", index, "since"),
                        what=f"{seat.seat} has no member {gap}",
                        rule="P-24",
                        remedy="let the new member begin the day after the former one, or count on a deputy",
                    )


def _warn_gaps(roster: Roster) -> Iterator[Finding]:
    by_holder: dict[tuple[str, str, PartyId | None], list[tuple[int, Mandate]]] = {}
    for index, mandate in enumerate(roster.mandates):
        for party in mandate.parties or (None,):
            by_holder.setdefault((mandate.seat, mandate.person, party), []).append((index, mandate))
    for (seat, person, party), written in by_holder.items():
        for (_, former), (index, following) in pairwise(sorted(written, key=lambda found: found[1].since)):
            gap = _gap(former.until, following.since)
            if gap is not None:
                yield Finding(
                    place=("roster", "mandates", index, "since"),
                    what=f"{person} has no mandate in {seat} for {party or 'its parties'} {gap}",
                    rule="P-24",
                    remedy="let the new mandate begin the day after the former one; a consent in between waits",
                )


def _warn_unwritten(roster: Roster, procedure: Procedure) -> Iterator[Finding]:
    written = {(m.seat, m.person) for m in roster.mandates}
    seats = {seat.seat: parties_of(seat.seat, procedure, roster) for body in procedure.bodies for seat in body.seats}
    for index, held in enumerate(roster.holdings):
        others = [party for party in seats.get(held.seat, ()) if party != held.employed_by]
        if held.employed_by is not None and held.rank > 0 and others and (held.seat, held.person) not in written:
            yield Finding(
                place=("roster", "holdings", index),
                what=f"{held.person} stands in for {', '.join(others)}; no mandate is written",
                rule="P-23",
                remedy="add it below mandates, with who gave it; until then the place itself is the authority",
            )


def _gap(until: date | None, since: date) -> str | None:
    if until is None or since <= until + timedelta(days=1):
        return None
    return f"from {until + timedelta(days=1)} to {since - timedelta(days=1)}"


def _overlap(since: date, until: date | None, other: Holding | Mandate) -> bool:
    return max(since, other.since) <= min(until or date.max, other.until or date.max)


def _no_party(place: Place, party: PartyId, known: Sequence[PartyId]) -> Finding:
    return Finding(place=place, what=f"there is no party {party}", rule="ENGINE", remedy=near(party, known))
