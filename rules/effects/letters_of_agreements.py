"""The letters an agreement's steps make owed: to its parties and the secretariat (A-06..A-13, T-04..T-07). Pure.

Every kind of entry stands in `LETTERS`, or in `SILENT` with why nobody is written to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from models import entries as e
from models.agreement import ApprovalResult, NoticeEnd, PartyRef
from models.agreement_state import AgreementState, NoticeStage
from models.entries import Entry
from models.messages import MessageKind, Recipient, ToOffice
from models.roster import OutsideOffice
from rules.agreement.calendar_of_keeping import report_dates
from rules.agreement.clocks import REPORT_DUE
from rules.agreement.coming import report_target
from rules.agreement.context import in_force, reported_to_state
from rules.agreement.opening import ASKED_FOR
from rules.agreement.reviews import highest_body
from rules.effects import letters_of_endings
from rules.effects.addressees import Addressees, Letter
from rules.effects.told_of_agreements import Tell, Told

ON_THE_DAY = 2
"""The reminder that Helsedirektoratet has not been told, on the target day."""


def letters_of_agreement_entry(
    entry: Entry, before: AgreementState | None, after: AgreementState, to: Addressees
) -> tuple[Letter, ...]:
    """What an agreement's entry makes owed, given the agreement before and after it."""
    tell = LETTERS.get(type(entry.body))
    return () if tell is None else tell(Told(entry, before, after, to), entry.body)


# --- made and kept up to date -----------------------------------------------------------------------------------


def _sent(told: Told, body: e.SentForApproval) -> tuple[Letter, ...]:
    document = told.after.latest.document
    facts = {"text_digest": document, "documents": (document,) if document else ()}
    return told.letter(
        MessageKind.AGREEMENT_SENT, body.parties, facts=facts, version=body.version, parties=told.everyone
    )


def _revised(told: Told, body: e.AgreementRevised) -> tuple[Letter, ...]:
    """To those who were asked about an earlier text (A-09); a council's amendment is sent to all at once."""
    amended = (x for x in told.after.approvals if x.result is ApprovalResult.AMENDED)
    if any(x.party == body.by and x.version + 1 == body.version for x in amended):
        return ()
    asked = [party for version in told.after.versions for party in version.sent_to or ()]
    if not asked:
        return ()
    facts = {"text_digest": body.document, "documents": (body.document,), "reason": body.reason}
    parties = tuple(dict.fromkeys(asked))
    return told.letter(MessageKind.AGREEMENT_REVISED, parties, facts=facts, version=body.version, by=body.by)


def _treated(told: Told, body: e.ApprovalRecorded) -> tuple[Letter, ...]:
    return told.letter(
        MessageKind.AGREEMENT_TREATED,
        tuple(party for party in told.everyone if party != body.party),
        facts={"text_digest": told.after.latest.document, "reason": body.said},
        by=body.party,
        version=body.version,
        result=body.result,
        resolution=body.resolution,
    )


def _signed(told: Told, body: e.AgreementSigned) -> tuple[Letter, ...]:
    """Only before the party's approval stands here; a signature in time is told with the last of them (A-09)."""
    if body.approved:
        return ()
    facts = {"on_day": body.signed_on, "treated_by": body.by.office}
    parties = told.bound_with(body.relations)
    return told.letter(MessageKind.AGREEMENT_SIGNED_EARLY, parties, facts=facts, by=body.party, version=body.version)


def _entered(told: Told, body: e.RelationEntered) -> tuple[Letter, ...]:
    due = tuple(d for d in report_dates(told.after, told.to.procedure) if _about(d.name) == body.relation)
    return told.letter(
        MessageKind.AGREEMENT_ENTERED,
        body.parties,
        facts={"on_day": body.entered_on},
        parties=body.parties,
        version=body.version,
        days=due,
        reported=told.after.agreement.kind in ASKED_FOR,
    )


def _about(clock: str) -> str:
    """The relation that a clock of A-07 is about: the middle of its name."""
    return clock.removeprefix(f"{REPORT_DUE}:").rpartition(":")[0]


def _report_overdue(told: Told, body: e.ReportOverdue) -> tuple[Letter, ...]:
    parties = told.after.relation(body.relation).parties
    return told.letter(MessageKind.AGREEMENT_REPORT_OVERDUE, parties, parties=parties, days=(body.due,))


def _entering_overdue(told: Told, body: e.EnteringOverdue) -> tuple[Letter, ...]:
    late = told.bound_with(body.relations)
    return told.letter(MessageKind.AGREEMENT_ENTERING_OVERDUE, late, facts={"last_day": body.deadline}, parties=late)


def _bound(told: Told) -> tuple[PartyRef, ...]:
    """The parties that are bound to somebody now."""
    return tuple(dict.fromkeys(p for r in told.after.relations if in_force(r) for p in r.parties))


