"""`saksgang meeting`: planned, called, opened, led item by item, closed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from audit.naming import counted
from cli import agenda
from cli.bodies import body_named
from cli.door import Door, Status, command, failed
from cli.meeting_pages import show_meeting, show_meetings
from cli.moments import parse_instant, wall
from cli.output import Failed
from cli.sight import MeetingSeen, conclude, read_text, see_case, see_meeting
from models import acts as a
from models.acts import SeatAttendance
from models.state import AgendaItem, MeetingStage
from register import queries
from register.directory import Table, rules_in_force, table_on

app = typer.Typer(no_args_is_help=True, help="Plan a meeting, call it, lead it.")
agenda.add_to(app)

MeetingId = Annotated[str, typer.Argument(metavar="MEETING", help="meeting-COMMUNITY-BODY-2027-1, or BODY-2027-1.")]
ItemNumber = Annotated[int, typer.Argument(metavar="ITEM", min=1, help="The item's number on the agenda.")]
Starts = Annotated[str, typer.Option("--starts", metavar="MOMENT", help="2027-01-21T12:00, Norwegian time.")]
Ends = Annotated[str, typer.Option("--ends", metavar="MOMENT", help="2027-01-21T14:00, Norwegian time.")]
Place = Annotated[str, typer.Option("--place", metavar="TEXT", help="Where.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why. It stands in the record.")]
Present = Annotated[
    list[str] | None, typer.Option("--present", metavar="SEAT=PERSON", help="Who sits in a seat; repeat.")
]
Seats = list[str] | None


@command(app, "plan", acts=True)
async def plan(
    door: Door,
    body: Annotated[str, typer.Argument(metavar="BODY", help="The body that meets, by its id in the procedure.")],
    starts: Starts,
    ends: Ends,
    place: Place,
    extraordinary: Annotated[
        str | None, typer.Option(metavar="WHY", help="Why it cannot wait: short notice, by consent of all (P-31).")
    ] = None,
) -> None:
    """Plan a meeting of a body; its notice leaves by itself when it is due (P-06).

    Example: ./saksgang meeting plan BODY --starts 2027-01-21T12:00 --ends 2027-01-21T14:00 --place Rådhuset --as
    p-2h9c
    """
    community = await door.community()
    act = a.PlanMeeting(
        body=body,
        starts_at=parse_instant(starts),
        ends_at=parse_instant(ends),
        place=place,
        extraordinary=extraordinary,
    )
    answer = await door.plan_meeting(community, body, act)
    if answer.outcome is not None:
        door.out.line(answer.record, style="bold")
    await conclude(door, answer)


@command(app, "plan-year", acts=True)
async def plan_year(
    door: Door,
    body: Annotated[str, typer.Argument(metavar="BODY", help="The body that meets, by its id in the procedure.")],
    place: Place,
    *,
    rule: Annotated[
        str | None,
        typer.Option(metavar="RULE", help='"first Thursday of each month except July at 09:00-12:00".'),
    ] = None,
    year: Annotated[int | None, typer.Option(min=2018, max=2118, help="With --rule: which year.")] = None,
    dates: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A line a meeting instead: 2027-01-14 09:00-12:00.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be planned; nothing is.")] = False,
) -> None:
    """Plan a year's meetings of a body by a rule or a list, all of them or none (P-06).

    Example: ./saksgang meeting plan-year BODY --rule "first Thursday of each month except July at 09:00-12:00"
    --year 2027 --place Kalnes --as p-2h9c
    """
    # Loading Temporal's SDK takes longer than most commands that only read.
    from cases import meetings_of_year  # noqa: PLC0415

    if (rule is None) == (dates is None) or (rule is not None and year is None):
        raise failed(Status.USAGE, "rule_or_list", "Give either a rule with its year, or a list",
                     remedy="--rule RULE --year YEAR, or --dates FILE")  # fmt: skip
    community = await door.community()
    async with door.reading() as connection:
        procedure, _ = await rules_in_force(connection, community)
    listed = None if dates is None else read_text(dates, "list of dates")
    times = meetings_of_year(procedure.timezone, rule=rule, listed=listed, year=year or 0)
    if not times.meetings:
        raise failed(Status.REFUSED, "no_meetings", "That gives no meeting", rule="P-06",
                     remedy="name other days")  # fmt: skip
    acts = [a.PlanMeeting(body=body, starts_at=m.starts_at, ends_at=m.ends_at, place=place) for m in times.meetings]
    answers = await door.plan_year(community, body, acts, dry=dry_run)
    records = [answer.record for answer in answers]
    door.out.line(
        "Nothing was planned; this would be:" if dry_run else f"{counted(len(records), 'meeting')} planned",
        style="bold",
    )
    rows = [(records[n] if records else "", wall(m.starts_at), wall(m.ends_at)) for n, m in enumerate(times.meetings)]
    door.out.table(("meeting", "starts (Norwegian time)", "ends"), rows, empty="")
    door.out.lines(
        f"  {day}: no meeting, it is no working day; plan another day in its place" for day in times.skipped
    )
    door.out.lines(f"  {day}: no working day; there is a meeting, as the list says" for day in times.listed)
    days = {"skipped": times.skipped, "no_working_days": times.listed}
    door.out.document({"planned": records, "meetings": times.meetings, **days, "dry_run": dry_run})


@command(app, "move", acts=True)
async def move(
    door: Door,
    meeting: MeetingId,
    starts: Starts,
    ends: Ends,
    reason: Reason,
    place: Annotated[str | None, typer.Option(metavar="TEXT", help="Where; where it was, if not said.")] = None,
) -> None:
    """Give a meeting another time or place; notice is counted again (P-06).

    Example: ./saksgang meeting move BODY-2027-1 --starts 2027-01-28T12:00 --ends 2027-01-28T14:00 --reason "Sykdom"
    """
    seen = await see_meeting(door, meeting)
    before = await door.earlier(a.MoveMeeting)
    act = a.MoveMeeting(
        starts_at=parse_instant(starts),
        ends_at=parse_instant(ends),
        place=place or (before.place if before else seen.state.place),
        reason=reason,
    )
    await conclude(door, await door.act(seen.row, act))


@command(app, "cancel", acts=True)
async def cancel(door: Door, meeting: MeetingId, reason: Reason) -> None:
    """Call a meeting off; its items go to the next one (P-12).

    Example: ./saksgang meeting cancel BODY-2027-1 --reason "Ikke nok saker" --as p-2h9c
    """
    row = await door.record("meeting", meeting)
    await conclude(door, await door.act(row, a.CancelMeeting(reason=reason)))


@command(app, "open", acts=True)
async def open_meeting(
    door: Door,
    meeting: MeetingId,
    *,
    present: Present = None,
    all_members: Annotated[
        bool, typer.Option("--all-members", help="Every seat's member of the day is there.")
    ] = False,
    absent: Annotated[Seats, typer.Option("--absent", metavar="SEAT", help="Nobody sits there; repeat.")] = None,
    deputy: Annotated[
        Seats, typer.Option("--deputy", metavar="SEAT", help="The first deputy sits there; repeat.")
    ] = None,
) -> None:
    """Open a meeting and say who sits where (P-22); on its day, after its notice.

    Example: ./saksgang meeting open BODY-2027-1 --all-members --absent SEAT-4 --deputy SEAT-1 --as p-mj9p

    Example: ./saksgang meeting open BODY-2027-1 --present SEAT-1=p-mj9p --present SEAT-6=p-eaq3 --as p-mj9p
    """
    seen = await see_meeting(door, meeting)
    if not (present or all_members or deputy):
        why = "--present SEAT=PERSON, or --all-members with --absent and --deputy"
        raise failed(Status.USAGE, "who_is_there", "It is not said who is there", why, remedy="say who sits where")
    table = await _table(door, seen)
    sitting = await _named(door, seen, present or [])
    sitting |= {seat: _deputy(table, seat) for seat in _seats(deputy, seen)}
    if all_members:
        members = {seat: table.member(seat) for seat in table.seats}
        sitting = {seat: person for seat, person in members.items() if person is not None} | sitting
    for seat in _seats(absent, seen):
        sitting.pop(seat, None)
    order = [*table.seats, *(seat for seat in sitting if seat not in table.seats)]
    attendance = tuple(SeatAttendance(seat=s, person=sitting[s]) for s in order if s in sitting)
    await conclude(door, await door.act(seen.row, a.OpenMeeting(attendance=attendance)))


async def _table(door: Door, seen: MeetingSeen) -> Table:
    async with door.reading() as connection:
        _, roster = await rules_in_force(connection, seen.row.community)
    return table_on(seen.procedure, roster, seen.state.body, seen.state.day)


async def _named(door: Door, seen: MeetingSeen, present: Sequence[str]) -> dict[str, str]:
    sitting: dict[str, str] = {}
    for pair in present:
        seat, equals, person = pair.partition("=")
        if not equals or not seat or not person:
            raise failed(Status.USAGE, "unreadable_seat", f"{pair[:60]!r} is not SEAT=PERSON", remedy="SEAT-1=p-mj9p")
        if seat in sitting:
            raise failed(Status.USAGE, "seat_twice", f"{seat} is named twice", remedy="one person sits in a seat")
        sitting[seat] = await door.person(person, seen.row.community)
    return sitting


def _seats(given: Seats, seen: MeetingSeen) -> list[str]:
    known = [seat.seat for seat in seen.procedure.body(seen.state.body).seats]
    unknown = [seat for seat in given or [] if seat not in known]
    if unknown:
        title = f"{seen.state.body} has no seat {', '.join(unknown)[:60]}"
        raise failed(Status.USAGE, "unknown_seat", title, remedy=f"its seats are {', '.join(known)}")
    return list(given or [])


def _deputy(table: Table, seat: str) -> str:
    found = table.deputy(seat)
    if found is None:
        raise _no_deputy(seat)
    return found


def _no_deputy(seat: str) -> Failed:
    remedy = f"leave {seat} empty (--absent {seat}), or name who sits there (--present {seat}=PERSON)"
    return failed(Status.REFUSED, "no_deputy", f"{seat} has no deputy that day", rule="P-23", remedy=remedy)


@command(app, "attend", acts=True)
async def attend(
    door: Door,
    meeting: MeetingId,
    change: Annotated[
        str, typer.Argument(metavar="SEAT[=PERSON]", help="Who comes; without a person, the seat is left.")
    ],
) -> None:
    """Record that somebody comes or goes while the meeting runs (P-32).

    Example: ./saksgang meeting attend BODY-2027-1 SEAT-4=p-zfn9 --as p-mj9p

    Example: ./saksgang meeting attend BODY-2027-1 SEAT-4 --as p-mj9p
    """
    seen = await see_meeting(door, meeting)
    seat, equals, person = change.partition("=")
    comes = (await _named(door, seen, [change]))[seat] if equals and person else None
    await conclude(door, await door.act(seen.row, a.ChangeAttendance(seat=seat, person=comes)))


@command(app, "item-open", acts=True)
async def item_open(door: Door, meeting: MeetingId, item: ItemNumber) -> None:
    """Open an item of the agenda; for beslutning this opens the roll call (P-20, P-32).

    Example: ./saksgang meeting item-open BODY-2027-1 1 --as p-mj9p
    """
    row = await door.record("meeting", meeting)
    await conclude(door, await door.act(row, a.OpenItem(item=item)))


@command(app, "item-postpone", acts=True)
async def item_postpone(door: Door, meeting: MeetingId, item: ItemNumber, reason: Reason) -> None:
    """Put an item off without opening it; its case goes to a later meeting (P-12, P-22).

    Example: ./saksgang meeting item-postpone BODY-2027-1 1 --reason "Ingen kunne møte for Halden" --as p-mj9p
    """
    row = await door.record("meeting", meeting)
    await conclude(door, await door.act(row, a.PostponeItem(item=item, reason=reason)))


@command(app, "consent-notice", acts=True)
async def consent_notice(
    door: Door,
    meeting: MeetingId,
    *,
    no: Annotated[bool, typer.Option("--no", help="The seat does not consent.")] = False,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why.")] = None,
) -> None:
    """Consent, for a counted seat, to an extraordinary meeting's short notice (P-31).

    Example: ./saksgang meeting consent-notice BODY-2027-1 --as p-mj9p --seat SEAT-1
    """
    row = await door.record("meeting", meeting)
    await conclude(door, await door.act(row, a.ConsentToShortNotice(agrees=not no, reason=reason)))


@command(app, "item-close", acts=True)
async def item_close(
    door: Door,
    meeting: MeetingId,
    item: ItemNumber,
    outcome: Annotated[
        a.ItemOutcome | None, typer.Option(help="How it ends. For beslutning none: the roll call says it.")
    ] = None,
    summary: Annotated[str | None, typer.Option(metavar="TEXT", help="In short, for the record.")] = None,
) -> None:
    """Close an item; for beslutning this closes the roll call (P-20).

    Example: ./saksgang meeting item-close BODY-2027-1 1 --outcome ready --as p-mj9p
    """
    seen = await see_meeting(door, meeting)
    entry = _item(seen, item)
    case = await see_case(door, entry.case)
    act = a.CloseItem(meeting=seen.record, item=item, outcome=outcome, summary=summary)
    await conclude(door, await door.act(case.row, act))


def _item(seen: MeetingSeen, number: int) -> AgendaItem:
    found = next((i for i in seen.state.agenda if i.item == number), None)
    if found is None:
        listed = ", ".join(str(i.item) for i in seen.state.agenda) or "none"
        title = f"{seen.record} has no item {number}"
        raise failed(Status.REFUSED, "unknown_item", title, f"its items are: {listed}", rule="P-32",
                     remedy=f"`./saksgang meeting agenda {seen.record}` shows them")  # fmt: skip
    return found


@command(app, "close", acts=True)
async def close(door: Door, meeting: MeetingId) -> None:
    """Close a meeting; its draft minutes are written (P-12, P-33).

    Example: ./saksgang meeting close BODY-2027-1 --as p-mj9p
    """
    row = await door.record("meeting", meeting)
    await conclude(door, await door.act(row, a.CloseMeeting()))


@command(app, "show")
async def show(door: Door, meeting: MeetingId) -> None:
    """Show a meeting: when, where, who sits where, its agenda, what happens next.

    Example: ./saksgang meeting show BODY-2027-1
    """
    show_meeting(door.out, await see_meeting(door, meeting))


@command(app, "list")
async def list_meetings(
    door: Door,
    body: Annotated[str | None, typer.Option(metavar="BODY", help="Only meetings of this body.")] = None,
    stage: Annotated[MeetingStage | None, typer.Option(help="Only meetings at this stage.")] = None,
) -> None:
    """List the meetings by when they start.

    Example: ./saksgang meeting list --body BODY --stage planned
    """
    community = await door.community()
    async with door.reading() as connection:
        procedure, _ = await rules_in_force(connection, community)
        named = None if body is None else body_named(body, procedure)
        rows = await queries.meetings_of(connection, community, body=named)
    show_meetings(door.out, [row for row in rows if stage in (None, row.stage)])
