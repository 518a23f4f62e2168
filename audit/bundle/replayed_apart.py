"""The replay of a bundle's histories in processes of their own: beside the other checks, and with an end.

On a history as no server writes it Temporal's SDK may wait for ever, and nothing within its process ends that. Here
the system does, after so many seconds. The processes are forked, so that nothing is loaded or read a second time, and
before the SDK is loaded, whose threads no fork takes along.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Final, NoReturn

from audit.bundle.container import UnreadableBundle
from audit.bundle.content import Bundle, NotKnown
from audit.outcomes import NOT_CHECKED, Check

WHAT: Final = "the histories of {} replay to its entries"
PROCESSES: Final = 2
SECONDS = 300  # for the histories of one record: hundreds of times what those of a long case take
LATE = "their replay broke off, or did not come to an end within {} s"
_NUMBER: Final = 4  # bytes of a record's number


class ReplayFailed(Exception):
    """A replay ended as nobody thought of; says how."""


@contextmanager
def replaying(bundle: Bundle) -> Iterator[Replaying | None]:
    """A replay under way in other processes, which end here at the latest; None where there is none to be had."""
    if not (_can_fork() and bundle.histories and _is_known(bundle)):
        yield None
        return
    under_way = Replaying(bundle)
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
    """A replay under way in other processes: whichever is free takes the next record, the longest first."""

    def __init__(self, bundle: Bundle) -> None:
        """Start it."""
        self._bundle, self._records = bundle, bundle.evidence.with_workflows
        # What is read from a pipe is read by one process and no other: so each takes another record's number.
        turns, sent = os.pipe()
        os.write(sent, b"".join(number.to_bytes(_NUMBER, "big") for number in self._longest_first()))
        os.close(sent)
        gc.freeze()  # what is there now stays, and is not looked through again in any of the processes
        self._parts = [self._started(turns) for _ in range(PROCESSES)]
        os.close(turns)

    def _longest_first(self) -> list[int]:
        sizes: dict[str, int] = {}
        for name, content in self._bundle.histories.items():
            record = name.partition("/")[0]
            sizes[record] = sizes.get(record, 0) + len(content)
        return sorted(range(len(self._records)), key=lambda number: -sizes.get(self._records[number].record, 0))

    def _started(self, turns: int) -> tuple[int, Connection]:
        """A process that replays, and where it tells of it."""
        told, tell = Pipe(duplex=False)
        process = os.fork()
        if process == 0:
            _replay_and_leave(self._bundle, turns, tell)
        tell.close()
        return process, told

    async def checks(self) -> list[Check]:
        """Whether the histories give the entries, record by record, once all are replayed.

        Raises:
            ReplayFailed: one of the processes says so.
        """
        return await asyncio.to_thread(self._told)

    def _told(self) -> list[Check]:
        late = LATE.format(SECONDS)
        found = [Check(WHAT.format(record.record), NOT_CHECKED, late) for record in self._records]
        for _, told in self._parts:
            with suppress(EOFError, OSError):  # it has ended, in its own time or not
                while True:
                    match told.recv():
                        case int(number), Check() as check:
                            found[number] = check
                        case failed:
                            raise ReplayFailed(failed)
        return [*dict.fromkeys(found)]  # what is said of all histories together is said once

    def end(self) -> None:
        """End the processes that are still there."""
        for process, told in self._parts:
            os.kill(process, signal.SIGKILL)  # what has ended is there until it is waited for
            os.waitpid(process, 0)
            told.close()


def _replay_and_leave(bundle: Bundle, turns: int, tell: Connection) -> NoReturn:
    """What a forked process does; it goes back nowhere, and takes nothing down that is its parent's."""
    try:
        for number in (signal.SIGINT, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)  # the system ends it, whatever it waits for
        silence = os.open(os.devnull, os.O_WRONLY)  # the SDK tells of its own faults, past every logger
        for stream in (1, 2):
            os.dup2(silence, stream)
        asyncio.run(_replay(bundle, turns, tell))
    except BaseException as error:  # noqa: BLE001  (it is told, and raised where somebody waits)
        with suppress(OSError):
            tell.send(f"{type(error).__name__}: {error}"[:300])
    finally:
        os._exit(0)


async def _replay(bundle: Bundle, turns: int, tell: Connection) -> None:
    signal.alarm(SECONDS)
    # It loads Temporal's SDK.
    from audit.bundle.replayed import histories_or_why_not, replayed  # noqa: PLC0415

    histories, records = histories_or_why_not(bundle), bundle.evidence.with_workflows
    while turn := os.read(turns, _NUMBER):
        number = int.from_bytes(turn, "big")
        signal.alarm(SECONDS)
        tell.send((number, histories if isinstance(histories, Check) else await replayed(records[number], histories)))
