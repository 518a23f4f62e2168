"""Text and papers (P-09, P-17)."""

from __future__ import annotations

from models import entries as e
from models.entries import Entry
from models.state import CaseState, Paper, TextVersion
from rules.case.folds.common import Changes, Folds, back_to_drofting, nothing


def _text_amended(s: CaseState, _e: Entry, b: e.TextAmended) -> Changes:
    changes: Changes = {
        "text": TextVersion(version=b.version, text=b.proposal, digest=b.text_digest, substantial=b.substantial),
        "former_texts": (*s.former_texts, s.text),
        "version": s.version + 1,
        "positions": s.positions if b.positions_kept else (),
    }
    if s.item is not None:
        changed = s.item.changed_in_substance or b.substantial
        changes["item"] = s.item.model_copy(update={"changed_in_substance": changed})
    elif b.substantial and s.drofting is not None:
        # What was deliberated is no longer what is proposed (P-17): drøfting anew.
        changes |= back_to_drofting(s)
    return changes


def _contested(s: CaseState, _e: Entry, b: e.EditorialContested) -> Changes:
    """From here the change is one of substance: everybody is asked anew, or drøfting is held anew (P-17)."""
    changes: Changes = {
        "text": _by(s.text, b),
        "former_texts": tuple(_by(t, b) for t in s.former_texts),
        "version": s.version + 1,
        "positions": (),
    }
    if s.item is not None:
        return changes | {"item": s.item.model_copy(update={"changed_in_substance": True})}
    return changes | back_to_drofting(s)


def _by(text: TextVersion, b: e.EditorialContested) -> TextVersion:
    if text.version != b.version:
        return text
    return text.model_copy(update={"substantial": True, "contested_by": b.seat})


def _paper_added(s: CaseState, _e: Entry, b: e.PaperAdded) -> Changes:
    papers = (*s.papers, Paper(document=b.document, title=b.title, late=b.late, withheld=b.withheld))
    return {"papers": papers, "version": s.version + (1 if b.late else 0)}


def _sent_back(s: CaseState, _e: Entry, _b: e.TimeAsked) -> Changes:
    assert s.item is not None
    return back_to_drofting(s) | {"closed_items": (*s.closed_items, s.item.meeting)}


FOLDS: Folds = {
    e.TextAmended: _text_amended,
    e.EditorialContested: _contested,
    e.PaperAdded: _paper_added,
    e.TimeAsked: _sent_back,
    e.LatePapersOpposed: nothing,
}
