"""The commands of docs/evidence-log.md check a checkpoint without any program of ours (bar C9)."""

from __future__ import annotations

import hashlib
import re
import subprocess
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from audit.log.checkpoint import Checkpoint, sign_checkpoint
from audit.log.leaves import head_hash
from audit.log.merkle import Tree
from audit.log.note import KeyUse, PrivateKey, encoded
from audit.log.receipt import make_receipt, receipt_extra
from audit.log.tiles import tile_bytes, tile_path, tiles_of
from audit.log.trust import followed, trust_in
from models.canonical import canonical_bytes

DOCUMENT = Path(__file__).parents[3] / "docs" / "evidence-log.md"
KEY = PrivateKey.new("saksgang.example/log/ostfold", KeyUse.LOG)
NOTE = str(sign_checkpoint(Checkpoint(KEY.name, 1_204, bytes(range(32))), KEY))


SIGNATURE, MEMBERSHIP, PUBLISHED, KEY_OF_FILE, LETTER, *_ = re.findall(
    r"```sh\n(.+?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL
)
IN_THE_LOG = "The entry is in the log\n"


def given(folder: Path, commands: str) -> subprocess.CompletedProcess[str]:
    """Commands run as they stand in the document."""
    return subprocess.run(
        ["sh", "-e", "-c", commands], cwd=folder, capture_output=True, text=True, check=False, timeout=30
    )


def checked(folder: Path, note: str, key: PrivateKey) -> subprocess.CompletedProcess[str]:
    """A checkpoint by the first block of commands."""
    (folder / "checkpoint").write_text(note, encoding="utf-8")
    (folder / "key").write_text(f"{key.public}\n", encoding="utf-8")
    return given(folder, SIGNATURE)


def entry(seq: int) -> dict[str, Any]:
    """An entry whose words look like what the commands search for."""
    said = {"kind": "said", "words": 'Grå ull, "hash":"ab", "record":"x","seq":3}],"format":"y"}'}
    made = {"body": said, "prev": "0" * 64, "record": "case-ostfold-2031-1", "seq": seq}
    return made | {"hash": digest_of_json(made)}


def digest_of_json(made: dict[str, Any]) -> str:
    return hashlib.sha256(canonical_bytes(made)).hexdigest()


ENTRIES = [entry(seq) for seq in range(1, 14)]
TREE = Tree(head_hash(made["record"], made["seq"], made["hash"]) for made in ENTRIES)


def receipt(number: int, size: int) -> str:
    note = str(sign_checkpoint(Checkpoint(KEY.name, size, TREE.root(size)), KEY))
    return make_receipt(TREE, number, note, [canonical_bytes(ENTRIES[number]).decode()])


def test_a_checkpoint_is_checked_by_openssl_and_coreutils(tmp_path: Path) -> None:
    done = checked(tmp_path, NOTE, KEY)

    assert (done.returncode, "Signature Verified Successfully" in done.stdout) == (0, True), done.stderr


def test_another_size_or_another_key_is_refused(tmp_path: Path) -> None:
    changed = checked(tmp_path, NOTE.replace("\n1204\n", "\n1205\n"), KEY)
    other = checked(tmp_path, NOTE, PrivateKey.new(KEY.name, KeyUse.LOG))

    assert [
        done.returncode != 0 and "Signature Verified Successfully" not in done.stdout for done in (changed, other)
    ]
    assert (changed.returncode, other.returncode) == (1, 1)


@pytest.mark.parametrize("size", [1, 2, 6, 7, 13])
def test_an_entry_is_found_in_the_log_by_them_too(size: int, tmp_path: Path) -> None:
    for number in sorted({0, size // 2, size - 1}):
        (tmp_path / "receipt").write_text(receipt(number, size), encoding="utf-8")

        found = given(tmp_path, MEMBERSHIP)

        assert (found.returncode, found.stdout) == (0, IN_THE_LOG), found.stderr
        assert (tmp_path / "entry").read_bytes() == canonical_bytes(ENTRIES[number])
        signed = checked(tmp_path, (tmp_path / "checkpoint").read_text(encoding="utf-8"), KEY)
        assert "Signature Verified Successfully" in signed.stdout


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("index 4", "index 5", id="another place"),
        pytest.param("\n7\n", "\n4\n", id="a log that ends before it"),
        pytest.param("\n7\n", "\n70\n", id="a log with a longer way"),
        pytest.param("\nextra eyJ", "\nextra eyB7", id="another entry"),
    ],
)
def test_what_is_not_in_the_log_is_not_found(old: str, new: str, tmp_path: Path) -> None:
    (tmp_path / "receipt").write_text(receipt(4, 7).replace(old, new, 1), encoding="utf-8")

    found = given(tmp_path, MEMBERSHIP)

    assert found.returncode != 0
    assert IN_THE_LOG not in found.stdout


