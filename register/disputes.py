"""The disputes of a community: brought, listed, and who is asked about them (N-01, N-08)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.acts import ReceivedAct
from models.base import CommunityId
from models.canonical import canonical_bytes
from models.dispute_state import DisputeState
from models.tables import DisputeView, table_of
from register import intake
from register.intake import Submission
from rules.dispute.judge import judge_dispute
from rules.verdict import Verdict

DISPUTE = table_of(DisputeView)


async def begin(
    connection: AsyncConnection, community: CommunityId, submission: Submission
) -> tuple[ReceivedAct, Verdict]:
    """Make a dispute's record and take its first act in; also what the rules say of it.

    Where they refuse, the caller's transaction must be rolled back.

    Raises:
        NoSuchRecord, ActConflict, ActTooLarge: as `intake.open_record`.
    """
    name = f"dispute-{community}-{{year}}-{{number}}"
    received = await intake.open_record(connection, community, "dispute", submission, name)
    gate = await intake.take_gate(connection, received.record)
    return received, judge_dispute(None, received, gate.procedure, gate.roster)


async def disputes_of(
    connection: AsyncConnection, community: CommunityId, *, open_only: bool = False
) -> tuple[DisputeState, ...]:
    """A community's disputes, by when they were brought."""
    statement = select(DISPUTE).where(DISPUTE.c.community == community).order_by(DISPUTE.c.since, DISPUTE.c.record_id)
    rows = await connection.execute(statement.where(~DISPUTE.c.ended) if open_only else statement)
    return tuple(DisputeState.model_validate_json(canonical_bytes(row.state)) for row in rows)
