"""The histories of records as a command finds them: archived, and as far as Temporal answers the run under way."""

from __future__ import annotations

from collections.abc import Sequence

from cli.door import Door
from models.base import RecordId
from models.histories import KeptHistory
from register.archive import histories_of


async def histories_here(
    door: Door, records: Sequence[RecordId]
) -> tuple[dict[RecordId, Sequence[KeptHistory]], bool]:
    """The runs of these records in their order; and whether Temporal answered: else what it still runs is missing."""
    # Loading Temporal's SDK takes longer than most commands.
    from temporalio.service import RPCError  # noqa: PLC0415

    from archiver import Archiver  # noqa: PLC0415

    archiver = Archiver(door.temporal, door.register, door.bucket)
    found: dict[RecordId, Sequence[KeptHistory]] = {}
    answers = True
    for record in records:
        if answers:
            try:
                found[record] = await archiver.all_of(record)
                continue
            except (RPCError, RuntimeError):
                answers = False
        async with door.reading() as connection:
            found[record] = await histories_of(connection, record, door.bucket)
    return found, answers
