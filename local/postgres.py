"""PostgreSQL as our own child process, reachable by a Unix socket only.

Runs as an ordinary user and as root (then as an unprivileged account, see `binaries`), from any folder. The
data stays in the folder it was given, also below a folder that only root may enter: the server is started
*in* its data folder and told that this is `/proc/self/cwd`, which needs no right to the folders above. There
is no password: the socket's folder is 0700 and there is no TCP.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO, Literal
from urllib.parse import quote

import psycopg
import structlog
from psycopg import sql

from local.binaries import MAJOR, PostgresUnusableError, postgres_programs, unprivileged_account
from local.process import PROC, Account, Child, PartFailedError, Server, environment_without, tethered

log = structlog.get_logger(__name__)

Role = Literal["saksgang_owner", "saksgang_app"]

OWNER: Role = "saksgang_owner"
APP: Role = "saksgang_app"
PORT = 5432  # names the socket file only; nobody listens on it
SOCKET_PATH_LIMIT = 100  # the system allows 104 to 108 bytes, PostgreSQL adds a lock file's name
CAREFREE = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=64MB",  # it may be kept in memory
)


class Postgres(Server):
    """A PostgreSQL server of ours.

    Database files are kept in `folder/data`, what the server says in `folder/postgres.log`.
    """

    def __init__(self, folder: Path, *, sockets: Path | None = None, durable: bool = True) -> None:
        """Describe a server; nothing is started or written yet.

        Args:
            folder: Where data and log are kept. One server at a time: a second one is refused.
            sockets: Folder of the socket; a fresh short one in the temporary folder when None.
            durable: False switches off every wait for the disk. For tests: a power cut loses the database.
        """
        self.folder = folder.resolve()
        self.data = self.folder / "data"
        self.log_file = self.folder / "postgres.log"
        self._given_sockets = sockets
        self._durable = durable
        self._sockets: Path | None = None
        self._lock: IO[str] | None = None

    @property
    def socket_folder(self) -> Path:
        """Where its socket is, while it runs."""
        if self._sockets is None:
            raise RuntimeError("the server has not been started")
        return self._sockets

    def spawn(self) -> None:
        """Start the server and return at once (a first start makes the database files, half a second).

        Raises:
            PostgresUnusableError: It cannot run on this machine or in this folder.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._take_lock()
        try:
            account = unprivileged_account(self.data)
            programs = postgres_programs(account)
            if not (self.data / "PG_VERSION").exists():
                self._make_data(programs, account)
            self._check_version()
            stop_orphan(self.data)
            self._sockets = self._make_sockets(account)
            self._child = Child.start(
                "PostgreSQL",
                [programs / "postgres", "-D", seen_from_within(self.data, account), *self._configuration()],
                log_file=self.log_file,
                env=clean_environment(),
                cwd=self.data,
                account=account,
                death_signal=signal.SIGINT,
            )
        except BaseException:
            self._give_back()
            raise

    def answers(self) -> bool:
        """Whether it lets us in."""
        if not (self.socket_folder / f".s.PGSQL.{PORT}").exists():
            return False
        try:
            psycopg.connect(self.conninfo("postgres", OWNER), connect_timeout=2).close()
        except psycopg.OperationalError:  # still starting, or recovering
            return False
        return True

    def settle(self) -> None:
        """See to it that the role of the program exists."""
        with psycopg.connect(self.conninfo("postgres", OWNER)) as connection:
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (APP,)).fetchone() is None:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APP)))

    def stop(self) -> None:
        """End all sessions and stop (PostgreSQL's "fast" shutdown). Does nothing when it does not run."""
        if self._child is not None:
            self._child.stop(signal.SIGINT, grace=20.0)
            self._child = None
        self._give_back()

    def url(self, database: str, role: Role = APP) -> str:
        """The SQLAlchemy URL of a database for a role."""
        host = quote(str(self.socket_folder), safe="")
        return f"postgresql+psycopg://{role}@/{quote(database, safe='')}?host={host}&port={PORT}"

    def conninfo(self, database: str, role: Role = APP) -> str:
        """The same for psycopg itself."""
        return psycopg.conninfo.make_conninfo("", host=str(self.socket_folder), port=PORT, dbname=database, user=role)

    def create_database(self, name: str, *, template: str | None = None) -> None:
        """Make a database owned by `saksgang_owner`, as a copy of `template` where given.

        Nobody may be connected to the template. What `saksgang_app` may do in it is for the schema to say.
        """
        command = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
        if template is not None:
            # Where nothing is written to a disk, files are copied in half the time of the pages in them.
            strategy = sql.SQL("WAL_LOG" if self._durable else "FILE_COPY")
            command += sql.SQL(" TEMPLATE {} STRATEGY {}").format(sql.Identifier(template), strategy)
        self._as_owner(command)

    def drop_database(self, name: str) -> None:
        """Remove a database, ending the sessions that use it. Does nothing when there is none."""
        self._as_owner(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def database_exists(self, name: str) -> bool:
        """Whether the server has a database of this name."""
        with psycopg.connect(self.conninfo("postgres", OWNER)) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
            return found.fetchone() is not None

    def _as_owner(self, command: sql.Composed) -> None:
        with psycopg.connect(self.conninfo("postgres", OWNER), autocommit=True) as connection:
            connection.execute(command)

    def _configuration(self) -> list[str]:
        values = [
            "listen_addresses=",
            f"port={PORT}",
            f'unix_socket_directories="{self.socket_folder}"',
            "unix_socket_permissions=0700",
            "timezone=UTC",
            "log_timezone=UTC",
            "shared_buffers=64MB",
            *(() if self._durable else CAREFREE),
        ]
        return [argument for value in values for argument in ("-c", value)]

    def _make_data(self, programs: Path, account: Account | None) -> None:
        """Make the database files beside their place and move them there when they are whole."""
        staging = self.folder / "data.new"
        if staging.exists():
            shutil.rmtree(staging)
        staging.mkdir(mode=0o700)
        give(staging, account)
        place = seen_from_within(staging, account)
        command: list[str | Path] = [programs / "initdb", "-D", place, "-U", OWNER, "-A", "trust"]
        locale = ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        made = subprocess.run(
            tethered([*command, *locale, *(() if self._durable else ("--no-sync",))], account=account),
            cwd=staging,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if made.returncode != 0:
            said = "\n".join(made.stdout.decode("utf-8", "replace").splitlines()[-15:])
            raise PartFailedError("PostgreSQL", f"could not make its database files in {staging}:\n{said}")
        staging.rename(self.data)
        log.info("database_files_made", folder=str(self.data))

    def _check_version(self) -> None:
        version = (self.data / "PG_VERSION").read_text().strip()
        if version != str(MAJOR):
            raise PostgresUnusableError(
                f"{self.data} was made by PostgreSQL {version}, and {MAJOR} is installed: "
                "take a dump with the old version, or remove the folder to start afresh"
            )

    def _take_lock(self) -> None:
        lock = (self.folder / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip()
            lock.close()
            raise PostgresUnusableError(f"{self.folder} is in use by process {holder}") from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        self._lock = lock

    def _make_sockets(self, account: Account | None) -> Path:
        remembered = self.folder / "socket-folder"
        if remembered.exists():  # left by a start that was killed
            remove_socket_folder(Path(remembered.read_text()))
        folder = self._given_sockets
        if folder is None:
            folder = short_temporary_folder(account)
            remembered.write_text(str(folder))
        else:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if len(os.fsencode(folder)) + len(f"/.s.PGSQL.{PORT}.lock") > SOCKET_PATH_LIMIT:
            raise PostgresUnusableError(f"the path of the socket folder is too long for a Unix socket: {folder}")
        give(folder, account)
        return folder

    def _give_back(self) -> None:
        if self._sockets is not None and self._given_sockets is None:
            remove_socket_folder(self._sockets)
            (self.folder / "socket-folder").unlink(missing_ok=True)
        self._sockets = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def give(folder: Path, account: Account | None) -> None:
    """Make the account the owner of a folder of ours; nothing to do when it is ourselves."""
    if account is None:
        return
    try:
        os.chown(folder, account.uid, account.gid)
    except OSError as error:
        raise PostgresUnusableError(
            f"{folder} cannot be given to the account that PostgreSQL must run as under root ({error}): "
            "use an ordinary user, or a folder on a disk of this machine"
        ) from error


def seen_from_within(data: Path, account: Account | None) -> str:
    """The data folder's name for a server whose working folder it is.

    An account without rights to the folders above reaches it by this name only (Linux).
    """
    return "/proc/self/cwd" if account is not None and PROC else str(data)


def clean_environment() -> dict[str, str]:
    """Our environment without what would change a server's settings or language."""
    return environment_without("PG", "LC_", "LANG") | {"LC_ALL": "C"}


def short_temporary_folder(account: Account | None) -> Path:
    """A new folder, 0700, with a path short enough for a socket and a parent that the account may enter."""
    for parent in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):  # noqa: S108 - mkdtemp
        room = SOCKET_PATH_LIMIT - len(f"/saksgang-xxxxxxxx/.s.PGSQL.{PORT}.lock")
        if parent.is_dir() and len(os.fsencode(parent)) <= room and enterable(parent, account):
            return Path(tempfile.mkdtemp(prefix="saksgang-", dir=parent))
    raise PostgresUnusableError("no temporary folder is short and open enough for PostgreSQL's socket: set TMPDIR")


def enterable(folder: Path, account: Account | None) -> bool:
    """Whether the account may pass through this folder and all above it."""
    if account is None:
        return os.access(folder, os.X_OK)
    resolved = folder.resolve()
    return all(may_pass(step.stat(), account) for step in (resolved, *resolved.parents))


def may_pass(found: os.stat_result, account: Account) -> bool:
    """Whether a folder's permission bits let the account through."""
    if found.st_uid == account.uid:
        return bool(found.st_mode & 0o100)
    return bool(found.st_mode & (0o010 if found.st_gid == account.gid else 0o001))


def remove_socket_folder(folder: Path) -> None:
    """Remove a socket folder of ours and nothing else: its two files, then the folder when it is empty."""
    if not folder.name.startswith("saksgang-") or folder.is_symlink() or not folder.is_dir():
        return
    for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
        (folder / name).unlink(missing_ok=True)
    try:
        folder.rmdir()
    except OSError as error:
        log.warning("socket_folder_left", folder=str(folder), reason=str(error))


def stop_orphan(data: Path) -> None:
    """Stop a server that a killed parent left running on this data.

    The caller holds the folder's lock, so nobody alive owns such a server. It is recognised by its process id
    in `postmaster.pid`, its program and its working folder; a process id that has gone to somebody else is
    left alone.
    """
    pid_file = data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    if not serves(pid, data):
        if alive(pid):  # the id was given to another process, which PostgreSQL would take for itself
            pid_file.unlink(missing_ok=True)
        return
    log.warning("orphan_found", part="PostgreSQL", pid=pid)
    for number, seconds in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0)):
        os.kill(pid, number)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if not serves(pid, data):
                return
            time.sleep(0.02)
    raise PostgresUnusableError(f"a PostgreSQL left running on {data} (process {pid}) does not stop")


def alive(pid: int) -> bool:
    """Whether any process has this id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def serves(pid: int, data: Path) -> bool:
    """Whether this process is a PostgreSQL server on this data."""
    if PROC:
        try:
            program = Path(f"/proc/{pid}/exe").readlink().name
            return program.startswith("postgres") and Path(f"/proc/{pid}/cwd").samefile(data)
        except OSError:
            return False
    listed = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return "postgres" in listed.stdout and str(data) in listed.stdout
