"""Databases of their own for tests of the register: as the program connects, and as the owner of the schema does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import LiteralString

import psycopg

from local.postgres import APP, OWNER, Role
from register.database import Register
from tests.house import House

REAL = "real_template"


@asynccontextmanager
async def real_register(house: House) -> AsyncIterator[Register]:
    """A register that was not made for a story, with the community in it."""
    if not house.postgres.database_exists(REAL):
        await house.make_template(REAL, story=False, files=house.community)
    async with house.database(REAL) as register:
        yield register


async def tried(house: House, register: Register, role: Role, *commands: LiteralString) -> str | None:
    """What the database says against the commands, or None where it carries them out."""
    name = str(register.engine.url.database)
    return await asyncio.to_thread(_tried, house.postgres.conninfo(name, role), commands)


def _tried(conninfo: str, commands: tuple[LiteralString, ...]) -> str | None:
    try:
        with psycopg.connect(conninfo) as connection:
            for command in commands:
                connection.execute(command)
    except psycopg.Error as error:
        return str(error).splitlines()[0]
    return None


async def as_owner(house: House, register: Register, *commands: LiteralString) -> None:
    """What no program may do and an owner of the schema can."""
    refused = await tried(house, register, OWNER, *commands)
    assert refused is None, refused


__all__ = ["APP", "OWNER", "as_owner", "real_register", "tried"]
