"""The register's rows. Only register/ and activities/ import this.

Three kinds of table, kept apart on purpose: what was received and what happened (append-only, enforced by the
database); read models, which can be dropped and made again from the entries; and facts of delivery and storage.
Table models do not validate: only values that have passed a model of `models/` are written here.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Computed,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
METADATA: MetaData = SQLModel.metadata

SEARCHED = (
    "setweight(to_tsvector('norwegian'::regconfig, title), 'A'::\"char\")"
    " || setweight(to_tsvector('norwegian'::regconfig, content), 'B'::\"char\")"
)
"""The words of a case by their Norwegian stems, those of its title first."""
STAMPED = Computed("encode(sha256(response), 'hex')", persisted=True)
AGREEMENT_SEARCHED = "to_tsvector('norwegian'::regconfig, words)"


def _when(*, nullable: bool = False) -> Any:
    return Field(default=None, sa_type=DateTime(timezone=True), nullable=nullable)


def _json(*, nullable: bool = False) -> Any:
    return Field(default=None, sa_type=JSONB, nullable=nullable)


# --- what was received and what happened ------------------------------------------------------------------------


class RecordRow(SQLModel, table=True):
    """A record and its gate: whoever submits or closes takes this row FOR UPDATE first."""

    __tablename__ = "record"
    record_id: str = Field(primary_key=True)
    community: str = Field(index=True)
    kind: str  # case, meeting, agreement, community
    procedure: str
    roster: str
    next_number: int = 1
    opened_at: datetime = _when()


class HeadRow(SQLModel, table=True):
    """Where a record's chain stands. Apart from the gate, so that appending never waits for submitting."""

    __tablename__ = "head"
    record_id: str = Field(primary_key=True)
    seq: int = 0
    hash: str
    judged: int = 0
    ended: bool = False


class CounterRow(SQLModel, table=True):
    """The next running number of a kind of record, per community (and body) and year."""

    __tablename__ = "counter"
    name: str = Field(primary_key=True)
    next: int = 1


class IntakeRow(SQLModel, table=True):
    """An act as received. Append-only."""

    __tablename__ = "intake"
    __table_args__ = (UniqueConstraint("record_id", "number"),)
    act_id: str = Field(primary_key=True)
    record_id: str
    number: int
    community: str
    digest: str
    kind: str
    received_at: datetime = _when()  # legal time
    stored_at: datetime = _when()  # machine time
    body: dict[str, Any] = _json()  # the ReceivedAct
    body_digest: str  # SHA-256 over it as PostgreSQL writes it: what the register added stands in no other digest


class VerdictRow(SQLModel, table=True):
    """What became of an act. Append-only."""

    __tablename__ = "verdict"
    act_id: str = Field(primary_key=True)
    record_id: str = Field(index=True)
    number: int
    outcome: str  # accepted, refused, nothing_left
    first_seq: int | None = None
    last_seq: int | None = None
    refusal: dict[str, Any] | None = _json(nullable=True)
    refusal_digest: str | None = None  # as an act's; an entry holds no refusal beyond those an hour has room for


class EntryRow(SQLModel, table=True):
    """An entry as the bytes its digest was computed over. Append-only."""

    __tablename__ = "entry"
    record_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    place: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), unique=True))
    community: str = Field(index=True)
    kind: str
    at: datetime = _when()  # legal time
    recorded_at: datetime = _when()  # processing time
    hash: str
    canonical: str  # the entry as canonical JSON, its `hash` included


class ProcedureRow(SQLModel, table=True):
    """A procedure by its digest. Append-only."""

    __tablename__ = "procedure"
    digest: str = Field(primary_key=True)
    body: dict[str, Any] = _json()


class RosterRow(SQLModel, table=True):
    """A roster by its digest; ids only. Append-only."""

    __tablename__ = "roster"
    digest: str = Field(primary_key=True)
    body: dict[str, Any] = _json()


class DocumentRow(SQLModel, table=True):
    """A document of a community by the digest of its bytes: two may keep the same file. Append-only."""

    __tablename__ = "document"
    community: str = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    media_type: str
    size: int
    name: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    named: str  # SHA-256 over all that stands beside the content


# --- the log over what happened: append-only ---------------------------------------------------------------------


class LogLeafRow(SQLModel, table=True):
    """The head of a record's chain after one of its entries, at its place in the community's log. Append-only."""

    __tablename__ = "log_leaf"
    __table_args__ = (UniqueConstraint("record_id", "seq"),)
    community: str = Field(primary_key=True)
    position: int = Field(
        sa_column=Column(BigInteger, primary_key=True, autoincrement=False)
    )  # from 0, without a gap
    record_id: str
    seq: int
    hash: str


class LogKeysRow(SQLModel, table=True):
    """The public keys of a community's log, as its signer has made them known; each time whole. Append-only."""

    __tablename__ = "log_keys"
    community: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    hash: str  # of the document; the leaf that says so is of record keys-COMMUNITY
    document: str


