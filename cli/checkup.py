"""What `saksgang doctor` looks at. Each part is asked by itself: one that is away hides nothing of the others."""

from __future__ import annotations

import asyncio
import importlib.metadata
import platform
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from audit.log.leaves import grow
from audit.log.merkle import Tree
from audit.log.note import Unproved, UnreadableNote
from audit.log.signer import WouldFork, check_extends
from audit.log.trust import read_trust
from cli.door import Door, connect
from cli.signing import FIND_OUT, KeyMissing, Keyring
from local.installation import State
from local.process import port_open
from register import health, mailroom
from register.archive import Held, Unarchived, held, unarchived
from register.health import Open, Overdue, Unjudged
from register.log import LogBroken, Unsigned, keys_document, leaves_of, unsigned
from register.schema import versions
from settings import PROJECT_FOLDER, settings

if TYPE_CHECKING:
    from temporalio.client import Client

PATIENCE = 5.0  # seconds for a part to answer
TOLERATED: Final = timedelta(minutes=1)  # acts and due times may wait so long before something is wrong
POLLED_WITHIN: Final = timedelta(seconds=90)  # a worker that lives asks at least once a minute
UNSIGNED_FOR: Final = timedelta(minutes=10)  # so long, or three rounds of the signer, an entry may be unsigned
UNARCHIVED_FOR: Final = timedelta(minutes=15)
RESTART = "stop `./saksgang up` with Ctrl-C and start it again; nothing is lost"


@dataclass(frozen=True)
class Fault:
    """Something that is wrong, and what to do about it."""

    code: str
    what: str
    remedy: str


@dataclass(frozen=True)
class PartSeen:
    """One part as it was found."""

    part: str
    answers: bool
    where: str
    pid: int | None = None


@dataclass
class Checkup:
    """What was found. What could not be asked is None."""

    parts: list[PartSeen] = field(default_factory=list)
    versions: dict[str, str | None] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    open: Open | None = None
    unjudged: Unjudged | None = None
    overdue: Overdue | None = None
    next_due: tuple[str, str, datetime] | None = None
    story_ahead: timedelta | None = None
    mail: dict[str, int] | None = None
    logs: tuple[Unsigned, ...] = ()
    unarchived: tuple[Unarchived, ...] = ()
    archived: Held | None = None

    @property
    def nothing_answers(self) -> bool:
        """Whether neither the database nor Temporal is there."""
        return not any(p.answers for p in self.parts if p.part in ("postgres", "temporal"))

    def wrong(self, code: str, what: str, remedy: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(code, what, remedy))


async def examine(door: Door) -> Checkup:
    """Ask every part.

    Raises:
        NothingRunningError: nothing runs in this folder, and the environment names nothing.
    """
    seen = Checkup()
    seen.versions = {
        "saksgang": own_version(),
        "python": platform.python_version(),
        "temporalio": importlib.metadata.version("temporalio"),
    }
    state = door.found.state
    await _ask_database(door, seen, state)
    await _ask_temporal(door, seen, state)
    _ask_relay(seen, state)
    if state is not None:
        _look_at_processes(seen, state)
    return seen


def own_version() -> str:
    """The program's version, also where it runs from its folder without having been installed."""
    try:
        return importlib.metadata.version("saksgang")
    except importlib.metadata.PackageNotFoundError:
        described = tomllib.loads((PROJECT_FOLDER / "pyproject.toml").read_text(encoding="utf-8"))
        return str(described["project"]["version"])


# --- the register -----------------------------------------------------------------------------------------------


async def _ask_database(door: Door, seen: Checkup, state: State | None) -> None:
    where = "of this folder" if state is not None else "named by the environment"
    try:
        async with asyncio.timeout(PATIENCE), door.reading() as connection:
            seen.versions["PostgreSQL"] = await health.server_version(connection)
    except (DBAPIError, PoolTimeout, TimeoutError) as error:
        seen.parts.append(PartSeen("postgres", answers=False, where=where, pid=_pid(state, "postgres")))
        seen.wrong("database_away", f"The database does not answer: {_first_line(error)}", _remedy_of(state))
        return
    seen.parts.append(PartSeen("postgres", answers=True, where=where, pid=_pid(state, "postgres")))
    if await _schema_fits(door, seen):
        await _look_into_register(door, seen)
        await _ask_signer(door, seen)


async def _schema_fits(door: Door, seen: Checkup) -> bool:
    found, known = await asyncio.to_thread(versions, door.register.url)
    seen.versions |= {"schema found": found, "schema known": known}
    if found == known:
        return True
    if found is None:
        seen.wrong(
            "schema_missing", "The database holds no register", "`./saksgang up` makes it, or run the migrations"
        )
    elif found < known:
        what = f"The register has schema {found}; this program works with {known}"
        seen.wrong("schema_old", what, "`./saksgang up` brings it up to date, or run the migrations")
    else:
        what = f"The register has schema {found}, made by a later version; this program knows {known}"
        seen.wrong("schema_too_new", what, "use the version of saksgang that made it, or a later one")
    return False


