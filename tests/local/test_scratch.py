"""The folder of what is thrown away: in memory where there is room, gone with whoever took it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from local.scratch import IN_USE, Scratch

PREFIX = "saksgang-of-a-test-"


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made otherwise."""
    (tmp_path / "disk").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "disk"))
    return tmp_path / "disk"


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    (tmp_path / "memory").mkdir()
    return tmp_path / "memory"


def test_it_is_in_memory_and_goes_with_the_block(memory: Path, disk: Path) -> None:
    with Scratch(prefix=PREFIX, memory=memory, room=1) as folder:
        (folder / "some").mkdir()
        (folder / "some" / "file").write_text("x")

        assert folder.parent == memory

    assert [*memory.iterdir(), *disk.iterdir()] == []


@pytest.mark.parametrize("room", [pytest.param(2**62, id="too little room"), pytest.param(1, id="no such folder")])
def test_it_is_on_disk_otherwise(memory: Path, disk: Path, room: int) -> None:
    with Scratch(prefix=PREFIX, memory=memory if room > 1 else memory / "none", room=room) as folder:
        assert folder.parent == disk


def test_what_somebody_left_who_was_killed_is_removed_and_what_is_in_use_is_not(memory: Path, disk: Path) -> None:
    forsaken, beginning, foreign = (memory / f"{name}1" for name in (PREFIX, f"{PREFIX}-begun-", "other-"))
    for folder in (forsaken, beginning, foreign):
        folder.mkdir()
    for folder in (forsaken, foreign):
        (folder / IN_USE).touch()

    with (
        Scratch(prefix=PREFIX, memory=memory, room=1) as used,
        Scratch(prefix=PREFIX, memory=memory, room=1) as second,
    ):
        assert set(memory.iterdir()) == {beginning, foreign, used, second}
