"""What differs between two versions of a text, word by word, so that people can read it (P-17).

Pure, and bounded: a workflow computes it for a refusal. Where two stretches are too long to be compared word by word,
the one is shown as taken out and the other as put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from models.texts import Change, TextPart

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MOST_PAIRS = 250_000  # words compared with words; more would hold a workflow up
CONTEXT = 60  # characters of what is the same, on each side of a change


def difference(old: str, new: str) -> tuple[TextPart, ...]:
    """The parts of both texts in the order of reading; all of `old` is what is the same or removed, and so on."""
    a, b = WORDS.findall(old), WORDS.findall(new)
    start = _alike(a, b)
    end = _alike(a[start:][::-1], b[start:][::-1])
    parts = [
        (Change.SAME, a[:start]),
        *_between(a[start : len(a) - end], b[start : len(b) - end]),
        (Change.SAME, a[len(a) - end :]),
    ]
    return tuple(_joined(parts))


def _alike(a: Sequence[str], b: Sequence[str]) -> int:
    """How many words are the same from the beginning."""
    count = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        count += 1
    return count


def _between(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[Change, Sequence[str]]]:
    if len(a) * len(b) > MOST_PAIRS:
        yield Change.REMOVED, a
        yield Change.ADDED, b
        return
    for what, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if what == "equal":
            yield Change.SAME, a[a1:a2]
        else:
            yield Change.REMOVED, a[a1:a2]
            yield Change.ADDED, b[b1:b2]


def _joined(parts: Iterable[tuple[Change, Sequence[str]]]) -> Iterator[TextPart]:
    for change, words in parts:
        if words:
            yield TextPart(change=change, text="".join(words))


def excerpts(parts: Sequence[TextPart]) -> tuple[TextPart, ...]:
    """The parts with what is the same cut down to the words around each change."""
    last = len(parts) - 1
    return tuple(
        part.model_copy(update={"text": _cut(part.text, first=n == 0, last=n == last)})
        if part.change is Change.SAME
        else part
        for n, part in enumerate(parts)
    )


def _cut(text: str, *, first: bool, last: bool) -> str:
    before, after = ("" if first else text[:CONTEXT]), ("" if last else text[-CONTEXT:])
    return text if len(text) <= len(before) + len(after) + 3 else f"{before} … {after}"


_MARKS = {Change.SAME: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "{{+{}+}}"}


def marked(parts: Iterable[TextPart]) -> str:
    """As plain text: what was taken out stands in [-...-], what was put in stands in {+...+}."""
    return "".join(_MARKS[part.change].format(part.text) for part in parts)
