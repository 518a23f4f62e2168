"""The replay of a whole record: every run in its turn, from what the one before left, against the record's entries.

`audit.replay` compares one run with the code and the record. Here the runs are held together: each begins with what
the one before carried on, and with the state that the entries up to there fold to; what no history tells of is named.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

from audit.decided import acts_in
from audit.histories import OpenHistory, moment, opened, runs_before
from audit.interventions import Intervention, interventions_in
from audit.naming import entries_told
from audit.replay import Difference, Replayed, carried_difference, replay_each
from audit.starts import Begun, begun
from audit.written import UnreadableHistory
from models.acts import ReceivedAct
from models.base import RecordId
from models.canonical import EMPTY_HEAD
from models.entries import Entry
from models.evidence import RecordEvidence
from models.histories import KeptHistory, Run
from models.work import AgreementStart, CaseStart, DisputeStart, MeetingStart, Start
from rules.agreement.fold import fold_agreement
from rules.case.fold import fold_case
from rules.dispute.fold import fold_dispute
from rules.meeting.fold import fold_meeting

_FOLDS: Final[dict[type[Start], Callable[[Any, Entry, str], Any]]] = {
    CaseStart: fold_case,
    MeetingStart: fold_meeting,
    AgreementStart: fold_agreement,
    DisputeStart: fold_dispute,
}
Folded = dict[tuple[type[Start], str], list[Any]]
"""What a record's entries fold to, one after the other: by the workflow and the community that a run names."""


_CUT_OFF: Final = frozenset(
    {
        "workflow_execution_terminated",
        "workflow_execution_timed_out",
        "workflow_task_scheduled",
        "workflow_task_started",
        "workflow_task_timed_out",
        "workflow_task_failed",
    }
)


@dataclass(frozen=True)
class RunReplayed:
    """One run: what it is, and what came of its replay."""

    run: Run
    index: int
    failure: str | None
    differences: tuple[Difference, ...]
    entered: frozenset[int]  # the numbers of the entries the code enters from this history
    unfollowed: tuple[str, ...] = ()  # the kinds of its last events, on which no code has run yet

    @property
    def agrees(self) -> bool:
        """Whether history, code and record say the same."""
        return self.failure is None and not self.differences


@dataclass(frozen=True)
class RecordReplayed:
    """What came of the replay of a record."""

    record: RecordId
    runs: tuple[RunReplayed, ...]
    entries: int
    untold: tuple[int, ...]  # entries that no history tells of
    missing: tuple[str, ...]  # runs that one here goes on from or in, or was reset from, and that are not here
    by_hand: tuple[Intervention, ...] = ()  # what came to its workflow past the house

    @property
    def unfollowed(self) -> tuple[str, ...]:
        """The kinds of runs' last events, on which no code has run: nothing vouches for them.

        Of a run behind which others come, that it was ended, and that a task was then under way, is no such thing.
        """
        before = (kind for run in self.runs[:-1] for kind in run.unfollowed if kind not in _CUT_OFF)
        return (*before, *(self.runs[-1].unfollowed if self.runs else ()))

    @property
    def agrees(self) -> bool:
        """Whether nothing that was compared differs."""
        return all(run.agrees for run in self.runs)

    @property
    def after_its_end(self) -> tuple[int, ...]:
        """Every entry that no history tells of, where all of them came after the end of the record's last run.

        They were judged where they were received, so no run is missing: the rules have to tell of them.
        """
        over = bool(self.runs) and self.runs[-1].run.closed == "completed"
        behind = tuple(range(self.entries - len(self.untold) + 1, self.entries + 1))
        return self.untold if over and len(self.untold) < self.entries and self.untold == behind else ()

    @property
    def complete(self) -> bool:
        """Whether every entry is one that a replayed history tells of, and no run is missing."""
        return bool(self.runs) and not self.untold and not self.missing and not self.unfollowed

    def first_difference(self) -> tuple[RunReplayed, str] | None:
        """Where history, code and record part first, and how."""
        for run in self.runs:
            if run.failure is not None:
                return run, run.failure
            if run.differences:
                return run, str(run.differences[0])
        return None


