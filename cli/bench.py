"""`saksgang bench`: what the engine costs beside a bare skeleton on the same servers."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from bench.figures import Plan
from bench.measure import measure
from bench.report import COLUMNS, notes, rows, write
from bench.roads import WentWrong
from cli.door import quiet_log
from cli.output import Out, Problem, Status, tell_problem
from local.process import LocalError

app = typer.Typer(add_completion=False)


@app.command("bench", help="Measure our standard case beside a bare skeleton, on the same server.")
def bench(
    cases: Annotated[int, typer.Option(min=1, help="Cases in a round.")] = Plan.cases,
    concurrency: Annotated[
        int, typer.Option(min=1, help="Health communities at once; the cases of one share two meetings.")
    ] = Plan.concurrency,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds on each road, in turn; medians are told.")] = Plan.rounds,
    to_readme: Annotated[bool, typer.Option("--write", help="Put the table into bench/README.md.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of a table.")] = False,
) -> None:
    """Status 0 when everything was measured, whether the targets are met or not."""
    quiet_log()
    progress = Console(stderr=True, quiet=as_json)
    plan = Plan(cases=cases, concurrency=min(concurrency, cases), rounds=rounds)
    try:
        found = asyncio.run(measure(plan, lambda line: progress.print(line, style="dim", highlight=False)))
    except (WentWrong, LocalError) as error:
        tell_problem(
            Problem(Status.FAILURE, "bench_broken", "Nothing was measured", str(error)),
            as_json=as_json,
        )
        raise typer.Exit(int(Status.FAILURE)) from error
    if to_readme:
        write(found)
    out = Out(as_json=as_json)
    out.document({**found.model_dump(mode="json"), "targets": [t.model_dump(mode="json") for t in found.targets()]})
    out.table(COLUMNS, rows(found), empty="")
    out.lines(["", *notes(found)])
