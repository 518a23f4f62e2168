"""The signer signs nothing but a checkpoint that extends its last one (C6, C8), and its keys have a history (C7)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.log.checkpoint import Checkpoint, cosign, read_checkpoint, sign_checkpoint, trusted_checkpoint
from audit.log.merkle import Tree, leaf_hash, proves_consistency
from audit.log.note import KeyUse, Note, PrivateKey, Unproved, UnreadableNote, signed
from audit.log.signer import Memory, WouldFork, extended, read_memory, remembered
from audit.log.trust import (
    MOST_CHARACTERS,
    MOST_KEYS,
    NotWitnessed,
    Trust,
    followed,
    read_trust,
    revoked,
    trust_in,
    trust_in_one,
)

ORIGIN = "saksgang.example/log/ostfold"
FIRST, SECOND, THIRD = (PrivateKey.new(ORIGIN, KeyUse.LOG) for _ in range(3))
WITNESS = PrivateKey.new("kommune.example/w1", KeyUse.WITNESS)
LEAVES = [leaf_hash(f"leaf {number}".encode()) for number in range(40)]


def at(size: int, key: PrivateKey = FIRST) -> str:
    return str(sign_checkpoint(Checkpoint(ORIGIN, size, Tree(LEAVES[:size]).root()), key))


class TestOnlyAnExtension:
    """What it signs begins with what it signed last, whoever hands it leaves."""

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.integers(0, 15), min_size=1, max_size=5))
    def test_signs_the_tree_as_it_grows(self, steps: list[int]) -> None:
        memory = Memory(ORIGIN)
        leaves: list[bytes] = []
        for step in steps:
            leaves = [leaf_hash(bytes([number])) for number in range(len(leaves) + step)]
            before, memory = memory, extended(memory, Tree(leaves), FIRST)
            checkpoint, _, _ = trusted_checkpoint(str(memory.note), [FIRST.public])
            proof = Tree(leaves).consistency(before.edge.size)

            assert (checkpoint.size, checkpoint.root) == (len(leaves), Tree(leaves).root())
            assert proves_consistency(before.edge.size, before.edge.root, len(leaves), checkpoint.root, proof)

    def test_what_has_not_grown_is_not_signed_again(self) -> None:
        memory = extended(Memory(ORIGIN), Tree(LEAVES), FIRST)

        assert extended(memory, Tree(LEAVES), FIRST) is memory

    @settings(max_examples=200, deadline=None)
    @given(size=st.integers(1, 40), now=st.integers(0, 39), at_leaf=st.integers(0, 39), grown=st.booleans())
    def test_no_tree_that_lost_or_changed_a_leaf(self, size: int, now: int, at_leaf: int, grown: bool) -> None:
        memory = extended(Memory(ORIGIN), Tree(LEAVES[:size]), FIRST)
        rewritten = list(LEAVES) if grown else LEAVES[:size]
        rewritten[at_leaf % size] = leaf_hash(b"another past")

        with pytest.raises(WouldFork, match="the past was rewritten"):
            extended(memory, Tree(rewritten), FIRST)
        if now < size:
            with pytest.raises(WouldFork, match="restored from an older copy"):
                extended(memory, Tree(LEAVES[:now]), FIRST)

    def test_none_of_a_thousand_restored_copies_that_go_on_is_signed(self) -> None:
        """Bar C6: restored at any size, with as many or more leaves written since as were lost."""
        other = [leaf_hash(f"another {number}".encode()) for number in range(46)]
        fine = [leaf_hash(f"leaf {number}".encode()) for number in range(46)]
        signed = 0
        for size in range(1, 46):
            memory = extended(Memory(ORIGIN), Tree(fine[:size]), FIRST)
            for restored in range(size):
                with pytest.raises(WouldFork):
                    extended(memory, Tree([*fine[:restored], *other[restored : size + restored % 2]]), FIRST)
                signed += 1

        assert signed == 1_035

    def test_what_it_remembers_is_kept_to_the_byte_and_believed_only_whole(self) -> None:
        memory = extended(Memory(ORIGIN), Tree(LEAVES[:11]), FIRST)
        written = memory.written()

        assert read_memory(written, FIRST.public) == memory
        for changed in (
            written.replace('"size": 11', '"size": 13'),
            written.replace('"size": 11', '"size": 12'),
            written.replace(memory.edge.hashes[0].hex(), LEAVES[0].hex()),
            written.replace("saksgang-log-signer/1", "saksgang-log-signer/2"),
            written.replace(f'"origin": "{ORIGIN}"', '"origin": "another.example"'),
            written.replace(f'"origin": "{ORIGIN}"', '"origin": "another.example"').replace(
                f"{ORIGIN}\\n", "another.example\\n", 1
            ),
            replace(memory, note=at(11).replace(ORIGIN, "another.example")).written(),
            replace(memory, note=at(12)).written(),
            replace(memory, note=at(11).replace("\n11\n", "\n12\n")).written(),
            replace(memory, note=None).written(),
            replace(memory, note="x").written(),
            "{}",
            "[]",
            "",
        ):
            with pytest.raises(UnreadableNote):
                read_memory(changed, FIRST.public)
        for sound in (Memory(ORIGIN), extended(Memory(ORIGIN), Tree(), FIRST)):
            assert read_memory(sound.written(), FIRST.public) == sound

    def test_a_new_key_signs_what_the_old_one_had(self) -> None:
        """The tree has not grown; a checkpoint by the key that signs now is wanted all the same."""
        memory = extended(Memory(ORIGIN), Tree(LEAVES[:11]), FIRST)
        again = extended(memory, Tree(LEAVES[:11]), SECOND)

        assert again == replace(memory, note=at(11, SECOND))
        assert extended(again, Tree(LEAVES[:11]), SECOND) is again

    def test_the_empty_log_is_signed_once(self) -> None:
        memory = extended(Memory(ORIGIN), Tree(), FIRST)

        assert memory.note == at(0)
        assert extended(memory, Tree(), FIRST) is memory

    def test_a_machine_that_miscounts_signs_nothing(self) -> None:
        """The edge is grown by itself, and has to come to the tree's own root."""

        class Miscounting(Tree):
            def root(self, size: int | None = None) -> bytes:
                return super().root(size) if size is not None else LEAVES[0]

        memory = extended(Memory(ORIGIN), Tree(LEAVES[:11]), FIRST)

        with pytest.raises(WouldFork, match="the two ways to the root differ"):
            extended(memory, Miscounting(LEAVES[:12]), FIRST)

    def test_a_lost_memory_is_made_again_from_a_checkpoint_somebody_kept(self) -> None:
        tree = Tree(LEAVES)

        assert extended(remembered(tree, at(11), [FIRST.public]), tree, FIRST).edge.root == tree.root()
        assert remembered(tree, at(11), [FIRST.public]) == extended(Memory(ORIGIN), Tree(LEAVES[:11]), FIRST)
        assert remembered(tree, at(40), [FIRST.public]).edge.size == 40
        with pytest.raises(WouldFork):
            remembered(Tree(LEAVES[:10]), at(11), [FIRST.public])
        with pytest.raises(WouldFork):
            remembered(Tree(LEAVES[1:]), at(11), [FIRST.public])
        with pytest.raises(Unproved):
            remembered(tree, at(11, SECOND), [FIRST.public])


