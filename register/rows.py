"""Rows written as one JSON document: one statement whatever their number, so it is built and planned once.

PERFORMANCE: the way every entry goes. A statement built anew for each row cost more than the database's work.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

Row = Mapping[str, Any]


async def insert_rows(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all name the same columns, in this order."""
    if rows:
        await connection.execute(_insertion(table, tuple(rows[0]), ()), {"rows": document(rows)})


async def upsert_row(connection: AsyncConnection, table: Table, row: Row, *keys: str) -> None:
    """Insert a row, or bring the one of the same keys up to it."""
    await connection.execute(_insertion(table, tuple(row), keys), {"rows": document([row])})


def document(rows: Sequence[Row]) -> str:
    """Rows as JSON, for PostgreSQL's `json_populate_recordset`; dates and moments in ISO 8601."""
    return json.dumps(rows, default=_plain, ensure_ascii=False)


def _plain(value: object) -> str:
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} does not become a column")


@lru_cache(maxsize=64)
def _insertion(table: Table, names: tuple[str, ...], keys: tuple[str, ...]) -> TextClause:
    columns = ", ".join(f'"{table.c[name].name}"' for name in names)
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in keys)
    conflict = f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {changes}" if keys else ""
    return text(  # the names are those of our own tables
        f"INSERT INTO {table.name} ({columns})"  # noqa: S608
        f" SELECT {columns} FROM json_populate_recordset(cast(NULL AS {table.name}), cast(:rows AS json)){conflict}"
    )
