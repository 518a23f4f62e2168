"""The log as files that any web server can give out (C2SP tlog-tiles): its hashes in tiles, its leaves in bundles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.log.merkle import HASH_BYTES, Frontier, Tree
from audit.log.note import Unproved, UnreadableNote

WIDTH = 256
HEIGHT = 8  # 2**8 hashes in a tile
CHECKPOINT = "checkpoint"
LONGEST_LEAF = 65_535


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """Where the hashes of a tile are given out."""
    return f"tile/{level}/{_numbered(index)}{_part(width)}"


def bundle_path(index: int, width: int = WIDTH) -> str:
    """Where the leaves of a tile of level 0 are given out."""
    return f"tile/entries/{_numbered(index)}{_part(width)}"


def _part(width: int) -> str:
    return "" if width == WIDTH else f".p/{width}"


def _numbered(index: int) -> str:
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups))


def tiles_of(size: int, *, since: int = 0) -> Iterator[tuple[int, int, int]]:
    """Level, index and width of every tile of a tree of `size`, but for those full already in the tree of `since`."""
    level = 0
    while (hashes := size >> (HEIGHT * level)) > 0:
        first = (since >> (HEIGHT * level)) // WIDTH
        for index in range(first, -(-hashes // WIDTH)):
            yield level, index, min(WIDTH, hashes - index * WIDTH)
        level += 1


def tile_bytes(tree: Tree, level: int, index: int, width: int) -> bytes:
    """The hashes of a tile, one after the other."""
    return b"".join(tree.node(HEIGHT * level, index * WIDTH + place) for place in range(width))


def bundle_bytes(leaves: Sequence[bytes]) -> bytes:
    """The leaves of a tile, each after its length in two bytes.

    Raises:
        ValueError: a leaf is longer than two bytes can say.
    """
    if any(len(leaf) > LONGEST_LEAF for leaf in leaves):
        raise ValueError(f"a leaf has at most {LONGEST_LEAF} bytes")
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)


def read_bundle(content: bytes) -> tuple[bytes, ...]:
    """The leaves in a bundle.

    Raises:
        UnreadableNote: it ends in the middle of one.
    """
    leaves: list[bytes] = []
    at = 0
    while at < len(content):
        length = int.from_bytes(content[at : at + 2], "big")
        leaves.append(content[at + 2 : at + 2 + length])
        at += 2 + length
    if at != len(content):
        raise UnreadableNote("a bundle of leaves ends in the middle of one")
    return tuple(leaves)


def read_tile(content: bytes, width: int) -> tuple[bytes, ...]:
    """The hashes in a tile.

    Raises:
        UnreadableNote: there are not `width` of them.
    """
    if len(content) != width * HASH_BYTES:
        raise UnreadableNote(f"a tile of {width} hashes has {width * HASH_BYTES} bytes, not {len(content)}")
    return tuple(content[at : at + HASH_BYTES] for at in range(0, len(content), HASH_BYTES))


def check_against(root: bytes, leaves: Sequence[bytes]) -> None:
    """Leaf hashes as published, against the root of a checkpoint.

    Raises:
        Unproved: they are another tree's.
    """
    if Frontier().grown(leaves).root != root:
        raise Unproved(f"the {len(leaves)} published leaves have another root than the checkpoint")
