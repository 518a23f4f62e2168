"""A case from melding to binding beslutning: the two stages and what lies between (P-01).

Read beside the procedure's text: drøfting, forankring at home, beslutning in a following meeting, binding by
consensus. What each act comes to is judged in `rules.case`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from models.acts import ReceivedAct
    from models.entries import CaseClosed, DecisionHeld, DecisionProved, Entry, FollowUpOpened, ProcedureChanged
    from models.procedure import Procedure
    from models.state import CaseStage, CaseState, Clock
    from models.work import CaseStart, CheckRecord, RecordChecked, SeekWitnesses, Standing, WitnessesFound
    from rules.case.aftermath import announcement, effects_of_beslutning
    from rules.case.context import DECIDED, Case
    from rules.case.fold import fold_case
    from rules.case.followup import follow_ups, outcome_of, settled
    from rules.case.judge import judge_case
    from rules.case.proof import enough, lacks_witnesses, newly_awaited
    from rules.verdict import Verdict
    from workflows.record import RecordKeeping


@workflow.defn
class CaseWorkflow(RecordKeeping):
    """One case of a health community."""

    @workflow.init
    def __init__(self, start: CaseStart) -> None:
        super().__init__(start.record, start.community, start.procedure, start.head)
        self.roster = start.roster
        self._offered: Procedure | None = None
        self.state: CaseState | None = start.state
        self.note_restart(start.restarted)

    @workflow.run
    async def run(self, _start: CaseStart) -> str:
        """The procedure in its order; returns the stage the case ended in."""
        flusher = asyncio.create_task(self.keep_flushing())
        await self.until(lambda: self.state is not None)  # P-02: melde sak
        while not self.over():
            await self.until(self.decided_or_over)  # P-01..P-28: drøfting, forankring, beslutning
            if self.decided():
                await self.take_effect()  # P-19: binding is a step of its own
                await self.announce()  # P-34
                await self.hear_what_follows()  # P-20, P-27: reservations and statements
                await self.follow_up()  # P-35: at home, in budgets and plans
        await self.close()
        await self.hand_over()
        flusher.cancel()
        return self.case.stage.value

    async def take_effect(self) -> None:
        """Party by party, and only after the beslutning is committed and its record proved (P-19, P-20)."""
        if not self.case.bindings:
            await self.prove()
            await self.be_witnessed()
            if self.decided():
                self.enter(effects_of_beslutning(self._rules()), workflow.now())
        await self.committed()

    async def prove(self) -> None:
        """Until the checker comes to what the record says; meanwhile nobody is bound or told (P-19)."""
        while self.decided():
            found = await self.checked()
            if not self.decided():
                break
            if found.what is None:
                self.enter([DecisionProved()] if self.case.held is not None else [], workflow.now())
                break
            self.enter(self.newly_held(found), workflow.now())
            await self.another_look()

    async def another_look(self) -> None:
        """Until the secretariat asks for it, or the watchdog pokes; or nothing is decided any more (P-19)."""
        poked = self._poked
        await self.until(lambda: not self.decided() or self.look_asked() or self._poked != poked)

    async def checked(self) -> RecordChecked:
        """What the checker finds in the record as the register has it."""
        await self.committed()
        return await self.ask(
            "check_record",
            CheckRecord(record=self.record),
            RecordChecked,
            summary="the decision's record is checked before it binds",
            at_most=timedelta(seconds=30),
        )

    async def be_witnessed(self) -> None:
        """Until as many witnesses have seen the log with the decision as the procedure asks for (P-19)."""
        while self.decided() and lacks_witnesses(self._rules()):
            self.enter(newly_awaited(self._rules()), workflow.now())
            poked = self._poked
            seen = (await self.witnesses_found()).seen
            if not self.decided():
                break
            if seen is not None and enough(self._rules(), seen):
                self.enter([seen], workflow.now())
            else:
                await self.until(lambda: not self.decided() or self._poked != poked)  # noqa: B023

    async def witnesses_found(self) -> WitnessesFound:
        """Which witnesses have seen it, as the log in the register has it."""
        await self.committed()
        awaited = self.case.witnesses
        assert awaited is not None, "that they are awaited is entered before"
        found: WitnessesFound = await workflow.execute_activity(
            "seek_witnesses",
            SeekWitnesses(
                record=self.record,
                community=self.community,
                entry=awaited.entry,
                digest=awaited.digest,
                needed=awaited.needed,
            ),
            result_type=WitnessesFound,
            start_to_close_timeout=timedelta(minutes=2),
            retry_policy=RetryPolicy(maximum_interval=timedelta(seconds=30)),
            summary="which witnesses have seen the log with the decision in it",
        )
        return found

    async def announce(self) -> None:
        """Tell every seat and party, and open what each bound party has to follow up (P-34, P-35)."""
        if not self.case.announced:
            self.enter([announcement(self._rules())], workflow.now())
        self.enter(self.newly_bound(), workflow.now())
        await self.committed()

    async def hear_what_follows(self) -> None:
        """Until every reservation is answered and every announced statement has come or lapsed (P-20, P-27)."""
        while self.decided():
            await self.until(lambda: not self.awaiting() or not self.decided() or bool(self.newly_bound()))
            if self.decided():
                self.enter(self.newly_bound(), workflow.now())
            if not self.awaiting():
                break
        await self.committed()

    async def follow_up(self) -> None:
        """Until every bound party has settled its item; reminders and the turn of the year ring meanwhile (P-35)."""
        await self.until(lambda: self.over() or self.awaiting() or not self.decided())

    async def close(self) -> None:
        """The last entry."""
        if not self.case.ended:
            self.sum_up_refusals()
            self.enter([CaseClosed(outcome=outcome_of(self.case))], workflow.now())
        await self.committed()

    # --- where the case stands ----------------------------------------------------------------------------------

    @property
    def case(self) -> CaseState:
        """The registered case."""
        assert self.state is not None, "the case is registered before anything rests on it"
        return self.state

    def decided(self) -> bool:
        """There is a beslutning."""
        return self.case.stage in DECIDED

    def over(self) -> bool:
        """Nothing is left to do: decided and carried out, withdrawn for good, or closed without agreement."""
        done = self.case.stage is CaseStage.UNDER_OPPFOLGING and not self.awaiting() and settled(self.case)
        return self.case.ended or self.case.closing or done

    def decided_or_over(self) -> bool:
        """The roll call found consensus, or the case has left the road."""
        return self.decided() or self.over()

    def awaiting(self) -> bool:
        """A reservation or an announced statement is outstanding."""
        reserved = any(b.waits_for is not None and not b.refused for b in self.case.bindings)
        return reserved or bool(self.case.statements_awaited)

    def newly_held(self, found: RecordChecked) -> tuple[DecisionHeld, ...]:
        """What was found, unless it is known and nobody has asked for another look (P-19)."""
        assert found.record is not None and found.broken_rule is not None and found.what is not None
        now = DecisionHeld(record=found.record, entry=found.entry, broken_rule=found.broken_rule, what=found.what)
        held = self.case.held
        known = held is not None and (held.record, held.entry, held.what) == (now.record, now.entry, now.what)
        return () if known and not self.look_asked() else (now,)

    def look_asked(self) -> bool:
        """Somebody has asked for another look at a held decision, and has no answer yet."""
        return self.case.held is not None and self.case.held.asked > self.case.held.looked

    def newly_bound(self) -> tuple[FollowUpOpened, ...]:
        """A follow-up item for each bound party that has none yet (P-35)."""
        return follow_ups(self._rules())

    # --- what the record needs ----------------------------------------------------------------------------------

    def judge_one(self, received: ReceivedAct) -> Verdict:
        """By the rules of cases; an act that names another version of the procedure brings it along (P-38)."""
        self._offered = received.facts.procedure
        return judge_case(self.state, received, self.procedure, self.roster)

    def apply(self, entry: Entry) -> None:
        """Fold, and show the stage in Temporal's own pages."""
        self.state = fold_case(self.state, entry, self.community)
        if isinstance(entry.body, ProcedureChanged):
            assert self._offered is not None, "the rules move a case only to a version they were handed"
            self.procedure = self._offered
        workflow.set_current_details(f"{self.state.stage.value}, entry {entry.seq}")

    def stand_at(self, standing: Standing) -> None:
        """As the register has the case."""
        self.state = standing.case
        self.procedure = standing.procedure or self.procedure

    def clocks(self) -> Sequence[Clock]:
        """The case's due times."""
        return self.state.clocks if self.state else ()

    def carried(self) -> CaseStart:
        """State, head and procedure; never entries."""
        return CaseStart(
            record=self.record,
            community=self.community,
            procedure=self.procedure,
            roster=self.roster,
            head=self.head,
            state=self.state,
        )

    def _rules(self) -> Case:
        return Case(self.case, self.procedure, self.roster)
