"""Cases found by where they stand, whom they concern, when they came, and the words in them (P-34). Reads only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, TextClause, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import BodyId, CommunityId, PartyId
from models.tables import CaseSearchView, CaseView, PartyView, SeatView, table_of
from rules.searching import folded

CASE = table_of(CaseView)
SEARCH = table_of(CaseSearchView)
SEAT = table_of(SeatView)
PARTY = table_of(PartyView)


class CaseOrder(StrEnum):
    """What comes first in a list of cases."""

    CHANGED = "changed"  # the last changed
    REGISTERED = "registered"  # the last registered
    FITTING = "fitting"  # what fits the search best


@dataclass(frozen=True)
class CaseQuery:
    """Which cases are asked for; what is None does not matter."""

    stage: str | None = None
    body: BodyId | None = None  # deliberates or decides it
    party: PartyId | None = None  # is affected by it, or brings it
    ended: bool | None = None
    since: datetime | None = None  # registered then or later
    before: datetime | None = None  # registered earlier than then
    search: str | None = None  # all these words; "a phrase"; or; -not
    order: CaseOrder = CaseOrder.CHANGED
    limit: int | None = None


@dataclass(frozen=True)
class FoundCases:
    """The cases found, as many as were asked for, and how many there are."""

    rows: list[Any]
    count: int


# A prefix is asked for in the text of a query; one with a quotation mark within a word stays as it is.
SOUGHT = (
    "(SELECT cast(CASE WHEN asked ~ '[^ (!&|>]''''' THEN asked"
    " ELSE regexp_replace(asked, '(?<!!)''([^'']{4,})''', '''\\1'':*', 'g') END AS tsquery)"
    " FROM (SELECT cast(websearch_to_tsquery('norwegian', :words) AS text) AS asked) AS query)"
)

LEAVES_OUT = re.compile(r'(?:\s*-(?:"[^"]*"|\S+))+\s*')


def words_sought(search: str) -> TextClause:
    """The words that are looked for, in any of their forms and at the beginning of longer ones.

    Norwegian writes words together: who looks for `akutt` means `akuttplasser` too. A word of less than four letters
    begins too many others; and left out is only the word that is named.
    """
    return text(SOUGHT).bindparams(words=folded(search))


async def find_cases(connection: AsyncConnection, community: CommunityId, query: CaseQuery) -> FoundCases:
    """A community's cases that fit, in the order asked for."""
    words = None if query.search is None else words_sought(query.search)
    tests = [CASE.c.community == community, *_tests(query)]
    source = CASE
    if words is not None:
        source = CASE.join(SEARCH, SEARCH.c.record_id == CASE.c.record_id)  # type: ignore[assignment]
        tests.append(SEARCH.c.vector.op("@@")(words))
    statement = select(CASE).select_from(source).where(*tests).order_by(*_order(query, words), CASE.c.record_id)
    rows = list(await connection.execute(statement.limit(query.limit)))
    if query.limit is None or len(rows) < query.limit:
        return FoundCases(rows, len(rows))
    count = await connection.scalar(select(func.count()).select_from(source).where(*tests))
    return FoundCases(rows, int(count or 0))


def _tests(query: CaseQuery) -> list[ColumnElement[bool]]:
    tests: list[ColumnElement[bool]] = []
    if query.stage is not None:
        tests.append(CASE.c.stage == query.stage)
    if query.body is not None:
        tests.append(or_(CASE.c.decision_body == query.body, CASE.c.drofting_body == query.body))
    if query.party is not None:
        concerned = CASE.c.state.contains({"affected": [query.party]})
        tests.append(or_(concerned, CASE.c.state.contains({"proposer_party": query.party})))
    if query.ended is not None:
        tests.append(CASE.c.ended.is_(query.ended))
    if query.since is not None:
        tests.append(CASE.c.registered_at >= query.since)
    if query.before is not None:
        tests.append(CASE.c.registered_at < query.before)
    return tests


def _order(query: CaseQuery, words: Any) -> tuple[Any, ...]:
    match query.order:
        case CaseOrder.FITTING if words is not None:
            return func.ts_rank(SEARCH.c.vector, words).desc(), CASE.c.changed_at.desc()
        case CaseOrder.REGISTERED:
            return (CASE.c.registered_at.desc(),)
        case CaseOrder.CHANGED | CaseOrder.FITTING:
            return (CASE.c.changed_at.desc(),)


async def says_nothing(connection: AsyncConnection, search: str) -> bool:
    """Whether a search holds only words that stand everywhere, only words to leave out, or none."""
    if LEAVES_OUT.fullmatch(search):
        return True
    statement = text("SELECT numnode(websearch_to_tsquery('norwegian', :words))")
    nodes: int | None = await connection.scalar(statement, {"words": folded(search)})
    return not nodes


async def bodies_of(connection: AsyncConnection, community: CommunityId) -> tuple[BodyId, ...]:
    """The bodies a case can be listed by: of the procedure in force, and of running and former cases."""
    mine = [
        select(SEAT.c.body).where(SEAT.c.community == community),
        select(CASE.c.decision_body).where(CASE.c.community == community),
        select(CASE.c.drofting_body).where(CASE.c.community == community),
    ]
    found = [body for one in mine for body in await connection.scalars(one.distinct()) if body is not None]
    return tuple(sorted(set(found)))


async def parties_of_community(connection: AsyncConnection, community: CommunityId) -> dict[PartyId, str]:
    """The parties of a community and what they are called, by id."""
    rows = await connection.execute(
        select(PARTY.c.party, PARTY.c.name).where(PARTY.c.community == community).order_by(PARTY.c.party)
    )
    return {row.party: row.name for row in rows}
