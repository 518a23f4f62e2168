"""What the register adds to an act, why it refused one, and what register it is: each is held by a digest beside it.

How far a story's clock is ahead is kept in days and seconds: a month is thirty days where it is compared, and another
number of them where it is added, so a real register's clock could be moved by what compares as nothing.

The first two stand as JSON and in no entry; their digest is over the text that the database gives of what it keeps,
for rows from before as they stand now. Of what register it is, a trigger makes it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

JSON_DIGEST = """
CREATE FUNCTION json_digest(said jsonb) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT encode(sha256(convert_to(said::text, 'UTF8')), 'hex')
$$
"""
HELD = (("intake", "body"), ("verdict", "refusal"))
INSTALLATION_DIGEST = """
CREATE FUNCTION installation_digest(kind text, shift interval) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT encode(sha256(convert_to(kind || '|' || extract(epoch FROM shift), 'UTF8')), 'hex')
$$
"""
HOLD_INSTALLATION = """
CREATE FUNCTION hold_installation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF extract(year FROM NEW.shift) <> 0 OR extract(month FROM NEW.shift) <> 0
        OR NEW.kind <> 'story' AND (extract(day FROM NEW.shift) <> 0 OR extract(epoch FROM NEW.shift) <> 0) THEN
        RAISE EXCEPTION 'only the clock of a register made for a story can be moved, by days and seconds';
    END IF;
    NEW.digest := installation_digest(NEW.kind, NEW.shift);
    RETURN NEW;
END $$
"""
HELD_THEN = (
    "CREATE TRIGGER hold BEFORE INSERT OR UPDATE ON installation FOR EACH ROW EXECUTE FUNCTION hold_installation()"
)


def upgrade() -> None:
    op.execute(JSON_DIGEST)
    for table, column in HELD:
        op.add_column(table, sa.Column(f"{column}_digest", sa.String(), nullable=True))
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        rows = sa.table(table, sa.column(column), sa.column(f"{column}_digest"))
        op.execute(rows.update().values({f"{column}_digest": sa.func.json_digest(rows.c[column])}))
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
    op.alter_column("intake", "body_digest", nullable=False)
    op.add_column("installation", sa.Column("digest", sa.String(), nullable=True))
    op.execute(INSTALLATION_DIGEST)
    op.execute("UPDATE installation SET digest = installation_digest(kind, shift)")
    op.alter_column("installation", "digest", nullable=False)
    op.execute(HOLD_INSTALLATION)
    op.execute(HELD_THEN)


def downgrade() -> None:
    op.execute("DROP TRIGGER hold ON installation")
    op.execute("DROP FUNCTION hold_installation")
    op.execute("DROP FUNCTION installation_digest")
    op.drop_column("installation", "digest")
    for table, column in HELD:
        op.drop_column(table, f"{column}_digest")
    op.execute("DROP FUNCTION json_digest")
