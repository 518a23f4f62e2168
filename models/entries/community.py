"""What happened to the community itself (P-25, P-38)."""

from datetime import date
from typing import Literal

from models.acts import Derivation
from models.base import CommunityId, Count, Digest, Frozen, GroupId, Instant, Line, PartyId, PersonId, SeatId, Text
from models.persons import PartyCommitment, PersonCommitment
from models.roster import Mandate, Source, Treatment


class CommunityFounded(Frozen):
    """The community's record begins (ENGINE)."""

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
    replaces: tuple[Mandate, ...] | None = None  # like ones, as they stood, that it goes on from or covers


class LeavingEntered(Frozen):
    """A holder has left the position that the seat goes with; the roster that says so is in force (P-24)."""

    kind: Literal["leaving_entered"] = "leaving_entered"
    roster: Digest
    seat: SeatId
    person: PersonId
    last_day: date
    reason: Text


class PartyJoined(Frozen):
    """A party has joined; the roster with it is in force. Running cases count it once it is let in (P-25)."""

    kind: Literal["party_joined"] = "party_joined"
    roster: Digest
    party: PartyId
    name: Line
    group: GroupId
    since: date
    source: Source


class PartyDeparted(Frozen):
    """A party has left; the roster without it is in force, and running cases are told (P-25)."""

    kind: Literal["party_departed"] = "party_departed"
    roster: Digest
    party: PartyId
    group: GroupId
    last_day: date
    source: Source


class MandateExpiring(Frozen):
    """A mandate runs out soon, and nothing follows it for these parties; all concerned are told (P-24)."""

    kind: Literal["mandate_expiring"] = "mandate_expiring"
    seat: SeatId
    person: PersonId
    parties: tuple[PartyId, ...]
    last_day: date
    days_before: Count


class MemberCame(Frozen):
    """The day has come from which somebody is a seat's member; running cases are told (P-25)."""

    kind: Literal["member_came"] = "member_came"
    seat: SeatId
    person: PersonId
    since: date


class RosterClockSet(Frozen):
    """When the roster next does something by itself: a warning, a new member; None: never (P-24, P-25)."""

    kind: Literal["roster_clock_set"] = "roster_clock_set"
    next: Derivation | None = None
    warned_to: Instant


class ProcedureAdopted(Frozen):
    """A new version of the procedure is in force for new cases; running ones keep theirs (P-38)."""

    kind: Literal["procedure_adopted"] = "procedure_adopted"
    procedure: Digest
    roster: Digest | None = None
    reason: Text


class PersonsEntered(Frozen):
    """Cards were kept, new or changed; each digest binds an id to its card, and says no name (P-07)."""

    kind: Literal["persons_entered"] = "persons_entered"
    persons: tuple[PersonCommitment, ...]
    parties: tuple[PartyCommitment, ...] | None = None  # to where letters to them go


class PersonErased(Frozen):
    """Name, addresses, key and salt of a person were destroyed; the id names nobody any more (ENGINE)."""

    kind: Literal["person_erased"] = "person_erased"
    person: PersonId
    basis: Text
    commitment: Digest | None = None  # to the card destroyed; nobody can open it any more
    documents: tuple[Digest, ...] = ()  # kept documents with the name in them, which stay (arkivlova)
