"""What a witness cosigns, answers and remembers (C2SP tlog-witness)."""

from __future__ import annotations

import json

import pytest

from audit.log.checkpoint import Checkpoint, cosign, cosignatures, read_checkpoint, sign_checkpoint
from audit.log.merkle import HASH_BYTES, Tree, leaf_hash
from audit.log.note import KeyUse, PrivateKey, UnreadableNote, encoded, read_signature
from audit.log.trust import trust_in
from audit.log.witness import (
    LONGEST_PROOF,
    MOST_BYTES,
    Request,
    Seen,
    Witness,
    lines_of,
    read_request,
    read_seen,
    seen_written,
)
from audit.log.witnessed import most_witnessed, witnessed

ORIGIN = "saksgang.example/log/ostfold"
KEY = PrivateKey.new(ORIGIN, KeyUse.LOG)
STRANGER = PrivateKey.new(ORIGIN, KeyUse.LOG)
LOGS = {ORIGIN: trust_in(KEY.public)}
TREE = Tree(leaf_hash(bytes([number])) for number in range(20))
OTHER = Tree(leaf_hash(bytes([number + 1])) for number in range(20))
NAME = "kommune.example/vitne"
AT = 1_900_000_000
SEEN = {"b.example": Seen(0), "a.example": Seen(8, TREE.root(8))}
A, B = (PrivateKey.new(f"{name}.example", KeyUse.WITNESS) for name in "ab")


def asked(old: int, size: int, tree: Tree = TREE, key: PrivateKey = KEY) -> str:
    note = sign_checkpoint(Checkpoint(ORIGIN, size, tree.root(size)), key)
    return str(Request(old, tree.consistency(old, size) if old <= size else (), str(note)))


def witness() -> Witness:
    return Witness(PrivateKey.new(NAME, KeyUse.WITNESS), LOGS, {})


class TestWhatIsCosigned:
    """The first tree it is shown, and then what begins with the one it saw last."""

    def test_a_log_that_grows(self) -> None:
        asking = witness()
        for old, size in ((0, 3), (3, 3), (3, 8), (8, 20)):
            answer = asking.answered(asked(old, size), AT)
            asking = asking.after(answer)
            _, note = read_checkpoint(read_request(asked(old, size)).checkpoint)
            line = read_signature(answer.body[:-1])

            assert answer.status == 200
            assert asking.seen == {ORIGIN: Seen(size, TREE.root(size))}
            assert [c.at for c in cosignatures(note.with_signatures([line]), [asking.key.public])] == [AT]
            assert lines_of(answer.body, [NAME]) == (answer.body,)
            assert lines_of(answer.body, ["somebody.example"]) == ()

    def test_what_it_has_seen_of_other_logs_stays(self) -> None:
        other = {"other.example": Seen(3, TREE.root(3))}
        asking = Witness(A, LOGS, other)

        assert asking.answered(asked(0, 8), AT).seen == other | {ORIGIN: Seen(8, TREE.root(8))}

    @pytest.mark.parametrize(
        ("text", "status", "body"),
        [
            pytest.param(asked(3, 8), 409, "8\n", id="from another size than seen"),
            pytest.param(asked(9, 20), 409, "8\n", id="from a larger size than seen"),
            pytest.param(asked(8, 3), 400, "the old size is larger than the checkpoint's\n", id="backwards"),
            pytest.param(asked(8, 8, OTHER), 409, "8\n", id="the same size with another root"),
            pytest.param(
                asked(8, 20, OTHER),
                422,
                "the proof does not show that the tree begins with the 8 leaves seen\n",
                id="another past",
            ),
            pytest.param(asked(8, 20, key=STRANGER), 403, None, id="signed by another"),
            pytest.param(
                asked(8, 20).replace(ORIGIN, "another.example"),
                404,
                "another.example is no log that is known here\n",
                id="a log it does not know",
            ),
            pytest.param(
                "old 8\n" + asked(8, 20).partition("\n")[2].replace("\n\n", "\n", 1), 400, None, id="no gap"
            ),
            pytest.param("old 08" + asked(8, 20)[5:], 400, None, id="a number of its own"),
            pytest.param("old 8\n" + "A" * 43 + "=\n" * 70 + "\n", 400, None, id="too long a proof"),
            pytest.param("", 400, None, id="nothing"),
        ],
    )
    def test_nothing_else(self, text: str, status: int, body: str | None) -> None:
        first = witness()
        asking = first.after(first.answered(asked(0, 8), AT))

        answer = asking.answered(text, AT)

        assert (answer.status, answer.seen) == (status, asking.seen)
        assert body in (None, answer.body)
        assert answer.content_type == ("text/x.tlog.size" if status == 409 else "text/plain; charset=utf-8")

    def test_from_nothing_is_the_old_size_of_a_log_it_has_never_seen(self) -> None:
        assert witness().answered(asked(3, 8), AT).body == "0\n"

    def test_lines_are_kept_by_the_name_they_bear_to_its_end(self) -> None:
        answer = "— a.example x\n— a.example/b y\nnot signed\n— b.example z\n"

        assert lines_of(answer, ["a.example", "b.example"]) == ("— a.example x\n", "— b.example z\n")
        assert lines_of(answer, []) == ()


