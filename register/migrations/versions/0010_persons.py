"""Persons' cards and mail under keys of their own, so that destroying a key erases the person.

The tables that held names in clear are made anew or rewritten; their old files go with VACUUM FULL of `delivery`.
"""

import json
import secrets

import sqlalchemy as sa
from alembic import op
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# A destroyed key is not to lie in the file until many are: every row that goes is cleaned up at the next round.
CLEANED = "ALTER TABLE person_key SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0)"
SEALED_MAIL = sa.text("UPDATE delivery SET raw = :raw, sealed_for = cast(:persons AS jsonb) WHERE message_id = :id")


def upgrade() -> None:
    op.create_table(
        "person_key",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("community", "person", name="pk_person_key"),
    )
    op.execute(CLEANED)
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON person_key TO saksgang_app")
    op.add_column("delivery", sa.Column("sealed_for", JSONB(), nullable=True))
    op.rename_table("person", "person_in_clear")
    op.execute("ALTER INDEX pk_person RENAME TO pk_person_in_clear")
    op.create_table(
        "person",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("commitment", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("community", "person", name="pk_person"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON person TO saksgang_app")
    connection = op.get_bind()
    keys = _seal_cards(connection)
    _seal_mail(connection, keys)
    op.drop_table("person_in_clear")


def _seal_cards(connection: sa.Connection) -> dict[tuple[str, str], bytes]:
    keys: dict[tuple[str, str], bytes] = {}
    for row in connection.execute(sa.text("SELECT * FROM person_in_clear")).mappings().all():
        mine = {"community": row["community"], "person": row["person"]}
        key = keys[row["community"], row["person"]] = AESGCM.generate_key(256)
        card = {k: row[k] for k in ("person", "name", "email", "language", "phone") if row[k] is not None}
        inside = json.dumps({"card": card, "salt": secrets.token_hex(32)}, ensure_ascii=False).encode()
        sealed = _sealed(inside, key, f"card of {row['person']} in {row['community']}")
        connection.execute(sa.text("INSERT INTO person_key VALUES (:community, :person, :key)"), mine | {"key": key})
        insert = sa.text("INSERT INTO person (community, person, sealed) VALUES (:community, :person, :sealed)")
        connection.execute(insert, mine | {"sealed": sealed})
    return keys


def _seal_mail(connection: sa.Connection, keys: dict[tuple[str, str], bytes]) -> None:
    """Mail to persons; what names others in it, and has left, is not kept: whom it names is not known any more."""
    written = sa.text(
        "SELECT d.message_id AS id, d.community, m.recipient ->> 'person' AS person FROM delivery d"
        " JOIN message_view m USING (message_id) WHERE d.raw IS NOT NULL AND m.recipient ->> 'kind' = 'person'"
    )
    one = sa.text("SELECT raw FROM delivery WHERE message_id = :id")
    for mail in connection.execute(written).mappings().all():
        key, raw = keys.get((mail["community"], mail["person"])), None
        if key is not None:
            clear = connection.execute(one, {"id": mail["id"]}).scalar_one()
            raw = _sealed(clear, key, f"mail {mail['id']} naming {mail['person']}")
        persons = None if key is None else json.dumps([mail["person"]])
        connection.execute(SEALED_MAIL, {"id": mail["id"], "raw": raw, "persons": persons})
    connection.execute(
        sa.text(
            "UPDATE delivery d SET raw = NULL FROM message_view m WHERE m.message_id = d.message_id"
            " AND m.kind IN ('notice', 'dispute_submitted') AND m.recipient ->> 'kind' <> 'person'"
            " AND d.state NOT IN ('waiting', 'claimed')"
        )
    )


def _sealed(content: bytes, key: bytes, place: str) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(key).encrypt(nonce, bytes(content), place.encode())


def downgrade() -> None:
    """Names and addresses in clear again; stored mail is not kept, since older programs would send what is sealed."""
    connection = op.get_bind()
    kept = connection.execute(sa.text("SELECT * FROM person JOIN person_key USING (community, person)")).mappings()
    cards = [_card(row) for row in kept.all()]
    op.drop_table("person")
    op.drop_table("person_key")
    op.execute("UPDATE delivery SET raw = NULL WHERE sealed_for IS NOT NULL")
    op.drop_column("delivery", "sealed_for")
    op.create_table(
        "person",
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("community", "person", name="pk_person"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON person TO saksgang_app")
    for card in cards:
        columns = ", ".join(card)
        values = ", ".join(f":{name}" for name in card)
        connection.execute(sa.text(f"INSERT INTO person ({columns}) VALUES ({values})"), card)  # noqa: S608


def _card(row: sa.RowMapping) -> dict[str, str]:
    place = f"card of {row['person']} in {row['community']}"
    inside = AESGCM(row["key"]).decrypt(row["sealed"][:12], row["sealed"][12:], place.encode())
    return {"community": row["community"], **json.loads(inside)["card"]}
