"""What lies ahead: of one case, of everything that waits (the secretariat's list), of one person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

import typer

from audit.called import names_of
from audit.naming import Names, counted, listed
from cli import outlook as words
from cli.bodies import body_named
from cli.door import AsPerson, Door, Status, command, failed
from cli.moments import due, local, local_day
from cli.outlook import Waiting, days_waiting, end_words, missing, must_lines, silence_line, silence_lines, waiting
from cli.sight import see_case
from models.outlook import Outlook, Silence
from models.procedure import Procedure
from models.roster import Roster
from register import mailroom
from register.database import legal_now
from register.directory import rules_in_force, seats_held, table_on
from register.outlook import outlooks_of
from register.queries import names_shown

work = typer.Typer(no_args_is_help=True, help="Everything that waits, oldest first, with what to type.")
my = typer.Typer(no_args_is_help=True, help="What waits for one person, and what comes.")

LATE: Final = timedelta(minutes=1)
LONG_AGO: Final = datetime(1900, 1, 1, tzinfo=UTC)

Person = Annotated[
    str | None,
    typer.Argument(metavar="PERSON", help="An id, an e-mail address or a name. Usual: --as."),
]
InBody = Annotated[str | None, typer.Option(metavar="BODY", help="Only cases and meetings of this body.")]
CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The case: its id, or the ending of it (2026-1).")]


@work.callback()
@my.callback()
def _group() -> None:
    """Typer makes a group of one command only when it is told so."""


# --- one case ---------------------------------------------------------------------------------------------------


async def case_next(door: Door, case: CaseId) -> None:
    """Tell what lies ahead: who must act, what silence means, what is missing, when it can end.

    Example: ./saksgang case next 2026-1
    """
    seen = await see_case(door, case)
    ahead, names, out = seen.outlook, seen.names, door.out
    out.line(f"{ahead.record}  {ahead.title}", style="bold")
    out.pairs(
        [
            ("stage", words.STAGES[seen.state.stage]),
            *([("witnesses", f"the decision {seen.witnessed.words} (P-19)")] if seen.witnessed else []),
            ("missing", missing(ahead, names)),
            ("earliest", end_words(ahead.earliest)),
            ("latest", end_words(ahead.latest)),
        ]
    )
    if seen.dispute is not None:
        _section(door, "On hold for the nemnda", seen.on_hold(), "")
    if words.standing(seen.state):
        _section(door, "What is arranged", words.standing(seen.state), "")
    _section(door, "Who must act", must_lines(ahead, names), "Nobody is waited for.")
    _section(door, "If nobody acts", silence_lines(ahead, names), "Nothing happens by itself: no deadline runs.")
    out.document({**words.document(ahead, names), "on_hold": seen.on_hold()})


def _section(door: Door, title: str, lines: Sequence[str], empty: str) -> None:
    door.out.line()
    door.out.line(title, style="bold")
    for line in lines or [empty]:
        door.out.hanging("  - " if lines else "  ", line)


# --- everything that waits --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One thing that waits, in one record."""

    outlook: Outlook
    waiting: Waiting

    @property
    def since(self) -> datetime | None:
        """Since when the first of them is waited for."""
        return min((a.since for a in self.waiting.awaited if a.since is not None), default=None)


@dataclass(frozen=True)
class Community:
    """What a list of work needs of the community."""

    procedure: Procedure
    roster: Roster
    names: Names
    now: datetime
    outlooks: tuple[Outlook, ...]


async def _community(door: Door, body: str | None = None) -> Community:
    community = await door.community()
    async with door.reading() as connection:
        procedure, roster = await rules_in_force(connection, community)
        known = await names_shown(connection, community)
        now = await legal_now(connection)
        wanted = None if body is None else body_named(body, procedure)
        found = await outlooks_of(connection, community)
    kept = tuple(o for o in found if wanted is None or wanted in o.bodies)
    return Community(procedure, roster, names_of(procedure, roster, known), now, kept)


