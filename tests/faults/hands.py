"""Stories whose worker can be let go and taken up again, and whose callers' log the oracle reads afterwards."""

from __future__ import annotations

import asyncio
import signal
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy import text
from temporalio.client import Client, WorkflowExecutionStatus

from cases import Answer, Cases
from demo.clock import StoryClock
from local.process import Server
from local.supervise import Worker, worker_environment
from local.temporal import SkippingServer
from models.acts import Act
from models.submission import Claim, Submission
from models.work import Outcome
from register.append import submit
from register.database import Register, move_legal_clock
from register.post import hold_sender_lock
from tests.faults.oracle import ClientLog, Told, check
from tests.house import STORY_BEGINS, House
from tests.story import TASK_QUEUE, Story
from worker import connect

PATIENCE = 30.0  # seconds of real time
WAITS_FOR = "SELECT count(*) > 0 FROM pg_stat_activity WHERE :ours = ANY(pg_blocking_pids(pid))"


class Watched(Cases):
    """The door to running records, with a log of what went through it."""

    log: ClientLog

    async def act(self, record: str, submission: Submission) -> Answer:
        """As any caller does; what was sent and what was told is kept for the oracle."""
        self.log.sent.add(submission.act_id)
        answer = await super().act(record, submission)
        self.log.told.append(told_of(answer))
        return answer

    async def open_case(self, community: str, submission: Submission) -> Answer:
        """Likewise."""
        self.log.sent.add(submission.act_id)
        answer = await super().open_case(community, submission)
        self.log.told.append(told_of(answer))
        return answer

    async def plan_meeting(self, community: str, body: str, submission: Submission) -> Answer:
        """Likewise."""
        self.log.sent.add(submission.act_id)
        answer = await super().plan_meeting(community, body, submission)
        self.log.told.append(told_of(answer))
        return answer


def new_id() -> str:
    """An act's id, as callers make them."""
    return str(uuid.uuid4())


def told_of(answer: Answer) -> Told:
    """What a caller was told, as the oracle reads it."""
    outcome = None if answer.outcome is None else answer.outcome.value
    return Told(answer.act_id, answer.record, answer.number, answer.received_at, outcome)


def watched(register: Register, client: Client | None, log: ClientLog) -> Watched:
    """A door whose callers are watched; without a client nobody answers where Temporal should be."""

    async def give() -> Client:
        return client or await connect("127.0.0.1:1")  # nobody listens there

    cases = Watched(register, give, task_queue=TASK_QUEUE)
    cases.log = log
    return cases


