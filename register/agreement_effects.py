"""What an agreement's entries set off elsewhere, with what the register knows of the others (A-08..A-20)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import Text, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models import entries as e
from models.agreement_state import AgreementState
from models.base import CommunityId
from models.entries import Entry
from models.state import CaseStage, CaseState
from models.submission import Claim, Submission
from models.tables import AgreementView, CommunityView, RecordRow, table_of
from register import intake
from register.projection import Folded, case_state
from register.roster_changes import tell_every_case
from register.stored import procedure_by, roster_by
from rules.case.context import DECIDED
from rules.effects.acts import SendAct
from rules.effects.acts_of_agreements import case_to_open, no_longer_bound, reviews_done, told_to_followers

AGREEMENT = table_of(AgreementView)
COMMUNITY = table_of(CommunityView)
RECORD = table_of(RecordRow)


async def told_of_agreements(
    connection: AsyncConnection, entries: Sequence[Entry], after: Folded
) -> tuple[SendAct, ...]:
    """Cases hear which parties no agreement binds any more, agreements that one they follow has ended."""
    if isinstance(after, CaseState) and any(isinstance(x.happened, e.CaseRegistered) for x in entries):
        left = no_longer_bound(await _agreements(connection, after.community))
        return tuple(SendAct(to=after.record, act=act) for act in left)
    if not isinstance(after, AgreementState):
        return ()
    return (*reviews_done(entries, after), *await _told_of_ends(connection, entries, after))


async def _told_of_ends(
    connection: AsyncConnection, entries: Sequence[Entry], after: AgreementState
) -> tuple[SendAct, ...]:
    if not any(isinstance(x.happened, e.RelationEnded) for x in entries):
        return ()
    agreements = await _agreements(connection, after.community)
    followers = [x.record for x in agreements if x.agreement.supplements == after.agreement.agreement and not x.ended]
    told = told_to_followers(entries, after, followers)
    if not after.agreement.carries_procedure:
        return told
    ended = {p for x in entries if isinstance(x.body, e.RelationEnded) for p in x.body.parties}
    left = tuple(act for act in no_longer_bound(agreements) if act.party in ended)
    return (*told, *await tell_every_case(connection, after.community, left))


async def open_cases(connection: AsyncConnection, entries: Sequence[Entry], after: Folded) -> None:
    """The cases that notices and reviews to prepare open, in the transaction that writes the entry (A-08, A-12).

    A review whose case of an earlier year still waits is prepared there: there is never more than one.
    """
    if not isinstance(after, AgreementState):
        return
    for entry in entries:
        reminded = isinstance(entry.happened, e.ReviewReminded)
        if isinstance(entry.happened, e.NoticeGiven) or (reminded and not await _in_review(connection, after)):
            await _open_case(connection, entry, after)


async def _in_review(connection: AsyncConnection, agreed: AgreementState) -> bool:
    """Whether the case of the last review to prepare is neither decided nor over."""
    if agreed.review_case is None:
        return False
    state = await case_state(connection, agreed.review_case.case)
    return state is not None and not state.ended and state.stage not in (*DECIDED, CaseStage.TRUKKET)


async def _open_case(connection: AsyncConnection, entry: Entry, after: AgreementState) -> None:
    in_force = select(COMMUNITY.c.procedure, COMMUNITY.c.roster).where(COMMUNITY.c.community == after.community)
    row = (await connection.execute(in_force)).one()
    procedure = await procedure_by(connection, row.procedure)
    act = case_to_open(entry, after, procedure, await roster_by(connection, row.roster))
    if act is None:
        return
    act_id = hashlib.sha256(f"{entry.hash}|{act.kind}".encode()).hexdigest()
    submission = Submission(act_id=act_id, claim=Claim(record=entry.record), act=act)
    name = f"case-{after.community}-{{year}}-{{number}}"
    await intake.open_record(connection, after.community, "case", submission, name)


async def _agreements(connection: AsyncConnection, community: CommunityId) -> tuple[AgreementState, ...]:
    states = await connection.scalars(
        select(cast(AGREEMENT.c.state, Text))
        .where(AGREEMENT.c.community == community)
        .order_by(AGREEMENT.c.record_id)
    )
    return tuple(AgreementState.model_validate_json(state) for state in states)
