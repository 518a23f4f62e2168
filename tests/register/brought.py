"""Cases in a register without a worker: received, judged by the same rules and appended, as their workflow would."""

from __future__ import annotations

import uuid

from models import acts as a
from models.acts import Act, ReceivedAct
from models.canonical import EMPTY_HEAD
from models.state import RecordHead
from models.submission import Claim, Submission
from models.work import AppendBatch
from register.append import append
from register.database import Register
from register.intake import open_record, receive, take_gate
from register.projection import case_state
from register.standing import start_of
from rules.case.judge import judge_case
from rules.recording import record_act
from tests.house import SECRETARIAT


async def brought(
    register: Register,
    title: str,
    *,
    summary: str = "Kort om saken.",
    proposal: str = "Vi gjør dette.",
    affected: tuple[str, ...] = (),
) -> str:
    """A registered case."""
    act = a.RegisterCase(title=title, summary=summary, proposal=proposal, affected=affected)
    submission = Submission(act_id=str(uuid.uuid4()), claim=SECRETARIAT, act=act)
    async with register.transaction() as connection:
        name = "case-ostfold-{year}-{number}"
        received = await open_record(connection, "ostfold", "case", submission, name)
    head = RecordHead(record=received.record, seq=0, hash=EMPTY_HEAD, judged=0)
    await _judged(register, received, head)
    return received.record


async def acted(register: Register, case: str, act: Act, by: Claim = SECRETARIAT) -> None:
    """One more act on a case."""
    submission = Submission(act_id=str(uuid.uuid4()), claim=by, act=act)
    async with register.transaction() as connection:
        received, _ = await receive(connection, case, submission)
        start = await start_of(connection, case)
    await _judged(register, received, start.head)


async def _judged(register: Register, received: ReceivedAct, head: RecordHead) -> None:
    async with register.transaction() as connection:
        gate = await take_gate(connection, received.record)
        state = await case_state(connection, received.record)
        verdict = judge_case(state, received, gate.procedure, gate.roster)
        assert verdict.refusal is None, verdict.refusal
        recorded = record_act(head, received, verdict, 20)
        batch = AppendBatch(
            record=received.record,
            community=gate.community,
            entries=recorded.entries,
            verdicts=(recorded.verdict,),
            judged=received.number,
        )
        await append(connection, batch)
