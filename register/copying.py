"""A case and what it needs, copied from one register into the empty register of a story. The first is only read.

Copied are the records themselves (gates, heads, acts, verdicts, entries) with the procedures and rosters they name;
read models are made again from the entries. No name, no address, no document and no message goes along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg import sql
from sqlalchemy import Table

from models.base import CommunityId, RecordId
from models.tables import EntryRow, HeadRow, IntakeRow, ProcedureRow, RecordRow, RosterRow, VerdictRow, table_of
from register.database import Register, move_legal_clock
from register.intake import NoSuchRecord
from register.rebuild import rebuild

ENTRY = table_of(EntryRow)
OF_RECORDS = tuple(table_of(t) for t in (RecordRow, HeadRow, IntakeRow, VerdictRow))
WHOLE = tuple(table_of(t) for t in (ProcedureRow, RosterRow))

# The case, its community, every meeting to come, and whatever else stands on their agendas: a meeting speaks to it.
NEEDED = """
WITH coming AS (
    SELECT record_id, state FROM meeting_view WHERE community = %(community)s AND NOT ended
), beside AS (
    SELECT DISTINCT item ->> 'case' AS record_id FROM coming, jsonb_array_elements(state -> 'agenda') AS item
)
SELECT record_id FROM record WHERE record_id = %(case)s OR record_id IN (SELECT record_id FROM coming)
    OR record_id IN (SELECT record_id FROM beside)
    OR (kind = 'community' AND community = %(community)s)
"""


@dataclass(frozen=True)
class Copied:
    """What was copied, and the legal time at which it stood so."""

    community: CommunityId
    records: tuple[RecordId, ...]
    at: datetime


async def copy_case(source: str, target: str, case: RecordId) -> Copied:
    """Copy a case and what it needs; the target's legal clock is moved to the source's.

    Args:
        source: The URL of the register, for anyone who may read it.
        target: The URL of an empty register made for a story, for its owner.
        case: The case.

    Raises:
        NoSuchRecord: there is no such case.
    """
    async with await psycopg.AsyncConnection.connect(_plain(source)) as reading:
        await reading.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        found = await (
            await reading.execute("SELECT community, legal_now() FROM record WHERE record_id = %s", (case,))
        ).fetchone()
        if found is None:
            raise NoSuchRecord(case)
        community, at = found
        needed = await reading.execute(NEEDED, {"community": community, "case": case})
        records = tuple(row[0] for row in await needed.fetchall())
        async with await psycopg.AsyncConnection.connect(_plain(target)) as writing:
            for table in WHOLE:
                await _copy(reading, writing, table, None)
            for table in OF_RECORDS:
                await _copy(reading, writing, table, records)
            await _copy(reading, writing, ENTRY, records, without=("place",), order="place")
    await _make_ready(target, at)
    return Copied(community, records, at)


async def _copy(
    reading: psycopg.AsyncConnection,
    writing: psycopg.AsyncConnection,
    table: Table,
    records: Sequence[RecordId] | None,
    *,
    without: Sequence[str] = (),
    order: str | None = None,
) -> None:
    columns = sql.SQL(", ").join(sql.Identifier(c.name) for c in table.columns if c.name not in without)
    name = sql.Identifier(table.name)
    chosen = sql.SQL("SELECT {} FROM {}").format(columns, name)
    if records is not None:
        chosen += sql.SQL(" WHERE record_id = ANY({})").format(sql.Literal(list(records)))
    if order is not None:
        chosen += sql.SQL(" ORDER BY {}").format(sql.Identifier(order))
    out = sql.SQL("COPY ({}) TO STDOUT").format(chosen)
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(name, columns)
    reader, writer = reading.cursor(), writing.cursor()
    async with reader.copy(out) as taken, writer.copy(into) as given:
        async for part in taken:
            await given.write(part)


async def _make_ready(target: str, at: datetime) -> None:
    register = Register(target, pool_size=1)
    try:
        async with register.transaction() as connection:
            await move_legal_clock(connection, at)
            await rebuild(connection)
    finally:
        await register.close()


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