class LogCheckpointRow(SQLModel, table=True):
    """A checkpoint of a community's log as it was signed. Append-only."""

    __tablename__ = "log_checkpoint"
    __table_args__ = (Index("ix_log_checkpoint_community", "community", "size"),)
    place: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    community: str
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    note: str
    stored_at: datetime = _when()  # machine time


class LogCosignatureRow(SQLModel, table=True):
    """A witness's line under a checkpoint. Append-only."""

    __tablename__ = "log_cosignature"
    checkpoint: int = Field(
        sa_column=Column(BigInteger, ForeignKey("log_checkpoint.place"), primary_key=True, autoincrement=False)
    )
    witness: str = Field(primary_key=True)
    line: str


class LogTimestampRow(SQLModel, table=True):
    """An authority's timestamp of a checkpoint (RFC 3161, DER). Append-only."""

    __tablename__ = "log_timestamp"
    checkpoint: int = Field(
        sa_column=Column(BigInteger, ForeignKey("log_checkpoint.place"), primary_key=True, autoincrement=False)
    )
    digest: str | None = Field(default=None, sa_column=Column(String, STAMPED, primary_key=True))
    response: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


# --- the archive of Temporal's histories: append-only -----------------------------------------------------------


class HistoryContentRow(SQLModel, table=True):
    """A history's bytes as a gzip file, by the digest of what is in it. Append-only."""

    __tablename__ = "history_content"
    digest: str = Field(primary_key=True)
    compressed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class HistoryRunRow(SQLModel, table=True):
    """A finished run of a record's workflow, and where its history is kept. Append-only.

    A run has more than one where Temporal's store was put back to an older copy, and went on from there.
    """

    __tablename__ = "history_run"
    run: str = Field(primary_key=True)
    record_id: str = Field(index=True)
    workflow: str
    first_run: str
    previous_run: str | None = None
    began_at: datetime = _when()  # Temporal's clock, here and below
    ended_at: datetime = _when()
    events: int
    build_ids: list[str] = _json()
    closed: str
    digest: str = Field(primary_key=True)
    size: int
    kept_in: str  # register, or the address of a bucket


# --- names and addresses, outside every record ------------------------------------------------------------------


class PersonRow(SQLModel, table=True):
    """A person's card and its salt, under the person's own key."""

    __tablename__ = "person"
    community: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    commitment: str | None = None  # to the card, as the community's record has it; None: entered before it had any


class PersonKeyRow(SQLModel, table=True):
    """The key of one person. Destroyed, it takes with it what only it opens: card, salt, stored mail."""

    __tablename__ = "person_key"
    community: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class PartyCardRow(SQLModel, table=True):
    """A party's official address."""

    __tablename__ = "party_card"
    community: str = Field(primary_key=True)
    party: str = Field(primary_key=True)
    email: str
    language: str
    commitment: str | None = None  # to the card, as the community's record has it; None: kept before it had any


# --- read models: dropped and made again from the entries -------------------------------------------------------


class CommunityView(SQLModel, table=True):
    """A community: which procedure and roster are in force."""

    __tablename__ = "community_view"
    community: str = Field(primary_key=True)
    record_id: str
    procedure: str
    roster: str
    state: dict[str, Any] = _json()


class CaseView(SQLModel, table=True):
    """A case as it stands."""

    __tablename__ = "case_view"
    record_id: str = Field(primary_key=True)
    community: str = Field(index=True)
    title: str
    stage: str
    version: int
    decision_body: str | None = None
    drofting_body: str | None = None
    awaits_body: str | None = None  # waits for a meeting of this body to decide it, and has none (P-12)
    meeting: str | None = None
    text_digest: str
    registered_at: datetime = _when()
    changed_at: datetime = _when()
    ended: bool
    state: dict[str, Any] = _json()


class CaseSearchView(SQLModel, table=True):
    """What a case can be found by: its title, and all that people wrote in it, in small letters."""

    __tablename__ = "case_search_view"
    __table_args__ = (Index("ix_case_search_view_vector", "vector", postgresql_using="gin"),)
    record_id: str = Field(primary_key=True)
    community: str
    title: str
    content: str
    vector: str | None = Field(default=None, sa_column=Column(TSVECTOR, Computed(SEARCHED, persisted=True)))


class MeetingView(SQLModel, table=True):
    """A meeting as it stands."""

    __tablename__ = "meeting_view"
    record_id: str = Field(primary_key=True)
    community: str = Field(index=True)
    body: str
    day: date
    starts_at: datetime = _when()
    ends_at: datetime = _when()
    place: str
    stage: str
    notice_due: datetime = _when()
    ended: bool
    state: dict[str, Any] = _json()


class SeatView(SQLModel, table=True):
    """A seat, its body and who holds it."""

    __tablename__ = "seat_view"
    community: str = Field(primary_key=True)
    seat: str = Field(primary_key=True)
    body: str
    side: str
    counts: bool
    parties: list[str] = _json()
    holders: list[dict[str, Any]] = _json()


