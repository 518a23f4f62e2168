"""The schema's versions: made and moved by Alembic, never by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text


class SchemaTooNew(Exception):
    """The database was made by a later version of the program."""


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def upgrade(owner_url: str, *, story: bool = False) -> None:
    """Bring the register's schema to this program's version.

    Args:
        owner_url: A connection as the schema's owner; the program itself connects as `saksgang_app`.
        story: A new database is made for a story, and its legal clock may be moved. An old one keeps its kind.

    Raises:
        SchemaTooNew: the database has a version this program does not know.
    """
    config = _config(owner_url)
    found, known = versions(owner_url)
    if found is not None and found not in {s.revision for s in ScriptDirectory.from_config(config).walk_revisions()}:
        raise SchemaTooNew(f"the register's schema is version {found}; this program knows versions up to {known}")
    command.upgrade(config, "head")
    with create_engine(owner_url).begin() as connection:
        connection.execute(
            text("INSERT INTO installation (kind) VALUES (:kind) ON CONFLICT DO NOTHING"),
            {"kind": "story" if story else "real"},
        )


@cache
def newest_version() -> str:
    """The newest version of the schema that this program knows."""
    return ScriptDirectory.from_config(_config("")).get_current_head() or "none"


def versions(url: str) -> tuple[str | None, str]:
    """The schema's version in the database (None: empty) and the newest this program knows."""
    known = newest_version()
    engine = create_engine(url)
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    return found, known
