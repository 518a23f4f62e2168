"""What happened to an agreement, in words (A-01..A-20, T-05)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from audit import story_of_making
from audit.naming import Names, listed
from models import entries as e
from models.periods import Computation, Moment


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
    return (
        f"Notice {b.notice}{parts}, sent by {n.party(b.by)} to {_of(b.to, n)} on {_day(b.sent)}, "
        f"on the resolution of {said.body}, {said.on.isoformat()}, case {said.case_number}.{named}"
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
    more = f", and {len(b.dates) - 1} more" if len(b.dates) > 1 else ""
    return f"The dates are computed: next comes {first.name} at the end of {first.day.isoformat()}{more}.{ends}"


_CAUSES = {
    e.EndCause.NOTICE: "by notice {notice}",
    e.EndCause.TERM: "by its own last day",
    e.EndCause.AGREED: "on the day the parties fixed together",
}


def _relation_ended(b: e.RelationEnded, n: Names) -> str:
    cause = _CAUSES[b.cause].format(notice=b.notice)
    over = f" Notice {listed(map(str, b.overtaken))} came to nothing by that." if b.overtaken else ""
    return f"{_of(b.parties, n)} are bound no longer: in force through {b.last_day.isoformat()}, {cause}.{over}"


TELL: Mapping[type, Callable[[Any, Names], str]] = {
    **story_of_making.TELL,
    e.AgreementImported: _begun,
    e.AgreementDrafted: _begun,
    e.NoticeGiven: _given,
    e.NoticeReceived: _received,
    e.NoticeKnown: lambda b, n: f"{n.party(b.party)} learned of notice {b.notice} on {_day(b.known)}.",
    e.ReceiptCorrected: _corrected,
    e.WithdrawalAsked: lambda b, n: (
        f"Notice {b.notice} is taken back, after {_of(b.asked, n)} had learned of it: it runs on unless they agree."
    ),
    e.WithdrawalAnswered: lambda b, n: (
        f"{n.party(b.party)} {'agrees' if b.agrees else 'does not agree'} that notice {b.notice} is taken back."
    ),
    e.NoticeWithdrawn: lambda b, n: (
        f"Notice {b.notice} is withdrawn{f', as {_of(b.agreed, n)} agreed' if b.agreed else ''}; it stays on record."
    ),
    e.DatesComputed: _computed,
    e.RelationEnded: _relation_ended,
    e.AgreementEnded: lambda b, _n: f"The agreement has ended; it was in force through {b.last_day.isoformat()}.",
}
