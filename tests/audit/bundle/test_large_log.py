"""Of a large log a bundle has the end alone, and says what that leaves open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from proofbundle import checkpoint as other_checkpoint
from proofbundle import merkle as other_tree

from audit.bundle import make
from audit.bundle.content import Bundle
from audit.bundle.logged import checks_of_log
from audit.log.checkpoint import read_checkpoint
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check
from tests.audit.bundle import forging, made
from tests.audit.bundle.forging import CASE, FIRST_MEETING, SIZE
from tests.audit.bundle.made import HOLDS_KEY


@pytest.fixture
def ending(monkeypatch: pytest.MonkeyPatch) -> Bundle:
    """The bundle with the last sixty leaves of its log."""
    monkeypatch.setattr(make, "AT_MOST", 60)
    return forging.relogged(made.bundle(), made.KEY)


def of(checks: list[Check], outcome: str) -> list[str]:
    return [f"{check.what}: {check.why}" for check in checks if check.outcome == outcome]


def test_what_ends_there_is_proved_and_the_rest_by_its_receipts(ending: Bundle) -> None:
    checks = made.verified(forging.file(ending), HOLDS_KEY)

    assert (ending.log.start, len(ending.log.leaves)) == (SIZE - 60, 60)
    assert of(checks, BROKEN) == []
    assert [words.partition(":")[0] for words in of(checks, NOT_CHECKED)] == [
        "no record's end is cut off",
        "the file of keys is in the log, and goes on from the key given",
    ]
    assert any(f"the end of 1 of {len(ending.records)} records" in words for words in of(checks, PROVED))


def test_a_letter_from_before_it_begins_cannot_be_told(ending: Bundle) -> None:
    held = {size: forging.holds_checkpoint(size) for size in (SIZE - 61, SIZE - 60, SIZE - 1)}

    outcomes = [list(checks_of_log(ending, holding))[-1] for holding in held.values()]

    assert [check.outcome for check in outcomes] == [NOT_CHECKED, PROVED, PROVED]
    assert "`saksgang audit compare` asks the log" in outcomes[0].why


@pytest.mark.parametrize("record", [CASE, FIRST_MEETING])
def test_an_entry_before_it_begins_is_found_by_its_chain_or_receipt(ending: Bundle, record: str) -> None:
    forged = forging.changed(forging.backdate(1), record=record, of=ending)

    broken = of(list(checks_of_log(forged, HOLDS_KEY)), BROKEN)

    assert "is not the one in the log" in broken[0] if record == CASE else f"the receipt of {record}" in broken[0]


def test_without_receipts_the_rest_would_be_unproved(ending: Bundle) -> None:
    without = replace(ending, log=replace(ending.log, receipts={CASE: ending.log.receipts[CASE]}))

    assert "is missing" in of(list(checks_of_log(without, HOLDS_KEY)), BROKEN)[0]


def test_a_case_that_no_checkpoint_has_yet_is_not_called_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """As an export is that was made some seconds after its case was opened, or its meeting planned."""
    of_others = [leaf for leaf in forging.leaves_of(made.bundle()) if leaf.record not in (CASE, FIRST_MEETING)]
    monkeypatch.setattr(make, "AT_MOST", 20)

    early = forging.relogged(made.bundle(), made.KEY, leaves=of_others)
    checks = made.verified(forging.file(early), HOLDS_KEY)

    assert early.log.start == len(of_others) - 20 > 0
    assert of(checks, BROKEN) == []
    yet = "no checkpoint has them yet, or their leaves and receipt were left out; export again when one does"
    assert [words for words in of(checks, NOT_CHECKED) if words.startswith("entries ")] == [
        f"entries 1 to {len(forging.part_of(early, record).entries)} of {record} stand in the log: {yet}"
        for record in (CASE, FIRST_MEETING)
    ]


def test_another_implementation_finds_the_same_root_and_believes_the_checkpoint() -> None:
    log = made.bundle().log
    checkpoint, _ = read_checkpoint(log.checkpoint)

    assert other_tree.merkle_tree_hash(list(log.leaves)) == checkpoint.root
    assert made.bundle().log.start == 0
    assert other_checkpoint.verify_checkpoint(log.checkpoint, str(made.KEY.public))["ok"]
