"""Names for ids, as far as they are known: of parties, of seats by whom they speak for, of persons not erased."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models.base import PartyId, PersonId, SeatId

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


def listed(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`; `none` for nothing."""
    found = list(words)
    if not found:
        return "none"
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"
