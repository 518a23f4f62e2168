"""Receipts and tiles: to the byte as C2SP writes them, and read by a program we did not write."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from proofbundle import merkle as other_tree
from proofbundle import tlogproof as other

from audit.log.checkpoint import Checkpoint, sign_checkpoint
from audit.log.merkle import Tree, leaf_hash
from audit.log.note import KeyUse, PrivateKey, Unproved, UnreadableNote
from audit.log.proof import MOST_BYTES, Proof, led, make_proof, proved, read_proof
from audit.log.tiles import (
    bundle_bytes,
    bundle_path,
    check_against,
    read_bundle,
    read_tile,
    tile_bytes,
    tile_path,
    tiles_of,
)

ORIGIN = "saksgang.example/log/ostfold"
KEY = PrivateKey(ORIGIN, KeyUse.LOG, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
LEAVES = [f'{{"seq":{number}}}'.encode() for number in range(11)]
TREE = Tree(map(leaf_hash, LEAVES))
CHECKPOINT = Checkpoint(ORIGIN, 11, TREE.root())
PROOF = make_proof(TREE, 5, CHECKPOINT, sign_checkpoint(CHECKPOINT, KEY), LEAVES[5])


def sha(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


class TestTlogProof:
    """C2SP tlog-proof."""

    @pytest.mark.parametrize(
        ("proof", "text"),
        [
            pytest.param(
                Proof(5, (sha("hash1"), sha("hash2")), "test checkpoint\n"),
                "c2sp.org/tlog-proof@v1\nindex 5\n"
                "rzFuy5Go7nrpkhBwKy1HWPMM3eO/YePY54fXRoH5Cm4=\n5784L25ZFbP4hhm4ZiI+vx1RxMUyHMzeLp/3AKMlkIY=\n"
                "\ntest checkpoint\n",
                id="without extra data",
            ),
            pytest.param(
                Proof(10, (), "checkpoint data\n", b"extra information"),
                "c2sp.org/tlog-proof@v1\nextra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 10\n\ncheckpoint data\n",
                id="with extra data and no hashes",
            ),
        ],
    )
    def test_is_written_and_read_as_published(self, proof: Proof, text: str) -> None:
        assert str(proof) == text
        assert read_proof(text) == proof

    def test_of_ours_is_believed_by_another(self) -> None:
        theirs = other.verify_tlog_proof(str(PROOF), LEAVES[5], str(KEY.public))

        assert theirs["ok"]
        assert proved(PROOF, leaf_hash(LEAVES[5]), [KEY.public])[0] == CHECKPOINT

    def test_of_another_leaf_index_or_checkpoint_proves_nothing(self) -> None:
        shifted = Proof(6, PROOF.path, PROOF.checkpoint)
        smaller = Checkpoint(ORIGIN, 10, TREE.root(10))
        older = Proof(5, PROOF.path, str(sign_checkpoint(smaller, KEY)))

        for proof, leaf in ((PROOF, LEAVES[6]), (shifted, LEAVES[5]), (older, LEAVES[5])):
            with pytest.raises(Unproved, match="does not lead to the root"):
                proved(proof, leaf_hash(leaf), [KEY.public])

    def test_is_not_made_for_a_checkpoint_of_another_tree(self) -> None:
        forged = Checkpoint(ORIGIN, 11, sha("another root"))

        with pytest.raises(Unproved, match="another root"):
            make_proof(TREE, 5, forged, sign_checkpoint(forged, KEY))

    @pytest.mark.parametrize(
        "text",
        [
            "wrong-header\nindex 0\n\ncheckpoint\n",
            "c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n\ncheckpoint\n",
            "c2sp.org/tlog-proof@v1\n\n\ncheckpoint\n",
            "c2sp.org/tlog-proof@v1\nextra AA==\n\ncheckpoint\n",
            "c2sp.org/tlog-proof@v1\nindex notanumber\n\ncheckpoint\n",
            "c2sp.org/tlog-proof@v1\nindex -5\n\ncheckpoint\n",
            "c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n\ncheckpoint\n",
            "c2sp.org/tlog-proof@v1\nindex 0\n" + "A" * 86 + "==\n\ncheckpoint\n",
            "c2sp.org/tlog-proof@v1\nindex 0\n" + ("A" * 43 + "=\n") * 64 + "\ncheckpoint\n",
            "c2sp.org/tlog-proof@v1\nindex 0\n" + "A" * 42 + "==\n\ncheckpoint\n",
            "c2sp.org/tlog-proof@v1\nindex 0\ncheckpoint\n",
            "c2sp.org/tlog-proof@v1\n0\n\ncheckpoint\n",
            "c2sp.org/tlog-proof@v1\nindex 0\nextra AA==\n\ncheckpoint\n",
            "c2sp.org/tlog-proof@v1\n\ncheckpoint\n",
            "",
        ],
    )
    def test_of_no_such_form_is_not_read(self, text: str) -> None:
        with pytest.raises(UnreadableNote):
            read_proof(text)

    @pytest.mark.parametrize("many", [0, 1, 63])
    def test_may_have_so_many_hashes(self, many: int) -> None:
        proof = Proof(2**62, (sha("one"),) * many, "checkpoint\n", b"")

        assert read_proof(str(proof)) == proof

    def test_may_have_so_many_bytes(self) -> None:
        text = "c2sp.org/tlog-proof@v1\nindex 0\n\n"

        assert read_proof(text.ljust(MOST_BYTES, "x")).index == 0
        with pytest.raises(UnreadableNote, match="at most 1048576 bytes"):
            read_proof(text.ljust(MOST_BYTES + 1, "x"))

    def test_is_of_a_leaf_that_the_checkpoint_has(self) -> None:
        smaller = Checkpoint(ORIGIN, 5, TREE.root(5))
        note = sign_checkpoint(smaller, KEY)

        assert make_proof(TREE, 4, smaller, note).path == TREE.inclusion(4, 5)
        assert led(make_proof(TREE, 4, smaller, note), leaf_hash(LEAVES[4])) == smaller
        with pytest.raises(IndexError):
            make_proof(TREE, 5, smaller, note)

    def test_is_believed_of_a_key_that_is_known(self) -> None:
        with pytest.raises(Unproved, match="no key at all"):
            proved(PROOF, leaf_hash(LEAVES[5]), [])


class TestTlogTiles:
    """C2SP tlog-tiles."""

    def test_paths_are_those_of_the_specification(self) -> None:
        assert tile_path(0, 1_234_067) == "tile/0/x001/x234/067"
        assert [tile_path(3, n) for n in (0, 7, 999)] == ["tile/3/000", "tile/3/007", "tile/3/999"]
        assert [tile_path(2, n) for n in (1_000, 1_000_000)] == ["tile/2/x001/000", "tile/2/x001/x000/000"]
        assert bundle_path(1_000) == "tile/entries/x001/000"
        assert tile_path(1, 0, 17) == "tile/1/000.p/17"
        assert bundle_path(273, 112) == "tile/entries/273.p/112"

    def test_a_tree_of_70000_has_the_tiles_that_the_specification_names(self) -> None:
        tiles = list(tiles_of(70_000))

        assert [(level, width) for level, _, width in tiles if width < 256] == [(0, 112), (1, 17), (2, 1)]
        assert [sum(1 for level, _, width in tiles if (level, width) == (n, 256)) for n in range(3)] == [273, 1, 0]

    def test_a_tree_of_256_is_one_full_tile_and_one_of_width_1_above(self) -> None:
        assert list(tiles_of(256)) == [(0, 0, 256), (1, 0, 1)]
        assert list(tiles_of(255)) == [(0, 0, 255)]
        assert list(tiles_of(257)) == [(0, 0, 256), (0, 1, 1), (1, 0, 1)]
        assert list(tiles_of(1)) == [(0, 0, 1)]
        assert list(tiles_of(0)) == []

    @pytest.mark.parametrize(
        ("since", "size", "tiles"),
        [
            (0, 256, [(0, 0, 256), (1, 0, 1)]),
            (255, 256, [(0, 0, 256), (1, 0, 1)]),
            (256, 257, [(0, 1, 1), (1, 0, 1)]),
            (511, 512, [(0, 1, 256), (1, 0, 2)]),
            (65_536, 65_537, [(0, 256, 1), (2, 0, 1)]),
        ],
    )
    def test_what_has_grown_is_given_out_anew(self, since: int, size: int, tiles: list[tuple[int, int, int]]) -> None:
        assert list(tiles_of(size, since=since)) == tiles

    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 140_000), st.integers(0, 140_000))
    def test_what_is_new_and_what_was_full_is_all(self, one: int, two: int) -> None:
        since, size = sorted((one, two))
        full = {tile for tile in tiles_of(since) if tile[2] == 256}

        assert full.isdisjoint(tiles_of(size, since=since))
        assert full | set(tiles_of(size, since=since)) == set(tiles_of(size))

    def test_tiles_hold_the_hashes_of_the_tree_level_by_level(self) -> None:
        leaves = [leaf_hash(bytes([number % 251])) for number in range(600)]
        tree = Tree(leaves)

        read = [h for level, n, w in tiles_of(600) if level == 0 for h in read_tile(tile_bytes(tree, level, n, w), w)]

        assert read == leaves
        assert tile_bytes(tree, 1, 0, 2) == Tree(leaves[:256]).root() + Tree(leaves[256:512]).root()
        check_against(tree.root(), read)
        with pytest.raises(Unproved, match="another root"):
            check_against(tree.root(), read[:-1])

    def test_published_files_give_the_roots_that_another_finds(self) -> None:
        data = [bytes([number % 251]) * (number % 7) for number in range(600)]
        tree = Tree(map(leaf_hash, data))
        published = [leaf for n in range(3) for leaf in read_bundle(bundle_bytes(data[n * 256 : n * 256 + 256]))]

        assert other_tree.merkle_tree_hash(published) == tree.root()
        assert read_tile(tile_bytes(tree, 1, 0, 2), 2) == tuple(
            other_tree.merkle_tree_hash(data[start : start + 256]) for start in (0, 256)
        )

    def test_a_bundle_holds_the_leaves(self) -> None:
        assert bundle_bytes([b"ab", b""]) == b"\x00\x02ab\x00\x00"
        assert read_bundle(bundle_bytes(LEAVES)) == tuple(LEAVES)
        with pytest.raises(UnreadableNote):
            read_bundle(bundle_bytes(LEAVES)[:-1])
        with pytest.raises(UnreadableNote):
            read_tile(bytes(63), 2)
        assert read_bundle(bundle_bytes([bytes(65_535), b"x", bytes(256)])) == (bytes(65_535), b"x", bytes(256))
        assert (read_bundle(b""), read_tile(b"", 0)) == ((), ())
        for long in ([bytes(65_536)], [b"", bytes(65_536)]):
            with pytest.raises(ValueError, match="a leaf has at most 65535 bytes"):
                bundle_bytes(long)
