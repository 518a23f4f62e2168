"""Who sits where, for whom, from when to when. Persons are ids here; names and addresses are kept apart.

A seat is not a municipality: a person holds a seat, the seat speaks for a group, the group consists of parties.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from models.base import BodyId, CommunityId, Count, Frozen, GroupId, Line, PartyId, PersonId, SeatId


class PartyKind(StrEnum):
    """What kind of legal person a party is."""

    MUNICIPALITY = "municipality"
    TRUST = "trust"
    PRIVATE_HOSPITAL = "private_hospital"


class Party(Frozen):
    """A legal person that can be bound: a municipality or a hospital."""

    party: PartyId
    kind: PartyKind
    name: Line


class Group(Frozen):
    """Parties that one seat speaks for, such as the municipalities of one out-of-hours cooperation."""

    group: GroupId
    name: Line
    parties: tuple[PartyId, ...] = Field(min_length=1)


class Holding(Frozen):
    """A person in a seat. Rank 0 is the member, 1 the first deputy, and so on (P-23)."""

    seat: SeatId
    person: PersonId
    rank: Count
    since: date
    until: date | None = None  # last day included; None: until further notice
    function: Line | None = None  # "kommunaldirektør", never a name


class Office(StrEnum):
    """What a person may do besides holding a seat."""

    SECRETARIAT = "secretariat"
    SAMHANDLINGSSJEF_MUNICIPAL = "samhandlingssjef_municipal"
    SAMHANDLINGSSJEF_HOSPITAL = "samhandlingssjef_hospital"
    PARTY_CONTACT = "party_contact"  # answers forankring for one party


class OfficeHolding(Frozen):
    """A person in an office; a contact answers for one party."""

    office: Office
    person: PersonId
    since: date
    until: date | None = None
    party: PartyId | None = None
    body: BodyId | None = None


class Roster(Frozen):
    """The community's parties, groups, seats and offices, without a single name of a person."""

    community: CommunityId
    parties: tuple[Party, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = Field(min_length=1)
    holdings: tuple[Holding, ...]
    offices: tuple[OfficeHolding, ...]


class PersonCard(Frozen):
    """A person's name and address, outside every record (design 4.7)."""

    person: PersonId
    name: Line
    email: str
    language: str = "nb"


class PartyCard(Frozen):
    """Where a party receives what concerns it: its official address (postmottak)."""

    party: PartyId
    email: str
    language: str = "nb"
