"""An agreement has a record of its own; its read model is made again from there."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

VECTOR = "to_tsvector('norwegian'::regconfig, words)"


def upgrade() -> None:
    op.drop_table("agreement_view")
    op.create_table(
        "agreement_view",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("agreement", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("vector", TSVECTOR(), sa.Computed(VECTOR, persisted=True), nullable=True),
        sa.Column("state", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name="pk_agreement_view"),
        sa.UniqueConstraint("community", "agreement", name="uq_agreement_view_community"),
    )
    op.create_index("ix_agreement_view_vector", "agreement_view", ["vector"], postgresql_using="gin")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON agreement_view TO saksgang_app")


def downgrade() -> None:
    op.drop_table("agreement_view")
    op.create_table(
        "agreement_view",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("agreement", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("vector", TSVECTOR(), sa.Computed(VECTOR, persisted=True), nullable=True),
        sa.Column("state", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("community", "agreement", name="pk_agreement_view"),
    )
    op.create_index("ix_agreement_view_vector", "agreement_view", ["vector"], postgresql_using="gin")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON agreement_view TO saksgang_app")
