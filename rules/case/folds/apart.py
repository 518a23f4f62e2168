"""Positions apart from the roll call, and decisions in writing (P-22, P-31)."""

from __future__ import annotations

from models import entries as e
from models.acts import Consent, Objection
from models.base import Instant
from models.entries import Entry
from models.state import CaseState, PartyBinding, Position, WrittenProcedure
from rules.case.folds.common import (
    ANSWERS_DUE,
    Changes,
    Folds,
    clock_of,
    out_of_writing,
    stage_of,
    without,
    without_consensus,
)


def position_of(b: e.WrittenPositionTaken | e.AnsweredAfterMeeting | e.AnsweredInWriting, at: Instant) -> Position:
    """What was said apart from the roll call, as the seat's position (P-20)."""
    return Position(
        seat=b.seat,
        person=b.person,
        counted=True,
        parties=b.parties,
        stance=Consent(statement=b.statement) if isinstance(b, e.AnsweredInWriting) else b.stance,
        text_digest=b.text_digest,
        at=at,
        reservation_due=None if isinstance(b, e.AnsweredInWriting) else b.reservation_due,
        authority=b.authority,
    )


def _written_position(s: CaseState, entry: Entry, b: e.WrittenPositionTaken) -> Changes:
    position = position_of(b, entry.at)
    return {"written_positions": (*(p for p in s.written_positions if p.seat != b.seat), position)}


def _awaited(s: CaseState, _e: Entry, b: e.AnswersAwaited) -> Changes:
    due = clock_of(b.due, "silence is not consent: the decision does not bind who has not answered", "P-22")
    return {"clocks": (*s.clocks, due)}


def _answered_after(s: CaseState, entry: Entry, b: e.AnsweredAfterMeeting) -> Changes:
    position = position_of(b, entry.at)
    changes: Changes = {"positions": (*(p for p in s.positions if p.seat != b.seat), position)}
    left = [p for p in s.bindings if p.after and not p.refused and p.party not in b.parties]
    if not left:
        changes["clocks"] = without(s.clocks, ANSWERS_DUE)
    if isinstance(b.stance, Objection):
        changes |= without_consensus(s)  # as a council's no (P-20)
    return changes


def _lapsed(s: CaseState, _e: Entry, b: e.AnswersLapsed) -> Changes:
    bindings: tuple[PartyBinding, ...] = tuple(p for p in s.bindings if p.party not in b.parties)
    return {"bindings": bindings, "stage": stage_of(s, bindings), "clocks": without(s.clocks, ANSWERS_DUE)}


def _opened(s: CaseState, _e: Entry, b: e.WrittenProcedureOpened) -> Changes:
    due = clock_of(b.due, "no written decision: silence is not consent", "P-31")
    written = WrittenProcedure(asked=b.asked, last_day=b.due.day, due_at=b.due.at, reason=b.reason)
    return {"written": written, "positions": (), "version": s.version + 1, "clocks": (*s.clocks, due)}


def _answered(s: CaseState, entry: Entry, b: e.AnsweredInWriting) -> Changes:
    if not (b.accepts_text and b.accepts_procedure):
        return {}
    position = position_of(b, entry.at)
    return {"positions": (*s.positions, position)}


def _ended(s: CaseState, _e: Entry, _b: e.WrittenProcedureEnded) -> Changes:
    return out_of_writing(s)


FOLDS: Folds = {
    e.WrittenPositionTaken: _written_position,
    e.AnswersAwaited: _awaited,
    e.AnsweredAfterMeeting: _answered_after,
    e.AnswersLapsed: _lapsed,
    e.WrittenProcedureOpened: _opened,
    e.AnsweredInWriting: _answered,
    e.WrittenProcedureEnded: _ended,
}
