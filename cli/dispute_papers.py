"""`saksgang dispute document-...`: what is sent, and the gate that each document goes through (N-09)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from cli.case_options import Reason
from cli.dispute_sight import DisputeId, act_on, see_dispute
from cli.document import document_named
from cli.door import Door, command
from models import acts as a
from register.directory import rules_of
from register.dispute_facts import words_flagged

DocumentId = Annotated[
    str, typer.Argument(metavar="DIGEST", help="The document: its digest, or at least its first 8 digits.")
]


def add_to(app: typer.Typer) -> None:
    """Make these commands of the group."""
    for name, function in COMMANDS.items():
        command(app, name, acts=True)(function)


async def add(
    door: Door,
    dispute: DisputeId,
    document: DocumentId,
    title: Annotated[str, typer.Option(metavar="TEXT", help="What it is called in the index.")],
) -> None:
    """Make a kept document part of what is sent (N-09).

    Example: ./saksgang dispute document-add 2027-1 3f6c... --title "Notat om punkt 4" --as p-2h9c
    """
    digest = await _meant(door, dispute, document)
    await act_on(door, dispute, a.AddDisputeDocument(document=digest, title=title), digest)


async def remove(door: Door, dispute: DisputeId, document: DocumentId, reason: Reason) -> None:
    """Take a document out again, for example to replace it by an anonymised one (N-09).

    Example: ./saksgang dispute document-remove 2027-1 3f6c... --reason "Navn i teksten" --as p-2h9c
    """
    digest = await _meant(door, dispute, document)
    await act_on(door, dispute, a.RemoveDisputeDocument(document=digest, reason=reason))


async def check(door: Door, dispute: DisputeId, document: DocumentId) -> None:
    """Have Saksgang look for identity numbers, telephone numbers and likely names (N-09).

    What is found is shown here by line; the record keeps the line and the kind, never the words.

    Example: ./saksgang dispute document-check 2027-1 3f6c... --as p-2h9c
    """
    seen = await see_dispute(door, dispute)
    digest = await _meant(door, dispute, document)
    async with door.reading() as connection:
        _, roster = await rules_of(connection, seen.row.record_id)
        found = await words_flagged(connection, seen.row.community, digest, roster)
    for finding, words in found:
        door.out.line(f"line {finding.line}: {finding.kind.value.replace('_', ' ')}: {words}", style="yellow")
    await act_on(door, dispute, a.CheckDisputeDocument(document=digest))


async def confirm(
    door: Door,
    dispute: DisputeId,
    document: DocumentId,
    despite: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why what the check flagged points to nobody.")
    ] = None,
) -> None:
    """Vouch, having read it, that a document points to nobody (N-09).

    Example: ./saksgang dispute document-confirm 2027-1 3f6c... --as p-2h9c
    """
    digest = await _meant(door, dispute, document)
    await act_on(door, dispute, a.ConfirmAnonymised(document=digest, despite=despite))


async def _meant(door: Door, dispute: str, document: str) -> str:
    row = await door.record("dispute", dispute)
    return str((await document_named(door, row.community, document)).digest)


COMMANDS: dict[str, Callable[..., Awaitable[None]]] = {
    "document-add": add,
    "document-remove": remove,
    "document-check": check,
    "document-confirm": confirm,
}
