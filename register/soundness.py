"""Whether the tables still say what was written into them: each row against its digest, its entry, or what it is of.

The database keeps what was received and what happened from being changed; whoever owns the database can do it all the
same. Then the rows contradict each other, and this finds where. A change that contradicts nothing in the tables (all
digests made again) is for those to find who hold a checkpoint or a receipt.

Three columns of the machine's time are held to a minute (`TO_A_MINUTE`), five of a mail once it has come to rest
(`WHILE_UNDER_WAY`). What stands in no entry is held by a digest beside it, which whoever writes the row can make
again: what the register looked up for an act (where a decision rests on it, the checker finds that), why it refused
one, and what register it is.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import Text, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models import entries as e
from models.acts import DeadlineReached, ReceivedAct
from models.base import CommunityId, Digest, RecordId
from models.canonical import digest_of
from models.entries import Entry
from models.procedure import Procedure
from models.roster import Roster
from models.rulebook import Refusal
from models.submission import is_what_was_submitted
from models.tables import (
    CounterRow,
    DocumentRow,
    EntryRow,
    HeadRow,
    IntakeRow,
    ProcedureRow,
    RecordRow,
    RosterRow,
    VerdictRow,
    table_of,
)
from models.work import Outcome
from register.documents import kind_of, named
from register.parties import doubtful_addresses
from register.persons import doubtful_cards
from register.rebuild import RecordBroken, rebuild
from register.soundness_of_log import unsound_leaves
from register.soundness_of_mail import Read, unsound_mail
from register.soundness_of_named import missing
from register.soundness_of_order import out_of_order

COUNTER, DOCUMENT = table_of(CounterRow), table_of(DocumentRow)
ENTRY, HEAD, INTAKE = table_of(EntryRow), table_of(HeadRow), table_of(IntakeRow)
PROCEDURE, ROSTER = table_of(ProcedureRow), table_of(RosterRow)
RECORD, VERDICT = table_of(RecordRow), table_of(VerdictRow)

TO_A_MINUTE: Final[Mapping[str, frozenset[str]]] = {
    "intake": frozenset({"stored_at"}),
    "entry": frozenset({"recorded_at"}),
    "log_checkpoint": frozenset({"stored_at"}),
}
"""The machine's time, by table: held between others to a minute (`register.soundness_of_order`).

The times that count stand inside acts, entries and the witnesses' lines, and are held exactly."""

WHILE_UNDER_WAY: Final[Mapping[str, frozenset[str]]] = {
    "delivery": frozenset({"next_try", "claimed_at", "failing_since", "attempts", "error"}),
}
"""When the sender looks at a mail that is under way, how often it has and what it was told: nothing proves it before
the mail has come to rest. Then the first three are empty, and the others stand in its steps."""

FEW: Final = 20
"""So many rows are read together where each may be large: a register holds more than a memory does."""


@dataclass(frozen=True)
class Unsound:
    """A row that contradicts what it rests on."""

    table: str
    row: str  # its key
    what: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.what}"


async def unsound_rows(connection: AsyncConnection, wrong_in: Read) -> AsyncIterator[Unsound]:
    """Every row that contradicts what it rests on, but for the read models.

    Tables are compared with each other: the connection shows them all as they were at one moment.

    Args:
        wrong_in: As `unsound_mail`.
    """
    entries = await _entries(connection)
    async for found in _versions(connection):
        yield found
    async for found in _documents(connection):
        yield found
    acts = defaultdict[RecordId, dict[str, ReceivedAct]](dict)
    async for found in _intake(connection, acts):
        yield found
    async for found in _verdicts(connection, acts, entries):
        yield found
    async for found in _records(connection, acts, entries):
        yield found
    async for found in _counters(connection):
        yield found
    async for whose, doubt in doubtful_cards(connection):
        yield Unsound("person", whose, doubt)
    async for whose, doubt in doubtful_addresses(connection):
        yield Unsound("party_card", whose, doubt)
    readable = ((w.row.community, w.entry) for ws in entries.values() for w in ws if w.entry is not None)
    leaves = unsound_leaves(connection, [w.row for written in entries.values() for w in written])
    mail = unsound_mail(connection, wrong_in)
    for contradicting in (leaves, missing(connection, readable), out_of_order(connection), mail):
        async for table, row, what in contradicting:
            yield Unsound(table, row, what)


# --- what was received and what happened ------------------------------------------------------------------------


