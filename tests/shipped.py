"""The shipped files, read once in a process: reading one takes a quarter of a second, and nothing can change them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from procedures.loading import OSTFOLD_2018, Community, load_community, roster_for


@cache
def community(procedure: Path = OSTFOLD_2018) -> Community:
    """A shipped procedure with the demonstration's roster that fits it."""
    return load_community(procedure, roster_for(procedure))
