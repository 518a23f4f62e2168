"""What every command goes through: options that all share, connections, who acts, and how it ends.

A command is an async function whose first argument is its `Door`; `command` makes it a typer command, adds the shared
options, opens and closes what it uses, and turns whatever it raises into words and an exit status:

    @command(app, "withdraw", acts=True)
    async def withdraw(door: Door, case: CaseId, reason: Annotated[str, typer.Option(help="...")]) -> None:
        answer = await door.act(case, WithdrawCase(reason=reason))
        door.conclude(answer, document, lines)

Exit statuses: 0 done, 1 failure, 2 wrong usage or unreadable, 3 refused by a rule or a right, 4 conflict,
5 unavailable, 6 received but not yet judged; 120 and 141 where what there is to say cannot be written (cli.streams).
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import os
import sys
import traceback
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec, TypeVar

import typer

from audit.changes import in_short
from audit.naming import Names
from cli.connection import connect, for_psycopg
from cli.output import Failed, Out, Problem, Status, failed, tell_problem, was_interrupted
from cli.receipts import proof_of, receipt, words
from models.acts import Act
from models.submission import Claim, Submission
from models.work import Outcome

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection
    from temporalio.client import Client

    from cases import Answer, Cases
    from local.installation import Addresses
    from register.archive import Bucket
    from register.database import Register
    from settings import Settings

__all__ = [
    "Door", "Failed", "Out", "Problem", "Status", "command", "connect", "failed", "quiet_log", "receipt", "words",
]  # fmt: skip

P = ParamSpec("P")
A = TypeVar("A")
Command = Callable[Concatenate["Door", P], Awaitable[None]]

AsPerson = Annotated[
    str | None,
    typer.Option(
        "--as", envvar="SAKSGANG_AS", metavar="PERSON", help="Who acts: an id, an e-mail address or a name."
    ),
]
ForSeat = Annotated[str | None, typer.Option("--seat", metavar="SEAT", help="The seat in whose name it is done.")]
ForParty = Annotated[str | None, typer.Option("--party", metavar="PARTY", help="The party for whom it is done.")]
EnteredBy = Annotated[
    str | None,
    typer.Option("--entered-by", metavar="PERSON", help="The secretariat, when it enters for somebody else."),
]
ActIdOption = Annotated[
    str | None,
    typer.Option("--act-id", metavar="UUID", help="Repeat an act safely: the same id and content, the same answer."),
]
InCommunity = Annotated[
    str | None, typer.Option("--community", metavar="ID", help="Which health community, where there are several.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]

# Parameter, annotation, default: what `command` adds to a command's own parameters.
_ACTING: Sequence[tuple[str, Any, Any]] = (
    ("acts_as", AsPerson, None),
    ("for_seat", ForSeat, None),
    ("for_party", ForParty, None),
    ("entered_by", EnteredBy, None),
    ("act_id", ActIdOption, None),
)
_COMMON: Sequence[tuple[str, Any, Any]] = (("community", InCommunity, None), ("as_json", AsJson, False))


@dataclass(frozen=True)
class Who:
    """Who says that they act, in the words they used."""

    person: str | None = None
    seat: str | None = None
    party: str | None = None
    entered_by: str | None = None


class Door:
    """What a command has in hand: its output, the register, the running cases, and who acts."""

    def __init__(self, out: Out, who: Who, *, act_id: str | None = None, community: str | None = None) -> None:
        """Nothing is opened before it is used."""
        self.out = out
        self.who = who
        self.act_id = act_id or str(uuid.uuid4())
        self._repeated = act_id is not None
        self.sent = False  # from when the act may have been received
        self.claimed: Claim | None = None  # who acts, once that is looked up
        self._community = community
        self._register: Register | None = None

    # --- connections --------------------------------------------------------------------------------------------

    @functools.cached_property
    def found(self) -> Addresses:
        """Where the servers are; NothingRunningError where nothing runs and nothing is named."""
        from local.installation import find  # noqa: PLC0415

        return find(_settings().state_folder, _settings().environment())

    @property
    def register(self) -> Register:
        """The register. SQLAlchemy and our tables are loaded when it is asked, for a file is verified without."""
        if self._register is None:
            from register.database import Register  # noqa: PLC0415

            self._register = Register(for_psycopg(self.found.database_url), pool_size=2)
        return self._register

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading."""
        async with self.register.reading() as connection:
            yield connection

    @functools.cached_property
    def bucket(self) -> Bucket | None:
        """The bucket that the settings name for the archive; None where it is kept in the register."""
        if _settings().archive.bucket is None:
            return None
        from register.bucket import bucket_of  # noqa: PLC0415  (it loads a client that few need)

        return bucket_of(**_settings().archive.plain())

    @functools.cached_property
    def cases(self) -> Cases:
        """The running cases. Temporal is asked when something is to be judged, not before."""
        # Loading Temporal's SDK takes longer than most commands that only read.
        from cases import Cases  # noqa: PLC0415

        return Cases(self.register, self.temporal, task_queue=_settings().temporal.task_queue)

    async def temporal(self) -> Client:
        """A Temporal client; RuntimeError where nobody answers."""
        return await connect(self.found.temporal)

    async def close(self) -> None:
        """Give the connections back."""
        if self._register is not None:
            await self._register.close()

    # --- who and where ------------------------------------------------------------------------------------------

    @property
    def named_community(self) -> str | None:
        """The community that was named on the command line, or None."""
        return self._community

    async def community(self) -> str:
        """The community that is meant: the one named, or the only one there is."""
        from cli.named import community_named  # noqa: PLC0415

        async with self.reading() as connection:
            return await community_named(connection, self._community)

    async def record(self, kind: str, wanted: str) -> Any:
        """The row of a case or meeting, by its id or the ending of it (2026-1, BODY-2027-1)."""
        from cli.named import row_named  # noqa: PLC0415

        async with self.reading() as connection:
            return await row_named(connection, kind, wanted, self._community)

    async def person(self, wanted: str, community: str) -> str:
        """The id of the person that an id, an e-mail address or a name means."""
        from cli.named import person_named  # noqa: PLC0415

        async with self.reading() as connection:
            return await person_named(connection, wanted, community)

    async def claim(self, community: str) -> Claim:
        """Who acts, looked up among the community's persons."""
        who = self.who
        if who.person is None:
            raise failed(
                Status.USAGE,
                "who_acts",
                "It is not said who acts",
                remedy="say --as PERSON (an id, an e-mail address or a name), or set SAKSGANG_AS; "
                "`./saksgang roster show` lists everybody",
            )
        entered = None if who.entered_by is None else await self.person(who.entered_by, community)
        person = await self.person(who.person, community)
        self.claimed = Claim(person=person, seat=who.seat, party=who.party, entered_by=entered)
        return self.claimed

    # --- acting -------------------------------------------------------------------------------------------------

    async def submission(self, community: str, act: Act) -> Submission:
        """The act as it goes to the register, with its id and who claims it."""
        return Submission(act_id=self.own_act_id(), claim=await self.claim(community), act=act)

    def own_act_id(self) -> str:
        """The act's id: given, to repeat an act safely, or a new one.

        Raises:
            Failed: what was given is no act id.
        """
        self.act_id = _uuid(self.act_id)
        return self.act_id

    async def earlier(self, kind: type[A]) -> A | None:
        """The act of that kind that this very act id was used for before: repeated, it rests on what it rested on."""
        if not self._repeated:
            return None
        from register.intake import received_act  # noqa: PLC0415

        async with self.reading() as connection:
            received = await received_act(connection, self.own_act_id())
        return received.act if received is not None and isinstance(received.act, kind) else None

    async def act(self, record: Any, act: Act) -> Answer:
        """Send an act to a record (a row of `record`), and wait until what it sets off elsewhere has settled."""
        submission = await self.submission(record.community, act)
        self.sent = True
        answer = await self.cases.act(record.record_id, submission)
        if answer.outcome is Outcome.ACCEPTED:
            await self.cases.settle(record.record_id)
        return answer

    async def open_case(self, community: str, act: Act) -> Answer:
        """Send the act that begins a case."""
        submission = await self.submission(community, act)
        self.sent = True
        return await self.cases.open_case(community, submission)

    async def open_agreement(self, community: str, act: Act) -> Answer:
        """Send the act that begins an agreement."""
        submission = await self.submission(community, act)
        self.sent = True
        return await self.cases.open_agreement(community, submission)

    async def open_dispute(self, community: str, act: Act) -> Answer:
        """Send the act that begins a dispute."""
        submission = await self.submission(community, act)
        self.sent = True
        return await self.cases.open_dispute(community, submission)

    async def plan_meeting(self, community: str, body: str, act: Act) -> Answer:
        """Send the act that begins a meeting."""
        submission = await self.submission(community, act)
        self.sent = True
        return await self.cases.plan_meeting(community, body, submission)

    async def plan_year(self, community: str, body: str, acts: Sequence[Act], *, dry: bool) -> tuple[Answer, ...]:
        """Send the acts that begin a year's meetings, together; each has an id of its own, made of the one given."""
        first = await self.submission(community, acts[0])
        ids = (uuid.uuid5(uuid.UUID(first.act_id), str(number)) for number in range(len(acts)))
        submissions = [
            first.model_copy(update={"act_id": str(one), "act": act}) for one, act in zip(ids, acts, strict=True)
        ]
        self.sent = not dry
        return await self.cases.plan_year(community, body, submissions, dry=dry)

    # --- how it ends --------------------------------------------------------------------------------------------

    def conclude(
        self,
        answer: Answer,
        *,
        happened: str,
        next_lines: Sequence[str] = (),
        more: Mapping[str, Any] | None = None,
        names: Names | None = None,
    ) -> None:
        """Tell what became of an act, its receipt, and what happens next.

        Args:
            answer: What became of it.
            happened: In one sentence, where it was accepted.
            next_lines: What happens next, a sentence each.
            more: What else programs are told.
            names: Whose names stand beside the ids of a refusal, for people; a record has ids only.

        Raises:
            Failed: it was refused.
            typer.Exit: it is not judged yet.
        """
        if answer.outcome is Outcome.REFUSED and answer.refusal is not None:
            no = answer.refusal
            title = f"Refused: {words(answer.kind)}, {answer.record}"
            more, proof = receipt(answer, self.claimed), proof_of(answer, self.claimed)
            told = str if names is None or self.out.as_json else names.beside_ids
            if no.difference is not None:
                more |= {"difference": [part.model_dump(mode="json") for part in no.difference]}
                proof += [("changed since", in_short(no.difference))]
            raise failed(
                Status.REFUSED,
                no.code.value,
                title,
                told(no.detail),
                rule=no.rule,
                remedy=told(no.remedy),
                more=more,
                proof=proof,
            )
        unjudged = answer.outcome is None
        said = "Received, not judged yet: it counts from its time of receipt once it is." if unjudged else happened
        self.out.line(said, style="yellow" if unjudged else "bold green")
        self.out.pairs(proof_of(answer, self.claimed))
        later = ["`./saksgang act show` tells what became of it; the same command with --act-id asks again"]
        self._next(later if unjudged else next_lines)
        outcome = None if answer.outcome is None else answer.outcome.value
        self.out.document(
            {
                **receipt(answer, self.claimed),
                "kind": answer.kind,
                "outcome": outcome,
                **(more or {}),
                "next": list(next_lines),
            }
        )
        if unjudged:
            raise typer.Exit(int(Status.UNJUDGED))

    def _next(self, lines: Sequence[str]) -> None:
        if lines:
            self.out.line("What happens next", style="bold")
            self.out.lines(f"  - {line}" for line in lines)


