"""`saksgang audit questions`: the auditor's fifteen questions, answered by the entries of a case."""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from audit.bundle.container import UnreadableBundle
from audit.bundle.content import NotKnown, what_is_unknown
from audit.bundle.verify import read_bundle
from audit.called import names_in
from audit.check import Answer, Checked, check
from audit.naming import Names, counted
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check, Proof
from cli.audit_answers import tell_answers
from cli.audit_results import conclude, unreadable
from cli.door import Door
from cli.moments import ZONE_NAME
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
    signed it is for `./saksgang audit verify` to say: that stands there as not checked. Status 0 answered, 1 the
    record is broken, 2 unreadable, 3 something had to be taken as it was recorded.

    Example: ./saksgang audit questions 2026-1 --number 3 --number 6
    """
    evidence, names, file = await _evidence(door, what)
    try:
        checked = check(evidence)
    except ValidationError as error:
        raise unreadable(door.out, what, f"this program does not know {what_is_unknown(error)}") from None
    if checked.difference is not None:
        broken = Check("the record follows from the rules", BROKEN, str(checked.difference))
        conclude(door.out, f"Questions about {evidence.about}", [broken], {"answers": []})
    asked = [answer for answer in checked.answers if not number or answer.question in number]
    tell_answers(door.out, asked, names)
    _close(door, evidence, checked, asked, file)


def _close(door: Door, evidence: Evidence, checked: Checked, asked: list[Answer], of_file: Path | None) -> None:
    answered = sum(answer.applies for answer in asked)
    apart = len(asked) - answered
    derived = (
        f"{counted(checked.entries, 'entry', 'entries')} of {counted(len(checked.records), 'record')} derived anew"
    )
    told = f"{counted(answered, 'question')} answered, {apart} that {'does' if apart == 1 else 'do'} not apply"
    checks = _checks(checked, of_file)
    for made in checks:
        door.out.hanging(f"{made.outcome:<13}", f"{made.what}: {made.why}")
    door.out.line(f"{evidence.about} follows from the rules: {derived}. {told}.", style="bold green")
    door.out.document(
        {
            "about": evidence.about,
            "result": Proof.NOT_FULLY_CHECKED.name.lower() if checked.unproved else "answered",
            "checks": [vars(made) for made in checks],
            "zone": ZONE_NAME,
            "answers": [answer.model_dump(mode="json") for answer in asked],
        }
    )
    if checked.unproved:
        raise typer.Exit(int(Proof.NOT_FULLY_CHECKED))


def _checks(checked: Checked, of_file: Path | None) -> list[Check]:
    passed = Check("the record follows from the rules", PROVED, counted(checked.entries, "entry", "entries"))
    log = Check("the log has these entries, and it is the log that others know", NOT_CHECKED, _who_tells(of_file))
    return [passed, *(Check(taken, NOT_CHECKED, "taken as it was recorded") for taken in checked.unproved), log]


def _who_tells(of_file: Path | None) -> str:
    """Which command says what is not asked here."""
    if of_file is not None:
        return f"`./saksgang audit verify {of_file} --key KEY` says so"
    return "`./saksgang audit compare LETTER.eml` says so of the register, `audit export` and `verify` of this case"


async def _evidence(door: Door, what: str) -> tuple[Evidence, Names, Path | None]:
    path = Path(what)
    held = _in_file(door, path)
    if held is not None:
        return held, names_in(held, {}), path
    row = await door.record("case", what)
    async with door.reading() as connection:
        evidence = await evidence_of(connection, row.record_id)
        persons = await persons_of(connection, row.community)
    return evidence, names_in(evidence, {p.person: p.name for p in persons}), None


def _in_file(door: Door, path: Path) -> Evidence | None:
    """The evidence in a bundle; None where there is no file of that name, so that a case here is meant."""
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            bundle = read_bundle(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
        evidence = None if isinstance(bundle, Check) else bundle.evidence
    except (NotKnown, UnreadableBundle, OSError, ValueError) as error:
        raise unreadable(door.out, str(path), str(error).partition("\n")[0]) from None
    if isinstance(bundle, Check):
        conclude(door.out, f"Questions about {path}", [bundle], {"answers": []})
    return evidence
