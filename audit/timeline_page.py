"""The timeline as one page that stands alone: no other file, no script, nothing fetched; readable, and printable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from audit.days import with_hour, with_weekday
from audit.moments import wall
from audit.naming import short
from audit.outcomes import Check, outcome_of
from audit.replay_of_record import RecordReplayed
from audit.timeline import Moment
from audit.timeline_words import check_words, end_words, frame, outcome_word, verdict_words
from models.base import RecordId
from models.procedure import Procedure
from rules.derivations import Language
from rules.rulebook import RULES


@dataclass(frozen=True)
class Subject:
    """What the page is about."""

    record: RecordId
    title: str
    came_to: tuple[str, ...] = ()  # what is decided in it, or that nothing is, in the page's language
    procedure: Procedure | None = None
    text: str | None = None  # the whole decided text, set after the sentence that bears its digest


@dataclass(frozen=True)
class File:
    """What a page is made from that is made from a file: its entries have no person's name."""

    name: str
    sha256: str


def page(
    subject: Subject,
    moments: Sequence[Moment],
    replayed: Sequence[RecordReplayed],
    checks: Sequence[Check],
    *,
    file: File | None = None,
    language: Language = "en",
) -> str:
    """The page.

    Args:
        subject: What it is about.
        moments: The timeline.
        replayed: What came of the replay of each record.
        checks: What was checked, and what was not.
        file: The file it was made from; None: the register and the archive here.
        language: Of all but what was entered and what was checked, which is told in English.
    """
    verdict = outcome_of(checks)
    word, sentence = verdict_words(verdict, language)
    return _TEMPLATE.render(
        subject=subject,
        days=[(day, list(found)) for day, found in groupby(moments, key=lambda m: wall(m.at)[:10])],
        replayed=replayed,
        checks=checks,
        verdict=word,
        verdict_words=sentence,
        style=verdict.name.lower().split("_")[0],
        made_from=_made_from(file, language),
        whose_names=frame(language)["names_beside" if file is None else "ids_alone"],
        lang=language,
        w=frame(language),
        entries=_entries(subject, moments, language),
        rules={rule: RULES[rule].title for m in moments for rule in m.rules if rule in RULES},
        several=len({m.record for m in moments}) > 1,
    )


def _made_from(file: File | None, language: Language) -> str:
    words = frame(language)
    if file is None:
        return words["made_from"].format(source=words["from_here"])
    return words["made_from"].format(source=words["from_file"].format(file=file.name, sha256=file.sha256))


def _entries(subject: Subject, moments: Sequence[Moment], language: Language) -> str:
    """How many entries stand in the timeline, and whose."""
    words, own = frame(language), sum(m.record == subject.record for m in moments)
    others = {m.record for m in moments} - {subject.record}
    told = words["of_meetings"].format(entries=len(moments) - own, meetings=len(others)) if others else ""
    return words["entries"].format(own=own, meetings=told)


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
        "with_hour": with_hour,
        "hour": lambda moment: wall(moment)[11:],
        "written_out": lambda day, lang: with_weekday(date.fromisoformat(day), lang),
        "short": short,
        "ended": end_words,
        "outcome": outcome_word,
        "checked": check_words,
    }
    return environment


_TEMPLATE = _environment().get_template("timeline_page.html")
