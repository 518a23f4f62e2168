"""A process that has used the SDK ends with its own status, whatever its threads are at."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.ending import UNWRITTEN

ENDS = """
import atexit, os, sys
from local.ending import leave

class Held:
    def __del__(self):
        os.write(2, b"taken down")

held = Held()
atexit.register(sys.stdout.write, "asked to be called; ")
sys.stdout.write("told; ")
"""


def ended(last: str, out: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    here = Path(__file__).parents[2]
    kept_back = {**os.environ, "PYTHONUNBUFFERED": ""}  # what is written waits until it is flushed
    command = [sys.executable, "-c", ENDS + last]
    return subprocess.run(
        command, stdout=out, stderr=subprocess.PIPE, cwd=here, env=kept_back, text=True, check=False
    )


@pytest.mark.parametrize("status", [0, 3])
def test_what_was_told_is_written_and_nothing_is_taken_down(status: int) -> None:
    done = ended(f"leave({status})")

    assert (done.returncode, done.stdout, done.stderr) == (status, "told; asked to be called; ", "")


def test_the_interpreter_by_itself_takes_everything_down() -> None:
    assert ended("").stderr == "taken down"


@pytest.mark.parametrize(("status", "is_said"), [(0, UNWRITTEN), (1, 1)])
def test_what_could_not_be_written_is_no_success(status: int, is_said: int) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        assert ended(f"leave({status})", full).returncode == is_said
    finally:
        os.close(full)