def _review_reminded(told: Told, body: e.ReviewReminded) -> tuple[Letter, ...]:
    facts = {"last_day": body.last_day, "number": body.year}
    return told.letter(MessageKind.AGREEMENT_REVIEW_REMINDER, _bound(told), facts=facts, parties=_bound(told))


def _review_overdue(told: Told, body: e.ReviewOverdue) -> tuple[Letter, ...]:
    """To the highest body too: its members, and whoever they speak for (A-08)."""
    return told.letter(
        MessageKind.AGREEMENT_REVIEW_OVERDUE,
        _bound(told),
        also=told.to.members(body.body),
        facts={"body": body.body, "number": body.year},
    )


def _succeeded(told: Told, body: e.PartySucceeded) -> tuple[Letter, ...]:
    facts = {"on_day": body.since, "reason": body.source}
    return told.letter(
        MessageKind.AGREEMENT_PARTY_SUCCEEDED, told.everyone, facts=facts, by=body.becomes, parties=body.was
    )


# --- said up, taken back, over ----------------------------------------------------------------------------------


def _given(told: Told, body: e.NoticeGiven) -> tuple[Letter, ...]:
    facts = {"last_day": body.named_end, "documents": (body.document,) if body.document else ()}
    return told.letter(
        MessageKind.AGREEMENT_NOTICE_GIVEN,
        (*body.to, body.by),
        facts=facts,
        notice=body.notice,
        by=body.by,
        parties=body.to,
        parts=body.parts,
        sent=body.sent,
        resolution=body.authority,
    )


def _given_and_told(told: Told, body: e.NoticeGiven) -> tuple[Letter, ...]:
    return (*_given(told, body), *_rhf_told(told, body.notice))


def _withdrawn_and_told(told: Told, body: e.NoticeWithdrawn) -> tuple[Letter, ...]:
    """Whoever was told of the notice is told that it is taken back (A-13)."""
    reported = told.after.notice(body.notice).reported is not None
    return (*_withdrawn(told, body), *(_rhf_told(told, body.notice) if reported else ()))


def _rhf_told(told: Told, number: int) -> tuple[Letter, ...]:
    """The regional health authority is usually no party, so somebody has to tell it, at once (A-11)."""
    if not reported_to_state(told.after.agreement):
        return ()
    target, _ = report_target(told.to.day, told.to.procedure)
    return _to_rhf(told, MessageKind.AGREEMENT_RHF_TOLD, number, {"last_day": target})


def _report_reminded(told: Told, body: e.NoticeReportReminded) -> tuple[Letter, ...]:
    """To more people each time: on the target day the parties, after it the highest body's members (A-11)."""
    facts = {"last_day": body.target, "number": body.reminder}
    parties = told.bound_with(told.after.notice(body.notice).relations) if body.reminder > 1 else ()
    members = told.to.members(highest_body(told.to.procedure)) if body.reminder > ON_THE_DAY else ()
    kind = MessageKind.AGREEMENT_REPORT_REMINDER
    return _to_rhf(told, kind, body.notice, facts, parties=parties, also=members, last=body.last)


def _to_rhf(
    told: Told,
    kind: MessageKind,
    number: int,
    facts: Mapping[str, Any],
    *,
    parties: tuple[PartyRef, ...] = (),
    also: tuple[Recipient, ...] = (),
    last: Literal[True] | None = None,
) -> tuple[Letter, ...]:
    """To the regional health authority where the roster says how to reach it; else the secretariat passes it on."""
    notice = told.after.notice(number)
    known = any(one.office is OutsideOffice.RHF for one in told.to.roster.outside or ())
    office: tuple[Recipient, ...] = (ToOffice(office=OutsideOffice.RHF),) if known else ()
    withdrawn = notice.withdrawal_after_report is not None
    said = {"on_day": notice.sent.day, "step": "withdrawn" if withdrawn else "given", **facts}
    some = notice.taken_back if withdrawn and notice.stage is not NoticeStage.WITHDRAWN else None
    return told.letter(
        kind,
        parties,
        also=(*office, *also),
        facts=said,
        notice=number,
        by=notice.by,
        between=told.between(some) if some else None,
        last=last,
    )


def _ends_computed(told: Told, body: e.DatesComputed) -> tuple[Letter, ...]:
    """The ends that are new, or other than they were, to everybody they bind (T-05, T-07)."""
    assert told.before is not None, "dates are computed of what has begun"
    before = {(end.notice, end.relation): end for end in told.before.ends}
    moved = tuple(end for end in body.ends if _another(before.get((end.notice, end.relation)), end))
    if not moved:
        return ()
    parties = told.bound_with(tuple(end.relation for end in moved))
    parts = tuple(
        part
        for number in dict.fromkeys(end.notice for end in moved)
        for part in told.after.notice(number).parts or ()
    )
    former = tuple(before[key] for end in moved if (key := (end.notice, end.relation)) in before)
    return told.letter(
        MessageKind.AGREEMENT_END_COMPUTED, parties, parties=parties, parts=parts or None, ends=moved, former=former
    )


