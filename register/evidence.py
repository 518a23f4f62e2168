"""What a record is proved from, as the register has it: `models.evidence.Evidence`.

Reads what is only ever added to (gates, entries, acts, procedures, rosters), never a read model: those are computed,
and whoever checks computes them anew.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Text, bindparam, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.acts import ReceivedAct
from models.base import CommunityId, Digest, Frozen, RecordId
from models.entries import CaseImported, CaseRegistered, CommunityFounded, Entry
from models.evidence import Evidence, RecordEvidence, records_named
from models.procedure import Procedure
from models.roster import Roster
from models.tables import EntryRow, HeadRow, IntakeRow, RecordRow, table_of
from register.intake import NoSuchRecord
from register.stored import procedure_by, roster_by

Version = TypeVar("Version", Procedure, Roster)

RECORD = table_of(RecordRow)
HEAD = table_of(HeadRow)
ENTRY = table_of(EntryRow)
INTAKE = table_of(IntakeRow)

_A_DIGEST = re.compile(r"[0-9a-f]{64}")


_RECEIVED = (
    select(INTAKE.c.record_id, cast(INTAKE.c.body, Text).label("body"))
    .where(INTAKE.c.record_id.in_(bindparam("records", expanding=True)))
    .order_by(INTAKE.c.record_id, INTAKE.c.number)
)


async def evidence_of(connection: AsyncConnection, record: RecordId) -> Evidence:
    """A record with the community's and every other that its entries and acts name, each whole; and every version.

    What the others name is not followed: the meetings of a case name many cases, whose proof is their own. Of a
    community only its own record.

    Raises:
        NoSuchRecord: there is no such record.
    """
    about = (await _records(connection, (record,))).get(record)
    if about is None:
        raise NoSuchRecord(record)
    community, first = about
    named = () if first.kind == "community" else (*(x.named for x in records_named(first)), f"community-{community}")
    others = await _records(connection, named, community=community)
    found = (first, *(others[name][1] for name in sorted(others) if name != record))
    return Evidence(
        about=record,
        community=community,
        records=found,
        procedures=await _kept(connection, procedure_by, _versions(found, "procedure")),
        rosters=await _kept(connection, roster_by, _versions(found, "roster")),
    )


async def _kept(
    connection: AsyncConnection, by: Callable[[AsyncConnection, Digest], Awaitable[Version]], named: Iterable[Digest]
) -> tuple[Version, ...]:
    """The versions that are here; an act may have named one that nobody ever adopted, and was refused."""
    found: list[Version] = []
    for digest in named:
        with contextlib.suppress(LookupError):
            found.append(await by(connection, digest))
    return tuple(found)


async def _records(
    connection: AsyncConnection, names: Iterable[RecordId], *, community: CommunityId | None = None
) -> dict[RecordId, tuple[CommunityId, RecordEvidence]]:
    """Records as far as they are judged; of names that are no record, or another community's, nothing."""
    wanted = sorted(set(names))
    # Heads first: of what is entered and judged from here on, nothing is taken, so that entries and acts fit.
    gates = select(RECORD, HEAD.c.seq, HEAD.c.judged).join(HEAD, HEAD.c.record_id == RECORD.c.record_id)
    gates = gates.where(RECORD.c.record_id.in_(wanted))
    if community is not None:
        gates = gates.where(RECORD.c.community == community)
    rows = {row.record_id: row for row in await connection.execute(gates)}
    entries = await _entries(connection, rows)
    acts = await _acts(connection, rows)
    return {
        name: (
            row.community,
            RecordEvidence(
                record=name,
                kind=row.kind,
                procedure=_opened_under(row, entries[name])[0],
                roster=_opened_under(row, entries[name])[1],
                opened_at=row.opened_at,
                entries=tuple(entries[name]),
                acts=tuple(acts[name]),
            ),
        )
        for name, row in rows.items()
    }


async def _entries(connection: AsyncConnection, rows: dict[RecordId, Any]) -> dict[RecordId, list[Entry]]:
    statement = select(ENTRY.c.record_id, ENTRY.c.seq, ENTRY.c.canonical).where(ENTRY.c.record_id.in_(rows))
    found: dict[RecordId, list[Entry]] = {name: [] for name in rows}
    for row in await connection.execute(statement.order_by(ENTRY.c.record_id, ENTRY.c.seq)):
        if row.seq <= rows[row.record_id].seq:
            found[row.record_id].append(Entry.model_validate_json(row.canonical))
    return found


async def _acts(connection: AsyncConnection, rows: dict[RecordId, Any]) -> dict[RecordId, list[ReceivedAct]]:
    received = await acts_of(connection, tuple(rows))
    return {name: [act for act in acts if act.number <= rows[name].judged] for name, acts in received.items()}


def _opened_under(row: Any, entries: Sequence[Entry]) -> tuple[Digest, Digest]:
    """The procedure and roster a record was opened under; of a case that was moved, the gate says another (P-38)."""
    first = entries[0].happened if entries else None
    if isinstance(first, CaseRegistered | CaseImported | CommunityFounded):
        return first.procedure, first.roster
    return row.procedure, row.roster


def _versions(records: Sequence[RecordEvidence], of: str) -> tuple[Digest, ...]:
    """Every version of the procedure, or of the roster, named: what records opened with, adopted, moved to."""
    named = {str(getattr(record, of)) for record in records}
    for record in records:
        named.update(text for key, text in _said(record) if key == of and _A_DIGEST.fullmatch(text))
    return tuple(sorted(named))


def _said(record: RecordEvidence) -> Iterator[tuple[str, str]]:
    return (found for part in (*record.entries, *record.acts) for found in _texts(part))


def _texts(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text below a value, with the name of the field it stands in."""
    match value:
        case str():
            yield key, value
        case Frozen():
            for name, held in value.__dict__.items():
                yield from _texts(held, name)
        case tuple():
            for part in value:
                yield from _texts(part, key)
        case _:
            pass


async def acts_of(connection: AsyncConnection, records: Sequence[RecordId]) -> dict[RecordId, list[ReceivedAct]]:
    """Every act that was received for these records, judged or not, in number order."""
    found: dict[RecordId, list[ReceivedAct]] = {name: [] for name in records}
    for row in await connection.execute(_RECEIVED, {"records": list(records)}):
        found[row.record_id].append(ReceivedAct.model_validate_json(row.body))
    return found
