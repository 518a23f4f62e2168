"""`saksgang audit verify`: a decision proved from its file anywhere, without network, server or database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from audit.bundle.content import Bundle, NotKnown
from audit.bundle.logged import logged_to
from audit.bundle.records import erased_in
from audit.bundle.verify import read_bundle
from audit.called import names_in
from audit.came_to import CameTo, came_to, words_of
from audit.check import Answer
from audit.naming import Names, counted
from audit.outcomes import BROKEN, Check, Proof, outcome_of
from cli.audit_answers import tell_answers
from cli.audit_findings import (
    Checkpoints,
    Findings,
    Given,
    Receipts,
    content_of,
    findings,
    held_from,
    not_claimed,
    unshown,
)
from cli.audit_results import LogKey, conclude, readable
from cli.door import Door, command
from cli.moments import said
from cli.output import Out

PARTLY = "What the bundle says, proved but for what stands above as not checked:"


@dataclass(frozen=True)
class Judged:
    """The file that is judged: another one of its name is told from it by its digest."""

    file: Path
    sha256: str


def add_to(app: typer.Typer) -> None:
    """Make the command a command of `app`."""
    command(app, "verify", in_community=False, files_alone=True)(verify)


async def verify(
    door: Door,
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help="The bundle.")],
    key: LogKey = None,
    checkpoint: Checkpoints = None,
    receipt: Receipts = None,
    tell: Annotated[
        bool, typer.Option("--answers", help="Answer what auditors ask, with the entries that prove each answer.")
    ] = False,
) -> None:
    """Prove a decision from its bundle: no network, no server, no database.

    Status 0 proved, 1 broken (the first thing that fails is named), 2 unreadable, 3 not fully checked, with what and
    why: without --key nobody knows who signed. A past rewritten by somebody with the right key is found by a
    checkpoint or a receipt from before.

    Example: ./saksgang audit verify sak-2026-1.zip --key log.keys.json --checkpoint letter-from-january.eml
    """
    given = held_from(door.out, key, checkpoint, receipt)
    with readable(door.out, str(file)):
        content = content_of(file)
        found = read_bundle(content)
        came_of = Findings((found,)) if isinstance(found, Check) else await findings(found, given.held)
        judged = Judged(file, hashlib.sha256(content).hexdigest())
        _conclude(door.out, judged, found, came_of.checks, given, tell=tell)


def _conclude(
    out: Out,
    judged: Judged,
    found: Bundle | Check,
    checks: Sequence[Check],
    given: Given,
    *,
    tell: bool,
) -> NoReturn:
    """Tell what came of it."""
    first = next((check for check in checks if check.outcome == BROKEN), None)
    sound = found if isinstance(found, Bundle) and first is None else None
    facts: dict[str, object] = {} if isinstance(found, Check) else _facts(found)
    answers = () if sound is None else _answers(sound)
    came, names = (None, Names()) if sound is None else _came_to(sound)
    facts |= {
        "sha256": judged.sha256,
        "first_broken": None if first is None else vars(first),
        "came_to": None if came is None else came.document(),
        "not_claimed": not_claimed(sound, given),
        "answers": answers,
    }
    if tell:
        tell_answers(out, answers, Names(), {} if sound is None else logged_to(sound, checks))
    told = () if came is None else (f"It is called “{came.title}”.", *words_of(came, names))
    says = "What the bundle says, which is not proved:" if given.held.trust is None else PARTLY
    says = "What is proved:" if outcome_of(checks) is Proof.PROVED else says
    notes = () if sound is None else (*_notes(sound, told, says), "", *unshown(sound, given), "")
    notes = (*notes, f"The SHA-256 of the file that was judged is {judged.sha256}.")
    conclude(out, f"Bundle {judged.file}", checks, facts, notes=notes)


def _notes(bundle: Bundle, told: Sequence[str], says: str) -> Iterator[str]:
    """What the bundle is about, and whoever has been erased. Of one that is broken nothing is told."""
    yield ""
    yield says
    yield f"  It is about {bundle.about}."
    yield from (f"  {line}" for line in told)
    for gone in erased_in(bundle):
        stay = f"; {counted(len(gone.documents), 'document')} with the name stayed" if gone.documents else ""
        yield f"  {gone.person} was erased on {said(gone.at)} ({gone.basis}): the id stands, the name is gone{stay}."


def _came_to(bundle: Bundle) -> tuple[CameTo | None, Names]:
    """What the case has come to; None where an entry is of a kind that is not known here, which a check says."""
    try:
        evidence = bundle.evidence
    except NotKnown:
        return None, Names()
    return came_to(evidence.by_record[bundle.about].entries, evidence.community), names_in(evidence, {})


def _answers(bundle: Bundle) -> tuple[Answer, ...]:
    try:
        return bundle.checked.answers
    except NotKnown:  # of a kind that this program does not know; a check says so
        return ()


def _facts(bundle: Bundle) -> dict[str, object]:
    return {
        "about": bundle.about,
        "records": {part.record: len(part.entries) for part in bundle.records},
        "erased": [vars(gone) for gone in erased_in(bundle)],
    }
