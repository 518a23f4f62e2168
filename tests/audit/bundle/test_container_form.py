"""The container byte by byte: what another program would pass over is refused where it stands, in these words."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from audit.bundle import container
from audit.bundle.container import BrokenBundle, UnreadableBundle, opened, written

PLAIN = {"a.txt": b"a", "b/c.txt": b"bc"}
GOOD = written(PLAIN)
SECOND = 30 + 5 + 1  # where the second member's header begins
DIRECTORY = SECOND + 30 + 7 + 2
CENTRAL, END = 46, 22  # bytes of the directory's fields
ONE, TWO = GOOD[:SECOND], GOOD[SECOND:DIRECTORY]


def put(at: int, value: bytes) -> bytes:
    """A good file with other bytes at a place."""
    return GOOD[:at] + value + GOOD[at + len(value) :]


def test_it_is_as_long_as_its_parts() -> None:
    assert GOOD[SECOND : SECOND + 4] == GOOD[:4] == b"PK\x03\x04"
    assert GOOD[DIRECTORY : DIRECTORY + 4] == b"PK\x01\x02"
    assert len(GOOD) == DIRECTORY + 2 * CENTRAL + 5 + 7 + END
    assert {name: bytes(inside) for name, inside in opened(GOOD).items()} == PLAIN


OWN_WAY = "the header at byte 0 is written in a way of its own"
LOCAL: list[tuple[str, int, bytes, str]] = [
    ("version", 4, b"\x14", OWN_WAY),
    ("encrypted", 6, b"\x01", "the header at byte 0 says that its member is encrypted"),
    ("sizes that follow", 6, b"\x08", OWN_WAY),
    ("compressed", 8, b"\x08", "the header at byte 0 says that its member is compressed"),
    ("time", 10, b"\x01", OWN_WAY),
    ("date", 12, b"\x22", OWN_WAY),
    ("compressed size", 18, b"\x02", OWN_WAY),
    ("size", 22, b"\x02", OWN_WAY),
    ("both sizes", 18, struct.pack("<2I", 500, 500), "the member b'a.txt' at byte 0 is cut off"),
    ("extra field", 28, b"\x01", OWN_WAY),
    ("second header", SECOND + 12, b"\x22", f"the header at byte {SECOND} is written in a way of its own"),
    ("name", 30, b"/", "a member's name is no plain path: b'/.txt'"),
    ("second name", SECOND + 30, b"A", "the member b'A/c.txt' does not follow in order"),
]


@pytest.mark.parametrize(("at", "value", "why"), [pytest.param(*row[1:], id=row[0]) for row in LOCAL])
def test_a_header_in_a_way_of_its_own(at: int, value: bytes, why: str) -> None:
    with pytest.raises(UnreadableBundle) as found:
        opened(put(at, value))

    assert str(found.value).startswith(why)


@pytest.mark.parametrize("at", [*range(DIRECTORY, DIRECTORY + CENTRAL + 5), *range(len(GOOD) - END, len(GOOD))])
def test_a_directory_in_a_way_of_its_own_is_named_by_the_byte(at: int) -> None:
    with pytest.raises(UnreadableBundle) as found:
        opened(put(at, bytes([GOOD[at] ^ 0xFF])))

    assert str(found.value) == f"byte {at} is not what the directory of its 2 members has there"


@pytest.mark.parametrize(
    ("make", "why"),
    [
        pytest.param(lambda: b"", "it is empty", id="nothing"),
        pytest.param(lambda: b"PK", "it is no zip file", id="too short"),
        pytest.param(lambda: b"PK\x05\x06" + bytes(18), "it is a zip file with nothing in it", id="empty"),
        pytest.param(lambda: GOOD[:29], "the header at byte 0 is cut off", id="in the first header"),
        pytest.param(lambda: GOOD[: SECOND + 4], f"the header at byte {SECOND} is cut off", id="in the second"),
        pytest.param(lambda: GOOD[:33], OWN_WAY, id="in a name"),
        pytest.param(
            lambda: GOOD[: DIRECTORY - 1], f"the member b'b/c.txt' at byte {SECOND} is cut off", id="in one"
        ),
        pytest.param(lambda: GOOD[:DIRECTORY], "its directory is cut off", id="before the directory"),
        pytest.param(lambda: GOOD[:-1], "its directory is cut off", id="in the directory"),
        pytest.param(lambda: GOOD + b"xy", "2 bytes follow its end", id="something behind it"),
        pytest.param(lambda: TWO + ONE, "the member b'a.txt' does not follow in order", id="another order"),
        pytest.param(lambda: ONE + ONE, "the member b'a.txt' stands there twice", id="twice"),
    ],
)
def test_a_file_cut_off_or_put_together(make: Callable[[], bytes], why: str) -> None:
    with pytest.raises(UnreadableBundle) as found:
        opened(make())

    assert str(found.value) == why


@pytest.mark.parametrize(("at", "name"), [(SECOND - 1, "a.txt"), (DIRECTORY - 1, "b/c.txt")])
def test_a_member_that_is_not_what_its_checksum_says(at: int, name: str) -> None:
    with pytest.raises(BrokenBundle) as found:
        opened(put(at, b"z"))

    assert str(found.value) == f"{name} is not what its checksum in the container says"


def test_a_view_is_read_as_its_bytes_are() -> None:
    assert opened(memoryview(GOOD)) == opened(GOOD)


class TestLimits:
    """So much is written and read, and not one more."""

    @pytest.mark.parametrize(
        ("name", "most"), [("MOST_MEMBERS", 2), ("MOST_BYTES", len(GOOD)), ("LONGEST_NAME", len("b/c.txt"))]
    )
    def test_to_the_last(self, monkeypatch: pytest.MonkeyPatch, name: str, most: int) -> None:
        monkeypatch.setattr(container, name, most)
        assert written(PLAIN) == GOOD
        assert len(opened(GOOD)) == 2

        monkeypatch.setattr(container, name, most - 1)
        with pytest.raises(UnreadableBundle) as in_writing:
            written(PLAIN)
        with pytest.raises(UnreadableBundle) as in_reading:
            opened(GOOD)

        said = {
            "MOST_MEMBERS": ("a bundle has at most 1 members and ", "it has more than 1 members"),
            "MOST_BYTES": ("a bundle has at most ", f"it has more than {most - 1} bytes"),
            "LONGEST_NAME": ("a member's name is no plain path", f"the header at byte {SECOND} is written in a way"),
        }[name]
        assert str(in_writing.value).startswith(said[0])
        assert str(in_reading.value).startswith(said[1])

    def test_a_name_is_a_plain_path(self) -> None:
        for name in ("", "/a", "a/", "a//b", ".a", "a/.b", "a b", "æ", "-a"):
            with pytest.raises(UnreadableBundle, match="a member's name is no plain path"):
                written({name: b""})
        for name in ("a", "_a/B.c-d", "0/1/2"):
            assert list(opened(written({name: b""}))) == [name]