class TestRequests:
    """A line `old N`, hashes, an empty line, a checkpoint: and so long at most."""

    @pytest.mark.parametrize("proof", [(), (bytes(HASH_BYTES),), (bytes(HASH_BYTES),) * LONGEST_PROOF])
    def test_are_read_as_they_are_written(self, proof: tuple[bytes, ...]) -> None:
        request = Request(7, proof, "a checkpoint\n")

        assert read_request(str(request)) == request
        assert str(request).startswith("old 7\n" + "A" * 43 * bool(proof))

    def test_may_have_so_many_bytes(self) -> None:
        head = "old 0\n\n"

        assert read_request(head + "x" * (MOST_BYTES - len(head))).old == 0
        with pytest.raises(UnreadableNote, match="up to 63 hashes"):
            read_request(head + "x" * (MOST_BYTES - len(head) + 1))

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            pytest.param("old 0\n", "a request is a line", id="no empty line"),
            pytest.param("new 0\n\nx\n", "a request is a line", id="another first line"),
            pytest.param("old 0\n" + "x\n" * 64 + "\nx\n", "a request is a line", id="64 hashes"),
            pytest.param(f"old 0\n{encoded(bytes(31))}\n\nx\n", "a hash has 32 bytes", id="a hash of 31 bytes"),
            pytest.param(f"old 0\n{encoded(bytes(33))}\n\nx\n", "a hash has 32 bytes", id="a hash of 33 bytes"),
            pytest.param("old 0\nno base64\n\nx\n", "a hash of the proof is no base64", id="no hash"),
            pytest.param("old -1\n\nx\n", "the old size is no number", id="below nothing"),
        ],
    )
    def test_are_nothing_else(self, text: str, why: str) -> None:
        with pytest.raises(UnreadableNote, match=why):
            read_request(text)


class TestMemory:
    """What it has seen stands in a file, and is read back whole or not at all."""

    def test_is_read_as_it_is_written(self) -> None:
        written = seen_written(SEEN)

        assert read_seen(written) == SEEN
        assert list(json.loads(written)["logs"]) == ["a.example", "b.example"]
        assert read_seen(seen_written({})) == {}

    @pytest.mark.parametrize(
        ("was", "becomes", "why"),
        [
            ("saksgang-witness/1", "saksgang-witness/2", "in another form"),
            ('"size": 8', '"size": -1', "in another form"),
            (TREE.root(8).hex(), TREE.root(8).hex()[:-2], "in another form"),
            (TREE.root(8).hex(), "no digits", "cannot be read"),
            ('"size": 8', '"sizes": 8', "cannot be read"),
            ("{", "[", "cannot be read"),
        ],
    )
    def test_is_nothing_else(self, was: str, becomes: str, why: str) -> None:
        with pytest.raises(UnreadableNote, match=why):
            read_seen(seen_written(SEEN).replace(was, becomes, 1))

    @pytest.mark.parametrize("text", ["", "{}", "[]", '{"logs": []}', '{"logs": {}}'])
    def test_is_no_other_file(self, text: str) -> None:
        with pytest.raises(UnreadableNote):
            read_seen(text)


class TestWhoHasSeenALeaf:
    """Whose cosignatures stand under a checkpoint of this log with the leaf in it; what is not theirs counts not."""

    NOTE = sign_checkpoint(Checkpoint(ORIGIN, 8, TREE.root(8)), KEY)
    BOTH = str(NOTE.with_signatures([cosign(NOTE.text, A, AT), cosign(NOTE.text, B, AT)]))
    WITNESSES = (A.public, B.public)

    def test_both_who_have(self) -> None:
        found = witnessed(self.BOTH, ORIGIN, 7, self.WITNESSES)

        assert found is not None
        assert (found.checkpoint.size, found.by) == (8, self.WITNESSES)

    @pytest.mark.parametrize(
        ("text", "origin", "position"),
        [
            pytest.param(BOTH, ORIGIN, 8, id="a leaf that came after it"),
            pytest.param(BOTH, "another.example", 7, id="of another log"),
            pytest.param("x", ORIGIN, 7, id="no checkpoint"),
        ],
    )
    def test_none_where_it_says_nothing_of_the_leaf(self, text: str, origin: str, position: int) -> None:
        assert witnessed(text, origin, position, self.WITNESSES) is None
        assert most_witnessed([text], origin, position, self.WITNESSES) is None

    def test_a_forged_line_counts_for_nothing_and_harms_none_that_is_true(self) -> None:
        forged = cosign(self.NOTE.text, PrivateKey(A.name, KeyUse.WITNESS, B.secret), AT)
        borne = type(forged)(A.name, A.public.key_id, forged.value)
        under = self.NOTE.with_signatures([borne, cosign(self.NOTE.text, B, AT)])
        true_too = under.with_signatures([cosign(self.NOTE.text, A, AT)])

        for note, by in ((under, (B.public,)), (true_too, self.WITNESSES), (self.NOTE, ())):
            found = witnessed(str(note), ORIGIN, 0, self.WITNESSES)
            assert found is not None and found.by == by

    def test_the_checkpoint_that_most_have_cosigned(self) -> None:
        one = str(self.NOTE.with_signatures([cosign(self.NOTE.text, A, AT)]))
        found = most_witnessed(["x", str(self.NOTE), one, self.BOTH, one], ORIGIN, 7, self.WITNESSES)

        assert found is not None and found.by == self.WITNESSES
