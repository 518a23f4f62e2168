"""`saksgang up` and `saksgang doctor`: the parts as a service on this machine, and whether all is well."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import typer

from audit.naming import counted
from cli.checkup import Checkup, ago, examine
from cli.door import Door, Status, command
from cli.first_step import first_step
from cli.mail import WORDS
from cli.mail import State as MailState
from cli.moments import due
from local.installation import State
from local.supervise import Event
from local.supervise import up as run_parts
from register.database import Register
from register.health import what_is_open
from register.schema import upgrade
from settings import settings

app = typer.Typer(no_args_is_help=True, help="Run the parts on this machine, and see whether all is well.")

NEXT_STEPS = ("./saksgang case open --help", "./saksgang case list", "./saksgang doctor")


@command(app, "up", in_community=False)
async def up(door: Door) -> None:
    """Run everything on this machine until Ctrl-C: Temporal with its web page, PostgreSQL, worker, mailbox.

    State is kept in `.saksgang/`; started again, everything is where it was. One `up` a folder.

    Example: ./saksgang up
    """
    service = Service(door)
    await run_parts(settings().state_folder, service.tell, migrate=service.migrate, signs=True)


class Service:
    """What `up` tells while it runs."""

    def __init__(self, door: Door) -> None:
        self._out = door.out
        self._founded = False

    async def migrate(self, owner_url: str) -> None:
        """Bring the register to this program's version, and see whether anybody uses it yet."""
        await asyncio.to_thread(upgrade, owner_url, story=False)
        register = Register(owner_url, pool_size=1)
        async with register.reading() as connection:
            self._founded = (await what_is_open(connection)).communities > 0
        await register.close()

    def tell(self, event: Event) -> None:
        """What happens, for whoever sits at the terminal."""
        match event.kind:
            case "starting":
                self._out.line(f"starting {event.part} ...", style="dim")
            case "migrating":
                self._out.line("bringing the register up to date ...", style="dim")
            case "ready" if event.state is not None:
                self._ready(event.state)
            case "worker_died":
                end = event.detail.partition("\n")[0]
                self._out.line(f"The worker ended ({end}); it is started again.", style="yellow")
            case "worker_restarted":
                self._out.line("The worker runs again; cases go on where they were.", style="green")
            case "part_died":
                self._out.line(f"{event.part} ended ({event.detail}); it is started again.", style="yellow")
            case "part_restarted":
                self._out.line(f"{event.part} runs again; nothing that was acknowledged is lost.", style="green")
            case "stopping":
                self._out.line("stopping ...", style="dim")
            case "stopped":
                self._out.line("Stopped. Everything is kept: `./saksgang up` goes on from here.", style="bold")
            case _:
                pass

    def _ready(self, state: State) -> None:
        out = self._out
        out.line("Saksgang runs.", style="bold green")
        out.pairs(
            [
                ("Temporal", f"{state.web_page}  (web page; the service is {state.temporal_address})"),
                ("mailbox", f"{state.mailbox}  (one .eml file a message)"),
                ("state", f"{state.state_folder}  (logs/ says what each part says)"),
                ("stop", "Ctrl-C"),
            ]
        )
        out.line("Try next, in another terminal", style="bold")
        out.lines(f"  {step}" for step in (*(() if self._founded else (first_step(),)), *NEXT_STEPS))
        out.document(_running(state))


def _running(state: State) -> dict[str, Any]:
    return {
        "started_at": state.started_at,
        "web_page": state.web_page,
        "temporal_address": state.temporal_address,
        "mailbox": state.mailbox,
        "state_folder": state.state_folder,
        "relay_port": state.relay_port,
        "processes": {part: process.pid for part, process in state.processes.items()},
    }


# --- doctor -----------------------------------------------------------------------------------------------------


@command(app, "doctor", in_community=False)
async def doctor(door: Door) -> None:
    """Tell what runs, versions, what waits, what is late; status 0 only where nothing is wrong.

    Example: ./saksgang doctor
    """
    seen = await examine(door)
    out = door.out
    out.table(
        ("part", "", "pid", "where"),
        [(p.part, "answers" if p.answers else "does not answer", str(p.pid or ""), p.where) for p in seen.parts],
        empty="",
    )
    out.line()
    out.pairs(_facts(seen))
    out.line()
    for fault in seen.faults:
        out.line(f"wrong: {fault.what}", style="bold red")
        out.line(f"  remedy: {fault.remedy}")
    if not seen.faults:
        out.line("All is well.", style="bold green")
    out.document(_document(seen))
    if seen.faults:
        raise typer.Exit(int(Status.UNAVAILABLE if seen.nothing_answers else Status.FAILURE))


def _facts(seen: Checkup) -> Iterator[tuple[str, str]]:
    yield "versions", ", ".join(f"{name} {version or 'none'}" for name, version in seen.versions.items())
    if seen.open is not None:
        places = counted(seen.open.communities, "community", "communities")
        yield "open", f"{counted(seen.open.cases, 'case')} and {counted(seen.open.meetings, 'meeting')} in {places}"
    if seen.unjudged is not None:
        oldest = f"; the oldest {ago(seen.unjudged.waiting)}, on {seen.unjudged.oldest}" if seen.unjudged.acts else ""
        yield "unjudged", f"{counted(seen.unjudged.acts, 'act')} received and not judged{oldest}"
    if seen.open is not None:
        late = seen.overdue
        yield "overdue", f"{late.name} of {late.record}, {ago(late.late)} late" if late else "no deadline is overdue"
    if seen.next_due is not None:
        record, name, at = seen.next_due
        yield "next due", f"{due(at)}  {name} of {record}"
    if seen.story_ahead is not None:
        yield "clock", f"a story's, {ago(seen.story_ahead)} ahead of the machine's"
    for log in seen.logs:
        signed = "nothing is signed yet" if log.size is None else f"{counted(log.size, 'leaf', 'leaves')} signed"
        yield "log", f"{log.community}: {signed}"
    if seen.archived is not None:
        waits = f"; {counted(len(seen.unarchived), 'record')} ended and not in it yet" if seen.unarchived else ""
        yield "archive", f"{counted(seen.archived.runs, 'history', 'histories')} of finished runs{waits}"
    if seen.mail is not None:
        yield "mail", ", ".join(f"{count} {WORDS[MailState(state)]}" for state, count in seen.mail.items())


def _document(seen: Checkup) -> dict[str, Any]:
    unjudged, overdue = seen.unjudged, seen.overdue
    return {
        "healthy": not seen.faults,
        "faults": [vars(fault) for fault in seen.faults],
        "parts": [vars(part) for part in seen.parts],
        "versions": seen.versions,
        "open": None if seen.open is None else seen.open._asdict(),
        "unjudged": None
        if unjudged is None
        else {"acts": unjudged.acts, "oldest": unjudged.oldest, "seconds": unjudged.waiting.total_seconds()},
        "overdue": None
        if overdue is None
        else {
            "record": overdue.record,
            "name": overdue.name,
            "due_at": overdue.due_at,
            "seconds_late": overdue.late.total_seconds(),
            "consequence": overdue.consequence,
        },
        "next_due": None
        if seen.next_due is None
        else dict(zip(("record", "name", "due_at"), seen.next_due, strict=True)),
        "mail": seen.mail,
        "logs": [vars(log) for log in seen.logs],
        "archive": None
        if seen.archived is None
        else {**seen.archived._asdict(), "not_archived": [one.record for one in seen.unarchived]},
    }
