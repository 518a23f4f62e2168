"""`saksgang case text | contest-text`: the versions of a case's text, and what differs (P-17)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from audit.changes import compared, in_short
from audit.story import tell
from cli.door import Door, Status, failed
from cli.moments import local
from cli.sight import CaseSeen, conclude, digest_of_text, see_case
from models import acts as a
from models import entries as e
from models.entries import Entry
from models.texts import TextPart
from register import queries

CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The case: its id, or the ending of it (2026-1).")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why. It stands in the record.")]
OnText = Annotated[
    str | None,
    typer.Option("--text", metavar="DIGEST", help="The contested text: 8 digits or more. Usual: the one shown now."),
]


@dataclass(frozen=True)
class Written:
    """One version, and who gave it as what."""

    version: int
    text: str
    digest: str
    change: str  # first, editorial, substantial
    entry: Entry
    by: str
    reason: str | None = None
    contested_by: str | None = None


async def case_text(
    door: Door,
    case: CaseId,
    first: Annotated[int | None, typer.Option("--from", metavar="V", min=1, help="The earlier version.")] = None,
    last: Annotated[int | None, typer.Option("--to", metavar="V", min=1, help="The later version.")] = None,
) -> None:
    """Show the versions of a case's text, and what differs between two of them (P-17).

    Example: ./saksgang case text 2026-1

    Example: ./saksgang case text 2026-1 --from 1 --to 3
    """
    seen = await see_case(door, case)
    async with door.reading() as connection:
        entries = await queries.entries_of(connection, seen.record)
    versions = list(_versions(seen, entries))
    newer = _of_number(seen, versions, last or len(versions))
    older = _of_number(seen, versions, first or max(newer.version - 1, 1))
    parts = compared(older.text, newer.text)
    _show(door, seen, versions)
    _show_difference(door, older, newer, parts)
    door.out.document(
        {
            "record": seen.record,
            "versions": [_plain(v) for v in versions],
            "from": older.version,
            "to": newer.version,
            "difference": [part.model_dump(mode="json") for part in parts],
        }
    )


async def contest_text(door: Door, case: CaseId, reason: Reason, text: OnText = None) -> None:
    """Say, for a counted seat, that an editorial change is one of substance (P-17).

    Example: ./saksgang case contest-text 2026-1 --reason "Skal er noe annet enn bør" --as p-3peu --seat SEAT-2
    """
    seen = await see_case(door, case)
    before = await door.earlier(a.ContestEditorial)
    digest = before.text_digest if before and text is None else await digest_of_text(door, text, seen)
    door.out.line(f"The change that gave text {digest[:12]} of {seen.record}: {seen.state.title}")
    await conclude(door, await door.act(seen.row, a.ContestEditorial(text_digest=digest, reason=reason)))


def _versions(seen: CaseSeen, entries: Sequence[Entry]) -> Iterator[Written]:
    contested = {x.body.version: x.body.seat for x in entries if isinstance(x.body, e.EditorialContested)}
    told = {one.seq: one.by for one in tell(entries, seen.names)}
    for entry in entries:
        match entry.happened:
            case e.CaseRegistered() as first:
                yield Written(1, first.proposal, first.text_digest, "first", entry, told[entry.seq])
            case e.TextAmended() as amended:
                yield Written(
                    amended.version,
                    amended.proposal,
                    amended.text_digest,
                    "substantial" if amended.substantial else "editorial",
                    entry,
                    told[entry.seq],
                    amended.reason,
                    contested.get(amended.version),
                )
            case _:
                pass


def _of_number(seen: CaseSeen, versions: Sequence[Written], number: int) -> Written:
    found = next((v for v in versions if v.version == number), None)
    if found is None:
        title = f"{seen.record} has no version {number} of its text"
        remedy = f"name one of 1 to {len(versions)}"
        raise failed(Status.REFUSED, "no_such_version", title, rule="P-17", remedy=remedy)
    return found


def _show(door: Door, seen: CaseSeen, versions: Sequence[Written]) -> None:
    door.out.line(f"{seen.record}  {seen.state.title}", style="bold")
    door.out.table(
        ("version", "digest", "change", "since", "who said so", "reason"),
        [(str(v.version), v.digest[:12], _change(v), local(v.entry.at), v.by, v.reason or "") for v in versions],
        empty="",
    )


def _change(v: Written) -> str:
    return v.change if v.contested_by is None else f"editorial; contested by {v.contested_by}, so substantial"


def _show_difference(door: Door, older: Written, newer: Written, parts: Sequence[TextPart]) -> None:
    door.out.line()
    if older.version == newer.version:
        door.out.line(f"Version {newer.version}", style="bold")
        door.out.lines(f"  {line}" for line in newer.text.split("\n"))
        return
    door.out.line(f"From version {older.version} to {newer.version}: [-taken out-] {{+put in+}}", style="bold")
    door.out.lines(f"  {line}" for line in in_short(parts).split("\n"))


def _plain(v: Written) -> dict[str, Any]:
    return {
        "version": v.version,
        "digest": v.digest,
        "change": v.change,
        "contested_by": v.contested_by,
        "since": v.entry.at,
        "entry": v.entry.seq,
        "by": v.by,
        "reason": v.reason,
        "text": v.text,
    }
