"""`python -m bench.mutation`: puts faults into rules/ and audit/, and tells which of them no test notices.

What was tried is kept, so a run that was ended goes on: what a test noticed is not tried again while its file is the
same, and what none did not while the tests are, too. `--again` tries everything anew.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.mutation.changes import Change, changes_of
from bench.mutation.report import NOTICED, Tried, write
from bench.mutation.running import PROJECT, Mutating, Outcome

SCOPE = ("rules", "audit")
TESTS = ("tests/rules", "tests/procedures", "tests/post", "tests/audit", "tests/workflows/test_histories.py")
# Random stories and large logs: they take as long as all others together, and many times that while they are traced.
LEFT_OUT = ("tests/rules/test_any_order.py", "tests/audit/bundle/test_large_log.py")
KEPT = PROJECT / ".saksgang" / "mutation.jsonl"
REPORT = PROJECT / "docs" / "mutation.md"


def main() -> int:
    """Status 0 when every change was tried, whatever survived."""
    asked = _asked()
    drawn = sample(asked.only or SCOPE, asked.sample, asked.seed)
    digest = _digest_of_tests()
    known = {} if asked.again else dict(_kept(digest))
    found: list[Tried] = [Tried(change, known[_key(change)]) for change in drawn if _key(change) in known]
    left = [change for change in drawn if _key(change) not in known]
    print(f"{len(drawn)} changes, {len(found)} of them tried before", flush=True)
    KEPT.parent.mkdir(exist_ok=True)
    with KEPT.open("a", encoding="utf-8") as kept:

        def told(change: Change, outcome: Outcome) -> None:
            found.append(Tried(change, outcome))
            kept.write(json.dumps([_key(change), digest, outcome]) + "\n")
            kept.flush()
            print(f"{len(found):5}/{len(drawn)} {outcome:11} {change}", flush=True)

        plugin = Mutating(left, told, KEPT.with_name("mutation-calls.jsonl"), asked.jobs)
        if left:
            arguments = [
                "-q",
                "-n",
                "0",
                "-p",
                "no:cacheprovider",
                "--capture=no",
                *TESTS,
                *(f"--ignore={file}" for file in LEFT_OUT),
            ]
            pytest.main(arguments, plugins=[plugin])
    for name in plugin.red:
        print(f"fails without any change, and was not asked: {name}", file=sys.stderr)
    if not asked.only:
        write(REPORT, found, asked.sample, asked.seed)
    return 0 if len(found) == len(drawn) else 1


def sample(paths: tuple[str, ...] | list[str], size: int | None, seed: int) -> list[Change]:
    """The changes of these files and folders, in an order of chance: all, or so many of each folder."""
    chance = random.Random(seed)
    drawn: list[Change] = []
    for path in paths:
        files = sorted((PROJECT / path).rglob("*.py")) if (PROJECT / path).is_dir() else [PROJECT / path]
        every = [change for file in files for change in changes_of(file, str(file.relative_to(PROJECT)))]
        drawn += chance.sample(every, min(size if size is not None else len(every), len(every)))
    return drawn


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.mutation", description=__doc__)
    parser.add_argument(
        "--sample", type=int, help="so many changes of each folder, drawn by chance; all when not given"
    )
    parser.add_argument("--seed", type=int, default=2018, help="of the sample; the same seed draws the same changes")
    parser.add_argument("--only", action="append", help="a file or folder; writes no report")
    parser.add_argument("--jobs", type=int, default=1, help="so many changes are tried at once")
    parser.add_argument("--again", action="store_true", help="try also what was tried before")
    return parser.parse_args()


def _digest_of_tests() -> str:
    """What a test calls depends on both."""
    digest = hashlib.sha256()
    for path in (*TESTS, *SCOPE):
        files = sorted((PROJECT / path).rglob("*.py")) if (PROJECT / path).is_dir() else [PROJECT / path]
        for file in files:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _key(change: Change) -> str:
    source = hashlib.sha256((PROJECT / change.file).read_bytes()).hexdigest()[:16]
    return f"{change.file} {source} {change.number}"


def _kept(digest: str) -> Iterator[tuple[str, Outcome]]:
    if KEPT.exists():
        for line in Path(KEPT).read_text(encoding="utf-8").splitlines():
            key, tests, outcome = json.loads(line)
            if outcome in NOTICED or tests == digest:
                yield key, outcome


if __name__ == "__main__":
    sys.exit(main())
