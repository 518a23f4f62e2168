"""The histories in a bundle: each named after a record here, none beside another that it cannot stand beside."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audit.bundle import replayed
from audit.bundle.replayed import histories_in, members_of, replay_checks
from audit.histories import taken, unpacked
from audit.outcomes import BROKEN, NOT_CHECKED, Check
from audit.replay_of_record import told_wrongly
from audit.written import UnreadableHistory
from models.histories import KeptHistory
from tests.audit.bundle import forging, made
from tests.audit.bundle.forging import CASE
from tests.cli.desk import Desk
from tests.workflows.kept import first_of

NOWHERE = Desk({"TEMPORAL_ADDRESS": "127.0.0.1:1", "SAKSGANG_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"})
EVENTS = tuple(first_of("decided").history().events)


def run(name: str, count: int | None = None, *, began: str = "") -> KeptHistory:
    """A run of the case with so many of its events; or one that began otherwise."""
    kept = [type(event).FromString(event.SerializeToString()) for event in EVENTS[:count]]
    if began:
        kept[0].workflow_execution_started_event_attributes.original_execution_run_id = began
    return taken(CASE, name, 1, kept)


LEFT = len(EVENTS) - 1


@pytest.mark.parametrize(
    ("histories", "words"),
    [
        pytest.param((run("a"),), "", id="one"),
        pytest.param((run("a"), run("b", began="b")), "", id="one after the other"),
        pytest.param((run("a"), run("b", LEFT, began="b")), "", id="the last under way"),
        pytest.param(
            (run("a", LEFT), run("b", began="b")),
            "run a is told as under way, and b comes after it",
            id="the first under way",
        ),
        pytest.param((run("a"), run("b")), "run a stands here twice, once as b", id="the same"),
        pytest.param((run("a"), run("b", LEFT)), "run b stands here twice, once as a", id="the same without its end"),
        pytest.param(
            (run("a"), run("c", began="c"), run("b", LEFT)), "run b stands here twice, once as a", id="not the next"
        ),
        pytest.param((run("a"), run("b", 1)), "run b stands here twice, once as a", id="its first event alone"),
    ],
)
def test_runs_beside_each_other(histories: tuple[KeptHistory, ...], words: str) -> None:
    assert told_wrongly(histories) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (f"{CASE}/ab.zip", "is named otherwise"),
        (f"{CASE}/AB.gz", "is named otherwise"),
        ("case-x-9/ab.gz", "is named otherwise"),
        (f"{CASE}/ab.gz", "it is no gzip file"),
    ],
)
def test_a_history_is_named_after_its_record(name: str, words: str) -> None:
    with pytest.raises(UnreadableHistory, match=words):
        histories_in(replace(made.bundle(), histories={name: b"x"}))


def test_two_histories_of_a_run_are_told_apart_by_a_number() -> None:
    """Temporal's store was put back to an older copy, and the run ended in another way."""
    first, again = run("ab", 9), run("ab", 10)
    members = members_of((first, again))

    [(record, found)] = histories_in(replace(made.bundle(), histories=members)).items()

    assert (record, list(members)) == (CASE, [f"{CASE}/ab.gz", f"{CASE}/ab.2.gz"])
    assert sorted(one.sha256 for one in found) == sorted((first.sha256, again.sha256))
    for histories, why in (
        ({f"{CASE}/ab.gz": first.compressed, f"{CASE}/ab.3.gz": again.compressed}, "ab.2.gz is not there"),
        ({f"{CASE}/ab.2.gz": first.compressed}, "ab.gz is not there"),
        ({f"{CASE}/ab.gz": first.compressed, f"{CASE}/ab.2.gz": first.compressed}, "stands here twice"),
    ):
        with pytest.raises(UnreadableHistory, match=why):
            histories_in(replace(made.bundle(), histories=histories))


async def test_no_history_stands_there_that_nothing_replays() -> None:
    """No workflow keeps a community's record: a made-up run of it would be proved by nobody, and be read."""
    bundle = made.bundle()
    [community] = [part.record for part in bundle.records if part.head["kind"] == "community"]
    planted = run("ab").compressed

    [check] = await replay_checks(replace(bundle, histories={f"{community}/ab.gz": planted}))

    assert check.outcome == BROKEN
    assert check.why == f"{community}/ab.gz is of a record that no workflow keeps"


SEVERAL = {f"{CASE}/a{number}.gz": run(f"a{number}", 9, began=f"{number}").compressed for number in range(3)}
UNPACKED = sum(len(unpacked(content)) for content in SEVERAL.values())


@pytest.mark.parametrize(
    ("limit", "most", "why"),
    [
        ("MOST_BYTES", UNPACKED, f"they have more than {UNPACKED - 1} bytes unpacked, and no more are replayed"),
        ("MOST_RUNS", 3, f"there are 3 runs of {CASE}; at most 2 are replayed"),
    ],
)
async def test_so_much_is_replayed_of_all_together(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, limit: str, most: int, why: str
) -> None:
    bundle = replace(made.bundle(), histories=SEVERAL)
    file = tmp_path / "sak.zip"
    file.write_bytes(forging.file(bundle))
    monkeypatch.setattr(replayed, limit, most)
    assert set(histories_in(bundle)) == {CASE}

    monkeypatch.setattr(replayed, limit, most - 1)
    monkeypatch.setattr(replayed, "in_files", None)  # none is read as a history first
    assert await replay_checks(bundle) == [Check("the histories replay", NOT_CHECKED, why)]
    said = await NOWHERE.give(f"audit replay {file} --json")
    assert (said.status, said.document["checks"][-1]["why"]) == (3, why)


@pytest.mark.parametrize("length", [1, 2**32 - 1])
def test_what_says_that_it_is_of_another_length_is_no_gzip_file(length: int) -> None:
    name, content = next(iter(SEVERAL.items()))
    other = content[:-4] + length.to_bytes(4, "little")

    with pytest.raises(UnreadableHistory, match=f"^{name}: it is no gzip file"):
        histories_in(replace(made.bundle(), histories={name: other}))


def test_one_that_is_cut_off_is_no_gzip_file_wherever_it_is() -> None:
    name, content = next(iter(SEVERAL.items()))

    for at in range(3, len(content), 50):
        with pytest.raises(UnreadableHistory, match=f"^{name}: "):
            histories_in(replace(made.bundle(), histories={name: content[:at]}))


async def test_each_record_but_the_communitys_has_a_line() -> None:
    checks = await replay_checks(made.bundle())

    kept = [part.record for part in made.bundle().records if part.head["kind"] != "community"]
    assert [check.what for check in checks] == [f"the histories of {name} replay to its entries" for name in kept]
    assert {(check.outcome, check.why) for check in checks} == {(NOT_CHECKED, "there is none in the bundle")}


async def test_what_cannot_be_read_is_broken() -> None:
    [check] = await replay_checks(replace(made.bundle(), histories={f"{CASE}/ab.gz": b"x"}))

    assert (check.what, check.outcome) == ("the histories can be read", BROKEN)
