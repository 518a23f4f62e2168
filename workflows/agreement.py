"""An agreement from its first word to its last day, decades later (A-01..A-20, T-10).

What it holds are dates that somebody else counted: when facts change, and again before a clock rings, an activity
computes them from the facts (T-05), and what came of it is entered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from models.acts import ReceivedAct
    from models.agreement_state import AgreementState
    from models.entries import DatesComputed, Entry
    from models.state import Clock
    from models.work import AgreementStart, ComputeDates, Standing
    from rules.agreement.fold import fold_agreement
    from rules.agreement.judge import judge_agreement
    from rules.verdict import Verdict
    from workflows.record import RecordKeeping


@workflow.defn
class AgreementWorkflow(RecordKeeping):
    """One agreement between its parties."""

    @workflow.init
    def __init__(self, start: AgreementStart) -> None:
        super().__init__(start.record, start.community, start.procedure, start.head)
        self.roster = start.roster
        self.state: AgreementState | None = start.state
        self.note_restart(start.restarted)

    @workflow.run
    async def run(self, _start: AgreementStart) -> str:
        """Entered, reviewed, said up, ended; returns the record's id when nobody is bound any more."""
        flusher = asyncio.create_task(self.keep_flushing())
        await self.until(lambda: self.state is not None)  # drafted, or brought in
        while not self.agreement.ended:
            await self.until(lambda: self.agreement.stale or self.agreement.ended)
            await self.compute_dates()  # T-05: by the facts as they stand
        self.sum_up_refusals()
        await self.hand_over()
        flusher.cancel()
        return self.record

    @property
    def agreement(self) -> AgreementState:
        """The agreement, once it has begun."""
        assert self.state is not None, "an agreement begins before anything rests on it"
        return self.state

    async def compute_dates(self) -> bool:
        """Have the dates computed from the facts; whether any is another than before."""
        if self.agreement.ended:
            return False
        facts = self.agreement
        computed = await self._computed(facts)
        if self.agreement is not facts:
            return True  # facts came meanwhile: these dates are of yesterday
        changed = (computed.dates, computed.ends) != (facts.dates, facts.ends)
        if changed or facts.stale:
            self.enter([computed], workflow.now())
            await self.committed()
        return changed

    async def _computed(self, facts: AgreementState) -> DatesComputed:
        computing = workflow.start_activity(
            "compute_dates",
            ComputeDates(state=facts, procedure=self.procedure),
            result_type=DatesComputed,
            start_to_close_timeout=timedelta(seconds=10),
            retry_policy=RetryPolicy(maximum_interval=timedelta(minutes=1)),
            summary="what comes, and when",
        )
        await self._wait(computing.done)
        computed: DatesComputed = computing.result()
        return computed

    async def _ring(self, clock: Clock) -> None:
        """No clock rings on a date that is not right any more: rules for summer time can change (T-04, T-05)."""
        if not await self.compute_dates():
            await super()._ring(clock)

    # --- what the record needs ----------------------------------------------------------------------------------

    def judge_one(self, received: ReceivedAct) -> Verdict:
        """By the rules of agreements."""
        return judge_agreement(self.state, received, self.procedure, self.roster)

    def apply(self, entry: Entry) -> None:
        """Fold, and show in Temporal's own pages how far it is."""
        self.state = fold_agreement(self.state, entry, self.community)
        workflow.set_current_details(f"entry {entry.seq}")

    def stand_at(self, standing: Standing) -> None:
        """As the register has the agreement."""
        self.state = standing.agreement

    def clocks(self) -> Sequence[Clock]:
        """The agreement's due times."""
        return self.state.clocks if self.state else ()

    def left_running(self) -> Sequence[Clock]:
        """None while the dates wait to be computed anew: what has rung came to something, and goes with them."""
        return () if self.state is None or self.state.stale else self.state.clocks

    def carried(self) -> AgreementStart:
        """State, head and procedure; never entries."""
        return AgreementStart(
            record=self.record,
            community=self.community,
            procedure=self.procedure,
            roster=self.roster,
            head=self.head,
            state=self.state,
        )
