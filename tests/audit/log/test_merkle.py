"""The tree against the published vectors, against an implementation we did not write, and against itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from proofbundle import merkle as other

from audit.log.leaves import grow, head_hash, head_leaf
from audit.log.merkle import (
    EMPTY_ROOT,
    Frontier,
    Tree,
    leaf_hash,
    node_hash,
    proves_consistency,
    proves_inclusion,
)
from models.canonical import canonical_bytes
from tests.audit.log.vectors import CONSISTENCY, INCLUSION, LEAVES, ROOTS

TREE = Tree(map(leaf_hash, LEAVES))
SOME_HASH = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")

sizes = st.integers(min_value=1, max_value=70)


def data(size: int) -> list[bytes]:
    return [f"leaf {number}".encode() for number in range(size)]


class TestRfc6962:
    """RFC 6962, 2.1: the hashes, the audit path and the consistency proof."""

    def test_the_empty_tree(self) -> None:
        assert Tree().root() == Frontier().root == EMPTY_ROOT
        assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    def test_a_leaf_and_a_node_are_never_taken_for_each_other(self) -> None:
        left, right = leaf_hash(b"a"), leaf_hash(b"b")

        assert node_hash(left, right) != leaf_hash(left + right)

    @pytest.mark.parametrize("size", range(1, 9))
    def test_the_published_roots(self, size: int) -> None:
        assert TREE.root(size) == ROOTS[size - 1]
        assert Frontier().grown(map(leaf_hash, LEAVES[:size])).root == ROOTS[size - 1]

    @pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
    def test_the_published_inclusion_proofs(self, index: int, size: int, path: tuple[str, ...]) -> None:
        made = TREE.inclusion(index, size)

        assert [hashed.hex() for hashed in made] == list(path)
        assert proves_inclusion(leaf_hash(LEAVES[index]), index, size, made, ROOTS[size - 1])

    @pytest.mark.parametrize(("old", "size", "path"), CONSISTENCY)
    def test_the_published_consistency_proofs(self, old: int, size: int, path: tuple[str, ...]) -> None:
        made = TREE.consistency(old, size)

        assert [hashed.hex() for hashed in made] == list(path)
        assert proves_consistency(old, ROOTS[old - 1], size, ROOTS[size - 1], made)


class TestWhatIsRefused:
    """A proof that says anything else than the tree is none; the cases are those of the published verifiers."""

    @pytest.mark.parametrize(("index", "size", "_path"), INCLUSION[1:])
    def test_a_changed_inclusion_proof(self, index: int, size: int, _path: object) -> None:
        leaf, path, root = leaf_hash(LEAVES[index]), TREE.inclusion(index, size), ROOTS[size - 1]
        probes = {
            "index before": (leaf, index - 1, size, path, root),
            "index after": (leaf, index + 1, size, path, root),
            "index across": (leaf, index ^ 2, size, path, root),
            "size doubled": (leaf, index, size * 2, path, root),
            "size halved": (leaf, index, size // 2, path, root),
            "another leaf": (SOME_HASH, index, size, path, root),
            "no hash for a leaf": (b"WrongLeaf", index, size, path, root),
            "the empty root": (leaf, index, size, path, EMPTY_ROOT),
            "another root": (leaf, index, size, path, SOME_HASH),
            "an empty hash behind": (leaf, index, size, (*path, b""), root),
            "the root behind": (leaf, index, size, (*path, root), root),
            "the root before": (leaf, index, size, (root, *path), root),
            "a hash gone": (leaf, index, size, path[:-1], root),
            "a bit changed": (leaf, index, size, (bytes([path[0][0] ^ 8]) + path[0][1:], *path[1:]), root),
        }

        assert [name for name, probe in probes.items() if proves_inclusion(*probe)] == []

    @pytest.mark.parametrize(("old", "size", "_path"), CONSISTENCY[1:])
    def test_a_changed_consistency_proof(self, old: int, size: int, _path: object) -> None:
        first, second, path = ROOTS[old - 1], ROOTS[size - 1], TREE.consistency(old, size)
        probes = {
            "old size before": (old - 1, first, size, second, path),
            "old size after": (old + 1, first, size, second, path),
            "size doubled": (old, first, size * 2, second, path),
            "size halved": (old, first, size // 2, second, path),
            "another old root": (old, SOME_HASH, size, second, path),
            "another root": (old, first, size, SOME_HASH, path),
            "roots swapped": (old, second, size, first, path),
            "no proof": (old, first, size, second, ()),
            "a hash behind": (old, first, size, second, (*path, first)),
            "a hash before": (old, first, size, second, (first, *path)),
            "the first twice": (old, first, size, second, (path[0], *path)),
            "a hash gone": (old, first, size, second, path[:-1]),
            "no hash": (old, first, size, second, (b"", *path[1:])),
            "backwards": (size, second, old, first, path),
        }

        assert [name for name, probe in probes.items() if proves_consistency(*probe)] == []

    def test_an_old_tree_of_no_leaves_needs_no_proof_and_takes_none(self) -> None:
        assert proves_consistency(0, EMPTY_ROOT, 8, ROOTS[7], ())
        assert not proves_consistency(0, EMPTY_ROOT, 8, ROOTS[7], (SOME_HASH,))
        assert not proves_consistency(0, SOME_HASH, 8, ROOTS[7], ())

    def test_a_tree_cannot_be_asked_for_what_it_never_was(self) -> None:
        for ask in (
            lambda: TREE.root(9),
            lambda: TREE.inclusion(8),
            lambda: TREE.consistency(9),
            lambda: TREE.node(1, 4),
        ):
            with pytest.raises(IndexError):
                ask()

    def test_hashes_that_are_no_right_edge_are_none(self) -> None:
        with pytest.raises(ValueError, match="2 hashes are not the right edge of a tree of 4"):
            Frontier(4, (SOME_HASH, SOME_HASH))


class TestAgainstAnother:
    """Every proof of ours is one to a verifier we did not write, and the other way round."""

    @settings(max_examples=40, deadline=None)
    @given(size=sizes, seed=st.data())
    def test_inclusion(self, size: int, seed: st.DataObject) -> None:
        index, leaves = seed.draw(st.integers(0, size - 1)), data(size)
        tree = Tree(map(leaf_hash, leaves))

        assert tree.root() == other.merkle_tree_hash(leaves)
        assert list(tree.inclusion(index)) == other.inclusion_proof(leaves, index)
        assert other.verify_inclusion(leaves[index], index, size, list(tree.inclusion(index)), tree.root())

    @settings(max_examples=40, deadline=None)
    @given(size=sizes, seed=st.data())
    def test_consistency(self, size: int, seed: st.DataObject) -> None:
        old, leaves = seed.draw(st.integers(1, size)), data(size)
        tree = Tree(map(leaf_hash, leaves))

        assert list(tree.consistency(old)) == other.consistency_proof(leaves, old)
        assert other.verify_consistency(old, size, list(tree.consistency(old)), tree.root(old), tree.root())


class TestLeaves:
    """A leaf is canonical JSON, whatever the record is called."""

    @settings(max_examples=100, deadline=None)
    @given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 2**31), st.text("0123456789abcdef"))
    def test_is_canonical(self, record: str, seq: int, digest: str) -> None:
        head = {"hash": digest, "kind": "head", "record": record, "seq": seq}

        assert head_leaf(record, seq, digest) == canonical_bytes(head)


class TestTheTwoWays:
    """The tree and its right edge come to the same root however they have grown."""

    @settings(max_examples=40, deadline=None)
    @given(cuts=st.lists(st.integers(0, 20), max_size=6))
    def test_in_whatever_steps(self, cuts: list[int]) -> None:
        leaves = [leaf_hash(leaf) for leaf in data(sum(cuts))]
        ends = [sum(cuts[:n]) for n in range(len(cuts) + 1)]
        tree, edge = Tree(leaves), Frontier()

        for start, end in pairwise(ends):
            edge = edge.grown(leaves[start:end])

            assert (edge.size, edge.root) == (end, tree.root(end))

    @settings(max_examples=60, deadline=None)
    @given(size=sizes, seed=st.data())
    def test_every_proof_made_is_one_and_no_other_leaf_has_it(self, size: int, seed: st.DataObject) -> None:
        old, index = seed.draw(st.integers(0, size)), seed.draw(st.integers(0, size - 1))
        other_leaf = seed.draw(st.integers(0, size - 1))
        tree = Tree(map(leaf_hash, data(size)))
        leaf = leaf_hash(data(size)[other_leaf])

        assert proves_consistency(old, tree.root(old), size, tree.root(), tree.consistency(old))
        assert proves_inclusion(leaf, index, size, tree.inclusion(index), tree.root()) is (other_leaf == index)


async def test_a_tree_grows_by_heads_as_they_come_and_is_the_same_tree() -> None:
    heads = [Last(f"case-{n}", n, f"{n}") for n in range(5)]

    async def parts() -> AsyncIterator[list[Last]]:
        for part in (heads[:2], [], heads[2:]):
            yield part

    tree = Tree()

    assert await grow(tree, parts()) is tree
    assert tree.root() == Tree(head_hash(one.record, one.seq, one.hash) for one in heads).root()
    assert tree.size == 5


@dataclass(frozen=True)
class Last:
    """A head, as whoever keeps the leaves has it."""

    record: str
    seq: int
    hash: str
