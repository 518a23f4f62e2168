"""`case list`: what fits, for people, for programs and for a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from cli.spreadsheet import harmless, sheet
from tests.cli.desk import Desk
from tests.story import Story


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", " ="])
def test_a_cell_is_never_a_formula(sign: str) -> None:
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"


def test_a_sheet_opens_right_in_a_norwegian_spreadsheet() -> None:
    written = sheet(("a", "b"), [("Å; å", None), ('«sitat» "x"', 3)])

    assert written == '\ufeffa;b\r\n"Å; å";\r\n"«sitat» ""x""";3\r\n'.encode()


async def test_filtered_searched_and_written_for_a_spreadsheet(told: Story, desk: Desk) -> None:
    await told.open_case("Akutt døgnplass i kommunene")
    await told.open_case("=HYPERLINK(1)", larger=True, proposer="moss")

    found = await desk.give('case list --search "akutte døgnplasser" --json')
    mine = await desk.give("case list --body su --party Moss\\ kommune --stage klassifisert --open --json")
    none = await desk.give("case list --ended --from 2031-01-01 --to 2031-01-06 --json")
    early = await desk.give("case list --to 2031-01-05 --json")
    cut = await desk.give("case list --limit 1")
    sheet = await desk.run("case list --csv --sort registered")

    assert [case["title"] for case in found.document["cases"]] == ["Akutt døgnplass i kommunene"]
    assert [case["title"] for case in mine.document["cases"]] == ["=HYPERLINK(1)"]
    assert (none.document["cases"], early.document["count"]) == ([], 0)
    assert "1 more: --limit shows them." in cut.out
    rows = list(csv.DictReader(io.StringIO(sheet.out.removeprefix("\ufeff")), delimiter=";"))
    assert sheet.out.startswith("\ufeffcase;title;stage;")
    assert {row["title"] for row in rows} == {"'=HYPERLINK(1)", "Akutt døgnplass i kommunene"}
    assert {row["proposer"] for row in rows} == {"moss", "halden"}


@pytest.mark.parametrize(
    ("options", "status", "code", "says"),
    [
        pytest.param("--body FSU", 3, "unknown_body", "name one of SEKR, SU", id="a body"),
        pytest.param("--party atlantis", 3, "unknown_party", "fredrikstad, halden", id="a party"),
        pytest.param("--stage hos_kongen", 2, "wrong_usage", "", id="a stage"),
        pytest.param("--search og", 2, "empty_search", "a word of the matter", id="words that stand everywhere"),
        pytest.param("--search -3", 2, "empty_search", "a word of the matter", id="a minus and nothing else"),
        pytest.param("--open --ended", 2, "given_twice", "", id="open and closed"),
        pytest.param("--csv", 2, "two_forms", "give one of them", id="two forms"),
    ],
)
async def test_what_there_is_not_is_refused_by_name(
    told: Story, desk: Desk, options: str, status: int, code: str, says: str
) -> None:
    answer = await desk.give(f"case list {options} --json")

    assert (answer.status, answer.document["code"]) == (status, code)
    assert says in answer.document["remedy"]
    assert code != "wrong_usage" or "klassifisert" in answer.document["title"]
