"""Child processes: start them tied to us, watch them, stop them by their own process id.

Every part that runs on this machine goes through here. A child gets its own session (Ctrl-C in a terminal
reaches us alone, and we stop the parts in order), its output in a log file, and ends when we end, even by
SIGKILL (Linux). Keeps out what the parts are.

Errors:

    LocalError
        PartFailedError     a part did not start, or ended when it should run
"""

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Self

import structlog

log = structlog.get_logger(__name__)

LOOPBACK = "127.0.0.1"
POLL_SECONDS = 0.02
START_SECONDS = 60.0
PROC = Path("/proc/self/stat").exists()  # Linux tells about processes there, others by `ps`
FOR_SERVERS = range(16_384, 32_768)  # Linux gives connections the ports behind these, others those from 49 152 on
TETHER = Path(__file__).with_name("tether.py")


class LocalError(Exception):
    """Something on this machine keeps the parts from running; the message says what to do about it."""


class PartFailedError(LocalError):
    """A part did not become ready, or ended. Carries the part's name and its last log lines."""

    def __init__(self, part: str, reason: str, last_lines: str = "", log_file: Path | None = None) -> None:
        self.part = part
        self.reason = reason
        self.last_lines = last_lines
        where = f"\nLast lines of {log_file}:\n{last_lines}" if last_lines else ""
        super().__init__(f"{part} {reason}{where}")


@dataclass(frozen=True)
class Account:
    """The user and group a child runs as."""

    uid: int
    gid: int


