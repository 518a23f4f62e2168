"""What happened on the way to an agreement's end, folded (A-10..A-20, T-08)."""

from __future__ import annotations

from typing import Any

from models import entries as e
from models.agreement_state import (
    AgreementState,
    CouncilDates,
    MainEnded,
    Milestone,
    NoticeStage,
    Renewal,
    Report,
    TooLate,
)
from models.entries import Entry

Changes = dict[str, Any]


def changed_notice(s: AgreementState, number: int, **changes: Any) -> Changes:
    """The notices, one of them changed."""
    return {"notices": tuple(n.model_copy(update=changes) if n.notice == number else n for n in s.notices)}


def _end_agreed(s: AgreementState, _e: Entry, b: e.EndAgreed) -> Changes:
    relations = tuple(
        r.model_copy(update={"agreed_end": b.last_day}) if r.relation in b.relations else r for r in s.relations
    )
    return {"relations": relations}


def _parts_ended(s: AgreementState, _e: Entry, b: e.PartsEnded) -> Changes:
    relations = tuple(
        r.model_copy(update={"ended_parts": (*r.ended_parts, *b.parts)}) if r.relation == b.relation else r
        for r in s.relations
    )
    notice = s.notice(b.notice)
    over = {r.relation for r in relations if {*b.parts} <= {*r.ended_parts} or r.ended_on is not None}
    done = {"stage": NoticeStage.DONE} if {*notice.relations} <= over else {}
    ends = tuple(x for x in s.ends if (x.notice, x.relation) != (b.notice, b.relation))
    return {"relations": relations, "ends": ends} | (changed_notice(s, b.notice, **done) if done else {})


def _reported(s: AgreementState, _e: Entry, b: e.NoticeReported) -> Changes:
    """Told of first after it was withdrawn for some, it is told of as it stands (A-11, A-13)."""
    told = Report(on=b.on, way=b.way, proof=b.proof)
    back = s.notice(b.notice).withdrawal
    if back is None or not (b.withdrawn or (back.granted_at is not None and b.on > back.granted_at.date())):
        return changed_notice(s, b.notice, reported=told)
    first = {} if b.withdrawn else {"reported": told}
    return changed_notice(s, b.notice, withdrawal=back.model_copy(update={"reported": told}), **first)


def _report_reminded(s: AgreementState, _e: Entry, b: e.NoticeReportReminded) -> Changes:
    back = s.notice(b.notice).withdrawal
    if b.withdrawn and back is not None:
        return changed_notice(s, b.notice, withdrawal=back.model_copy(update={"reminders": b.reminder}))
    return changed_notice(s, b.notice, reminders=b.reminder)


def _renegotiation(s: AgreementState, _e: Entry, b: e.RenegotiationNoted) -> Changes:
    return changed_notice(s, b.notice, case=b.case)


def _council_dates(s: AgreementState, _e: Entry, b: e.CouncilDatesRecorded) -> Changes:
    others = tuple(c for c in s.councils if c.party != b.party)
    late = tuple(t for t in s.too_late if t.party != b.party)
    return {"councils": (*others, CouncilDates(party=b.party, dates=b.dates)), "too_late": late}


def _too_late(s: AgreementState, _e: Entry, b: e.CouncilTooLate) -> Changes:
    return {"too_late": (*s.too_late, TooLate(notice=b.notice, party=b.party, last_day=b.last_day))}


def _milestone(s: AgreementState, _e: Entry, b: e.MilestoneReached) -> Changes:
    return {"milestones": (*s.milestones, Milestone(notice=b.notice, months=b.months, last_day=b.last_day))}


def _renewal(s: AgreementState, _e: Entry, b: e.RenewalReminded) -> Changes:
    return {"renewals": (*s.renewals, Renewal(months=b.months, last_day=b.last_day))}


def _flagged(_s: AgreementState, _e: Entry, b: e.SupplementaryFlagged) -> Changes:
    return {"main_ended": MainEnded(last_day=b.last_day)}


def _answered(s: AgreementState, _e: Entry, b: e.MainEndedAnswered) -> Changes:
    assert s.main_ended is not None, "only what is asked is answered"
    on = tuple(p for p in s.main_ended.goes_on if p != b.party)
    falls = tuple(p for p in s.main_ended.falls if p != b.party)
    said = {"goes_on": (*on, b.party), "falls": falls} if b.goes_on else {"goes_on": on, "falls": (*falls, b.party)}
    return {"main_ended": s.main_ended.model_copy(update=said)}


FOLDS: dict[type, Any] = {
    e.EndAgreed: _end_agreed,
    e.PartsEnded: _parts_ended,
    e.NoticeReported: _reported,
    e.NoticeReportReminded: _report_reminded,
    e.RenegotiationNoted: _renegotiation,
    e.CouncilDatesRecorded: _council_dates,
    e.CouncilTooLate: _too_late,
    e.MilestoneReached: _milestone,
    e.RenewalReminded: _renewal,
    e.SupplementaryFlagged: _flagged,
    e.MainEndedAnswered: _answered,
}
