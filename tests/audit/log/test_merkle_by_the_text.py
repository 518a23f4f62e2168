"""The tree against RFC 6962 and RFC 9162 as their text has it, for every small size and every leaf."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import product

import pytest

from audit.log.merkle import EMPTY_ROOT, Frontier, Tree, leaf_hash, node_hash, proves_consistency, proves_inclusion

MOST = 20
LEAVES = [leaf_hash(bytes([number])) for number in range(MOST)]
TREE = Tree(LEAVES)
SIZES = range(1, MOST + 1)
OTHER = leaf_hash(b"another")


# --- RFC 6962, 2.1, word for word --------------------------------------------------------------------------------


def k_of(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d: Sequence[bytes]) -> bytes:
    if not d:
        return hashlib.sha256().digest()
    if len(d) == 1:
        return d[0]
    k = k_of(len(d))
    return hashlib.sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def path(m: int, d: Sequence[bytes]) -> tuple[bytes, ...]:
    if len(d) == 1:
        return ()
    k = k_of(len(d))
    return (*path(m, d[:k]), mth(d[k:])) if m < k else (*path(m - k, d[k:]), mth(d[:k]))


def subproof(m: int, d: Sequence[bytes], whole: bool) -> tuple[bytes, ...]:
    if m == len(d):
        return () if whole else (mth(d),)
    k = k_of(len(d))
    if m <= k:
        return (*subproof(m, d[:k], whole), mth(d[k:]))
    return (*subproof(m - k, d[k:], False), mth(d[:k]))


class TestMade:
    """What the tree makes is what the text says, at every size it has had."""

    def test_root_and_inclusion(self) -> None:
        for size in SIZES:
            leaves = LEAVES[:size]

            assert TREE.root(size) == Frontier().grown(leaves).root == Tree(leaves).root() == mth(leaves)
            assert [TREE.inclusion(index, size) for index in range(size)] == [path(m, leaves) for m in range(size)]
            assert Tree(leaves).size == Frontier().grown(leaves).size == size

    def test_consistency(self) -> None:
        for size in SIZES:
            for old in range(1, size + 1):
                assert TREE.consistency(old, size) == subproof(old, LEAVES[:size], True)
            assert TREE.consistency(0, size) == ()

    def test_complete_subtrees(self) -> None:
        for level in range(5):
            whole = MOST >> level
            for index in range(whole):
                assert TREE.node(level, index) == mth(LEAVES[index << level : (index + 1) << level])
            for beyond in (-1, whole):
                with pytest.raises(IndexError, match=rf"no complete subtree {beyond} of height {level} in a tree of"):
                    TREE.node(level, beyond)

    @pytest.mark.parametrize("height", [5, 6])
    def test_there_is_none_higher_than_the_tree(self, height: int) -> None:
        with pytest.raises(IndexError, match=f"no complete subtree 0 of height {height}"):
            TREE.node(height, 0)

    def test_the_right_edge_has_one_hash_for_each_bit_the_largest_subtree_first(self) -> None:
        assert Frontier().grown(LEAVES[:13]).hashes == (mth(LEAVES[:8]), mth(LEAVES[8:12]), LEAVES[12])

    @pytest.mark.parametrize(("size", "many"), [(-1, 1), (-1, 0), (0, 1), (3, 1), (4, 2), (5, 3)])
    def test_what_is_no_right_edge(self, size: int, many: int) -> None:
        with pytest.raises(ValueError, match=f"{many} hashes are not the right edge of a tree of {size}"):
            Frontier(size, (OTHER,) * many)

    @pytest.mark.parametrize("size", [-1, MOST + 1])
    def test_no_size_that_it_never_had(self, size: int) -> None:
        for ask in (TREE.root, lambda n: TREE.inclusion(0, n), lambda n: TREE.consistency(0, n)):
            with pytest.raises(IndexError, match=f"the tree has {MOST} leaves, not {size}"):
                ask(size)

    @pytest.mark.parametrize(("number", "size"), [(-1, 7), (7, 7), (0, 0)])
    def test_no_leaf_that_is_not_in_it(self, number: int, size: int) -> None:
        with pytest.raises(IndexError, match=f"no leaf {number} in a tree of {size}"):
            TREE.inclusion(number, size)

    @pytest.mark.parametrize("old", [-1, 8])
    def test_no_beginning_longer_than_it(self, old: int) -> None:
        with pytest.raises(IndexError, match=f"a tree of 7 does not begin with one of {old}"):
            TREE.consistency(old, 7)

    def test_it_begins_with_itself_and_with_nothing(self) -> None:
        assert TREE.consistency(7, 7) == TREE.consistency(0, 7) == TREE.consistency(0, 0) == ()


# --- what a verifier takes --------------------------------------------------------------------------------------


def spoiled(proof: tuple[bytes, ...]) -> Iterator[tuple[bytes, ...]]:
    """The proof with a hash more, a hash less, and each hash another."""
    yield (*proof, OTHER)
    yield (OTHER, *proof)
    yield from (proof[:at] + proof[at + 1 :] for at in range(len(proof)))
    yield from ((*proof[:at], OTHER, *proof[at + 1 :]) for at in range(len(proof)))


class TestTaken:
    """A proof leads to one root from one place in a tree of one size, and with nothing more or less in it."""

    @pytest.mark.parametrize("size", range(1, 12))
    def test_inclusion_only_where_it_was_made(self, size: int) -> None:
        root = TREE.root(size)
        for index in range(size):
            made = TREE.inclusion(index, size)
            taken = [at for at in range(-1, size + 2) if proves_inclusion(LEAVES[index], at, size, made, root)]

            assert taken == [index]
            for other in spoiled(made):
                assert proves_inclusion(LEAVES[index], index, size, other, root) is False

    def test_no_tree_is_higher_than_its_size_allows(self) -> None:
        """A hash behind the path that does lead to the root it is shown with: such a root is none of that size."""
        for index, size in ((i, n) for n in range(1, 12) for i in range(n)):
            made = TREE.inclusion(index, size)
            for higher in (node_hash(OTHER, TREE.root(size)), node_hash(TREE.root(size), OTHER)):
                assert proves_inclusion(LEAVES[index], index, size, (*made, OTHER), higher) is False

    def test_no_tree_is_lower_than_its_size_asks(self) -> None:
        for index, size in ((i, n) for n in range(2, 12) for i in range(n)):
            assert proves_inclusion(LEAVES[index], index, size, (), LEAVES[index]) is False

    @pytest.mark.parametrize("short", [b"", b"x", bytes(31), bytes(33)])
    def test_a_hash_has_thirty_two_bytes(self, short: bytes) -> None:
        assert proves_inclusion(LEAVES[0], 0, 2, (short,), node_hash(LEAVES[0], short)) is False
        assert proves_inclusion(short, 0, 2, (LEAVES[0],), node_hash(short, LEAVES[0])) is False
        assert proves_inclusion(short, 0, 1, (), short) is False
        assert proves_consistency(1, LEAVES[0], 2, node_hash(LEAVES[0], short), (short,)) is False
        assert proves_consistency(1, short, 1, short, ()) is False

    @pytest.mark.parametrize("size", range(1, 12))
    def test_consistency_only_of_the_sizes_it_was_made_for(self, size: int) -> None:
        root = TREE.root(size)
        for old in range(1, size + 1):
            made = TREE.consistency(old, size)
            taken = [at for at in range(-1, size + 2) if proves_consistency(at, TREE.root(old), size, root, made)]

            assert taken == [old]
            for other in spoiled(made):
                assert proves_consistency(old, TREE.root(old), size, root, other) is False
            assert proves_consistency(old, OTHER, size, root, made) is False
            assert proves_consistency(old, TREE.root(old), size, OTHER, made) is False

    def test_no_later_tree_is_higher_than_its_size_allows(self) -> None:
        for old, size in ((o, n) for n in range(2, 12) for o in range(1, n)):
            made, first, last = TREE.consistency(old, size), TREE.root(old), TREE.root(size)
            higher = (node_hash(OTHER, last), node_hash(last, OTHER))
            for ours, theirs in product((first, node_hash(OTHER, first)), higher):
                assert proves_consistency(old, ours, size, theirs, (*made, OTHER)) is False

    @pytest.mark.parametrize("size", range(1, 9))
    def test_every_tree_begins_with_none_and_with_itself_and_neither_takes_a_proof(self, size: int) -> None:
        root = TREE.root(size)

        assert proves_consistency(0, EMPTY_ROOT, size, root, ()) and proves_consistency(size, root, size, root, ())
        assert proves_consistency(0, EMPTY_ROOT, size, root, (OTHER,)) is False
        assert proves_consistency(size, root, size, root, (OTHER,)) is False
        assert proves_consistency(0, root, size, root, ()) is False
        assert proves_consistency(size, EMPTY_ROOT, size, root, ()) is False
        assert proves_consistency(size, OTHER, size, root, ()) is False

    def test_no_tree_begins_with_a_larger_one_or_with_less_than_nothing(self) -> None:
        assert proves_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, ())
        for old, size in ((1, 0), (5, 4), (-1, 4), (-1, -1)):
            assert proves_consistency(old, OTHER, size, OTHER, ()) is False

    def test_no_proof_at_all_is_none(self) -> None:
        for old in range(1, 8):
            assert proves_consistency(old, TREE.root(old), 8, TREE.root(8), ()) is False
