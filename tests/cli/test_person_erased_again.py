"""A backup from before an erasure is put back: the person is in it, and is erased again by a list kept beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select, text

from local.postgres import OWNER
from models.roster import PersonCard
from models.tables import PersonKeyRow, table_of
from register.database import Register
from register.persons import keep_persons
from settings import settings
from tests.cli.desk import Desk
from tests.house import House

KEY = table_of(PersonKeyRow)
GONE = PersonCard(person="p-gone", name="Xaveria Qvistzdal", email="xq.canary@halden.example")
BASIS = "personvernforordningen art. 17 nr. 1 a"


@pytest.fixture
def listed(tmp_path: Path) -> Iterator[Path]:
    """Where erasures are noted; settings are read once a process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAKSGANG_ERASED_FILE", str(tmp_path / "erased.jsonl"))
        patch.setenv("SAKSGANG_BACKUP_DAYS", "14")
        settings.cache_clear()
        yield tmp_path / "erased.jsonl"
    settings.cache_clear()


@pytest.fixture
def backup(house: House, register: Register) -> Iterator[str]:
    """The name of a copy that is yet to be made."""
    name = f"backup_{next(house.numbers)}"
    yield name
    house.postgres.drop_database(name)


def in_files(house: House, database: str, key: bytes) -> list[str]:
    """The files of a database that hold the key, after all that is removed has been written out."""
    with psycopg.connect(house.postgres.conninfo(database, OWNER), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    assert row is not None
    [folder] = house.postgres.folder.rglob(f"base/{row[0]}")
    return [file.name for file in folder.iterdir() if key in file.read_bytes()]


def also_listed(file: Path, person: str) -> str:
    """The list as it was; from now on it names somebody more, whom nobody has erased."""
    noted = file.read_text(encoding="utf-8")
    file.write_text(noted + noted.replace(GONE.person, person), encoding="utf-8")
    return noted


async def test_a_backup_put_back_is_told_again(register: Register, house: House, listed: Path, backup: str) -> None:
    async with register.transaction() as connection:
        await keep_persons(connection, "ostfold", [GONE])
        [row] = await connection.execute(select(KEY.c.key).where(KEY.c.person == GONE.person))
    key = bytes(row.key)
    await register.engine.dispose()
    name = str(register.engine.url.database)
    await asyncio.to_thread(house.postgres.create_database, backup, template=name)
    before = in_files(house, name, key)
    desk, back = (
        Desk({"TEMPORAL_ADDRESS": "127.0.0.1:1", "SAKSGANG_DATABASE_URL": url})
        for url in (register.url, register.url.replace(name, backup))
    )
    erase = f'person erase {GONE.person} --basis "{BASIS}" --as p-2h9c --json'

    said = await desk.give(erase)
    after = in_files(house, name, key)
    still_there = await back.give(f"person show {GONE.person} --json")
    again = await back.give(f"person erase-again {listed} --as p-2h9c --json")
    twice = await back.give(f"person erase-again {listed} --as p-2h9c --json")
    noted = also_listed(listed, "p-mj9p")
    sitting = await back.give(f"person erase-again {listed} --as p-2h9c --json")
    async with register.reading() as connection:
        now = await connection.scalar(text("SELECT legal_now()"))

    assert (said.status, before != [], after) == (0, True, [])
    assert datetime.fromisoformat(said.document["backups_gone_by"]).date() == now.date() + timedelta(days=14)
    assert GONE.name not in noted
    assert still_there.document["card"]["name"] == GONE.name, "the backup holds the person"
    assert (again.status, again.document["again"]) == (0, [GONE.person])
    assert in_files(house, backup, key) == []
    assert (twice.status, twice.document["again"]) == (0, [])
    assert (sitting.status, sitting.document["refused"][0]["rule"]) == (3, "P-23")
    assert (await back.give(f"person show {GONE.person} --json")).document["erased"]["basis"] == BASIS
