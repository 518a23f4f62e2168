"""Every step of a record anew: each act judged by the rules, each step that the house takes by itself.

What comes of it is compared, byte for byte, with what was entered. This knows the rules and nothing of workflows: it
folds what is entered, asks the rules what an act comes to where it stands, and what the house has to do there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from audit.check.found import Differs, differs, rule_of
from audit.check.steps import Place, steps_at
from models import acts as a
from models import entries as e
from models.acts import ReceivedAct
from models.base import Instant
from models.canonical import EMPTY_HEAD
from models.entries import Entry, EntryBody
from models.evidence import Evidence, RecordEvidence
from models.procedure import Procedure
from models.roster import Roster
from models.state import RecordHead
from rules.agreement.fold import fold_agreement
from rules.agreement.judge import judge_agreement
from rules.case.fold import fold_case
from rules.case.judge import judge_case
from rules.community import Community, fold_community, judge_community
from rules.dispute.fold import fold_dispute
from rules.dispute.judge import judge_dispute
from rules.meeting.fold import fold_meeting
from rules.meeting.judge import judge_meeting
from rules.recording import Recorded, record_act, record_step
from rules.roster_acts import changed_roster
from rules.verdict import Verdict

FOLDS: dict[str, Callable[[Any, Entry, str], Any]] = {
    "case": fold_case,
    "meeting": fold_meeting,
    "agreement": fold_agreement,
    "dispute": fold_dispute,
    "community": lambda state, entry, _community: fold_community(state, entry),
}
JUDGES: dict[str, Callable[[Any, ReceivedAct, Procedure, Roster], Verdict]] = {
    "case": judge_case,
    "meeting": judge_meeting,
    "agreement": judge_agreement,
    "dispute": judge_dispute,
}


Read = TypeVar("Read")
FOLLOWING = 50  # so many entries a step of the house is judged by: it never takes more


@dataclass(frozen=True)
class Stood:
    """A record as it stood after an entry."""

    entry: Entry
    before: Any
    after: Any


@dataclass
class Course:
    """A record walked from its first entry to its last."""

    evidence: Evidence
    record: RecordEvidence
    head: RecordHead
    procedure: Procedure
    roster: Roster
    state: Any = None
    stood: list[Stood] = field(default_factory=list)
    went_by: dict[int, Procedure] = field(default_factory=dict)  # the procedure by which each act was judged
    _since_act: list[Any] = field(default_factory=list)  # the states since the last act that gave entries
    _rung: set[tuple[str, Instant]] = field(default_factory=set)

    # --- from entry to entry ----------------------------------------------------------------------------------

    def walk(self) -> None:
        """To the last entry and the last act.

        Raises:
            Differs: the record goes on otherwise than the rules say.
        """
        entries, at = self.record.entries, 0
        self._since_act = [self.state]
        for received in self.record.acts:
            at = self._steps(entries, at)
            at = self._act(received, entries, at)
        at = self._steps(entries, at)
        if at < len(entries):
            what = f"{entries[at].body.kind} answers an act that was not received"
            raise differs(self.name, what, seq=at + 1, act=_answers(entries[at]))

    @property
    def name(self) -> str:
        """The record's id."""
        return self.record.record

    def entry_of(self, number: int) -> int | None:
        """The number of the first entry that an act gave, or None."""
        return next((s.entry.seq for s in self.stood if _answers(s.entry) == number), None)

    def _act(self, received: ReceivedAct, entries: Sequence[Entry], at: int) -> int:
        """One act and what it gave; where the next entry stands."""
        to = at
        while to < len(entries) and _answers(entries[to]) == received.number:
            to += 1
        own = entries[at:to]
        self.went_by[received.number] = self.procedure
        verdict = self._judged(received, at + 1)
        recorded = self._recorded(received, verdict)
        if recorded.entries != tuple(own):
            recorded = self._otherwise(received, verdict, recorded, own, at)
        self.head = recorded.head
        if isinstance(received.act, a.DeadlineReached):
            self._rung.add((received.act.clock, received.act.due_at))
        for entry in own:
            self._fold(entry)
        if own:
            self._since_act = [self.state]
        return to

    def _otherwise(
        self, received: ReceivedAct, verdict: Verdict, recorded: Recorded, own: Sequence[Entry], at: int
    ) -> Recorded:
        """What may come out otherwise and be right: refusals counted anew, an act that came to nothing before a step.

        Raises:
            Differs: it is not right.
        """
        if verdict.refusal is not None:
            # A record that goes on from the register, after a restart or its end, begins to count anew.
            anew = self._recorded(received, verdict, self.head.model_copy(update={"tallies": ()}))
            if anew.entries == tuple(own):
                return anew
        if not own:
            for state in reversed(self._since_act[:-1]):
                earlier = self._recorded(received, self._judged(received, at + 1, state))
                if not earlier.entries:
                    return earlier
        raise self._difference(received, verdict, recorded.entries, own, at)

    def _recorded(self, received: ReceivedAct, verdict: Verdict, head: RecordHead | None = None) -> Recorded:
        limit = self.procedure.number("refused_acts_per_seat_hour", received.facts.day)
        return record_act(head or self.head, received, verdict, limit)

    def _steps(self, entries: Sequence[Entry], at: int) -> int:
        """What the house entered by itself; where the next entry stands."""
        while at < len(entries) and entries[at].act is None:
            taken = self._step(entries, at)
            for entry in taken:
                self._fold(entry)
            self._since_act.append(self.state)
            at += len(taken)
        return at

    def _step(self, entries: Sequence[Entry], at: int) -> tuple[Entry, ...]:
        first = entries[at]
        rung = frozenset(self._rung)
        following = tuple(entries[at : at + FOLLOWING])
        place = Place(self.record.kind, self.state, self.procedure, self.roster, self.head, rung, following)
        possible, found = filter(None, steps_at(place)), []
        while (bodies := self._read(lambda: next(possible, None), at + 1)) is not None:
            found.append(bodies)
            own = tuple(entries[at : at + len(bodies)])
            if tuple(entry.body for entry in own) == bodies:
                derived, head = record_step(self.head, bodies, first.at)
                if derived == own:
                    summed = isinstance(bodies[0], e.RefusalsSummarised)
                    self.head = head.model_copy(update={"tallies": ()}) if summed else head
                    return own
        raise self._no_step(found, first)

    def _fold(self, entry: Entry) -> None:
        before = self.state
        fold = FOLDS[self.record.kind]
        self.state = self._read(lambda: fold(before, entry, self.evidence.community), entry.seq)
        self.stood.append(Stood(entry, before, self.state))
        if isinstance(entry.body, e.ProcedureChanged):
            named = entry.body.procedure
            self.procedure = self._read(lambda: self.evidence.procedures_by_digest[named], entry.seq)

    # --- what the rules say -----------------------------------------------------------------------------------

    def _judged(self, received: ReceivedAct, seq: int, state: Any = None) -> Verdict:
        state = self.state if state is None else state
        if self.record.kind == "community":
            return self._read(lambda: judge_community(received, self._community(received, state)), seq)
        judge = JUDGES[self.record.kind]
        return self._read(lambda: judge(state, received, self.procedure, self.roster), seq)

    def _community(self, received: ReceivedAct, state: Any) -> Community:
        if state is None:
            return Community(self.procedure, self.roster)
        procedure = self.evidence.procedures_by_digest[state.procedure]
        roster = self.evidence.rosters_by_digest[state.roster]
        act = received.act
        named = act.roster if isinstance(act, a.AdoptRoster | a.AdoptProcedure) else None
        becomes = changed_roster(roster, act, procedure) if named is None else self.evidence.rosters_by_digest[named]
        return Community(procedure, roster, state, becomes)

    def _read(self, ask: Callable[[], Read], seq: int) -> Read:
        """What the rules answer; they take for granted what they wrote themselves, and this may not be that.

        Raises:
            Differs: they cannot go on from what stands there.
        """
        try:
            return ask()
        except Exception as error:  # whatever it is: a record that the rules cannot read is none of theirs
            why = str(error)[:120] if type(error) is LookupError else f"{type(error).__name__} {str(error)[:120]}"
            what = f"the rules cannot go on from here: {why}"
            raise differs(self.name, what, seq=seq) from error

    # --- what is told -----------------------------------------------------------------------------------------

    def _difference(
        self,
        received: ReceivedAct,
        verdict: Verdict,
        derived: Sequence[Entry],
        own: Sequence[Entry],
        at: int,
    ) -> Differs:
        kind, number = received.act.kind, received.number
        if verdict.refusal is not None and any(not isinstance(x.body, e.ActRefused) for x in own):
            refusal = verdict.refusal
            what = f"the record has {own[-1].body.kind}, and the rules refuse the {kind}: {refusal.detail}"
            return differs(self.name, what, seq=at + 1, act=number, rule=refusal.rule)
        for offset, entry in enumerate(own):
            expected = derived[offset] if offset < len(derived) else None
            if entry != expected:
                return self._not_as_derived(kind, number, entry, expected)
        missing = derived[len(own)].body
        what = f"the rules give {missing.kind} for the {kind}, and the record has nothing"
        return differs(self.name, what, seq=at + len(own) + 1, act=number, rule=rule_of(missing))

    def _not_as_derived(self, kind: str, number: int, entry: Entry, expected: Entry | None) -> Differs:
        body = entry.body
        if expected is None:
            what = f"the record has {body.kind}, which the rules do not give for the {kind}"
        elif expected.body.kind != body.kind:
            what = f"the record has {body.kind}, and the rules give {expected.body.kind} for the {kind}"
        else:
            fields = ", ".join(_unlike(entry, expected) or _unlike(body, expected.body))
            what = f"{body.kind} for the {kind} is not what the rules give: {fields}"
        rule = rule_of(body if expected is None else expected.body)
        return differs(self.name, what, seq=entry.seq, act=number, rule=rule)

    def _no_step(self, possible: Sequence[tuple[EntryBody, ...]], first: Entry) -> Differs:
        said = first.body.kind
        alike = next((b for bodies in possible for b in bodies if b.kind == said), None)
        if alike is not None:
            fields = ", ".join(_unlike(first.body, alike)) or "what follows it, or the entry around it"
            what = f"{said}, which Saksgang entered by itself, is not what the rules give: {fields}"
        else:
            due = " or ".join(dict.fromkeys(bodies[0].kind for bodies in possible)) or "nothing"
            what = f"Saksgang entered {said} by itself, and the rules give {due} here"
        due_here = possible[0][0] if possible else first.body
        return differs(self.name, what, seq=first.seq, rule=rule_of(alike or due_here))


def _answers(entry: Entry) -> int | None:
    return entry.act.number if entry.act else None


def _unlike(one: Any, other: Any) -> list[str]:
    """The fields in which two of a kind differ, but for those that only follow from others."""
    names = (name for name in type(one).model_fields if name not in ("body", "hash", "prev", "kind"))
    return [name for name in names if getattr(one, name) != getattr(other, name)]


def walk(evidence: Evidence, record: RecordEvidence) -> Course:
    """A record walked to its end.

    Raises:
        Differs: it goes on otherwise than the rules say.
    """
    course = Course(
        evidence=evidence,
        record=record,
        head=RecordHead(record=record.record, seq=0, hash=EMPTY_HEAD, judged=0),
        procedure=evidence.procedures_by_digest[record.procedure],
        roster=evidence.rosters_by_digest[record.roster],
    )
    course.walk()
    return course
