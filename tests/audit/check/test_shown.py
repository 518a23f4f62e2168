"""An answer's entries prove it as far as the signed log has them; nothing else is called proved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audit.bundle.logged import logged_to
from audit.check import Proof
from cli.audit_answers import NOT_LOGGED, shown_by
from tests.audit.bundle import forging, made
from tests.audit.bundle.forging import CASE
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
