"""A record folded to where it stands now: what rules judge by, and what lists and pages show.

Computed from the entries alone (`rules.case_fold`, `rules.meeting_fold`), the same way in a running workflow and in
the register. Never edited.
"""

from datetime import date
from enum import StrEnum
from typing import Literal

from models.acts import (
    AuthorityOutcome,
    Cleared,
    Consequence,
    Contribute,
    Derivation,
    FollowUpStatus,
    ForankringAnswer,
    ImportedPosition,
    IntakeForm,
    LateGround,
    LateRoute,
    Mark,
    ParentCase,
    Recusal,
    SeatAttendance,
    Stance,
)
from models.base import (
    BodyId,
    CommunityId,
    Count,
    Digest,
    Frozen,
    GroupId,
    Instant,
    LegalGround,
    Line,
    PartyId,
    PersonId,
    RecordId,
    RuleId,
    SeatId,
    Text,
)
from models.dispute import Bilateral
from models.minutes import Minutes
from models.roster import Authority, AuthorityGround, Party


class Clock(Frozen):
    """A due time that something will happen at, and what: no clock is without a consequence."""

    name: str
    due_at: Instant
    consequence: str
    rule: RuleId


class CaseStage(StrEnum):
    """Where a case stands, in the words of the field."""

    MELDT = "meldt"
    KLASSIFISERT = "klassifisert"
    TIL_DROFTING = "til_drofting"
    DROFTET = "droftet"
    UNDER_FORANKRING = "under_forankring"
    TIL_BESLUTNING = "til_beslutning"
    UTSATT = "utsatt"
    BESLUTTET = "besluttet"
    BESLUTTET_MED_FORBEHOLD = "besluttet_med_forbehold"
    IKKE_KONSENSUS = "ikke_konsensus"
    LOFTET = "loftet"
    TRUKKET = "trukket"
    UNDER_OPPFOLGING = "under_oppfolging"
    AVSLUTTET = "avsluttet"
    TIL_INNSPILL = "til_innspill"  # early involvement: the others are asked (P-36)


class TextVersion(Frozen):
    """The proposed decision text as it stands (P-17)."""

    version: Count
    text: Text
    digest: Digest
    substantial: bool | None = None  # how it changed the version before; None for the first
    contested_by: SeatId | None = None  # who said that an editorial change was one of substance


class Classification(Frozen):
    """Where the case is deliberated and decided (P-04, P-05)."""

    drofting_body: BodyId
    decision_body: BodyId
    larger: bool


class Placement(Frozen):
    """The meeting the case waits for."""

    meeting: RecordId
    body: BodyId
    mark: Mark
    day: date
    starts_at: Instant
    papers_sent: bool = False


class Drofting(Frozen):
    """The last drofting held: what a beslutning must come after (P-01, P-12)."""

    meeting: RecordId
    body: BodyId
    day: date
    round: Count
    ready: bool
    text_digest: Digest


class OpenCaseItem(Frozen):
    """The item as it is open in a meeting now."""

    meeting: RecordId
    item: Count
    mark: Mark
    body: BodyId
    attendance: tuple[SeatAttendance, ...]
    opened_at: Instant
    changed_in_substance: bool = False


class Contribution(Frozen):
    """What a seat said in drofting (P-10)."""

    seat: SeatId
    round: Count
    said: Contribute
    at: Instant


class EntryRef(Frozen):
    """An entry of the record, by number and digest."""

    seq: Count
    hash: Digest


class Position(Frozen):
    """A seat's position in the roll call that is open or was last closed (P-20)."""

    seat: SeatId
    person: PersonId
    counted: bool
    parties: tuple[PartyId, ...]
    stance: Stance
    text_digest: Digest
    at: Instant
    objection: Count | None = None  # the objection it makes
    reservation_due: Derivation | None = None
    entry: EntryRef | None = None
    entered: bool | None = None  # by the secretariat, in the seat's name
    authority: tuple[Authority, ...] | None = None  # None: the place in the seat is the authority