@command(work, "list")
async def list_work(door: Door, body: InBody = None) -> None:
    """List everything that waits, oldest first, with what to type; then what comes by itself.

    Example: ./saksgang work list
    """
    seen = await _community(door, body)
    rows = _oldest_first(seen.outlooks, seen.names)
    late = [(o, s) for o, s in _clocks(seen) if s.at < seen.now - LATE]
    async with door.reading() as connection:
        stuck = await mailroom.counts_by_state(connection, await door.community())
    for ahead, silence in late:
        door.out.line(
            f"late: {ahead.record}: {silence_line(silence, seen.names)}; `./saksgang watch` says why", style="red"
        )
    if any(stuck[state] for state in mailroom.TROUBLED):
        count = sum(stuck[state] for state in mailroom.TROUBLED)
        door.out.line(
            f"{counted(count, 'message')} did not get through: `./saksgang mail list --state given_up`",
            style="yellow",
        )
    _tell_rows(door, rows, seen)
    held = _held(seen)
    if held:
        _section(door, "On hold for the nemnda", [f"{record}: {'; '.join(lines)}" for record, lines in held], "")
    coming = _coming(seen)
    _section(
        door, "Comes by itself", [f"{record}: {line}" for _, record, line in coming], "Nothing: no deadline runs."
    )
    door.out.document(
        {
            "reckoned_at": seen.now,
            "late": [{"record": o.record, "clock": s.clock, "due_at": s.at} for o, s in late],
            "waiting": [_brief(row) for row in rows],
            "on_hold": [{"record": record, "words": lines} for record, lines in held],
            "coming": [{"at": at, "record": record, "words": line} for at, record, line in coming],
            "undelivered": sum(stuck[state] for state in mailroom.TROUBLED),
        }
    )


def _oldest_first(outlooks: Sequence[Outlook], names: Names, *, person: str | None = None) -> list[Row]:
    rows = [Row(o, w) for o in outlooks for w in waiting(o, names, person=person) if w.first.must]
    return sorted(rows, key=lambda row: (row.since or LONG_AGO, row.outlook.record))


def _tell_rows(door: Door, rows: Sequence[Row], seen: Community) -> None:
    if not rows:
        door.out.line("Nothing waits for anybody.")
    for row in rows:
        age = "" if row.since is None else f" (since {days_waiting(row.since, seen.now)})"
        door.out.line(f"{row.outlook.record}  {row.outlook.title}{age}", style="bold")
        until = f", before {due(row.waiting.first.due)}" if row.waiting.first.due is not None else ""
        door.out.hanging("  ", f"{row.waiting.who} {row.waiting.what}{until}")
        door.out.hanging("  ", f"type: {words.LAUNCHER} {row.waiting.command}")


def _coming(seen: Community) -> list[tuple[datetime, str, str]]:
    return sorted((s.at, o.record, silence_line(s, seen.names)) for o, s in _clocks(seen))


def _clocks(seen: Community) -> Iterator[tuple[Outlook, Silence]]:
    """Every running clock once: a meeting's with the meeting, and not with each case that is placed in it."""
    return ((o, s) for o in seen.outlooks for s in o.silences if s.meeting is None)


def _held(seen: Community) -> list[tuple[str, list[str]]]:
    """The cases that wait for a dispute, and until when; what the dispute waits for stands in its own rows (N-14)."""
    return [(o.record, words.on_hold(o, None, seen.names)) for o in seen.outlooks if o.on_hold_for is not None]


def _brief(row: Row) -> dict[str, Any]:
    waits = row.waiting
    return {
        "record": row.outlook.record,
        "title": row.outlook.title,
        "stage": row.outlook.stage,
        "duty": waits.first.duty.value,
        "rule": waits.first.rule,
        "since": row.since,
        "due": waits.first.due,
        "who": waits.who,
        "what": waits.what,
        "type": f"saksgang {waits.command}",
        "seats": [a.seat for a in waits.awaited if a.seat is not None],
        "parties": [a.party for a in waits.awaited if a.party is not None],
        "persons": sorted({p for a in waits.awaited for p in a.persons}),
    }


