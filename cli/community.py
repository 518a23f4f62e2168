"""`saksgang community`: a health community begins, with its procedure and its roster; and changes its procedure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from audit.naming import counted
from cli.door import Door, Status, command, failed
from models.canonical import digest_of
from models.roster import PersonCard
from models.submission import Claim
from procedures.comparing import differences
from procedures.loading import Community, load_community, load_procedure
from register.directory import Known, matching, rules_in_force
from register.running import running_cases

app = typer.Typer(no_args_is_help=True, help="Begin a health community, and change its procedure.")


@command(app, "init", acts=True, in_community=False)
async def init(
    door: Door,
    procedure: Annotated[Path, typer.Option(metavar="FILE", help="Bodies, seats, routing, numbers: YAML.")],
    roster: Annotated[Path, typer.Option(metavar="FILE", help="Parties, holders, offices, addresses: YAML.")],
) -> None:
    """Found a health community from a procedure file and a roster file, checked against each other.

    Example: ./saksgang community init --procedure procedure.yaml
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
            "`./saksgang case open` brings the first case, `./saksgang meeting plan` plans the first meeting",
            "`./saksgang roster show` lists seats, holders and offices; `./saksgang roster import` renews them",
        ),
        more={
            "community": name,
            "procedure": community.procedure.procedure,
            "bodies": [b.body for b in community.procedure.bodies],
            "warnings": [str(fault) for fault in community.warnings],
        },
    )


@command(app, "adopt-procedure", acts=True)
async def adopt_procedure(
    door: Door,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The whole new version: YAML.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why. It stands in the record.")],
    roster: Annotated[
        Path | None,
        typer.Option("--roster", metavar="FILE", help="The roster that goes with it, where seats change."),
    ] = None,
) -> None:
    """Adopt a version of the procedure for new cases; running cases keep theirs (P-38).

    Example: ./saksgang community adopt-procedure procedure.yaml --reason "Kortere frist" --as p-2h9c
    """
    name = await door.community()
    loaded = load_community(file, roster) if roster is not None else None
    procedure = loaded.procedure if loaded is not None else load_procedure(file)
    async with door.reading() as connection:
        before, _ = await rules_in_force(connection, name)
        running = await running_cases(connection, name)
    changes = differences(before, procedure)
    files = None
    if loaded is not None:
        files = (loaded.roster_file.roster, loaded.roster_file.persons, loaded.roster_file.party_cards)
    claim = await door.claim(name)
    kept = counted(len(running), "running case keeps its", "running cases keep their")
    door.sent = True
    answer = await door.cases.adopt_procedure(door.own_act_id(), claim, name, procedure, reason, files)
    door.conclude(
        answer,
        happened=f"{name} goes by {procedure.procedure}, version {procedure.version}, for new cases and meetings.",
        next_lines=(
            *(f"{change.words} ({change.rule})" for change in changes),
            f"{kept} version; `./saksgang case move-procedure` moves one, --dry-run says how",
        ),
        more={
            "community": name,
            "procedure": digest_of(procedure),
            "changes": [change.model_dump() for change in changes],
            "running": [case.record for case in running],
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
            Status.REFUSED, "no_such_person", f"Nobody here is {wanted[:60]!r}", why,
            remedy="look under `persons` in the roster file",
        )  # fmt: skip
    listed = "\n".join(f"{p.person}  {p.name}  {p.email}" for p in found[:10])
    title = f"{len(found)} persons can be meant by {wanted[:60]!r}"
    raise failed(Status.USAGE, "which_person", title, listed, remedy="give the id or the e-mail address")
