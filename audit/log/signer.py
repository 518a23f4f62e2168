"""The signer: it signs nothing but a checkpoint of the tree that its last one has grown into.

It is handed leaves and believes nobody, the register included: it remembers the right edge of the tree it signed
last, grows that edge itself, and comes to the root from all leaves by the other way too. Where the two differ, or
leaves are missing that it has signed, it refuses: whoever restores an old copy, or changes a leaf, gets no signature.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from audit.log.checkpoint import Checkpoint, read_checkpoint, sign_checkpoint, trusted_checkpoint
from audit.log.merkle import Frontier, Tree
from audit.log.note import PrivateKey, PublicKey, Unproved, UnreadableNote

FORMAT = "saksgang-log-signer/1"


NOTHING = Frontier()


class WouldFork(Exception):
    """What is to be signed does not extend what was signed last. Nothing is signed until somebody finds out why."""


@dataclass(frozen=True)
class Memory:
    """What a signer remembers between two signatures."""

    origin: str
    edge: Frontier = NOTHING
    note: str | None = None  # the last checkpoint signed; None before the first

    def written(self) -> str:
        """The memory as it stands in its file."""
        document = {
            "format": FORMAT,
            "origin": self.origin,
            "size": self.edge.size,
            "edge": [hashed.hex() for hashed in self.edge.hashes],
            "note": self.note,
        }
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def read_memory(text: str, public: PublicKey) -> Memory:
    """A signer's memory from its file.

    Raises:
        UnreadableNote: it is none, another log's, or not what its own last checkpoint says.
    """
    try:
        document = json.loads(text)
        edge = Frontier(document["size"], tuple(bytes.fromhex(hashed) for hashed in document["edge"]))
        memory = Memory(document["origin"], edge, document["note"])
        known = document["format"] == FORMAT
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableNote(f"what the signer remembers cannot be read: {error}") from None
    if not known or memory.origin != public.name:
        raise UnreadableNote(f"what the signer remembers is not of {public.name}")
    if memory.note is not None:
        _check_own(memory)
    elif edge.size:
        raise UnreadableNote("the signer remembers a tree and no checkpoint of it")
    return memory


def _check_own(memory: Memory) -> None:
    checkpoint, _ = read_checkpoint(memory.note or "")
    if (checkpoint.origin, checkpoint.size, checkpoint.root) != (memory.origin, memory.edge.size, memory.edge.root):
        raise UnreadableNote("the signer's last checkpoint is not of the tree it remembers")


def remembered(tree: Tree, text: str, keys: Sequence[PublicKey]) -> Memory:
    """A memory made anew from a checkpoint that somebody has kept, where the signer's own file is lost.

    Raises:
        Unproved: none of the keys has signed it.
        WouldFork: the tree does not begin with it.
    """
    checkpoint, note, _ = trusted_checkpoint(text, keys)
    if checkpoint.size > tree.size or tree.root(checkpoint.size) != checkpoint.root:
        raise WouldFork(f"the register's log is not what the checkpoint of {checkpoint.size} leaves says")
    edge = NOTHING.grown(tree.node(0, position) for position in range(checkpoint.size))
    return Memory(checkpoint.origin, edge, str(note))


def check_extends(memory: Memory, tree: Tree) -> None:
    """That the tree is what the one signed last has grown into.

    Raises:
        WouldFork: it is not.
    """
    size = memory.edge.size
    if tree.size < size:
        raise WouldFork(
            f"the register has {tree.size} leaves, and {size} have been signed: it was restored from an older copy,"
            " or leaves were removed"
        )
    if tree.root(size) != memory.edge.root:
        raise WouldFork(f"the first {size} leaves are no longer those that were signed: the past was rewritten")


def extended(memory: Memory, tree: Tree, key: PrivateKey) -> Memory:
    """The memory after signing the tree as it is now; the same memory where there is nothing new to sign.

    Args:
        memory: What was signed last.
        tree: Every leaf of the log, read anew or kept since it was.
        key: The log's key.

    Raises:
        WouldFork: the tree is not what the one signed last has grown into.
    """
    check_extends(memory, tree)
    size = memory.edge.size
    if tree.size == size and memory.note is not None and _signed_by(memory.note, key.public):
        return memory
    edge = memory.edge.grown(tree.node(0, position) for position in range(size, tree.size))
    if edge.root != tree.root():
        raise WouldFork("the two ways to the root differ: the machine miscounts")
    checkpoint = Checkpoint(memory.origin, edge.size, edge.root)
    return Memory(memory.origin, edge, str(sign_checkpoint(checkpoint, key)))


def _signed_by(note: str, key: PublicKey) -> bool:
    try:
        trusted_checkpoint(note, [key])
    except Unproved:
        return False
    return True
