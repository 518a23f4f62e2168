"""What the register knows of an agreement that an act on it rests on (T-08)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models import acts as a
from models.acts import Act
from models.agreement_state import AgreementState
from models.base import RecordId
from models.procedure import Procedure
from models.tables import AgreementView, table_of
from rules.agreement.earliest import earliest_by_notice

AGREEMENT = table_of(AgreementView)


async def looked_up_for_agreement(
    connection: AsyncConnection, record: RecordId, act: Act, day: date, procedure: Procedure
) -> dict[str, Any]:
    """Fields of the act's facts; none for acts that rest on nothing of this."""
    if not isinstance(act, a.AgreeEnd):
        return {}
    state = await connection.scalar(select(cast(AGREEMENT.c.state, Text)).where(AGREEMENT.c.record_id == record))
    if state is None:
        return {}
    return {"by_notice": earliest_by_notice(AgreementState.model_validate_json(state), procedure, day)}
