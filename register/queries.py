"""What lists and pages ask the register. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, cast, func, literal, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import CommunityId, PersonId, RecordId
from models.entries import Entry
from models.state import CommunityState, ErasedPerson
from models.tables import (
    AgreementView,
    CaseView,
    ClockView,
    CommunityView,
    DeliveryRow,
    EntryRow,
    HeadRow,
    MeetingView,
    MessageView,
    RecordRow,
    table_of,
)
from register.persons import cards_of

ENTRY = table_of(EntryRow)
AGREEMENT = table_of(AgreementView)
CASE = table_of(CaseView)
MEETING = table_of(MeetingView)
CLOCK = table_of(ClockView)
MESSAGE = table_of(MessageView)
DELIVERY = table_of(DeliveryRow)
HEAD = table_of(HeadRow)
RECORD = table_of(RecordRow)
COMMUNITY = table_of(CommunityView)

ERASED = "person erased"


_ENTRIES = select(ENTRY.c.canonical).where(ENTRY.c.record_id == bindparam("record")).order_by(ENTRY.c.seq)


async def entries_of(connection: AsyncConnection, record: RecordId) -> tuple[Entry, ...]:
    """A record's entries, first to last."""
    rows = await connection.scalars(_ENTRIES, {"record": record})
    return tuple(Entry.model_validate_json(row) for row in rows)


async def entries_of_kinds(
    connection: AsyncConnection, community: CommunityId, kinds: Collection[str]
) -> tuple[Entry, ...]:
    """The entries of a community that are of these kinds, record by record, first to last in each."""
    wanted = select(ENTRY.c.canonical).where(ENTRY.c.community == community, ENTRY.c.kind.in_(kinds))
    rows = await connection.scalars(wanted.order_by(ENTRY.c.record_id, ENTRY.c.seq))
    return tuple(Entry.model_validate_json(row) for row in rows)


async def decided_records(connection: AsyncConnection) -> tuple[RecordId, ...]:
    """Every case with a decision, by its entries and no read model."""
    wanted = select(ENTRY.c.record_id).where(ENTRY.c.kind == "beslutning_made").distinct()
    return tuple(await connection.scalars(wanted.order_by(ENTRY.c.record_id)))


async def stands(connection: AsyncConnection, community: CommunityId, record: RecordId, digest: str) -> bool:
    """Whether an entry of that digest stands in the record, and the record is the community's."""
    found = select(ENTRY.c.seq).where(
        ENTRY.c.record_id == record, ENTRY.c.community == community, ENTRY.c.hash == digest
    )
    return await connection.scalar(found) is not None


async def person_names(connection: AsyncConnection, community: CommunityId) -> dict[PersonId, str]:
    """The names kept for a community's persons; an erased person has none."""
    return {kept.card.person: kept.card.name for kept in await cards_of(connection, community)}


async def names_shown(connection: AsyncConnection, community: CommunityId) -> dict[PersonId, str]:
    """The names as pages show them: of whom nothing is known any more, that they were erased."""
    gone = {erased.person: ERASED for erased in await erased_persons(connection, community)}
    return gone | await person_names(connection, community)


async def erased_persons(connection: AsyncConnection, community: CommunityId) -> tuple[ErasedPerson, ...]:
    """Everyone erased in a community, in the order in which they were; nobody where it has not been founded."""
    state = cast(COMMUNITY.c.state, Text)
    found = await connection.scalar(select(state).where(COMMUNITY.c.community == community))
    return () if found is None else CommunityState.model_validate_json(found).erased or ()


async def communities(connection: AsyncConnection) -> list[Any]:
    """Every community in the register, by id."""
    return list(await connection.execute(select(COMMUNITY).order_by(COMMUNITY.c.community)))


async def cases_of(
    connection: AsyncConnection, community: CommunityId, *, stage: str | None = None, open_only: bool = False
) -> list[Any]:
    """A community's cases, newest change first."""
    statement = select(CASE).where(CASE.c.community == community).order_by(CASE.c.changed_at.desc(), CASE.c.record_id)
    if stage is not None:
        statement = statement.where(CASE.c.stage == stage)
    if open_only:
        statement = statement.where(~CASE.c.ended)
    return list(await connection.execute(statement))


