"""Workers that are born quickly: forked from a process that has loaded all they need, and knows nothing yet.

A worker that starts by itself spends two seconds of the processor on imports; killed every few seconds, it would do
little else. Before the fork nothing of Temporal's core runs (its threads would not come along): that is checked.

Run as `python -m tests.faults.nursery LOG`: for every byte on its standard input a worker, whose process id it tells.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import uvloop

import worker
from local.ending import leave
from local.process import environment_without, started_at, tethered
from local.supervise import PROJECT_FOLDER, WORKER_READY
from local.tether import tying
from logs import configure
from models.base import Frozen
from settings import settings


class Nursery:
    """A worker that is killed and born again; one at a time."""

    def __init__(self, told: Mapping[str, str], log_file: Path) -> None:
        """`told`: what every worker is told beyond our own environment."""
        self.told, self.log_file = dict(told), log_file
        self.pid = 0
        self._written = 0  # in the log, when the last worker was born
        self._process: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        """Begin to load, and return at once; from a thread that outlives the workers."""
        self.log_file.touch()
        self._process = subprocess.Popen(
            tethered([sys.executable, "-m", "tests.faults.nursery", self.log_file]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment_without("TEMPORAL_") | self.told,
            cwd=PROJECT_FOLDER,
        )

    def spawn(self) -> None:
        """A worker more; it waits for the loading, where that is not done."""
        assert self._process is not None and self._process.stdin is not None and self._process.stdout is not None
        self._written = self.log_file.stat().st_size
        self._process.stdin.write(b"w")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"no worker is born any more: {self.log_file}"
        self.pid = int(line)

    def answers(self) -> bool:
        """Whether the last worker has said that it takes tasks."""
        with self.log_file.open("rb") as output:
            output.seek(self._written)
            return WORKER_READY.encode() in output.read()

    def lives(self) -> bool:
        """Whether the last worker still runs."""
        return started_at(self.pid) is not None

    def kill(self) -> None:
        """End the worker by SIGKILL, if it has not ended."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """End all of it: the workers go with whom they come from."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def main(log_file: Path) -> None:
    """Give birth as often as asked."""
    build(Frozen)
    gc.collect()
    gc.freeze()
    ours = os.getpid()
    while os.read(0, 1):
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass
        assert len([*Path("/proc/self/task").iterdir()]) == 1, "a fork takes one thread along, and there are more"
        pid = os.fork()
        if pid == 0:
            work(ours, log_file)
        os.write(1, f"{pid}\n".encode())


def build(kind: type[Frozen]) -> None:
    """Build what models are read by, which else each worker would do when it first meets one."""
    for model in kind.__subclasses__():
        model.model_rebuild(force=True)
        build(model)


def work(parent: int, log_file: Path) -> None:
    """Be a worker, as `python -m worker` is."""
    tying(parent, signal.SIGKILL)()
    output = os.open(log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for descriptor, stands_for in ((0, os.open(os.devnull, os.O_RDONLY)), (1, output), (2, output)):
        os.dup2(stands_for, descriptor)
    configure(settings().log)
    uvloop.run(worker.main(settings()))
    leave(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
