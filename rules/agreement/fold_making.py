"""The entries of an agreement's making and keeping, folded (A-02, A-07, A-08, A-09)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from models import entries as e
from models.agreement import Agreement, AgreementParty
from models.agreement_state import (
    AgreementState,
    Approval,
    MainEnded,
    Notice,
    NoticeReceipt,
    Relation,
    Report,
    Review,
    ReviewCase,
    Signature,
    UsersPart,
    Version,
    Withdrawal,
    WithdrawalAnswer,
)
from models.entries import Entry
from rules.agreement.clocks import ENTERING_DUE, REVIEW_REMINDER

Changes = dict[str, Any]
Now = Callable[[str], str]


def rang(s: AgreementState, name: str) -> Changes:
    """A clock of that name does not ring again."""
    return {"rung": (*s.rung, name)}


def _revised(s: AgreementState, _e: Entry, b: e.AgreementRevised) -> Changes:
    version = Version(version=b.version, agreement=b.agreement, document=b.document)
    drafting = all(r.version is None for r in s.relations)
    return {"versions": (*s.versions, version), **({"agreement": b.agreement} if drafting else {})}


def _users(s: AgreementState, _e: Entry, b: e.UsersHeard) -> Changes:
    return {"users": (*s.users, UsersPart(organisation=b.organisation, on=b.on))}


def _sent(s: AgreementState, _e: Entry, b: e.SentForApproval) -> Changes:
    versions = tuple(
        v.model_copy(update={"sent_to": (*(v.sent_to or ()), *b.parties)}) if v.version == b.version else v
        for v in s.versions
    )
    return {"versions": versions}


def _approval(s: AgreementState, _e: Entry, b: e.ApprovalRecorded) -> Changes:
    approval = Approval(party=b.party, version=b.version, result=b.result, resolution=b.resolution, said=b.said)
    others = tuple(x for x in s.approvals if (x.party, x.version) != (b.party, b.version))
    return {"approvals": (*others, approval)}


def _signed(s: AgreementState, _e: Entry, b: e.AgreementSigned) -> Changes:
    signature = Signature(party=b.party, version=b.version, signed_on=b.signed_on, by=b.by, document=b.document)
    return _relations(s, b.relations, lambda r: {"signatures": (*r.signatures, signature)})


def _entered(s: AgreementState, _e: Entry, b: e.RelationEntered) -> Changes:
    """From here the parties are bound by this version; where they were bound before, since then."""
    changes = _relations(
        s,
        (b.relation,),
        lambda r: {
            "version": b.version,
            "entered_on": r.entered_on or b.entered_on,
            "signed_on": b.entered_on,
            "signatures": tuple(x for x in r.signatures if x.version >= b.version),
            "sent": None,
        },
    )
    newest = max(r.version or 0 for r in changes["relations"])
    return {**changes, "agreement": next(v.agreement for v in s.versions if v.version == newest)}


def _reported(s: AgreementState, _e: Entry, b: e.AgreementReported) -> Changes:
    report = Report(on=b.on, way=b.way, where=b.where, proof=b.proof)
    return _relations(s, b.relations, lambda _r: {"sent": report})


def _report_overdue(s: AgreementState, _e: Entry, b: e.ReportOverdue) -> Changes:
    return rang(s, b.due.name)


def _entering_overdue(s: AgreementState, _e: Entry, _b: e.EnteringOverdue) -> Changes:
    return rang(s, ENTERING_DUE)


def _reviewed(s: AgreementState, _e: Entry, b: e.AgreementReviewed) -> Changes:
    """From the last review on, the next is reminded of anew, though that of an earlier day was (A-08)."""
    reviews = sorted((*s.reviews, Review(on=b.on, outcome=b.outcome, case=b.case)), key=lambda review: review.on)
    again = {"rung": tuple(x for x in s.rung if not x.startswith(f"{REVIEW_REMINDER}:"))}
    return {"reviews": tuple(reviews), "review_case": None} | (again if reviews[-1].on == b.on else {})


def _review_case(_s: AgreementState, _e: Entry, b: e.ReviewCaseNoted) -> Changes:
    return {"review_case": ReviewCase(year=b.year, case=b.case)}


def _review_reminded(s: AgreementState, _e: Entry, b: e.ReviewReminded) -> Changes:
    return rang(s, f"{REVIEW_REMINDER}:{b.year}")


def _review_overdue(_s: AgreementState, _e: Entry, b: e.ReviewOverdue) -> Changes:
    return {"reviewed_to": date(b.year, 12, 31)}


def _succeeded(s: AgreementState, _e: Entry, b: e.PartySucceeded) -> Changes:
    """The one takes the others' place wherever they stand."""

    def now(party: str) -> str:
        return b.becomes if party in b.was else party

    def all_now(parties: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(now(party) for party in parties))

    known = next((p for p in s.agreement.parties if p.ref == b.becomes), None)
    joined = known or AgreementParty(party=b.becomes)

    def between(agreement: Agreement) -> Agreement:
        parties = {p.ref: p for p in (joined if q.ref in b.was else q for q in agreement.parties)}
        return agreement.model_copy(update={"parties": tuple(parties.values())})

    versions = (
        v.model_copy(update={"agreement": between(v.agreement), "sent_to": v.sent_to and all_now(v.sent_to)})
        for v in s.versions
    )
    asked = s.main_ended
    return {
        "agreement": between(s.agreement),
        "versions": tuple(versions),
        "relations": tuple(_with(r, parties=all_now(r.parties)) for r in s.relations),
        "notices": tuple(_taken_over(n, s.relations, now) for n in s.notices),
        "main_ended": asked and _asked_of(asked, now),
    }