# --- one person -------------------------------------------------------------------------------------------------


@command(my, "work")
async def my_work(door: Door, person: Person = None, acts_as: AsPerson = None) -> None:
    """Tell a member, a deputy or a contact what waits for them, whom they speak for, and what comes.

    Example: ./saksgang my work p-3peu
    """
    wanted = person or acts_as
    if wanted is None:
        remedy = (
            "./saksgang my work PERSON, or --as PERSON, or set SAKSGANG_AS; `./saksgang roster show` lists everybody"
        )
        raise failed(Status.USAGE, "which_person", "It is not said for whom", remedy=remedy)
    seen = await _community(door)
    who = await door.person(wanted, await door.community())
    places = seats_held(who, seen.procedure, seen.roster, seen.now)
    rows = _oldest_first(seen.outlooks, seen.names, person=who)
    allowed = [w for o in seen.outlooks for w in waiting(o, seen.names, person=who) if not w.first.must]
    later = list(_later(who, seen))
    meetings = [
        o for o in seen.outlooks if o.record.startswith("meeting-") and {p.body for p in places} & {*o.bodies}
    ]
    door.out.line(seen.names.person(who), style="bold")
    _section(door, "Speaks for", [_place(p, seen.names) for p in places], "No seat, no office today.")
    _section(
        door,
        "Waits for you",
        [_mine(row, seen) for row in rows],
        f"Nothing now{'; ' if later else ''}{', '.join(later)}.",
    )
    _section(door, "You may", [w.line() for w in allowed], "Nothing but to read.")
    _section(door, "Meetings", list(_meetings(meetings)), "None of your bodies has a meeting planned.")
    door.out.document(
        {
            "person": who,
            "reckoned_at": seen.now,
            "places": [p.model_dump(mode="json") for p in places],
            "waiting": [_brief(row) for row in rows],
            "allowed": [{"duty": w.first.duty.value, "type": f"saksgang {w.command}"} for w in allowed],
            "meetings": [{"record": o.record, "starts_at": o.earliest.at, "stage": o.stage} for o in meetings],
        }
    )


def _mine(row: Row, seen: Community) -> str:
    since = "" if row.since is None else f" (since {days_waiting(row.since, seen.now)})"
    return f"{row.outlook.record}, {row.outlook.title}{since}: {row.waiting.line()}"


def _place(place: Any, names: Names) -> str:
    until = f" until {place.until}" if place.until else ", until further notice"
    if place.seat is not None:
        rank = "member in" if place.rank == 0 else f"deputy {place.rank} in"
        of = f", for {listed(names.party(p) for p in place.parties)}" if place.parties else ", heard, not counted"
        return f"{rank} {names.seat(place.seat)}{of}{until}"
    return f"{place.office}{' of ' + names.party(place.parties[0]) if place.parties else ''}{until}"


def _later(who: str, seen: Community) -> Iterator[str]:
    """The meetings that a person will open: of a body they lead today."""
    today, rules = local_day(seen.now), seen.procedure
    tables = {body: table_on(rules, seen.roster, body.body, today) for body in rules.bodies}
    led = {body.body for body, table in tables.items() if table.member(body.chair) == who}
    for ahead in sorted(seen.outlooks, key=lambda o: (o.earliest.at or LONG_AGO, o.record)):
        planned = ahead.record.startswith("meeting-") and ahead.stage in ("planned", "notified")
        if planned and led & {*ahead.bodies} and ahead.earliest.at is not None:
            yield f"from {local_day(ahead.earliest.at)} you open {ahead.record}"


def _meetings(meetings: Sequence[Outlook]) -> Iterator[str]:
    for ahead in sorted(meetings, key=lambda o: (o.earliest.at or LONG_AGO, o.record)):
        if ahead.earliest.at is not None:
            yield f"{ahead.record}: {local(ahead.earliest.at)}, {ahead.stage}"
