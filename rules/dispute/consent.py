"""Consent: given, refused, silent, taken back; and the local steps before the nemnda (N-02..N-06)."""

from __future__ import annotations

from collections.abc import Collection

from models import acts as a
from models import entries as e
from models.acts import DeadlineReached, ReceivedAct
from models.base import PartyId, Text
from models.dispute import ConsentAnswer, ConsentRule, DisputeStage, RelationStage
from models.dispute_state import DisputeState, Opposed
from models.entries import EntryBody
from models.rulebook import RefusalCode
from rules.case.context import why_not_secretariat
from rules.dispute.clocks import unanswered
from rules.dispute.context import Disputed, closed, why_not_past, why_not_speak, why_not_stage
from rules.dispute.opening import OF_AGREEMENTS
from rules.verdict import Verdict, accepted, refused

BEFORE = (DisputeStage.SAMTYKKE_INNHENTES,)
SENT = (DisputeStage.OVERSENDT,)
MISSING = (ConsentAnswer.REFUSED, ConsentAnswer.SILENT, ConsentAnswer.WITHDRAWN)


def answer(disputed: Disputed, received: ReceivedAct, act: a.AnswerConsent) -> Verdict:
    """A party consents on a decision of its own, or refuses; a refusal ends what it is needed for (N-03, N-04)."""
    refusal = why_not_speak(disputed, received, act.party, "N-03") or why_not_stage(
        disputed, BEFORE, "N-03", "consent is asked for before the dispute is submitted"
    )
    if refusal is not None:
        return refusal
    if disputed.state.consent(act.party).answer is not ConsentAnswer.ASKED:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "N-03",
            f"{act.party} has answered: {disputed.state.consent(act.party).answer.value}",
            "a consent is taken back with `dispute withdraw-consent`; after a no the dispute is brought anew",
        )
    if act.consents and act.authority is None:
        return refused(
            RefusalCode.INCOMPLETE,
            "N-03",
            "it is not said on which decision the party consents",
            "say who decided, when and in which case: --decided-by, --decided-on, --case-number",
        )
    if act.authority is not None:
        too_soon = why_not_past(received, act.authority.on, f"{act.authority.body} resolved", "N-03")
        if too_soon is not None:
            return too_soon
    said = e.ConsentAnswered(party=act.party, consents=act.consents, authority=act.authority, reason=act.reason)
    lost = () if act.consents else losses(disputed.state, (act.party,), act.reason)
    return accepted(said, *lost)


def close(disputed: Disputed, _act: DeadlineReached) -> Verdict:
    """Nobody is waited for any longer: silence is no consent (N-04)."""
    silent = unanswered(disputed.state)
    return accepted(e.ConsentClosed(unanswered=silent), *losses(disputed.state, silent))


def losses(state: DisputeState, missing: Collection[PartyId], reason: Text | None = None) -> tuple[EntryBody, ...]:
    """What ends where those parties' consent is missing: their own relations, or all where it is run as one (N-02).

    Where consent is not needed, or nobody has said whether it is, only whoever brings the dispute can end it.
    """
    needed = missing if state.consent_rule is ConsentRule.EVERY_PARTY else [p for p in missing if p == state.by]
    gone = [r for r in state.open_relations if needed and (state.as_one or {*r.parties} & {*needed})]
    bodies: list[EntryBody] = [
        e.RelationRejected(
            relation=r.relation,
            parties=r.parties,
            because=tuple(p for p in needed if state.as_one or p in r.parties),
            reason=reason,
        )
        for r in gone
    ]
    after = tuple(_rejected(r) if r in gone else r for r in state.relations)
    if gone and all(r.stage is RelationStage.REJECTED for r in after):
        bodies.append(closed(DisputeStage.AVVIST, after))
    return tuple(bodies)


def _rejected(relation: Opposed) -> Opposed:
    return relation.model_copy(update={"stage": RelationStage.REJECTED})