class Child:
    """A running child process with its name and log file."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], log_file: Path, log_start: int) -> None:
        self.name = name
        self.log_file = log_file
        self._process = process
        self._log_start = log_start

    @classmethod
    def start(
        cls,
        name: str,
        argv: Sequence[str | Path],
        *,
        log_file: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        account: Account | None = None,
        death_signal: signal.Signals = signal.SIGKILL,
    ) -> Self:
        """Start a program as our child and return at once.

        Call it from a thread that outlives the child (the main thread or that of the event loop, never
        `asyncio.to_thread`): Linux sends the death signal when the *thread* that started the child ends.

        Args:
            env: The whole environment; ours when None.
            account: Whom to run as; only root can ask for another than itself.
            death_signal: What the child gets when we die without stopping it.
        """
        log_file.parent.mkdir(parents=True, exist_ok=True)
        with log_file.open("ab") as output:
            log_start = output.tell()
            process = subprocess.Popen(
                tethered(argv, account=account, death_signal=death_signal),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=None if env is None else dict(env),
                cwd=cwd,
                start_new_session=True,
            )
        log.debug("part_started", part=name, pid=process.pid)
        return cls(name, process, log_file, log_start)

    @property
    def pid(self) -> int:
        """Its process id; it leads a session and process group of the same number."""
        return self._process.pid

    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    @property
    def returncode(self) -> int | None:
        """How it ended (minus the signal's number when killed), or None while it runs."""
        return self._process.poll()

    def last_lines(self, count: int = 15) -> str:
        """The end of what it has written since this start."""
        with self.log_file.open("rb") as output:
            size = output.seek(0, os.SEEK_END)
            output.seek(max(self._log_start, size - 16_384))
            lines = output.read().decode("utf-8", "replace").splitlines()
        return "\n".join(lines[-count:])

    def said(self, words: str) -> bool:
        """Whether it has written these words since this start."""
        with self.log_file.open("rb") as output:
            output.seek(self._log_start)
            return words.encode() in output.read()

    def wait_ready(self, ready: Callable[[], bool], *, seconds: float) -> None:
        """Wait until `ready()` says so.

        Raises:
            PartFailedError: The process ended first, or the time is up.
        """
        until = time.monotonic() + seconds
        while not self._ready_by(until, ready, seconds):
            time.sleep(POLL_SECONDS)

    async def until_ready(self, ready: Callable[[], bool], *, seconds: float) -> None:
        """The same for a caller that has other things to do meanwhile; `ready` must be quick."""
        until = time.monotonic() + seconds
        while not self._ready_by(until, ready, seconds):  # noqa: ASYNC110 - a process sets no Event
            await asyncio.sleep(POLL_SECONDS)

    def _ready_by(self, until: float, ready: Callable[[], bool], seconds: float) -> bool:
        if not self.running():
            raise self.failed(f"ended while starting ({describe_end(self.returncode)})")
        if ready():
            return True
        if time.monotonic() > until:
            raise self.failed(f"was not ready after {seconds:.0f} s")
        return False

    def failed(self, reason: str) -> PartFailedError:
        """The error that says this part failed, with what it wrote last."""
        return PartFailedError(self.name, reason, self.last_lines(), self.log_file)

    def stop(self, stop_signal: signal.Signals = signal.SIGTERM, *, grace: float = 10.0) -> int:
        """Ask it to end, kill it after `grace` seconds, and return how it ended."""
        if self.running():
            self._process.send_signal(stop_signal)
            try:
                self._process.wait(grace)
            except subprocess.TimeoutExpired:
                log.warning("part_killed", part=self.name, pid=self.pid, after_seconds=grace)
                self._process.kill()
        code = self._process.wait()
        log.debug("part_stopped", part=self.name, pid=self.pid, code=code)
        return code

    def kill(self) -> None:
        """End it by SIGKILL and collect it."""
        self._process.kill()
        self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal (SIGSTOP and SIGCONT in fault tests)."""
        self._process.send_signal(number)


class Server(ABC):
    """A part that serves others: started, waited for, settled, stopped.

    `with part:`, or `start()` and, in a `finally`, `stop()`.
    """

    _child: Child | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def child(self) -> Child:
        """The server's process, while it runs."""
        if self._child is None:
            raise RuntimeError("the server does not run")
        return self._child

    @abstractmethod
    def spawn(self) -> None:
        """Start it and return at once. See `Child.start` for the thread to call this from."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether it serves now; quick to tell."""

    def settle(self) -> None:  # noqa: B027 - most need nothing
        """What must be done with it each time before others may use it."""

    @abstractmethod
    def stop(self) -> None:
        """Stop it. Does nothing when it does not run."""

    def start(self) -> Self:
        """Start it and wait until it serves.

        Raises:
            LocalError: It cannot run here.
            PartFailedError: It gave up; the error has its last lines.
        """
        self.spawn()
        try:
            self.child.wait_ready(self.answers, seconds=START_SECONDS)
            self.settle()
        except BaseException:
            self.stop()
            raise
        return self


async def start_together(servers: Sequence[Server]) -> None:
    """Start servers at once and wait for all; when one fails, none is left running.

    In the order in which others rest on them; the slowest to spawn is the database, so it comes last here.
    """
    try:
        for server in reversed(servers):
            server.spawn()
        for server in servers:
            await server.child.until_ready(server.answers, seconds=START_SECONDS)
            server.settle()
    except BaseException:
        stop_in_turn(servers)
        raise


def stop_in_turn(servers: Sequence[Server]) -> None:
    """Stop each, the last first, whatever happens to the one before."""
    failures: list[Exception] = []
    for server in reversed(servers):
        try:
            server.stop()
        except Exception as error:  # noqa: BLE001 - raised below, when the others are stopped
            failures.append(error)
    if failures:
        raise ExceptionGroup("parts did not stop", failures)


def tethered(
    argv: Sequence[str | Path],
    *,
    account: Account | None = None,
    death_signal: signal.Signals = signal.SIGKILL,
) -> list[str]:
    """The command line that runs `argv` tied to this process, as `account` where given."""
    options = ["--parent", str(os.getpid()), "--signal", str(int(death_signal))]
    if account is not None:
        options += ["--user", f"{account.uid}:{account.gid}"]
    return [sys.executable, "-I", "-S", str(TETHER), *options, "--", *(str(part) for part in argv)]


def environment_without(*prefixes: str) -> dict[str, str]:
    """Our environment without the variables that begin so."""
    return {name: value for name, value in os.environ.items() if not name.startswith(prefixes)}


def describe_end(returncode: int | None) -> str:
    """`status 1` or `signal SIGKILL`."""
    if returncode is None:
        return "still running"
    return f"status {returncode}" if returncode >= 0 else f"signal {signal.Signals(-returncode).name}"


def port_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def port_open(port: int, host: str = LOOPBACK) -> bool:
    """Whether somebody listens on this port now."""
    try:
        socket.create_connection((host, port), 1.0).close()
    except OSError:
        return False
    return True


def free_ports(count: int) -> list[int]:
    """Different ports that nobody listens on now, and that no outgoing connection is given.

    Of those that the system chooses by itself, a connection could take one before the server that it is meant for has
    started, or while that is started again.
    """
    ports = random.SystemRandom().sample(FOR_SERVERS, len(FOR_SERVERS))
    return list(islice((port for port in ports if port_free(port)), count))


def started_at(pid: int) -> str | None:
    """When this process started, as the system tells it, or None when there is none.

    A process id alone says little: it is given out again. The pair of id and start names one process.
    """
    if PROC:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        except OSError:
            return None
        return None if fields[0] == "Z" else f"{boot}/{fields[19]}"
    listed = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout.strip() or None
