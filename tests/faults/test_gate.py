"""Who was in time is decided inside one transaction, so a receipt and the count can never differ."""

from __future__ import annotations

import asyncio
import random
import uuid
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models import acts as a
from models.submission import Submission
from register import intake
from register.append import submit
from register.database import Register
from tests.faults.gate import (
    CLOCK,
    CLOSES_AFTER,
    CONTACT,
    SUBMITTERS,
    faults_of,
    opened,
    plain,
    race_in_process,
    races,
    was_contested,
)

ROUNDS, PROCESSES = 500, 2
SEED = 2018


class TestGate:
    """No receipt in time is left uncounted, and none that came later is counted."""

    async def test_twenty_submitters_race_one_closer(self, register: Register) -> None:
        with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
            loop = asyncio.get_running_loop()
            share = ROUNDS // PROCESSES
            shares = [
                loop.run_in_executor(pool, race_in_process, register.url, share, SEED + n) for n in range(PROCESSES)
            ]
            run = [race for part in await asyncio.gather(*shares) for race in part]

        assert [fault for race in run for fault in faults_of(race)] == []
        assert [len(race.receipts) for race in run] == [SUBMITTERS] * ROUNDS
        assert sum(map(was_contested, run)) > ROUNDS / 10, "the closer came between the submitters"

    async def test_connections_cut_in_the_middle_leave_nothing_half_done(self, register: Register) -> None:
        run = await races(register.url, 25, random.Random(SEED), cuts=4)

        assert [fault for race in run for fault in faults_of(race)] == []
        assert sum(race.cut_off for race in run) >= 25, "connections were lost"

    async def test_a_submitter_killed_between_check_and_insert_takes_no_number(self, register: Register) -> None:
        (race,) = await races(register.url, 1, random.Random(SEED))
        submission = Submission(act_id=str(uuid.uuid4()), claim=CONTACT, act=a.WithdrawObjection(objection=2))

        with pytest.raises(DBAPIError):  # noqa: PT012 - the transaction is what fails
            async with register.transaction() as connection:
                gate = await intake.take_gate(connection, race.record)
                await _terminate(register, await connection.scalar(text("SELECT pg_backend_pid()")))
                await submit(connection, race.record, submission)
        async with register.transaction() as connection:
            unknown = await intake.received_act(connection, submission.act_id)
            received = await submit(connection, race.record, submission)

        assert unknown is None
        assert received.number == gate.number == SUBMITTERS + 3

    async def test_a_workflow_that_does_not_know_what_is_judged_enters_no_due_time(self, register: Register) -> None:
        """Of a task that Temporal lost it knows nothing: the clock may be gone, and it is given the acts instead."""
        record, due = await opened(register)
        submission = Submission(act_id=str(uuid.uuid4()), claim=CONTACT, act=a.WithdrawObjection(objection=2))
        async with register.transaction() as connection:
            act = await submit(connection, record, submission)
            await connection.execute(text("UPDATE head SET judged = 2 WHERE record_id = :r"), {"r": record})
        await asyncio.sleep(CLOSES_AFTER.total_seconds())

        async with register.transaction() as connection:
            behind = await intake.close_gate(connection, record, CLOCK, due, due, judged=1)
            knows = await intake.close_gate(connection, record, CLOCK, due, due, judged=2)

        assert (behind.agreed, behind.acts) == (False, (act,))
        assert (knows.agreed, [got.number for got in knows.acts]) == (True, [3])


async def _terminate(register: Register, backend: int | None) -> None:
    async with await psycopg.AsyncConnection.connect(plain(register.url), autocommit=True) as connection:
        await connection.execute("SELECT pg_terminate_backend(%s)", (backend,))
