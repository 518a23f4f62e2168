"""What is refused before it becomes a case: clear words, nothing stored, one line in the log (acceptance 7)."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest
from sqlalchemy import text

from models.entries import ActRefused
from tests.cli.desk import Desk, Said
from tests.story import Story

W = '--as p-2h9c --summary "Kort om saken." --proposal "Partene gjør dette."'


async def stored(story: Story) -> dict[str, int]:
    """Everything that must not grow: records, numbers, acts, entries, mail."""
    counts = {
        "record": "SELECT count(*) FROM record",
        "counter": "SELECT coalesce(sum(next), 0) FROM counter",
        "intake": "SELECT count(*) FROM intake",
        "entry": "SELECT count(*) FROM entry",
        "message": "SELECT count(*) FROM message_view",
    }
    async with story.register.reading() as connection:
        return {name: int(await connection.scalar(text(query)) or 0) for name, query in counts.items()}


def log_lines(said: Said) -> list[str]:
    """The log's lines on standard error; the rest is words for people."""
    return [line for line in said.err.splitlines() if line.startswith("{")]


def words(said: Said) -> str:
    """What people read of the refusal."""
    return "\n".join(line for line in said.err.splitlines() if not line.startswith("{"))


REFUSED = [
    pytest.param(W, 2, "The title is missing", id="a missing title"),
    pytest.param(f'{W} --title "   "', 2, "title: is empty", id="an empty title"),
    pytest.param(f"{W} --title T --proposer-party atlantis", 3, "atlantis is no party", id="an unknown party"),
    pytest.param(f"{W} --title T --affected moss --affected oz", 3, "oz is no party", id="one unknown"),
    pytest.param(f"{W} --title T --proposer-seat SEKR-M9", 3, "no seat 'SEKR-M9'", id="a seat that does not exist"),
    pytest.param(f'{W} --title T --proposer-seat "SEKR M1"', 2, "proposer-seat: is not an id", id="no seat id"),
    pytest.param(
        f"{W} --title T --drofting-on 2031-05-12 --beslutning-on 2031-04-12", 3,
        "beslutning wished on 2031-04-12, not after drøfting on 2031-05-12", id="a decision date before the drøfting",
    ),
    pytest.param(f"{W} --title T --drofting-on 2031-02-29", 2, "that month has 28 days", id="no such day"),
    pytest.param(f"{W} --title T --drofting-on 12.05.2031", 2, "YYYY-MM-DD", id="a day written otherwise"),
    pytest.param(f"{W} --title A\x07B", 2, "control character U+0007 at position 1", id="a control character"),
    pytest.param(f"{W} --title A\u202eB", 2, "invisible character U+202E", id="a character that turns the writing"),
    pytest.param(f'{W} --title "{"x" * 301}"', 2, "longer than 300 characters", id="a title of 301 characters"),
    pytest.param(f"{W} --title T --act-id 17", 2, "an act id is a UUID", id="no act id"),
    pytest.param("--title T --summary s --proposal p", 2, "It is not said who acts", id="nobody acts"),
    pytest.param("--as p-0 --title T --summary s --proposal p", 3, "Nobody here is 'p-0'", id="a stranger"),
    pytest.param(f"{W} --title T --community atlantis", 3, "no health community 'atlantis'", id="elsewhere"),
    pytest.param(f"{W} --title T --titel U", 2, "No such option: --titel", id="an unknown option"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "status", "said"), REFUSED)
async def test_refused_without_a_trace(told: Story, desk: Desk, line: str, status: int, said: str) -> None:
    before = await stored(told)

    answer = await desk.give(f"case open {line}")

    assert answer.status == status
    assert said in words(answer)
    assert answer.out == ""
    assert len(log_lines(answer)) == 1
    assert json.loads(log_lines(answer)[0])["event"] == "refused_at_door"
    assert answer.err.splitlines()[-1] == log_lines(answer)[0], "first the words, then the log"
    assert await stored(told) == before


