"""The file of a bundle is written in one way: what attacks readers of zip and JSON is refused, and cheaply.

What was found at the first byte need not be looked at further: each file here is refused within a second and 100 MB.
"""

from __future__ import annotations

import io
import json
import struct
import time
import tracemalloc
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable

import pytest

from audit.bundle.container import BrokenBundle, UnreadableBundle, opened, written
from audit.bundle.content import bundle_in, members_of
from audit.bundle.manifest import FORMAT, MANIFEST, Packed, manifest_of, packed, unpacked
from audit.outcomes import BROKEN
from models.canonical import canonical_bytes
from tests.audit.bundle import made

PLAIN = {"a.txt": b"a", "b/c.txt": b"bc"}
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_STORED, mode: int = 0o100644) -> bytes:
    """A zip file as the library writes it."""
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", method) as archive:
        warnings.simplefilter("ignore")  # a name twice
        for name, content in members:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr, info.compress_type = mode << 16, method
            archive.writestr(info, content)
    return file.getvalue()


def named(*names: str) -> bytes:
    """Our own form, with names that `written` would refuse: only the names are wrong."""
    plain = sorted(f"m{n:06}" for n in range(len(names)))
    content = written(dict.fromkeys(plain, b"x"))
    for before, name in zip(plain, names, strict=True):
        assert len(name) == len(before)
        content = content.replace(before.encode(), name.encode())
    return content


def with_json(content: bytes, name: str = MANIFEST) -> bytes:
    """A container that holds this for JSON, checksums and digests right."""
    if name == MANIFEST:
        return written({MANIFEST: content})
    found = members_of(made.bundle())
    return packed(Packed(found.about, found.community, {**found.members, name: content}))


def put(offset: int, value: bytes, content: bytes | None = None) -> bytes:
    """A good file with other bytes at a place; from the end where `offset` is negative."""
    good = bytearray(content if content is not None else written(PLAIN))
    at = offset % len(good)
    good[at : at + len(value)] = value
    return bytes(good)


def many_members() -> bytes:
    """A million headers, those that a reader comes to each right: 38 MB."""
    fields = (LOCAL, 10, 0, 0, 0, 0x21, zlib.crc32(b""), 0, 0, 8, 0)
    headers = (struct.pack("<4s5H3I2H", *fields) + b"n%07d" % number for number in range(20_000))
    return b"".join(headers) * 50


def central_of(content: bytes) -> int:
    return content.index(CENTRAL)


def in_manifest(change: Callable[[dict[str, object]], None]) -> bytes:
    """The manifest changed, and nothing else."""
    found = members_of(made.bundle())
    document = json.loads(manifest_of(found))
    change(document)
    return written({**found.members, MANIFEST: canonical_bytes(document)})


DEEP = b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
GOOD = written(PLAIN)

