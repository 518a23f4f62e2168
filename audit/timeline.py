"""A case's story as a timeline, its meetings' part in it included: when, who, in what capacity, what, by which rule.

Pure, and from entries alone: each line says which entry it is and bears its digest, so that it can be looked up in
the record, in a bundle, or in a receipt that somebody holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any

from audit import norsk
from audit.naming import Names
from audit.story import FOLLOWS, rules_of, tell, who_acted
from models.base import Digest, RecordId, RuleId
from models.entries import Entry
from models.evidence import Evidence
from rules.derivations import Language


@dataclass(frozen=True)
class Moment:
    """One entry, as an auditor reads it."""

    at: datetime  # legal time
    record: RecordId
    seq: int
    who: str
    capacity: str
    words: str
    quoted: tuple[str, ...]
    rules: tuple[RuleId, ...]
    text: Digest | None  # the proposed text it is on, where it is on one
    digest: Digest  # of the entry
    language: Language = "en"  # of `who`, `capacity` and `words`


def timeline(
    about: RecordId, records: Iterable[Sequence[Entry]], names: Names, language: Language = "en"
) -> tuple[Moment, ...]:
    """The entries of a record and what others say of it, by time; at one time those of the record first.

    Args:
        about: The record the story is of.
        records: Its entries, and those of the meetings that dealt with it: of these what concerns other cases is left
            out.
        names: What ids are called.
        language: In which it is told; what has no words in Norwegian is told in English.
    """
    told: list[tuple[datetime, Moment]] = []
    for entries in records:
        # What the house does after an act may bear a time a moment before it: the order of a record is its own.
        reached = accumulate((entry.at for entry in entries), max)
        own = [(at, e) for at, e in zip(reached, entries, strict=True) if _concerns(e, about)]
        told += [(at, _moment(e, names, language)) for at, e in own]
    told.sort(key=lambda placed: (placed[0], placed[1].record != about, placed[1].record, placed[1].seq))
    return tuple(moment for _, moment in told)


def story_of(evidence: Evidence, names: Names, language: Language = "en") -> tuple[Moment, ...]:
    """The timeline of the record that the evidence is about, with its meetings."""
    kinds = {evidence.by_record[evidence.about].kind, "meeting"}
    records = [found.entries for found in evidence.records if found.kind in kinds and _part(found.record, evidence)]
    return timeline(evidence.about, records, names, language)


def meetings_of(evidence: Evidence) -> tuple[RecordId, ...]:
    """The meetings that had to do with the record the evidence is about."""
    about = evidence.by_record[evidence.about]
    named = {getattr(entry.happened, "meeting", None) for entry in about.entries}
    return tuple(r.record for r in evidence.records if r.kind == "meeting" and r.record in named)


def _part(record: RecordId, evidence: Evidence) -> bool:
    return record == evidence.about or record in meetings_of(evidence)


def _concerns(entry: Entry, about: RecordId) -> bool:
    if entry.record == about:
        return True
    case = getattr(entry.happened, "case", None)
    return case is None or case == about


def _moment(entry: Entry, names: Names, language: Language) -> Moment:
    [told] = tell([entry], names)
    who, capacity = who_acted(entry, names)
    body: Any = entry.happened
    rules, words, quoted = rules_of(entry), told.words, tuple(told.quoted)
    spoken = norsk.Norsk(names, nynorsk=language == "nn")
    in_norwegian = None if language == "en" else norsk.tell(entry, spoken)
    if in_norwegian is not None:
        words, (who, capacity) = in_norwegian, norsk.who_acted(entry, FOLLOWS, spoken)
        quoted = tuple(norsk.label(entry, wrote, spoken) for wrote in quoted)
    for rule in rules:  # they have a place of their own
        words = words.replace(f" ({rule})", "")
    return Moment(
        at=entry.at,
        record=entry.record,
        seq=entry.seq,
        who=who,
        capacity=capacity,
        words=words,
        quoted=quoted,
        rules=rules,
        text=getattr(body, "text_digest", None),
        digest=entry.hash,
        language="en" if in_norwegian is None else language,
    )