def _uuid(text: str) -> str:
    try:
        found = uuid.UUID(text)
    except ValueError:
        found = uuid.UUID(int=0)
    if found.int == 0:
        raise failed(
            Status.USAGE,
            "unreadable_act_id",
            f"{text[:60]!r} is no act id",
            "an act id is a UUID",
            remedy="leave --act-id out to have one made, or make one with `uuidgen`",
        )
    return str(found)


# --- making a command -------------------------------------------------------------------------------------------


def command(
    app: typer.Typer, name: str, *, acts: bool = False, in_community: bool = True, files_alone: bool = False
) -> Callable[[Command[P]], Command[P]]:
    """Make an async function a command of `app`.

    Args:
        app: The group it belongs to.
        name: Its name in the group.
        acts: It sends an act, so it takes --as, --seat, --party, --entered-by and --act-id.
        in_community: It takes --community.
        files_alone: It reads what is named to it and nothing else: no setting, and no log, which take time to load.
    """
    shared = [*(_ACTING if acts else ()), *(_COMMON if in_community else _COMMON[1:])]

    def decorate(function: Command[P]) -> Command[P]:
        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
        added = [inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY, default=d, annotation=t) for n, t, d in shared]
        parameters = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own] + added

        def call(**given: Any) -> None:
            _carry_out(function, given, {n for n, _, _ in shared}, acts=acts, logs=not files_alone)

        functools.update_wrapper(call, function)
        call.__doc__ = _in_paragraphs(function.__doc__ or "")
        del call.__wrapped__  # type: ignore[attr-defined]  # typer is to see the signature made here
        call.__annotations__ = {p.name: p.annotation for p in parameters}
        call.__dict__ |= {"__signature__": inspect.Signature(parameters), "acts": acts}
        app.command(name)(call)
        return function

    return decorate


