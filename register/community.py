"""A health community's own record: founded with a procedure and a roster, both renewed (P-38).

Its acts are judged in the transaction that receives them; no workflow stands behind it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models import acts as a
from models.acts import ReceivedAct
from models.base import ActId
from models.procedure import Procedure
from models.roster import PartyCard, PersonCard, Roster
from models.submission import Claim, Submission
from models.tables import CommunityView, HeadRow, RecordRow, table_of
from register.append import submit
from register.intake import NoSuchRecord, create_gate
from register.parties import keep_parties
from register.persons import forget, keep_persons
from register.standing import taken_in
from register.stored import keep_procedure, keep_roster

HEAD = table_of(HeadRow)
RECORD = table_of(RecordRow)
COMMUNITY = table_of(CommunityView)

MOST_ENTERED = 400  # persons in one act, which has a limit to its size


# The few clocks of communities, not the many of cases.


class CommunityExists(Exception):
    """The community has been founded before."""


def record_of(community: str) -> str:
    """The id of a community's record."""
    return f"community-{community}"


async def found(
    connection: AsyncConnection,
    act_id: ActId,
    claim: Claim,
    procedure: Procedure,
    roster: Roster,
    persons: Sequence[PersonCard],
    parties: Sequence[PartyCard],
) -> ReceivedAct:
    """Found a community.

    Raises:
        CommunityExists: it has been founded, by another act.
    """
    community = roster.community
    kept = await keep_procedure(connection, procedure), await keep_roster(connection, roster)
    act = a.FoundCommunity(community=community, procedure=kept[0], roster=kept[1])
    submission = Submission(act_id=act_id, claim=claim, act=act)
    known = await connection.scalar(select(RECORD.c.record_id).where(RECORD.c.record_id == record_of(community)))
    if known is None:
        await create_gate(connection, record_of(community), community, "community", *kept)
        await connection.execute(update(HEAD).where(HEAD.c.record_id == record_of(community)).values(ended=True))
    received = await submit(connection, record_of(community), submission)
    if received.number > 1:
        raise CommunityExists(f"{community} has been founded before; `roster import` renews its roster")
    await keep_cards(connection, community, received, claim, persons, parties)
    return received


async def renew_roster(
    connection: AsyncConnection,
    act_id: ActId,
    claim: Claim,
    roster: Roster,
    reason: str,
    persons: Sequence[PersonCard],
    parties: Sequence[PartyCard],
) -> ReceivedAct:
    """Adopt a new version of the roster.

    Raises:
        NoSuchRecord: the community has not been founded.
    """
    community = roster.community
    known = await connection.scalar(select(COMMUNITY.c.record_id).where(COMMUNITY.c.community == community))
    if known is None:
        raise NoSuchRecord(community)
    digest = await keep_roster(connection, roster)
    act = a.AdoptRoster(roster=digest, reason=reason)
    received = await submit(connection, record_of(community), Submission(act_id=act_id, claim=claim, act=act))
    await keep_cards(connection, community, received, claim, persons, parties)
    return received


async def join(
    connection: AsyncConnection, act_id: ActId, claim: Claim, community: str, act: a.RecordAccession, card: PartyCard
) -> ReceivedAct:
    """A party joins, with the address that letters to it go to (P-25).

    Raises:
        NoSuchRecord: the community has not been founded.
    """
    received = await submit(connection, record_of(community), Submission(act_id=act_id, claim=claim, act=act))
    await keep_cards(connection, community, received, claim, (), (card,))
    return received


async def adopt_procedure(
    connection: AsyncConnection,
    act_id: ActId,
    claim: Claim,
    community: str,
    procedure: Procedure,
    reason: str,
    files: tuple[Roster, Sequence[PersonCard], Sequence[PartyCard]] | None = None,
) -> ReceivedAct:
    """Adopt a new version of the procedure for new cases, with a new roster where its seats are others (P-38).

    Raises:
        NoSuchRecord: the community has not been founded.
    """
    known = await connection.scalar(select(COMMUNITY.c.record_id).where(COMMUNITY.c.community == community))
    if known is None:
        raise NoSuchRecord(community)
    roster = None
    if files is not None:
        roster = await keep_roster(connection, files[0])
    act = a.AdoptProcedure(procedure=await keep_procedure(connection, procedure), roster=roster, reason=reason)
    received = await submit(connection, record_of(community), Submission(act_id=act_id, claim=claim, act=act))
    if files is not None:
        await keep_cards(connection, community, received, claim, files[1], files[2])
    return received


async def erase_person(
    connection: AsyncConnection, act_id: ActId, claim: Claim, community: str, act: a.ErasePerson
) -> ReceivedAct:
    """Erase a person: judged, entered, and what tells whose the id is destroyed, in the transaction that looked.

    Raises:
        NoSuchRecord: the community has not been founded.
    """
    received = await submit(connection, record_of(community), Submission(act_id=act_id, claim=claim, act=act))
    if await _accepted(connection, received):
        await forget(connection, community, act.person)
    return received


async def _accepted(connection: AsyncConnection, received: ReceivedAct) -> bool:
    verdict = (await taken_in(connection, received.act_id)).verdict
    return verdict is not None and verdict.refusal is None


async def keep_cards(
    connection: AsyncConnection,
    community: str,
    handed_in: ReceivedAct,
    claim: Claim,
    persons: Sequence[PersonCard],
    parties: Sequence[PartyCard],
) -> None:
    """Names and addresses that came with an accepted act, as they are now, outside every record.

    What binds ids to the cards that are new or changed is entered after it, in the name of whoever handed them in.
    """
    if not await _accepted(connection, handed_in):
        return
    fresh = await keep_persons(connection, community, persons)
    addresses = await keep_parties(connection, community, parties) or None
    for number, start in enumerate(range(0, max(len(fresh), 1 if addresses else 0), MOST_ENTERED)):
        act_id = hashlib.sha256(f"{handed_in.act_id}|persons|{number}".encode()).hexdigest()
        entering = a.EnterPersons(
            persons=fresh[start : start + MOST_ENTERED], parties=addresses if number == 0 else None
        )
        submission = Submission(act_id=act_id, claim=claim, act=entering)
        await submit(connection, record_of(community), submission)


async def ring(connection: AsyncConnection, record: str, clock: str, due_at: datetime) -> ReceivedAct:
    """Enter under the community's gate that a due time has come, once; judged in this transaction (P-24, P-25)."""
    act = a.DeadlineReached(clock=clock, due_at=due_at)
    act_id = hashlib.sha256(f"{record}|{clock}|{due_at.isoformat()}".encode()).hexdigest()
    submission = Submission(act_id=act_id, claim=Claim(record=record), act=act)
    return await submit(connection, record, submission)
