"""The replay of a bundle's histories in processes of their own: beside the other checks, and with an end.

On a history as no server writes it Temporal's SDK may wait for ever, and nothing within its process ends that. Here
the system does, after so many seconds. The processes are forked, so that nothing is loaded or read a second time, and
before the SDK runs, whose threads no fork takes along. Whatever becomes of them says nothing of the bundle.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, Final, NoReturn

from audit.bundle.container import UnreadableBundle
from audit.bundle.content import Bundle, NotKnown
from audit.outcomes import NOT_CHECKED, Check
from models.base import RecordId

if TYPE_CHECKING:
    from audit.bundle.replayed import Replay
    from audit.histories import OpenHistory

WHAT: Final = "the histories of {} replay to its entries"
SECONDS = 300  # for the histories of one record: hundreds of times what those of a long case take
SILENT = 10  # s after which one that should have ended is ended from here: it may be stopped, and feel no alarm
LATE = "their replay broke off, or did not come to an end within {} s"
BROKE_OFF: Final = "their replay broke off: {}"
_PR_SET_PDEATHSIG: Final = 1
_NUMBER: Final = 4  # bytes of a record's number


@contextmanager
def replaying(bundle: Bundle, *, runs: bool = False) -> Iterator[Replaying | None]:
    """A replay under way in other processes, which end here at the latest; None where there is none to be had.

    Args:
        bundle: What is replayed.
        runs: What came of each run is told too: whoever reads that has to load the SDK.
    """
    if not (_can_fork() and bundle.histories and _is_known(bundle)):
        yield None
        return
    under_way = Replaying(bundle, runs=runs)
    try:
        yield under_way
    finally:
        under_way.end()


def _can_fork() -> bool:
    """Whether nothing runs here that no fork takes along."""
    return sys.platform == "linux" and threading.active_count() == 1 and "temporalio" not in sys.modules


def _is_known(bundle: Bundle) -> bool:
    """Whether there is something to compare with; else a check says why there is not."""
    try:
        return bool(bundle.evidence.with_workflows)
    except (NotKnown, UnreadableBundle):
        return False


class Replaying:
    """A replay under way in other processes."""

    def __init__(self, bundle: Bundle, *, runs: bool) -> None:
        """Start it; where that cannot be, the checks say so."""
        self._runs = runs
        self._records = bundle.evidence.with_workflows
        self._why = LATE.format(SECONDS)
        self._process, self._told_by = 0, list[Connection]()
        gc.freeze()  # what is there now stays, and is not looked through again in any of the processes
        try:
            self._start(bundle)
        except OSError as error:  # the system gives no more files or processes
            self._why = BROKE_OFF.format(error.strerror)

    def _start(self, bundle: Bundle) -> None:
        pipes, parent = [Pipe(duplex=False), Pipe(duplex=False)], os.getpid()
        tells = [tell for _, tell in pipes]
        self._process = os.fork()
        if self._process == 0:
            _divide_and_leave(bundle, tells, parent, runs=self._runs)
        self._told_by = [told_by for told_by, _ in pipes]
        with suppress(OSError):  # it may have been quicker
            os.setpgid(self._process, self._process)
        for tell in tells:
            tell.close()

    async def replays(self) -> list[Replay]:
        """Whether the histories give the entries, record by record, or why that is not told."""
        return await asyncio.to_thread(self._told)

    def _told(self) -> list[Replay]:
        found: dict[int, Replay] = {}
        while self._told_by and (ready := wait(self._told_by, SECONDS + SILENT)):
            for told_by in ready:
                self._hear(told_by, found)
        told = [
            found.get(number) or (Check(WHAT.format(record.record), NOT_CHECKED, self._why), None)
            for number, record in enumerate(self._records)
        ]
        # What is said of all histories together is said once.
        return [one for number, one in enumerate(told) if one not in told[:number]]

    def _hear(self, told_by: Any, found: dict[int, Replay]) -> None:
        """What a process has to say: a check, or why it makes none; or nothing, since it has ended."""
        try:
            match told_by.recv():
                case int(number), Check() as check, came_to:
                    found[number] = check, came_to
                case failed:
                    self._why = BROKE_OFF.format(failed)
        except (EOFError, OSError):
            self._told_by.remove(told_by)

    def end(self) -> None:
        """End the processes that are still there."""
        if self._process:
            with suppress(OSError):
                os.killpg(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)


# --- in the other processes ---------------------------------------------------------------------------------------


def _divide_and_leave(bundle: Bundle, tells: Sequence[Connection], parent: int, *, runs: bool) -> NoReturn:
    """What the first process does: it loads the SDK and reads the histories, while its parent makes other checks.

    Then it divides itself, and only waits: one that replays ends alone where its time is over, and with this one
    where somebody has killed the parent.
    """
    with _telling(tells[0]):
        _be_on_its_own(parent)
        signal.alarm(SECONDS)
        from audit.bundle.replayed import histories_or_why_not  # noqa: PLC0415

        histories, turns, here = histories_or_why_not(bundle), _turns(bundle), os.getpid()
        gc.freeze()
        for tell in tells:
            if os.fork() == 0:
                with _telling(tell):
                    _end_with(here)
                    asyncio.run(_replay(bundle, histories, turns, tell, runs=runs))
        signal.alarm(0)
        for tell in tells:
            tell.close()
        for _ in tells:
            os.wait()
    raise AssertionError  # it has left


@contextmanager
def _telling(tell: Connection) -> Iterator[None]:
    """Leave when it is done, and back to nowhere: nothing is taken down that is the parent's. A fault is told."""
    try:
        yield
    except BaseException as error:  # noqa: BLE001  (it is told where somebody waits)
        with suppress(OSError):
            tell.send(f"{type(error).__name__}: {error}"[:300])
    finally:
        os._exit(0)


def _be_on_its_own(parent: int) -> None:
    """In a group that is ended together, by the system where it has to be; what the SDK says there nobody hears."""
    _end_with(parent)
    with suppress(OSError):  # the parent may have been quicker
        os.setpgid(0, 0)
    for number in (signal.SIGINT, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silence, stream)


def _end_with(parent: int) -> None:
    """Have the system end this process when its parent ends, which may be killed and end nothing itself."""
    import ctypes  # noqa: PLC0415  (which the parent does without)

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before that was asked
        os._exit(0)


def _turns(bundle: Bundle) -> int:
    """A pipe with the records' numbers, the longest first: what is read by one process is read by no other."""
    sizes: dict[str, int] = {}
    for name, content in bundle.histories.items():
        record = name.partition("/")[0]
        sizes[record] = sizes.get(record, 0) + len(content)
    records = [found.record for found in bundle.evidence.with_workflows]
    turns, sent = os.pipe()
    for number in sorted(range(len(records)), key=lambda number: -sizes.get(records[number], 0)):
        os.write(sent, number.to_bytes(_NUMBER, "big"))
    os.close(sent)
    return turns


async def _replay(
    bundle: Bundle,
    histories: Mapping[RecordId, Sequence[OpenHistory]] | Check,
    turns: int,
    tell: Connection,
    *,
    runs: bool,
) -> None:
    """Each record whose turn it is, as long as there is one."""
    from audit.bundle.replayed import replayed  # noqa: PLC0415

    while turn := os.read(turns, _NUMBER):
        number = int.from_bytes(turn, "big")
        signal.alarm(SECONDS)
        record = bundle.evidence.with_workflows[number]
        check, came_to = (histories, None) if isinstance(histories, Check) else await replayed(record, histories)
        tell.send((number, check, came_to if runs else None))
