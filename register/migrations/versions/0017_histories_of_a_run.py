"""A run may have two histories: from before Temporal's store was put back to an older copy, and from after."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint("pk_history_run", "history_run", type_="primary")
    op.create_primary_key("pk_history_run", "history_run", ["run", "digest"])


def downgrade() -> None:
    """The database refuses it where a run has two: none is thrown away."""
    op.drop_constraint("pk_history_run", "history_run", type_="primary")
    op.create_primary_key("pk_history_run", "history_run", ["run"])
