"""Timestamps of checkpoints in the register: what authorities have said of which, and whether one has lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import CommunityId, Digest
from models.tables import LogCheckpointRow, LogTimestampRow, table_of

CHECKPOINT = table_of(LogCheckpointRow)
TIMESTAMP = table_of(LogTimestampRow)


@dataclass(frozen=True)
class StampedCheckpoint:
    """A checkpoint as it was signed, and what an authority has said of it."""

    size: int
    note: str
    digest: Digest  # of the response
    response: bytes  # DER, as `openssl ts` reads it; whose it is, its certificates say


async def keep_timestamp(connection: AsyncConnection, place: int, response: bytes) -> None:
    """Keep an authority's timestamp of a checkpoint."""
    stored = insert(TIMESTAMP).values(checkpoint=place, response=response)
    await connection.execute(stored.on_conflict_do_nothing())


async def stamped_lately(connection: AsyncConnection, community: CommunityId, within: timedelta) -> bool:
    """Whether the newest checkpoint of the community has a timestamp, or another that was signed so lately."""
    signed = select(CHECKPOINT.c.place, CHECKPOINT.c.stored_at).where(CHECKPOINT.c.community == community).subquery()
    newest = select(func.max(signed.c.place)).scalar_subquery()
    found = (
        select(TIMESTAMP.c.checkpoint)
        .join(signed, signed.c.place == TIMESTAMP.c.checkpoint)
        .where((signed.c.place == newest) | (signed.c.stored_at > func.clock_timestamp() - within))
    )
    return bool(await connection.scalar(select(found.exists())))


async def stamped_checkpoints(connection: AsyncConnection, community: CommunityId) -> tuple[StampedCheckpoint, ...]:
    """Every checkpoint of a community that has a timestamp, the first first."""
    rows = await connection.execute(
        select(CHECKPOINT.c.size, CHECKPOINT.c.note, TIMESTAMP.c.digest, TIMESTAMP.c.response)
        .join(CHECKPOINT, CHECKPOINT.c.place == TIMESTAMP.c.checkpoint)
        .where(CHECKPOINT.c.community == community)
        .order_by(TIMESTAMP.c.checkpoint, TIMESTAMP.c.digest)
    )
    return tuple([StampedCheckpoint(*row) for row in rows])
