"""What every workflow that keeps a record does: judge first, answer last.

A handler judges all acts it is given in one stretch, without awaiting, so nothing comes between a check and its
entry. Then it waits until the flusher has appended everything up to there. Nothing rests on an entry before it is
committed: no answer, no next phase, no end, no continue-as-new.

What the flusher appends is committed before Temporal knows of it. A workflow task that is lost in between (a worker
dies, the server has had something new meanwhile) is done again, at another time and with other acts at hand, and may
come to other entries. What is committed is the record and may have been told: the workflow goes on from that.
An update stands in no history before its task is done: where Temporal itself dies in between, nothing is left that
would have the task done again. The watchdog finds such a record, and sends it its acts once more.
"""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.exceptions import TimeoutError as TimeoutFailure

with workflow.unsafe.imports_passed_through():
    from models.acts import ReceivedAct
    from models.entries import Entry, EntryBody, RestartCause, RestartedFromRecord
    from models.procedure import Procedure
    from models.state import Clock, RecordHead
    from models.work import (
        ActVerdict,
        AppendBatch,
        Appended,
        CloseGate,
        GateClosed,
        Judge,
        JudgedUpTo,
        Standing,
        Start,
    )
    from rules.recording import Recorded, record_act, record_step, stopped, summarised
    from rules.verdict import Verdict

# What is asked locally in a row shall be over within a workflow task's ten seconds, less a fifth. From there on the
# SDK prolongs the task, and one that was prolonged is not replayed as it was (docs/adr/0010).
LOCAL_PATIENCE = timedelta(seconds=3)
IN_A_ROW = 5
AN_ATTEMPT = timedelta(seconds=10)  # of an ordinary activity
# What lives longer goes on in a new run, so that no open history is old or long. A run that begins costs, and for
# most of its time nothing happens to a record; but from 60 days on, a server's history scanner may take a history
# for garbage where it was not switched off. Not quite whole days: Temporal's test server strands a run when its timer
# fires in the moment that a task cancels it, and meetings are often planned to the hour.
LONGEST_RUN = timedelta(days=55) - timedelta(minutes=17)
MOST_EVENTS = 1_500  # of a run, after which the next begins; Temporal itself would advise it at 4 096
SOON = timedelta(seconds=5)
# What a local activity ends in that did not come through: its time ran out, or its last attempt failed at once. When
# it is replayed, that comes without the `ActivityError` in which it came at first.
AWAY = (ActivityError, ApplicationError, TimeoutFailure)

Answered = TypeVar("Answered")


