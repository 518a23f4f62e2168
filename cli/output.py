"""What a command says: words for people, or one JSON document for programs; and what went wrong, in both.

People read standard output (what came of it) and standard error (what went wrong). With `--json` there is exactly
one JSON document on standard output, whatever happens.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import IntEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from rich.console import Console
from rich.text import Text

WIDTH_OF_A_PIPE = 10_000  # nobody sees where a pipe's line ends; a terminal tells its own width
LABEL_WIDTH = 10
LAST_COLUMN = 24  # the room a table's last column needs; it may go on in further lines
LEAST_ROOM = 12  # below that nothing hangs: the terminal breaks the line
# What moves a terminal's cursor, colours it, or turns the order of what is read; not tabs, nor ends of lines.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Status(IntEnum):
    """How a command ends; other programs build on these numbers."""

    DONE = 0
    FAILURE = 1
    USAGE = 2  # wrong usage, or something that cannot be read
    REFUSED = 3  # by a rule or a right
    CONFLICT = 4
    UNAVAILABLE = 5
    UNJUDGED = 6  # received; judged later
    INTERRUPTED = 130  # what shells say of Ctrl-C


@dataclass(frozen=True)
class Problem:
    """Why a command did not do what it was asked: what, by which rule, why, and what can be done now."""

    status: Status
    code: str  # snake_case, stable: for programs
    title: str  # what did not happen
    detail: str = ""  # why
    rule: str | None = None
    remedy: str = ""  # what is allowed now
    more: Mapping[str, Any] = field(
        default_factory=dict
    )  # the act's id and receipt, where there is one: for programs
    proof: Sequence[tuple[str, str]] = ()  # the same for people: label and value

    def document(self) -> dict[str, Any]:
        """The problem for programs."""
        return {
            "type": f"urn:saksgang:problem:{self.code}",
            "title": self.title,
            "status": int(self.status),
            "code": self.code,
            "rule": self.rule,
            "detail": self.detail,
            "remedy": self.remedy,
            **self.more,
        }


class Failed(Exception):
    """A command ends here; whoever runs it tells the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail or problem.title)
        self.problem = problem


def failed(
    status: Status,
    code: str,
    title: str,
    detail: str = "",
    *,
    rule: str | None = None,
    remedy: str = "",
    more: Mapping[str, Any] | None = None,
    proof: Sequence[tuple[str, str]] = (),
) -> Failed:
    """What to raise to end the command with a problem."""
    return Failed(Problem(status, code, title, detail, rule, remedy, more or {}, proof))


