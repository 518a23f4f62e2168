"""Killed in the middle, on the full Temporal server in real time: what was received is judged, once, afterwards.

Due times lie days ahead; here the intake computes one some seconds ahead, so that a deadline can pass while we wait.
"""

from __future__ import annotations

import asyncio
import gc
import shutil
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio
from sqlalchemy import text
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    PollWorkflowTaskQueueRequest,
    RespondWorkflowTaskCompletedRequest,
)

from archiver import Archiver
from audit.histories import in_file
from audit.interventions import interventions_in
from audit.replay_of_record import replay_record, told_wrongly
from cli.soundness import unsound
from local.process import free_ports
from local.relay import MAILBOX, Relay
from local.supervise import Worker, worker_environment
from local.temporal import DevServer
from models import acts as a
from models import entries as e
from models.submission import Claim
from models.work import Judge, Outcome
from register.archive import histories_of, runs_of
from register.watch import open_records
from rules import received
from rules.legal_dates import takeover_due
from tests.faults.gate import plain
from tests.faults.hands import PATIENCE, WAITS_FOR, watched
from tests.faults.machine import Machine, paper
from tests.faults.oracle import ClientLog, check
from tests.house import SECRETARIAT, House
from tests.story import SAMHANDLINGSSJEFER, TASK_QUEUE
from watchdog import Watchdog
from worker import connect

CACHED = "SAKSGANG_TEMPORAL__CACHED_WORKFLOWS"  # a worker that keeps none compares none
REAL_TEMPLATE = "faults_in_real_time"
QUEUES = ("transfer", "visibility", "timer")
HALDEN, MOSS = (Claim(person=person, party=party) for person, party in (("p-mjm6", "halden"), ("p-q22r", "moss")))


def _judge(act: a.ReceivedAct) -> str:
    return Judge(acts=(act,)).model_dump_json(exclude_none=True)


@pytest_asyncio.fixture(scope="module")
async def machine(house: House) -> AsyncIterator[Machine]:
    if not house.postgres.database_exists(REAL_TEMPLATE):
        await house.make_template(REAL_TEMPLATE, story=False, files=house.community)
    async with house.database(REAL_TEMPLATE) as register:
        folder = house.folder / "full-server" / str(register.engine.url.database)
        (port,) = free_ports(1)  # kept over its restarts
        relay = Relay(folder / MAILBOX, log_file=folder / "relay.log")
        # Pausing is off where nobody asks for it; an execution is deleted half a minute after it was asked for.
        asked = (
            "frontend.WorkflowPauseEnabled=true",
            *(f'history.{q}ProcessorUpdateAckInterval="0.2s"' for q in QUEUES),
        )
        with DevServer(folder, port=port, dynamic_config=asked) as temporal, relay:
            environment = worker_environment(
                temporal_address=temporal.address,
                database_url=register.url,
                relay_host=relay.host,
                relay_port=relay.port,
                state_folder=folder,
            )
            client, log = await connect(temporal.address, runtime=house.runtime), ClientLog()
            worker = Worker(environment, log_file=folder / "worker.log")
            machine = Machine(house, register, temporal, worker, client, watched(register, client, log), log)
            try:
                await machine.start_worker()
                yield machine
                await machine.all_judged()
                await machine.until("SELECT NOT EXISTS (SELECT FROM delivery WHERE state IN ('waiting', 'claimed'))")
                await asyncio.to_thread(check, register.url, log, relay.mailbox)
            finally:
                worker.kill()


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> timedelta:
    """A withdrawn case may be taken over for some seconds, and not days."""
    return _taken_over_within(timedelta(seconds=4), monkeypatch)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> timedelta:
    """A withdrawn case ends at once."""
    return _taken_over_within(timedelta(milliseconds=200), monkeypatch)


def _taken_over_within(within: timedelta, monkeypatch: pytest.MonkeyPatch) -> timedelta:
    def due(withdrawn: object, procedure: object) -> a.Derivation:
        derived: a.Derivation = takeover_due(withdrawn, procedure)  # type: ignore[arg-type]
        return derived.model_copy(update={"at": datetime.now(derived.at.tzinfo) + within})

    monkeypatch.setattr(received, "takeover_due", due)
    return within


