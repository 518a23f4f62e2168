"""Moments as people read them: Norwegian time, always said the same way.

Midnight at the end of a day is hour 24 of that day, so that nobody counts the next day in.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from models.acts import Derivation

ZONE_NAME: Final = "Europe/Oslo"
ZONE: Final = ZoneInfo(ZONE_NAME)
ZONE_WORDS: Final = "Norwegian time"
_ONE: Final = re.compile(r"\b1 (working )?(day|week|month|year)s\b")
_HOUR: Final = re.compile(r"(, )?(to|sent at|at) \d\d:\d\d \w+/\w+$")


def wall(moment: datetime) -> str:
    """`2027-01-21 12:00`, as the clock on the wall says; the hour that comes twice says which it is."""
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}{_which(moment)}"


def local(moment: datetime) -> str:
    """`2027-01-21 12:00 Norwegian time`."""
    return f"{wall(moment)} {ZONE_WORDS}"


def exact(moment: datetime) -> str:
    """As `local`, with seconds: for receipts."""
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M:%S}{_which(moment)} {ZONE_WORDS}"


def due(moment: datetime) -> str:
    """As `local`, with midnight as hour 24 of the day that ends."""
    shown = moment.astimezone(ZONE)
    if (shown.hour, shown.minute, shown.second) != (0, 0, 0):
        return local(moment)
    return f"{shown.date() - timedelta(days=1)} 24:00 {ZONE_WORDS}"


def hours(start: datetime, end: datetime) -> str:
    """`09:00-12:00 Norwegian time`."""
    first, last = start.astimezone(ZONE), end.astimezone(ZONE)
    return f"{first:%H:%M}{_which(start)}-{last:%H:%M}{_which(end)} {ZONE_WORDS}"


def reckoned(date: Derivation) -> str:
    """A legal date with the moment and how it was counted: `2027-01-21 24:00 Norwegian time (14 days after)`.

    Day and hour stand before already: of the steps, the end of the last one and the hour are not said again.
    """
    steps = (_ONE.sub(r"1 \1\2", _HOUR.sub("", step).removesuffix(f": {date.day}")) for step in date.steps)
    how = "; ".join(step for step in steps if step)
    return f"{due(date.at)} ({how})" if how else due(date.at)


def _which(moment: datetime) -> str:
    """The offset, in the hour that comes twice when summer time ends; nothing otherwise."""
    shown = moment.astimezone(ZONE)
    if shown.replace(fold=0).utcoffset() == shown.replace(fold=1).utcoffset():
        return ""
    offset = f"{shown:%z}"
    return f"{offset[:3]}:{offset[3:]}"
