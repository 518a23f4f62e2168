"""Any field of any kind of entry, and of what was looked up for an act, changed with every digest made to fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

import pytest

from audit.check import check
from models import acts as a
from models.base import Frozen
from models.evidence import Evidence, RecordEvidence
from tests.audit.check.forging import act_forged, chained_anew, changed
from tests.rules.evidence import evidence_from
from tests.rules.world import in_roll_call


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    """A case decided and followed up by one, with a statement and a refusal on the way."""
    world, case = in_roll_call()
    world.roll_call(case, {"SEKR-M3": a.StandAside(), "SEKR-M2": a.Consent(statement="Vi merker oss kostnaden.")})
    meeting = world.state(case).decided_in
    assert meeting is not None
    world.act(meeting, a.CloseMeeting())
    world.act(case, a.CloseItem(meeting=meeting, item=1))
    for item in world.state(case).follow_ups[:1]:
        world.act(case, a.ReportFollowUp(party=item.party, status=a.FollowUpStatus.DONE))
    return evidence_from(world, case)


def another(value: Any) -> Any:
    """Another value of the same sort; None where none is known."""
    match value:
        case bool():
            return not value
        case Enum():
            return next((member for member in type(value) if member is not value), None)
        case int():
            return value + 1
        case datetime():
            return value + timedelta(days=3)
        case date():
            return value + timedelta(days=3)
        case str() if len(value) == 64:
            return value[::-1]
        case str():
            return f"{value}x"
        case tuple() if value:
            return value[:-1]
        case Frozen():
            return _changed(value)
        case _:
            return None


def _changed(value: Frozen) -> Frozen | None:
    """The model with the first of its fields that can be another one."""
    for name in type(value).model_fields:
        other = None if name == "kind" else another(getattr(value, name))
        if other is not None:
            return value.model_copy(update={name: other})
    return None


def _first_of_each(found: Iterable[Any], kind: Callable[[Any], object]) -> Iterator[tuple[int, Any]]:
    """The first of each kind, with its place."""
    seen: set[object] = set()
    for place, one in enumerate(found):
        if kind(one) not in seen:
            seen.add(kind(one))
            yield place, one


def entries_changed(record: RecordEvidence) -> Iterator[tuple[str, RecordEvidence]]:
    """Each field of the body of each kind of entry, and of the entry around it."""
    for at, entry in _first_of_each(record.entries, lambda x: x.body.kind):
        for name in type(entry.body).model_fields:
            other = None if name == "kind" else another(getattr(entry.body, name))
            if other is not None:
                body = entry.body.model_copy(update={name: other})
                yield f"{entry.seq} {body.kind}.{name}", _with_entry(record, at, body=body)
        for name in ("at", "act", "actor"):
            other = another(getattr(entry, name))
            if other is not None and not (name == "at" and entry.act is None):
                yield f"{entry.seq} {entry.body.kind}:{name}", _with_entry(record, at, **{name: other})


def _with_entry(record: RecordEvidence, place: int, **changes: Any) -> RecordEvidence:
    entries = list(record.entries)
    entries[place] = entries[place].model_copy(update=changes)
    return record.model_copy(update={"entries": chained_anew(entries)})


def facts_changed(record: RecordEvidence) -> Iterator[tuple[str, RecordEvidence]]:
    """What was looked up for each kind of act, and who gave it; the act's digest and its entries are made to fit."""
    for _at, received in _first_of_each(record.acts, lambda x: (x.act.kind, x.actor.record is None)):
        for part in ("facts", "actor"):
            whole = getattr(received, part)
            for name in type(whole).model_fields:
                other = another(getattr(whole, name))
                if other is not None:
                    forged = whole.model_copy(update={name: other})
                    where = f"act {received.number} {received.act.kind} {part}.{name}"
                    yield where, act_forged(record, received.number, **{part: forged})
        later = received.received_at + timedelta(days=200)
        yield f"act {received.number} received_at", act_forged(record, received.number, received_at=later)


@pytest.mark.parametrize("forged", [entries_changed, facts_changed])
def test_it_is_found(evidence: Evidence, forged: Any) -> None:
    """Nothing in the case's record can be another and pass; the message names the record it is in or contradicts."""
    tried, passed = 0, []
    for what, record in forged(evidence.records[0]):
        tried += 1
        checked = check(changed(evidence, records=(record, *evidence.records[1:])), answered=False)
        if checked.difference is None:
            passed.append(what)

    assert passed == []
    assert tried > 40
