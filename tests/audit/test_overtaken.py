"""An append that came too late: what stood there is the record, and a replay compares with that."""

from __future__ import annotations

from audit.decided import Decisions
from audit.replay import entry_differences
from models.entries import Entry
from models.state import RecordHead
from models.work import AppendBatch, Appended, Standing
from tests.workflows.kept import manifest

APPEND = "local activity 3"


def kept_case() -> tuple[Entry, ...]:
    [first, *_] = [kept for kept in manifest() if kept.record.startswith("case-")]
    return first.entries()


def decisions(entries: tuple[Entry, ...], standing: Standing | None) -> tuple[Decisions, Decisions]:
    """A history in which an append of the entry before the last was answered so, and the code that gives the last."""
    recorded, computed = Decisions(), Decisions()
    said = Appended(seq=entries[-1].seq, standing=standing)
    recorded.results[APPEND] = said.model_dump_json(exclude_none=True).encode()
    written = AppendBatch(record=entries[0].record, community="ostfold", entries=entries[-1:], verdicts=(), judged=1)
    computed.batches[APPEND] = written
    return recorded, computed


def head_of(entry: Entry, digest: str | None = None) -> RecordHead:
    return RecordHead(record=entry.record, seq=entry.seq, hash=digest or entry.hash, judged=1)


def test_what_was_overtaken_is_not_held_against_the_record() -> None:
    entries = kept_case()
    other = entries[-1].model_copy(update={"hash": "f" * 64})
    stands = (*entries[:-1], other)
    recorded, computed = decisions(entries, Standing(head=head_of(other)))

    assert entry_differences(stands, recorded, computed) == ()


def test_what_was_not_overtaken_is() -> None:
    entries = kept_case()
    stands = (*entries[:-1], entries[-1].model_copy(update={"hash": "f" * 64}))
    recorded, computed = decisions(entries, None)

    [found] = entry_differences(stands, recorded, computed)
    assert found.what == f"entry {entries[-1].seq}" and found.recorded.endswith("f" * 12)


def test_a_history_that_names_another_past_is_found() -> None:
    entries = kept_case()
    recorded, computed = decisions(entries, Standing(head=head_of(entries[-2], "a" * 64)))

    [found] = entry_differences(entries, recorded, computed)
    assert found.what == f"what stood before {APPEND}"
    assert (found.recorded, found.computed) == (f"entry {entries[-2].seq} {'a' * 12}", entries[-2].hash[:12])
