"""A YAML file as a tree that remembers its lines, read so that nothing in it can surprise.

Plain words stay words: of the scalars without quotes only whole numbers (14, -3), true, false and nothing
are not text, so `NO`, `22:30`, `3.10` and `012345670` mean what they look like. Refused: keys given twice,
anchors and aliases, tags, a second document, control characters, more than 256 KiB, nesting deeper than 16.
The parser is asked for events only and left at the first fault, so a hostile file costs no more than an honest one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from _ruamel_yaml import CParser
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from procedures.faults import FileFault, FileRefused

MAX_BYTES = 256 * 1024
MAX_DEPTH = 16
MAX_NODES = 30_000  # ten times the largest that we know; it is read within a second

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_BRACKETS = re.compile(rf"(?:(?:[\[{{]|-[ \t])[ \t]*){{{MAX_DEPTH + 1},}}")
# What YAML does not print, and what it takes for the end of a line and no editor does.
_NO_TEXT = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HALF = re.compile("[\ud800-\udfff]")
_CORE = "tag:yaml.org,2002:"
_BOM = b"\xef\xbb\xbf"

Place = tuple[str | int, ...]
"""The way to a value: keys and positions from the top of the file."""


@dataclass(slots=True)
class Node:
    """A value and the line it stands on: that of its key in a mapping, of its dash in a list."""

    line: int
    value: dict[str, Node] | list[Node] | str | int | bool | None

    def plain(self) -> Any:
        """The value as plain dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def line_at(self, path: Place) -> int:
        """The line of what stands at the path, or of the nearest thing above it."""
        for length in range(len(path), 0, -1):
            node = self.at(path[:length])
            if node is not None:
                return node.line
        return self.line

    def at(self, path: Place) -> Node | None:
        """What stands at the path; None if nothing does."""
        node: Node | None = self
        for step in path:
            if node is None:
                return None
            if isinstance(node.value, dict):
                node = node.value.get(str(step))
            elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
            else:
                return None
        return node


def read_tree(path: Path) -> Node:
    """The file's content as a tree.

    Raises:
        FileRefused: the file cannot be read, is no UTF-8, is too large, or is no YAML as described above.
    """
    name = path.name
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refused(name, 0, f"cannot be read: {error.strerror}", "check name and rights") from None
    if len(raw) > MAX_BYTES:
        raise _refused(name, 0, f"larger than {MAX_BYTES // 1024} KiB", "leave out what does not belong")
    return _Builder(name, _text(name, raw)).tree()


def _text(name: str, raw: bytes) -> str:
    raw = raw.removeprefix(_BOM)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{raw[error.start]:02X} is not UTF-8, perhaps the file is Latin-1"
        raise _refused(name, line, what, "save the file as UTF-8") from None


def _refused(name: str, line: int, what: str, remedy: str) -> FileRefused:
    return FileRefused([FileFault(file=name, line=line, what=what, rule="ENGINE", remedy=remedy)])


