"""What proof costs: verifying a bundle, and the checker over many decided cases in one process.

    .venv/bin/python -m bench.proof saksgang-demo/proof/decision.zip --key saksgang-demo/proof/log.keys.json

Every bundle is verified as `audit verify` does it, once with the replay of its histories and once without. The
checker then goes over its case again and again, each time read anew from the bytes, so that nothing is remembered.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Callable
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
    trust = None if given.key is None else read_trust(given.key.read_text(encoding="utf-8"))
    for file in given.bundles:
        measure(file, trust, given.cases)


def measure(file: Path, trust: Trust | None, cases: int) -> None:
    """Tell what one bundle costs."""
    content = file.read_bytes()
    bundle = opened(content)
    entries = sum(len(part.entries) for part in bundle.records)
    tell(f"{file.name}: {bundle.about}, {entries} entries of {len(bundle.records)} records, {len(content):,} bytes")
    checks = list(checks_of(opened(content), Held(trust=trust)))
    alone = median_of(lambda: list(checks_of(opened(content), Held(trust=trust))))
    tell(f"  verified without its histories: {outcome_of(checks).name.lower()}, {alone * 1000:.0f} ms")
    whole, outcome = asyncio.run(with_replay(content, trust))
    tell(f"  verified with the replay of {len(bundle.histories)} histories: {outcome}, {whole * 1000:.0f} ms")
    began, busy = time.perf_counter(), time.process_time()
    for _ in range(cases):
        assert check(opened(content).evidence, answered=False).difference is None
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    tell(
        f"  the checker: {cases} cases in {seconds:.0f} s, {cases / seconds:.1f} cases a second; "
        f"{1000 * busy / cases:.0f} ms of the processor each"
    )


def opened(content: bytes) -> Bundle:
    """The bundle in a file, read anew."""
    found = read_bundle(content)
    if isinstance(found, Check):
        raise SystemExit(found.why)
    return found


async def with_replay(content: bytes, trust: Trust | None) -> tuple[float, str]:
    """The median time of the whole verification, and what it comes to."""
    from audit.bundle.replayed import replay_checks  # noqa: PLC0415

    times, checks = [], list[Check]()
    for _ in range(ROUNDS // 4):
        began = time.perf_counter()
        bundle = opened(content)
        checks = [*checks_of(bundle, Held(trust=trust)), *await replay_checks(bundle)]
        times.append(time.perf_counter() - began)
    first = next((f": {c.what}: {c.why}" for c in checks if c.outcome == BROKEN), "")
    return statistics.median(times), outcome_of(checks).name.lower() + first


def median_of(does: Callable[[], object]) -> float:
    """The median time of doing it."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        does()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def tell(line: str) -> None:
    """A line as soon as it is known."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
