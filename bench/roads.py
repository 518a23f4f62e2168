"""The two roads of a standard case: our house, and the bare skeleton. Same servers, clock and messages."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from sqlalchemy import text
from temporalio.client import Client, WithStartWorkflowOperation, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy

from bench.skeleton import TASK_QUEUE, Note, Skeleton
from bench.standard import PROPOSAL, SECRETARIAT, Forward, Step
from cases import Answer, Cases
from demo.clock import StoryClock
from local.temporal import SkippingServer
from models import acts as a
from models.acts import Act
from models.base import Digest, RecordId
from models.canonical import text_digest
from models.submission import Claim, Submission
from models.work import Outcome
from procedures.loading import Community
from register.database import Register, legal_now, move_legal_clock
from register.projection import case_state

PATIENCE = 60.0  # seconds of real time for what a step sets off


class WentWrong(Exception):
    """A step of the standard case did not go as it must: nothing that follows would measure anything."""


@dataclass
class Ours:
    """Through the one door, `cases.py`, as CLI and web do it."""

    register: Register
    client: Client
    server: SkippingServer
    community: Community
    name: str = "ours"

    def __post_init__(self) -> None:
        self.cases = Cases(self.register, self._connected)
        self._clock = StoryClock(self.register, self.server, self.client, patience=PATIENCE)

    async def _connected(self) -> Client:
        return self.client

    async def found(self, lane: str) -> None:
        """A copy of the demo's community."""
        known = self.community.roster_file
        roster = known.roster.model_copy(update={"community": lane})
        done = await self.cases.found_community(
            str(uuid4()), SECRETARIAT, self.community.procedure, roster, known.persons, known.party_cards
        )
        _check(done)

    async def begin(
        self,
        lane: str,
        act: a.RegisterCase | a.PlanMeeting,
        due: tuple[datetime, ...],  # noqa: ARG002 - our rules know the due times themselves
    ) -> RecordId:
        """Open a case or plan a meeting."""
        submission = _submission(act, SECRETARIAT)
        if isinstance(act, a.PlanMeeting):
            return _check(await self.cases.plan_meeting(lane, act.body, submission))
        return _check(await self.cases.open_case(lane, submission))

    async def send(self, step: Step) -> None:
        """One act; the rules and the dispatcher see to what follows from it."""
        await self.act(step)
        if step.forwards and not await self.cases.settle(step.record, seconds=PATIENCE):
            raise WentWrong(f"{step.record}: what {step.act.kind} set off is not judged")

    async def act(self, step: Step) -> None:
        """One act, as its caller sees it: intake, judgement, answer."""
        _check(await self.cases.act(step.record, _submission(step.act, step.claim)))

    async def text_of(self, case: RecordId) -> tuple[Digest, int]:
        """As a page shows it."""
        async with self.register.reading() as connection:
            state = await case_state(connection, case)
        assert state is not None
        return state.text.digest, state.version

    async def now(self) -> datetime:
        """Temporal's time; the register's clock is brought up to it first (the other road moves only the one)."""
        now = await self.server.now(self.client)
        async with self.register.transaction() as connection:
            if await legal_now(connection) < now:
                await move_legal_clock(connection, now)
        return now

    async def advance(self, to: datetime) -> None:
        """As a story's time passes."""
        await self._clock.advance(to)

    async def _minuted(self, meetings: Sequence[RecordId]) -> None:
        count = text("SELECT count(*) FROM entry WHERE kind = 'minutes_drafted' AND record_id = ANY(:records)")
        while True:
            async with self.register.reading() as connection:
                if await connection.scalar(count, {"records": list(meetings)}) == len(meetings):
                    return
            await asyncio.sleep(0.02)

    async def ended(self, records: Sequence[RecordId]) -> None:
        """Until the meetings have draft minutes, and the cases are in follow-up at home; there they stop."""
        await self._minuted([record for record in records if not record.startswith("case-")])
        cases = [record for record in records if record.startswith("case-")]
        while True:
            if not await self._on_the_way(cases):
                break
            await asyncio.sleep(0.02)
        # What follows at home and at the next meeting is not measured, and nothing of it may wait for a worker.
        await asyncio.gather(*(self.client.get_workflow_handle(record).terminate() for record in records))

    async def _on_the_way(self, cases: Sequence[RecordId]) -> int:
        query = text("SELECT count(*) FROM case_view WHERE record_id = ANY(:cases) AND stage <> 'under_oppfolging'")
        async with self.register.reading() as connection:
            return int(await connection.scalar(query, {"cases": list(cases)}) or 0)

    async def messages(self, records: Sequence[RecordId]) -> Counter[str]:
        """How many messages of each kind these records were sent; the minutes' own clocks are no part of the case."""
        besides = "coalesce(body->'act'->>'clock', '') NOT LIKE 'minutes-%'"
        return await _kinds(self.register, "intake", "record_id", records, besides)


