"""The index of a submission as PDF/A: what is asked, who consents, which papers, by digest (N-07..N-10).

The nemnda and its secretariat read Norwegian: it is written in the language of the community's minutes, or bokmål.
Names of persons stand in this document and in the mail, never in a record.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

from activities.minutes_pdf import LANGUAGES, STANDARDS
from activities.post.address import Language
from activities.post.language import Tongue
from activities.post.words_of_disputes import DISPUTE_WORDS, DisputeWords
from models.base import PersonId
from models.dispute_state import DisputeDocument, DisputeState
from models.procedure import Procedure
from models.roster import Roster

_TEMPLATE: Final = Path(__file__).parent / "post" / "templates" / "package.typ"


@dataclass(frozen=True)
class ToAsk:
    """Whom the nemnda can ask (N-08)."""

    name: str
    email: str
    phone: str


def index_pdf(
    dispute: DisputeState,
    procedure: Procedure,
    roster: Roster,
    to_ask: ToAsk,
    names: Mapping[PersonId, str],
) -> bytes:
    """The index; the same submission gives the same bytes."""
    assert dispute.submitted_at is not None, "an index is made of what is submitted"
    language: Language = "nn" if procedure.language == "nn" else "nb"
    tongue, words = Tongue(language, procedure, roster), DISPUTE_WORDS[language]
    page = _page(dispute, dispute.submitted_at, tongue, words, to_ask, names)
    made = typst.compile(
        _TEMPLATE,
        sys_inputs={"package": json.dumps(page, ensure_ascii=False, sort_keys=True)},
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=[*STANDARDS],
        timestamp=int(dispute.submitted_at.timestamp()),
    )
    assert isinstance(made, bytes)
    return made


def _page(
    dispute: DisputeState,
    at: datetime,
    t: Tongue,
    w: DisputeWords,
    to_ask: ToAsk,
    names: Mapping[PersonId, str],
) -> dict[str, Any]:
    language, region = LANGUAGES[t.language]
    between = [" – ".join(t.party(party) for party in r.parties) for r in dispute.open_relations]
    parts = [{"heading": w.question, "words": dispute.question}]
    parts += [{"heading": w.basis, "words": dispute.basis}] if dispute.basis else []
    parts += [{"heading": w.rule_reason, "words": dispute.rule_reason}] if dispute.rule_reason else []
    return {
        "language": language,
        "region": region,
        "title": f"{w.nemnda}: {dispute.title}",
        "by": t.party(dispute.by),
        "record": dispute.record,
        "day": [at.year, at.month, at.day],
        "facts": [
            [w.kind, w.kinds[dispute.kind]],
            [w.brought_by, t.party(dispute.by)],
            [w.between, "; ".join(between)],
            [w.submitted, t.when(at)],
            [w.contact, f"{to_ask.name}, {to_ask.email}, {to_ask.phone}"],
            [w.number, dispute.record],
        ],
        "parts": parts,
        "consents": {"heading": w.consents, "heads": w.consent_heads, "lines": _consents(dispute, t, w)},
        "papers": {
            "heading": w.papers,
            "none": w.no_papers,
            "lines": [_paper(n, paper, t, w, names) for n, paper in enumerate(dispute.documents, start=1)],
        },
    }


def _consents(dispute: DisputeState, t: Tongue, w: DisputeWords) -> list[list[str]]:
    return [
        [
            t.party(one.party),
            w.answers[one.answer],
            f"{one.authority.body}, {t.day(one.authority.on)}, {one.authority.case_number}" if one.authority else "–",
        ]
        for one in dispute.consents
        if one.party in dispute.disputing
    ]


def _paper(
    number: int, paper: DisputeDocument, t: Tongue, w: DisputeWords, names: Mapping[PersonId, str]
) -> dict[str, Any]:
    assert paper.confirmed_by is not None and paper.confirmed_at is not None, "only confirmed papers are sent (N-09)"
    who = names.get(paper.confirmed_by, paper.confirmed_by)
    return {
        "title": f"{number}. {paper.title}",
        "facts": [
            [w.size, w.bytes.format(size=paper.size)],
            [w.anonymised, f"{who}, {t.when(paper.confirmed_at)}"],
        ],
        "digest": paper.document,
    }
