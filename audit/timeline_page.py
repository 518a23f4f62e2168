"""The timeline as one page that stands alone: no other file, no script, nothing fetched; readable, and printable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from audit.check_words import check_words, outcome_word, verdict_words
from audit.days import with_hour, with_weekday
from audit.moments import wall
from audit.naming import short
from audit.outcomes import BROKEN, PROVED, Check, Proof, outcome_of
from audit.replay_of_record import RecordReplayed
from audit.timeline import Moment
from audit.timeline_words import end_words, frame
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
    not_claimed: Sequence[str] = (),
    file: File | None = None,
    language: Language = "en",
) -> str:
    """The page.

    Args:
        subject: What it is about.
        moments: The timeline.
        replayed: What came of the replay of each record.
        checks: What was checked, and what was not.
        not_claimed: What nothing here shows.
        file: The file it was made from; None: the register and the archive here.
        language: Of all but what was entered and what was checked, which is told in English.
    """
    verdict = outcome_of(checks)
    word, sentence = verdict_words(verdict, language, of_file=file is not None)
    return _TEMPLATE.render(
        subject=subject,
        days=[(day, list(found)) for day, found in groupby(moments, key=lambda m: wall(m.at)[:10])],
        replayed=replayed,
        checks=checks,
        in_the_way=_in_the_way(checks, verdict),
        not_claimed=not_claimed,
        verdict=word,
        verdict_words=sentence,
        style=verdict.name.lower().split("_")[0],
        proved=verdict is Proof.PROVED,
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
    return words["from_here"] if file is None else words["from_file"].format(file=file.name, sha256=file.sha256)


def _in_the_way(checks: Sequence[Check], verdict: Proof) -> list[Check]:
    """What is told at once: the first that is broken, or all that is open."""
    if verdict is Proof.BROKEN:
        return [check for check in checks if check.outcome == BROKEN][:1]
    return [check for check in checks if check.outcome != PROVED]


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
        "sentence": lambda said: said[:1].upper() + said[1:],  # of markup this is markup
    }
    return environment


_TEMPLATE = _environment().get_template("timeline_page.html")
