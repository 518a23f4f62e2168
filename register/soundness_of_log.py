"""Whether the log holds a leaf of everything it should, at places without a gap, and of nothing else.

Its signer takes into the log whatever is committed, the entries of a record in their order, before it signs. So an
entry has a leaf where a later one of its record does, and where the log went on well after it was written. A log that
is not signed for a while is behind, and no more than that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import CommunityId, RecordId
from models.canonical import text_digest
from models.tables import LogCheckpointRow, LogKeysRow, LogLeafRow, table_of

CHECKPOINT, KEYS, LEAF = table_of(LogCheckpointRow), table_of(LogKeysRow), table_of(LogLeafRow)

LATER: Final = timedelta(minutes=15)
"""So much sooner than what is in the log an entry may be written and have no leaf: its transaction took its time."""

_Fault = tuple[str, str, str]
_Had = Collection[tuple[RecordId, int]]


async def unsound_leaves(connection: AsyncConnection, entries: Sequence[Any]) -> AsyncIterator[_Fault]:
    """Table, key and fault of leaves, keys and checkpoints that are not of what stands there, and of what is gone.

    Args:
        entries: Every entry's row, by record and number.
    """
    hashes = {(row.record_id, row.seq): (row.hash, row.community) for row in entries}
    keys = (await connection.execute(select(KEYS).order_by(KEYS.c.community, KEYS.c.seq))).all()
    for row in keys:
        hashes[f"keys-{row.community}", row.seq] = (row.hash, row.community)
        if text_digest(row.document) != row.hash:
            yield "log_keys", f"{row.community}:{row.seq}", "the keys are not what their digest says"
    places = defaultdict[CommunityId, int](int)
    have: set[tuple[RecordId, int]] = set()
    for row in await connection.execute(select(LEAF).order_by(LEAF.c.community, LEAF.c.position)):
        where = f"{row.community}:{row.position}"
        if row.position != places[row.community]:
            yield "log_leaf", where, f"there is no leaf {places[row.community]}"
        places[row.community] = row.position + 1
        have.add((row.record_id, row.seq))
        if hashes.get((row.record_id, row.seq)) != (row.hash, row.community):
            yield "log_leaf", where, f"it is not of entry {row.seq} of {row.record_id} as it stands"
    went_on: dict[CommunityId, datetime] = {}
    for row in await connection.execute(select(CHECKPOINT).order_by(CHECKPOINT.c.place)):
        went_on[row.community] = max(row.stored_at, went_on.get(row.community, row.stored_at))
        if row.size > places[row.community]:
            yield "log_checkpoint", f"{row.community}:{row.place}", f"the log has no {row.size} leaves"
    for row in keys:
        if (f"keys-{row.community}", row.seq) not in have:
            yield "log_keys", f"{row.community}:{row.seq}", "the log has no leaf of it"
    signing = {row.community for row in keys}
    for fault in _left_out([row for row in entries if row.community in signing], have, went_on):
        yield fault


def _left_out(entries: Sequence[Any], have: _Had, went_on: dict[CommunityId, datetime]) -> Iterator[_Fault]:
    """Entries of which the log has no leaf, though it has one of a later entry, or went on well after them."""
    last = defaultdict[RecordId, int](int)
    for record, seq in have:
        last[record] = max(last[record], seq)
    for row in entries:
        if (row.record_id, row.seq) in have:
            went_on[row.community] = max(row.recorded_at, went_on.get(row.community, row.recorded_at))
    for row in entries:
        if (row.record_id, row.seq) in have:
            continue
        if row.seq < last[row.record_id]:
            why = f"it has one of entry {last[row.record_id]}"
        elif row.community in went_on and row.recorded_at < went_on[row.community] - LATER:
            why = "it went on well after that was entered"
        else:
            continue
        yield "log_leaf", f"{row.record_id}:{row.seq}", f"the log has no leaf of that entry, though {why}"