@pytest_asyncio.fixture
async def uncompared(machine: Machine) -> AsyncIterator[None]:
    """From its next start the worker does not compare its workflows with the register."""
    machine.worker.environment[CACHED] = "0"
    yield
    del machine.worker.environment[CACHED]
    machine.worker.stop()
    await machine.start_worker()


class TestForwardedActs:
    """What one record sends another is in the register with the entry that sends it, whoever dies then."""

    async def test_the_worker_is_killed_between_append_and_dispatch(self, machine: Machine) -> None:
        case = await machine.open_case()
        meeting = await machine.plan_meeting(days=40)
        classified = a.ClassifyCase(
            larger_economic=False, larger_administrative=False, reason="faglig", agreed_by=SAMHANDLINGSSJEFER
        )
        await machine.act(case, classified)

        async with await psycopg.AsyncConnection.connect(plain(machine.register.url), autocommit=True) as listening:
            await listening.execute("LISTEN intake")
            async with machine.register.transaction() as connection:  # the meeting's append waits for us
                held = text("SELECT FROM head WHERE record_id = :meeting FOR UPDATE")
                await connection.execute(held, {"meeting": meeting})
                placing = asyncio.create_task(machine.act(case, a.PlaceCase(meeting=meeting, mark=a.Mark.DROFTING)))
                async for _ in listening.notifies(timeout=PATIENCE, stop_after=1):
                    machine.worker.kill()
        await placing
        before = [entry.body.kind for entry in await machine.entries(meeting)]
        await machine.start_worker()
        await machine.all_judged()

        agenda = [entry.body for entry in await machine.entries(meeting) if isinstance(entry.body, e.AgendaItemAdded)]
        assert before == ["meeting_planned"], "the worker died before it came to that"
        assert [item.case for item in agenda] == [case]


