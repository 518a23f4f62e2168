"""Acts that gave no entry: what shows that they came, since nothing in the log but an entry speaks of an act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audit.check.between import ELSEWHERE
from audit.check.course import Course
from audit.check.found import differs
from audit.naming import counted
from models import acts as a
from models import entries as e
from models.acts import ReceivedAct
from models.base import RecordId
from rules.recording import sender_of


def came_to_nothing(courses: Mapping[RecordId, Course]) -> tuple[str, ...]:
    """Every clock that is said to have rung for nothing once ran. What had to be taken as it is: of which acts no
    entry speaks, and no record that sent them.

    Raises:
        Differs: there was no such clock.
    """
    return tuple(told for course in courses.values() if (told := _taken(course, courses)))


def _taken(course: Course, courses: Mapping[RecordId, Course]) -> str:
    entered = {entry.act.number for entry in course.record.entries if entry.act is not None}
    silent = (received for received in course.record.acts if received.number not in entered)
    unshown = [received for received in silent if not _shown(course, received, courses)]
    if not unshown:
        return ""
    first, more = unshown[0], len(unshown) - 1
    others = f", and {counted(more, 'other')} of its acts" if more else ""
    kind = first.act.kind.replace("_", " ")
    return (
        f"that act {first.number} of {course.name} ({kind}){others} came: it gave no entry, and the log holds entries"
    )


def _shown(course: Course, received: ReceivedAct, courses: Mapping[RecordId, Course]) -> bool:
    """Whether an entry shows that it came: that its clock was stopped, that it was counted, or that it was sent."""
    if isinstance(received.act, a.DeadlineReached):
        return _rang(course, received, received.act)
    if received.actor.record in courses and not isinstance(received.act, ELSEWHERE):
        return True  # whether its sender's entries send it is asked of them
    hour = received.received_at.replace(minute=0, second=0, microsecond=0)
    counts = (body for body in _bodies(course) if isinstance(body, e.RefusalsSummarised))
    return any((count.sender, count.hour) == (sender_of(received), hour) for count in counts)


def _rang(course: Course, received: ReceivedAct, act: a.DeadlineReached) -> bool:
    clock = (act.clock, act.due_at)
    running = (running for stood in course.stood for running in getattr(stood.after, "clocks", ()))
    if not any((ran.name, ran.due_at) == clock for ran in running):
        what = f"{act.clock} of {act.due_at.isoformat()} is said to have rung, and there was no such clock"
        raise differs(course.name, what, act=received.number, rule="T-04")
    return any((b.clock, b.due_at) == clock for b in _bodies(course) if isinstance(b, e.ClockStopped))


def _bodies(course: Course) -> Any:
    return (stood.entry.body for stood in course.stood)
