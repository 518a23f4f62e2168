"""The real parts that tests share: one PostgreSQL and one mail relay a run.

A database of its own is a copy of a template that is migrated and founded once, so that it costs some hundredths of a
second. Nothing is started before somebody asks for it.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from temporalio.runtime import Runtime

from activities.post.address import House as PostHouse
from local.postgres import APP, OWNER, Postgres
from local.process import start_together, stop_in_turn
from local.relay import MAILBOX, Relay
from local.scratch import Scratch
from models.procedure import DatedValue
from models.roster import Office
from models.submission import Claim
from procedures.loading import Community
from register.community import found
from register.database import Register, move_legal_clock
from register.schema import upgrade
from tests.shipped import community
from worker import Mail, quiet_runtime

STORY_BEGINS = datetime(2031, 1, 6, 8, tzinfo=UTC)  # a Monday, 09:00 in Østfold; always ahead of the machine's clock
SECRETARIAT = Claim(person="p-2h9c")
FOUNDED_BY = "00000000-0000-4000-8000-000000000001"
TEMPLATE = "story_template"
BLANK = "story_blank"  # migrated, without a community


@dataclass(frozen=True)
class House:
    """What is started once a run."""

    folder: Path
    postgres: Postgres
    relay: Relay
    runtime: Runtime
    community: Community
    numbers: itertools.count[int]

    @property
    def mail(self) -> Mail:
        """Where workers hand their mail over."""
        house = PostHouse(domain="saksgang.example", from_address="sekretariat@saksgang.example")
        return Mail(
            self.relay.host,
            self.relay.port,
            house,
            asks=True,
            timeout=timedelta(seconds=5),
            nemnda="nemnda@helsedir.example",
        )

    @asynccontextmanager
    async def database(self, template: str = TEMPLATE) -> AsyncIterator[Register]:
        """A register with the community in it and nothing else, gone when the block ends."""
        name = f"test_{next(self.numbers)}"
        await asyncio.to_thread(self.postgres.create_database, name, template=template)
        register = Register(self.postgres.url(name, APP))
        try:
            yield register
        finally:
            await register.close()
            await asyncio.to_thread(self.postgres.drop_database, name)

    @asynccontextmanager
    async def database_for(self, files: Community) -> AsyncIterator[Register]:
        """A story's register with another community than the demonstration's."""
        async with self.database(BLANK) as register:
            await _found(register, files)
            yield register

    async def make_template(self, name: str, *, story: bool, files: Community | None = None) -> None:
        """A migrated database, with a community where one is given; a story's clock stands near its beginning."""
        self.postgres.create_database(name)
        await asyncio.to_thread(upgrade, self.postgres.url(name, OWNER), story=story)
        register = Register(self.postgres.url(name, APP))
        if story:
            async with register.transaction() as connection:
                await move_legal_clock(connection, STORY_BEGINS - timedelta(hours=12))
        if files is not None:
            await _found(register, files)
        await register.close()
        self._leave_alone(name)

    def _leave_alone(self, name: str) -> None:
        """End what is still connected: nobody may be while a template is copied."""
        with psycopg.connect(self.postgres.conninfo("postgres", OWNER), autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))


async def _found(register: Register, files: Community) -> None:
    """The community begins, by its secretariat."""
    roster = files.roster_file
    secretary = next(o.person for o in roster.roster.offices if o.office is Office.SECRETARIAT)
    async with register.transaction() as connection:
        rules = (files.procedure, roster.roster, roster.persons, roster.party_cards)
        await found(connection, FOUNDED_BY, Claim(person=secretary), *rules)


def with_numbers(files: Community, **values: int | bool | str) -> Community:
    """The community with other numbers and switches in its procedure, from its first day."""
    changed = {
        number.name: number.model_copy(
            update={"values": (DatedValue(since=files.procedure.valid_from, value=values[number.name]),)}
        )
        for number in files.procedure.numbers
        if number.name in values
    }
    assert set(changed) == set(values), f"no such number: {set(values) - set(changed)}"
    numbers = tuple(changed.get(number.name, number) for number in files.procedure.numbers)
    return files.model_copy(update={"procedure": files.procedure.model_copy(update={"numbers": numbers})})


@asynccontextmanager
async def open_house(folder: Path) -> AsyncIterator[House]:
    """The shared parts, for as long as the block runs."""
    with Scratch() as scratch:
        house = House(
            folder=folder,
            postgres=Postgres(scratch / "postgres", durable=False),
            relay=Relay(folder / MAILBOX, log_file=folder / "relay.log"),
            runtime=quiet_runtime(),
            community=community(),
            numbers=itertools.count(1),
        )
        try:
            await start_together([house.postgres, house.relay])
            await house.make_template(TEMPLATE, story=True, files=house.community)
            await house.make_template(BLANK, story=True)
            yield house
        finally:
            stop_in_turn([house.postgres, house.relay])
