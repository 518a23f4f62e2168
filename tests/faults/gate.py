"""Submitters race one closer for a record's gate, in processes of their own; connections are cut meanwhile."""

from __future__ import annotations

import asyncio
import gc
import random
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
import uvloop
from sqlalchemy.exc import DBAPIError

from models import acts as a
from models.acts import ReceivedAct
from models.submission import Claim, Submission
from register import intake
from register.append import submit
from register.database import Register, legal_now

SUBMITTERS = 20
CLOSES_AFTER = timedelta(milliseconds=20)  # in the middle of the time over which submitters come
CLOCK = "forankring-due"
CONTACT = Claim(person="p-mjm6", party="halden")
SECRETARIAT = Claim(person="p-2h9c")


@dataclass(frozen=True)
class Receipt:
    """What one submitter was told."""

    act_id: str
    number: int
    received_at: datetime


@dataclass(frozen=True)
class Race:
    """One round: when its deadline was, what the submitters were told, and what the closer was handed."""

    record: str
    due: datetime
    receipts: tuple[Receipt, ...]
    handed: tuple[Receipt, ...]  # in the order given, the deadline's own row among them
    closed: Receipt  # the deadline's own row
    cut_off: int = 0  # attempts that lost their connection and were made again


def numbers_of(race: Race) -> list[int]:
    """Every number of the record after the first act's."""
    return sorted([*(receipt.number for receipt in race.receipts), race.closed.number])


def was_contested(race: Race) -> bool:
    """Whether some submitters came before the closer and others after it."""
    return len({receipt.number < race.closed.number for receipt in race.receipts}) == 2


def faults_of(race: Race) -> list[str]:
    """What is wrong with a round, in words."""
    faults: list[str] = []
    place = [receipt.act_id for receipt in race.handed].index(race.closed.act_id)
    counted = {receipt.act_id for receipt in race.handed[:place]}
    if race.closed.received_at < race.due:
        faults.append(f"{race.record}: closed before it was due")
    if numbers_of(race) != list(range(2, len(race.receipts) + 3)):
        faults.append(f"{race.record}: numbers {numbers_of(race)}")
    by_number = sorted([*race.receipts, race.closed], key=lambda receipt: receipt.number)
    if [r.received_at for r in by_number] != sorted(r.received_at for r in by_number):
        faults.append(f"{race.record}: a later number has an earlier time")
    for receipt in race.receipts:
        in_time, before = receipt.received_at < race.due, receipt.number < race.closed.number
        if in_time and receipt.act_id not in counted:
            faults.append(f"{race.record}: {receipt.number} was in time and is not counted")
        if before != (receipt.act_id in counted):
            faults.append(f"{race.record}: {receipt.number} stands {'before' if before else 'after'} the deadline")
    return faults


def race_in_process(url: str, rounds: int, seed: int) -> list[Race]:
    """Run rounds one after the other in this process, which was begun for them."""
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    return uvloop.run(races(url, rounds, random.Random(seed)))


async def races(url: str, rounds: int, chance: random.Random, *, cuts: int = 0) -> list[Race]:
    """Rounds on a record each; in every round so many open transactions are cut off."""
    register = Register(url, pool_size=SUBMITTERS + 1)
    try:
        return [await _race(register, chance, cuts) for _ in range(rounds)]
    finally:
        await register.close()


async def _race(register: Register, chance: random.Random, cuts: int) -> Race:
    record, due = await opened(register)
    waits = [chance.uniform(0, 2 * CLOSES_AFTER.total_seconds()) for _ in range(SUBMITTERS)]
    async with asyncio.TaskGroup() as running:
        submitting = [running.create_task(_submitter(register, record, wait)) for wait in waits]
        closing = running.create_task(_closer(register, record, due))
        for _ in range(cuts):
            running.create_task(_cutter(register.url, chance.uniform(0, 2 * CLOSES_AFTER.total_seconds())))
    told = [task.result() for task in submitting]
    handed, tries = closing.result()
    return Race(
        record=record,
        due=due,
        receipts=tuple(receipt for receipt, _ in told),
        handed=tuple(_receipt(act) for act in handed),
        closed=next(_receipt(act) for act in handed if isinstance(act.act, a.DeadlineReached)),
        cut_off=sum(attempts - 1 for _, attempts in told) + tries - 1,
    )


async def opened(register: Register) -> tuple[str, datetime]:
    act = a.RegisterCase(title="Et kappløp", summary="Kort.", proposal="Vi gjør det.")
    async with register.transaction() as connection:
        received = await intake.open_record(
            connection,
            "ostfold",
            "case",
            Submission(act_id=str(uuid.uuid4()), claim=SECRETARIAT, act=act),
            "case-ostfold-{year}-{number}",
        )
        return received.record, await legal_now(connection) + CLOSES_AFTER


async def _submitter(register: Register, record: str, wait: float) -> tuple[Receipt, int]:
    """One act; asked again with the same id while the connection is lost."""
    await asyncio.sleep(wait)
    submission = Submission(act_id=str(uuid.uuid4()), claim=CONTACT, act=a.WithdrawObjection(objection=1))
    attempts = 0
    while True:
        attempts += 1
        try:
            async with register.transaction() as connection:
                return _receipt(await submit(connection, record, submission)), attempts
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise


async def _closer(register: Register, record: str, due: datetime) -> tuple[tuple[ReceivedAct, ...], int]:
    """Close the gate when it is due; everything not judged is handed over (nothing is judged in a race)."""
    attempts = 0
    await asyncio.sleep(CLOSES_AFTER.total_seconds())
    while True:
        attempts += 1
        try:
            async with register.transaction() as connection:
                closed = await intake.close_gate(connection, record, CLOCK, due, due, judged=1)
            if closed.agreed:
                return closed.acts, attempts
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise


async def _cutter(url: str, wait: float) -> None:
    """End whichever transaction is open at a moment of chance, as a lost connection would."""
    await asyncio.sleep(wait)
    async with await psycopg.AsyncConnection.connect(
        plain(url), autocommit=True, application_name="cutter"
    ) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND usename = current_user AND application_name <> 'cutter' AND xact_start IS NOT NULL"
            " ORDER BY random() LIMIT 2"
        )


def plain(url: str) -> str:
    """A register's address as psycopg itself reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://")


def _receipt(received: ReceivedAct) -> Receipt:
    return Receipt(received.act_id, received.number, received.received_at.astimezone(UTC))