class PartyView(SQLModel, table=True):
    """A party of a community."""

    __tablename__ = "party_view"
    community: str = Field(primary_key=True)
    party: str = Field(primary_key=True)
    kind: str
    name: str
    groups: list[str] = _json()


class PositionView(SQLModel, table=True):
    """The last position of a seat in each roll call."""

    __tablename__ = "position_view"
    record_id: str = Field(primary_key=True)
    meeting: str = Field(primary_key=True)
    seat: str = Field(primary_key=True)
    community: str
    person: str
    counted: bool
    stance: str
    text_digest: str
    taken_at: datetime = _when()
    seq: int


class ClockView(SQLModel, table=True):
    """A due time that is running."""

    __tablename__ = "clock_view"
    record_id: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    community: str
    due_at: datetime = Field(sa_type=DateTime(timezone=True), index=True)
    consequence: str
    rule: str


class AgreementView(SQLModel, table=True):
    """An agreement of a community, as it stands."""

    __tablename__ = "agreement_view"
    __table_args__ = (
        UniqueConstraint("community", "agreement"),
        Index("ix_agreement_view_vector", "vector", postgresql_using="gin"),
    )
    record_id: str = Field(primary_key=True)
    community: str
    agreement: str
    kind: str
    title: str
    valid_from: date | None = None
    valid_to: date | None = None
    since: datetime = _when()
    ended: bool
    words: str
    vector: str | None = Field(
        default=None,
        sa_column=Column(TSVECTOR, Computed(AGREEMENT_SEARCHED, persisted=True)),
    )
    state: dict[str, Any] = _json()


class DisputeView(SQLModel, table=True):
    """A dispute between parties of a community, as it stands."""

    __tablename__ = "dispute_view"
    record_id: str = Field(primary_key=True)
    community: str = Field(index=True)
    kind: str
    title: str
    stage: str
    case_id: str | None = None
    since: datetime = _when()
    ended: bool
    state: dict[str, Any] = _json()


class TextView(SQLModel, table=True):
    """A proposed decision text by its digest."""

    __tablename__ = "text_view"
    digest: str = Field(primary_key=True)
    text: str


class LetterView(SQLModel, table=True):
    """The text of a letter: what all its recipients are told."""

    __tablename__ = "letter_view"
    letter: str = Field(primary_key=True)  # record:seq:kind:index
    record_id: str
    seq: int
    kind: str
    facts: dict[str, Any] = _json()


class MessageView(SQLModel, table=True):
    """A message owed to one recipient."""

    __tablename__ = "message_view"
    __table_args__ = (Index("ix_message_view_record", "record_id", "seq"),)
    message_id: str = Field(primary_key=True)
    community: str = Field(index=True)
    record_id: str
    seq: int
    letter: str
    kind: str
    recipient: dict[str, Any] = _json()
    at: datetime = _when()  # legal time of the entry


READ_MODELS = (
    CommunityView,
    CaseView,
    CaseSearchView,
    MeetingView,
    SeatView,
    PartyView,
    PositionView,
    ClockView,
    AgreementView,
    DisputeView,
    TextView,
    LetterView,
    MessageView,
)


# --- facts of delivery ------------------------------------------------------------------------------------------


class DeliveryRow(SQLModel, table=True):
    """How far a message has come on its way out."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_open", "next_try", postgresql_where=text("state IN ('waiting', 'claimed')")),
    )
    message_id: str = Field(primary_key=True)
    place: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), unique=True))
    community: str = Field(index=True)
    state: str = "waiting"  # waiting, claimed, sent, given_up, unknown
    attempts: int = 0
    next_try: datetime | None = _when(nullable=True)  # machine time, as the two below; None once it has come to rest
    claimed_at: datetime | None = _when(nullable=True)
    failing_since: datetime | None = _when(nullable=True)  # an absent relay aside
    sent_at: datetime | None = _when(nullable=True)  # legal time
    error: str | None = None
    raw: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    sealed_for: list[str] | None = _json(nullable=True)  # the persons whose keys together open `raw`; None: no key


class DeliveryStepRow(SQLModel, table=True):
    """What became of a message, each time it came to rest, was put back, or was written. Append-only."""

    __tablename__ = "delivery_step"
    message_id: str = Field(primary_key=True)
    step: int = Field(primary_key=True)  # from 1, without a gap
    state: str  # written, sent, given_up, unknown, waiting
    at: datetime = Field(sa_type=DateTime(timezone=True), index=True)  # legal time
    attempts: int
    raw: str | None = None  # SHA-256 of the mail as it was kept then, sealed where it names persons
    hash: str  # over this step and the hash of the one before
    after: str | None = None  # the hash of the newest step of any mail then; None: there was none, or it was not kept
    said: str | None = None  # SHA-256 of what went wrong, in the relay's words or ours; None: nothing, or not kept


def table_of(model: type[SQLModel]) -> Table:
    """The model's table for statements: its columns are columns to the type checker too."""
    return METADATA.tables[str(model.__tablename__)]
