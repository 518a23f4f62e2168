"""`saksgang audit verify`: a decision proved from its file anywhere, without network, server or database."""

from __future__ import annotations

import hashlib
import mmap
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from audit.bundle.content import Bundle, NotKnown
from audit.bundle.logged import Held, Log, contradicting
from audit.bundle.records import erased_in
from audit.bundle.replayed_apart import BROKE_OFF, replaying
from audit.bundle.verify import checks_of, read_bundle
from audit.called import names_in
from audit.came_to import CameTo, came_to, words_of
from audit.check import Answer
from audit.log.checkpoint import read_checkpoint
from audit.log.trust import Trust
from audit.naming import Names, counted, listed
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check, Proof, outcome_of, signature_check
from cli.audit_answers import tell_answers
from cli.audit_results import (
    LogKey,
    Unreadable,
    checkpoints_given,
    conclude,
    has_key,
    readable,
    receipt_given,
    trust_given,
)
from cli.door import Door, command
from cli.moments import said
from cli.output import Out

ZIP = b"PK\x03\x04"
PARTLY = "What the bundle says, proved but for what stands above as not checked:"
NOT_CLAIMED = (
    "that a letter was sent or given up, as it is listed, when, and that it arrived: that is the sender's word alone",
    "at which moment of the five minutes before its first entry a record was opened",
    "when, after a deadline, its act was received: the entries are of the deadline itself",
    "that the last run of a record is still under way, where its history has no end",
    "in a history: when Temporal says that something was done, and which worker did it",
    "that nobody stepped in by hand in Temporal, and who did where a history says that somebody did, and why",
)


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
    checkpoint: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT", help="A checkpoint you have from before: its text, a letter, another bundle."),
    ] = None,
    receipt: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="A receipt you have, or the letter (.eml) with it.")
    ] = None,
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
    held = _held(door.out, key, checkpoint or (), receipt or ())
    with readable(door.out, str(file)):
        content = _content_of(file)
        found = read_bundle(content)
        checks = [found] if isinstance(found, Check) else await _every_check(found, held)
        letters = [given for given in (*(checkpoint or ()), *(receipt or ())) if has_key(given)]
        judged = Judged(file, hashlib.sha256(content).hexdigest())
        _conclude(door.out, judged, found, checks, held, letters, tell=tell)


def _held(out: Out, key: str | None, checkpoints: Sequence[str], receipts: Sequence[str]) -> Held:
    """What whoever verifies has from elsewhere; what cannot be read is told under the option that named it."""
    found = Held()
    with readable(out, "what --key names"):
        found = replace(found, trust=None if key is None else trust_given(key))
    with readable(out, "what --checkpoint names"):
        found = replace(found, checkpoints=tuple(note for given in checkpoints for note in checkpoints_given(given)))
    with readable(out, "what --receipt names"):
        return replace(found, receipts=tuple(receipt_given(given) for given in receipts))


def _conclude(
    out: Out,
    judged: Judged,
    found: Bundle | Check,
    checks: Sequence[Check],
    held: Held,
    letters: Sequence[str],
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
        "not_claimed": (*_not_shown(sound, held, letters), *NOT_CLAIMED),
        "answers": answers,
    }
    if tell:
        tell_answers(out, answers, Names())
    told = () if came is None else (f"It is called “{came.title}”.", *words_of(came, names))
    says = "What the bundle says, which is not proved:" if held.trust is None else PARTLY
    says = "What is proved:" if outcome_of(checks) is Proof.PROVED else says
    notes = () if sound is None else (*_notes(sound, told, says), "", *_unshown(sound, held, letters), "")
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


def _unshown(bundle: Bundle, held: Held, letters: Sequence[str]) -> Iterator[str]:
    yield "What is not shown:"
    for line in (*_not_shown(bundle, held, letters), *NOT_CLAIMED):
        yield f"  {line[:1].upper()}{line[1:]}."


def _not_shown(bundle: Bundle | None, held: Held, letters: Sequence[str]) -> Iterator[str]:
    """What the reader could have shown by what they hold, and has not."""
    if held.trust is None:
        against = () if bundle is None else contradicting(bundle, held)
        if against:
            yield f"Which one is the log's: {listed(against)} and this file do not agree, and only one of them can be"
        hint = f"; {letters[0]} has the log's key in it: --key {letters[0]}" if letters else ""
        yield f"Who signed the log: no key was given (--key), and anybody can sign with a key of their own{hint}"
    rewritten = "That nobody with the log's own key has rewritten the past and signed it anew"
    given = [note for _, note in held.checkpoints] + [receipt.proof.checkpoint for _, receipt in held.receipts]
    sizes = [read_checkpoint(note)[0].size for note in given if _may_be_the_logs(note, held.trust)]
    if given and not sizes:
        yield f"{rewritten}: what was given is signed by no key of this log, and shows nothing of it"
    elif not sizes:
        yield (
            f"{rewritten}: that takes an earlier checkpoint or a receipt, and none was given. Letters carry a "
            "checkpoint: --checkpoint LETTER.eml"
        )
    elif bundle is not None:
        leaves = Log(bundle).by_record.get(bundle.about, ())
        after = [leaf.seq for leaf in leaves if leaf.position >= max(sizes)]
        if after:
            yield f"{rewritten} from entry {after[0]} of {bundle.about} on: what was given is from before it"


def _may_be_the_logs(note: str, trust: Trust | None) -> bool:
    """Whether what somebody holds can say anything of the log whose key is given."""
    return trust is None or signature_check(note, trust).outcome == PROVED


def _answers(bundle: Bundle) -> tuple[Answer, ...]:
    try:
        return bundle.checked.answers
    except NotKnown:  # of a kind that this program does not know; a check says so
        return ()


async def _every_check(bundle: Bundle, held: Held) -> list[Check]:
    """The replay is begun first: it takes longest, and goes on beside the other checks."""
    with replaying(bundle) as replay:
        checks = list(checks_of(bundle, held))
        if any(check.outcome == BROKEN for check in checks):
            why = "what they would be compared with is broken"
            return [*checks, Check("the histories replay", NOT_CHECKED, why)]
        if replay is not None:
            return checks + await replay.checks()
    # It loads the workflows and Temporal's SDK.
    try:
        from audit.bundle.replayed import replay_checks  # noqa: PLC0415

        return checks + await replay_checks(bundle)
    except Exception as error:  # noqa: BLE001  (whatever it is, it says nothing of the bundle)
        why = BROKE_OFF.format(f"{type(error).__name__}: {error}"[:300])
        return [*checks, Check("the histories replay", NOT_CHECKED, why)]


def _facts(bundle: Bundle) -> dict[str, object]:
    return {
        "about": bundle.about,
        "records": {part.record: len(part.entries) for part in bundle.records},
        "erased": [vars(gone) for gone in erased_in(bundle)],
    }


def _content_of(file: Path) -> memoryview:
    """The bytes of a file, without reading them into memory before they are looked at."""
    if file.exists() and not file.is_file():
        raise Unreadable("it is a folder" if file.is_dir() else "it is no ordinary file")
    try:
        with file.open("rb") as opened:
            if not os.fstat(opened.fileno()).st_size:
                raise Unreadable("it is empty")
            return memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
    except OSError as error:
        raise Unreadable(error.strerror or type(error).__name__) from None
