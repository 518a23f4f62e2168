"""The timeline as one page that stands alone: no other file, no script, nothing fetched; readable, and printable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from audit.moments import ZONE, exact, wall
from audit.naming import short
from audit.outcomes import Check, Proof, outcome_of
from audit.replay_of_record import RecordReplayed
from audit.timeline import Moment
from models.base import RecordId
from models.procedure import Procedure
from rules.rulebook import RULES

_VERDICTS = {
    Proof.PROVED: "Every run of the histories was replayed, and came to exactly these entries.",
    Proof.BROKEN: "The histories, the code and the record do not say the same. The first difference stands below.",
    Proof.NOT_FULLY_CHECKED: "What was compared is the same; something could not be compared, and stands below.",
}
_ENDS = {
    "completed": "came to its end",
    "continued_as_new": "went on in the next run",
    "failed": "failed",
    "timed_out": "ran out of time",
    "cancelled": "was cancelled",
    "terminated": "was ended by an operator",
    None: "runs",
}


@dataclass(frozen=True)
class Subject:
    """What the page is about."""

    record: RecordId
    title: str
    outcome: str  # how it stands, in words
    procedure: Procedure | None = None


def page(
    subject: Subject,
    moments: Sequence[Moment],
    replayed: Sequence[RecordReplayed],
    checks: Sequence[Check],
    *,
    source: str,
) -> str:
    """The page.

    Args:
        subject: What it is about.
        moments: The timeline.
        replayed: What came of the replay of each record.
        checks: What was checked, and what was not.
        source: What it was made from, in words.
    """
    verdict = outcome_of(checks)
    return _TEMPLATE.render(
        subject=subject,
        days=[(day, list(found)) for day, found in groupby(moments, key=lambda m: wall(m.at)[:10])],
        replayed=replayed,
        checks=checks,
        verdict=verdict.name.lower().replace("_", " "),
        verdict_words=_VERDICTS[verdict],
        source=source,
        rules={rule: RULES[rule].title for m in moments for rule in m.rules if rule in RULES},
        several=len({m.record for m in moments}) > 1,
    )


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "stamp": _stamp,
        "exact": exact,
        "hour": lambda moment: wall(moment)[11:],
        "weekday": lambda day: f"{datetime.fromisoformat(day).replace(tzinfo=ZONE):%A}",
        "short": short,
        "ended": _ENDS.get,
    }
    return environment


_TEMPLATE = _environment().get_template("timeline_page.html")
