"""`saksgang case import`: cases under way, from a YAML or CSV file (P-01)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.door import Door, Status
from models.imports import CaseFile
from procedures.faults import FileFault, FileRefused
from procedures.shaping import shape
from procedures.sheets import Columns, read_listed
from procedures.tree import Node
from register.imports import NotImported

__all__ = ["import_cases", "placed"]

COLUMNS = Columns(lists=("affected",), whole=("drofting.round",), yes_no=("larger",))
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be imported; nothing is written.")]
ImportFile = Annotated[Path, typer.Argument(metavar="FILE", help="YAML or CSV, as docs/imports.md describes it.")]


async def import_cases(door: Door, file: ImportFile, dry_run: DryRun = False) -> None:
    """Bring in cases that are under way, all or none; marked as imported, not proved (P-01).

    Example: ./saksgang case import saker.yaml --dry-run --as p-2h9c

    The same file again changes nothing. A drøfting held before counts only where its body and day are given and
    somebody in the roster vouches for it; forankring is asked anew. docs/imports.md describes the file.
    """
    tree = read_listed(file, "cases", COLUMNS)
    cases = shape(file.name, tree, CaseFile).cases
    refuse_twice(file, tree, ("cases", "reference"), [case.reference for case in cases])
    community = await door.community()
    claim = await door.claim(community)
    try:
        brought = await door.cases.import_cases(community, claim, cases, dry_run=dry_run)
    except NotImported as error:
        raise placed(file, tree, "cases", error) from None
    would = "would be " if dry_run else ""
    for case, one in zip(cases, brought, strict=True):
        said = f"{would}imported, not proved, as {case.stage}" if one.now else "was imported before; nothing changes"
        name = one.record if not (dry_run and one.now) else "a new case"
        door.out.line(f"{name}  {case.reference}: {said}")
    fresh = sum(one.now for one in brought)
    door.out.line(f"{fresh} {would}imported, {len(brought) - fresh} here already.", style="bold")
    waiting = []
    if not dry_run:
        waiting = [one.record for one in brought if (await door.cases.what_became(one.act_id)).outcome is None]
    door.out.document(
        {
            "dry_run": dry_run,
            "imported": fresh,
            "cases": [
                {
                    "reference": case.reference,
                    "record": None if dry_run and one.now else one.record,
                    "stage": case.stage,
                    "imported_now": one.now,
                    "judged": one.record not in waiting,
                }
                for case, one in zip(cases, brought, strict=True)
            ],
        }
    )
    if waiting:
        door.out.line(f"Received, not judged yet: {', '.join(waiting)}", style="yellow")
        raise typer.Exit(int(Status.UNJUDGED))


def refuse_twice(file: Path, tree: Node, keys: tuple[str, str], given: list[str]) -> None:
    """Each thing stands once in a file.

    Raises:
        FileRefused: one stands twice.
    """
    faults = [
        FileFault(
            file=file.name,
            line=tree.line_at((keys[0], place, keys[1])),
            what=f"{one} stands twice",
            rule="ENGINE",
            remedy="remove one of them",
        )
        for place, one in enumerate(given)
        if one in given[:place]
    ]
    if faults:
        raise FileRefused(faults)


def placed(file: Path, tree: Node, key: str, error: NotImported) -> FileRefused:
    """What the rules said, at the lines of the file it was said of."""
    return FileRefused(
        FileFault(
            file=file.name,
            line=tree.line_at((key, place)),
            what=refusal.detail,
            rule=refusal.rule,
            remedy=refusal.remedy,
        )
        for place, refusal in error.refusals
    )
