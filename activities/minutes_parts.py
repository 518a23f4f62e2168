"""The parts of minutes as templates read them: words only, nothing to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.base import PersonId


@dataclass(frozen=True)
class Quoted:
    """Somebody's own words."""

    who: str
    words: str


@dataclass(frozen=True)
class Amendment:
    """A change of the text in the meeting."""

    what: str
    reason: str
    difference: str | None = None  # word by word


@dataclass(frozen=True)
class Objected:
    """An objection with its grounds."""

    who: str
    grounds: str
    removed_by: str | None


@dataclass(frozen=True)
class Changed:
    """Words that were changed after the draft was written, with the old ones."""

    where: str
    old: str
    new: str
    reason: str
    how: str | None = None  # of a correction: when, and by whom


@dataclass(frozen=True)
class Claimed:
    """A claim that the minutes are wrong, and what became of it."""

    who: str
    words: str
    settled: str


@dataclass(frozen=True)
class Held:
    """When the meeting was opened and closed, who led it, and who kept the record; None: not known yet."""

    opened_at: datetime | None = None
    closed_at: datetime | None = None
    led_by: PersonId | None = None
    kept_by: tuple[PersonId, ...] = ()


@dataclass(frozen=True)
class Item:
    """One item as the template reads it."""

    title: str
    facts: tuple[tuple[str, str], ...]
    changes: tuple[str, ...]
    amendments: tuple[Amendment, ...]
    text_heading: str
    text: str | None
    fingerprints: tuple[tuple[str, str], ...]
    said: tuple[Quoted, ...]
    summary: str | None
    positions: tuple[tuple[str, str, str], ...]
    objections: tuple[Objected, ...]
    statements: tuple[Quoted, ...]
    awaited: tuple[str, ...]
    outcome: tuple[str, ...]
    reason: str | None
