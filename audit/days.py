"""Days as they are written out in both standards of Norwegian and in English."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from audit.moments import ZONE, wall
from rules.derivations import Language

Said = tuple[str, str, str]  # bokmål, nynorsk, English

_WEEKDAYS: Final[tuple[Said, ...]] = (
    ("mandag", "måndag", "Monday"),
    ("tirsdag", "tysdag", "Tuesday"),
    ("onsdag", "onsdag", "Wednesday"),
    ("torsdag", "torsdag", "Thursday"),
    ("fredag", "fredag", "Friday"),
    ("lørdag", "laurdag", "Saturday"),
    ("søndag", "søndag", "Sunday"),
)
_MONTHS: Final[tuple[Said, ...]] = (
    ("januar", "januar", "January"),
    ("februar", "februar", "February"),
    ("mars", "mars", "March"),
    ("april", "april", "April"),
    ("mai", "mai", "May"),
    ("juni", "juni", "June"),
    ("juli", "juli", "July"),
    ("august", "august", "August"),
    ("september", "september", "September"),
    ("oktober", "oktober", "October"),
    ("november", "november", "November"),
    ("desember", "desember", "December"),
)
_PLACES: Final[dict[Language, int]] = {"nb": 0, "nn": 1, "en": 2}


def written_out(day: date, language: Language) -> str:
    """`11. januar 2027`."""
    month = _MONTHS[day.month - 1][_PLACES[language]]
    return f"{day.day}{'' if language == 'en' else '.'} {month} {day.year}"


def with_weekday(day: date, language: Language) -> str:
    """`mandag 11. januar 2027`."""
    return f"{_WEEKDAYS[day.weekday()][_PLACES[language]]} {written_out(day, language)}"


def with_hour(moment: datetime, language: Language) -> str:
    """`11. januar 2027 12:00`, as the clock on the wall says."""
    return f"{written_out(moment.astimezone(ZONE).date(), language)} {wall(moment)[11:]}"
