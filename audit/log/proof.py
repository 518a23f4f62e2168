"""Proofs that one leaf is in a log, to be kept by whoever the leaf concerns (C2SP tlog-proof)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audit.log.checkpoint import Checkpoint, read_checkpoint, trusted_checkpoint
from audit.log.merkle import HASH_BYTES, Tree, proves_inclusion
from audit.log.note import Note, PublicKey, Unproved, UnreadableNote, decimal, decoded, encoded

FIRST_LINE = "c2sp.org/tlog-proof@v1"
MOST_BYTES = 1_048_576
LONGEST_PATH = 63


@dataclass(frozen=True)
class Proof:
    """Where a leaf stands, the way from it to the root, and the checkpoint with that root."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str  # as it was signed
    extra: bytes | None = None  # what the leaf is made of; counts only where it leads to the leaf

    def __str__(self) -> str:
        extra = () if self.extra is None else (f"extra {encoded(self.extra)}",)
        lines = (FIRST_LINE, *extra, f"index {self.index}", *map(encoded, self.path), "")
        return "\n".join(lines) + "\n" + self.checkpoint


def make_proof(tree: Tree, index: int, checkpoint: Checkpoint, note: Note, extra: bytes | None = None) -> Proof:
    """The proof that leaf `index` of the tree is in a checkpoint of it.

    Raises:
        IndexError: the leaf came after the checkpoint.
        Unproved: the checkpoint is not this tree's.
    """
    if tree.root(checkpoint.size) != checkpoint.root:
        raise Unproved(f"the tree of {checkpoint.size} leaves has another root than the checkpoint")
    return Proof(index, tree.inclusion(index, checkpoint.size), str(note), extra)


def read_proof(text: str) -> Proof:
    """A proof in its written form; nothing of it is checked.

    Raises:
        UnreadableNote: it is none.
    """
    if len(text) > MOST_BYTES:
        raise UnreadableNote(f"a proof has at most {MOST_BYTES} bytes")
    head, blank, checkpoint = text.partition("\n\n")
    first, *lines = head.split("\n")
    if first != FIRST_LINE or not blank or not lines:
        raise UnreadableNote(f"a proof begins with {FIRST_LINE}, and has an empty line before its checkpoint")
    extra = decoded(lines.pop(0).removeprefix("extra "), "extra") if lines[0].startswith("extra ") else None
    if not lines or not lines[0].startswith("index "):
        raise UnreadableNote("a proof says its index before anything else")
    index = decimal(lines.pop(0).removeprefix("index "), "the index")
    path = tuple(decoded(line, "a hash of the path") for line in lines)
    if len(path) > LONGEST_PATH or any(len(hashed) != HASH_BYTES for hashed in path):
        raise UnreadableNote(f"a path has at most {LONGEST_PATH} hashes of {HASH_BYTES} bytes")
    return Proof(index, path, checkpoint, extra)


def led(proof: Proof, leaf: bytes) -> Checkpoint:
    """The checkpoint that a leaf hash is in; who has signed that checkpoint is another question.

    Raises:
        UnreadableNote: what stands for the checkpoint is none.
        Unproved: the path does not lead to its root.
    """
    checkpoint, _ = read_checkpoint(proof.checkpoint)
    if not proves_inclusion(leaf, proof.index, checkpoint.size, proof.path, checkpoint.root):
        raise Unproved(f"leaf {proof.index} does not lead to the root of the checkpoint of {checkpoint.size} leaves")
    return checkpoint


def proved(proof: Proof, leaf: bytes, keys: Iterable[PublicKey]) -> tuple[Checkpoint, Note, tuple[PublicKey, ...]]:
    """The checkpoint that a leaf hash is in, and which of the keys have signed it.

    Raises:
        UnreadableNote: what stands for the checkpoint is none.
        Unproved: no key of the log has signed it, or the path does not lead to its root.
    """
    led(proof, leaf)
    return trusted_checkpoint(proof.checkpoint, keys)
