"""What was said against a decision after it was made, and what came of it (P-29)."""

from datetime import date
from typing import Literal

from models.acts import AuthorityOutcome, LateGround, LateRoute
from models.base import Count, Frozen, Line, PartyId, RecordId, SeatId, Text


class LateObjectionLodged(Frozen):
    """An objection after the decision; the decision stands meanwhile (P-29)."""

    kind: Literal["late_objection_lodged"] = "late_objection_lodged"
    objection: Count  # its number among the case's late objections
    about: LateGround
    by_seat: SeatId | None = None
    by_party: PartyId | None = None
    grounds: Text
    meeting: RecordId  # where it was decided
    party: PartyId | None = None  # whose authority is in doubt
    objected: bool | None = None
    route: LateRoute | None = None
    holder_left: date | None = None  # the last day of whoever consented: the record itself raises the doubt (P-24)


class AuthoritySettled(Frozen):
    """The review of the mandate is over: the decision binds the party, or does not (P-24, P-29)."""

    kind: Literal["authority_settled"] = "authority_settled"
    objection: Count
    party: PartyId
    outcome: AuthorityOutcome
    reason: Text
    reference: Line
