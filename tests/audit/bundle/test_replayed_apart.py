"""The replay in processes of their own comes to an end, whatever is in a history: shown on the command as typed."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.bundle.replayed_apart import BROKE_OFF, LATE, WHAT
from audit.histories import bytes_of, packed
from audit.outcomes import NOT_CHECKED
from tests.audit.bundle import forging, made
from tests.audit.bundle.forging import CASE
from tests.workflows.kept import first_of

PROJECT = Path(__file__).parents[3]
WHOLE = first_of("decided").history().events
WITHOUT_ONE = packed(bytes_of([*WHOLE[:3], *WHOLE[4:]]))

# What is changed is changed where it is replayed: the command forks that before it has loaded the SDK.
COMMAND = """
from audit.bundle import replayed_apart

begin = replayed_apart._be_on_its_own

def changed(parent):
    begin(parent)
    {change}

replayed_apart._be_on_its_own, replayed_apart.SECONDS, replayed_apart.SILENT = changed, 3, 1
from cli.main import main
main()
"""


def verifying(file: Path, change: str) -> list[str | Path]:
    """`audit verify` of a case whose history lacks one of its events."""
    file.write_bytes(forging.file(replace(made.bundle(), histories={f"{CASE}/ab.gz": WITHOUT_ONE})))
    return [sys.executable, "-c", COMMAND.format(change=change), "audit", "verify", file, "--json"]


def verified(file: Path, change: str) -> tuple[int, dict[str, Any], str]:
    """How `audit verify` ends, its words and faults, where the case's history lacks one of its events."""
    ended = subprocess.run(
        verifying(file, change), cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False
    )
    return ended.returncode, json.loads(ended.stdout), ended.stderr


def test_a_history_that_the_sdk_waits_on_for_ever_is_told_as_not_checked(tmp_path: Path) -> None:
    """As one that we would not refuse and should: here none is refused."""
    status, document, faults = verified(
        tmp_path / "sak.zip", "from audit import histories; histories.as_written = tuple"
    )

    told = {check["what"]: (check["outcome"], check["why"]) for check in document["checks"]}
    assert told[WHAT.format(CASE)] == (NOT_CHECKED, LATE.format(3))
    assert (status, faults) == (3, "")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("raise ZeroDivisionError('of nobody')", BROKE_OFF.format("ZeroDivisionError: of nobody")),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", LATE.format(3)),
        ("import os; os._exit(7)", LATE.format(3)),
    ],
    ids=["a fault that nobody thought of", "stopped, when it feels no alarm", "ended"],
)
def test_what_becomes_of_the_process_is_no_word_about_the_bundle(tmp_path: Path, change: str, why: str) -> None:
    status, document, faults = verified(tmp_path / "sak.zip", change)

    told = {check["what"]: (check["outcome"], check["why"]) for check in document["checks"]}
    assert told[WHAT.format(CASE)] == (NOT_CHECKED, why)
    assert (status, faults) == (3, "")


def test_where_the_system_gives_no_process_the_rest_is_checked(tmp_path: Path) -> None:
    before = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))\n"
    given = verifying(tmp_path / "sak.zip", "pass")
    given[2] = str(given[2]).replace("from cli.main import main", f"from cli.main import main\n{before}")

    ended = subprocess.run(given, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False)

    told = {check["what"]: (check["outcome"], check["why"]) for check in json.loads(ended.stdout)["checks"]}
    assert told[WHAT.format(CASE)] == (NOT_CHECKED, BROKE_OFF.format("Too many open files"))
    assert (ended.returncode, ended.stderr) == (3, "")


def test_it_ends_with_its_parent_even_where_that_is_killed(tmp_path: Path) -> None:
    """A pipe that the process holds is closed once it is gone, whoever buries it."""
    alive, held = os.pipe()
    os.set_inheritable(held, True)
    given = verifying(tmp_path / "sak.zip", f"import os, time; os.write({held}, b'here'); time.sleep(60)")

    with subprocess.Popen(given, cwd=PROJECT, stdout=subprocess.DEVNULL, pass_fds=[held]) as parent:
        os.close(held)
        assert os.read(alive, 4) == b"here"
        parent.kill()

    ready, _, _ = select.select([alive], [], [], 20)
    assert ready
    assert os.read(alive, 1) == b""
    os.close(alive)