@dataclass(frozen=True)
class _Written:
    """An entry's row: the entry where it can be read, with the columns beside it."""

    row: Any
    entry: Entry | None


_Entries = Mapping[RecordId, list[_Written]]


async def _entries(connection: AsyncConnection) -> _Entries:
    found = defaultdict[RecordId, list[_Written]](list)
    for row in await connection.execute(select(ENTRY).order_by(ENTRY.c.record_id, ENTRY.c.seq)):
        found[row.record_id].append(_Written(row, _parsed(Entry.model_validate_json, row.canonical)))
    return found


async def _versions(connection: AsyncConnection) -> AsyncIterator[Unsound]:
    """Procedures and rosters are what their digests say."""
    for table, model in ((PROCEDURE, Procedure), (ROSTER, Roster)):
        for row in await connection.execute(select(table.c.digest, cast(table.c.body, Text).label("body"))):
            version = _parsed(model.model_validate_json, row.body)
            if version is None or digest_of(version) != row.digest:
                yield Unsound(table.name, row.digest[:12], "it is not what its digest says")


async def _documents(connection: AsyncConnection) -> AsyncIterator[Unsound]:
    """Documents are what their digests say, and belong to a community there is."""
    known = await _communities(connection)
    few_at_once = select(DOCUMENT).order_by(DOCUMENT.c.digest).execution_options(yield_per=FEW)
    async for row in await connection.stream(few_at_once):
        key = row.digest[:12]
        if hashlib.sha256(row.content).hexdigest() != row.digest or len(row.content) != row.size:
            yield Unsound("document", key, "it is not what its digest says")
        if row.community not in known:
            yield Unsound("document", key, f"there is no community {row.community}")
        if row.media_type != kind_of(row.name, row.content):
            yield Unsound("document", key, f"neither its bytes nor its name say that it is {row.media_type}")
        if row.named != named(row.community, row.digest, row.media_type, row.size, row.name):
            yield Unsound("document", key, "its name, its kind and its size are not those that it was kept with")


async def _intake(
    connection: AsyncConnection, acts: dict[RecordId, dict[str, ReceivedAct]]
) -> AsyncIterator[Unsound]:
    """Acts are what their digests say, and their columns say the same; `acts` is filled."""
    gates = await connection.execute(select(RECORD.c.record_id, RECORD.c.community))
    communities = {row.record_id: row.community for row in gates}
    rows = select(*(c for c in INTAKE.c if c.name != "body"), cast(INTAKE.c.body, Text).label("body"))
    for row in await connection.execute(rows.order_by(INTAKE.c.record_id, INTAKE.c.number)):
        act = _parsed(ReceivedAct.model_validate_json, row.body)
        if hashlib.sha256(row.body.encode()).hexdigest() != row.body_digest:
            yield Unsound("intake", row.act_id, "who acted, or what was looked up for it, is not what was kept then")
        if act is None:
            yield Unsound("intake", row.act_id, "it cannot be read as an act")
            continue
        said = (act.act_id, act.record, act.number, act.digest, act.act.kind, act.received_at)
        if said != (row.act_id, row.record_id, row.number, row.digest, row.kind, row.received_at):
            yield Unsound("intake", row.act_id, "its columns say something else than the act")
        elif not any(is_what_was_submitted(act, opened=opened) for opened in {False, act.number == 1}):
            yield Unsound("intake", row.act_id, "it is not what its digest says")
        if row.community != communities.get(row.record_id):
            yield Unsound("intake", row.act_id, f"its record is not one of {row.community}")
        acts[row.record_id][row.act_id] = act


