"""How long a position takes as its caller sees it: intake, judgement and answer; on a Temporal dev server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import quantiles

from bench.figures import Latency, Pair, Plan
from bench.places import Place
from bench.roads import Bare, Ours
from bench.standard import CONSENT, STAND_ASIDE, Step, Story, melding, position
from models.base import Digest, PersonId, RecordId, SeatId

BLOCK = 10  # positions on one road before the other has its turn


@dataclass
class Queue:
    """Positions without end: every case in turn, seat by seat, each time another stance than before."""

    cases: Sequence[RecordId]
    seats: Sequence[tuple[SeatId, PersonId]]
    digest: Digest
    version: int
    taken: int = 0

    def following(self) -> Step:
        """The next position; as many in a row as there are cases go to different cases."""
        turn, case = divmod(self.taken, len(self.cases))
        again, seat = divmod(turn, len(self.seats))
        self.taken += 1
        stance = STAND_ASIDE if again % 2 else CONSENT
        return position(self.cases[case], *self.seats[seat], self.digest, self.version, stance=stance)


async def prepare(place: Place, plan: Plan) -> Story:
    """One case a lane, as far as an open roll call: this takes months, so it is done where time can be skipped."""
    story = Story(place.ours, place.people, [f"p{lane}" for lane in range(plan.concurrency)])
    for lane in story.lanes:
        await place.ours.found(lane.name)
    await story.to_roll_calls()
    return story


async def measure(place: Place, story: Story, plan: Plan) -> tuple[Latency, Latency]:
    """One position at a time, and one in every lane at once; both roads in turn."""
    queues = await _queues(place, story)
    for road, queue in queues:  # the first of each case starts its workflow here, from what the register holds
        for _ in queue.cases:
            await road.act(queue.following())
    alone = await _latency(queues, plan.rounds, max(1, plan.positions // BLOCK), _one_by_one)
    together = await _latency(queues, plan.rounds, max(1, plan.positions // BLOCK // 2), _all_at_once)
    return alone, together


async def _queues(place: Place, story: Story) -> list[tuple[Ours | Bare, Queue]]:
    digest, version = await place.ours.text_of(story.lanes[0].cases[0])
    seats = place.people.counted
    mine = [lane.cases[0] for lane in story.lanes]
    its = [await place.bare.begin(lane.name, melding(1), ()) for lane in story.lanes]
    return [(place.ours, Queue(mine, seats, digest, version)), (place.bare, Queue(its, seats, digest, version))]


Way = Callable[[Ours | Bare, Queue], Awaitable[list[float]]]


async def _one_by_one(road: Ours | Bare, queue: Queue) -> list[float]:
    return [await _timed(road, queue.following()) for _ in range(BLOCK)]


async def _all_at_once(road: Ours | Bare, queue: Queue) -> list[float]:
    return await asyncio.gather(*(_timed(road, queue.following()) for _ in queue.cases))


async def _timed(road: Ours | Bare, step: Step) -> float:
    began = time.perf_counter()
    await road.act(step)
    return 1000 * (time.perf_counter() - began)


async def _latency(queues: list[tuple[Ours | Bare, Queue]], rounds: int, blocks: int, way: Way) -> Latency:
    found: dict[str, list[list[float]]] = {road.name: [] for road, _ in queues}
    for _ in range(rounds):
        times: dict[str, list[float]] = {road.name: [] for road, _ in queues}
        for _ in range(blocks):
            for road, queue in queues:
                times[road.name] += await way(road, queue)
        for name, taken in times.items():
            found[name].append(quantiles(taken, n=100))
    mine, its = found.values()
    at = [Pair.of([cut[p - 1] for cut in mine], [cut[p - 1] for cut in its]) for p in (50, 95, 99)]
    return Latency(p50=at[0], p95=at[1], p99=at[2])
