"""`saksgang audit anomalies`: what departs from the straight road, in the entries and in Temporal itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncConnection

from audit.anomalies import MET, Anomaly, AnomalyKind, anomalies_of, drafts_left
from audit.called import names_of
from audit.naming import Names, counted, entries_told
from audit.story import tell
from cli.door import Door, Status, failed
from cli.histories import histories_here
from cli.moments import ZONE_WORDS, Days, wall
from cli.output import Out
from cli.spreadsheet import AsCsv, refuse_both, write_sheet
from models.base import CommunityId, RecordId
from models.entries import BeslutningMade, Entry
from register.directory import any_record_named, persons_of, rules_in_force
from register.evidence import acts_of
from register.queries import entries_of, entries_of_kinds, records_of

From = Annotated[str | None, typer.Option("--from", metavar="DAY", help="That day or later.")]
To = Annotated[str | None, typer.Option("--to", metavar="DAY", help="That day or earlier.")]


@dataclass(frozen=True)
class Odd:
    """What departs from the straight road, in an entry or in Temporal."""

    kind: AnomalyKind
    rule: str
    record: RecordId
    where: str
    at: datetime
    words: str
    entry: str | None = None  # its kind
    seq: int | None = None
    hash: str | None = None


async def anomalies(
    door: Door,
    record: Annotated[
        str | None,
        typer.Argument(metavar="RECORD", help="Only of this case, meeting, agreement or dispute (2026-1 is a case)."),
    ] = None,
    *,
    since: From = None,
    until: To = None,
    kind: Annotated[
        list[AnomalyKind] | None,
        typer.Option(
            metavar="KIND", help=f"Only of this kind; can be given more than once: {', '.join(AnomalyKind)}."
        ),
    ] = None,
    as_csv: AsCsv = False,
) -> None:
    """List what departs from the straight road: late papers, shortened notice, reservations, interventions and more.

    An anomaly is no fault; it is what an auditor asks about. What somebody did to a workflow in Temporal itself is
    found in its histories. Refused acts are listed where --kind refused asks. That the secretariat enters what a
    member says in the room is usual: it is one line a record, unless --kind entered_for_another asks; --json and
    --csv have each.

    Example: ./saksgang audit anomalies --from 2026-01-01 --kind late_papers --kind operator
    """
    refuse_both(door.out, as_csv=as_csv)
    community = await door.community()
    wanted = set(kind) if kind else set(AnomalyKind) - {AnomalyKind.REFUSED}
    async with door.reading() as connection:
        records = await records_of(connection, community)
        if record is not None:
            records = (await _meant(connection, records, record.strip()),)
        names = await _names(connection, community)
        entries = {r: await entries_of(connection, r) for r in records}
        for meeting in {m for r in records for m in _decided_in(entries[r])} - entries.keys():
            entries[meeting] = await entries_of(connection, meeting)
        met = await entries_of_kinds(connection, community, MET)
    entered = [a for r in records for a in anomalies_of(entries[r])]
    entered += drafts_left([entries[r] for r in entries if r.startswith("meeting-")], met)
    found = [_odd(anomaly, names) for anomaly in entered if anomaly.kind in wanted]
    asked = AnomalyKind.OPERATOR in wanted
    by_hand, answers = await _by_hand(door, records) if asked else ((), True)
    days = Days.of(since, until)
    found = sorted((o for o in (*found, *by_hand) if days.hold(o.at)), key=lambda o: (o.at, o.record, o.seq or 0))
    if as_csv:
        _anomaly_sheet(found)
    else:
        _anomaly_page(door.out, found, apart=bool(kind))
    if not answers:
        why = "Temporal does not answer: interventions were looked for in the archived histories only."
        door.out.line(why, style="yellow")


async def _by_hand(door: Door, records: Sequence[RecordId]) -> tuple[tuple[Odd, ...], bool]:
    """What was done to the records' workflows past the house, and whether Temporal answered."""
    from audit.interventions import interventions_in  # noqa: PLC0415  (loads Temporal's SDK)

    with_workflows = [record for record in records if not record.startswith("community-")]
    histories, answers = await histories_here(door, with_workflows)
    async with door.reading() as connection:
        acts = await acts_of(connection, with_workflows)
    return tuple(
        Odd(
            AnomalyKind.OPERATOR,
            "ENGINE",
            done.record,
            f"run {done.run[:8]}, event {done.event}",
            done.at,
            done.words,
        )
        for record, kept in histories.items()
        for done in interventions_in(kept, acts[record])
    ), answers


