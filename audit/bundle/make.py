"""A bundle made of what the register gave: nothing is looked up here, and the same is always made of the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from audit.bundle.content import Bundle, LogPart, RecordPart, address
from audit.bundle.records import texts_named
from audit.log.checkpoint import read_checkpoint
from audit.log.leaves import Head, head_leaf
from audit.log.merkle import Tree, leaf_hash
from audit.log.receipt import make_receipt
from models.base import RecordId
from models.canonical import canonical_bytes
from models.evidence import Evidence

AT_MOST = 20_000  # leaves that a bundle has of a log, unless its own record ended longer ago


@dataclass(frozen=True)
class Gathered:
    """What a bundle is made of."""

    evidence: Evidence
    records: tuple[RecordPart, ...]  # those of the evidence, as they are stored
    leaves: Sequence[Head]  # of the whole log, up to the checkpoint
    checkpoint: str  # with its cosignatures
    keys: str
    documents: Mapping[str, bytes] = field(default_factory=dict)
    messages: tuple[bytes, ...] = ()
    histories: Mapping[str, bytes] = field(default_factory=dict)


def make_bundle(found: Gathered) -> Bundle:
    """The bundle.

    Raises:
        Unproved: the checkpoint is not that of these leaves.
    """
    about = found.evidence.about
    return Bundle(
        about=about,
        community=found.evidence.community,
        records=found.records,
        procedures=tuple(sorted(map(canonical_bytes, found.evidence.procedures), key=address)),
        rosters=tuple(sorted(map(canonical_bytes, found.evidence.rosters), key=address)),
        texts={digest: text.encode() for digest, text in texts_named(found.records[0]).items()},
        log=make_log(about, found.records, found.leaves, found.checkpoint, found.keys),
        documents=found.documents,
        messages=found.messages,
        histories=found.histories,
    )


def make_log(
    about: RecordId, records: Sequence[RecordPart], leaves: Sequence[Head], checkpoint: str, keys: str
) -> LogPart:
    """What a bundle about a record says of the log.

    Args:
        about: The record.
        records: Those in the bundle.
        leaves: Those of the whole log, at least up to the checkpoint.
        checkpoint: As it was signed, with its cosignatures.
        keys: The file of keys.

    Raises:
        Unproved: the checkpoint is not that of these leaves.
    """
    size = read_checkpoint(checkpoint)[0].size
    lines = [head_leaf(head.record, head.seq, head.hash) for head in leaves[:size]]
    tree = Tree(map(leaf_hash, lines))
    last = {head.record: (place, head.seq) for place, head in enumerate(leaves[:size])}
    start = 0 if size <= AT_MOST else min(last.get(about, (size - 1, 0))[0], size - AT_MOST)
    receipts = {}
    for part in records:
        place, seq = last.get(part.record, (0, 0))
        if 1 <= seq <= len(part.entries):
            receipts[part.record] = make_receipt(tree, place, checkpoint, (part.entries[seq - 1].decode(),))
    return LogPart(checkpoint, keys, receipts, tuple(lines[start:]), start, _before(tree, start))


def _before(tree: Tree, start: int) -> tuple[bytes, ...]:
    """The complete subtrees over the leaves before, the largest first."""
    nodes, at = [], 0
    for level in range(start.bit_length() - 1, -1, -1):
        if start >> level & 1:
            nodes.append(tree.node(level, at >> level))
            at += 1 << level
    return tuple(nodes)
