"""The whole measurement: rounds in turn on both roads, so that whatever else the machine does meets both."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import text
from temporalio.client import WorkflowHistory

from bench import latency, machine, memory
from bench.figures import Figures, Pair, Plan
from bench.histories import Weight, histories_of, replay_rate, weigh
from bench.places import Place, in_real_time, mail_held, opened
from bench.roads import Bare, Ours, WentWrong
from bench.skeleton import Skeleton
from bench.standard import Story
from models.base import RecordId
from register.database import Register
from workflows.case import CaseWorkflow
from workflows.meeting import MeetingWorkflow

Tell = Callable[[str], object]


@dataclass
class Rounds:
    """What the rounds found on one road."""

    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    weights: list[Weight] = field(default_factory=list)
    messages: list[Counter[str]] = field(default_factory=list)
    replayed: list[float] = field(default_factory=list)
    records: list[tuple[RecordId, ...]] = field(default_factory=list)


async def measure(plan: Plan, tell: Tell) -> Figures:
    """Run the bench.

    Raises:
        WentWrong: a standard case did not go its way, or the two roads were sent different messages.
    """
    load_before = machine.load()
    alone = together = held = rate = None
    async with opened() as place:
        async with mail_held(place.register):
            await place.use(place.parts.temporal_address)
            mine, bare = await _rounds(place, plan, tell)
            mails = await _owed(place.register, mine.records[-1]) / (plan.concurrency * plan.cases_a_lane)
            if plan.latency:
                tell("one position at a time, and one in every lane at once")
                story = await latency.prepare(place, plan)
                async with in_real_time(place):
                    alone, together = await latency.measure(place, story, plan)
                    tell(f"memory of {plan.held} open cases")
                    held = await memory.of_open_cases(place, plan.held)
            await place.stop_workers()
        if plan.mail_seconds:
            tell(f"mail, for {plan.mail_seconds:.0f} s")
            await place.use(place.parts.temporal_address)
            rate = await _mail_rate(place.register, plan.mail_seconds)
    if plan.idle:
        tell("memory of an idle `up`")
    idle = await memory.of_idle_service() if plan.idle else None
    return _figures(plan, mine, bare).model_copy(
        update={
            "load_before": load_before,
            "load_after": machine.load(),
            "mails_a_case": round(mails, 1),
            "mails_a_second": rate,
            "alone": alone,
            "together": together,
            "kib_an_open_case": held,
            "idle_mib": idle,
        }
    )


async def _rounds(place: Place, plan: Plan, tell: Tell) -> tuple[Rounds, Rounds]:
    if plan.warm:
        tell("one case on each road, not measured")
        for road in place.roads:
            await road.found("warm")
            await Story(road, place.people, ["warm"]).carry(1)
    mine, bare = Rounds(), Rounds()
    for number in range(1, plan.rounds + 1):
        for road, found in ((place.ours, mine), (place.bare, bare)):
            tell(f"round {number} of {plan.rounds}: {plan.cases_a_lane * plan.concurrency} cases, {road.name}")
            await _round(place, road, found, number, plan)
        if mine.messages[-1] != bare.messages[-1]:
            raise WentWrong(f"not the same messages: {mine.messages[-1]} and {bare.messages[-1]}")
    return mine, bare


async def _round(place: Place, road: Ours | Bare, found: Rounds, number: int, plan: Plan) -> None:
    story = Story(road, place.people, [f"r{number}k{lane}" for lane in range(plan.concurrency)])
    for lane in story.lanes:
        await road.found(lane.name)
    began, used = time.perf_counter(), _processor_seconds(place)
    await story.carry(plan.cases_a_lane)
    found.seconds.append(time.perf_counter() - began)
    if used is not None:
        found.processor.append((_processor_seconds(place) or 0) - used)
    histories = await histories_of(place.client, story.records)
    found.records.append(story.records)
    found.weights.append(weigh(histories))
    found.messages.append(await road.messages(story.records))
    found.replayed.append(await _replayed(road, histories))


async def _replayed(road: Ours | Bare, histories: list[WorkflowHistory]) -> float:
    workflows = [CaseWorkflow, MeetingWorkflow] if isinstance(road, Ours) else [Skeleton]
    return await replay_rate(workflows, histories)


def _processor_seconds(place: Place) -> float | None:
    """Of the servers, the workers and ourselves, who drive."""
    used = [machine.processor_seconds(pid) for pid in place.pids().values()]
    return None if None in used else sum(s for s in used if s is not None) + time.process_time()


def _figures(plan: Plan, mine: Rounds, bare: Rounds) -> Figures:
    cases = plan.cases_a_lane * plan.concurrency

    def a_case(take: Callable[[Rounds], list[float]]) -> Pair:
        return Pair.of([value / cases for value in take(mine)], [value / cases for value in take(bare)])

    return Figures(
        cases=cases,
        concurrency=plan.concurrency,
        rounds=plan.rounds,
        positions=plan.positions,
        machine=machine.facts(),
        load_before=0,
        load_after=0,
        mails_a_case=0,
        cases_a_second=Pair.of([cases / s for s in mine.seconds], [cases / s for s in bare.seconds]),
        processor_ms_a_case=a_case(lambda r: [1000 * s for s in r.processor]) if mine.processor else None,
        events_a_case=a_case(lambda r: [w.events for w in r.weights]),
        bytes_a_case=a_case(lambda r: [w.size for w in r.weights]),
        runs_a_case=a_case(lambda r: [w.runs for w in r.weights]),
        messages_a_case=a_case(lambda r: [m.total() for m in r.messages]),
        replayed_events_a_second=Pair.of(mine.replayed, bare.replayed),
    )


async def _owed(register: Register, records: tuple[RecordId, ...]) -> int:
    async with register.reading() as connection:
        count = text("SELECT count(*) FROM message_view WHERE record_id = ANY(:records)")
        return int(await connection.scalar(count, {"records": list(records)}) or 0)


async def _mail_rate(register: Register, seconds: float) -> float:
    """Messages that leave in a second while the sender is at work."""
    await asyncio.sleep(2)  # the worker asks every second whether it may be the sender now
    began, before = time.perf_counter(), await _sent(register)
    await asyncio.sleep(seconds)
    return round((await _sent(register) - before) / (time.perf_counter() - began), 1)


async def _sent(register: Register) -> int:
    async with register.reading() as connection:
        return int(await connection.scalar(text("SELECT count(*) FROM delivery WHERE state = 'sent'")) or 0)
