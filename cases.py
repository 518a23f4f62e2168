"""The one door to running records, for the CLI, the web and the worker's dispatcher.

An act is first received by the register, then judged by its record's workflow. With Temporal away it is received
all the same and judged later; nobody is told that it counts before its entry is committed.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from models.acts import ErasePerson, ImportCase, ReceivedAct, RecordAccession
from models.agreement import Agreement
from models.base import ActId, Count, Frozen, Instant, PersonId, RecordId
from models.entries import RestartCause
from models.procedure import Procedure
from models.roster import PartyCard, PersonCard, Roster
from models.rulebook import Refusal, RefusalCode
from models.submission import Claim, Submission
from models.work import (
    AgreementStart,
    CaseStart,
    DisputeStart,
    Judge,
    JudgedUpTo,
    MeetingStart,
    Outcome,
    Start,
    Whereabouts,
)
from register import intake
from register.agreements import begin as begin_agreement
from register.agreements import import_agreements
from register.append import submitted
from register.community import adopt_procedure, erase_person, found, join, renew_roster
from register.database import Register
from register.directory import rules_in_force
from register.disputes import begin as begin_dispute
from register.imports import Brought, import_cases
from register.order import alone
from register.persons import kept_of, sweep_keys
from register.proposals import take_up
from register.queries import erased_persons, stands
from register.standing import judged_of, start_of, taken_in, unjudged_from, waiting_acts
from rules.case.judge import judge_case
from rules.community import why_not_fit
from rules.meeting.judge import judge_meeting
from rules.persons import why_not_erase, why_not_known_again
from rules.year_plan import EXAMPLE, CannotPlan, YearPlan, by_list, by_rule
from workflows.agreement import AgreementWorkflow
from workflows.case import CaseWorkflow
from workflows.dispute import DisputeWorkflow
from workflows.meeting import MeetingWorkflow
from workflows.payloads import data_converter

log = structlog.get_logger(__name__)

__all__ = ["Answer", "Cases", "Refused", "TemporalAway", "data_converter"]

PATIENCE = timedelta(seconds=5)  # how long a caller waits for the judgement
BATCH_BYTES = 512 * 1024  # acts sent to a workflow in one update, far below what Temporal takes
STUCK_AFTER = 3  # attempts at one workflow task: from then on something is wrong with the code, not with the moment
STATUSES = {  # of Temporal, by number: the SDK does not know the eighth
    1: Whereabouts.RUNNING,
    2: Whereabouts.COMPLETED,
    3: Whereabouts.FAILED,
    4: Whereabouts.CANCELLED,
    5: Whereabouts.TERMINATED,
    7: Whereabouts.TIMED_OUT,
    8: Whereabouts.PAUSED,
}
RESTARTS = {  # whereabouts from which a record is started again, and what its entry then says
    Whereabouts.MISSING: RestartCause.MISSING,
    Whereabouts.TERMINATED: RestartCause.TERMINATED,
    Whereabouts.CANCELLED: RestartCause.CANCELLED,
    Whereabouts.FAILED: RestartCause.FAILED,
    Whereabouts.TIMED_OUT: RestartCause.TIMED_OUT,
    Whereabouts.COMPLETED: RestartCause.COMPLETED,
    Whereabouts.HISTORY_LOST: RestartCause.HISTORY_LOST,
}
WORKFLOWS: dict[type, type] = {
    CaseStart: CaseWorkflow,
    MeetingStart: MeetingWorkflow,
    AgreementStart: AgreementWorkflow,
    DisputeStart: DisputeWorkflow,
}
AWAY = (RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED)


class Refused(Exception):
    """The rules say no before anything is stored: no case, no number, no mail."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.detail)
        self.refusal = refusal


class TemporalAway(Exception):
    """Nobody answers where Temporal should be."""


def meetings_of_year(timezone: str, *, rule: str | None, listed: str | None, year: int) -> YearPlan:
    """The times that a rule or a list gives (P-06); Refused where it cannot be read."""
    try:
        return by_list(listed or "", timezone) if rule is None else by_rule(rule, year, timezone)
    except CannotPlan as error:
        remedy = f"for example {EXAMPLE!r}, or a file with a line a meeting: 2027-01-14 09:00-12:00"
        raise Refused(
            Refusal(code=RefusalCode.NOT_A_MEETING_DAY, rule="P-06", detail=str(error), remedy=remedy)
        ) from error


