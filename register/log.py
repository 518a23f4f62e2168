"""The log in the register: every entry of a community becomes a leaf, once, at a place that never changes.

Leaves are added behind the entries, not with them: one writer at a time for each community takes every entry that is
committed and has no leaf yet. So appending never waits for the log, no place is ever left empty by a transaction that
was rolled back, and whoever comes again adds nothing twice. What is read here is what stands in the database; whether
it is what stood there before is for those to say who hold a checkpoint.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import ActId, CommunityId, RecordId
from models.canonical import text_digest
from models.tables import (
    EntryRow,
    LogCheckpointRow,
    LogCosignatureRow,
    LogKeysRow,
    LogLeafRow,
    RecordRow,
    VerdictRow,
    table_of,
)

ENTRY = table_of(EntryRow)
RECORD = table_of(RecordRow)
VERDICT = table_of(VerdictRow)
LEAF = table_of(LogLeafRow)
KEYS = table_of(LogKeysRow)
CHECKPOINT = table_of(LogCheckpointRow)
COSIGNATURE = table_of(LogCosignatureRow)

FOLLOWERS = 7_306_003  # a class of advisory locks of the database, one for each community
AT_ONCE = 20_000  # leaves read together

_ALONE = text("SELECT pg_advisory_xact_lock(:followers, hashtext(:community))")
# Within a record by number, since an entry is committed before the next is written; between records by place.
# What its signer says of the log's keys comes before what it signs with them.
_FOLLOW = text(
    "WITH known AS (SELECT coalesce(max(position) + 1, 0) AS size FROM log_leaf WHERE community = :community),"
    " fresh AS ("
    "  SELECT 'keys-' || k.community AS record_id, k.seq, k.hash, 0 AS place FROM log_keys k"
    "  WHERE k.community = :community AND NOT EXISTS"
    "   (SELECT FROM log_leaf l WHERE l.record_id = 'keys-' || k.community AND l.seq = k.seq)"
    "  UNION ALL SELECT e.record_id, e.seq, e.hash, e.place FROM head h JOIN record r USING (record_id)"
    "  CROSS JOIN LATERAL"
    "   (SELECT coalesce(max(l.seq), 0) AS seq FROM log_leaf l WHERE l.record_id = h.record_id) done"
    "  JOIN entry e ON e.record_id = h.record_id AND e.seq > done.seq"
    "  WHERE r.community = :community AND h.seq > done.seq)"
    " INSERT INTO log_leaf (community, position, record_id, seq, hash)"
    " SELECT :community, known.size + row_number() OVER (ORDER BY place, seq) - 1, record_id, seq, hash"
    " FROM fresh, known"
)


@dataclass(frozen=True)
class Leaf:
    """The head of a record's chain after one of its entries."""

    position: int
    record: RecordId
    seq: int
    hash: str


@dataclass(frozen=True)
class StoredCheckpoint:
    """A checkpoint as it was signed, with what witnesses have written under it."""

    place: int
    size: int
    note: str
    stored_at: datetime
    cosignatures: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The note with every cosignature."""
        return self.note + "".join(self.cosignatures)


async def follow(connection: AsyncConnection, community: CommunityId) -> int:
    """Make a leaf of every committed entry of a community that has none yet; how many there were."""
    await connection.execute(_ALONE, {"followers": FOLLOWERS, "community": community})
    done = await connection.execute(_FOLLOW, {"community": community})
    return int(done.rowcount)


async def log_size(connection: AsyncConnection, community: CommunityId) -> int:
    """How many leaves a community's log has."""
    last = select(LEAF.c.position).where(LEAF.c.community == community).order_by(LEAF.c.position.desc()).limit(1)
    found = await connection.scalar(last)
    return 0 if found is None else int(found) + 1


async def leaves_of(
    connection: AsyncConnection, community: CommunityId, since: int = 0, until: int | None = None
) -> AsyncIterator[Sequence[Leaf]]:
    """The leaves of a community from position `since` on, before `until`, some thousands at a time.

    Raises:
        LogBroken: a place is empty.
    """
    while until is None or since < until:
        wanted = select(LEAF).where(LEAF.c.community == community, LEAF.c.position >= since)
        if until is not None:
            wanted = wanted.where(LEAF.c.position < until)
        rows = (await connection.execute(wanted.order_by(LEAF.c.position).limit(AT_ONCE))).all()
        if not rows:
            return
        for expected, row in enumerate(rows, start=since):
            if row.position != expected:
                raise LogBroken(f"the log of {community} has no leaf {expected}")
        yield [Leaf(row.position, row.record_id, row.seq, row.hash) for row in rows]
        since += len(rows)


class LogBroken(Exception):
    """The leaves in the register are not what a log is."""


async def leaf_of(connection: AsyncConnection, record: RecordId, seq: int) -> Leaf | None:
    """Where an entry stands in its community's log; None where it has no leaf yet."""
    row = (await connection.execute(select(LEAF).where(LEAF.c.record_id == record, LEAF.c.seq == seq))).one_or_none()
    return None if row is None else Leaf(row.position, row.record_id, row.seq, row.hash)


