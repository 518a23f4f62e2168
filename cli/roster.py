"""`saksgang roster`: who sits where and for whom, now or on another day; and the roster renewed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.door import Door, Status, command, failed
from cli.mandate_pages import tell_mandates
from cli.moments import local_day, parse_day
from cli.seats import add_to_roster
from cli.who import add_who
from models.procedure import BodyDefinition, Procedure, SeatDefinition
from models.roster import Holding, OfficeHolding, Roster
from models.work import Outcome
from procedures.loading import load_roster
from register import queries
from register.database import legal_now
from register.directory import rules_in_force, spoken_for, table_on
from register.roster_changes import new_members
from register.roster_versions import warnings_from

app = typer.Typer(no_args_is_help=True, help="See who sits where, and renew the roster.")
add_who(app)
add_to_roster(app)


@command(app, "import", acts=True, in_community=False)
async def import_roster(
    door: Door,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The whole new roster: YAML.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why. It stands in the record.")],
) -> None:
    """Renew the roster; running cases are told of every seat's new member (P-25).

    The community is the one the file names, and its seats are checked against the procedure in force. Its parties are
    the same: who joins or leaves is entered as such, with `roster joined` and `roster departed`.

    Example: ./saksgang roster import roster.yaml --reason "Nytt medlem for Halden" --as p-2h9c
    """
    community = load_roster(file).roster.community
    before, procedure = await _in_force(door, community)
    files = load_roster(file, procedure)
    claim = await door.claim(community)
    door.sent = True
    answer = await door.cases.renew_roster(
        door.own_act_id(), claim, files.roster, reason, files.persons, files.party_cards
    )
    if answer.outcome is Outcome.ACCEPTED:
        await door.cases.settle(answer.record)
    changed = new_members(before, files.roster, local_day(answer.received_at))
    names = {card.person: card.name for card in files.persons}
    told = [f"{h.seat}: {_person(h.person, names)} is member" for h in changed]
    seen = "The new members have to confirm what was said in their seats' names before they take a position (P-25)."
    door.conclude(
        answer,
        happened=f"The roster of {community} is renewed.",
        next_lines=[*told, *([seen] if told else ["No seat has another member than before."])],
        more={"community": community, "new_members": [{"seat": h.seat, "person": h.person} for h in changed]},
    )


async def _in_force(door: Door, community: str) -> tuple[Roster, Procedure]:
    async with door.reading() as connection:
        known = [row.community for row in await queries.communities(connection)]
        if community not in known:
            remedy = (
                "found it: `./saksgang community init`" if not known else f"the file names one of {', '.join(known)}"
            )
            title = f"There is no health community {community!r} here"
            raise failed(Status.REFUSED, "no_such_community", title, remedy=remedy)
        procedure, roster = await rules_in_force(connection, community)
    return roster, procedure


@command(app, "show")
async def show(
    door: Door,
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="On which day. Usual: today.")] = None,
) -> None:
    """List seats, holders, parties and offices as they are on a day.

    Example: ./saksgang roster show --on 2027-01-21
    """
    community = await door.community()
    async with door.reading() as connection:
        day = parse_day(on) if on is not None else local_day(await legal_now(connection))
        procedure, roster = await rules_in_force(connection, community)
        names = await queries.names_shown(connection, community)
    out = door.out
    out.line(f"{community}, {procedure.procedure}, on {day.isoformat()}", style="bold")
    for body in procedure.bodies:
        out.line()
        out.line(f"{body.body}  {body.names.nb}", style="bold")
        out.table(
            ("seat", "speaks for", "member", "deputies"),
            (_seat_row(seat, body, procedure, roster, day, names) for seat in body.seats),
            empty="  No seats.",
        )
    out.line()
    out.line("Offices", style="bold")
    offices = [o for o in roster.offices if _holds(o, day)]
    out.table(
        ("office", "person", "for"),
        [(o.office.value.replace("_", " "), _person(o.person, names), o.party or o.body or "") for o in offices],
        empty="  Nobody holds an office that day.",
    )
    tell_mandates(out, procedure, roster, day, names)
    out.document(
        {
            "community": community,
            "procedure": procedure.procedure,
            "day": day,
            "mandates": [m for m in roster.mandates if m.until is None or m.until >= day],
            "warnings": warnings_from(roster, procedure, day),
            "bodies": [_body(body, procedure, roster, day) for body in procedure.bodies],
            "offices": offices,
            "parties": roster.parties,
            "groups": roster.groups,
            "persons": names,
        }
    )


def _seat_row(
    seat: SeatDefinition, body: BodyDefinition, procedure: Procedure, roster: Roster, day: date, names: dict[str, str]
) -> tuple[str, ...]:
    holdings = _held(seat, body, procedure, roster, day)
    speaks_for = ", ".join(spoken_for(procedure, roster, seat.seat)) if seat.counts else "heard, not counted"
    chair = " (chair)" if body.chair == seat.seat else ""
    member = next((_person(h.person, names) for h in holdings if h.rank == 0), "nobody")
    deputies = ", ".join(_person(h.person, names) for h in holdings if h.rank > 0)
    return seat.seat + chair, speaks_for, member, deputies


def _body(body: BodyDefinition, procedure: Procedure, roster: Roster, day: date) -> dict[str, Any]:
    return {
        "body": body.body,
        "name": body.names.nb,
        "chair": body.chair,
        "seats": [
            {
                "seat": seat.seat,
                "counts": seat.counts,
                "parties": spoken_for(procedure, roster, seat.seat),
                "holders": _held(seat, body, procedure, roster, day),
            }
            for seat in body.seats
        ],
    }


def _held(
    seat: SeatDefinition, body: BodyDefinition, procedure: Procedure, roster: Roster, day: date
) -> list[Holding]:
    return [h for h in table_on(procedure, roster, body.body, day).holdings if h.seat == seat.seat]


def _holds(office: OfficeHolding, day: date) -> bool:
    return office.since <= day and (office.until is None or day <= office.until)


def _person(person: str, names: dict[str, str]) -> str:
    return f"{names[person]} ({person})" if person in names else person
