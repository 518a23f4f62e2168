"""Names for ids, as far as they are known: of parties, of seats by whom they speak for, of persons not erased."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from models.base import PartyId, PersonId, SeatId

_PERSON: Final = re.compile(r"\bp-[0-9a-z]{4}\b")
FEW = 3  # so many are named; of more, those who are not, where they are few


@dataclass(frozen=True)
class Names:
    """What ids are called; an id without a name stands for itself."""

    parties: Mapping[PartyId, str] = field(default_factory=dict)
    seats: Mapping[SeatId, str] = field(default_factory=dict)
    persons: Mapping[PersonId, str] = field(default_factory=dict)

    def party(self, party: PartyId) -> str:
        """The party's name."""
        return self.parties.get(party, party)

    def all_parties(self, parties: Iterable[PartyId]) -> str:
        """`Halden kommune and Moss kommune`; `all 14 parties`, or all but a few, where that is shorter."""
        named = list(parties)
        others = [party for party in self.parties if party not in named]
        if len(named) <= FEW or len(named) + len(others) != len(self.parties) or len(others) > FEW:
            return listed(self.party(p) for p in named)
        everyone = f"all {len(self.parties)} parties"
        return f"{everyone} but {listed(self.party(p) for p in others)}" if others else everyone

    def seat(self, seat: SeatId) -> str:
        """`M1 (Halden and Aremark)`."""
        return f"{seat} ({self.seats[seat]})" if seat in self.seats else seat

    def all_seats(self, seats: Iterable[SeatId]) -> str:
        """Several seats by their ids."""
        return listed(seats)

    def person(self, person: PersonId) -> str:
        """The person's name and id; the id alone when there is no name, or no more."""
        return f"{self.persons[person]} ({person})" if person in self.persons else person

    def beside_ids(self, text: str) -> str:
        """A text in which the ids of persons have their names behind them."""
        return _PERSON.sub(lambda found: self.person(found[0]), text)


def listed(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`; `none` for nothing."""
    found = list(words)
    if not found:
        return "none"
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"


def short(digest: str) -> str:
    """A digest as people compare it."""
    return digest[:12]


def counted(count: int, one: str, several: str | None = None) -> str:
    """`1 entry`, `2 entries`."""
    return f"{count} {one if count == 1 else several or one + 's'}"


_OUTCOMES = {
    "meldt": "registered (meldt)",
    "besluttet": "decided (besluttet)",
    "besluttet_med_forbehold": "decided, with reservation (besluttet med forbehold)",
    "ikke_konsensus": "no consensus, so nothing is decided (ikke konsensus)",
    "trukket": "withdrawn (trukket)",
    "under_oppfolging": "the parties now follow it up (under oppfølging)",
    "utsatt": "postponed (utsatt)",
    "avsluttet": "closed (avsluttet)",
    "reviewed": "the review was held, and nothing is to be changed",
    "agreement_ended": "the agreement has ended, and nothing is left to review",
}


def outcome(word: str) -> str:
    """What a case came to, in words; a word that is not known stands as it is."""
    return _OUTCOMES.get(word, word.replace("_", " "))


def entries_told(seqs: Sequence[int]) -> str:
    """`entry 4`, `entries 4-6, 9`."""
    spans: list[list[int]] = []
    for seq in seqs:
        if spans and seq == spans[-1][-1] + 1:
            spans[-1] = [spans[-1][0], seq]
        else:
            spans.append([seq])
    shown = ", ".join("-".join(map(str, span)) for span in spans)
    return f"entr{'y' if len(seqs) == 1 else 'ies'} {shown}"