async def differing(connection: AsyncConnection, community: CommunityId) -> str | None:
    """The first entry that is not what its leaf says, in words; None where all are."""
    now_is = func.coalesce(ENTRY.c.hash, KEYS.c.hash)
    of_keys = (LEAF.c.record_id == "keys-" + KEYS.c.community) & (KEYS.c.seq == LEAF.c.seq)
    rows = select(LEAF.c.record_id, LEAF.c.seq, LEAF.c.hash, now_is.label("now")).select_from(
        LEAF.outerjoin(ENTRY, (ENTRY.c.record_id == LEAF.c.record_id) & (ENTRY.c.seq == LEAF.c.seq)).outerjoin(
            KEYS, of_keys
        )
    )
    first = rows.where(LEAF.c.community == community, now_is.is_distinct_from(LEAF.c.hash))
    row = (await connection.execute(first.order_by(LEAF.c.position).limit(1))).one_or_none()
    if row is None:
        return None
    now = "is gone" if row.now is None else f"has digest {row.now}"
    return f"entry {row.seq} of {row.record_id} {now}; its leaf says {row.hash}"


_DOCUMENT = (
    select(KEYS.c.document).where(KEYS.c.community == bindparam("community")).order_by(KEYS.c.seq.desc()).limit(1)
)


async def keys_document(connection: AsyncConnection, community: CommunityId) -> str | None:
    """The log's public keys as its signer last made them known; None where no signer has run."""
    found: str | None = await connection.scalar(_DOCUMENT, {"community": community})
    return found


async def keep_keys(connection: AsyncConnection, community: CommunityId, document: str) -> None:
    """Make the log's public keys known; what is known already is not written again."""
    await connection.execute(_ALONE, {"followers": FOLLOWERS, "community": community})
    if await keys_document(connection, community) == document:
        return
    await connection.execute(
        text(
            "INSERT INTO log_keys (community, seq, hash, document)"
            " SELECT cast(:community AS text), coalesce(max(seq), 0) + 1, :hash, :document"
            " FROM log_keys WHERE community = :community"
        ),
        {"community": community, "hash": text_digest(document), "document": document},
    )


async def entries_of_act(connection: AsyncConnection, act_id: ActId) -> tuple[RecordId, int, int] | None:
    """The record of a judged act, and its first and last entry there; None where no such act has any."""
    wanted = select(VERDICT).where(VERDICT.c.act_id == act_id, VERDICT.c.last_seq.is_not(None))
    row = (await connection.execute(wanted)).one_or_none()
    return None if row is None else (row.record_id, row.first_seq, row.last_seq)


async def last_entry(connection: AsyncConnection, record: RecordId) -> int | None:
    """The number of a record's last entry; None where there is no such record."""
    found: int | None = await connection.scalar(select(func.max(ENTRY.c.seq)).where(ENTRY.c.record_id == record))
    return found


async def entries_between(connection: AsyncConnection, record: RecordId, first: int, last: int) -> tuple[str, ...]:
    """A record's entries from number `first` to `last`, as the bytes that were hashed."""
    wanted = select(ENTRY.c.canonical).where(ENTRY.c.record_id == record, ENTRY.c.seq.between(first, last))
    return tuple(await connection.scalars(wanted.order_by(ENTRY.c.seq)))


@dataclass(frozen=True)
class ReceiptParts:
    """What the receipt of entries is made of, beside the tree."""

    leaf: Leaf  # of the last entry
    signed: StoredCheckpoint
    entries: tuple[str, ...]  # as they were hashed


async def receipt_parts(
    connection: AsyncConnection, community: CommunityId, record: RecordId, first: int, last: int
) -> ReceiptParts | None:
    """What the receipt of a record's entries `first` to `last` is made of; None where no checkpoint has them yet."""
    leaf = await leaf_of(connection, record, last)
    signed = None if leaf is None else await checkpoint_over(connection, community, leaf.position)
    if leaf is None or signed is None:
        return None
    return ReceiptParts(leaf, signed, await entries_between(connection, record, first, last))


_WHOSE = select(RECORD.c.community).where(RECORD.c.record_id == bindparam("record"))


async def community_of(connection: AsyncConnection, record: RecordId) -> CommunityId | None:
    """Whose log a record is in; None where there is no such record."""
    found: str | None = await connection.scalar(_WHOSE, {"record": record})
    return found


@dataclass(frozen=True)
class Newest:
    """What whoever gets a letter can keep of the log that its record is in."""

    community: CommunityId
    note: str | None  # the newest checkpoint; None where none has been signed
    keys: str | None  # the log's public keys; None where no signer has run


# PERFORMANCE: one statement, since every letter asks.
_NEWEST_OF = text(
    "SELECT community,"
    " (SELECT note FROM log_checkpoint c WHERE c.community = r.community ORDER BY place DESC LIMIT 1) AS note,"
    " (SELECT document FROM log_keys k WHERE k.community = r.community ORDER BY seq DESC LIMIT 1) AS keys"
    " FROM record r WHERE record_id = :record"
)


