"""`saksgang procedure`: a procedure file checked, told in words, compared with another."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from cli.door import Door, command
from cli.moments import local_day
from cli.versions import is_file, version_named
from models.canonical import digest_of
from models.procedure import Procedure
from models.rulebook import Refusal
from procedures.comparing import differences
from procedures.loading import load_community, load_procedure
from procedures.telling import Language, describe, diagram, language_of, said
from register.database import legal_now
from register.running import running_case, running_cases, why_not

app = typer.Typer(no_args_is_help=True, help="Check a procedure file, tell it in words, compare two.")


@command(app, "check", in_community=False)
async def check(
    door: Door,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Bodies, seats, routing, deadlines, numbers: YAML.")],
    roster: Annotated[
        Path | None, typer.Option("--roster", metavar="FILE", help="Check it against this roster as well.")
    ] = None,
) -> None:
    """Check a procedure file: everything that cannot work is named with line, rule and remedy.

    Status 0 where it can be used, 2 where it cannot.

    Example: ./saksgang procedure check procedure.yaml

    Example: ./saksgang procedure check procedure.yaml --roster roster.yaml --json
    """
    community = load_community(file, roster) if roster is not None else None
    procedure = community.procedure if community is not None else load_procedure(file)
    warnings = [str(fault) for fault in community.warnings] if community is not None else []
    seats = sum(len(body.seats) for body in procedure.bodies)
    counted = sum(seat.counts for body in procedure.bodies for seat in body.seats)
    door.out.line(f"{file.name} can be used: {procedure.names.en}", style="bold green")
    door.out.pairs(
        (
            ("bodies", ", ".join(body.body for body in procedure.bodies)),
            ("seats", f"{seats}, of which {counted} count"),
            ("clocks", str(len(procedure.clocks))),
            ("numbers", str(len(procedure.numbers))),
            ("digest", digest_of(procedure)),
        )
    )
    for warning in warnings:
        door.out.line(f"warning: {warning}", style="yellow")
    door.out.document(
        {
            "file": file.name,
            "procedure": procedure.procedure,
            "version": procedure.version,
            "digest": digest_of(procedure),
            "bodies": [body.body for body in procedure.bodies],
            "seats": seats,
            "counted": counted,
            "clocks": [clock.name for clock in procedure.clocks],
            "numbers": [number.name for number in procedure.numbers],
            "warnings": warnings,
        }
    )


@command(app, "show", in_community=False)
async def show(
    door: Door,
    which: Annotated[
        str,
        typer.Argument(
            metavar="FILE|ID|CASE",
            help="A file; a version the register keeps, by its id or digest; or a case: the version it goes by.",
        ),
    ],
    lang: Annotated[Language | None, typer.Option(help="nb, nn or en. Usual: the procedure's own.")] = None,
) -> None:
    """Tell a procedure in plain words, with a diagram (Mermaid), from the data that cases go by.

    Example: ./saksgang procedure show procedure.yaml --lang en

    Example: ./saksgang procedure show 2026-1
    """
    procedure = await _shown(door, which)
    language = lang or language_of(procedure)
    parts = list(describe(procedure, language, procedure.valid_from))
    drawn = diagram(procedure, language)
    out = door.out
    out.line(f"# {getattr(procedure.names, language)}", style="bold")
    for heading, sentences in parts:
        out.line()
        out.line(f"## {heading}", style="bold")
        for sentence in sentences:
            out.hanging("- ", sentence)
    out.line()
    out.line(f"## {said('diagram', language)}", style="bold")
    out.lines(["```mermaid", *drawn.splitlines(), "```"])
    out.document(
        {
            "procedure": procedure.procedure,
            "digest": digest_of(procedure),
            "language": language,
            "parts": [{"heading": heading, "sentences": sentences} for heading, sentences in parts],
            "diagram": drawn,
        }
    )


async def _shown(door: Door, which: str) -> Procedure:
    """The procedure of a file, a version or a case, whatever was named."""
    if not is_file(which) and _CASE.fullmatch(which):
        row = await door.record("case", which)
        async with door.reading() as connection:
            case = await running_case(connection, row.record_id)
        if case is not None:
            return case.procedure
    return await version_named(door, which)


_CASE = re.compile(r"(case-[0-9a-z-]+-)?[0-9]{4}-[0-9]+")


@command(app, "diff")
async def diff(
    door: Door,
    before: Annotated[Path, typer.Argument(metavar="BEFORE", help="A procedure file.")],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help="The one that comes after it.")],
) -> None:
    """Say what a change of procedure means; with --community which running cases it would touch.

    Example: ./saksgang procedure diff procedure.yaml changed.yaml --community COMMUNITY
    """
    one, other = load_procedure(before), load_procedure(after)
    changes = differences(one, other)
    door.out.line(f"From {one.names.en} to {other.names.en}", style="bold")
    door.out.lines(f"  - {change.words} ({change.rule})" for change in changes)
    if not changes:
        door.out.line("They mean the same.")
    touched = (
        [] if door.named_community is None else await _touched(door, door.named_community, digest_of(one), other)
    )
    for case, refusal in touched:
        door.out.line(f"{case}: {'can be moved' if refusal is None else f'stays, {refusal.detail}'}")
    door.out.document(
        {
            "changes": changes,
            "touched": [{"case": case, "refusal": refusal} for case, refusal in touched],
        }
    )


async def _touched(door: Door, community: str, before: str, after: Procedure) -> list[tuple[str, Refusal | None]]:
    """The running cases that go by the earlier version, and what stands in the way of moving each."""
    async with door.reading() as connection:
        day = local_day(await legal_now(connection))
        running = await running_cases(connection, community)
    return [(case.record, why_not(case, after, day)) for case in running if digest_of(case.procedure) == before]
