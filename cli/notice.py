"""`saksgang notice`: the last day of a notice, from what is typed; and notices given, received, taken back (A-10)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from cli import notices
from cli.door import Door, Status, command, failed
from cli.moments import ZONE_NAME, parse_day, parse_evidence
from models.base import RuleId
from models.periods import Computation, Period, read_kind
from register.notices import computed_notice

app = typer.Typer(no_args_is_help=True, help="Give notice on an agreement, and compute when it ends.")

LATEST = date.max.year - 1  # a last day has a day after it
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@command(app, "compute", in_community=False)
async def compute_notice(
    door: Door,
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            metavar="KIND",
            help="statutory (one year), national (three months at least), months:N or years:N.",
        ),
    ],
    received: Annotated[
        str,
        typer.Option(
            "--received", metavar="DATE|INSTANT", help="When it came: a local day, or a moment with its offset."
        ),
    ],
    sent: Annotated[
        str | None, typer.Option("--sent", metavar="DATE|INSTANT", help="When it was sent; both readings are told.")
    ] = None,
    fixed_end: Annotated[
        str | None, typer.Option("--fixed-end", metavar="DATE", help="The last day of the agreement's own term.")
    ] = None,
    act: Annotated[
        bool,
        typer.Option("--act", help="A deadline for something to be done: told with the working day it is moved to."),
    ] = False,
) -> None:
    """Compute the last day of a notice, or of the time for an act, with every step told (T-01..T-09).

    It calculates for any day and asks no server.

    Example: ./saksgang notice compute --kind statutory --received 2028-02-29

    Example: ./saksgang notice compute --kind national --received 2027-10-01 --fixed-end 2027-12-31 --json

    Example: ./saksgang notice compute --kind months:1 --received 2027-01-31 --act
    """
    period, rule = _kind(kind)
    computed = computed_notice(
        period,
        rule,
        parse_evidence(received, latest=LATEST),
        ZONE_NAME,
        sent=None if sent is None else parse_evidence(sent, latest=LATEST),
        fixed_end=None if fixed_end is None else parse_day(fixed_end, latest=LATEST),
        act=act,
    )
    _tell(door, computed)
    if kind == "national" and fixed_end is None:
        door.out.line(f"The national agreement has a fixed end too: --fixed-end says which ({rule}).", style="yellow")
    door.out.document(
        {
            "last_day": computed.last_day,
            "ends_at": computed.ends_at,
            "extended_day": computed.extended_day,
            "by_dispatch": computed.by_dispatch,
            "effective": computed.effective,
            "rule_version": computed.rule_version,
            "derivation": computed.derivation,
        }
    )


def _kind(text: str) -> tuple[Period, RuleId]:
    try:
        return read_kind(text)
    except ValueError as error:
        shown = text if len(text) <= 40 else f"{text[:40]}..."
        title = f"{shown!r} is no period of notice"
        remedy = "name one of these"
        raise failed(Status.USAGE, "unreadable_period", title, str(error), rule="T-03", remedy=remedy) from None


def _tell(door: Door, computed: Computation) -> None:
    out, said = door.out, "; ".join(computed.derivation)
    if not computed.effective:
        out.line("The fixed end comes first: the notice changes nothing.", style="bold yellow")
    out.pairs(
        [
            ("last day", f"{_day(computed.last_day)}, to 24:00"),
            ("ends at", f"{computed.ends_at:%Y-%m-%dT%H:%M}Z"),
            *([("extended", f"{_day(computed.extended_day)}, to 24:00")] if computed.extended_day else []),
            *([("by receipt", _day(computed.by_receipt))] if computed.by_dispatch else []),
            *([("by dispatch", _day(computed.by_dispatch))] if computed.by_dispatch else []),
            *([("fixed end", _day(computed.fixed_end))] if computed.fixed_end else []),
            ("how", f"{said}."),
            ("rule", f"{computed.rule}, {computed.rule_version} (docs/rules.md)"),
        ]
    )


def _day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day}"


command(app, "give", acts=True)(notices.give)
command(app, "receipt", acts=True)(notices.receipt)
command(app, "known", acts=True)(notices.known)
command(app, "correct", acts=True)(notices.correct)
command(app, "withdraw", acts=True)(notices.withdraw)
command(app, "answer-withdrawal", acts=True)(notices.answer_withdrawal)
command(app, "report", acts=True)(notices.report)
