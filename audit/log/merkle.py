"""The tree: hashes, proofs that a leaf is in it, proofs that one tree is the beginning of another (RFC 6962, 2.1).

Two ways lead to a root, and share no code but the two hashes: `Tree` keeps every complete subtree and makes proofs;
`Frontier` keeps only the complete subtrees at the right edge, and can do nothing but grow. Whoever signs computes
both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf: SHA-256(0x00 || data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree with every complete subtree at hand: a root or a proof at any size it has had.

    Nothing in it ever changes; it only grows.
    """

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        """`leaves` are leaf hashes, first leaf first."""
        self._levels: list[list[bytes]] = [[]]
        for leaf in leaves:
            self.append(leaf)

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return len(self._levels[0])

    def append(self, leaf: bytes) -> None:
        """Add a leaf hash at the right edge, and every subtree that it completes."""
        level, node = 0, leaf
        while True:
            nodes = self._levels[level]
            nodes.append(node)
            if len(nodes) % 2:
                return
            node = node_hash(nodes[-2], nodes[-1])
            level += 1
            if level == len(self._levels):
                self._levels.append([])

    def node(self, level: int, index: int) -> bytes:
        """The complete subtree over the leaves from `index * 2**level`, `2**level` of them.

        Raises:
            IndexError: the tree has not come that far.
        """
        if level >= len(self._levels) or not 0 <= index < len(self._levels[level]):
            raise IndexError(f"no complete subtree {index} of height {level} in a tree of {self.size}")
        return self._levels[level][index]

    def root(self, size: int | None = None) -> bytes:
        """The root the tree had at a size; its root now where none is given."""
        size = self._had(size)
        return self._over(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """The proof that leaf `index` is in the tree of `size`: its siblings, from the leaf's to the root's child."""
        size = self._had(size)
        if not 0 <= index < size:
            raise IndexError(f"no leaf {index} in a tree of {size}")
        path: list[bytes] = []
        start, end = 0, size
        while end - start > 1:
            middle = start + _half(end - start)
            if index < middle:
                path.append(self._over(middle, end))
                end = middle
            else:
                path.append(self._over(start, middle))
                start = middle
        return tuple(reversed(path))

    def consistency(self, old: int, size: int | None = None) -> tuple[bytes, ...]:
        """The proof that the tree of `old` leaves is the beginning of the tree of `size`; empty where `old` is 0."""
        size = self._had(size)
        if not 0 <= old <= size:
            raise IndexError(f"a tree of {size} does not begin with one of {old}")
        path: list[bytes] = []
        start, end, ours = 0, size, True  # ours: what is left is the whole old tree, whose root the verifier has
        while old not in (0, end):
            middle = start + _half(end - start)
            if old <= middle:
                path.append(self._over(middle, end))
                end = middle
            else:
                path.append(self._over(start, middle))
                start, ours = middle, False
        if old and not ours:
            path.append(self._over(start, end))
        return tuple(reversed(path))

    def _had(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise IndexError(f"the tree has {self.size} leaves, not {size}")
        return size

    def _over(self, start: int, end: int) -> bytes:
        """The hash over leaves `start` to `end`, where `start` is where RFC 6962 splits."""
        parts: list[bytes] = []
        while start < end:
            level = (end - start).bit_length() - 1
            parts.append(self._levels[level][start >> level])
            start += 1 << level
        hashed = parts.pop()
        while parts:
            hashed = node_hash(parts.pop(), hashed)
        return hashed


def _half(size: int) -> int:
    """The largest power of two smaller than `size`."""
    half: int = 1 << (size - 1).bit_length() - 1
    return half


@dataclass(frozen=True)
class Frontier:
    """The right edge of a tree: one hash for each bit of its size, the largest subtree first.

    It is all that a signer has to remember: whatever it grows into begins with the tree it was.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """One hash for each bit of the size, or it is no edge of any tree."""
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise ValueError(f"{len(self.hashes)} hashes are not the right edge of a tree of {self.size}")

    def grown(self, leaves: Iterable[bytes]) -> Frontier:
        """The edge after these leaf hashes."""
        size, edge = self.size, list(self.hashes)
        for leaf in leaves:
            edge.append(leaf)
            filled = size
            while filled & 1:
                right, left = edge.pop(), edge.pop()
                edge.append(node_hash(left, right))
                filled >>= 1
            size += 1
        return Frontier(size, tuple(edge))

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        if not self.hashes:
            return EMPTY_ROOT
        *rest, hashed = self.hashes
        for left in reversed(rest):
            hashed = node_hash(left, hashed)
        return hashed


def proves_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` leads from a leaf hash at `index` to the root of a tree of `size` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _hashes(leaf, root, *path):
        return False
    at, last, hashed = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            hashed = node_hash(sibling, hashed)
            while not at & 1:  # not 0, since `last` is not
                at, last = at >> 1, last >> 1
        else:
            hashed = node_hash(hashed, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and hashed == root


def proves_consistency(old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the tree of `size` begins with the tree of `old` (RFC 9162, 2.1.4.2); every tree begins with none."""
    if not 0 <= old <= size or not _hashes(old_root, root, *path):
        return False
    if old in (0, size):
        return not path and old_root == (EMPTY_ROOT if old == 0 else root)
    steps = list(path)
    if old.bit_count() == 1:
        steps.insert(0, old_root)  # a complete subtree: the proof leaves out what the verifier has
    if not steps:
        return False
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not at & 1:  # not 0, since `last` is not
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and first == old_root and second == root


def _hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
