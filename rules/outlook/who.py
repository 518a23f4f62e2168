"""Who is waited for in a record: the secretariat, a party's contact, a seat's member or deputy."""

from __future__ import annotations

from typing import Protocol

from models.base import BodyId, Instant, PartyId, RecordId, SeatId
from models.outlook import Awaited, Duty
from models.roster import Office
from rules.outlook.around import Around


class Recorded(Protocol):
    """Whatever has a record: a case, a meeting, an agreement, a dispute."""

    @property
    def record(self) -> RecordId:
        """Its id."""


def secretariat(
    duty: Duty,
    state: Recorded,
    around: Around,
    rule: str,
    body: BodyId | None = None,
    *,
    due: Instant | None = None,
) -> Awaited:
    """The secretariat is waited for."""
    return Awaited(
        duty=duty,
        record=state.record,
        rule=rule,
        office=Office.SECRETARIAT,
        body=body,
        persons=around.of_office(Office.SECRETARIAT),
        since=around.since(duty),
        due=due,
    )


def of_party(
    duty: Duty, state: Recorded, party: PartyId, around: Around, rule: str, *, due: Instant | None = None
) -> Awaited:
    """A party's contact is waited for."""
    return Awaited(
        duty=duty,
        record=state.record,
        rule=rule,
        party=party,
        persons=around.of_party(party),
        since=around.since(duty),
        due=due,
    )


def of_seat(duty: Duty, state: Recorded, seat: SeatId, around: Around, rule: str) -> Awaited:
    """A seat's member, or a deputy, is waited for."""
    return Awaited(
        duty=duty,
        record=state.record,
        rule=rule,
        seat=seat,
        persons=around.of_seat(seat),
        since=around.since(duty),
    )
