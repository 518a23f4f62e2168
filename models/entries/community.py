"""What happened to the community itself (P-25, P-38)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from models.base import CommunityId, Digest, Frozen, Line, PartyId, PersonId, SeatId, Text
from models.roster import Source, Treatment


class CommunityFounded(Frozen):
    """The community's record begins."""

    kind: Literal["community_founded"] = "community_founded"
    community: CommunityId
    procedure: Digest
    roster: Digest


class RosterAdopted(Frozen):
    """A new version of the roster is in force (P-25)."""

    kind: Literal["roster_adopted"] = "roster_adopted"
    roster: Digest
    reason: Text


class MandateEntered(Frozen):
    """A mandate was given, renewed or widened; the roster with it is in force (P-24)."""

    kind: Literal["mandate_entered"] = "mandate_entered"
    roster: Digest
    seat: SeatId
    person: PersonId
    parties: tuple[PartyId, ...]
    since: date
    until: date | None = None
    source: Source
    delegated_by: PersonId | None = None
    limits: Line | None = None
    subject_to: Treatment | None = None


class LeavingEntered(Frozen):
    """A holder has left the position that the seat goes with; the roster that says so is in force (P-24)."""

    kind: Literal["leaving_entered"] = "leaving_entered"
    roster: Digest
    seat: SeatId
    person: PersonId
    last_day: date
    reason: Text
