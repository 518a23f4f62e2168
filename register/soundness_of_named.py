"""Whether everything that the records name by its digest is still there: papers, minutes, procedures, rosters.

Nothing of it is ever removed: a paper that is withheld stays here, and so do minutes with the name of somebody who
was erased. Whatever takes a document in by its digest looks first whether it is kept, so what an entry names was
here; but for the paper on which a council resolved, of which that was not so always.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.agreement import Resolution
from models.base import CommunityId, Digest, Frozen
from models.entries import Entry
from models.tables import DocumentRow, ProcedureRow, RecordRow, RosterRow, table_of

DOCUMENT, RECORD = table_of(DocumentRow), table_of(RecordRow)
VERSIONS: Final = {"procedure": table_of(ProcedureRow), "roster": table_of(RosterRow)}
_NAMES_A: Final = {
    **dict.fromkeys(("procedure", "replaces"), "procedure"),
    "roster": "roster",
    **dict.fromkeys(("document", "documents", "papers", "index", "proof"), "document"),
}
_OF_MINUTES: Final = ("text", "html", "pdf")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


async def missing(
    connection: AsyncConnection, entries: Iterable[tuple[CommunityId, Entry]]
) -> AsyncIterator[tuple[str, str, str]]:
    """Table, key and fault of everything that a record or an entry names by its digest, and that is not there."""
    kept = {("document", row.community, row.digest) for row in await connection.execute(_KEPT)}
    for table, versions in VERSIONS.items():
        kept |= {(table, "", digest) for digest in await connection.scalars(select(versions.c.digest))}
    named: dict[tuple[str, CommunityId, Digest], str] = {}
    for row in await connection.execute(select(RECORD).order_by(RECORD.c.record_id)):
        for table in VERSIONS:
            named.setdefault((table, "", getattr(row, table)), row.record_id)
    for community, entry in entries:
        for table, digest in named_in(entry):
            named.setdefault((table, "" if table in VERSIONS else community, digest), f"entry {entry.entry_id}")
    for (table, community, digest), where in named.items():
        if (table, community, digest) not in kept:
            yield table, digest[:12], f"it is missing; {where} names it"


_KEPT = select(DOCUMENT.c.community, DOCUMENT.c.digest)


def named_in(entry: Entry) -> Iterator[tuple[str, Digest]]:
    """The documents and versions that an entry names, with the tables they stand in."""
    minutes = getattr(entry.happened, "kind", "").startswith("minutes_")
    for name, value in _texts(entry.happened):
        table = "document" if minutes and name in _OF_MINUTES else _NAMES_A.get(name)
        if table is not None and _DIGEST.fullmatch(value):
            yield table, value


def _texts(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text below a value, with the name of the field it stands in."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Frozen) and not isinstance(value, Resolution):
        for field, held in value.__dict__.items():
            yield from _texts(held, field)
    elif isinstance(value, Sequence):
        for part in value:
            yield from _texts(part, name)
