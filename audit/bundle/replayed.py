"""The histories in a bundle, run through the workflows' code again: they give the entries of the record, or not.

Apart from the other checks since it loads the workflows and Temporal's SDK, which they do without.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from operator import itemgetter

from audit.bundle.content import Bundle, NotKnown
from audit.bundle.replayed_apart import WHAT
from audit.histories import OpenHistory, in_files, unpacked
from audit.naming import counted, entries_told
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check
from audit.replay_of_record import RecordReplayed, after_its_end, by_hand, replay_record, told_wrongly
from audit.written import UnreadableHistory
from models.base import RecordId
from models.evidence import RecordEvidence
from models.histories import KeptHistory

ENDING = ".gz"
MOST_BYTES = 134_217_728  # of all histories unpacked: they are all in memory
MOST_RUNS = 500  # of a record: they are compared with one another
GZIP = b"\x1f\x8b"
Replay = tuple[Check, RecordReplayed | None]
_NAME = re.compile(r"(?P<record>[A-Za-z0-9][A-Za-z0-9._-]{0,79})/(?P<run>[0-9a-f-]{1,64})(\.[1-9][0-9]{0,2})?\.gz")


class TooMuch(Exception):
    """There is more of the histories than is replayed here: how much, and how much is."""


def members_of(histories: Sequence[KeptHistory]) -> dict[str, bytes]:
    """The histories of a record, in their order, as a bundle has them below their folder: by name.

    The second history of a run, which Temporal's store began again from an older copy, bears a 2, and so on.
    """
    members: dict[str, bytes] = {}
    times = Counter[str]()
    for kept in histories:
        times[kept.run] += 1
        which = f".{times[kept.run]}" if times[kept.run] > 1 else ""
        members[f"{kept.record}/{kept.run}{which}{ENDING}"] = kept.compressed
    return members


def histories_in(bundle: Bundle) -> dict[str, tuple[OpenHistory, ...]]:
    """The histories of each record, in their order.

    Raises:
        UnreadableHistory: one is none, or is named otherwise than a history of a record here that has a workflow.
        TooMuch: they are more, in all, than is replayed.
    """
    kinds = {part.record: part.head["kind"] for part in bundle.records}
    for name in bundle.histories:
        parts = _NAME.fullmatch(name)
        if parts is None or parts["record"] not in kinds:
            raise UnreadableHistory(f"{name} is named otherwise than a history of a record here")
        if kinds[parts["record"]] == "community":  # nothing would replay it, nor compare it with anything
            raise UnreadableHistory(f"{name} is of a record that no workflow keeps")
    for name, content in bundle.histories.items():
        if not content.startswith(GZIP):
            raise UnreadableHistory(f"{name}: it is no gzip file")
    _check_sizes(bundle.histories)
    found = in_files(bundle.histories)
    for runs in found.values():
        for name in members_of(runs).keys() - bundle.histories.keys():
            raise UnreadableHistory(f"{name} is not there, and others of that run are")
    if sum(map(len, found.values())) < len(bundle.histories):
        raise UnreadableHistory("a history stands here twice")
    return found


def _check_sizes(histories: Mapping[str, bytes]) -> None:
    """No more than is replayed. A gzip file says in its end how long it is; what says too much is asked."""
    if sum(int.from_bytes(content[-4:], "little") for content in histories.values()) > MOST_BYTES:
        _unpack_so_far(histories)
    record, runs = max(
        Counter(name.partition("/")[0] for name in histories).items(), key=itemgetter(1), default=("", 0)
    )
    if runs > MOST_RUNS:
        raise TooMuch(f"there are {runs} runs of {record}; at most {MOST_RUNS} are replayed")


def _unpack_so_far(histories: Mapping[str, bytes]) -> None:
    size = 0
    for name, content in histories.items():
        try:
            size += len(unpacked(content))
        except UnreadableHistory as error:
            raise UnreadableHistory(f"{name}: {error}") from None
        if size > MOST_BYTES:
            raise TooMuch(f"they have more than {MOST_BYTES} bytes unpacked, and no more are replayed")


async def replay_checks(bundle: Bundle) -> list[Check]:
    """Whether the histories give the entries, record by record; what could not be replayed has a line of its own."""
    return [check for check, _ in await replays(bundle)]


async def replays(bundle: Bundle) -> list[Replay]:
    """The same, each with what came of the replay."""
    histories = histories_or_why_not(bundle)
    if isinstance(histories, Check):
        return [(histories, None)]
    return [await replayed(record, histories) for record in bundle.evidence.with_workflows]


def histories_or_why_not(bundle: Bundle) -> Mapping[RecordId, Sequence[OpenHistory]] | Check:
    """The histories of each record, or what is said where none of them is replayed."""
    try:
        histories, _ = histories_in(bundle), bundle.evidence
    except UnreadableHistory as error:
        return Check("the histories can be read", BROKEN, str(error))
    except (NotKnown, TooMuch) as error:
        return Check("the histories replay", NOT_CHECKED, str(error))
    return histories


async def replayed(record: RecordEvidence, every: Mapping[RecordId, Sequence[OpenHistory]]) -> Replay:
    """Whether the histories of a record give its entries; and what came of each run, where they were run."""
    what, histories = WHAT.format(record.record), every.get(record.record, ())
    if not histories:
        return Check(what, NOT_CHECKED, "there is none in the bundle"), None
    try:
        wrong = told_wrongly(histories)
        if wrong:
            return Check(what, BROKEN, wrong), None
        found = await replay_record(record.record, histories, record.entries, evidence=record)
    except UnreadableHistory as error:
        return Check(what, BROKEN, str(error)), None
    outcome, why = _came_to(found)
    return Check(what, outcome, why), found


def _came_to(found: RecordReplayed) -> tuple[str, str]:
    first = found.first_difference()
    if first is not None:
        run, why = first
        return BROKEN, f"run {run.index}, {why}"
    gap = _gap(found)
    if gap:
        return NOT_CHECKED, gap
    runs = f"{counted(len(found.runs), 'run')}, the last {found.runs[-1].run.closed or 'under way'}"
    return PROVED, f"{runs}{after_its_end(found)}{by_hand(found)}"


def _gap(replayed: RecordReplayed) -> str:
    """What is missing of a record's runs, in words; empty where nothing is."""
    missing = [
        f"run {run}, which another goes on from or in or was reset from, is not here" for run in replayed.missing
    ]
    if replayed.unfollowed:
        missing.append(f"no code has run on the last events ({', '.join(replayed.unfollowed)})")
    if replayed.untold != replayed.after_its_end:
        missing.append(f"no history here tells of {entries_told(replayed.untold)}")
    return "; ".join(missing)
