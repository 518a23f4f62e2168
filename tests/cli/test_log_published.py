"""A log's folder that somebody else has made: nothing in it keeps whoever reads it waiting."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

import pytest

from audit.log.checkpoint import Checkpoint, sign_checkpoint
from audit.log.merkle import EMPTY_ROOT, leaf_hash
from audit.log.note import KeyUse, PrivateKey
from audit.log.tiles import CHECKPOINT, WIDTH, bundle_bytes, bundle_path
from audit.log.trust import trust_in
from cli.audit_results import Unreadable, bytes_in, file_or_text
from cli.log_published import KEYS, MOST_LEAVES, hashes_in, published

KEY = PrivateKey.new("saksgang.example/log/ostfold", KeyUse.LOG)


def folder(path: Path, size: int) -> Path:
    (path / CHECKPOINT).write_text(str(sign_checkpoint(Checkpoint(KEY.public.name, size, EMPTY_ROOT), KEY)))
    (path / KEYS).write_text(trust_in(KEY.public).written())
    return path


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / CHECKPOINT)

    with pytest.raises(Unreadable, match="checkpoint: it is no ordinary file"):
        published(tmp_path)


def test_a_folder_and_a_name_that_no_file_has_are_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="it is a folder"):
        bytes_in(tmp_path, 1)
    with pytest.raises(Unreadable, match="ValueError"):
        file_or_text("a\0b")


@pytest.mark.parametrize("size", [MOST_LEAVES + 1, 2**62])
def test_no_more_leaves_are_read_than_a_log_has(tmp_path: Path, size: int) -> None:
    with pytest.raises(Unreadable, match=f"says that the log has {size} leaves; {MOST_LEAVES} are read at most"):
        published(folder(tmp_path, size))


def test_a_bundle_of_leaves_is_hashed_before_the_next_is_read(tmp_path: Path) -> None:
    leaves = [b"%d" % number for number in range(WIDTH)]
    first = tmp_path / bundle_path(0)
    first.parent.mkdir(parents=True)
    first.write_bytes(bundle_bytes(leaves))

    hashes = hashes_in(tmp_path, 2 * WIDTH)

    assert list(islice(hashes, WIDTH)) == [leaf_hash(leaf) for leaf in leaves]
    with pytest.raises(Unreadable, match="entries/001: No such file"):
        next(hashes)
