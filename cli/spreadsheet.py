"""Lists for a Norwegian spreadsheet: UTF-8 that says so, semicolons between cells, and no cell that is a formula.

What people wrote may begin with a sign that a spreadsheet takes for a formula; such a cell gets an apostrophe before
it, which spreadsheets show as text.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Sequence
from typing import Annotated

import typer

from cli.output import Out, Status, failed

AsCsv = Annotated[bool, typer.Option("--csv", help="A list for a spreadsheet on standard output.")]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: object) -> str:
    """A cell as a spreadsheet shows it, and never carries it out."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def sheet(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A file that opens right: byte order mark, semicolons, one row a line."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def write_sheet(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """The file on standard output."""
    sys.stdout.flush()
    sys.stdout.buffer.write(sheet(columns, rows))
    sys.stdout.buffer.flush()


def refuse_both(out: Out, *, as_csv: bool) -> None:
    """One form at a time.

    Raises:
        Failed: --csv and --json are both given.
    """
    if as_csv and out.as_json:
        raise failed(Status.USAGE, "two_forms", "--csv and --json are both given", remedy="give one of them")