class FaultStory(Story):
    """A story on parts that can fail: the worker is a process of its own, and Temporal can be lost."""

    def __init__(self, house: House, register: Register, client: Client, server: SkippingServer) -> None:
        super().__init__(house, register, client, server, house.community)
        self.log = ClientLog()
        self.cases = watched(register, client, self.log)
        self.worker = Worker({}, log_file=server.folder / "worker.log")

    async def start_worker(self) -> None:
        """Start the worker; it is frozen and thawed, or killed."""
        self.worker.environment = worker_environment(
            temporal_address=self.server.address,
            database_url=self.register.url,
            relay_host=self.house.relay.host,
            relay_port=self.house.relay.port,
            state_folder=self.server.folder,
        )
        self.worker.spawn()
        await self.worker.child.until_ready(self.worker.answers, seconds=PATIENCE)

    @contextmanager
    def frozen(self, *servers: Server) -> Iterator[None]:
        """These parts stand still meanwhile: whoever calls them gets no answer."""
        for server in servers:
            server.child.signal(signal.SIGSTOP)
        try:
            yield
        finally:
            for server in reversed(servers):
                server.child.signal(signal.SIGCONT)

    async def lose_temporal(self) -> None:
        """Kill the worker, and Temporal with everything it knew; an empty server takes its place."""
        self.worker.kill()
        self.server.child.kill()
        self.server.spawn()
        await self.server.child.until_ready(self.server.answers, seconds=PATIENCE)
        self.client = await connect(self.server.address, runtime=self.house.runtime)
        self.clock = StoryClock(self.register, self.server, self.client, patience=PATIENCE)
        self.cases = watched(self.register, self.client, self.log)
        await self.server.sleep_until(self.client, await self.clock.now())

    def sending(self, record: str, act: Act, by: Claim) -> tuple[str, asyncio.Task[Answer]]:
        """Send an act and go on; its id, and the answer when it comes."""
        submission = Submission(act_id=new_id(), claim=by, act=act)
        return submission.act_id, asyncio.create_task(self.cases.act(record, submission))

    async def receive(self, record: str, act: Act, by: Claim) -> Answer:
        """An act is received; its caller waits for no judgement and asks for none."""
        submission = Submission(act_id=new_id(), claim=by, act=act)
        self.log.sent.add(submission.act_id)
        async with self.register.transaction() as connection:
            await submit(connection, record, submission)
        answer = await self.cases.what_became(submission.act_id)
        self.log.told.append(told_of(answer))
        return answer

    async def blocked_by(self, backend: int | None) -> None:
        """Until somebody waits for what this connection holds."""
        deadline = time.monotonic() + PATIENCE
        while not await self.scalar(WAITS_FOR, ours=backend):
            assert time.monotonic() < deadline, f"after {PATIENCE:.0f} s nobody waits for {backend}"
            await asyncio.sleep(0.01)

    async def stored(self, *acts: str) -> None:
        """Until these acts are received."""
        await self._counted("SELECT count(*) FROM intake WHERE act_id = ANY(:acts)", acts)

    async def judged(self, *acts: str) -> None:
        """Until these acts are judged."""
        await self._counted("SELECT count(*) FROM verdict WHERE act_id = ANY(:acts)", acts)

    async def _counted(self, query: str, acts: tuple[str, ...]) -> None:
        deadline = time.monotonic() + PATIENCE
        while await self.scalar(query, acts=list(acts)) < len(acts):
            assert time.monotonic() < deadline, f"after {PATIENCE:.0f} s: not all of {acts}: {query}"
            await asyncio.sleep(0.01)

    async def finished(self, record: str) -> None:
        """Until Temporal, too, holds the record's workflow for done."""
        deadline = time.monotonic() + PATIENCE
        while await self._status(record) is not WorkflowExecutionStatus.COMPLETED:
            assert time.monotonic() < deadline, f"after {PATIENCE:.0f} s the workflow of {record} still runs"
            await asyncio.sleep(0.05)

    async def _status(self, record: str) -> WorkflowExecutionStatus | None:
        return (await self.client.get_workflow_handle(record).describe()).status

    async def scalar(self, query: str, **values: object) -> int:
        """One number from the register."""
        async with self.register.reading() as connection:
            return int(await connection.scalar(text(query), values) or 0)

    async def outcome(self, act: str) -> Outcome | None:
        """What became of an act."""
        return (await self.cases.what_became(act)).outcome

    async def code(self, act: str) -> str | None:
        """The code of an act's refusal, or None."""
        refusal = (await self.cases.what_became(act)).refusal
        return refusal.code.value if refusal else None

    def check_promises(self) -> None:
        """Ask the oracle."""
        check(self.register.url, self.log)


@asynccontextmanager
async def failing(house: House) -> AsyncIterator[FaultStory]:
    """A story like any other, on parts that can fail; at its end the oracle is asked."""
    async with house.database() as register:
        folder = house.folder / "temporal" / str(register.engine.url.database)
        with SkippingServer(folder) as server:
            client = await connect(server.address, runtime=house.runtime)
            async with register.transaction() as connection:
                await move_legal_clock(connection, STORY_BEGINS)
            await server.sleep_until(client, STORY_BEGINS)
            async with register.engine.connect() as holding:
                assert await hold_sender_lock(holding), "the database is ours alone"
                story = FaultStory(house, register, client, server)
                try:
                    await story.start_worker()
                    yield story
                    await story.clock.idle()
                    await asyncio.to_thread(story.check_promises)
                finally:
                    story.worker.kill()
