"""The shipped procedure loads; a procedure file with a fault is refused with line, rule and remedy."""

from __future__ import annotations

import random
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from models.canonical import digest_of
from models.procedure import Procedure, Side
from procedures.faults import FileFault, FileRefused
from procedures.loading import OSTFOLD_2018, load_procedure
from procedures.shaping import MOST_TOLD
from procedures.tree import MAX_BYTES, read_tree
from rules.engine_numbers import ENGINE_NUMBERS
from tests.procedures.planted import Planted
from tests.procedures.procedure_faults import PROCEDURE, PROCEDURE_FAULTS


def load(folder: Path, content: str | bytes) -> Procedure:
    path = folder / "planted.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_procedure(path)


def refusal(folder: Path, content: str | bytes) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        load(folder, content)
    return caught.value


class TestOstfold2018:
    """The procedure that ships: SU and SEKR with thirteen seats each, and every number the engine needs."""

    def test_thirteen_seats_of_which_ten_count(self) -> None:
        procedure = load_procedure(OSTFOLD_2018)

        for body in procedure.bodies:
            sides = [seat.side for seat in body.seats]
            assert [sides.count(side) for side in Side] == [5, 5, 1, 1, 1, 0]
            assert sum(seat.counts for seat in body.seats) == 10

    def test_every_seat_has_the_id_of_its_body(self) -> None:
        procedure = load_procedure(OSTFOLD_2018)
        places = [*(f"M{n}" for n in range(1, 6)), *(f"H{n}" for n in range(1, 6)), "GP", "ANSATT", "BRUKER"]

        for body in procedure.bodies:
            assert [seat.seat for seat in body.seats] == [f"{body.body}-{place}" for place in places]

    def test_routing_as_in_the_fact_box(self) -> None:
        routing = load_procedure(OSTFOLD_2018).routing

        assert (routing.larger_consequences, routing.professional) == ("SU", "SEKR")
        assert (routing.drofting_default, routing.drofting_direct) == ("SEKR", ("SU",))

    def test_every_number_of_the_engine_and_no_other(self) -> None:
        procedure = load_procedure(OSTFOLD_2018)

        assert [number.name for number in procedure.numbers] == sorted(ENGINE_NUMBERS)

    def test_numbers_have_the_kinds_the_engine_reads(self) -> None:
        procedure = load_procedure(OSTFOLD_2018)
        day = date(2026, 12, 1)

        assert procedure.number("notice_days", day) == 14
        assert procedure.switch("silence_is_consent", day) is False
        assert procedure.choice("national_fixed_end", day) == "2027-12-31"

    def test_no_value_before_the_procedure_applies(self) -> None:
        procedure = load_procedure(OSTFOLD_2018)

        with pytest.raises(LookupError, match="notice_days has no value on 2018-03-31"):
            procedure.number("notice_days", date(2018, 3, 31))


@pytest.mark.parametrize("fault", [pytest.param(fault, id=fault.id) for fault in PROCEDURE_FAULTS])
def test_a_planted_fault_is_named_with_line_rule_and_remedy(fault: Planted, tmp_path: Path) -> None:
    refused = refusal(tmp_path, fault.content(PROCEDURE))

    assert f"planted.yaml:{fault.line(PROCEDURE)}: {fault.message}" in str(refused).splitlines()
    assert len(refused.faults) == 1 + fault.more


def test_all_faults_are_told_at_once_in_the_order_of_their_lines(tmp_path: Path) -> None:
    content = PROCEDURE.replace("side: gp", "side: doctor").replace("unit: mode", "unnit: mode")

    faults = refusal(tmp_path, content).faults

    assert len(faults) == 2 + 2 * PROCEDURE.count("unit: mode")
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)


