"""A driver for tests that reads like the story it tells: cases, meetings and days, on a real Temporal server.

Every act goes the whole way: received by the register, judged by the workflow, appended. After each the story waits
until the house is at rest, so that a test sees what an act led to. Time stands (but for the machine's pace) until the
story moves it.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import text
from temporalio.client import Client

from audit.bundle.content import listed_in
from audit.check import check
from cases import Answer, Cases
from demo.clock import StoryClock
from local.temporal import SkippingServer
from models import acts as a
from models.acts import Act, Consent, ItemOutcome, Mark, SeatAttendance, Stance
from models.agreement_state import AgreementState
from models.base import Frozen
from models.canonical import digest_of
from models.dispute_state import DisputeState
from models.entries import Entry, chain_fault
from models.messages import MessageKind
from models.procedure import Procedure
from models.roster import Office, Roster
from models.state import AgendaItem, CaseStage, CaseState, MeetingState
from models.submission import Claim, Submission
from models.work import Outcome
from procedures.loading import Community
from register.bundle import stored_messages
from register.database import Register, move_legal_clock
from register.documents import document_by
from register.evidence import evidence_of
from register.post import hold_sender_lock
from register.projection import agreement_state, case_state, dispute_state, meeting_state
from register.queries import clocks_of, entries_of, messages_for
from rules.agreement.fold import fold_all as fold_agreement
from rules.case.fold import fold_all as fold_case
from rules.dispute.fold import fold_all as fold_dispute
from rules.meeting.fold import fold_all as fold_meeting
from tests.house import STORY_BEGINS, House, with_numbers
from tests.short_tasks import with_short_tasks
from worker import Mail, connect, working

COMMUNITY = "ostfold"
OSLO = ZoneInfo("Europe/Oslo")
TASK_QUEUE = "saksgang"
PROPOSAL = "Partene bruker den felles prosedyren for kommunale akuttplasser."
SAMHANDLINGSSJEFER = ("p-kkf9", "p-mn3e")
PATIENCE = 30.0  # seconds of real time
READ_BY: dict[str, tuple[Any, Any]] = {  # how the register reads a kind of record, and how its entries fold
    "case": (case_state, fold_case),
    "meeting": (meeting_state, fold_meeting),
    "agreement": (agreement_state, fold_agreement),
    "dispute": (dispute_state, fold_dispute),
}

Body = TypeVar("Body", bound=Frozen)
Works = Callable[[Client, Register, str, Mail], AbstractAsyncContextManager[None]]


class NotAsTold(AssertionError):
    """An act of the story did not come to what the story takes for granted."""


@dataclass(frozen=True)
class Told:
    """One message the house owes or has sent."""

    kind: MessageKind
    to: str  # person:..., party:... or office:...
    state: str
    facts: dict[str, Any]
    message_id: str


class Story:
    """One community, its meetings and cases, and a clock."""

    def __init__(
        self, house: House, register: Register, client: Client, server: SkippingServer, files: Community
    ) -> None:
        self.house, self.register, self.client, self.server = house, register, client, server
        self.files = files
        self.procedure: Procedure = files.procedure
        self.roster: Roster = files.roster_file.roster
        self.community = self.roster.community
        self.secretariat = Claim(person=self.officer(Office.SECRETARIAT))
        self.clock = StoryClock(register, server, client, patience=2 * PATIENCE)
        self.cases = Cases(register, self._give_client, task_queue=TASK_QUEUE)
        self.records: list[str] = []
        self.rules_spoiled = False  # a test has planted a fault in the rules, which the checker would rightly find

    async def _give_client(self) -> Client:
        return self.client

    # --- who --------------------------------------------------------------------------------------------------

    def holder(self, seat: str, rank: int = 0) -> str:
        """The person who holds the seat by the roster as it is now."""
        held = (h.person for h in self.roster.holdings if (h.seat, h.rank, h.until) == (seat, rank, None))
        return next(held)

    def member(self, seat: str, rank: int = 0) -> Claim:
        """The seat's member (rank 0) or deputy, acting for the seat."""
        return Claim(person=self.holder(seat, rank), seat=seat)

    def officer(self, office: Office) -> str:
        """The first person in an office, today and from the first day of the roster."""
        return next(o.person for o in self.roster.offices if o.office is office)

    def samhandlingssjefer(self) -> tuple[str, str]:
        """Who classify a case together (P-04)."""
        return self.officer(Office.SAMHANDLINGSSJEF_MUNICIPAL), self.officer(Office.SAMHANDLINGSSJEF_HOSPITAL)

    def contact(self, party: str) -> Claim:
        """The party's contact, answering for it."""
        offices = self.roster.offices
        person = next(o.person for o in offices if o.office is Office.PARTY_CONTACT and o.party == party)
        return Claim(person=person, party=party)

    def seats(self, body: str, *, counted: bool | None = None) -> tuple[str, ...]:
        """The seats of a body in the procedure's order: all, or only those that count (or do not)."""
        return tuple(s.seat for s in self.procedure.body(body).seats if counted is None or s.counts is counted)

    def circle(self, body: str) -> set[str]:
        """Members, deputies and parties, as letters name them: whoever got the notice and is told what came of it."""
        seated = {h.person for h in self.roster.holdings if h.seat in self.seats(body)}
        return {f"person:{person}" for person in seated} | {f"party:{p.party}" for p in self.roster.parties}

    def everyone(self, body: str, absent: Iterable[str] = ()) -> tuple[SeatAttendance, ...]:
        """Every member of the body in their seat, but for the absent seats."""
        away = tuple(absent)
        return tuple(SeatAttendance(seat=s, person=self.holder(s)) for s in self.seats(body) if s not in away)

    # --- acts -------------------------------------------------------------------------------------------------

    async def act(self, record: str, act: Act, by: Claim | None = None, *, act_id: str | None = None) -> Answer:
        """An act, judged, with everything it led to, by the secretariat where `by` names no other.

        Whether it was accepted is for the test to say.
        """
        submission = Submission(act_id=act_id or str(uuid.uuid4()), claim=by or self.secretariat, act=act)
        return await self._judged(await self.cases.act(record, submission))

    async def do(self, record: str, act: Act, by: Claim | None = None) -> Answer:
        """An act that the story takes for granted."""
        return _accepted(await self.act(record, act, by))

    async def _judged(self, answer: Answer) -> Answer:
        await self.clock.idle()
        return answer if answer.outcome is not None else await self.cases.what_became(answer.act_id)

    # --- cases ------------------------------------------------------------------------------------------------

    async def open_case(
        self,
        title: str = "Felles prosedyre for akuttplasser",
        *,
        larger: bool = False,
        drofting_in: str | None = None,
        proposer: str | None = "halden",
        proposal: str = PROPOSAL,
        consequences: tuple[a.Consequence, ...] = (),
    ) -> str:
        """A case, registered by the secretariat and classified; in SU directly when `drofting_in` says so."""
        act = a.RegisterCase(
            title=title,
            proposer_party=proposer,
            summary="Kort om saken.",
            proposal=proposal,
            consequences=consequences,
        )
        opened = await self.register_case(act)
        await self.do(opened.record, self.classification(larger=larger, drofting_in=drofting_in))
        return opened.record

    async def register_case(self, act: a.RegisterCase, by: Claim | None = None) -> Answer:
        """A case as it comes in: registered, and nothing more."""
        submission = Submission(act_id=str(uuid.uuid4()), claim=by or self.secretariat, act=act)
        opened = _accepted(await self._judged(await self.cases.open_case(self.community, submission)))
        self.records.append(opened.record)
        return opened

    def classification(self, *, larger: bool = False, drofting_in: str | None = None) -> a.ClassifyCase:
        """What the two samhandlingssjefer agree on; the chair with them where drøfting is held in SU directly."""
        direct = drofting_in is not None and drofting_in != self.procedure.routing.drofting_default
        chair = (self.holder(self.procedure.body(drofting_in).chair),) if direct and drofting_in else ()
        return a.ClassifyCase(
            larger_economic=larger,
            larger_administrative=False,
            reason="Større økonomiske konsekvenser." if larger else "Faglig sak med mindre konsekvenser.",
            drofting_body=drofting_in,
            direct_reason="Saken gjelder samarbeidsavtalen." if direct else None,
            agreed_by=(*self.samhandlingssjefer(), *chair),
        )

    async def place(self, case: str, meeting: str, mark: Mark) -> Answer:
        """The secretariat puts the case before a meeting."""
        return await self.act(case, a.PlaceCase(meeting=meeting, mark=mark))

    async def replace_member(self, seat: str, person: str) -> Answer:
        """A new roster in which another person is the seat's member from today on (P-25)."""
        today = (await self.clock.now()).astimezone(OSLO).date()
        was = next(h for h in self.roster.holdings if (h.seat, h.rank) == (seat, 0) and h.until is None)
        gone = was.model_copy(update={"until": today - timedelta(days=1)})
        come = was.model_copy(update={"person": person, "since": today})
        holdings = (*(gone if h is was else h for h in self.roster.holdings), come)
        files = self.files.roster_file
        self.roster = self.roster.model_copy(update={"holdings": holdings})
        card = files.persons[0].model_copy(update={"person": person, "email": f"{person}@halden.example"})
        answer = await self.cases.renew_roster(
            str(uuid.uuid4()),
            self.secretariat,
            self.roster,
            "Nytt medlem.",
            (*files.persons, card),
            files.party_cards,
        )
        return _accepted(await self._judged(answer))

    async def adopt(self, **numbers: int | bool | str) -> str:
        """The community adopts its procedure with other numbers; the digest of the new version (P-38)."""
        self.procedure = with_numbers(self.files, **numbers).procedure
        adopted = await self.cases.adopt_procedure(
            str(uuid.uuid4()), self.secretariat, self.community, self.procedure, "Ny avtale."
        )
        _accepted(await self._judged(adopted))
        return digest_of(self.procedure)

    # --- meetings ---------------------------------------------------------------------------------------------

    async def meeting(self, body: str, in_days: int, *, hour: int = 9) -> str:
        """A meeting of the body so many days from now, at an hour of the local day."""
        starts = await self.local(in_days, hour)
        act = a.PlanMeeting(body=body, starts_at=starts, ends_at=starts + timedelta(hours=3), place="Kalnes, rom 2")
        submission = Submission(act_id=str(uuid.uuid4()), claim=self.secretariat, act=act)
        planned = _accepted(await self._judged(await self.cases.plan_meeting(self.community, body, submission)))
        self.records.append(planned.record)
        return planned.record

    async def open_meeting(self, meeting: str, *, absent: Iterable[str] = ()) -> None:
        """Time passes until the meeting; it is opened with everybody but the absent seats."""
        state = await self.meeting_state(meeting)
        await self.clock.advance(state.starts_at)
        await self.do(meeting, a.OpenMeeting(attendance=self.everyone(state.body, absent)))

    async def open_item(self, meeting: str, case: str) -> Answer:
        """The chair takes the case up."""
        return await self.act(meeting, a.OpenItem(item=(await self.item(meeting, case)).item))

    async def close_item(self, meeting: str, case: str, outcome: ItemOutcome | None = None) -> Answer:
        """The item is closed: drøfting with an outcome, a roll call with none."""
        number = (await self.item(meeting, case)).item
        return await self.act(case, a.CloseItem(meeting=meeting, item=number, outcome=outcome))

    async def hold_drofting(
        self, case: str, meeting: str, outcome: ItemOutcome = ItemOutcome.READY, *, close: bool = True
    ) -> None:
        """Placed for drøfting, opened, deliberated, closed."""
        _accepted(await self.place(case, meeting, Mark.DROFTING))
        await self.open_meeting(meeting)
        _accepted(await self.open_item(meeting, case))
        _accepted(await self.close_item(meeting, case, outcome))
        if close:
            await self.do(meeting, a.CloseMeeting())

    async def open_roll_call(self, case: str, meeting: str, *, absent: Iterable[str] = ()) -> None:
        """The meeting in which the case is to be decided is opened, and the item in it."""
        await self.open_meeting(meeting, absent=absent)
        _accepted(await self.open_item(meeting, case))

    async def take_positions(
        self, case: str, stances: Mapping[str, Stance] | None = None, *, heard: bool = False
    ) -> None:
        """Everybody counted who is present answers at once: consent, or what `stances` says of their seat."""
        state = await self.case_state(case)
        assert state.item is not None, "the item is open"
        said = dict(stances or {})
        present = {sitting.seat: sitting.person for sitting in state.item.attendance}
        counted = self.seats(state.item.body, counted=None if heard else True)
        calls = [
            self.cases.act(case, self._position(state, seat, person, said.get(seat, Consent())))
            for seat, person in present.items()
            if seat in counted or seat in said
        ]
        answers = await asyncio.gather(*calls)
        await self.clock.idle()
        for answer in answers:
            _accepted(answer if answer.outcome is not None else await self.cases.what_became(answer.act_id))

    @staticmethod
    def _position(state: CaseState, seat: str, person: str, stance: Stance) -> Submission:
        act = a.TakePosition(stance=stance, text_digest=state.text.digest, case_version=state.version)
        return Submission(act_id=str(uuid.uuid4()), claim=Claim(person=person, seat=seat), act=act)

    async def position(
        self, case: str, seat: str, stance: Stance, *, by: Claim | None = None, inherited_seen: bool = False
    ) -> Answer:
        """One seat's position on the text and version as they stand."""
        state = await self.case_state(case)
        act = a.TakePosition(
            stance=stance,
            text_digest=state.text.digest,
            case_version=state.version,
            inherited_seen=inherited_seen,
        )
        return await self.act(case, act, by or self.member(seat))

    async def roll_call(
        self,
        case: str,
        meeting: str,
        stances: Mapping[str, Stance] | None = None,
        *,
        absent: Iterable[str] = (),
    ) -> Answer:
        """The whole of it: opened, everybody asked, closed."""
        await self.open_roll_call(case, meeting, absent=absent)
        await self.take_positions(case, stances)
        return await self.close_item(meeting, case)

    # --- time -------------------------------------------------------------------------------------------------

    async def local(self, in_days: int, hour: int = 9) -> datetime:
        """An hour of the local day so many days from now."""
        today = (await self.clock.now()).astimezone(OSLO)
        return datetime.combine(today.date() + timedelta(days=in_days), datetime.min.time(), OSLO).replace(hour=hour)

    async def days_pass(self, days: int, hour: int = 9) -> None:
        """Time passes, and what falls due happens."""
        await self.clock.advance(await self.local(days, hour))

    async def until(self, case: str, holds: Callable[[CaseState], bool]) -> CaseState:
        """Until the case stands as it should; what the house does by itself takes a moment."""
        deadline = time.monotonic() + PATIENCE
        while not holds(state := await self.case_state(case)):
            if time.monotonic() > deadline:
                kinds = await self.kinds(case)
                raise NotAsTold(f"{case} is {state.stage.value} after {PATIENCE:.0f} s: {kinds}")
            await asyncio.sleep(0.02)
        return state

    async def until_meeting(self, meeting: str, holds: Callable[[MeetingState], bool]) -> MeetingState:
        """Until the meeting stands as it should."""
        deadline = time.monotonic() + PATIENCE
        while not holds(state := await self.meeting_state(meeting)):
            if time.monotonic() > deadline:
                raise NotAsTold(f"{meeting} after {PATIENCE:.0f} s: {await self.kinds(meeting)}")
            await asyncio.sleep(0.02)
        return state

    async def ended(self, case: str) -> CaseState:
        """Until the case has come as far as it comes by itself: followed up at home, or its last entry written."""
        return await self.until(
            case,
            lambda state: (
                state.ended
                or (state.stage is CaseStage.UNDER_OPPFOLGING and state.announced and not state.statements_awaited)
            ),
        )

    # --- what the register says -------------------------------------------------------------------------------

    async def case_state(self, case: str) -> CaseState:
        """The case as the register has it."""
        async with self.register.reading() as connection:
            state = await case_state(connection, case)
        assert state is not None
        return state

    async def agreement_state(self, agreement: str) -> AgreementState:
        """The agreement as the register has it."""
        async with self.register.reading() as connection:
            state = await agreement_state(connection, agreement)
        assert state is not None
        return state

    async def dispute_state(self, dispute: str) -> DisputeState:
        """The dispute as the register has it."""
        async with self.register.reading() as connection:
            state = await dispute_state(connection, dispute)
        assert state is not None
        return state

    async def meeting_state(self, meeting: str) -> MeetingState:
        """The meeting as the register has it."""
        async with self.register.reading() as connection:
            state = await meeting_state(connection, meeting)
        assert state is not None
        return state

    async def item(self, meeting: str, case: str) -> AgendaItem:
        """The case's place on the meeting's agenda."""
        agenda = (await self.meeting_state(meeting)).agenda
        found = [item for item in agenda if item.case == case and not item.removed]
        if not found:
            raise NotAsTold(f"{case} is not on the agenda of {meeting}: {[i.case for i in agenda]}")
        return found[-1]

    async def entries(self, record: str) -> tuple[Entry, ...]:
        """The record's entries, first to last."""
        async with self.register.reading() as connection:
            return await entries_of(connection, record)

    async def kinds(self, record: str) -> list[str]:
        """The kinds of the record's entries, in order."""
        return [entry.body.kind for entry in await self.entries(record)]

    async def bodies(self, record: str, kind: type[Body]) -> list[Body]:
        """What the record's entries of one kind say, in order."""
        return [entry.body for entry in await self.entries(record) if isinstance(entry.body, kind)]

    async def messages(self, kind: MessageKind, *, record: str | None = None) -> list[Told]:
        """The messages of one kind that are owed or sent, in the order they were owed."""
        async with self.register.reading() as connection:
            rows = await messages_for(connection, self.community, record=record)
            letters = await connection.execute(text("SELECT letter, facts FROM letter_view"))
            facts = {row.letter: row.facts for row in letters}
        return [
            Told(kind, _key(row.recipient), row.state, facts[row.letter], row.message_id)
            for row in rows
            if row.kind == kind.value
        ]

    async def minutes(self, meeting: str) -> str:
        """The draft minutes as text, once the meeting has written them."""
        deadline = time.monotonic() + PATIENCE
        while (minutes := (await self.meeting_state(meeting)).minutes) is None:
            if time.monotonic() > deadline:
                raise NotAsTold(f"{meeting} has no minutes after {PATIENCE:.0f} s: {await self.kinds(meeting)}")
            await asyncio.sleep(0.02)
        async with self.register.reading() as connection:
            row = await document_by(connection, self.community, minutes.text)
        assert row is not None, "what an entry names by digest is stored"
        return bytes(row.content).decode()

    async def clocks(self, record: str) -> list[str]:
        """The names of the record's due times that run."""
        async with self.register.reading() as connection:
            return [row.name for row in await clocks_of(connection, record)]

    async def check(self) -> None:
        """Whatever the story told: every chain holds, and every read model is the fold of its entries.

        Raises:
            NotAsTold: one does not.
        """
        await self.clock.idle()
        for record in self.records:
            state_of, fold = READ_BY[record.partition("-")[0]]
            async with self.register.engine.connect() as connection:
                # Both as of one moment: the house may be writing the next entry.
                await connection.execution_options(isolation_level="REPEATABLE READ")
                entries = await entries_of(connection, record)
                stored = await state_of(connection, record)
            fault = chain_fault(entries)
            if fault is not None:
                raise NotAsTold(f"{record}: {fault}")
            folded = fold(entries, self.community)
            if stored is None or _plain(stored) != _plain(folded):
                raise NotAsTold(f"{record}: the register does not have what its entries say")
        for record in self.records:
            if not record.startswith("meeting-") and not self.rules_spoiled:  # meetings: with the cases on them
                await self._prove(record)

    async def _prove(self, record: str) -> None:
        """The checker, which knows nothing of workflows, comes to the same as what the workflows entered."""
        async with self.register.as_of_one_moment() as connection:
            evidence = await evidence_of(connection, record)
            told = [part.record for part in evidence.records if part.kind != "community"]
            listed = await stored_messages(connection, self.community, told)
        checked = check(evidence, listed=listed_in(map(json.loads, listed)))
        if checked.difference is not None or checked.letters is not None:
            raise NotAsTold(f"not proved: {checked.difference or checked.letters}")


