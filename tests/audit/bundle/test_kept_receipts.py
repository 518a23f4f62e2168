"""A receipt that somebody has kept: by itself, beside the bundle, and by its checkpoint."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audit.bundle.content import Bundle, address
from audit.bundle.logged import Held, checks_of_log
from audit.log.receipt import read_receipt
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check
from models.canonical import canonical_bytes
from tests.audit.bundle import forging, made
from tests.audit.bundle.forging import MEETING, SIZE
from tests.audit.bundle.made import HOLDS_KEY, Leaf
from tests.audit.bundle.test_logged import LEAVES, last_of, older, receipt


def with_receipt(text: str, **more: Any) -> Held:
    """Somebody who has kept this receipt."""
    return replace(HOLDS_KEY, receipts=(("a receipt", read_receipt(text)),), **more)


class TestKeptReceipts:
    """A receipt that somebody has kept: by itself, beside the bundle, and by its checkpoint."""

    WHAT = "what a receipt says was entered stands in the bundle"

    def kept(self, text: str, bundle: Bundle | None = None, trust: Any = HOLDS_KEY.trust) -> list[Check]:
        """What is said of it."""
        given = list(checks_of_log(bundle or made.bundle(), replace(HOLDS_KEY, trust=trust)))
        return list(checks_of_log(bundle or made.bundle(), with_receipt(text, trust=trust)))[len(given) :]

    def test_of_an_entry_that_is_here(self) -> None:
        place = last_of(MEETING)
        entries, letter = self.kept(receipt(place))

        seq = LEAVES[place].seq
        assert (entries.what, entries.outcome) == (self.WHAT, PROVED)
        assert entries.why == f"entry {seq} of {MEETING}"
        assert (letter.what, letter.outcome) == (
            f"the log begins with the {place + 1} leaves of the checkpoint in a receipt",
            PROVED,
        )

    def test_of_a_record_that_is_not_here(self) -> None:
        other = "case-ostfold-2031-77"
        place = next(n for n, leaf in enumerate(LEAVES) if leaf.record == other)
        unsealed = {"prev": "0" * 64, "record": other, "seq": 1}
        digest = address(canonical_bytes(unsealed))
        leaves = [*LEAVES[:place], Leaf(other, 1, digest), *LEAVES[place + 1 :]]
        text = receipt(place, leaves=leaves, entries=(canonical_bytes({**unsealed, "hash": digest}).decode(),))

        entries, _letter = self.kept(text)

        assert (entries.what, entries.outcome) == (self.WHAT, NOT_CHECKED)
        assert entries.why == f"it is of {other}, which is not in the bundle"

    def test_that_anybody_may_have_signed(self) -> None:
        entries, letter = self.kept(receipt(last_of(MEETING)), trust=None)

        assert (entries.outcome, letter.outcome) == (NOT_CHECKED, NOT_CHECKED)
        assert entries.why.startswith("it may be invented: ")

    @pytest.mark.parametrize(("size", "outcome"), [(0, NOT_CHECKED), (1, PROVED)])
    def test_of_an_entry_that_came_after_the_bundle(self, size: int, outcome: str) -> None:
        place = last_of(MEETING)
        entries, _letter = self.kept(receipt(place), older(place + size))

        assert entries.outcome == outcome
        if outcome == NOT_CHECKED:
            assert entries.why == f"it came after the bundle, which ends at {place} leaves"

    def test_that_proves_nothing(self) -> None:
        place = last_of(MEETING)
        text = receipt(place, SIZE, entries=(forging.part_of(made.bundle(), MEETING).entries[0].decode(),))

        [only] = self.kept(text)

        assert (only.what, only.outcome) == ("a receipt is a receipt", BROKEN)
