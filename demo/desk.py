"""The desk from which the demo acts: through the same door as everyone, by the same rules, at the story's time.

An act is submitted, judged and settled before the next; while the worker is away the desk waits for it, as a person
would. It knows nothing of the cases it carries.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from cases import Answer, Cases
from demo.clock import StoryClock, StoryStuck
from models import entries as e
from models.acts import Act
from models.agreement_state import AgreementState
from models.base import RecordId
from models.entries import Entry
from models.messages import MessageKind
from models.state import CaseStage, CaseState, MeetingState
from models.submission import Claim, Submission
from models.work import Outcome
from register.database import Register
from register.projection import agreement_state, case_state, meeting_state
from register.queries import entries_of, messages_for

OnAct = Callable[[Submission], Awaitable[None]]


class ActWentWrong(Exception):
    """An act of the story came to something else than the story says."""

    def __init__(self, act: Act, answer: Answer) -> None:
        why = f": {answer.refusal.rule}, {answer.refusal.detail}" if answer.refusal else ""
        became = answer.outcome.value if answer.outcome else "not judged"
        super().__init__(f"{act.kind} on {answer.record}, number {answer.number}, is {became}{why}")
        self.answer = answer


class Desk:
    """Acts, reads and lets time pass."""

    def __init__(
        self,
        cases: Cases,
        register: Register,
        clock: StoryClock,
        *,
        community: str,
        on_act: OnAct | None = None,
        patience: float = 60.0,
    ) -> None:
        """`on_act` is told of every act before it is submitted; `patience`: seconds an answer may take."""
        self.cases, self.register, self.clock, self.community = cases, register, clock, community
        self._on_act = on_act
        self._patience = patience

    # --- acting -------------------------------------------------------------------------------------------------

    async def open_case(self, act: Act, claim: Claim) -> RecordId:
        """Register a case; its id."""
        submission = await self._announced(act, claim)
        return (await self._judged(act, await self.cases.open_case(self.community, submission))).record

    async def open_agreement(self, act: Act, claim: Claim) -> RecordId:
        """Draft an agreement; its record."""
        submission = await self._announced(act, claim)
        return (await self._judged(act, await self.cases.open_agreement(self.community, submission))).record

    async def open_dispute(self, act: Act, claim: Claim) -> RecordId:
        """Bring a dispute; its record."""
        submission = await self._announced(act, claim)
        return (await self._judged(act, await self.cases.open_dispute(self.community, submission))).record

    async def plan_meeting(self, body: str, act: Act, claim: Claim) -> RecordId:
        """Plan a meeting; its id."""
        submission = await self._announced(act, claim)
        return (await self._judged(act, await self.cases.plan_meeting(self.community, body, submission))).record

    async def act(self, record: RecordId, act: Act, claim: Claim, *, expect: Outcome = Outcome.ACCEPTED) -> Answer:
        """Act on a record and wait until it, and what it set off elsewhere, is judged.

        Raises:
            ActWentWrong: it came to something else than expected.
            StoryStuck: nobody judged it within the patience.
        """
        submission = await self._announced(act, claim)
        answer = await self._judged(act, await self.cases.act(record, submission), expect)
        await self.settled()
        return answer

    async def _announced(self, act: Act, claim: Claim) -> Submission:
        submission = Submission(act_id=str(uuid.uuid4()), claim=claim, act=act)
        if self._on_act is not None:
            await self._on_act(submission)
        return submission

    async def _judged(self, act: Act, answer: Answer, expect: Outcome = Outcome.ACCEPTED) -> Answer:
        until = time.monotonic() + self._patience
        while answer.outcome is None:
            if time.monotonic() > until:
                raise StoryStuck(f"{act.kind} on {answer.record} was received and not judged")
            await asyncio.sleep(0.05)
            answer = await self.cases.what_became(answer.act_id)
        if answer.outcome is not expect:
            raise ActWentWrong(act, answer)
        return answer

    # --- reading ------------------------------------------------------------------------------------------------

    async def case(self, record: RecordId) -> CaseState:
        """A case as it stands."""
        async with self.register.reading() as connection:
            state = await case_state(connection, record)
        assert state is not None, f"{record} is registered"
        return state

    async def agreement(self, record: RecordId) -> AgreementState:
        """An agreement as it stands."""
        async with self.register.reading() as connection:
            state = await agreement_state(connection, record)
        assert state is not None, f"{record} has begun"
        return state

    async def meeting(self, record: RecordId) -> MeetingState:
        """A meeting as it stands."""
        async with self.register.reading() as connection:
            state = await meeting_state(connection, record)
        assert state is not None, f"{record} is planned"
        return state

    async def entries(self, record: RecordId) -> tuple[Entry, ...]:
        """A record's entries."""
        async with self.register.reading() as connection:
            return await entries_of(connection, record)

    async def mails(self, record: RecordId, kind: MessageKind) -> int:
        """How many messages of a kind a record has owed so far."""
        async with self.register.reading() as connection:
            rows = await messages_for(connection, self.community, record=record)
        return sum(row.kind == kind.value for row in rows)

    async def in_follow_up(self, record: RecordId) -> None:
        """Until every party is bound and has its item to follow up (P-35)."""

        async def followed_up() -> bool:
            return (await self.case(record)).stage is CaseStage.UNDER_OPPFOLGING

        await self.wait_for(f"{record} does not come to follow-up", followed_up)

    async def dispute_left(self, record: RecordId) -> None:
        """Until the relay has taken a submission: its index is written and packed first (N-10)."""

        async def sent() -> bool:
            return any(isinstance(entry.happened, e.SubmissionSent) for entry in await self.entries(record))

        await self.wait_for(f"the submission of {record} does not leave", sent)

    # --- time ---------------------------------------------------------------------------------------------------

    async def until(self, moment: datetime) -> None:
        """Let the story's time pass until a moment; what is owed by mail leaves on its own day, not days later."""
        await self.clock.idle(mail=True)
        await self.clock.advance(moment, mail=True)

    async def pause(self, minutes: int) -> None:
        """A few minutes of a meeting."""
        await self.clock.advance(await self.clock.now() + timedelta(minutes=minutes))

    async def settled(self) -> None:
        """Until everything received anywhere is judged."""
        await self.clock.idle()

    async def wait_for(self, what: str, done: Callable[[], Awaitable[bool]]) -> None:
        """Until something the house does by itself is done.

        Raises:
            StoryStuck: it was not, within the patience.
        """
        until = time.monotonic() + self._patience
        while not await done():
            if time.monotonic() > until:
                raise StoryStuck(f"after {self._patience:.0f} s: {what}")
            await asyncio.sleep(0.02)
