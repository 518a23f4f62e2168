"""A folder for parts that live no longer than we do: in memory where the machine has room for it, else on disk.

A database that is thrown away costs its disk some hundred files made and removed each time, which is most of what it
costs: a copy of a register 150 to 300 ms of processor time on a disk, 30 ms in memory. What a case is played forward
on is written to no disk either.
"""

import fcntl
import os
import re
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO

import structlog

log = structlog.get_logger(__name__)

MEMORY = Path("/dev/shm")  # noqa: S108 - in it only folders of ours, made by mkdtemp
ROOM = 1024**3  # bytes; the parts of a whole demonstration take a tenth of it
IN_USE = "in-use"


class Scratch:
    """A new folder, removed when the block ends; `with Scratch() as folder:`.

    Where we were killed and could not remove it, whoever next needs a folder there does: the living hold a lock.
    """

    def __init__(self, *, prefix: str = "saksgang-", memory: Path = MEMORY, room: int = ROOM) -> None:
        """`memory`: a folder kept in memory, used where it has `room` bytes free."""
        within = memory if has_room(memory, room) else Path(tempfile.gettempdir())
        if within == memory:
            remove_forsaken(memory, prefix)
        self.folder = Path(tempfile.mkdtemp(prefix=prefix, dir=within)).resolve()
        self._lock: IO[bytes] = (self.folder / IN_USE).open("wb")
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self) -> None:
        """Remove it with all that is in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.close()

    def __enter__(self) -> Path:
        return self.folder

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()


def has_room(memory: Path, room: int) -> bool:
    """Whether there is such a folder with so many bytes free, in it and in the machine."""
    if not os.access(memory, os.W_OK | os.X_OK):
        return False
    available = re.search(r"MemAvailable: +(\d+) kB", Path("/proc/meminfo").read_text())
    return available is not None and min(shutil.disk_usage(memory).free, int(available[1]) * 1024) >= room


def remove_forsaken(memory: Path, prefix: str) -> None:
    """Remove folders of ours whose processes were killed."""
    for folder in memory.glob(f"{prefix}*"):
        try:
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            with (folder / IN_USE).open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # somebody works there, or is just beginning to
            continue
        log.warning("forsaken_folder_removed", folder=str(folder))
