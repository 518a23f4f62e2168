"""The test vectors are what the program does, and a verifier that shares no code with it agrees on each of them."""

from __future__ import annotations

import json
import re
import time
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from audit.bundle.container import written
from audit.bundle.content import address
from audit.bundle.manifest import MANIFEST
from audit.outcomes import PROVED as HOLDS
from tests.audit.bundle import made
from tests.audit.bundle.forging import CASE
from tests.audit.bundle.vectors import (
    CASES,
    DIGEST,
    FOLDER,
    PROVED,
    SECOND,
    cases,
    file_of,
    result_of,
    second_result_of,
    second_verifier,
)

MOST_LINES, WIDEST = 150, 118
HELD, KEPT = {True: [11], False: []}, {True: [12], False: []}
BEYOND = ("a state that no letter has", "another key of the same name is held")
"""What only a step finds that the second does not make, and what it takes for broken since it knows one key."""
KNOWN: list[dict[str, Any]] = json.loads((FOLDER / CASES).read_text(encoding="utf-8"))
SECOND_VERIFIER = second_verifier()
MEMBERS = {
    str(path.relative_to(FOLDER / PROVED)): path.read_bytes()
    for path in (FOLDER / PROVED).rglob("*")
    if path.is_file()
}


def numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def test_the_members_make_the_file_of_that_digest() -> None:
    found = {name: inside for name, inside in MEMBERS.items() if name != MANIFEST}
    whole = written({**found, MANIFEST: MEMBERS[MANIFEST]})

    assert f"{address(whole)}  {PROVED}.zip\n" == (FOLDER / DIGEST).read_text(encoding="utf-8")


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in KNOWN])
def test_both_verifiers_end_as_the_vector_says(case: dict[str, Any]) -> None:
    content = file_of(case, MEMBERS, KNOWN)

    ours, second = result_of(case, content), second_result_of(case, content)

    assert ours == (case["result"], case["says"]), "python -m tests.audit.bundle.vectors"
    assert second == (case["second"]["result"], case["second"]["says"]), "python -m tests.audit.bundle.vectors"


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in KNOWN])
def test_the_second_says_which_steps_it_made_and_never_that_all_is_proved(case: dict[str, Any]) -> None:
    ours, (second, says) = case["result"], case["second"].values()

    if second == "not checked":
        made, left, *reasons = says.split("; ")
        assert sorted(numbers(made) + numbers(left)) == list(range(1, 15))
        compared = ("checkpoint" in case or "receipt" in case) and not any("what is held" in one for one in reasons)
        assert numbers(made) == [1, 2, 3, 8, *HELD["key" in case], *KEPT[compared]]
        assert reasons == [] or ours == "not checked"
    assert second == {"proved": "not checked"}.get(ours, ours) or case["name"] in BEYOND


def test_a_file_is_verified_within_a_second() -> None:
    """Of the processor: how busy the machine is with other things is not asked."""
    content = file_of(KNOWN[0], MEMBERS, KNOWN)
    began = time.process_time()

    checks = made.verified(content, made.HOLDS_KEY)

    assert {check.outcome for check in checks} == {HOLDS}
    assert time.process_time() - began <= 1


def test_the_command_makes_every_case_that_is_kept() -> None:
    assert [case["name"] for case in cases()] == [case["name"] for case in KNOWN]


def test_the_second_verifier_is_short_and_shares_nothing_with_ours() -> None:
    text = SECOND.read_text(encoding="utf-8")
    head, code = text[3:].split('"""\n', 1)
    imports = re.findall(r"^(?:from|import) (.*)$", text, re.MULTILINE)

    assert text.startswith('"""A second verifier')
    assert '\n"""' not in head
    assert len([line for line in code.splitlines() if line.strip() and line.lstrip()[0] != "#"]) <= MOST_LINES
    assert max(map(len, text.splitlines())) <= WIDEST
    assert imports == ["base64, email, hashlib, json, re, struct, sys, zlib"]


STEPS = "steps [1, 2, 3, 8, 11] made"
STEPS_KEPT = "steps [1, 2, 3, 8, 11, 12] made"


