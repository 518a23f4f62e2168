"""The file of a bundle: a zip in the one way it is written, so that every byte of it counts.

Members are stored as they are, in the order of their names, without dates, comments or attributes of their own. A
file is read by writing again what it should be and comparing: what another zip program would pass over (a second
directory, bytes between members, a name written twice) has no place to stand.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

MOST_BYTES = 1_073_741_824
MOST_MEMBERS = 10_000
LONGEST_NAME = 200

_NAME = re.compile(rb"[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LOCAL_FIELDS = struct.Struct("<4s5H3I2H")
_CENTRAL_FIELDS = struct.Struct("<4s6H3I5H2I")
_END_FIELDS = struct.Struct("<4s4H2IH")
_NEEDED, _MADE_BY = 10, 0x031E  # version 1.0; written as by a Unix program
_DATE = 0x0021  # 1 January 1980, the first day there is
_MODE = 0o100644 << 16  # an ordinary file
_ENCRYPTED = 0x0001


class UnreadableBundle(ValueError):
    """The file is no bundle that is read here: says what it is."""


class BrokenBundle(ValueError):
    """It is a bundle, and is not what it says of itself: says where."""


@dataclass(frozen=True)
class _Member:
    name: bytes
    crc: int
    size: int
    at: int  # where its header begins


def written(members: Mapping[str, bytes]) -> bytes:
    """The file with these members.

    Raises:
        UnreadableBundle: it would be none that is read here: too large, too many, or a name that is none.
    """
    parts: list[bytes] = []
    directory: list[_Member] = []
    at = 0
    for name in sorted(name.encode() for name in members):
        content = members[name.decode()]
        member = _Member(name, zlib.crc32(content), len(content), at)
        _check_name(directory, name)
        parts += [_local(member), content]
        directory.append(member)
        at += len(parts[-2]) + len(content)
    whole = b"".join([*parts, _directory(directory, at)])
    if len(whole) > MOST_BYTES or len(directory) > MOST_MEMBERS:
        raise UnreadableBundle(f"a bundle has at most {MOST_MEMBERS} members and {MOST_BYTES} bytes")
    return whole


def opened(content: bytes | memoryview) -> dict[str, memoryview]:
    """The members of a file by their names; no byte of it stands for nothing.

    Raises:
        UnreadableBundle: it is another kind of file, or a zip written otherwise.
        BrokenBundle: a member is not what its checksum says.
    """
    view = memoryview(content)
    _check_kind(view)
    directory: list[_Member] = []
    found: dict[str, memoryview] = {}
    at = 0
    while view[at : at + 4] == _LOCAL:
        member, start = _member_at(view, at)
        _check_name(directory, member.name)
        if len(directory) == MOST_MEMBERS:
            raise UnreadableBundle(f"it has more than {MOST_MEMBERS} members")
        directory.append(member)
        found[member.name.decode()] = view[start : start + member.size]
        at = start + member.size
    if view[at:] != _directory(directory, at):
        raise UnreadableBundle(_what_ends(view, at, directory))
    for member, inside in zip(directory, found.values(), strict=True):
        if zlib.crc32(inside) != member.crc:
            raise BrokenBundle(f"{member.name.decode()} is not what its checksum in the container says")
    return found


def _check_kind(view: memoryview) -> None:
    if not view.nbytes:
        raise UnreadableBundle("it is empty")
    if view.nbytes > MOST_BYTES:
        raise UnreadableBundle(f"it has more than {MOST_BYTES} bytes")
    if view[:4] != _LOCAL:
        empty = view[:4] == _END
        raise UnreadableBundle("it is a zip file with nothing in it" if empty else "it is no zip file")


def _member_at(view: memoryview, at: int) -> tuple[_Member, int]:
    """The member whose header stands at a place, and where its content begins."""
    where = f"the header at byte {at}"
    head = view[at : at + _LOCAL_FIELDS.size]
    if head.nbytes < _LOCAL_FIELDS.size:
        raise UnreadableBundle(f"{where} is cut off")
    _, _, flags, method, _, _, crc, size, _, named, _ = _LOCAL_FIELDS.unpack(head)
    start = at + head.nbytes + named
    name = bytes(view[at + head.nbytes : start])
    if flags & _ENCRYPTED:
        raise UnreadableBundle(f"{where} says that its member is encrypted")
    if method:
        raise UnreadableBundle(f"{where} says that its member is compressed; a bundle's members are stored")
    member = _Member(name, crc, size, at)
    if len(name) > LONGEST_NAME or view[at:start] != _local(member):
        raise UnreadableBundle(f"{where} is written in a way of its own")
    if start + size > view.nbytes:
        raise UnreadableBundle(f"the member {name[:60]!r} at byte {at} is cut off")
    return member, start


def _check_name(before: list[_Member], name: bytes) -> None:
    """Names are plain, each there once, in order."""
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        raise UnreadableBundle(f"a member's name is no plain path: {name[:60]!r}")
    if before and name <= before[-1].name:
        again = "stands there twice" if name == before[-1].name else "does not follow in order"
        raise UnreadableBundle(f"the member {name[:60]!r} {again}")


def _local(member: _Member) -> bytes:
    size, named = member.size, len(member.name)
    fields = (_LOCAL, _NEEDED, 0, 0, 0, _DATE, member.crc, size, size, named, 0)
    return _LOCAL_FIELDS.pack(*fields) + member.name


def _directory(members: list[_Member], at: int) -> bytes:
    parts = [
        _CENTRAL_FIELDS.pack(
            *(_CENTRAL, _MADE_BY, _NEEDED, 0, 0, 0, _DATE, m.crc, m.size, m.size),
            *(len(m.name), 0, 0, 0, 0, _MODE, m.at),
        )
        + m.name
        for m in members
    ]
    central = b"".join(parts)
    count = len(members)
    return central + _END_FIELDS.pack(_END, 0, 0, count, count, len(central), at, 0)


def _what_ends(view: memoryview, at: int, members: list[_Member]) -> str:
    """Why what follows the members is not their directory: the first byte that is another."""
    wanted, found = _directory(members, at), view[at : at + MOST_MEMBERS * (LONGEST_NAME + 64)]
    same = next((n for n, (a, b) in enumerate(zip(wanted, found, strict=False)) if a != b), None)
    if same is not None:
        return f"byte {at + same} is not what the directory of its {len(members)} members has there"
    if found.nbytes < len(wanted):
        return "its directory is cut off"
    return f"{view.nbytes - at - len(wanted)} bytes follow its end"
