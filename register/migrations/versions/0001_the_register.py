"""The register: intake, entries, read models, deliveries; what the database itself enforces."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("intake", "verdict", "entry", "procedure", "roster", "document")
CHANGEABLE = ("record", "head", "counter", "person", "party_card", "delivery")
READ_MODELS = (
    "community_view",
    "case_view",
    "meeting_view",
    "seat_view",
    "party_view",
    "position_view",
    "clock_view",
    "text_view",
    "letter_view",
    "message_view",
)

INSTALLATION = """
CREATE TABLE installation (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    kind text NOT NULL CHECK (kind IN ('real', 'story')),
    shift interval NOT NULL DEFAULT interval '0'
)
"""
KEEP_INSTALLATION = """
CREATE FUNCTION keep_installation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'an installation is not removed';
    END IF;
    IF NEW.kind <> OLD.kind THEN
        RAISE EXCEPTION 'a register made for a story never becomes a real one, nor the other way';
    END IF;
    IF NEW.kind <> 'story' AND NEW.shift <> interval '0' THEN
        RAISE EXCEPTION 'only the clock of a register made for a story can be moved';
    END IF;
    IF NEW.shift < OLD.shift THEN
        RAISE EXCEPTION 'the legal clock is never moved back';
    END IF;
    RETURN NEW;
END $$
"""
LEGAL_NOW = """
CREATE FUNCTION legal_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT clock_timestamp() + (SELECT shift FROM installation)
$$
"""
MOVE_CLOCK = """
CREATE FUNCTION move_legal_clock(moment timestamptz) RETURNS void LANGUAGE sql VOLATILE AS $$
    UPDATE installation SET shift = greatest(shift, moment - clock_timestamp())
$$
"""
REFUSE_CHANGE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP;
END $$
"""


REFUSED = "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"


def _append_only(table: str) -> tuple[str, ...]:
    return (
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} {REFUSED}",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only",
    )


# The role the program connects with; made here where the server has none yet, without a password.
APP_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'saksgang_app') THEN
        CREATE ROLE saksgang_app LOGIN;
    END IF;
