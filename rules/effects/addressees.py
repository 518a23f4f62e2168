"""Who a letter goes to: members, deputies, parties, the secretariat, the chair, as they are on a day (P-07). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.acts import SeatAttendance
from models.base import BodyId, Frozen, PartyId, SeatId
from models.messages import MessageFacts, MessageKind, Recipient, ToParty, ToPerson
from models.procedure import Procedure
from models.roster import Office, Roster
from rules.seats import holders_of, holdings_of, rank_in_seat, represented_parties


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

    def circle(self, body: BodyId) -> tuple[Recipient, ...]:
        """Whoever got the notice, and so is told what came of it: members, deputies, represented parties (P-07)."""
        return once((*self.members(body), *self.deputies(body), *self.represented(body)))

    def sitting(self, attendance: Iterable[SeatAttendance]) -> tuple[ToPerson, ...]:
        """Whoever sat in a seat: the member, or the deputy who met in the member's place (P-23)."""
        return tuple(
            ToPerson(
                person=sat.person,
                capacity="deputy" if rank_in_seat(sat.person, sat.seat, self.roster, self.day) else "member",
                seat=sat.seat,
            )
            for sat in attendance
        )


def once(recipients: Iterable[Recipient]) -> tuple[Recipient, ...]:
    """Whoever is meant in two capacities gets one copy, in the first."""
    found: dict[str, Recipient] = {}
    for to in recipients:
        found.setdefault(to.key, to)
    return tuple(found.values())
