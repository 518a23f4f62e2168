"""The log: a leaf for every entry of a community, in an order fixed once; checkpoints and who has cosigned them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ("log_leaf", "log_keys", "log_checkpoint", "log_cosignature")
REFUSED = "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"


def upgrade() -> None:
    op.create_table(
        "log_leaf",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("community", "position", name="pk_log_leaf"),
        sa.UniqueConstraint("record_id", "seq", name="uq_log_leaf_record_id"),
    )
    op.create_table(
        "log_keys",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("community", "seq", name="pk_log_keys"),
    )
    op.create_table(
        "log_checkpoint",
        sa.Column("place", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_log_checkpoint"),
    )
    op.create_index("ix_log_checkpoint_community", "log_checkpoint", ["community", "size"])
    op.create_table(
        "log_cosignature",
        sa.Column("checkpoint", sa.BigInteger(), nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("checkpoint", "witness", name="pk_log_cosignature"),
        sa.ForeignKeyConstraint(["checkpoint"], ["log_checkpoint.place"], name="fk_log_cosignature_checkpoint"),
    )
    for table in TABLES:
        op.execute(f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} {REFUSED}")
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
        op.execute(f"GRANT SELECT, INSERT ON {table} TO saksgang_app")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
