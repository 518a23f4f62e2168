"""The letters of a dispute: who is asked, what each party said, what went to the nemnda and what came of it.

A party is told what concerns it; the secretariat is told everything (N-03..N-14).
"""

from __future__ import annotations

from models import entries as e
from models.base import Digest, PartyId, Text
from models.dispute import Bilateral, DisputeInShort
from models.dispute_state import DisputeState
from models.entries import Entry
from models.messages import MessageFacts, MessageKind, Recipient, ToNemnda, ToParty
from models.state import CaseState
from rules.case.folds.nemnda import way_back
from rules.dispute.clocks import CONSENT_DUE
from rules.effects.addressees import Addressees, Letter, once


def letters_of_dispute_entry(entry: Entry, dispute: DisputeState, to: Addressees) -> tuple[Letter, ...]:
    """What a dispute's entry makes owed, given the dispute after it."""
    facts = MessageFacts(dispute=_in_short(dispute), case=dispute.case)
    everyone = once((*to.parties(dispute.parties), *to.secretariat()))
    match entry.happened:
        case e.DisputeOpened(counterparts=parties, due=due):
            return _asked(facts.model_copy(update={"due_at": due.at}), "asked", parties)
        case e.ConsentReminded(parties=parties):
            due_at = next(c.due_at for c in dispute.clocks if c.name == CONSENT_DUE)
            return _asked(facts.model_copy(update={"due_at": due_at}), "reminded", parties)
        case e.PackageMade(index=index, documents=documents):
            return _submitted(facts, dispute, (index, *documents), to)
        case e.OutcomeEntered():
            return (Letter(kind=MessageKind.NEMNDA_ADVISED, facts=facts, to=everyone),)
        case e.DisputeClosed(stage=stage, ways=ways, relations=relations):
            short = _in_short(dispute).model_copy(update={"ways": ways, "relations": relations})
            told = facts.model_copy(update={"dispute": short, "step": stage.value})
            return (Letter(kind=MessageKind.DISPUTE_CLOSED, facts=told, to=everyone),)
        case _:
            return _news(entry, facts, everyone)


def _news(entry: Entry, facts: MessageFacts, everyone: tuple[Recipient, ...]) -> tuple[Letter, ...]:
    """One step, in a sentence; a withdrawal after submission is for the nemnda too (N-05)."""
    said = step_of(entry)
    if said is None:
        return ()
    step, party, reason = said
    told = facts.model_copy(update={"step": step, "party": party, "reason": reason})
    nemnda: tuple[Recipient, ...] = (ToNemnda(),) if step == "withdrawal_passed_on" else ()
    return (Letter(kind=MessageKind.DISPUTE_NEWS, facts=told, to=(*everyone, *nemnda)),)


def step_of(entry: Entry) -> tuple[str, PartyId | None, Text | None] | None:
    """Which step it is, whose, and why; None for what has a letter of its own, or none."""
    match entry.happened:
        case e.ConsentAnswered() as b:
            return "consented" if b.consents else "refused", b.party, b.reason
        case e.ConsentWithdrawn() as b:
            return "withdrawal_passed_on" if b.passed_on else "withdrawn", b.party, b.reason
        case e.NemndaAnsweredWithdrawal() as b:
            return "goes_on" if b.goes_on else "goes_not_on", b.party, None
        case e.ConsentRuleSet() as b:
            return b.rule.value, None, b.reason
        case e.LocalStepsWaived() as b:
            return "waived", b.party, b.reason
        case e.LocalTreatmentRecorded():
            return "treated", None, None
        case e.SubmissionSent():
            return "sent", None, None
        case e.NemndaReceiptEntered():
            return "received", None, None
        case e.ReplyEntered() as b:
            return "replied", b.party, None
        case e.MediationSettled() as b:
            return "agreed_upon" if b.agreement else "came_to_nothing", None, b.reason
        case e.AdviceAnswered() as b:
            return "follows" if b.follows else "follows_not", b.party, b.reason
        case _:
            return None


def _asked(facts: MessageFacts, step: str, parties: tuple[PartyId, ...]) -> tuple[Letter, ...]:
    return tuple(
        Letter(
            kind=MessageKind.CONSENT_ASKED,
            facts=facts.model_copy(update={"party": party, "step": step}),
            to=(ToParty(party=party),),
        )
        for party in parties
    )


def _submitted(
    facts: MessageFacts, dispute: DisputeState, documents: tuple[Digest, ...], to: Addressees
) -> tuple[Letter, ...]:
    """The submission, and the same documents as a copy to each party it is between (N-07)."""
    told = facts.model_copy(update={"documents": documents})
    nemnda, copy = (told.model_copy(update={"step": step}) for step in ("submission", "copy"))
    recipients: tuple[Recipient, ...] = (*to.parties(dispute.disputing), *to.secretariat())
    return (
        Letter(kind=MessageKind.DISPUTE_SUBMITTED, facts=nemnda, to=(ToNemnda(),)),
        Letter(kind=MessageKind.DISPUTE_SUBMITTED, facts=copy, to=recipients),
    )


def _in_short(dispute: DisputeState) -> DisputeInShort:
    return DisputeInShort(
        dispute=dispute.record,
        kind=dispute.kind,
        title=dispute.title,
        by=dispute.by,
        question=dispute.question,
        basis=dispute.basis,
        consent_rule=dispute.consent_rule,
        relations=tuple(Bilateral(relation=r.relation, parties=r.parties, stage=r.stage) for r in dispute.relations),
        outcome=dispute.outcome,
    )


def letters_of_case_at_nemnda(
    said: e.PathChosen | e.CaseOnHold | e.NemndaAnswered | e.CaseReturned,
    case: CaseState,
    facts: MessageFacts,
    to: Addressees,
) -> tuple[Letter, ...]:
    """To everybody around the case: it may go there, waits for it, has an answer, is back (N-13, N-14)."""
    assert case.classification is not None, "a case without consensus has been classified"
    told = facts.model_copy(update={"step": _case_step(said, case), "reason": getattr(said, "reason", None)})
    body = case.classification.decision_body
    return (Letter(kind=MessageKind.CASE_AT_NEMNDA, facts=told, to=to.circle(body)),)


def _case_step(said: e.PathChosen | e.CaseOnHold | e.NemndaAnswered | e.CaseReturned, case: CaseState) -> str:
    match said:
        case e.PathChosen():
            return "may_go"
        case e.CaseOnHold():
            return "on_hold"
        case e.NemndaAnswered():
            return "answered"
        case e.CaseReturned() if case.hold is not None and way_back(case.hold) is None:
            return "to_be_informed"
        case e.CaseReturned():
            return "closed" if case.closing else "new_path" if case.path_asked else "new_round"