def _plain(state: Frozen) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(state.model_dump_json())
    return plain


def _key(recipient: dict[str, Any]) -> str:
    kind = str(recipient["kind"])
    return f"{kind}:{recipient[kind]}" if kind in recipient else kind


def _accepted(answer: Answer) -> Answer:
    if answer.outcome is not Outcome.ACCEPTED:
        raise NotAsTold(f"{answer.kind} on {answer.record}: {answer.outcome}, {answer.refusal}")
    return answer


@asynccontextmanager
async def telling(
    house: House, *, mail: bool = False, files: Community | None = None, works: Works = working
) -> AsyncIterator[Story]:
    """A story with everything it needs: a database, a Temporal server with a clock, a worker.

    Args:
        house: The parts that the run shares.
        mail: Let mail leave. Else it is owed and stays: another holds the one sender's lock.
        files: The community; None: the demonstration's.
        works: Who does the work: a worker for the whole story, or such as come and go (`tests.deploys`).
    """
    async with house.database() if files is None else house.database_for(files) as register:
        name = register.engine.url.database
        with SkippingServer(house.folder / "temporal" / str(name)) as server:
            client = with_short_tasks(await connect(server.address, runtime=house.runtime))
            async with register.transaction() as connection:
                await move_legal_clock(connection, STORY_BEGINS)
            await server.sleep_until(client, STORY_BEGINS)
            async with register.engine.connect() as holding:
                if not mail:
                    assert await hold_sender_lock(holding), "the database is ours alone"
                async with works(client, register, TASK_QUEUE, house.mail):
                    yield Story(house, register, client, server, files or house.community)
