"""Our standard case, told once for both sides: what people send, what the house sends on, and when time must pass.

A case of 13 seats goes through two meetings: registered, classified, drøftet, forankring asked and reminded of,
ten positions, beslutning, announced. `Road` is what carries it: our own house, or the bare skeleton. The skeleton
cannot know what our rules send from record to record and which due times they start, so each step says it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from models import acts as a
from models.acts import Act, Mark
from models.base import Digest, PersonId, RecordId, SeatId
from models.submission import Claim
from procedures.loading import DEMO_PROCEDURE, DEMO_ROSTER, Community, load_community
from rules.legal_dates import forankring_dates, local_day, notice_due

PARTY = "halden"
SECRETARIAT = Claim(person="p-2h9c")
CHIEFS = ("p-kkf9", "p-mn3e")
TO_FIRST, TO_SECOND = timedelta(days=30), timedelta(days=60)
CONSENT, STAND_ASIDE = a.Consent(), a.StandAside()
PROPOSAL = "Partene tar i bruk felles prosedyre for innleggelse på kommunale akuttplasser fra 1. mars."


@dataclass(frozen=True)
class Forward:
    """An act that one record sends another because of a step."""

    to: RecordId
    act: Act


@dataclass(frozen=True)
class Step:
    """An act somebody sends, and all that it sets off."""

    record: RecordId
    act: Act
    claim: Claim = SECRETARIAT
    forwards: tuple[Forward, ...] = ()
    due: tuple[datetime, ...] = ()  # due times that begin to run with it
    last: bool = False  # the record ends with it


class Road(Protocol):
    """Something that carries standard cases."""

    name: str

    async def found(self, lane: str) -> None:
        """A health community of that id."""

    async def begin(self, lane: str, act: a.RegisterCase | a.PlanMeeting, due: tuple[datetime, ...]) -> RecordId:
        """A new record, by its first act."""

    async def send(self, step: Step) -> None:
        """One act, until it is judged, and until what it set off is judged."""

    async def text_of(self, case: RecordId) -> tuple[Digest, int]:
        """The digest of the case's text and the case's version: what a position names."""

    async def now(self) -> datetime:
        """The time of the story."""

    async def advance(self, to: datetime) -> None:
        """Let time pass, stopping at each due time."""

    async def ended(self, records: Sequence[RecordId]) -> None:
        """Until all these records have ended."""


@dataclass
class Lane:
    """One health community: its cases come one after another, on the agendas of the same two meetings."""

    name: str
    cases: list[RecordId] = field(default_factory=list)
    first: RecordId = ""
    second: RecordId = ""

    @property
    def records(self) -> tuple[RecordId, ...]:
        """Cases and meetings."""
        return (*self.cases, self.first, self.second)


class People:
    """The 13 seats of the body, the ten that count, and the procedure's own dates."""

    def __init__(self, community: Community) -> None:
        self.procedure = community.procedure
        self.body = self.procedure.routing.professional
        roster = community.roster_file.roster
        seats = self.procedure.body(self.body).seats
        members = {h.seat: h.person for h in roster.holdings if h.rank == 0}
        self.attendance = tuple(a.SeatAttendance(seat=s.seat, person=members[s.seat]) for s in seats)
        self.counted: tuple[tuple[SeatId, PersonId], ...] = tuple(
            (s.seat, members[s.seat]) for s in seats if s.counts
        )

    def notice(self, starts_at: datetime) -> tuple[datetime, ...]:
        """When notice of a meeting falls due."""
        return (notice_due(self._day(starts_at), self.procedure).at,)

    def forankring(self, starts_at: datetime) -> tuple[datetime, ...]:
        """When forankring before a meeting is reminded of and closes."""
        return tuple(d.at for d in forankring_dates(self._day(starts_at), self.procedure))

    def _day(self, moment: datetime) -> date:
        return local_day(moment, self.procedure.timezone)


def community() -> Community:
    """The community of the demo, which every lane is a copy of."""
    return load_community(DEMO_PROCEDURE, DEMO_ROSTER)


