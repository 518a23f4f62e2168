"""Who sits in a seat, told to a running case (P-25)."""

from datetime import date
from enum import StrEnum
from typing import Literal

from models.base import BodyId, Count, Frozen, Line, PartyId, PersonId, RecordId, SeatId, Text


class ReplaceSeatHolder(Frozen):
    """A seat has a new holder while the case runs (P-25)."""

    kind: Literal["replace_seat_holder"] = "replace_seat_holder"
    seat: SeatId
    person: PersonId
    rank: Count = 0


class SeatHolderLeft(Frozen):
    """Somebody had left the position that their seat goes with; said by the community's record (P-24)."""

    kind: Literal["seat_holder_left"] = "seat_holder_left"
    seat: SeatId
    person: PersonId
    last_day: date


class MandateGiven(Frozen):
    """A mandate was given or renewed; said by the community's record (P-24)."""

    kind: Literal["mandate_given"] = "mandate_given"
    seat: SeatId
    person: PersonId
    parties: tuple[PartyId, ...]
    since: date
    until: date | None = None


class LetPartyIn(Frozen):
    """A party that joined after the case was opened is represented in it from here on (P-18, P-25)."""

    kind: Literal["let_party_in"] = "let_party_in"
    party: PartyId
    reason: Text


class PartyLeft(Frozen):
    """A party has left the community, or no agreement binds it any more; that record says so (P-18, P-25, A-15)."""

    kind: Literal["party_left"] = "party_left"
    party: PartyId
    last_day: date
    agreement: RecordId | None = None  # that bound it until then


class RatifyConsent(Frozen):
    """A party says of a consent given in its name without a mandate in force that it stands, or does not (P-24)."""

    kind: Literal["ratify_consent"] = "ratify_consent"
    party: PartyId
    approved: bool
    organ: Line
    dated: date
    reference: Line


class RecusalGround(StrEnum):
    """Why somebody cannot take part in a matter (P-26; fvl. 1967 § 6). Representing one's own party is no ground."""

    PARTY = "party"  # is a party to the matter personally
    NEAR_A_PARTY = "near_a_party"  # family, marriage, guardian or agent of a party
    LEADS_A_PARTY = "leads_a_party"  # leading position in an undertaking that is a party
    SPECIAL = "special"  # other circumstances that weaken confidence in their impartiality


class Recusal(Frozen):
    """Somebody who does not take part in this case in their seat, and who steps in (P-26)."""

    seat: SeatId
    person: PersonId
    ground: RecusalGround
    reason: Text
    decided_by: BodyId
    deputy: PersonId | None = None  # None: the seat counts as absent


class Cleared(Frozen):
    """Somebody whom the body found not disqualified, and on which ground it was asked (P-26)."""

    seat: SeatId
    person: PersonId
    ground: RecusalGround


class NotifyRecusal(Frozen):
    """A holder says in good time what may disqualify them (P-26); the body decides."""

    kind: Literal["notify_recusal"] = "notify_recusal"
    ground: RecusalGround
    reason: Text


class DecideRecusal(Frozen):
    """The body's own decision on whether somebody takes part in this case, without them in it (P-26)."""

    kind: Literal["decide_recusal"] = "decide_recusal"
    seat: SeatId
    person: PersonId
    disqualified: bool
    ground: RecusalGround
    reason: Text
    deputy: PersonId | None = None
