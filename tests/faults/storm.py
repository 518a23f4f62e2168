"""A storm: many cases at once while worker, Temporal and database are killed at random, again and again (bar A1).

Here are the parts, the faults and the callers; what the cases go through is in `stormy_cases`. A seed decides when
what is killed, what is asked for, and which calls are made twice. How all that meets, the machine decides.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from temporalio.client import Client
from temporalio.runtime import Runtime

from cases import Answer
from local.postgres import APP, OWNER, Postgres
from local.process import START_SECONDS, PartFailedError, free_ports, start_together, stop_in_turn
from local.relay import MAILBOX, Relay
from local.supervise import worker_environment
from local.temporal import DevServer
from models.acts import Act
from models.submission import Claim, Submission
from procedures.loading import Community
from register.community import found
from register.database import Register
from register.schema import upgrade
from tests.faults.hands import Watched, watched
from tests.faults.nursery import Nursery
from tests.faults.oracle import ClientLog
from tests.house import FOUNDED_BY, SECRETARIAT
from watchdog import Watchdog
from worker import connect

WORKER, TEMPORAL, DATABASE = "worker", "Temporal", "PostgreSQL"
EVERY = {WORKER: (2.0, 5.0), TEMPORAL: (8.0, 15.0), DATABASE: (10.0, 18.0)}  # seconds between two kills
DOUBLED = 0.2  # of all calls
LOOK_AGAIN = 0.3  # seconds
PATIENCE = 240.0  # seconds in which all is alive again once the faults have stopped (I11)
MAIL_SECONDS = "2"  # a mail whose sender was killed is asked for when this and ten more are over
REGISTER = "storm"

Answered = TypeVar("Answered")


@dataclass(frozen=True)
class Kill:
    """What is killed, and when: so many seconds after the storm begins."""

    at: float
    part: str


def schedule(seed: int, count: int) -> tuple[Kill, ...]:
    """The first so many kills of each part's own random series, in order."""
    chance = random.Random(seed)
    drawn: list[Kill] = []
    for part, (least, most) in EVERY.items():
        at = 0.0
        for _ in range(count):
            at += chance.uniform(least, most)
            drawn.append(Kill(round(at, 2), part))
    return tuple(sorted(drawn, key=lambda kill: kill.at)[:count])


