"""A procedure told in words, drawn, and compared with another, from the same data."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from models.procedure import Procedure
from procedures.comparing import differences
from procedures.loading import BERGEN, OSTFOLD_2018, OSTFOLD_2020, PROCEDURE_FILES, load_procedure
from procedures.telling import Language, describe, diagram

DAY = date(2026, 12, 1)
EVERY = [pytest.param(file, id=file.stem) for file in PROCEDURE_FILES]


def told(procedure: Procedure, language: Language) -> str:
    return "\n".join(sentence for _, sentences in describe(procedure, language, DAY) for sentence in sentences)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("file", EVERY)
def test_every_body_clock_and_number_is_told_in_every_language(file: Path, language: Language) -> None:
    procedure = load_procedure(file)

    words = told(procedure, language)

    assert all(getattr(body.names, language) in words for body in procedure.bodies)
    assert all(clock.label in words for clock in procedure.clocks)
    assert all(number.label in words for number in procedure.numbers)
    assert "{" not in words


@pytest.mark.parametrize("file", EVERY)
def test_the_diagram_has_every_body_and_every_way_up(file: Path) -> None:
    procedure = load_procedure(file)

    drawn = diagram(procedure, "nb")

    assert all(f'"{body.names.nb}"' in drawn for body in procedure.bodies)
    assert drawn.count("-.->") == sum(body.raises_to is not None for body in procedure.bodies)


def test_the_words_are_those_of_the_language() -> None:
    procedure = load_procedure(BERGEN)

    assert "Tagnad er ikkje samtykke." in told(procedure, "nn")
    assert "Taushet er ikke samtykke." in told(procedure, "nb")
    assert "Silence is not consent." in told(procedure, "en")


class TestDifferences:
    """What a change means, in words; nothing where nothing changed."""

    def test_the_same_is_no_difference(self) -> None:
        assert differences(load_procedure(OSTFOLD_2018), load_procedure(OSTFOLD_2018)) == ()

    def test_a_number_is_told_with_its_unit_and_rule(self, tmp_path: Path) -> None:
        text = OSTFOLD_2018.read_text("utf-8")
        start = text.index("\n  notice_days:\n")
        changed = tmp_path / "changed.yaml"
        changed.write_text(text[:start] + text[start:].replace("2018-04-01: 14", "2018-04-01: 10", 1), "utf-8")

        [change] = differences(load_procedure(OSTFOLD_2018), load_procedure(changed))

        assert (change.subject, change.rule) == ("numbers", "P-06")
        assert change.words == "notice_days is 10 calendar days, was 14 calendar days"

    def test_other_bodies_seats_and_routing_are_told(self) -> None:
        words = [change.words for change in differences(load_procedure(OSTFOLD_2018), load_procedure(OSTFOLD_2020))]

        assert "cases with larger consequences are decided in SSU, was SU" in words
        assert any(said.startswith("SEKR is no more") for said in words)
        assert any(said.startswith("PARTNERSKAP is new") for said in words)


def test_the_commands_give_one_document() -> None:
    shown = CliRunner().invoke(app, ["procedure", "show", str(BERGEN), "--json"])
    compared = CliRunner().invoke(app, ["procedure", "diff", str(OSTFOLD_2018), str(OSTFOLD_2020), "--json"])

    assert (shown.exit_code, compared.exit_code) == (0, 0)
    assert json.loads(shown.output)["language"] == "nn"
    assert json.loads(compared.output)["changes"]