class Out:
    """Where a command speaks. Words are never read as markup: what people wrote is printed as they wrote it.

    But for control characters, which are shown and not obeyed: words may come from a file that somebody forged.
    """

    def __init__(self, *, as_json: bool = False) -> None:
        """`as_json`: one document instead of words."""
        self.as_json = as_json
        self._console = _console(sys.stdout)

    def line(self, text: str | Text = "", *, style: str | None = None) -> None:
        """A line or a paragraph for people; nothing with --json."""
        if not self.as_json:
            shown = text if isinstance(text, Text) else Text(visible(text), style=style or "")
            self._console.print(shown, soft_wrap=not self._console.is_terminal or _holds_a_command(shown.plain))

    def lines(self, texts: Iterable[str | Text]) -> None:
        """Several lines for people."""
        for text in texts:
            self.line(text)

    def hanging(self, prefix: str, text: str) -> None:
        """A prefix and a paragraph whose further lines stand below its first, not below the prefix."""
        if not self.as_json:
            _hang(self._console, prefix, text)

    def pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Labels and values for people, one a line; a value of several lines keeps its place."""
        shown = list(pairs)
        width = max(LABEL_WIDTH, *(len(label) for label, _ in shown)) if shown else 0
        for label, value in shown:
            for number, part in enumerate(value.split("\n")):
                self.hanging(f"{label if number == 0 else '':<{width}}  ", part)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]], *, empty: str) -> None:
        """A table for people, or the sentence that says there is nothing in it.

        Where the terminal is too narrow for all but the last column, each row becomes a few labelled lines.
        """
        shown = [tuple(map(on_one_line, row)) for row in rows]
        if self.as_json:
            return
        if not shown:
            self.line(empty)
            return
        widths = [max(len(row[n]) for row in (tuple(columns), *shown)) for n in range(len(columns))]
        before = sum(widths[:-1]) + 2 * (len(columns) - 1)
        if before + min(widths[-1], LAST_COLUMN) > self._console.width:
            self._rows_as_blocks(columns, shown)
            return
        for row in (tuple(columns), *shown):
            prefix = "".join(f"{cell:<{width + 2}}" for cell, width in zip(row[:-1], widths, strict=False))
            style = "bold" if row == tuple(columns) else ""
            _hang(self._console, prefix, row[-1], style=style, prefix_style=style)

    def _rows_as_blocks(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        for row in rows:
            self.line(row[0], style="bold")
            self.pairs((f"  {column}", cell) for column, cell in zip(columns[1:], row[1:], strict=True) if cell)

    def document(self, document: Mapping[str, Any] | BaseModel) -> None:
        """The one document for programs; nothing without --json."""
        if self.as_json:
            written = json.dumps(plain(document), ensure_ascii=False, indent=2)
            sys.stdout.write(_CONTROL.sub(lambda sign: f"\\u{ord(sign[0]):04x}", written) + "\n")
            sys.stdout.flush()


def was_interrupted(error: BaseException | None) -> bool:
    """Whether an error is what became of a Ctrl-C: models that are being made tell of it in an error of their own."""
    while error is not None:
        told = type(error).__name__ == "SchemaError" and "KeyboardInterrupt" in str(error)
        if isinstance(error, KeyboardInterrupt) or told:
            return True
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return False


def visible(text: str) -> str:
    """A text as it is shown: control characters by their numbers, such as \\x1b; the ends of its lines stay."""
    return _CONTROL.sub(lambda sign: sign[0].encode("unicode_escape").decode("ascii"), text.replace("\r\n", "\n"))


def on_one_line(text: str) -> str:
    """As `visible`, and nothing in it begins a line that could be taken for one of ours."""
    return visible(text).replace("\n", "\\n")


def tell_problem(problem: Problem, *, as_json: bool) -> None:
    """The problem in words on standard error, or as one document on standard output."""
    if as_json:
        Out(as_json=True).document(problem.document())
        return
    console = _console(sys.stderr)
    console.print(Text(visible(problem.title), style="bold red"), soft_wrap=not console.is_terminal)
    pairs = [
        ("why", problem.detail),
        ("rule", f"{problem.rule} (docs/rules.md)" if problem.rule else ""),
        ("allowed", problem.remedy) if problem.status is Status.REFUSED else ("remedy", problem.remedy),
        *problem.proof,
    ]
    for label, value in pairs:
        for number, part in enumerate(value.split("\n") if value else ()):
            _hang(console, f"  {label if number == 0 else '':<{LABEL_WIDTH}}", part)


def _hang(console: Console, prefix: str, text: str, *, style: str = "", prefix_style: str = "dim") -> None:
    """On a terminal each line is broken between words and hangs behind the prefix; a pipe gets it as one."""
    prefix = on_one_line(prefix)
    room = console.width - len(prefix)
    parts: list[Text] = []
    for line in visible(text).split("\n"):
        broken = console.is_terminal and room >= LEAST_ROOM and not _holds_a_command(line)
        parts += (list(Text(line).wrap(console, room)) if broken else []) or [Text(line)]
    for number, part in enumerate(parts):
        part.rstrip()
        part.stylize(style)
        lead = Text(prefix if number == 0 else " " * len(prefix), style=prefix_style)
        shown = Text.assemble(lead, part)
        shown.rstrip()
        console.print(shown, soft_wrap=True)


def _holds_a_command(text: str) -> bool:
    """Whether it holds something to paste: a line broken by us would be pasted broken; the terminal's own is not."""
    return "saksgang " in text


def plain(value: Any) -> Any:
    """A value as JSON has it: instants in UTC, dates as YYYY-MM-DD, models as objects."""
    match value:
        case BaseModel():
            return value.model_dump(mode="json", exclude_none=False)
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case Path():
            return str(value)
        case Mapping():
            return {str(key): plain(part) for key, part in value.items()}
        case str() | int() | float() | bool() | None:
            return value
        case Iterable():
            return [plain(part) for part in value]
        case _:
            raise TypeError(f"{type(value).__name__} has no place in a document")


def _console(stream: Any) -> Console:
    return Console(
        file=stream,
        width=None if stream.isatty() else WIDTH_OF_A_PIPE,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )
