"""docs/bars.md names tests that exist, and speaks of every bar once."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "bars.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?P<bar>[A-G]\d[\w-]*) \| (?P<asked>.+?) \| (?P<said>.+) \|$", re.MULTILINE)
SAID = re.compile(r"\*\*(shown|shown in part|not shown)\*\*: \S")
TEST = re.compile(r"`(tests/[^`:\s]+\.py)::([^`\s]+)`")
COUNTED = re.compile(r"(\d+) of (\d+) covered(?:, (\d+) in part)?(?:, (\d+) not)?\.")

OF_INPUT = ("D01-D26", "D27-D38", "D39-D57", "D58-D65", "D66-D74", "D75-D83", "D84-D92")
BARS = (
    *(f"A{n}" for n in range(1, 17)),
    *(f"B{n}" for n in range(1, 13)),
    *(f"C{n}" for n in range(1, 15)),
    *OF_INPUT,
    *(f"E{n:02}" for n in range(1, 19)),
    *(f"F{n}" for n in range(1, 11)),
    *(f"G{n}" for n in range(1, 13)),
)


@cache
def named_in(file: str) -> frozenset[str]:
    """The tests of a file, as pytest names them; none where there is no such file."""
    if not (ROOT / file).is_file():
        return frozenset()
    body = ast.parse((ROOT / file).read_text(encoding="utf-8")).body
    classes = [node for node in body if isinstance(node, ast.ClassDef)]
    within = [("", body), *((f"{node.name}::", node.body) for node in classes)]
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(f"{of}{node.name}" for of, nodes in within for node in nodes if isinstance(node, functions))


def missing(text: str) -> list[str]:
    """What a text names as a test and is none."""
    return [
        f"{file}::{name}"
        for file, name in TEST.findall(text)
        if not name.rpartition("::")[2].startswith("test_") or name not in named_in(file)
    ]


def test_every_bar_stands_there_once_and_in_order() -> None:
    assert [row["bar"] for row in ROW.finditer(PAGE)] == list(BARS)


def test_every_line_says_first_whether_it_is_shown() -> None:
    assert [row["bar"] for row in ROW.finditer(PAGE) if not SAID.match(row["said"])] == []


def test_what_is_shown_names_where() -> None:
    claims = [row for row in ROW.finditer(PAGE) if not row["said"].startswith("**not shown**")]

    assert [row["bar"] for row in claims if not TEST.search(row["said"]) and "`./saksgang " not in row["said"]] == []


def test_every_test_named_exists() -> None:
    assert len(TEST.findall(PAGE)) > 100
    assert missing(PAGE) == []


def test_a_test_that_is_not_there_is_found() -> None:
    here = "tests/static/test_bars.py"

    assert missing(f"`{here}::test_every_test_named_exists`") == []
    for name in (f"{here}::test_no_such", f"{here}::missing", f"{here}::TestNo::test_no", "tests/no.py::test_no"):
        assert missing(f"`{name}`") == [name]


def test_the_kinds_of_input_add_up() -> None:
    counted = {row["bar"]: COUNTED.search(row["said"]) for row in ROW.finditer(PAGE) if row["bar"] in OF_INPUT}

    for bar, found in counted.items():
        assert found, bar
        covered, of, partly, none = (int(number or 0) for number in found.groups())
        first, last = (int(end[1:]) for end in bar.split("-"))
        assert covered + partly + none == of == last - first + 1, bar
