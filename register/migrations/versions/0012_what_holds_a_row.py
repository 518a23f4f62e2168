"""Every column rests on another: what nothing needed is gone, what became of a mail is written as it becomes so.

A party's address is bound by the community's record, as a person's card is; those kept before are bound when they are
handed in the next time.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

REFUSED = "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
# Nobody reads them, or what they say follows from what stands beside them.
NOT_NEEDED = (
    ("intake", "direct", "boolean", "true"),
    ("document", "added_at", "timestamptz", "now()"),
    ("log_keys", "stored_at", "timestamptz", "now()"),
    ("log_cosignature", "stored_at", "timestamptz", "now()"),
    ("log_timestamp", "stored_at", "timestamptz", "now()"),
    ("history_run", "archived_at", "timestamptz", "now()"),
)
STEP_HASH = """
CREATE FUNCTION step_hash(
    before text, message text, step integer, state text, at timestamptz, attempts integer, raw text
) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(concat_ws('|', coalesce(before, ''), message, step, state,
        extract(epoch FROM at), attempts, coalesce(raw, '')), 'UTF8')), 'hex')
$$
"""
# Of what has left, or will not; and of what is written and waits.
STEPS_SO_FAR = """
INSERT INTO delivery_step (message_id, step, state, at, attempts, raw, hash)
SELECT message_id, 1, step, at, attempts, digest, step_hash(NULL, message_id, 1, step, at, attempts, digest)
FROM (SELECT message_id, CASE WHEN state IN ('waiting', 'claimed') THEN 'written' ELSE state END AS step,
    coalesce(sent_at, legal_now()) AS at, attempts, encode(sha256(raw), 'hex') AS digest
    FROM delivery WHERE state NOT IN ('waiting', 'claimed') OR raw IS NOT NULL) found
"""
AT_REST = (
    "UPDATE delivery SET next_try = NULL, claimed_at = NULL, failing_since = NULL"
    " WHERE state NOT IN ('waiting', 'claimed')"
)
# A record is opened with its first act, at that moment.
OPENED = (
    "UPDATE record r SET opened_at = i.received_at FROM intake i WHERE i.record_id = r.record_id AND i.number = 1"
)
# Where the schema was here before, and went back.
BOUND = """
UPDATE party_card c SET commitment = (
    SELECT p ->> 'commitment' FROM entry e, jsonb_array_elements(cast(e.canonical AS jsonb) #> '{body,parties}') p
    WHERE e.kind = 'persons_entered' AND e.community = c.community AND p ->> 'party' = c.party
    ORDER BY e.seq DESC LIMIT 1)
"""


def upgrade() -> None:
    op.create_table(
        "delivery_step",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("raw", sa.String(), nullable=True),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "step", name="pk_delivery_step"),
    )
    op.execute(STEP_HASH)
    op.execute(STEPS_SO_FAR)
    op.execute(f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON delivery_step {REFUSED}")
    op.execute("ALTER TABLE delivery_step ENABLE ALWAYS TRIGGER append_only")
    op.execute("GRANT SELECT, INSERT ON delivery_step TO saksgang_app")
    op.alter_column("delivery", "next_try", nullable=True)
    op.execute(AT_REST)
    op.execute("UPDATE delivery SET claimed_at = NULL WHERE state = 'waiting'")
    op.execute(OPENED)
    op.add_column("party_card", sa.Column("commitment", sa.String(), nullable=True))
    op.execute(BOUND)
    for table, column, _, _ in NOT_NEEDED:
        op.drop_column(table, column)
    op.drop_constraint("pk_log_timestamp", "log_timestamp", type_="primary")
    op.drop_column("log_timestamp", "authority")
    digest = sa.Computed("encode(sha256(response), 'hex')", persisted=True)
    op.add_column("log_timestamp", sa.Column("digest", sa.String(), digest, nullable=False))
    op.create_primary_key("pk_log_timestamp", "log_timestamp", ["checkpoint", "digest"])
    op.execute("GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO saksgang_app")


def downgrade() -> None:
    """What was not needed says when the schema was moved; an authority is called by the digest of what it said."""
    op.execute("REVOKE SELECT ON ALL SEQUENCES IN SCHEMA public FROM saksgang_app")
    op.drop_constraint("pk_log_timestamp", "log_timestamp", type_="primary")
    op.drop_column("log_timestamp", "digest")
    named = "encode(sha256(response), 'hex')"
    op.execute(f"ALTER TABLE log_timestamp ADD authority varchar NOT NULL GENERATED ALWAYS AS ({named}) STORED")
    op.execute("ALTER TABLE log_timestamp ALTER authority DROP EXPRESSION")
    op.create_primary_key("pk_log_timestamp", "log_timestamp", ["checkpoint", "authority"])
    for table, column, kind, value in NOT_NEEDED:
        op.execute(f"ALTER TABLE {table} ADD {column} {kind} NOT NULL DEFAULT {value}")
        op.execute(f"ALTER TABLE {table} ALTER {column} DROP DEFAULT")
    op.drop_column("party_card", "commitment")
    op.execute("UPDATE delivery SET next_try = now() WHERE next_try IS NULL")
    op.alter_column("delivery", "next_try", nullable=False)
    op.drop_table("delivery_step")
    op.execute("DROP FUNCTION step_hash")