class Story:
    """Standard cases on one road, many lanes at once."""

    def __init__(self, road: Road, people: People, lanes: Sequence[str]) -> None:
        """`lanes`: ids of the health communities; each is founded by the caller."""
        self.road, self.people = road, people
        self.lanes = [Lane(name) for name in lanes]
        self._starts: tuple[datetime, datetime] | None = None

    @property
    def records(self) -> tuple[RecordId, ...]:
        """Every record of the story."""
        return tuple(record for lane in self.lanes for record in lane.records)

    async def carry(self, cases_a_lane: int) -> None:
        """From melding to the end of both meetings."""
        await self.to_second_meeting(cases_a_lane)
        await self._together(self._decide)
        await self.road.ended(self.records)

    async def to_roll_calls(self) -> None:
        """One case a lane, as far as an open roll call."""
        await self.to_second_meeting(1)
        await self._together(self._open_roll_call)

    async def to_second_meeting(self, cases_a_lane: int) -> None:
        """Everything before the second meeting opens."""
        today = (await self.road.now()).replace(hour=8, minute=0, second=0, microsecond=0)
        self._starts = today + TO_FIRST, today + TO_SECOND
        await self._together(lambda lane: self._prepare(lane, cases_a_lane))
        await self.road.advance(self._starts[0])
        await self._together(self._deliberate)
        await self.road.advance(self._starts[1])

    async def _together(self, part: Callable[[Lane], Awaitable[None]]) -> None:
        await asyncio.gather(*(part(lane) for lane in self.lanes))

    async def _prepare(self, lane: Lane, cases: int) -> None:
        assert self._starts is not None
        lane.first, lane.second = [await self._plan(lane, starts_at) for starts_at in self._starts]
        for number in range(1, cases + 1):
            case = await self.road.begin(lane.name, melding(number), ())
            lane.cases.append(case)
            await self.road.send(Step(case, _classification()))
            digest, _ = await self.road.text_of(case)
            place = a.PlaceCase(meeting=lane.first, mark=Mark.DROFTING)
            put_on = a.PutOnAgenda(case=case, title=melding(number).title, mark=Mark.DROFTING, text_digest=digest)
            await self.road.send(Step(case, place, forwards=(Forward(lane.first, put_on),)))

    async def _plan(self, lane: Lane, starts_at: datetime) -> RecordId:
        ends_at = starts_at + timedelta(hours=3)
        plan = a.PlanMeeting(body=self.people.body, starts_at=starts_at, ends_at=ends_at, place="Kalnes")
        return await self.road.begin(lane.name, plan, self.people.notice(starts_at))

    async def _deliberate(self, lane: Lane) -> None:
        assert self._starts is not None
        await self._open_meeting(lane.first)
        for item, case in enumerate(lane.cases, 1):
            await self._open_item(lane.first, item, case, Mark.DROFTING)
            digest, _ = await self.road.text_of(case)
            again = a.PlaceCase(meeting=lane.second, mark=Mark.BESLUTNING, reason="the next meeting")
            title = melding(item).title
            put_on = a.PutOnAgenda(case=case, title=title, mark=Mark.BESLUTNING, text_digest=digest)
            step = Step(
                case,
                a.CloseItem(meeting=lane.first, item=item, outcome=a.ItemOutcome.READY),
                forwards=(_concluded(lane.first, case, item), Forward(case, again), Forward(lane.second, put_on)),
                due=self.people.forankring(self._starts[1]),
            )
            await self.road.send(step)
        await self.road.send(Step(lane.first, a.CloseMeeting(), last=True))

    async def _decide(self, lane: Lane) -> None:
        await self._open_meeting(lane.second)
        for item, case in enumerate(lane.cases, 1):
            await self._open_item(lane.second, item, case, Mark.BESLUTNING)
            digest, version = await self.road.text_of(case)
            for seat, person in self.people.counted:
                await self.road.send(position(case, seat, person, digest, version))
            close = a.CloseItem(meeting=lane.second, item=item)
            await self.road.send(Step(case, close, forwards=(_concluded(lane.second, case, item),), last=True))
        await self.road.send(Step(lane.second, a.CloseMeeting(), last=True))

    async def _open_roll_call(self, lane: Lane) -> None:
        await self._open_meeting(lane.second)
        await self._open_item(lane.second, 1, lane.cases[0], Mark.BESLUTNING)

    async def _open_meeting(self, meeting: RecordId) -> None:
        await self.road.send(Step(meeting, a.OpenMeeting(attendance=self.people.attendance)))

    async def _open_item(self, meeting: RecordId, item: int, case: RecordId, mark: Mark) -> None:
        opened = a.ItemOpened(meeting=meeting, item=item, mark=mark, attendance=self.people.attendance)
        await self.road.send(Step(meeting, a.OpenItem(item=item), forwards=(Forward(case, opened),)))


def position(
    case: RecordId, seat: SeatId, person: PersonId, digest: Digest, version: int, *, stance: a.Stance = CONSENT
) -> Step:
    """A seat takes its position itself."""
    act = a.TakePosition(stance=stance, text_digest=digest, case_version=version)
    return Step(case, act, claim=Claim(person=person, seat=seat))


def melding(number: int) -> a.RegisterCase:
    """A case as it is brought."""
    return a.RegisterCase(
        title=f"Felles prosedyre for kommunale akuttplasser, del {number}",
        summary="Sykehuset og kommunene legger inn på hver sin måte i dag.",
        proposal=PROPOSAL,
        proposer_party=PARTY,
    )


def _classification() -> a.ClassifyCase:
    return a.ClassifyCase(
        larger_economic=False, larger_administrative=False, reason="faglig samarbeid", agreed_by=CHIEFS
    )


def _concluded(meeting: RecordId, case: RecordId, item: int) -> Forward:
    return Forward(meeting, a.ItemConcluded(case=case, item=item, conclusion="drøftet or besluttet, in a few words"))
