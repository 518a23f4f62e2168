"""Days, hours and names as the recipient reads them. A deadline has its day, hour and zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from activities.post.address import Language
from models.agreement import Between, PartyRef
from models.base import BodyId, PartyId, SeatId
from models.periods import Computation
from models.procedure import Names, Procedure
from models.roster import Roster
from rules.case.moving import ways_from
from rules.derivations import derivation_of
from rules.seats import counted_seats, parties_of

_LOCALES: Final[dict[Language, str]] = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
_DAY: Final[dict[Language, str]] = {"nb": "EEEE d. MMMM y", "nn": "EEEE d. MMMM y", "en": "EEEE d MMMM y"}
_AT: Final[dict[Language, str]] = {"nb": "kl.", "nn": "kl.", "en": "at"}
_NORWAY: Final[dict[Language, str]] = {"nb": "norsk tid", "nn": "norsk tid", "en": "Norwegian time"}
_SEASONS: Final[dict[Language, tuple[str, str]]] = {
    "nb": ("sommertid", "normaltid"),
    "nn": ("sommartid", "normaltid"),
    "en": ("summer time", "winter time"),
}


def chosen(names: Names, language: Language) -> str:
    """The name in the language."""
    return {"nb": names.nb, "nn": names.nn, "en": names.en}[language]


@dataclass(frozen=True)
class Tongue:
    """One community's names and times in one language."""

    language: Language
    procedure: Procedure
    roster: Roster

    def day(self, day: date) -> str:
        """`torsdag 21. januar 2027`."""
        return format_date(day, _DAY[self.language], locale=_LOCALES[self.language])

    def derivation(self, computed: Computation) -> tuple[str, ...]:
        """How a last day came about, step by step (T-06)."""
        return derivation_of(computed, self.language)

    def date_of(self, at: datetime) -> str:
        """The local day of an instant."""
        return self.day(self._local(at).date())

    def days(self, start: datetime, end: datetime) -> str:
        """The local day, or the first and the last where there are two."""
        first, last = self.date_of(start), self.date_of(end)
        return first if first == last else f"{first} – {last}"

    def when(self, at: datetime) -> str:
        """`torsdag 21. januar 2027 kl. 12.00 (norsk tid)`."""
        local = self._local(at)
        return f"{self.day(local.date())} {self._hour(local)} ({self._zone(local)})"

    def deadline(self, at: datetime) -> str:
        """As `when`, but midnight is hour 24 of the day that ends, so that nobody counts the next day in."""
        local = self._local(at)
        if (local.hour, local.minute, local.second) != (0, 0, 0):
            return self.when(at)
        last = self.day(local.date() - timedelta(days=1))
        return f"{last} {_AT[self.language]} {self._digits('24', '00')} ({self._zone(local)})"

    def end_of_day(self, day: date) -> str:
        """A deadline given as a day: the whole day counts."""
        return self.deadline(self.midnight_after(day))

    def midnight_after(self, day: date) -> datetime:
        """The moment at which a local day ends."""
        zone = ZoneInfo(self.procedure.timezone)
        return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=zone)

    def exact(self, at: datetime) -> str:
        """As `when`, with seconds."""
        local = self._local(at)
        hour = f"{_AT[self.language]} {self._digits(*local.strftime('%H %M %S').split())}"
        return f"{self.day(local.date())} {hour} ({self._zone(local)})"

    def span(self, start: datetime, end: datetime) -> str:
        """`torsdag 21. januar 2027 kl. 12.00–14.00 (norsk tid)`, or both days where there are two."""
        first, last = self._local(start), self._local(end)
        if first.date() != last.date():
            return f"{self.when(start)} – {self.when(end)}"
        until = self._digits(*last.strftime("%H %M").split())
        hours = f"{self._hour(first)}–{until}".removeprefix("at ")
        between = ", " if self.language == "en" else " "
        return f"{self.day(first.date())}{between}{hours} ({self._zone(first)})"

    def hour(self, at: datetime) -> str:
        """`kl. 12.05`, where the day and the zone already stand."""
        return self._hour(self._local(at))

    def body(self, body: BodyId) -> str:
        """The body's name."""
        return chosen(self.procedure.body(body).names, self.language)

    def ways(self, body: BodyId, words: Mapping[str, str], proposed: str) -> list[str]:
        """The ways out of disagreement in the body in these words, the proposed one first and called so (P-13)."""
        known = self.procedure.body(body)
        above = "" if known.raises_to is None else self.body(known.raises_to)
        told = [words[way].format(above=above) for way in ways_from(known)]
        return told if known.escalation is None else [f"{told[0]} {proposed}", *told[1:]]

    def seat(self, seat: SeatId) -> str:
        """The seat's name, without its body."""
        return chosen(self.procedure.seat(seat).names, self.language)

    def body_of(self, seat: SeatId) -> str:
        """The name of the body in which the seat stands."""
        return chosen(self.procedure.body_of(seat).names, self.language)

    def counts(self, seat: SeatId) -> bool:
        """Whether the seat counts for consensus (P-18)."""
        return self.procedure.seat(seat).counts

    def party(self, party: PartyId) -> str:
        """The party's name; its id where the roster no longer knows it."""
        return next((p.name for p in self.roster.parties if p.party == party), party)

    def parties(self, parties: Iterable[PartyId]) -> str:
        """`A, B og C`."""
        return self.listed(self.party(party) for party in parties)

    def counterparts(self, between: Iterable[Between], by: PartyRef) -> str:
        """Those that one party is bound to in these relations."""
        return self.parties(dict.fromkeys(p for one in between for p in one.parties if p != by))

    def seats(self, seats: Iterable[SeatId]) -> str:
        """`A, B og C`."""
        return self.listed(self.seat(seat) for seat in seats)

    def quoted_seats(self, seats: Iterable[SeatId], holders: Mapping[SeatId, str]) -> str:
        """`«A» (Oddny Åsvang) og «B»`: names of seats that hold an "and" of their own stay apart."""
        marks = "“”" if self.language == "en" else "«»"
        named = ((f"{marks[0]}{self.seat(seat)}{marks[1]}", holders.get(seat)) for seat in seats)
        return self.listed(f"{seat} ({holder})" if holder else seat for seat, holder in named)

    def kroner(self, amount: int) -> str:
        """`1 200 000 kr`, below zero with its sign: what is saved."""
        return f"{format_decimal(amount, locale=_LOCALES[self.language])} kr"

    def speaking_for(self, party: PartyId, body: BodyId) -> tuple[SeatId, ...]:
        """The counted seats of the body that speak for the party, in the body's order."""
        return tuple(
            seat
            for seat in counted_seats(self.procedure, body)
            if party in parties_of(seat, self.procedure, self.roster)
        )

    def listed(self, words: Iterable[str]) -> str:
        """The words as one phrase, in the order given."""
        return format_list(list(words), locale=_LOCALES[self.language])

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.procedure.timezone))

    def _hour(self, local: datetime) -> str:
        return f"{_AT[self.language]} {self._digits(*local.strftime('%H %M').split())}"

    def _digits(self, *parts: str) -> str:
        return (":" if self.language == "en" else ".").join(parts)

    def _zone(self, local: datetime) -> str:
        oslo = self.procedure.timezone == "Europe/Oslo"
        zone = _NORWAY[self.language] if oslo else self.procedure.timezone
        if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
            return zone
        # The hour that comes twice when the clocks go back.
        return f"{zone}, {_SEASONS[self.language][local.fold]}"


def short(digest: str) -> str:
    """The first twelve hexadecimal digits in groups of four: enough to compare by eye or over the phone."""
    return " ".join(digest[at : at + 4] for at in (0, 4, 8))