class TestKeys:
    """A key follows a key, and can be revoked: old proofs stay, those after do not (bar C7)."""

    ROTATED = followed(trust_in(FIRST.public), FIRST, SECOND, 10)
    REVOKED = revoked(ROTATED, FIRST.public, 6, "the backup with the key was lost", SECOND)

    @pytest.mark.parametrize(
        ("trust", "text", "proved"),
        [
            pytest.param(trust_in(FIRST.public), at(0), True, id="one key, the empty log"),
            pytest.param(trust_in(FIRST.public), at(40), True, id="one key, any size"),
            pytest.param(trust_in(FIRST.public), at(5, SECOND), False, id="a key nobody trusts"),
            pytest.param(ROTATED, at(9), True, id="the old key before the change"),
            pytest.param(ROTATED, at(10), True, id="the old key at the change"),
            pytest.param(ROTATED, at(11), False, id="the old key after the change"),
            pytest.param(ROTATED, at(9, SECOND), False, id="the new key before the change"),
            pytest.param(ROTATED, at(10, SECOND), True, id="the new key at the change"),
            pytest.param(ROTATED, at(11, SECOND), True, id="the new key after the change"),
            pytest.param(REVOKED, at(6), True, id="the revoked key, of a tree already published"),
            pytest.param(REVOKED, at(7), False, id="the revoked key, of a larger tree"),
            pytest.param(REVOKED, at(11, SECOND), True, id="the key after the revoked one"),
        ],
    )
    def test_which_key_proves_what(self, trust: Trust, text: str, proved: bool) -> None:
        again = read_trust(trust.written())

        assert again == trust
        if proved:
            assert again.believed(text).checkpoint == read_checkpoint(text)[0]
        else:
            with pytest.raises(Unproved):
                again.believed(text)

    def test_a_key_in_its_written_form_is_trust_enough(self) -> None:
        assert read_trust(f"{FIRST.public}\n") == trust_in_one(FIRST.public)
        with pytest.raises(UnreadableNote, match="key of a witness"):
            read_trust(str(WITNESS.public))

    def test_a_checkpoint_signed_by_both_keys_counts_for_the_one_that_may(self) -> None:
        text = Checkpoint(ORIGIN, 11, Tree(LEAVES[:11]).root()).text
        note = Note(text, (signed(text, FIRST), signed(text, SECOND)))

        assert self.ROTATED.believed(str(note)).signers == (SECOND.public,)

    def test_another_logs_checkpoint_is_none_of_this_ones(self) -> None:
        other = PrivateKey("saksgang.example/log/bergen", KeyUse.LOG, FIRST.secret)
        text = str(sign_checkpoint(Checkpoint(other.name, 1, LEAVES[0]), other))

        with pytest.raises(Unproved, match=r"a checkpoint of saksgang\.example/log/bergen"):
            trust_in(FIRST.public).believed(text)

    def test_as_many_witnesses_as_asked_for(self) -> None:
        asked = replace(trust_in(FIRST.public), witnesses=(WITNESS.public,), quorum=1)
        note = sign_checkpoint(Checkpoint(ORIGIN, 1, LEAVES[0]), FIRST)
        cosigned = note.with_signatures([cosign(note.text, WITNESS, 1_900_000_000)])

        assert [c.at for c in asked.believed(str(cosigned)).cosigned] == [1_900_000_000]
        with pytest.raises(NotWitnessed, match="0 of the 1 witnesses"):
            asked.believed(str(note))
        assert asked.signed(str(note)).signers == (FIRST.public,)

    def test_a_history_that_somebody_changed_is_refused(self) -> None:
        stranger = PrivateKey.new(ORIGIN, KeyUse.LOG)
        first, second = self.ROTATED.keys
        forged = followed(trust_in(stranger.public), stranger, SECOND, 10).keys[1]
        only_new = str(Note(f"{second.statement}".split("\n\n")[0] + "\n", (signed("x\n", SECOND),)))
        histories = {
            "another size": replace(self.ROTATED, keys=(first, replace(second, since=3))),
            "another key": replace(self.ROTATED, keys=(first, replace(second, key=stranger.public))),
            "followed by the wrong key": replace(self.ROTATED, keys=(first, forged)),
            "nobody said so": replace(self.ROTATED, keys=(first, replace(second, statement=None))),
            "not over this": replace(self.ROTATED, keys=(first, replace(second, statement=only_new))),
            "twice the same": replace(self.ROTATED, keys=(first, first)),
            "no key": replace(self.ROTATED, keys=()),
            "revoked otherwise": replace(self.REVOKED, revoked=(replace(self.REVOKED.revoked[0], after=9),)),
            "revoked for another reason": replace(
                self.REVOKED, revoked=(replace(self.REVOKED.revoked[0], reason="no reason"),)
            ),
            "more witnesses than there are": replace(self.ROTATED, quorum=1),
        }

        for name, trust in histories.items():
            with pytest.raises((Unproved, UnreadableNote)):
                pytest.fail(f"{name}: {read_trust(trust.written())}")

    def test_a_file_of_more_keys_than_a_log_has_is_not_gone_through(self) -> None:
        many = replace(self.REVOKED, revoked=self.REVOKED.revoked * (MOST_KEYS + 1))

        with pytest.raises(UnreadableNote, match=f"at most {MOST_KEYS} keys, as many revoked"):
            read_trust(many.written())
        with pytest.raises(UnreadableNote, match="at most 1048576 characters"):
            read_trust(self.ROTATED.written() + " " * MOST_CHARACTERS)

    def test_the_key_that_signs_now_is_not_revoked_but_followed(self) -> None:
        with pytest.raises(UnreadableNote, match="let another follow it first"):
            revoked(self.ROTATED, SECOND.public, 5, "x", SECOND)
        with pytest.raises(UnreadableNote, match="not the one that signs now"):
            followed(self.ROTATED, FIRST, THIRD, 12)

    @pytest.mark.parametrize("text", ["", "{}", '{"format": "saksgang-log-keys/2"}', "[]", '{"format": 1}'])
    def test_what_is_no_file_of_keys_is_not_read(self, text: str) -> None:
        with pytest.raises(UnreadableNote):
            read_trust(text)