async def test_where_parts_run_the_log_is_beside_theirs(told: Story, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    here = Desk({**desk.environment, "SAKSGANG_STATE_FOLDER": str(tmp_path)})

    answer = await here.run("case open --as p-2h9c --summary s --proposal p")
    [line] = (tmp_path / "logs" / "commands.log").read_text().splitlines()

    assert answer.status == 2
    assert log_lines(answer) == []
    assert json.loads(line)["event"] == "refused_at_door"


async def test_a_remedy_names_only_options_there_are(told: Story, desk: Desk) -> None:
    untitled = await desk.give("case open --as p-2h9c --summary s --proposal p")
    unsaid = await desk.give("case open --as p-2h9c --title T --proposal p")

    assert "--title TEXT" in words(untitled)
    assert "--title-file" not in words(untitled)
    assert "--summary-file FILE" in words(unsaid)


async def test_a_text_of_5_mb_is_refused_by_its_size(told: Story, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text("x" * 5_000_000)
    before = await stored(told)

    answer = await desk.give(f"case open --as p-2h9c --title T --summary s --proposal-file {file}")

    assert answer.status == 2
    assert "5000000 bytes" in words(answer)
    assert "65536" in words(answer)
    assert "document add" in words(answer)
    assert len(log_lines(answer)) == 1
    assert await stored(told) == before


async def test_a_text_over_the_limit_of_one_act_is_refused(told: Story, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    lines = [f"  - {{party: halden, economic: {'x' * 300}, administrative: {'y' * 300}}}" for _ in range(120)]
    file.write_text("title: T\nsummary: s\nproposal: p\nconsequences:\n" + "\n".join(lines))
    before = await stored(told)

    answer = await desk.give(f"case open --as p-2h9c --file {file}")

    assert answer.status == 3
    assert "one act holds at most 65536" in words(answer)
    assert await stored(told) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"\xff\xfe\x00V", "is no text", id="UTF-16"),
        pytest.param(b"\x00\x01\x02", "control character U+0000", id="binary"),
    ],
)
async def test_a_file_that_is_no_text(told: Story, desk: Desk, tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "strange.txt"
    file.write_bytes(content)
    before = await stored(told)

    answer = await desk.give(f"case open --as p-2h9c --title T --summary s --proposal-file {file}")

    assert answer.status == 2
    assert said in words(answer)
    assert await stored(told) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(
            "title: T\nsummary: s\nproposel: p\n", 'case.yaml:3: unknown key "proposel"', id="a misspelt key"
        ),
        pytest.param("title: T\ntitle: U\nsummary: s\nproposal: p\n", "stands twice", id="a key given twice"),
        pytest.param(
            "title: T\nsummary: s\nproposal: p\nreceived_at: 2031-01-01\n", "unknown key", id="D36 our own field"
        ),
        pytest.param("title: 17\nsummary: s\nproposal: p\n", "not text", id="D09 a number for a text"),
        pytest.param("[" * 400, "nested deeper", id="D05 nested brackets"),
        pytest.param(
            '{"title": "T", "summary": "s", "proposal": "p", "affected": "halden"}', "not a list", id="JSON"
        ),
    ],
)
async def test_a_file_is_read_strictly(told: Story, desk: Desk, tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(content)
    before = await stored(told)

    answer = await desk.give(f"case open --as p-2h9c --file {file}")

    assert answer.status == 2
    assert said in words(answer)
    assert await stored(told) == before


async def test_html_is_text_like_any_other(told: Story, desk: Desk) -> None:
    title = "<script>alert(1)</script> [bold red]A & B[/]"

    opened = await desk.give(f"case open {W}", "--title", title)
    shown = await desk.give(f"case show {opened.out.splitlines()[0]}")

    assert opened.status == 0
    assert title in opened.out
    assert title in shown.out


async def test_the_same_act_id_again_is_the_same_case(told: Story, desk: Desk) -> None:
    line = f"case open {W} --title Gjentatt --act-id {uuid.uuid4()} --json"
    first = await desk.give(line)
    before = await stored(told)

    again = await desk.give(line)

    assert (first.status, again.status) == (0, 0)
    assert again.document == first.document
    assert await stored(told) == before


async def test_the_same_act_id_with_other_content_writes_nothing(told: Story, desk: Desk) -> None:
    act = uuid.uuid4()
    await desk.give(f"case open {W} --title Først --act-id {act}")
    before = await stored(told)

    answer = await desk.give(f"case open {W} --title Siden --act-id {act} --json")

    assert answer.status == 4
    assert answer.document["code"] == "act_conflict"
    assert answer.document["first_digest"] != answer.document["digest"]
    assert len(log_lines(answer)) == 1
    assert await stored(told) == before


async def test_an_act_refused_on_a_record_is_an_entry(told: Story, desk: Desk) -> None:
    record = (await desk.give(f"case open {W} --title Avvist --json")).document["record"]

    answer = await desk.give(f"position take {record} consent --as p-mj9p --seat SEKR-M1 --json")
    refused = (await told.bodies(record, ActRefused))[-1]

    assert answer.status == 3
    assert (answer.document["code"], answer.document["rule"]) == ("not_deliberated", "P-01")
    assert refused.refusal.code.value == answer.document["code"]
    assert answer.document["entries"] == [2, 2]
    assert log_lines(answer) == []


async def test_a_seat_of_nobody_is_refused_by_rule(told: Story, desk: Desk) -> None:
    record = (await desk.give(f"case open {W} --title Feil --json")).document["record"]

    answer = await desk.give(f"case demand {record} --reason x --as p-mj9p --seat SEKR-M2")

    assert answer.status == 3
    assert "Astrid Fjellvang (p-mj9p) is neither member nor deputy for SEKR-M2" in words(answer)
    assert "rule      P-23" in words(answer)
    assert "allowed   let the member or a deputy of SEKR-M2 do it" in words(answer)


async def test_a_byte_that_is_not_utf8_is_said_to_be_one(told: Story, desk: Desk) -> None:
    answer = await desk.give("case show", "\udcff2026-1")

    assert (answer.status, "case: is not UTF-8" in answer.err) == (2, True)
    assert "Traceback" not in answer.err


async def test_a_limit_beyond_all_reason(told: Story, desk: Desk) -> None:
    answer = await desk.give("mail list --limit 99999999999999999999")

    assert (answer.status, "1000000" in answer.err) == (2, True)


async def test_a_meeting_wished_on_a_day_that_is_past(told: Story, desk: Desk) -> None:
    answer = await desk.give(f"case open {W} --title T --drofting-on 2031-01-05")

    assert answer.status == 3
    assert "2031-01-05, which is past: the case is registered on 2031-01-06" in answer.err


async def test_the_same_classification_twice(told: Story, desk: Desk) -> None:
    case = (await desk.give(f"case open {W} --title T --json")).document["record"]
    classify = f"case classify {case} --as p-2h9c --reason Faglig --agreed-by p-kkf9 --agreed-by p-mn3e"

    first, second = await desk.give(classify), await desk.give(classify)
    other = await desk.give(f"{classify} --larger-economic")

    assert [a.status for a in (first, second, other)] == [0, 3, 0]
    assert "the case is classified so already" in second.err


async def test_a_document_over_the_limit_is_refused_by_its_whole_size(
    told: Story, desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "long.txt"
    with file.open("wb") as out:
        out.truncate(30_000_123)

    answer = await desk.give(f"document add {file}")

    assert (answer.status, "it has 30000123 bytes" in answer.err) == (2, True)
