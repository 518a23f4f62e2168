"""Runs the parts together: as a service on this machine (`up`), or in a temporary folder (`Parts`).

Order: PostgreSQL, Temporal and the relay at once; then what the caller wants done with the database (the
schema); then the worker. Stopped the other way round, so that nothing loses what it still writes to.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Self

import structlog

from local.installation import (
    DATABASE_URL,
    TEMPORAL_ADDRESS,
    Part,
    Process,
    State,
    choose_ports,
    hold,
    now,
    write_state,
)
from local.postgres import APP, OWNER, Postgres
from local.process import (
    START_SECONDS,
    Child,
    PartFailedError,
    Server,
    describe_end,
    environment_without,
    start_together,
    stop_in_turn,
)
from local.relay import MAILBOX, Relay
from local.scratch import Scratch
from local.temporal import NAMESPACE, DevServer, SkippingServer

log = structlog.get_logger(__name__)

PROJECT_FOLDER = Path(__file__).resolve().parent.parent
DATABASE = "saksgang"
WORKER_READY = "worker_ready"  # the log event by which a worker says that it takes tasks
WORKER_SILENT_SECONDS = 15.0  # a worker that logs warnings only says nothing; then we take its life for a yes
WORKER_GRACE_SECONDS = 15.0
FIRST_BACKOFF, LONGEST_BACKOFF = 0.5, 30.0  # seconds
STEADY_SECONDS = 60.0  # a worker that ran for so long starts again at once
SIGN = ("cli", "log", "sign")  # the signer of the log, `python -m cli log sign`
MOST_DEATHS = 3  # so often within that time the database, Temporal or the relay is started again; then all is stopped
WATCH_SECONDS = 0.2

EventKind = Literal[
    "starting", "migrating", "ready", "worker_died", "worker_restarted", "part_died", "part_restarted", "stopping",
    "stopped",
]  # fmt: skip


@dataclass(frozen=True)
class Event:
    """Something to tell the person who started the service."""

    kind: EventKind
    part: str = ""
    detail: str = ""
    state: State | None = None


OnEvent = Callable[[Event], None]
Migrate = Callable[[str], Awaitable[None] | None]  # is given the database's URL for its owner


class Worker(Server):
    """The worker as a child process: `python -m worker` in the project folder."""

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        log_file: Path,
        module: str = "worker",
        name: str = "Worker",
        arguments: Sequence[str] = (),
    ) -> None:
        """Describe a worker; nothing is started yet.

        Args:
            environment: What it is told beyond our own environment.
            log_file: Where it writes.
            module: What is run; another in our own tests.
            name: What it is called.
            arguments: What the module is given.
        """
        self._name, self._arguments = name, tuple(arguments)
        self.environment = dict(environment)
        self.log_file = log_file
        self._module = module
        self._since = 0.0

    @property
    def running(self) -> bool:
        """Whether a worker runs now."""
        return self._child is not None and self._child.running()

    @property
    def started(self) -> bool:
        """Whether one was started, whatever became of it."""
        return self._child is not None

    def rested(self, seconds: float) -> bool:
        """Whether it has ended, and was started at least so long ago."""
        return self.started and not self.running and time.monotonic() - self._since > seconds

    def spawn(self) -> None:
        """Start it and return at once: acts given before it takes tasks are judged when it does."""
        self._since = time.monotonic()
        self._child = Child.start(
            self._name,
            [sys.executable, "-m", self._module, *self._arguments],
            log_file=self.log_file,
            env=environment_without("TEMPORAL_") | self.environment,
            cwd=PROJECT_FOLDER,
        )

    def answers(self) -> bool:
        """Whether it has said that it takes tasks, or has lived for so long that it must."""
        return self.child.said(WORKER_READY) or time.monotonic() - self._since > WORKER_SILENT_SECONDS

    def stop(self) -> None:
        """Let it finish what it has in hand, then end it. Does nothing when it does not run."""
        if self._child is not None:
            self._child.stop(grace=WORKER_GRACE_SECONDS)
            self._child = None

    def kill(self) -> None:
        """End it by SIGKILL."""
        self.child.kill()
        self._child = None


def signer_in(folder: Path) -> Worker:
    """The signer of the log, not started yet."""
    module, *arguments = SIGN
    return Worker({}, log_file=folder / "logs" / "signer.log", module=module, name="Signer", arguments=arguments)


NEMNDA_ADDRESS: Final = "SAKSGANG_MAIL__NEMNDA_ADDRESS"
NEMNDA: Final = "tvistelosningsnemnda@helsedirektoratet.example"  # nothing leaves this machine: the relay keeps all


def worker_environment(
    *, temporal_address: str, database_url: str, relay_host: str, relay_port: int, state_folder: Path
) -> dict[str, str]:
    """What a worker (or a command) must be told to find the parts."""
    return {
        TEMPORAL_ADDRESS: temporal_address,
        "TEMPORAL_NAMESPACE": NAMESPACE,
        "TEMPORAL_CONFIG_FILE": os.devnull,  # else a person's own profile would add its keys and certificates
        DATABASE_URL: database_url,
        "SAKSGANG_MAIL__HOST": relay_host,
        "SAKSGANG_MAIL__PORT": str(relay_port),
        "SAKSGANG_STATE_FOLDER": str(state_folder),
    }


async def run_migrations(migrate: Migrate | None, owner_url: str) -> None:
    """Run the caller's step between PostgreSQL and the worker, an ordinary function in a thread of its own."""
    if migrate is None:
        return
    done = await asyncio.to_thread(migrate, owner_url)
    if done is not None:
        await done


