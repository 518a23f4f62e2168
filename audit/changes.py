"""What differs between two versions of a text, for people: whole, or cut down to what is around a change (P-17)."""

from __future__ import annotations

from collections.abc import Sequence

from models.texts import TextPart
from rules import difference as words


def compared(old: str, new: str) -> tuple[TextPart, ...]:
    """The parts of both texts in the order of reading."""
    return words.difference(old, new)


def in_short(parts: Sequence[TextPart]) -> str:
    """The changes with the words around them: what was taken out in [-...-], what was put in in {+...+}."""
    return words.marked(words.excerpts(parts))
