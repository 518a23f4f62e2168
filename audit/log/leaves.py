"""What a leaf of the log is: the head of one record's chain, after each of its entries.

A leaf holds ids and digests only, so that tiles may be published: it says that a record had an entry of that number
and digest, and nothing of what it says.
"""

from __future__ import annotations

import json

from audit.log.merkle import leaf_hash


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