class ObjectionStep(StrEnum):
    """What can become of an objection (P-20, P-28)."""

    LODGED = "lodged"
    ANSWERED = "answered"
    KEPT = "kept"
    STOOD = "stood"  # when the roll call closed
    RESOLVED = "resolved"  # by an amended text, the objector says
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class DatedStep(Frozen):
    """One step, when it was taken, and the entry that says so."""

    step: ObjectionStep
    at: Instant
    seq: Count


class CaseObjection(Frozen):
    """An objection as a thing of its own: who, why, what would remove it, and every step since (P-20, P-28)."""

    objection: Count  # its number in the case
    written: bool  # False: made in the roll call
    seat: SeatId | None = None
    party: PartyId | None = None
    grounds: Text
    would_be_removed_by: Text | None = None
    text_digest: Digest
    at: Instant
    standing: bool = True
    withdrawn_by: SeatId | None = None  # the lead seat, on the party's behalf (P-21)
    answer: Text | None = None
    proposal: Text | None = None  # what was proposed to remove it
    steps: tuple[DatedStep, ...]

    @property
    def last(self) -> ObjectionStep:
        """Where it has come to."""
        return self.steps[-1].step

    @property
    def asked_again(self) -> bool:
        """Whether an attempt to resolve it is recorded, on what it says now (P-20)."""
        return self.answer is not None

    @property
    def kept(self) -> bool:
        """Whether the objector, asked again, has kept it (P-20)."""
        answered = [n for n, dated in enumerate(self.steps) if dated.step is ObjectionStep.ANSWERED]
        return bool(answered) and any(d.step is ObjectionStep.KEPT for d in self.steps[answered[-1] :])


class PartyForankring(Frozen):
    """Where one party's forankring stands (P-11)."""

    party: PartyId
    answer: ForankringAnswer | None = None
    treated_by: Line | None = None
    treated_on: date | None = None
    comment: Text | None = None
    entry: EntryRef | None = None  # of the answer


class Forankring(Frozen):
    """The round of forankring (P-11)."""

    open: bool
    due: Derivation
    parties: tuple[PartyForankring, ...]


class Involvement(Frozen):
    """Who is heard of a change that the opener considers, and until when (P-36)."""

    open: bool
    due: Derivation
    own_decision_on: date
    parties: tuple[PartyId, ...]
    heard: tuple[PartyId, ...] = ()

    @property
    def unheard(self) -> tuple[PartyId, ...]:
        """Those who have said nothing."""
        return tuple(party for party in self.parties if party not in self.heard)


class Paper(Frozen):
    """One of the case's papers."""

    document: Digest
    title: Line
    late: bool
    withheld: LegalGround | None = None  # on which legal ground it is withheld from the public (P-34)


class PartyBinding(Frozen):
    """Whether the decision binds a party (P-19, P-20)."""

    party: PartyId
    by_seat: SeatId
    effect_at: Instant | None = None
    waits_for: Line | None = None
    treated_on: date | None = None  # when its council or board was to treat it
    entry: EntryRef | None = None  # that says it waits
    overdue_since: Instant | None = None  # that day has passed without an answer (P-20)
    after: bool | None = None  # waits for a seat that was absent and may answer (P-22)
    refused: bool = False
    disputed: bool = False  # omstridt fullmakt: until the review of the mandate is over (P-29)
    because: AuthorityGround | None = None  # what the mandate lacked (P-24); None: a reservation

    @property
    def waiting(self) -> bool:
        """Neither in effect nor refused (P-20, P-22, P-24)."""
        return self.effect_at is None and not self.refused


class PartyChange(Frozen):
    """A party let into the case after it was opened, or one that has left the community since (P-25)."""

    party: PartyId
    joined: Party | None = None
    group: GroupId | None = None
    last_day: date | None = None  # None: it came


class WrittenProcedure(Frozen):
    """A written procedure that runs: who is asked, and until when (P-31)."""

    asked: tuple[SeatId, ...]
    last_day: date
    due_at: Instant  # the end of it
    reason: Text


class DecisionFlag(Frozen):
    """A claim that the minutes of the decision are wrong, until it is settled (P-29, P-33)."""

    meeting: RecordId
    contest: Count
    seat: SeatId
    objected: bool | None = None
    settled: bool | None = None


