"""Towards an agreement's end: a day fixed together, who was told, when councils meet (A-11, A-12, A-20, T-08)."""

from __future__ import annotations

from datetime import date

from models import acts as a
from models import entries as e
from models.acts import ReceivedAct
from models.agreement import RelationId
from models.agreement_state import Notice, NoticeStage
from models.rulebook import RefusalCode
from rules.agreement.context import (
    Agreed,
    in_force,
    reported_to_state,
    term_of,
    why_not_party,
    why_not_relations,
)
from rules.case.context import why_not_answer_for, why_not_secretariat
from rules.verdict import NOTHING_LEFT, Verdict, accepted, refused


def agree_end(agreed: Agreed, received: ReceivedAct, act: a.AgreeEnd) -> Verdict:
    """All the parties of what ends have confirmed the day in writing (T-08)."""
    why_not = (
        why_not_secretariat(received.actor, "enter that the parties have agreed on an end")
        or why_not_relations(agreed, act.relations or (), "T-08")
        or next((no for p in act.confirmed_by if (no := why_not_party(agreed, p, "T-08"))), None)
    )
    if why_not is not None:
        return why_not
    confirmed = {*act.confirmed_by}
    bound = tuple(r for r in agreed.state.relations if in_force(r))
    if act.relations is not None:
        wanted = tuple(r for r in bound if r.relation in act.relations)
        if len(wanted) < len(set(act.relations)):
            return _not_bound(agreed, act.relations)
    else:
        wanted = tuple(r for r in bound if {*r.parties} <= confirmed)
    missing = sorted({p for r in wanted for p in r.parties} - confirmed)
    if missing or not wanted:
        who = ", ".join(missing) or "every party of some relation"
        return refused(
            RefusalCode.INCOMPLETE,
            "T-08",
            f"an end is fixed by all whom it binds, and the confirmation of {who} is missing",
            "name all who have confirmed the day in writing: --confirmed, once for each",
        )
    relations = tuple(r.relation for r in wanted)
    return _why_not_day(agreed, received, act, relations) or accepted(
        e.EndAgreed(
            relations=relations,
            last_day=act.last_day,
            confirmed_by=tuple(dict.fromkeys(act.confirmed_by)),
            document=act.document,
            by_notice=_before_notice(received, relations, act.last_day),
        )
    )


def _before_notice(received: ReceivedAct, relations: tuple[RelationId, ...], last_day: date) -> date | None:
    """The last day that notice would leave, where the agreed one is before it: it holds, remarked on (T-08)."""
    known = (one.day for one in received.facts.by_notice or () if one.relation in relations)
    return max((day for day in known if day > last_day), default=None)


def _not_bound(agreed: Agreed, named: tuple[str, ...]) -> Verdict:
    free = [r for r in named if not in_force(agreed.state.relation(r))]
    return refused(
        RefusalCode.WRONG_STAGE,
        "T-08",
        f"nobody is bound by {', '.join(free)} now, so it has no end to fix",
        "`agreement show` tells what is in force",
    )


def _why_not_day(
    agreed: Agreed, received: ReceivedAct, act: a.AgreeEnd, relations: tuple[str, ...]
) -> Verdict | None:
    if act.last_day < received.facts.day:
        return refused(
            RefusalCode.TOO_LATE,
            "T-08",
            f"{act.last_day} is past: it is {received.facts.day}, and the parties are bound still",
            "fix today or a later day",
        )
    named = (term_of(agreed.state, agreed.state.relation(r), agreed.procedure) for r in relations)
    term = min((last for last in named if last is not None), default=None)
    if term is not None and act.last_day >= term:
        return refused(
            RefusalCode.TOO_LATE,
            "T-08",
            f"{agreed.state.agreement.agreement} ends by its own last day, {term}, before or on {act.last_day}",
            "fix an earlier day; to go on longer, make a new agreement or change its term",
        )
    if all(agreed.state.relation(r).agreed_end == act.last_day for r in relations):
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "T-08",
            f"{act.last_day} is the agreed last day already",
            "nothing more is needed",
        )
    return None


def report_notice(agreed: Agreed, received: ReceivedAct, act: a.ReportNotice) -> Verdict:
    """Helsedirektoratet has been told, with proof: of the notice, and again if it is withdrawn (A-11, A-13)."""
    notice = next((n for n in agreed.state.notices if n.notice == act.notice), None)
    if notice is None:
        known = ", ".join(f"{n.notice} ({n.by})" for n in agreed.state.notices) or "none"
        return refused(
            RefusalCode.UNKNOWN_ITEM,
            "A-11",
            f"there is no notice {act.notice} on {agreed.state.agreement.agreement}",
            f"its notices are: {known}",
        )
    why_not = (
        why_not_secretariat(received.actor, "enter that Helsedirektoratet has been told")
        or _why_not_owed(agreed, notice)
        or _why_not_told(received, act, notice)
    )
    if why_not is not None:
        return why_not
    assert act.proof is not None
    again = notice.withdrawal_after_report is not None
    told = e.NoticeReported(
        notice=act.notice, on=act.on, way=act.way, proof=act.proof, withdrawn=True if again else None
    )
    return accepted(told)


