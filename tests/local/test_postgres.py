"""PostgreSQL runs for everybody and from everywhere, and does not outlive us."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from local import binaries
from local.binaries import PACKAGE, PostgresUnusableError, installed_script, why_not_run
from local.postgres import OWNER, Postgres, serves
from local.process import Account, LocalError
from tests.local.processes import LOG_TO_STDERR, PROJECT_FOLDER, eventually, gone, line_of, python

ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not ROOT, reason="only root has to step down")

HOLDER = """
import sys, time
from pathlib import Path
import local.process
if sys.argv[2] == "untied":  # as on a system that does not tell a child of its parent's death
    tied = local.process.tethered
    local.process.tethered = lambda argv, *, account=None, **_: tied(argv, account=account, death_signal=0)
from local.postgres import Postgres
server = Postgres(Path(sys.argv[1]), durable=False).start()
server.create_database("kept")
print(server.child.pid, server.socket_folder, flush=True)
time.sleep(60)
"""

START_AND_ASK = """
import os, sys
from pathlib import Path
import psycopg
from local.postgres import Postgres
with Postgres(Path(sys.argv[1]), durable=False) as server:
    with psycopg.connect(server.conninfo("postgres", "saksgang_owner")) as connection:
        print(os.geteuid(), connection.execute("SELECT 6 * 7").fetchone()[0], os.stat(server.data).st_uid)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres(tmp_path_factory.mktemp("postgres"), durable=False) as running:
        yield running


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter, unlike those pytest makes under root."""
    folder = Path(tempfile.mkdtemp(prefix="saksgang-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


class TestDatabases:
    """One server, many databases, two roles, no network."""

    def test_text_is_norwegian_and_time_is_utc(self, server: Postgres) -> None:
        with psycopg.connect(server.conninfo("postgres", OWNER)) as connection:
            found = connection.execute(
                "SELECT lower('ÆØÅ'), current_setting('server_encoding'), current_setting('timezone'),"
                " datlocprovider::text, datlocale FROM pg_database WHERE datname = 'postgres'"
            ).fetchone()

        assert found == ("æøå", "UTF8", "UTC", "b", "C.UTF-8")

    def test_a_copy_of_a_template_has_what_the_template_had(self, server: Postgres) -> None:
        server.create_database("first")
        with psycopg.connect(server.conninfo("first", OWNER)) as connection:
            connection.execute("CREATE TABLE party (name text)")

        server.create_database("Second one", template="first")

        with create_engine(server.url("Second one", OWNER)).connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM party")).scalar_one() == 0
        server.drop_database("Second one")
        assert not server.database_exists("Second one")
        assert server.database_exists("first")

    def test_the_program_s_role_may_enter_and_owns_nothing(self, server: Postgres) -> None:
        server.create_database("third")

        with create_engine(server.url("third")).connect() as connection:
            found = connection.execute(
                text("SELECT current_user, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user")
            ).one()

        assert tuple(found) == ("saksgang_app", False, False)

    def test_it_is_reached_by_its_socket_only(self, server: Postgres) -> None:
        with psycopg.connect(server.conninfo("postgres", OWNER)) as connection:
            found = connection.execute("SHOW listen_addresses").fetchone()

        assert found == ("",)
        assert server.socket_folder.stat().st_mode & 0o777 == 0o700

    def test_a_second_server_on_the_same_folder_is_refused(self, server: Postgres) -> None:
        second = Postgres(server.folder)

        with pytest.raises(PostgresUnusableError, match=f"is in use by process {os.getpid()}"):
            second.start()


class TestStartAgain:
    """What was committed is there after a stop, a crash, and the death of the parent."""

    def test_stopped_and_started_again_it_has_its_data(self, tmp_path: Path) -> None:
        server = Postgres(tmp_path, durable=False)
        with server:
            server.create_database("kept")
            sockets = server.socket_folder

        with server:
            kept = server.database_exists("kept")

        assert kept
        assert not sockets.exists()

    @pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a child of this")
    def test_it_ends_with_a_parent_that_was_killed(self, tmp_path: Path) -> None:
        with python(HOLDER, tmp_path, "tied") as holder:
            pid, sockets = line_of(holder).split()

            holder.kill()

        assert eventually(lambda: gone(int(pid)))
        with Postgres(tmp_path, durable=False) as server:
            assert server.database_exists("kept")
        assert not Path(sockets).exists()

    def test_an_orphan_is_stopped_and_its_data_taken_over(self, tmp_path: Path) -> None:
        with python(HOLDER, tmp_path, "untied") as holder:
            pid, sockets = line_of(holder).split()
            holder.kill()
        orphaned = serves(int(pid), tmp_path / "data")

        with Postgres(tmp_path, durable=False) as server:
            kept = server.database_exists("kept")

        assert orphaned
        assert kept
        assert gone(int(pid))
        assert not Path(sockets).exists()

    def test_a_process_id_given_to_somebody_else_is_left_alone(self, tmp_path: Path) -> None:
        server = Postgres(tmp_path, durable=False)
        with server:
            pass
        somebody = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        (server.data / "postmaster.pid").write_text(f"{somebody.pid}\n{server.data}\n")

        with server:
            answered = server.answers()

        assert answered
        assert somebody.poll() is None
        somebody.kill()
        somebody.wait()


class TestWhoAndWhere:
    """As root and as an ordinary user, from any folder."""

    @as_root
    def test_root_runs_it_below_a_folder_only_root_may_enter(self, open_folder: Path) -> None:
        locked = open_folder / "locked"
        locked.mkdir(mode=0o700)

        with python(START_AND_ASK, locked / "project" / ".saksgang" / "postgres") as asked:
            euid, answer, owner = line_of(asked).split()
            asked.wait(20)

        assert (euid, answer) == ("0", "42")
        assert owner != "0"
        assert open_folder.stat().st_mode & 0o777 == 0o755
        assert locked.stat().st_mode & 0o777 == 0o700

    @as_root
    def test_programs_out_of_reach_are_copied_once(self, open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        site = binaries.programs_in(Path()).parent
        account = nobody()
        locked = open_folder / "locked"
        locked.mkdir(mode=0o700)
        original = Path(PROJECT_FOLDER, *find_site().parts)
        for name in (f"{PACKAGE}/{site.name}", f"{PACKAGE}.libs"):
            shutil.copytree(original / name, locked / name, symlinks=True)
        monkeypatch.setattr(binaries, "COPY_FOLDERS", (open_folder,))

        copy = binaries.reachable_copy(locked, account)
        made = {file: file.stat().st_mtime_ns for file in copy.rglob("*")}
        again = binaries.reachable_copy(locked, account)

        assert why_not_run(locked, account) is not None
        assert why_not_run(copy, account) is None
        assert again == copy
        assert made == {file: file.stat().st_mtime_ns for file in copy.rglob("*")}

    @as_root
    def test_a_folder_another_made_under_the_copy_s_name_is_not_used(
        self, open_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(binaries, "COPY_FOLDERS", (open_folder,))
        account = nobody()
        copy = binaries.reachable_copy(find_site(), account)
        shutil.rmtree(copy)
        copy.mkdir()
        os.chown(copy, account.uid, account.gid)

        with pytest.raises(PostgresUnusableError, match="exists and is not root's own folder"):
            binaries.reachable_copy(find_site(), account)

    def test_an_ordinary_user_runs_it_as_itself(self, open_folder: Path) -> None:
        mine = open_folder / "mine"
        mine.mkdir()
        command = [sys.executable, "-c", LOG_TO_STDERR + START_AND_ASK, str(mine)]
        if ROOT:
            account = nobody()
            os.chown(mine, account.uid, account.gid)
            command = as_account(account, [ordinary_python(account), *command[1:]])

        asked = subprocess.run(
            command,
            cwd=PROJECT_FOLDER,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (PROJECT_FOLDER, find_site())))},
            capture_output=True,
            text=True,
            check=True,
        )

        euid, answer, owner = asked.stdout.split()
        assert answer == "42"
        assert euid == owner != "0"

    def test_a_socket_path_that_is_too_long_is_named(self, tmp_path: Path) -> None:
        server = Postgres(tmp_path / "here", sockets=tmp_path / ("long" * 30), durable=False)

        with pytest.raises(PostgresUnusableError, match="too long for a Unix socket"):
            server.start()

    def test_data_of_another_version_is_not_touched(self, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "PG_VERSION").write_text("17\n")
        if ROOT:
            os.chown(tmp_path / "data", nobody().uid, nobody().gid)

        with pytest.raises(PostgresUnusableError, match="was made by PostgreSQL 17"):
            Postgres(tmp_path).start()

    def test_a_program_of_a_package_that_is_not_installed_has_a_remedy(self) -> None:
        with pytest.raises(LocalError, match="pip install"):
            installed_script("no-such-package-of-ours", "program")


def nobody() -> Account:
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


def find_site() -> Path:
    """The folder of installed packages that has PostgreSQL."""
    return binaries.postgres_programs(None).parents[2]


def as_account(account: Account, command: list[str]) -> list[str]:
    tether = PROJECT_FOLDER / "local" / "tether.py"
    options = ["--parent", str(os.getpid()), "--signal", str(int(signal.SIGKILL))]
    user = ["--user", f"{account.uid}:{account.gid}"]
    return [sys.executable, "-I", "-S", str(tether), *options, *user, "--", *command]


def ordinary_python(account: Account) -> str:
    """An interpreter like ours, with our packages, that the account may run."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        command = as_account(account, [candidate, "-c", "import local.postgres"])
        path = os.pathsep.join(map(str, (PROJECT_FOLDER, find_site())))
        tried = subprocess.run(
            command, cwd="/", env=os.environ | {"PYTHONPATH": path}, capture_output=True, check=False
        )
        if tried.returncode == 0:
            return candidate
    pytest.skip("no interpreter on this machine that an ordinary user may run with our packages")