def _another(was: NoticeEnd | None, now: NoticeEnd) -> bool:
    """Whether it says something else to those it concerns; that the rules have another version does not."""
    return was is None or any(
        getattr(was.computation, name) != getattr(now.computation, name)
        for name in ("received", "in_force_to", "effective", "by_receipt", "by_dispatch")
    )


def _receipt_corrected(told: Told, body: e.ReceiptCorrected) -> tuple[Letter, ...]:
    notice = told.after.notice(body.notice)
    return told.letter(
        MessageKind.AGREEMENT_RECEIPT_CORRECTED,
        told.bound_with(notice.relations),
        facts={"reason": body.reason},
        notice=body.notice,
        by=notice.by,
        parties=(body.party,),
        was=body.was,
        received=body.received,
        held=body.computed,
    )


def _withdrawal_asked(told: Told, body: e.WithdrawalAsked) -> tuple[Letter, ...]:
    by = told.after.notice(body.notice).by
    return told.letter(
        MessageKind.AGREEMENT_WITHDRAWAL_ASKED,
        (*body.asked, by),
        facts={"reason": body.reason},
        notice=body.notice,
        by=by,
        parties=body.asked,
        received=body.arrived,
    )


def _withdrawal_answered(told: Told, body: e.WithdrawalAnswered) -> tuple[Letter, ...]:
    """To those it is decided with: whoever was asked in the same relation, and who wants it back (A-13, N-02)."""
    notice = told.after.notice(body.notice)
    asked = notice.withdrawal.asked if notice.withdrawal else ()
    bound = told.bound_with(tuple(r for r in notice.relations if body.party in told.after.relation(r).parties))
    others = (notice.by, *(party for party in asked if party != body.party and party in bound))
    return told.letter(
        MessageKind.AGREEMENT_WITHDRAWAL_ANSWERED, others, notice=body.notice, by=body.party, agrees=body.agrees
    )


def _withdrawn(told: Told, body: e.NoticeWithdrawn) -> tuple[Letter, ...]:
    notice = told.after.notice(body.notice)
    return told.letter(
        MessageKind.AGREEMENT_NOTICE_WITHDRAWN,
        told.bound_with(notice.relations if body.relations is None else body.relations),
        facts={"reason": body.reason},
        notice=body.notice,
        by=notice.by,
        parties=body.agreed,
        between=None if body.relations is None else told.between(body.relations),
        received=body.arrived,
    )


def _relation_ended(told: Told, body: e.RelationEnded) -> tuple[Letter, ...]:
    return told.letter(
        MessageKind.AGREEMENT_RELATION_ENDED,
        body.parties,
        facts={"last_day": body.last_day, "step": body.cause.value},
        parties=body.parties,
        notice=body.notice,
        reported=told.after.agreement.kind in ASKED_FOR,
    )


LETTERS: dict[type, Tell] = {
    **letters_of_endings.LETTERS,
    e.SentForApproval: _sent,
    e.AgreementRevised: _revised,
    e.ApprovalRecorded: _treated,
    e.AgreementSigned: _signed,
    e.RelationEntered: _entered,
    e.ReportOverdue: _report_overdue,
    e.EnteringOverdue: _entering_overdue,
    e.ReviewReminded: _review_reminded,
    e.ReviewOverdue: _review_overdue,
    e.PartySucceeded: _succeeded,
    e.NoticeGiven: _given_and_told,
    e.NoticeReportReminded: _report_reminded,
    e.DatesComputed: _ends_computed,
    e.ReceiptCorrected: _receipt_corrected,
    e.WithdrawalAsked: _withdrawal_asked,
    e.WithdrawalAnswered: _withdrawal_answered,
    e.NoticeWithdrawn: _withdrawn_and_told,
    e.RelationEnded: _relation_ended,
}

SILENT: dict[type, str] = {
    e.NoticeReported: "whoever owed it has done it",
    e.RenegotiationNoted: "the case writes to those it concerns",
    e.ReviewCaseNoted: "the reminder said that the case is opened",
    e.CouncilDatesRecorded: "a council knows when it meets; that none of its meetings is left is told",
    e.MainEndedAnswered: "what one party says ends nothing; a day that all of them fix is told",
    e.AgreementImported: "it is in force elsewhere, and its parties know it",
    e.AgreementDrafted: "a draft asks nothing of anybody before it is sent",
    e.UsersHeard: "whoever took part knows",
    e.AgreementReported: "whoever owed it has done it",
    e.AgreementReviewed: "the parties held it themselves",
    e.NoticeReceived: "what it leads to is told when the end is computed",
    e.NoticeKnown: "evidence of what the party itself says",
    e.AgreementEnded: "each relation's end is told",
    e.ActRefused: "whoever acted is answered; whom it was entered for gets a receipt",
    e.RefusalsSummarised: "each refusal was answered",
    e.RestartedFromRecord: "nothing happened to the agreement",
    e.ClockStopped: "the watch tells whoever runs Saksgang: it says nothing of the agreement",
}
