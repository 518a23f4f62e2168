"""One installation a folder, found by those who need it, never confused with what a crash left."""

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from local.installation import (
    PORTS,
    STATE_FILE,
    AlreadyRunningError,
    NothingRunningError,
    Process,
    State,
    choose_ports,
    find,
    hold,
    read_state,
    running_state,
    write_state,
)
from local.process import LOOPBACK


def state(folder: Path, worker: Process | None = None) -> State:
    return State(
        project_folder=folder.parent,
        state_folder=folder,
        started_at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
        processes={"supervisor": Process.of(os.getpid()), "worker": worker or Process.of(os.getpid())},
        ports={"temporal": 20001, "web_page": 20002, "relay": 20003},
        database_url="postgresql+psycopg://saksgang_app@/saksgang?host=%2Ftmp%2Fx",
        owner_database_url="postgresql+psycopg://saksgang_owner@/saksgang?host=%2Ftmp%2Fx",
        temporal_address=f"{LOOPBACK}:20001",
        web_page=f"http://{LOOPBACK}:20002",
        mailbox=folder / "mailbox",
        relay_host=LOOPBACK,
        relay_port=20003,
    )


class TestOneInAFolder:
    """Who holds the folder is named to the second, and is gone when it ends."""

    def test_a_second_holder_is_told_of_the_first(self, tmp_path: Path) -> None:
        with hold(tmp_path):
            write_state(state(tmp_path))

            with pytest.raises(AlreadyRunningError) as caught, hold(tmp_path):
                pass

        assert caught.value.state == state(tmp_path)
        assert f"process {os.getpid()}" in str(caught.value)
        assert "web page http://127.0.0.1:20002" in str(caught.value)

    def test_a_second_holder_is_refused_while_the_first_is_starting(self, tmp_path: Path) -> None:
        with hold(tmp_path), pytest.raises(AlreadyRunningError, match="just starting"), hold(tmp_path):
            pass

    def test_nothing_is_left_when_the_holder_ends(self, tmp_path: Path) -> None:
        with hold(tmp_path):
            write_state(state(tmp_path))

        assert running_state(tmp_path) is None
        assert not (tmp_path / STATE_FILE).exists()

    def test_what_a_crash_left_is_not_believed_and_is_cleaned(self, tmp_path: Path) -> None:
        left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        write_state(state(tmp_path, Process.of(left.pid)))

        believed = running_state(tmp_path)
        with hold(tmp_path):
            cleaned = read_state(tmp_path)

        assert (believed, cleaned) == (None, None)
        assert left.wait(5) != 0

    def test_a_process_that_has_only_the_number_of_an_old_part_is_left_alone(self, tmp_path: Path) -> None:
        somebody = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        write_state(state(tmp_path, Process(pid=somebody.pid, started="long ago")))

        with hold(tmp_path):
            spared = somebody.poll() is None

        somebody.kill()
        somebody.wait()
        assert spared

    def test_a_state_file_of_another_version_is_no_state(self, tmp_path: Path) -> None:
        with hold(tmp_path):
            (tmp_path / STATE_FILE).write_text('{"version": 7}')

            assert running_state(tmp_path) is None


class TestFinding:
    """The environment wins over the folder; nothing at all has a remedy."""

    def test_the_running_installation_is_found(self, tmp_path: Path) -> None:
        with hold(tmp_path):
            write_state(state(tmp_path))

            found = find(tmp_path, {})

        assert found.temporal == "127.0.0.1:20001"
        assert found.database_url == state(tmp_path).database_url
        assert found.state == state(tmp_path)

    def test_the_environment_wins(self, tmp_path: Path) -> None:
        named = {"TEMPORAL_ADDRESS": "temporal:7233", "SAKSGANG_DATABASE_URL": "postgresql://elsewhere/x"}

        found = find(tmp_path, named)

        assert (found.temporal, found.database_url) == ("temporal:7233", "postgresql://elsewhere/x")
        assert (found.owner_database_url, found.state) == (None, None)

    def test_nothing_running_names_what_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(NothingRunningError) as caught:
            find(tmp_path, {"TEMPORAL_ADDRESS": "temporal:7233"})

        assert "SAKSGANG_DATABASE_URL" in str(caught.value)
        assert "TEMPORAL_ADDRESS" not in str(caught.value)


class TestPorts:
    """A clone keeps its ports; two clones have different ones."""

    def test_a_folder_gets_its_ports_again(self, tmp_path: Path) -> None:
        first = choose_ports(tmp_path)

        assert choose_ports(tmp_path) == first
        assert set(first) == set(PORTS)
        assert len(set(first.values())) == len(PORTS)

    def test_a_port_that_somebody_took_is_replaced_and_the_others_stay(self, tmp_path: Path) -> None:
        first = choose_ports(tmp_path)

        with socket.create_server((LOOPBACK, first["relay"])):
            second = choose_ports(tmp_path)

        assert second["relay"] != first["relay"]
        assert second | {"relay": 0} == first | {"relay": 0}

    def test_two_clones_have_different_ports(self, tmp_path: Path) -> None:
        clones = []
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            clones.append(set(choose_ports(tmp_path / name).values()))

        assert clones[0].isdisjoint(clones[1])
