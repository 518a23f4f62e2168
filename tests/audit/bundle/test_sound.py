"""How far a broken file is told: what the signed log has up to the first entry that is another, and nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.bundle.content import Bundle
from audit.bundle.sound import Sound, sound_part
from audit.log.trust import trust_in
from tests.audit.bundle import forging, made
from tests.audit.bundle.forging import CASE, MEETING
from tests.audit.bundle.made import HOLDS_KEY, OTHER_KEY
from tests.cli.desk import Desk

LEAVES = forging.leaves_of(made.bundle())
WHOLE = {part.record: len(part.entries) for part in made.bundle().records}


def earlier(seq: int) -> forging.Change:
    """Somebody says that an entry was made long before."""

    def change(entries: list[Any]) -> None:
        entries[seq - 1]["at"] = "2001" + entries[seq - 1]["at"][4:]

    return change


def cut_before(seq: int) -> forging.Change:
    """Somebody leaves out the end of a record."""
    return lambda entries: entries.__delitem__(slice(seq - 1, None))


def sound(bundle: Bundle) -> Sound | None:
    assert HOLDS_KEY.trust is not None
    return sound_part(bundle, HOLDS_KEY.trust)


def told(found: Sound | None) -> dict[str, int]:
    assert found is not None
    return {record.record: len(record.entries) for record in found.evidence.records}


@pytest.mark.parametrize("record", [CASE, MEETING])
@pytest.mark.parametrize("change", [earlier, cut_before], ids=["changed", "cut off"])
def test_it_is_told_up_to_the_first_leaf_that_says_another_entry(record: str, change: Any) -> None:
    seq = WHOLE[record] - 1
    found = sound(forging.changed(change(seq), record=record))
    [place] = [place for place, leaf in enumerate(LEAVES) if (leaf.record, leaf.seq) == (record, seq)]

    assert found is not None and found.leaf == place
    before: dict[str, int] = dict.fromkeys(WHOLE, 0)
    for leaf in LEAVES[:place]:
        if leaf.record in before:
            before[leaf.record] = leaf.seq
    assert told(found) == before
    assert before[record] == seq - 1
    kept = {r.record: r.entries for r in made.bundle().evidence.records}
    assert all(r.entries == kept[r.record][: len(r.entries)] for r in found.evidence.records), (
        "nothing of the forgery"
    )


def test_of_what_is_the_same_nothing_is_cut() -> None:
    assert sound(made.bundle()) is None


def unsealed() -> Bundle:
    """An entry is another under the digest it had, and the end is left out."""

    def change(entries: list[Any]) -> None:
        earlier(5)(entries)
        del entries[-1]

    return forging.changed(change, reseal=False)


def with_a_leaf_of_its_own() -> Bundle:
    """An entry is another, and so is its leaf; those after it are not."""
    forged = forging.changed(earlier(5))
    digest = forging.part_of(forged, CASE).told[4]["hash"]

    def change(leaves: list[made.Leaf]) -> None:
        place = next(n for n, leaf in enumerate(leaves) if (leaf.record, leaf.seq) == (CASE, 5))
        leaves[place] = made.Leaf(CASE, 5, digest)

    return replace(forged, log=forging.with_leaves(change).log)


@pytest.mark.parametrize(
    "bundle",
    [
        pytest.param(unsealed, id="a chain is broken"),
        pytest.param(with_a_leaf_of_its_own, id="the leaves are not the log's"),
        pytest.param(
            lambda: forging.relogged(forging.changed(earlier(5)), OTHER_KEY, leaves=LEAVES), id="another has signed"
        ),
        pytest.param(
            lambda: replace(forging.changed(earlier(5)), log=replace(made.bundle().log, keys="{}")), id="no keys"
        ),
    ],
)
def test_where_the_log_itself_proves_nothing_nothing_is_told(bundle: Any) -> None:
    assert sound(bundle()) is None


def test_whoever_trusts_another_key_is_told_nothing() -> None:
    assert sound_part(forging.changed(earlier(5)), trust_in(OTHER_KEY.public)) is None


async def test_the_story_ends_where_the_file_parts_from_the_log_and_no_page_is_written(tmp_path: Path) -> None:
    kinds = [entry["body"]["kind"] for entry in forging.part_of(made.bundle(), CASE).told]
    seq = kinds.index("beslutning_made") + 1
    file, key, page = tmp_path / "forged.zip", tmp_path / "log.keys.json", tmp_path / "sak.html"
    file.write_bytes(
        forging.file(forging.changed(lambda entries: entries[seq - 1]["body"].update(proposal="Kommunene betaler.")))
    )
    key.write_text(made.keys(), encoding="utf-8")
    desk = Desk({})

    answer = await desk.give(f"audit replay {file} --key {key} --html {page}")
    document = (await desk.give(f"audit replay {file} --key {key} --json")).document

    assert (answer.status, page.exists()) == (1, False)
    assert "Kommunene betaler." not in answer.out
    assert "This is told as far as the signed log has it" in answer.out
    told, _, after = answer.out.partition("Here the file parts from the log")
    assert f"{CASE}:{seq - 1}, " in told and f"{CASE}:{seq}, " not in answer.out
    assert "no page is written" in after and f"Replay of {file}: broken" in after
    assert document["timeline"] == [] and document["result"] == "broken"
    assert {m["seq"] for m in document["told_by_the_log"] if m["record"] == CASE} == set(range(1, seq))


async def test_a_page_that_is_there_is_kept(tmp_path: Path) -> None:
    file, page = tmp_path / "sak.zip", tmp_path / "sak.html"
    file.write_bytes(made.written())
    page.write_text("Min egen side.", encoding="utf-8")

    answer = await Desk({}).give(f"audit replay {file} --html {page}")

    assert answer.status == 2 and "sak.html is there already" in answer.err
    assert page.read_text(encoding="utf-8") == "Min egen side."


async def test_what_verifies_each_check_names_the_file_as_it_was_named(tmp_path: Path) -> None:
    (folder := tmp_path / "to filer").mkdir()
    (file := folder / "sak.zip").write_bytes(made.written())

    answer = await Desk({}).give("audit questions", str(file), "--json")

    assert f"audit verify '{file}' --key KEY" in answer.document["checks"][-1]["why"]


async def test_the_file_that_was_judged_is_told_by_its_digest_and_the_fault_once(tmp_path: Path) -> None:
    file = tmp_path / "forged.zip"
    file.write_bytes(forging.file(forging.changed(earlier(5))))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()

    told = await Desk({}).give(f"audit verify {file}")
    document = (await Desk({}).give(f"audit verify {file} --json")).document

    assert told.out.splitlines()[-3] == f"The SHA-256 of the file that was judged is {digest}."
    assert told.out.splitlines()[-2] == f"The first that is broken: {document['first_broken']['what']}"
    assert " ".join(told.out.split()).count(document["first_broken"]["why"]) == 1
    assert document["sha256"] == digest
