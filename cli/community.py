"""`saksgang community`: a health community begins, with its procedure and its roster."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.door import Door, Status, command, failed
from models.roster import PersonCard
from procedures.loading import Community, load_community
from register.directory import Known, matching
from register.intake import Claim

app = typer.Typer(no_args_is_help=True, help="Begin a health community with its procedure and roster.")


@app.callback()
def _group() -> None:
    """Typer makes a group of one command only when it is told so."""


@command(app, "init", acts=True, in_community=False)
async def init(
    door: Door,
    procedure: Annotated[Path, typer.Option(metavar="FILE", help="Bodies, seats, routing, numbers: YAML.")],
    roster: Annotated[Path, typer.Option(metavar="FILE", help="Parties, holders, offices, addresses: YAML.")],
) -> None:
    """Found a health community from a procedure file and a roster file, checked against each other.

    Example: saksgang community init --procedure procedure.yaml
    --roster roster.yaml --as p-2h9c
    """
    community = load_community(procedure, roster)
    files = community.roster_file
    claim = Claim(person=founder(door, files.persons))
    answer = await door.cases.found_community(
        door.own_act_id(), claim, community.procedure, files.roster, files.persons, files.party_cards
    )
    _warn(door, community)
    name = files.roster.community
    bodies = ", ".join(f"{b.body} ({len(b.seats)} seats)" for b in community.procedure.bodies)
    door.conclude(
        answer,
        happened=f"{name} is founded with {bodies} and {len(files.roster.parties)} parties.",
        next_lines=(
            "`case open` brings the first case, `meeting plan` plans the first meeting",
            "`roster show` lists seats, holders and offices; `roster import` renews them",
        ),
        more={
            "community": name,
            "procedure": community.procedure.procedure,
            "bodies": [b.body for b in community.procedure.bodies],
            "warnings": [str(fault) for fault in community.warnings],
        },
    )


def _warn(door: Door, community: Community) -> None:
    for fault in community.warnings:
        door.out.line(f"warning: {fault}", style="yellow")


def founder(door: Door, persons: tuple[PersonCard, ...]) -> str:
    """Who founds it: somebody in the roster file, since the register knows nobody yet.

    Raises:
        Failed: it is not said who, or the file has nobody or several of that name.
    """
    wanted = door.who.person
    if wanted is None:
        remedy = "say --as PERSON (an id, an e-mail address or a name of the roster file), or set SAKSGANG_AS"
        raise failed(Status.USAGE, "who_acts", "It is not said who acts", remedy=remedy)
    found = matching((Known(person=p.person, name=p.name, email=p.email) for p in persons), wanted)
    if len(found) == 1:
        return found[0].person
    if not found:
        why = "no person of that id, e-mail address or name is in the roster file"
        raise failed(
            Status.REFUSED, "no_such_person", f"Nobody here is {wanted[:60]!r}", why, rule="ENGINE",
            remedy="look under `persons` in the roster file",
        )  # fmt: skip
    listed = "\n".join(f"{p.person}  {p.name}  {p.email}" for p in found[:10])
    title = f"{len(found)} persons can be meant by {wanted[:60]!r}"
    raise failed(Status.USAGE, "which_person", title, listed, remedy="give the id or the e-mail address")