class FollowUpItem(Frozen):
    """What one bound party has to do at home, and how far it has come (P-35)."""

    party: PartyId
    budget_year: Count
    due: date
    costs: bool = False
    status: FollowUpStatus = FollowUpStatus.OPEN
    unit: Line | None = None
    goal: Text | None = None
    risk: Text | None = None
    reference: Line | None = None
    reason: Text | None = None
    reported_at: Instant | None = None
    flagged: bool = False  # its costs were in no budget when 31 December passed

    @property
    def settled(self) -> bool:
        """Whether the party has done it, or dropped it with a reason."""
        return self.status in (FollowUpStatus.DONE, FollowUpStatus.DROPPED)


class LateObjection(Frozen):
    """An objection after the decision, and what came of it (P-29)."""

    objection: Count
    about: LateGround
    by_seat: SeatId | None = None
    by_party: PartyId | None = None
    grounds: Text
    party: PartyId | None = None  # whose authority is reviewed
    route: LateRoute | None = None
    at: Instant
    settled: AuthorityOutcome | None = None


class RefusalTally(Frozen):
    """Refused acts of one sender within an hour; beyond the limit they are counted, not listed."""

    sender: str
    hour: Instant
    listed: Count
    summarised: Count = 0


class RecordHead(Frozen):
    """Where a record's chain stands."""

    record: RecordId
    seq: Count
    hash: Digest
    judged: Count  # the intake number up to which acts are judged
    tallies: tuple[RefusalTally, ...] = ()


class Imported(Frozen):
    """What is said of the time before the case was imported; nothing of it is proved (P-01)."""

    reference: Line
    brought_on: date | None = None
    drofting_meeting: Line | None = None
    vouched_by: PersonId | None = None
    positions: tuple[ImportedPosition, ...] = ()
    earlier_texts: Count = 0


class NemndaHold(Frozen):
    """What is in dispute waits while the nemnda has it (N-13, N-14)."""

    dispute: RecordId
    title: Line
    answered: Line | None = None  # the reference of what the nemnda gave
    presented: bool = False  # a meeting has been informed of it
    returned: tuple[Bilateral, ...] | None = None  # how it ended, two parties at a time


class HeldDecision(Frozen):
    """A decision that does not bind yet: the checker does not come to what its record says (P-19)."""

    record: RecordId  # where the first difference is
    entry: Count | None = None
    broken_rule: RuleId
    what: Text
    since: Instant
    asked: Count = 0  # how often somebody has asked for another look
    looked: Count = 0  # how many of those have been answered


class AwaitedWitnesses(Frozen):
    """A decision that does not bind yet: witnesses have to see the log with it in it first (P-19)."""

    needed: Count
    entry: Count  # that says so: what they see has it in it, and so all that stands before it in the record
    digest: Digest
    since: Instant
    seen: Count | None = None  # how many have; None: too few yet


