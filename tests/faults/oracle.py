"""Whether a run kept its promises, judged from outside: what callers were told, the tables, the relay's log.

Shares nothing with the engine but the words it writes. Every fault test ends with it, and each promise has a planted
fault that must turn it red (`test_oracle.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import rfc8785
from psycopg.rows import dict_row

Row = dict[str, Any]

DEADLINES = {  # the fixed deadlines, and the acts that must come before them
    "forankring-due": "answer_forankring",
    "takeover-due": "take_over_case",
    "statements-due": "deliver_statement",
}
LAST_ENTRIES = ("case_closed", "minutes_issued", "meeting_cancelled")
AFTER_THE_END = (
    "act_refused", "refusals_summarised",
    # A meeting is called off, and a case on its agenda answers that it has left it (P-12).
    "agenda_item_removed",
    # What is wrong in approved minutes is corrected beside them (P-29, P-33).
    "minutes_contested", "minutes_contest_withdrawn", "correction_proposed", "correction_answered",
    "correction_rejected", "minutes_corrected", "minutes_issued", "decision_flagged", "decision_flag_lifted",
)  # fmt: skip
DECISIONS = ("beslutning_made", "no_consensus")


@dataclass(frozen=True)
class Told:
    """What a caller was told of an act, at one moment. `outcome` None: received, not judged yet."""

    act_id: str
    record: str
    number: int
    received_at: datetime
    outcome: str | None


@dataclass
class ClientLog:
    """What the callers of a run sent, and what they were told."""

    sent: set[str] = field(default_factory=set)
    told: list[Told] = field(default_factory=list)


@dataclass(frozen=True)
class Evidence:
    """Everything the oracle looks at."""

    sent: frozenset[str]
    told: tuple[Told, ...]
    records: tuple[Row, ...]  # record_id, next_number, judged, seq
    intake: tuple[Row, ...]  # act_id, record_id, number, kind, direct (no record's), received_at, digest, act
    verdicts: tuple[Row, ...]  # act_id, record_id, number, outcome, first_seq, last_seq, refusal
    entries: tuple[Row, ...]  # record_id, seq, hash, body: the entry as it was hashed
    owed: frozenset[str] = frozenset()  # messages
    taken: tuple[str, ...] = ()  # by the relay


class PromiseBroken(AssertionError):
    """The run broke a promise: which, and how."""


def gather(url: str, log: ClientLog, mailbox: Path | None = None) -> Evidence:
    """Read the tables, as they stand, past everything of ours."""
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"), row_factory=dict_row) as connection:

        def rows(query: str) -> tuple[Row, ...]:
            return tuple(connection.execute(query).fetchall())

        taken = mailbox / "relay.log" if mailbox else None
        return Evidence(
            sent=frozenset(log.sent),
            told=tuple(log.told),
            records=rows("SELECT record_id, next_number, judged, seq FROM record JOIN head USING (record_id)"),
            intake=rows(
                "SELECT act_id, record_id, number, kind, body #>> '{actor,record}' IS NULL AS direct, received_at,"
                " digest, body->'act' AS act FROM intake ORDER BY record_id, number"
            ),
            verdicts=rows("SELECT * FROM verdict ORDER BY record_id, number"),
            entries=tuple(
                row | {"body": json.loads(row.pop("canonical"))}
                for row in rows("SELECT record_id, seq, hash, canonical FROM entry ORDER BY record_id, seq")
            ),
            owed=frozenset(row["message_id"] for row in rows("SELECT message_id FROM message_view")),
            taken=tuple(
                json.loads(line)["message_id"].strip("<>").partition("@")[0]
                for line in taken.read_text().splitlines()
            )
            if taken and taken.exists()
            else (),
        )


def check(url: str, log: ClientLog, mailbox: Path | None = None) -> None:
    """Judge a run that has come to rest.

    Raises:
        PromiseBroken: with every promise that was not kept.
    """
    broken = judge(gather(url, log, mailbox))
    if broken:
        table = [f"{promise}: {fault}" for promise, faults in broken.items() for fault in faults[:10]]
        raise PromiseBroken("\n".join(table))


def judge(evidence: Evidence) -> dict[str, list[str]]:
    """The promises that were broken, each with its faults."""
    found = {promise: list(faults(evidence)) for promise, faults in PROMISES.items()}
    return {promise: faults for promise, faults in found.items() if faults}


# --- the promises -------------------------------------------------------------------------------------------------


def nothing_acknowledged_is_lost(evidence: Evidence) -> Iterable[str]:
    """I1: whatever a caller was told stands in the register, unaltered."""
    stored = {row["act_id"]: row for row in evidence.intake}
    judged = {row["act_id"]: row["outcome"] for row in evidence.verdicts}
    for told in evidence.told:
        row = stored.get(told.act_id)
        if row is None:
            yield f"{told.act_id} was acknowledged and is not there"
        elif (row["record_id"], row["number"], row["received_at"]) != (told.record, told.number, told.received_at):
            yield f"{told.act_id} was acknowledged as {told.number}, stands as {row['number']}"
        if told.outcome is not None and judged.get(told.act_id) != told.outcome:
            yield f"{told.act_id} was told {told.outcome}, is {judged.get(told.act_id)}"


def nothing_pretends(evidence: Evidence) -> Iterable[str]:
    """I2: every act of a person was sent by one, and every act that was received is judged in the end."""
    judged = {row["act_id"] for row in evidence.verdicts}
    for row in evidence.intake:
        sent = row["act_id"] in evidence.sent or row["kind"] == "deadline_reached"  # what the clock says nobody sends
        if row["direct"] and not sent and not row["record_id"].startswith("community-"):
            yield f"{row['act_id']} ({row['kind']}) was sent by nobody"
        if row["act_id"] not in judged:
            yield f"{row['record_id']}: act {row['number']} ({row['kind']}) is not judged"


def exactly_once(evidence: Evidence) -> Iterable[str]:
    """I3: numbers without a gap, one verdict an act, its entries once, each naming the one before."""
    yield from (f"act {act} twice" for act, times in _counted(r["act_id"] for r in evidence.intake) if times > 1)
    yield from (f"verdict on {act} twice" for act, n in _counted(r["act_id"] for r in evidence.verdicts) if n > 1)
    for record in evidence.records:
        name = record["record_id"]
        numbers = [row["number"] for row in evidence.intake if row["record_id"] == name]
        entries = [row for row in evidence.entries if row["record_id"] == name]
        if numbers != list(range(1, record["next_number"])):
            yield f"{name}: acts {numbers}, the next {record['next_number']}"
        if [row["seq"] for row in entries] != list(range(1, record["seq"] + 1)):
            yield f"{name}: entries {[row['seq'] for row in entries]}, the head at {record['seq']}"
        yield from _chain_faults(name, entries)
        yield from _act_faults(name, entries, [row for row in evidence.verdicts if row["record_id"] == name])


def _counted(names: Iterable[str]) -> list[tuple[str, int]]:
    return Counter(names).most_common()


def _chain_faults(name: str, entries: Sequence[Row]) -> Iterable[str]:
    before = "0" * 64
    for row in entries:
        content = {key: value for key, value in row["body"].items() if key != "hash"}
        if row["body"]["prev"] != before or hashlib.sha256(rfc8785.dumps(content)).hexdigest() != row["hash"]:
            yield f"{name}: entry {row['seq']} is not in the chain"
        before = row["hash"]


def _act_faults(name: str, entries: Sequence[Row], verdicts: Sequence[Row]) -> Iterable[str]:
    """The entries that name an act are those its verdict names, and the acts are answered in the order of numbers."""
    named: dict[str, list[int]] = {}
    for row in entries:
        if row["body"].get("act"):
            named.setdefault(row["body"]["act"]["act_id"], []).append(row["seq"])
    for verdict in verdicts:
        first, last = verdict["first_seq"], verdict["last_seq"]
        expected = [] if first is None else list(range(first, last + 1))
        if named.pop(verdict["act_id"], []) != expected:
            yield f"{name}: act {verdict['number']} has other entries than its verdict says"
    yield from (f"{name}: entries of act {act} and no verdict" for act in named)
    answered = [v["first_seq"] for v in verdicts if v["first_seq"] is not None]
    if any(earlier > later for earlier, later in pairwise(answered)):
        yield f"{name}: acts were judged in another order than their numbers"


def receipt_is_counted(evidence: Evidence) -> Iterable[str]:
    """I4: received in time means counted; a roll call is what was said before it closed, and nothing else."""
    verdicts = {row["act_id"]: row for row in evidence.verdicts}
    for act, due in _deadline_acts(evidence):
        verdict = verdicts.get(act["act_id"])
        late = verdict is not None and (verdict["refusal"] or {}).get("code") == "too_late"
        if act["received_at"] < due and late:
            yield f"{act['record_id']}: act {act['number']} came in time and was refused as late"
    yield from _roll_call_faults(evidence)


def in_time(evidence: Evidence) -> Iterable[str]:
    """I10: what counts was received before the due time; a later number never has an earlier time; no early close."""
    verdicts = {row["act_id"]: row for row in evidence.verdicts}
    for act, due in _deadline_acts(evidence):
        verdict = verdicts.get(act["act_id"])
        if act["received_at"] >= due and verdict is not None and verdict["outcome"] == "accepted":
            yield f"{act['record_id']}: act {act['number']} came after the deadline and is counted"
    for earlier, later in pairwise(evidence.intake):
        if earlier["record_id"] == later["record_id"] and earlier["received_at"] > later["received_at"]:
            yield f"{later['record_id']}: act {later['number']} is older than the one before it"
    for row in evidence.intake:
        if row["kind"] == "deadline_reached" and row["received_at"] < _instant(row["act"]["due_at"]):
            yield f"{row['record_id']}: {row['act']['clock']} was closed before it was due"


def _deadline_acts(evidence: Evidence) -> Iterable[tuple[Row, datetime]]:
    """Acts with a fixed deadline, each with the due time that was in force when it was judged.

    A deadline that never rang (it was moved, or everybody answered) is nobody's deadline.
    """
    for row in evidence.intake:
        if row["kind"] != "deadline_reached" or row["act"]["clock"] not in DEADLINES:
            continue
        if _outcome(evidence, row["act_id"]) != "accepted":
            continue
        for act in evidence.intake:
            if act["record_id"] == row["record_id"] and act["kind"] == DEADLINES[row["act"]["clock"]]:
                yield act, _instant(row["act"]["due_at"])


def _outcome(evidence: Evidence, act_id: str) -> str | None:
    return next((row["outcome"] for row in evidence.verdicts if row["act_id"] == act_id), None)


def _instant(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _roll_call_faults(evidence: Evidence) -> Iterable[str]:
    standing: dict[str, Row] = {}
    record = ""
    for row in evidence.entries:
        if row["record_id"] != record:
            record, standing = row["record_id"], {}
        body = row["body"]["body"]
        if body["kind"] in ("case_item_opened", "text_amended", "written_procedure_opened"):
            standing = {}
        elif body["kind"] == "answered_in_writing":  # only counted seats are asked; one no ends it
            agrees = body["accepts_text"] and body["accepts_procedure"]
            standing[body["seat"]] = body | {
                "counted": True,
                "stance": {"kind": "consent" if agrees else "objection"},
            }
        elif body["kind"] == "position_taken":
            standing[body["seat"]] = body
        elif body["kind"] in DECISIONS:
            if sorted(_said(body)) != sorted(_expected(body["kind"], standing.values())):
                yield f"{record}: {body['kind']} does not rest on the positions before it"
            standing = {}


def _said(decision: Row) -> Iterable[str]:
    """Whose position the outcome says it rests on: all counted seats, or those that object."""
    if decision["kind"] == "no_consensus":
        return tuple(decision["objecting"])
    return (*decision["consenting"], *decision["standing_aside"], *decision["reserving"])


def _expected(kind: str, positions: Iterable[Row]) -> Iterable[str]:
    counted = [p for p in positions if p["counted"]]
    objecting = [p["seat"] for p in counted if p["stance"]["kind"] == "objection"]
    if kind == "no_consensus":
        return objecting
    return [p["seat"] for p in counted] if not objecting else ["nobody: a counted objection stands"]


def nothing_after_the_end(evidence: Evidence) -> Iterable[str]:
    """I9: after a record's last entry only refusals are entered."""
    ended: set[str] = set()
    for row in evidence.entries:
        kind = row["body"]["body"]["kind"]
        if row["record_id"] in ended and kind not in AFTER_THE_END:
            yield f"{row['record_id']}: {kind} after the end"
        if kind in LAST_ENTRIES:
            ended.add(row["record_id"])


def no_mail_twice(evidence: Evidence) -> Iterable[str]:
    """I7, what of it can be seen at once: the relay took nothing twice, and nothing that nobody owed."""
    yield from (f"the relay took {message} twice" for message, times in _counted(evidence.taken) if times > 1)
    yield from (f"the relay took {m}, which nobody owed" for m in set(evidence.taken) - evidence.owed)


PROMISES: dict[str, Callable[[Evidence], Iterable[str]]] = {
    "I1": nothing_acknowledged_is_lost,
    "I2": nothing_pretends,
    "I3": exactly_once,
    "I4": receipt_is_counted,
    "I7": no_mail_twice,
    "I9": nothing_after_the_end,
    "I10": in_time,
}
