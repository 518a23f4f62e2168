"""The temporary house a case is played in: a PostgreSQL, a Temporal with a clock for each course, a worker in here.

Nothing of the real installation is touched: it is read once. There is no mail relay and nobody who sends mail.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from temporalio.client import Client
from temporalio.runtime import Runtime

from cases import Cases
from demo.clock import StoryClock
from foresight.playing import Player
from foresight.supposing import Course, Supposition
from local.postgres import APP, OWNER, Postgres
from local.process import start_together, stop_in_turn
from local.scratch import Scratch
from local.temporal import SkippingServer
from register.copying import Copied, copy_case
from register.database import Register
from register.schema import upgrade
from register.watch import open_records
from worker import Dispatcher, connect, end, quiet_runtime, temporal_worker

TASK_QUEUE = "foresight"
PATIENCE = 60.0  # seconds of real time that what is due may take
PRESENT, SUPPOSED = "present", "supposed"


@dataclass(frozen=True)
class Foreseen:
    """The present course, and the one that is supposed."""

    present: Course
    supposed: Course | None
    copied: Copied


async def foresee(source: str, case: str, supposition: Supposition | None) -> Foreseen:
    """Play a case forward as things stand and, where something is supposed, once more with that.

    Args:
        source: The URL of the register, for anyone who may read it.
        case: The case's record.
        supposition: What is supposed; None: only the present course.

    Raises:
        NoSuchRecord: there is no such case.
        LocalError: a part does not run on this machine.
        StoryStuck: something that was due did not happen.
    """
    with Scratch() as folder:
        return await _foresee(folder, source, case, supposition)


async def _foresee(folder: Path, source: str, case: str, supposition: Supposition | None) -> Foreseen:
    names = [PRESENT] if supposition is None else [PRESENT, SUPPOSED]
    postgres = Postgres(folder / "postgres", durable=False)
    servers = {name: SkippingServer(folder / name) for name in names}
    try:
        await start_together([postgres, *servers.values()])
        copied = await _copy(postgres, source, case, names)
        runtime = quiet_runtime()
        courses = await asyncio.gather(
            *(
                _play(postgres.url(name, APP), servers[name], runtime, copied, case, supposition if n else None)
                for n, name in enumerate(names)
            )
        )
    finally:
        await asyncio.to_thread(stop_in_turn, [postgres, *servers.values()])
    return Foreseen(courses[0], courses[1] if supposition is not None else None, copied)


async def _copy(postgres: Postgres, source: str, case: str, names: list[str]) -> Copied:
    first = names[0]
    owner = postgres.url(first, OWNER)
    await asyncio.to_thread(postgres.create_database, first)
    await asyncio.to_thread(upgrade, owner, story=True)
    copied = await copy_case(source, owner, case)
    for name in names[1:]:
        await asyncio.to_thread(_leave_alone, postgres, first)
        await asyncio.to_thread(postgres.create_database, name, template=first)
    return copied


def _leave_alone(postgres: Postgres, name: str) -> None:
    """End what is still connected: nobody may be while a database is copied."""
    with psycopg.connect(postgres.conninfo("postgres", OWNER), autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))


async def _play(
    url: str, server: SkippingServer, runtime: Runtime, copied: Copied, case: str, supposition: Supposition | None
) -> Course:
    register = Register(url)
    try:
        client = await connect(server.address, runtime=runtime)
        await server.sleep_until(client, copied.at)
        async with _working(client, register) as cases:
            async with register.reading() as connection:
                records = await open_records(connection)
            for record in records:
                await cases.begin_again(record, None)
            clock = StoryClock(register, server, client, patience=PATIENCE)
            player = Player(cases, register, clock, case, copied.community, supposition)
            return await player.play()
    finally:
        await register.close()


@asynccontextmanager
async def _working(client: Client, register: Register) -> AsyncIterator[Cases]:
    """A worker and its dispatcher; nobody sends mail."""

    async def give_client() -> Client:
        return client

    cases = Cases(register, give_client, task_queue=TASK_QUEUE)
    async with temporal_worker(client, register, TASK_QUEUE):
        dispatching = asyncio.create_task(Dispatcher(cases, register).run())
        try:
            yield cases
        finally:
            await end(dispatching)
