"""Cases can be searched in full text; what stands in the register already is made searchable too."""

import json
import unicodedata

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

VECTOR = (
    "setweight(to_tsvector('norwegian'::regconfig, title), 'A'::\"char\")"
    " || setweight(to_tsvector('norwegian'::regconfig, content), 'B'::\"char\")"
)
WRITTEN = (
    "summary",
    "proposal",
    "grounds",
    "would_be_removed_by",
    "reason",
    "direct_reason",
    "text",
    "comment",
    "statement",
)
MOST = 200_000


def upgrade() -> None:
    op.create_table(
        "case_search_view",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("vector", TSVECTOR(), sa.Computed(VECTOR, persisted=True), nullable=True),
        sa.PrimaryKeyConstraint("record_id", name="pk_case_search_view"),
    )
    op.create_index("ix_case_search_view_vector", "case_search_view", ["vector"], postgresql_using="gin")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON case_search_view TO saksgang_app")
    _fill()


def _fill() -> None:
    connection = op.get_bind()
    for case in connection.execute(sa.text("SELECT record_id, community, title FROM case_view ORDER BY 1")).all():
        entries = connection.execute(
            sa.text("SELECT canonical FROM entry WHERE record_id = :record ORDER BY seq"), {"record": case.record_id}
        )
        content = "\n".join(text for row in entries for text in _words(json.loads(row.canonical)["body"]))
        connection.execute(
            sa.text("INSERT INTO case_search_view (record_id, community, title, content) VALUES (:r, :c, :t, :w)"),
            {"r": case.record_id, "c": case.community, "t": _folded(case.title), "w": content[:MOST]},
        )


def _words(body: dict[str, object]) -> list[str]:
    stance = body.get("stance")
    parts = (body, stance if isinstance(stance, dict) else {})
    return [_folded(text) for part in parts for name in WRITTEN if isinstance(text := part.get(name), str)]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()


def downgrade() -> None:
    op.drop_table("case_search_view")
