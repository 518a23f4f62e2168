"""How days, names and lists are said in both standards of Norwegian, for sentences that say one thing in both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from audit.days import with_hour, written_out
from audit.moments import ZONE, wall
from audit.naming import FEW, Names
from models.base import PartyId, PersonId, SeatId
from rules.derivations import Language

Said = tuple[str, str]  # bokmål, nynorsk

OUTCOMES: Mapping[str, Said] = {
    "meldt": ("meldt", "meldt"),
    "besluttet": ("besluttet", "avgjord"),
    "besluttet_med_forbehold": ("besluttet med forbehold", "avgjord med atterhald"),
    "ikke_konsensus": ("ikke konsensus, så ingenting er besluttet", "ikkje konsensus, så ingenting er avgjort"),
    "trukket": ("trukket", "trekt"),
    "under_oppfolging": ("under oppfølging", "under oppfølging"),
    "utsatt": ("utsatt", "utsett"),
    "avsluttet": ("avsluttet", "avslutta"),
    "reviewed": ("gjennomgått, og ingenting skal endres", "gjennomgått, og ingenting skal endrast"),
    "agreement_ended": (
        "avtalen er ute, og det er ingenting igjen å gjennomgå",
        "avtala er ute, og det er ingenting att å gå gjennom",
    ),
}
"""What a case came to."""


@dataclass(frozen=True)
class Norsk:
    """One of the two standards, and what ids are called."""

    names: Names
    nynorsk: bool

    def __call__(self, bokmal: str, nynorsk: str) -> str:
        """The one of the two that is spoken."""
        return nynorsk if self.nynorsk else bokmal

    @property
    def language(self) -> Language:
        """As a page names it."""
        return "nn" if self.nynorsk else "nb"

    def day(self, day: date) -> str:
        """`11. januar 2027`."""
        return written_out(day, self.language)

    def due(self, moment: datetime) -> str:
        """`11. januar 2027 24:00`: midnight is hour 24 of the day that ends."""
        shown = moment.astimezone(ZONE)
        if (shown.hour, shown.minute, shown.second) != (0, 0, 0):
            return with_hour(moment, self.language)
        return f"{self.day(shown.date() - timedelta(days=1))} 24:00"

    def hours(self, start: datetime, end: datetime) -> str:
        """`09:00-12:00`."""
        return f"{wall(start)[11:]}-{wall(end)[11:]}"

    def listed(self, words: Iterable[str]) -> str:
        """`a`, `a og b`, `a, b og c`; `ingen` for nothing."""
        found = list(words)
        if not found:
            return "ingen"
        return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} og {found[-1]}"

    def days(self, days: Iterable[date]) -> str:
        """Several days."""
        return self.listed(self.day(day) for day in days)

    def parties(self, parties: Iterable[PartyId]) -> str:
        """Their names; `alle 14 partene`, or all but a few, where that is shorter."""
        named = list(parties)
        known = self.names.parties
        others = [party for party in known if party not in named]
        if len(named) <= FEW or len(named) + len(others) != len(known) or len(others) > FEW:
            return self.listed(self.names.party(party) for party in named)
        everyone = self(f"alle {len(known)} partene", f"alle {len(known)} partane")
        return f"{everyone} unntatt {self.listed(map(self.names.party, others))}" if others else everyone

    def party(self, party: PartyId | None) -> str:
        """A party's name."""
        return self.names.party(party or "")

    def seat(self, seat: SeatId) -> str:
        """A seat with whom it speaks for."""
        return self.names.seat(seat)

    def person(self, person: PersonId | None) -> str:
        """A person's name and id, as far as they are known."""
        return self.names.person(person or "")

    def not_(self, holds: bool) -> str:
        """` ikke`, where it does not hold."""
        return "" if holds else self(" ikke", " ikkje")
