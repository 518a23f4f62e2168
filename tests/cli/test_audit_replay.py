"""`audit replay` of files: no server is asked, and what has nothing beside it is never called proved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audit.histories import bytes_of, in_file, packed
from cli.audit_findings import content_of
from cli.document import write_new
from cli.door import Failed, Status
from tests.audit.bundle import made
from tests.cli.desk import Desk, Said
from tests.workflows.kept import Kept, edited, first_of
from tests.workflows.test_histories import change_timer

KEPT = first_of("decided")
NOWHERE = Desk({"SAKSGANG_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "TEMPORAL_ADDRESS": "127.0.0.1:1"})


def written(file: Path, content: bytes) -> Path:
    file.write_bytes(content)
    return file


async def replayed(file: Path, content: bytes) -> Said:
    return await NOWHERE.give(f"audit replay {written(file, content)} --json")


def as_json(kept: Kept) -> bytes:
    return kept.history().to_json().encode()


class TestHistoryFile:
    """A history alone: the code is asked, the record is not there."""

    async def test_as_it_is_kept_and_as_temporal_writes_it(self, tmp_path: Path) -> None:
        content = bytes_of(KEPT.history().events)
        said = [
            await replayed(tmp_path / name, form)
            for name, form in (("a.gz", packed(content)), ("b.bin", content), ("c.json", as_json(KEPT)))
        ]

        assert [one.status for one in said] == [3, 3, 3]
        assert len({one.document["runs"][0]["sha256"] for one in said}) == 1
        assert all(one.document["runs"][0]["agrees"] for one in said)
        assert [check["outcome"] for check in said[0].document["checks"]] == ["proved", "not checked", "not checked"]
        assert (
            "is not there, which another goes on from or in or was reset from" in said[0].document["checks"][1]["why"]
        )

    async def test_an_edited_one_is_broken_and_the_first_difference_named(self, tmp_path: Path) -> None:
        content = bytes_of(edited(KEPT.history(), change_timer).events)

        said = await replayed(tmp_path / "edited.gz", packed(content))

        broken, *_ = said.document["checks"]
        assert (said.status, broken["outcome"]) == (1, "broken")
        assert "parts first: timer" in broken["why"]

    @pytest.mark.parametrize(
        "content", [b"", b"hei", b"{}", b'{"events": []}', packed(b"x"), b"PK\x03\x04 no bundle", b"\x1f\x8bx"]
    )
    async def test_what_is_no_history_is_unreadable(self, tmp_path: Path, content: bytes) -> None:
        said = await replayed(tmp_path / "file", content)

        assert (said.status, said.document["result"]) == (2, "unreadable")
        assert said.document["why"]


def test_json_says_which_record_it_is_of() -> None:
    kept = in_file(as_json(KEPT))

    assert (kept.record, kept.workflow) == (KEPT.record, "CaseWorkflow")
    assert json.loads(as_json(KEPT))["events"]


@pytest.mark.parametrize("option", ["--key", "--checkpoint", "--receipt"])
async def test_what_somebody_has_of_the_log_is_for_a_bundle(option: str, tmp_path: Path) -> None:
    given = {"--key": f"{made.KEY.public}", "--checkpoint": made.bundle().log.checkpoint}
    receipt = written(tmp_path / "receipt", next(iter(made.bundle().log.receipts.values())).encode())
    history = written(tmp_path / "a.gz", packed(bytes_of(KEPT.history().events)))

    said = await NOWHERE.give("audit", "replay", str(history), option, given.get(option, str(receipt)))

    assert (said.status, f"{option} is for a bundle, and none was named" in said.err) == (2, True)


async def test_a_page_of_a_bundle_finds_what_verify_finds_of_what_is_held(tmp_path: Path) -> None:
    file, page = written(tmp_path / "sak.zip", made.written()), tmp_path / "sak.html"
    keys = written(tmp_path / "keys.json", made.keys().encode())
    held = f"--key {keys} --checkpoint {written(tmp_path / 'before', made.bundle().log.checkpoint.encode())}"

    verified = (await NOWHERE.give(f"audit verify {file} {held} --json")).document
    replayed = (await NOWHERE.give(f"audit replay {file} {held} --lang nb --html {page} --json")).document

    assert replayed["checks"] == verified["checks"]
    assert replayed["not_claimed"] == verified["not_claimed"]
    shown = page.read_text(encoding="utf-8")
    assert "Loggen begynner med de" in shown and "At ingen med loggens egen" not in shown
    assert shown.count('<th scope="row" class="proved">') == sum(c["outcome"] == "proved" for c in verified["checks"])


async def test_a_name_that_no_file_can_have_is_unreadable_and_never_a_broken_proof(tmp_path: Path) -> None:
    for command in ("replay", "questions"):
        said = await NOWHERE.give(f"audit {command} {tmp_path / ('x' * 300)} --json")

        assert (said.status, said.document["result"]) == (2, "unreadable")


def test_what_is_judged_is_what_was_read_whatever_becomes_of_the_file(tmp_path: Path) -> None:
    file = written(tmp_path / "decision.zip", b"as it was handed over")

    content = content_of(file)
    with file.open("r+b") as opened:
        opened.write(b"another")
        opened.truncate(7)

    assert bytes(content) == b"as it was handed over"


def test_a_page_that_cannot_be_written_is_no_broken_proof(tmp_path: Path) -> None:
    with pytest.raises(Failed) as failed:
        write_new(tmp_path / "no-such-folder" / "page.html", b"a page")

    assert failed.value.problem.status is Status.USAGE
