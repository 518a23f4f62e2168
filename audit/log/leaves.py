"""What a leaf of the log is: the head of one record's chain, after each of its entries.

A leaf holds ids and digests only, so that tiles may be published: it says that a record had an entry of that number
and digest, and nothing of what it says.
"""

from __future__ import annotations

from audit.log.merkle import leaf_hash
from models.canonical import canonical_bytes


def head_leaf(record: str, seq: int, digest: str) -> bytes:
    """The leaf of entry `seq` of a record: canonical JSON of its record, number and digest."""
    return canonical_bytes({"hash": digest, "kind": "head", "record": record, "seq": seq})


def head_hash(record: str, seq: int, digest: str) -> bytes:
    """The leaf hash of that leaf."""
    return leaf_hash(head_leaf(record, seq, digest))
