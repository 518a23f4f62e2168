"""Receipts: what an act was entered as, when, and where in the log; to be kept by whoever acted.

A receipt is a proof (C2SP tlog-proof) whose extra data are the entries themselves, as the bytes that were hashed. The
digest of the last is in the leaf, and each names the one before: so what the receipt says is what the log holds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rfc8785 import CanonicalizationError

from audit.log.checkpoint import Checkpoint, read_checkpoint
from audit.log.leaves import head_hash
from audit.log.merkle import Tree
from audit.log.note import Unproved, UnreadableNote
from audit.log.proof import Proof, led, make_proof, read_proof
from models.canonical import canonical_bytes, digest_of

FORMAT = "saksgang-receipt/1"


@dataclass(frozen=True)
class Receipt:
    """A receipt as read: the entries are what it says, and nothing of it is checked yet."""

    proof: Proof
    entries: tuple[dict[str, Any], ...]

    @property
    def record(self) -> str:
        """The record that the entries are of."""
        return str(self.entries[-1].get("record"))

    @property
    def seqs(self) -> tuple[int, int]:
        """The number of the first entry and of the last."""
        return self.entries[0]["seq"], self.entries[-1]["seq"]

    @property
    def checkpoint(self) -> Checkpoint:
        """The checkpoint it leads to; who has signed it is another question."""
        return read_checkpoint(self.proof.checkpoint)[0]


def receipt_extra(entries: Sequence[str]) -> bytes:
    """What a receipt holds beside the proof: the entries as they were hashed, the last the one in the leaf."""
    return f'{{"entries":[{",".join(entries)}],"format":"{FORMAT}"}}'.encode()


def make_receipt(tree: Tree, index: int, checkpoint: str, entries: Sequence[str]) -> str:
    """The receipt of entries whose last has leaf `index` in the tree.

    Raises:
        IndexError: the leaf came after the checkpoint.
        Unproved: the checkpoint is not this tree's.
    """
    return str(make_proof(tree, index, *read_checkpoint(checkpoint), receipt_extra(entries)))


def read_receipt(text: str) -> Receipt:
    """A receipt in its written form.

    Raises:
        UnreadableNote: it is none.
    """
    proof = read_proof(text)
    if proof.extra is None:
        raise UnreadableNote("the proof says nothing of what it proves: it is no receipt")
    document = plain_json(proof.extra)
    entries = document.get("entries") if isinstance(document, dict) else None
    if (
        not isinstance(entries, list)
        or not entries
        or document.get("format") != FORMAT
        or set(document) != {"entries", "format"}
    ):
        raise UnreadableNote(f"a receipt holds entries in the form {FORMAT}")
    for entry in entries:
        typed = isinstance(entry, dict) and type(entry.get("seq")) is int
        if not typed or not all(isinstance(entry.get(name), str) for name in ("record", "prev", "hash")):
            raise UnreadableNote("an entry has a record, a number, the digest before it, and its own")
    return Receipt(proof, tuple(entries))


def plain_json(content: bytes) -> Any:
    """JSON in the one way it is written (RFC 8785).

    Raises:
        UnreadableNote: it is written otherwise, or is none.
    """
    try:
        document = json.loads(content)
        written = canonical_bytes(document) if isinstance(document, dict) else b""
    except (ValueError, RecursionError, CanonicalizationError) as error:
        raise UnreadableNote(f"it holds no JSON: {_why_no_json(error)}") from None
    if written != content:
        raise UnreadableNote("it holds JSON written in a way of its own")
    return document


def _why_no_json(error: Exception) -> str:
    """Where it ceases to be JSON, in words; it may have been changed there."""
    match error:
        case json.JSONDecodeError():
            return f"it cannot be read on from character {error.pos + 1}"
        case UnicodeDecodeError():
            return f"byte {error.start + 1} is no UTF-8"
        case RecursionError():
            return "it is nested too deeply"
        case _:
            return "a number or a character in it is none that JSON here has"


def check_receipt(receipt: Receipt) -> Checkpoint:
    """The checkpoint that what the receipt says is in; who has signed it is another question.

    Raises:
        Unproved: an entry is not what its digest says, does not follow the one before it, or is not in the log.
    """
    before: dict[str, Any] | None = None
    for entry in receipt.entries:
        where = f"entry {entry['seq']} of {entry['record']}"
        if digest_of({name: value for name, value in entry.items() if name != "hash"}) != entry["hash"]:
            raise Unproved(f"{where} is not what its digest says")
        if before is not None and (entry["record"], entry["seq"], entry["prev"]) != (
            before["record"],
            before["seq"] + 1,
            before["hash"],
        ):
            raise Unproved(f"{where} does not follow the entry before it")
        before = entry
    last = receipt.entries[-1]
    return led(receipt.proof, head_hash(last["record"], last["seq"], last["hash"]))
