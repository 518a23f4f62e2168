"""The page that says what the tests noticed, file by file, and names every fault that they did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.mutation.changes import Change
from bench.mutation.running import Outcome

NOTICED: frozenset[Outcome] = frozenset({"killed", "endless"})
AIMS = {"rules": 95, "audit": 90}  # percent

HEAD = """# What the tests notice

Small faults are put into `rules/` and `audit/`, one at a time: a comparison turned, `and` for `or`, a condition left
out, a number one higher, a refusal not returned. The fast tests, which need no servers, are run against each. A fault
that no test notices is one that nobody would have noticed. The figures are from

    {command}

which goes on where it was ended, and takes no part in `./saksgang check`. Stories on real parts (`tests/scenarios`)
are not asked; they would notice some of what is named below. Some changes change nothing that anybody could see
(`<=` for `<` where equality cannot be): they are counted as not noticed all the same. Texts, and what is computed
while a module is loaded, are not changed.

"""
OF_A_SAMPLE = """These are the figures of a sample: {sample} changes of each folder, drawn by chance of all that can
be made there (some 10 000 in `rules/`, 5 000 in `audit/`). The share of all may be some percent more or less. Of
a single file, where a few changes were tried, or one, or none, they say nothing.

"""


@dataclass(frozen=True)
class Tried:
    """A change and what became of it."""

    change: Change
    outcome: Outcome


def write(path: Path, tried: Sequence[Tried], sample: int | None, seed: int) -> None:
    """Write the page."""
    size = "" if sample is None else f" --sample {sample} --seed {seed}"
    head = HEAD.format(command=f"python -m bench.mutation{size}")
    head += "" if sample is None else OF_A_SAMPLE.format(sample=sample)
    path.write_text(head + _folders(tried) + _files(tried) + _missed(tried), encoding="utf-8")


def _folders(tried: Sequence[Tried]) -> str:
    lines = ["| Folder | Changes tried | Noticed | Share | Aim |", "|---|---:|---:|---:|---:|"]
    for folder, aim in AIMS.items():
        within = [t for t in tried if t.change.file.startswith(f"{folder}/")]
        noticed = sum(t.outcome in NOTICED for t in within)
        share = f"{100 * noticed / len(within):.1f} %" if within else "–"
        lines.append(f"| `{folder}/` | {len(within)} | {noticed} | {share} | {aim} % |")
    return "\n".join(lines) + "\n\n"


def _files(tried: Sequence[Tried]) -> str:
    every, noticed = (
        Counter(t.change.file for t in tried),
        Counter(t.change.file for t in tried if t.outcome in NOTICED),
    )
    lines = ["## By file", "", "| File | Tried | Noticed |", "|---|---:|---:|"]
    lines += [f"| `{file}` | {every[file]} | {noticed[file]} |" for file in sorted(every)]
    return "\n".join(lines) + "\n\n"


def _missed(tried: Sequence[Tried]) -> str:
    why: dict[Outcome, str] = {
        "survived": "",
        "untested": " (no fast test calls it)",
        "unreachable": " (made anew for each call; not tried)",
    }
    missed = sorted((t for t in tried if t.outcome not in NOTICED), key=lambda t: (t.change.file, t.change.line))
    return "\n".join(["## Not noticed", "", *(f"- {t.change}{why[t.outcome]}" for t in missed)]) + "\n"
