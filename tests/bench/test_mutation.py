"""The faults that are put in: each is one change in one function, and the code has it."""

from __future__ import annotations

from pathlib import Path
from types import FunctionType

import pytest

from bench.mutation.changes import changes_of, code_with

SOURCE = '''\
"""A module."""

LIMIT = 3


class Rule:
    def holds(self, days: int = 4) -> bool:
        """Words."""
        assert days != 9
        return days > 3 and not self.late()

    def late(self) -> bool:
        return False


def least(days: list[int]) -> int | None:
    return min((d for d in days if d > 0), default=None)
'''


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "made.py").write_text(SOURCE)
    return tmp_path / "made.py"


def test_every_change_is_within_a_function_and_no_text_assertion_or_default_is_changed(file: Path) -> None:
    changes = [(c.function, c.was, c.became) for c in changes_of(file, "made.py")]

    assert changes == [
        ("Rule.holds", "return days > 3 and (not self.late())", "return None"),
        ("Rule.holds", "days > 3 and (not self.late())", "days > 3 or not self.late()"),
        ("Rule.holds", "days > 3 and (not self.late())", "not self.late()"),
        ("Rule.holds", "days > 3 and (not self.late())", "days > 3"),
        ("Rule.holds", "days > 3", "days >= 3"),
        ("Rule.holds", "3", "4"),
        ("Rule.holds", "not self.late()", "self.late()"),
        ("Rule.late", "return False", "return None"),
        ("Rule.late", "False", "True"),
        ("least", "return min((d for d in days if d > 0), default=None)", "return None"),
        ("least", "min", "max"),
        ("least", "(d for d in days if d > 0)", "(d for d in days)"),
        ("least", "d > 0", "d >= 0"),
        ("least", "0", "1"),
    ]


def test_a_function_with_its_code_exchanged_has_that_change_and_no_other(file: Path) -> None:
    found: dict[str, object] = {}
    exec(compile(SOURCE, str(file), "exec"), found)
    least = found["least"]
    assert isinstance(least, FunctionType)
    change = next(c for c in changes_of(file, "made.py") if (c.was, c.became) == ("min", "max"))

    before = least([3, 1, 2])
    least.__code__ = code_with(file, change)

    assert (before, least([3, 1, 2]), least([])) == (1, 3, None)
