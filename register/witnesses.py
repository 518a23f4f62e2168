"""Decisions that wait for witnesses of the log, and what witnesses have written in it (P-19).

Rows are counted here only to read no more of them than is needed; whose they are, the keys say.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import CommunityId, RecordId
from models.state import AwaitedWitnesses, CaseStage
from models.tables import CaseView, LogCheckpointRow, LogCosignatureRow, table_of

CASE = table_of(CaseView)
CHECKPOINT = table_of(LogCheckpointRow)
COSIGNATURE = table_of(LogCosignatureRow)

AT_MOST = 50  # checkpoints read together, the newest of those that have enough lines


class Waiting(NamedTuple):
    """A decision that waits for witnesses."""

    record: RecordId
    community: CommunityId
    awaited: AwaitedWitnesses


async def waiting_for_witnesses(connection: AsyncConnection) -> tuple[Waiting, ...]:
    """Every decision that does."""
    awaited = CASE.c.state["witnesses"]
    waits = awaited["needed"].astext.is_not(None) & awaited["seen"].astext.is_(None)
    rows = await connection.execute(
        select(CASE.c.record_id, CASE.c.community, cast(awaited, Text).label("awaited"))
        .where(CASE.c.stage == CaseStage.BESLUTTET.value, waits, ~CASE.c.ended)
        .order_by(CASE.c.record_id)
    )
    return tuple([Waiting(r.record_id, r.community, AwaitedWitnesses.model_validate_json(r.awaited)) for r in rows])


async def cosigned_over(
    connection: AsyncConnection, community: CommunityId, position: int, *, at_least: int
) -> tuple[str, ...]:
    """The newest checkpoints with leaf `position` in them and so many lines of witnesses under them."""
    lines = func.string_agg(COSIGNATURE.c.line, "").label("lines")
    rows = await connection.execute(
        select(CHECKPOINT.c.place, CHECKPOINT.c.note, lines)
        .join(COSIGNATURE, COSIGNATURE.c.checkpoint == CHECKPOINT.c.place)
        .where(CHECKPOINT.c.community == community, CHECKPOINT.c.size > position)
        .group_by(CHECKPOINT.c.place, CHECKPOINT.c.note)
        .having(func.count() >= at_least)
        .order_by(CHECKPOINT.c.place.desc())
        .limit(AT_MOST)
    )
    return tuple(row.note + row.lines for row in rows)
