"""All parts together: as a service that is found again, and for a test that leaves nothing."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from temporalio.client import Client

from local.installation import State, running_state
from local.process import PartFailedError, port_open
from local.supervise import Parts
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
def service(folder: Path, **environment: str) -> Iterator[Service]:
    process = subprocess.Popen(
        [*RUN_UP, str(folder)],
        cwd=PROJECT_FOLDER,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
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


class TestUp:
    """One service a folder, with its cases where they were when it starts again."""

    async def test_running_cases_are_where_they_were_after_stop_and_crash(self, tmp_path: Path) -> None:
        with service(tmp_path) as first:
            first.until("ready")
            state, pids = first.state, first.pids()
            client = await Client.connect(state.temporal_address)
            await client.start_workflow(Wait.run, 30, id="w", task_queue=TASK_QUEUE)
            status_of_second, told_by_second = run_second(tmp_path)
            first.process.send_signal(signal.SIGINT)
            first.until("stopped")
            status = first.process.wait(10)

        with service(tmp_path) as again:
            again.until("ready")
            same = again.state
            answered = await client.get_workflow_handle("w").query(Wait.waiting)
            crashed = again.pids()
            again.process.kill()
            again.process.wait()
            nothing_left = eventually(lambda: all(gone(pid) for pid in crashed))

        assert status_of_second == 1
        assert f"process {pids[0]}, since" in told_by_second
        assert f"web page {state.web_page}" in told_by_second
        assert status == 0
        assert all(gone(pid) for pid in pids)
        assert answered
        assert same.ports == state.ports
        assert nothing_left
        assert running_state(tmp_path) is None

    def test_a_worker_that_died_is_started_again(self, tmp_path: Path) -> None:
        with service(tmp_path) as running:
            running.until("ready")
            worker = running.state.processes["worker"].pid

            os.kill(worker, signal.SIGKILL)
            died = running.until("worker_died")
            running.until("worker_restarted")

            assert "signal SIGKILL" in died[2]
            assert running.state.processes["worker"].pid != worker

    def test_a_worker_that_cannot_start_is_told_with_its_words_and_nothing_is_left(self, tmp_path: Path) -> None:
        with service(tmp_path, SMALL_WORKER_FAILS="yes") as running:
            running.until("stopped")
            status = running.process.wait(10)
            assert running.process.stderr is not None
            said = running.process.stderr.read()

        assert status == 1
        assert "Worker ended while starting (status 1)" in said
        assert "no register at this address" in said
        assert running_state(tmp_path) is None


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

    async def test_a_worker_that_cannot_start_is_named(self, tmp_path: Path) -> None:
        async with Parts(tmp_path, skipping=False, worker_module=MODULE) as parts:
            with pytest.raises(PartFailedError, match="no register at this address"):
                await parts.start_worker({"SMALL_WORKER_FAILS": "yes"})

    async def test_a_temporary_folder_is_removed(self) -> None:
        async with Parts(worker_module=MODULE) as parts:
            folder = parts.folder
            mailbox = parts.mailbox

        assert mailbox.parent == folder
        assert not folder.exists()
