"""Parties' official addresses (postmottak): as they are now, each bound by the community's record."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import CommunityId
from models.canonical import digest_of
from models.persons import PartyCommitment
from models.roster import PartyCard
from models.tables import PartyCardRow, table_of

CARD = table_of(PartyCardRow)

# Of each party the digest that was entered last: an address of before is not put back unseen.
_ENTERED = text(
    "SELECT DISTINCT ON (community, party) e.community, p ->> 'party' AS party, p ->> 'commitment' AS commitment"
    " FROM entry e, jsonb_array_elements(cast(e.canonical AS jsonb) #> '{body,parties}') p"
    " WHERE e.kind = 'persons_entered' ORDER BY community, party, e.seq DESC"
)


async def keep_parties(
    connection: AsyncConnection, community: CommunityId, cards: Iterable[PartyCard]
) -> tuple[PartyCommitment, ...]:
    """Keep addresses as they are now; what binds those that are new, or changed, is to be entered."""
    rows = await connection.execute(select(CARD.c.party, CARD.c.commitment).where(CARD.c.community == community))
    known = {row.party: row.commitment for row in rows}
    fresh = []
    for card in cards:
        commitment = digest_of(card)
        if known.get(card.party) == commitment:
            continue
        said = {"email": card.email, "language": card.language, "commitment": commitment}
        await connection.execute(
            insert(CARD)
            .values(community=community, party=card.party, **said)
            .on_conflict_do_update(index_elements=["community", "party"], set_=said)
        )
        fresh.append(PartyCommitment(party=card.party, commitment=commitment))
    return tuple(fresh)


async def doubtful_addresses(connection: AsyncConnection) -> AsyncIterator[tuple[str, str]]:
    """Addresses that are not those the record means: whose, and why."""
    entered = {(row.community, row.party): row.commitment for row in await connection.execute(_ENTERED)}
    at_least_once = set(entered)
    for row in await connection.execute(select(CARD).order_by(CARD.c.community, CARD.c.party)):
        key = (row.community, row.party)
        at_least_once.discard(key)
        doubt = _doubt(row, entered.get(key))
        if doubt is not None:
            yield f"{row.community}:{row.party}", doubt
    for community, party in sorted(at_least_once):
        yield f"{community}:{party}", "it is missing; the community's record binds one"


def _doubt(row: Any, entered: str | None) -> str | None:
    if row.commitment != entered:
        return "its digest is not the one that was entered last in the community's record"
    # One that was kept before the record bound any is bound when it is handed in the next time.
    said = {"party": row.party, "email": row.email, "language": row.language}
    return "its digest is of another address" if entered is not None and digest_of(said) != entered else None
