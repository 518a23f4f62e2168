"""A time zone whose midnights fall when we ask: so a procedure of days goes on in a minute of real time.

Deadlines are local midnights and hours, and clocks of servers cannot be moved. But how far local time is ahead of
UTC is data, and between -24 and +24 hours there is room for two midnights wherever they shall be. It is a zone file
like any other (RFC 8536), found by the path on which Python looks for zones; no code knows of it.
"""

from __future__ import annotations

import os
import struct
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

DAY = timedelta(days=1)
HEADER = struct.Struct(">4sc15x6l")
EVERYWHERE = ("/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo")


def offsets(first: datetime, second: datetime) -> tuple[timedelta, timedelta]:
    """How far the zone is ahead of UTC before and after its one jump, so that midnight is at these two instants."""
    before = first.replace(hour=0, minute=0, second=0, microsecond=0) - first
    return before, before + DAY - (second - first)


def zone_file(before: timedelta, after: timedelta, jump: datetime) -> bytes:
    """The zone as a file: `before` ahead of UTC until the jump, `after` from then on."""
    at = int(jump.timestamp())
    kinds = b"".join(struct.pack(">lbB", int(ahead.total_seconds()), 0, 0) for ahead in (before, after))
    counts = (0, 0, 0, 1, 2, 4)  # UT and standard indicators, leap seconds, transitions, kinds, letters of names
    empty = HEADER.pack(b"TZif", b"2", 0, 0, 0, 0, 1, 1) + struct.pack(">lbB", 0, 0, 0) + b"\0"
    return empty + HEADER.pack(b"TZif", b"2", *counts) + struct.pack(">qB", at, 1) + kinds + b"HER\0" + b"\n\n"


def make_zone(folder: Path, first: datetime, second: datetime) -> str:
    """A zone with midnight at two instants, in whole seconds, within a day; the jump is just before the second.

    Its name is as it is found where `zones_in` looks for zones.
    """
    name = f"Storm/At_{int(first.timestamp())}"
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(zone_file(*offsets(first, second), second - timedelta(seconds=1)))
    return name


@contextmanager
def zones_in(folder: Path) -> Iterator[dict[str, str]]:
    """Zones are looked for in this folder, too; gives what other processes must be told to do so."""
    before = zoneinfo.TZPATH
    path = (str(folder.resolve()), *(before or EVERYWHERE))
    zoneinfo.reset_tzpath(path)
    try:
        yield {"PYTHONTZPATH": os.pathsep.join(path)}
    finally:
        zoneinfo.reset_tzpath(before)
