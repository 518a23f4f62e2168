"""Papers withheld and released (P-34); what is read changes nothing."""

from __future__ import annotations

from models import entries as e
from models.base import Digest, LegalGround
from models.entries import Entry
from models.state import CaseState
from rules.case.folds.common import Changes, Folds, nothing


def _marked(s: CaseState, document: Digest, ground: LegalGround | None) -> Changes:
    changed = (p.model_copy(update={"withheld": ground}) if p.document == document else p for p in s.papers)
    return {"papers": tuple(changed)}


def _withheld(s: CaseState, _e: Entry, b: e.PaperWithheld) -> Changes:
    return _marked(s, b.document, b.ground)


def _released(s: CaseState, _e: Entry, b: e.PaperReleased) -> Changes:
    return _marked(s, b.document, None)


FOLDS: Folds = {
    e.PaperWithheld: _withheld,
    e.PaperReleased: _released,
    e.DocumentRead: nothing,
}
