"""One change after another in a copy of this process that has loaded everything: the function's code is exchanged.

The tests are collected once. A first copy runs each and notes which functions it calls; a change is then shown to the
tests that call its function, those that call little first, until one fails. A test that does not call a function
cannot see its change, but for what is computed while modules are loaded: that is not changed (`changes`).
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any, Literal

import pytest
from _pytest.runner import runtestprotocol

from bench.mutation.changes import Change, code_with, place_of

PROJECT = Path(__file__).parents[2]
PARTS = {"house", "register", "story", "story_with_mail", "tell"}  # fixtures that start servers
SLOWEST, PATIENCE = 6.0, 10.0  # so many times what its tests take, and so many seconds more, may a change take

Outcome = Literal["killed", "survived", "endless", "untested", "unreachable"]
Calls = dict[str, tuple[float, frozenset[tuple[str, str, int]]]]  # of a test: its seconds, and the functions it calls
Told = Callable[[Change, Outcome], None]


@dataclass
class Mutating:
    """A pytest plugin that runs the changes in place of the tests, once."""

    changes: Iterable[Change]
    told: Told
    remembered: Path  # where it is noted which test calls what
    calls: Calls = field(default_factory=dict)
    red: list[str] = field(default_factory=list)  # tests that fail without any change

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Tests that need no servers."""
        items[:] = [item for item in items if not PARTS & set(getattr(item, "fixturenames", ()))]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of the tests, each once."""
        functions = functions_of_project()
        if not self.remembered.exists():
            in_copy(lambda: note(session.items, self.remembered))
        self.calls = dict(noted(self.remembered))
        self.red = [name for name, (seconds, _) in self.calls.items() if seconds < 0]
        by_name = {item.nodeid: item for item in session.items if item.nodeid not in self.red}
        for change in self.changes:
            self.told(change, self._tried(change, by_name, functions))
        return True

    def _tried(self, change: Change, items: dict[str, pytest.Item], functions: Functions) -> Outcome:
        key = (change.file, *place_of(change))
        if key not in functions:
            return "unreachable"
        asked = [name for name in items if key in self.calls[name][1]]
        if not asked:
            return "untested"
        asked.sort(key=lambda name: (len(self.calls[name][1]), self.calls[name][0]))
        allowed = PATIENCE + SLOWEST * sum(self.calls[name][0] for name in asked)
        return showed(change, [items[name] for name in asked], functions[key], allowed)


Functions = dict[tuple[str, str, int], list[FunctionType]]


def functions_of_project() -> Functions:
    """Every function that is loaded, by file, qualified name and first line."""
    gc.unfreeze()
    found: Functions = {}
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_filename.startswith(str(PROJECT)):
            found.setdefault(_key(thing.__code__), []).append(thing)
    gc.freeze()
    return found


def _key(code: CodeType) -> tuple[str, str, int]:
    return (
        str(Path(code.co_filename).relative_to(PROJECT)),
        code.co_qualname.split(".<locals>")[0],
        code.co_firstlineno,
    )


def traced(items: list[pytest.Item]) -> Iterator[tuple[str, tuple[float, frozenset[tuple[str, str, int]]]]]:
    """Each test with its seconds (below zero: it failed) and the functions of the project that it calls."""
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


def note(items: list[pytest.Item], place: Path) -> None:
    """Trace the tests, and note what each calls."""
    partly = place.with_suffix(".partly")
    with partly.open("w", encoding="utf-8") as out:
        for name, (seconds, keys) in traced(items):
            out.write(json.dumps([name, seconds, sorted(keys)]) + "\n")
            out.flush()
    partly.rename(place)


def noted(place: Path) -> Iterator[tuple[str, tuple[float, frozenset[tuple[str, str, int]]]]]:
    """What was noted."""
    with place.open(encoding="utf-8") as lines:
        for line in lines:
            name, seconds, keys = json.loads(line)
            yield name, (seconds, frozenset((file, function, first) for file, function, first in keys))


def in_copy(work: Callable[[], None]) -> None:
    """Have a copy of this process do it, and end."""
    child = os.fork()
    if child == 0:
        _quiet()
        work()
        os._exit(0)
    os.waitpid(child, 0)


def showed(change: Change, items: list[pytest.Item], functions: list[FunctionType], seconds: float) -> Outcome:
    """Whether one of the tests fails in a copy of this process that has the change."""
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
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return "survived" if status == 0 else "killed"
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "endless"


def _quiet() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
