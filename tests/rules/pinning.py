"""What a test's story came to is compared with what is kept of it: see `tests.rules.pinned`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.rules.played import what_came_of

PINS = Path(__file__).parent / "pins"
DIGITS = 8
KNOWN: dict[Path, dict[str, str]] = {}  # read once
GATHERED = pytest.StashKey[dict[str, dict[str, str]]]()


class Pinning:
    """A pytest plugin: what tests come to is gathered here, not compared."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, str]] = {}

    def pytest_configure(self, config: pytest.Config) -> None:
        """They are to be gathered."""
        config.stash[GATHERED] = self.found

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Those whose values are random are not run: they have no pin."""
        items[:] = [item for item in items if not played_by_chance(item)]


def played_by_chance(item: pytest.Item) -> bool:
    """Whether its values are random."""
    return hasattr(getattr(item, "obj", None), "hypothesis")


def compare(item: pytest.Item, played: list[object]) -> None:
    """Fail where what a test came to is not what is kept of it."""
    if played_by_chance(item):
        return
    texts = what_came_of(played)
    gathered = item.config.stash.get(GATHERED, None)
    if gathered is not None:
        gathered[item.nodeid] = texts
        return
    file, test = place_of(item.nodeid)
    if file not in KNOWN:
        KNOWN[file] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    told = difference(item.nodeid, KNOWN[file].get(test, ""), pin_of(texts))
    if told is not None:
        pytest.fail(told, pytrace=False)


def pin_of(texts: dict[str, str]) -> str:
    """The parts and their digests, in a line; nothing where nothing was played."""
    return " ".join(f"{part} {hashlib.sha256(text.encode()).hexdigest()[:DIGITS]}" for part, text in texts.items())


def difference(test: str, kept: str, came: str) -> str | None:
    """Which parts of a test's story are not what is kept of them, and what can be done; None: all are."""
    if kept == came:
        return None
    file, words = test.split("::", maxsplit=1)[0], kept.split()
    was, now = dict(zip(words[::2], words[1::2], strict=True)), dict(zip(*[iter(came.split())] * 2, strict=True))
    other = [part for part in was | now if was.get(part) != now.get(part)]
    return "\n".join(
        (
            "This test has no pin yet." if not kept else f"Its story comes to something else: {', '.join(other)}.",
            f"If that is as it should be: python -m tests.rules.pinned record {file}",
            f"To see what it comes to, here and in another checkout: python -m tests.rules.pinned show '{test}'",
        )
    )


def place_of(test: str) -> tuple[Path, str]:
    """The file in which a test's pin is kept, and its name there."""
    file, _, name = test.partition("::")
    return PINS / f"{Path(file).stem}.json", name
