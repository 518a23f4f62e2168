"""The read models dropped and made again from the entries, in one transaction.

The register is a projection. Appends wait while it is made again; readers see the old rows until it is done. Every
record's chain is verified on the way, since what is not what its digest says must not become a read model. No act is
sent again, no delivery is touched.

Errors:

    RecordBroken    a record's entries are not what was written; nothing has changed
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import RecordId
from models.canonical import EMPTY_HEAD, canonical_bytes
from models.entries import Entry, chain_fault
from models.tables import READ_MODELS, EntryRow, HeadRow, table_of
from register.order import alone
from register.projection import project

ENTRY = table_of(EntryRow)
HEAD = table_of(HeadRow)
VIEWS = tuple(table_of(model) for model in READ_MODELS)

AT_ONCE = 1000  # entries read and projected together


class RecordBroken(Exception):
    """A record's entries are not what was written."""

    def __init__(self, record: RecordId, fault: str) -> None:
        super().__init__(f"{record}: {fault}")
        self.record, self.fault = record, fault


@dataclass(frozen=True)
class Content:
    """How much a table holds, and a sum over its rows that any other content would change."""

    rows: int
    checksum: int


@dataclass(frozen=True)
class Rebuilt:
    """What the read models were made of, and what they held before and hold now."""

    entries: int
    records: int
    before: dict[str, Content]
    after: dict[str, Content]

    @property
    def changed(self) -> tuple[str, ...]:
        """Tables that hold something else than before: a projection was mended, or somebody had changed rows."""
        return tuple(name for name in self.before if self.before[name] != self.after[name])


async def rebuild(connection: AsyncConnection, *, at_once: int = AT_ONCE) -> Rebuilt:
    """Drop the read models and make them again from every entry, in the order they were written.

    Args:
        at_once: Entries read and projected together; the outcome is the same for any number.

    Raises:
        RecordBroken: a chain does not hold; the caller's transaction must be rolled back.
    """
    await alone(connection)
    before = await _contents(connection)
    for view in VIEWS:
        await connection.execute(delete(view))
    chains = Chains()
    place = 0
    while rows := await _following(connection, place, at_once):
        place = rows[-1].place
        for community, record, entries in _batches(rows):
            chains.go_on(record, entries)
            await project(connection, record, community, entries, again=True)
    await _compare_heads(connection, chains)
    return Rebuilt(entries=chains.count, records=len(chains.heads), before=before, after=await _contents(connection))


class Chains:
    """How far each record's chain has been followed."""

    def __init__(self) -> None:
        self.heads: dict[RecordId, tuple[int, str]] = {}
        self.count = 0

    def go_on(self, record: RecordId, entries: Sequence[Entry]) -> None:
        """Follow a record's chain over these entries.

        Raises:
            RecordBroken: they do not continue it, or one is not what its digest says.
        """
        seq, head = self.heads.get(record, (0, EMPTY_HEAD))
        fault = chain_fault(tuple(entries), after=head, first=seq + 1)
        if fault is not None:
            raise RecordBroken(record, fault)
        self.heads[record] = entries[-1].seq, entries[-1].hash
        self.count += len(entries)


async def _following(connection: AsyncConnection, place: int, count: int) -> Sequence[Any]:
    rows = await connection.execute(select(ENTRY).where(ENTRY.c.place > place).order_by(ENTRY.c.place).limit(count))
    return rows.all()


def _batches(rows: Sequence[Any]) -> list[tuple[str, RecordId, list[Entry]]]:
    """Entries by record, as far as the next entry of a community: a new roster changes who is written to."""
    batches: list[tuple[str, RecordId, list[Entry]]] = []
    open_batches: dict[RecordId, list[Entry]] = defaultdict(list)
    for row in rows:
        if row.record_id.startswith("community-"):
            open_batches.clear()
        batch = open_batches[row.record_id]
        if not batch:
            batches.append((row.community, row.record_id, batch))
        batch.append(_read(row))
        if row.record_id.startswith("community-"):
            open_batches.clear()
    return batches


def _read(row: Any) -> Entry:
    """The entry as its canonical bytes say, which must agree with the columns beside them."""
    entry = Entry.model_validate_json(row.canonical)
    beside = (row.record_id, row.seq, row.kind, row.at, row.hash)
    if canonical_bytes(entry).decode() != row.canonical:
        raise RecordBroken(row.record_id, f"entry {row.seq} is not in canonical form")
    if (entry.record, entry.seq, entry.body.kind, entry.at, entry.hash) != beside:
        raise RecordBroken(row.record_id, f"the columns of entry {row.seq} say something else than the entry")
    return entry


async def _compare_heads(connection: AsyncConnection, chains: Chains) -> None:
    """No record has lost its last entries, or has some that its head does not know."""
    rows = await connection.execute(select(HEAD.c.record_id, HEAD.c.seq, HEAD.c.hash).order_by(HEAD.c.record_id))
    for row in rows:
        seq, head = chains.heads.get(row.record_id, (0, EMPTY_HEAD))
        if (row.seq, row.hash) != (seq, head):
            ends, said = f"{seq} ({head[:12]})", f"{row.seq} ({row.hash[:12]})"
            raise RecordBroken(row.record_id, f"its entries end at {ends}, and its head says {said}")


async def _contents(connection: AsyncConnection) -> dict[str, Content]:
    return {view.name: await content(connection, view.name) for view in VIEWS}


async def content(connection: AsyncConnection, name: str) -> Content:
    """What a read model holds now."""
    table = text(f'"{name}" AS whole_row')  # a name of our own models, as which no column is called
    summed = func.coalesce(func.sum(text("hashtextextended(whole_row::text, 0)::numeric")), 0)
    row = (await connection.execute(select(func.count(), summed).select_from(table))).one()
    return Content(rows=int(row[0]), checksum=int(row[1]))
