"""`saksgang case correct`: an entry that says another seat or day than was meant."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.door import Door, Status, failed
from cli.moments import parse_day
from cli.sight import conclude
from models import acts as a
from models.entries import Entry
from register import queries

CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The case: its id, or the ending of it (2026-1).")]


async def correct(
    door: Door,
    case: CaseId,
    entry: Annotated[
        int, typer.Argument(metavar="ENTRY", min=1, help="Its number; `./saksgang case record` shows them.")
    ],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why. It stands in the record.")],
    meant_seat: Annotated[
        str | None, typer.Option(metavar="SEAT", help="Of a position: the seat that gave it.")
    ] = None,
    treated_on: Annotated[
        str | None, typer.Option(metavar="DAY", help="Of a reservation or a forankring answer: the right day.")
    ] = None,
) -> None:
    """Correct a slip: a position entered for the wrong seat, or a wrong day; both stay on record.

    A position entered for the wrong seat is struck; the seat that gave it then takes it: `./saksgang position take`.

    Example: ./saksgang case correct 2026-1 31 --meant-seat SEAT-3 --reason "Ført på feil plass" --as p-2h9c

    Example: ./saksgang case correct 2026-1 40 --treated-on 2027-03-04 --reason "Møtet er utsatt" --as p-2h9c
    """
    row = await door.record("case", case)
    async with door.reading() as connection:
        entries = await queries.entries_of(connection, row.record_id)
    found = _of_number(entries, entry)
    act = a.CorrectEntry(seq=found.seq, hash=found.hash, slip=_slip(meant_seat, treated_on), reason=reason)
    await conclude(door, await door.act(row, act))


def _of_number(entries: tuple[Entry, ...], number: int) -> Entry:
    found = next((x for x in entries if x.seq == number), None)
    if found is None:
        title = f"There is no entry {number}; nothing was written"
        remedy = f"name one of 1 to {len(entries)}: `./saksgang case record`"
        raise failed(Status.REFUSED, "no_such_entry", title, remedy=remedy)
    return found


def _slip(meant_seat: str | None, treated_on: str | None) -> a.Slip:
    if (meant_seat is None) == (treated_on is None):
        why = "a slip is one thing: --meant-seat SEAT or --treated-on DAY"
        raise failed(Status.USAGE, "which_slip", "It is not said what was meant", why, remedy="say one of them")
    return a.WrongSeat(meant=meant_seat) if meant_seat is not None else a.WrongDay(meant=parse_day(treated_on or ""))
