"""`saksgang audit decisions`, `anomalies` and `sample`: what an auditor asks for first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncConnection

from audit.anomalies import Anomaly, AnomalyKind, anomalies_of
from audit.naming import Names, counted
from audit.story import tell
from cli.door import Door, Status, command, failed
from cli.moments import begins, local_day, parse_day, wall
from cli.output import Out
from cli.sight import names_of
from cli.spreadsheet import AsCsv, refuse_both, write_sheet
from models.base import CommunityId, RecordId
from register.directory import persons_of, rules_in_force
from register.queries import entries_of, records_of

From = Annotated[str | None, typer.Option("--from", metavar="DAY", help="That day or later.")]
To = Annotated[str | None, typer.Option("--to", metavar="DAY", help="That day or earlier.")]


def add_to(app: typer.Typer) -> None:
    """Make the commands commands of `app`."""
    command(app, "anomalies")(anomalies)


async def anomalies(
    door: Door,
    record: Annotated[
        str | None, typer.Argument(metavar="RECORD", help="Only of this case, meeting, agreement or dispute.")
    ] = None,
    *,
    since: From = None,
    until: To = None,
    kind: Annotated[
        list[AnomalyKind] | None, typer.Option(help="Only of this kind; can be given more than once.")
    ] = None,
    as_csv: AsCsv = False,
) -> None:
    """List what departs from the straight road: late papers, shortened notice, reservations, interventions and more.

    An anomaly is no fault; it is what an auditor asks about. Refused acts are listed where --kind refused asks.

    Example: ./saksgang audit anomalies --from 2026-01-01 --kind late_papers --kind operator
    """
    refuse_both(door.out, as_csv=as_csv)
    community = await door.community()
    wanted = set(kind) if kind else set(AnomalyKind) - {AnomalyKind.REFUSED}
    first, last = (None if day is None else parse_day(day) for day in (since, until))
    async with door.reading() as connection:
        records = await records_of(connection, community)
        if record is not None:
            records = (_meant(records, record.strip()),)
        found = [a for r in records for a in anomalies_of(await entries_of(connection, r)) if a.kind in wanted]
        names = await _names(connection, community)
    if since is not None:
        first = begins(parse_day(since))
        found = [a for a in found if a.entry.at >= first]
    if until is not None:
        last = parse_day(until)
        found = [a for a in found if local_day(a.entry.at) <= last]
    found.sort(key=lambda a: (a.entry.at, a.entry.record, a.entry.seq))
    (_anomaly_sheet if as_csv else _anomaly_page)(door.out, found, names)


def _meant(records: Sequence[RecordId], wanted: str) -> RecordId:
    known = {record.casefold(): record for record in records}
    if wanted.casefold() not in known:
        remedy = "name one as `./saksgang case list`, `meeting list`, `agreement list` or `dispute list` shows it"
        raise failed(Status.REFUSED, "no_such_record", f"There is no record {wanted[:80]!r} here", remedy=remedy)
    return known[wanted.casefold()]


async def _names(connection: AsyncConnection, community: CommunityId) -> Names:
    procedure, roster = await rules_in_force(connection, community)
    persons = await persons_of(connection, community)
    return names_of(procedure, roster, {p.person: p.name for p in persons})


def _anomaly_page(out: Out, found: Sequence[Anomaly], names: Names) -> None:
    out.table(
        ("when", "entry", "kind", "rule", "what"),
        [
            (wall(a.entry.at), a.entry.entry_id, a.kind.value.replace("_", " "), a.rule, _words(a, names))
            for a in found
        ],
        empty="Nothing departs from the straight road there.",
    )
    if found:
        out.line(f"{counted(len(found), 'anomaly', 'anomalies')}; an anomaly is what to ask about, not a fault.")
    out.document(
        {
            "anomalies": [
                {
                    "kind": a.kind,
                    "rule": a.rule,
                    "record": a.entry.record,
                    "seq": a.entry.seq,
                    "hash": a.entry.hash,
                    "at": a.entry.at,
                    "entry": a.entry.body.kind,
                    "words": _words(a, names),
                }
                for a in found
            ]
        }
    )


def _anomaly_sheet(_out: Out, found: Sequence[Anomaly], names: Names) -> None:
    columns = ("when", "record", "entry", "digest", "kind", "rule", "what")
    write_sheet(
        columns,
        [
            (wall(a.entry.at), a.entry.record, a.entry.seq, a.entry.hash, a.kind, a.rule, _words(a, names))
            for a in found
        ],
    )


def _words(anomaly: Anomaly, names: Names) -> str:
    [told] = tell([anomaly.entry], names)
    return f"{told.words} ({told.by})"
