"""Children end when they should, and say why when they should not."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from local.installation import Process
from local.process import LOOPBACK, Child, PartFailedError, free_ports, port_free, port_open
from tests.local.processes import eventually, gone, line_of, python

SLEEPS = [sys.executable, "-S", "-c", "import time; print('here', flush=True); time.sleep(60)"]
DEAF = [
    sys.executable,
    "-S",
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('here', flush=True); time.sleep(60)",
]
FAILS = [sys.executable, "-S", "-c", "print('no such database'); raise SystemExit(3)"]

PARENT = """
import sys, time
from pathlib import Path
from local.process import Child
child = Child.start("part", [sys.executable, "-c", "import time; time.sleep(60)"], log_file=Path(sys.argv[1]))
print(child.pid, flush=True)
time.sleep(60)
"""


class TestEndOfAChild:
    """A child ends when asked, when it does not listen, and when its parent dies."""

    def test_a_child_stops_when_asked(self, tmp_path: Path) -> None:
        child = Child.start("part", SLEEPS, log_file=tmp_path / "log")
        child.wait_ready(lambda: child.said("here"), seconds=5)

        code = child.stop()

        assert code == -signal.SIGTERM
        assert gone(child.pid)

    def test_a_child_that_does_not_listen_is_killed(self, tmp_path: Path) -> None:
        child = Child.start("part", DEAF, log_file=tmp_path / "log")
        child.wait_ready(lambda: child.said("here"), seconds=5)

        code = child.stop(grace=0.2)

        assert code == -signal.SIGKILL

    @pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a child of this")
    def test_a_killed_parent_leaves_nothing_behind(self, tmp_path: Path) -> None:
        with python(PARENT, tmp_path / "log") as parent:
            child = int(line_of(parent))
            running = not gone(child)

            parent.kill()

        assert running
        assert eventually(lambda: gone(child))

    def test_ctrl_c_in_a_terminal_does_not_reach_a_child(self, tmp_path: Path) -> None:
        child = Child.start("part", SLEEPS, log_file=tmp_path / "log")
        child.wait_ready(lambda: child.said("here"), seconds=5)

        group = os.getpgid(child.pid)

        child.kill()
        assert group == child.pid != os.getpgid(0)


class TestFailureToStart:
    """What does not start is named, with its last words."""

    def test_a_part_that_ends_while_starting_is_named_with_its_last_lines(self, tmp_path: Path) -> None:
        (tmp_path / "log").write_text("from an earlier start\n")
        child = Child.start("The part", FAILS, log_file=tmp_path / "log")

        with pytest.raises(PartFailedError) as caught:
            child.wait_ready(lambda: False, seconds=5)

        assert caught.value.part == "The part"
        assert caught.value.last_lines == "no such database"
        assert "The part ended while starting (status 3)" in str(caught.value)

    def test_a_part_that_takes_too_long_is_named(self, tmp_path: Path) -> None:
        child = Child.start("The part", SLEEPS, log_file=tmp_path / "log")

        with pytest.raises(PartFailedError, match="The part was not ready after 0 s"):
            child.wait_ready(lambda: False, seconds=0.1)

        child.kill()


class TestPorts:
    """A port is free when a server could listen on it."""

    def test_free_ports_are_free_and_different(self) -> None:
        ports = free_ports(20)

        assert len(set(ports)) == 20
        assert all(port_free(port) for port in ports)

    def test_no_connection_is_given_a_free_port_before_its_server_has_it(self) -> None:
        with socket.create_server((LOOPBACK, 0)) as server:
            given = [socket.create_connection(server.getsockname()) for _ in range(20)]
            least = min(connection.getsockname()[1] for connection in given)
            for connection in given:
                connection.close()

        assert all(port < least for port in free_ports(100))

    def test_a_port_somebody_listens_on_is_not_free(self) -> None:
        with socket.create_server((LOOPBACK, 0)) as server:
            port = server.getsockname()[1]

            assert (port_free(port), port_open(port)) == (False, True)

        assert (port_free(port), port_open(port)) == (True, False)


class TestOneProcess:
    """A process is known by its id and start: ids are given out again."""

    def test_a_process_is_alive_until_it_ends(self) -> None:
        sleeper = subprocess.Popen(SLEEPS, stdout=subprocess.DEVNULL)
        process = Process.of(sleeper.pid)
        alive = process.alive()
        sleeper.kill()
        sleeper.wait()

        assert (alive, process.alive()) == (True, False)

    def test_another_process_with_the_same_id_is_not_it(self) -> None:
        earlier = Process(pid=os.getpid(), started="long ago")

        assert not earlier.alive()