def _taken_over(notice: Notice, relations: tuple[Relation, ...], now: Now) -> Notice:
    """Where one takes the place of several, what came to each of them counts for what bound that one (5.4)."""
    several = len({now(r.party) for r in notice.receipts}) < len(notice.receipts)
    receipts = tuple(
        r.model_copy(
            update={"party": now(r.party), "relations": _came_for(r, notice, relations) if several else None}
        )
        for r in notice.receipts
    )
    back = notice.withdrawal and _answered_by(notice.withdrawal, now)
    return notice.model_copy(update={"by": now(notice.by), "receipts": receipts, "withdrawal": back})


def _came_for(receipt: NoticeReceipt, notice: Notice, relations: tuple[Relation, ...]) -> tuple[str, ...]:
    named = (r for r in relations if r.relation in notice.relations and receipt.party in r.parties)
    return tuple(r.relation for r in named) if receipt.relations is None else receipt.relations


def _answered_by(back: Withdrawal, now: Now) -> Withdrawal:
    """A yes is the successor's when all whose place it takes have given it; one no is enough (A-13)."""
    asked = tuple(dict.fromkeys(map(now, back.asked)))
    answers: list[WithdrawalAnswer] = []
    for party in asked:
        said = [x for x in back.answers if now(x.party) == party]
        if said and (len(said) == sum(now(p) == party for p in back.asked) or not all(x.agrees for x in said)):
            one = next((x for x in said if not x.agrees), said[-1])
            answers.append(one.model_copy(update={"party": party}))
    return back.model_copy(update={"asked": asked, "answers": tuple(answers)})


def _asked_of(main: MainEnded, now: Now) -> MainEnded:
    """What was said of the agreement that ended stands as the successor's, but for what contradicts itself (A-20)."""
    on, falls = {now(p): None for p in main.goes_on}, {now(p): None for p in main.falls}
    goes_on, ends = tuple(p for p in on if p not in falls), tuple(p for p in falls if p not in on)
    return main.model_copy(update={"goes_on": goes_on, "falls": ends})


def _relations(s: AgreementState, names: tuple[str, ...], changes: Callable[[Relation], Changes]) -> Changes:
    return {"relations": tuple(_with(r, **changes(r)) if r.relation in names else r for r in s.relations)}


def _with(relation: Relation, **changes: Any) -> Relation:
    return relation.model_copy(update=changes)


FOLDS: dict[type, Callable[[AgreementState, Entry, Any], Changes]] = {
    e.AgreementRevised: _revised,
    e.UsersHeard: _users,
    e.SentForApproval: _sent,
    e.ApprovalRecorded: _approval,
    e.AgreementSigned: _signed,
    e.RelationEntered: _entered,
    e.AgreementReported: _reported,
    e.ReportOverdue: _report_overdue,
    e.EnteringOverdue: _entering_overdue,
    e.AgreementReviewed: _reviewed,
    e.ReviewReminded: _review_reminded,
    e.ReviewCaseNoted: _review_case,
    e.ReviewOverdue: _review_overdue,
    e.PartySucceeded: _succeeded,
}
