"""What workflows, activities and the register hand each other."""

from enum import StrEnum

from models.acts import Derivation, ReceivedAct
from models.agreement_state import AgreementState
from models.base import ActId, CommunityId, Count, Digest, Frozen, Instant, RecordId, RuleId, Text
from models.dispute_state import DisputeState
from models.entries import Entry, RestartCause, WitnessesSeen
from models.procedure import Procedure
from models.roster import Roster
from models.rulebook import Refusal
from models.state import CaseState, MeetingState, RecordHead


class Outcome(StrEnum):
    """What became of an act."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOTHING_LEFT = "nothing_left"  # a deadline or a message between records that came after what it was for


class ActVerdict(Frozen):
    """What became of an act, and in which entries."""

    act_id: ActId
    number: Count
    outcome: Outcome
    first_seq: Count | None = None
    last_seq: Count | None = None
    refusal: Refusal | None = None


class Whereabouts(StrEnum):
    """How Temporal holds a record's workflow."""

    RUNNING = "running"
    PAUSED = "paused"
    STUCK = "stuck"  # it runs, and its next step fails again and again
    MISSING = "missing"
    TERMINATED = "terminated"
    CANCELLED = "cancelled"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    COMPLETED = "completed"
    HISTORY_LOST = "history_lost"


class CaseStart(Frozen):
    """What a case's workflow starts or goes on with. `state` and `head` are carried, entries never are."""

    record: RecordId
    community: CommunityId
    procedure: Procedure
    roster: Roster
    head: RecordHead
    state: CaseState | None = None
    restarted: RestartCause | None = None


class MeetingStart(Frozen):
    """What a meeting's workflow starts or goes on with."""

    record: RecordId
    community: CommunityId
    procedure: Procedure
    roster: Roster
    head: RecordHead
    state: MeetingState | None = None
    restarted: RestartCause | None = None


class AgreementStart(Frozen):
    """What an agreement's workflow starts or goes on with."""

    record: RecordId
    community: CommunityId
    procedure: Procedure
    roster: Roster
    head: RecordHead
    state: AgreementState | None = None
    restarted: RestartCause | None = None


class DisputeStart(Frozen):
    """What a dispute's workflow starts or goes on with."""

    record: RecordId
    community: CommunityId
    procedure: Procedure
    roster: Roster
    head: RecordHead
    state: DisputeState | None = None
    restarted: RestartCause | None = None


Start = CaseStart | MeetingStart | AgreementStart | DisputeStart


class Judge(Frozen):
    """All acts of a record that are not judged yet, in number order."""

    acts: tuple[ReceivedAct, ...]


class JudgedUpTo(Frozen):
    """How far a record has come; said only when its entries are committed."""

    judged: Count
    seq: Count


class AppendBatch(Frozen):
    """Entries and verdicts of one record, to be written in one transaction."""

    record: RecordId
    community: CommunityId
    entries: tuple[Entry, ...]
    verdicts: tuple[ActVerdict, ...]
    judged: Count
    ending: bool = False


class Standing(Frozen):
    """A record as the register has it."""

    head: RecordHead
    case: CaseState | None = None
    meeting: MeetingState | None = None
    agreement: AgreementState | None = None
    dispute: DisputeState | None = None
    procedure: Procedure | None = None  # the version the record goes by


class CheckRecord(Frozen):
    """The record of a decision is to be checked before the decision binds."""

    record: RecordId


class RecordChecked(Frozen):
    """What the checker found first, or nothing."""

    record: RecordId | None = None  # None: all is as the rules say
    entry: Count | None = None
    broken_rule: RuleId | None = None
    what: Text | None = None


class SeekWitnesses(Frozen):
    """A decision waits until so many witnesses have seen the log with an entry of its record in it (P-19)."""

    record: RecordId
    community: CommunityId
    entry: Count
    digest: Digest
    needed: Count


class WitnessesFound(Frozen):
    """What they have seen; nothing where they are too few yet."""

    seen: WitnessesSeen | None = None


class Appended(Frozen):
    """The batch is committed. `left` holds what was received before an ending record closed its gate.

    `standing` is said when the register has more of the record, or other, than the writer knows: an earlier attempt
    of its workflow task had come further, and Temporal has forgotten it.
    """

    seq: Count
    ended: bool = False
    left: tuple[ReceivedAct, ...] = ()
    standing: Standing | None = None


class CloseGate(Frozen):
    """A due time has come by the workflow's clock; does the register's agree?"""

    record: RecordId
    clock: str
    due_at: Instant
    workflow_now: Instant
    judged: Count


class GateClosed(Frozen):
    """The deadline stands in the intake; here is everything up to it that is not judged.

    `agreed` false: not yet; the acts are then what the register has judged, and the workflow does not know of.
    """

    agreed: bool
    acts: tuple[ReceivedAct, ...] = ()


class ComputeDates(Frozen):
    """An agreement's facts have changed, or a clock of it is to ring: what comes, and when?"""

    state: AgreementState
    procedure: Procedure


class MakePackage(Frozen):
    """A dispute is submitted: write the index of what is sent (N-07, N-10)."""

    dispute: RecordId
    community: CommunityId


class WriteMinutes(Frozen):
    """The meeting is closed: write its draft minutes."""

    meeting: RecordId
    community: CommunityId
    approved: bool | None = None  # the approved minutes, no longer a draft


class MinutesWritten(Frozen):
    """The draft minutes, stored by their digests."""

    text: Digest
    html: Digest
    pdf: Digest | None = None
    comments_due: Derivation | None = None  # of a draft
