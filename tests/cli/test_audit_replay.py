"""`audit replay` of files: no server is asked, and what has nothing beside it is never called proved."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from audit.histories import bytes_of, in_file, packed
from tests.audit.bundle import forging, made
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


async def test_every_record_in_a_bundle_is_asked_for_its_histories(tmp_path: Path) -> None:
    """Not only the record itself and the meetings that its entries name."""
    case, meeting, *others = made.bundle().records
    bundle = replace(made.bundle(), about=meeting.record, records=(meeting, case, *others))
    file = tmp_path / "sak.zip"
    file.write_bytes(forging.file(bundle))

    said = await NOWHERE.give(f"audit replay {file} --json")

    missing = [check["what"].partition(":")[0] for check in said.document["checks"] if "no history" in check["why"]]
    assert missing == [part.record for part in bundle.records if not part.record.startswith("community-")]