async def _look_into_register(door: Door, seen: Checkup) -> None:
    try:
        async with asyncio.timeout(PATIENCE), door.reading() as connection:
            seen.open = await health.what_is_open(connection)
            seen.unjudged = await health.unjudged_acts(connection)
            seen.overdue = await health.oldest_overdue(connection)
            seen.next_due = await health.next_due(connection)
            seen.story_ahead = await health.legal_shift(connection)
            seen.mail = await mailroom.counts_by_state(connection)
            seen.logs = await unsigned(connection)
            seen.unarchived = await unarchived(connection)
            seen.archived = await held(connection)
    except (ProgrammingError, TimeoutError) as error:
        seen.wrong("register_unreadable", f"The register cannot be read: {_first_line(error)}", "run the migrations")
        return
    _judge_waiting(seen)
    _judge_mail(seen, seen.mail)
    judge_logs(seen, datetime.now(UTC))
    judge_archive(seen)


def _judge_waiting(seen: Checkup) -> None:
    unjudged, overdue = seen.unjudged, seen.overdue
    remedy = "see that a worker runs and that Temporal answers; what waits is then judged by itself"
    if unjudged is not None and unjudged.waiting > TOLERATED:
        what = (
            f"{unjudged.acts} received acts are not judged; the oldest, on {unjudged.oldest}, {ago(unjudged.waiting)}"
        )
        seen.wrong("acts_unjudged", what, remedy)
    if overdue is not None and overdue.late > TOLERATED:
        what = f"{overdue.name} of {overdue.record} is {ago(overdue.late)} late: {overdue.consequence}"
        seen.wrong("deadline_overdue", what, remedy)


def _judge_mail(seen: Checkup, counts: dict[str, int]) -> None:
    if counts["given_up"]:
        what = f"{counts['given_up']} messages could not be delivered"
        seen.wrong(
            "mail_undeliverable",
            what,
            "`./saksgang mail list --state given_up` says why; put it right, then `./saksgang mail resend`",
        )
    if counts["unknown"]:
        what = f"{counts['unknown']} messages were perhaps delivered, and the relay cannot say"
        seen.wrong(
            "mail_unknown",
            what,
            "`./saksgang mail list --state unknown`; ask the recipients, then `./saksgang mail resend --again`",
        )


def judge_logs(seen: Checkup, now: datetime) -> None:
    """A log that was signed once and is no longer: what happens since then nobody can prove."""
    tolerated = max(UNSIGNED_FOR, timedelta(seconds=3 * settings().checkpoints.cadence_seconds))
    for log in seen.logs:
        if log.size is not None and log.oldest is not None and now - log.oldest > tolerated:
            since = ago(now - log.oldest)
            what = f"What happened in {log.community} is in no signed checkpoint; the oldest of it {since}"
            remedy = "see that `./saksgang log sign` runs, and why it refuses: docs/evidence-log.md"
            seen.wrong("log_unsigned", what, remedy)


async def _ask_signer(door: Door, seen: Checkup) -> None:
    """Whether the signer would refuse each log, where what it remembers is on this machine: it refuses in silence."""
    for log in seen.logs:
        try:
            await _check_signer(door, log.community)
        except (WouldFork, LogBroken) as refused:
            seen.wrong("signing_refused", f"The log of {log.community} is not signed: {refused}", FIND_OUT)
        except PermissionError:
            continue  # the signer is somebody else's, who asks as themselves
        except (KeyMissing, UnreadableNote, Unproved, OSError, ValueError, RecursionError) as missing:
            what = f"The signer of {log.community} lacks what it needs: {str(missing)[:300]}"
            seen.wrong("key_missing", what, "put the folder of keys back, or give `./saksgang log resume`")


async def _check_signer(door: Door, community: str) -> None:
    """That the signer finds its files, and a log that goes on from what it signed last.

    Raises:
        WouldFork, LogBroken: it does not.
        KeyMissing, UnreadableNote, Unproved, OSError, ValueError, RecursionError: what it needs cannot be read.
    """
    keyring = Keyring(settings().keys, settings().checkpoints.origin, community)
    if keyring.empty:  # all of it is kept on another machine, or nothing was signed yet
        return
    trust = keyring.trust()
    async with door.reading() as connection:
        document = await keys_document(connection, community)
    if document is None or trust.keys[0].key not in {known.key for known in read_trust(document).keys}:
        return  # the keys are those of another register
    for files in ((keyring.key_file, keyring.next_file), (keyring.memory_file,)):
        if not any(file.exists() for file in files):
            raise KeyMissing(f"{files[0]} is not there")
    memory = keyring.memory(trust.current)  # before the leaves: a signer may be at work
    async with door.reading() as connection:
        check_extends(memory, await grow(Tree(), leaves_of(connection, community)))


def judge_archive(seen: Checkup) -> None:
    """What has ended is to be in the archive soon: Temporal keeps it for its retention only."""
    late = [one for one in seen.unarchived if one.waiting > UNARCHIVED_FOR]
    if late:
        ended = "1 record has" if len(late) == 1 else f"{len(late)} records have"
        longest = f"longest that of {late[0].record}, {ago(late[0].waiting)}"
        what = f"{ended} ended, and the last history is not kept: {longest}"
        remedy = "see that a worker runs, then `./saksgang archive sweep`: Temporal keeps them for its retention only"
        seen.wrong("history_unarchived", what, remedy)


