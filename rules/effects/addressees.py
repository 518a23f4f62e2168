"""Who a letter goes to: members, deputies, parties, the secretariat, the chair, as they are on a day (P-07). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.base import BodyId, Frozen, PartyId, SeatId
from models.messages import MessageFacts, MessageKind, Recipient, ToParty, ToPerson
from models.procedure import Procedure
from models.roster import Office, Roster
from rules.seats import holders_of, holdings_of, represented_parties


class Letter(Frozen):
    """One text and everyone it goes to, in a stated order."""

    kind: MessageKind
    facts: MessageFacts
    to: tuple[Recipient, ...]


@dataclass(frozen=True)
class Addressees:
    """The procedure, the roster and the day by which recipients are found."""

    procedure: Procedure
    roster: Roster
    day: date

    def members(self, body: BodyId) -> tuple[ToPerson, ...]:
        """The member of every seat of the body, counted or not (P-07)."""
        return self._held(body, deputies=False)

    def deputies(self, body: BodyId) -> tuple[ToPerson, ...]:
        """The deputies, for information (P-07)."""
        return self._held(body, deputies=True)

    def _held(self, body: BodyId, *, deputies: bool) -> tuple[ToPerson, ...]:
        found = [
            ToPerson(person=h.person, capacity="deputy" if deputies else "member", seat=seat.seat)
            for seat in self.procedure.body(body).seats
            for h in holdings_of(seat.seat, self.roster, self.day)
            if (h.rank > 0) == deputies
        ]
        return tuple({to.key: to for to in found}.values())

    def holder(self, seat: SeatId) -> tuple[ToPerson, ...]:
        """The member of one seat; where it has none, its deputies."""
        held = holdings_of(seat, self.roster, self.day)
        members = [h for h in held if h.rank == 0] or held
        return tuple(ToPerson(person=h.person, capacity="deputy" if h.rank else "member", seat=seat) for h in members)

    def represented(self, body: BodyId) -> tuple[ToParty, ...]:
        """Every represented party's official address, since the seat's holder speaks for others (P-07)."""
        return self.parties(represented_parties(body, self.procedure, self.roster))

    @staticmethod
    def parties(parties: tuple[PartyId, ...]) -> tuple[ToParty, ...]:
        """These parties' official addresses."""
        return tuple(ToParty(party=p) for p in parties)

    def secretariat(self) -> tuple[ToPerson, ...]:
        """Everyone in the secretariat."""
        return tuple(
            ToPerson(person=p, capacity="secretariat") for p in holders_of(Office.SECRETARIAT, self.roster, self.day)
        )

    def chair(self, body: BodyId) -> tuple[ToPerson, ...]:
        """The member in the chair's seat; where it is empty, the secretariat."""
        seat = self.procedure.body(body).chair
        held = tuple(
            ToPerson(person=h.person, capacity="chair", seat=seat)
            for h in holdings_of(seat, self.roster, self.day)
            if h.rank == 0
        )
        return held or self.secretariat()

    def everyone(self, body: BodyId) -> tuple[Recipient, ...]:
        """Members and represented parties."""
        return (*self.members(body), *self.represented(body))
