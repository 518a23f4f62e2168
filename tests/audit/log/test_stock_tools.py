"""The commands of docs/evidence-log.md check a checkpoint without any program of ours (bar C9)."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from audit.log.checkpoint import Checkpoint, sign_checkpoint
from audit.log.note import KeyUse, PrivateKey

DOCUMENT = Path(__file__).parents[3] / "docs" / "evidence-log.md"
KEY = PrivateKey.new("saksgang.example/log/ostfold", KeyUse.LOG)
NOTE = str(sign_checkpoint(Checkpoint(KEY.name, 1_204, bytes(range(32))), KEY))


def checked(folder: Path, note: str, key: PrivateKey) -> subprocess.CompletedProcess[str]:
    """The first block of shell commands, run as it stands in the document."""
    block, *_ = re.findall(r"```sh\n(.+?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    (folder / "checkpoint").write_text(note, encoding="utf-8")
    (folder / "key").write_text(f"{key.public}\n", encoding="utf-8")
    return subprocess.run(
        ["sh", "-e", "-c", block], cwd=folder, capture_output=True, text=True, check=False, timeout=30
    )


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
