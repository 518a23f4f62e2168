"""`saksgang procedure check` on planted faults, each a file, and on the files that ship.

A fault's file says what it replaces in the first procedure, on which line the fault then stands, and the message.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner, Result

from cli.main import app
from procedures.faults import FileRefused
from procedures.loading import OSTFOLD_2018, PROCEDURE_FILES, load_procedure
from rules.case.deadlines import RINGS as CASE_RINGS
from rules.dispute.judge import RINGS as DISPUTE_RINGS
from rules.engine_clocks import ENGINE_CLOCKS

FAULTS = sorted((Path(__file__).parent / "faults").glob("*.yaml"))
GOOD = OSTFOLD_2018.read_text("utf-8")


@dataclass(frozen=True)
class Fault:
    """A good file with one fault in it, and the line and the words that the linter must find."""

    content: str
    line: int
    message: str
    also: tuple[str, ...]  # what else follows from the same fault


def fault_in(file: Path) -> Fault:
    """The fault that a file plants; `at` is walked text by text, and the last one stands on the line to be named."""
    told: dict[str, Any] = YAML(typ="safe").load(file.read_text("utf-8"))
    assert told["replace"] in GOOD, f"{file.name} replaces what is not there"
    content = GOOD.replace(told["replace"], told["with"], 1)
    lines: list[int] = []
    place = 0
    for text in told["at"]:
        place = content.index(text, place) + len(text)
        lines.append(content.count("\n", 0, place) + 1)
    what = told["what"].format(*lines[-told["what"].count("{}") :])
    return Fault(content, lines[-1], f"{what} ({told['rule']}) - {told['remedy']}", tuple(told.get("also", ())))


def check(*arguments: str) -> Result:
    """The command, as it is typed."""
    return CliRunner().invoke(app, ["procedure", "check", *arguments])


@pytest.mark.parametrize("file", [pytest.param(file, id=file.stem) for file in FAULTS])
def test_a_planted_fault_is_refused_with_line_rule_and_remedy(file: Path, tmp_path: Path) -> None:
    fault = fault_in(file)
    planted = tmp_path / "planted.yaml"
    planted.write_text(fault.content, encoding="utf-8")

    with pytest.raises(FileRefused) as refused:
        load_procedure(planted)

    said = str(refused.value).splitlines()
    assert f"planted.yaml:{fault.line}: {fault.message}" in said
    assert len(said) == 1 + len(fault.also)
    assert all(any(also in line for line in said) for also in fault.also)


def test_there_are_at_least_25_planted_faults() -> None:
    assert len(FAULTS) >= 25


def test_the_command_names_every_fault_and_ends_with_2(tmp_path: Path) -> None:
    fault = fault_in(FAULTS[0])
    planted = tmp_path / "planted.yaml"
    planted.write_text(fault.content.replace("side: gp", "side: doctor"), encoding="utf-8")

    said, as_json = check(str(planted)), check(str(planted), "--json")

    assert (said.exit_code, as_json.exit_code) == (2, 2)
    assert said.output.count("planted.yaml:") == len(json.loads(as_json.output)["faults"]) == 2
    assert {"file", "line", "what", "rule", "remedy"} == set(json.loads(as_json.output)["faults"][0])


@pytest.mark.parametrize("file", [pytest.param(file, id=file.stem) for file in PROCEDURE_FILES])
def test_a_file_that_ships_is_accepted(file: Path) -> None:
    said = check(str(file), "--json")

    assert said.exit_code == 0
    assert json.loads(said.output)["procedure"] == file.stem


def test_a_file_that_is_not_there_is_unreadable() -> None:
    assert check("nowhere.yaml").exit_code == 2


class TestClocks:
    """No clock rings without a consequence that a procedure tells; none is told that does not ring."""

    def test_the_clocks_of_the_engine_are_those_that_ring(self) -> None:
        ringing = {*CASE_RINGS, *DISPUTE_RINGS, "notice-due", "minutes-due", "minutes-comments-due"}

        assert set(ENGINE_CLOCKS) == ringing, (
            "a clock needs its line in rules/engine_clocks.py and in every procedure"
        )
