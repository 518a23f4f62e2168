"""Whether there is consensus, and whom it binds (P-18..P-22).

Consensus is not a count. A counted objection blocks, however many consent; an unheard party is not bound;
silence is never consent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum

from models.acts import Consent, ConsentWithReservation, Objection, SeatAttendance, StandAside
from models.base import BodyId, Count, Frozen, PartyId, RuleId, SeatId
from models.procedure import Procedure
from models.roster import Authority, AuthorityGround, Roster, Treatment
from models.state import CaseObjection, PartyBinding, Position
from rules.seats import counted_seats, parties_of, represented_parties, spokespersons, uncovered_parties


class ConsensusMode(StrEnum):
    """What consensus is in a procedure; no source defines it (P-20). In every mode a standing objection blocks."""

    NO_OBJECTION = "roll_call_no_objection"  # every counted seat present is asked, and none objects
    EVERY_SEAT = "every_counted_seat_consents"  # every counted seat, present or not, must say yes
    NO_SUSTAINED = "no_sustained_objection"  # as the first; an objection blocks once it was answered and kept
    EVERY_PARTY = "every_party_consents"  # as the first; one seat that has answered for a party is enough


class ConsensusOutcome(StrEnum):
    """What a roll call says at the moment it is looked at."""

    REACHED = "reached"
    BLOCKED = "blocked"  # a counted objection stands (P-20)
    AWAITING = "awaiting"  # a counted seat that is present has not answered
    UNCOVERED = "uncovered"  # nobody spoke for a represented party (P-22)
    UNRESOLVED = "unresolved"  # an objection stands that nobody has tried to resolve, where that must be tried
    INCOMPLETE = "incomplete"  # a counted seat is away, where every one of them must say yes


class ConsensusEvaluation(Frozen):
    """The outcome and what it rests on, so that nobody has to work it out again. Seats in the body's order."""

    outcome: ConsensusOutcome
    rule: RuleId
    consenting: tuple[SeatId, ...]
    standing_aside: tuple[SeatId, ...]
    reserving: tuple[SeatId, ...]
    objecting: tuple[SeatId, ...]
    written_objections: tuple[Count, ...]
    unheard: tuple[SeatId, ...]  # present, counted, no position yet
    absent: tuple[SeatId, ...]  # counted, nobody in the seat, no position
    uncovered: tuple[PartyId, ...]
    heard: tuple[SeatId, ...]  # heard, not counted, with a position
    unwilling: tuple[SeatId, ...] = ()  # stood aside, where every counted seat must say yes
    to_resolve: tuple[Count, ...] = ()  # objections that must be answered, or kept, before they block


def evaluate_consensus(
    body: BodyId,
    attendance: Sequence[SeatAttendance],
    positions: Iterable[Position],
    objections: Iterable[CaseObjection],
    procedure: Procedure,
    roster: Roster,
    day: date,
) -> ConsensusEvaluation:
    """Consensus: no counted seat objects, none present is unheard, every party is spoken for (P-20, P-22).

    Args:
        body: The body whose counted seats are called.
        attendance: Who sits where; a seat nobody sits in is absent.
        positions: The positions of this roll call, one a seat.
        objections: Written ones and those made in the roll call (P-28); those that stand block.
        day: The local day, on which the procedure says what consensus is.
    """
    mode = ConsensusMode(procedure.choice("consensus_mode", day))
    everyone = counted_seats(procedure, body)
    standing = {p.seat: p for p in positions}
    present = {a.seat for a in attendance}
    counted = _called(everyone, present | set(standing), procedure, day)

    def seats_with(*kinds: type) -> tuple[SeatId, ...]:
        return tuple(s for s in counted if s in standing and isinstance(standing[s].stance, kinds))

    taken = tuple(s for s in counted if s in standing)
    stands = [o for o in objections if o.standing and (o.seat in counted or o.seat not in everyone)]
    gone = {o.seat for o in stands if not o.written and o.seat not in standing}  # objected, and left unanswered
    objecting = tuple(s for s in counted if s in gone or s in seats_with(Objection))
    written = tuple(o.objection for o in stands if o.written)
    silent = tuple(s for s in counted if s in present and s not in standing)
    absent = tuple(s for s in counted if s not in present and s not in standing)
    uncovered = uncovered_parties(taken, body, procedure, roster)
    needed = mode is not ConsensusMode.EVERY_PARTY
    unheard = tuple(s for s in silent if needed or any(p in uncovered for p in parties_of(s, procedure, roster)))
    unwilling = seats_with(StandAside) if mode is ConsensusMode.EVERY_SEAT else ()
    to_resolve = (
        tuple(o.objection for o in stands if _untried(o, present)) if mode is ConsensusMode.NO_SUSTAINED else ()
    )
    missing = absent if mode is ConsensusMode.EVERY_SEAT else ()
    outcome, rule = _outcome(unheard, to_resolve, objecting or written or unwilling, uncovered, missing)
    return ConsensusEvaluation(
        outcome=outcome,
        rule=rule,
        consenting=seats_with(Consent),
        standing_aside=seats_with(StandAside),
        reserving=seats_with(ConsentWithReservation),
        objecting=objecting,
        written_objections=written,
        unheard=unheard,
        absent=absent,
        uncovered=uncovered,
        heard=tuple(s.seat for s in procedure.body(body).seats if s.seat in standing and s.seat not in counted),
        unwilling=unwilling,
        to_resolve=to_resolve,
    )


