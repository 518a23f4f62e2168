"""What one record says to another: each such act is sent by an entry of its sender, whose digest gives it its id.

So nothing that a case hears of a meeting, or a meeting of a case, can be made up without the other's record.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from audit.check.chains import CLOCKS_APART
from audit.check.course import Course, Stood
from audit.check.found import differs
from audit.moments import exact
from models import acts as a
from models.acts import ReceivedAct
from models.base import ActId, Instant, RecordId
from models.entries import Entry
from rules.effects.acts import SendAct, effects_of_case_entry, effects_of_meeting_entry
from rules.effects.acts_of_disputes import effects_of_dispute_entry

EFFECTS: dict[str, Callable[[Stood], tuple[SendAct, ...]]] = {
    "case": lambda s: effects_of_case_entry(s.entry, s.before, s.after),
    "meeting": lambda s: effects_of_meeting_entry(s.entry, s.before, s.after),
    "dispute": lambda s: effects_of_dispute_entry(s.entry, s.after),
}
"""What an entry sends by itself, by the kind of its record."""

PLACES: dict[type, Iterable[int]] = {
    a.PlaceCase: range(1000, 1100),
    a.NoMeetingFound: range(1000, 1100),
    a.ReplaceSeatHolder: (*range(300), *range(2000, 2300)),
    a.SeatHolderLeft: range(2000, 2300),
    a.MandateGiven: range(2000, 2300),
    a.PartyLeft: (*range(2000, 2300), *range(3000, 3300)),
    a.MainAgreementEnded: range(3000, 3300),
    a.ReviewCaseDone: range(3000, 3300),
}
"""Acts that are sent for what the register knows of all records; the places they have among those of an entry."""

ELSEWHERE = (a.SubmissionLeft, a.TakeUpProposal, a.RegisterCase)
"""Acts whose ids are made where they are sent: by the post, and for what a case is opened for."""


UNPROVED = "what was sent to the records around it by records whose own proof is needed"


def sent_by_entries(courses: Mapping[RecordId, Course]) -> tuple[str, ...]:
    """Every act of a record that is here, to a record that is here, is one that an entry of its sender sends.

    What had to be taken as it is, because its sender is not here.

    Raises:
        Differs: one is not, or is said to be sent by a record that would be here if there were such a record.
    """
    sent: dict[RecordId, dict[ActId, tuple[Entry, SendAct]]] = {}
    unproved: dict[str, None] = {}
    for course in courses.values():
        for received in course.record.acts:
            sender = received.actor.record
            if isinstance(received.act, a.DeadlineReached):
                _closing(course, received, received.act)
            elif sender is not None and sender in courses:
                if sender not in sent:
                    sent[sender] = _sends(courses[sender])
                _sent(course, received, courses[sender], sent[sender])
            elif sender is not None and not _of_itself(course, received, sender):
                unproved[UNPROVED] = None
    return tuple(unproved)


def _of_itself(course: Course, received: ReceivedAct, sender: RecordId) -> bool:
    """Whether a record that is not here sent what concerns itself alone: a case its own place on a meeting's agenda.

    Raises:
        Differs: it would be here, or it speaks for another case.
    """
    evidence, kind = course.evidence, received.act.kind
    here = course.name == evidence.about != f"community-{evidence.community}"
    if here or not re.match(f"(case|meeting|agreement|dispute)-{evidence.community}-", sender):
        raise _made_up(course, received, f"the {kind} is said to be sent by {sender}, which is not in the evidence")
    case = getattr(received.act, "case", None)
    if case not in (None, sender):
        raise _made_up(course, received, f"the {kind} speaks for {case}, and is said to be sent by {sender}")
    return case is not None


def _sends(course: Course) -> dict[ActId, tuple[Entry, SendAct]]:
    effects = EFFECTS.get(course.record.kind)
    if effects is None:
        return {}
    return {
        _id(stood.entry, send.to, place): (stood.entry, send)
        for stood in course.stood
        for place, send in enumerate(effects(stood))
    }


def _id(entry: Entry, to: RecordId, place: int | str) -> ActId:
    return hashlib.sha256(f"{entry.hash}|{to}|{place}".encode()).hexdigest()


def _sent(
    course: Course, received: ReceivedAct, sender: Course, sends: Mapping[ActId, tuple[Entry, SendAct]]
) -> None:
    entry, send = sends.get(received.act_id, (None, None))
    kind = received.act.kind
    if send is not None and (send.to, send.act) != (course.name, received.act):
        raise _made_up(course, received, f"{sender.name} sends another {send.act.kind} than the {kind} received")
    if entry is None and not isinstance(received.act, ELSEWHERE):
        entry = _found(course, received, sender)
        if entry is None:
            raise _made_up(course, received, f"no entry of {sender.name} sends this {kind}")
    if entry is not None and _came(sender, entry) > received.received_at + CLOCKS_APART:
        raise _made_up(course, received, f"the {kind} came before entry {entry.seq} of {sender.name}, which sends it")


def _came(sender: Course, entry: Entry) -> Instant:
    """When an entry was made: of a deadline it says when it was due, and its act when it was closed."""
    closing = entry.act is not None and sender.record.acts[entry.act.number - 1]
    return max(entry.at, closing.received_at) if closing else entry.at


def _found(course: Course, received: ReceivedAct, sender: Course) -> Entry | None:
    places = PLACES.get(type(received.act), ())
    ids = ((s.entry, place) for place in places for s in reversed(sender.stood))  # most have the first place
    return next((entry for entry, place in ids if _id(entry, course.name, place) == received.act_id), None)


def _made_up(course: Course, received: ReceivedAct, what: str) -> Any:
    return differs(course.name, what, seq=course.entry_of(received.number), act=received.number)


def _closing(course: Course, received: ReceivedAct, act: a.DeadlineReached) -> None:
    """The clock's acts are the record's own, and come when it is time (T-04)."""
    named = hashlib.sha256(f"{course.name}|{act.clock}|{act.due_at.isoformat()}".encode()).hexdigest()
    if received.act_id != named or received.actor.record != course.name:
        raise _made_up(course, received, f"the closing of {act.clock} is not the record's own")
    if received.received_at < act.due_at:
        what = f"{act.clock} was closed {exact(received.received_at)}, and is due {exact(act.due_at)}"
        seq = course.entry_of(received.number)
        raise differs(course.name, what, seq=seq, act=received.number, rule="T-04")
