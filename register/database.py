"""Connections to the register, and the one rule for telling time in it.

Legal time is `legal_now()` of the database: machine time, except in a database created for a story, whose clock may
be moved forward. Leases, back-off and logs use machine time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine


class Register:
    """A pool of connections to one register."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        """`url` names the database and the role, e.g. `postgresql+psycopg://saksgang_app@/saksgang?host=/run/x`."""
        self.url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        self.engine: AsyncEngine = create_async_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=10,
            hide_parameters=True,  # no address in a traceback
            skip_autocommit_rollback=True,  # a reader leaves nothing to be rolled back
            connect_args={"connect_timeout": 5},
        )

        # PERFORMANCE: a reader needs no transaction, and two round trips less; each statement is a snapshot anyway.
        self._autocommitting = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._of_one_moment = self.engine.execution_options(isolation_level="REPEATABLE READ")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        async with self.engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading; each statement sees what is committed when it begins."""
        async with self._autocommitting.connect() as connection:
            yield connection

    @asynccontextmanager
    async def as_of_one_moment(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading on which every statement sees what was committed when the first one began."""
        async with self._of_one_moment.connect() as connection:
            yield connection

    @asynccontextmanager
    async def at_once(self) -> AsyncIterator[AsyncConnection]:
        """A connection for one statement that is a transaction of its own, committed when it returns."""
        async with self._autocommitting.connect() as connection:
            yield connection

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()


async def legal_now(connection: AsyncConnection) -> datetime:
    """The register's legal time, read when this statement runs."""
    moment = await connection.scalar(text("SELECT legal_now()"))
    assert isinstance(moment, datetime)
    return moment


async def move_legal_clock(connection: AsyncConnection, to: datetime) -> None:
    """Move the clock of a story's register forward to a moment; the database refuses it anywhere else."""
    await connection.execute(text("SELECT move_legal_clock(:to)"), {"to": to})