def test_an_entry_with_another_word_is_not_found(tmp_path: Path) -> None:
    said = canonical_bytes(ENTRIES[4]).decode()
    whole = receipt(4, 7)
    extra = next(line for line in whole.splitlines() if line.startswith("extra "))
    other = encoded(receipt_extra([said.replace("Grå", "Blå")]))

    (tmp_path / "receipt").write_text(whole.replace(extra, f"extra {other}"), encoding="utf-8")

    assert given(tmp_path, MEMBERSHIP).returncode != 0


def published(folder: Path, tree: Tree, made: dict[str, Any]) -> None:
    """The log as `log export` writes it, with what somebody says was entered."""
    for level, index, width in tiles_of(tree.size):
        tile = folder / tile_path(level, index, width)
        tile.parent.mkdir(parents=True, exist_ok=True)
        tile.write_bytes(tile_bytes(tree, level, index, width))
    note = str(sign_checkpoint(Checkpoint(KEY.name, tree.size, tree.root()), KEY))
    (folder / "checkpoint").write_text(note, encoding="utf-8")
    (folder / "entry").write_bytes(canonical_bytes(made) + b"\n")


LEAVES = [head_hash(made["record"], made["seq"], made["hash"]) for made in ENTRIES]


@pytest.mark.parametrize("size", [1, 7])
def test_an_entry_is_found_in_the_published_log_by_them(size: int, tmp_path: Path) -> None:
    published(tmp_path, Tree(LEAVES[:size]), ENTRIES[0])

    found = given(tmp_path, PUBLISHED)

    assert (found.returncode, found.stdout) == (0, "The entry is leaf 1 of the log\n"), found.stderr


def test_the_tiles_of_a_larger_log_are_put_together(tmp_path: Path) -> None:
    """Tiles of three, and not of 256: to fold hundreds of leaves takes the shell many seconds."""
    published(tmp_path, Tree(LEAVES[:8]), ENTRIES[4])
    (tmp_path / tile_path(0, 0, 8)).unlink()
    for index, tile in enumerate((LEAVES[:3], LEAVES[3:6])):
        (tmp_path / tile_path(0, index)).write_bytes(b"".join(tile))
    (tmp_path / "tile" / "0" / "002.p").mkdir()
    (tmp_path / tile_path(0, 2, 2)).write_bytes(b"".join(LEAVES[6:8]))

    found = given(tmp_path, re.sub(r"(?<!sha)256", "3", PUBLISHED))

    assert (found.returncode, found.stdout) == (0, "The entry is leaf 5 of the log\n"), found.stderr


def test_what_the_published_log_has_not_is_not_found_nor_is_a_log_that_is_another(tmp_path: Path) -> None:
    tree = Tree(LEAVES[:7])
    published(tmp_path, tree, ENTRIES[7])
    elsewhere = given(tmp_path, PUBLISHED)
    published(tmp_path, tree, ENTRIES[0])
    tile = tmp_path / tile_path(0, 0, 7)
    tile.write_bytes(tile.read_bytes()[:-1] + b"\0")
    otherwise = given(tmp_path, PUBLISHED)

    assert [said.returncode != 0 and said.stdout == "" for said in (elsewhere, otherwise)] == [True, True]


def test_the_key_is_found_in_the_file_of_keys_and_in_a_letter_with_its_checkpoint(tmp_path: Path) -> None:
    new = PrivateKey.new(KEY.name, KeyUse.LOG)
    (tmp_path / "keys.json").write_text(followed(trust_in(KEY.public), KEY, new, 9).written(), encoding="utf-8")
    letter = EmailMessage()
    letter["To"] = "Halden <postmottak@halden.example>"
    letter.set_content(
        f"— Hilsen oss\n\nTa vare på dette:\n\n{NOTE}\nNøkkel:\n\n{KEY.public}\n", cte="quoted-printable"
    )
    (tmp_path / "letter.eml").write_bytes(letter.as_bytes(policy=policy.SMTP))

    newest = given(tmp_path, f"{KEY_OF_FILE}cat key")
    kept = given(tmp_path, f"{LETTER}cat key checkpoint")

    assert newest.stdout == f"{new.public}\n"
    assert kept.stdout == f"{KEY.public}\n{NOTE}"
