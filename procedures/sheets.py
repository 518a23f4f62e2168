"""A list that people keep in a spreadsheet, as a tree with lines: the same that a YAML file gives.

The first row names the columns; a column `drofting.day` is the key `day` below `drofting`. An empty cell is a key
left out. A row may go over several lines of the file; its line is the one it begins on.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from procedures.faults import FileFault, FileRefused
from procedures.tree import MAX_BYTES, Node, read_tree

_YES: Final = {"ja": True, "true": True, "nei": False, "false": False}


@dataclass(frozen=True)
class Columns:
    """What the columns hold that are not plain text."""

    lists: Collection[str] = field(default_factory=tuple)  # several values, with commas between
    whole: Collection[str] = field(default_factory=tuple)  # whole numbers
    yes_no: Collection[str] = field(default_factory=tuple)  # ja or nei


def read_listed(path: Path, key: str, columns: Columns) -> Node:
    """A YAML file, or a CSV file as the list below `key`.

    Raises:
        FileRefused: it cannot be read.
    """
    if path.suffix.lower() != ".csv":
        return read_tree(path)
    rows = _rows(path)
    if not rows:
        raise _refused(path, 1, "no columns found", "begin with a row that names the columns")
    heads = [head.strip() for head in rows[0][1]]
    clash = next((h for h in heads if heads.count(h) > 1 or any(o.startswith(f"{h}.") for o in heads if h)), None)
    if clash:
        raise _refused(path, rows[0][0], f"the column {clash!r} stands twice, or above others", "keep one of them")
    listed = []
    for line, cells in rows[1:]:
        if len(cells) > len(heads):
            raise _refused(path, line, f"{len(cells)} cells in {len(heads)} columns", "put cells with ; in quotes")
        listed.append(_row(line, dict(zip(heads, cells, strict=False)), columns))
    return Node(1, {key: Node(1, list(listed))})


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Every row that holds something, with the line it begins on."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refused(path, 0, f"cannot be read: {error.strerror}", "check name and rights") from None
    if len(raw) > MAX_BYTES:
        raise _refused(path, 0, f"larger than {MAX_BYTES // 1024} KiB", "import it in several files")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _refused(path, line, "not UTF-8", "save it as CSV in UTF-8") from None
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") >= first.count(",") else ","
    rows, begins = [], 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _refused(path, begins, f"cannot be read as CSV: {error}", "put cells with quotes in quotes") from None
    return rows


def _row(line: int, cells: dict[str, str], columns: Columns) -> Node:
    found: dict[str, Node] = {}
    for head, cell in cells.items():
        if not head or not cell.strip():
            continue
        *above, last = head.split(".")
        at = found
        for step in above:
            below = at.setdefault(step, Node(line, {}))
            assert isinstance(below.value, dict), "a key above others holds nothing but them"
            at = below.value
        at[last] = Node(line, _value(line, head, cell.strip(), columns))
    return Node(line, found)


def _value(line: int, head: str, cell: str, columns: Columns) -> str | int | bool | list[Node]:
    if head in columns.lists:
        return [Node(line, one.strip()) for one in cell.split(",") if one.strip()]
    if head in columns.whole and cell.isascii() and cell.isdecimal():
        return int(cell[:18])
    if head in columns.yes_no:
        return _YES.get(cell.casefold(), cell)
    return cell


def _refused(path: Path, line: int, what: str, remedy: str) -> FileRefused:
    return FileRefused([FileFault(file=path.name, line=line, what=what, rule="ENGINE", remedy=remedy)])
