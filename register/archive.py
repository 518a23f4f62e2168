"""The archive: the histories of finished runs under their digests, and the index of what runs a record has had.

What is kept is kept once, and nothing is ever changed or removed. The bytes stand in the register, or in the bucket
that the index names; the index always stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import CommunityId, Digest, RecordId
from models.histories import KeptHistory, Run, in_order
from models.tables import HistoryContentRow, HistoryRunRow, RecordRow, table_of

CONTENT = table_of(HistoryContentRow)
RUN = table_of(HistoryRunRow)
RECORD = table_of(RecordRow)

TOLD_APART = timedelta(seconds=1)  # Temporal's list and its histories may round a time in different ways
REGISTER = "register"  # where bytes are kept that are in no bucket


class Bucket(Protocol):
    """A store outside the database that keeps bytes under a name."""

    @property
    def address(self) -> str:
        """What the index says of what is kept there."""

    async def put(self, digest: Digest, compressed: bytes) -> None:
        """Keep bytes; the same under the same name again changes nothing."""

    async def get(self, digest: Digest) -> bytes:
        """The bytes; LookupError where there are none, ConnectionError where the store does not say."""


class NotAtHand(LookupError):
    """The index knows a history whose bytes are not here: says where they should be."""


class Gone(NotAtHand):
    """It is not where the index says, though that was asked."""


class Unarchived(NamedTuple):
    """A record that has ended, and whose last run is not in the archive yet."""

    record: RecordId
    community: CommunityId
    ended_at: datetime  # machine time
    waiting: timedelta


async def keep(connection: AsyncConnection, run: Run, compressed: bytes, bucket: Bucket | None = None) -> bool:
    """Keep the history of a finished run; False where it is kept already.

    The bytes are stored before the index names them. Another history of the same run is kept beside the first.

    Raises:
        NotAtHand: the bucket does not take them.
    """
    if await connection.scalar(_IS_KEPT, {"run": run.run, "digest": run.sha256}):
        return False
    if bucket is None:
        await connection.execute(_CONTENT, {"digest": run.sha256, "compressed": compressed})
    else:
        try:
            await bucket.put(run.sha256, compressed)
        except ConnectionError as error:
            raise NotAtHand(f"{bucket.address} does not take run {run.run} of {run.record}: {error}") from None
    values = {
        **{name: getattr(run, name) for name in _SAME},
        "record_id": run.record,
        "build_ids": list(run.build_ids),
        "digest": run.sha256,
        "kept_in": REGISTER if bucket is None else bucket.address,
    }
    return await connection.scalar(_INDEXED, values) is not None


_IS_KEPT = select(RUN.c.run).where(RUN.c.run == bindparam("run"), RUN.c.digest == bindparam("digest"))
_CONTENT = insert(CONTENT).on_conflict_do_nothing()
_INDEXED = insert(RUN).on_conflict_do_nothing().returning(RUN.c.run)
_SAME = ("run", "workflow", "first_run", "previous_run", "began_at", "ended_at", "events", "closed", "size")


def _run(row: Any) -> Run:
    same = {name: getattr(row, name) for name in _SAME}
    return Run(**same, record=row.record_id, build_ids=tuple(row.build_ids), sha256=row.digest)


async def runs_of(connection: AsyncConnection, record: RecordId) -> tuple[Run, ...]:
    """The archived runs of a record, in their order."""
    rows = await connection.execute(select(RUN).where(RUN.c.record_id == record))
    return in_order(tuple(_run(row) for row in rows))


async def runs_in(connection: AsyncConnection, community: CommunityId | None = None) -> tuple[Run, ...]:
    """Every archived run, of a community or of all, records by their ids and the runs of each in their order."""
    wanted = select(RUN)
    if community is not None:
        known = select(RECORD.c.record_id).where(RECORD.c.community == community)
        wanted = wanted.where(RUN.c.record_id.in_(known))
    found: dict[RecordId, list[Run]] = {}
    for row in await connection.execute(wanted.order_by(RUN.c.record_id)):
        found.setdefault(row.record_id, []).append(_run(row))
    return tuple(run for runs in found.values() for run in in_order(tuple(runs)))


async def histories_of(
    connection: AsyncConnection, record: RecordId, bucket: Bucket | None = None
) -> tuple[KeptHistory, ...]:
    """The archived runs of a record in their order, with their bytes.

    Args:
        bucket: Where histories are looked for that the register does not keep itself.

    Raises:
        NotAtHand: the bytes of one are neither in the register nor in that bucket.
    """
    runs = await runs_of(connection, record)
    return tuple([await _with_bytes(connection, run, number, bucket) for number, run in enumerate(runs, start=1)])


async def _with_bytes(connection: AsyncConnection, run: Run, index: int, bucket: Bucket | None) -> KeptHistory:
    compressed = await compressed_of(connection, run, bucket)
    return KeptHistory(run.record, run.workflow, run.run, index, run.closed, run.sha256, compressed)


async def compressed_of(connection: AsyncConnection, run: Run, bucket: Bucket | None = None) -> bytes:
    """The bytes of an archived run, as a gzip file; raises as `histories_of`."""
    asked = {"run": run.run, "digest": run.sha256}
    where, found = (await connection.execute(_KEPT, asked)).one_or_none() or (None, None)
    if where == REGISTER:
        if found is None:
            raise Gone(f"run {run.run} of {run.record} is not in the register")
        return bytes(found)
    if bucket is None or bucket.address != where:
        raise NotAtHand(f"run {run.run} of {run.record} is kept in {where}, which the settings do not name")
    try:
        return await bucket.get(run.sha256)
    except ConnectionError as error:
        raise NotAtHand(f"{where} does not give run {run.run} of {run.record}: {error}") from None
    except LookupError as error:
        raise Gone(f"run {run.run} of {run.record} is not in {where}: {error}") from None


_KEPT = (
    select(RUN.c.kept_in, CONTENT.c.compressed)
    .where(RUN.c.run == bindparam("run"), RUN.c.digest == bindparam("digest"))
    .join_from(RUN, CONTENT, (CONTENT.c.digest == bindparam("digest")) & (RUN.c.kept_in == REGISTER), isouter=True)
)


async def unknown_among(connection: AsyncConnection, runs: Iterable[str]) -> frozenset[str]:
    """Those of these runs that are not in the archive."""
    wanted = list(runs)
    known = frozenset(await connection.scalars(select(RUN.c.run).where(RUN.c.run.in_(wanted))))
    return frozenset(wanted) - known


async def without_that_end(connection: AsyncConnection, ended: Mapping[str, datetime]) -> frozenset[str]:
    """Those of these runs that are not in the archive with an end at that time: not at all, or with another."""
    kept = await connection.execute(select(RUN.c.run, RUN.c.ended_at).where(RUN.c.run.in_(list(ended))))
    known = {run for run, ended_at in kept if abs(ended_at - ended[run]) < TOLD_APART}
    return frozenset(ended) - known


async def records_among(connection: AsyncConnection, names: Iterable[str]) -> frozenset[RecordId]:
    """Those of these that are records here: others may run workflows in the same namespace."""
    return frozenset(await connection.scalars(select(RECORD.c.record_id).where(RECORD.c.record_id.in_(list(names)))))


async def gaps(connection: AsyncConnection) -> tuple[tuple[RecordId, str], ...]:
    """Runs that the archive does not have, though one that it has continues them; with their records."""
    before = RUN.alias("before")
    has = select(before.c.run).where(before.c.run == RUN.c.previous_run).exists()
    wanted = select(RUN.c.record_id, RUN.c.previous_run).where(RUN.c.previous_run.is_not(None), ~has).distinct()
    return tuple((row.record_id, row.previous_run) for row in await connection.execute(wanted))


# Of an ended record the run that ended it: nothing else closes by completing.
_COMPLETED = text(
    "SELECT h.record_id, r.community, e.recorded_at AS ended_at, clock_timestamp() - e.recorded_at AS waiting"
    " FROM head h JOIN record r USING (record_id) JOIN entry e ON e.record_id = h.record_id AND e.seq = h.seq"
    " WHERE h.ended AND r.kind <> 'community'"
    " AND NOT EXISTS (SELECT FROM history_run a WHERE a.record_id = h.record_id AND a.closed = 'completed')"
    " ORDER BY e.recorded_at, h.record_id"
)


async def unarchived(connection: AsyncConnection) -> tuple[Unarchived, ...]:
    """The records that have ended and whose last run is not in the archive, the one that waits longest first."""
    return tuple([Unarchived(*row) for row in await connection.execute(_COMPLETED)])


async def records_with_workflows(connection: AsyncConnection) -> Sequence[RecordId]:
    """Every record that a workflow keeps or has kept, but for those whose end is in the archive."""
    done = select(RUN.c.run).where(RUN.c.record_id == RECORD.c.record_id, RUN.c.closed == "completed").exists()
    wanted = select(RECORD.c.record_id).where(RECORD.c.kind != "community", ~done)
    return tuple(await connection.scalars(wanted.order_by(RECORD.c.record_id)))


class Held(NamedTuple):
    """How much the archive holds."""

    runs: int
    records: int
    bytes: int  # not compressed


async def held(connection: AsyncConnection) -> Held:
    """How much the archive holds."""
    count = select(func.count(), func.count(RUN.c.record_id.distinct()), func.coalesce(func.sum(RUN.c.size), 0))
    row = (await connection.execute(count)).one()
    return Held(int(row[0]), int(row[1]), int(row[2]))
