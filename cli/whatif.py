"""`saksgang case what-if`: what would become of a case, run on a copy, told as what differs from the present."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.door import Door, Status, failed, quiet_log
from cli.moments import local_day, parse_day
from cli.outlook import STAGES, end_words, missing, must_lines
from cli.sight import CaseSeen, see_case
from register.database import legal_now

if TYPE_CHECKING:
    from foresight.house import Foreseen
    from foresight.supposing import Course, Happening, Stretch, Supposition

CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The case: its id, or the ending of it (2026-1).")]
Seat = str | None


async def what_if(
    door: Door,
    case: CaseId,
    *,
    objection_from: Annotated[
        Seat, typer.Option(metavar="SEAT", help="The seat objects; with --on, in writing.")
    ] = None,
    reservation: Annotated[
        Seat, typer.Option(metavar="SEAT", help="It consents subject to council or board.")
    ] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="The proposer withdraws the case.")] = False,
    consent_all: Annotated[
        bool, typer.Option("--consent-all", help="Every objection is taken back, everybody consents.")
    ] = False,
    silence: Annotated[
        bool, typer.Option("--silence", help="Nobody does anything; only deadlines are reached.")
    ] = False,
    nothing: Annotated[bool, typer.Option("--nothing", help="Only the present course.")] = False,
    on: Annotated[str | None, typer.Option(metavar="DAY", help="On which day: YYYY-MM-DD.")] = None,
) -> None:
    """Run a case forward on a copy, with something supposed, and tell what would differ.

    The coming meetings are held and everybody consents, unless something else is supposed. A case that
    waits for its classification or for a way on is carried on by the rules' default, and that is told as assumed.
    Nothing is written here, and no mail leaves.

    Example: ./saksgang case what-if 2026-1 --objection-from SEAT --on 2027-02-01
    """
    seen = await see_case(door, case)
    chosen = [
        name
        for name, given in {
            "objection": objection_from, "reservation": reservation, "withdrawal": withdraw,
            "consent": consent_all, "silence": silence, "nothing": nothing,
        }.items()
        if given
    ]  # fmt: skip
    if len(chosen) != 1:
        remedy = "--objection-from SEAT, --reservation SEAT, --withdraw, --consent-all, --silence or --nothing"
        raise failed(Status.USAGE, "suppose_one", "One thing is supposed at a time", remedy=remedy)
    day = None if on is None else await _day(door, on, chosen[0])
    seat = objection_from or reservation
    if seat is not None:
        _check_seat(seat, seen)
    from foresight.house import foresee  # noqa: PLC0415  (it loads Temporal's SDK and the worker)
    from foresight.supposing import Kind, Supposition  # noqa: PLC0415

    supposed = None if nothing else Supposition(Kind(chosen[0]), seat, day)
    quiet_log("error")
    foreseen = await foresee(str(door.found.database_url), seen.record, supposed)
    _tell(door, seen, foreseen, supposed)


async def _day(door: Door, on: str, chosen: str) -> date:
    day = parse_day(on)
    if chosen not in ("objection", "withdrawal"):
        remedy = "--on goes with --objection-from and --withdraw"
        raise failed(Status.USAGE, "no_day", "That has no day of its own", remedy=remedy)
    async with door.reading() as connection:
        today = local_day(await legal_now(connection))
    if day < today:
        title, remedy = f"{day} is past", f"name a day from {today} on"
        raise failed(Status.USAGE, "day_past", title, remedy=remedy)
    return day


def _check_seat(seat: str, seen: CaseSeen) -> None:
    known = [s.seat for body in seen.procedure.bodies for s in body.seats]
    if seat not in known:
        remedy = f"name one of {', '.join(known)}"
        raise failed(Status.REFUSED, "unknown_seat", f"There is no seat {seat[:60]!r}", remedy=remedy)


def _tell(door: Door, seen: CaseSeen, foreseen: Foreseen, supposed: Supposition | None) -> None:
    from foresight.supposing import compare, happenings  # noqa: PLC0415

    zone = seen.procedure.timezone
    present = happenings(foreseen.present, seen.names, zone)
    then = None if foreseen.supposed is None else happenings(foreseen.supposed, seen.names, zone)
    stretches = [] if then is None else compare(present, then)
    out = door.out
    out.line(f"{seen.record}  {seen.state.title}", style="bold")
    out.line("Run forward on a copy: its coming meetings are held, and everybody consents unless supposed otherwise.")
    out.lines(f"Assumed, since nobody has said it yet: {words}." for words in foreseen.present.assumed)
    out.line()
    if supposed is None or foreseen.supposed is None:
        _happened(door, present, " ", None)
    else:
        out.line(f"- as things stand    + {supposed.words()}", style="bold")
        _differences(door, stretches)
    _end(door, "As things stand", foreseen.present, seen)
    if supposed is not None and foreseen.supposed is not None:
        _end(door, f"{supposed.words()[:1].upper()}{supposed.words()[1:]}", foreseen.supposed, seen)
    out.document(_document(foreseen, supposed, present, then, seen))


MANY = 4  # so many of what is the same in both are told; of more, the first and the last


def _differences(door: Door, stretches: Sequence[Stretch]) -> None:
    for stretch in stretches:
        if len(stretch.both) <= MANY:
            _happened(door, stretch.both, " ", None)
        else:
            _happened(door, stretch.both[:1], " ", None)
            door.out.line(f"             ... {len(stretch.both) - 2} more, the same either way", style="dim")
            _happened(door, stretch.both[-1:], " ", None)
        _happened(door, stretch.present, "-", "red")
        _happened(door, stretch.supposed, "+", "green")


def _happened(door: Door, happened: Sequence[Happening], sign: str, style: str | None) -> None:
    for _, group in groupby(happened, key=lambda h: (h.day, h.kind)):
        alike = list(group)
        more = f" And {len(alike) - 1} more of the same kind." if len(alike) > 1 else ""
        door.out.line(f"{sign} {alike[0].day}  {alike[0].words}{more}", style=style)


def _end(door: Door, title: str, course: Course, seen: CaseSeen) -> None:
    out = door.out
    out.line()
    out.line(title, style="bold")
    facts = [
        ("stage", STAGES[course.state.stage]),
        ("on", f"{local_day(course.until)} ({seen.procedure.timezone}); {course.stopped}"),
    ]
    if not course.state.ended:
        facts += [("missing", missing(course.outlook, seen.names)), ("latest", end_words(course.outlook.latest))]
    out.pairs(facts)
    out.lines(f"  - {line}" for line in must_lines(course.outlook, seen.names)[:MANY])


def _document(
    foreseen: Foreseen,
    supposed: Supposition | None,
    present: Sequence[Happening],
    then: Sequence[Happening] | None,
    seen: CaseSeen,
) -> dict[str, Any]:
    return {
        "record": seen.record,
        "from": foreseen.copied.at,
        "supposed": None
        if supposed is None
        else {"kind": supposed.kind.value, "seat": supposed.seat, "on": supposed.on, "words": supposed.words()},
        "present": _course(foreseen.present, present, seen),
        "then": None if foreseen.supposed is None or then is None else _course(foreseen.supposed, then, seen),
    }


def _course(course: Course, happened: Sequence[Happening], seen: CaseSeen) -> dict[str, Any]:
    return {
        "stage": course.state.stage.value,
        "ended": course.state.ended,
        "until": course.until,
        "stopped": course.stopped,
        "assumed": course.assumed,
        "missing": missing(course.outlook, seen.names),
        "entries": [{"day": h.day, "kind": h.kind, "words": h.words} for h in happened],
    }