async def _verdicts(
    connection: AsyncConnection, acts: Mapping[RecordId, Mapping[str, ReceivedAct]], entries: _Entries
) -> AsyncIterator[Unsound]:
    """What became of each act is what the entries that answer it say, and every act that is answered was received."""
    answers = defaultdict[str, list[Entry]](list)
    for record, written in entries.items():
        for entry in (w.entry for w in written if w.entry is not None and w.entry.act is not None):
            assert entry.act is not None
            act = acts[record].get(entry.act.act_id) if record in acts else None
            if act is None or (act.number, act.digest) != (entry.act.number, entry.act.digest):
                yield Unsound("intake", entry.act.act_id, f"entry {entry.entry_id} answers another act")
            elif (act.actor, _counts_from(act)) != (entry.actor, entry.at):
                yield Unsound(
                    "intake", act.act_id, f"entry {entry.entry_id} says who acted and when: otherwise than the act"
                )
            answers[entry.act.act_id].append(entry)
    judged = set()
    rows = select(VERDICT, cast(VERDICT.c.refusal, Text).label("why")).order_by(VERDICT.c.record_id, VERDICT.c.number)
    for row in await connection.execute(rows):
        judged.add(row.act_id)
        received = acts.get(row.record_id, {}).get(row.act_id)
        if received is None or received.number != row.number:
            yield Unsound("verdict", row.act_id, "no such act of that number was received for that record")
        elif (fault := _verdict_fault(row, answers[row.act_id])) is not None:
            yield Unsound("verdict", row.act_id, fault)
    for act_id, answering in answers.items():
        if act_id not in judged:
            yield Unsound("verdict", act_id, f"it is missing; entry {answering[0].entry_id} answers that act")


def _counts_from(act: ReceivedAct) -> datetime:
    """When what an act brings about happened: a deadline's is the moment that was due, however late it is entered."""
    return act.act.due_at if isinstance(act.act, DeadlineReached) else act.received_at


def _verdict_fault(row: Any, answering: list[Entry]) -> str | None:
    if row.refusal_digest != (None if row.why is None else hashlib.sha256(row.why.encode()).hexdigest()):
        return "its refusal is not what was kept then"
    seqs = [entry.seq for entry in answering]
    if (row.first_seq, row.last_seq) != ((seqs[0], seqs[-1]) if seqs else (None, None)):
        return f"it names entries {row.first_seq} to {row.last_seq}; those that answer the act are {seqs or 'none'}"
    refusals = [entry.body.refusal for entry in answering if isinstance(entry.body, e.ActRefused)]
    if row.outcome not in set(Outcome):
        return f"there is no outcome {row.outcome}"
    if (row.outcome == Outcome.REFUSED) != (row.refusal is not None) or (refusals and row.refusal is None):
        return "outcome and refusal contradict each other"
    if refusals and _parsed(Refusal.model_validate_json, json.dumps(row.refusal)) != refusals[-1]:
        return "its refusal is not the one that was entered"
    if row.outcome == Outcome.ACCEPTED and (refusals or not seqs):
        return "it is called accepted, and the entries do not say so"
    if row.outcome == Outcome.REFUSED and seqs and not refusals:
        return "it is called refused, and the entries do not say so"
    if row.outcome == Outcome.NOTHING_LEFT and seqs:
        return "nothing was left to do, and yet there are entries"
    return None


# --- records ----------------------------------------------------------------------------------------------------


async def _records(
    connection: AsyncConnection, acts: Mapping[RecordId, Mapping[str, ReceivedAct]], entries: _Entries
) -> AsyncIterator[Unsound]:
    """Gates and heads say of a record what its acts and entries do."""
    judged = defaultdict[RecordId, int](int)
    for row in await connection.execute(select(VERDICT.c.record_id, VERDICT.c.number)):
        judged[row.record_id] = max(judged[row.record_id], row.number)
    versions = await _adopted(connection, entries)
    heads = {row.record_id: row for row in await connection.execute(select(HEAD))}
    for row in await connection.execute(select(RECORD).order_by(RECORD.c.record_id)):
        for fault in _record_faults(row, sorted(acts.get(row.record_id, {}).values(), key=lambda act: act.number)):
            yield Unsound("record", row.record_id, fault)
        in_force = versions.get(row.community)
        chosen = None if in_force is None else in_force(row.opened_at)
        head, written = heads.pop(row.record_id, None), entries.get(row.record_id, [])
        if chosen is not None and (_gone_over_to(written) or chosen[0], chosen[1]) != (row.procedure, row.roster):
            yield Unsound("record", row.record_id, "its procedure or roster was not the one in force")
        if head is None:
            yield Unsound("head", row.record_id, "it is missing")
            continue
        last = written[-1].row if written else None
        if last is not None and (head.seq, head.hash) != (last.seq, last.hash):
            named, there = (f"entry {one.seq} with digest {one.hash[:12]}" for one in (head, last))
            yield Unsound("head", row.record_id, f"it names {named}; the last is {there}")
        if head.judged != judged[row.record_id]:
            yield Unsound("head", row.record_id, f"judged up to {judged[row.record_id]}, not {head.judged}")
        for w in written:
            if w.row.community != row.community:
                yield Unsound("entry", f"{row.record_id}:{w.row.seq}", f"its record is not one of {w.row.community}")
    for record in [*heads, *(entries.keys() - await _known(connection))]:
        yield Unsound("record", record, "it is missing")


