"""Who came into a seat while the case ran (P-25)."""

from datetime import date
from typing import Literal

from models.acts import RecusalGround
from models.base import BodyId, Count, Frozen, GroupId, Line, PartyId, PersonId, RecordId, SeatId, Text
from models.roster import Party


class InheritanceConfirmed(Frozen):
    """The new holder has seen what was said in the seat's name (P-25)."""

    kind: Literal["inheritance_confirmed"] = "inheritance_confirmed"
    seat: SeatId
    person: PersonId


class SeatHolderReplaced(Frozen):
    """The seat has a new holder; what was said in its name stays and must be confirmed (P-25)."""

    kind: Literal["seat_holder_replaced"] = "seat_holder_replaced"
    seat: SeatId
    person: PersonId
    rank: Count


class HolderLeftSeat(Frozen):
    """A holder had left the position that the seat goes with; from the day after they do not count (P-24)."""

    kind: Literal["holder_left_seat"] = "holder_left_seat"
    seat: SeatId
    person: PersonId
    last_day: date


class PartyLetIn(Frozen):
    """A party that joined after the case was opened is represented in it from here on (P-18, P-25)."""

    kind: Literal["party_let_in"] = "party_let_in"
    party: Party
    group: GroupId
    reason: Text


class PartyLeftCase(Frozen):
    """What is decided after its last day does not bind a party: it left, or its agreement ended (P-25, A-15)."""

    kind: Literal["party_left_case"] = "party_left_case"
    party: PartyId
    last_day: date
    agreement: RecordId | None = None  # that bound it until then; None: it left the community
    unbound: Literal[True] | None = None  # it was told that it was bound, by a decision of a later day


class ConsentRatified(Frozen):
    """What a party said of a consent given in its name without a mandate in force (P-24)."""

    kind: Literal["consent_ratified"] = "consent_ratified"
    party: PartyId
    by_seat: SeatId
    approved: bool
    organ: Line
    dated: date
    reference: Line


class MandateCovered(Frozen):
    """A mandate given since covers the day of the beslutning: what waited for it is bound (P-24)."""

    kind: Literal["mandate_covered"] = "mandate_covered"
    seat: SeatId
    person: PersonId
    parties: tuple[PartyId, ...]
    since: date
    until: date | None = None


class RecusalNotified(Frozen):
    """A holder has said what may disqualify them; the body decides (P-26)."""

    kind: Literal["recusal_notified"] = "recusal_notified"
    seat: SeatId
    person: PersonId
    ground: RecusalGround
    reason: Text


class RecusalDecided(Frozen):
    """The body decided whether somebody takes part in this case (P-26)."""

    kind: Literal["recusal_decided"] = "recusal_decided"
    seat: SeatId
    person: PersonId
    disqualified: bool
    ground: RecusalGround
    reason: Text
    decided_by: BodyId
    deputy: PersonId | None = None
    uncovered: tuple[PartyId, ...] | None = None  # whom nobody speaks for then, unless a deputy is called in (P-22)