class TestForgottenTask:
    """What the register has is the record, also where Temporal has forgotten how it came there."""

    async def test_acts_committed_by_a_task_that_temporal_lost_are_not_a_gap(
        self, machine: Machine, hasty: None
    ) -> None:
        case = await machine.open_case()
        await _committed_and_forgotten(machine, case, [(paper("1"), SECRETARIAT), (paper("2"), SECRETARIAT)])

        await machine.act(case, paper("3"))
        await machine.all_judged()

        assert sorted(paper.document[0] for paper in (await machine.state(case)).papers) == ["1", "2", "3"]

    async def test_what_follows_from_them_comes_though_nobody_acts_any_more(
        self, machine: Machine, soon: timedelta, hasty: None
    ) -> None:
        case = await machine.open_case()
        await _committed_and_forgotten(machine, case, [(a.WithdrawCase(reason="for tidlig"), HALDEN)])

        await machine.until("SELECT ended FROM case_view WHERE record_id = :case", case=case)

        assert [entry.body.kind for entry in await machine.entries(case)][-1] == "case_closed"

    async def test_the_workflow_ends_of_what_has_ended_in_the_register(self, machine: Machine, hasty: None) -> None:
        meeting = await machine.plan_meeting(days=30)
        await _committed_and_forgotten(machine, meeting, [(a.CancelMeeting(reason="Uvær."), SECRETARIAT)])

        (run,) = await machine.swept(meeting, ["completed"])

        assert run.record == meeting
        # Whoever asks for a judgement in the moment in which it ends is not refused with an error, nor is one left.
        unheard: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: unheard.append(context["message"]))
        assert not await machine.cases.judge(meeting, await machine.received(meeting))
        gc.collect()
        asyncio.get_running_loop().set_exception_handler(None)
        assert unheard == []

    async def test_a_clock_that_rings_hears_of_them(
        self, machine: Machine, soon: timedelta, hasty: None, uncompared: None
    ) -> None:
        case = await machine.open_case()
        await machine.act(case, a.WithdrawCase(reason="for tidlig"), HALDEN)
        await machine.all_judged()
        taken_over = a.TakeOverCase(party="moss", reason="vi trenger den")
        await _committed_and_forgotten(machine, case, [(taken_over, MOSS)])

        deadline = time.monotonic() + PATIENCE
        while (judged := await machine.judged_up_to(case)) < 3:
            assert time.monotonic() < deadline, f"its workflow knows of what was judged up to {judged}"
            await asyncio.sleep(0.1)

        state = await machine.state(case)
        assert (state.proposer_party, state.ended, state.clocks) == ("moss", False, ())

    async def test_one_that_is_late_is_caught_up_with_before_it_is_poked(
        self, machine: Machine, soon: timedelta, hasty: None, uncompared: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("watchdog.TOLERATED", timedelta(milliseconds=100))
        case = await machine.open_case()
        await _committed_and_forgotten(machine, case, [(a.WithdrawCase(reason="for tidlig"), HALDEN)])
        (clock,) = (await machine.state(case)).clocks
        await asyncio.sleep(max(0.0, (clock.due_at - await machine.now()).total_seconds()) + 0.5)

        looking = Watchdog(machine.cases, machine.register)
        seen, mended = [await looking.go_round(sweep=False) for _ in range(2)]
        await machine.until("SELECT ended FROM case_view WHERE record_id = :case", case=case)

        assert ([late.passed.record for late in seen.late], mended.restarted) == ([case], ())


class TestTaskGivenBack:
    """Temporal refuses an update whose task comes back without it, as happens where workers die: it was received."""

    async def test_the_act_is_received_and_judged_by_the_next_worker(self, machine: Machine) -> None:
        case = await machine.open_case()
        machine.worker.kill()
        sending = asyncio.create_task(machine.act(case, paper("4")))
        service, queue = machine.client.workflow_service, TaskQueue(name=TASK_QUEUE)
        task = await service.poll_workflow_task_queue(
            PollWorkflowTaskQueueRequest(namespace="default", task_queue=queue)
        )
        done = RespondWorkflowTaskCompletedRequest(namespace="default", task_token=task.task_token)
        await service.respond_workflow_task_completed(done)

        act = await sending
        before = (await machine.cases.what_became(act)).outcome
        await machine.start_worker()
        await machine.all_judged()

        assert (before, (await machine.cases.what_became(act)).outcome) == (None, Outcome.ACCEPTED)


async def _committed_and_forgotten(machine: Machine, case: str, acts: Sequence[tuple[a.Act, Claim]]) -> None:
    """Worker and Temporal are killed when the register has the acts judged, and Temporal does not know of them."""
    async with machine.register.transaction() as connection:  # the append waits for us
        head = text("SELECT judged FROM head WHERE record_id = :case FOR UPDATE")
        before = await connection.scalar(head, {"case": case})
        ours = await connection.scalar(text("SELECT pg_backend_pid()"))
        lost = [asyncio.create_task(machine.act(case, act, by)) for act, by in acts]
        await machine.until(WAITS_FOR, ours=ours)
        machine.temporal.child.signal(signal.SIGSTOP)
    await machine.until("SELECT judged > :before FROM head WHERE record_id = :case", case=case, before=before)
    machine.worker.kill()
    machine.temporal.kill()
    await asyncio.gather(*lost)
    await asyncio.to_thread(machine.temporal.start)
    await machine.start_worker()


class TestOutageInRealTime:
    """Temporal and the worker are killed, a deadline passes, both come back (A3)."""

    async def test_received_before_the_deadline_counts_and_after_it_does_not(
        self, machine: Machine, soon: timedelta, hasty: None
    ) -> None:
        kept, lost = await machine.open_case(), await machine.open_case()
        for case in (kept, lost):
            await machine.act(case, a.WithdrawCase(reason="for tidlig"), HALDEN)
        (clock,) = (await machine.state(lost)).clocks  # withdrawn last, so the later of the two

        machine.worker.kill()
        machine.temporal.kill()
        early = await machine.act(kept, a.TakeOverCase(party="moss", reason="vi trenger den"), MOSS)
        await asyncio.sleep(max(0.0, (clock.due_at - await machine.now()).total_seconds()))
        late = await machine.act(lost, a.TakeOverCase(party="moss", reason="vi trenger den"), MOSS)
        unjudged = [(await machine.cases.what_became(act)).outcome for act in (early, late)]
        await asyncio.to_thread(machine.temporal.start)
        await machine.start_worker()
        await machine.until("SELECT ended FROM case_view WHERE record_id = :case", case=lost)
        await machine.all_judged()

        assert unjudged == [None, None]
        assert (await machine.code(early), await machine.code(late)) == (None, "too_late")
        assert ((await machine.state(kept)).proposer_party, (await machine.state(kept)).ended) == ("moss", False)
        assert (await machine.state(lost)).stage == "trukket"


class TestLostTimer:
    """Temporal may lose a timer without a word; a poke rings the clock that is overdue (A13)."""

    async def test_a_poke_rings_what_lost_its_timer(self, machine: Machine, soon: timedelta) -> None:
        case = await machine.open_case()
        await machine.act(case, a.WithdrawCase(reason="for tidlig"), HALDEN)
        (clock,) = (await machine.state(case)).clocks
        await asyncio.to_thread(machine.temporal.stop)
        with sqlite3.connect(machine.temporal.database_file) as store:
            forgotten = store.execute("DELETE FROM timer_tasks").rowcount
        store.close()
        await asyncio.to_thread(machine.temporal.start)
        await asyncio.sleep(max(0.0, (clock.due_at - await machine.now()).total_seconds()) + 1.5)
        asleep = await machine.state(case)

        await machine.client.get_workflow_handle(case).signal("poke")
        await machine.until("SELECT ended FROM case_view WHERE record_id = :case", case=case)

        assert forgotten > 0
        assert not asleep.ended, "the timer was lost"


class TestOperator:
    """What an operator does in Temporal itself is found in the histories, also when it has forgotten them (C13)."""

    async def test_every_kind_is_found_and_the_case_replays_all_the_same(
        self, machine: Machine, at_once: timedelta
    ) -> None:
        foreign = await machine.client.start_workflow("Other", id="other", task_queue="other")
        await foreign.terminate()
        case = await machine.open_case()
        first = (await machine.received(case))[0]
        forged = first.model_copy(update={"act": first.act.model_copy(update={"title": "En annen sak"})})
        await machine.operator("signal", case, "--name", "poke")
        await machine.operator("update", "execute", case, "--name", "judge", "--input", _judge(forged))
        await machine.operator("pause", case, "--reason", "ryddet")
        await machine.operator("unpause", case, "--reason", "ferdig")
        await machine.operator("reset", case, "--event-id", "4", "--reason", "feil")
        await machine.add_paper(case, "1")
        seen = await Archiver(machine.give, machine.register).all_of(case)
        await machine.operator("cancel", case)
        await machine.add_paper(case, "2")
        await machine.operator("terminate", case, "--reason", "slutt")
        await machine.add_paper(case, "3")

        await machine.act(case, a.WithdrawCase(reason="for tidlig"), HALDEN)
        await machine.until("SELECT ended FROM head WHERE record_id = :case", case=case)

        ended = await machine.swept(case, ["terminated", "cancelled", "terminated", "completed"])
        shown = in_file(await machine.operator("show", case, "--output", "json"))
        await machine.forget(ended)
        async with machine.register.reading() as connection:
            chain = await histories_of(connection, case)
        replayed = await replay_record(case, chain, await machine.entries(case))
        found = interventions_in(chain, await machine.received(case))
        listed = (await machine.desk.give(f"audit anomalies {case} --json")).document["anomalies"]

        assert [kept.closed for kept in seen] == ["terminated", None], "what a reset took back, before any round"
        assert [intervention.kind.value for intervention in found] == [
            "signalled", "updated", "paused", "unpaused", "terminated", "reset", "cancelled", "terminated",
        ]  # fmt: skip
        assert "act 1 was handed in by an update; the register received another act" in found[1].words
        words = [one.words for one in found]
        assert [odd["words"] for odd in listed if odd["kind"] == "operator" and odd["words"] in words] == words
        hands = {intervention.by.partition(":")[0] for intervention in found}
        assert hands == {"temporal-cli", "history-resetter", "history-service"}  # who resets is named in the reason
        assert {d.what for run in replayed.runs for d in run.differences} == {"act 1"}, "what was handed in by hand"
        assert replayed.complete
        async with machine.register.reading() as connection:
            assert await runs_of(connection, "other") == (), "others' workflows are none of ours"
        assert (shown.run, shown.sha256) == (chain[-1].run, chain[-1].sha256), "as Temporal's own tool writes it"
        assert len((await machine.state(case)).papers) == 3


class TestStoreLost:
    """Temporal's store is thrown away: the register says what is due, and one command starts all again."""

    async def test_everything_goes_on_from_its_record_and_nothing_is_sent_twice(
        self, machine: Machine, soon: timedelta
    ) -> None:
        lasting, ending = await machine.open_case(), await machine.open_case()
        await machine.add_paper(lasting, "1")
        await machine.act(ending, a.WithdrawCase(reason="for tidlig"), HALDEN)
        await machine.all_judged()
        (clock,) = (await machine.state(ending)).clocks
        async with machine.register.reading() as connection:
            opened = await open_records(connection)
        before = await machine.entries(lasting)

        machine.worker.kill()
        await asyncio.to_thread(machine.temporal.stop)
        for file in machine.temporal.folder.glob("temporal.db*"):
            file.unlink()
        await asyncio.to_thread(machine.temporal.start)
        lost = await machine.desk.give("recover --json")
        again = "recover --start --json"
        twice = await asyncio.gather(machine.desk.run(again), machine.desk.give(again))
        settled = await machine.desk.give("recover --json")
        await machine.start_worker()
        await machine.add_paper(lasting, "2")
        await machine.until("SELECT ended FROM head WHERE record_id = :case", case=ending)

        entries = await machine.entries(lasting)
        [due] = [c["due_at"] for c in lost.document["deadlines"] if c["record"] == ending]
        assert datetime.fromisoformat(due) == clock.due_at
        assert (lost.status, [started.status for started in twice], settled.status) == (1, [0, 0], 0)
        assert {one["record"] for one in lost.document["not_running"]} == set(opened)
        assert {one["whereabouts"] for one in lost.document["not_running"]} == {"missing"}
        assert sorted(one for started in twice for one in started.document["restarted"]) == sorted(opened)
        assert settled.document["not_running"] == []
        assert entries[: len(before)] == before
        assert [entry.body.kind for entry in entries[len(before) :]] == ["restarted_from_record", "paper_added"]


class TestStorePutBack:
    """Temporal's store is put back to an older copy: a run that is kept with its end begins again before it (G2)."""

    async def test_a_run_that_ends_twice_has_two_histories_and_its_record_is_proved(
        self, machine: Machine, at_once: timedelta, tmp_path: Path, hasty: None
    ) -> None:
        case = await machine.open_case()
        await machine.add_paper(case, "1")
        await _stopped(machine, lambda: _copied(machine.temporal.folder, tmp_path))
        await machine.add_paper(case, "2")
        await machine.act(case, a.WithdrawCase(reason="for tidlig"), HALDEN)
        [first] = await machine.swept(case, ["completed"])

        await _stopped(machine, lambda: _copied(tmp_path, machine.temporal.folder))
        await machine.cases.catch_up(case)  # as the watchdog does some seconds later
        chain = await machine.swept(case, ["completed", "completed"])
        again = await Archiver(machine.give, machine.register).sweep(all_of_it=True)

        entries, acts = await machine.entries(case), await machine.received(case)
        replayed = await replay_record(case, chain, entries)
        assert [kept.run for kept in chain] == [first.run, first.run] and again.kept == ()
        assert (told_wrongly(chain), replayed.first_difference(), replayed.complete) == ("", None, True)
        [put_back] = interventions_in(chain, acts)
        assert put_back.kind.value == "store put back"
        for command in ("archive verify", f"audit anomalies {case}", f"archive list {case}"):
            said = await machine.desk.give(command)
            assert said.status == 0, said.out
        async with machine.register.engine.connect() as connection:
            assert [str(one) async for one in unsound(connection) if one.table != "document"] == []


async def _stopped(machine: Machine, do: Callable[[], None]) -> None:
    """Do something while worker and Temporal are stopped."""
    await machine.all_judged()
    machine.worker.stop()
    await asyncio.to_thread(machine.temporal.stop)
    do()
    await asyncio.to_thread(machine.temporal.start)
    await machine.start_worker()


def _copied(source: Path, target: Path) -> None:
    for file in target.glob("temporal.db*"):
        file.unlink()
    for file in source.glob("temporal.db*"):
        shutil.copy2(file, target)
