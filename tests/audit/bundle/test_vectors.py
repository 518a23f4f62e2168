"""The test vectors are what the program does, and a verifier that shares no code with it agrees on each of them."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable
from pathlib import Path
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


def second_verifier(name: str = "verify") -> Callable[..., tuple[str, str]]:
    """The verifier that was written from the document."""
    specification = importlib.util.spec_from_file_location("second_verifier", SECOND)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    verify: Callable[..., tuple[str, str]] = getattr(module, name)
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
    imports = re.findall(r"^(?:from|import) (.*)$", text, re.MULTILINE)

    assert len([line for line in text.splitlines() if line.strip()]) <= MOST_LINES
    assert imports == ["base64, hashlib, json, re, struct, sys, zlib"]


@pytest.mark.parametrize(
    ("given", "ended"),
    [
        pytest.param([], ("unreadable", "usage: python3 verify.py FILE.zip"), id="nothing"),
        pytest.param(["a", "b", "c", "d"], ("unreadable", "usage: python3 verify.py FILE.zip"), id="too much"),
        pytest.param(["none.zip"], ("unreadable", "FileNotFoundError"), id="no such file"),
        pytest.param(["sak.zip", "key"], ("proved", ""), id="a key alone"),
        pytest.param(["sak.zip", "keys.json"], ("proved", ""), id="the file of keys"),
        pytest.param(["sak.zip", "sak.json"], ("unreadable", "KeyError"), id="another file"),
    ],
)
def test_the_second_verifier_takes_the_files_that_people_have(
    given: list[str], ended: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sak.zip").write_bytes(file_of(KNOWN[0], MEMBERS, KNOWN))
    Path("key").write_text(f"{KNOWN[0]['key']}\n", encoding="utf-8")
    Path("keys.json").write_bytes(MEMBERS["log/keys.json"])
    Path("sak.json").write_text("{}", encoding="utf-8")

    result, why = second_verifier("main")(*given)

    assert (result, why[: len(ended[1])]) == ended


def test_the_second_verifier_is_deceived_by_no_flipped_byte() -> None:
    """Some hundred, everywhere in the file: it is the slower of the two."""
    verify, good = second_verifier(), file_of(KNOWN[0], MEMBERS, KNOWN)
    content = bytearray(good)
    for at in range(0, len(good), len(good) // 300):
        content[at] ^= 1 << (at % 8)
        result, _ = verify(bytes(content), KNOWN[0]["key"])
        content[at] ^= 1 << (at % 8)

        assert result in ("broken", "unreadable"), at
