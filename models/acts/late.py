"""What is said against a decision after it was made, and how it is settled (P-29)."""

from enum import StrEnum
from typing import Literal

from models.base import Count, Frozen, Line, PartyId, PersonId, RecordId, SeatId, Text


class LateGround(StrEnum):
    """What a late objection claims; where it goes follows from that (P-29)."""

    MINUTES_WRONG = "minutes_wrong"  # about who agreed: the correction procedure of P-33
    NO_AUTHORITY = "no_authority"  # somebody who spoke for a party lacked authority: a review of the mandate
    OTHER = "other"


class LateRoute(StrEnum):
    """Where a late objection goes that claims no error."""

    NEW_CASE = "new_case"
    POSSIBLE_DISPUTE = "possible_dispute"


class LodgeLateObjection(Frozen):
    """An objection after the decision, which stands meanwhile (P-29)."""

    kind: Literal["lodge_late_objection"] = "lodge_late_objection"
    about: LateGround
    grounds: Text
    party: PartyId | None = None  # of no_authority: the party that was spoken for
    objected: bool | None = None  # of minutes_wrong: the seat says that it objected
    route: LateRoute | None = None  # of other


class AuthorityOutcome(StrEnum):
    """What the review of a mandate came to."""

    HELD = "held"  # there was authority
    RATIFIED = "ratified"  # the principal stands by what was said in its name
    LACKING = "lacking"  # there was none, and the principal does not stand by it


class SettleAuthority(Frozen):
    """The review of a mandate is over (P-24, P-29)."""

    kind: Literal["settle_authority"] = "settle_authority"
    objection: Count  # number of the late objection
    outcome: AuthorityOutcome
    reason: Text
    reference: Line


class ContestRelayed(Frozen):
    """A case tells the meeting that decided it what a seat says of its minutes (P-29, P-33)."""

    kind: Literal["contest_relayed"] = "contest_relayed"
    case: RecordId
    seat: SeatId
    person: PersonId
    claim: Text
    objected: bool | None = None
