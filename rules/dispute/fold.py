"""A dispute's entries folded, one by one, into where it stands. Pure; decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from models import entries as e
from models.dispute import ConsentAnswer, DisputeStage, Mediation, RelationStage
from models.dispute_state import (
    Dispatch,
    DisputeDocument,
    DisputeState,
    Following,
    Opposed,
    PartyConsent,
    Receipt,
    Reply,
)
from models.entries import Entry
from rules.case.folds.common import clock_of, without
from rules.dispute.clocks import CONSENT_DUE, CONSENT_REMINDER, CONSEQUENCES, unanswered
from rules.recording import still_running

Changes = dict[str, Any]
Fold = Callable[[DisputeState, Entry, Any], Changes]


def open_dispute(entry: Entry, community: str) -> DisputeState:
    """The state after the first entry: whoever brings it consents by that, the others are asked (N-03)."""
    body = entry.body
    assert isinstance(body, e.DisputeOpened), "a dispute is brought first"
    own = PartyConsent(party=body.by, answer=ConsentAnswer.CONSENTED, at=entry.at, authority=body.authority)
    return DisputeState(
        record=entry.record,
        community=community,
        kind=body.matter,
        stage=DisputeStage.SAMTYKKE_INNHENTES,
        title=body.title,
        by=body.by,
        question=body.question,
        basis=body.basis,
        since=entry.at,
        case=body.case,
        agreement=body.agreement,
        as_one=body.as_one,
        consent_rule=body.consent_rule,
        consents=(own, *(PartyConsent(party=party) for party in body.counterparts)),
        relations=tuple(Opposed(relation=r.relation, parties=r.parties) for r in body.relations),
        treated=body.treated,
        clocks=tuple(clock_of(due, CONSEQUENCES[due.name], due.rule) for due in (body.reminder, body.due)),
    )


def fold_dispute(state: DisputeState | None, entry: Entry, community: str) -> DisputeState:
    """The state after one more entry."""
    if state is None:
        return open_dispute(entry, community)
    changes = FOLDS[type(entry.body)](state, entry, entry.body)
    return state.model_copy(update=changes) if changes else state


def fold_all(entries: Iterable[Entry], community: str) -> DisputeState:
    """The state after all of a dispute's entries, first to last.

    Raises:
        ValueError: there are no entries.
    """
    state: DisputeState | None = None
    for entry in entries:
        state = fold_dispute(state, entry, community)
    if state is None:
        raise ValueError("a record without entries has no state")
    return state


def _nothing(_s: DisputeState, _e: Entry, _b: object) -> Changes:
    return {}


def _consent(s: DisputeState, party: str, **changes: Any) -> Changes:
    consents = tuple(c.model_copy(update=changes) if c.party == party else c for c in s.consents)
    after = s.model_copy(update={"consents": consents})
    return {"consents": consents, "clocks": s.clocks if unanswered(after) else ()}


def _answered(s: DisputeState, entry: Entry, b: e.ConsentAnswered) -> Changes:
    said = ConsentAnswer.CONSENTED if b.consents else ConsentAnswer.REFUSED
    return _consent(s, b.party, answer=said, at=entry.at, authority=b.authority, reason=b.reason)


def _reminded(s: DisputeState, _e: Entry, _b: e.ConsentReminded) -> Changes:
    return {"clocks": without(s.clocks, CONSENT_REMINDER)}


def _closed_unanswered(s: DisputeState, entry: Entry, b: e.ConsentClosed) -> Changes:
    silent = {"answer": ConsentAnswer.SILENT, "at": entry.at}
    consents = tuple(c.model_copy(update=silent) if c.party in b.unanswered else c for c in s.consents)
    return {"consents": consents, "clocks": without(s.clocks, CONSENT_REMINDER, CONSENT_DUE)}


def _withdrawn(s: DisputeState, entry: Entry, b: e.ConsentWithdrawn) -> Changes:
    changes = _consent(s, b.party, answer=ConsentAnswer.WITHDRAWN, at=entry.at, reason=b.reason)
    asked = {"withdrawal_asked": (*s.withdrawal_asked, b.party)} if b.passed_on else {}
    return changes | asked


def _nemnda_answered(s: DisputeState, _e: Entry, b: e.NemndaAnsweredWithdrawal) -> Changes:
    return {"withdrawal_asked": tuple(p for p in s.withdrawal_asked if p != b.party)}


def _relation_rejected(s: DisputeState, _e: Entry, b: e.RelationRejected) -> Changes:
    gone = {"stage": RelationStage.REJECTED}
    return {"relations": tuple(r.model_copy(update=gone) if r.relation == b.relation else r for r in s.relations)}


def _rule_set(_s: DisputeState, _e: Entry, b: e.ConsentRuleSet) -> Changes:
    return {"consent_rule": b.rule, "rule_reason": b.reason}


def _waived(s: DisputeState, _e: Entry, b: e.LocalStepsWaived) -> Changes:
    return {"waived": (*s.waived, b.party)}


def _added(s: DisputeState, _e: Entry, b: e.DisputeDocumentAdded) -> Changes:
    return {"documents": (*s.documents, DisputeDocument(document=b.document, title=b.title, size=b.size))}


def _removed(s: DisputeState, _e: Entry, b: e.DisputeDocumentRemoved) -> Changes:
    return {"documents": tuple(d for d in s.documents if d.document != b.document)}


def _document(s: DisputeState, document: str, **changes: Any) -> Changes:
    return {"documents": tuple(d.model_copy(update=changes) if d.document == document else d for d in s.documents)}


def _checked(s: DisputeState, _e: Entry, b: e.DisputeDocumentChecked) -> Changes:
    return _document(s, b.document, findings=b.findings, confirmed_by=None, confirmed_at=None, despite=None)


def _confirmed(s: DisputeState, entry: Entry, b: e.AnonymisationConfirmed) -> Changes:
    return _document(s, b.document, confirmed_by=b.person, confirmed_at=entry.at, despite=b.despite)


def _submitted(_s: DisputeState, entry: Entry, b: e.DisputeSubmitted) -> Changes:
    return {"stage": DisputeStage.OVERSENDT, "contact": b.contact, "submitted_at": entry.at, "clocks": ()}


def _sent(_s: DisputeState, _e: Entry, b: e.SubmissionSent) -> Changes:
    return {"dispatch": Dispatch(message=b.message, sent_at=b.sent_at, raw=b.raw)}


def _receipt(_s: DisputeState, _e: Entry, b: e.NemndaReceiptEntered) -> Changes:
    return {"receipt": Receipt(on=b.on, reference=b.reference)}


def _replied(s: DisputeState, _e: Entry, b: e.ReplyEntered) -> Changes:
    return {"replies": (*s.replies, Reply(party=b.party, on=b.on, document=b.document))}


def _outcome(_s: DisputeState, _e: Entry, b: e.OutcomeEntered) -> Changes:
    agreed = isinstance(b.outcome.result, Mediation) and b.outcome.result.agreed
    stage = DisputeStage.AVTALE_TIL_GODKJENNING if agreed else DisputeStage.UTTALELSE_MOTTATT
    return {"outcome": b.outcome, "stage": stage, "withdrawal_asked": ()}


def _follows(s: DisputeState, _e: Entry, b: e.AdviceAnswered) -> Changes:
    return {"followings": (*s.followings, Following(party=b.party, follows=b.follows, reason=b.reason))}


def _closed(_s: DisputeState, _e: Entry, b: e.DisputeClosed) -> Changes:
    relations = tuple(Opposed(relation=r.relation, parties=r.parties, stage=r.stage) for r in b.relations)
    return {"stage": b.stage, "relations": relations, "ended": True, "clocks": ()}


def _clock_stopped(s: DisputeState, _e: Entry, b: e.ClockStopped) -> Changes:
    return {"clocks": still_running(s.clocks, b)}


FOLDS: dict[type, Fold] = {
    e.ConsentAnswered: _answered,
    e.ConsentReminded: _reminded,
    e.ConsentClosed: _closed_unanswered,
    e.RelationRejected: _relation_rejected,
    e.ConsentWithdrawn: _withdrawn,
    e.NemndaAnsweredWithdrawal: _nemnda_answered,
    e.ConsentRuleSet: _rule_set,
    e.LocalStepsWaived: _waived,
    e.LocalTreatmentRecorded: lambda _s, _e, _b: {"treated": True},
    e.DisputeDocumentAdded: _added,
    e.DisputeDocumentRemoved: _removed,
    e.DisputeDocumentChecked: _checked,
    e.AnonymisationConfirmed: _confirmed,
    e.DisputeSubmitted: _submitted,
    e.PackageMade: lambda _s, _e, b: {"index": b.index},
    e.SubmissionSent: _sent,
    e.NemndaReceiptEntered: _receipt,
    e.ReplyEntered: _replied,
    e.OutcomeEntered: _outcome,
    e.AdviceAnswered: _follows,
    e.MediationSettled: lambda _s, _e, b: {"became": b.agreement},
    e.DisputeClosed: _closed,
    e.ActRefused: _nothing,
    e.RefusalsSummarised: _nothing,
    e.RestartedFromRecord: _nothing,
    e.ClockStopped: _clock_stopped,
}
