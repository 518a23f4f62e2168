"""`saksgang agreement`: the agreements in force, as they were imported (A-01, A-03)."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli import notices
from cli.agreement_making import COLUMNS, add_to
from cli.agreement_pages import COMMANDS, numbered
from cli.case_import import DryRun, ImportFile, placed, refuse_twice
from cli.door import Door, Status, command, failed
from cli.moments import local_day
from cli.outlook import IMPORTED
from cli.spreadsheet import AsCsv, refuse_both, write_sheet
from models.agreement import AgreementKind, AgreementParty
from models.imports import AgreementFile
from procedures.shaping import shape
from procedures.sheets import read_listed
from register.agreements import KnownAgreement, agreements_of, gaps
from register.case_search import parties_of_community, says_nothing
from register.database import legal_now
from register.imports import NotImported

app = typer.Typer(no_args_is_help=True, help="Keep the agreements in force, and find them.")


@command(app, "import", acts=True)
async def import_agreements(door: Door, file: ImportFile, dry_run: DryRun = False) -> None:
    """Bring in agreements in force, all or none; marked as imported, not proved (A-01).

    Example: ./saksgang agreement import avtaler.yaml --dry-run --as p-2h9c

    The same file again changes nothing. docs/imports.md describes the file.
    """
    tree = read_listed(file, "agreements", COLUMNS)
    agreements = shape(file.name, tree, AgreementFile).agreements
    refuse_twice(file, tree, ("agreements", "agreement"), [one.agreement for one in agreements])
    community = await door.community()
    claim = await door.claim(community)
    try:
        brought = await door.cases.import_agreements(community, claim, agreements, dry_run=dry_run)
    except NotImported as error:
        raise placed(file, tree, "agreements", error) from None
    would = "would be " if dry_run else ""
    for agreement, one in zip(agreements, brought, strict=True):
        said = f"{would}imported, not proved" if one.now else "was imported before; nothing changes"
        door.out.line(f"{agreement.agreement}  {agreement.title}: {said}")
    fresh = sum(one.now for one in brought)
    door.out.line(f"{fresh} {would}imported, {len(brought) - fresh} here already.", style="bold")
    door.out.document(
        {
            "dry_run": dry_run,
            "imported": fresh,
            "agreements": [
                {"agreement": agreement.agreement, "imported_now": one.now}
                for agreement, one in zip(agreements, brought, strict=True)
            ],
        }
    )


@command(app, "list")
async def list_agreements(
    door: Door,
    kind: Annotated[AgreementKind | None, typer.Option(help="Only agreements of this kind.")] = None,
    search: Annotated[
        str | None, typer.Option(metavar="WORDS", help='All these words, in any form; "a phrase", or, -without.')
    ] = None,
    as_csv: AsCsv = False,
) -> None:
    """List or search the agreements, and say what the law asks for that none covers (A-03).

    Example: ./saksgang agreement list --search "øyeblikkelig hjelp" --csv > avtaler.csv
    """
    refuse_both(door.out, as_csv=as_csv)
    community = await door.community()
    async with door.reading() as connection:
        if search is not None and await says_nothing(connection, search):
            title = f"{search[:60]!r} finds nothing by itself"
            raise failed(Status.USAGE, "empty_search", title, remedy="search for a word of the matter")
        found = await agreements_of(connection, community, kind=kind, search=search)
        names = await parties_of_community(connection, community)
        today = local_day(await legal_now(connection))
        missing = gaps(await agreements_of(connection, community), today)
    if as_csv:
        write_sheet(
            ("agreement", "kind", "title", "parties", "valid_from", "valid_to", "covers", "reference", "imported"),
            [
                (
                    k.agreement.agreement,
                    k.agreement.kind.value,
                    k.agreement.title,
                    ", ".join(_party(p, names) for p in k.agreement.parties),
                    k.agreement.valid_from,
                    k.agreement.valid_to,
                    ", ".join(k.agreement.covers),
                    k.agreement.reference,
                    "importert, ikke bevist",
                )
                for k in found
            ],
        )
        return
    door.out.table(
        ("agreement", "kind", "valid", "parties", "title"),
        [
            (
                k.agreement.agreement,
                k.agreement.kind.value,
                _valid(k),
                str(len(k.agreement.parties)),
                f"{k.agreement.title}{IMPORTED if k.state.imported else ''}",
            )
            for k in found
        ],
        empty="There are no such agreements.",
    )
    if missing and kind is None and search is None:
        door.out.line(f"Covered by none in force (hol. § 6-2 on {today}, A-03): {numbered(missing)}", style="yellow")
    door.out.document({"agreements": [_document(k) for k in found], "not_covered": missing})


def _party(party: AgreementParty, names: dict[str, str]) -> str:
    return names.get(party.party, party.party) if party.party is not None else str(party.name)


def _valid(known: KnownAgreement) -> str:
    first, last = known.agreement.valid_from, known.agreement.valid_to
    return f"{first or '...'} to {last or 'notice is given'}"


def _document(known: KnownAgreement) -> dict[str, Any]:
    return {
        **known.agreement.model_dump(mode="json"),
        "record": known.record,
        "imported": "imported, not proved" if known.state.imported else None,
        "since": known.state.since,
    }


for name, page in COMMANDS.items():
    command(app, name)(page)
add_to(app)
command(app, "agree-end", acts=True)(notices.agree_end)
command(app, "council-dates", acts=True)(notices.council_dates)
command(app, "answer-main", acts=True)(notices.answer_main)
