"""What a meeting's entries about its minutes make of them (P-33)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from models import entries as e
from models.base import Frozen
from models.entries import Entry
from models.minutes import Minutes, MinutesChange, MinutesComment, MinutesContest, ProposedCorrection
from models.state import Clock, MeetingState

MINUTES_DUE = "minutes-due"
COMMENTS_DUE = "minutes-comments-due"
Changes = dict[str, Any]


def _minutes(s: MeetingState) -> Minutes:
    assert s.minutes is not None, "nothing is said of minutes that are not drafted"
    return s.minutes


def _with(s: MeetingState, **changes: Any) -> Changes:
    return {"minutes": _minutes(s).model_copy(update=changes)}


def _replaced(those: Iterable[Frozen], name: str, number: int | None, **changes: Any) -> tuple[Any, ...]:
    return tuple(one.model_copy(update=changes) if getattr(one, name) == number else one for one in those)


def _drafted(_s: MeetingState, _x: Entry, b: e.MinutesDrafted) -> Changes:
    due = b.comments_due
    clocks = (
        ()
        if due is None
        else (Clock(name=due.name, due_at=due.at, consequence="comments on the draft close", rule="P-33"),)
    )
    drafted = Minutes(text=b.text, html=b.html, pdf=b.pdf, comments_until=due.at if due else None)
    return {"minutes": drafted, "clocks": clocks}


def _overdue(_s: MeetingState, _x: Entry, _b: e.MinutesOverdue) -> Changes:
    return {"clocks": ()}


def _commented(s: MeetingState, x: Entry, b: e.MinutesCommented) -> Changes:
    comment = MinutesComment(comment=b.comment, seat=b.seat, person=b.person, item=b.item, text=b.text, at=x.at)
    return _with(s, comments=(*_minutes(s).comments, comment))


def _answered(s: MeetingState, _x: Entry, b: e.MinutesCommentAnswered) -> Changes:
    comments = _replaced(_minutes(s).comments, "comment", b.comment, answer=b.answer, taken_in=b.taken_in)
    return _with(s, comments=comments)


def _comments_closed(_s: MeetingState, _x: Entry, _b: e.MinutesCommentsClosed) -> Changes:
    return {"clocks": ()}


def _change_of(x: Entry, b: e.MinutesEdited | e.MinutesCorrected, *, clerical: bool | None) -> MinutesChange:
    return MinutesChange(
        item=b.item,
        old_text=b.old_text,
        new_text=b.new_text,
        reason=b.reason,
        at=x.at,
        by=x.actor.person if x.actor else None,
        clerical=clerical,
    )


def _edited(s: MeetingState, x: Entry, b: e.MinutesEdited) -> Changes:
    return _with(s, changes=(*_minutes(s).changes, _change_of(x, b, clerical=None)))


def _approved(s: MeetingState, x: Entry, b: e.MinutesApproved) -> Changes:
    return _with(s, approved_in=b.meeting, approved_at=x.at) | {"clocks": ()}


def _issued(s: MeetingState, _x: Entry, b: e.MinutesIssued) -> Changes:
    draft = _minutes(s)
    issued = _with(s, text=b.text, html=b.html, pdf=b.pdf, draft_text=draft.text, draft_html=draft.html)
    return issued | {"ended": True}


def _contested(s: MeetingState, x: Entry, b: e.MinutesContested) -> Changes:
    contest = MinutesContest(
        contest=b.contest, item=b.item, case=b.case, seat=b.seat, claim=b.claim, objected=b.objected, at=x.at
    )
    return _with(s, contests=(*_minutes(s).contests, contest))


def _contest_withdrawn(s: MeetingState, _x: Entry, b: e.MinutesContestWithdrawn) -> Changes:
    return _with(s, contests=_replaced(_minutes(s).contests, "contest", b.contest, settled="withdrawn"))


def _proposed(s: MeetingState, _x: Entry, b: e.CorrectionProposed) -> Changes:
    proposed = ProposedCorrection(
        correction=b.correction,
        item=b.item,
        case=b.case,
        old_text=b.old_text,
        new_text=b.new_text,
        reason=b.reason,
        contest=b.contest,
        asked=b.asked,
    )
    return _with(s, corrections=(*_minutes(s).corrections, proposed))


def _correction_answered(s: MeetingState, _x: Entry, b: e.CorrectionAnswered) -> Changes:
    if not b.agrees:
        return {}
    corrections = tuple(
        c.model_copy(update={"agreed": (*c.agreed, b.seat)}) if c.correction == b.correction else c
        for c in _minutes(s).corrections
    )
    return _with(s, corrections=corrections)


def _rejected(s: MeetingState, _x: Entry, b: e.CorrectionRejected) -> Changes:
    minutes = _minutes(s)
    contest = next(c.contest for c in minutes.corrections if c.correction == b.correction)
    return _with(
        s,
        corrections=_replaced(minutes.corrections, "correction", b.correction, outcome="stands"),
        contests=_replaced(minutes.contests, "contest", contest, settled="stands"),
    )


def _corrected(s: MeetingState, x: Entry, b: e.MinutesCorrected) -> Changes:
    minutes = _minutes(s)
    return _with(
        s,
        changes=(*minutes.changes, _change_of(x, b, clerical=b.clerical)),
        corrections=_replaced(minutes.corrections, "correction", b.correction, outcome="corrected"),
        contests=_replaced(minutes.contests, "contest", b.contest, settled="corrected"),
    )


FOLDS: dict[type, Callable[[MeetingState, Entry, Any], Changes]] = {
    e.MinutesDrafted: _drafted,
    e.MinutesOverdue: _overdue,
    e.MinutesCommented: _commented,
    e.MinutesCommentAnswered: _answered,
    e.MinutesEdited: _edited,
    e.MinutesCommentsClosed: _comments_closed,
    e.MinutesApproved: _approved,
    e.MinutesIssued: _issued,
    e.MinutesContested: _contested,
    e.MinutesContestWithdrawn: _contest_withdrawn,
    e.CorrectionProposed: _proposed,
    e.CorrectionAnswered: _correction_answered,
    e.CorrectionRejected: _rejected,
    e.MinutesCorrected: _corrected,
}
