"""What the README of a bundle says can be done with nothing of ours is done so here, and what it names is there."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audit.bundle.readme import README
from tests.audit.bundle.vectors import FOLDER, PROVED

WHOLE = README.decode()
PARTED = WHOLE.index("EVIDENCE BUNDLE")
LANGUAGES = [pytest.param(WHOLE[:PARTED], id="bokmål"), pytest.param(WHOLE[PARTED:], id="English")]
MEMBERS = {
    str(path.relative_to(FOLDER / PROVED)): path.read_bytes()
    for path in (FOLDER / PROVED).rglob("*")
    if path.is_file()
}


def sha(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def tree(leaves: list[bytes]) -> bytes:
    """The root over leaf hashes, by RFC 6962's own words."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha(b"\1" + tree(leaves[:split]) + tree(leaves[split:]))


def leaf_of(readme: str, **facts: object) -> bytes:
    """The leaf's data, as the README has them to be filled in."""
    form: str = "".join(re.findall(r"^ +(\{.*\})$", readme, re.MULTILINE))
    for name, value in facts.items():
        form = form.replace(f"<{name}>", str(value))
    return form.encode()


@pytest.mark.parametrize("readme", LANGUAGES)
def test_the_documents_it_names_are_there(readme: str) -> None:
    named = set(re.findall(r"docs/[\w./-]+\.\w+", readme))

    assert named == {"docs/evidence-format.md", "docs/evidence-log.md", "docs/evidence-vectors/verify.py"}
    assert all((FOLDER.parents[1] / name).is_file() for name in named)


@pytest.mark.parametrize("readme", LANGUAGES)
def test_its_steps_lead_from_the_entries_to_what_the_log_signed(readme: str) -> None:
    for listed in json.loads(MEMBERS["manifest.json"])["members"]:  # a
        assert sha(MEMBERS[listed["name"]]).hex() == listed["sha256"]
    in_log = [json.loads(line) for line in MEMBERS["log/leaves.jsonl"].splitlines()[1:]]  # d
    found = set()
    for name in (name for name in MEMBERS if name.startswith("entries/")):  # b, c
        before = "0" * 64
        for seq, line in enumerate(MEMBERS[name].splitlines(), start=1):
            entry = json.loads(line)
            assert sha(re.sub(rb'"hash":"[0-9a-f]{64}",(?="prev")', b"", line)).hex() == entry["hash"]
            assert (entry["seq"], entry["prev"]) == (seq, before)
            before = entry["hash"]
            found.add(leaf_of(readme, hash=before, record=entry["record"], seq=seq))
    leaves = [leaf_of(readme, **{k: v for k, v in leaf.items() if k != "kind"}) for leaf in in_log]
    text, _, signature = MEMBERS["log/checkpoint"].partition(b"\n\n")  # e
    key = json.loads(MEMBERS["log/keys.json"])["keys"][0]["key"]

    assert found < set(leaves)  # besides those of the file of keys
    assert base64.b64encode(tree([sha(b"\0" + leaf) for leaf in leaves])) == text.split(b"\n")[2]
    Ed25519PublicKey.from_public_bytes(base64.b64decode(key.split("+", 2)[2])[1:]).verify(
        base64.b64decode(signature.split()[2])[4:], text + b"\n"
    )
