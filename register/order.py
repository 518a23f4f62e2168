"""Which writers of the register work side by side, and which one alone.

Appends of different records go on together. A new roster and a rebuild of the read models stand alone: while one
writes, appends wait. So every entry has its place before or after each roster in the order in which the registers'
readers saw it, and read models made again find the same roster in force as those made at the time.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

WRITERS = 7_306_002  # an advisory lock of the database


def side_by_side() -> ColumnElement[Any]:
    """To be selected: from then on until the transaction ends nobody else writes alone."""
    return func.pg_advisory_xact_lock_shared(WRITERS)


async def with_others(connection: AsyncConnection) -> None:
    """Write until the transaction ends, beside others; waits while somebody writes alone.

    Taken before any gate: who writes alone may want gates too.
    """
    await connection.execute(select(side_by_side()))


async def alone(connection: AsyncConnection) -> None:
    """Write until the transaction ends and nobody else meanwhile; waits until those who write have ended."""
    await connection.execute(select(func.pg_advisory_xact_lock(WRITERS)))
