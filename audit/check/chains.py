"""Whether records are whole: chains, the numbers of acts, their digests, and times that do not go back.

This says only that what is there hangs together. Whether it is what the rules say is another question
(`audit.check.course`); whether it is what was there before is a third, which only the log and its checkpoints answer.
"""

from __future__ import annotations

from datetime import timedelta

from audit.check.found import differs
from audit.moments import exact
from models.acts import ReceivedAct
from models.canonical import EMPTY_HEAD
from models.entries import CaseImported, CaseRegistered, CommunityFounded, chain_fault
from models.evidence import Evidence, RecordEvidence, records_missing
from models.submission import is_what_was_submitted

CLOCKS_APART = timedelta(minutes=1)
"""By how much the clocks of machines may differ: a step back by less is none."""
OPENED_BY_THEIR_FIRST_ACT = ("case", "meeting", "agreement", "dispute")


def whole(evidence: Evidence) -> None:
    """Every record is there once, with the versions it names, and its acts are numbered, timed and as submitted.

    Raises:
        Differs: one is not.
    """
    names = [record.record for record in evidence.records]
    if not names or names[0] != evidence.about:
        raise differs(evidence.about, "its record is not in the evidence")
    for name in names:
        if names.count(name) > 1:
            raise differs(name, "the record stands twice in the evidence")
    for record in evidence.records:
        _versions(evidence, record)
        _acts(record)


def all_there(evidence: Evidence) -> None:
    """Whatever record its entries and acts name is there: a story from which one is left out proves nothing.

    Raises:
        Differs: one is not.
    """
    missing = next(records_missing(evidence), None)
    if missing is not None:
        where = f"entry {missing.seq}" if missing.act is None else f"act {missing.act}"
        what = f"{missing.named} is named by {where} and is not in the evidence"
        raise differs(evidence.about, what, seq=missing.seq, act=missing.act)


def chained(evidence: Evidence) -> None:
    """Every entry names the digest of the one before it, and is what its own digest says.

    Raises:
        Differs: one does not.
    """
    for record in evidence.records:
        head = EMPTY_HEAD
        for number, entry in enumerate(record.entries, start=1):
            fault = chain_fault((entry,), after=head, first=number)
            if fault is not None:
                raise differs(record.record, fault, seq=number)
            if entry.record != record.record:
                raise differs(record.record, f"entry {number} is of {entry.record}", seq=number)
            head = entry.hash


def _versions(evidence: Evidence, record: RecordEvidence) -> None:
    if record.procedure not in evidence.procedures_by_digest:
        raise differs(record.record, f"its procedure {record.procedure[:12]} is not in the evidence", rule="P-38")
    if record.roster not in evidence.rosters_by_digest:
        raise differs(record.record, f"its roster {record.roster[:12]} is not in the evidence", rule="P-38")
    if not record.entries:
        return
    first = record.entries[0].body
    if isinstance(first, CaseRegistered | CaseImported | CommunityFounded):
        named = (first.procedure, first.roster)
        if named != (record.procedure, record.roster):
            what = "its first entry names another procedure or roster than the ones it is said to be opened under"
            raise differs(record.record, what, seq=1, rule="P-38")


def _acts(record: RecordEvidence) -> None:
    before = record.opened_at
    ids: set[str] = set()
    for number, received in enumerate(record.acts, start=1):
        if received.number != number:
            raise differs(record.record, f"act {number} is missing: found {received.number}", act=number)
        if received.record != record.record:
            raise differs(record.record, f"the act was received for {received.record}", act=number)
        if received.act_id in ids:
            raise differs(record.record, f"act {received.act_id} was received twice", act=number)
        ids.add(received.act_id)
        if received.received_at < before - CLOCKS_APART:
            what = f"received {exact(received.received_at)}, before what came before it ({exact(before)})"
            raise differs(record.record, what, act=number)
        before = max(before, received.received_at)
        if not is_what_was_submitted(received, opened=opens(record, received)):
            raise differs(record.record, "the act is not what its digest says was submitted", act=number)


def opens(record: RecordEvidence, received: ReceivedAct) -> bool:
    """Whether the act opened its record, which it could not name."""
    return received.number == 1 and record.kind in OPENED_BY_THEIR_FIRST_ACT
