"""`up` from its first start to its second: one a folder, stopped cleanly, everything where it was."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowExecutionStatus

from cases import Answer, Cases
from cli.output import Problem
from cli.refusals import explain
from local.installation import NothingRunningError, State, find, running_state
from local.process import port_open
from models import acts as a
from models.acts import Mark
from models.submission import Submission
from models.work import Outcome
from register.database import Register
from register.queries import clocks_of
from tests.house import SECRETARIAT, House
from tests.service.commands import Said, run, service
from tests.story import SAMHANDLINGSSJEFER
from worker import connect

FILES = ("--procedure", "procedures/ostfold-2018.yaml", "--roster", "procedures/rosters/ostfold-demo.yaml")


class Desk:
    """The running installation, as whoever works with it sees it."""

    def __init__(self, register: Register, client: Client) -> None:
        self.register, self.client = register, client
        self.cases = Cases(register, self._give)

    async def _give(self) -> Client:
        return self.client

    async def open_case(self) -> Answer:
        act = a.RegisterCase(
            title="Felles prosedyre", summary="Kort.", proposal="Vi gjør det.", proposer_party="halden"
        )
        return await self.cases.open_case("ostfold", _submission(act))

    async def plan_meeting(self) -> Answer:
        starts = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=60)
        act = a.PlanMeeting(body="SEKR", starts_at=starts, ends_at=starts + timedelta(hours=3), place="Kalnes")
        return await self.cases.plan_meeting("ostfold", "SEKR", _submission(act))

    async def act(self, record: str, act: Any) -> Answer:
        return await self.cases.act(record, _submission(act))

    async def clocks(self) -> list[tuple[Any, ...]]:
        """What is due, and when."""
        async with self.register.reading() as connection:
            return [(row.record_id, row.name, row.due_at) for row in await clocks_of(connection)]

    async def runs(self, *records: str) -> list[tuple[WorkflowExecutionStatus | None, str, int]]:
        """For each record: whether its workflow runs, which run it is, and how many timers are running."""
        return [await self._run(record) for record in records]

    async def _run(self, record: str) -> tuple[WorkflowExecutionStatus | None, str, int]:
        handle = self.client.get_workflow_handle(record)
        described, history = await handle.describe(), await handle.fetch_history()
        kinds = [event.event_type for event in history.events]
        over = (EventType.EVENT_TYPE_TIMER_FIRED, EventType.EVENT_TYPE_TIMER_CANCELED)
        timers = kinds.count(EventType.EVENT_TYPE_TIMER_STARTED) - sum(kinds.count(kind) for kind in over)
        return described.status, described.run_id, timers


def _submission(act: Any) -> Submission:
    return Submission(act_id=str(uuid.uuid4()), claim=SECRETARIAT, act=act)


@asynccontextmanager
async def desk(state: State, house: House) -> AsyncIterator[Desk]:
    register = Register(state.database_url)
    try:
        yield Desk(register, await connect(state.temporal_address, runtime=house.runtime))
    finally:
        await register.close()


@dataclass(frozen=True)
class Life:
    """What was seen of one folder: begun, used, stopped, begun again, used, stopped."""

    state: State
    second: Said
    founded: Answer
    doctor: Said
    opened: Answer
    planned: Answer
    clocks: list[tuple[Any, ...]]
    runs: list[tuple[WorkflowExecutionStatus | None, str, int]]
    stopped: Said
    left: list[int]
    told_when_stopped: Problem | None
    state_when_stopped: State | None
    state_again: State
    told_again: str
    clocks_again: list[tuple[Any, ...]]
    runs_again: list[tuple[WorkflowExecutionStatus | None, str, int]]
    placed: Answer
    stopped_again: Said
    left_again: list[int]


@pytest_asyncio.fixture(scope="module")
async def life(house: House, tmp_path_factory: pytest.TempPathFactory) -> Life:
    folder = tmp_path_factory.mktemp("service")
    seen: dict[str, Any] = {}
    await _begin(folder, house, seen)
    seen["state_when_stopped"] = running_state(folder)
    with pytest.raises(NothingRunningError) as nothing:
        find(folder, {})
    seen["told_when_stopped"] = explain(nothing.value)
    await _begin_again(folder, house, seen)
    return Life(**seen)


async def _begin(folder: Path, house: House, seen: dict[str, Any]) -> None:
    async with service(folder) as up:
        seen["state"] = up.state
        second = asyncio.create_task(run(folder, "up"))
        async with desk(up.state, house) as at:
            await _work(at, house, seen)
        seen["second"], seen["doctor"] = await asyncio.gather(second, run(folder, "doctor", "--json"))
        seen["stopped"] = await up.interrupted()
        seen["left"] = up.left()


async def _work(at: Desk, house: House, seen: dict[str, Any]) -> None:
    files = house.community.roster_file
    rules = (house.community.procedure, files.roster, files.persons, files.party_cards)
    seen["founded"] = await at.cases.found_community(str(uuid.uuid4()), SECRETARIAT, *rules)
    seen["opened"], seen["planned"] = await at.open_case(), await at.plan_meeting()
    case, meeting = seen["opened"].record, seen["planned"].record
    classified = a.ClassifyCase(
        larger_economic=False, larger_administrative=False, reason="Faglig", agreed_by=SAMHANDLINGSSJEFER
    )
    await at.act(case, classified)
    seen["clocks"], seen["runs"] = await at.clocks(), await at.runs(case, meeting)


async def _begin_again(folder: Path, house: House, seen: dict[str, Any]) -> None:
    case, meeting = seen["opened"].record, seen["planned"].record
    async with service(folder) as up:
        seen["state_again"], seen["told_again"] = up.state, up.told
        async with desk(up.state, house) as at:
            seen["clocks_again"], seen["runs_again"] = await at.clocks(), await at.runs(case, meeting)
            seen["placed"] = await at.act(case, a.PlaceCase(meeting=meeting, mark=Mark.DROFTING))
        seen["stopped_again"] = await up.interrupted()
        seen["left_again"] = up.left()


class TestUp:
    """The same parts as a service on this machine, keeping their state in one folder."""

    def test_a_second_one_names_the_first_and_ends_with_conflict(self, life: Life) -> None:
        assert life.second.status == 4
        assert f"process {life.state.processes['supervisor'].pid}, since" in life.second.err
        assert life.state.web_page in life.second.err

    def test_a_signer_of_its_own_runs_beside_the_worker(self, life: Life) -> None:
        assert life.state.processes["signer"] not in (
            life.state.processes["worker"],
            life.state_again.processes["signer"],
        )
        assert "signer" not in {fault["code"] for fault in json.loads(life.doctor.out)["faults"]}

    def test_it_says_where_everything_is(self, life: Life) -> None:
        told = life.stopped.out

        assert life.state.web_page in told
        assert str(life.state.mailbox) in told
        assert "Ctrl-C" in told
        assert "community init" in told

    def test_cases_are_opened_and_judged_in_it(self, life: Life) -> None:
        outcomes = [answer.outcome for answer in (life.founded, life.opened, life.planned)]

        assert outcomes == [Outcome.ACCEPTED] * 3

    def test_ctrl_c_stops_all_of_it_cleanly(self, life: Life) -> None:
        assert (life.stopped.status, life.stopped_again.status) == (0, 0)
        assert (life.left, life.left_again) == ([], [])
        assert "Traceback" not in life.stopped.err + life.stopped_again.err
        assert not any(port_open(port) for port in life.state.ports.values())
        assert life.state_when_stopped is None

    def test_running_cases_are_found_where_they_were_timers_included(self, life: Life) -> None:
        running = WorkflowExecutionStatus.RUNNING

        assert [status for status, _, _ in life.runs] == [running, running]
        assert life.runs[1][2] == 1, "the meeting's notice has a timer"
        assert life.runs_again == life.runs
        assert life.clocks_again == life.clocks != []
        assert life.state_again.ports == life.state.ports

    def test_they_go_on(self, life: Life) -> None:
        assert life.placed.outcome is Outcome.ACCEPTED

    def test_nobodys_name_stands_in_temporals_store_nor_in_a_log(self, life: Life, house: House) -> None:
        folder = life.state.mailbox.parent
        cards = house.community.roster_file.persons
        named = re.compile(b"|".join(re.escape(said.encode()) for card in cards for said in (card.name, card.email)))
        apart = (life.state.mailbox, folder / "postgres")  # sent to them; looked through where one is erased
        files = {file for file in folder.rglob("*") if file.is_file() and not set(apart) & set(file.parents)}
        content = {str(file.relative_to(folder)): file.read_bytes() for file in files}

        assert any(life.opened.record.encode() in found for found in content.values()), "Temporal's store is there"
        assert {name for name, found in content.items() if named.search(found)} == set()

    def test_it_no_longer_tells_how_to_begin(self, life: Life) -> None:
        assert "community init" not in life.stopped_again.out
        assert "case list" in life.stopped_again.out


class TestDoctor:
    """What runs, versions, what waits, what is late."""

    def test_it_says_that_all_is_well(self, life: Life) -> None:
        document = json.loads(life.doctor.out)

        assert (life.doctor.status, document["healthy"], document["faults"]) == (0, True, [])
        assert {p["part"]: p["answers"] for p in document["parts"]} == dict.fromkeys(
            ("postgres", "temporal", "worker", "relay", "supervisor", "signer"), True
        )
        pids = {part: process.pid for part, process in life.state.processes.items()}
        assert {p["part"]: p["pid"] for p in document["parts"]} == pids
        assert document["open"] == {"communities": 1, "cases": 1, "meetings": 1}
        assert document["unjudged"]["acts"] == 0
        assert document["overdue"] is None
        assert document["next_due"]["record"] == life.planned.record
        versions = document["versions"]
        assert versions["schema found"] == versions["schema known"]
        assert {"saksgang", "python", "temporalio", "Temporal server", "PostgreSQL"} <= versions.keys()

    def test_nothing_running_is_unavailable_with_the_remedy(self, life: Life) -> None:
        assert life.told_when_stopped is not None
        assert life.told_when_stopped.status == 5
        assert "./saksgang up" in life.told_when_stopped.remedy