class RecordKeeping(ABC):
    """A record's chain, its judging and its clocks. Workflows derive from it and bring state and rules."""

    def __init__(self, record: str, community: str, procedure: Procedure, head: RecordHead) -> None:
        self.record, self.community, self.procedure = record, community, procedure
        self.head = head
        self.flushed = head.seq
        self.judged_flushed = head.judged
        self._entries: list[Entry] = []
        self._verdicts: list[ActVerdict] = []
        self._poked = 0
        self._behind = False  # somebody sent acts that come after ones we have not seen
        self._early: dict[int, ReceivedAct] = {}  # those acts, by their numbers
        self._overtaken: Standing | None = None  # what the register has, where that is not what we have
        self._rolls_over_at = workflow.now() + LONGEST_RUN
        self._asked = 0  # locally, since something came from outside; in this workflow task at most

    # --- what a workflow brings -------------------------------------------------------------------------------

    @abstractmethod
    def judge_one(self, received: ReceivedAct) -> Verdict:
        """What the rules say of an act."""

    @abstractmethod
    def apply(self, entry: Entry) -> None:
        """Fold an entry into the state."""

    @abstractmethod
    def clocks(self) -> Sequence[Clock]:
        """The due times that are running."""

    def left_running(self) -> Sequence[Clock]:
        """The due times that nothing will take away by itself."""
        return self.clocks()

    @abstractmethod
    def stand_at(self, standing: Standing) -> None:
        """Take the state that the register has."""

    @abstractmethod
    def carried(self) -> Start:
        """What the next run starts with: state, head and procedure, never entries."""

    # --- what others may do meanwhile -------------------------------------------------------------------------

    @workflow.update
    async def judge(self, request: Judge) -> JudgedUpTo:
        """Judge every act that is not judged yet; answered when the register has what came of it."""
        self._asked = 0
        return await self.answer_when_committed(request.acts)

    @workflow.signal
    def poke(self) -> None:
        """Look at the clocks again: a timer can be lost."""
        self._asked = 0
        self._poked += 1

    @workflow.query
    def judged_up_to(self) -> int:
        """The number of the last act it has judged: at least the register's, unless a task of it was lost."""
        return self.head.judged

    # --- judging ----------------------------------------------------------------------------------------------

    def judge_all(self, acts: Sequence[ReceivedAct]) -> None:
        """Judge acts in number order; those judged already are skipped, what comes after a gap waits for it."""
        self._early.update((received.number, received) for received in acts if received.number > self.head.judged)
        while (received := self._early.pop(self.head.judged + 1, None)) is not None:
            limit = self.procedure.number("refused_acts_per_seat_hour", received.facts.day)
            recorded = record_act(self.head, received, self.judge_one(received), limit)
            self._keep(recorded)

    def _keep(self, recorded: Recorded) -> None:
        self.head = recorded.head
        self._verdicts.append(recorded.verdict)
        self._take(recorded.entries)

    def enter(self, bodies: Iterable[EntryBody], at: datetime) -> None:
        """Enter what the house does as the next step of the procedure."""
        entries, self.head = record_step(self.head, bodies, at)
        self._take(entries)

    def note_restart(self, cause: RestartCause | None) -> None:
        """The first entry of a workflow that was lost and goes on from its record; nothing where none was lost."""
        if cause is not None:
            self.enter([RestartedFromRecord(cause=cause)], workflow.now())

    def _take(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self.apply(entry)
            self._entries.append(entry)

    async def answer_when_committed(self, acts: Sequence[ReceivedAct]) -> JudgedUpTo:
        """Judge now; answer when everything up to here is in the register.

        Nobody is answered before what they sent is judged: whoever asks again under the same id would be given the
        same answer, without end.
        """
        if acts and acts[0].number > self.head.judged + 1:
            self._behind = True
        self.judge_all(acts)
        if acts and acts[-1].number > self.head.judged:
            await workflow.wait_condition(lambda: self.head.judged >= acts[-1].number or self._overtaken is not None)
        seq, judged = self.head.seq, self.head.judged
        await workflow.wait_condition(
            lambda: (self.flushed >= seq and self.judged_flushed >= judged) or self._overtaken is not None
        )
        if self._overtaken is not None:
            return JudgedUpTo(judged=self._overtaken.head.judged, seq=self._overtaken.head.seq)
        return JudgedUpTo(judged=judged, seq=seq)

    # --- appending --------------------------------------------------------------------------------------------

    async def keep_flushing(self) -> None:
        """Append what is entered, batch by batch; acts that came together share one append."""
        while True:
            await workflow.wait_condition(lambda: bool(self._entries or self._verdicts or self._behind))
            batch = self._batch()
            appended = await self.append(batch)
            if appended.standing is not None:
                self._overtaken = appended.standing
                return
            self._behind = False
            self._forget(batch)

    def _batch(self, *, ending: bool = False) -> AppendBatch:
        return AppendBatch(
            record=self.record,
            community=self.community,
            entries=tuple(self._entries),
            verdicts=tuple(self._verdicts),
            judged=self.head.judged,
            ending=ending,
        )

    def _forget(self, batch: AppendBatch) -> None:
        del self._entries[: len(batch.entries)]
        del self._verdicts[: len(batch.verdicts)]
        self.flushed = batch.entries[-1].seq if batch.entries else self.flushed
        self.judged_flushed = batch.judged

    async def append(self, batch: AppendBatch) -> Appended:
        """Append and never give up."""
        return await self.ask("append", batch, Appended, summary="the register is away; appending goes on")

    async def ask(
        self, activity: str, about: object, answered: type[Answered], *, summary: str, at_most: timedelta = AN_ATTEMPT
    ) -> Answered:
        """Ask an activity and never give up: locally for a moment, then as an ordinary one without end."""
        self._asked += 1
        if self._asked <= IN_A_ROW:
            with contextlib.suppress(*AWAY):
                soon: Answered = await workflow.execute_local_activity(
                    activity,
                    about,
                    result_type=answered,
                    schedule_to_close_timeout=LOCAL_PATIENCE,
                    retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=100), maximum_attempts=3),
                )
                return soon
        late: Answered = await workflow.execute_activity(
            activity,
            about,
            result_type=answered,
            start_to_close_timeout=at_most,
            retry_policy=RetryPolicy(maximum_interval=timedelta(seconds=30)),
            summary=summary,
        )
        self._asked = 0
        return late

    async def committed(self) -> None:
        """Until everything entered so far is in the register."""
        seq = self.head.seq
        await self._wait(lambda: self.flushed >= seq)

    async def _wait(self, condition: Callable[[], bool], *, at_most: timedelta | None = None) -> None:
        """Wait for a condition; where the register has overtaken us, go on from there in a new run.

        Raises:
            TimeoutError: the condition did not hold in time.
        """
        await workflow.wait_condition(lambda: condition() or self._overtaken is not None, timeout=at_most)
        if self._overtaken is not None:
            await workflow.wait_condition(workflow.all_handlers_finished)
            self.head = self._overtaken.head
            self.stand_at(self._overtaken)
            self.continue_with()

    # --- time -------------------------------------------------------------------------------------------------

    async def until(self, condition: Callable[[], bool]) -> None:
        """Until the condition holds and all it rests on is committed; due times ring meanwhile."""
        while not condition():
            await self._wait_for_next(condition)
        await self.committed()

    async def _wait_for_next(self, condition: Callable[[], bool]) -> None:
        if self._worn():
            await self.roll_over()
        clock, poked = self._next_clock(), self._poked
        if clock is not None and clock.due_at <= workflow.now():
            await self._ring(clock)
            return
        wake = self._rolls_over_at if clock is None else min(clock.due_at, self._rolls_over_at)

        def woken() -> bool:
            return condition() or self._poked != poked or self._next_clock() != clock or self._worn()

        # One timer towards the next due time; it is left alone while acts come that do not change that.
        await self._wait_until_woken(woken, wake - workflow.now())

    async def _wait_until_woken(self, condition: Callable[[], bool], at_most: timedelta) -> None:
        try:
            await self._wait(condition, at_most=at_most)
        except TimeoutError:
            self._asked = 0

    def _worn(self) -> bool:
        """Whether this run is old or long enough, however much goes on in it."""
        info = workflow.info()
        long = info.get_current_history_length() >= MOST_EVENTS or info.is_continue_as_new_suggested()
        return long or workflow.now() >= self._rolls_over_at

    def _next_clock(self) -> Clock | None:
        return min(self.clocks(), key=lambda c: (c.due_at, c.name), default=None)

    async def _ring(self, clock: Clock) -> None:
        """Close the gate for a due time and judge everything that came before it."""
        ask = CloseGate(
            record=self.record,
            clock=clock.name,
            due_at=clock.due_at,
            workflow_now=workflow.now(),
            judged=self.head.judged,
        )
        poked = self._poked
        closed = await self.ask("close_gate", ask, GateClosed, summary="the register is away; a due time waits")
        if not closed.agreed:
            # The two clocks do not agree yet; or these acts are judged, which a task did that Temporal lost.
            self.judge_all(closed.acts)
            await self._wait_until_woken(lambda: self._poked != poked, SOON)
            return
        self.judge_all(closed.acts)
        # Else it would be due at once again, and the clocks after it would never be heard.
        self.enter(stopped(clock, self.left_running()), workflow.now())
        await self.committed()

    async def roll_over(self) -> None:
        """Go on in a new run with the folded state, all handlers finished and everything committed."""
        await self._wait(self._at_rest)
        self.continue_with()

    def _at_rest(self) -> bool:
        return workflow.all_handlers_finished() and not self._entries and not self._verdicts

    def continue_with(self) -> None:
        """Continue as new with the carried state."""
        workflow.continue_as_new(self.carried())

    # --- the end ----------------------------------------------------------------------------------------------

    def sum_up_refusals(self) -> None:
        """Enter the counts of refused acts that were not listed one by one, before the record ends."""
        bodies = [body for tally in self.head.tallies for body in summarised(tally)]
        self.enter(bodies, workflow.now())

    async def hand_over(self) -> None:
        """End the record: its gate is closed with the last batch, and nothing received before stays unjudged."""
        while True:
            await self._wait(lambda: not self._entries and not self._verdicts)
            appended = await self.append(self._batch(ending=True))
            if appended.ended:
                break
            self.judge_all(appended.left)
        await workflow.wait_condition(workflow.all_handlers_finished)
