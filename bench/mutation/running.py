"""One change after another in a copy of this process that has loaded everything: the function's code is exchanged.

The tests are collected once. A first copy runs each and notes which functions it calls, which is remembered until
the test's file changes; a change is then shown to the tests that call its function, those that call little first,
until one fails. A test that does not call a function cannot see its change, but for what is computed while modules
are loaded: that is not changed (`changes`).
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any, Literal

import pytest
from _pytest.runner import runtestprotocol

from bench.mutation.changes import Change, code_with

PROJECT = Path(__file__).parents[2]
PARTS = {"house", "register", "story", "story_with_mail", "tell"}  # fixtures that start servers
SLOWEST, PATIENCE = 6.0, 10.0  # so many times what its tests take, and so many seconds more, may a change take

Outcome = Literal["killed", "survived", "endless", "untested", "unreachable"]
Place = tuple[str, str]  # a function: its file, and how Python qualifies its name
Called = tuple[float, frozenset[Place]]  # by a test: its seconds (below zero: it failed), and the functions it calls
Told = Callable[[Change, Outcome], None]


@dataclass(eq=False)  # pytest gathers its plugins in a set
class Mutating:
    """A pytest plugin that runs the changes in place of the tests, once."""

    changes: Sequence[Change]
    told: Told
    remembered: Path  # where it is noted which test calls what
    jobs: int = 1
    red: list[str] = field(default_factory=list)  # tests that fail without any change

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Tests that need no servers."""
        items[:] = [item for item in items if not PARTS & set(getattr(item, "fixturenames", ()))]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of the tests, each once."""
        functions = functions_of_project()
        calls = calls_of(session.items, self.remembered)
        self.red = [name for name, (seconds, _) in calls.items() if seconds < 0]
        items = [item for item in session.items if item.nodeid not in self.red]
        under_way: list[Shown] = []
        for change in self.changes:
            key = (change.file, change.function)
            asked = sorted(
                (item for item in items if key in calls[item.nodeid][1]),
                key=lambda item: (len(calls[item.nodeid][1]), calls[item.nodeid][0]),
            )
            if key not in functions or not asked:
                self.told(change, "untested" if key in functions else "unreachable")
                continue
            self._until(under_way, self.jobs - 1)
            allowed = PATIENCE + self.jobs * SLOWEST * sum(calls[item.nodeid][0] for item in asked)
            under_way.append(show(change, asked, functions[key], allowed))
        self._until(under_way, 0)
        return True

    def _until(self, under_way: list[Shown], left: int) -> None:
        """Wait until no more than so many are under way."""
        while len(under_way) > left:
            for shown in tuple(under_way):
                outcome = shown.outcome()
                if outcome is not None:
                    under_way.remove(shown)
                    self.told(shown.change, outcome)
            time.sleep(0.01)


Functions = dict[Place, list[FunctionType]]


def functions_of_project() -> Functions:
    """Every function that is loaded, by file and qualified name."""
    gc.unfreeze()
    found: Functions = {}
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_filename.startswith(str(PROJECT)):
            found.setdefault(_key(thing.__code__), []).append(thing)
    gc.freeze()
    return found


def _key(code: CodeType) -> Place:
    return str(Path(code.co_filename).relative_to(PROJECT)), code.co_qualname.split(".<locals>")[0]


def calls_of(items: list[pytest.Item], place: Path) -> dict[str, Called]:
    """What each test calls: as it was noted when its file and what tests share were as they are now, or noted now."""
    version = versions_of(items)
    known = noted(place, version)
    left = [item for item in items if item.nodeid not in known]
    if left:
        in_copy(lambda: note(left, version, place))
        known = noted(place, version)
    return {item.nodeid: known[item.nodeid] for item in items}


def versions_of(items: list[pytest.Item]) -> dict[str, str]:
    """By test: a digest of its file and of the modules that tests share."""
    shared = hashlib.sha256()
    for file in sorted((PROJECT / "tests").rglob("*.py")):
        if not file.name.startswith("test_"):
            shared.update(file.read_bytes())
    files = {item.path: hashlib.sha256(item.path.read_bytes() + shared.digest()).hexdigest()[:16] for item in items}
    return {item.nodeid: files[item.path] for item in items}


def traced(items: list[pytest.Item]) -> Iterator[tuple[str, Called]]:
    """Each test with its seconds and the functions of the project that it calls."""
    prefix, seen = (f"{PROJECT}/rules/", f"{PROJECT}/audit/"), set[CodeType]()

    def called(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(prefix):
            seen.add(frame.f_code)

    for item, following in zip(items, [*items[1:], None], strict=True):
        seen.clear()
        began = time.monotonic()
        threading.setprofile(called)
        sys.setprofile(called)
        reports = runtestprotocol(item, log=False, nextitem=following)
        sys.setprofile(None)
        failed = any(report.failed for report in reports)
        yield item.nodeid, (-1.0 if failed else time.monotonic() - began, frozenset(map(_key, seen)))


def note(items: list[pytest.Item], version: Mapping[str, str], place: Path) -> None:
    """Trace the tests, and note what each calls."""
    with place.open("a", encoding="utf-8") as out:
        for name, (seconds, keys) in traced(items):
            out.write(json.dumps([version[name], name, seconds, sorted(keys)]) + "\n")
            out.flush()


def noted(place: Path, version: Mapping[str, str]) -> dict[str, Called]:
    """What was noted of tests that are still the same."""
    found: dict[str, Called] = {}
    if place.exists():
        for line in place.read_text(encoding="utf-8").splitlines():
            of, name, seconds, keys = json.loads(line)
            if version.get(name) == of:
                found[name] = seconds, frozenset((file, function) for file, function in keys)
    return found


def in_copy(work: Callable[[], None]) -> None:
    """Have a copy of this process do it, and end."""
    child = os.fork()
    if child == 0:
        _quiet()
        work()
        os._exit(0)
    os.waitpid(child, 0)


@dataclass(frozen=True)
class Shown:
    """A change that is shown to tests in a copy of this process."""

    change: Change
    process: int
    until: float

    def outcome(self) -> Outcome | None:
        """Whether one of the tests failed; None while they run."""
        ended, status = os.waitpid(self.process, os.WNOHANG)
        if ended:
            return "survived" if status == 0 else "killed"
        if time.monotonic() < self.until:
            return None
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        return "endless"


def show(change: Change, items: list[pytest.Item], functions: list[FunctionType], seconds: float) -> Shown:
    """Run tests in a copy of this process that has the change."""
    code = code_with(PROJECT / change.file, change)  # here, so that what fails in the copy is a test
    child = os.fork()
    if child == 0:
        _quiet()
        for function in functions:
            function.__code__ = code
        for item, following in zip(items, [*items[1:], None], strict=True):
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
                os._exit(1)
        os._exit(0)
    return Shown(change, child, time.monotonic() + seconds)


def _quiet() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