def _record_faults(row: Any, acts: Sequence[ReceivedAct]) -> Iterator[str]:
    numbers = [act.number for act in acts]
    if acts and row.opened_at != acts[0].received_at:
        yield "it was not opened when its first act was received"
    kind, _, rest = row.record_id.partition("-")
    if row.kind != kind or not f"{rest}-".startswith(f"{row.community}-"):
        yield f"it is called a {row.kind} of {row.community}"
    if numbers != list(range(1, len(numbers) + 1)):
        yield "the numbers of its acts have a gap"
    if row.next_number != len(numbers) + 1:
        yield f"its next act would have number {row.next_number}; it has {len(numbers)}"


_InForce = Callable[[datetime], tuple[Digest, Digest] | None]


def _gone_over_to(written: Sequence[_Written]) -> Digest | None:
    """The version that a record goes by since it was opened, where it has gone over to another (P-38)."""
    bodies = [w.entry.happened for w in written if w.entry is not None]
    versions = [body.procedure for body in bodies if isinstance(body, e.ProcedureAdopted | e.ProcedureChanged)]
    return versions[-1] if versions else None


async def _adopted(connection: AsyncConnection, entries: _Entries) -> dict[CommunityId, _InForce]:
    """For each community, which versions of procedure and roster were in force at a moment, by its own record."""
    return {
        community: _history([w.entry for w in entries.get(f"community-{community}", []) if w.entry is not None])
        for community in await _communities(connection)
    }


def _history(entries: list[Entry]) -> _InForce:
    since: list[datetime] = []
    versions: list[tuple[Digest, Digest]] = []
    procedure, roster = "", ""
    for entry in entries:
        body: Any = entry.happened
        if isinstance(body, e.CommunityFounded | e.ProcedureAdopted):
            procedure = body.procedure
        roster = getattr(body, "roster", None) or roster
        if procedure and (not versions or versions[-1] != (procedure, roster)):
            since.append(entry.at)
            versions.append((procedure, roster))

    def in_force(at: datetime) -> tuple[Digest, Digest] | None:
        # What was in force first holds also of the community's own record, which was opened just before.
        return versions[max(bisect_right(since, at) - 1, 0)] if versions else None

    return in_force


async def _counters(connection: AsyncConnection) -> AsyncIterator[Unsound]:
    """The next running number follows the last one given, in every series; no series is missing."""
    last = defaultdict[str, int](int)
    for record in await connection.scalars(select(RECORD.c.record_id).where(RECORD.c.kind != "community")):
        series, _, number = str(record).rpartition("-")
        last[f"{series}-{{number}}"] = max(last[f"{series}-{{number}}"], int(number) if number.isdigit() else 0)
    for row in await connection.execute(select(COUNTER)):
        if row.next != last.pop(row.name, 0) + 1:
            yield Unsound("counter", row.name, f"its next number is {row.next}, which is not the one after the last")
    for name in last:
        yield Unsound("counter", name, "it is missing")


# --- the read models ----------------------------------------------------------------------------------------------


async def unsound_views(connection: AsyncConnection) -> AsyncIterator[Unsound]:
    """Every read model that says something else than the entries; the caller rolls the transaction back."""
    try:
        made = await rebuild(connection)
    except RecordBroken as broken:
        yield Unsound("entry", broken.record, broken.fault)
        return
    for view in made.changed:
        yield Unsound(view, "", "made again from the entries it says something else")


# --- small things -----------------------------------------------------------------------------------------------


async def _communities(connection: AsyncConnection) -> frozenset[CommunityId]:
    found = await connection.scalars(select(RECORD.c.record_id).where(RECORD.c.record_id.startswith("community-")))
    return frozenset(str(record).removeprefix("community-") for record in found)


async def _known(connection: AsyncConnection) -> frozenset[RecordId]:
    return frozenset(await connection.scalars(select(RECORD.c.record_id)))


def _parsed(read: Callable[[str], Any], text: str) -> Any:
    """What the text says, or None where it is nothing of the kind."""
    try:
        return read(text)
    except (ValidationError, json.JSONDecodeError):
        return None
