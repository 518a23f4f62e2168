"""What proof costs: verifying a bundle, and the checker over many decided cases in one process.

    .venv/bin/python -m bench.proof saksgang-demo/proof/decision.zip --key saksgang-demo/proof/log.keys.json

Every bundle is verified as `audit verify` does it, with the replay of its histories and without; and by the command
itself, which loads what it needs first. The checker then goes over its case again and again, each time read anew from
the bytes, so that nothing is remembered.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.bundle.content import Bundle
from audit.bundle.logged import Held
from audit.bundle.verify import checks_of, read_bundle
from audit.check import check
from audit.log.trust import Trust, read_trust
from audit.outcomes import BROKEN, Check, outcome_of

ROUNDS = 20
CASES = 10_000


def main() -> None:
    """Measure the bundles named on the command line."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("bundles", nargs="+", type=Path)
    asked.add_argument("--key", type=Path, help="the log's keys; without them the signature cannot be checked")
    asked.add_argument("--cases", type=int, default=CASES, help="how many times the checker goes over a case")
    given = asked.parse_args()
    for file in given.bundles:
        measure(file, given.key, given.cases)


def measure(file: Path, key: Path | None, cases: int) -> None:
    """Tell what one bundle costs."""
    content, trust = file.read_bytes(), None if key is None else read_trust(key.read_text(encoding="utf-8"))
    bundle = opened(content)
    entries = sum(len(part.entries) for part in bundle.records)
    tell(f"{file.name}: {bundle.about}, {entries} entries of {len(bundle.records)} records, {len(content):,} bytes")
    checks = list(checks_of(opened(content), Held(trust=trust)))
    without = median_of([alone(content, trust) for _ in range(ROUNDS)])
    tell(f"  verified without its histories: {outcome_of(checks).name.lower()}, {without}")
    whole, outcome = asyncio.run(with_replay(content, trust))
    tell(f"  verified with the replay of {len(bundle.histories)} histories: {outcome}, {whole}")
    tell(f"  `audit verify`, with what it loads: {median_of([typed(file, key) for _ in range(ROUNDS // 2)])}")
    began = now()
    for _ in range(cases):
        assert check(opened(content).evidence, answered=False).difference is None
    took = now() - began
    tell(
        f"  the checker: {cases} cases in {took.whole:.0f} s, {cases / took.whole:.1f} cases a second; "
        f"{1000 * took.busy / cases:.0f} ms of the processor each"
    )


def opened(content: bytes) -> Bundle:
    """The bundle in a file, read anew."""
    found = read_bundle(content)
    if isinstance(found, Check):
        raise SystemExit(found.why)
    return found


@dataclass(frozen=True)
class Cost:
    """How long something takes, and how long processors are busy with it; in seconds."""

    whole: float
    busy: float

    def __sub__(self, began: Cost) -> Cost:
        return Cost(self.whole - began.whole, self.busy - began.busy)

    def __str__(self) -> str:
        return f"{1000 * self.whole:.0f} ms, {1000 * self.busy:.0f} ms of the processor"


def now() -> Cost:
    """The clocks; what has been since is one reading less another."""
    return Cost(time.perf_counter(), sum(os.times()[:4]))


def median_of(rounds: Sequence[Cost]) -> Cost:
    """The median of each."""
    return Cost(statistics.median(r.whole for r in rounds), statistics.median(r.busy for r in rounds))


def alone(content: bytes, trust: Trust | None) -> Cost:
    """What it costs to verify all but the histories."""
    began = now()
    list(checks_of(opened(content), Held(trust=trust)))
    return now() - began


def typed(file: Path, key: Path | None) -> Cost:
    """What the command costs that somebody types, with all that it loads."""
    given = ["audit", "verify", str(file), *(() if key is None else ("--key", str(key)))]
    began = now()
    subprocess.run([sys.executable, "-m", "cli", *given], stdout=subprocess.DEVNULL, check=False)
    return now() - began


async def with_replay(content: bytes, trust: Trust | None) -> tuple[Cost, str]:
    """What the whole verification costs, and what it comes to."""
    from audit.bundle.replayed import replay_checks  # noqa: PLC0415

    rounds, checks = [], list[Check]()
    for _ in range(ROUNDS // 2):
        began = now()
        bundle = opened(content)
        checks = [*checks_of(bundle, Held(trust=trust)), *await replay_checks(bundle)]
        rounds.append(now() - began)
    first = next((f": {c.what}: {c.why}" for c in checks if c.outcome == BROKEN), "")
    return median_of(rounds), outcome_of(checks).name.lower() + first


def tell(line: str) -> None:
    """A line as soon as it is known."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
