"""Procedures and rosters by digest. They never change under their digest, so each is parsed once a process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from models.canonical import digest_of
from models.procedure import Procedure
from models.roster import Roster
from models.tables import ProcedureRow, RosterRow, table_of

PROCEDURE = table_of(ProcedureRow)
ROSTER = table_of(RosterRow)

_procedures: dict[str, Procedure] = {}
_rosters: dict[str, Roster] = {}


async def procedure_by(connection: AsyncConnection, digest: str) -> Procedure:
    """The procedure of that digest; LookupError where the register has none."""
    if digest not in _procedures:
        body = await connection.scalar(select(PROCEDURE.c.body).where(PROCEDURE.c.digest == digest))
        _procedures[digest] = Procedure.model_validate_json(_text(body, "procedure", digest))
    return _procedures[digest]


async def roster_by(connection: AsyncConnection, digest: str) -> Roster:
    """The roster of that digest; LookupError where the register has none."""
    if digest not in _rosters:
        body = await connection.scalar(select(ROSTER.c.body).where(ROSTER.c.digest == digest))
        _rosters[digest] = Roster.model_validate_json(_text(body, "roster", digest))
    return _rosters[digest]


def _text(body: Mapping[str, Any] | None, what: str, digest: str) -> str:
    if body is None:
        raise LookupError(f"the register holds no {what} {digest}")
    return json.dumps(body)


async def keep_procedure(connection: AsyncConnection, procedure: Procedure) -> str:
    """Store a procedure under its digest, once; the digest."""
    digest = digest_of(procedure)
    body = procedure.model_dump(mode="json", exclude_none=True)
    await connection.execute(insert(PROCEDURE).values(digest=digest, body=body).on_conflict_do_nothing())
    return digest


async def keep_roster(connection: AsyncConnection, roster: Roster) -> str:
    """Store a roster under its digest, once; the digest."""
    digest = digest_of(roster)
    body = roster.model_dump(mode="json", exclude_none=True)
    await connection.execute(insert(ROSTER).values(digest=digest, body=body).on_conflict_do_nothing())
    return digest
