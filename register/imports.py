"""Things already under way, brought in all or none, and once: by what they are called where they come from.

The id of the act is a digest of that name, so the same file again finds what it has brought, whoever imports it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from models.acts import ImportCase
from models.base import ActId, CommunityId, Frozen, RecordId
from models.rulebook import Refusal, RefusalCode
from models.submission import Claim, Submission
from register import intake
from register.intake import ActTooLarge
from rules.case.judge import judge_case


class NotImported(Exception):
    """Nothing is imported; for each that cannot be, its place in the list and why."""

    def __init__(self, refusals: Sequence[tuple[int, Refusal]]) -> None:
        super().__init__("; ".join(refusal.detail for _, refusal in refusals))
        self.refusals = tuple(refusals)


class CannotImport(Exception):
    """One thing cannot be imported."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.detail)
        self.refusal = refusal


@dataclass(frozen=True)
class Brought:
    """What was imported, now or before."""

    act_id: ActId
    record: RecordId
    now: bool  # False: it was here already, and the same


def act_id_of(community: CommunityId, kind: str, name: str) -> ActId:
    """The id of the act that imports what is called so."""
    return hashlib.sha256(f"{community}|{kind}|{name}".encode()).hexdigest()


async def import_cases(
    connection: AsyncConnection, community: CommunityId, claim: Claim, acts: Sequence[ImportCase]
) -> tuple[Brought, ...]:
    """Begin a record for each case that is not here yet.

    Raises:
        NotImported: one or more cannot be; the caller's transaction must be rolled back.
        NoSuchRecord: there is no such community.
    """
    brought: list[Brought] = []
    refusals: list[tuple[int, Refusal]] = []
    for place, act in enumerate(acts):
        try:
            async with connection.begin_nested():
                brought.append(await _import_case(connection, community, claim, act))
        except CannotImport as refused:
            refusals.append((place, refused.refusal))
    if refusals:
        raise NotImported(refusals)
    return tuple(brought)


async def _import_case(connection: AsyncConnection, community: CommunityId, claim: Claim, act: ImportCase) -> Brought:
    act_id = act_id_of(community, act.kind, act.reference)
    before = await brought_before(connection, act_id, act, act.reference)
    if before is not None:
        return before
    submission = Submission(act_id=act_id, claim=claim, act=act)
    try:
        name = f"case-{community}-{{year}}-{{number}}"
        received = await intake.open_record(connection, community, "case", submission, name)
    except ActTooLarge as error:
        raise too_large(error) from error
    gate = await intake.take_gate(connection, received.record)
    verdict = judge_case(None, received, gate.procedure, gate.roster)
    if verdict.refusal is not None:
        raise CannotImport(verdict.refusal)
    return Brought(act_id, received.record, now=True)


async def brought_before(connection: AsyncConnection, act_id: ActId, act: Frozen, name: str) -> Brought | None:
    """What the same import brought before, or None."""
    known = await intake.received_act(connection, act_id)
    if known is None:
        return None
    if known.act == act:
        return Brought(act_id, known.record, now=False)
    refusal = Refusal(
        code=RefusalCode.NOTHING_TO_CHANGE,
        rule="ENGINE",
        detail=f"{name} was imported before, as {known.record}, and then said something else",
        remedy="take it out of the file, or write it as it was; what is imported is changed by acts in its record",
    )
    raise CannotImport(refusal)


def too_large(error: ActTooLarge) -> CannotImport:
    """What does not fit in one act."""
    remedy = "shorten the texts, or keep the long ones as documents"
    return CannotImport(Refusal(code=RefusalCode.NOTHING_TO_CHANGE, rule="ENGINE", detail=str(error), remedy=remedy))
