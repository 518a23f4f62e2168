"""What a name at the door means: which person, which record, who may sit where. Reads only.

Names and addresses are read here and go no further than the screen of whoever asks: an act holds ids.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import BodyId, CommunityId, Frozen, PersonId, RecordId, SeatId
from models.procedure import Procedure
from models.roster import Holding, Roster
from models.tables import CommunityView, RecordRow, table_of
from register.intake import NoSuchRecord
from register.persons import cards_of
from register.stored import procedure_by, roster_by
from rules.legal_dates import local_day
from rules.seats import counted_seats, holdings_of, in_force, parties_of

COMMUNITY = table_of(CommunityView)
RECORD = table_of(RecordRow)

NEAR: Final = 0.7  # how alike a name must be to be offered instead
KINDS: Final = ("case", "meeting", "agreement", "dispute")
FEW_NEAR: Final = 3
MOST_COMPARED: Final = 500


class Known(Frozen):
    """A person as the register knows them."""

    person: PersonId
    name: str
    email: str


class Table(Frozen):
    """A body's seats on a day: which there are, which count, and who holds each, member first."""

    seats: tuple[SeatId, ...]
    counted: tuple[SeatId, ...]
    holdings: tuple[Holding, ...]

    def member(self, seat: SeatId) -> PersonId | None:
        """The member of the seat, or None when it has none that day."""
        return next((h.person for h in self.holdings if h.seat == seat and h.rank == 0), None)

    def deputy(self, seat: SeatId) -> PersonId | None:
        """The first deputy of the seat, or None."""
        return next((h.person for h in self.holdings if h.seat == seat and h.rank > 0), None)


async def persons_of(connection: AsyncConnection, community: CommunityId) -> tuple[Known, ...]:
    """Everyone the community's register has a name for, by id."""
    cards = [kept.card for kept in await cards_of(connection, community)]
    return tuple(Known(person=card.person, name=card.name, email=card.email) for card in cards)


def matching(persons: Iterable[Known], wanted: str) -> tuple[Known, ...]:
    """The persons that an id, an e-mail address or a name can mean: the exact ones, else those with all its words."""
    known = tuple(persons)
    sought = _folded(wanted)
    exact = tuple(p for p in known if p.person == wanted.strip() or sought in (_folded(p.email), _folded(p.name)))
    if exact:
        return exact
    words = set(sought.split())
    return tuple(p for p in known if words and words <= set(_folded(p.name).split()))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split())).casefold()


async def record_named(connection: AsyncConnection, kind: str, wanted: str) -> Any | None:
    """The record of a kind by its id, or by what follows its community in the id where only one ends so."""
    exact = (
        await connection.execute(select(RECORD).where(RECORD.c.record_id == wanted, RECORD.c.kind == kind))
    ).one_or_none()
    if exact is not None:
        return exact
    rows = await connection.execute(select(RECORD).where(RECORD.c.kind == kind))
    ending = [row for row in rows if row.record_id == f"{kind}-{row.community}-{wanted}"]
    return ending[0] if len(ending) == 1 else None


async def any_record_named(connection: AsyncConnection, wanted: str) -> RecordId | None:
    """The record of any kind that an id means, or the ending of one; where several kinds have it, a case first."""
    for kind in KINDS:
        row = await record_named(connection, kind, wanted)
        if row is not None:
            return RecordId(row.record_id)
    return None


async def records_like(
    connection: AsyncConnection, kind: str, wanted: str, community: CommunityId | None = None
) -> tuple[str, ...]:
    """The short ids of the records of a kind that were perhaps meant: those written nearly so, else the last ones."""
    asked = select(RECORD.c.record_id, RECORD.c.community).where(RECORD.c.kind == kind)
    if community is not None:
        asked = asked.where(RECORD.c.community == community)
    rows = await connection.execute(asked.order_by(RECORD.c.opened_at.desc()).limit(MOST_COMPARED))
    short = {row.record_id.removeprefix(f"{kind}-{row.community}-"): row.record_id for row in rows}
    names = {**{name: name for name in short}, **{record: name for name, record in short.items()}}
    return tuple(dict.fromkeys(names[near] for near in get_close_matches(wanted, names, n=FEW_NEAR, cutoff=NEAR)))


def persons_like(persons: Iterable[Known], wanted: str) -> tuple[Known, ...]:
    """The persons that were perhaps meant: whose id, address or name, or a part of it, is written nearly so."""
    known: dict[str, Known] = {}
    for person in persons:
        for word in (person.person, person.email, person.name, *person.name.split()):
            known.setdefault(_folded(word), person)
    near = get_close_matches(_folded(wanted), known, n=FEW_NEAR, cutoff=NEAR)
    return tuple({known[word].person: known[word] for word in near}.values())


async def rules_in_force(connection: AsyncConnection, community: CommunityId) -> tuple[Procedure, Roster]:
    """The procedure and the roster in force.

    Raises:
        NoSuchRecord: there is no such community.
    """
    row = (
        await connection.execute(
            select(COMMUNITY.c.procedure, COMMUNITY.c.roster).where(COMMUNITY.c.community == community)
        )
    ).one_or_none()
    if row is None:
        raise NoSuchRecord(community)
    return await procedure_by(connection, row.procedure), await roster_by(connection, row.roster)


async def rules_of(connection: AsyncConnection, record: RecordId) -> tuple[Procedure, Roster]:
    """The procedure and the roster a record was opened under (P-38).

    Raises:
        NoSuchRecord: there is no such record.
    """
    row = (await connection.execute(select(RECORD).where(RECORD.c.record_id == record))).one_or_none()
    if row is None:
        raise NoSuchRecord(record)
    return await procedure_by(connection, row.procedure), await roster_by(connection, row.roster)


def table_on(procedure: Procedure, roster: Roster, body: BodyId, day: date) -> Table:
    """Who may sit at a body's table on a day."""
    seats = tuple(seat.seat for seat in procedure.body(body).seats)
    return Table(
        seats=seats,
        counted=counted_seats(procedure, body),
        holdings=tuple(h for seat in seats for h in holdings_of(seat, roster, day)),
    )


def spoken_for(procedure: Procedure, roster: Roster, seat: SeatId) -> tuple[str, ...]:
    """The parties a seat speaks for; none for a seat that is only heard."""
    return parties_of(seat, procedure, roster)


class Place(Frozen):
    """A seat or an office that a person holds on a day, and for whom."""

    body: BodyId | None = None
    seat: SeatId | None = None
    rank: int | None = None  # 0 member, 1 first deputy
    office: str | None = None
    parties: tuple[str, ...] = ()
    until: date | None = None  # the last day


def seats_held(person: PersonId, procedure: Procedure, roster: Roster, now: datetime) -> tuple[Place, ...]:
    """Every seat and office a person holds now, with whom they speak for and until when (P-23, P-24)."""
    day = local_day(now, procedure.timezone)
    seats = tuple(
        Place(
            body=procedure.body_of(h.seat).body,
            seat=h.seat,
            rank=h.rank,
            parties=parties_of(h.seat, procedure, roster),
            until=h.until,
        )
        for h in roster.holdings
        if h.person == person and in_force(h.since, h.until, day)
    )
    offices = tuple(
        Place(office=o.office.value, parties=() if o.party is None else (o.party,), until=o.until)
        for o in roster.offices
        if o.person == person and in_force(o.since, o.until, day)
    )
    return seats + offices
