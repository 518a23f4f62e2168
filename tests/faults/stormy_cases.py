"""What cases go through in a storm: asked at home and decided, or registered and deliberated.

Two midnights fall into the run (`zone`). With the first the notice of the first meetings leaves; half of the cases
are deliberated then, before anything fails. With the second, soon after the storm has begun, forankring closes and
all other notices leave: the older cases are decided in roll calls, and the newer ones, which come in meanwhile, are
deliberated and then wait for a meeting. Meetings that the storm keeps from their items go on when it is over.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial

from cases import Answer
from models import acts as a
from models.acts import ItemOutcome, Mark, SeatAttendance
from models.base import RecordId
from models.roster import Office, Roster
from models.state import AgendaItem, CaseState, MeetingStage, MeetingState
from models.submission import Claim
from models.work import Outcome
from procedures.loading import Community
from register.projection import case_state, meeting_state
from rules.legal_dates import local_day
from tests.faults.storm import Storm, submitted
from tests.house import SECRETARIAT, with_numbers
from tests.story import COMMUNITY, PROPOSAL, SAMHANDLINGSSJEFER

ON_AGENDA = 7  # cases on the agenda of one meeting
COUNTED = ("M1", "M3", "H1", "H2", "H3")  # seats of each body, and one that is heard
SEATS = (*COUNTED, "GP")
NUMBERS = {  # no days between anything but midnights
    "notice_days": 0,
    "notice_floor_days": 0,
    "notice_hour": 0,
    "min_forankring_days": 0,
    "min_gap_days": 1,
}
OBJECTS, STANDS_ASIDE = 0.06, 0.1  # of positions
ANSWERS = 0.6  # of parties asked at home
STARTED_WITHIN = 5.0  # seconds, where nobody else uses the machine
BEFORE_MIDNIGHT = timedelta(seconds=5)  # the storm begins so long before the second


def small(files: Community, timezone: str) -> Community:
    """The community with six seats to a body, a party to each group and nobody else, in a zone of its own."""
    procedure = with_numbers(files, **NUMBERS).procedure
    bodies = tuple(
        body.model_copy(update={"seats": tuple(s for s in body.seats if s.seat.partition("-")[2] in SEATS)})
        for body in procedure.bodies
    )
    groups = {seat.group for body in bodies for seat in body.seats}
    roster = files.roster_file.roster
    kept = tuple(g.model_copy(update={"parties": g.parties[:1]}) for g in roster.groups if g.group in groups)
    parties = {party for group in kept for party in group.parties}
    holders = {(h.seat, h.person) for h in roster.holdings if h.seat.partition("-")[2] in SEATS and h.rank == 0}
    left = roster.model_copy(
        update={
            "groups": kept,
            "parties": tuple(p for p in roster.parties if p.party in parties),
            "holdings": tuple(h for h in roster.holdings if (h.seat, h.person) in holders),
            "mandates": tuple(
                m.model_copy(update={"parties": tuple(p for p in m.parties if p in parties)})
                for m in roster.mandates
                if (m.seat, m.person) in holders
            ),
            "offices": tuple(o for o in roster.offices if o.party is None or o.party in parties),
        }
    )
    cards = tuple(card for card in files.roster_file.party_cards if card.party in parties)
    return files.model_copy(
        update={
            "procedure": procedure.model_copy(update={"bodies": bodies, "timezone": timezone}),
            "roster_file": files.roster_file.model_copy(update={"roster": left, "party_cards": cards}),
        }
    )


def midnights(cases: int, began: float) -> tuple[datetime, datetime]:
    """When they fall: the older of so many cases are placed before the first, and deliberated before the second.

    Args:
        cases: In all.
        began: When the parts were begun to be started (monotonic seconds), which tells how busy the machine is.
    """
    slower = max(1.0, (time.monotonic() - began) / STARTED_WITHIN)
    first = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=int(slower * (6 + cases / 10)))
    return first, first + timedelta(seconds=int(slower * (10 + cases / 6)))


@dataclass
class Course:
    """The cases of a storm and the meetings that take them up."""

    storm: Storm
    files: Community
    first: datetime  # the midnights
    second: datetime
    deliberating: list[RecordId] = field(default_factory=list)  # meetings after the first midnight
    deciding: list[RecordId] = field(default_factory=list)  # after the second
    later: list[RecordId] = field(default_factory=list)  # after the second, for drøfting
    older: list[RecordId] = field(default_factory=list)
    newer: list[RecordId] = field(default_factory=list)

    @property
    def roster(self) -> Roster:
        """Who sits where."""
        return self.files.roster_file.roster

    @property
    def cases(self) -> Sequence[RecordId]:
        """All of them."""
        return (*self.older, *self.newer)

    # --- before the storm -------------------------------------------------------------------------------------

    async def begin(self, cases: int) -> None:
        """Meetings for so many cases are planned; half of the cases come in, and are deliberated."""
        older, many = cases // 2, -(-cases // 2 // ON_AGENDA)
        half_a_day = timedelta(hours=10)
        self.deliberating = await self._plan_each(["SEKR"] * many, self.first, self.second - self.first)
        bodies = [self._decides(n, many) for n in range(many)]
        self.deciding = await self._plan_each(bodies, self.second, half_a_day)
        self.later = await self._plan_each(["SEKR"] * many, self.second + half_a_day, half_a_day)
        chances = [random.Random(self.storm.chance.getrandbits(64)) for _ in range(older)]
        self.older = await asyncio.gather(
            *(self._come_in(n, self.deliberating[n % many], chance) for n, chance in enumerate(chances))
        )
        await self.storm.judged()
        await asyncio.gather(*(self._deliberate(m, self.first) for m in self.deliberating))

    @staticmethod
    def _decides(number: int, many: int) -> str:
        """SU decides what is on the last agenda."""
        return "SU" if 0 < number == many - 1 else "SEKR"

    async def _plan_each(self, bodies: Sequence[str], begins: datetime, room: timedelta) -> list[RecordId]:
        """Meetings one after the other; each may be opened at any time of its day."""
        each = room / (len(bodies) + 1)
        calls = [self._plan(body, begins + each * (n + 0.5), each / 2) for n, body in enumerate(bodies)]
        return await asyncio.gather(*calls)

    async def _plan(self, body: str, starts: datetime, length: timedelta) -> RecordId:
        act = a.PlanMeeting(body=body, starts_at=starts, ends_at=starts + length, place="Kalnes")
        submission = submitted(act, SECRETARIAT, self.storm.chance)
        plan = self.storm.cases.plan_meeting
        return accepted(await self.storm.call(lambda: plan(COMMUNITY, body, submission), self.storm.chance)).record

    async def _come_in(
        self, number: int, meeting: RecordId, chance: random.Random, *, within: float = 0.0
    ) -> RecordId:
        """A case is registered at some time within so many seconds, classified, and placed for drøfting."""
        await asyncio.sleep(chance.uniform(0, within))
        act = a.RegisterCase(title=f"Sak {number}", summary="Kort.", proposal=PROPOSAL, proposer_party="halden")
        submission = submitted(act, SECRETARIAT, chance)
        opened = accepted(await self.storm.call(lambda: self.storm.cases.open_case(COMMUNITY, submission), chance))
        larger = self._decides(number % len(self.deciding), len(self.deciding)) == "SU"
        classified = a.ClassifyCase(
            larger_economic=larger, larger_administrative=False, reason="Faglig.", agreed_by=SAMHANDLINGSSJEFER
        )
        accepted(await self.storm.act(opened.record, classified, SECRETARIAT, chance))
        await self._place(opened.record, meeting, Mark.DROFTING, chance)
        return opened.record

    # --- in the storm, and on when it is over -----------------------------------------------------------------

    async def storm_begins(self) -> None:
        """Until some seconds before the second midnight."""
        await asyncio.sleep((self.second - BEFORE_MIDNIGHT - datetime.now(UTC)).total_seconds())

    async def go_through(self, cases: int, seconds: float) -> None:
        """In so many seconds newer cases come in, and every case goes its way to its end."""
        chances = [random.Random(self.storm.chance.getrandbits(64)) for _ in range(cases - len(self.older))]
        coming = [
            self._come_in(n, self.later[n % len(self.later)], chance, within=seconds / 2)
            for n, chance in enumerate(chances)
        ]
        homes = asyncio.gather(*(self._ask_at_home(case) for case in self.older))
        deciding = asyncio.gather(*(self._decide(meeting) for meeting in self.deciding))
        self.newer = await asyncio.gather(*coming)
        await homes
        await self._place_late()
        await self.storm.judged()
        await asyncio.gather(*(self._deliberate(m, self.second) for m in self.later))
        await deciding
        await asyncio.gather(*(self._end(case) for case in self.cases))

    async def _place_late(self) -> None:
        """What was not deliberated on the first day, since the machine had too much to do, is on the second."""
        for number, case in enumerate(self.older):
            if (await self.case(case)).drofting is None:
                chance = self._chance_of("late", case)
                await self._place(case, self.later[number % len(self.later)], Mark.DROFTING, chance)

    async def _end(self, case: RecordId) -> None:
        """Where the chair has to choose a path, it ends the case; what missed its meeting is decided in writing."""
        state, chance = await self.case(case), self._chance_of("end", case)
        assert state.classification is not None
        body = self.files.procedure.body(state.classification.decision_body)
        if state.path_asked:
            path = a.ChoosePath(path=a.PathAfterDisagreement.CLOSE_WITHOUT_AGREEMENT, reason="Vi ble ikke enige.")
            accepted(await self.storm.act(case, path, self._member(str(body.chair)), chance))
        elif state.decided_on is None and state.drofting is not None and state.drofting.day < self._last_day:
            accepted(await self.storm.act(case, a.ProposeInWriting(reason="Uvær."), SECRETARIAT, chance))
            answer = a.AnswerInWriting(text_digest=state.text.digest, accepts_text=True, accepts_procedure=True)
            for seat in COUNTED:
                accepted(await self.storm.act(case, answer, self._member(f"{body.body}-{seat}"), chance))
        await self.storm.look(partial(self._case, case), at_its_end)

    @property
    def _last_day(self) -> date:
        return local_day(self.second, self.files.procedure.timezone)

    # --- meetings ---------------------------------------------------------------------------------------------

    async def _place(self, case: RecordId, meeting: RecordId, mark: Mark, chance: random.Random) -> Answer:
        return await self.storm.act(case, a.PlaceCase(meeting=meeting, mark=mark), SECRETARIAT, chance)

    async def _open(self, meeting: RecordId, midnight: datetime, chance: random.Random) -> MeetingState:
        """Everybody comes, when the day and the notice are there; called off where the day is over by then."""
        await asyncio.sleep((midnight - datetime.now(UTC)).total_seconds())
        state = await self.storm.look(partial(self._meeting, meeting), lambda m: m.stage is not MeetingStage.PLANNED)
        seats = [f"{state.body}-{seat}" for seat in SEATS]
        everyone = tuple(SeatAttendance(seat=seat, person=self._holder(seat)) for seat in seats)
        opened = await self.storm.act(meeting, a.OpenMeeting(attendance=everyone), SECRETARIAT, chance)
        if opened.outcome is not Outcome.ACCEPTED:
            accepted(await self.storm.act(meeting, a.CancelMeeting(reason="Uvær."), SECRETARIAT, chance))
        return await self.meeting(meeting)

    async def _deliberate(self, meeting: RecordId, midnight: datetime) -> None:
        """Every item is heard, and found ready; by the end of the first day it is placed for its decision."""
        chance = self._chance_of("deliberate", meeting)
        state, tried = await self._open(meeting, midnight, chance), set[int]()
        while (item := _next(state, tried)) and not (midnight == self.first and self._is_late()):
            tried.add(item.item)
            if await self._take_up(meeting, item, chance):
                if midnight == self.second:
                    said = a.Contribute(about=a.ContributionKind.VIEW, text="Dette angår oss.")
                    await self.storm.act(item.case, said, self._member(f"SEKR-{chance.choice(SEATS)}"), chance)
                await self._close_item(meeting, item, ItemOutcome.READY, chance)
                if midnight == self.first:
                    await self._place_for_decision(item.case, chance)
            state = await self.meeting(meeting)
        await self._close(meeting, chance)

    def _is_late(self) -> bool:
        return datetime.now(UTC) > self.second - BEFORE_MIDNIGHT

    async def _place_for_decision(self, case: RecordId, chance: random.Random) -> None:
        classification = (await self.case(case)).classification
        assert classification is not None
        fitting = [meeting for meeting in self.deciding if f"-{classification.decision_body}-" in meeting]
        await self._place(case, chance.choice(fitting), Mark.BESLUTNING, chance)

    async def _decide(self, meeting: RecordId) -> None:
        """Every item has its roll call: most consent, some object, and nothing is decided then."""
        chance = self._chance_of("decide", meeting)
        state, tried = await self._open(meeting, self.second, chance), set[int]()
        while item := _next(state, tried):
            tried.add(item.item)
            case = await self._take_up(meeting, item, chance)
            if case is not None and case.item is not None:
                chances = [random.Random(chance.getrandbits(64)) for _ in case.item.attendance]
                sitting = zip(case.item.attendance, chances, strict=True)
                await asyncio.gather(*(self._position(case, who, drawn) for who, drawn in sitting))
                await self._close_item(meeting, item, None, chance)
            state = await self.meeting(meeting)
        await self._close(meeting, chance)

    async def _take_up(self, meeting: RecordId, item: AgendaItem, chance: random.Random) -> CaseState | None:
        """The chair takes an item up; None where it cannot be any more."""
        opened = await self.storm.act(meeting, a.OpenItem(item=item.item), SECRETARIAT, chance)
        if opened.outcome is not Outcome.ACCEPTED:
            return None
        return await self.storm.look(
            partial(self._case, item.case), lambda case: case.item is not None and case.item.meeting == meeting
        )

    async def _close_item(
        self, meeting: RecordId, item: AgendaItem, outcome: ItemOutcome | None, chance: random.Random
    ) -> None:
        closing = a.CloseItem(meeting=meeting, item=item.item, outcome=outcome)
        accepted(await self.storm.act(item.case, closing, SECRETARIAT, chance))
        await self.storm.look(
            partial(self._meeting, meeting),
            lambda state: not any(other.item == item.item and other.open for other in state.agenda),
        )

    async def _close(self, meeting: RecordId, chance: random.Random) -> None:
        if (await self.meeting(meeting)).stage is MeetingStage.OPEN:
            accepted(await self.storm.act(meeting, a.CloseMeeting(), SECRETARIAT, chance))

    async def _position(self, case: CaseState, sitting: SeatAttendance, chance: random.Random) -> None:
        act = a.TakePosition(stance=_stance(chance), text_digest=case.text.digest, case_version=case.version)
        by = Claim(person=sitting.person, seat=sitting.seat)
        accepted(await self.storm.act(case.record, act, by, chance))

    # --- at home ----------------------------------------------------------------------------------------------

    async def _ask_at_home(self, case: RecordId) -> None:
        """Some parties answer in time, some late, some not at all."""
        state, chance = await self.case(case), self._chance_of("home", case)
        if state.forankring is None:
            return
        asked = [party.party for party in state.forankring.parties if chance.random() < ANSWERS]
        drawn = [random.Random(chance.getrandbits(64)) for _ in asked]
        await asyncio.gather(*(self._answer(state, party, c) for party, c in zip(asked, drawn, strict=True)))

    async def _answer(self, state: CaseState, party: str, chance: random.Random) -> None:
        await asyncio.sleep(chance.uniform(0, BEFORE_MIDNIGHT.total_seconds() * 1.2))
        answer = a.AnswerForankring(
            party=party,
            answer=chance.choice(tuple(a.ForankringAnswer)),
            treated_by="kommunestyret",
            treated_on=self.first.date() - timedelta(days=5),
            text_digest=state.text.digest,
        )
        await self.storm.act(state.record, answer, self._contact(party), chance)

    # --- who, and how it stands -------------------------------------------------------------------------------

    def _chance_of(self, what: str, record: RecordId) -> random.Random:
        return random.Random(f"{self.storm.seed} {what} {record}")

    def _holder(self, seat: str) -> str:
        return next(h.person for h in self.roster.holdings if (h.seat, h.rank, h.until) == (seat, 0, None))

    def _member(self, seat: str) -> Claim:
        return Claim(person=self._holder(seat), seat=seat)

    def _contact(self, party: str) -> Claim:
        offices = self.roster.offices
        person = next(o.person for o in offices if o.office is Office.PARTY_CONTACT and o.party == party)
        return Claim(person=person, party=party)

    async def case(self, case: RecordId) -> CaseState:
        """The case as the register has it."""
        return await self.storm.insist(partial(self._case, case))

    async def meeting(self, meeting: RecordId) -> MeetingState:
        """The meeting as the register has it."""
        return await self.storm.insist(partial(self._meeting, meeting))

    async def _case(self, case: RecordId) -> CaseState:
        async with self.storm.register.reading() as connection:
            state = await case_state(connection, case)
        assert state is not None
        return state

    async def _meeting(self, meeting: RecordId) -> MeetingState:
        async with self.storm.register.reading() as connection:
            state = await meeting_state(connection, meeting)
        assert state is not None
        return state


def accepted(answer: Answer) -> Answer:
    """An answer to what the course takes for granted."""
    said = f"{answer.kind} on {answer.record}: {answer.outcome}, {answer.refusal}"
    assert answer.outcome is Outcome.ACCEPTED, said
    return answer


def at_its_end(case: CaseState) -> bool:
    """Whether nothing more comes by itself: it is over, or decided and announced, or waits for another meeting."""
    return case.ended or case.announced or (case.decided_on is None and not case.path_asked)


def _next(meeting: MeetingState, tried: Collection[int]) -> AgendaItem | None:
    if meeting.stage is not MeetingStage.OPEN:
        return None
    coming = (item for item in meeting.agenda if not item.removed and item.conclusion is None)
    return next((item for item in coming if item.item not in tried), None)


def _stance(chance: random.Random) -> a.Stance:
    drawn = chance.random()
    if drawn < OBJECTS:
        return a.Objection(grounds="Kostnaden.", would_be_removed_by="Lavere kostnad.")
    return a.StandAside() if drawn < OBJECTS + STANDS_ASIDE else a.Consent()