def withdraw(disputed: Disputed, received: ReceivedAct, act: a.WithdrawConsent) -> Verdict:
    """Until the nemnda has spoken; once it has the dispute, it is told and says what follows (N-05)."""
    state = disputed.state
    refusal = why_not_speak(disputed, received, act.party, "N-05") or why_not_stage(
        disputed, (*BEFORE, *SENT), "N-05", "the nemnda has spoken; say whether the advice is followed"
    )
    if refusal is not None:
        return refusal
    if state.consent(act.party).answer is not ConsentAnswer.CONSENTED:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "N-05",
            f"{act.party} has given no consent that stands: {state.consent(act.party).answer.value}",
            "a request that is not answered is answered: `dispute consent`",
        )
    sent = state.stage in SENT
    until = disputed.procedure.choice("nemnda_consent_withdrawal", received.facts.day)
    if sent and until == "until_submission":
        return refused(
            RefusalCode.TOO_LATE,
            "N-05",
            "by the procedure a consent stands from when the dispute is submitted",
            "ask the nemnda itself",
        )
    said = e.ConsentWithdrawn(party=act.party, reason=act.reason, passed_on=sent)
    return accepted(said, *(() if sent else losses(state, (act.party,), act.reason)))


def nemnda_answers(disputed: Disputed, received: ReceivedAct, act: a.RecordWithdrawalAnswer) -> Verdict:
    """The nemnda says whether it goes on without that consent (N-05)."""
    state = disputed.state
    refusal = why_not_secretariat(received.actor, "enter what the nemnda says")
    if refusal is not None:
        return refusal
    if act.party not in state.withdrawal_asked:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "N-05",
            f"no withdrawal of {act.party} waits for the nemnda's answer",
            f"it waits for: {', '.join(state.withdrawal_asked)}" if state.withdrawal_asked else "nothing is asked",
        )
    said = e.NemndaAnsweredWithdrawal(party=act.party, goes_on=act.goes_on, reference=act.reference)
    if act.goes_on:
        return accepted(said)
    needs_all = state.model_copy(update={"consent_rule": ConsentRule.EVERY_PARTY})  # the nemnda says so
    return accepted(said, *losses(needs_all, (act.party,)))


def set_rule(disputed: Disputed, received: ReceivedAct, act: a.SetConsentRule) -> Verdict:
    """Where no source says, the secretariat decides in this dispute, with a reason (N-03)."""
    state = disputed.state
    refusal = why_not_secretariat(received.actor, "decide whether consent is needed") or why_not_stage(
        disputed, BEFORE, "N-03", "it is decided before the dispute is submitted"
    )
    if refusal is not None:
        return refusal
    if state.kind in OF_AGREEMENTS or act.rule in (ConsentRule.UNKNOWN, state.consent_rule):
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "N-03",
            f"about agreements every party consents ({state.kind.value})"
            if state.kind in OF_AGREEMENTS
            else f"the rule here is {state.consent_rule.value}; {act.rule.value} would decide nothing new",
            "every_party or not_needed can be decided, for payment and grey zones only",
        )
    said = e.ConsentRuleSet(rule=act.rule, reason=act.reason)
    decided = state.model_copy(update={"consent_rule": act.rule})
    missing = tuple(c.party for c in state.consents if c.answer in MISSING)
    return accepted(said, *losses(decided, missing))


def waive(disputed: Disputed, received: ReceivedAct, act: a.WaiveLocalSteps) -> Verdict:
    """A party does without treatment in the local bodies; it takes both (N-06)."""
    state = disputed.state
    refusal = why_not_speak(disputed, received, act.party, "N-06") or why_not_stage(
        disputed, BEFORE, "N-06", "the local steps come before the dispute is submitted"
    )
    if refusal is not None:
        return refusal
    if act.party in state.waived or state.treated:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "N-06",
            f"{act.party} has waived it already" if act.party in state.waived else "the local bodies have treated it",
            "nothing more is needed",
        )
    return accepted(e.LocalStepsWaived(party=act.party, reason=act.reason))


def treated(disputed: Disputed, received: ReceivedAct, act: a.RecordLocalTreatment) -> Verdict:
    """A case in which the local bodies have treated it takes the place of waiving that (N-06)."""
    refusal = why_not_secretariat(received.actor, "say where the dispute was treated") or why_not_stage(
        disputed, BEFORE, "N-06", "the local steps come before the dispute is submitted"
    )
    if refusal is not None:
        return refusal
    case = received.facts.case
    if case is None or not case.treated:
        return refused(
            RefusalCode.UNKNOWN_ITEM if case is None else RefusalCode.NOT_DELIBERATED,
            "N-06",
            f"there is no case {act.case} here" if case is None else f"no body has treated {act.case} yet",
            "name a case with a drøfting behind it, or let the parties waive it: `dispute waive-local`",
        )
    if disputed.state.treated:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "N-06",
            "the local bodies have treated it already",
            "nothing more is needed",
        )
    return accepted(e.LocalTreatmentRecorded(case=act.case))
