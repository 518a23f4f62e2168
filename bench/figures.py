"""What is measured, and what it is held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from models.base import Frozen


class Pair(Frozen):
    """One figure on both roads, and ours as a multiple of the skeleton's."""

    ours: float
    skeleton: float
    ratio: float

    @classmethod
    def of(cls, ours: Sequence[float], skeleton: Sequence[float]) -> Pair:
        """Medians over rounds; the ratio is the median of the rounds' own ratios, each measured side by side."""
        ratios = [mine / its for mine, its in zip(ours, skeleton, strict=True)]
        return cls(ours=round(median(ours), 3), skeleton=round(median(skeleton), 3), ratio=round(median(ratios), 3))


class Latency(Frozen):
    """One position as its caller sees it, in milliseconds."""

    p50: Pair
    p95: Pair
    p99: Pair


class Target(Frozen):
    """What we hold ourselves to, and where we are."""

    name: str
    bound: str
    ratio: float
    met: bool


class Figures(Frozen):
    """Everything one run of the bench found."""

    cases: int
    concurrency: int
    rounds: int
    positions: int
    machine: dict[str, str]
    load_before: float
    load_after: float
    cases_a_second: Pair
    processor_ms_a_case: Pair | None
    events_a_case: Pair
    bytes_a_case: Pair
    runs_a_case: Pair
    messages_a_case: Pair
    replayed_events_a_second: Pair
    mails_a_case: float
    mails_a_second: float | None = None
    alone: Latency | None = None
    together: Latency | None = None
    kib_an_open_case: Pair | None = None
    idle_mib: dict[str, float] | None = None

    def targets(self) -> tuple[Target, ...]:
        """The first targets: half the throughput, twice the latency, 1.3 times the events."""
        found = [
            _at_least("cases a second", self.cases_a_second, 0.5),
            _at_most("history events a case", self.events_a_case, 1.3),
        ]
        if self.alone is not None:
            found.append(_at_most("latency of one position, half of all", self.alone.p50, 2.0))
            found.append(_at_most("latency of one position, 95 of 100", self.alone.p95, 2.0))
            found.append(_at_most("latency of one position, 99 of 100", self.alone.p99, 2.0))
        return tuple(found)


def _at_least(name: str, pair: Pair, bound: float) -> Target:
    return Target(name=name, bound=f"at least {bound}", ratio=pair.ratio, met=pair.ratio >= bound)


def _at_most(name: str, pair: Pair, bound: float) -> Target:
    return Target(name=name, bound=f"at most {bound}", ratio=pair.ratio, met=pair.ratio <= bound)


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    cases: int = 24
    concurrency: int = 8
    rounds: int = 3
    positions: int = 120  # one after another, on each road, in each round; half as many rounds of all lanes at once
    held: int = 100  # open cases for the memory of one
    mail_seconds: float = 5.0
    warm: bool = True  # one case on each road before anything is measured
    latency: bool = True
    idle: bool = True

    @property
    def cases_a_lane(self) -> int:
        """Cases that share two meetings."""
        return max(1, self.cases // self.concurrency)
