"""What every judgement of a meeting's act is handed, and the questions they share."""

from __future__ import annotations

from dataclasses import dataclass

from models import acts as a
from models.acts import ReceivedAct
from models.base import SeatId
from models.procedure import Procedure
from models.roster import Roster
from models.rulebook import RefusalCode
from models.state import AgendaItem, MeetingStage, MeetingState
from rules.case.context import leads
from rules.seats import counted_seats, uncovered_parties
from rules.verdict import Verdict, refused


@dataclass(frozen=True)
class Meeting:
    """The meeting as it stands and the rules it was planned under."""

    state: MeetingState
    procedure: Procedure
    roster: Roster

    def open_item(self) -> AgendaItem | None:
        """The item that is being dealt with now."""
        return next((i for i in self.state.agenda if i.open), None)

    def item(self, number: int | None) -> AgendaItem | None:
        """The item of that number."""
        return next((i for i in self.state.agenda if i.item == number), None)

    def uncovered(self, attendance: tuple[a.SeatAttendance, ...]) -> tuple[str, ...]:
        """The represented parties nobody here speaks for (P-22)."""
        present = tuple(sitting.seat for sitting in attendance)
        return uncovered_parties(present, self.state.body, self.procedure, self.roster)

    def counted_in(self, item: AgendaItem) -> tuple[SeatId, ...]:
        """The counted seats that took part in an item, in the body's order (P-18, P-32)."""
        there = {sitting.seat for sitting in item.took_part}
        return tuple(s for s in counted_seats(self.procedure, self.state.body) if s in there)


def why_not_lead(meeting: Meeting, received: ReceivedAct, what: str, rule: str = "P-32") -> Verdict | None:
    """The chair's and the secretariat's acts."""
    if leads(received.actor, meeting.state.body):
        return None
    return refused(
        RefusalCode.NOT_YOUR_OFFICE,
        rule,
        f"only the chair of {meeting.state.body} or the secretariat {what}",
        "ask the chair or the secretariat",
    )


def why_not_open(meeting: Meeting) -> Verdict | None:
    """What is done while the meeting runs."""
    if meeting.state.stage is MeetingStage.OPEN:
        return None
    return refused(
        RefusalCode.WRONG_STAGE,
        "P-32",
        f"the meeting is {meeting.state.stage.value}",
        "open the meeting first",
    )
