"""What a community shows to everybody, from where its cases and meetings stand (P-34). Reads only."""

from __future__ import annotations

from sqlalchemy import Text, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import CommunityId
from models.public import PublicOverview
from models.state import CaseState, MeetingState
from models.tables import CaseView, MeetingView, table_of
from register.database import legal_now
from rules.publication import overview

CASE = table_of(CaseView)
MEETING = table_of(MeetingView)


async def public_overview(connection: AsyncConnection, community: CommunityId) -> PublicOverview:
    """Notices and minutes by day, the cases by when they last changed; the newest first."""
    cases = await connection.execute(
        select(cast(CASE.c.state, Text).label("state"), CASE.c.changed_at)
        .where(CASE.c.community == community)
        .order_by(CASE.c.changed_at.desc(), CASE.c.record_id)
    )
    meetings = await connection.scalars(
        select(cast(MEETING.c.state, Text))
        .where(MEETING.c.community == community)
        .order_by(MEETING.c.starts_at.desc(), MEETING.c.record_id)
    )
    return overview(
        community,
        [(CaseState.model_validate_json(row.state), row.changed_at) for row in cases],
        [MeetingState.model_validate_json(state) for state in meetings],
        await legal_now(connection),
    )