@pytest.mark.parametrize(
    ("given", "ended"),
    [
        pytest.param([], ("usage", "python3 verify.py FILE.zip"), id="nothing"),
        pytest.param(["--help"], ("usage", "python3 verify.py FILE.zip"), id="help"),
        pytest.param(["none.zip"], ("unreadable", "FileNotFoundError"), id="no such file"),
        pytest.param(["sak.zip"], ("not checked", "steps [1, 2, 3, 8] made"), id="the bundle alone"),
        pytest.param(["sak.zip", "key"], ("not checked", STEPS), id="a key alone"),
        pytest.param(["sak.zip", "keys.json"], ("not checked", STEPS), id="the file of keys"),
        pytest.param(["sak.zip", "key", "early"], ("not checked", STEPS_KEPT), id="a checkpoint"),
        pytest.param(["sak.zip", "key", "receipt"], ("not checked", STEPS_KEPT), id="a receipt"),
        pytest.param(["sak.zip", "letter.eml"], ("not checked", STEPS_KEPT), id="a letter"),
        pytest.param(["sak.zip", "keys.json", "letter.eml"], ("not checked", STEPS_KEPT), id="keys and a letter"),
        pytest.param(["sak.zip", "early"], ("unreadable", "there is no key"), id="no key"),
        pytest.param(["sak.zip", "sak.zip"], ("unreadable", "there is no key"), id="a bundle as a key"),
        pytest.param(["sak.zip", "sak.json"], ("unreadable", "KeyError"), id="another file"),
        pytest.param(["sak.zip", "key", "torn"], ("unreadable", "ValueError"), id="a receipt torn off"),
        pytest.param(["key", "key"], ("unreadable", "it is written otherwise"), id="no bundle"),
    ],
)
def test_the_second_verifier_takes_the_files_that_people_have(
    given: list[str], ended: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is handed to it beside the bundle, it never calls the bundle broken for it."""
    monkeypatch.chdir(tmp_path)
    early, receipt = (next(case[of] for case in KNOWN if of in case) for of in ("checkpoint", "receipt"))
    letter = EmailMessage()
    letter["From"] = "sekretariatet@saksgang.example"
    letter.set_content(
        f"Ta vare på disse linjene:\n\n{early}\nNøkkelen:\n\n{KNOWN[0]['key']}\n", cte="quoted-printable"
    )
    letter.add_alternative(f"<p>Ta vare på disse linjene</p>\n<pre>{early}</pre>", subtype="html")
    letter.add_attachment(receipt, filename="kvittering.tlog-proof")
    texts = {
        "key": f"{KNOWN[0]['key']}\n",
        "early": early,
        "receipt": receipt,
        "torn": receipt[:99],
        "sak.json": "{}",
    }
    for name, text in texts.items():
        Path(name).write_text(text, encoding="utf-8")
    Path("sak.zip").write_bytes(file_of(KNOWN[0], MEMBERS, KNOWN))
    Path("keys.json").write_bytes(MEMBERS["log/keys.json"])
    Path("letter.eml").write_bytes(letter.as_bytes(policy=SMTP))

    result, why = SECOND_VERIFIER.ended(SECOND_VERIFIER.main, *given)

    assert (result, why[: len(ended[1])]) == ended
    assert "is not signed" not in why


@pytest.mark.parametrize(
    ("member", "old", "new"),
    [
        pytest.param(f"acts/{CASE}.jsonl", '"number":1,', '"number":true,', id="true for 1"),
        pytest.param(f"acts/{CASE}.jsonl", '"number":1,', '"number":1.0,', id="1.0 for 1"),
        pytest.param("log/leaves.jsonl", '"before":[]', f'"before":["{"A" * 64}"]', id="a hash in capitals"),
        pytest.param("messages.jsonl", "", "", id="nothing"),
    ],
)
def test_the_second_verifier_takes_one_way_of_writing(member: str, old: str, new: str) -> None:
    case = {"key": KNOWN[0]["key"], "change": [{"member": member, "old": old, "new": new}]}

    result, _ = second_result_of(case, file_of(case, MEMBERS, KNOWN))

    assert result == ("not checked" if old == new else "broken" if "true" in new else "unreadable")


@pytest.mark.parametrize(
    ("line", "named"),
    [
        pytest.param({"cases": ["case-a-2031-1", "case-a-2031-2"]}, 2, id="a list of ids"),
        pytest.param({"facts": {"meeting": {"record": "meeting-a-2031-1"}}}, 1, id="an id inside"),
        pytest.param({"title": "case-a-2031-1", "reason": "case-a-2031-1"}, 0, id="texts"),
        pytest.param({"case": {"title": "case-a-2031-1"}}, 0, id="a text inside"),
        pytest.param({"drofting": {"meeting": "meeting-a-2031-1"}}, 0, id="what a meeting elsewhere was called"),
        pytest.param({"record": "as in case-a-2031-1"}, 0, id="an id in a text"),
        pytest.param({"agreement": True, "meeting": None, "into": 7}, 0, id="no text"),
    ],
)
def test_the_second_verifier_takes_no_text_for_a_record(line: dict[str, Any], named: int) -> None:
    """Whoever calls a case by the id of another accuses nobody."""
    assert len(SECOND_VERIFIER.named([line])) == named


def test_the_second_verifier_is_deceived_by_no_flipped_byte() -> None:
    """Some hundred, everywhere in the file: it is the slower of the two."""
    second, good = SECOND_VERIFIER, file_of(KNOWN[0], MEMBERS, KNOWN)
    content = bytearray(good)
    for at in range(0, len(good), len(good) // 300):
        content[at] ^= 1 << (at % 8)
        result, _ = second.ended(second.verify, bytes(content), KNOWN[0]["key"])
        content[at] ^= 1 << (at % 8)

        assert result in ("broken", "unreadable"), at
