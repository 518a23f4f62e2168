"""The replay of a bundle's histories in processes of their own: beside the other checks, and with an end.

On a history as no server writes it Temporal's SDK may wait for ever, and nothing within its process ends that. Here
the system does, after so many seconds. The processes are forked, so that nothing is loaded or read a second time, and
before the SDK runs, whose threads no fork takes along.
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
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Final, NoReturn

from audit.bundle.container import UnreadableBundle
from audit.bundle.content import Bundle, NotKnown
from audit.outcomes import NOT_CHECKED, Check
from models.base import RecordId

if TYPE_CHECKING:
    from audit.histories import OpenHistory

WHAT: Final = "the histories of {} replay to its entries"
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
    """A replay under way in other processes."""

    def __init__(self, bundle: Bundle) -> None:
        """Start it."""
        self._records = bundle.evidence.with_workflows
        gc.freeze()  # what is there now stays, and is not looked through again in any of the processes
        (self._first, tell), (self._second, tell_too) = Pipe(duplex=False), Pipe(duplex=False)
        self._process = os.fork()
        if self._process == 0:
            _replay_and_leave(bundle, tell, tell_too)
        with suppress(OSError):  # it may have been quicker
            os.setpgid(self._process, self._process)
        tell.close()
        tell_too.close()

    async def checks(self) -> list[Check]:
        """Whether the histories give the entries, record by record, once all are replayed.

        Raises:
            ReplayFailed: one of the processes says so.
        """
        return await asyncio.to_thread(self._told)

    def _told(self) -> list[Check]:
        late = LATE.format(SECONDS)
        found = [Check(WHAT.format(record.record), NOT_CHECKED, late) for record in self._records]
        for told in (self._first, self._second):
            with suppress(EOFError, OSError):  # whoever tells has ended, in their own time or not
                while True:
                    match told.recv():
                        case int(number), Check() as check:
                            found[number] = check
                        case failed:
                            raise ReplayFailed(failed)
        return [*dict.fromkeys(found)]  # what is said of all histories together is said once

    def end(self) -> None:
        """End the processes that are still there."""
        with suppress(OSError):
            os.killpg(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


# --- in the other processes ---------------------------------------------------------------------------------------


def _replay_and_leave(bundle: Bundle, tell: Connection, tell_too: Connection) -> NoReturn:
    """What a forked process does; it goes back nowhere, and takes nothing down that is its parent's.

    It loads the SDK and reads the histories, while its parent makes other checks, and then divides itself.
    """
    try:
        _be_on_its_own()
        signal.alarm(SECONDS)
        from audit.bundle.replayed import histories_or_why_not  # noqa: PLC0415

        histories, turns = histories_or_why_not(bundle), _turns(bundle)
        gc.freeze()
        other = os.fork()
        tell = tell if other else tell_too
        asyncio.run(_replay(bundle, histories, turns, tell))
        if other:
            signal.alarm(0)
            os.waitpid(other, 0)
    except BaseException as error:  # noqa: BLE001  (it is told, and raised where somebody waits)
        with suppress(OSError):
            tell.send(f"{type(error).__name__}: {error}"[:300])
    finally:
        os._exit(0)


def _be_on_its_own() -> None:
    """In a group that is ended together, by the system where it has to be; what the SDK says there nobody hears."""
    with suppress(OSError):  # the parent may have been quicker
        os.setpgid(0, 0)
    for number in (signal.SIGINT, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silence, stream)


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
    bundle: Bundle, histories: Mapping[RecordId, Sequence[OpenHistory]] | Check, turns: int, tell: Connection
) -> None:
    """Each record whose turn it is, as long as there is one."""
    from audit.bundle.replayed import replayed  # noqa: PLC0415

    while turn := os.read(turns, _NUMBER):
        number = int.from_bytes(turn, "big")
        signal.alarm(SECONDS)
        record = bundle.evidence.with_workflows[number]
        tell.send((number, histories if isinstance(histories, Check) else await replayed(record, histories)))
