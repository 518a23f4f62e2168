"""An authority's answer in the order that DER asks for: its certificates sorted, nothing else moved (RFC 3161)."""

from __future__ import annotations

import pytest

from audit.log.timestamp import in_der_order


def element(tag: int, *inside: bytes, long: bool = False) -> bytes:
    """A DER element; its length in as few bytes as it takes, or in two more than one where `long`."""
    value = b"".join(inside)
    size = len(value)
    if size < 0x80 and not long:
        return bytes([tag, size]) + value
    digits = size.to_bytes(max(2 if long else 1, (size.bit_length() + 7) // 8), "big")
    return bytes([tag, 0x80 + len(digits)]) + digits + value


SMALL, LARGE, LARGEST = (element(0x30, bytes([n]) * size) for n, size in ((1, 5), (2, 200), (3, 40_000)))
STATUS, OID = element(0x30, element(2, b"\0")), element(6, b"\x2a\x03")
VERSION, ALGORITHMS, SAID, SIGNERS = (element(tag, bytes([tag])) for tag in (2, 0x31, 0x30, 0x31))


def answer(*certificates: bytes, long: bool = False, others: bytes = b"") -> bytes:
    enclosed = (element(0xA0, *certificates, long=long),) if certificates else ()
    signed_data = element(0x30, VERSION, ALGORITHMS, SAID, *enclosed, others, SIGNERS, long=long)
    return element(0x30, STATUS, element(0x30, OID, element(0xA0, signed_data, long=long), long=long), long=long)


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize("others", [b"", element(0xA1, LARGE, SMALL)])
@pytest.mark.parametrize(
    "given",
    [
        (SMALL,),
        (LARGE, SMALL),
        (SMALL, LARGE),
        (LARGEST, LARGE, SMALL),
        (LARGE, LARGEST, SMALL, SMALL),
        (element(0x30, b"b"), element(0x30, b"a"), element(0x30, b"")),
    ],
    ids=range(6),
)
def test_the_certificates_are_sorted_and_nothing_else_moves(
    given: tuple[bytes, ...], others: bytes, long: bool
) -> None:
    assert in_der_order(answer(*given, long=long, others=others)) == answer(*sorted(given), long=long, others=others)


def test_without_certificates_it_stays_as_it_is() -> None:
    assert in_der_order(answer()) == answer()
    assert in_der_order(answer(others=element(0xA1, LARGE, SMALL))) == answer(others=element(0xA1, LARGE, SMALL))


def test_what_is_cut_off_is_not_read() -> None:
    whole = answer(LARGE, SMALL)
    for end in range(len(whole)):
        with pytest.raises(IndexError):
            in_der_order(whole[:end])


@pytest.mark.parametrize("content", [b"", b"\x30", b"\x30\x00", b"\x30\x82\xff"])
def test_what_is_no_answer_is_not_read(content: bytes) -> None:
    with pytest.raises(IndexError):
        in_der_order(content)


def test_an_element_may_go_to_the_end_and_no_further() -> None:
    whole = answer(SMALL)

    assert in_der_order(whole) == whole
    with pytest.raises(IndexError, match="an element at 0 goes beyond the end"):
        in_der_order(whole[:1] + bytes([whole[1] + 1]) + whole[2:])