class CaseState(Frozen):
    """A case as it stands."""

    record: RecordId
    community: CommunityId
    stage: CaseStage
    stage_before_withdrawal: CaseStage | None = None
    procedure: Digest | None = None  # the version the case goes by (P-38)
    version: Count = 1  # rises with what a person deciding must have seen: text, papers, objections, the item opened
    title: Line
    summary: Text
    proposer_party: PartyId | None = None
    proposer_seat: SeatId | None = None
    affected: tuple[PartyId, ...]
    consequences: tuple[Consequence, ...] = ()
    parents: tuple[ParentCase, ...] | None = None  # the cases it comes from (P-16)
    form: IntakeForm | None = None  # what the intake form says, and what was given later of it (P-03)
    registered_at: Instant
    text: TextVersion
    former_texts: tuple[TextVersion, ...] = ()  # first to last
    papers: tuple[Paper, ...] = ()
    classification: Classification | None = None
    placement: Placement | None = None
    drofting: Drofting | None = None
    rounds: Count = 0
    path_asked: bool = False
    item: OpenCaseItem | None = None
    contributions: tuple[Contribution, ...] = ()
    positions: tuple[Position, ...] = ()
    objections: tuple[CaseObjection, ...] = ()
    forankring: Forankring | None = None
    involvement: Involvement | None = None
    recusals: tuple[Recusal, ...] | None = None  # who does not take part in this case (P-26)
    cleared: tuple[Cleared, ...] | None = None  # whom the body found not disqualified
    party_changes: tuple[PartyChange, ...] | None = None  # since the case was opened, in their order (P-25)
    unconfirmed: tuple[SeatId, ...] = ()  # seats with a new holder who has not confirmed what was said (P-25)
    decided_in: RecordId | None = None
    decided_on: date | None = None
    absent: tuple[SeatId, ...] = ()  # counted seats nobody sat in when the roll call closed
    outside: tuple[PartyId, ...] = ()  # stood aside from the decision, where that does not bind (P-20)
    bindings: tuple[PartyBinding, ...] = ()
    statements_awaited: tuple[SeatId, ...] = ()
    announced: bool = False
    follow_ups: tuple[FollowUpItem, ...] = ()
    follow_up_due: date | None = None  # what a decision asks is in budgets and plans by then (P-35)
    arises_from: RecordId | None = None
    late_objections: tuple[LateObjection, ...] = ()  # the decision stands (P-29)
    written_positions: tuple[Position, ...] = ()  # given before the meeting, for a seat that will be absent (P-22)
    written: WrittenProcedure | None = None
    flags: tuple[DecisionFlag, ...] = ()  # contested minutes of the decision (P-29)
    nemnda: bool | None = None  # the chair leaves it to the parties to bring a dispute (P-13, N-01)
    hold: NemndaHold | None = None
    held: HeldDecision | None = None
    witnesses: AwaitedWitnesses | None = None
    closing: bool = False  # the chair chose to close without agreement
    closed_items: tuple[RecordId, ...] = ()  # meetings whose item for this case is closed
    clocks: tuple[Clock, ...] = ()
    imported: Imported | None = None
    ended: bool = False


class MeetingStage(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    NOTIFIED = "notified"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class AgendaItem(Frozen):
    """A case's place on the agenda (P-08)."""

    item: Count
    case: RecordId
    title: Line
    mark: Mark
    text_digest: Digest
    papers: tuple[Digest, ...] = ()
    imported: Literal[True] | None = None
    in_notice: bool = False
    open: bool = False
    removed: bool = False
    conclusion: Text | None = None
    took_part: tuple[SeatAttendance, ...] = ()  # everyone who sat in a seat while it was open (P-32)


class MeetingState(Frozen):
    """A meeting as it stands."""

    record: RecordId
    community: CommunityId
    stage: MeetingStage
    body: BodyId
    day: date
    starts_at: Instant
    ends_at: Instant
    place: Line
    notice_due: Derivation
    sequence: Count = 0  # of the calendar invitation; rises with each change
    invited: bool = False  # an invitation has left at least once
    agenda: tuple[AgendaItem, ...] = ()
    attendance: tuple[SeatAttendance, ...] = ()
    uncovered: tuple[PartyId, ...] = ()
    extraordinary: Text | None = None  # why it cannot wait (P-31)
    short_notice: tuple[SeatId, ...] = ()  # counted seats that consent to the shortened notice
    took_part: tuple[SeatAttendance, ...] = ()  # everyone who sat in a seat at some time in the meeting
    minutes: Minutes | None = None
    clocks: tuple[Clock, ...] = ()
    ended: bool = False


class Proposal(Frozen):
    """A proposal that came from outside through the secretariat, and what came of it (P-02)."""

    number: Count
    title: Line
    from_whom: Line
    summary: Text
    received_at: Instant
    declined: Text | None = None  # the reason
    case: RecordId | None = None  # which takes it up

    @property
    def waits(self) -> bool:
        """Whether nothing has come of it yet."""
        return self.declined is None and self.case is None


class ErasedPerson(Frozen):
    """A person of whom nothing but the id is known any more."""

    person: PersonId
    at: Instant
    basis: Text


class CommunityState(Frozen):
    """A health community as it stands: which procedure and roster are in force."""

    record: RecordId
    community: CommunityId
    procedure: Digest
    roster: Digest
    founded_at: Instant
    warned_to: Instant | None = None  # what the roster was to say by then is said (P-24)
    clocks: tuple[Clock, ...] = ()
    proposals: tuple[Proposal, ...] | None = None  # in the order of their numbers
    erased: tuple[ErasedPerson, ...] | None = None  # in the order in which they were
