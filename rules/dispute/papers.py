"""The papers of a submission, and the gate each of them goes through (N-09)."""

from __future__ import annotations

from models import acts as a
from models import entries as e
from models.acts import ReceivedAct
from models.base import Digest
from models.dispute_state import DisputeDocument
from models.rulebook import RefusalCode
from rules.case.context import why_not_secretariat
from rules.dispute.consent import BEFORE
from rules.dispute.context import Disputed, why_not_stage
from rules.verdict import Verdict, accepted, refused


def add(disputed: Disputed, received: ReceivedAct, act: a.AddDisputeDocument) -> Verdict:
    """A kept document, as it is: what its digest says (N-09)."""
    refusal = _why_not_touch(disputed, received, "add a document")
    if refusal is not None:
        return refusal
    known = received.facts.document
    if known is None:
        return refused(
            RefusalCode.UNKNOWN_PAPER,
            "N-09",
            f"no document is kept here that is what {act.document[:12]} says",
            "keep it first: `document add`",
        )
    if _paper(disputed, act.document) is not None:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE, "N-09", "the document is part of it already", "nothing more is needed"
        )
    return accepted(e.DisputeDocumentAdded(document=act.document, title=act.title, size=known.size))


def remove(disputed: Disputed, received: ReceivedAct, act: a.RemoveDisputeDocument) -> Verdict:
    """A document that is not to be sent is taken out; it stays on record that it was in (N-09)."""
    return (
        _why_not_touch(disputed, received, "remove a document")
        or _why_no_paper(disputed, act.document)
        or accepted(e.DisputeDocumentRemoved(document=act.document, reason=act.reason))
    )


def check(disputed: Disputed, received: ReceivedAct, act: a.CheckDisputeDocument) -> Verdict:
    """What the house finds that may point to a person; a confirmation given before falls (N-09)."""
    refusal = _why_not_touch(disputed, received, "check a document") or _why_no_paper(disputed, act.document)
    if refusal is not None:
        return refusal
    known = received.facts.document
    if known is None or known.findings is None:
        return refused(
            RefusalCode.UNKNOWN_PAPER,
            "N-09",
            f"what is kept as {act.document[:12]} is not what its digest says",
            "take it out and add it again: `dispute document-remove`, `document add`",
        )
    return accepted(e.DisputeDocumentChecked(document=act.document, findings=known.findings))


def confirm(disputed: Disputed, received: ReceivedAct, act: a.ConfirmAnonymised) -> Verdict:
    """A named person vouches for the document, after the check, and explains what it flagged (N-09)."""
    refusal = why_not_stage(
        disputed, BEFORE, "N-09", "documents are confirmed before they are sent"
    ) or _why_no_paper(disputed, act.document)
    if refusal is not None:
        return refusal
    actor, paper = received.actor, _paper(disputed, act.document)
    assert paper is not None, "it has just been found"
    if actor.person is None or actor.entered_by is not None:
        return refused(
            RefusalCode.NOT_YOUR_OFFICE,
            "N-09",
            "whoever vouches for a document has read it, and says so in person",
            "let the person confirm it with --as, without --entered-by",
        )
    if not (actor.offices or actor.rank is not None):
        return refused(
            RefusalCode.NO_CAPACITY,
            "N-09",
            f"{actor.person} has no office or seat here",
            "let the secretariat or a party's contact confirm it",
        )
    if paper.findings is None:
        return refused(
            RefusalCode.NOT_ANONYMISED,
            "N-09",
            "the document has not been checked by the house yet",
            f"`dispute document-check` first: {act.document[:12]}",
        )
    if paper.findings and act.despite is None:
        kinds = ", ".join(dict.fromkeys(f.kind.value.replace("_", " ") for f in paper.findings))
        return refused(
            RefusalCode.NOT_ANONYMISED,
            "N-09",
            f"the check flagged {len(paper.findings)}: {kinds}",
            "take the document out and add an anonymised one, or say why it points to nobody: --despite",
        )
    return accepted(e.AnonymisationConfirmed(document=act.document, person=actor.person, despite=act.despite))


def _why_not_touch(disputed: Disputed, received: ReceivedAct, what: str) -> Verdict | None:
    return why_not_secretariat(received.actor, what) or why_not_stage(
        disputed, BEFORE, "N-09", "the documents are gathered before the dispute is submitted"
    )


def _paper(disputed: Disputed, document: Digest) -> DisputeDocument | None:
    return next((d for d in disputed.state.documents if d.document == document), None)


def _why_no_paper(disputed: Disputed, document: Digest) -> Verdict | None:
    if _paper(disputed, document) is not None:
        return None
    return refused(
        RefusalCode.UNKNOWN_PAPER,
        "N-09",
        f"{document[:12]} is no document of {disputed.state.record}",
        "add it first: `dispute document-add`",
    )
