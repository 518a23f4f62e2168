"""Timestamps of checkpoints in the register: what an authority has said of which, and when one was had last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import CommunityId
from models.tables import LogCheckpointRow, LogTimestampRow, table_of

CHECKPOINT = table_of(LogCheckpointRow)
TIMESTAMP = table_of(LogTimestampRow)


@dataclass(frozen=True)
class StampedCheckpoint:
    """A checkpoint as it was signed, and what an authority has said of it."""

    size: int
    note: str
    authority: str  # where it was asked
    response: bytes  # DER, as `openssl ts` reads it
    stored_at: datetime


async def keep_timestamp(connection: AsyncConnection, place: int, authority: str, response: bytes) -> None:
    """Keep an authority's timestamp of a checkpoint; the first counts."""
    row = {"checkpoint": place, "authority": authority, "response": response}
    stored = insert(TIMESTAMP).values(**row, stored_at=func.clock_timestamp())
    await connection.execute(stored.on_conflict_do_nothing())


async def stamped_lately(
    connection: AsyncConnection, community: CommunityId, authority: str, within: timedelta
) -> bool:
    """Whether a checkpoint of the community has had a timestamp of the authority so lately."""
    last = (
        select(func.max(TIMESTAMP.c.stored_at) > func.clock_timestamp() - within)
        .join(CHECKPOINT, CHECKPOINT.c.place == TIMESTAMP.c.checkpoint)
        .where(CHECKPOINT.c.community == community, TIMESTAMP.c.authority == authority)
    )
    return bool(await connection.scalar(last))


async def stamped_checkpoints(connection: AsyncConnection, community: CommunityId) -> tuple[StampedCheckpoint, ...]:
    """Every checkpoint of a community that has a timestamp, the first first."""
    rows = await connection.execute(
        select(CHECKPOINT.c.size, CHECKPOINT.c.note, *TIMESTAMP.c["authority", "response", "stored_at"])
        .join(CHECKPOINT, CHECKPOINT.c.place == TIMESTAMP.c.checkpoint)
        .where(CHECKPOINT.c.community == community)
        .order_by(TIMESTAMP.c.stored_at, TIMESTAMP.c.checkpoint, TIMESTAMP.c.authority)
    )
    return tuple([StampedCheckpoint(*row) for row in rows])
