"""What somebody holds is compared with the log, and what stands in it with what its own checkpoint vouches for."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.bundle.content import Bundle
from audit.log.merkle import Tree, leaf_hash
from cli.audit_held import read_given
from tests.audit.bundle import forging, made
from tests.audit.bundle.forging import CASE, DECISION, body, changed
from tests.cli.desk import Desk

NOWHERE = Desk({"TEMPORAL_ADDRESS": "127.0.0.1:1", "SAKSGANG_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"})


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    (tmp_path / "keys.json").write_text(made.keys(), encoding="utf-8")
    return tmp_path / "keys.json"


def written(folder: Path, bundle: Bundle) -> Path:
    (folder / "sak.zip").write_bytes(forging.file(bundle))
    return folder / "sak.zip"


@pytest.mark.parametrize("with_key", [True, False])
async def test_a_forged_bundle_with_the_logs_own_checkpoint_does_not_agree(
    tmp_path: Path, keys: Path, *, with_key: bool
) -> None:
    """The checkpoint in it is the right one; what stands beside it is not what it vouches for."""
    honest, forged = made.bundle(), changed(body(DECISION, text="0" * 64))
    key = f"--key {keys}" if with_key else ""

    agrees = await NOWHERE.give(f"audit compare {written(tmp_path, honest)} --without-log {key}")
    differs = await NOWHERE.give(f"audit compare {written(tmp_path, forged)} --without-log {key}")

    assert (agrees.status, differs.status) == (3, 1), agrees.out + differs.out
    assert "what stands in it is what its own log has" in agrees.out
    assert f"entry {DECISION} of {CASE}" in " ".join(differs.out.split())


def test_where_a_rewritten_past_parts_from_the_log_is_named(tmp_path: Path) -> None:
    """Whoever has the key wrote all anew: bundle and checkpoint agree, and no letter of before agrees with them."""
    honest, rewritten = made.bundle(), forging.resigned(changed(body(DECISION, text="0" * 64)))
    tree = Tree(map(leaf_hash, honest.log.leaves))
    given = read_given(str(written(tmp_path, rewritten)))

    [(_, note)] = given.checkpoints
    assert given.where(note, tree).endswith(f": entry {DECISION} of {CASE}")
    assert given.where(note, Tree(map(leaf_hash, rewritten.log.leaves))) == ""
    assert given.where("another", tree) == ""


async def test_a_letter_that_nothing_owed_is_broken_in_a_bundle_that_is_compared(tmp_path: Path) -> None:
    forged = forging.with_message(lambda letter: letter.update(message_id="0" * 64))

    said = await NOWHERE.give(f"audit compare {written(tmp_path, forged)} --without-log")

    assert said.status == 1, said.out
    assert "every message was owed because of an entry here" in " ".join(said.out.split())
