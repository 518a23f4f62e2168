"""What the replay of records came to, as checks: each says what was compared, and what could not be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from audit.histories import opened
from audit.naming import counted, entries_told
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check
from audit.replay_of_record import RecordReplayed, after_its_end, by_hand, replay_record, told_wrongly
from audit.written import UnreadableHistory
from models.base import RecordId
from models.entries import Entry, chain_fault
from models.evidence import RecordEvidence
from models.histories import KeptHistory
from workflows.every import BUILD_ID

UNTOLD = "no history tells of it: one is missing, or a step was done twice and the register has the first"


async def replay_records(
    records: Sequence[tuple[RecordId, Sequence[Entry]]],
    histories: Mapping[RecordId, Sequence[KeptHistory]],
    evidence: Mapping[RecordId, RecordEvidence] = MappingProxyType({}),
) -> tuple[tuple[RecordReplayed, ...], tuple[Check, ...]]:
    """Replay records one after the other, and say what it came to.

    Args:
        records: Each with its entries.
        histories: The runs of each, in order.
        evidence: What else is held of each, where it is, to compare with.
    """
    found: list[RecordReplayed] = []
    checks: list[Check] = []
    for record, entries in records:
        fault = chain_fault(tuple(entries))
        chained = f"{record}: its {counted(len(entries), 'entry', 'entries')} are chained"
        checks.append(Check(chained, PROVED) if fault is None else Check(chained, BROKEN, fault))
        try:
            runs = [opened(kept) for kept in histories.get(record, ())]
            wrong = told_wrongly(runs)
            if wrong:
                checks.append(Check(f"{record}: its runs go with one another", BROKEN, wrong))
                continue
            replayed = await replay_record(record, runs, entries, evidence=evidence.get(record))
        except UnreadableHistory as error:
            checks.append(Check(f"{record}: its histories replay", BROKEN, str(error)))
            continue
        found.append(replayed)
        checks += checks_of(replayed)
    return tuple(found), tuple(checks)


def checks_of(replayed: RecordReplayed) -> tuple[Check, ...]:
    """What the replay of a record came to."""
    many = counted(len(replayed.runs), "run")
    what = f"{replayed.record}: {many} through the code, every command and payload compared"
    if not replayed.runs:
        return (Check(f"{replayed.record}: its histories replay", NOT_CHECKED, "no history of it is here"),)
    first = replayed.first_difference()
    if first is not None:
        run, difference = first
        checks = [Check(what, BROKEN, f"run {run.index} ({run.run.run}) parts first: {difference}")]
    else:
        checks = [Check(what, PROVED, f"{_versions(replayed)}{after_its_end(replayed)}{by_hand(replayed)}")]
    if replayed.missing:
        why = f"{', '.join(replayed.missing)} is not there, which another goes on from or in or was reset from"
        checks.append(Check(f"{replayed.record}: no run is missing", NOT_CHECKED, why))
    if replayed.unfollowed:
        last = f"{replayed.record}: its last events ({', '.join(replayed.unfollowed)}) led to something"
        checks.append(Check(last, NOT_CHECKED, "no code has run on them yet: a task was under way, or never will"))
    if replayed.untold != replayed.after_its_end:
        checks.append(Check(f"{replayed.record}: {entries_told(replayed.untold)} replayed", NOT_CHECKED, UNTOLD))
    return tuple(checks)


def _versions(replayed: RecordReplayed) -> str:
    builds = tuple(dict.fromkeys(build for run in replayed.runs for build in run.run.build_ids))
    others = [build for build in builds if build != BUILD_ID]
    if not others:
        return f"by the version that wrote it, {BUILD_ID}"
    return f"written by {', '.join(builds)}; {BUILD_ID} comes to the same"
