"""Whether everything that the records name by its digest is still there: papers, minutes, procedures, rosters.

Nothing of it is ever removed: a paper that is withheld stays here, and so do minutes with the name of somebody who
was erased. Minutes, indexes and versions are kept before they are named. Of the papers that people name every command
looks whether they are kept; an act that came past the commands may name one that never was, and nothing tells the two
apart. The paper on which a council resolved was not always looked for: where it is not here, that accuses nobody.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from models.agreement import Resolution
from models.base import CommunityId, Digest, Frozen
from models.entries import Entry
from models.tables import DocumentRow, ProcedureRow, RecordRow, RosterRow, table_of

DOCUMENT, RECORD = table_of(DocumentRow), table_of(RecordRow)
VERSIONS: Final = {"procedure": table_of(ProcedureRow), "roster": table_of(RosterRow)}
_NAMES_A: Final = {
    "procedure": "procedure",
    "roster": "roster",
    **dict.fromkeys(("document", "documents", "papers", "index", "proof"), "document"),
}
NEVER_KEPT: Final = "the act came past the commands, which look for it first"
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
    ours: set[tuple[CommunityId, Digest]] = set()
    for row in await connection.execute(select(RECORD).order_by(RECORD.c.record_id)):
        for table in VERSIONS:
            named.setdefault((table, "", getattr(row, table)), row.record_id)
    for community, entry in entries:
        for table, digest, made_here in named_in(entry):
            named.setdefault((table, "" if table in VERSIONS else community, digest), f"entry {entry.entry_id}")
            if made_here:
                ours.add((community, digest))
    for (table, community, digest), where in named.items():
        if (table, community, digest) in kept:
            continue
        if table in VERSIONS or (community, digest) in ours:
            yield table, digest[:12], f"it is missing; {where} names it"
        else:
            yield table, digest[:12], f"{where} names it, and it is not kept: it is gone, or {NEVER_KEPT}"


_KEPT = select(DOCUMENT.c.community, DOCUMENT.c.digest)


def named_in(entry: Entry) -> Iterator[tuple[str, Digest, bool]]:
    """The documents and versions that an entry names: the table, the digest, whether the house has made it itself."""
    minutes = getattr(entry.happened, "kind", "").startswith("minutes_")
    for name, value in _texts(entry.happened):
        of_minutes = minutes and name in _OF_MINUTES
        table = "document" if of_minutes else _NAMES_A.get(name)
        if table is not None and _DIGEST.fullmatch(value):
            yield table, value, of_minutes or name == "index"


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


# The paper of a council's or board's resolution, in entries of agreements and disputes.
_RESOLVED_ON = text(
    "SELECT record_id, seq, digest FROM (SELECT record_id, seq, community,"
    "  coalesce(body #>> '{resolution,document}', body #>> '{authority,document}') AS digest FROM"
    "   (SELECT record_id, seq, community, cast(canonical AS jsonb) -> 'body' AS body FROM entry"
    "    WHERE record_id LIKE 'agreement-%' OR record_id LIKE 'dispute-%') said) resolved WHERE digest IS NOT NULL"
    " AND NOT EXISTS (SELECT FROM document d WHERE d.community = resolved.community AND d.digest = resolved.digest)"
    " ORDER BY record_id, seq"
)


async def papers_of_resolutions(connection: AsyncConnection) -> AsyncIterator[tuple[str, str]]:
    """Digest, and what is to say of it, of every paper of a resolution that is named and not here."""
    for row in await connection.execute(_RESOLVED_ON):
        what = f"entry {row.record_id}:{row.seq} names it as a resolution's paper: it is gone, or was never handed in"
        yield row.digest, what
