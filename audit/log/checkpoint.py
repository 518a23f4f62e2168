"""Checkpoints: what the tree was at a size, signed by the log, and cosigned by whoever has watched it grow.

C2SP tlog-checkpoint and tlog-cosignature. Two checkpoints of one log and one size with different roots, both signed,
prove that the log was shown in two forms; nobody can take that back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audit.log.merkle import HASH_BYTES
from audit.log.note import (
    KeyUse,
    Note,
    PrivateKey,
    PublicKey,
    Signature,
    Unproved,
    UnreadableNote,
    check_name,
    decimal,
    decoded,
    encoded,
    opened,
    read_note,
    signed,
)

_TIME_BYTES = 8
_SIGNATURE_BYTES = 64


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself: its name, how many leaves it has, and the root over them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()  # lines that others may add; ours have none

    @property
    def text(self) -> str:
        """The lines that are signed."""
        return "".join(f"{line}\n" for line in (self.origin, str(self.size), encoded(self.root), *self.extensions))


def read_checkpoint(text: str) -> tuple[Checkpoint, Note]:
    """A signed checkpoint in its written form, and the note it is; nothing of it is checked.

    Raises:
        UnreadableNote: it is none.
    """
    note = read_note(text)
    lines = note.text[:-1].split("\n")
    if len(lines) < 3 or not all(lines):
        raise UnreadableNote("a checkpoint is three lines: the log's name, its size, its root")
    origin, size, root, *extensions = lines
    return Checkpoint(origin, decimal(size, "the size"), _root(root), tuple(extensions)), note


def _root(text: str) -> bytes:
    root = decoded(text, "the root")
    if len(root) != HASH_BYTES:
        raise UnreadableNote(f"a root has {HASH_BYTES} bytes, not {len(root)}")
    return root


def sign_checkpoint(checkpoint: Checkpoint, key: PrivateKey) -> Note:
    """The checkpoint signed by its log; the key bears the log's name.

    Raises:
        UnreadableNote: the key is another log's, or a witness's.
    """
    if (key.name, key.use) != (check_name(checkpoint.origin), KeyUse.LOG):
        raise UnreadableNote(f"key {key.name} does not sign for {checkpoint.origin}")
    return Note(checkpoint.text, (signed(checkpoint.text, key),))


def trusted_checkpoint(text: str, keys: Iterable[PublicKey]) -> tuple[Checkpoint, Note, tuple[PublicKey, ...]]:
    """A checkpoint that one of these keys has signed for its own log.

    Raises:
        UnreadableNote: it is no checkpoint.
        Unproved: no key of that log has signed it.
    """
    checkpoint, note = read_checkpoint(text)
    return checkpoint, note, opened(note, (key for key in keys if key.name == checkpoint.origin))


# --- witnesses --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cosigned:
    """Who has seen a checkpoint, and when, by their own clock."""

    witness: PublicKey
    at: int  # seconds since 1970


def cosign(text: str, key: PrivateKey, at: int) -> Signature:
    """A witness's line under a checkpoint: at that second this was the largest tree it had seen of the log.

    Raises:
        UnreadableNote: the key is none of a witness.
    """
    if key.use is not KeyUse.WITNESS:
        raise UnreadableNote(f"key {key.name} is a log's; a witness has one of its own")
    value = at.to_bytes(_TIME_BYTES, "big") + key.sign(_cosigned_message(text, at))
    return Signature(key.name, key.public.key_id, value)


def cosignatures(note: Note, witnesses: Iterable[PublicKey]) -> tuple[Cosigned, ...]:
    """Which of these witnesses have cosigned, each once; signatures of witnesses unknown here are passed over.

    Raises:
        Unproved: a line bears the name and id of one of them and is not its own.
    """
    found: dict[bytes, Cosigned] = {}
    for witness in witnesses:
        for signature in note.signatures:
            if witness.use is KeyUse.WITNESS and signature.names(witness):
                found.setdefault(witness.public, Cosigned(witness, _seen_at(note, signature, witness)))
    return tuple(found.values())


def _seen_at(note: Note, signature: Signature, witness: PublicKey) -> int:
    time, value = signature.value[:_TIME_BYTES], signature.value[_TIME_BYTES:]
    at = int.from_bytes(time, "big")
    whole = len(value) == _SIGNATURE_BYTES and at < 2**63
    if not whole or not witness.accepts(_cosigned_message(note.text, at), value):
        raise Unproved(f"the cosignature of {witness.name} is not over this checkpoint")
    return at


def _cosigned_message(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()