@dataclass
class Storm:
    """The parts, and who calls them."""

    postgres: Postgres
    temporal: DevServer
    relay: Relay
    nursery: Nursery
    register: Register
    client: Client
    cases: Watched
    log: ClientLog
    seed: int
    chance: random.Random
    killed: list[Kill] = field(default_factory=list)  # when it was done
    repeated: int = 0  # calls that had no answer, and were made again
    doubled: int = 0
    unjudged: int = 0  # answers that said "received", and no more
    lasts: float = 0.0  # seconds

    async def found(self, files: Community) -> None:
        """A community begins."""
        roster = files.roster_file
        async with self.register.transaction() as connection:
            rules = (files.procedure, roster.roster, roster.persons, roster.party_cards)
            await found(connection, FOUNDED_BY, SECRETARIAT, *rules)

    # --- faults -----------------------------------------------------------------------------------------------

    async def rage(self, kills: tuple[Kill, ...]) -> None:
        """Kill each at its time, or as soon as it is up again; what was killed is started again at once."""
        began, self.lasts = time.monotonic(), kills[-1].at
        async with asyncio.TaskGroup() as raging:
            for part in EVERY:
                raging.create_task(self._rage_at([kill for kill in kills if kill.part == part], began))
        self.killed.sort(key=lambda kill: kill.at)

    async def _rage_at(self, kills: list[Kill], began: float) -> None:
        for kill in kills:
            await asyncio.sleep(began + kill.at - time.monotonic())
            self.killed.append(Kill(round(time.monotonic() - began, 2), kill.part))
            await self._kill(kill.part)

    async def _kill(self, part: str) -> None:
        if part == WORKER:
            self.nursery.kill()
            await self.begin_worker()
            return
        server = self.temporal if part == TEMPORAL else self.postgres
        server.child.kill()
        while True:
            server.stop()
            try:
                await start_together([server])
            except PartFailedError:  # what the killed one left still runs
                await asyncio.sleep(0.05)
            else:
                return

    async def begin_worker(self) -> None:
        """A worker more. One that finds nobody where Temporal should be ends by itself, and is born again."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            self.nursery.spawn()
            while self.nursery.lives():
                if self.nursery.answers():
                    return
                assert time.monotonic() < deadline, self.nursery.log_file.read_text()[-4000:]
                await asyncio.sleep(0.02)
            await asyncio.sleep(0.2)

    # --- callers ----------------------------------------------------------------------------------------------

    async def insist(self, ask: Callable[[], Awaitable[Answered]]) -> Answered:
        """Ask until there is an answer, as everybody does whom the register did not answer."""
        while True:
            try:
                return await ask()
            except (DBAPIError, OSError):
                self.repeated += 1
                await asyncio.sleep(0.2)

    async def call(self, send: Callable[[], Awaitable[Answer]], chance: random.Random) -> Answer:
        """Send an act until it is acknowledged, and again until it is judged; one call in five is made twice."""
        calls = [self.insist(send)]
        if chance.random() < DOUBLED:
            self.doubled += 1
            calls.append(self.insist(send))
        answer = (await asyncio.gather(*calls))[-1]
        self.unjudged += answer.outcome is None
        asking = partial(self.cases.what_became, answer.act_id)
        while answer.outcome is None:
            await asyncio.sleep(LOOK_AGAIN)
            answer = await self.insist(asking)
        return answer

    async def act(self, record: str, act: Act, by: Claim, chance: random.Random) -> Answer:
        """An act, judged."""
        submission = submitted(act, by, chance)
        return await self.call(lambda: self.cases.act(record, submission), chance)

    async def look(self, at: Callable[[], Awaitable[Answered]], holds: Callable[[Answered], bool]) -> Answered:
        """What is there, as soon as it is as it should be."""
        deadline = time.monotonic() + PATIENCE + self.lasts
        while not holds(found := await self.insist(at)):
            assert time.monotonic() < deadline, found
            await asyncio.sleep(LOOK_AGAIN)
        return found

    async def until(self, query: str, **values: object) -> None:
        """Until a query of the register says yes."""

        async def asked() -> bool:
            async with self.register.reading() as connection:
                return bool(await connection.scalar(text(query), values))

        await self.look(asked, bool)

    async def judged(self) -> None:
        """Until everything received is judged."""
        await self.until("SELECT bool_and(judged = next_number - 1) FROM head JOIN record USING (record_id)")

    async def rest(self) -> None:
        """Until everything received is judged and known, everything due has rung and every mail has left."""
        await self.judged()
        await self.until("SELECT NOT EXISTS (SELECT FROM clock_view WHERE due_at <= legal_now())")
        await self.until("SELECT NOT EXISTS (SELECT FROM delivery WHERE state IN ('waiting', 'claimed'))")
        await self.judged()
        await self.look(partial(self._unaware, Watchdog(self.cases, self.register)), lambda left: not left)

    async def _unaware(self, guard: Watchdog) -> set[str]:
        """The records whose workflows did not know what they came to, or did not say."""
        return {*await guard.compare(), *guard.silent}

    async def give(self) -> Client:
        """For those who ask for a client when they need one."""
        return self.client


def submitted(act: Act, by: Claim, chance: random.Random) -> Submission:
    """An act under an id that the seed decides."""
    return Submission(act_id=f"{chance.getrandbits(128):032x}", claim=by, act=act)


@asynccontextmanager
async def storm(folder: Path, seed: int, told: dict[str, str], runtime: Runtime) -> AsyncIterator[Storm]:
    """The parts; what was acknowledged outlives the processes that keep it.

    Args:
        folder: Where all is kept.
        seed: Decides what is asked for, and which calls are made twice.
        told: What workers are told besides.
        runtime: Of the SDK.
    """
    ports, sockets = free_ports(2), tempfile.TemporaryDirectory(prefix="saksgang-")  # kept over the restarts
    postgres = Postgres(folder / "postgres", sockets=Path(sockets.name))  # durable: a commit outlives the server
    temporal = DevServer(folder / "temporal", port=ports[0])
    relay = Relay(folder / MAILBOX, log_file=folder / "relay.log", port=ports[1])
    nursery = Nursery(told, folder / "worker.log")
    try:
        await start_together([postgres, temporal, relay])
        postgres.create_database(REGISTER)
        await asyncio.to_thread(upgrade, postgres.url(REGISTER, OWNER))
        url = postgres.url(REGISTER, APP)
        nursery.told |= worker_environment(
            temporal_address=temporal.address,
            database_url=url,
            relay_host=relay.host,
            relay_port=relay.port,
            state_folder=folder,
        ) | {"SAKSGANG_MAIL__TIMEOUT_SECONDS": MAIL_SECONDS}
        nursery.open()
        register, log = Register(url, pool_size=20), ClientLog()
        client = await connect(temporal.address, runtime=runtime)
        door = watched(register, client, log)
        made = Storm(postgres, temporal, relay, nursery, register, client, door, log, seed, random.Random(seed))
        await made.begin_worker()
        yield made
        await register.close()
    finally:
        nursery.close()
        stop_in_turn([postgres, relay, temporal])
        sockets.cleanup()
