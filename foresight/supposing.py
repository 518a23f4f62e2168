"""What is supposed to happen that nobody has done, and how two courses differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from enum import StrEnum

from audit.story import Names, tell
from models.base import SeatId
from models.entries import Entry
from models.outlook import Outlook
from models.state import CaseState
from rules.legal_dates import local_day


class Kind(StrEnum):
    """What can be supposed."""

    OBJECTION = "objection"
    RESERVATION = "reservation"
    WITHDRAWAL = "withdrawal"
    CONSENT = "consent"
    SILENCE = "silence"


@dataclass(frozen=True)
class Supposition:
    """What is supposed, by whom and when. Without a day an objection is raised in the roll call itself."""

    kind: Kind
    seat: SeatId | None = None
    on: date | None = None

    def words(self) -> str:
        """As a clause that begins with if."""
        match self.kind:
            case Kind.OBJECTION if self.on is not None:
                return f"if {self.seat} objects in writing on {self.on}, and again in the roll call"
            case Kind.OBJECTION:
                return f"if {self.seat} objects in the roll call"
            case Kind.RESERVATION:
                return f"if {self.seat} consents subject to its council's or board's approval"
            case Kind.WITHDRAWAL:
                return "if the proposer withdraws it" + (f" on {self.on}" if self.on else " now")
            case Kind.CONSENT:
                return "if every objection is taken back and everybody consents"
            case Kind.SILENCE:
                return "if nobody does anything and only deadlines are reached"


@dataclass(frozen=True)
class Course:
    """How a case went on: the entries that follow, where it stands then, and why it goes no further."""

    entries: tuple[Entry, ...]
    state: CaseState
    outlook: Outlook
    until: datetime
    stopped: str
    assumed: tuple[str, ...] = ()  # what had still to be said by somebody, and was taken for said


@dataclass(frozen=True)
class Happening:
    """One entry of a course, as people read it."""

    day: date
    kind: str
    words: str


@dataclass(frozen=True)
class Stretch:
    """Happenings in a row that are in both courses, or in one only."""

    both: tuple[Happening, ...] = ()
    present: tuple[Happening, ...] = ()
    supposed: tuple[Happening, ...] = ()


def happenings(course: Course, names: Names, timezone: str) -> list[Happening]:
    """A course in words, an entry each."""
    told = zip(course.entries, tell(course.entries, names), strict=True)
    return [Happening(local_day(entry.at, timezone), entry.body.kind, said.words) for entry, said in told]


def compare(present: Sequence[Happening], supposed: Sequence[Happening]) -> list[Stretch]:
    """Where two courses are the same and where they part, in their order."""
    stretches = []
    matcher = SequenceMatcher(None, list(present), list(supposed), autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            stretches.append(Stretch(both=tuple(present[a:b])))
        else:
            stretches.append(Stretch(present=tuple(present[a:b]), supposed=tuple(supposed[c:d])))
    return stretches
