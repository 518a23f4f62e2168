"""A new roster and the cases that run: whose seat has a new member, and who is told (P-25).

Positions belong to the seat and its parties, so a case goes on as it stands; the new holder has to confirm what was
said in the seat's name. A meeting asks the roster itself when it opens, and is told nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.acts import MandateGiven, PartyLeft, ReplaceSeatHolder, SeatHolderLeft
from models.acts.union import CaseAct
from models.base import CommunityId, RecordId
from models.entries import EntryBody, LeavingEntered, MandateEntered, MemberCame, PartyDeparted
from models.roster import Holding, Roster
from models.tables import HeadRow, RecordRow, table_of
from rules.effects.acts import SendAct
from rules.seats import holdings_of

HEAD = table_of(HeadRow)
RECORD = table_of(RecordRow)

MEMBER = 0  # the rank of the member; deputies may change without anybody having to confirm anything


def new_members(before: Roster, after: Roster, day: date) -> tuple[Holding, ...]:
    """The members on that day who were not the seat's member the day before the new roster, in the roster's order.

    A seat left empty has nobody who could confirm anything; it is told of when it is filled again.
    """
    seats = tuple(dict.fromkeys(h.seat for h in after.holdings))
    found = ((_member(before, seat, day), _member(after, seat, day)) for seat in seats)
    return tuple(now for was, now in found if now is not None and (was is None or was.person != now.person))


def _member(roster: Roster, seat: str, day: date) -> Holding | None:
    return next((h for h in holdings_of(seat, roster, day) if h.rank == MEMBER), None)


async def tell_running_cases(
    connection: AsyncConnection, community: CommunityId, members: tuple[Holding, ...]
) -> tuple[SendAct, ...]:
    """One act for every running case of the community and every new member, by case and then by seat."""
    acts = tuple(ReplaceSeatHolder(seat=h.seat, person=h.person, rank=h.rank) for h in members)
    return await tell_every_case(connection, community, acts)


def acts_for_cases(body: EntryBody) -> tuple[CaseAct, ...]:
    """What an entry of the community says to every running case (P-24)."""
    match body:
        case MandateEntered() if body.subject_to is None:
            return (
                MandateGiven(
                    seat=body.seat, person=body.person, parties=body.parties, since=body.since, until=body.until
                ),
            )
        case MemberCame():
            return (ReplaceSeatHolder(seat=body.seat, person=body.person, rank=MEMBER),)
        case LeavingEntered():
            return (SeatHolderLeft(seat=body.seat, person=body.person, last_day=body.last_day),)
        case PartyDeparted():
            return (PartyLeft(party=body.party, last_day=body.last_day),)
        case _:
            return ()


async def tell_every_case(
    connection: AsyncConnection, community: CommunityId, acts: Sequence[CaseAct]
) -> tuple[SendAct, ...]:
    """These acts for every running case of the community, by case and then in their order."""
    if not acts:
        return ()
    return tuple(SendAct(to=case, act=act) for case in await _running_cases(connection, community) for act in acts)


async def _running_cases(connection: AsyncConnection, community: CommunityId) -> list[RecordId]:
    rows = await connection.scalars(
        select(RECORD.c.record_id)
        .join(HEAD, HEAD.c.record_id == RECORD.c.record_id)
        .where(RECORD.c.community == community, RECORD.c.kind == "case", ~HEAD.c.ended)
        .order_by(RECORD.c.record_id)
    )
    return list(rows)
