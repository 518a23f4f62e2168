"""The schema's versions: up, down and up again, and a database that is newer than the program."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from local.postgres import OWNER
from local.supervise import PROJECT_FOLDER
from models.tables import METADATA
from register import schema
from register.schema import SchemaTooNew, upgrade, versions
from tests.house import House

SHAPE = (
    (
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
        " WHERE table_schema = 'public' ORDER BY 1, 2"
    ),
    "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
    "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1",
    (
        "SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants"
        " WHERE table_schema = 'public' ORDER BY 1, 2, 3"
    ),
)


@pytest.fixture
def empty(house: House) -> Iterator[str]:
    """The owner's URL of an empty database."""
    name = f"schema_{next(house.numbers)}"
    house.postgres.create_database(name)
    yield house.postgres.url(name, OWNER)
    house.postgres.drop_database(name)


def shape(url: str) -> list[list[tuple[object, ...]]]:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return [connection.execute(query).fetchall() for query in SHAPE]


class TestVersions:
    """Moved by Alembic, and only by a program that knows the version it finds."""

    def test_up_down_and_up_again_is_the_same_schema(self, empty: str) -> None:
        upgrade(empty)
        first = shape(empty)

        command.downgrade(schema._config(empty), "base")
        nothing = shape(empty)
        upgrade(empty)

        assert [row[0] for row in nothing[0]] == ["alembic_version"]
        assert nothing[2:4] == [[], []]
        assert shape(empty) == first

    def test_up_twice_changes_nothing(self, empty: str) -> None:
        upgrade(empty)
        first = shape(empty)

        upgrade(empty, story=True)

        assert shape(empty) == first
        with psycopg.connect(empty.replace("+psycopg", "")) as connection:
            assert connection.execute("SELECT kind FROM installation").fetchall() == [("real",)]

    def test_two_programs_at_once_do_the_work_once(self, empty: str) -> None:
        move = "import sys; from register.schema import upgrade; upgrade(sys.argv[1])"

        both = [subprocess.Popen([sys.executable, "-c", move, empty], cwd=PROJECT_FOLDER) for _ in range(2)]

        assert [program.wait(30) for program in both] == [0, 0]
        assert versions(empty)[0] == versions(empty)[1]

    def test_the_migrations_make_exactly_the_tables_of_the_models(self, empty: str) -> None:
        upgrade(empty)

        engine = create_engine(empty)
        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"include_name": lambda name, kind, _: (kind, name) != ("table", "installation")}
            )
            differences = compare_metadata(context, METADATA)
        engine.dispose()

        assert differences == []

    def test_an_empty_database_has_no_version(self, empty: str) -> None:
        assert versions(empty)[0] is None

    def test_a_later_version_is_left_alone(self, empty: str) -> None:
        upgrade(empty)
        with psycopg.connect(empty.replace("+psycopg", "")) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        before = shape(empty)

        with pytest.raises(SchemaTooNew, match=r"version 9999; this program knows versions up to \d{4}"):
            upgrade(empty)

        assert shape(empty) == before
