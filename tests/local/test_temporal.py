"""Temporal's two servers: what is kept, and who moves the clock."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from local.process import LOOPBACK, PartFailedError, free_ports
from local.supervise import Worker
from local.temporal import ClockHeldError, DevServer, SkippingServer
from tests.local.small_worker import TASK_QUEUE, Wait

MODULE = "tests.local.small_worker"


@pytest.fixture
def skipping(tmp_path: Path) -> Iterator[SkippingServer]:
    with SkippingServer(tmp_path) as server:
        yield server


@pytest.fixture
def worker(skipping: SkippingServer, tmp_path: Path) -> Iterator[Worker]:
    worker = Worker({"TEMPORAL_ADDRESS": skipping.address}, log_file=tmp_path / "worker.log", module=MODULE)
    yield worker
    worker.stop()


class TestDevServer:
    """The full server; its file outlives it, however it ends."""

    async def test_a_running_workflow_survives_a_killed_server(self, tmp_path: Path) -> None:
        port, page = free_ports(2)
        server = DevServer(tmp_path, port=port, ui_port=page)
        with server:
            client = await Client.connect(server.address)
            await client.start_workflow(Wait.run, 30, id="w", task_queue=TASK_QUEUE)
            server.kill()

        with server:
            description = await client.get_workflow_handle("w").describe()

        assert description.status is not None
        assert description.status.name == "RUNNING"
        assert server.address == f"127.0.0.1:{port}"

    async def test_histories_are_kept_for_years(self, tmp_path: Path) -> None:
        with DevServer(tmp_path, durable=False) as server:
            client = await Client.connect(server.address)
            answer = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="default"))

        assert answer.config.workflow_execution_retention_ttl.ToTimedelta() == timedelta(days=3650)

    def test_settings_of_other_clients_do_not_reach_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TEMPORAL_CONFIG_FILE", str(tmp_path / "missing.toml"))
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

        with DevServer(tmp_path / "server", durable=False) as server:
            serves = server.answers()

        assert serves


class TestMovedClock:
    """The test server's clock goes at the machine's pace, and is moved by nobody but us."""

    async def test_a_waiting_workflow_does_not_move_the_clock(self, skipping: SkippingServer, worker: Worker) -> None:
        worker.start()
        client = await Client.connect(skipping.address)
        handle = await client.start_workflow(Wait.run, 30, id="w", task_queue=TASK_QUEUE)
        assert await handle.query(Wait.waiting)

        clock = await skipping.now(client)

        assert abs(clock - datetime.now(UTC)) < timedelta(seconds=5)

    async def test_what_is_due_on_the_way_happens_at_its_time(self, skipping: SkippingServer, worker: Worker) -> None:
        worker.start()
        client = await Client.connect(skipping.address)
        long = await client.start_workflow(Wait.run, 200, id="long", task_queue=TASK_QUEUE)
        short = await client.start_workflow(Wait.run, 30, id="short", task_queue=TASK_QUEUE)
        # A timer begins when the worker has taken the task: ask, or the clock moves before it exists.
        assert await long.query(Wait.waiting)
        assert await short.query(Wait.waiting)
        goal = await skipping.now(client) + timedelta(days=300)

        await skipping.sleep_until(client, goal)

        assert timedelta() <= await skipping.now(client) - goal < timedelta(seconds=5)
        assert (await short.result(), await long.result()) == (30, 200)

    async def test_a_task_that_no_worker_takes_holds_the_clock(self, skipping: SkippingServer) -> None:
        client = await Client.connect(skipping.address)
        await client.start_workflow(Wait.run, 30, id="w", task_queue=TASK_QUEUE)
        goal = await skipping.now(client) + timedelta(days=1)

        with pytest.raises(ClockHeldError) as caught:
            await skipping.sleep_until(client, goal, patience=timedelta(seconds=0.5))

        assert goal - caught.value.stands > timedelta(hours=23)

    async def test_a_time_behind_us_moves_nothing(self, skipping: SkippingServer) -> None:
        client = await Client.connect(skipping.address)
        before = await skipping.now(client)

        await skipping.sleep_until(client, before - timedelta(days=1))

        assert await skipping.now(client) - before < timedelta(seconds=5)


class TestPorts:
    """A server has its own port, or says that it could not have it."""

    def test_two_servers_have_ports_of_their_own(self, tmp_path: Path) -> None:
        with SkippingServer(tmp_path / "a") as first, SkippingServer(tmp_path / "b") as second:
            assert first.address != second.address

    def test_a_port_that_is_taken_is_told_in_the_server_s_words(self, tmp_path: Path) -> None:
        with socket.create_server((LOOPBACK, 0)) as squatter:
            port = squatter.getsockname()[1]

            with pytest.raises(PartFailedError, match=rf"Temporal ended while starting[^$]*{port}"):
                DevServer(tmp_path, port=port, durable=False).start()