def _in_paragraphs(written: str) -> str:
    """A docstring whose lines end where the reader's window says, and not where ours did."""
    return "\n\n".join(" ".join(part.split()) for part in inspect.cleandoc(written).split("\n\n"))


def _carry_out(
    function: Callable[..., Awaitable[None]], given: dict[str, Any], shared: set[str], *, acts: bool, logs: bool
) -> None:
    common = {name: given.pop(name) for name in shared}
    out = Out(as_json=common["as_json"])
    who = Who(common.get("acts_as"), common.get("for_seat"), common.get("for_party"), common.get("entered_by"))
    door = Door(out, who, act_id=common.get("act_id"), community=common.get("community"))
    try:
        if logs:
            quiet_log()
        _check_readable({**common, **given})
        asyncio.run(_inside(door, function, given))
    except typer.Exit:
        raise
    except KeyboardInterrupt:
        tell_problem(_interrupted(door), as_json=out.as_json)
        raise typer.Exit(int(Status.INTERRUPTED)) from None
    except Exception as error:  # noqa: BLE001  (the last place there is: whatever it is, the user is told)
        if was_interrupted(error):
            tell_problem(_interrupted(door), as_json=out.as_json)
            raise typer.Exit(int(Status.INTERRUPTED)) from None
        from cli.refusals import explain  # noqa: PLC0415

        problem = explain(error)
        end(problem or _our_fault(error), acts=acts, as_json=out.as_json)


