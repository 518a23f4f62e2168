"""Memory: of one open case in a worker's cache, and of everything `up` runs while nothing happens."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from bench import machine
from bench.figures import Pair
from bench.places import Place
from bench.roads import Bare, Ours
from bench.standard import melding
from local.supervise import Event, Installation
from register.schema import upgrade

AT_ONCE = 8
SETTLING = 3.0  # seconds


async def of_open_cases(place: Place, count: int) -> Pair | None:
    """KiB that a worker holds more for each case just opened and in its cache; None where it cannot be read."""
    await place.ours.found("held")
    pids = place.pids()
    mine = await _growth(place.ours, pids["worker"], count)
    its = await _growth(place.bare, pids["skeleton"], count)
    return None if mine is None or its is None else Pair.of([mine], [its])


async def _growth(road: Ours | Bare, pid: int, count: int) -> float | None:
    before = machine.memory(pid)
    for number in range(0, count, AT_ONCE):
        several = min(AT_ONCE, count - number)
        await asyncio.gather(*(road.begin("held", melding(number + i), ()) for i in range(several)))
    after = machine.memory(pid)
    return None if before is None or after is None else max(after - before, 1) / count / 1024


async def of_idle_service() -> dict[str, float] | None:
    """MiB of each part of `up`, some seconds after its start, and of all; None where it cannot be read."""
    with tempfile.TemporaryDirectory(prefix="saksgang-") as folder:
        service = Installation(Path(folder), _unheard)
        try:
            await service.start(upgrade)
            await asyncio.sleep(SETTLING)
            parts = {
                "PostgreSQL": service.postgres,
                "Temporal": service.temporal,
                "mail relay": service.relay,
                "worker": service.worker,
            }
            sizes = {name: machine.memory(part.child.pid) for name, part in parts.items()}
        finally:
            await asyncio.to_thread(service.stop)
    known = {name: round(size / machine.MIB, 1) for name, size in sizes.items() if size is not None}
    return known | {"all": round(sum(known.values()), 1)} if known else None


def _unheard(_event: Event) -> None:
    """Nobody is told of a start that is only measured."""