async def replay_record(
    record: RecordId,
    histories: Sequence[KeptHistory],
    entries: Sequence[Entry],
    *,
    compare_entries: bool = True,
    evidence: RecordEvidence | None = None,
) -> RecordReplayed:
    """Replay every run of a record and compare all that can be compared.

    Args:
        record: The record's id.
        histories: Its runs in order, the running one last.
        entries: The record as it is held elsewhere.
        compare_entries: False where there is no record to compare with.
        evidence: The record's acts, and the versions it was opened under, where they are at hand to compare with.

    Raises:
        UnreadableHistory: one of them is no history, or not what its digest says.
    """
    kept = [opened(one) for one in histories]
    beside = entries if compare_entries else None
    each = [replayed async for replayed in replay_each([(run.history, beside) for run in kept])]
    folded: Folded = {}
    runs = [_told(*run, beside, evidence, folded) for run in zip(kept, each, strict=True)]
    names = {run.run for run in kept}
    for number, after in enumerate(kept):
        before = _before(after, kept)  # wherever it stands: the order is what runs say of it
        carried = None if before is None else carried_difference(before.history, after.history)
        if carried is not None:
            runs[number] = _with(runs[number], carried)
    entered = frozenset[int]().union(*(run.entered for run in runs))
    named = [name for run in kept for name in _names_in(run.events)]
    return RecordReplayed(
        record=record,
        runs=tuple(runs),
        entries=len(entries),
        untold=tuple(entry.seq for entry in entries if entry.seq not in entered),
        missing=tuple(dict.fromkeys(run for run in named if run and run not in names)),
        by_hand=() if evidence is None else interventions_in(kept, evidence.acts),
    )


def _before(after: OpenHistory, kept: Sequence[OpenHistory]) -> OpenHistory | None:
    """The history that a run goes on from; of a run that has two, the one that goes on in this."""
    found = [run for run in kept if run.run == after.told.previous_run]
    return next((run for run in found if _following(run.events) == after.run), found[0] if found else None)


def by_hand(replayed: RecordReplayed) -> str:
    """What came to a record's workflow past the house, to stand behind what its replay came to; empty for nothing.

    No history can show that nothing did, and nothing that did can change a record.
    """
    if not replayed.by_hand:
        return ""
    kinds = Counter(f"{one.kind.value} by {one.by}" for one in replayed.by_hand)
    told = ", ".join(what if many == 1 else f"{what} ({many} times)" for what, many in kinds.items())
    return f"; by its own word, which nothing proves, done by hand in Temporal: {told}"


def after_its_end(replayed: RecordReplayed) -> str:
    """What came after the end of a record's last run, to stand behind what its replay came to; empty for nothing."""
    came = replayed.after_its_end
    return f"; {entries_told(came)} came after its end, where the rules alone tell" if came else ""


def _names_in(events: Sequence[HistoryEvent]) -> Iterator[str]:
    """The runs that a run names: that it goes on from, was reset from, and goes on in."""
    yield from runs_before(events)
    for event in events:
        yield event.workflow_task_failed_event_attributes.new_run_id
    yield _following(events)


def _with(run: RunReplayed, difference: Difference) -> RunReplayed:
    return replace(run, differences=(difference, *run.differences))


def _following(events: Sequence[HistoryEvent]) -> str:
    """The run in which this one goes on; empty where it does not."""
    return events[-1].workflow_execution_continued_as_new_event_attributes.new_execution_run_id


def told_wrongly(histories: Sequence[KeptHistory]) -> str:
    """What runs say that cannot be, one beside the other, in words; empty where nothing is.

    A run that was reset shares its beginning with the one that goes on from there, and never all but its last event.

    Raises:
        UnreadableHistory: one of them is no history.
    """
    for run in histories[:-1]:
        if run.closed is None:
            return f"run {run.run} is told as under way, and {histories[-1].run} comes after it"
    read = [opened(kept) for kept in histories]
    runs = [(kept.run, kept.events) for kept in read]
    return _cut_off(read) or _told_twice(runs) or _begun_wrongly(runs)


