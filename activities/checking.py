"""The activity that checks a decision's record before it binds."""

from __future__ import annotations

import structlog
from temporalio import activity

from audit.check import check
from models.work import CheckRecord, RecordChecked
from register.database import Register
from register.evidence import evidence_of

log = structlog.get_logger(__name__)
WORDS = 2_000  # of what was found: an entry says it, and a letter


class Checking:
    """The checker, over what the register has."""

    def __init__(self, register: Register) -> None:
        """`register` is shared by all activities of a worker."""
        self._register = register

    @activity.defn(name="check_record")
    async def check_record(self, ask: CheckRecord) -> RecordChecked:
        """What the register has of the record and of all it rests on, as of one moment, against the rules."""
        async with self._register.as_of_one_moment() as connection:
            evidence = await evidence_of(connection, ask.record)
        found = check(evidence, answered=False).difference
        if found is None:
            return RecordChecked()
        log.error("decision_not_proved", record=ask.record, found_in=found.record, entry=found.seq, rule=found.rule)
        return RecordChecked(record=found.record, entry=found.seq, broken_rule=found.rule, what=found.what[:WORDS])