# --- Temporal, the relay, the processes -------------------------------------------------------------------------


async def _ask_temporal(door: Door, seen: Checkup, state: State | None) -> None:
    from temporalio.api.workflowservice.v1 import GetSystemInfoRequest  # noqa: PLC0415  (as in `cli.door`)
    from temporalio.service import RPCError  # noqa: PLC0415

    address = door.found.temporal
    try:
        async with asyncio.timeout(PATIENCE):
            client = await connect(address)
            info = await client.workflow_service.get_system_info(GetSystemInfoRequest())
            polled = await _last_polled(client)
    except (RuntimeError, RPCError, TimeoutError) as error:
        seen.parts.append(PartSeen("temporal", answers=False, where=address, pid=_pid(state, "temporal")))
        seen.wrong("temporal_away", f"Temporal does not answer: {_first_line(error)}", _remedy_of(state))
        unasked = "only Temporal knows whether it takes tasks"
        seen.parts.append(PartSeen("worker", answers=False, where=unasked, pid=_pid(state, "worker")))
        return
    where = f"{address}, web page {state.web_page}" if state is not None else address
    seen.versions["Temporal server"] = info.server_version
    seen.parts.append(PartSeen("temporal", answers=True, where=where, pid=_pid(state, "temporal")))
    queue = settings().temporal.task_queue
    works = polled is not None and datetime.now(UTC) - polled < POLLED_WITHIN
    seen.parts.append(PartSeen("worker", answers=works, where=f"task queue {queue}", pid=_pid(state, "worker")))
    if not works:
        what = f"No worker takes tasks from {queue}: acts are received, and judged when one does"
        seen.wrong("no_worker", what, RESTART if state is not None else "start one: `python worker.py`")


async def worker_polls(door: Door) -> bool:
    """Whether a worker takes tasks; also where Temporal is away or cannot say, since that is another fault."""
    from temporalio.service import RPCError  # noqa: PLC0415

    try:
        async with asyncio.timeout(PATIENCE):
            polled = await _last_polled(await door.temporal())
    except (RuntimeError, RPCError, TimeoutError):
        return True
    return polled is not None and datetime.now(UTC) - polled < POLLED_WITHIN


async def _last_polled(client: Client) -> datetime | None:
    """When a worker last asked for a workflow task; None where none has for minutes."""
    from temporalio.api.enums.v1 import TaskQueueType  # noqa: PLC0415
    from temporalio.api.taskqueue.v1 import TaskQueue  # noqa: PLC0415
    from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest  # noqa: PLC0415

    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=settings().temporal.task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    described = await client.workflow_service.describe_task_queue(request)
    return max((p.last_access_time.ToDatetime(tzinfo=UTC) for p in described.pollers), default=None)


def _ask_relay(seen: Checkup, state: State | None) -> None:
    mail = settings().mail
    port = mail.port or (state.relay_port if state is not None else None)
    if port is None:
        seen.wrong("no_relay", "No mail relay is named", "set SAKSGANG_MAIL__HOST and SAKSGANG_MAIL__PORT")
        return
    host = mail.host if mail.port or state is None else state.relay_host
    answers = port_open(port, host=host)
    where = f"{host}:{port}" + (f", mailbox {state.mailbox}" if state is not None and not mail.port else "")
    seen.parts.append(PartSeen("relay", answers=answers, where=where, pid=_pid(state, "relay")))
    if not answers:
        what = f"The mail relay at {host}:{port} does not answer: messages wait"
        seen.wrong("relay_away", what, _remedy_of(state))


def _look_at_processes(seen: Checkup, state: State) -> None:
    """A part whose process has ended, though another may answer in its place."""
    supervisor = state.processes["supervisor"]
    seen.parts.append(
        PartSeen("supervisor", answers=supervisor.alive(), where=str(state.state_folder), pid=supervisor.pid)
    )
    signer = state.processes.get("signer")
    if signer is not None:
        where = f"keys in {settings().keys}"
        seen.parts.append(PartSeen("signer", answers=signer.alive(), where=where, pid=signer.pid))
    for part, process in state.processes.items():
        if not process.alive():
            remedy = (
                f"it is started again by itself; `.saksgang/logs/{part}.log` says why"
                if part in ("worker", "signer")
                else RESTART
            )
            seen.wrong("part_ended", f"The process of {part} ({process.pid}) has ended", remedy)


def _pid(state: State | None, part: str) -> int | None:
    return next((process.pid for name, process in state.processes.items() if name == part), None) if state else None


def _remedy_of(state: State | None) -> str:
    return RESTART if state is not None else "see that it runs, and that the environment names it rightly"


def _first_line(error: Exception) -> str:
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    return lines[0] if lines else f"no answer within {PATIENCE:.0f} s"


def ago(span: timedelta) -> str:
    """`3 min`, `2 h 5 min`, `4 days`."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return f"{int(span.total_seconds())} s"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes // (24 * 60)} days"