class Answer(Frozen):
    """What became of an act: the receipt of its time, and of its content once it is judged."""

    act_id: ActId
    record: RecordId
    number: Count
    received_at: Instant
    kind: str
    outcome: Outcome | None = None  # None: received, not judged yet
    first_seq: Count | None = None
    last_seq: Count | None = None
    refusal: Refusal | None = None


class Cases:
    """Acts on cases and meetings of the communities in one register."""

    def __init__(
        self, register: Register, connect: Callable[[], Awaitable[Client]], *, task_queue: str = "saksgang"
    ) -> None:
        """`connect` gives the Temporal client when it is first needed; with Temporal away acts are still received."""
        self.register = register
        self._connect = connect
        self._client: Client | None = None
        self._task_queue = task_queue

    # --- acts ---------------------------------------------------------------------------------------------------

    async def found_community(
        self,
        submission_id: ActId,
        claim: Claim,
        procedure: Procedure,
        roster: Roster,
        persons: tuple[PersonCard, ...],
        parties: tuple[PartyCard, ...],
    ) -> Answer:
        """A health community begins, with its procedure and roster; names and addresses are kept apart."""
        async with self.register.transaction() as connection:
            received = await found(connection, submission_id, claim, procedure, roster, persons, parties)
        return await self.what_became(received.act_id)

    async def renew_roster(
        self,
        submission_id: ActId,
        claim: Claim,
        roster: Roster,
        reason: str,
        persons: tuple[PersonCard, ...],
        parties: tuple[PartyCard, ...],
    ) -> Answer:
        """A new version of a community's roster; running cases are told of new holders (P-25).

        Raises:
            Refused: it names a person who has been erased; nothing is stored.
        """
        async with self.register.transaction() as connection:
            await _check_persons(connection, roster.community, persons)
            received = await renew_roster(connection, submission_id, claim, roster, reason, persons, parties)
        return await self.what_became(received.act_id)

    async def record_accession(
        self, submission_id: ActId, claim: Claim, community: str, act: RecordAccession, card: PartyCard
    ) -> Answer:
        """A party joins; its address is kept apart from the record (P-25)."""
        async with self.register.transaction() as connection:
            received = await join(connection, submission_id, claim, community, act, card)
        return await self.what_became(received.act_id)

    async def adopt_procedure(
        self,
        submission_id: ActId,
        claim: Claim,
        community: str,
        procedure: Procedure,
        reason: str,
        files: tuple[Roster, tuple[PersonCard, ...], tuple[PartyCard, ...]] | None = None,
    ) -> Answer:
        """A new version of a community's procedure, for new cases; running ones keep theirs (P-38).

        Raises:
            Refused: the roster, in force or handed in, does not fit the version, or names a person who has been
                erased; nothing is stored.
            NoSuchRecord: there is no such community.
        """
        async with self.register.transaction() as connection:
            roster = files[0] if files is not None else (await rules_in_force(connection, community))[1]
            refusal = why_not_fit(roster, procedure)
            if refusal is not None:
                raise Refused(refusal)
            await _check_persons(connection, community, () if files is None else files[1])
            received = await adopt_procedure(connection, submission_id, claim, community, procedure, reason, files)
        return await self.what_became(received.act_id)

    async def erase_person(
        self, submission_id: ActId, claim: Claim, community: str, person: PersonId, basis: str
    ) -> Answer:
        """Erase a person: name, addresses, key and salt are destroyed, and the act and its basis stay.

        Raises:
            Refused: the basis names the person, or something is still to be told or asked; nothing is stored.
            NoSuchRecord: there is no such community.
        """
        async with self.register.transaction() as connection:
            await alone(connection)  # no mail to them becomes owed between the look and the erasure
            known = await intake.received_act(connection, submission_id)
            act = None if known is None else known.act
            if isinstance(act, ErasePerson):
                act = act.model_copy(update={"person": person, "basis": basis})
            else:
                found = await kept_of(connection, community, person)
                refusal = why_not_erase(found, await erased_persons(connection, community), person, basis)
                if found is None or refusal is not None:
                    assert refusal is not None, "of whom nothing is kept nothing is erased"
                    raise Refused(refusal)
                act = ErasePerson(person=person, basis=basis, commitment=found.commitment, documents=found.documents)
            received = await erase_person(connection, submission_id, claim, community, act)
        answer = await self.what_became(received.act_id)
        if answer.outcome is Outcome.ACCEPTED:
            async with self.register.at_once() as connection:
                await sweep_keys(connection)
        return answer

    async def open_case(self, community: str, submission: Submission) -> Answer:
        """Register a case (P-02, P-03).

        Raises:
            Refused: the rules refuse it; nothing is stored, no number is used.
            NoSuchRecord: there is no such community.
        """
        _check_hand(submission.claim)
        async with self.register.transaction() as connection:
            name = f"case-{community}-{{year}}-{{number}}"
            received = await intake.open_record(connection, community, "case", submission, name)
            await _check_parents(connection, community, submission)
            await self._check_first(connection, received)
            refusal = await take_up(connection, community, received)
            if refusal is not None:
                raise Refused(refusal)
        return await self._judged(received)

    async def import_cases(
        self, community: str, claim: Claim, acts: Sequence[ImportCase], *, dry_run: bool = False
    ) -> tuple[Brought, ...]:
        """Bring in cases that are under way, all or none; those that are here already are left alone (P-01).

        Raises:
            NotImported: one or more cannot be; nothing is stored.
            NoSuchRecord: there is no such community.
        """
        async with self.register.engine.connect() as connection:
            brought = await import_cases(connection, community, claim, acts)
            if dry_run:
                return brought
            await connection.commit()
        for one in brought:
            if one.now:
                await self._judged_soon(one.record)
        return brought

    async def import_agreements(
        self, community: str, claim: Claim, agreements: Sequence[Agreement], *, dry_run: bool = False
    ) -> tuple[Brought, ...]:
        """Bring in agreements in force, all or none (A-01); raises as `import_cases`."""
        async with self.register.engine.connect() as connection:
            brought = await import_agreements(connection, community, claim, agreements)
            if dry_run:
                return brought
            await connection.commit()
        for one in brought:
            if one.now:
                await self._judged_soon(one.record)
        return brought

    async def open_agreement(self, community: str, submission: Submission) -> Answer:
        """Draft an agreement (A-01); raises as `open_case`."""
        _check_hand(submission.claim)
        async with self.register.transaction() as connection:
            received, verdict = await begin_agreement(connection, community, submission)
            if received.number == 1 and verdict.refusal is not None:
                raise Refused(verdict.refusal)
        return await self._judged(received)

    async def open_dispute(self, community: str, submission: Submission) -> Answer:
        """Bring a dispute (N-01); raises as `open_case`."""
        _check_hand(submission.claim)
        async with self.register.transaction() as connection:
            received, verdict = await begin_dispute(connection, community, submission)
            if received.number == 1 and verdict.refusal is not None:
                raise Refused(verdict.refusal)
        return await self._judged(received)

    async def plan_meeting(self, community: str, body: str, submission: Submission) -> Answer:
        """Plan a meeting (P-06); raises as `open_case`."""
        _check_hand(submission.claim)
        async with self.register.transaction() as connection:
            name = f"meeting-{community}-{body}-{{year}}-{{number}}"
            received = await intake.open_record(connection, community, "meeting", submission, name)
            await self._check_first(connection, received)
        return await self._judged(received)

    async def plan_year(
        self, community: str, body: str, submissions: Sequence[Submission], *, dry: bool = False
    ) -> tuple[Answer, ...]:
        """Plan many meetings of a body at once, each a record of its own: all of them, or none (P-06).

        Args:
            dry: Ask the rules, and take everything back.

        Raises:
            Refused: the rules refuse one of them; none is planned. Otherwise as `open_case`.
        """
        name = f"meeting-{community}-{body}-{{year}}-{{number}}"
        received: list[ReceivedAct] = []
        async with self.register.transaction() as connection:
            for submission in submissions:
                _check_hand(submission.claim)
                planned = await intake.open_record(connection, community, "meeting", submission, name)
                await self._check_first(connection, planned)
                received.append(planned)
            if dry:
                await connection.rollback()
                return ()
        return tuple([await self._judged(planned) for planned in received])

    @staticmethod
    async def _check_first(connection: AsyncConnection, received: ReceivedAct) -> None:
        """A record begins only with an act the rules accept; a refusal takes record and number back with it."""
        gate = await intake.take_gate(connection, received.record)
        judge = judge_case if gate.kind == "case" else judge_meeting
        verdict = judge(None, received, gate.procedure, gate.roster)
        if received.number == 1 and verdict.refusal is not None:
            raise Refused(verdict.refusal)

    async def act(self, record: RecordId, submission: Submission) -> Answer:
        """Take an act in and have it judged.

        Raises:
            Refused: it is said to be a record's: records send what their entries say, and not through this door.
            NoSuchRecord, ActConflict, ActTooLarge: as `register.intake.receive`; nothing is stored.
        """
        _check_hand(submission.claim)
        async with self.register.transaction() as connection:
            received, only = await submitted(connection, record, submission)
        return await self._judged(received, only=only)

    async def _judged(self, received: ReceivedAct, *, only: bool = False) -> Answer:
        await self._judged_soon(received.record, (received,) if only else ())
        return await self.what_became(received.act_id)

    async def _judged_soon(self, record: RecordId, waiting: tuple[ReceivedAct, ...] = ()) -> None:
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await self.judge(record, waiting)
        except TimeoutError:
            log.info("act_received_unjudged", record=record)

    async def what_became(self, act_id: ActId) -> Answer:
        """What became of an act; LookupError where no act has that id."""
        async with self.register.reading() as connection:
            taken = await taken_in(connection, act_id)
        answer = Answer(
            act_id=act_id,
            record=taken.record,
            number=taken.number,
            received_at=taken.received_at,
            kind=taken.kind,
        )
        verdict = taken.verdict
        if verdict is None:
            return answer
        return answer.model_copy(
            update={
                "outcome": verdict.outcome,
                "first_seq": verdict.first_seq,
                "last_seq": verdict.last_seq,
                "refusal": verdict.refusal,
            }
        )

    async def settle(self, record: RecordId, *, seconds: float = 3.0) -> bool:
        """Until what a record sent to others is judged there too; False when it is not within the time."""
        deadline = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < deadline:
            async with self.register.reading() as connection:
                if await unjudged_from(connection, record) == 0:
                    return True
            await asyncio.sleep(0.02)
        return False

    # --- judging ------------------------------------------------------------------------------------------------

    async def judge(self, record: RecordId, waiting: tuple[ReceivedAct, ...] = ()) -> bool:
        """Have the record's workflow judge what is not judged; starts it where it does not run.

        With Temporal away this returns; the dispatcher comes back to it. False: Temporal took nothing.

        Args:
            record: A case, a meeting, an agreement, a dispute.
            waiting: What is not judged, where that is known; else it is looked up.
        """
        acts = waiting or await self._waiting(record)
        return not acts or await self._sent(record, acts)

    async def _sent(self, record: RecordId, acts: tuple[ReceivedAct, ...]) -> bool:
        try:
            await self._update(record, acts)
        except TemporalAway:
            log.info("temporal_away", record=record)
        except RPCError as error:
            # The act is received whatever Temporal says; whoever runs this must see what it said.
            level = log.info if error.status in AWAY else log.error
            level("judging_put_off", record=record, status=error.status.name, what=error.message)
        except WorkflowUpdateRPCTimeoutOrCancelledError as error:
            if isinstance(error.__cause__, asyncio.CancelledError):
                raise error.__cause__ from None  # somebody stops us, which the SDK takes for a slow answer
            log.info("judgement_awaited", record=record)
        except WorkflowUpdateFailedError as error:
            # A worker gave the task back and had not looked at it: one that was killed, or that knows no such update.
            log.warning("judging_put_off", record=record, status="failed", what=str(error.cause))
        except WorkflowAlreadyStartedError:
            log.info("record_ended_meanwhile", record=record)
        else:
            return True
        return False

    async def _waiting(self, record: RecordId) -> tuple[ReceivedAct, ...]:
        """What of a record that has not ended is not judged, as far as one update may carry it."""
        async with self.register.reading() as connection:
            waiting = await waiting_acts(connection, record)
        return () if waiting.ended else _fitting(waiting.acts)

    async def _update(self, record: RecordId, acts: tuple[ReceivedAct, ...]) -> None:
        client = await self._temporal()
        update_id = f"{record}-{acts[0].number}-{acts[-1].number}"
        request = Judge(acts=acts)
        if acts[0].number > 1:
            try:
                await client.get_workflow_handle(record).execute_update(
                    "judge", request, id=update_id, result_type=JudgedUpTo, rpc_timeout=PATIENCE
                )
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
            else:
                return
        lost = RESTARTS.get(await self.whereabouts(record)) if acts[0].number > 1 else None
        start = await self._start(record, lost)
        try:
            await client.execute_update_with_start_workflow(
                "judge",
                request,
                id=update_id,
                result_type=JudgedUpTo,
                rpc_timeout=PATIENCE,
                start_workflow_operation=start,
            )
        except (RPCError, WorkflowAlreadyStartedError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
            if not isinstance(error.__cause__, asyncio.CancelledError):
                await _hear(start)
            raise

    async def _start(self, record: RecordId, lost: RestartCause | None) -> WithStartWorkflowOperation[Any, Any]:
        """The record's workflow, from what the register holds; one that came to its end is never begun again."""
        workflow, start = await self._from_register(record, lost)
        return WithStartWorkflowOperation(
            workflow,
            start,
            id=record,
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
        )

    async def _from_register(self, record: RecordId, lost: RestartCause | None) -> tuple[str, Start]:
        async with self.register.reading() as connection:
            start = await start_of(connection, record)
        if start.head.seq > 0 and lost is not None:
            start = start.model_copy(update={"restarted": lost})
        return WORKFLOWS[type(start)].__name__, start

    # --- workflows that are late or lost ------------------------------------------------------------------------

    async def whereabouts(self, record: RecordId) -> Whereabouts:
        """How Temporal holds the record's workflow.

        Raises:
            TemporalAway: nobody answers where Temporal should be.
            RPCError: Temporal does not say.
        """
        client = await self._temporal()
        # The SDK's own `describe` cannot read the status of a paused workflow.
        ask = DescribeWorkflowExecutionRequest(
            namespace=client.namespace, execution=WorkflowExecution(workflow_id=record)
        )
        try:
            found = await client.workflow_service.describe_workflow_execution(ask, timeout=PATIENCE)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return Whereabouts.MISSING
            if error.status in AWAY:
                raise TemporalAway(error.message) from error
            raise
        status = STATUSES.get(int(found.workflow_execution_info.status), Whereabouts.RUNNING)
        if status is Whereabouts.RUNNING and found.pending_workflow_task.attempt >= STUCK_AFTER:
            return Whereabouts.STUCK
        return status

    async def poke(self, record: RecordId) -> bool:
        """Have the record's workflow look at its clocks again; False where Temporal has lost its history."""
        client = await self._temporal()
        try:
            await client.get_workflow_handle(record).signal("poke", rpc_timeout=PATIENCE)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            if error.status in AWAY:
                raise TemporalAway(error.message) from error
            raise
        return True

    async def catch_up(self, record: RecordId) -> bool | None:
        """Send the record's workflow again what it has judged by the register, and does not know of.

        An update stands in no history before its task is done. Where Temporal dies just then, the register may have
        what came of it, and nothing is left that would wake the workflow: what follows would wait for the next act.

        Returns:
            Whether anything was sent; None where the workflow does not say how far it is, or takes nothing.

        Raises:
            TemporalAway: nobody answers where Temporal should be.
        """
        async with self.register.reading() as connection:
            judged, ended = await judged_of(connection, record)  # first: meanwhile it may come further
        handle = (await self._temporal()).get_workflow_handle(record)
        try:
            if ended and await self.whereabouts(record) is not Whereabouts.RUNNING:
                return False
            known = await handle.query("judged_up_to", result_type=int, rpc_timeout=PATIENCE)
        except (RPCError, WorkflowQueryFailedError) as error:
            if isinstance(error, RPCError) and error.status is RPCStatusCode.UNAVAILABLE:
                raise TemporalAway(error.message) from error
            log.info("workflow_says_nothing", record=record, why=str(error))
            return None
        if known >= judged:
            return False
        log.warning("record_ahead_of_workflow", record=record, judged=judged, known=known)
        async with self.register.reading() as connection:
            acts = await intake.unjudged(connection, record, known)
        return await self._sent(record, _fitting(acts)) or None

    async def begin_again(self, record: RecordId, cause: RestartCause | None) -> bool:
        """Start a record's workflow again from the register, with an entry that says so, where none runs.

        A live one is left alone; only one whose history Temporal has lost is ended first. False: nothing was started.
        """
        client = await self._temporal()
        async with self.register.reading() as connection:
            if (await waiting_acts(connection, record)).ended:
                return False
        workflow, start = await self._from_register(record, cause)
        dead = cause is RestartCause.HISTORY_LOST
        try:
            await client.start_workflow(
                workflow,
                start,
                id=record,
                task_queue=self._task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING
                if dead
                else WorkflowIDConflictPolicy.FAIL,
                rpc_timeout=PATIENCE,
            )
        except WorkflowAlreadyStartedError:
            return False
        log.warning("restarted_from_record", record=record, cause=None if cause is None else cause.value)
        return True

    async def _temporal(self) -> Client:
        if self._client is None:
            try:
                self._client = await self._connect()
            except RuntimeError as error:  # what the SDK raises when nobody answers
                raise TemporalAway(str(error)) from error
        return self._client


def _check_hand(claim: Claim) -> None:
    """What records send each other goes from entry to intake in one transaction; here people act."""
    if claim.record is not None:
        detail = f"what {claim.record} sends comes of its own entries, and not from outside"
        raise Refused(Refusal(code=RefusalCode.NOT_YOURS, rule="ENGINE", detail=detail, remedy=intake.NotSent.REMEDY))


async def _check_parents(connection: AsyncConnection, community: str, submission: Submission) -> None:
    """A case comes from cases that are here, by entries that stand in their chains (P-16, P-29)."""
    before = getattr(submission.act, "arises_from", None)
    if before is not None and not await intake.is_here(connection, community, before):
        raise Refused(
            Refusal(
                code=RefusalCode.UNKNOWN_ITEM,
                rule="P-29",
                detail=f"there is no {before} in this health community",
                remedy="name the case that was decided: `case list`",
            )
        )
    for parent in getattr(submission.act, "parents", None) or ():
        if not await stands(connection, community, parent.record, parent.head):
            raise Refused(
                Refusal(
                    code=RefusalCode.UNKNOWN_ITEM,
                    rule="P-16",
                    detail=f"{parent.record} has no entry {parent.head[:12]} in this health community",
                    remedy="refer to a case by the digest of an entry in its record: `case record`",
                )
            )


async def _check_persons(connection: AsyncConnection, community: str, persons: Sequence[PersonCard]) -> None:
    """Nobody comes back under an id that was erased."""
    erased = await erased_persons(connection, community)
    refusal = why_not_known_again(erased, (card.person for card in persons))
    if refusal is not None:
        raise Refused(refusal)


def _fitting(acts: tuple[ReceivedAct, ...]) -> tuple[ReceivedAct, ...]:
    """As many acts from the first on as one update may carry."""
    total = 0
    fitting: list[ReceivedAct] = []
    for received in acts:
        total += len(received.model_dump_json())
        if fitting and total > BATCH_BYTES:
            break
        fitting.append(received)
    return tuple(fitting)


async def _hear(start: WithStartWorkflowOperation[Any, Any]) -> None:
    """What the update failed of, the SDK also has for whoever asks for the workflow; else that is left unheard."""
    with contextlib.suppress(RPCError, WorkflowAlreadyStartedError, TimeoutError):
        async with asyncio.timeout(0):
            await start.workflow_handle()
