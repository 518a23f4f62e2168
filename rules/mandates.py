"""Whom a holder can bind, and who could act for a party or a seat on a day, and why (P-22, P-23, P-24, P-26).

Nothing here certifies that anybody is bound in law: it says what the roster claims, on that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from models.base import PartyId, PersonId, SeatId
from models.procedure import BodyDefinition, Procedure, SeatDefinition
from models.roster import Authority, AuthorityGround, Holding, Mandate, Roster
from models.who import Because, Candidate, Could, SeatAnswer, WhoCouldAct
from rules.seats import holdings_of, in_force, parties_of


def authority_of(person: PersonId, seat: SeatId, party: PartyId, roster: Roster, day: date) -> Authority:
    """What a holder of the seat can do for one party on a day (P-23, P-24).

    Where the roster writes no mandate for a holder, the place in the seat is itself the authority, for every party of
    the seat and as long as the place is held: parties that appoint their members by the agreement write no more.
    Mandates may overlap; the one that binds most counts.
    """
    return _authority(person, seat, party, roster, day, ())


def authorities_of(
    person: PersonId, seat: SeatId, parties: Iterable[PartyId], roster: Roster, day: date
) -> tuple[Authority, ...]:
    """`authority_of` for each of the parties, in their order."""
    return tuple(authority_of(person, seat, party, roster, day) for party in parties)


NO_AUTHORITY = (AuthorityGround.NO_AUTHORITY, AuthorityGround.NOT_YET)

_ORDER = (
    AuthorityGround.MANDATE,
    AuthorityGround.SUBJECT_TO,
    AuthorityGround.DELEGATION_LAPSED,
    AuthorityGround.EXPIRED,
    AuthorityGround.NOT_YET,
)


def _authority(
    person: PersonId, seat: SeatId, party: PartyId, roster: Roster, day: date, asked: tuple[PersonId, ...]
) -> Authority:
    written = [m for m in roster.mandates if (m.person, m.seat) == (person, seat)]
    if not written:
        return Authority(party=party, ground=AuthorityGround.BY_SEAT)
    covering = [m for m in written if not m.parties or party in m.parties]
    if not covering:
        return Authority(party=party, ground=AuthorityGround.NO_AUTHORITY)
    judged = [_by_mandate(m, party, roster, day, (*asked, person)) for m in covering]
    best = min(_ORDER.index(a.ground) for a in judged)
    return max((a for a in judged if a.ground is _ORDER[best]), key=lambda a: a.until or date.max)


def _by_mandate(
    mandate: Mandate, party: PartyId, roster: Roster, day: date, asked: tuple[PersonId, ...]
) -> Authority:
    if mandate.since > day:
        ground = AuthorityGround.NOT_YET
    elif not in_force(mandate.since, mandate.until, day):
        ground = AuthorityGround.EXPIRED
    elif mandate.delegated_by is not None and not _can_delegate(mandate, party, roster, day, asked):
        ground = AuthorityGround.DELEGATION_LAPSED
    elif mandate.subject_to is not None:
        ground = AuthorityGround.SUBJECT_TO
    else:
        ground = AuthorityGround.MANDATE
    return Authority(
        party=party,
        ground=ground,
        since=mandate.since,
        until=mandate.until,
        treatment=mandate.subject_to if ground is AuthorityGround.SUBJECT_TO else None,
        delegated_by=mandate.delegated_by,
    )


def _can_delegate(mandate: Mandate, party: PartyId, roster: Roster, day: date, asked: tuple[PersonId, ...]) -> bool:
    """Whether the one who delegated it holds a place that day in which they can bind the party themselves.

    A chain of delegations holds as long as each link does; one that runs in a circle holds nothing.
    """
    giver = mandate.delegated_by
    if giver is None or giver in asked:
        return False
    places = (h for h in roster.holdings if h.person == giver and in_force(h.since, h.until, day))
    return any(
        can_hand_on(_authority(giver, h.seat, party, roster, day, asked).ground, h.seat, mandate.seat) for h in places
    )


def can_hand_on(ground: AuthorityGround, held: SeatId, seat: SeatId) -> bool:
    """Whether what somebody has in one seat can be delegated in another; what goes with a seat stays in it."""
    if ground is AuthorityGround.BY_SEAT:
        return held == seat
    return ground in (AuthorityGround.MANDATE, AuthorityGround.SUBJECT_TO)


class UnknownPrincipal(LookupError):
    """Neither a party of the roster nor a seat of the procedure."""


def who_could_act(
    wanted: str, day: date, procedure: Procedure, roster: Roster, *, recused: Iterable[PersonId] = ()
) -> WhoCouldAct:
    """Who could act for a party, or in a seat, on a day, and why each other could not (P-22..P-24, P-26).

    A party is asked about in every counted seat that speaks for it; a seat about all its parties.

    Args:
        wanted: A party or a seat, by id.
        day: The local day it is asked about.
        procedure: Which seats there are, and which count.
        roster: The roster to answer from.
        recused: Persons who may not take part in the matter.

    Raises:
        UnknownPrincipal: there is no such party or seat.
    """
    away = tuple(recused)
    for body in procedure.bodies:
        for seat in body.seats:
            if seat.seat == wanted:
                parties = parties_of(seat.seat, procedure, roster)
                answer = _in_seat(body, seat, parties, day, roster, away)
                return WhoCouldAct(day=day, seat=wanted, seats=(answer,))
    if all(party.party != wanted for party in roster.parties):
        raise UnknownPrincipal(wanted)
    answers = tuple(
        _in_seat(body, seat, (wanted,), day, roster, away)
        for body in procedure.bodies
        for seat in body.seats
        if seat.counts and wanted in parties_of(seat.seat, procedure, roster)
    )
    return WhoCouldAct(day=day, party=wanted, seats=answers)


def _in_seat(
    body: BodyDefinition,
    seat: SeatDefinition,
    parties: tuple[PartyId, ...],
    day: date,
    roster: Roster,
    recused: tuple[PersonId, ...],
) -> SeatAnswer:
    places = [h for h in roster.holdings if h.seat == seat.seat]
    now = [h for h in places if in_force(h.since, h.until, day)]
    ordered = sorted(now, key=lambda h: h.rank) + sorted(
        (h for h in places if h not in now), key=lambda h: (h.rank, h.since)
    )
    candidates = tuple(_candidate(h, body, seat, parties, day, roster, recused) for h in ordered)
    return SeatAnswer(
        body=body.body,
        seat=seat.seat,
        counts=seat.counts,
        parties=parties,
        vacant=all(h.rank > 0 for h in now),
        acts=next((c.person for c in candidates if c.could is Could.YES), None),
        candidates=candidates,
    )


def _candidate(
    held: Holding,
    body: BodyDefinition,
    seat: SeatDefinition,
    parties: tuple[PartyId, ...],
    day: date,
    roster: Roster,
    recused: tuple[PersonId, ...],
) -> Candidate:
    elsewhere = member_elsewhere(held.person, seat.seat, body, roster, day)
    authorities = authorities_of(held.person, seat.seat, parties, roster, day)
    barred = _barred(held, seat, day, recused, elsewhere)
    could, because = (Could.NO, barred) if barred is not None else _by_authority(authorities)
    return Candidate(
        person=held.person,
        rank=held.rank,
        could=could,
        because=because,
        since=held.since,
        until=held.until,
        function=held.function,
        employed_by=held.employed_by,
        other_seat=elsewhere,
        authorities=authorities,
    )


def member_elsewhere(
    person: PersonId, seat: SeatId, body: BodyDefinition, roster: Roster, day: date
) -> SeatId | None:
    """Another counted seat of the body that the person is member of that day (P-23: one counted seat a person)."""
    others = (s.seat for s in body.seats if s.counts and s.seat != seat)
    return next((s for s in others for h in holdings_of(s, roster, day) if h.person == person and h.rank == 0), None)


def _barred(
    held: Holding, seat: SeatDefinition, day: date, recused: tuple[PersonId, ...], elsewhere: SeatId | None
) -> Because | None:
    if not seat.counts:
        return Because.HEARD_ONLY
    if held.until is not None and held.until < day:
        return Because.LEFT
    if held.since > day:
        return Because.NOT_YET_IN_SEAT
    if held.person in recused:
        return Because.RECUSED
    return Because.OTHER_SEAT if elsewhere is not None and held.rank > 0 else None


_CONDITIONAL = (AuthorityGround.EXPIRED, AuthorityGround.SUBJECT_TO, AuthorityGround.DELEGATION_LAPSED)


def _by_authority(authorities: tuple[Authority, ...]) -> tuple[Could, Because]:
    """By the party for which least can be done; where none can be bound, not at all."""
    short = [a for a in authorities if not a.binds]
    if not short:
        by_seat = any(a.ground is AuthorityGround.BY_SEAT for a in authorities) or not authorities
        return Could.YES, Because.BY_SEAT if by_seat else Because.MANDATE
    because = Because(short[0].ground.value)
    some = len(short) < len(authorities) or any(a.ground in _CONDITIONAL for a in short)
    return (Could.CONDITIONAL if some else Could.NO), because


Essence = tuple[object, ...]


def essence(answer: WhoCouldAct) -> Essence:
    """What two answers must share to say the same of a day: who acts, and who of those in the seat could and why."""
    away = (Because.LEFT, Because.NOT_YET_IN_SEAT)
    return tuple(
        (
            s.seat,
            s.acts,
            s.vacant,
            tuple((c.person, c.rank, c.because) for c in s.candidates if c.because not in away),
        )
        for s in answer.seats
    )
