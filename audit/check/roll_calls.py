"""What was said of a text, roll call by roll call: in a meeting, in writing, or for a seat that was absent.

A case can be called more than once. Which position was taken where, and what that roll call came to, is what an
auditor asks; one list of all of them would answer it wrongly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from audit.moments import wall
from audit.naming import Names, short
from models import entries as e
from models.acts import Mark
from models.base import SeatId
from models.entries import Entry

Taken = e.PositionTaken | e.WrittenPositionTaken | e.AnsweredInWriting | e.AnsweredAfterMeeting
BEFORE = "in writing, before the meeting"
OPEN = "it is open"
_CAME_TO = {
    e.BeslutningMade: "beslutning: consensus",
    e.NoConsensus: "no consensus, so nothing is decided",
    e.DecisionPostponed: "postponed",
    e.WrittenProcedureEnded: "the written procedure ended without a decision",
    e.LeftAgenda: "left the agenda",
}


@dataclass
class RollCall:
    """One of them: where and when, who said what, and what it came to."""

    heading: str
    said: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    came_to: str = OPEN
    decided: bool = False  # a beslutning was made in it
    stances: dict[SeatId, str] = field(default_factory=dict)  # what stands of each seat, in words
    changed: int = 0  # positions that differ from what the seat had said before
    slips: int = 0  # entered for another seat than the one that spoke, and corrected

    @property
    def words(self) -> list[str]:
        """Its lines: the heading with what it came to, then a line for each position."""
        return [f"{self.heading}; {self.came_to}:", *(f"  {line}" for line in self.said)]


def roll_calls(case: Iterable[Entry], names: Names) -> tuple[RollCall, ...]:
    """Those in which a counted seat has said something, in their order."""
    found = [RollCall("in no roll call")]
    for entry in case:
        body = entry.happened
        match body:
            case e.CaseItemOpened(mark=Mark.BESLUTNING, meeting=meeting, item=item, text_digest=on):
                found.append(RollCall(f"{meeting}, item {item}, {wall(entry.at)}, on text {short(on)}"))
            case e.WrittenProcedureOpened(text_digest=on):
                found.append(RollCall(f"in writing, from {wall(entry.at)}, on text {short(on)}"))
            case e.WrittenPositionTaken():
                if found[-1].heading != BEFORE:
                    found.append(RollCall(BEFORE, came_to="it counts where that seat stands empty"))
                _say(found[-1], entry, body, names)
            case e.PositionTaken(counted=True) | e.AnsweredInWriting():
                _say(found[-1], entry, body, names)
            case e.AnsweredAfterMeeting():
                _say(found[-1], entry, body, names, ", after the meeting it was absent from")
            case e.EntryCorrected(seq=slip, correction=e.SeatCorrected(old=old, new=new)):
                found[-1].said.append(f"entry {slip} was a slip: {names.seat(new)} said it, not {names.seat(old)}")
                found[-1].entries.append(entry)
                found[-1].slips += 1
                found[-1].stances.pop(old, None)  # it has not answered; the one that spoke does so itself
            case _:
                _close(found[-1], entry)
    return tuple(call for call in found if call.said)


def _say(call: RollCall, entry: Entry, body: Taken, names: Names, how: str = "") -> None:
    stance = getattr(body, "stance", None)
    said = stance.kind.replace("_", " ") if stance is not None else _in_writing(body)
    again = "; it had said something else before" if getattr(body, "changed", False) else ""
    call.said.append(f"{names.seat(body.seat)}: {said}{how}, {wall(entry.at)}, by {who(entry)}{again}")
    call.entries.append(entry)
    call.stances[body.seat] = said
    call.changed += bool(again)


def _in_writing(body: Taken) -> str:
    assert isinstance(body, e.AnsweredInWriting)
    if body.accepts_text and body.accepts_procedure:
        return "yes to the text, and to deciding in writing"
    return "no to the text" if not body.accepts_text else "no to deciding in writing"


def _close(call: RollCall, entry: Entry) -> None:
    words = _CAME_TO.get(type(entry.happened))
    if words is not None and call.came_to == OPEN:
        call.came_to = f"{words} (entry {entry.seq})"
        call.decided = isinstance(entry.happened, e.BeslutningMade)


def who(entry: Entry) -> str:
    """Who made an act, and who entered it."""
    actor = entry.actor
    if actor is None or actor.person is None:
        return "Saksgang itself"
    return actor.person if actor.entered_by is None else f"{actor.person}, entered by {actor.entered_by}"
