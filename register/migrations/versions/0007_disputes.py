"""A dispute has a record of its own; whoever is asked about it can be reached by telephone."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dispute_view",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("state", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name="pk_dispute_view"),
    )
    op.create_index("ix_dispute_view_community", "dispute_view", ["community"])
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON dispute_view TO saksgang_app")
    op.add_column("person", sa.Column("phone", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("person", "phone")
    op.drop_table("dispute_view")
