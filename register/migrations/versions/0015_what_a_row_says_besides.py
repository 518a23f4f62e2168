"""What a relay said in its words, and what a document's file was called, are held as everything else is.

Steps from before say nothing of what the relay said, and their hashes stay what they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STEP_HASH = """
CREATE FUNCTION step_hash(
    before text, message text, step integer, state text, at timestamptz, attempts integer, raw text, after text,
    said text
) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(concat_ws('|', coalesce(before, ''), message, step, state,
        extract(epoch FROM at), attempts, coalesce(raw, ''), CASE WHEN said IS NULL THEN after
        ELSE coalesce(after, '') END, said), 'UTF8')), 'hex')
$$
"""
# As 0014 left it, to the byte.
STEP_HASH_OF_0014 = """
CREATE FUNCTION step_hash(
    before text, message text, step integer, state text, at timestamptz, attempts integer, raw text, after text
) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(concat_ws('|', coalesce(before, ''), message, step, state,
        extract(epoch FROM at), attempts, coalesce(raw, ''), after), 'UTF8')), 'hex')
$$
"""
HASHED_ANEW = """
DO $$ DECLARE one record; so_far text; BEGIN
    FOR one IN SELECT * FROM delivery_step ORDER BY message_id, step LOOP
        so_far := step_hash(CASE WHEN one.step > 1 THEN so_far END, one.message_id, one.step, one.state, one.at,
            one.attempts, one.raw, NULL);
        UPDATE delivery_step SET hash = so_far, after = NULL WHERE message_id = one.message_id AND step = one.step;
    END LOOP;
END $$
"""
NAMED = """
UPDATE document SET named = encode(sha256(convert_to(
    concat_ws('|', community, digest, media_type, size, name), 'UTF8')), 'hex')
"""


def upgrade() -> None:
    op.add_column("delivery_step", sa.Column("said", sa.String(), nullable=True))
    op.execute("DROP FUNCTION step_hash")
    op.execute(STEP_HASH)  # a step that says nothing of it has the hash that it had
    op.add_column("document", sa.Column("named", sa.String(), nullable=True))
    _unguarded("document", NAMED)
    op.alter_column("document", "named", nullable=False)


def downgrade() -> None:
    """What each step said is gone, so its hash is made without; what others name is that hash, so they name none."""
    op.drop_column("document", "named")
    op.execute("DROP FUNCTION step_hash")
    op.execute(STEP_HASH_OF_0014)
    op.drop_column("delivery_step", "said")
    _unguarded("delivery_step", HASHED_ANEW)


def _unguarded(table: str, statement: str) -> None:
    op.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
    op.execute(statement)
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