@pytest.mark.parametrize(
    ("given", "change"),
    [
        pytest.param("CRLF", lambda raw: raw.replace(b"\n", b"\r\n"), id="D78 CRLF"),
        pytest.param("BOM", lambda raw: b"\xef\xbb\xbf" + raw, id="D78 byte order mark"),
        pytest.param(
            "comments", lambda raw: b"# another\n" + raw.replace(b": SU\n", b": SU # body\n"), id="comments"
        ),
        pytest.param("quotes", lambda raw: raw.replace(b"SEKR-M1", b'"SEKR-M1"'), id="quotes"),
        pytest.param(
            "decomposed", lambda raw: raw.replace("å".encode(), "a\u030a".encode()), id="letters written as two"
        ),
    ],
)
def test_another_way_of_writing_has_the_same_digest(given: str, change: Any, tmp_path: Path) -> None:
    changed = change(PROCEDURE.encode())

    assert changed != PROCEDURE.encode(), given
    assert digest_of(load(tmp_path, changed)) == digest_of(load_procedure(OSTFOLD_2018))


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_keys_and_numbers_changes_no_digest(seed: int, tmp_path: Path) -> None:
    order = random.Random(seed)

    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shuffled(value[key]) for key in order.sample(sorted(value), len(value))}
        return [shuffled(one) for one in value] if isinstance(value, list) else value

    path = tmp_path / "shuffled.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML(pure=True).dump(shuffled(read_tree(OSTFOLD_2018).plain()), file)

    assert digest_of(load_procedure(path)) == digest_of(load_procedure(OSTFOLD_2018))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("2018-04-01: 14", "2018-04-01: 15", id="a number"),
        pytest.param('version: "1"', 'version: "2"', id="the version"),
        pytest.param("chair: SU-H1", "chair: SU-M1", id="the chair"),
        pytest.param("force: law", "force: agreement", id="the force of a number"),
    ],
)
def test_another_meaning_has_another_digest(old: str, new: str, tmp_path: Path) -> None:
    assert old in PROCEDURE

    changed = load(tmp_path, PROCEDURE.replace(old, new, 1))

    assert digest_of(changed) != digest_of(load_procedure(OSTFOLD_2018))


class TestD75WordsStayWords:
    """What looks like text is text; only whole numbers, true, false and nothing are anything else."""

    @pytest.mark.parametrize(
        ("written", "read"),
        [
            *((word, word) for word in ("NO", "no", "yes", "on", "off", "y", "N", "True", "FALSE", "Null")),
            *((word, word) for word in ("22:30", "3.10", "012345670", "0o17", "0x1F", "1_000", "1e3", "+1", ".inf")),
            *((word, word) for word in ("2026-12-31", "=", "<<", "1.", "-0x1", "12345678901234567890")),
            ("14", 14),
            ("-3", -3),
            ("0", 0),
            ("true", True),
            ("false", False),
            ("null", None),
            ("~", None),
            ("", None),
            ('"14"', "14"),
            ("'true'", "true"),
            ('""', ""),
        ],
    )
    def test_a_scalar(self, written: str, read: object, tmp_path: Path) -> None:
        path = tmp_path / "words.yaml"
        path.write_text(f"on: {written}\n", "utf-8")

        plain = read_tree(path).plain()

        assert plain == {"on": read}
        assert type(plain["on"]) is type(read)