ATTACKS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "one byte": lambda: b"P",
    "no zip file": lambda: b"%PDF-1.7 " * 40,
    "an empty zip file": zipped,
    "a zip file of another kind": lambda: written(PLAIN),
    "a compressed member": lambda: zipped(("a.txt", b"a" * 50), method=zipfile.ZIP_DEFLATED),
    "a zip bomb of a gigabyte": lambda: zipped(("a.txt", bytes(100_000_000)), method=zipfile.ZIP_DEFLATED),
    "a bomb by overlapping: a size beyond the file": lambda: put(18, struct.pack("<2I", 2**31, 2**31)),
    "a size of four gigabytes": lambda: put(18, b"\xff" * 8),
    "an encrypted member": lambda: put(6, b"\x01\x00"),
    "a member whose size follows it": lambda: put(6, b"\x08\x00"),
    "names in UTF-8": lambda: put(6, b"\x00\x08"),
    "a date": lambda: put(12, b"\x22\x00"),
    "an extra field": lambda: put(28, b"\x04\x00"),
    "a path upwards": lambda: named("../../m"),
    "a path upwards within": lambda: named("a/../bc"),
    "an absolute path": lambda: named("/etc/ab"),
    "a drive": lambda: named("C:\\abcd"),
    "a name with NUL": lambda: named("a.txt\x00b"[:7]),
    "a hidden name": lambda: named(".bashrc"),
    "a folder": lambda: named("folder/"),
    "a name twice": lambda: named("m000000", "m000000"),
    "a name in other case": lambda: zipped(("a.txt", b"a"), ("A.txt", b"b")),
    "names out of order": lambda: named("m000001", "m000000"),
    "a name twice, by the library": lambda: zipped(("a.txt", b"a"), ("a.txt", b"b")),
    "a symbolic link": lambda: zipped(("a.txt", b"/etc/passwd"), mode=0o120777),
    "another name in the directory": lambda: put(central_of(GOOD) + 46, b"z"),
    "another size in the directory": lambda: put(central_of(GOOD) + 20, b"\x02"),
    "another checksum in the directory": lambda: put(central_of(GOOD) + 16, b"\x00\x00"),
    "another place in the directory": lambda: put(central_of(GOOD) + 42, b"\x01"),
    "a comment at the end": lambda: GOOD[:-2] + b"\x04\x00abcd",
    "bytes after the end": lambda: GOOD + b"\x00",
    "a second file after the end": lambda: GOOD + GOOD,
    "bytes before the beginning": lambda: b"#!/bin/sh\n" + GOOD,
    "bytes between members and directory": lambda: GOOD[: central_of(GOOD)] + b"PK" + GOOD[central_of(GOOD) :],
    "no directory": lambda: GOOD[: central_of(GOOD)],
    "a directory cut off": lambda: GOOD[:-1],
    "a file cut off in a member": lambda: GOOD[:33],
    "a count of members that is another": lambda: put(-12, b"\x09\x00"),
    "a million members": many_members,
    "a manifest that is none": lambda: with_json(b"manifest"),
    "a manifest 200 000 levels deep": lambda: with_json(DEEP),
    "a key twice": lambda: with_json(b'{"format":"saksgang-bundle/1","format":"saksgang-bundle/1"}'),
    "not a number": lambda: with_json(b'{"format":NaN}'),
    "a number beyond all": lambda: with_json(b'{"format":1e400}'),
    "a number of 5 000 digits": lambda: with_json(b'{"format":' + b"9" * 5_000 + b"}"),
    "half a surrogate pair": lambda: with_json(b'{"format":"\\ud800"}'),
    "blanks in JSON": lambda: with_json(b'{"format": "saksgang-bundle/1"}'),
    "JSON in UTF-16": lambda: with_json('{"format":"saksgang-bundle/1"}'.encode("utf-16")),
    "a manifest of 50 MB": lambda: with_json(b'{"a":"' + b"a" * 50_000_000 + b'"}'),
    "400 000 keys": lambda: with_json(b"{" + b",".join(b'"%07d":0' % n for n in range(380_000)) + b"}"),
    "an older form": lambda: in_manifest(lambda document: document.update(format="saksgang-bundle/0")),
    "a newer form": lambda: in_manifest(lambda document: document.update(format="saksgang-bundle/2")),
    "a form that is no text": lambda: in_manifest(lambda document: document.update(format=["saksgang-bundle/1"])),
    "one thing more in the manifest": lambda: in_manifest(lambda document: document.update(signed=True)),
    "an id that is a path": lambda: in_manifest(lambda document: document.update(about="../../etc")),
    "an entry 200 000 levels deep": lambda: with_json(DEEP + b"\n", f"entries/{made.bundle().about}.jsonl"),
    "ten million lines": lambda: with_json(b"\n" * 10_000_000, "messages.jsonl"),
    "a line cut off": lambda: with_json(b"{}", "messages.jsonl"),
    "base64 written in a way of its own": lambda: with_json(
        made.bundle().log.checkpoint.replace("=\n\n", "\n\n").encode(), "log/checkpoint"
    ),
}


def test_there_are_attacks_enough() -> None:
    assert len(ATTACKS) >= 30


@pytest.mark.parametrize("attack", [pytest.param(make, id=name) for name, make in ATTACKS.items()])
def test_what_is_no_bundle_is_refused_soon_and_with_little_memory(attack: Callable[[], bytes]) -> None:
    content = memoryview(attack())
    began = time.process_time()
    tracemalloc.start()

    why = refusal(content)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert why
    assert time.process_time() - began <= 1
    assert peak <= 100_000_000


def refusal(content: memoryview) -> str:
    """Why a file is no bundle, or what is broken about it first; empty where nothing is."""
    try:
        broken = [check.why for check in made.verified(content, made.HOLDS_KEY) if check.outcome == BROKEN]
    except UnreadableBundle as error:
        return str(error)
    return broken[0] if broken else ""


