"""Each step of a mail names the newest step of any mail, so that a mail's last step is missed when it is gone.

Steps from before name none, and their hashes stay what they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STEP_HASH = """
CREATE FUNCTION step_hash(
    before text, message text, step integer, state text, at timestamptz, attempts integer, raw text, after text
) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(concat_ws('|', coalesce(before, ''), message, step, state,
        extract(epoch FROM at), attempts, coalesce(raw, ''), after), 'UTF8')), 'hex')
$$
"""
# As 0012 left it, to the byte.
STEP_HASH_OF_0012 = """
CREATE FUNCTION step_hash(
    before text, message text, step integer, state text, at timestamptz, attempts integer, raw text
) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(concat_ws('|', coalesce(before, ''), message, step, state,
        extract(epoch FROM at), attempts, coalesce(raw, '')), 'UTF8')), 'hex')
$$
"""
HASHED_ANEW = """
DO $$ DECLARE one record; so_far text; BEGIN
    FOR one IN SELECT * FROM delivery_step ORDER BY message_id, step LOOP
        so_far := step_hash(CASE WHEN one.step > 1 THEN so_far END, one.message_id, one.step, one.state, one.at,
            one.attempts, one.raw);
        UPDATE delivery_step SET hash = so_far WHERE message_id = one.message_id AND step = one.step;
    END LOOP;
END $$
"""


def upgrade() -> None:
    op.add_column("delivery_step", sa.Column("after", sa.String(), nullable=True))
    op.create_index("ix_delivery_step_at", "delivery_step", ["at"])
    op.execute("DROP FUNCTION step_hash")
    op.execute(STEP_HASH)  # a step that names none has the hash that it had


def downgrade() -> None:
    """What each step named is gone, so its hash is made without."""
    op.execute("DROP FUNCTION step_hash")
    op.execute(STEP_HASH_OF_0012)
    op.drop_index("ix_delivery_step_at", "delivery_step")
    op.drop_column("delivery_step", "after")
    op.execute("ALTER TABLE delivery_step DISABLE TRIGGER append_only")
    op.execute(HASHED_ANEW)
    op.execute("ALTER TABLE delivery_step ENABLE ALWAYS TRIGGER append_only")
