"""Acts on the community's own record."""

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from models.base import CommunityId, Digest, Frozen, GroupId, Line, PartyId, PersonId, SeatId, Text
from models.persons import PartyCommitment, PersonCommitment
from models.roster import PartyKind, Source, Treatment


class FoundCommunity(Frozen):
    """A health community begins to use the house, with a procedure and a roster."""

    kind: Literal["found_community"] = "found_community"
    community: CommunityId
    procedure: Digest
    roster: Digest


class AdoptRoster(Frozen):
    """A new version of the roster takes effect."""

    kind: Literal["adopt_roster"] = "adopt_roster"
    roster: Digest
    reason: Text


class GiveMandate(Frozen):
    """A mandate is given, renewed or widened, and a new version of the roster with it (P-24)."""

    kind: Literal["give_mandate"] = "give_mandate"
    seat: SeatId
    person: PersonId
    parties: tuple[PartyId, ...]  # none named: every party of the seat
    since: date
    until: date | None = None
    source: Source
    delegated_by: PersonId | None = None
    limits: Line | None = None
    subject_to: Treatment | None = None


class RecordLeaving(Frozen):
    """A holder has left the position that the seat goes with, and does not count after the last day (P-24)."""

    kind: Literal["record_leaving"] = "record_leaving"
    seat: SeatId
    person: PersonId
    last_day: date
    reason: Text


class RecordAccession(Frozen):
    """A party has joined the community, and a seat speaks for it with the others of its group (P-18, P-25)."""

    kind: Literal["record_accession"] = "record_accession"
    party: PartyId
    party_kind: PartyKind
    name: Line
    group: GroupId
    since: date
    source: Source


class RecordDeparture(Frozen):
    """A party has left the community: nothing decided after its last day binds it (P-18, P-25)."""

    kind: Literal["record_departure"] = "record_departure"
    party: PartyId
    last_day: date
    source: Source


class AdoptProcedure(Frozen):
    """A new version of the procedure takes effect for new cases; with a roster where its seats are others (P-38)."""

    kind: Literal["adopt_procedure"] = "adopt_procedure"
    procedure: Digest
    roster: Digest | None = None
    reason: Text


class EnterPersons(Frozen):
    """Cards are kept outside the record, new or changed; the record holds what binds ids to them."""

    kind: Literal["enter_persons"] = "enter_persons"
    persons: tuple[PersonCommitment, ...]
    parties: tuple[PartyCommitment, ...] | None = None  # where letters to parties go; None: none is new or changed

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.persons and not self.parties:
            raise ValueError("there is no card that is new or changed")
        return self


class ErasePerson(Frozen):
    """What tells whose an id is, is to be destroyed."""

    kind: Literal["erase_person"] = "erase_person"
    person: PersonId
    basis: Text  # the legal basis; it stays in the record, and names nobody
    commitment: Digest | None = None  # to the card that is destroyed; None: none was entered
    documents: tuple[Digest, ...] = ()  # kept documents with the name in them
