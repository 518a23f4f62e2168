"""The roll call, the beslutning, its binding effect and what follows (P-19..P-22, P-27, P-34)."""

from datetime import date
from typing import Literal

from models.acts import Derivation, Recusal, Stance
from models.base import BodyId, Count, Digest, Frozen, Line, PartyId, PersonId, RecordId, RuleId, SeatId, Text
from models.roster import Authority, AuthorityGround


class PositionTaken(Frozen):
    """A seat's position in the roll call (P-20); `counted` says whether it can block or be bound (P-18)."""

    kind: Literal["position_taken"] = "position_taken"
    seat: SeatId
    person: PersonId
    counted: bool
    parties: tuple[PartyId, ...]
    stance: Stance
    text_digest: Digest
    changed: bool = False
    reservation_due: Derivation | None = None  # when a council or board that was reserved for is reminded (P-20)
    objection: Count | None = None  # the number of the objection it makes, where a counted seat objects (P-28)
    authority: tuple[Authority, ...] | None = None  # the mandate relied on; None: the place itself (P-23, P-24)


class DecisionPostponed(Frozen):
    """Utsatt: not decided in this meeting; the next meeting of the body with room takes it (P-12, P-22)."""

    kind: Literal["decision_postponed"] = "decision_postponed"
    meeting: RecordId
    rule: RuleId
    reason: Text
    uncovered: tuple[PartyId, ...] = ()


class BeslutningMade(Frozen):
    """Consensus in the roll call. Binding effect is a step of its own (P-19, P-20)."""

    kind: Literal["beslutning_made"] = "beslutning_made"
    meeting: RecordId
    body: BodyId
    day: date
    text_digest: Digest
    proposal: Text
    consenting: tuple[SeatId, ...]
    standing_aside: tuple[SeatId, ...]
    reserving: tuple[SeatId, ...]
    absent: tuple[SeatId, ...]
    heard: tuple[SeatId, ...]  # seats that are heard, not counted, and took a position
    parties: tuple[PartyId, ...]
    reserved_parties: tuple[PartyId, ...]
    outside_parties: tuple[PartyId, ...] = ()  # stood aside, where that does not bind: neither blocks nor is bound
    without_mandate: tuple[PartyId, ...] | None = None  # of those reserved: whose mandate was not in force (P-24)
    recused: tuple[Recusal, ...] | None = None  # who of the body did not take part, why, and who stepped in (P-26)
    answers_after: tuple[PartyId, ...] | None = None  # absent, and may answer after the meeting (P-22)
    in_writing: bool | None = None  # without a meeting; `meeting` is then the case's own record (P-31)


class NoConsensus(Frozen):
    """Ikke konsensus: a counted objection stood when the roll call closed, so nothing was decided (P-19, P-20)."""

    kind: Literal["no_consensus"] = "no_consensus"
    meeting: RecordId
    body: BodyId
    objecting: tuple[SeatId, ...]
    written_objections: tuple[Count, ...]
    absent: tuple[SeatId, ...] = ()  # counted, and nobody sat there
    unwilling: tuple[SeatId, ...] = ()  # stood aside, where every counted seat must say yes
    text_digest: Digest


class BindingEffect(Frozen):
    """From here the decision binds this party (P-19)."""

    kind: Literal["binding_effect"] = "binding_effect"
    party: PartyId
    by_seat: SeatId
    text_digest: Digest


class BindingWithheld(Frozen):
    """The decision does not bind this party yet, or at all: a reservation waits or was answered no (P-20)."""

    kind: Literal["binding_withheld"] = "binding_withheld"
    party: PartyId
    by_seat: SeatId
    waits_for: Line | None = None
    treated_on: date | None = None
    due: Derivation | None = None  # when the party is reminded, unless it has answered
    because: AuthorityGround | None = None  # what the mandate lacked; None: the seat reserved, or said no
    after: bool | None = None  # its seat was absent and may answer after the meeting (P-22)


class ReservationAnswered(Frozen):
    """The council's or board's answer (P-20)."""

    kind: Literal["reservation_answered"] = "reservation_answered"
    party: PartyId
    approved: bool
    treated_by: Line
    treated_on: date
    reference: Line


class ReservationOverdue(Frozen):
    """The day has passed without an answer: party and secretariat are reminded, and the party is not bound (P-20)."""

    kind: Literal["reservation_overdue"] = "reservation_overdue"
    party: PartyId
    waits_for: Line
    treated_on: date | None = None


class StatementDelivered(Frozen):
    """The text of an announced statement, as its author gave it (P-27)."""

    kind: Literal["statement_delivered"] = "statement_delivered"
    seat: SeatId
    text: Text


class StatementsDue(Frozen):
    """Until when announced statements can be delivered (P-27)."""

    kind: Literal["statements_due"] = "statements_due"
    seats: tuple[SeatId, ...]
    due: Derivation


class StatementLapsed(Frozen):
    """An announced statement did not come in time (P-27)."""

    kind: Literal["statement_lapsed"] = "statement_lapsed"
    seat: SeatId


class Announced(Frozen):
    """The outcome was announced to every seat and every party (P-34)."""

    kind: Literal["announced"] = "announced"
    outcome: Line
    parties: tuple[PartyId, ...]
