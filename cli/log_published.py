"""A log as it was published in a folder (`log export`), read to be compared with what is held: nothing has to run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audit.log.checkpoint import read_checkpoint
from audit.log.merkle import Tree, leaf_hash
from audit.log.note import Unproved, UnreadableNote
from audit.log.tiles import CHECKPOINT, WIDTH, bundle_path, read_bundle, tile_bytes, tile_path, tiles_of
from audit.log.trust import Trust, read_trust
from audit.naming import counted
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check
from cli.audit_results import Unreadable, bytes_in

KEYS = "keys.json"
MOST_BYTES = WIDTH * 65_537  # of one file: a bundle of the longest leaves
MOST_LEAVES = 4_194_304  # the checkpoint is not checked before they are read, and may say any number


@dataclass(frozen=True)
class Published:
    """What is in the folder: the newest checkpoint, the keys, the tree of the leaves, the hashes beside them."""

    folder: Path
    checkpoint: str
    trust: Trust
    tree: Tree  # of the leaves, however the tiles have them

    def beyond(self, name: str, note: str) -> Check | None:
        """What is held and came after what was published, of which a copy says nothing; None: it did not."""
        held, _ = read_checkpoint(note)
        if held.origin != self.trust.origin or held.size <= self.tree.size:
            return None
        what = f"{name}: the log still begins with the {held.size} leaves it names"
        why = f"what is in {self.folder} ends at {self.tree.size}: an older copy, or what came after was removed"
        return Check(what, NOT_CHECKED, why)

    def tiles_agree(self) -> Check:
        """Whether the leaves and the tiles there are those of the checkpoint there."""
        what = f"the leaves and tiles in {self.folder} are those of its checkpoint"
        held, _ = read_checkpoint(self.checkpoint)
        if self.tree.root() != held.root:
            return Check(what, BROKEN, f"the {counted(held.size, 'leaf', 'leaves')} there have another root")
        for level, index, width in tiles_of(held.size):
            path = tile_path(level, index, width)
            if bytes_in(self.folder / path, MOST_BYTES) != tile_bytes(self.tree, level, index, width):
                return Check(what, BROKEN, f"{path} is not what the leaves come to")
        return Check(what, PROVED, counted(held.size, "leaf", "leaves"))


def published(folder: Path) -> Published:
    """The log in a folder; what it says is not checked yet.

    Raises:
        Unreadable: it is none; says which file.
    """
    checkpoint, keys = (bytes_in(folder / name, MOST_BYTES) for name in (CHECKPOINT, KEYS))
    try:
        note = checkpoint.decode("utf-8")
        size = read_checkpoint(note)[0].size
        trust = read_trust(keys.decode("utf-8"))
    except (UnicodeDecodeError, UnreadableNote, Unproved) as error:
        raise Unreadable(f"{folder}: {CHECKPOINT} or {KEYS} is none: {error}") from None
    if size > MOST_LEAVES:
        raise Unreadable(f"{folder / CHECKPOINT} says that the log has {size} leaves; {MOST_LEAVES} are read at most")
    return Published(folder, note, trust, Tree(hashes_in(folder, size)))


def hashes_in(folder: Path, size: int) -> Iterator[bytes]:
    """The hash of each leaf, one bundle of leaves after the other: there is never more than one at hand."""
    for level, index, width in tiles_of(size):
        if level:
            break
        path = bundle_path(index, width)
        try:
            leaves = read_bundle(bytes_in(folder / path, MOST_BYTES))
        except UnreadableNote as error:
            raise Unreadable(f"{folder / path}: {error}") from None
        if len(leaves) != width:
            raise Unreadable(f"{folder / path} has {counted(len(leaves), 'leaf', 'leaves')}, not {width}")
        yield from map(leaf_hash, leaves)