def test_what_is_written_is_read_and_is_the_same_each_time() -> None:
    members = {name: bytes(inside) for name, inside in opened(written(PLAIN)).items()}

    assert members == PLAIN
    assert written(dict(reversed(PLAIN.items()))) == written(PLAIN)
    assert zipfile.ZipFile(io.BytesIO(written(PLAIN))).testzip() is None


def test_a_member_that_is_missing_or_one_too_many_is_named() -> None:
    found = members_of(made.bundle())
    manifest = manifest_of(found)
    without = {name: inside for name, inside in found.members.items() if name != "records.json"}

    with pytest.raises(BrokenBundle, match=r"^records.json is missing; the manifest names it"):
        unpacked(written({**without, MANIFEST: manifest}))
    with pytest.raises(BrokenBundle, match=r"^more.txt is in the file, and the manifest does not name it"):
        unpacked(written({**found.members, "more.txt": b"", MANIFEST: manifest}))
    with pytest.raises(BrokenBundle, match=r"^records.json is not what its digest in the manifest says"):
        unpacked(written({**found.members, "records.json": b"{}", MANIFEST: manifest}))
    with pytest.raises(BrokenBundle, match=r"^more.txt has no place in a bundle about case-"):
        bundle_in(unpacked(packed(Packed(found.about, found.community, {**found.members, "more.txt": b""}))))


class TestFlips:
    """Any byte of the file, any bit of it: never proved, never a crash."""

    WANTED = 20_000  # and those of the headers besides

    def test_twenty_thousand_flipped_bytes_are_all_found_and_the_member_is_named(self) -> None:
        good = made.written()
        places, inside = flips(len(good), self.WANTED), held_by(good)
        content, named, unreadable = bytearray(good), dict[int, str](), list[int]()
        for at, mask in places:
            content[at] ^= mask
            try:
                unpacked(memoryview(content))
            except UnreadableBundle:
                unreadable.append(at)
            except BrokenBundle as error:
                named[at] = str(error)
            content[at] ^= mask

        assert len(set(places)) >= self.WANTED
        assert {at for at, _ in places} == {*named, *unreadable}
        assert len(named) > self.WANTED // 2
        assert not inside.keys() & unreadable
        assert [at for at in named.keys() & inside if not named[at].startswith(f"{inside[at]} is not what its")] == []
        assert bytes(content) == good

    def test_every_bit_of_every_small_member_counts(self) -> None:
        small = {name: bytes(inside) for name, inside in opened(made.written()).items() if len(inside) <= 4096}
        said: list[str] = []
        for name, inside in small.items():
            content = bytearray(written({name: inside}))  # by itself, as each is checked
            for at in held_by(content):
                for bit in range(8):
                    content[at] ^= 1 << bit
                    try:
                        opened(memoryview(content))
                    except BrokenBundle as error:
                        said.append(str(error))
                    content[at] ^= 1 << bit

        bits = {f"{name} is not what its checksum in the container says": 8 * len(small[name]) for name in small}
        assert Counter(said) == bits
        assert sum(bits.values()) > 90_000

    def test_the_flips_reach_every_part_of_the_file(self) -> None:
        good = made.written()
        touched = {at for at, _ in flips(len(good), self.WANTED)}
        directory = good.index(CENTRAL)

        assert touched >= set(range(directory, len(good)))
        assert len({at for at in touched if at < directory}) > self.WANTED // 4
        assert FORMAT.encode() in good


def held_by(file: bytes | bytearray) -> dict[int, str]:
    """The member that a byte is of; none of those that stand in headers and in the directory."""
    members = zipfile.ZipFile(io.BytesIO(file)).infolist()
    begins = {one.filename: one.header_offset + 30 + len(one.filename.encode()) for one in members}
    return {
        at: one.filename
        for one in members
        for at in range(begins[one.filename], begins[one.filename] + one.file_size)
    }


def flips(size: int, wanted: int) -> list[tuple[int, int]]:
    """Places and bits: each byte of the directory and of the last member in full, the rest evenly."""
    content = made.written()
    directory = content.index(CENTRAL)
    ends = [(at, 1 << (at % 8)) for at in range(directory, size)]
    headers = [at for at in range(size) if content[at : at + 4] == LOCAL]
    heads = [(at + n, 1 << bit) for at in headers for n in range(30) for bit in range(8)]
    left = wanted
    rest = [(at * directory // left, 1 << (at % 8)) for at in range(left)]
    return list(dict.fromkeys([*ends, *heads, *rest]))