_BOMB = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{name_before}, *{name_before}]\n"
    for name_before, name in zip("abcdefghijklmnopqrstuvwxy", "bcdefghijklmnopqrstuvwxyz", strict=True)
)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(_BOMB, "planted.yaml:1: an anchor, &a", id="alias bomb"),
        pytest.param("a: 1\n" * 250_000, "larger than 256 KiB", id="1 MB"),
        pytest.param("[" * 10_000, "planted.yaml:1: nested deeper than 16 levels", id="10 000 brackets"),
        pytest.param("a: " + "{a: " * 10_000, "planted.yaml:1: nested deeper", id="10 000 mappings in a line"),
        pytest.param("- " * 10_000, "planted.yaml:1: nested deeper", id="10 000 dashes"),
        pytest.param("[\n" * 10_000, "planted.yaml:18: nested deeper", id="10 000 brackets below each other"),
        pytest.param(
            "".join(" " * depth + "a:\n" for depth in range(600)), "planted.yaml:18: nested deeper", id="600 indents"
        ),
        pytest.param("a: !!python/object/apply:os.system [id]", "planted.yaml:1: a tag", id="python tag"),
        pytest.param("? [a, b]\n: c\n", "planted.yaml:1: a key is a list", id="a list as key"),
        pytest.param("", "no keys found", id="empty"),
        pytest.param("# nothing\n", "no keys found", id="comments only"),
        pytest.param("- a\n- b\n", "no keys found", id="a list"),
        pytest.param("bodies: Østfold".encode("latin-1"), "planted.yaml:1: byte 0xD8 is not UTF-8", id="D78 Latin-1"),
        pytest.param(b"a: 1\nb: \xff\n", "planted.yaml:2: byte 0xFF is not UTF-8", id="a broken byte"),
        pytest.param("a: 1".encode("utf-16"), "planted.yaml:1: byte 0xFF is not UTF-8", id="UTF-16"),
        pytest.param("a: 1\nb: \0\n", "planted.yaml:2: the character U+0000 is not allowed", id="a nought byte"),
    ],
)
def test_d77_hostile_files_are_refused_at_once(content: str | bytes, says: str, tmp_path: Path) -> None:
    begun = time.perf_counter()

    refused = refusal(tmp_path, content)

    elapsed = time.perf_counter() - begun
    assert says in str(refused)
    assert elapsed < 0.5, (
        f"took {elapsed:.3f} s"
    )  # measured below 0.01 s; the bar of 0.1 s leaves no room on a busy machine


def test_the_largest_file_allowed_is_read_in_seconds(tmp_path: Path) -> None:
    line = "- {a: b}\n"
    content = "a:\n" + line * ((MAX_BYTES - 3) // len(line))

    begun = time.perf_counter()
    refused = refusal(tmp_path, content)

    assert "more than 30000 values" in str(refused)
    assert time.perf_counter() - begun < 20


def test_hundreds_of_faults_are_not_all_told(tmp_path: Path) -> None:
    told = refusal(tmp_path, PROCEDURE + "".join(f"key{n}: 1\n" for n in range(1000)))

    assert len(told.faults) == MOST_TOLD + 1
    assert (told.faults[-1].what, told.faults[-1].line) == (
        "here and below 800 more faults", told.faults[-2].line + 1,
    )  # fmt: skip


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"none\.yaml: cannot be read: No such file"):
        load_procedure(tmp_path / "none.yaml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="cannot be read: Is a directory"):
        load_procedure(tmp_path)


_ODD = (
    '"\\ud800"',
    "null",
    "[]",
    "{}",
    "- ",
    "? ",
    ": ",
    "&a ",
    "*a",
    "'",
    '"',
    "\t",
    "0000-00-00",
    "-1",
    "~",
    "|",
    "''",
)


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_file_is_read_or_refused_and_never_an_accident(seed: int, tmp_path: Path) -> None:
    """Lines lost and doubled, values and characters replaced: thousands were tried, a few are tried every time."""
    order = random.Random(seed)
    lines = PROCEDURE.splitlines()
    for _ in range(order.randint(1, 3)):
        at = order.randrange(len(lines))
        cut = order.randrange(len(lines[at]) + 1)
        damaged = lines[at][:cut] + order.choice(_ODD) + lines[at][order.choice((cut, len(lines[at]))) :]
        lines[at : at + 1] = order.choice(([], [lines[at], lines[at]], [damaged], [damaged]))

    faults: tuple[FileFault, ...] = ()
    try:
        load(tmp_path, "\n".join(lines))
    except FileRefused as refused:
        faults = refused.faults

    assert all(fault.what and fault.remedy for fault in faults)
