"""A decided case leaves the house as one file, and is proved by it where no part of the house answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from audit import histories
from audit.bundle.content import HISTORIES
from audit.bundle.manifest import Packed, packed, unpacked
from models import acts as a
from settings import settings
from tests.cli.desk import Desk, Said
from tests.story import Story

NOWHERE = Desk({"TEMPORAL_ADDRESS": "127.0.0.1:1", "SAKSGANG_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"})


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Path]:
    """Where the signer's keys are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAKSGANG_CHECKPOINTS__KEY_FOLDER", str(tmp_path / "keys"))
        settings.cache_clear()
        yield tmp_path
    settings.cache_clear()


Change = Callable[[dict[str, bytes]], dict[str, bytes]]


def swapped(given: dict[str, bytes]) -> dict[str, bytes]:
    """The first record's histories are those of the last."""
    first, last = min(given), max(given)
    return {**given, first: given[last]}


def payload_changed(given: dict[str, bytes]) -> dict[str, bytes]:
    """A word that somebody submitted is another, in the history of the case alone."""
    return {
        name: histories.packed(histories.unpacked(inside).replace(b"Vi merker oss", b"Vi krever oss"))
        for name, inside in given.items()
    }


HISTORIES_CHANGED: dict[str, Change] = {
    "left out": lambda _: {},
    "another record's": swapped,
    "a word changed": payload_changed,
    "cut off": lambda given: {**given, min(given): given[min(given)][:-9]},
    "named for another record": lambda given: {
        name.replace("/case-", "/meeting-"): inside for name, inside in given.items()
    },
}


async def said(desk: Desk, line: str, status: int = 0) -> Said:
    answer = await desk.give(line)
    assert answer.status == status, answer.out + answer.err
    return answer


async def test_a_decided_case_is_proved_by_its_file_alone(told: Story, desk: Desk, keys: Path) -> None:
    first, second = await told.meeting("SEKR", 28), await told.meeting("SEKR", 56)
    case = await told.open_case()
    await told.hold_drofting(case, first)
    await told.roll_call(case, second, {"SEKR-M2": a.Consent(statement="Vi merker oss kostnaden.")})
    await told.do(second, a.CloseMeeting())
    await told.minutes(second)
    ended = await withdrawn(told)
    file, key = keys / "sak.zip", keys / "log.keys.json"
    await said(desk, "log sign --once")
    key.write_text((await said(desk, "log keys")).out, encoding="utf-8")
    exported = (await said(desk, f"audit export {case} -o {file} --json")).document

    document = (await said(NOWHERE, f"audit verify {file} --key {key} --json")).document
    typed = await NOWHERE.run(f"audit verify {file} --key {key} --json")
    replay = (await said(NOWHERE, f"audit replay {file} --key {key} --html {keys / 'sak.html'} --json")).document
    await said(NOWHERE, f"audit replay {file} --html {keys / 'by-nobody.html'}", 3)
    answered = await said(NOWHERE, f"audit verify {file} --key {key} --answers")
    after = await _after_the_end(desk, ended, keys)
    content = file.read_bytes()
    found = {name: await _first_open(content, key, change) for name, change in HISTORIES_CHANGED.items()}

    assert {check["outcome"] for check in document["checks"]} == {"proved"}
    assert (typed.status, typed.document) == (0, document), "replayed in processes of their own"
    assert "14. Has the record been tampered with?" in answered.out
    assert f"of {case}" in answered.out.partition("2. Who was present")[0].partition("proved by entries ")[2]
    assert exported["counts"]["histories"] >= 3
    assert (replay["result"], {run["record"] for run in replay["runs"]}) == ("proved", {case, first, second})
    page = (keys / "sak.html").read_text(encoding="utf-8")
    assert "Kontroll: ikke fullt kontrollert" in (keys / "by-nobody.html").read_text(encoding="utf-8")
    assert "Kontroll: bevist" in page
    assert 'lang="nb">Innkalling: saksliste' in page
    assert not re.search(r'<(td|span) lang="en">[^<]', page), "all in bokmål"
    assert (replay["checks"], replay["not_claimed"]) == (document["checks"], document["not_claimed"])
    assert re.search(r"Beslutningen binder fra \d+\. \w+ 2031: ", page)
    assert [answer["question"] for answer in document["answers"]] == list(range(1, 16))
    assert all("came after its end, where the rules alone tell" in str(checks) for checks in after)
    assert after[0] == after[1]
    replayed = f"the histories of {case} replay to its entries: "
    for name, (outcome, says) in {
        "left out": ("not checked", replayed + "there is none in the bundle"),
        "another record's": ("broken", f"the histories can be read: {case}/"),
        "a word changed": ("broken", replayed + "run "),
        "cut off": ("broken", f"the histories can be read: {case}/"),
        "named for another record": ("broken", "the histories can be read: meeting-"),
    }.items():
        assert found[name][0] == outcome, name
        assert found[name][1].startswith(says), found[name]


async def withdrawn(told: Story) -> str:
    """A case that has ended, and an act on it that came after."""
    case = await told.open_case(proposer="halden")
    await told.do(case, a.WithdrawCase(reason="Ikke lenger aktuelt."), told.contact("halden"))
    await told.days_pass(15, hour=1)
    await told.ended(case)
    late = await told.act(case, a.TakeOverCase(party="moss", reason="For sent."), told.contact("moss"))
    assert late.refusal is not None
    return case


async def _after_the_end(desk: Desk, case: str, keys: Path) -> list[object]:
    """The checks of such a case by `audit verify`, by `audit replay` of the file, and of the register: all proved."""
    file = keys / "ended.zip"
    await said(desk, f"audit export {case} -o {file}")
    asked = [(NOWHERE, f"audit {does} {file} --key {keys / 'log.keys.json'} --json") for does in ("verify", "replay")]
    return [(await said(of, line)).document["checks"] for of, line in (*asked, (desk, f"audit replay {case} --json"))]


async def _first_open(content: bytes, key: Path, change: Change) -> tuple[str, str]:
    """The first check that is not proved, of the file with its histories changed and the manifest made anew."""
    found = unpacked(content)
    others = {name: inside for name, inside in found.members.items() if not name.startswith(HISTORIES)}
    kept = {name: inside for name, inside in found.members.items() if name.startswith(HISTORIES)}
    file = key.with_name("forged.zip")
    file.write_bytes(packed(Packed(found.about, found.community, {**others, **change(kept)})))
    answer = await NOWHERE.give(f"audit verify {file} --key {key} --json")
    first = next(check for check in answer.document["checks"] if check["outcome"] != "proved")
    return first["outcome"], f"{first['what']}: {first['why']}"
