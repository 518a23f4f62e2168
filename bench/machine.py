"""What the machine is, and what processes cost on it: memory and processor time, from Linux' /proc.

On other systems these figures are left out; the rest of the bench does without.
"""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

import psycopg
import temporalio.service

PROC = Path("/proc")
MIB = 1024 * 1024


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for stat in PROC.glob("[0-9]*/stat"):
        fields = _stat(int(stat.parent.name))
        if fields:
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for member in found:
        found += children.get(member, [])
    return found


def memory(pid: int) -> int | None:
    """Bytes a process and its descendants hold; pages shared among them are counted once. None: not to be had."""
    sizes = [_proportional(member) for member in family(pid)]
    return sum(sizes) if PROC.exists() else None


def processor_seconds(pid: int) -> float | None:
    """Processor time a process and its living descendants have used. None: not to be had here."""
    if not PROC.exists():
        return None
    ticks = sum(int(fields[11]) + int(fields[12]) for member in family(pid) if (fields := _stat(member)))
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; empty when the process has ended meanwhile."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _proportional(pid: int) -> int:
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def load() -> float:
    """The machine's load average over the last minute."""
    return round(os.getloadavg()[0], 1)


def facts() -> dict[str, str]:
    """What somebody must know to compare with another machine; no names, no paths."""
    return {
        "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {_total_memory()}",
        "processor": _processor(),
        "python": f"{platform.python_implementation()} {sys.version.split()[0]}",
        "temporalio": temporalio.service.__version__,
        "psycopg": psycopg.__version__,
    }


def _total_memory() -> str:
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{pages / MIB / 1024:.0f} GiB"


def _processor() -> str:
    info = PROC / "cpuinfo"
    if not info.exists():
        return platform.processor()
    names = [
        line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")
    ]
    return names[0] if names else platform.processor()
