"""What the auditor's questions are asked of, and what is said to one: plainly, in detail, and by which entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from audit.called import names_in
from audit.check.course import Course
from audit.check.judgement import Judged
from audit.check.sending import Sending, Sendings
from audit.moments import wall
from audit.naming import Names
from models.base import PartyId, RecordId
from models.entries import Entry
from models.evidence import Evidence
from models.messages import MessageKind
from models.procedure import Procedure
from models.roster import Roster

NO_ENTRY = "no entry says otherwise; the last one of each record stands for all before it"


@dataclass(frozen=True)
class Said:
    """The answer to a question that applies.

    Yes or no, and what is to be known of it, in a sentence for somebody who knows the procedure and not this program;
    then what the entries say, a line each; and the entries.
    """

    plain: str
    words: Sequence[str]
    entries: Sequence[Entry]


Answered = Said | str
"""What is said; or why the question does not apply."""


@dataclass(frozen=True)
class Asked:
    """What the questions are asked of: a case that has been checked."""

    evidence: Evidence
    courses: Mapping[RecordId, Course]
    judged: tuple[Judged, ...]
    sendings: Sendings | None = None  # None: nobody says what became of any letter

    @cached_property
    def case(self) -> tuple[Entry, ...]:
        """The case's entries."""
        return self.evidence.records[0].entries

    def of(self, *kinds: type, records: Iterable[str] = ()) -> list[Entry]:
        """The case's entries of these kinds; or those of every record of some kinds."""
        if not records:
            return [entry for entry in self.case if isinstance(entry.body, kinds)]
        return [s.entry for c in self._of_kinds(records) for s in c.stood if isinstance(s.entry.body, kinds)]

    def has(self, kind: str) -> bool:
        """Whether a record of that kind belongs to the case's story, and has an entry."""
        return any(course.stood for course in self._of_kinds([kind]))

    def _of_kinds(self, kinds: Iterable[str]) -> list[Course]:
        return [course for course in self.courses.values() if course.record.kind in kinds]

    @property
    def heads(self) -> list[Entry]:
        """The last entry of each record: its digest stands for all before it."""
        return [course.stood[-1].entry for course in self.courses.values() if course.stood]

    def nothing(self, plain: str) -> Said:
        """That no entry says what was asked for."""
        return Said(plain, (NO_ENTRY,), self.heads)

    def letters(self, entries: Iterable[Entry], kind: MessageKind) -> list[Sending] | None:
        """What is known of the letters of a kind that these entries made owed."""
        if self.sendings is None:
            return None
        found = (letter for entry in entries for letter in self.sendings.get((entry.record, entry.seq), ()))
        return [letter for letter in found if letter.kind == kind]

    @cached_property
    def names(self) -> Names:
        """What seats and parties are called; persons have no names in evidence."""
        return names_in(self.evidence, {})

    def parties(self, parties: Iterable[PartyId]) -> str:
        """Several parties by their names; empty for none."""
        return ", ".join(map(self.names.party, parties))

    @property
    def procedure(self) -> Procedure:
        """The version that the case goes by now."""
        return self.courses[self.evidence.about].procedure

    @property
    def roster(self) -> Roster:
        """The roster that the case was opened with."""
        return self.evidence.rosters_by_digest[self.evidence.records[0].roster]


def when(entry: Entry) -> str:
    """Norwegian time; whoever shows an answer says so."""
    return wall(entry.at)
