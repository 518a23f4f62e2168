"""Which letters a record's entries make owed, derived anew, and whether just those are listed.

Who gets a letter follows from the entry, from the record as it stood then, and from the roster in force when it was
written. Nothing says when that was: an act waits to be judged, and a deadline for whoever works again. So an entry's
letters are those by one of the rosters of about then; by one of another time they are told of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from audit.check.course import Course, Stood
from audit.check.facts import InForce
from audit.check.found import Differs, differs
from models.base import RecordId
from models.canonical import canonical_bytes
from models.messages import Message
from models.roster import Roster
from rules.effects.addressees import Addressees, Letter
from rules.effects.letters import letters_of_case_entry, letters_of_meeting_entry, messages_of
from rules.effects.letters_of_agreements import letters_of_agreement_entry
from rules.effects.letters_of_disputes import letters_of_dispute_entry
from rules.effects.letters_of_receipts import with_receipts
from rules.legal_dates import local_day

OfEntry = Mapping[str, tuple[str, bytes]]
"""The messages listed because of an entry, by their ids: the kind, and the recipient as RFC 8785 has it."""
OfRecord = Mapping[int, OfEntry]
Listed = Mapping[RecordId, OfRecord]

WAITED = timedelta(days=1)  # so long an act may wait to be judged without that being told of

LETTERS: dict[str, Callable[[Stood, Addressees], tuple[Letter, ...]]] = {
    "case": lambda s, to: letters_of_case_entry(s.entry, s.after, to),
    "meeting": lambda s, to: letters_of_meeting_entry(s.entry, s.after, to),
    "agreement": lambda s, to: letters_of_agreement_entry(s.entry, s.before, s.after, to),
    "dispute": lambda s, to: letters_of_dispute_entry(s.entry, s.after, to),
}
"""What an entry makes owed beside its receipt, by the kind of its record."""


def listed_as_owed(courses: Mapping[RecordId, Course], versions: InForce, listed: Listed) -> Iterator[str]:
    """Whether just the messages that entries make owed are listed; yields what had to be taken as it is.

    The community's record is told of whole in each of its cases' bundles, and its letters in none.

    Raises:
        Differs: one is missing, or is one too many.
    """
    for course in courses.values():
        if course.record.kind in LETTERS:
            yield from _of_record(course, versions, listed.get(course.name, {}))
        elif listed.get(course.name):
            seq = min(listed[course.name])
            raise differs(course.name, f"a letter is listed because of entry {seq}, and none of it is told", seq=seq)


def _of_record(course: Course, versions: InForce, listed: OfRecord) -> Iterator[str]:
    receipts = with_receipts([(stood.entry, ()) for stood in course.stood], None)
    for stood, (entry, receipt) in zip(course.stood, receipts, strict=True):
        here = listed.get(entry.seq, {})
        about_then = versions.rosters_about(entry.at, WAITED)
        ways = (_owed(course, stood, roster, receipt) for roster in about_then)
        first = next(ways)
        if _same(first, here) or any(_same(owed, here) for owed in ways):
            continue
        if not any(_same(_owed(course, stood, roster, receipt), here) for roster in versions.every_roster()):
            raise _unlike(course, entry.seq, first, here)
        yield f"by which roster the letters of entry {entry.seq} of {course.name} went: not by one of that day"


def _owed(course: Course, stood: Stood, roster: Roster, receipt: tuple[Letter, ...]) -> dict[str, Message]:
    """The messages an entry makes owed, by their ids.

    Raises:
        Differs: the rules cannot tell, so that this was never entered by them.
    """
    moved = stood.after.procedure if course.record.kind == "case" else None
    digest = moved or course.record.procedure
    try:
        procedure = course.evidence.procedures_by_digest[digest]
        to = Addressees(procedure, roster, local_day(stood.entry.at, procedure.timezone))
        letters = (*LETTERS[course.record.kind](stood, to), *receipt)
    except Exception as error:  # whatever it is: the rules take for granted what they wrote themselves
        what = f"the rules cannot tell whom letters are owed to: {type(error).__name__} {str(error)[:120]}"
        raise differs(course.name, what, seq=stood.entry.seq) from error
    return {message.message_id: message for message in messages_of(stood.entry, letters)}


def _same(owed: Mapping[str, Message], listed: OfEntry) -> bool:
    return owed.keys() == listed.keys() and all(_as_listed(owed[name]) == listed[name] for name in listed)


def _as_listed(message: Message) -> tuple[str, bytes]:
    return message.kind.value, canonical_bytes(message.to)


def _unlike(course: Course, seq: int, owed: Mapping[str, Message], listed: OfEntry) -> Differs:
    """The first letter that is owed and not listed, or listed and not owed."""
    missing = next((message for name, message in owed.items() if name not in listed), None)
    if missing is not None:
        letter = f"letter ({missing.kind.value}) to {missing.to.key}"
        return differs(course.name, f"it makes a {letter} owed, and that is not listed", seq=seq)
    more = next((name for name in listed if name not in owed), None)
    if more is not None:
        kind, to = listed[more]
        what = f"a letter ({kind}) to {to.decode()} is listed, and it makes none such owed"
        return differs(course.name, what, seq=seq)
    name = next(name for name, message in owed.items() if _as_listed(message) != listed[name])
    what = f"message {name} is listed to {listed[name][1].decode()}, and that is not whom the rules say"
    return differs(course.name, what, seq=seq)
