"""All parts together: as a service that is found again, and for a test that leaves nothing."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio
from temporalio.client import Client

from local.installation import State, running_state
from local.process import PartFailedError, port_open
from local.supervise import Event, Parts, up
from tests.local.processes import PROJECT_FOLDER, eventually, gone
from tests.local.small_worker import TASK_QUEUE, Wait

MODULE = "tests.local.small_worker"
RUN_UP = [sys.executable, "-m", "tests.local.run_up"]


class Service:
    """A running `up`, as the terminal sees it."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self.process = process
        self.folder = folder
        self.told: list[list[str]] = []

    def until(self, kind: str) -> list[str]:
        """What it tells of this kind next."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.told.append(json.loads(line))
            if self.told[-1][0] == kind:
                return self.told[-1]
        raise AssertionError(f"ended without {kind}: {self.told}")

    @property
    def state(self) -> State:
        state = running_state(self.folder)
        assert state is not None
        return state

    def pids(self) -> list[int]:
        return [process.pid for process in self.state.processes.values()]


@contextmanager
def service(folder: Path) -> Iterator[Service]:
    process = subprocess.Popen(
        [*RUN_UP, str(folder)],
        cwd=PROJECT_FOLDER,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield Service(process, folder)
    finally:
        process.terminate()
        process.communicate()


def run_second(folder: Path) -> tuple[int, str]:
    """Its exit status and what it says for people."""
    second = subprocess.run([*RUN_UP, str(folder)], cwd=PROJECT_FOLDER, capture_output=True, text=True, check=False)
    return second.returncode, second.stderr


@dataclass(frozen=True)
class Life:
    """What was seen of one folder: started, asked for twice, its worker killed, killed itself, started again."""

    state: State
    status_of_second: int
    told_by_second: str
    worker_died: str
    worker_after: int
    left_after_crash: list[int]
    state_after_crash: State | None
    state_again: State
    case_answered: bool
    status_of_stop: int
    left_after_stop: list[int]


@pytest_asyncio.fixture(scope="class")
async def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    folder = tmp_path_factory.mktemp("up")
    with service(folder) as first:
        first.until("ready")
        state = first.state
        client = await Client.connect(state.temporal_address)
        case = await client.start_workflow(Wait.run, 30, id="w", task_queue=TASK_QUEUE)
        await case.query(Wait.waiting)
        status_of_second, told_by_second = run_second(folder)
        os.kill(state.processes["worker"].pid, signal.SIGKILL)
        worker_died = first.until("worker_died")[2]
        first.until("worker_restarted")
        pids = first.pids()
        worker_after = first.state.processes["worker"].pid
        first.process.kill()
        left_after_crash = left(pids)
    state_after_crash = running_state(folder)
    with service(folder) as again:
        again.until("ready")
        state_again, pids = again.state, again.pids()
        case_answered = await case.query(Wait.waiting)
        again.process.send_signal(signal.SIGINT)
        again.until("stopped")
        status_of_stop = again.process.wait(10)
        left_after_stop = left(pids)
    return Life(
        state, status_of_second, told_by_second, worker_died, worker_after, left_after_crash,
        state_after_crash, state_again, case_answered, status_of_stop, left_after_stop,
    )  # fmt: skip


def left(pids: list[int]) -> list[int]:
    """Those that still run after a while."""
    eventually(lambda: all(gone(pid) for pid in pids))
    return [pid for pid in pids if not gone(pid)]


class TestUp:
    """One service a folder, with its cases where they were when it starts again."""

    def test_a_second_one_in_the_same_folder_is_told_of_the_first(self, life: Life) -> None:
        assert life.status_of_second == 1
        assert f"process {life.state.processes['supervisor'].pid}, since" in life.told_by_second
        assert f"web page {life.state.web_page}" in life.told_by_second

    def test_a_worker_that_died_is_started_again(self, life: Life) -> None:
        assert "signal SIGKILL" in life.worker_died
        assert life.worker_after != life.state.processes["worker"].pid

    @pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a child of this")
    def test_a_killed_one_leaves_nothing_running(self, life: Life) -> None:
        assert life.left_after_crash == []

    def test_what_a_killed_one_left_is_not_believed(self, life: Life) -> None:
        assert life.state_after_crash is None

    def test_a_case_is_where_it_was_after_a_crash(self, life: Life) -> None:
        assert life.case_answered

    def test_it_has_the_same_ports_again(self, life: Life) -> None:
        assert life.state_again.ports == life.state.ports

    def test_ctrl_c_stops_all_of_it(self, life: Life) -> None:
        assert life.status_of_stop == 0
        assert life.left_after_stop == []

    async def test_a_worker_that_cannot_start_is_told_with_its_words_and_nothing_is_left(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SMALL_WORKER_FAILS", "yes")
        told: list[Event] = []

        with pytest.raises(PartFailedError, match=r"Worker ended while starting \(status 1\)") as caught:
            await up(tmp_path, told.append, worker_module=MODULE)

        assert caught.value.last_lines == "no register at this address"
        assert told[-1].kind == "stopped"
        assert running_state(tmp_path) is None
        assert not (tmp_path / "postgres" / "data" / "postmaster.pid").exists()


class TestPartThatDies:
    """Database, Temporal and relay are started again a few times, with a word; one that keeps dying ends all."""

    def test_the_database_comes_back_at_another_address_and_the_worker_with_it(self, tmp_path: Path) -> None:
        with service(tmp_path) as running:
            running.until("ready")
            before = running.state
            os.kill(before.processes["postgres"].pid, signal.SIGKILL)
            died, again = running.until("part_died"), running.until("part_restarted")
            after = running.state
            with psycopg.connect(after.database_url.replace("+psycopg", "")) as connection:
                answered = connection.execute("SELECT 1").fetchone()

            for _ in range(3):
                os.kill(running.state.processes["relay"].pid, signal.SIGKILL)
                running.until("part_restarted")
            os.kill(running.state.processes["relay"].pid, signal.SIGKILL)
            running.until("stopped")
            status = running.process.wait(15)

        assert (died[1], "SIGKILL" in died[2], again[1]) == ("PostgreSQL", True, "PostgreSQL")
        assert after.processes["postgres"] != before.processes["postgres"]
        assert after.processes["worker"] != before.processes["worker"]
        assert after.processes["temporal"] == before.processes["temporal"]
        assert answered == (1,)
        assert status == 1


class TestParts:
    """The same parts with a clock to move; the worker comes and goes."""

    async def test_a_case_goes_on_after_its_worker_was_killed(self, tmp_path: Path) -> None:
        schemas: list[str] = []
        async with Parts(tmp_path, migrate=schemas.append, worker_module=MODULE) as parts:
            await parts.start_worker({"SMALL_WORKER_CACHED": "0"})
            client = await Client.connect(parts.temporal_address)
            handle = await client.start_workflow(Wait.run, 30, id="w", task_queue=TASK_QUEUE)
            assert await handle.query(Wait.waiting)
            await parts.kill_worker()
            await parts.start_worker()
            await parts.clock.sleep_until(client, await parts.clock.now(client) + timedelta(days=31))
            result = await handle.result()
            await parts.stop_worker()
            with psycopg.connect(parts.postgres.conninfo("saksgang")) as connection:
                who = connection.execute("SELECT current_user").fetchone()
            address = parts.relay.port

        assert result == 30
        assert who == ("saksgang_app",)
        assert len(schemas) == 1
        assert "saksgang_owner@/saksgang" in schemas[0]
        assert not port_open(address)

    async def test_a_temporary_folder_is_removed(self) -> None:
        async with Parts(worker_module=MODULE) as parts:
            folder = parts.folder
            mailbox = parts.mailbox

        assert mailbox.parent == folder
        assert not folder.exists()
