"""Who sits where, for whom, from when to when. Persons are ids here; names and addresses are kept apart.

A seat is not a municipality: a person holds a seat, the seat speaks for a group, the group consists of parties.
"""

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
    since: date | None = None  # joined after the community began
    until: date | None = None  # has left; last day included. It is in no group any more (P-25)


class Group(Frozen):
    """Parties that one seat speaks for, such as the municipalities of one out-of-hours cooperation."""

    group: GroupId
    name: Line
    parties: tuple[PartyId, ...] = Field(min_length=1)


class Source(Frozen):
    """What a holding or a mandate rests on: which organ said so, when, and where that stands."""

    organ: Line
    dated: date
    reference: Line | None = None


class Holding(Frozen):
    """A person in a seat. Rank 0 is the member, 1 the first deputy, and so on (P-23).

    It ends when the person leaves the position that the seat goes with: after that day they do not count at all. A
    mandate that runs out is another thing (P-24).
    """

    seat: SeatId
    person: PersonId
    rank: Count
    since: date
    until: date | None = None  # last day included; None: until further notice
    function: Line | None = None  # "kommunaldirektør", never a name
    employed_by: PartyId | None = None  # a deputy may be employed by another party than the member (P-23)
    source: Source | None = None


class Treatment(StrEnum):
    """What a mandate says must treat the matter before its party is bound (P-20)."""

    POLITICAL = "political"
    BOARD = "board"


class Mandate(Frozen):
    """What lets a holder bind parties of the seat, from when to when (P-23, P-24)."""

    seat: SeatId
    person: PersonId
    parties: tuple[PartyId, ...] = ()  # none named: every party of the seat
    since: date
    until: date | None = None  # last day included; None: until it is called back
    source: Source | None = None
    delegated_by: PersonId | None = None  # None: given by the parties directly
    limits: Line | None = None  # in words; recorded and shown, never judged by
    subject_to: Treatment | None = None


class AuthorityGround(StrEnum):
    """Why a holder can or cannot bind a party on a day."""

    MANDATE = "mandate"
    BY_SEAT = "by_seat"  # the roster writes no mandate for this holder: the seat itself carries the authority
    SUBJECT_TO = "subject_to"  # in force, but for what a council or board must treat first
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    DELEGATION_LAPSED = "delegation_lapsed"  # whoever delegated it can no longer bind the party
    NO_AUTHORITY = "no_authority"  # has mandates, none of them for this party


class Authority(Frozen):
    """What a holder can do for one party on a day, and why (P-23, P-24)."""

    party: PartyId
    ground: AuthorityGround
    since: date | None = None
    until: date | None = None  # last day of the mandate it is judged by
    treatment: Treatment | None = None
    delegated_by: PersonId | None = None

    @property
    def binds(self) -> bool:
        """Whether a consent binds the party at once."""
        return self.ground in (AuthorityGround.MANDATE, AuthorityGround.BY_SEAT)


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


class OutsideOffice(StrEnum):
    """Offices outside the community that the law says are told of agreements (A-07, A-11)."""

    RHF = "rhf"  # the regional health authority
    HELSEDIREKTORATET = "helsedirektoratet"


class Outside(Frozen):
    """Such an office by its name; its address is a party card under the office."""

    office: OutsideOffice
    name: Line


class Roster(Frozen):
    """The community's parties, groups, seats and offices, without a single name of a person."""

    community: CommunityId
    parties: tuple[Party, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = Field(min_length=1)
    holdings: tuple[Holding, ...]
    offices: tuple[OfficeHolding, ...]
    mandates: tuple[Mandate, ...] = ()
    outside: tuple[Outside, ...] | None = None


class PersonCard(Frozen):
    """A person's name and address, outside every record."""

    person: PersonId
    name: Line
    email: str
    language: str = "nb"
    phone: Line | None = None  # of whoever the nemnda may ask (N-08)


class PartyCard(Frozen):
    """Where a party receives what concerns it: its official address (postmottak)."""

    party: PartyId
    email: str
    language: str = "nb"
