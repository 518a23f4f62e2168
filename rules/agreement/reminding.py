"""What is entered when something on the way to an end is due (A-11, A-12, A-18)."""

from __future__ import annotations

from datetime import date

from models import entries as e
from models.acts import Derivation
from rules.agreement.context import Agreed
from rules.verdict import Verdict, accepted

MILESTONE = "milestone"
COUNCIL = "council"
REPORT = "report"
RENEWAL = "renewal"
LAST_REPORT = 6
"""The reminder of A-11 after which no more come: from then on it stands in the work list until it is done."""


def milestone(agreed: Agreed, due: Derivation) -> Verdict:
    """So many months are left: where it is negotiated, and when councils still meet (A-12)."""
    _, number, months, last = due.name.split(":")
    notice, last_day = agreed.state.notice(int(number)), date.fromisoformat(last)
    relations = tuple(
        end.relation
        for end in agreed.state.ends
        if (end.notice, end.computation.in_force_to) == (notice.notice, last_day)
    )
    parties = dict.fromkeys(p for r in relations for p in agreed.state.relation(r).parties)
    councils = tuple(
        e.CouncilLeft(party=c.party, dates=tuple(day for day in c.dates if due.day <= day <= last_day))
        for c in agreed.state.councils
        if c.party in parties
    )
    return accepted(
        e.MilestoneReached(
            notice=notice.notice,
            months=int(months),
            last_day=last_day,
            relations=relations,
            cases=() if notice.case is None else (notice.case,),
            councils=councils,
        )
    )


def council(_agreed: Agreed, due: Derivation) -> Verdict:
    """The last known meeting of a council before the end has been held (A-12)."""
    _, number, last, _, party = due.name.split(":", 4)
    return accepted(e.CouncilTooLate(notice=int(number), party=party, last_day=date.fromisoformat(last)))


def report(agreed: Agreed, due: Derivation) -> Verdict:
    """Helsedirektoratet has not been told, as far as is entered (A-11)."""
    _, number, reminder, target = due.name.split(":")
    withdrawn = agreed.state.notice(int(number)).withdrawal_after_report is not None
    return accepted(
        e.NoticeReportReminded(
            notice=int(number),
            reminder=int(reminder),
            target=date.fromisoformat(target),
            withdrawn=True if withdrawn else None,
            last=True if int(reminder) >= LAST_REPORT else None,
        )
    )


def renewal(_agreed: Agreed, due: Derivation) -> Verdict:
    """The agreement's own term comes to its end, and nobody prolongs it by itself (A-18)."""
    _, months, last = due.name.split(":")
    return accepted(e.RenewalReminded(months=int(months), last_day=date.fromisoformat(last)))
