"""What there is to find about a bundle, and what not: `audit verify` and `audit replay` tell the same of it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audit.bundle.container import MOST_BYTES
from audit.bundle.content import Bundle
from audit.bundle.logged import Held, Log, contradicting
from audit.bundle.replayed_apart import BROKE_OFF, replaying
from audit.bundle.verify import DERIVED, checks_of
from audit.log.checkpoint import read_checkpoint
from audit.log.trust import Trust
from audit.naming import listed
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check, signature_check
from cli.audit_held import checkpoints_given
from cli.audit_results import Unreadable, has_key, readable, receipt_given, trust_given
from cli.output import Out

if TYPE_CHECKING:
    from audit.bundle.replayed import Replay
    from audit.replay_of_record import RecordReplayed

Checkpoints = Annotated[
    list[str] | None,
    typer.Option(
        "--checkpoint", metavar="TEXT", help="A checkpoint you have from before: its text, a letter, another bundle."
    ),
]
Receipts = Annotated[
    list[str] | None,
    typer.Option("--receipt", metavar="FILE", help="A receipt you have, or the letter (.eml) with it."),
]
NOT_CLAIMED = (
    "that a letter was sent or given up, as it is listed, when, and that it arrived: that is the sender's word alone",
    "at which moment of the five minutes before its first entry a record was opened",
    "when, after a deadline, its act was received: the entries are of the deadline itself",
    "that the last run of a record is still under way, where its history has no end",
    "in a history: when Temporal says that something was done, and which worker did it",
    "that nobody stepped in by hand in Temporal, and who did where a history says that somebody did, and why",
)


@dataclass(frozen=True)
class Given:
    """What whoever verifies has from elsewhere, as it was named and as it was read."""

    held: Held
    letters: tuple[str, ...] = ()  # of what was given, what has a key in it


@dataclass(frozen=True)
class Findings:
    """What came of every check of a bundle, and of each of its runs that was replayed."""

    checks: tuple[Check, ...]
    replayed: tuple[RecordReplayed, ...] = ()

    @property
    def parted(self) -> bool:
        """Whether the file is not what its log has: then nothing rests on what it says."""
        before = takewhile(lambda check: check.what != DERIVED, self.checks)
        return any(check.outcome == BROKEN for check in before)


def held_from(out: Out, key: str | None, checkpoints: Sequence[str] | None, receipts: Sequence[str] | None) -> Given:
    """What whoever verifies has from elsewhere; what cannot be read is told under the option that named it.

    Raises:
        typer.Exit: it cannot be read.
    """
    found = Held()
    with readable(out, "what --key names"):
        found = replace(found, trust=None if key is None else trust_given(key))
    with readable(out, "what --checkpoint names"):
        found = replace(
            found, checkpoints=tuple(note for named in checkpoints or () for note in checkpoints_given(named))
        )
    with readable(out, "what --receipt names"):
        found = replace(found, receipts=tuple(receipt_given(named) for named in receipts or ()))
    named = (*(checkpoints or ()), *(receipts or ()))
    return Given(found, tuple(name for name in named if has_key(name)))


def content_of(file: Path) -> memoryview:
    """The bytes of a file as they are now: what is told is of what was read, whatever becomes of the file meanwhile.

    Raises:
        Unreadable: it cannot be read, or no bundle and no history has so many bytes.
    """
    try:
        if file.exists() and not file.is_file():
            raise Unreadable("it is a folder" if file.is_dir() else "it is no ordinary file")
        with file.open("rb") as opened:
            size = os.fstat(opened.fileno()).st_size
            if size > MOST_BYTES:
                raise Unreadable(f"it has more than {MOST_BYTES} bytes")
            content = opened.read(size)
    except OSError as error:
        raise Unreadable(error.strerror or type(error).__name__) from None
    if not content:
        raise Unreadable("it is empty")
    return memoryview(content)


async def findings(bundle: Bundle, held: Held, *, runs: bool = False) -> Findings:
    """Every check of a bundle. The replay is begun first: it takes longest, and goes on beside the other checks.

    Args:
        bundle: The bundle.
        held: What whoever asks has from elsewhere.
        runs: What came of each run is asked for too.
    """
    with replaying(bundle, runs=runs) as replay:
        checks = list(checks_of(bundle, held))
        if any(check.outcome == BROKEN for check in checks):
            why = "what they would be compared with is broken"
            return Findings((*checks, Check("the histories replay", NOT_CHECKED, why)))
        if replay is not None:
            return _with(checks, await replay.replays())
    # It loads the workflows and Temporal's SDK.
    try:
        from audit.bundle.replayed import replays  # noqa: PLC0415

        return _with(checks, await replays(bundle))
    except Exception as error:  # noqa: BLE001  (whatever it is, it says nothing of the bundle)
        why = BROKE_OFF.format(f"{type(error).__name__}: {error}"[:300])
        return Findings((*checks, Check("the histories replay", NOT_CHECKED, why)))


def _with(checks: Sequence[Check], replays: Sequence[Replay]) -> Findings:
    return Findings(
        (*checks, *(check for check, _ in replays)),
        tuple(came_to for _, came_to in replays if came_to is not None),
    )


def _not_shown(bundle: Bundle | None, given: Given) -> Iterator[str]:
    """What the reader could have shown by what they hold, and has not."""
    held, letters = given.held, given.letters
    if held.trust is None:
        against = () if bundle is None else contradicting(bundle, held)
        if against:
            yield f"Which one is the log's: {listed(against)} and this file do not agree, and only one of them can be"
        hint = f"; {letters[0]} has the log's key in it: --key {letters[0]}" if letters else ""
        yield f"Who signed the log: no key was given (--key), and anybody can sign with a key of their own{hint}"
    rewritten = "That nobody with the log's own key has rewritten the past and signed it anew"
    notes = [note for _, note in held.checkpoints] + [receipt.proof.checkpoint for _, receipt in held.receipts]
    sizes = [read_checkpoint(note)[0].size for note in notes if _may_be_the_logs(note, held.trust)]
    if notes and not sizes:
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


def not_claimed(bundle: Bundle | None, given: Given) -> tuple[str, ...]:
    """All that is not shown: what the reader could have shown by what they hold, and what no bundle shows."""
    return (*_not_shown(bundle, given), *NOT_CLAIMED)


def unshown(bundle: Bundle, given: Given) -> Iterator[str]:
    """The same, as it is told."""
    yield "What is not shown:"
    yield from (f"  {line[:1].upper()}{line[1:]}." for line in not_claimed(bundle, given))
