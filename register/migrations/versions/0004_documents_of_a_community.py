"""A document belongs to a community: two communities may keep the same file, each by its own name."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint("pk_document", "document", type_="primary")
    op.create_primary_key("pk_document", "document", ["community", "digest"])
    op.drop_index("ix_document_community", table_name="document")


def downgrade() -> None:
    op.create_index("ix_document_community", "document", ["community"])
    op.drop_constraint("pk_document", "document", type_="primary")
    op.create_primary_key("pk_document", "document", ["digest"])
