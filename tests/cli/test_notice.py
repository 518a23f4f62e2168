"""`notice compute`: any day, no server, the same keys always; what cannot be read or be is refused with its rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk import Desk

KEYS = ["last_day", "ends_at", "extended_day", "by_dispatch", "effective", "rule_version", "derivation"]


@pytest.fixture
def alone(tmp_path: Path) -> Desk:
    """A desk in a house where nothing runs and nothing was ever started."""
    return Desk({"SAKSGANG_STATE_FOLDER": str(tmp_path / "nothing-here")})


async def computed(desk: Desk, options: str) -> dict[str, Any]:
    said = await desk.give(f"notice compute {options} --json")
    assert said.status == 0, said.out
    assert list(said.document) == KEYS
    return said.document


async def test_a_leap_day_for_programs_and_for_people(alone: Desk) -> None:
    document = await computed(alone, "--kind statutory --received 2028-02-29")
    people = await alone.give("notice compute --kind statutory --received 2028-02-29")

    assert document == {
        "last_day": "2029-02-28",
        "ends_at": "2029-02-28T23:00:00Z",
        "extended_day": None,
        "by_dispatch": None,
        "effective": True,
        "rule_version": "periods-1",
        "derivation": [
            "received 29 Feb 2028",
            "one year",
            "no 29 February in 2029, so the last day of the month",
            "in force to 28 Feb 2029 24:00",
        ],
    }
    assert "last day    Wed 2029-02-28, to 24:00" in people.out
    assert "received 29 Feb 2028; one year; no 29 February in 2029, so the last day of the month; " in people.out
    assert "extended" not in people.out


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("nb", ["siste dag ons. 2029-02-28, til kl. 24.00", "ingen 29. februar i 2029, så siste dag i måneden"]),
        ("nn", ["siste dag ons. 2029-02-28, til kl. 24.00", "ingen 29. februar i 2029, så siste dag i månaden"]),
    ],
)
async def test_it_is_told_in_norwegian_where_that_is_asked_for(alone: Desk, lang: str, said: list[str]) -> None:
    options = f"--kind statutory --received 2028-02-29 --lang {lang}"

    people = await alone.give(f"notice compute {options}")
    document = await computed(alone, options)

    assert [words for words in said if words not in " ".join(people.out.split())] == []
    assert said[1] in document["derivation"]


async def test_an_instant_counts_from_its_day_here(alone: Desk) -> None:
    utc = await computed(alone, "--kind statutory --received 2026-10-31T23:30Z")
    offset = await computed(alone, "--kind statutory --received 2026-11-01T00:30+01:00")

    assert utc == offset
    assert (utc["last_day"], utc["ends_at"]) == ("2027-11-01", "2027-11-01T23:00:00Z")


async def test_both_readings(alone: Desk) -> None:
    options = "--kind statutory --received 2027-01-04 --sent 2026-12-29"
    document = await computed(alone, options)
    people = await alone.give(f"notice compute {options}")

    assert (document["last_day"], document["by_dispatch"]) == ("2028-01-04", "2027-12-29")
    assert [line for line in people.out.splitlines() if line.startswith("by ")] == [
        "by receipt   Tue 2028-01-04",
        "by dispatch  Wed 2027-12-29",
    ]


async def test_the_fixed_end_comes_first(alone: Desk) -> None:
    options = "--kind national --received 2027-10-01"
    document = await computed(alone, f"{options} --fixed-end 2027-12-31")
    people = await alone.give(f"notice compute {options} --fixed-end 2027-12-31")
    without = await alone.give(f"notice compute {options}")

    assert (document["last_day"], document["ends_at"], document["effective"]) == (
        "2028-01-01", "2027-12-31T23:00:00Z", False,
    )  # fmt: skip
    assert people.out.startswith("The fixed end comes first: the notice changes nothing.")
    assert "The national agreement has a fixed end too: --fixed-end says which (A-16)." in without.out


async def test_an_act_is_told_with_the_day_it_is_moved_to(alone: Desk) -> None:
    moved = await computed(alone, "--kind months:1 --received 2027-01-31 --act")
    same = await computed(alone, "--kind months:1 --received 2028-01-31 --act")

    assert (moved["last_day"], moved["extended_day"], moved["ends_at"]) == (
        "2027-02-28", "2027-03-01", "2027-02-28T23:00:00Z",
    )  # fmt: skip
    assert (same["last_day"], same["extended_day"]) == ("2028-02-29", "2028-02-29")


async def test_days_far_ahead(alone: Desk) -> None:
    assert (await computed(alone, "--kind years:100 --received 2500-02-28"))["last_day"] == "2600-02-28"
    assert (await computed(alone, "--kind months:1200 --received 2300-02-28"))["last_day"] == "2400-02-28"


@pytest.mark.parametrize(
    ("options", "status", "code", "rule", "said", "remedy"),
    [
        pytest.param(
            "--kind statutory --received 2027-02-30", 2, "unreadable_time", "T-01",
            "there is no such day; that month has 28 days, so the nearest is 2027-02-28", "write it so",
            id="30 February",
        ),
        pytest.param(
            "--kind statutory --received 2027-03-01T10:00", 2, "unreadable_time", "T-01",
            "has its offset from UTC", "or the local day alone: 2027-03-01", id="an instant without zone",
        ),
        pytest.param(
            "--kind statutory --received 2027-03-01 --sent 2027-02-30T10:00", 2, "unreadable_time", "T-01",
            "no such day", "write it so", id="neither zone nor day",
        ),
        pytest.param(
            "--kind statutory --received 2027-03-01T10.00:00Z", 2, "unreadable_time", "T-01",
            "YYYY-MM-DDTHH:MM with its offset", "write it so", id="no instant",
        ),
        pytest.param(
            "--kind national --received 2027-03-01 --fixed-end 2027-12-31T00:00Z", 2, "unreadable_time", "T-01",
            "a day is written YYYY-MM-DD", "write it so", id="a fixed end is a day",
        ),
        pytest.param(
            "--kind days:90 --received 2027-03-01", 2, "unreadable_period", "T-03",
            "statutory, national, months:N or years:N", "statutory, national, months:3", id="days are no period",
        ),
        pytest.param(
            "--kind months:1201 --received 2027-03-01", 2, "unreadable_period", "T-03",
            "a period has 1 to 1200 months", "statutory, national, months:3", id="more than a hundred years",
        ),
        pytest.param(
            "--kind statutory --received 2027-01-01 --sent 2027-01-02", 3, "receipt_before_dispatch", "T-07",
            "sent 2 Jan 2027, and is said to have come before that, 1 Jan 2027", "correct the one that is wrong",
            id="receipt before dispatch",
        ),
        pytest.param(
            "--kind statutory --received 9999-01-01", 2, "unreadable_time", "T-01",
            "a day lies between 1900 and 9998", "write it so", id="the last year",
        ),
        pytest.param(
            "--kind years:2 --received 9998-12-31T23:30Z", 3, "beyond_calendar", "T-03",
            "two years from 1 Jan 9999 goes past the year 9999", "an earlier day or a shorter period",
            id="past the last year",
        ),
    ],
)  # fmt: skip
async def test_what_is_refused(
    alone: Desk, options: str, status: int, code: str, rule: str, said: str, remedy: str
) -> None:
    document = (await alone.give(f"notice compute {options} --json")).document
    people = await alone.give(f"notice compute {options}")

    assert (people.status, document["status"], document["code"], document["rule"]) == (status, status, code, rule)
    assert said in document["detail"]
    assert remedy in document["remedy"]
    assert said in people.err and remedy in people.err
    assert people.out == ""
