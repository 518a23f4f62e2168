"""What was received and what happened is only ever added to: the database itself sees to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import LiteralString

import pytest
import pytest_asyncio

from local.postgres import APP, OWNER
from register.database import Register
from register.queries import entries_of
from tests.house import House
from tests.register.databases import tried

RECORD = "community-ostfold"

BY_THE_PROGRAM: list[tuple[str, tuple[LiteralString, ...], str]] = [
    ("update", ("UPDATE entry SET canonical = '{}'",), "permission denied for table entry"),
    ("delete", ("DELETE FROM entry",), "permission denied for table entry"),
    ("truncate", ("TRUNCATE entry",), "permission denied for table entry"),
    (
        "merge",
        ("MERGE INTO entry e USING (SELECT 1) s ON e.seq = 1 WHEN MATCHED THEN UPDATE SET hash = 'x'",),
        "permission denied for table entry",
    ),
    (
        "on conflict do update",
        (
            (
                "INSERT INTO entry (record_id, seq, community, kind, at, recorded_at, hash, canonical)"
                " SELECT record_id, seq, community, kind, at, recorded_at, 'x', canonical FROM entry"
                " ON CONFLICT (record_id, seq) DO UPDATE SET hash = excluded.hash"
            ),
        ),
        "permission denied for table entry",
    ),
    (
        "the same entry again",
        (
            (
                "INSERT INTO entry (record_id, seq, community, kind, at, recorded_at, hash, canonical)"
                " SELECT record_id, seq, community, kind, at, recorded_at, 'x', canonical FROM entry"
            ),
        ),
        "duplicate key value violates unique constraint",
    ),
    (
        "a place of its own choice",
        (
            (
                "INSERT INTO entry (record_id, seq, place, community, kind, at, recorded_at, hash, canonical)"
                " SELECT record_id, 2, 0, community, kind, at, recorded_at, 'x', canonical FROM entry"
            ),
        ),
        'cannot insert a non-DEFAULT value into column "place"',
    ),
    ("switch the trigger off", ("ALTER TABLE entry DISABLE TRIGGER append_only",), "must be owner of table entry"),
    ("drop the table", ("DROP TABLE entry",), "must be owner of table entry"),
    (
        "act as a replica, where triggers sleep",
        ("SET session_replication_role = replica", "DELETE FROM entry"),
        'permission denied to set parameter "session_replication_role"',
    ),
    ("become the owner", ("SET ROLE saksgang_owner",), 'permission denied to set role "saksgang_owner"'),
    ("write the act anew", ("UPDATE intake SET body = '{}'",), "permission denied for table intake"),
    ("take the act back", ("DELETE FROM intake",), "permission denied for table intake"),
    ("change the verdict", ("UPDATE verdict SET outcome = 'refused'",), "permission denied for table verdict"),
    ("change the procedure", ("UPDATE procedure SET body = '{}'",), "permission denied for table procedure"),
    ("change the roster", ("UPDATE roster SET body = '{}'",), "permission denied for table roster"),
    ("change a document", ("UPDATE document SET name = 'x'",), "permission denied for table document"),
    ("change a kept history", ("UPDATE history_content SET compressed = ''",), "permission denied for table"),
    ("forget a run", ("DELETE FROM history_run",), "permission denied for table history_run"),
    ("erase a gate", ("DELETE FROM record",), "permission denied for table record"),
    ("make a table", ("CREATE TABLE mine (x int)",), "permission denied for schema public"),
]

BY_THE_OWNER: list[tuple[str, tuple[LiteralString, ...]]] = [
    ("update", ("UPDATE entry SET canonical = '{}'",)),
    ("update of nothing", ("UPDATE entry SET canonical = '{}' WHERE false",)),
    ("delete", ("DELETE FROM entry",)),
    ("truncate", ("TRUNCATE entry",)),
    ("as a replica, where ordinary triggers sleep", ("SET session_replication_role = replica", "DELETE FROM entry")),
    ("a kept history", ("UPDATE history_content SET compressed = ''",)),
    ("a kept run", ("DELETE FROM history_run",)),
    ("truncate of all that hangs on it", ("TRUNCATE entry CASCADE",)),
]


@pytest_asyncio.fixture(scope="module")
async def kept(house: House) -> AsyncIterator[Register]:
    """One register for all attempts, since none of them may change it."""
    async with house.database() as register:
        yield register


class TestTheProgramsRole:
    """The role the program connects with can add and read, and nothing else."""

    @pytest.mark.parametrize(("commands", "said"), [pytest.param(c, s, id=name) for name, c, s in BY_THE_PROGRAM])
    async def test_it_is_refused(
        self, house: House, kept: Register, commands: tuple[LiteralString, ...], said: str
    ) -> None:
        before = await chain(kept)

        refused = await tried(house, kept, APP, *commands)

        assert refused is not None and said in refused
        assert await chain(kept) == before


class TestTheOwner:
    """Triggers stop an owner's mistakes too; what stops an owner's intent is what others hold already."""

    @pytest.mark.parametrize("commands", [pytest.param(c, id=name) for name, c in BY_THE_OWNER])
    async def test_it_is_refused(self, house: House, kept: Register, commands: tuple[LiteralString, ...]) -> None:
        before = await chain(kept)

        refused = await tried(house, kept, OWNER, *commands)

        assert refused is not None and " is append-only: " in refused
        assert await chain(kept) == before


async def chain(register: Register) -> list[str]:
    async with register.reading() as connection:
        return [entry.hash for entry in await entries_of(connection, RECORD)]
