"""`saksgang audit questions`: the auditor's fifteen questions, answered by the entries of a case."""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from audit.bundle.container import UnreadableBundle
from audit.bundle.content import what_is_unknown
from audit.bundle.verify import read_bundle
from audit.called import names_in
from audit.check import Answer, Checked, check
from audit.naming import Names, counted
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check, Proof
from cli.audit_results import conclude, unreadable
from cli.door import Door
from models.evidence import Evidence
from register.directory import persons_of
from register.evidence import evidence_of


async def questions(
    door: Door,
    what: Annotated[str, typer.Argument(metavar="CASE|FILE.zip", help="A case here, or a bundle of one.")],
    number: Annotated[
        list[int] | None, typer.Option("--number", min=1, max=15, help="Only this question; can be repeated.")
    ] = None,
) -> None:
    """Answer what auditors ask of a decision, each answer with the entries that prove it, or why it does not apply.

    The case is checked first: of one that does not pass nothing is answered. Of a bundle no server is asked, and who
    signed it is for `./saksgang audit verify` to say. Status 0 answered, 1 the record is broken, 2 unreadable.

    Example: ./saksgang audit questions 2026-1 --number 3 --number 6
    """
    evidence, names = await _evidence(door, what)
    try:
        checked = check(evidence)
    except ValidationError as error:
        raise unreadable(door.out, what, f"this program does not know {what_is_unknown(error)}") from None
    if checked.difference is not None:
        broken = Check("the record follows from the rules", BROKEN, str(checked.difference))
        conclude(door.out, f"Questions about {evidence.about}", [broken], {"answers": []})
    asked = [answer for answer in checked.answers if not number or answer.question in number]
    for answer in asked:
        _tell(door, answer, names)
    _close(door, evidence, checked, asked)


def _tell(door: Door, answer: Answer, names: Names) -> None:
    door.out.line(f"{answer.question}. {answer.asked}", style="bold")
    if answer.applies:
        for words in answer.words:
            door.out.hanging("   ", names.beside_ids(words))
    else:
        door.out.hanging("   ", f"Does not apply: {' '.join(answer.words)}")
    if answer.proofs:
        shown = ", ".join(f"{p.record}:{p.seq} ({p.hash[:12]})" for p in answer.proofs)
        door.out.hanging("   ", f"proved by {shown}")
    door.out.line()


def _close(door: Door, evidence: Evidence, checked: Checked, asked: list[Answer]) -> None:
    answered = sum(answer.applies for answer in asked)
    apart = len(asked) - answered
    derived = f"{checked.entries} entries of {counted(len(checked.records), 'record')} derived anew"
    told = f"{counted(answered, 'question')} answered, {apart} that {'does' if apart == 1 else 'do'} not apply"
    door.out.line(f"{evidence.about} passes: {derived}. {told}.", style="bold green")
    for taken in checked.unproved:
        door.out.hanging("not checked  ", taken)
    door.out.document(
        {
            "about": evidence.about,
            "result": (Proof.NOT_FULLY_CHECKED if checked.unproved else Proof.PROVED).name.lower(),
            "checks": [vars(c) for c in _checks(checked)],
            "answers": [answer.model_dump(mode="json") for answer in asked],
        }
    )
    if checked.unproved:
        raise typer.Exit(int(Proof.NOT_FULLY_CHECKED))


def _checks(checked: Checked) -> list[Check]:
    passed = Check("the record follows from the rules", PROVED, f"{checked.entries} entries")
    return [passed, *(Check(taken, NOT_CHECKED, "taken as it was recorded") for taken in checked.unproved)]


async def _evidence(door: Door, what: str) -> tuple[Evidence, Names]:
    held = _in_file(door, Path(what))
    if held is not None:
        return held, names_in(held, {})
    row = await door.record("case", what)
    async with door.reading() as connection:
        evidence = await evidence_of(connection, row.record_id)
        persons = await persons_of(connection, row.community)
    return evidence, names_in(evidence, {p.person: p.name for p in persons})


def _in_file(door: Door, path: Path) -> Evidence | None:
    """The evidence in a bundle; None where there is no file of that name, so that a case here is meant."""
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            bundle = read_bundle(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
        evidence = None if isinstance(bundle, Check) else bundle.evidence
    except ValidationError as error:
        raise unreadable(door.out, str(path), f"this program does not know {what_is_unknown(error)}") from None
    except (UnreadableBundle, OSError, ValueError) as error:
        raise unreadable(door.out, str(path), str(error).partition("\n")[0]) from None
    if isinstance(bundle, Check):
        conclude(door.out, f"Questions about {path}", [bundle], {"answers": []})
    return evidence
