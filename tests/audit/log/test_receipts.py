"""A receipt says what was entered, and proves it: entries as they were hashed, chained, the last in the log."""

from __future__ import annotations

import json
from typing import Any

import pytest

from audit.log.checkpoint import Checkpoint, sign_checkpoint
from audit.log.leaves import head_hash
from audit.log.merkle import Tree
from audit.log.note import KeyUse, PrivateKey, Unproved, UnreadableNote
from audit.log.proof import make_proof, read_proof
from audit.log.receipt import Receipt, check_receipt, make_receipt, plain_json, read_receipt, receipt_extra
from models.canonical import EMPTY_HEAD, canonical_bytes, digest_of

KEY = PrivateKey.new("saksgang.example/log/ostfold", KeyUse.LOG)
CASE = "case-ostfold-2031-1"
Entry = dict[str, Any]


def entry(seq: int, prev: str, record: str = CASE, **said: object) -> Entry:
    unsealed = {"record": record, "seq": seq, "prev": prev, **said}
    return unsealed | {"hash": digest_of(unsealed)}


FIRST = entry(1, EMPTY_HEAD, said="meldt")
SECOND = entry(2, FIRST["hash"], said="drøftet")
THIRD = entry(3, SECOND["hash"], said="besluttet")
ENTRIES = [FIRST, SECOND, THIRD]


def tree_of(entries: list[Entry]) -> Tree:
    return Tree(head_hash(one["record"], one["seq"], one["hash"]) for one in entries)


def written(entries: list[Entry], tree: Tree | None = None, index: int | None = None) -> str:
    """A receipt of entries whose leaves are the whole log, but where another is given."""
    log = tree_of(entries) if tree is None else tree
    checkpoint = str(sign_checkpoint(Checkpoint(KEY.name, log.size, log.root()), KEY))
    texts = [canonical_bytes(one).decode() for one in entries]
    return make_receipt(log, len(entries) - 1 if index is None else index, checkpoint, texts)


class TestProves:
    """What was entered, in which record, under which numbers."""

    @pytest.mark.parametrize("many", [1, 2, 3])
    def test_as_it_was_entered(self, many: int) -> None:
        receipt = read_receipt(written(ENTRIES[:many]))

        assert receipt.entries == tuple(ENTRIES[:many])
        assert (receipt.record, receipt.seqs) == (CASE, (1, many))
        assert check_receipt(receipt) == receipt.checkpoint
        assert receipt.checkpoint.size == many

    def test_of_the_last_of_its_entries_alone(self) -> None:
        """The leaf of the entry before is in the log, too, and is not what a receipt stands on."""
        with pytest.raises(Unproved, match="leaf 1 does not lead to the root"):
            check_receipt(read_receipt(written(ENTRIES, index=1)))


class TestDoesNotProve:
    """What was changed, left out or put in; the entry is named."""

    @pytest.mark.parametrize(
        ("entries", "why"),
        [
            pytest.param(
                [FIRST | {"said": "trukket"}], "entry 1 of .* is not what its digest says", id="other words"
            ),
            pytest.param([FIRST | {"hash": "0" * 64}], "entry 1 of .* is not what", id="another digest"),
            pytest.param([FIRST, THIRD], "entry 3 of .* does not follow the entry before", id="one left out"),
            pytest.param([SECOND, FIRST], "entry 1 of .* does not follow", id="in another order"),
            pytest.param([FIRST, FIRST], "entry 1 of .* does not follow", id="one twice"),
            pytest.param(
                [FIRST, entry(3, FIRST["hash"])],
                "entry 3 of .* does not follow",
                id="a number left out, the chain whole",
            ),
            pytest.param([FIRST, entry(2, "0" * 64)], "entry 2 of .* does not follow", id="after another"),
            pytest.param(
                [FIRST, entry(2, FIRST["hash"], "case-ostfold-2031-2")], "does not follow", id="of another record"
            ),
            pytest.param([FIRST, SECOND | {"more": 1}], "entry 2 of .* is not what", id="the second changed"),
        ],
    )
    def test_entries_that_are_not_the_chain(self, entries: list[Entry], why: str) -> None:
        with pytest.raises(Unproved, match=why):
            check_receipt(read_receipt(written(entries)))

    def test_what_is_not_in_the_log(self) -> None:
        with pytest.raises(Unproved, match="leaf 0 does not lead to the root"):
            check_receipt(read_receipt(written([FIRST], tree_of([SECOND]))))


