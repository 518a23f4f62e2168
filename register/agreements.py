"""The agreements of a community: imported all or none and once, listed, searched (A-01, A-03)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.acts import ImportAgreement
from models.agreement import Agreement, AgreementId, AgreementKind, Covered
from models.base import CommunityId, Count
from models.canonical import canonical_bytes
from models.rulebook import Refusal, RefusalCode
from models.tables import AgreementView, table_of
from register.append import submit
from register.case_search import words_sought
from register.community import record_of
from register.imports import Brought, CannotImport, NotImported, act_id_of, brought_before, too_large
from register.intake import ActTooLarge, Claim, Submission
from register.standing import act_and_verdict
from rules.agreements import not_covered

AGREEMENT = table_of(AgreementView)


@dataclass(frozen=True)
class KnownAgreement:
    """An agreement as it stands in the community's record."""

    agreement: Agreement
    imported_at: datetime
    seq: Count


async def import_agreements(
    connection: AsyncConnection, community: CommunityId, claim: Claim, agreements: Sequence[Agreement]
) -> tuple[Brought, ...]:
    """Enter each agreement that is not here yet, in the order given.

    Raises:
        NotImported: one or more cannot be; the caller's transaction must be rolled back.
        NoSuchRecord: there is no such community.
    """
    brought: list[Brought] = []
    refusals: list[tuple[int, Refusal]] = []
    for place, agreement in enumerate(agreements):
        try:
            async with connection.begin_nested():
                brought.append(await _import(connection, community, claim, agreement))
        except CannotImport as refused:
            refusals.append((place, refused.refusal))
    if refusals:
        raise NotImported(refusals)
    return tuple(brought)


async def _import(connection: AsyncConnection, community: CommunityId, claim: Claim, agreement: Agreement) -> Brought:
    act = ImportAgreement(agreement=agreement)
    act_id = act_id_of(community, act.kind, agreement.agreement)
    before = await brought_before(connection, act_id, act, agreement.agreement)
    if before is not None:
        return before
    await _refuse_without_main(connection, community, agreement)
    try:
        received = await submit(connection, record_of(community), Submission(act_id=act_id, claim=claim, act=act))
    except ActTooLarge as error:
        raise too_large(error) from error
    _, verdict = await act_and_verdict(connection, received.act_id)
    assert verdict is not None, "a community's acts are judged as they come"
    if verdict.refusal is not None:
        raise CannotImport(verdict.refusal)
    return Brought(act_id, received.record, now=True)


async def _refuse_without_main(connection: AsyncConnection, community: CommunityId, agreement: Agreement) -> None:
    """What an agreement follows is here before it, so none follows itself in the end (A-20)."""
    main = agreement.supplements
    if main is None or await agreement_by(connection, community, main) is not None:
        return
    raise CannotImport(
        Refusal(
            code=RefusalCode.UNKNOWN_ITEM,
            rule="A-20",
            detail=f"{agreement.agreement} follows {main}, which is no agreement here",
            remedy=f"import {main} first, or put it before this one in the file",
        )
    )


async def agreement_by(
    connection: AsyncConnection, community: CommunityId, agreement: AgreementId
) -> KnownAgreement | None:
    """The agreement of that id, or None."""
    mine = (AGREEMENT.c.community == community) & (AGREEMENT.c.agreement == agreement)
    row = (await connection.execute(select(AGREEMENT).where(mine))).one_or_none()
    return None if row is None else _known(row)


async def agreements_of(
    connection: AsyncConnection,
    community: CommunityId,
    *,
    kind: AgreementKind | None = None,
    search: str | None = None,
) -> tuple[KnownAgreement, ...]:
    """A community's agreements by their ids: all, of a kind, with these words."""
    statement = select(AGREEMENT).where(AGREEMENT.c.community == community).order_by(AGREEMENT.c.agreement)
    if kind is not None:
        statement = statement.where(AGREEMENT.c.kind == kind.value)
    if search is not None:
        statement = statement.where(AGREEMENT.c.vector.op("@@")(words_sought(search)))
    return tuple(_known(row) for row in await connection.execute(statement))


def gaps(agreements: Sequence[KnownAgreement]) -> tuple[Covered, ...]:
    """What hol. § 6-2 asks for and none of these covers (A-03, A-05)."""
    return not_covered(known.agreement for known in agreements)


def _known(row: Any) -> KnownAgreement:
    return KnownAgreement(
        agreement=Agreement.model_validate_json(canonical_bytes(row.state)),
        imported_at=row.imported_at,
        seq=row.seq,
    )
