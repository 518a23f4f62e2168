"""The papers of a case: added, withheld from the public on a legal ground, released (P-06, P-09, P-34)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from cli.door import Door, Status, failed
from cli.sight import conclude
from models import acts as a
from models.base import CommunityId, Digest
from register.documents import digest_of_content, document_by

WHOLE = 64  # digits of a digest
CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The case: case-COMMUNITY-2026-1, or short 2026-1.")]
DocumentId = Annotated[
    Digest, typer.Option(metavar="DIGEST", help="The document, as `./saksgang document add` named it.")
]
Ground = Annotated[str, typer.Option(metavar="GROUND", help="The law and its paragraph: offl. § 13.")]


async def add_paper(
    door: Door,
    case: CaseId,
    document: DocumentId,
    title: Annotated[str, typer.Option(metavar="TEXT", help="What the paper is called.")],
    withhold: Annotated[
        str | None, typer.Option(metavar="GROUND", help="Withhold it from the public, on this legal ground.")
    ] = None,
) -> None:
    """Make a stored document one of the case's papers (P-06, P-09).

    Example: ./saksgang case add-paper 2026-1 --document 3f6c... --title "Utredning" --as p-2h9c
    """
    row = await door.record("case", case)
    act = a.AddPaper(document=document, title=title, withheld=withhold)
    await check_kept(door, row.community, (act.document,))
    await conclude(door, await door.act(row, act))


async def check_kept(door: Door, community: CommunityId, documents: Iterable[Digest]) -> None:
    """Say which document is not stored here, or is not what its digest says; nothing was written then."""
    async with door.reading() as connection:
        for document in documents:
            kept = await document_by(connection, community, document)
            if kept is None:
                title = "There is no such document here; nothing was written"
                remedy = "store it: `./saksgang document add FILE`"
                if len(document) < WHOLE:
                    remedy = f"name it by all {WHOLE} digits (`./saksgang document show {document}`), or {remedy}"
                raise failed(Status.REFUSED, "no_such_document", title, document, rule="ENGINE", remedy=remedy)
            if digest_of_content(kept.content) != document:
                title = "The document is not what its digest says; nothing was written"
                remedy = "what is stored has been altered: add it again from the original under another name, "
                remedy += "name that digest, and tell whoever runs Saksgang"
                raise failed(Status.REFUSED, "document_altered", title, document, rule="ENGINE", remedy=remedy)


async def withhold_paper(
    door: Door,
    case: CaseId,
    document: DocumentId,
    ground: Ground,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why, beyond the ground.")] = None,
) -> None:
    """Withhold a paper from the public, on a legal ground (P-34).

    Example: ./saksgang case withhold-paper 2026-1 --document 3f6c... --ground "offl. § 13 jf. fvl. § 13" --as p-2h9c

    It is listed as withheld, with the ground, and no more goes out by mail. Who has a right to it reads it with
    `./saksgang document show`, and each reading is an entry.
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.WithholdPaper(document=document, ground=ground, reason=reason)))


async def release_paper(
    door: Door,
    case: CaseId,
    document: DocumentId,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why. It stands in the record.")],
) -> None:
    """Open a withheld paper to the public (P-34).

    Example: ./saksgang case release-paper 2026-1 --document 3f6c... --reason "Ikke lenger sensitivt" --as p-2h9c
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.ReleasePaper(document=document, reason=reason)))