def without(name: str) -> Entry:
    return {key: value for key, value in FIRST.items() if key != name}


class TestIsRead:
    """In its one form, with a record, a number and digests in each entry; otherwise it is no receipt."""

    @pytest.mark.parametrize(
        ("extra", "why"),
        [
            pytest.param(None, "says nothing of what it proves", id="a proof of a leaf alone"),
            pytest.param(b"x", "it holds no JSON", id="no JSON"),
            pytest.param(b"[]", "JSON written in a way of its own", id="a list"),
            pytest.param(b'{"entries":[],"format":"saksgang-receipt/1"}', "holds entries in the form", id="no entry"),
            pytest.param(b'{"entries":5,"format":"saksgang-receipt/1"}', "holds entries in the form", id="a number"),
            pytest.param(b'{"entries":{"a":1},"format":"saksgang-receipt/1"}', "holds entries in the form", id="one"),
            pytest.param(b'{"format":"saksgang-receipt/1"}', "holds entries in the form", id="no entries"),
            pytest.param(
                receipt_extra([canonical_bytes(FIRST).decode()]).replace(b"receipt/1", b"receipt/2"),
                "holds entries in the form",
                id="another form",
            ),
            pytest.param(
                canonical_bytes({"entries": [FIRST], "format": "saksgang-receipt/1", "more": 1}),
                "holds entries in the form",
                id="more than entries",
            ),
            pytest.param(
                receipt_extra([json.dumps(FIRST)]), "JSON written in a way of its own", id="in a way of its own"
            ),
            *(
                pytest.param(receipt_extra([canonical_bytes(one).decode()]), "an entry has a record", id=name)
                for name, one in (
                    ("without a record", without("record")),
                    ("without a number", without("seq")),
                    ("without the digest before", without("prev")),
                    ("without its own", without("hash")),
                    ("a number in letters", FIRST | {"seq": "1"}),
                    ("a number that is a truth", FIRST | {"seq": True}),
                    ("a record in digits", FIRST | {"record": 1}),
                )
            ),
            pytest.param(receipt_extra(["1"]), "an entry has a record", id="an entry that is a number"),
        ],
    )
    def test_nothing_else(self, extra: bytes | None, why: str) -> None:
        tree = tree_of([FIRST])
        checkpoint = Checkpoint(KEY.name, 1, tree.root())
        text = str(make_proof(tree, 0, checkpoint, sign_checkpoint(checkpoint, KEY), extra))

        with pytest.raises(UnreadableNote, match=why):
            read_receipt(text)

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"{",
            b"\xff",
            b"[" * 100_000,
            b'{"a":NaN}',
            b'{"a":18446744073709551616}',
            b'{ "a":1}',
            b'{"a":1,"a":1}',
        ],
    )
    def test_json_has_one_form(self, content: bytes) -> None:
        with pytest.raises(UnreadableNote, match="it holds"):
            plain_json(content)

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b'{"a":1,x}', "it holds no JSON: it cannot be read on from character 8"),
            (b'{"a":"\xff"}', "it holds no JSON: byte 7 is no UTF-8"),
            (b'{"a":' * 100_000, "it holds no JSON: it is nested too deeply"),
            (b'{"a":NaN}', "it holds no JSON: a number or a character in it is none that JSON here has"),
        ],
        ids=["changed", "bytes", "deep", "number"],
    )
    def test_what_is_no_json_is_told_by_where_and_no_name_of_ours(self, content: bytes, why: str) -> None:
        with pytest.raises(UnreadableNote) as told:
            plain_json(content)

        assert str(told.value) == why

    def test_json_in_its_form(self) -> None:
        assert plain_json(b'{"a":[1,"\xc3\xa5"],"b":{}}') == {"a": [1, "å"], "b": {}}

    def test_a_proof_stands_before_the_checkpoint(self) -> None:
        text = written(ENTRIES)
        receipt = Receipt(read_proof(text), tuple(ENTRIES))

        assert read_receipt(text) == receipt
        assert text.startswith("c2sp.org/tlog-proof@v1\nextra ")
