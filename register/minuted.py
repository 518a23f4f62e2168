"""Where the words that an act would change stand in a meeting's minutes, as they are kept (P-33)."""

from __future__ import annotations

from sqlalchemy import Text, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.acts import Act, MinutedWords
from models.base import CommunityId, RecordId
from models.state import MeetingState
from models.tables import CaseView, MeetingView, table_of
from register.documents import document_by
from rules.meeting.wording import where_minuted, words_of

CASE = table_of(CaseView)
MEETING = table_of(MeetingView)


async def minuted(
    connection: AsyncConnection, community: CommunityId, meeting: RecordId, act: Act
) -> MinutedWords | None:
    """None where the act changes no words, or there are no minutes yet."""
    words = words_of(act)
    if words is None:
        return None
    held = await connection.scalar(select(cast(MEETING.c.state, Text)).where(MEETING.c.record_id == meeting))
    state = None if held is None else MeetingState.model_validate_json(held)
    minutes = None if state is None else state.minutes
    kept = None if minutes is None else await document_by(connection, community, minutes.text)
    if state is None or minutes is None or kept is None:
        return None
    decided = await connection.scalars(
        select(CASE.c.state["text"]["text"].astext).where(
            CASE.c.record_id.in_(tuple(item.case for item in state.agenda)),
            CASE.c.state["decided_in"].astext == meeting,
        )
    )
    put_in = (change.new_text for change in minutes.changes)
    return where_minuted(words, bytes(kept.content).decode(), put_in, decided)
