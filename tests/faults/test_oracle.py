"""The oracle finds what is planted: a test that cannot make it fail is no test."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import rfc8785

from tests.faults.oracle import PROMISES, Evidence, Row, Told, judge

DUE = datetime(2031, 3, 1, 23, tzinfo=UTC)
CASE = "case-ostfold-2031-1"
SECOND = timedelta(seconds=1)


def act(number: int, kind: str, at: datetime, **said: object) -> Row:
    return {
        "act_id": f"act-{number}", "record_id": CASE, "number": number, "kind": kind, "received_at": at,
        "direct": kind != "deadline_reached", "digest": f"{number:064}", "act": {"kind": kind, **said},
    }  # fmt: skip


def verdict(number: int, outcome: str, first: int | None, last: int | None = None, code: str | None = None) -> Row:
    return {
        "act_id": f"act-{number}", "record_id": CASE, "number": number, "outcome": outcome, "first_seq": first,
        "last_seq": last or first, "refusal": {"code": code} if code else None,
    }  # fmt: skip


def chained(bodies: list[tuple[int | None, Row]]) -> tuple[Row, ...]:
    """Entries as the house would hash them: the act each answers, and what it says."""
    rows: list[Row] = []
    before = "0" * 64
    for seq, (number, body) in enumerate(bodies, start=1):
        content: Row = {"record": CASE, "seq": seq, "prev": before, "body": body}
        if number is not None:
            content["act"] = {"act_id": f"act-{number}", "number": number}
        before = hashlib.sha256(rfc8785.dumps(content)).hexdigest()
        rows.append({"record_id": CASE, "seq": seq, "hash": before, "body": content | {"hash": before}})
    return tuple(rows)


def position(seat: str, stance: str = "consent") -> Row:
    return {"kind": "position_taken", "seat": seat, "counted": True, "stance": {"kind": stance}}


def good() -> Evidence:
    """A short run in which every promise is kept: a deadline with an answer on each side, and a roll call."""
    decided = {"kind": "beslutning_made", "consenting": ["M1", "H1"], "standing_aside": [], "reserving": []}
    kinds = ["register_case", "answer_forankring", "answer_forankring", "deadline_reached"]
    kinds += ["take_position", "take_position", "close_item"]
    times = [DUE - 9 * SECOND, DUE - SECOND, DUE, DUE, *(DUE + n * SECOND for n in (1, 2, 3))]
    said = {3: {"clock": "forankring-due", "due_at": DUE.isoformat()}}
    acts = [act(n + 1, kind, times[n], **said.get(n, {})) for n, kind in enumerate(kinds)]
    entries = chained([
        (1, {"kind": "case_registered"}),
        (2, {"kind": "forankring_answered"}),
        (3, {"kind": "act_refused"}),
        (4, {"kind": "forankring_closed"}),
        (5, position("M1")),
        (6, position("H1")),
        (7, decided),
        (None, {"kind": "binding_effect"}),
        (None, {"kind": "case_closed"}),
    ])  # fmt: skip
    verdicts = [verdict(n, "accepted", n) for n in (1, 2, 4, 5, 6, 7)]
    verdicts.insert(2, verdict(3, "refused", 3, code="too_late"))
    outcomes = {row["number"]: row["outcome"] for row in verdicts}
    direct = [row for row in acts if row["direct"]]
    return Evidence(
        sent=frozenset(row["act_id"] for row in direct),
        told=tuple(
            Told(row["act_id"], CASE, row["number"], row["received_at"], outcomes[row["number"]]) for row in direct
        ),
        records=({"record_id": CASE, "next_number": 8, "judged": 7, "seq": 9},),
        intake=tuple(acts),
        verdicts=tuple(verdicts),
        entries=entries,
        owed=frozenset({"m1", "m2"}),
        taken=("m1", "m2"),
    )


def without(rows: tuple[Row, ...], place: int) -> tuple[Row, ...]:
    return rows[:place] + rows[place + 1 :]


def changed(rows: tuple[Row, ...], place: int, **values: object) -> tuple[Row, ...]:
    return (*rows[:place], rows[place] | values, *rows[place + 1 :])


def rechained(evidence: Evidence, *more: tuple[int | None, Row], bodies: dict[int, Row] | None = None) -> Evidence:
    """With other entries, hashed as if they had been so from the first."""
    kept = [
        (row["body"]["act"]["number"] if "act" in row["body"] else None, (bodies or {}).get(n, row["body"]["body"]))
        for n, row in enumerate(evidence.entries)
    ]
    entries = chained([*kept, *more])
    return replace(evidence, entries=entries, records=changed(evidence.records, 0, seq=len(entries)))


PLANTED: dict[str, tuple[str, Callable[[Evidence], Evidence]]] = {
    "an acknowledged act is gone": ("I1", lambda e: replace(e, intake=without(e.intake, 1))),
    "an acknowledged act has another time": (
        "I1",
        lambda e: replace(e, intake=changed(e.intake, 1, received_at=DUE - 2 * SECOND)),
    ),
    "a caller was told accepted, and it was refused": (
        "I1",
        lambda e: replace(e, told=(*e.told, Told("act-3", CASE, 3, DUE, "accepted"))),
    ),
    "an act that nobody sent": ("I2", lambda e: replace(e, sent=e.sent - {"act-5"})),
    "an act that was never judged": ("I2", lambda e: replace(e, verdicts=without(e.verdicts, 6))),
    "a gap in the acts": ("I3", lambda e: replace(e, intake=without(e.intake, 4))),
    "an act twice": ("I3", lambda e: replace(e, intake=(*e.intake, e.intake[-1]))),
    "an entry is gone": ("I3", lambda e: replace(e, entries=without(e.entries, 3))),
    "an entry was edited": (
        "I3",
        lambda e: replace(
            e, entries=changed(e.entries, 5, body=e.entries[5]["body"] | {"body": position("H1", "x")})
        ),
    ),
    "an entry twice, for the same act": ("I3", lambda e: rechained(e, (5, position("M1")))),
    "acts judged in another order": (
        "I3",
        lambda e: replace(e, verdicts=changed(changed(e.verdicts, 4, first_seq=6), 5, first_seq=5)),
    ),
    "in time, and refused as late": (
        "I4",
        lambda e: replace(e, verdicts=changed(e.verdicts, 1, outcome="refused", refusal={"code": "too_late"})),
    ),
    "a position is left out of the decision": (
        "I4",
        lambda e: rechained(e, bodies={6: e.entries[6]["body"]["body"] | {"consenting": ["H1"]}}),
    ),
    "decided over an objection": ("I4", lambda e: rechained(e, bodies={4: position("M1", "objection")})),
    "a mail twice": ("I7", lambda e: replace(e, taken=(*e.taken, "m1"))),
    "a mail nobody owed": ("I7", lambda e: replace(e, taken=(*e.taken, "m3"))),
    "a position after the end": ("I9", lambda e: rechained(e, (None, position("M1")))),
    "late, and counted": (
        "I10",
        lambda e: replace(e, verdicts=changed(e.verdicts, 2, outcome="accepted", refusal=None)),
    ),
    "a later number with an earlier time": (
        "I10",
        lambda e: replace(e, intake=changed(e.intake, 6, received_at=DUE)),
    ),
    "closed before it was due": (
        "I10",
        lambda e: replace(
            e, intake=changed(e.intake, 3, act={"clock": "forankring-due", "due_at": (DUE + SECOND).isoformat()})
        ),
    ),
}


def test_a_good_run_breaks_no_promise() -> None:
    assert judge(good()) == {}


@pytest.mark.parametrize(("promise", "plant"), PLANTED.values(), ids=PLANTED.keys())
def test_what_is_planted_is_found(promise: str, plant: Callable[[Evidence], Evidence]) -> None:
    assert promise in judge(plant(good()))


def test_every_promise_has_something_planted() -> None:
    assert {promise for promise, _ in PLANTED.values()} == set(PROMISES)
