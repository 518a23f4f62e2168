"""What ids are called: by their names as far as they are known, and of many parties by the shorter list."""

from __future__ import annotations

import pytest

from audit.naming import Names, counted, entries_told, listed, outcome, short

NAMES = Names({str(n): f"P{n}" for n in range(8)}, {"M1": "Halden og Aremark"}, {"p-2h9c": "Kari Nordmann"})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "none"),
        (("a",), "a"),
        (("a", "b"), "a and b"),
        (("a", "b", "c"), "a, b and c"),
        ("abcd", "a, b, c and d"),
    ],
)
def test_a_list(words: tuple[str, ...], said: str) -> None:
    assert listed(iter(words)) == NAMES.all_seats(words) == said


@pytest.mark.parametrize(
    ("parties", "said"),
    [
        ("", "none"),
        ("012", "P0, P1 and P2"),
        ("0123", "P0, P1, P2 and P3"),
        ("01234", "all 8 parties but P5, P6 and P7"),
        ("1234567", "all 8 parties but P0"),
        ("01234567", "all 8 parties"),
        ("01234x", "P0, P1, P2, P3, P4 and x"),
        ("0123456x", "P0, P1, P2, P3, P4, P5, P6 and x"),
    ],
)
def test_parties(parties: str, said: str) -> None:
    assert NAMES.all_parties(parties) == said


def test_three_of_three_are_named() -> None:
    assert Names({n: n for n in "abc"}).all_parties("abc") == "a, b and c"
    assert Names({n: n for n in "abcd"}).all_parties("abc") == "a, b and c"
    assert Names({n: n for n in "abcd"}).all_parties("abcd") == "all 4 parties"


def test_an_id_without_a_name_stands_for_itself() -> None:
    assert (NAMES.party("0"), NAMES.party("x")) == ("P0", "x")
    assert (NAMES.seat("M1"), NAMES.seat("M2")) == ("M1 (Halden og Aremark)", "M2")
    assert (NAMES.person("p-2h9c"), NAMES.person("p-xxxx")) == ("Kari Nordmann (p-2h9c)", "p-xxxx")
    assert NAMES.beside_ids("p-2h9c, p-xxxx og xp-2h9c") == "Kari Nordmann (p-2h9c), p-xxxx og xp-2h9c"


def test_counts_and_digests() -> None:
    assert [counted(n, "entry", "entries") for n in (0, 1, 2)] == ["0 entries", "1 entry", "2 entries"]
    assert [counted(n, "day") for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
    assert short("0123456789abcdef") == "0123456789ab"


def test_what_a_case_came_to() -> None:
    assert outcome("besluttet") == "decided (besluttet)"
    assert outcome("noe_annet") == "noe annet"


@pytest.mark.parametrize(
    ("seqs", "told"),
    [((4,), "entry 4"), ((4, 5, 6), "entries 4-6"), ((1, 2, 3, 6), "entries 1-3, 6"), ((2, 4), "entries 2, 4")],
)
def test_entries_are_told_by_their_numbers_and_no_other(seqs: tuple[int, ...], told: str) -> None:
    assert entries_told(seqs) == told
