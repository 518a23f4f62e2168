"""`saksgang audit questions`: the auditor's fifteen questions, answered by the entries of a case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from audit.bundle.content import what_is_unknown
from audit.bundle.verify import derived, read_bundle
from audit.called import names_in
from audit.check import Answer, Sendings, check, sendings_in
from audit.log.trust import Trust
from audit.naming import Names, counted
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check, Proof
from cli.audit_against_log import BundleKey, against_the_log, key_given, refuse_of_no_bundle
from cli.audit_answers import tell_answers
from cli.audit_findings import content_of
from cli.audit_results import conclude, names_a_file, of_file, unreadable
from cli.door import Door, command
from cli.moments import ZONE_NAME
from cli.output import on_one_line
from models.base import RecordId
from models.evidence import Evidence

OF_THE_REGISTER = Check(
    "the log has these entries, and it is the log that others know",
    NOT_CHECKED,
    "`./saksgang audit compare LETTER.eml` says so of the register, `audit export` and `verify` of this case",
)

NOT_ASKED = (
    "Not asked here: whether the runs that Temporal recorded come to these entries, and whether just the letters "
    "that are owed are listed. `./saksgang audit verify FILE.zip --key KEY --answers` asks both."
)


def add_to(app: typer.Typer) -> None:
    """Make the command a command of `app`."""
    command(app, "questions", in_community=False)(questions)


async def questions(
    door: Door,
    what: Annotated[str, typer.Argument(metavar="CASE|FILE.zip", help="A case here, or a bundle of one.")],
    number: Annotated[
        list[int] | None, typer.Option("--number", min=1, max=15, help="Only this question; can be repeated.")
    ] = None,
    key: BundleKey = None,
) -> None:
    """Answer what auditors ask of a decision: yes or no with the entries that prove it, or why it does not apply.

    The case is checked first: of one that does not pass nothing is answered. Of a bundle no server is asked; of a
    case here the register is believed, and a line says so. Status 0 answered, 1 broken, 2 unreadable, 3 answered, but
    on something else that is not checked: of a bundle without --key nobody knows who made it.

    Example: ./saksgang audit questions sak-2026-1.zip --number 3 --number 6 --key log.keys.json
    """
    with of_file(door.out, what):
        await _asked(door, what, number, key)


@dataclass(frozen=True)
class Source:
    """What is asked: the records, and what is known beside them."""

    evidence: Evidence
    names: Names
    sendings: Sendings
    log: Check = OF_THE_REGISTER  # whether it is what the log has
    logged: Mapping[RecordId, int] = field(default_factory=dict)  # the last entry of each record that the log has


async def _asked(door: Door, what: str, number: list[int] | None, key: str | None) -> None:
    source = _in_file(door, Path(what), key_given(door.out, key))
    if source is None:
        refuse_of_no_bundle({"--key": key})
        source = await _here(door, what)
    evidence = source.evidence
    if source.log.outcome == BROKEN:
        conclude(door.out, f"Questions about {evidence.about}", [source.log], {"answers": []})
    try:
        checked = check(evidence, sendings=source.sendings)
    except ValidationError as error:
        raise unreadable(door.out, what, f"this program does not know {what_is_unknown(error)}") from None
    follows = derived(checked)
    if follows.outcome == BROKEN:
        conclude(door.out, f"Questions about {evidence.about}", [follows], {"answers": []})
    asked = [answer for answer in checked.answers if not number or answer.question in number]
    tell_answers(door.out, asked, source.names, source.logged)
    _close(door, source, follows, asked)


def _close(door: Door, source: Source, follows: Check, asked: list[Answer]) -> None:
    answered = sum(answer.applies for answer in asked)
    apart = len(asked) - answered
    told = f"{counted(answered, 'question')} answered, {apart} that {'does' if apart == 1 else 'do'} not apply"
    checks, about = [follows, source.log], source.evidence.about
    unsure = any(made.outcome != PROVED for made in checks if made is not OF_THE_REGISTER)
    for made in checks:
        door.out.hanging(f"{made.outcome:<13}", on_one_line(f"{made.what}: {made.why}"))
    door.out.line(NOT_ASKED, style="dim")
    door.out.line(f"{about}: {told}.", style=None if unsure else "bold green")
    door.out.document(
        {
            "about": about,
            "result": Proof.NOT_FULLY_CHECKED.name.lower() if unsure else "answered",
            "checks": [vars(made) for made in checks],
            "zone": ZONE_NAME,
            "logged": dict(source.logged),
            "answers": [answer.model_dump(mode="json") for answer in asked],
        }
    )
    if unsure:
        raise typer.Exit(int(Proof.NOT_FULLY_CHECKED))


async def _here(door: Door, what: str) -> Source:
    # They load SQLAlchemy and our tables, which a file is read without.
    from register.bundle import stored_messages  # noqa: PLC0415
    from register.directory import persons_of  # noqa: PLC0415
    from register.evidence import evidence_of  # noqa: PLC0415

    row = await door.record("case", what)
    async with door.reading() as connection:
        evidence = await evidence_of(connection, row.record_id)
        persons = await persons_of(connection, row.community)
        kept = [record.record for record in evidence.records if record.kind != "community"]
        messages = await stored_messages(connection, row.community, kept)
    names = names_in(evidence, {p.person: p.name for p in persons})
    return Source(evidence, names, sendings_in(map(json.loads, messages)))


def _in_file(door: Door, path: Path, trust: Trust | None) -> Source | None:
    """What is in a bundle, and whether the log has it; None where no file has that name: a case is meant."""
    if not names_a_file(str(path)):
        return None
    bundle = read_bundle(content_of(path))
    if isinstance(bundle, Check):
        conclude(door.out, f"Questions about {path}", [bundle], {"answers": []})
    log, logged = against_the_log(bundle, path, trust)
    return Source(bundle.evidence, names_in(bundle.evidence, {}), sendings_in(bundle.told), log, logged)
