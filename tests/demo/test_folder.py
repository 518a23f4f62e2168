"""The demo's folder replaces one of its own and nothing else; Ctrl-C leaves nothing; the languages say the same."""

from __future__ import annotations

import os
import signal
import string
import subprocess
import sys
import time
from pathlib import Path

import pytest

from demo.files import MARKER, DemoFolder, FolderRefused
from demo.material import CASES, Language, read_case, read_words, read_year
from local.process import started_at

PROJECT = Path(__file__).resolve().parents[2]


class TestTheFolder:
    def test_one_of_an_earlier_demo_is_replaced(self, tmp_path: Path) -> None:
        place = tmp_path / "left behind"
        place.mkdir()
        (place / MARKER).touch()
        (place / "old.txt").touch()

        DemoFolder(place).publish()

        assert [file.name for file in place.iterdir()] == [MARKER]

    @pytest.mark.parametrize("kind", ["folder", "file", "link"])
    def test_anything_else_is_left_alone(self, tmp_path: Path, kind: str) -> None:
        place, other = tmp_path / "mine", tmp_path / "other"
        other.mkdir()
        if kind == "folder":
            place.mkdir()
            (place / "thesis.txt").touch()
        elif kind == "file":
            place.touch()
        else:
            place.symlink_to(other)

        with pytest.raises(FolderRefused, match="left as it is"):
            DemoFolder(place)

        assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "other"]

    def test_a_place_that_cannot_be_written_is_said_before_anything_starts(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()

        with pytest.raises(FolderRefused, match="--out FOLDER"):
            DemoFolder(tmp_path / "file" / "left behind")

    def test_what_is_not_published_leaves_nothing(self, tmp_path: Path) -> None:
        DemoFolder(tmp_path / "left behind").discard()

        assert list(tmp_path.iterdir()) == []


class TestStopped:
    @pytest.mark.parametrize("waiting", [False, True], ids=["at work", "waiting for a worker that is gone"])
    def test_ctrl_c_stops_everything_and_writes_nothing(self, tmp_path: Path, *, waiting: bool) -> None:
        command = [sys.executable, "-P", "-m", "cli", "demo"]
        here = os.environ | {"TMPDIR": str(tmp_path / "tmp"), "PYTHONPATH": str(PROJECT)}
        (tmp_path / "tmp").mkdir()
        with subprocess.Popen(
            command, cwd=tmp_path, env=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if "melde sak" in line:
                    break
            children = _children(process.pid)
            if waiting:
                os.kill(children["worker"], signal.SIGKILL)
                time.sleep(1)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)

        assert {"worker", "local.relay"} < children.keys()
        assert [name for name, pid in children.items() if started_at(pid) is not None] == []
        assert process.returncode == 130
        assert "Nothing is left running" in said
        assert [path.name for path in tmp_path.iterdir()] == ["tmp"]
        assert list((tmp_path / "tmp").iterdir()) == []

    def test_a_folder_that_is_not_ours_is_wrong_usage(self, tmp_path: Path) -> None:
        (tmp_path / "saksgang-demo").touch()
        command = [sys.executable, "-P", "-m", "cli", "demo"]

        ended = subprocess.run(
            command,
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(PROJECT)},
            capture_output=True,
            text=True,
            check=False,
        )

        assert ended.returncode == 2
        assert "left as it is" in ended.stderr


def _children(pid: int) -> dict[str, int]:
    """The process ids of a process's children, by the module each runs, else by its program."""
    found = {}
    asked = ["ps", "-o", "pid=,args=", "--ppid", str(pid)]
    for line in subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines():
        child, program, *arguments = line.split()
        found[arguments[arguments.index("-m") + 1] if "-m" in arguments else program] = int(child)
    return found


class TestTheLanguages:
    @pytest.mark.parametrize("language", ["nb", "nn"])
    def test_each_tells_the_same_facts(self, language: Language) -> None:
        assert _facts(read_words(language)) == _facts(read_words("en"))

    @pytest.mark.parametrize("file", CASES)
    def test_each_round_is_told_to_its_end(self, file: str) -> None:
        material = read_case(file)
        meetings = [meeting.key for meeting in read_year().meetings]
        held = [key for this in material.rounds for key in (this.drofting.meeting, this.beslutning.meeting)]

        assert set(held) <= set(meetings)
        assert held == sorted(held, key=meetings.index)


def _facts(words: object) -> dict[str, set[str | None]]:
    assert isinstance(words, dict)
    return {key: {field for _, field, _, _ in string.Formatter().parse(text) if field} for key, text in words.items()}