def _called(
    counted: tuple[SeatId, ...], speaking: Collection[SeatId], procedure: Procedure, day: date
) -> tuple[SeatId, ...]:
    """The seats whose position is asked for: every counted one, or one spokesperson a group (P-21)."""
    if procedure.choice("block_unit", day) == "any_counted_seat":
        return counted
    return spokespersons(counted, speaking, procedure)


def _untried(objection: CaseObjection, present: Collection[SeatId]) -> bool:
    """No attempt to resolve it is recorded, or its objector sits there and has not said whether it stands (P-20)."""
    return not objection.asked_again or (objection.seat in present and not objection.kept)


def _outcome(
    unheard: Sequence[SeatId],
    to_resolve: Sequence[Count],
    blocking: Sequence[object],
    uncovered: Sequence[PartyId],
    missing: Sequence[SeatId],
) -> tuple[ConsensusOutcome, RuleId]:
    if unheard:
        return ConsensusOutcome.AWAITING, "P-20"
    if to_resolve:
        return ConsensusOutcome.UNRESOLVED, "P-20"
    if blocking:
        return ConsensusOutcome.BLOCKED, "P-20"
    if uncovered:
        return ConsensusOutcome.UNCOVERED, "P-22"
    if missing:
        return ConsensusOutcome.INCOMPLETE, "P-20"
    return ConsensusOutcome.REACHED, "P-19"


def positions_that_bind(positions: Iterable[Position], procedure: Procedure, day: date) -> tuple[Position, ...]:
    """The positions that can bind a party: of spokespersons where one speaks for all (P-21), and
    standing aside only where the procedure says so (P-20).

    Where it does not, whoever stands aside neither blocks nor is bound: the decision is among the others.
    """
    taken = tuple(positions)
    if procedure.choice("block_unit", day) == "lead_seat":
        bodies = {procedure.body_of(p.seat).body for p in taken}
        said = {p.seat for p in taken}
        called = {s for body in bodies for s in _called(counted_seats(procedure, body), said, procedure, day)}
        taken = tuple(p for p in taken if p.seat in called)
    if procedure.switch("abstention_binds", day):
        return taken
    return tuple(p for p in taken if not isinstance(p.stance, StandAside))


LAPSED = (
    AuthorityGround.EXPIRED,
    AuthorityGround.DELEGATION_LAPSED,
    AuthorityGround.NO_AUTHORITY,
    AuthorityGround.NOT_YET,
)
"""What a mandate given or a consent ratified mends (P-24)."""

_WAITS_FOR = {
    AuthorityGround.EXPIRED: "fornyet fullmakt",
    AuthorityGround.DELEGATION_LAPSED: "fornyet fullmakt",
    AuthorityGround.NO_AUTHORITY: "fullmakt",
    AuthorityGround.NOT_YET: "fullmakt",
}
_TREATED_BY = {Treatment.POLITICAL: "politisk behandling", Treatment.BOARD: "styrebehandling"}


def bindings_of(
    body: BodyId, positions: Iterable[Position], procedure: Procedure, roster: Roster
) -> tuple[PartyBinding, ...]:
    """For each represented party, the seat that binds it, and what its binding waits for (P-19, P-20, P-24).

    A party that several seats speak for is bound when one of them with a mandate for it consents or stands aside; a
    reservation by any of its seats holds its binding back. Where none of the willing has a mandate in force, the
    party waits for one: who speaks without a mandate is heard and may block, and binds nobody.
    """
    standing = {p.seat: p for p in positions if p.counted}
    bound: list[PartyBinding] = []
    for party in represented_parties(body, procedure, roster):
        speaking = [
            standing[s]
            for s in counted_seats(procedure, body)
            if s in standing and party in parties_of(s, procedure, roster)
        ]
        binding = _reserved(party, speaking) or _willing(party, speaking)
        if binding is not None:
            bound.append(binding)
    return tuple(bound)


def binding_by(position: Position, party: PartyId) -> PartyBinding | None:
    """What one seat's position does for a party it speaks for: binds it, or what that waits for (P-20, P-24)."""
    return _reserved(party, (position,)) or _willing(party, (position,))


def _reserved(party: PartyId, speaking: Sequence[Position]) -> PartyBinding | None:
    for position in speaking:
        stance = position.stance
        if isinstance(stance, ConsentWithReservation) and party in stance.parties:
            return PartyBinding(party=party, by_seat=position.seat, waits_for=stance.treated_by)
    return None


def _willing(party: PartyId, speaking: Sequence[Position]) -> PartyBinding | None:
    willing = [(p, _authority_in(p, party)) for p in speaking if not isinstance(p.stance, Objection)]
    if not willing:
        return None
    position, authority = next((found for found in willing if found[1] is None or found[1].binds), willing[0])
    if authority is None or authority.binds:
        return PartyBinding(party=party, by_seat=position.seat)
    waits_for = _TREATED_BY[authority.treatment] if authority.treatment else _WAITS_FOR[authority.ground]
    return PartyBinding(party=party, by_seat=position.seat, waits_for=waits_for, because=authority.ground)


def _authority_in(position: Position, party: PartyId) -> Authority | None:
    """What the position's mandate says of the party; None where no mandate is written."""
    return next((found for found in position.authority or () if found.party == party), None)