def _check_readable(given: Mapping[str, Any]) -> None:
    """What was typed is text: a byte that is not UTF-8 stands for nothing here.

    Raises:
        Failed: it is not.
    """
    for name, value in given.items():
        typed = value if isinstance(value, list) else [value]
        if any(isinstance(part, str) and any("\ud800" <= sign <= "\udfff" for sign in part) for part in typed):
            title, why = "That cannot be read; nothing was written", f"{name.replace('_', '-')}: is not UTF-8"
            raise failed(Status.USAGE, "unreadable", title, why, remedy="type it in UTF-8")


async def _inside(door: Door, function: Callable[..., Awaitable[None]], given: dict[str, Any]) -> None:
    try:
        await function(door, **given)
    finally:
        await door.close()


def end(problem: Problem, *, acts: bool, as_json: bool) -> None:
    """Tell the problem and end with its status; an act that went no further than the door leaves a log line.

    Raises:
        typer.Exit: always.
    """
    tell_problem(problem, as_json=as_json)
    if acts and problem.status in (Status.USAGE, Status.REFUSED, Status.CONFLICT) and "number" not in problem.more:
        log_at_door(problem)
    raise typer.Exit(int(problem.status))


def log_at_door(problem: Problem) -> None:
    """A log line of an act that went no further than the door."""
    import structlog  # noqa: PLC0415

    log = structlog.get_logger(__name__)
    log.warning("refused_at_door", code=problem.code, rule=problem.rule, status=int(problem.status))


def _interrupted(door: Door) -> Problem:
    remedy = f"give the same command with --act-id {door.act_id}: it asks again, and is never counted twice"
    why = "it may have been received" if door.sent else "nothing was sent"
    return Problem(Status.INTERRUPTED, "interrupted", "Stopped", why, remedy=remedy if door.sent else "")


def _our_fault(error: Exception) -> Problem:
    sys.stderr.write("".join(traceback.format_exception(error)))
    return Problem(
        Status.FAILURE,
        "fault",
        "This is a fault in saksgang, not in what you asked",
        f"{type(error).__name__}: {error}"[:500],
        remedy="tell whoever runs it, with the lines above",
    )


def quiet_log(level: str = "warning") -> None:
    """The log of a command: warnings and worse, unless the operator has asked for another level.

    Who gives a command reads its words. The log is beside those of the parts, where they run here, else on standard
    error, after the words; asked for by a level, always there.
    """
    from logs import LogFile, configure  # noqa: PLC0415

    chosen = _settings().log
    if "level" in chosen.model_fields_set:
        configure(chosen)
        return
    folder = _settings().state_folder / "logs"
    beside = LogFile(folder / "commands.log") if os.access(folder, os.W_OK) else None
    configure(chosen.model_copy(update={"level": level}), beside)


def _settings() -> Settings:
    from settings import settings  # noqa: PLC0415  (with the library that reads them, which files do without)

    return settings()
