"""The running cases of a community and the version of the procedure that each goes by (P-38). Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import CommunityId, Digest, RecordId
from models.outlook import Candidate
from models.procedure import Procedure
from models.roster import Roster
from models.rulebook import Refusal
from models.state import CaseState
from models.tables import HeadRow, MeetingView, ProcedureRow, RecordRow, table_of
from register.database import legal_now
from register.intake import meeting_facts_of
from register.projection import case_state
from register.stored import procedure_by, roster_by
from rules.case.context import Case
from rules.case.procedure_moves import why_not_move
from rules.outlook.agenda import agenda_candidates

HEAD = table_of(HeadRow)
MEETING = table_of(MeetingView)
FEWEST_DIGITS = 6
PROCEDURE = table_of(ProcedureRow)
RECORD = table_of(RecordRow)


@dataclass(frozen=True)
class RunningCase:
    """A case that has not ended, and the rules it goes by."""

    record: str
    procedure: Procedure
    roster: Roster  # as it was frozen when the case was opened
    state: CaseState


async def running_cases(connection: AsyncConnection, community: CommunityId) -> tuple[RunningCase, ...]:
    """Every running case of a community, by its id."""
    rows = await connection.scalars(
        select(RECORD.c.record_id)
        .join(HEAD, HEAD.c.record_id == RECORD.c.record_id)
        .where(RECORD.c.community == community, RECORD.c.kind == "case", ~HEAD.c.ended)
        .order_by(RECORD.c.record_id)
    )
    found = [await running_case(connection, record) for record in list(rows)]
    return tuple(case for case in found if case is not None)


async def candidates_for(
    connection: AsyncConnection, community: CommunityId, meeting: RecordId
) -> tuple[Candidate, ...]:
    """The cases that a coming meeting's body has to do with next, ready or not (P-08)."""
    row = (await connection.execute(select(MEETING).where(MEETING.c.record_id == meeting))).one()
    cases = [Case(c.state, c.procedure, c.roster) for c in await running_cases(connection, community)]
    return agenda_candidates(cases, meeting_facts_of(row), await legal_now(connection))


async def running_case(connection: AsyncConnection, record: str) -> RunningCase | None:
    """One case with the rules it goes by; None where it is not registered yet."""
    state = await case_state(connection, record)
    row = (await connection.execute(select(RECORD).where(RECORD.c.record_id == record))).one()
    if state is None:
        return None
    return RunningCase(
        record=record,
        procedure=await procedure_by(connection, row.procedure),
        roster=await roster_by(connection, row.roster),
        state=state,
    )


async def procedures_like(connection: AsyncConnection, named: str) -> tuple[Digest, ...]:
    """The digests of the stored procedures that bear that id, or whose digest begins so (six digits or more)."""
    meant = PROCEDURE.c.body["procedure"].astext == named
    if len(named) >= FEWEST_DIGITS:
        meant = or_(meant, PROCEDURE.c.digest.startswith(named, autoescape=True))
    return tuple(await connection.scalars(select(PROCEDURE.c.digest).where(meant).limit(3)))


def why_not(running: RunningCase, offered: Procedure, day: date) -> Refusal | None:
    """What stands in the way of moving a case to another version on a day, or None."""
    return why_not_move(running.state, running.procedure, offered, running.roster, day)
