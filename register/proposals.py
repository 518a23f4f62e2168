"""Proposals from outside: those of a community, and the case that takes one up (P-02)."""

from __future__ import annotations

import hashlib

from sqlalchemy import Text, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.acts import ReceivedAct, RegisterCase, TakeUpProposal
from models.base import CommunityId
from models.rulebook import Refusal
from models.state import CommunityState, Proposal
from models.submission import Claim, Submission
from models.tables import CommunityView, table_of
from register.append import submit
from register.community import record_of
from register.standing import taken_in

COMMUNITY = table_of(CommunityView)


async def proposals_of(connection: AsyncConnection, community: CommunityId) -> tuple[Proposal, ...]:
    """Every proposal that came through the secretariat, the first first."""
    state = await connection.scalar(select(cast(COMMUNITY.c.state, Text)).where(COMMUNITY.c.community == community))
    return () if state is None else CommunityState.model_validate_json(state).proposals or ()


async def take_up(connection: AsyncConnection, community: CommunityId, received: ReceivedAct) -> Refusal | None:
    """Tell the community's record, in the same transaction, that a case takes its proposal up; or why it cannot.

    The record is told once, however often the act that registers the case is sent.
    """
    act = received.act
    if not isinstance(act, RegisterCase) or act.from_proposal is None:
        return None
    told = TakeUpProposal(number=act.from_proposal, case=received.record)
    act_id = hashlib.sha256(f"{received.record}|takes up|{act.from_proposal}".encode()).hexdigest()
    submission = Submission(act_id=act_id, claim=Claim(record=received.record), act=told)
    await submit(connection, record_of(community), submission)
    verdict = (await taken_in(connection, act_id)).verdict
    return None if verdict is None else verdict.refusal
