"""The disputes of a community: brought, listed, and who is asked about them (N-01, N-08)."""

from __future__ import annotations

import hashlib

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.acts import ReceivedAct, SubmissionLeft
from models.base import CommunityId
from models.canonical import canonical_bytes
from models.dispute_state import DisputeState
from models.messages import MessageKind
from models.submission import Claim, Submission
from models.tables import DeliveryRow, DisputeView, MessageView, table_of
from register import intake
from register.append import submit
from register.post import opened
from rules.dispute.judge import judge_dispute
from rules.verdict import Verdict

DELIVERY = table_of(DeliveryRow)
DISPUTE = table_of(DisputeView)
MESSAGE = table_of(MessageView)


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


# PERFORMANCE: made once; asked of every mail that has left.
_SUBMISSION = (
    select(MESSAGE.c.record_id, DELIVERY)
    .join(DELIVERY, DELIVERY.c.message_id == MESSAGE.c.message_id)
    .where(
        MESSAGE.c.message_id == bindparam("message"),
        MESSAGE.c.kind == MessageKind.DISPUTE_SUBMITTED.value,
        MESSAGE.c.recipient["kind"].astext == "nemnda",
    )
)


async def prove_sending(connection: AsyncConnection, message_id: str) -> None:
    """Where the message is a submission to the nemnda, tell its dispute that the relay has taken it (N-10)."""
    row = (await connection.execute(_SUBMISSION, {"message": message_id})).one_or_none()
    if row is None:
        return
    raw = await opened(connection, row) or b""
    left = SubmissionLeft(message=message_id, sent_at=row.sent_at, raw=hashlib.sha256(raw).hexdigest())
    act_id = hashlib.sha256(f"{row.record_id}|sent|{message_id}".encode()).hexdigest()
    submission = Submission(act_id=act_id, claim=Claim(record=row.record_id), act=left)
    await submit(connection, row.record_id, submission)
