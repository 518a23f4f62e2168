"""The running installation of one folder: what `.saksgang/state.json` says, and who may write it.

One `up` per folder: it holds the lock of the folder while it lives, and the system lets go of the lock when
it dies, however it dies. So a state file without a held lock is what a crash left, and is never believed.
Ports are remembered in `ports.json`, so that a clone keeps its own.

Errors:

    LocalError
        AlreadyRunningError     somebody runs this folder; has the state
        NothingRunningError     nobody runs it; the message has the remedy
"""

import fcntl
import json
import os
import signal
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final, Literal, Self
from zoneinfo import ZoneInfo

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

from local.process import LocalError, port_free, started_at

log = structlog.get_logger(__name__)

STATE_FILE = "state.json"
LOCK_FILE = "lock"
PORTS_FILE = "ports.json"
FIRST_PORT, LAST_PORT = 20_000, 29_999  # below what systems hand out for outgoing connections
TEMPORAL_ADDRESS = "TEMPORAL_ADDRESS"
DATABASE_URL = "SAKSGANG_DATABASE_URL"

Part = Literal["supervisor", "postgres", "temporal", "relay", "worker", "signer"]
PortOf = Literal["temporal", "web_page", "relay"]
PORTS: Final[tuple[PortOf, ...]] = ("temporal", "web_page", "relay")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Process(_Frozen):
    """A process that cannot be taken for a later one with the same id."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> Self:
        """The process that has this id now."""
        return cls(pid=pid, started=started_at(pid) or "")

    def alive(self) -> bool:
        """Whether this very process still runs."""
        return bool(self.started) and started_at(self.pid) == self.started


class State(_Frozen):
    """A running installation, as others need to know it."""

    project_folder: Path
    state_folder: Path
    started_at: datetime
    processes: Mapping[Part, Process]
    ports: Mapping[PortOf, int]
    database_url: str
    owner_database_url: str
    temporal_address: str
    web_page: str
    mailbox: Path
    relay_host: str
    relay_port: int

    def who(self) -> str:
        """Which process, since when, and its page: for people."""
        supervisor = self.processes["supervisor"].pid
        since = self.started_at.astimezone(ZoneInfo("Europe/Oslo")).strftime("%Y-%m-%d %H:%M")
        return f"process {supervisor}, since {since} Norwegian time, web page {self.web_page}"


class Addresses(_Frozen):
    """Where a command finds the parts."""

    temporal: str
    database_url: str
    owner_database_url: str | None  # for migrations and rebuilding; None where somebody else runs the database
    state: State | None  # None when the environment names everything


class AlreadyRunningError(LocalError):
    """This folder's installation runs already."""

    def __init__(self, folder: Path, state: State | None) -> None:
        self.state = state
        who = state.who() if state is not None else "it is just starting"
        super().__init__(f"saksgang already runs in {folder} ({who})")


class NothingRunningError(LocalError):
    """No server to talk to."""

    def __init__(self, folder: Path, missing: str, *, starting: bool = False) -> None:
        self.starting = starting
        nothing = f"nothing runs in {folder}, and no server is named by {missing}"
        super().__init__(f"what runs in {folder} has not told yet where it is" if starting else nothing)


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Own the folder's installation while the block runs.

    What a crash left of the state file is removed at the start, and our own at the end.

    Raises:
        AlreadyRunningError: Somebody else owns it.
    """
    with own_lock_file(folder) as lock:
        if not locked(lock, seconds=0.2):
            raise AlreadyRunningError(folder, read_state(folder))
        stale = read_state(folder)
        if stale is not None:
            log.warning("stale_state_found", pid=stale.processes["supervisor"].pid)
            stop_left_behind(stale)
        (folder / STATE_FILE).unlink(missing_ok=True)
        try:
            yield
        finally:
            (folder / STATE_FILE).unlink(missing_ok=True)


def own_lock_file(folder: Path) -> IO[str]:
    """The lock file, made where there is none."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # the mailbox in it has names and addresses
        return (folder / LOCK_FILE).open("a")
    except PermissionError as error:
        raise LocalError(
            f"{folder} belongs to another user (made under root?): run as that user, or remove it to start afresh"
        ) from error


