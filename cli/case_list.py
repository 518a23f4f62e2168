"""`saksgang case list`: the cases that fit what is asked, for people, for spreadsheets and for programs (P-34)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

import typer
from sqlalchemy.ext.asyncio import AsyncConnection

from cli.door import Door, Failed, Status, failed
from cli.moments import begins, local, local_day, parse_day
from cli.outlook import IMPORTED, STAGES
from cli.output import Out
from cli.spreadsheet import AsCsv, refuse_both, write_sheet
from models.state import CaseStage
from register.case_search import (
    CaseOrder,
    CaseQuery,
    FoundCases,
    bodies_of,
    find_cases,
    parties_of_community,
    says_nothing,
)


async def list_cases(
    door: Door,
    *,
    stage: Annotated[CaseStage | None, typer.Option(help="Only cases at this stage.")] = None,
    body: Annotated[
        str | None, typer.Option(metavar="BODY", help="Only cases this body deliberates or decides.")
    ] = None,
    party: Annotated[
        str | None, typer.Option(metavar="PARTY", help="Only cases that concern this party, or that it brought.")
    ] = None,
    only_open: Annotated[bool, typer.Option("--open", help="Only cases that are not closed.")] = False,
    only_ended: Annotated[bool, typer.Option("--ended", help="Only cases that are closed.")] = False,
    since: Annotated[str | None, typer.Option("--from", metavar="DAY", help="Registered that day or later.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Registered that day or earlier.")] = None,
    search: Annotated[
        str | None,
        typer.Option(metavar="WORDS", help='All these words, in any form; "a phrase", or, -without.'),
    ] = None,
    sort: Annotated[
        CaseOrder | None, typer.Option(help="What comes first. Usual: the last changed; what fits a search best.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many.")] = 200,
    as_csv: AsCsv = False,
) -> None:
    """List the cases that fit, the last changed first, or search them in full text.

    Example: ./saksgang case list --open --body BODY --search "akutt døgnplass" --csv > saker.csv

    Words are found in any of their Norwegian forms, and where longer ones begin with them, in titles, summaries,
    texts, grounds, reasons and statements.
    """
    refuse_both(door.out, as_csv=as_csv)
    community = await door.community()
    async with door.reading() as connection:
        query = CaseQuery(
            stage=None if stage is None else stage.value,
            body=await _body(connection, community, body),
            party=await _party(connection, community, party),
            ended=_ended(only_open, only_ended),
            since=None if since is None else begins(parse_day(since)),
            before=None if until is None else begins(parse_day(until) + timedelta(days=1)),
            search=await _search(connection, search),
            order=sort or (CaseOrder.CHANGED if search is None else CaseOrder.FITTING),
            limit=limit,
        )
        found = await find_cases(connection, community, query)
    (_sheet if as_csv else _page)(door.out, found)


async def _body(connection: AsyncConnection, community: str, body: str | None) -> str | None:
    if body is None:
        return None
    known = await bodies_of(connection, community)
    wanted = [one for one in known if one.casefold() == body.casefold()]
    if not wanted:
        raise _unknown("body", body, "P-05", known)
    return wanted[0]


async def _party(connection: AsyncConnection, community: str, party: str | None) -> str | None:
    """A party by its id or its name."""
    if party is None:
        return None
    known = await parties_of_community(connection, community)
    wanted = [one for one, name in known.items() if party.casefold() in (one.casefold(), name.casefold())]
    if not wanted:
        raise _unknown("party", party, "P-03", known)
    return wanted[0]


def _unknown(kind: str, given: str, rule: str, known: Any) -> Failed:
    title = f"There is no {kind} {given[:60]!r} here"
    remedy = f"name one of {', '.join(known)}"
    return failed(Status.REFUSED, f"unknown_{kind}", title, rule=rule, remedy=remedy)


def _ended(only_open: bool, only_ended: bool) -> bool | None:
    if only_open and only_ended:
        why = "--open and --ended are both given"
        raise failed(Status.USAGE, "given_twice", "No case is both", why, remedy="give one, or none for all cases")
    return True if only_ended else False if only_open else None


async def _search(connection: AsyncConnection, search: str | None) -> str | None:
    if search is not None and await says_nothing(connection, search):
        why = "it holds only words that stand everywhere (og, i, det), or words to leave out (-word), or none"
        title = f"{search[:60]!r} finds nothing by itself"
        raise failed(
            Status.USAGE,
            "empty_search",
            title,
            why,
            remedy="search for a word of the matter; what begins with - as written: in quotation marks",
        )
    return search


def _page(out: Out, found: FoundCases) -> None:
    out.table(
        ("case", "stage", "decides", "meeting", "changed", "title"),
        [
            (
                row.record_id,
                STAGES[CaseStage(row.stage)].partition(":")[0],
                row.decision_body or "",
                row.meeting or "",
                local(row.changed_at),
                f"{row.title}{IMPORTED if 'imported' in row.state else ''}",
            )
            for row in found.rows
        ],
        empty="There are no such cases.",
    )
    if found.count > len(found.rows):
        out.line(f"{found.count - len(found.rows)} more: --limit shows them.", style="dim")
    out.document({"cases": [_brief(row) for row in found.rows], "count": found.count})


_COLUMNS = (
    "case", "title", "stage", "drofting_body", "decision_body", "meeting", "registered", "changed", "ended",
    "proposer", "affected", "imported",
)  # fmt: skip


def _sheet(_out: Out, found: FoundCases) -> None:
    write_sheet(
        _COLUMNS,
        [
            (
                row.record_id,
                row.title,
                row.stage,
                row.drofting_body,
                row.decision_body,
                row.meeting,
                local_day(row.registered_at),
                local_day(row.changed_at),
                "ja" if row.ended else "nei",
                row.state.get("proposer_party") or row.state.get("proposer_seat"),
                ", ".join(row.state["affected"]),
                "importert, ikke bevist" if "imported" in row.state else "",
            )
            for row in found.rows
        ],
    )


def _brief(row: Any) -> dict[str, Any]:
    return {
        "record": row.record_id,
        "title": row.title,
        "stage": row.stage,
        "version": row.version,
        "drofting_body": row.drofting_body,
        "decision_body": row.decision_body,
        "awaits_body": row.awaits_body,
        "meeting": row.meeting,
        "text_digest": row.text_digest,
        "registered_at": row.registered_at,
        "changed_at": row.changed_at,
        "ended": row.ended,
        "imported": "imported" in row.state,
    }
