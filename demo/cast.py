"""Who acts in the story: looked up in the roster as it stood when the story began."""

from __future__ import annotations

from datetime import date

from models.base import BodyId, PersonId, SeatId
from models.procedure import Procedure
from models.roster import Office, Roster
from models.submission import Claim
from rules.seats import holders_of, holdings_of


class Cast:
    """The people of a community by what they do in it."""

    def __init__(self, procedure: Procedure, roster: Roster, day: date) -> None:
        """`day`: by whose roster."""
        self.procedure, self.roster, self.day = procedure, roster, day

    def holders(self, *offices: Office) -> tuple[PersonId, ...]:
        """Everyone in these offices."""
        return tuple(person for office in offices for person in holders_of(office, self.roster, self.day))

    def secretary(self) -> PersonId:
        """The one of the secretariat who enters what others say."""
        return self.holders(Office.SECRETARIAT)[0]

    def member(self, seat: SeatId) -> PersonId:
        """The member in a seat."""
        return holdings_of(seat, self.roster, self.day)[0].person

    def secretariat(self) -> Claim:
        """The secretariat acts itself."""
        return Claim(person=self.secretary())

    def chair(self, body: BodyId) -> Claim:
        """The chair of a body acts."""
        seat = self.procedure.body(body).chair
        return Claim(person=self.member(seat), seat=seat)

    def contact(self, party: str) -> Claim:
        """Whoever answers for a party acts."""
        return Claim(person=holders_of(Office.PARTY_CONTACT, self.roster, self.day, party=party)[0], party=party)

    def in_seat(self, seat: SeatId, *, entered: bool = False, person: PersonId | None = None) -> Claim:
        """The one who sits in the seat; entered by the secretariat where it was said in the room."""
        holder = person or self.member(seat)
        return Claim(person=holder, seat=seat, entered_by=self.secretary() if entered else None)
