"""The bench runs, both roads are sent the same, and what it counts is right. Never how fast: machines differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.figures import Figures, Plan
from bench.measure import measure
from bench.report import BEGIN, END, rows, write

SMALL = Plan(cases=1, concurrency=1, rounds=1, positions=10, mail_seconds=0, warm=False, latency=False, idle=False)


@pytest.mark.timeout(90)
async def test_a_small_bench_counts_every_event_on_both_roads(tmp_path: Path) -> None:
    found = await measure(SMALL, lambda _line: None)

    assert found.messages_a_case.ours == found.messages_a_case.skeleton
    assert found.runs_a_case.skeleton == 3  # the case and its two meetings
    # A message: three events of its task, accepted, marker, completed. A due time: three, timer started, timer
    # fired, marker. A run: started, completed.
    assert found.events_a_case.skeleton == 6 * found.messages_a_case.skeleton + 2 * found.runs_a_case.skeleton
    assert found.events_a_case.skeleton < found.events_a_case.ours < 2 * found.events_a_case.skeleton
    assert found.bytes_a_case.ratio > 1
    assert min(found.cases_a_second.ours, found.replayed_events_a_second.ours, found.mails_a_case) > 0
    _check_readme(found, tmp_path / "README.md")


def _check_readme(found: Figures, readme: Path) -> None:
    readme.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")

    write(found, readme)

    text = readme.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{BEGIN}\n| figure |")
    assert text.endswith(f"\n{END}\nafter\n")
    assert all(f"| {name} |" in text for name, *_ in rows(found))
    assert "old" not in text