@dataclass
class Bare:
    """Straight to Temporal; what the rules would send on, the driver sends."""

    register: Register
    client: Client
    server: SkippingServer
    name: str = "skeleton"
    _numbers: defaultdict[RecordId, int] = field(default_factory=lambda: defaultdict(int))
    _due: list[tuple[datetime, RecordId]] = field(default_factory=list)
    _agenda: defaultdict[RecordId, list[Forward]] = field(default_factory=lambda: defaultdict(list))
    _begun: int = 0

    async def found(self, lane: str) -> None:
        """Nothing: it knows no communities."""

    async def begin(self, lane: str, act: a.RegisterCase | a.PlanMeeting, due: tuple[datetime, ...]) -> RecordId:
        """A workflow, started by its first message."""
        self._begun += 1
        record = f"skeleton-{lane}-{self._begun}"
        start = WithStartWorkflowOperation(
            Skeleton.run,
            record,
            id=record,
            task_queue=TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
        )
        await self.client.execute_update_with_start_workflow(
            Skeleton.take, Note(act=act, due=due), id=self._update_id(record), start_workflow_operation=start
        )
        self._due += [(at, record) for at in due]
        return record

    async def send(self, step: Step) -> None:
        """The act, then what our rules would send on."""
        await self.act(step)
        self._due += [(at, step.record) for at in step.due]
        for forward in step.forwards:
            await self._forward(forward)

    async def act(self, step: Step) -> None:
        """One update, answered when its row is there."""
        await self._take(step.record, Note(act=step.act, due=step.due, last=step.last))

    async def _forward(self, forward: Forward) -> None:
        await self._take(forward.to, Note(act=forward.act))
        if isinstance(forward.act, a.PutOnAgenda):
            agenda = self._agenda[forward.to]
            out = a.PapersSent(
                meeting=forward.to,
                item=len(agenda) + 1,
                mark=forward.act.mark,
                text_digest=forward.act.text_digest,
            )
            agenda.append(Forward(forward.act.case, out))

    async def _take(self, record: RecordId, note: Note) -> None:
        handle: WorkflowHandle[Skeleton, int] = self.client.get_workflow_handle(record)
        await handle.execute_update(Skeleton.take, note, id=self._update_id(record))

    def _update_id(self, record: RecordId) -> str:
        self._numbers[record] += 1
        return f"{record}-{self._numbers[record]}-{self._numbers[record]}"

    async def text_of(self, case: RecordId) -> tuple[Digest, int]:  # noqa: ARG002
        """What every standard case has."""
        return text_digest(PROPOSAL), 1

    async def now(self) -> datetime:
        """Temporal's time."""
        return await self.server.now(self.client)

    async def advance(self, to: datetime) -> None:
        """The same stops as a story's clock makes: at each due time, until it has rung everywhere."""
        rung = [(at, record) for at, record in self._due if at <= to]
        self._due = [(at, record) for at, record in self._due if at > to]
        for stop in sorted({at for at, _ in rung} | {to}):
            await self.server.sleep_until(self.client, stop)
            at_stop = [record for at, record in rung if at == stop]
            await self._rows_of_deadlines(at_stop)
            await asyncio.gather(*(self._notice(record) for record in at_stop))

    async def _rows_of_deadlines(self, records: Sequence[RecordId]) -> None:
        for record in records:
            self._numbers[record] += 1
        wanted = sum(self._numbers[record] for record in set(records))
        count = text("SELECT count(*) FROM skeleton_row WHERE record = ANY(:records)")
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while records:
            async with self.register.reading() as connection:
                if await connection.scalar(count, {"records": list(set(records))}) == wanted:
                    return
            if asyncio.get_running_loop().time() > deadline:
                raise WentWrong(f"{records[0]}: a due time has not rung")
            await asyncio.sleep(0.02)

    async def _notice(self, record: RecordId) -> None:
        """A meeting's notice tells its cases that the papers have gone."""
        for forward in self._agenda.get(record, []):
            await self._forward(forward)

    async def ended(self, records: Sequence[RecordId]) -> None:
        """Until their workflows have returned."""
        await _results(self.client, records)

    async def messages(self, records: Sequence[RecordId]) -> Counter[str]:
        """How many messages of each kind these records were sent."""
        return await _kinds(self.register, "skeleton_row", "record", records, "true")


def _submission(act: Act, claim: Claim) -> Submission:
    return Submission(act_id=str(uuid4()), claim=claim, act=act)


def _check(answer: Answer) -> RecordId:
    if answer.outcome is not Outcome.ACCEPTED:
        raise WentWrong(f"{answer.record}: {answer.kind} came to {answer.outcome}, {answer.refusal}")
    return answer.record


async def _results(client: Client, records: Sequence[RecordId]) -> None:
    await asyncio.gather(*(client.get_workflow_handle(record).result() for record in records))


async def _kinds(
    register: Register, table: str, column: str, records: Sequence[RecordId], which: str
) -> Counter[str]:
    where = f"{column} = ANY(:records) AND {which}"
    statement = text(f"SELECT kind, count(*) AS n FROM {table} WHERE {where} GROUP BY kind")
    async with register.reading() as connection:
        rows = await connection.execute(statement, {"records": list(records)})
        return Counter({row.kind: row.n for row in rows})
