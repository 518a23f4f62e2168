"""Every rule that the program names is in the rulebook, and the page made from it is fresh."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from models.rulebook import Force, Rule
from rules.engine_numbers import ENGINE_NUMBERS
from rules.rulebook import CARRIED_OUT, RULES, as_markdown, rule

ROOT = Path(__file__).parents[2]
ROOMS = ("models", "rules", "workflows", "activities", "register", "procedures", "cli", "audit")
NAMED = re.compile(r'"([PNAT]-\d{2}|ENGINE)"')


def test_every_rule_of_the_procedure_stands_in_its_order() -> None:
    counts = {"P": 38, "N": 15, "A": 20, "T": 10}

    assert list(RULES) == [f"{kind}-{n:02}" for kind, last in counts.items() for n in range(1, last + 1)] + ["ENGINE"]


@pytest.mark.parametrize("one", RULES.values(), ids=lambda one: str(one.id))
def test_a_rule_says_what_it_demands_in_a_few_sentences_and_where_it_comes_from(one: Rule) -> None:
    assert one.text.endswith(".")
    assert 1 <= len(re.findall(r"\.(?:\s|$)", one.text)) <= 3
    assert one.source
    assert not one.source.endswith(".")
    assert not re.search(r"\.txt|\b[LW]-[a-zA-Z]+|TODO", f"{one.text} {one.source}")


def test_numbers_that_a_text_names_are_numbers_of_the_engine() -> None:
    words = {word for one in RULES.values() for word in re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", one.text)}

    assert words <= set(ENGINE_NUMBERS)
    assert "notice_days" in words


def test_what_rests_on_our_choice_alone_does_not_claim_a_law() -> None:
    assert RULES["P-20"].force is Force.CHOICE
    assert RULES["P-19"].force is Force.AGREEMENT
    assert RULES["A-10"].force is Force.LAW
    assert RULES["N-12"].force is Force.NATIONAL


def test_every_rule_named_in_the_program_is_in_the_rulebook() -> None:
    named = {
        found
        for room in ROOMS
        for file in (ROOT / room).rglob("*.py")
        for found in NAMED.findall(file.read_text("utf-8"))
    }

    assert named <= set(RULES)
    assert set(RULES) >= CARRIED_OUT


def test_an_unknown_rule_is_our_mistake() -> None:
    with pytest.raises(LookupError, match="no rule 'P-99'"):
        rule("P-99")


def test_the_page_is_fresh() -> None:
    """After a change: python -m rules.rulebook > docs/rules.md."""
    page = (ROOT / "docs" / "rules.md").read_text("utf-8")

    assert page == as_markdown(RULES.values())


def test_the_command_prints_the_page_whatever_the_console_speaks() -> None:
    command = [sys.executable, "-X", "utf8=0", "-m", "rules.rulebook"]
    printed = subprocess.run(command, cwd=ROOT, env={"LC_ALL": "C"}, capture_output=True, check=True)

    assert printed.stdout.decode("utf-8") == as_markdown(RULES.values())
