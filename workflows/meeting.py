"""A meeting from planning to approved minutes: notice in time, items one by one (P-06..P-09, P-22, P-32, P-33)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from models.acts import ReceivedAct
    from models.entries import Entry, MinutesDrafted, MinutesIssued
    from models.state import Clock, MeetingStage, MeetingState
    from models.work import MeetingStart, MinutesWritten, Standing, WriteMinutes
    from rules.meeting.fold import fold_meeting
    from rules.meeting.judge import judge_meeting
    from rules.verdict import Verdict
    from workflows.record import RecordKeeping

OVER = (MeetingStage.CLOSED, MeetingStage.CANCELLED)


@workflow.defn
class MeetingWorkflow(RecordKeeping):
    """One meeting of one body."""

    @workflow.init
    def __init__(self, start: MeetingStart) -> None:
        super().__init__(start.record, start.community, start.procedure, start.head)
        self.roster = start.roster
        self.state: MeetingState | None = start.state
        self.note_restart(start.restarted)

    @workflow.run
    async def run(self, _start: MeetingStart) -> str:
        """Planned, notified in time, held item by item, minuted, approved; returns the stage it ended in."""
        flusher = asyncio.create_task(self.keep_flushing())
        await self.until(lambda: self.state is not None)  # P-06: planned
        await self.until(self.over)  # P-06..P-32: notice falls due, items are dealt with
        if self.meeting.stage is MeetingStage.CLOSED:
            await self.draft_minutes()  # P-33
            await self.until(self.approved)  # P-33: comments and their answers, approval in the next meeting
            await self.issue_minutes()  # P-33: from here corrections are appended, by acts on an ended record
        await self.hand_over()
        flusher.cancel()
        return self.meeting.stage.value

    async def draft_minutes(self) -> None:
        """The draft, from what the records say; where it is late, its clock says so meanwhile (P-33)."""
        if self.meeting.minutes is not None:
            return
        written = await self._write()
        drafted = MinutesDrafted(
            text=written.text, html=written.html, pdf=written.pdf, comments_due=written.comments_due
        )
        self.enter([drafted], workflow.now())
        await self.committed()

    async def issue_minutes(self) -> None:
        """The approved minutes, with what was changed in the draft and why (P-33)."""
        if self.meeting.ended:
            return
        written = await self._write(approved=True)
        self.sum_up_refusals()
        self.enter([MinutesIssued(text=written.text, html=written.html, pdf=written.pdf)], workflow.now())
        await self.committed()

    async def _write(self, *, approved: bool | None = None) -> MinutesWritten:
        writing = workflow.start_activity(
            "write_minutes",
            WriteMinutes(meeting=self.record, community=self.community, approved=approved),
            result_type=MinutesWritten,
            start_to_close_timeout=timedelta(seconds=60),
            retry_policy=RetryPolicy(maximum_interval=timedelta(minutes=1)),
            summary="approved minutes" if approved else "draft minutes",
        )
        await self.until(writing.done)
        written: MinutesWritten = writing.result()
        return written

    @property
    def meeting(self) -> MeetingState:
        """The planned meeting."""
        assert self.state is not None, "the meeting is planned before anything rests on it"
        return self.state

    def over(self) -> bool:
        """Closed or called off."""
        return self.meeting.stage in OVER

    def approved(self) -> bool:
        """The body has approved its minutes."""
        return self.meeting.minutes is not None and self.meeting.minutes.approved_in is not None

    # --- what the record needs ----------------------------------------------------------------------------------

    def judge_one(self, received: ReceivedAct) -> Verdict:
        """By the rules of meetings."""
        return judge_meeting(self.state, received, self.procedure, self.roster)

    def apply(self, entry: Entry) -> None:
        """Fold, and show the stage in Temporal's own pages."""
        self.state = fold_meeting(self.state, entry, self.community)
        workflow.set_current_details(f"{self.state.stage.value}, entry {entry.seq}")

    def stand_at(self, standing: Standing) -> None:
        """As the register has the meeting."""
        self.state = standing.meeting

    def clocks(self) -> Sequence[Clock]:
        """The meeting's due times."""
        return self.state.clocks if self.state else ()

    def carried(self) -> MeetingStart:
        """State, head and procedure; never entries."""
        return MeetingStart(
            record=self.record,
            community=self.community,
            procedure=self.procedure,
            roster=self.roster,
            head=self.head,
            state=self.state,
        )
