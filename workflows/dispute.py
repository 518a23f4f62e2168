"""A dispute on its way to Tvisteløsningsnemnda and back (N-01..N-15)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from models.acts import ReceivedAct
    from models.dispute_state import DisputeState
    from models.entries import Entry, PackageMade
    from models.state import Clock
    from models.work import DisputeStart, MakePackage, Standing
    from rules.dispute.fold import fold_dispute
    from rules.dispute.judge import judge_dispute
    from rules.verdict import Verdict
    from workflows.record import RecordKeeping


@workflow.defn
class DisputeWorkflow(RecordKeeping):
    """One dispute between contracting parties."""

    @workflow.init
    def __init__(self, start: DisputeStart) -> None:
        super().__init__(start.record, start.community, start.procedure, start.head)
        self.roster = start.roster
        self.state: DisputeState | None = start.state
        self.note_restart(start.restarted)

    @workflow.run
    async def run(self, _start: DisputeStart) -> str:
        """Brought, consented to, submitted, answered, followed or not; returns the stage it ended in."""
        flusher = asyncio.create_task(self.keep_flushing())
        await self.until(lambda: self.state is not None)  # N-01: a contracting party brings it
        await self.until(self.submitted_or_over)  # N-03..N-09: consents, local steps, anonymous papers
        await self.send_package()  # N-07, N-10: to the nemnda, with a copy to each party
        await self.until(self.over)  # N-12, N-13: the nemnda advises, the parties follow or do not
        self.sum_up_refusals()
        await self.hand_over()
        flusher.cancel()
        return self.dispute.stage.value

    async def send_package(self) -> None:
        """The index of what is sent; the entry makes the letters owed (N-07, N-10)."""
        if self.dispute.submitted_at is None or self.dispute.index is not None:
            return
        making = workflow.start_activity(
            "make_package",
            MakePackage(dispute=self.record, community=self.community),
            result_type=PackageMade,
            start_to_close_timeout=timedelta(seconds=60),
            retry_policy=RetryPolicy(maximum_interval=timedelta(minutes=1)),
            summary="index of the submission",
        )
        await self.until(making.done)
        package: PackageMade = making.result()
        self.enter([package], workflow.now())
        await self.committed()

    @property
    def dispute(self) -> DisputeState:
        """The dispute, once it is brought."""
        assert self.state is not None, "a dispute is brought before anything rests on it"
        return self.state

    def submitted_or_over(self) -> bool:
        """It goes to the nemnda, or there is no way there."""
        return self.dispute.submitted_at is not None or self.over()

    def over(self) -> bool:
        """Nothing more is asked of anybody here."""
        return self.dispute.ended

    # --- what the record needs ----------------------------------------------------------------------------------

    def judge_one(self, received: ReceivedAct) -> Verdict:
        """By the rules of disputes."""
        return judge_dispute(self.state, received, self.procedure, self.roster)

    def apply(self, entry: Entry) -> None:
        """Fold, and show the stage in Temporal's own pages."""
        self.state = fold_dispute(self.state, entry, self.community)
        workflow.set_current_details(f"{self.state.stage.value}, entry {entry.seq}")

    def stand_at(self, standing: Standing) -> None:
        """As the register has the dispute."""
        self.state = standing.dispute

    def clocks(self) -> Sequence[Clock]:
        """The dispute's due times."""
        return self.state.clocks if self.state else ()

    def carried(self) -> DisputeStart:
        """State, head and procedure; never entries."""
        return DisputeStart(
            record=self.record,
            community=self.community,
            procedure=self.procedure,
            roster=self.roster,
            head=self.head,
            state=self.state,
        )
