"""What a check of a whole file finds: a place, what is wrong there, and what to do about it.

A place is the way to a value, keys and positions from the top of the model; who read the file knows its line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from models.base import Frozen, RuleId

Place = tuple[str | int, ...]


class Finding(Frozen):
    """One thing that cannot work, and where."""

    place: Place
    what: str
    rule: RuleId
    remedy: str


def unique(place: Place, kind: str, ids: Sequence[str]) -> Iterator[Finding]:
    """A finding for every id in the list at `place` that stood there before."""
    for index, one in enumerate(ids):
        if one in ids[:index]:
            yield Finding(
                place=(*place, index),
                what=f"the {kind} {one} stands twice",
                rule="ENGINE",
                remedy=f"give every {kind} its own id",
            )


def near(given: str, allowed: Iterable[str]) -> str:
    """A remedy that names the likeliest of what is allowed, or all of it."""
    known = list(dict.fromkeys(allowed))
    close = get_close_matches(given, known, n=1)
    return (
        f'did you mean "{close[0]}"?'
        if close
        else f"one of: {', '.join(known[:10])}{' ...' if len(known) > 10 else ''}"
    )