class Installation:
    """The parts of `up`, with their state in one folder that we hold."""

    def __init__(
        self, folder: Path, on_event: OnEvent, worker_module: str = "worker", *, signs: bool = False
    ) -> None:
        self.folder = folder.resolve()
        self.signer = signer_in(self.folder) if signs else None
        self.tell = on_event
        ports = choose_ports(self.folder)
        self.postgres = Postgres(self.folder / "postgres")
        self.temporal = DevServer(self.folder / "temporal", port=ports["temporal"], ui_port=ports["web_page"])
        self.relay = Relay(self.folder / MAILBOX, log_file=self.folder / "logs" / "relay.log", port=ports["relay"])
        self.worker = Worker({}, log_file=self.folder / "logs" / "worker.log", module=worker_module)
        self._ports = ports
        self._deaths: dict[str, list[float]] = {}  # of each part, when
        self._started_at = now()

    async def start(self, migrate: Migrate | None) -> None:
        """Start all parts and publish the state."""
        self.tell(Event("starting", "PostgreSQL, Temporal, mail relay"))
        await start_together([self.postgres, self.temporal, self.relay])
        if not self.postgres.database_exists(DATABASE):
            self.postgres.create_database(DATABASE)
        self.tell(Event("migrating"))
        await run_migrations(migrate, self.postgres.url(DATABASE, OWNER))
        self.worker.environment |= worker_environment(
            temporal_address=self.temporal.address,
            database_url=self.postgres.url(DATABASE, APP),
            relay_host=self.relay.host,
            relay_port=self.relay.port,
            state_folder=self.folder,
        )
        self.worker.environment[NEMNDA_ADDRESS] = os.environ.get(NEMNDA_ADDRESS, NEMNDA)
        self.tell(Event("starting", "worker"))
        self.worker.spawn()
        self.publish()
        await self.worker.child.until_ready(self.worker.answers, seconds=START_SECONDS)
        self._start_signer()

    async def watch(self) -> None:
        """Start again whatever ends, later each time; give up on a part that keeps ending.

        Raises:
            PartFailedError: A part on which all others rest ended again and again.
        """
        backoff = FIRST_BACKOFF
        since = time.monotonic()
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            for server in (self.postgres, self.temporal, self.relay):
                if not server.child.running():
                    await self._revive(server)
            if self.signer is not None and self.signer.rested(STEADY_SECONDS / 2):
                log.error("part_died", part="Signer")
                self._start_signer()
            if self.worker.child.running():
                continue
            if time.monotonic() - since > STEADY_SECONDS:
                backoff = FIRST_BACKOFF
            end = describe_end(self.worker.child.returncode)
            log.error("worker_died", end=end, again_in_seconds=backoff)
            self.tell(Event("worker_died", "worker", f"{end}\n{self.worker.child.last_lines()}"))
            await asyncio.sleep(backoff)
            backoff = min(backoff * 2, LONGEST_BACKOFF)
            self._start_worker()
            since = time.monotonic()
            self.tell(Event("worker_restarted", "worker"))

    async def _revive(self, server: Server) -> None:
        """Start a part again that has ended; the database has another address then, which the worker is told."""
        name, end = server.child.name, describe_end(server.child.returncode)
        failure = server.child.failed(f"ended ({end})")
        deaths = self._deaths.setdefault(name, [])
        while True:
            now = time.monotonic()
            deaths[:] = [*(then for then in deaths if now - then < STEADY_SECONDS), now]
            if len(deaths) > MOST_DEATHS:
                raise failure
            backoff = FIRST_BACKOFF * 2 ** (len(deaths) - 1)
            log.error("part_died", part=name, end=end, again_in_seconds=backoff)
            self.tell(Event("part_died", name, end))
            await asyncio.sleep(backoff)
            try:
                server.stop()
                await start_together([server])
                break
            except PartFailedError as error:
                failure, end = error, "it did not start"
        if server is self.postgres:
            await asyncio.to_thread(self.worker.stop)
            self._start_worker()
            self._start_signer()
        self.publish()
        self.tell(Event("part_restarted", name))

    def _start_worker(self) -> None:
        self.worker.environment[DATABASE_URL] = self.postgres.url(DATABASE, APP)
        self.worker.spawn()
        self.publish()

    def _start_signer(self) -> None:
        if self.signer is not None:
            self.signer.stop()
            self.signer.environment |= self.worker.environment
            self.signer.spawn()
            self.publish()

    def stop(self) -> None:
        """Stop all parts that run."""
        signer = [] if self.signer is None else [self.signer]
        stop_in_turn([self.postgres, self.relay, self.temporal, self.worker, *signer])

    def publish(self) -> State:
        """Write the state for the commands to find."""
        pids: dict[Part, int] = {
            "supervisor": os.getpid(),
            "postgres": self.postgres.child.pid,
            "temporal": self.temporal.child.pid,
            "relay": self.relay.child.pid,
            "worker": self.worker.child.pid,
        }
        if self.signer is not None and self.signer.started:
            pids["signer"] = self.signer.child.pid
        state = State(
            project_folder=PROJECT_FOLDER,
            state_folder=self.folder,
            started_at=self._started_at,
            processes={part: Process.of(pid) for part, pid in pids.items()},
            ports=self._ports,
            database_url=self.postgres.url(DATABASE, APP),
            owner_database_url=self.postgres.url(DATABASE, OWNER),
            temporal_address=self.temporal.address,
            web_page=self.temporal.web_page or "",
            mailbox=self.relay.mailbox,
            relay_host=self.relay.host,
            relay_port=self.relay.port,
        )
        write_state(state)
        return state


