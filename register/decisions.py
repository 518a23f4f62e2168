"""The decisions of a community, as an auditor asks for them: each by the entry that says so. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Text, cast, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import CommunityId, Count, Digest, RecordId
from models.entries import BeslutningMade, Entry
from models.tables import CaseView, EntryRow, LogLeafRow, table_of

ENTRY = table_of(EntryRow)
CASE = table_of(CaseView)
LEAF = table_of(LogLeafRow)


@dataclass(frozen=True)
class Decision:
    """A beslutning and where its entry stands in the log."""

    case: RecordId
    title: str
    entry: Entry
    made: BeslutningMade
    leaf: Count | None  # None: the entry is no leaf yet
    leaf_hash: Digest | None


async def decisions_of(
    connection: AsyncConnection, community: CommunityId, *, first: date | None = None, last: date | None = None
) -> tuple[Decision, ...]:
    """Every beslutning of a community made from `first` to `last`, both included, in the order of their days."""
    day = cast(ENTRY.c.canonical, JSONB)["body"]["day"].astext
    wanted = (
        select(ENTRY.c.record_id, CASE.c.title, cast(ENTRY.c.canonical, Text), LEAF.c.position, LEAF.c.hash)
        .join(CASE, CASE.c.record_id == ENTRY.c.record_id)
        .outerjoin(LEAF, (LEAF.c.record_id == ENTRY.c.record_id) & (LEAF.c.seq == ENTRY.c.seq))
        .where(ENTRY.c.community == community, ENTRY.c.kind == "beslutning_made")
        .order_by(day, ENTRY.c.place)
    )
    if first is not None:
        wanted = wanted.where(day >= first.isoformat())
    if last is not None:
        wanted = wanted.where(day <= last.isoformat())
    return tuple([_decision(*row) for row in await connection.execute(wanted)])


def _decision(record: str, title: str, canonical: str, leaf: int | None, leaf_hash: str | None) -> Decision:
    entry = Entry.model_validate_json(canonical)
    assert isinstance(entry.body, BeslutningMade), "the kind of its row says so"
    return Decision(record, title, entry, entry.body, leaf, leaf_hash)
