"""Which witnesses have seen a leaf: whose keys have signed under one checkpoint of that very log with it in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audit.log.checkpoint import Checkpoint, cosignatures, read_checkpoint
from audit.log.note import Note, PublicKey, Unproved, UnreadableNote


@dataclass(frozen=True)
class Witnessed:
    """A checkpoint, and whose cosignatures under it are theirs."""

    checkpoint: Checkpoint
    by: tuple[PublicKey, ...]


def witnessed(text: str, origin: str, position: int, witnesses: Sequence[PublicKey]) -> Witnessed | None:
    """Who of these witnesses has cosigned a checkpoint; None where it is not of this log, or lacks the leaf.

    A line that bears a witness's name and id and is not its own counts for nothing, and harms none that is.
    """
    try:
        checkpoint, note = read_checkpoint(text)
    except UnreadableNote:
        return None
    if checkpoint.origin != origin or checkpoint.size <= position:
        return None
    return Witnessed(checkpoint, tuple(witness for witness in witnesses if _has_seen(note, witness)))


def _has_seen(note: Note, witness: PublicKey) -> bool:
    for signature in note.signatures:
        try:
            if cosignatures(Note(note.text, (signature,)), [witness]):
                return True
        except Unproved:
            continue
    return False


def most_witnessed(
    texts: Iterable[str], origin: str, position: int, witnesses: Sequence[PublicKey]
) -> Witnessed | None:
    """The checkpoint that most of them have cosigned, the first of these; None where none has the leaf in it."""
    found = (witnessed(text, origin, position, witnesses) for text in texts)
    return max((one for one in found if one is not None), key=lambda one: len(one.by), default=None)
