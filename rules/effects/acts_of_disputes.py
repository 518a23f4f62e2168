"""What a dispute tells the case it comes from: that it waits, that there is an answer, how it ended (N-13, N-14)."""

from __future__ import annotations

from models import acts as a
from models import entries as e
from models.acts import Act
from models.dispute_state import DisputeState
from models.entries import Entry
from rules.effects.acts import SendAct


def effects_of_dispute_entry(entry: Entry, dispute: DisputeState) -> tuple[SendAct, ...]:
    """What a dispute's entry sends its case, given the dispute after it."""
    act = _told(entry, dispute)
    return () if act is None or dispute.case is None else (SendAct(to=dispute.case, act=act),)


def _told(entry: Entry, dispute: DisputeState) -> Act | None:
    match entry.happened:
        case e.DisputeOpened():
            return a.DisputeBrought(dispute=dispute.record, title=dispute.title)
        case e.OutcomeEntered(outcome=outcome):
            return a.DisputeAnswered(dispute=dispute.record, reference=outcome.reference)
        case e.DisputeClosed(relations=relations):
            return a.DisputeReturned(dispute=dispute.record, relations=relations, agreement=dispute.became)
        case _:
            return None
