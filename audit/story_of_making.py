"""How an agreement was made and kept up to date, in words (A-02, A-07, A-08, A-09)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from audit.naming import Names, listed
from models import entries as e
from models.agreement import ApprovalResult

_RESULTS = {
    ApprovalResult.APPROVED: "approved",
    ApprovalResult.RESERVED: "approved with a reservation",
    ApprovalResult.AMENDED: "amended",
    ApprovalResult.REJECTED: "rejected",
    ApprovalResult.POSTPONED: "postponed",
}
_WAYS = {"sent": "sent to Helsedirektoratet", "published": "published, and the link sent to Helsedirektoratet"}


def _approval(b: e.ApprovalRecorded, n: Names) -> str:
    said = f": {b.said}" if b.said else ""
    by = b.resolution
    where = f"{by.body}, {by.on.isoformat()}, case {by.case_number}"
    return f"{n.party(b.party)} {_RESULTS[b.result]} version {b.version} ({where}){said}."


def _signed(b: e.AgreementSigned, n: Names) -> str:
    flag = "" if b.approved else " Its approval is not entered: the signature completes nothing yet (A-09)."
    with_whom = listed(b.relations)
    return (
        f"Version {b.version} was signed for {n.party(b.party)} by its {b.by.office} on {b.signed_on.isoformat()} "
        f"({with_whom}).{flag}"
    )


def _revised(b: e.AgreementRevised, n: Names) -> str:
    by = f", proposed by {n.party(b.by)}" if b.by else ""
    return f"Version {b.version} is the new text{by}: {b.reason}. Earlier approvals are of earlier texts."


TELL: Mapping[type, Callable[[Any, Names], str]] = {
    e.AgreementRevised: _revised,
    e.UsersHeard: lambda b, _n: f"{b.organisation} took part on {b.on.isoformat()}: {b.how}",
    e.SentForApproval: lambda b, n: (
        f"Version {b.version} was sent for approval to {listed(n.party(p) for p in b.parties)}."
    ),
    e.ApprovalRecorded: _approval,
    e.AgreementSigned: _signed,
    e.RelationEntered: lambda b, n: (
        f"Entered (inngått) on {b.entered_on.isoformat()} between {listed(n.party(p) for p in b.parties)}, "
        f"version {b.version}."
    ),
    e.AgreementReported: lambda b, _n: (
        f"The agreement of {listed(b.relations)} was {_WAYS[b.way]} on {b.on.isoformat()} ({b.where})."
    ),
    e.ReportOverdue: lambda b, _n: (
        f"Helsedirektoratet does not have the agreement of {b.relation}: it was due by {b.due.day.isoformat()}."
    ),
    e.EnteringOverdue: lambda b, _n: (
        f"The ministry's deadline of {b.deadline.isoformat()} has passed; not entered: {listed(b.relations)}."
    ),
    e.AgreementReviewed: lambda b, _n: (
        f"Reviewed on {b.on.isoformat()} in {b.body}: "
        f"{'no change' if b.outcome.value == 'no_change' else 'to be changed'}."
        f"{f' {b.closes} is closed.' if b.closes else f' The case is {b.case}.' if b.case else ''}"
    ),
    e.ReviewReminded: lambda b, _n: (
        f"The review of {b.year} is to be prepared; the last day is {b.last_day.isoformat()}."
    ),
    e.ReviewCaseNoted: lambda b, _n: f"{b.case} is opened for the review of {b.year}.",
    e.ReviewOverdue: lambda b, _n: f"{b.year} passed without a review of the agreement; {b.body} is told.",
    e.PartySucceeded: lambda b, n: (
        f"{n.party(b.becomes)} takes the place of {listed(n.party(p) for p in b.was)} "
        f"from {b.since.isoformat()} ({b.source})."
    ),
}
