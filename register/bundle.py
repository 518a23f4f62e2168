"""What a bundle holds of a record beside its evidence: the bytes as they were hashed, papers, messages, the log."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import CommunityId, Digest, RecordId
from models.canonical import canonical_bytes
from models.tables import DocumentRow, EntryRow, LogKeysRow, LogLeafRow, table_of
from register.database import Register
from register.documents import BY_ENDING, OFFICE, PDF, withheld_by
from register.log import Leaf, leaves_of
from register.queries import messages_for

DOCUMENT = table_of(DocumentRow)
ENTRY = table_of(EntryRow)
KEYS = table_of(LogKeysRow)
LEAF = table_of(LogLeafRow)

ENDINGS = {kind: ending for ending, kind in {**BY_ENDING, **OFFICE}.items()} | {
    PDF: "pdf",
    "text/html": "html",
    "image/png": "png",
    "image/jpeg": "jpg",
}


@asynccontextmanager
async def one_moment(register: Register) -> AsyncIterator[AsyncConnection]:
    """A connection for reading on which every statement sees the register as it was at the first."""
    async with register.transaction() as connection:
        await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        yield connection


async def stored_entries(connection: AsyncConnection, record: RecordId, last: int) -> tuple[bytes, ...]:
    """A record's entries up to a number, as the bytes that were hashed."""
    wanted = select(ENTRY.c.canonical).where(ENTRY.c.record_id == record, ENTRY.c.seq <= last)
    return tuple([line.encode() for line in await connection.scalars(wanted.order_by(ENTRY.c.seq))])


async def all_leaves(connection: AsyncConnection, community: CommunityId, size: int) -> list[Leaf]:
    """The first leaves of a community's log."""
    found: list[Leaf] = []
    async for part in leaves_of(connection, community, until=size):
        found += part
    return found


async def keys_logged(connection: AsyncConnection, community: CommunityId, size: int) -> str | None:
    """The file of keys that the log's first leaves name last; None where they name none."""
    named = (LEAF.c.record_id == f"keys-{community}") & (LEAF.c.seq == KEYS.c.seq) & (LEAF.c.position < size)
    wanted = select(KEYS.c.document).join(LEAF, named).where(KEYS.c.community == community)
    found: str | None = await connection.scalar(wanted.order_by(KEYS.c.seq.desc()).limit(1))
    return found


async def kept_documents(
    connection: AsyncConnection, community: CommunityId, digests: Iterable[Digest]
) -> dict[str, bytes]:
    """Those of these documents that are kept and withheld by no case, by digest and ending."""
    wanted = tuple(digests)
    secret = await withheld_by(connection, community, wanted)
    rows = await connection.execute(
        select(DOCUMENT.c.digest, DOCUMENT.c.media_type, DOCUMENT.c.content)
        .where(DOCUMENT.c.community == community, DOCUMENT.c.digest.in_(wanted))
        .order_by(DOCUMENT.c.digest)
    )
    return {
        f"{row.digest}.{ENDINGS.get(row.media_type, 'bin')}": bytes(row.content)
        for row in rows
        if row.digest not in secret
    }


async def stored_messages(
    connection: AsyncConnection, community: CommunityId, records: Sequence[RecordId]
) -> tuple[bytes, ...]:
    """What was owed because of these records, to whom by id, and how far it came; by record, entry and message."""
    rows = [row for record in records for row in await messages_for(connection, community, record=record)]
    rows.sort(key=lambda row: (row.record_id, row.seq, row.message_id))
    return tuple(canonical_bytes(_message(row)) for row in rows)


def _message(row: Any) -> dict[str, Any]:
    same = {name: getattr(row, name) for name in ("attempts", "kind", "message_id", "recipient", "seq", "state")}
    sent = {} if row.sent_at is None else {"sent_at": row.sent_at.astimezone(UTC).isoformat().replace("+00:00", "Z")}
    return {**same, **sent, "record": row.record_id}