END $$
"""

ENFORCED = (
    INSTALLATION,
    KEEP_INSTALLATION,
    "CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON installation FOR EACH ROW EXECUTE FUNCTION keep_installation()",
    LEGAL_NOW,
    MOVE_CLOCK,
    REFUSE_CHANGE,
    *(statement for table in APPEND_ONLY for statement in _append_only(table)),
    APP_ROLE,
    "GRANT USAGE ON SCHEMA public TO saksgang_app",
    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO saksgang_app",
    f"GRANT INSERT ON {', '.join((*APPEND_ONLY, *CHANGEABLE, *READ_MODELS))} TO saksgang_app",
    f"GRANT UPDATE ON {', '.join((*CHANGEABLE, *READ_MODELS, 'installation'))} TO saksgang_app",
    f"GRANT DELETE ON {', '.join(('person', *READ_MODELS))} TO saksgang_app",
)
ENFORCED_UNDONE = (
    "DROP TABLE installation",
    "DROP FUNCTION legal_now, move_legal_clock, keep_installation",
    *(f"DROP TRIGGER append_only ON {table}" for table in APPEND_ONLY),
    "DROP FUNCTION refuse_change",
)


def upgrade() -> None:
    op.create_table(
        "case_view",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decision_body", sa.String(), nullable=True),
        sa.Column("drofting_body", sa.String(), nullable=True),
        sa.Column("awaits_body", sa.String(), nullable=True),
        sa.Column("meeting", sa.String(), nullable=True),
        sa.Column("text_digest", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("state", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_case_view")),
    )
    op.create_index(op.f("ix_case_view_community"), "case_view", ["community"], unique=False)
    op.create_table(
        "clock_view",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consequence", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "name", name=op.f("pk_clock_view")),
    )
    op.create_index(op.f("ix_clock_view_due_at"), "clock_view", ["due_at"], unique=False)
    op.create_table(
        "community_view",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("roster", sa.String(), nullable=False),
        sa.Column("state", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("community", name=op.f("pk_community_view")),
    )
    op.create_table(
        "text_view",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_text_view")),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "delivery",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("place", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("place", name=op.f("uq_delivery_place")),
    )
    op.create_index(op.f("ix_delivery_community"), "delivery", ["community"], unique=False)
    op.create_index(
        "ix_delivery_open",
        "delivery",
        ["next_try"],
        unique=False,
        postgresql_where=sa.text("state IN ('waiting', 'claimed')"),
    )
    op.create_table(
        "document",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_community"), "document", ["community"], unique=False)
    op.create_table(
        "entry",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("place", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("canonical", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "seq", name=op.f("pk_entry")),
        sa.UniqueConstraint("place", name=op.f("uq_entry_place")),
    )
    op.create_index(op.f("ix_entry_community"), "entry", ["community"], unique=False)
    op.create_table(
        "head",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_head")),
    )
    op.create_table(
        "intake",
        sa.Column("act_id", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_intake")),
        sa.UniqueConstraint("record_id", "number", name=op.f("uq_intake_record_id")),
    )
    op.create_table(
        "letter_view",
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("letter", name=op.f("pk_letter_view")),
    )
    op.create_table(
        "meeting_view",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("notice_due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("state", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_meeting_view")),
    )
    op.create_index(op.f("ix_meeting_view_community"), "meeting_view", ["community"], unique=False)
    op.create_table(
        "message_view",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recipient", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_view")),
    )
    op.create_index(op.f("ix_message_view_community"), "message_view", ["community"], unique=False)
    op.create_index("ix_message_view_record", "message_view", ["record_id", "seq"], unique=False)
    op.create_table(
        "party_card",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("community", "party", name=op.f("pk_party_card")),
    )
    op.create_table(
        "party_view",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("groups", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("community", "party", name=op.f("pk_party_view")),
    )
    op.create_table(
        "person",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("community", "person", name=op.f("pk_person")),
    )
    op.create_table(
        "position_view",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column("text_digest", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "meeting", "seat", name=op.f("pk_position_view")),
    )
    op.create_table(
        "procedure",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_procedure")),
    )
    op.create_table(
        "record",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("roster", sa.String(), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_record")),
    )
    op.create_index(op.f("ix_record_community"), "record", ["community"], unique=False)
    op.create_table(
        "roster",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_roster")),
    )
    op.create_table(
        "seat_view",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("parties", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("holders", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("community", "seat", name=op.f("pk_seat_view")),
    )
    op.create_table(
        "verdict",
        sa.Column("act_id", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=True),
        sa.Column("refusal", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_verdict")),
    )
    op.create_index(op.f("ix_verdict_record_id"), "verdict", ["record_id"], unique=False)

    for statement in ENFORCED:
        op.execute(statement)


def downgrade() -> None:
    for statement in ENFORCED_UNDONE:
        op.execute(statement)
    op.drop_index(op.f("ix_verdict_record_id"), table_name="verdict")
    op.drop_table("verdict")
    op.drop_table("seat_view")
    op.drop_table("roster")
    op.drop_index(op.f("ix_record_community"), table_name="record")
    op.drop_table("record")
    op.drop_table("procedure")
    op.drop_table("position_view")
    op.drop_table("person")
    op.drop_table("party_view")
    op.drop_table("party_card")
    op.drop_index("ix_message_view_record", table_name="message_view")
    op.drop_index(op.f("ix_message_view_community"), table_name="message_view")
    op.drop_table("message_view")
    op.drop_index(op.f("ix_meeting_view_community"), table_name="meeting_view")
    op.drop_table("meeting_view")
    op.drop_table("letter_view")
    op.drop_table("intake")
    op.drop_table("head")
    op.drop_index(op.f("ix_entry_community"), table_name="entry")
    op.drop_table("entry")
    op.drop_index(op.f("ix_document_community"), table_name="document")
    op.drop_table("document")
    op.drop_index(
        "ix_delivery_open", table_name="delivery", postgresql_where=sa.text("state IN ('waiting', 'claimed')")
    )
    op.drop_index(op.f("ix_delivery_community"), table_name="delivery")
    op.drop_table("delivery")
    op.drop_table("text_view")
    op.drop_table("counter")
    op.drop_table("community_view")
    op.drop_index(op.f("ix_clock_view_due_at"), table_name="clock_view")
    op.drop_table("clock_view")
    op.drop_index(op.f("ix_case_view_community"), table_name="case_view")
    op.drop_table("case_view")