def _why_not_owed(agreed: Agreed, notice: Notice) -> Verdict | None:
    """The duty is about agreements of the law, and what is told is told once."""
    if not reported_to_state(agreed.state.agreement):
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "A-11",
            f"a notice on a {agreed.state.agreement.kind.value} agreement is not told to Helsedirektoratet",
            "the duty is about agreements of hol. § 6-1; nothing more is needed",
        )
    back = notice.withdrawal_after_report
    if notice.stage is NoticeStage.WITHDRAWN and notice.reported is None:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "A-13",
            f"notice {notice.notice} was withdrawn before Helsedirektoratet was told of it",
            "nothing needs to be told; if it was told before, enter it on the notice that runs",
        )
    done = notice.reported if back is None else back.reported
    if done is None:
        return None
    return refused(
        RefusalCode.NOTHING_TO_CHANGE,
        "A-11",
        f"Helsedirektoratet was told on {done.on} ({done.way})",
        "nothing more is needed",
    )


def _why_not_told(received: ReceivedAct, act: a.ReportNotice, notice: Notice) -> Verdict | None:
    if act.on > received.facts.day:
        return refused(
            RefusalCode.TOO_SOON,
            "A-11",
            f"told on {act.on}, which is after today ({received.facts.day})",
            "enter it when it has been done",
        )
    if act.on < notice.sent.day:
        return refused(
            RefusalCode.TOO_SOON,
            "A-11",
            f"told on {act.on}, before the notice was sent on {notice.sent.day}",
            "look at both days again",
        )
    if act.proof is None:
        return refused(
            RefusalCode.INCOMPLETE,
            "A-11",
            "the proof that it was sent is missing",
            "store the copy or receipt (`document add`) and give its digest: --proof",
        )
    return None


def record_council_dates(agreed: Agreed, received: ReceivedAct, act: a.RecordCouncilDates) -> Verdict:
    """When a council or board meets; where none is left before an end, that is said at once (A-12)."""
    why_not = why_not_party(agreed, act.party, "A-12") or why_not_answer_for(received, act.party, "A-12")
    if why_not is not None:
        return why_not
    dates = tuple(sorted(set(act.dates)))
    known = next((c.dates for c in agreed.state.councils if c.party == act.party), None)
    if known == dates:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "A-12",
            f"these dates of {act.party} are entered already",
            "nothing more is needed",
        )
    late = tuple(
        e.CouncilTooLate(notice=number, party=act.party, last_day=last)
        for number, last in sorted(
            {
                (end.notice, end.computation.in_force_to)
                for end in agreed.state.ends
                if end.computation.effective and act.party in agreed.state.relation(end.relation).parties
            }
        )
        if not any(received.facts.day <= day <= last for day in dates)
    )
    return accepted(e.CouncilDatesRecorded(party=act.party, dates=dates), *late)


def renegotiation_opened(agreed: Agreed, _received: ReceivedAct, act: a.RenegotiationOpened) -> Verdict:
    """The case that a notice opened says so (A-12)."""
    if any(n.notice == act.notice and n.case is None for n in agreed.state.notices):
        return accepted(e.RenegotiationNoted(notice=act.notice, case=act.case))
    return NOTHING_LEFT


def main_ended(agreed: Agreed, _received: ReceivedAct, act: a.MainAgreementEnded) -> Verdict:
    """Early: the parties are asked. By its term: the same term is this one's, where it names none itself (A-20)."""
    state = agreed.state
    bound = tuple(r for r in state.relations if in_force(r))
    if not bound or state.agreement.supplements != act.agreement:
        return NOTHING_LEFT
    if act.early:
        asked = tuple(dict.fromkeys(p for r in bound for p in r.parties))
        return accepted(e.SupplementaryFlagged(agreement=act.agreement, last_day=act.last_day, asked=asked))
    if state.agreement.valid_to is not None:
        return NOTHING_LEFT
    ended = (
        e.RelationEnded(relation=r.relation, parties=r.parties, last_day=act.last_day, cause=e.EndCause.TERM)
        for r in bound
    )
    return accepted(*ended, e.AgreementEnded(last_day=act.last_day))


def answer_main_ended(agreed: Agreed, received: ReceivedAct, act: a.AnswerMainEnded) -> Verdict:
    """What a party says is kept; what ends it is a day that all of them fix (A-20, T-08)."""
    why_not = why_not_party(agreed, act.party, "A-20") or why_not_answer_for(received, act.party, "A-20")
    if why_not is not None:
        return why_not
    asked = agreed.state.main_ended
    said = {*asked.goes_on} if asked and act.goes_on else {*asked.falls} if asked else set()
    if asked is None or act.party in said:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "A-20",
            f"{act.party} has said so already"
            if asked
            else f"the agreement that {agreed.state.agreement.agreement} follows has not ended early",
            "`agreement show` lists what waits for an answer",
        )
    return accepted(e.MainEndedAnswered(party=act.party, goes_on=act.goes_on, reason=act.reason))