def _cut_off(runs: Sequence[OpenHistory]) -> str:
    """What is under way was begun last; one that has another history may go on from an older copy of the store."""
    names = Counter(run.run for run in runs)
    for last in (run for run in runs if run.closed is None and names[run.run] == 1):
        begun_then = _went_on_at(last)
        for run in runs:
            if run.told.began_at > begun_then:
                return f"run {last.run} is told as under way, and {run.run} comes after it"
    return ""


_Runs = Sequence[tuple[str, Sequence[HistoryEvent]]]


def _went_on_at(run: OpenHistory) -> datetime:
    """When a run began by itself: one that came of a reset has the events of before as its own."""
    resets = [e for e in run.events if e.workflow_task_failed_event_attributes.base_run_id]
    return moment(resets[-1].event_time) if resets else run.told.began_at


def _told_twice(runs: _Runs) -> str:
    """All events but the last of a run are the beginning of no other, unless that has fewer.

    But of the same run they may be: Temporal's store was put back to an older copy, and the run went on from there.
    So may they then of a run that came of a reset of it.
    """
    again = {run for run, many in Counter(run for run, _ in runs).items() if many > 1}
    origin = [events[0].workflow_execution_started_event_attributes.original_execution_run_id for _, events in runs]
    beginning: dict[bytes, list[int]] = {}  # by the digest of so many first events, in which of the histories
    digests: list[list[bytes]] = []
    for number, (_, events) in enumerate(runs):
        digest = sha256()
        digests.append([])
        for event in events:
            digest.update(event.SerializeToString(deterministic=True))
            digests[number].append(digest.digest())
            beginning.setdefault(digests[number][-1], []).append(number)
    for number, (run, events) in enumerate(runs):
        for at in beginning[digests[number][max(len(events) - 2, 0)]]:
            other, those = runs[at]
            put_back = other == run or (origin[at] == origin[number] and not again.isdisjoint((run, other)))
            differs = digests[at][-1] != digests[number][-1]
            if at != number and len(those) >= len(events) and not (put_back and differs):
                return f"run {run} stands here twice, once as {other}"
    return ""


def _begun_wrongly(runs: _Runs) -> str:
    """A run begins the record, or goes on from the one that names it, or was reset, or started again from entries."""
    began = {run: (events[0], events) for run, events in reversed(runs)}
    first, named = "", set[tuple[str, str]]()
    for run, events in runs:
        started = events[0].workflow_execution_started_event_attributes
        original, before = started.original_execution_run_id, started.continued_execution_run_id
        if began[run][0] != events[0]:
            return f"run {run} has two histories here, which begin otherwise"
        goes_on = _following(events)
        if goes_on and (run, goes_on) in named:  # the server names each anew
            return f"run {run} has two histories here, which both go on in {goes_on}"
        named.add((run, goes_on))
        if original not in ("", run):
            if original in began and began[original][0] != events[0]:
                return f"run {run} is told as {original} begun anew, and begins otherwise"
        elif before in began:
            after = [_following(those) for other, those in runs if other == before]
            if run not in after:
                others = " or ".join(filter(None, after)) or "none"
                return f"run {run} is told to go on from {before}, which goes on in {others}"
            if _first_of(run, events) != _first_of(before, began[before][1]):
                return f"run {run} is told to go on from {before}, and to have begun with another first run"
        elif not before and begun(events).start.restarted is None:
            if first not in ("", run):
                return f"runs {first} and {run} both begin the record"
            first = run
    return ""


def _first_of(run: str, events: Sequence[HistoryEvent]) -> str:
    """The first of the runs that go on from one another; a first one may leave it out."""
    return events[0].workflow_execution_started_event_attributes.first_execution_run_id or run


def _told(
    kept: OpenHistory,
    replayed: Replayed,
    entries: Sequence[Entry] | None,
    evidence: RecordEvidence | None,
    folded: Folded,
) -> RunReplayed:
    at_first = None if entries is None else start_difference(kept.history, entries, folded)
    beside = () if evidence is None else evidence_differences(kept.history, evidence)
    return RunReplayed(
        run=kept.told,
        index=kept.index,
        failure=replayed.failure,
        differences=(*(() if at_first is None else (at_first,)), *beside, *replayed.differences),
        entered=frozenset(entry.seq for entry in replayed.entries),
        unfollowed=replayed.unfollowed,
    )


