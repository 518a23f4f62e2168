"""Whoever destroys a key may have the file that held it written anew: a vacuum alone leaves the last one's bytes."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("GRANT MAINTAIN ON person_key TO saksgang_app")


def downgrade() -> None:
    op.execute("REVOKE MAINTAIN ON person_key FROM saksgang_app")
