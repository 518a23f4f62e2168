"""Timestamps of checkpoints by authorities that are nobody's here (RFC 3161)."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

REFUSED = "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"


def upgrade() -> None:
    op.create_table(
        "log_timestamp",
        sa.Column("checkpoint", sa.BigInteger(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("response", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("checkpoint", "authority", name="pk_log_timestamp"),
        sa.ForeignKeyConstraint(["checkpoint"], ["log_checkpoint.place"], name="fk_log_timestamp_checkpoint"),
    )
    op.execute(f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_timestamp {REFUSED}")
    op.execute("ALTER TABLE log_timestamp ENABLE ALWAYS TRIGGER append_only")
    op.execute("GRANT SELECT, INSERT ON log_timestamp TO saksgang_app")


def downgrade() -> None:
    op.drop_table("log_timestamp")
