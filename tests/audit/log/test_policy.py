"""Which witnesses are asked, and how many are enough (C2SP tlog-policy)."""

from __future__ import annotations

import pytest

from audit.log.note import KeyUse, PrivateKey, UnreadableNote
from audit.log.policy import MOST_LINES, AskedWitness, read_policy

LOG = PrivateKey.new("saksgang.example/log/ostfold", KeyUse.LOG)
KEYS = tuple(PrivateKey.new(f"{name}.example", KeyUse.WITNESS).public for name in "abc")
NAMED = "".join(f"witness {key.name[0]} {key}\n" for key in KEYS)
NEW = PrivateKey.new("d.example", KeyUse.WITNESS).public


@pytest.mark.parametrize(
    ("rule", "enough", "too_few"),
    [
        ("quorum none", (), None),
        ("quorum b", (1,), (0, 2)),
        ("group g any a b\nquorum g", (1,), (2,)),
        ("group g all a b\nquorum g", (0, 1), (0, 2)),
        ("group g 1 a\nquorum g", (0,), (1, 2)),
        ("group g 2 a b c\nquorum g", (0, 2), (1,)),
        ("group g 3 a b c\nquorum g", (0, 1, 2), (0, 1)),
        ("# two of one, or c\ngroup g all a b\ngroup h any g c\nquorum h", (2,), (0,)),
        ("group g all a b\ngroup h any g c\nquorum h", (0, 1), (1,)),
    ],
)
def test_who_is_enough(rule: str, enough: tuple[int, ...], too_few: tuple[int, ...] | None) -> None:
    policy = read_policy(f"log whatever\n\n{NAMED}{rule}\n")

    assert policy.met_by([KEYS[number] for number in enough])
    assert too_few is None or not policy.met_by([KEYS[number] for number in too_few])


def test_none_asks_for_no_cosignature_and_a_name_for_that_ones() -> None:
    assert read_policy(f"{NAMED}quorum none").met_by([])
    assert not read_policy(f"{NAMED}quorum a").met_by([])


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("", "there is no line `quorum NAME`"),
        ("quorum a\nquorum b", "line 5: a line is"),
        ("quorum nobody", "line 4: nobody: not named before, or named twice"),
        ("group g 3 a b\nquorum g", "line 4: 3 of 2 cannot be asked for"),
        ("group g 0 a b\nquorum g", "0 of 2 cannot be asked for"),
        ("group g -1 a b\nquorum g", "-1 of 2 cannot be asked for"),
        ("group g ² a b\nquorum g", "² of 2 cannot be asked for"),
        ("group g some a b\nquorum g", "some of 2 cannot be asked for"),
        ("group g any a a\nquorum g", "a, a: not named before, or named twice"),
        ("group a any b\nquorum a", "a is the name of another"),
        ("group g any a\ngroup g any b\nquorum g", "g is the name of another"),
        ("group none any a\nquorum none", "none is the name of another"),
        ("group g any h\ngroup h any a\nquorum g", "h: not named before"),
        ("group g any\nquorum g", "a line is"),
        ("group g any a none\nquorum g", "none: not named before"),
        ("witness none x\nquorum none", "none is the name of another"),
        ("quorum", "a line is"),
        ("quorum a b", "a line is"),
        ("said a\nquorum a", "a line is"),
        (f"witness a {NEW}\nquorum none", "a is the name of another"),
        (f"witness d {KEYS[0]}\nquorum none", "a.example is no key of a witness, or another has it"),
        (f"witness d {LOG.public}\nquorum none", "ostfold is no key of a witness, or another has it"),
        ("witness d x\nquorum none", "line 4: a public key is written name"),
        (f"witness d {NEW} ftp://d.example\nquorum none", "a witness answers at http:// or https://"),
        (f"witness d {NEW} http://d.example http://e.example\nquorum none", "a line is"),
    ],
    ids=range(25),  # keys are other ones in each process that collects
)
def test_what_is_no_policy(rule: str, why: str) -> None:
    with pytest.raises(UnreadableNote, match=why):
        read_policy(f"{NAMED}{rule}\n")


def test_a_group_is_no_witness_of_the_same_name() -> None:
    with pytest.raises(UnreadableNote, match="g is the name of another"):
        read_policy(f"{NAMED}group g any a\nwitness g {NEW}\nquorum none\n")


def test_a_witness_answers_where_its_line_says_or_is_only_looked_for() -> None:
    policy = read_policy(f"{NAMED}witness d {NEW} https://d.example/w/\nquorum d")

    assert policy.witnesses["d"] == AskedWitness(NEW, "https://d.example/w")
    assert policy.witnesses["a"] == AskedWitness(KEYS[0], None)
    assert read_policy(f"witness d {NEW} http://d.example\nquorum d").witnesses["d"].url == "http://d.example"


def test_only_so_many_lines_are_read() -> None:
    before = "#\n" * (MOST_LINES - 1)

    assert read_policy(f"{before}quorum none").quorum == "none"
    with pytest.raises(UnreadableNote, match="no line `quorum"):
        read_policy(f"#\n{before}quorum none")