async def newest_of(connection: AsyncConnection, record: RecordId) -> Newest | None:
    """The log that a record is in, as it was signed last; None where there is no such record."""
    row = (await connection.execute(_NEWEST_OF, {"record": record})).one_or_none()
    return None if row is None else Newest(row.community, row.note, row.keys)


# --- checkpoints ------------------------------------------------------------------------------------------------


async def keep_checkpoint(connection: AsyncConnection, community: CommunityId, size: int, note: str) -> None:
    """Keep a signed checkpoint; one that is there already is kept once."""
    await connection.execute(
        text(
            "INSERT INTO log_checkpoint (community, size, note, stored_at)"
            " SELECT cast(:community AS text), cast(:size AS bigint), cast(:note AS text), clock_timestamp()"
            " WHERE NOT EXISTS (SELECT FROM log_checkpoint WHERE community = :community AND size = :size"
            " AND note = :note)"
        ),
        {"community": community, "size": size, "note": note},
    )


async def keep_cosignature(connection: AsyncConnection, place: int, witness: str, line: str) -> None:
    """Keep a witness's line under a checkpoint; the first counts."""
    await connection.execute(
        text(
            "INSERT INTO log_cosignature (checkpoint, witness, line)"
            " VALUES (:place, :witness, :line) ON CONFLICT DO NOTHING"
        ),
        {"place": place, "witness": witness, "line": line},
    )


_NEWEST = (
    select(CHECKPOINT)
    .where(CHECKPOINT.c.community == bindparam("community"))
    .order_by(CHECKPOINT.c.place.desc())
    .limit(1)
)


async def latest_checkpoint(connection: AsyncConnection, community: CommunityId) -> StoredCheckpoint | None:
    """The newest checkpoint of a community's log; None where none has been signed."""
    return await _stored(connection, (await connection.execute(_NEWEST, {"community": community})).one_or_none())


async def checkpoint_over(
    connection: AsyncConnection, community: CommunityId, position: int
) -> StoredCheckpoint | None:
    """The newest checkpoint that has leaf `position` in it; None where it waits for one."""
    found = await latest_checkpoint(connection, community)
    return found if found is not None and found.size > position else None


async def checkpoints_of(connection: AsyncConnection, community: CommunityId) -> tuple[StoredCheckpoint, ...]:
    """Every checkpoint of a community's log, the first first."""
    rows = await connection.execute(
        select(CHECKPOINT).where(CHECKPOINT.c.community == community).order_by(CHECKPOINT.c.place)
    )
    return tuple([StoredCheckpoint(row.place, row.size, row.note, row.stored_at) for row in rows])


@dataclass(frozen=True)
class Unsigned:
    """How a community's log stands: how much of it is signed, and since when something waits for that."""

    community: CommunityId
    size: int | None  # of the newest checkpoint; None where none has been signed
    oldest: datetime | None  # when the oldest entry that is in no checkpoint was recorded; None where all are


_UNSIGNED = text(
    "SELECT v.community, c.size, w.oldest FROM community_view v"
    " LEFT JOIN LATERAL (SELECT size FROM log_checkpoint k WHERE k.community = v.community"
    "  ORDER BY place DESC LIMIT 1) c ON true"
    " LEFT JOIN LATERAL (SELECT min(e.recorded_at) AS oldest FROM entry e LEFT JOIN log_leaf l"
    "  ON l.record_id = e.record_id AND l.seq = e.seq WHERE e.community = v.community"
    "  AND (l.position IS NULL OR l.position >= coalesce(c.size, 0))) w ON true"
    " ORDER BY v.community"
)


async def unsigned(connection: AsyncConnection) -> tuple[Unsigned, ...]:
    """How the log of each community stands."""
    return tuple([Unsigned(*row) for row in await connection.execute(_UNSIGNED)])


# Its signer has run where keys are known: what it makes leaves of it signs at once.
_NEVER_SIGNED = text(
    "SELECT k.community FROM log_keys k JOIN log_leaf l USING (community)"
    " JOIN entry e ON e.record_id = l.record_id AND e.seq = l.seq"
    " WHERE NOT EXISTS (SELECT FROM log_checkpoint c WHERE c.community = k.community)"
    " GROUP BY k.community HAVING max(e.recorded_at) < clock_timestamp() - cast(:since AS interval)"
    " ORDER BY k.community"
)


async def never_signed(connection: AsyncConnection, since: timedelta) -> tuple[CommunityId, ...]:
    """The communities whose log has leaves, the newest of an entry of so long ago, and no checkpoint at all."""
    return tuple(await connection.scalars(_NEVER_SIGNED, {"since": since}))


_LINES = (
    select(COSIGNATURE.c.line).where(COSIGNATURE.c.checkpoint == bindparam("place")).order_by(COSIGNATURE.c.witness)
)


async def _stored(connection: AsyncConnection, row: Any) -> StoredCheckpoint | None:
    if row is None:
        return None
    lines = tuple(await connection.scalars(_LINES, {"place": row.place}))
    return StoredCheckpoint(row.place, row.size, row.note, row.stored_at, lines)
