"""The secretariat's view of the post: what is on its way, what could not be delivered, and sending it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import CommunityId, RecordId
from models.tables import DeliveryRow, LetterView, MessageView, table_of
from register.post import put_back

DELIVERY = table_of(DeliveryRow)
LETTER = table_of(LetterView)
MESSAGE = table_of(MessageView)

STATES = ("given_up", "unknown", "claimed", "waiting", "sent")
"""How far a message can have come; first those that somebody has to look at."""
TROUBLED = ("given_up", "unknown")


async def mails(
    connection: AsyncConnection,
    community: CommunityId,
    *,
    record: RecordId | None = None,
    states: Sequence[str] = (),
    limit: int | None = None,
) -> list[Any]:
    """A community's messages and how far each has come: the troubled first, then those on their way.

    Args:
        record: Only what a case or meeting made owed.
        states: Only messages that have come so far; none named: all.
        limit: At most so many.
    """
    order = case({state: place for place, state in enumerate(STATES)}, value=DELIVERY.c.state)
    statement = (
        select(
            MESSAGE,
            DELIVERY.c.state,
            DELIVERY.c.attempts,
            DELIVERY.c.error,
            DELIVERY.c.sent_at,
            DELIVERY.c.next_try,
            DELIVERY.c.place,
        )
        .join(DELIVERY, DELIVERY.c.message_id == MESSAGE.c.message_id)
        .where(MESSAGE.c.community == community)
        .order_by(order, DELIVERY.c.place.desc())
        .limit(limit)
    )
    if record is not None:
        statement = statement.where(MESSAGE.c.record_id == record)
    if states:
        statement = statement.where(DELIVERY.c.state.in_(states))
    return list(await connection.execute(statement))


async def counts_by_state(
    connection: AsyncConnection, community: CommunityId | None = None, *, record: RecordId | None = None
) -> dict[str, int]:
    """How many messages have come how far; of one community or record, or of all."""
    statement = select(DELIVERY.c.state, func.count().label("messages")).group_by(DELIVERY.c.state)
    if community is not None:
        statement = statement.where(DELIVERY.c.community == community)
    if record is not None:
        statement = statement.join(MESSAGE, MESSAGE.c.message_id == DELIVERY.c.message_id).where(
            MESSAGE.c.record_id == record
        )
    found = {row.state: int(row.messages) for row in await connection.execute(statement)}
    return {state: found.get(state, 0) for state in STATES}


async def mails_like(connection: AsyncConnection, digits: str) -> list[Any]:
    """The messages whose ids begin so, with the bytes that were written and what the letter tells; at most three."""
    statement = (
        select(MESSAGE, DELIVERY, LETTER.c.facts)
        .join(DELIVERY, DELIVERY.c.message_id == MESSAGE.c.message_id)
        .join(LETTER, LETTER.c.letter == MESSAGE.c.letter)
        .where(MESSAGE.c.message_id.startswith(digits, autoescape=True))
        .order_by(MESSAGE.c.message_id)
        .limit(3)
    )
    return list(await connection.execute(statement))


async def send_again(connection: AsyncConnection, message_id: str, was: str) -> bool:
    """Put a message back among those that wait; False when it has come further meanwhile than `was` says.

    One that was given up is written anew, to the address known now; one that may have arrived is sent byte for byte
    as it was, so that whoever has it already can see that it is the same.
    """
    changed = await put_back(connection, message_id, was)
    await connection.execute(text("SELECT pg_notify('outbox', '')"))
    return changed
