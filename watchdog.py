"""The watchdog: something other than the workflows compares every due time with what happened.

It names each deadline that passed without its entry, with the likely cause; pokes a workflow whose timer is lost;
starts a record's workflow again from its entries when Temporal does not run it. A healthy record is left alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from temporalio.service import RPCError

from cases import RESTARTS, Cases, TemporalAway
from models.base import RecordId
from models.work import Whereabouts
from register import health, watch
from register.database import Register
from register.health import Unjudged
from register.watch import Lag, Passed, Stopped

log = structlog.get_logger(__name__)

TOLERATED = timedelta(minutes=1)
LOOK_EVERY = 30.0  # seconds, for what is late
SWEEP_EVERY = 20  # looks: then every open record's workflow is asked for, as at the start
AT_ONCE = 8  # workflows asked for at the same time
COMPARE_EVERY = 10.0  # seconds: each record with new entries is compared with its workflow
LAST_ENTERED = timedelta(days=1)  # up to the newest entry: what is compared when a watchdog begins, after a crash too


class Cause(StrEnum):
    """Why a due time has probably not rung."""

    TEMPORAL_AWAY = "temporal_away"
    NO_WORKER = "no_worker"
    PAUSED = "paused"
    STUCK = "stuck"
    LOST = "lost"  # Temporal does not run the workflow
    TIMER_LOST = "timer_lost"  # all runs, and nothing rang


@dataclass(frozen=True)
class Late:
    """A deadline that passed without its entry, and why."""

    passed: Passed
    cause: Cause
    whereabouts: Whereabouts | None = None  # None: Temporal did not say


@dataclass(frozen=True)
class Report:
    """What one look found, and what was done about it."""

    late: tuple[Late, ...]
    lost: dict[RecordId, Whereabouts]  # open records whose workflow does not run
    halted: dict[RecordId, Whereabouts]  # paused, or failing at its next step
    asked: int  # workflows asked for
    open: int
    unjudged: Unjudged
    lag: Lag
    temporal: bool
    held: tuple[RecordId, ...] = ()  # cases whose decision waits, since its record does not pass the check (P-19)
    stopped: tuple[Stopped, ...] = ()  # clocks with nothing left to do, of the last day
    poked: tuple[RecordId, ...] = ()
    restarted: tuple[RecordId, ...] = ()

    @property
    def longest(self) -> timedelta:
        """How late the latest of them is."""
        return max((late.passed.late for late in self.late), default=timedelta())

    @property
    def in_time(self) -> bool:
        """Whether nothing is late, lost, halted, or has waited long to be judged."""
        return not (self.late or self.lost or self.halted) and self.unjudged.waiting <= TOLERATED


@dataclass
class Watchdog:
    """Looks, and mends what it can."""

    cases: Cases
    register: Register
    suspects: set[tuple[RecordId, str, datetime]] = field(default_factory=set)
    told: frozenset[Stopped] = frozenset()  # at the look before: a stopped clock is told once
    compared: int | None = None  # up to this place in the register; None: nothing yet
    silent: set[RecordId] = field(default_factory=set)  # their workflows did not say how far they are
    # A worker that keeps no workflow does one task at a time, and a question may wait behind one that waits for it.
    compares: bool = True

    async def run(self) -> None:
        """Look at the start, and from then on; an outage ends nothing."""
        async with asyncio.TaskGroup() as watching:
            watching.create_task(self._look_on())
            if self.compares:
                watching.create_task(self._compare_on())

    async def _compare_on(self) -> None:
        while True:
            await asyncio.sleep(COMPARE_EVERY)
            try:
                await self.compare()
            except TemporalAway:
                log.info("workflows_not_compared")
            except Exception:
                log.exception("comparing_failed")

    async def compare(self) -> tuple[RecordId, ...]:
        """Wake the workflows that do not know what their records came to, which a task lost with Temporal leaves so.

        Raises:
            TemporalAway: nobody answers where Temporal should be; the same are compared once more.
        """
        if not await self._may_ask():
            return ()
        async with self.register.reading() as connection:
            if self.compared is None:
                self.compared = await watch.place_before(connection, LAST_ENTERED)
            lately = await watch.lately_entered(connection, after=self.compared)
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(record: RecordId) -> tuple[RecordId, bool | None]:
            async with gate:
                return record, await self.cases.catch_up(record)

        answers = await asyncio.gather(*(one(record) for record in sorted({*lately.records, *self.silent})))
        self.compared, self.silent = lately.place, {record for record, behind in answers if behind is None}
        return tuple(record for record, behind in answers if behind)

    async def _may_ask(self) -> bool:
        """Whether a question may be put to workflows.

        Not to a story's: Temporal's test server loses a workflow's next run for good where a question meets the end
        of the one before (the dev server does not), and its clock then stands still.
        """
        async with self.register.reading() as connection:
            return self.compares and await health.legal_shift(connection) is None

    async def _look_on(self) -> None:
        looks = 0
        while True:
            try:
                await self.go_round(sweep=looks % SWEEP_EVERY == 0)
            except Exception:
                log.exception("watch_failed")
            looks += 1
            await asyncio.sleep(LOOK_EVERY)

    async def go_round(self, *, sweep: bool) -> Report:
        """Look, and mend what was late or lost. A deadline counts as late when it was at the look before, too."""
        found = await self.look(sweep=sweep)
        before, self.suspects = self.suspects, {_key(late.passed) for late in found.late}
        again = tuple(late for late in found.late if _key(late.passed) in before)
        mended = await self.mend(found, again, found.held if sweep else ())
        tell(mended, again, [clock for clock in found.stopped if clock not in self.told])
        self.told = frozenset(found.stopped)
        return mended

    async def look(self, *, sweep: bool = True, works: bool = True) -> Report:
        """What is late, and how Temporal holds the workflows; changes nothing.

        Args:
            sweep: Ask for the workflow of every open record, not only of those that are late.
            works: Whether a worker takes tasks, as far as who asks knows.
        """
        async with self.register.reading() as connection:
            passed = await watch.passed_without_entry(connection, tolerated=TOLERATED)
            records = await watch.open_records(connection)
            unjudged = await health.unjudged_acts(connection)
            lag = await watch.lag(connection)
            stopped = await watch.stopped(connection)
            held = await watch.held_decisions(connection)
        asked = records if sweep else tuple(dict.fromkeys(p.record for p in passed))
        seen, temporal = await self._ask(asked)
        found = {record: where for record, where in seen.items() if where is not Whereabouts.RUNNING}
        return Report(
            late=tuple(_cause(p, seen.get(p.record), temporal=temporal, works=works) for p in passed),
            lost={record: where for record, where in found.items() if where in RESTARTS},
            halted={record: where for record, where in found.items() if where not in RESTARTS},
            asked=len(seen),
            open=len(records),
            unjudged=unjudged,
            lag=lag,
            temporal=temporal,
            stopped=stopped,
            held=held,
        )

    async def _ask(self, records: Iterable[RecordId]) -> tuple[dict[RecordId, Whereabouts], bool]:
        """How Temporal holds each of them, and whether it answers at all."""
        gate = asyncio.Semaphore(AT_ONCE)
        away = False

        async def one(record: RecordId) -> tuple[RecordId, Whereabouts | None]:
            nonlocal away
            async with gate:
                if away:
                    return record, None
                try:
                    return record, await self.cases.whereabouts(record)
                except TemporalAway:
                    away = True
                except RPCError as error:
                    log.warning("workflow_not_told", record=record, status=error.status.name)
            return record, None

        answers = await asyncio.gather(*(one(record) for record in records))
        return {record: where for record, where in answers if where is not None}, not away

    async def mend(self, found: Report, late: Iterable[Late], held: Iterable[RecordId] = ()) -> Report:
        """Start again what is lost, poke what is late; a workflow that cannot be poked has lost its history.

        A held decision is poked to look at its record again: it may have been mended (P-19).
        """
        restarted = [r for r, where in found.lost.items() if await self._again(r, where)]
        poked = []
        silent = [x.passed.record for x in late if x.cause is Cause.TIMER_LOST]
        behind = set(silent) if silent and await self._may_ask() else set()
        for record in dict.fromkeys((*silent, *held)):
            try:
                if record in behind:
                    await self.cases.catch_up(record)
                if await self.cases.poke(record):
                    poked.append(record)
                elif await self._again(record, Whereabouts.HISTORY_LOST):
                    restarted.append(record)
            except TemporalAway:
                break
        return Report(**{**vars(found), "poked": tuple(poked), "restarted": tuple(restarted)})

    async def _again(self, record: RecordId, where: Whereabouts) -> bool:
        try:
            return await self.cases.begin_again(record, RESTARTS[where])
        except TemporalAway:
            return False


def _key(passed: Passed) -> tuple[RecordId, str, datetime]:
    return passed.record, passed.clock, passed.due_at


def _cause(passed: Passed, where: Whereabouts | None, *, temporal: bool, works: bool) -> Late:
    if not temporal or where is None:
        return Late(passed, Cause.TEMPORAL_AWAY)
    if where in RESTARTS:
        return Late(passed, Cause.LOST, where)
    if not works:
        return Late(passed, Cause.NO_WORKER, where)
    causes = {Whereabouts.PAUSED: Cause.PAUSED, Whereabouts.STUCK: Cause.STUCK}
    return Late(passed, causes.get(where, Cause.TIMER_LOST), where)


def tell(report: Report, late: Iterable[Late], stopped: Iterable[Stopped]) -> None:
    """What was found, a line each for the operator, and one with the figures."""
    for found in late:
        log.error(
            "deadline_late",
            record=found.passed.record,
            clock=found.passed.clock,
            due_at=found.passed.due_at.isoformat(),
            seconds_late=round(found.passed.late.total_seconds()),
            cause=found.cause.value,
        )
    for record, where in (*report.lost.items(), *report.halted.items()):
        log.error("workflow_not_running", record=record, whereabouts=where.value)
    for record in report.held:
        log.error("decision_held", record=record)
    for clock in stopped:
        log.error("clock_stopped", record=clock.record, clock=clock.clock, at=clock.at.isoformat())
    level = log.info if report.asked or not report.in_time else log.debug
    level(
        "watched",
        open=report.open,
        asked=report.asked,
        late=len(report.late),
        longest_late_seconds=round(report.longest.total_seconds()),
        lost=len(report.lost),
        halted=len(report.halted),
        poked=len(report.poked),
        restarted=len(report.restarted),
        stopped=len(report.stopped),
        held=len(report.held),
        unjudged=report.unjudged.acts,
        rang_last_day=report.lag.closings,
        longest_lag_seconds=round(report.lag.longest.total_seconds()),
        temporal=report.temporal if report.asked else None,
    )
