"""No code, rule text or data outside `procedures/` and the tests knows a body or a health community by name.

README.md is let off: its walk-through founds the demonstration's community and follows one case in it. So are the
vectors of the evidence format: they are a case of that community, byte for byte.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from procedures.loading import PROCEDURE_FILES, ROSTER_FILES, load_procedure, load_roster

ROOT = Path(__file__).parents[2]
OWN_ROOM = "procedures"
A_CASE = ROOT / "docs" / "evidence-vectors"
BESIDES = ("bench", "deploy", "docs", "saksgang", "Dockerfile", "CHANGELOG.md", "pyproject.toml")
TEXT = frozenset({".py", ".yaml", ".yml", ".md", ".toml", ".sh", ".html", ".txt", ".j2", ".csv", ".json", ".css", ""})
PLAIN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "AE", "Ø": "O", "Å": "A"})


def names() -> frozenset[str]:
    """The ids and names of every shipped body, without what stands in brackets; and of every shipped community."""
    found = {load_roster(file).roster.community for file in ROSTER_FILES}
    for file in PROCEDURE_FILES:
        for body in load_procedure(file).bodies:
            said = (body.names.nb, body.names.nn, body.names.en)
            found |= {body.body, *(re.sub(r"\s*\(.*\)", "", name) for name in said)}
    return frozenset(name.translate(PLAIN) for name in found)


@cache
def pattern() -> re.Pattern[str]:
    """Short ids as they are written; longer names and communities whatever their case and letters."""
    listed = sorted(names(), key=len, reverse=True)
    exact = [re.escape(name) for name in listed if name.isupper()]
    loose = [re.escape(name) for name in listed if not name.isupper()]
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(exact)}|(?i:{'|'.join(loose)}))(?![A-Za-z0-9])")


def files() -> Iterator[Path]:
    """Everything that is the project's, but for the procedures' own room and the tests."""
    rooms = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    for room in (*rooms["only-include"], *BESIDES):
        place = ROOT / room
        if room == OWN_ROOM:
            continue
        inside = [place] if place.is_file() else sorted(place.rglob("*"))
        mine = (file for file in inside if A_CASE not in file.parents)
        yield from (file for file in mine if file.is_file() and file.suffix in TEXT)


def named_in(text: str) -> list[str]:
    """The lines of a text that name a body or a community."""
    lines = enumerate(text.translate(PLAIN).splitlines(), 1)
    return [f"{number}: {line.strip()}" for number, line in lines if pattern().search(line)]


def test_no_body_and_no_community_is_named_outside_procedures_and_tests() -> None:
    found = {
        str(file.relative_to(ROOT)): lines
        for file in files()
        if (lines := named_in(file.read_text(encoding="utf-8")))
    }

    assert found == {}, "say 'the deciding body', 'the higher body', or take the name from the procedure"


@pytest.mark.parametrize(
    "text",
    ["if body == 'SEKR':", "raised to SU.", "case-ostfold-2031-1", "Østfold", "the interaction committee decides"],
)
def test_a_name_is_found(text: str) -> None:
    assert named_in(text)


@pytest.mark.parametrize("text", ["the deciding body", "SUM(x)", "sum", "result = SUCCESS", "consultation"])
def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    assert not named_in(text)
