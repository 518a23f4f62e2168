"""The figures as a table, on the screen and in `bench/README.md`."""

from __future__ import annotations

from pathlib import Path

from bench.figures import Figures, Latency, Pair

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
COLUMNS = ("figure", "ours", "skeleton", "ratio", "target")

Row = tuple[str, str, str, str, str]


def rows(found: Figures) -> list[Row]:
    """One row a figure."""
    targets = {t.name: f"{t.bound}: {'met' if t.met else 'missed'}" for t in found.targets()}
    shown: list[tuple[str, Pair | None]] = [
        ("cases a second", found.cases_a_second),
        ("processor time a case, ms (all processes)", found.processor_ms_a_case),
        *_latency("one position, alone", found.alone),
        *_latency(f"one position, {found.concurrency} at once", found.together),
        ("history events a case", found.events_a_case),
        ("history bytes a case", found.bytes_a_case),
        ("workflow runs a case", found.runs_a_case),
        ("messages a case", found.messages_a_case),
        ("KiB of a worker for an open case", found.kib_an_open_case),
        ("events replayed a second", found.replayed_events_a_second),
    ]
    named = {
        "one position, alone, p50 ms": "latency of one position, half of all",
        "one position, alone, p95 ms": "latency of one position, 95 of 100",
        "one position, alone, p99 ms": "latency of one position, 99 of 100",
    }
    return [
        (
            name,
            _number(pair.ours),
            _number(pair.skeleton),
            f"{pair.ratio:.2f}",
            targets.get(named.get(name, name), ""),
        )
        for name, pair in shown
        if pair is not None
    ]


def _latency(name: str, found: Latency | None) -> list[tuple[str, Pair | None]]:
    if found is None:
        return []
    return [(f"{name}, p50 ms", found.p50), (f"{name}, p95 ms", found.p95), (f"{name}, p99 ms", found.p99)]


def _number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def notes(found: Figures) -> list[str]:
    """What stands beside the table."""
    size = (
        f"{found.cases} cases in each of {found.rounds} rounds on each road, {found.concurrency} lanes at once; "
        f"{found.positions} positions alone in each round. Load average of the machine before {found.load_before}, "
        f"after {found.load_after}."
    )
    said = [
        size,
        "; ".join(f"{name}: {value}" for name, value in found.machine.items()) + ".",
        f"Mail is owed but held back while we measure: {found.mails_a_case:g} messages a case"
        + (f", and the one sender sends {found.mails_a_second:g} a second." if found.mails_a_second else "."),
    ]
    if found.idle_mib:
        parts = ", ".join(f"{name} {size:.0f}" for name, size in found.idle_mib.items() if name != "all")
        said.append(f"An idle `up` holds {found.idle_mib['all']:.0f} MiB: {parts}.")
    return said


def markdown(found: Figures) -> str:
    """The table and its notes."""
    lines = [f"| {' | '.join(COLUMNS)} |", "|---|--:|--:|--:|---|"]
    lines += [f"| {' | '.join(row)} |" for row in rows(found)]
    lines += [text for note in notes(found) for text in ("", note)]
    return "\n".join(lines)


def write(found: Figures, readme: Path = README) -> None:
    """Put the figures into the README, between their two marks; everything else stays."""
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    if not rest or not after:
        raise ValueError(f"{readme.name} has no place for figures: {BEGIN} ... {END}")
    readme.write_text(f"{before}{BEGIN}\n{markdown(found)}\n{END}{after}", encoding="utf-8")
