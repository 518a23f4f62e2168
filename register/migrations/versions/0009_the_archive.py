"""The archive: the Temporal history of every finished run, under its digest, and which runs there were."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = ("history_content", "history_run")
REFUSED = "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"


def upgrade() -> None:
    op.create_table(
        "history_content",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("compressed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_history_content"),
    )
    # What is compressed already shall not be compressed again.
    op.execute("ALTER TABLE history_content ALTER COLUMN compressed SET STORAGE EXTERNAL")
    op.create_table(
        "history_run",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("workflow", sa.String(), nullable=False),
        sa.Column("first_run", sa.String(), nullable=False),
        sa.Column("previous_run", sa.String(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("build_ids", JSONB(), nullable=False),
        sa.Column("closed", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kept_in", sa.String(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("run", name="pk_history_run"),
    )
    op.create_index("ix_history_run_record_id", "history_run", ["record_id"])
    for table in TABLES:
        op.execute(f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} {REFUSED}")
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
        op.execute(f"GRANT SELECT, INSERT ON {table} TO saksgang_app")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
