"""How each legal date of a record was computed, and whether it was waited for until it fell due."""

from __future__ import annotations

from collections.abc import Iterator

from audit.check.course import Course, Stood
from audit.moments import reckoned, wall
from models.acts import Derivation
from models.base import Frozen
from models.entries import Entry


def dates_in(value: object) -> Iterator[Derivation]:
    """Every computed date in what an entry says."""
    match value:
        case Derivation():
            yield value
        case Frozen():
            for name in type(value).model_fields:
                yield from dates_in(getattr(value, name))
        case tuple():
            for part in value:
                yield from dates_in(part)
        case _:
            pass


def told(date: Derivation, ended: Entry | None) -> str:
    """The date, how it was counted, and the entry by which nothing waits for it any more."""
    words = f"{date.name.replace('-', ' ')}: {reckoned(date)}; {date.anchor} ({date.rule})"
    if ended is None:
        return words
    what = ended.body.kind.replace("_", " ")
    return f"{words}; it fell away {wall(ended.at)}, by entry {ended.seq}: {what}"


def fell_away(course: Course, entry: Entry, date: Derivation) -> Entry | None:
    """The entry by which a date's clock was stopped before it rang; None where it rang, or still runs."""
    stood = course.stood[entry.seq - 1 :]
    if not stood or not _waits(stood[0], date):
        return None  # no clock was set for it
    ended = next((later.entry for later in stood if not _waits(later, date)), None)
    return ended if ended is not None and ended.at < date.at else None


def _waits(stood: Stood, date: Derivation) -> bool:
    """Whether a clock runs to the date; one that runs for a party bears its id behind the date's name."""
    clocks = getattr(stood.after, "clocks", ())
    return any(
        clock.due_at == date.at and (clock.name == date.name or clock.name.startswith(f"{date.name}:"))
        for clock in clocks
    )
