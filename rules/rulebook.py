"""Every rule that the engine names, as values: what it says, where it comes from, what stands behind it.

`python -m rules.rulebook` prints them as `docs/rules.md`. A rule is never edited after a release in a way
that changes what it demands; a new one is added (P-38).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from models.base import RuleId
from models.rulebook import Force, Rule
from rules.rulebook_agreements import AGREEMENT_RULES, TIME_RULES
from rules.rulebook_cases import CASE_RULES
from rules.rulebook_disputes import DISPUTE_RULES

ENGINE_RULE = Rule(
    id="ENGINE",
    title="What holds in any procedure",
    text="An act is taken once, however often it is sent; the same id with another content is a "
    "conflict. What is unknown, unreadable, too large or based on an outdated version is refused "
    "with a reason and changes nothing.",
    source="No source needed: what any register must keep",
    force=Force.CHOICE,
)

_ALL = (*CASE_RULES, *DISPUTE_RULES, *AGREEMENT_RULES, *TIME_RULES, ENGINE_RULE)

RULES: dict[RuleId, Rule] = {one.id: one for one in _ALL}
"""All rules by id, in the order of the procedure."""

NOT_YET: frozenset[RuleId] = frozenset({"P-37"})  # nobody's name can be erased yet
CARRIED_OUT: frozenset[RuleId] = frozenset(RULES) - NOT_YET
"""The rules that this version carries out in full. The others stand here so that no id means two things."""


def rule(id_: RuleId) -> Rule:
    """The rule of that id.

    Raises:
        LookupError: there is no such rule; a refusal that names one is our mistake.
    """
    try:
        return RULES[id_]
    except KeyError:
        raise LookupError(f"there is no rule {id_!r}") from None


_FORCES = {
    Force.LAW: "a statute says so",
    Force.AGREEMENT: "the parties have agreed so",
    Force.NATIONAL: "an agreement on the national level says so",
    Force.PRACTICE: "a public body has published it as the way to do it",
    Force.RECOMMENDED: "a source recommends it",
    Force.CHOICE: "no source settles it, and we chose",
}

_NUMBER = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
"""What a number of a procedure file looks like in a rule's text."""

_CHAPTERS = (
    ("The way of a case", "P-"),
    ("Disputes before Tvisteløsningsnemnda", "N-"),
    ("Agreements", "A-"),
    ("How time is computed", "T-"),
    ("What holds in any procedure", "ENGINE"),
)


def as_markdown(rules: Iterable[Rule]) -> str:
    """The rules as a page for the parties: the same bytes for the same rules."""
    listed = tuple(rules)
    lines = [
        "# The rules",
        "",
        "Every refusal, entry and message that follows from a rule names it by its id. This page is made",
        "from the rules in the program (`python -m rules.rulebook > docs/rules.md`); a test compares both.",
        "",
        "*Force* says what stands behind a rule; where a part of it is our choice, its source says which:",
        "",
        *(f"- **{force.value}**: {meaning}" for force, meaning in _FORCES.items()),
        "",
        "Words in `code` are numbers and switches of the procedure file, where each has its own source.",
        "Rules marked *not in this version* are listed so that an id never changes its meaning; the program",
        "does not carry them out, or only in part.",
    ]
    for title, prefix in _CHAPTERS:
        lines += ["", f"## {title}"]
        for one in listed:
            if one.id.startswith(prefix):
                lines += ["", *_section(one)]
    return "\n".join(lines) + "\n"


def _section(one: Rule) -> list[str]:
    pending = "" if one.id in CARRIED_OUT else " *(not in this version)*"
    return [
        f"### {one.id} {one.title}{pending}",
        "",
        _NUMBER.sub(r"`\g<0>`", one.text),
        "",
        f"*Force:* {one.force.value}. *Source:* {one.source}.",
    ]


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a console may speak less
    sys.stdout.write(as_markdown(RULES.values()))
