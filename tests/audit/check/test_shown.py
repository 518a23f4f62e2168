"""An answer's entries prove it as far as the signed log has them; nothing else is called proved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audit.bundle.content import record_part
from audit.bundle.logged import logged_to
from audit.bundle.make import Gathered, make_bundle
from audit.bundle.verify import DERIVED
from audit.check import Proof
from cli.audit_answers import NOT_LOGGED, shown_by
from tests.audit.bundle import forging, made
from tests.audit.bundle.forging import CASE
from tests.audit.check.test_silent import clock_gone, with_closing
from tests.cli.desk import Desk

NOWHERE = Desk({"SAKSGANG_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"})
PROOFS = [Proof(record=CASE, seq=seq, hash=f"{seq}" * 64) for seq in (3, 5, 8)]


def test_what_came_after_the_checkpoint_is_told_apart() -> None:
    assert shown_by(PROOFS, {CASE: 5}) == [
        f"proved by entries 3 (333333333333), 5 (555555555555) of {CASE}",
        f"rests on entry 8 (888888888888) of {CASE}, not shown to be in the signed log",
    ]
    assert shown_by(PROOFS, {CASE: 8}) == [
        f"proved by entries 3 (333333333333), 5 (555555555555), 8 (888888888888) of {CASE}"
    ]
    assert shown_by(PROOFS[:1], {}) == [f"rests on entry 3 (333333333333) of {CASE}"]


@pytest.mark.parametrize("size", [None, 40])
def test_how_far_the_signed_log_has_each_record(size: int | None) -> None:
    """Whole, and of a case under way of which a checkpoint has the beginning alone."""
    bundle = made.bundle()
    leaves = forging.leaves_of(bundle)[:size]
    part = forging.relogged(bundle, made.KEY, leaves=leaves)

    logged = logged_to(part, made.verified(forging.file(part), made.HOLDS_KEY))

    assert logged == {
        p.record: max((leaf.seq for leaf in leaves if leaf.record == p.record), default=0) for p in bundle.records
    }
    assert (logged[CASE] < len(forging.part_of(bundle, CASE).entries)) is (size is not None)
    assert logged_to(part, made.verified(forging.file(part), replace(made.HOLDS_KEY, trust=None))) == {}


async def test_without_a_key_nothing_is_said_to_be_proved(tmp_path: Path) -> None:
    (file := tmp_path / "sak.zip").write_bytes(made.written())

    for asks in ("questions", "verify --answers"):
        alone = await NOWHERE.give(f"audit {asks} {file}")
        proved = await NOWHERE.give(f"audit {asks} {file} --key {made.KEY.public}")

        assert "proved by entr" not in alone.out and NOT_LOGGED in alone.out
        assert "proved by entr" in proved.out and NOT_LOGGED not in proved.out


async def test_what_verify_does_not_check_of_a_case_under_way_is_not_called_proved(tmp_path: Path) -> None:
    """An act of a clock that once ran, of which no entry speaks: nothing shows that it came."""
    evidence, gone = clock_gone()
    evidence = with_closing(evidence, gone.name, gone.due_at)
    records = tuple(map(record_part, evidence.records))
    leaves = made.heads(records, made.keys())
    bundle = make_bundle(
        Gathered(evidence, records, leaves, made.signed(leaves), made.keys(), documents={}, messages=())
    )
    (file := tmp_path / "sak.zip").write_bytes(forging.file(bundle))

    asked = (await NOWHERE.give(f"audit questions {file} --key {made.KEY.public} --json")).document
    verified = (await NOWHERE.give(f"audit verify {file} --key {made.KEY.public} --json")).document

    [derived] = [check for check in verified["checks"] if check["what"] == DERIVED]
    assert (asked["result"], derived["outcome"]) == ("not_fully_checked", "not checked")
    assert asked["checks"][0] == derived
