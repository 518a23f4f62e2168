"""What of a case can be searched: the words that people wrote, in small letters.

Small letters are made here and not by the database, whose idea of them depends on how it was set up.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from models.entries import Entry

WRITTEN = (
    "summary",
    "proposal",
    "grounds",
    "would_be_removed_by",
    "reason",
    "direct_reason",
    "text",
    "comment",
    "statement",
)
"""Fields of entries that hold what people wrote, in the order they are kept."""


def words_of(entry: Entry) -> tuple[str, ...]:
    """What people wrote in an entry: summary, texts, grounds, reasons, statements (P-34)."""
    parts: tuple[Any, ...] = (
        entry.body,
        getattr(entry.body, "stance", None),
        *getattr(entry.body, "earlier_texts", ()),
    )
    found = [getattr(part, name, None) for part in parts for name in WRITTEN]
    return tuple(folded(text) for text in found if isinstance(text, str))


def folded(text: str) -> str:
    """As it is kept and looked for: composed, in small letters."""
    return unicodedata.normalize("NFC", text).lower()
