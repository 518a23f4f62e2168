"""Where the bench runs: our own servers in a temporary folder, and a worker process for each road."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psycopg
from sqlalchemy.ext.asyncio import AsyncConnection
from temporalio.client import Client

from bench.roads import Bare, Ours
from bench.skeleton_worker import TABLE
from bench.standard import People, community
from local.installation import TEMPORAL_ADDRESS
from local.process import START_SECONDS
from local.supervise import Parts, Worker
from local.temporal import DevServer
from procedures.loading import Community
from register.database import Register
from register.post import hold_sender_lock
from register.schema import upgrade
from worker import connect, quiet_runtime


def schema(owner_url: str) -> None:
    """The register of a story, and the skeleton's one table beside it."""
    upgrade(owner_url, story=True)
    with psycopg.connect(owner_url.replace("postgresql+psycopg://", "postgresql://")) as connection:
        connection.execute(TABLE)


@dataclass
class Place:
    """Servers, workers and both roads on them."""

    parts: Parts
    register: Register
    client: Client
    community: Community
    people: People
    ours: Ours
    bare: Bare
    skeleton_worker: Worker

    @property
    def roads(self) -> tuple[Ours, Bare]:
        """Ours, and the skeleton."""
        return self.ours, self.bare

    def pids(self) -> dict[str, int]:
        """Every process that works for a case, but ours."""
        return {
            "postgres": self.parts.postgres.child.pid,
            "temporal": self.parts.temporal.child.pid,
            "worker": self.parts.worker.child.pid,
            "skeleton": self.skeleton_worker.child.pid,
        }

    async def use(self, address: str) -> Client:
        """Have both workers, started anew, and both roads work with the Temporal server at this address."""
        await self.stop_workers()
        await self.parts.start_worker({TEMPORAL_ADDRESS: address})
        self.skeleton_worker.environment = self.parts.environment | {TEMPORAL_ADDRESS: address}
        self.skeleton_worker.spawn()
        await self.skeleton_worker.child.until_ready(self.skeleton_worker.answers, seconds=START_SECONDS)
        self.client = await connect(address, runtime=quiet_runtime())
        self.ours = Ours(self.register, self.client, self.parts.clock, self.community)
        self.bare = Bare(self.register, self.client, self.parts.clock)
        return self.client

    async def stop_workers(self) -> None:
        """Let both finish."""
        await self.parts.stop_worker()
        await asyncio.to_thread(self.skeleton_worker.stop)


@asynccontextmanager
async def opened() -> AsyncIterator[Place]:
    """The servers; workers are started by `Place.use`."""
    async with Parts(migrate=schema) as parts:
        register = Register(parts.database_url)
        client = await connect(parts.temporal_address, runtime=quiet_runtime())
        known = community()
        log_file = parts.folder / "logs" / "skeleton.log"
        place = Place(
            parts=parts,
            register=register,
            client=client,
            community=known,
            people=People(known),
            ours=Ours(register, client, parts.clock, known),
            bare=Bare(register, client, parts.clock),
            skeleton_worker=Worker({}, log_file=log_file, module="bench.skeleton_worker"),
        )
        try:
            yield place
        finally:
            await asyncio.to_thread(place.skeleton_worker.stop)
            await register.close()


@asynccontextmanager
async def in_real_time(place: Place) -> AsyncIterator[None]:
    """The same register on a Temporal dev server, in memory: cases go on there from what the register holds."""
    server = DevServer(place.parts.folder / "dev-server", durable=False)
    with server:
        await place.use(server.address)
        try:
            yield
        finally:
            await place.stop_workers()


@asynccontextmanager
async def mail_held(register: Register) -> AsyncIterator[AsyncConnection]:
    """Be the one sender, and send nothing: messages are owed and wait. Entered before a worker can be the sender."""
    async with register.engine.connect() as holding:
        while not await hold_sender_lock(holding):
            await holding.rollback()
            await asyncio.sleep(0.2)
        await holding.commit()
        try:
            yield holding
        finally:
            await holding.invalidate()
