"""Who counts, whom a seat speaks for, and who may act for it (P-18, P-22, P-23)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from models.acts import Recusal, SeatAttendance
from models.base import BodyId, PartyId, PersonId, SeatId
from models.procedure import Procedure, SeatDefinition
from models.roster import Holding, Office, Roster


def seats_of(procedure: Procedure, body: BodyId) -> tuple[SeatDefinition, ...]:
    """Every seat of a body in the procedure's order."""
    return procedure.body(body).seats


def counted_seats(procedure: Procedure, body: BodyId) -> tuple[SeatId, ...]:
    """The seats of participants from the municipalities and the hospital; only they can bind or block (P-18)."""
    return tuple(seat.seat for seat in seats_of(procedure, body) if seat.counts)


def lead_seat(seat: SeatId, procedure: Procedure) -> SeatId:
    """The first counted seat of the body that speaks for the same group: the group's lead seat there (P-21)."""
    group = procedure.seat(seat).group
    body = procedure.body_of(seat)
    return next((s.seat for s in body.seats if s.counts and group is not None and s.group == group), seat)


def spokespersons(
    counted: Sequence[SeatId], speaking: Collection[SeatId], procedure: Procedure
) -> tuple[SeatId, ...]:
    """One seat a group, where one speaks for all of it: the first that is there, else its lead seat (P-21)."""
    led: dict[SeatId, list[SeatId]] = {}
    for seat in counted:
        led.setdefault(lead_seat(seat, procedure), []).append(seat)
    chosen = {next((s for s in seats if s in speaking), lead) for lead, seats in led.items()}
    return tuple(seat for seat in counted if seat in chosen)


def parties_of(seat: SeatId, procedure: Procedure, roster: Roster) -> tuple[PartyId, ...]:
    """The parties a seat speaks for, in the roster's order; none for a seat that is only heard."""
    group = procedure.seat(seat).group
    return next((g.parties for g in roster.groups if g.group == group), ())


def represented_parties(body: BodyId, procedure: Procedure, roster: Roster) -> tuple[PartyId, ...]:
    """Every party that some counted seat of the body speaks for, once, in the roster's order (P-22)."""
    spoken_for = {party for seat in counted_seats(procedure, body) for party in parties_of(seat, procedure, roster)}
    return tuple(party.party for party in roster.parties if party.party in spoken_for)


def uncovered_parties(
    present: Iterable[SeatId], body: BodyId, procedure: Procedure, roster: Roster
) -> tuple[PartyId, ...]:
    """The represented parties that none of these seats speaks for (P-22); never silently bound."""
    counted = counted_seats(procedure, body)
    covered = {party for seat in present if seat in counted for party in parties_of(seat, procedure, roster)}
    return tuple(p for p in represented_parties(body, procedure, roster) if p not in covered)


def in_force(since: date, until: date | None, day: date) -> bool:
    """Whether something dated from `since` through `until` (both included) holds on a day."""
    return since <= day and (until is None or day <= until)


def holdings_of(seat: SeatId, roster: Roster, day: date) -> tuple[Holding, ...]:
    """Member and deputies of a seat on a day, member first."""
    held = (h for h in roster.holdings if h.seat == seat and in_force(h.since, h.until, day))
    return tuple(sorted(held, key=lambda h: h.rank))


def rank_in_seat(person: PersonId, seat: SeatId, roster: Roster, day: date) -> int | None:
    """The person's rank in the seat that day: 0 member, 1 first deputy; None: no place in it (P-23)."""
    return next((h.rank for h in holdings_of(seat, roster, day) if h.person == person), None)


def offices_of(person: PersonId, roster: Roster, day: date, *, party: PartyId | None = None) -> tuple[Office, ...]:
    """The offices a person holds that day; contact offices only for the party asked about."""
    held = {
        o.office
        for o in roster.offices
        if o.person == person and in_force(o.since, o.until, day) and (o.party is None or o.party == party)
    }
    return tuple(office for office in Office if office in held)


def holders_of(office: Office, roster: Roster, day: date, *, party: PartyId | None = None) -> tuple[PersonId, ...]:
    """Everyone in an office that day, in the roster's order."""
    return tuple(
        o.person
        for o in roster.offices
        if o.office is office and o.party == party and in_force(o.since, o.until, day)
    )


def person_in(seat: SeatId, attendance: Sequence[SeatAttendance]) -> PersonId | None:
    """Who sits in the seat in this meeting, or None when it stands empty."""
    return next((a.person for a in attendance if a.seat == seat), None)


def without_recused(attendance: Sequence[SeatAttendance], recusals: Sequence[Recusal]) -> tuple[SeatAttendance, ...]:
    """Who sits where in a case: the recused do not, and their deputies do unless they sit elsewhere (P-23, P-26)."""
    away = {(r.seat, r.person): r.deputy for r in recusals}
    taken = {s.person for s in attendance if (s.seat, s.person) not in away}
    sitting: list[SeatAttendance] = []
    for one in attendance:
        deputy = _steps_in(one, away)
        if (one.seat, one.person) not in away:
            sitting.append(one)
        elif deputy is not None and deputy not in taken:
            sitting.append(SeatAttendance(seat=one.seat, person=deputy))
            taken.add(deputy)
    return tuple(sitting)


def _steps_in(sitting: SeatAttendance, away: Mapping[tuple[SeatId, PersonId], PersonId | None]) -> PersonId | None:
    """Who acts in the seat instead: the deputy called in, or the deputy's where that one is recused, too (P-26)."""
    asked: set[PersonId] = set()
    person: PersonId | None = sitting.person
    while person is not None and person not in asked and (sitting.seat, person) in away:
        asked.add(person)
        person = away[sitting.seat, person]
    return None if person in asked else person


def seats_taken_twice(attendance: Sequence[SeatAttendance], procedure: Procedure) -> tuple[SeatId, ...]:
    """Counted seats held by somebody who already holds one in this meeting (P-23: one person, one counted seat)."""
    seen: dict[PersonId, SeatId] = {}
    doubled: list[SeatId] = []
    for sitting in attendance:
        if not procedure.seat(sitting.seat).counts:
            continue
        if sitting.person in seen:
            doubled.append(sitting.seat)
        seen.setdefault(sitting.person, sitting.seat)
    return tuple(doubled)