async def meetings_of(connection: AsyncConnection, community: CommunityId, *, body: str | None = None) -> list[Any]:
    """A community's meetings by when they start."""
    statement = (
        select(MEETING).where(MEETING.c.community == community).order_by(MEETING.c.starts_at, MEETING.c.record_id)
    )
    return list(await connection.execute(statement if body is None else statement.where(MEETING.c.body == body)))


_CLOCKS = select(CLOCK).order_by(CLOCK.c.due_at, CLOCK.c.record_id, CLOCK.c.name)


async def clocks_of(connection: AsyncConnection, record: RecordId | None = None) -> list[Any]:
    """Due times that are running, the next first; of one record, or of all."""
    statement = _CLOCKS if record is None else _CLOCKS.where(CLOCK.c.record_id == record)
    return list(await connection.execute(statement))


async def messages_for(
    connection: AsyncConnection, community: CommunityId, *, record: RecordId | None = None, state: str | None = None
) -> list[Any]:
    """Messages and how far each has come, in the order they were owed."""
    statement = (
        select(MESSAGE, DELIVERY.c.state, DELIVERY.c.attempts, DELIVERY.c.error, DELIVERY.c.sent_at, DELIVERY.c.place)
        .join(DELIVERY, DELIVERY.c.message_id == MESSAGE.c.message_id)
        .where(MESSAGE.c.community == community)
        .order_by(DELIVERY.c.place)
    )
    if record is not None:
        statement = statement.where(MESSAGE.c.record_id == record)
    if state is not None:
        statement = statement.where(DELIVERY.c.state == state)
    return list(await connection.execute(statement))


async def records_of(connection: AsyncConnection, community: CommunityId) -> tuple[RecordId, ...]:
    """Every record of a community: its own first, then the others by kind and number."""
    rows = await connection.scalars(select(RECORD.c.record_id).where(RECORD.c.community == community))
    return tuple(sorted(rows, key=lambda record: (not record.startswith("community-"), record)))


# Asked many times a second while a story is told: one statement, made once.
_STALE = select(
    func.string_agg(AGREEMENT.c.record_id, aggregate_order_by(literal(", "), AGREEMENT.c.record_id))
).where(AGREEMENT.c.state["stale"].as_boolean(), ~AGREEMENT.c.ended)
_LAG = select(func.coalesce(func.sum(RECORD.c.next_number - 1 - HEAD.c.judged), 0)).join(
    HEAD, HEAD.c.record_id == RECORD.c.record_id
)
_AT_WORK = select(_LAG.scalar_subquery().label("unjudged"), _STALE.scalar_subquery().label("stale")).subquery()
_LATE = _CLOCKS.where(CLOCK.c.due_at <= bindparam("upto")).limit(1).subquery()
_WAITS = select(_AT_WORK, _LATE.c.record_id, _LATE.c.name, _LATE.c.due_at).join_from(
    _AT_WORK, _LATE, true(), isouter=True
)
_NEXT = select(
    _STALE.scalar_subquery().label("stale"),
    select(func.min(CLOCK.c.due_at)).where(CLOCK.c.due_at <= bindparam("upto")).scalar_subquery().label("due_at"),
)


async def next_due(connection: AsyncConnection, upto: datetime) -> tuple[datetime | None, str | None]:
    """The first due time up to a moment, and the agreements whose facts have changed since their dates were computed.

    While there are such (T-05), in words, the first due time is not known.
    """
    row = (await connection.execute(_NEXT, {"upto": upto})).one()
    return row.due_at, _uncomputed(row.stale)


async def what_waits(connection: AsyncConnection, upto: datetime | None = None) -> str | None:
    """Acts that are not judged, agreements whose dates are not computed, a clock that was due by then; in words."""
    row = (await connection.execute(_WAITS, {"upto": upto})).one()
    if row.unjudged:
        return f"{row.unjudged} acts are not judged"
    if row.stale or row.due_at is None:
        return _uncomputed(row.stale)
    return f"{row.record_id}: {row.name} was due {row.due_at.isoformat()} and has not rung"


def _uncomputed(stale: str | None) -> str | None:
    return None if stale is None else f"the dates of {stale} are not computed"