def _decided_in(entries: Sequence[Entry]) -> list[RecordId]:
    """The meetings that decided a case: whoever asks about the case asks about their minutes too (P-33)."""
    return [entry.happened.meeting for entry in entries if isinstance(entry.happened, BeslutningMade)]


def _odd(anomaly: Anomaly, names: Names) -> Odd:
    entry = anomaly.entry
    [told] = tell([entry], names)
    return Odd(
        kind=anomaly.kind,
        rule=anomaly.rule,
        record=entry.record,
        where=f"entry {entry.seq}",
        at=entry.at,
        words=f"{told.words} ({told.by}){f'; {anomaly.because}' if anomaly.because else ''}",
        entry=entry.body.kind,
        seq=entry.seq,
        hash=entry.hash,
    )


async def _meant(connection: AsyncConnection, records: Sequence[RecordId], wanted: str) -> RecordId:
    known = {record.casefold(): record for record in records}
    named = (await any_record_named(connection, wanted) or wanted).casefold()
    if named not in known:
        remedy = "name one as `./saksgang case list`, `meeting list`, `agreement list` or `dispute list` shows it"
        raise failed(Status.REFUSED, "no_such_record", f"There is no record {wanted[:80]!r} here", remedy=remedy)
    return known[named]


async def _names(connection: AsyncConnection, community: CommunityId) -> Names:
    procedure, roster = await rules_in_force(connection, community)
    persons = await persons_of(connection, community)
    return names_of(procedure, roster, {p.person: p.name for p in persons})


def _anomaly_page(out: Out, found: Sequence[Odd], *, apart: bool) -> None:
    shown = list(found) if apart else gathered(found)
    out.table(
        ("when", "record", "where", "kind", "rule", "what"),
        [(wall(o.at), o.record, o.where, o.kind.value.replace("_", " "), o.rule, o.words) for o in shown],
        empty="There is no anomaly.",
    )
    if found:
        many = counted(len(found), "anomaly", "anomalies")
        lines = f" in {counted(len(shown), 'line')}" if len(shown) < len(found) else ""
        out.line(f"{many}{lines}; an anomaly is what to ask about, not a fault. Times are {ZONE_WORDS}.")
    out.document({"anomalies": [vars(odd) for odd in found]})


def gathered(found: Sequence[Odd]) -> list[Odd]:
    """As found; but of a record the positions entered for members are one line, where the first of them stands.

    The secretariat may enter what a member says in the room, and nobody else may: it is asked about as a whole.
    """
    of: dict[RecordId, list[Odd]] = defaultdict(list)
    for odd in found:
        if odd.kind is AnomalyKind.ENTERED_FOR_ANOTHER:
            of[odd.record].append(odd)
    return [
        _in_one(of.pop(odd.record)) if odd.kind is AnomalyKind.ENTERED_FOR_ANOTHER else odd
        for odd in found
        if odd.kind is not AnomalyKind.ENTERED_FOR_ANOTHER or odd.record in of
    ]


def _in_one(alike: Sequence[Odd]) -> Odd:
    first = alike[0]
    if len(alike) == 1:
        return first
    many = f"{len(alike)} positions were entered by the secretariat in the members' names"
    words = f"{many}; one by one: --kind {first.kind}"
    return replace(first, where=entries_told([odd.seq or 0 for odd in alike]), words=words, entry=None, hash=None)


def _anomaly_sheet(found: Sequence[Odd]) -> None:
    columns = ("when", "record", "where", "digest", "kind", "rule", "what")
    write_sheet(columns, [(wall(o.at), o.record, o.where, o.hash, o.kind, o.rule, o.words) for o in found])
