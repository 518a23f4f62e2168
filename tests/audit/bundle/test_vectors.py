"""The test vectors are what the program does, and a verifier that shares no code with it agrees on each of them."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from typing import Any

import pytest

from audit.bundle.container import written
from audit.bundle.content import address
from audit.bundle.manifest import MANIFEST
from tests.audit.bundle.vectors import CASES, DIGEST, FOLDER, PROVED, cases, file_of, result_of

MOST_LINES = 150
SECOND = FOLDER / "verify.py"
KNOWN: list[dict[str, Any]] = json.loads((FOLDER / CASES).read_text(encoding="utf-8"))
MEMBERS = {
    str(path.relative_to(FOLDER / PROVED)): path.read_bytes()
    for path in (FOLDER / PROVED).rglob("*")
    if path.is_file()
}


def second_verifier() -> Callable[..., tuple[str, str]]:
    """The verifier that was written from the document."""
    specification = importlib.util.spec_from_file_location("second_verifier", SECOND)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    verify: Callable[..., tuple[str, str]] = module.verify
    return verify


def test_the_members_make_the_file_of_that_digest() -> None:
    found = {name: inside for name, inside in MEMBERS.items() if name != MANIFEST}
    whole = written({**found, MANIFEST: MEMBERS[MANIFEST]})

    assert f"{address(whole)}  {PROVED}.zip\n" == (FOLDER / DIGEST).read_text(encoding="utf-8")


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in KNOWN])
def test_both_verifiers_end_as_the_vector_says(case: dict[str, Any]) -> None:
    content = file_of(case, MEMBERS, KNOWN)

    ours = result_of(case, content)
    theirs, why = second_verifier()(content, case.get("key"), case.get("checkpoint"), case.get("receipt"))

    assert ours == (case["result"], case["says"]), "python -m tests.audit.bundle.vectors"
    assert theirs == case["result"], why


def test_the_command_makes_every_case_that_is_kept() -> None:
    assert [case["name"] for case in cases()] == [case["name"] for case in KNOWN]


def test_the_second_verifier_is_short_and_shares_nothing_with_ours() -> None:
    text = SECOND.read_text(encoding="utf-8")
    imports = {line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))}

    assert len([line for line in text.splitlines() if line.strip()]) <= MOST_LINES
    assert imports == {"base64", "hashlib", "json", "re", "struct", "sys", "zlib"}


def test_the_second_verifier_is_deceived_by_no_flipped_byte() -> None:
    """Some hundred, everywhere in the file: it is the slower of the two."""
    verify, good = second_verifier(), file_of(KNOWN[0], MEMBERS, KNOWN)
    content = bytearray(good)
    for at in range(0, len(good), len(good) // 300):
        content[at] ^= 1 << (at % 8)
        result, _ = verify(bytes(content), KNOWN[0]["key"])
        content[at] ^= 1 << (at % 8)

        assert result in ("broken", "unreadable"), at
