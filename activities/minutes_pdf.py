"""Minutes as PDF/A for everybody: tagged, with title and language, fonts in it, the same bytes for the same words.

What the words are is decided in `activities.minutes`; they go to the typesetter as data, never as markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import typst

_TEMPLATE: Final = Path(__file__).parent / "post" / "templates" / "minutes.typ"
LANGUAGES: Final = {"nb": ("nb", "NO"), "nn": ("nn", "NO"), "en": ("en", "GB")}
"""Language and region as PDF names them."""
STANDARDS: Final[list[Literal["a-2a", "ua-1"]]] = ["a-2a", "ua-1"]
"""PDF/A-2 level a keeps for decades and is tagged; PDF/UA-1 is what reading aloud needs."""


def minutes_pdf(facts: Mapping[str, Any]) -> bytes:
    """The minutes as PDF/A-2a and PDF/UA-1, from the facts that text and HTML are made of."""
    made = typst.compile(
        _TEMPLATE,
        sys_inputs={"minutes": json.dumps(_page(facts), ensure_ascii=False, sort_keys=True)},
        font_paths=_fonts(),
        format="pdf",
        pdf_standards=[*STANDARDS],
        timestamp=int(facts["meeting"].ends_at.timestamp()),
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    """The typesetter's own, looked through once a process: no text looks otherwise on another machine."""
    return typst.Fonts(include_system_fonts=False)


def _page(facts: Mapping[str, Any]) -> dict[str, Any]:
    meeting, m, t = facts["meeting"], facts["m"], facts["t"]
    language, region = LANGUAGES[facts["language"]]
    uncovered = m.uncovered.format(parties=t.parties(meeting.uncovered)) if meeting.uncovered else None
    return {
        "language": language,
        "region": region,
        "title": f"{facts['heading']}: {t.body(meeting.body)} {t.days(meeting.starts_at, meeting.ends_at)}",
        "body": t.body(meeting.body),
        "record": meeting.record,
        "day": [meeting.day.year, meeting.day.month, meeting.day.day],
        "status": facts["status"],
        "facts": facts["rows"],
        "present": {
            "heading": m.present,
            "caption": m.present_caption,
            "heads": m.present_heads,
            "lines": facts["present"],
        },
        "absent": {
            "heading": m.absent,
            "lines": facts["absent"],
            "nobody": None if facts["seats_empty"] else m.nobody_absent,
        },
        "uncovered": uncovered,
        "items": [asdict(item) for item in facts["items"]],
        "changed": [asdict(change) for change in facts["changed"]],
        "records": facts["records"],
        "corrections": [asdict(change) for change in facts["corrections"]],
        "contested": [asdict(claim) for claim in facts["contested"]],
        "words": {
            "because": m.amended_because,
            "changes": m.changes,
            "said": m.said,
            "summary": m.summary,
            "roll_call": m.roll_call,
            "roll_call_heads": m.roll_call_heads,
            "objections": m.objections,
            "removed_by": m.removed_by,
            "statements": m.statements,
            "outcome": m.outcome,
            "changed": m.changed,
            "corrections": m.corrections,
            "how": m.amended_how,
            "old_words": m.old_words,
            "new_words": m.new_words,
            "changed_because": m.changed_because,
            "contested": m.contested,
        },
    }