def locked(lock: IO[str], *, seconds: float) -> bool:
    """Whether the lock could be had; who only looks whether it is held (`held`) has it for a moment too."""
    until = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
        else:
            return True


def stop_left_behind(stale: State) -> None:
    """End what still runs of an installation whose supervisor is gone.

    Linux ends the parts with it, so mostly we wait a moment for that. PostgreSQL sees to its own orphan.
    """
    left = [process for part, process in stale.processes.items() if part not in ("supervisor", "postgres")]
    for number in (signal.SIGTERM, signal.SIGKILL):
        for process in left:
            if process.alive():
                os.kill(process.pid, number)
        until = time.monotonic() + 5.0
        while any(process.alive() for process in left) and time.monotonic() < until:
            time.sleep(0.02)


def held(folder: Path) -> bool:
    """Whether somebody owns the folder's installation now."""
    try:
        lock = (folder / LOCK_FILE).open("r")
    except FileNotFoundError:
        return False
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def write_state(state: State) -> None:
    """Publish the state, whole; the caller holds the folder."""
    write_whole(state.state_folder / STATE_FILE, state.model_dump_json(indent=2))


def read_state(folder: Path) -> State | None:
    """What the state file says, whether or not it is still true; None when there is none to be understood."""
    try:
        return State.model_validate_json((folder / STATE_FILE).read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError:  # of another version of ours
        log.warning("state_file_unreadable", file=str(folder / STATE_FILE))
        return None


def running_state(folder: Path) -> State | None:
    """The state of the installation that runs in this folder now, or None."""
    return read_state(folder) if held(folder) else None


def find(folder: Path, environment: Mapping[str, str] | None = None) -> Addresses:
    """Where the servers are: what the environment names wins over the folder's own.

    Raises:
        NothingRunningError: Something is named by neither.
    """
    named = os.environ if environment is None else environment
    temporal, database = named.get(TEMPORAL_ADDRESS), named.get(DATABASE_URL)
    if temporal and database:
        return Addresses(temporal=temporal, database_url=database, owner_database_url=None, state=None)
    state = running_state(folder)
    if state is None:
        missing = [name for name in (TEMPORAL_ADDRESS, DATABASE_URL) if not named.get(name)]
        raise NothingRunningError(folder, " and ".join(missing), starting=held(folder))
    return Addresses(
        temporal=temporal or state.temporal_address,
        database_url=database or state.database_url,
        owner_database_url=None if database else state.owner_database_url,
        state=state,
    )


def choose_ports(folder: Path) -> dict[PortOf, int]:
    """The ports of this folder: those it had before where they are free, else others, remembered from now on.

    The first choice depends on the folder's path, so that two clones seldom want the same.
    """
    file = folder / PORTS_FILE
    remembered: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
    chosen: dict[PortOf, int] = {}
    candidates = port_candidates(folder)
    for part in PORTS:
        port = remembered.get(part)
        if port is None or port in chosen.values() or not port_free(port):
            port = next(p for p in candidates if p not in chosen.values() and port_free(p))
        chosen[part] = port
    if chosen != remembered:
        write_whole(file, json.dumps(chosen))
    return chosen


def port_candidates(folder: Path) -> Iterator[int]:
    """Every port of our range once, beginning at a place that the folder's path decides."""
    count = LAST_PORT - FIRST_PORT + 1
    first = zlib.crc32(os.fsencode(folder.resolve()))
    return (FIRST_PORT + (first + step) % count for step in range(count))


def write_whole(file: Path, text: str) -> None:
    """Replace a file by a new one, so that a reader sees the old or the new and never a part."""
    part = file.with_name(f".{file.name}.{os.getpid()}")
    with part.open("w") as output:
        output.write(text)
        output.flush()
        os.fsync(output.fileno())
    part.replace(file)


def now() -> datetime:
    """The time of this machine, for `started_at`."""
    return datetime.now(UTC)