async def up(
    folder: Path,
    on_event: OnEvent,
    *,
    migrate: Migrate | None = None,
    worker_module: str = "worker",
    signs: bool = False,
) -> None:
    """Run all parts with their state in `folder` until SIGINT, SIGTERM or SIGHUP, and stop them cleanly.

    Args:
        folder: The state folder, `.saksgang` of the clone.
        on_event: Is told what happens.
        migrate: Brings the database to the present schema; called between PostgreSQL and the worker.
        worker_module: What is run as the worker.
        signs: Whether the signer of the log runs beside it.

    Raises:
        AlreadyRunningError: Another `up` runs in this folder.
        PartFailedError: A part did not start, or ended again and again; the others are stopped.
    """
    with hold(folder):
        installation = Installation(folder, on_event, worker_module, signs=signs)

        async def run() -> None:
            await installation.start(migrate)
            on_event(Event("ready", state=installation.publish()))
            await installation.watch()

        running = asyncio.ensure_future(run())
        try:
            with on_stop_signal(running.cancel):
                await asyncio.wait({running})
            if not running.cancelled():
                running.result()
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            try:
                on_event(Event("stopping"))
            finally:  # also when the terminal it tells is gone
                installation.stop()
            on_event(Event("stopped"))


@contextmanager
def on_stop_signal(act: Callable[[], object]) -> Iterator[None]:
    """Have the signals that ask us to stop do `act` instead, while the block runs."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in numbers:
        loop.add_signal_handler(number, act)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


class Parts:
    """The parts in a folder of their own, for the demo, the tests and the bench: nothing outlives the block.

    The worker is started when the caller asks for it.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        skipping: bool = True,
        migrate: Migrate | None = None,
        worker_module: str = "worker",
    ) -> None:
        """Describe the parts; nothing is started or written yet.

        Args:
            folder: Where they keep what they write; a scratch folder, removed at the end, when None.
            skipping: Temporal's test server with a clock to move; else the dev server, in memory.
            migrate: Brings the database to the present schema.
            worker_module: What is run as the worker.
        """
        self._given_folder = folder
        self._migrate = migrate
        self._skipping = skipping
        self._worker_module = worker_module
        self._scratch: Scratch | None = None

    async def __aenter__(self) -> Self:
        if self._given_folder is None:
            self._scratch = Scratch()
            self.folder = self._scratch.folder
        else:
            self.folder = self._given_folder.resolve()
        self.postgres = Postgres(self.folder / "postgres", durable=False)
        self.temporal: SkippingServer | DevServer = (
            SkippingServer(self.folder / "temporal")
            if self._skipping
            else DevServer(self.folder / "temporal", durable=False)
        )
        self.relay = Relay(self.folder / MAILBOX, log_file=self.folder / "logs" / "relay.log")
        self.worker = Worker({}, log_file=self.folder / "logs" / "worker.log", module=self._worker_module)
        self.signer = signer_in(self.folder)
        try:
            await start_together([self.postgres, self.relay, self.temporal])
            if not self.postgres.database_exists(DATABASE):
                self.postgres.create_database(DATABASE)
            await run_migrations(self._migrate, self.owner_database_url)
        except BaseException:
            self._end()
            raise
        self.worker.environment |= self.environment
        return self

    async def __aexit__(self, *_: object) -> None:
        self._end()

    @property
    def clock(self) -> SkippingServer:
        """The server whose clock can be moved."""
        if not isinstance(self.temporal, SkippingServer):
            raise TypeError("these parts run in real time")
        return self.temporal

    @property
    def temporal_address(self) -> str:
        """What a Temporal client connects to."""
        return self.temporal.address

    @property
    def database_url(self) -> str:
        """The register's database, for the program's own role."""
        return self.postgres.url(DATABASE, APP)

    @property
    def owner_database_url(self) -> str:
        """The register's database, for the owner of its schema."""
        return self.postgres.url(DATABASE, OWNER)

    @property
    def mailbox(self) -> Path:
        """The folder of messages taken."""
        return self.relay.mailbox

    @property
    def environment(self) -> dict[str, str]:
        """What a worker or a command must be told to find these parts."""
        return worker_environment(
            temporal_address=self.temporal_address,
            database_url=self.database_url,
            relay_host=self.relay.host,
            relay_port=self.relay.port,
            state_folder=self.folder,
        )

    async def start_worker(self, environment: Mapping[str, str] | None = None) -> None:
        """Start the worker and wait until it takes tasks.

        Args:
            environment: What it is told this time, beyond where the parts are.

        Raises:
            PartFailedError: It ended; the error has its last lines.
        """
        self.worker.environment = self.environment | dict(environment or {})
        self.worker.spawn()
        await self.worker.child.until_ready(self.worker.answers, seconds=START_SECONDS)

    def start_signer(self, environment: Mapping[str, str] | None = None) -> None:
        """Start the log's signer; it signs when it is ready.

        Args:
            environment: What it is told beyond where the parts are.
        """
        self.signer.environment = self.environment | dict(environment or {})
        self.signer.spawn()

    async def stop_worker(self) -> None:
        """Let the worker finish and end."""
        await asyncio.to_thread(self.worker.stop)

    async def kill_worker(self) -> None:
        """End the worker as a crash would."""
        self.worker.kill()

    def _end(self) -> None:
        try:
            stop_in_turn([self.postgres, self.relay, self.temporal, self.worker, self.signer])
        finally:
            if self._scratch is not None:
                self._scratch.remove()
