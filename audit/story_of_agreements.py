"""What happened to an agreement, in words (A-01..A-20, T-05)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from audit import story_of_making
from audit.moments import due
from audit.naming import Names, listed
from models import entries as e
from models.periods import Computation, Moment
from rules.agreement.clocks import consequence_of


def _begun(b: e.AgreementImported | e.AgreementDrafted, n: Names) -> str:
    it = b.agreement
    parties = listed(n.party(p.party) if p.party else str(p.name) for p in it.parties)
    how = "Imported, not proved" if isinstance(b, e.AgreementImported) else "Drafted"
    return f"{how}: the {it.kind.value} agreement {it.agreement}, {it.title}, between {parties}."


def _day(moment: Moment) -> str:
    return moment.day.isoformat()


def _of(b: Any, n: Names) -> str:
    return listed(n.party(party) for party in b)


def _given(b: e.NoticeGiven, n: Names) -> str:
    said = b.authority
    parts = f" on {listed(b.parts)}" if b.parts else ""
    named = f" It names {b.named_end.isoformat()} as the last day." if b.named_end else ""
    lost = f" Nothing else in it covers {listed(b.no_longer_covered)} (hol. § 6-2)." if b.no_longer_covered else ""
    return (
        f"Notice {b.notice}{parts}, sent by {n.party(b.by)} to {_of(b.to, n)} on {_day(b.sent)}, "
        f"on the resolution of {said.body}, {said.on.isoformat()}, case {said.case_number}.{named}{lost}"
    )


def _received(b: e.NoticeReceived, n: Names) -> str:
    at = f" at {b.address}" if b.address else ""
    return f"Notice {b.notice} came to {_of(b.parties, n)} on {_day(b.received)}{at}."


def _corrected(b: e.ReceiptCorrected, n: Names) -> str:
    return (
        f"Notice {b.notice} came to {n.party(b.party)} on {_day(b.received)}, not on {_day(b.was)}; "
        f"until now it was computed so: {listed(derived(c) for c in b.computed)}."
    )


def derived(computed: Computation) -> str:
    """How a date came about, in a sentence."""
    return "; ".join(computed.derivation)


def _computed(b: e.DatesComputed, _n: Names) -> str:
    ends = "".join(f" Notice {x.notice} on {x.relation}: {derived(x.computation)}." for x in b.ends)
    if not b.dates:
        return f"Nothing comes by itself.{ends}"
    first = b.dates[0]
    more = f"; {len(b.dates) - 1} more come after it" if len(b.dates) > 1 else ""
    return f"The dates are computed. First, {due(first.at)}: {consequence_of(first.name)}{more}.{ends}"


_CAUSES = {
    e.EndCause.NOTICE: "by notice {notice}",
    e.EndCause.TERM: "by its own last day",
    e.EndCause.AGREED: "on the day the parties fixed together",
}


def _relation_ended(b: e.RelationEnded, n: Names) -> str:
    cause = _CAUSES[b.cause].format(notice=b.notice)
    over = f" Notice {listed(map(str, b.overtaken))} came to nothing by that." if b.overtaken else ""
    return f"{_of(b.parties, n)} are bound no longer: in force through {b.last_day.isoformat()}, {cause}.{over}"


def _withdrawn(b: e.NoticeWithdrawn, n: Names) -> str:
    agreed = f", as {_of(b.agreed, n)} agreed" if b.agreed else ""
    if b.relations is None:
        return f"Notice {b.notice} is withdrawn{agreed}; it stays on record."
    return f"Notice {b.notice} is withdrawn for {listed(b.relations)}{agreed}; for the others it runs on."


def _reported(b: e.NoticeReported, _n: Names) -> str:
    what = f"that notice {b.notice} is withdrawn" if b.withdrawn else f"of notice {b.notice}"
    return f"Helsedirektoratet was told {what} on {b.on.isoformat()}: {b.way}."


def _reminded(b: e.NoticeReportReminded, _n: Names) -> str:
    what = f"that notice {b.notice} is withdrawn" if b.withdrawn else f"of notice {b.notice}"
    last = " No more reminders come; it waits in the work list." if b.last else ""
    return (
        f"Reminder {b.reminder}: Helsedirektoratet has not been told {what}, as far as is entered; "
        f"the target is {b.target.isoformat()}.{last}"
    )


def _end_agreed(b: e.EndAgreed, n: Names) -> str:
    who, last = _of(b.confirmed_by, n), b.last_day.isoformat()
    fixed = f"{who} have fixed {last} in writing as the last day of {listed(b.relations)}."
    if b.by_notice is None:
        return fixed
    return (
        f"{fixed} Remark: it is before the notice period would be over ({b.by_notice.isoformat()}); no source says "
        "whether they may agree on that, and it holds because all have confirmed it (T-08)."
    )


def _milestone(b: e.MilestoneReached, n: Names) -> str:
    left = [
        f"{n.party(c.party)} meets on {listed(day.isoformat() for day in c.dates)}"
        if c.dates
        else f"{n.party(c.party)} has no known meeting left"
        for c in b.councils
    ]
    cases = f" A new agreement is negotiated in {listed(b.cases)}." if b.cases else ""
    councils = f" Councils: {'; '.join(left)}." if left else ""
    months = "1 month is" if b.months == 1 else f"{b.months} months are"
    return f"{months} left before notice {b.notice} takes effect on {b.last_day.isoformat()}.{cases}{councils}"


def _main_answered(b: e.MainEndedAnswered, n: Names) -> str:
    what = "goes on" if b.goes_on else "falls with the one it follows"
    return f"{n.party(b.party)}: the agreement {what}. {b.reason}"


TELL: Mapping[type, Callable[[Any, Names], str]] = {
    **story_of_making.TELL,
    e.AgreementImported: _begun,
    e.AgreementDrafted: _begun,
    e.NoticeGiven: _given,
    e.NoticeReceived: _received,
    e.NoticeKnown: lambda b, n: f"{n.party(b.party)} learned of notice {b.notice} on {_day(b.known)}.",
    e.ReceiptCorrected: _corrected,
    e.WithdrawalAsked: lambda b, n: (
        f"It is asked that notice {b.notice} be taken back, which {_of(b.asked, n)} had learned of: it runs on "
        "wherever they do not agree in writing."
    ),
    e.WithdrawalAnswered: lambda b, n: (
        f"{n.party(b.party)} {'agrees' if b.agrees else 'does not agree'} that notice {b.notice} be taken back."
    ),
    e.NoticeWithdrawn: _withdrawn,
    e.DatesComputed: _computed,
    e.RelationEnded: _relation_ended,
    e.EndAgreed: _end_agreed,
    e.PartsEnded: lambda b, n: (
        f"{listed(b.parts)} binds {_of(b.parties, n)} no longer: in force through {b.last_day.isoformat()}, "
        f"by notice {b.notice}; the rest of the agreement is in force."
    ),
    e.NoticeReported: _reported,
    e.NoticeReportReminded: _reminded,
    e.RenegotiationNoted: lambda b, _n: f"{b.case} is opened to negotiate anew, because of notice {b.notice}.",
    e.CouncilDatesRecorded: lambda b, n: (
        f"The council or board of {n.party(b.party)} meets on {listed(day.isoformat() for day in b.dates)}."
    ),
    e.CouncilTooLate: lambda b, n: (
        f"No known council or board meeting of {n.party(b.party)} is left before notice {b.notice} takes effect "
        f"on {b.last_day.isoformat()}."
    ),
    e.MilestoneReached: _milestone,
    e.RenewalReminded: lambda b, _n: (
        f"{b.months} months are left of the term, which ends on {b.last_day.isoformat()}; "
        "nothing is renewed by itself."
    ),
    e.SupplementaryFlagged: lambda b, n: (
        f"{b.agreement}, which this agreement follows, ended early, on {b.last_day.isoformat()}: "
        f"{_of(b.asked, n)} are asked whether it goes on. Nothing ends by itself."
    ),
    e.MainEndedAnswered: _main_answered,
    e.AgreementEnded: lambda b, _n: f"The agreement has ended; it was in force through {b.last_day.isoformat()}.",
}
