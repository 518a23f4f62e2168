"""An act as the intake stored it, with what the house looked up beside it."""

from datetime import date

from models.acts.union import Act
from models.agreement import PartyRef, RelationId
from models.base import (
    ActId,
    BodyId,
    Count,
    Digest,
    Frozen,
    GroupId,
    Instant,
    Line,
    PartyId,
    PersonId,
    RecordId,
    RuleId,
    SeatId,
)
from models.dispute import Finding
from models.procedure import (
    Procedure,
)
from models.roster import (
    Authority,
    Office,
    Party,
)


class Actor(Frozen):
    """Who acts and in what capacity. The capacity was looked up when the act was received."""

    person: PersonId | None = None  # None: the clock, or another record
    seat: SeatId | None = None
    rank: Count | None = None  # in the seat: 0 member, 1 first deputy; None: holds no place in it
    party: PartyId | None = None  # for whom a contact answers
    offices: tuple[Office, ...] = ()
    chairs: tuple[BodyId, ...] = ()  # bodies whose chair's seat the person holds
    entered_by: PersonId | None = None  # the secretariat, when it enters for another
    entered_by_offices: tuple[Office, ...] = ()
    record: RecordId | None = None  # the record that sent it


class Derivation(Frozen):
    """How a legal date came about: anchor, rule, numbers, and what was skipped and why (T-06)."""

    name: str
    rule: RuleId
    anchor: str
    steps: tuple[str, ...]
    day: date  # the local date
    at: Instant  # the moment it takes effect


class MeetingFacts(Frozen):
    """What the register knew of a meeting when an act that names it was received."""

    meeting: RecordId
    body: BodyId
    day: date  # local date
    starts_at: Instant
    ends_at: Instant
    notice_due: Instant
    notice_sent: bool
    cancelled: bool
    extraordinary: bool | None = None  # called with shortened notice (P-31)
    opened: bool | None = None  # it has been opened, whether or not it is over


class CaseFacts(Frozen):
    """What the register knew of a case that an act names (N-06, N-14)."""

    case: RecordId
    stage: Line
    treated: bool  # in a local body
    disputable: bool  # no consensus was found, or it is decided or over
    held_by: RecordId | None = None  # another dispute


class DocumentFacts(Frozen):
    """What the house found out about a document that an act names (N-09)."""

    document: Digest
    size: Count
    findings: tuple[Finding, ...] | None = None  # of the check, where the act asks for it


class MinutedWords(Frozen):
    """Where the words that a change of minutes names stand in them (P-33)."""

    found: bool
    decided: bool  # nowhere but in the text that was decided


class ByNotice(Frozen):
    """The last day that notice would leave of what binds parties to each other (T-08)."""

    relation: RelationId
    day: date


class SeatRank(Frozen):
    """A person's rank in a seat on the day of the act."""

    seat: SeatId
    person: PersonId
    rank: Count
    lacks: tuple[PartyId, ...] | None = None  # parties of the seat that a deputy has no authority for (P-23)


class Facts(Frozen):
    """What the house looked up or computed when the act was received; recorded, never computed again."""

    day: date  # the local date of receipt
    meeting: MeetingFacts | None = None
    dates: tuple[Derivation, ...] = ()
    clashes: tuple[RecordId, ...] | None = None  # meetings of the same body at overlapping times
    procedure: Procedure | None = None  # the version an act names, as the community has adopted it (P-38)
    ranks: tuple[SeatRank, ...] = ()  # for each person an act seats: the place held in that seat, if any
    undecided: tuple[RecordId, ...] | None = None  # of the cases an act names, those that are under way (P-16)
    misdated: bool | None = None  # an instant the act names is on another local day than it says (T-01)
    joined: Party | None = None  # the party an act lets in, as the community's roster has it (P-25)
    joined_group: GroupId | None = None
    authority: tuple[Authority, ...] | None = None  # what a mandate lets the actor do, for each party of the seat
    minuted: MinutedWords | None = None  # of the words an act changes in minutes, where there are minutes (P-33)
    case: CaseFacts | None = None  # the case an act names
    document: DocumentFacts | None = None  # the document an act names, where it is kept and is what its digest says
    agreement: tuple[PartyRef, ...] | None = None  # the parties of the agreement an act names
    by_notice: tuple[ByNotice, ...] | None = None  # where the act fixes an end: by when notice could end it (T-08)
    reachable: bool | None = None  # the person an act names can be asked: by e-mail and telephone (N-08)

    def due(self, name: str) -> Derivation:
        """The computed date of that name.

        Raises:
            LookupError: the intake computed no such date for this kind of act.
        """
        for derivation in self.dates:
            if derivation.name == name:
                return derivation
        raise LookupError(f"no date {name!r} was computed for this act")

    def rank(self, seat: SeatId, person: PersonId) -> int | None:
        """The person's rank in the seat that day: 0 member, 1 and up deputies, None: no place in it."""
        return next((r.rank for r in self.ranks if r.seat == seat and r.person == person), None)

    def lacks(self, seat: SeatId, person: PersonId) -> tuple[PartyId, ...]:
        """The parties of the seat that the person, as a deputy, has no authority for (P-23)."""
        return next((r.lacks or () for r in self.ranks if r.seat == seat and r.person == person), ())


class ReceivedAct(Frozen):
    """An act as the intake stored it: numbered under the record's gate, timed by the database's clock."""

    act_id: ActId
    record: RecordId
    number: Count
    received_at: Instant
    digest: Digest
    actor: Actor
    facts: Facts
    act: Act
