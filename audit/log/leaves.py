"""What a leaf of the log is: the head of one record's chain, after each of its entries.

A leaf holds ids and digests only, so that tiles may be published: it says that a record had an entry of that number
and digest, and nothing of what it says.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from audit.log.merkle import Tree, leaf_hash


class Head(Protocol):
    """The head of a record's chain after one of its entries, as whoever keeps the leaves has it."""

    @property
    def record(self) -> str:
        """The record."""

    @property
    def seq(self) -> int:
        """The entry's number."""

    @property
    def hash(self) -> str:
        """The entry's digest."""


def head_leaf(record: str, seq: int, digest: str) -> bytes:
    """The leaf of entry `seq` of a record: canonical JSON (RFC 8785) of its record, number and digest.

    PERFORMANCE: of texts and small numbers the library's JSON is canonical as it is, and ten times as fast; a log has
    hundreds of thousands of leaves.
    """
    head = {"hash": digest, "kind": "head", "record": record, "seq": seq}
    return json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()


def head_hash(record: str, seq: int, digest: str) -> bytes:
    """The leaf hash of that leaf."""
    return leaf_hash(head_leaf(record, seq, digest))


async def grow(tree: Tree, heads: AsyncIterator[Sequence[Head]]) -> Tree:
    """The tree with the leaves of these heads added, as they come; the same tree."""
    async for part in heads:
        for head in part:
            tree.append(head_hash(head.record, head.seq, head.hash))
    return tree
