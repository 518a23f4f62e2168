"""Days and moments as people write them (`audit.moments` has them as people read them): local, in Norway.

A moment is given as local time (2027-01-21T12:00) or with its offset; the hour that summer time skips does not exist,
and the hour it gives back happens twice, so it needs its offset.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from audit.moments import ZONE, ZONE_NAME, ZONE_WORDS, due, exact, local, wall
from cli.output import Failed, Status, failed
from models.base import EARLIEST_YEAR, LATEST_YEAR

__all__ = [
    "ZONE_NAME", "ZONE_WORDS", "Days", "begins", "due", "exact", "local", "local_day", "parse_day", "parse_instant",
    "wall",
]  # fmt: skip

_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MOMENT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?", re.ASCII)


def parse_day(text: str, *, latest: int = LATEST_YEAR) -> date:
    """A day as YYYY-MM-DD, not after the year `latest`.

    Raises:
        Failed: it is written otherwise, or there is no such day.
    """
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise _unreadable(text, "a day is written YYYY-MM-DD, for example 2027-01-21")
    year, month, day = (int(part) for part in found.groups())
    if not EARLIEST_YEAR <= year <= latest:
        raise _unreadable(text, f"a day lies between {EARLIEST_YEAR} and {latest}")
    if not 1 <= month <= 12:
        raise _unreadable(text, "there are twelve months: YYYY-MM-DD, month before day")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        nearest = f"{year}-{month:02d}-{last if day else 1:02d}"
        raise _unreadable(text, f"there is no such day; that month has {last} days, so the nearest is {nearest}")
    return date(year, month, day)


def said(at: object) -> str:
    """A moment as something written says it, in Norwegian time; as it stands, where it is no moment."""
    try:
        return exact(datetime.fromisoformat(str(at)))
    except (ValueError, OverflowError):
        return str(at)


def parse_instant(text: str, *, latest: int = LATEST_YEAR) -> datetime:
    """A moment in local time, or with its offset from UTC; not after the year `latest`.

    Raises:
        Failed: it is written otherwise, does not exist, or happens twice.
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise _unreadable(text, "a moment is written YYYY-MM-DDTHH:MM in Norwegian time, or with its offset (+01:00)")
    day, hour, minute, second, offset = found.groups()
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        raise _unreadable(
            text, "hours go from 00 to 23, minutes and seconds from 00 to 59; midnight is 00:00 of the next day"
        )
    parse_day(day, latest=latest)
    written = datetime.fromisoformat(
        f"{day}T{hour}:{minute}:{second or '00'}"
    )  # naive: what the clock on the wall says
    if offset is None:
        return _on_the_wall(text, written)
    if offset != "Z" and (int(offset[1:3]) > 14 or int(offset[4:]) > 59):
        raise _unreadable(text, "no place on earth is that far from UTC; Norway is +01:00, in summer +02:00")
    return datetime.fromisoformat(f"{written.isoformat()}{offset}").astimezone(UTC)


def parse_evidence(text: str, *, latest: int) -> date | datetime:
    """A local day, or a moment with its offset: what proves when something was sent or came (T-01).

    Raises:
        Failed: it is neither, or a moment without its offset.
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None and ":" in text:
        raise _unreadable(text, "a moment is written YYYY-MM-DDTHH:MM with its offset (+01:00, or Z for UTC)")
    if found is None:
        return parse_day(text, latest=latest)
    if found[5] is None:
        parse_day(found[1], latest=latest)
        raise _unreadable(
            text,
            "a moment that is evidence has its offset from UTC (Norway is +01:00, in summer +02:00), or Z",
            remedy=f"say the offset, or the local day alone: {found[1]}",
        )
    return parse_instant(text, latest=latest)


def _on_the_wall(text: str, written: datetime) -> datetime:
    first, second = (written.replace(tzinfo=ZONE, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(ZONE).replace(tzinfo=None) != written:
        skipped = abs((second.utcoffset() or timedelta()) - (first.utcoffset() or timedelta()))
        after = (written + skipped).strftime("%H:%M")
        before = (written.replace(minute=0) - timedelta(minutes=1)).strftime("%H:%M")
        raise _unreadable(text, f"that time does not exist: summer time begins then; say {before} or {after}")
    summer, winter = _offset(first), _offset(second)
    raise _unreadable(
        text,
        "that time happens twice: summer time ends then; "
        f"say {written:%Y-%m-%dT%H:%M}{summer} (the first) or {written:%Y-%m-%dT%H:%M}{winter} (the second)",
    )


def _offset(moment: datetime) -> str:
    shown = moment.strftime("%z")
    return f"{shown[:3]}:{shown[3:5]}"


def _unreadable(text: str, why: str, *, remedy: str = "write it so, and try again") -> Failed:
    shown = text if len(text) <= 40 else f"{text[:40]}..."
    title = f"{shown!r} cannot be read as a time"
    return failed(Status.USAGE, "unreadable_time", title, why, rule="T-01", remedy=remedy)


def local_day(moment: datetime) -> date:
    """The local day of a moment."""
    return moment.astimezone(ZONE).date()


def begins(day: date) -> datetime:
    """The moment a day begins here."""
    return datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)


@dataclass(frozen=True)
class Days:
    """From a day to a day, both included."""

    first: date | None
    last: date | None

    @classmethod
    def of(cls, since: str | None, until: str | None) -> Days:
        """The days as they are typed.

        Raises:
            Failed: one is no day, or they are the wrong way round.
        """
        first, last = (None if text is None else parse_day(text) for text in (since, until))
        if first is not None and last is not None and last < first:
            title = f"{last} is before {first}"
            raise failed(Status.USAGE, "days_reversed", title, remedy="give the earlier day to --from")
        return cls(first, last)

    def hold(self, moment: datetime) -> bool:
        """Whether a moment lies on one of them, here."""
        day = local_day(moment)
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)