def evidence_differences(history: WorkflowHistory, evidence: RecordEvidence) -> Iterator[Difference]:
    """Where the acts a run was sent are not those that were received, or it began with other versions.

    A record keeps the roster it was opened with, in every run. Where the state names the procedure that is in force
    by then (P-38), that is the one to begin with (`start_difference`); else it is the one at the opening.

    Raises:
        UnreadableHistory: an act in it, or what it began with, cannot be read.
    """
    known = {act.number: act for act in evidence.acts}
    try:
        for sent in map(ReceivedAct.model_validate_json, map(json.dumps, acts_in(history))):
            if known.get(sent.number) != sent:
                said = "nothing" if sent.number not in known else f"another, with digest {sent.digest[:12]}"
                yield Difference(f"act {sent.number}", said, "the act that was received")
        versions = _versions_at_opening(history)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise UnreadableHistory(f"what stands in its events cannot be read: {_line(str(error))}") from None
    for name, said in versions.items():
        at_opening = getattr(evidence, name)
        if said != at_opening:
            yield Difference(f"{name} at the opening", said[:12], at_opening[:12])


def _versions_at_opening(history: WorkflowHistory) -> dict[str, str]:
    """Of the versions that a run began with those that stay as they were at the opening, by their digests."""
    found = begun(history.events)
    versions = {"roster": found.versions.roster}
    if getattr(found.start.state, "procedure", None) is None:
        versions["procedure"] = found.versions.procedure
    return versions


def start_difference(
    history: WorkflowHistory, entries: Sequence[Entry], folded: Folded | None = None
) -> Difference | None:
    """Where what a run began with is not what the record's entries up to there say.

    A history that begins with another state than the record's can go on from there without contradicting itself.

    Args:
        history: The run's.
        entries: The record's.
        folded: What the entries were found to fold to for other runs; added to.

    Raises:
        UnreadableHistory: it is no history of a workflow of ours.
    """
    found = begun(history.events)
    start = found.start
    before = entries[: start.head.seq]
    head = before[-1].hash if before else EMPTY_HEAD
    if (len(before), head) != (start.head.seq, start.head.hash):
        said = f"entry {start.head.seq}, {start.head.hash[:12]}"
        return Difference("head at the beginning", said, f"entry {len(before)}, {head[:12]}")
    state = _state_after(before, start, {} if folded is None else folded)
    return (
        _community_difference(start.community, history.workflow_id)
        or _state_difference(start.state, state)
        or _procedure_difference(found, entries)
    )


def _community_difference(said: str, record: RecordId) -> Difference | None:
    """Every record bears its community's id in its own."""
    kind = record.partition("-")[0]
    if record.startswith(f"{kind}-{said}-"):
        return None
    return Difference("community at the beginning", said, f"another, that of {record}")


def _state_after(entries: Sequence[Entry], start: Start, folded: Folded) -> Any:
    """What the entries fold to; each is folded once, however many runs begin behind it."""
    states = folded.setdefault((type(start), start.community), [None])
    for entry in entries[len(states) - 1 :]:
        states.append(_FOLDS[type(start)](states[-1], entry, start.community))
    return states[len(entries)]


def _state_difference(state: Any, folded: Any) -> Difference | None:
    if state == folded:
        return None
    recorded, computed = _plain(state), _plain(folded)
    if recorded == computed:
        return None
    fields = sorted({*recorded, *computed})
    first = next(field for field in fields if recorded.get(field) != computed.get(field))
    return Difference(f"state at the beginning: {first}", _line(recorded.get(first)), _line(computed.get(first)))


def _procedure_difference(found: Begun, entries: Sequence[Entry]) -> Difference | None:
    """The version that a case goes by is named in its entries."""
    if not entries:
        return None
    procedure = found.versions.procedure
    named = getattr(found.start.state, "procedure", None) or getattr(entries[0].happened, "procedure", None)
    if named is None or procedure == named:
        return None
    return Difference("procedure at the beginning", procedure[:12], str(named)[:12])


def _plain(state: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {} if state is None else json.loads(state.model_dump_json())
    return plain


def _line(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= 200 else f"{text[:200]}..."
