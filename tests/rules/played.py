"""What came of a world that was played, as text: acts and entries, states, letters, what lies ahead, words.

All of it, whether the test asked for it or not; made from what the world kept, by the same rules as in the house.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from audit.called import names_of
from audit.story import tell
from models.acts import ReceivedAct
from models.dispute_state import DisputeState
from models.entries import DatesComputed, Entry
from models.outlook import Outlook
from models.procedure import Procedure
from models.roster import Roster
from models.state import CaseState, MeetingState
from rules.case.context import Case
from rules.derivations import derivation_of
from rules.effects.acts_of_agreements import case_to_open, no_longer_bound, reviews_done, told_to_followers
from rules.effects.addressees import Addressees, Letter
from rules.effects.letters import letters_of_case_entry, letters_of_meeting_entry
from rules.effects.letters_of_disputes import letters_of_dispute_entry
from rules.effects.letters_of_receipts import with_receipts
from rules.legal_dates import local_day
from rules.outlook.agenda import agenda_candidates
from rules.outlook.agreement import agreement_outlook
from rules.outlook.around import Around
from rules.outlook.case import case_outlook
from rules.outlook.dispute import dispute_outlook
from rules.outlook.meeting import meeting_outlook
from rules.verdict import Verdict
from tests.rules.agreed import Agreed
from tests.rules.world import Record, World

PARTS = ("acts", "state", "letters", "ahead", "words")
Lines = Iterator[str]


def what_came_of(played: Iterable[object]) -> dict[str, str]:
    """Each part in text, of everything that was played, in the order in which it was made; empty: nothing was."""
    found: dict[str, list[str]] = {part: [] for part in PARTS}
    for one in played:
        for part, lines in zip(PARTS, _of_agreed(one) if isinstance(one, Agreed) else _of_world(one), strict=True):
            found[part] += lines
    return {part: "\n".join(lines) for part, lines in found.items()} if any(found.values()) else {}


def _of_world(world: object) -> tuple[Lines, ...]:
    assert isinstance(world, World)
    records = tuple(world.records.values())
    return (
        (line for part in (_judged(world.judged), *map(_entered, records)) for line in part),
        (_text(state) for record in records for _, state in record.course[-1:]),
        (_text(owed) for record in records for owed in _owed(record, world)),
        (line for record in records for line in _ahead(record, world)),
        (line for record in records for line in _told(record.entries, world.procedure, world.roster)),
    )


def _of_agreed(agreed: Agreed) -> tuple[Lines, ...]:
    entries = [entry for entry, _ in agreed.course]
    return (
        (line for part in (_judged(agreed.judged), map(_text, entries)) for line in part),
        iter([] if agreed.state is None else [_text(agreed.state)]),
        (line for part in (map(_text, agreed.owed), _sent(agreed)) for line in part),
        iter([] if agreed.state is None else [_text(_outlook_of_agreement(agreed)), *_derived(entries)]),
        _told(entries, agreed.procedure, agreed.roster),
    )


def _text(value: Any) -> str:
    kind: Any = type(value)
    return f"{kind.__name__} {_writer(kind).dump_json(value, exclude_none=True, indent=1).decode()}"


@cache
def _writer(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


# --- acts and entries -----------------------------------------------------------------------------------------------


def _judged(judged: Iterable[tuple[ReceivedAct, Verdict]]) -> Lines:
    for received, verdict in judged:
        yield _text(received)
        yield _text(verdict)


def _entered(record: Record) -> Lines:
    yield f"{record.head.record} {record.kind}"
    yield from map(_text, record.entries)


# --- letters --------------------------------------------------------------------------------------------------------


def _owed(record: Record, world: World) -> Iterator[Letter]:
    owed = [(entry, letters_of(entry, state, world)) for entry, state in record.course]
    return (letter for _, letters in with_receipts(owed, None) for letter in letters)


def letters_of(entry: Entry, state: CaseState | MeetingState | DisputeState, world: World) -> tuple[Letter, ...]:
    """What an entry of the world makes owed beside its receipt."""
    to = Addressees(world.procedure, world.in_force or world.roster, local_day(entry.at, world.procedure.timezone))
    if isinstance(state, CaseState):
        return letters_of_case_entry(entry, state, to)
    if isinstance(state, MeetingState):
        return letters_of_meeting_entry(entry, state, to)
    return letters_of_dispute_entry(entry, state, to)


def _sent(agreed: Agreed) -> Lines:
    """The acts that other records are sent: a case that is opened, cases that are done with, followers."""
    for entry, state in agreed.course:
        opened = case_to_open(entry, state, agreed.procedure, agreed.roster)
        sends = (*reviews_done((entry,), state), *told_to_followers((entry,), state, ("agreement-ostfold-2026-2",)))
        yield from map(_text, sends if opened is None else (opened, *sends))
    yield from map(_text, no_longer_bound([agreed.it] if agreed.state else []))


# --- what lies ahead ------------------------------------------------------------------------------------------------


def _ahead(record: Record, world: World) -> Lines:
    outlook = _outlook(record, _around(record, world))
    if outlook is not None:
        yield _text(outlook)
    facts = None if record.meeting is None else world.meeting_facts(record.head.record)
    if facts is not None and not facts.cancelled:
        cases = [Case(r.case, world.procedure, world.roster) for r in world.records.values() if r.case is not None]
        yield from map(_text, agenda_candidates(cases, facts, world.now))


def _outlook(record: Record, around: Around) -> Outlook | None:
    if record.case is not None:
        return case_outlook(record.case, around)
    if record.meeting is not None:
        return meeting_outlook(record.meeting, around)
    return None if record.dispute is None else dispute_outlook(record.dispute, around)


def _around(record: Record, world: World) -> Around:
    found = (world.meeting_facts(name) for name in world.records)
    meetings = tuple(facts for facts in found if facts is not None and not facts.cancelled)
    roster = world.in_force or world.roster
    return Around(world.procedure, roster, meetings, world.now, world.roster, _happened(record.entries))


def _happened(entries: Iterable[Entry]) -> dict[str, datetime]:
    return {entry.body.kind: entry.at for entry in entries}


def _outlook_of_agreement(agreed: Agreed) -> Outlook:
    happened = _happened(entry for entry, _ in agreed.course)
    return agreement_outlook(agreed.it, Around(agreed.procedure, agreed.roster, (), agreed.now, None, happened))


def _derived(entries: Iterable[Entry]) -> Lines:
    """How the last ends that were computed were arrived at, in words."""
    computed = [entry.body for entry in entries if isinstance(entry.body, DatesComputed)]
    for end in computed[-1].ends if computed else ():
        yield from derivation_of(end.computation, "nb")


# --- words ----------------------------------------------------------------------------------------------------------


def _told(entries: Iterable[Entry], procedure: Procedure, roster: Roster) -> Lines:
    return (str(told) for told in tell(entries, names_of(procedure, roster, {})))
