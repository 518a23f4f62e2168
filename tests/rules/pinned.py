"""What every story played in memory came to is kept, and a test that comes to something else fails.

A test asserts what it is about. What else its story leads to (an entry's field, a due time, a letter, who is waited
for, the words in which it is told) is noticed here: for each test that plays a `World`, an `Agreed` or a `Disputing`,
`pins/` keeps one short digest for each part of `tests.rules.played`. A change of the rules thus says which stories it
changes before it changes a case that runs, or lets a bundle of years ago fail: what a rule gives for old entries must
stay what it gave (docs/adr/0008). A pin says that something changed, never that it was right: where a test states a
rule, that counts.

    python -m tests.rules.pinned record [FILE ...]  keeps what the tests come to now; look at what else changed
    python -m tests.rules.pinned show TEST          prints the text that is digested, to compare it in two checkouts

A test that is played with random values has no pin.
"""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path

import pytest

from tests.rules.pinning import PINS, Pinning, pin_of, place_of

_QUIETLY = ("-q", "-n", "0", "-p", "no:cacheprovider")


def record(files: list[str]) -> int:
    """Keep what the tests of these files come to now, or of all; nothing is kept where a test fails."""
    plugin = Pinning()
    status = pytest.main([*_QUIETLY, *(files or [str(PINS.parent)])], plugins=[plugin])
    if status != pytest.ExitCode.OK:
        sys.stderr.write("Nothing is recorded: let the tests pass first.\n")
        return int(status)
    if not files:
        for old in PINS.glob("*.json"):
            old.unlink()
    pins: dict[Path, dict[str, str]] = {}
    for test, texts in plugin.found.items():
        if texts:
            file, name = place_of(test)
            pins.setdefault(file, {})[name] = pin_of(texts)
    PINS.mkdir(exist_ok=True)
    for file, kept in pins.items():
        file.write_text(json.dumps(kept, indent=0, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(f"{sum(map(len, pins.values()))} tests in {PINS}\n")
    return 0


def show(test: str) -> int:
    """Print what a test comes to, part by part."""
    plugin = Pinning()
    with contextlib.redirect_stdout(sys.stderr):
        status = pytest.main([*_QUIETLY, test], plugins=[plugin])
    for texts in plugin.found.values():
        for part, text in texts.items():
            sys.stdout.write(f"--- {part}\n{text}\n")
    return int(status)


def main(arguments: list[str]) -> int:
    """`record [FILE ...]` or `show TEST`."""
    match arguments:
        case ["record", *files]:
            return record(files)
        case ["show", test]:
            return show(test)
        case _:
            sys.stderr.write(f"{__doc__}")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
