"""`saksgang register`: its rows verified, its read models made again from the entries."""

from __future__ import annotations

import time

import typer

from cli.door import Door, Status, command, failed
from cli.soundness import verify
from register.rebuild import RecordBroken, rebuild

app = typer.Typer(no_args_is_help=True, help="Verify the register; make the read models again from the entries.")

command(app, "verify", in_community=False)(verify)


@command(app, "rebuild", in_community=False)
async def rebuild_all(door: Door) -> None:
    """Verify every record's chain and make all read models again; running cases wait meanwhile.

    Nothing is sent again. What the entries do not say, because somebody changed a read model, is gone afterwards.

    Example: ./saksgang register rebuild
    """
    started = time.monotonic()
    try:
        async with door.register.transaction() as connection:
            made = await rebuild(connection)
    except RecordBroken as broken:
        title = "The read models were not made again; nothing has changed"
        remedy = "somebody changed entries past the program: keep the database as it is and compare it with a copy"
        more = {"record": broken.record}
        raise failed(
            Status.FAILURE, "record_broken", title, f"{broken.record}: {broken.fault}", remedy=remedy, more=more
        ) from broken
    seconds = time.monotonic() - started
    out = door.out
    out.line(
        f"{made.entries} entries of {made.records} records verified; read models made again in {seconds:.1f} s.",
        style="bold green",
    )
    out.table(
        ("read model", "rows before", "rows now", ""),
        [
            (name, str(was.rows), str(made.after[name].rows), "was different" if name in made.changed else "the same")
            for name, was in made.before.items()
        ],
        empty="",
    )
    out.document(
        {
            "entries": made.entries,
            "records": made.records,
            "seconds": round(seconds, 3),
            "changed": made.changed,
            "rows": {name: content.rows for name, content in made.after.items()},
        }
    )
