"""What bound parties have to follow up, across the cases of a community (P-35). Reads only."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import BodyId, CommunityId, Frozen, PartyId, RecordId
from models.state import FollowUpItem
from register.database import legal_now
from rules.legal_dates import local_day

ITEMS = text(
    "SELECT c.record_id, c.title, c.decision_body, cast(item AS text) AS item"
    " FROM case_view c, jsonb_array_elements(c.state -> 'follow_ups') WITH ORDINALITY AS f(item, place)"
    " WHERE c.community = :community AND jsonb_typeof(c.state -> 'follow_ups') = 'array'"
    " ORDER BY c.record_id, place"
)


class FollowUpLine(Frozen):
    """One party's follow-up of one decision, as it stands on a day."""

    case: RecordId
    title: str
    body: BodyId  # the body that decided
    item: FollowUpItem
    overdue: bool
    settled: bool


async def today(connection: AsyncConnection, timezone: str) -> date:
    """The local date of legal time."""
    return local_day(await legal_now(connection), timezone)


async def follow_up_lines(
    connection: AsyncConnection,
    community: CommunityId,
    day: date,
    *,
    body: BodyId | None = None,
    party: PartyId | None = None,
    settled: bool = False,
) -> tuple[FollowUpLine, ...]:
    """What is to be followed up: overdue first, then by due date, then by party.

    Args:
        day: The local date against which items are overdue.
        body: Only what this body has decided.
        party: Only what binds this party.
        settled: Also what is done or dropped.
    """
    rows = await connection.execute(ITEMS, {"community": community})
    lines = (
        _line(row.record_id, row.title, row.decision_body, FollowUpItem.model_validate_json(row.item), day)
        for row in rows
    )
    wanted = [
        line
        for line in lines
        if body in (None, line.body) and party in (None, line.item.party) and (settled or not line.settled)
    ]
    return tuple(sorted(wanted, key=lambda x: (not x.overdue, x.item.due, x.item.party, x.case)))


def _line(case: RecordId, title: str, body: BodyId, item: FollowUpItem, day: date) -> FollowUpLine:
    overdue = not item.settled and item.due < day
    return FollowUpLine(case=case, title=title, body=body, item=item, overdue=overdue, settled=item.settled)
