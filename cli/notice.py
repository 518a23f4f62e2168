"""`saksgang notice`: the last day of a notice, from what is typed; and notices given, received, taken back (A-10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

import typer

from audit.agreement_words import Language, derivation_of
from cli import notices
from cli.door import Door, Status, command, failed
from cli.moments import ZONE_NAME, parse_day, parse_evidence
from models.base import RuleId
from models.periods import Computation, Period, read_kind
from register.notices import computed_notice

app = typer.Typer(no_args_is_help=True, help="Give notice on an agreement, and compute when it ends.")

LATEST = date.max.year - 1  # a last day has a day after it


@dataclass(frozen=True)
class Told:
    """One language's words for what comes out."""

    weekdays: tuple[str, ...]
    labels: tuple[str, ...]  # in the order in which they are told
    day: str
    overtaken: str
    fixed_too: str

    def day_of(self, day: date) -> str:
        """A day with its weekday."""
        return f"{self.weekdays[day.weekday()]} {day}"


TOLD: Final[Mapping[Language, Told]] = {
    "en": Told(
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        ("last day", "ends at", "extended", "by receipt", "by dispatch", "fixed end", "how", "rule"),
        "{day}, to 24:00",
        "The fixed end comes first: the notice changes nothing.",
        "The national agreement has a fixed end too: --fixed-end says which",
    ),
    "nb": Told(
        ("man.", "tirs.", "ons.", "tors.", "fre.", "lør.", "søn."),
        ("siste dag", "slutter", "forlenget", "fra mottak", "fra avsendelse", "egen siste dag", "slik", "regel"),
        "{day}, til kl. 24.00",
        "Avtalens egen siste dag kommer først: oppsigelsen endrer ingenting.",
        "Den nasjonale avtalen har også sin egen siste dag: --fixed-end sier hvilken",
    ),
    "nn": Told(
        ("mån.", "tys.", "ons.", "tors.", "fre.", "laur.", "søn."),
        ("siste dag", "sluttar", "forlengd", "frå mottak", "frå avsending", "eigen siste dag", "slik", "regel"),
        "{day}, til kl. 24.00",
        "Avtalen sin eigen siste dag kjem først: oppseiinga endrar ingenting.",
        "Den nasjonale avtalen har òg sin eigen siste dag: --fixed-end seier kva for ein",
    ),
}


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
    lang: Annotated[Language, typer.Option("--lang", "--language", help="Of what is told: nb, nn or en.")] = "en",
) -> None:
    """Compute the last day of a notice, or of the time for an act, with every step told (T-01..T-09).

    It calculates for any day and asks no server.

    Example: ./saksgang notice compute --kind statutory --received 2028-02-29

    Example: ./saksgang notice compute --kind national --received 2027-10-01 --fixed-end 2027-12-31 --json

    Example: ./saksgang notice compute --kind months:1 --received 2027-01-31 --act --lang nb
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
    said, told = derivation_of(computed, lang), TOLD[lang]
    _tell(door, computed, told, "; ".join(said))
    if kind == "national" and fixed_end is None:
        door.out.line(f"{told.fixed_too} ({rule}).", style="yellow")
    door.out.document(
        {
            "last_day": computed.last_day,
            "ends_at": computed.ends_at,
            "extended_day": computed.extended_day,
            "by_dispatch": computed.by_dispatch,
            "effective": computed.effective,
            "rule_version": computed.rule_version,
            "derivation": said,
        }
    )


def _kind(text: str) -> tuple[Period, RuleId]:
    try:
        return read_kind(text)
    except ValueError as error:
        shown = text if len(text) <= 40 else f"{text[:40]}..."
        title = f"{shown!r} is no period of notice"
        remedy = "name one of these: statutory, national, months:3, years:1"
        raise failed(Status.USAGE, "unreadable_period", title, str(error), rule="T-03", remedy=remedy) from None


def _tell(door: Door, computed: Computation, told: Told, how: str) -> None:
    if not computed.effective:
        door.out.line(told.overtaken, style="bold yellow")
    both = computed.by_dispatch is not None
    values = (
        told.day.format(day=told.day_of(computed.last_day)),
        f"{computed.ends_at:%Y-%m-%dT%H:%M}Z",
        None if computed.extended_day is None else told.day.format(day=told.day_of(computed.extended_day)),
        told.day_of(computed.by_receipt) if both else None,
        None if computed.by_dispatch is None else told.day_of(computed.by_dispatch),
        None if computed.fixed_end is None else told.day_of(computed.fixed_end),
        f"{how}.",
        f"{computed.rule}, {computed.rule_version} (docs/rules.md)",
    )
    rows = zip(told.labels, values, strict=True)
    door.out.pairs([(label, value) for label, value in rows if value is not None])


command(app, "give", acts=True)(notices.give)
command(app, "receipt", acts=True)(notices.receipt)
command(app, "known", acts=True)(notices.known)
command(app, "correct", acts=True)(notices.correct)
command(app, "withdraw", acts=True)(notices.withdraw)
command(app, "answer-withdrawal", acts=True)(notices.answer_withdrawal)
command(app, "report", acts=True)(notices.report)
