"""The replay in processes of their own comes to an end, whatever is in a history: shown on the command as typed."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from audit.bundle.replayed_apart import LATE, WHAT
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

def changed():
    begin()
    {change}

replayed_apart._be_on_its_own, replayed_apart.SECONDS = changed, 3
from cli.main import main
main()
"""


def verified(file: Path, change: str) -> tuple[int, dict[str, Any], str]:
    """How `audit verify` ends, its words and faults, where the case's history lacks one of its events."""
    file.write_bytes(forging.file(replace(made.bundle(), histories={f"{CASE}/ab.gz": WITHOUT_ONE})))
    ended = subprocess.run(
        [sys.executable, "-c", COMMAND.format(change=change), "audit", "verify", file, "--json"],
        cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return ended.returncode, json.loads(ended.stdout), ended.stderr


def test_a_history_that_the_sdk_waits_on_for_ever_is_told_as_not_checked(tmp_path: Path) -> None:
    """As one that we would not refuse and should: here none is refused."""
    status, document, faults = verified(
        tmp_path / "sak.zip", "from audit import histories; histories.as_written = tuple"
    )

    told = {check["what"]: (check["outcome"], check["why"]) for check in document["checks"]}
    assert told[WHAT.format(CASE)] == (NOT_CHECKED, LATE.format(3))
    assert (status, faults) == (3, "")


def test_what_nobody_thought_of_is_no_word_about_the_bundle(tmp_path: Path) -> None:
    status, document, faults = verified(tmp_path / "sak.zip", "raise ZeroDivisionError('of nobody')")

    why = "it is none that is read here: ReplayFailed: ZeroDivisionError: of nobody"
    assert (status, document["why"], faults) == (2, why, "")
