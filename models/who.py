"""Who could act for a party or in a seat on a day, and why each other could not (P-22..P-24, P-26)."""

from datetime import date
from enum import StrEnum

from models.base import BodyId, Count, Frozen, PartyId, PersonId, SeatId
from models.roster import Authority


class Could(StrEnum):
    """Whether somebody could act."""

    YES = "yes"
    CONDITIONAL = "conditional"  # may sit and speak; a consent waits for the principal (P-24)
    NO = "no"


class Because(StrEnum):
    """Why somebody could, could not quite, or could not."""

    MANDATE = "mandate"
    BY_SEAT = "by_seat"
    SUBJECT_TO = "subject_to"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    DELEGATION_LAPSED = "delegation_lapsed"
    NO_AUTHORITY = "no_authority"
    LEFT = "left"
    NOT_YET_IN_SEAT = "not_yet_in_seat"
    RECUSED = "recused"
    OTHER_SEAT = "other_seat"
    HEARD_ONLY = "heard_only"


class Candidate(Frozen):
    """One person with a place in a seat, and whether they could act that day."""

    person: PersonId
    rank: Count
    could: Could
    because: Because
    since: date  # of the place in the seat
    until: date | None = None
    function: str | None = None
    employed_by: PartyId | None = None
    other_seat: SeatId | None = None  # where they are member of another counted seat of the body
    authorities: tuple[Authority, ...] = ()


class SeatAnswer(Frozen):
    """Who could act in one seat, in rank order; who left it or is yet to come stands last."""

    body: BodyId
    seat: SeatId
    counts: bool
    parties: tuple[PartyId, ...]  # those asked about
    vacant: bool  # nobody is member that day
    acts: PersonId | None  # the first in rank who could without condition
    candidates: tuple[Candidate, ...]


class WhoCouldAct(Frozen):
    """The answer for a party or a seat on a day."""

    day: date
    party: PartyId | None = None
    seat: SeatId | None = None
    seats: tuple[SeatAnswer, ...]
