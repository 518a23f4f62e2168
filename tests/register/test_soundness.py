"""Whoever owns the database can change a row; the others then contradict it, whichever column it was (bar C2)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from audit.log.checkpoint import cosign
from audit.log.note import KeyUse, PrivateKey
from audit.log.timestamp import request_for
from cli.signing import Signing
from cli.soundness import unsound
from local.postgres import OWNER
from models import acts as a
from models.tables import READ_MODELS
from register.database import Register
from register.log import keep_cosignature, latest_checkpoint
from register.rebuild import content, rebuild
from register.soundness import UNPROVED
from register.timestamps import keep_timestamp
from tests.audit.log.authority import Authority
from tests.cli.desk import Desk
from tests.histories.record import decided
from tests.house import House
from tests.register.brought import brought
from tests.register.databases import as_owner
from tests.register.test_rebuild import tell_much
from tests.story import Story

VIEWS = frozenset(str(model.__tablename__) for model in READ_MODELS)
APART = VIEWS | {"installation", "alembic_version"}
OTHER_VALUES = {
    "text": ("{c} || 'x'", "md5({c})", "''"),
    "character varying": ("{c} || 'x'", "md5({c})", "''"),
    "integer": ("{c} + 1", "{c} - 1", "1000000"),
    "bigint": ("{c} + 1", "{c} - 1", "1000000"),
    "boolean": ("NOT {c}",) * 3,
    "date": ("{c} + 1", "{c} - 1", "date '1970-01-01'"),
    "timestamp with time zone": ("{c} + interval '1 s'", "{c} - interval '1 day'", "timestamptz 'epoch'"),
    "jsonb": (
        "CASE jsonb_typeof({c}) WHEN 'object' THEN {c} || '{{\"x\": 1}}' ELSE {c} || '\"x\"' END",
        "'{{}}'::jsonb",
        "to_jsonb(md5({c}::text))",
    ),
    "bytea": ("{c} || '\\x00'", "sha256({c})", "''"),
}


@asynccontextmanager
async def owned(house: House, register: Register) -> AsyncIterator[AsyncConnection]:
    """The database as its owner has it, with what keeps rows from being changed switched off; rolled back."""
    url = house.postgres.url(str(register.engine.url.database), OWNER)
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            for table in await connection.scalars(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            ):
                await connection.execute(text(f'ALTER TABLE "{table}" DISABLE TRIGGER ALL'))
            yield connection
            await connection.rollback()
    finally:
        await engine.dispose()


async def columns(connection: AsyncConnection) -> list[tuple[str, str, str]]:
    """Every column there is, from the catalogue, so that a new one cannot be forgotten: table, name, type."""
    rows = await connection.execute(
        text(
            "SELECT table_name, column_name, data_type FROM information_schema.columns c"
            " WHERE table_schema = 'public' AND is_generated = 'NEVER' ORDER BY table_name, ordinal_position"
        )
    )
    return [tuple(row) for row in rows]


async def changed(connection: AsyncConnection, table: str, column: str, value: str) -> bool:
    """Whether one row now says something else there; the database itself may refuse it."""
    new = value.format(c=f'"{column}"')
    which = f'ctid = (SELECT ctid FROM "{table}" WHERE "{column}" IS NOT NULL ORDER BY 1 LIMIT 1)'
    statement = f'UPDATE "{table}" SET "{column}" = {new} WHERE {which} AND "{column}" IS DISTINCT FROM {new}'
    try:
        async with connection.begin_nested():
            return bool((await connection.execute(text(statement))).rowcount)
    except DBAPIError:
        return False


async def first_found(connection: AsyncConnection) -> str | None:
    async for found in unsound(connection):
        return str(found)
    return None


async def sign(story: Story, keys: Path) -> None:
    """The log is signed, a witness cosigns, and an authority stamps it."""
    await Signing(story.register, keys, "saksgang.example/log").round(story.community)
    witness = PrivateKey.new("witness.example/moss", KeyUse.WITNESS)
    async with story.register.transaction() as connection:
        newest = await latest_checkpoint(connection, story.community)
        assert newest is not None
        line = str(cosign(newest.note, witness, at=1_900_000_000))
        await keep_cosignature(connection, newest.place, witness.public.name, line)
        stamp = Authority(keys.parent / "authority").reply(request_for(newest.note).as_bytes())
        await keep_timestamp(connection, newest.place, "http://authority.example/", stamp)


async def test_every_column_of_what_was_written_is_held_by_another(
    story: Story, house: House, tmp_path: Path
) -> None:
    await decided(story)
    await story.act(story.records[0], a.CloseMeeting())  # refused: it is closed
    await sign(story, tmp_path / "keys")
    silent, tried = [], set()
    async with owned(house, story.register) as connection:
        assert await first_found(connection) is None
        for table, column, kind in await columns(connection):
            if table in APART or column in UNPROVED.get(table, ()):
                continue
            for value in OTHER_VALUES[kind]:
                point = await connection.begin_nested()
                if await changed(connection, table, column, value):
                    tried.add((table, column))
                    if await first_found(connection) is None:
                        silent.append(f"{table}.{column} = {value}")
                await point.rollback()
        untried = {
            (table, column)
            for table, column, _ in await columns(connection)
            if table not in APART and column not in UNPROVED.get(table, ())
        } - tried

    assert silent == []
    assert untried == set()


async def test_every_column_of_a_read_model_is_compared(story: Story, house: House) -> None:
    await tell_much(story)
    async with owned(house, story.register) as connection:
        made = await rebuild(connection)
        assert made.changed == ()
        silent = []
        for table, column, kind in await columns(connection):
            for value in OTHER_VALUES[kind] if table in VIEWS else ():
                point = await connection.begin_nested()
                took = await changed(connection, table, column, value)
                if took and await content(connection, table) == made.after[table]:
                    silent.append(f"{table}.{column} = {value}")
                await point.rollback()

    assert silent == []


async def test_a_read_model_that_says_something_else_is_named(register: Register) -> None:
    async with register.engine.connect() as connection:
        await connection.execute(text("UPDATE seat_view SET counts = NOT counts"))

        assert await first_found(connection) == "seat_view : made again from the entries it says something else"
        await connection.rollback()


async def test_the_command_says_which_row_and_what_to_do(register: Register, house: House) -> None:
    desk = Desk({"TEMPORAL_ADDRESS": "127.0.0.1:1", "SAKSGANG_DATABASE_URL": register.url})
    await brought(register, "En sak")
    sound = await desk.give("register verify")
    await as_owner(house, register, "UPDATE head SET judged = judged + 1 WHERE record_id LIKE 'case-%'")
    unsound_now = await desk.give("register verify")

    assert sound.status == 0 and "Every row is what it should be" in sound.out
    assert unsound_now.status == 1
    assert "head case-ostfold-2031-1: judged up to 1, not 2" in unsound_now.err
    assert "keep the database as it is" in unsound_now.err