class _Builder:
    """Builds the tree from the parser's events; raises at the first thing that has no place here."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._text = text
        self._nodes = 0

    def tree(self) -> Node:
        brackets = _BRACKETS.search(self._text)
        if brackets is not None:  # the scanner would look ahead through all of them before its first word
            self._too_deep(self._text.count("\n", 0, brackets.start()) + 1)
        alien = _NO_TEXT.search(self._text)
        if alien is not None:  # the parser would say only in which byte
            line = self._text.count("\n", 0, alien.start()) + 1
            what = f"the character U+{ord(alien[0]):04X} is not allowed"
            raise _refused(self._name, line, what, "remove it")
        try:
            return self._document(_events(self._text))
        except YAMLError as error:
            raise self._unreadable(error) from None

    def _document(self, events: Iterator[Event]) -> Node:
        root: Node | None = None
        for event in events:
            if isinstance(event, DocumentStartEvent):
                if root is not None:
                    self._refuse(event, "a second document begins", "keep one document in a file")
                root = self._node(next(events), events, 0)
        if root is None or not isinstance(root.value, dict):
            raise _refused(self._name, 1, "no keys found", 'begin with lines of the form "key: value"')
        return root

    def _node(self, event: Event, events: Iterator[Event], depth: int, line: int | None = None) -> Node:
        self._allow(event, depth)
        here = line if line is not None else event.start_mark.line + 1
        if isinstance(event, ScalarEvent):
            return Node(here, _scalar(event, self._written(event)))
        if isinstance(event, SequenceStartEvent):
            return self._sequence(events, depth, here)
        if isinstance(event, MappingStartEvent):
            return self._mapping(events, depth, here)
        raise AssertionError(f"the parser gave {event!r} where a value stands")

    def _sequence(self, events: Iterator[Event], depth: int, line: int) -> Node:
        items: list[Node] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            items.append(self._node(event, events, depth + 1))
        return Node(line, items)

    def _mapping(self, events: Iterator[Event], depth: int, line: int) -> Node:
        pairs: dict[str, Node] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            self._allow(event, depth)
            if not isinstance(event, ScalarEvent):
                self._refuse(event, "a key is a list or a mapping", "use a plain word as key")
            key, key_line = self._written(event), event.start_mark.line + 1
            if key in pairs:
                what = f'the key "{key}" stands twice, on lines {pairs[key].line} and {key_line}'
                self._refuse(event, what, "remove one of them")
            pairs[key] = self._node(next(events), events, depth + 1, key_line)
        return Node(line, pairs)

    def _allow(self, event: Event, depth: int) -> None:
        self._nodes += 1
        if depth > MAX_DEPTH:
            self._too_deep(event.start_mark.line + 1)
        if self._nodes > MAX_NODES:
            self._refuse(event, f"more than {MAX_NODES} values", "leave out what does not belong")
        if isinstance(event, NodeEvent) and event.anchor is not None:
            what = f"an alias, *{event.anchor}" if isinstance(event, AliasEvent) else f"an anchor, &{event.anchor}"
            self._refuse(event, what, "write the value out where it is used")
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._refuse(event, f"a tag, {str(tag).replace(_CORE, '!!')}", "remove the tag; quotes make a value text")

    def _written(self, event: ScalarEvent) -> str:
        value: Any = event.value  # the library has no types for what its events carry
        text = str(value)
        if _HALF.search(text):
            self._refuse(event, "half a character, written as an escape", "write the character itself")
        return text

    def _too_deep(self, line: int) -> NoReturn:
        what = f"nested deeper than {MAX_DEPTH} levels"
        raise _refused(self._name, line, what, "check brackets and indentation")

    def _refuse(self, event: Event, what: str, remedy: str) -> NoReturn:
        raise _refused(self._name, event.start_mark.line + 1, what, remedy)

    def _unreadable(self, error: YAMLError) -> FileRefused:
        if isinstance(error, MarkedYAMLError) and error.problem_mark is not None:
            line = error.problem_mark.line + 1
            what = f"cannot be read: {error.problem}"
            if error.context_mark is not None and error.context_mark.line + 1 != line:
                what += f", begun on line {error.context_mark.line + 1}"
            return _refused(self._name, line, what, _hint(str(error.problem)))
        return _refused(self._name, 1, "cannot be read as YAML", "check quotes, colons and indentation")


def _events(text: str) -> Iterator[Event]:
    # PERFORMANCE: the library's parser in C; the one in Python takes 50 ms for a procedure, this one 2.
    parser = CParser(text)
    while parser.check_event():
        yield parser.get_event()


def _hint(problem: str) -> str:
    if "\\t" in problem or "a tab" in problem:
        return "indent with spaces, not tabs"
    if "mapping values are not allowed" in problem:
        return "put a text that has a colon in quotes"
    if "end of stream" in problem or "stream end" in problem:
        return "close the quote or bracket"
    if "cannot start any token" in problem:
        return "put a text that begins with a special character in quotes"
    return "check quotes, colons, brackets and indentation"


def _scalar(event: ScalarEvent, text: str) -> str | int | bool | None:
    if event.style:  # quoted, or a block of text
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    return int(text) if _WHOLE.fullmatch(text) else text
