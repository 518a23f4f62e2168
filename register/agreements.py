"""The agreements of a community: imported all or none and once, listed, searched (A-01, A-03)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.acts import DraftAgreement, ImportAgreement, ReceivedAct
from models.agreement import Agreement, AgreementId, AgreementKind, Covered
from models.agreement_state import AgreementState
from models.base import CommunityId, RecordId
from models.canonical import canonical_bytes
from models.rulebook import Refusal
from models.submission import Claim, Submission
from models.tables import AgreementView, IntakeRow, table_of
from register import intake
from register.case_search import words_sought
from register.imports import Brought, CannotImport, NotImported, act_id_of, brought_before, too_large
from register.intake import ActTooLarge
from rules.agreement.coverage import not_covered
from rules.agreement.judge import judge_agreement
from rules.agreement.opening import why_not_known
from rules.verdict import Verdict

AGREEMENT = table_of(AgreementView)
INTAKE = table_of(IntakeRow)
BEGINS = ("import_agreement", "draft_agreement")


@dataclass(frozen=True)
class KnownAgreement:
    """An agreement as it stands in its own record."""

    state: AgreementState

    @property
    def agreement(self) -> Agreement:
        """What it is."""
        return self.state.agreement

    @property
    def record(self) -> RecordId:
        """Its record's id."""
        return self.state.record


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
    try:
        received, verdict = await begin(connection, community, Submission(act_id=act_id, claim=claim, act=act))
    except ActTooLarge as error:
        raise too_large(error) from error
    if verdict.refusal is not None:
        raise CannotImport(verdict.refusal)
    return Brought(act_id, received.record, now=True)


async def begin(
    connection: AsyncConnection, community: CommunityId, submission: Submission
) -> tuple[ReceivedAct, Verdict]:
    """Make an agreement's record and take its first act in; also what the rules say of it.

    Where they refuse, the caller's transaction must be rolled back.

    Raises:
        NoSuchRecord, ActConflict, ActTooLarge: as `intake.open_record`.
    """
    name = f"agreement-{community}-{{year}}-{{number}}"
    received = await intake.open_record(connection, community, "agreement", submission, name)
    gate = await intake.take_gate(connection, received.record)
    act = received.act
    assert isinstance(act, ImportAgreement | DraftAgreement), "an agreement is imported or drafted first"
    others = await _agreements_begun(connection, community, received.record)
    refusal = why_not_known(act.agreement, others) if received.number == 1 else None
    return received, refusal or judge_agreement(None, received, gate.procedure, gate.roster)


async def _agreements_begun(
    connection: AsyncConnection, community: CommunityId, but: RecordId
) -> tuple[Agreement, ...]:
    """The community's agreements, also those whose first act is received and not judged yet."""
    first = (INTAKE.c.community == community) & (INTAKE.c.kind.in_(BEGINS)) & (INTAKE.c.number == 1)
    bodies = await connection.scalars(select(cast(INTAKE.c.body, Text)).where(first, INTAKE.c.record_id != but))
    acts = (ReceivedAct.model_validate_json(body).act for body in bodies)
    return tuple(act.agreement for act in acts if isinstance(act, ImportAgreement | DraftAgreement))


async def agreement_by(
    connection: AsyncConnection, community: CommunityId, agreement: AgreementId
) -> KnownAgreement | None:
    """The agreement that is called so, or whose record is called so; None where there is none."""
    called = AGREEMENT.c.agreement == agreement
    by_record = AGREEMENT.c.record_id.in_((agreement, f"agreement-{community}-{agreement}"))
    mine = (AGREEMENT.c.community == community) & (called | by_record)
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


def gaps(agreements: Sequence[KnownAgreement], day: date) -> dict[Covered, int]:
    """What hol. § 6-2 asks for on a day and no agreement in force covers, with its number then (A-03, A-05)."""
    return dict(not_covered((known.state for known in agreements), day))


def _known(row: Any) -> KnownAgreement:
    return KnownAgreement(AgreementState.model_validate_json(canonical_bytes(row.state)))
