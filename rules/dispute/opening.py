"""A contracting party brings a dispute; its counterparts are asked (N-01..N-03, N-06)."""

from __future__ import annotations

from models import entries as e
from models.acts import BringDispute, CaseFacts, ReceivedAct
from models.agreement import Between
from models.base import PartyId
from models.dispute import ConsentRule, DisputeKind
from models.procedure import Procedure
from models.roster import PartyKind, Roster
from models.rulebook import RefusalCode
from models.state import CaseStage, CaseState
from rules.agreement.opening import bilateral
from rules.case.context import DECIDED
from rules.dispute.clocks import CONSENT_DUE, CONSENT_REMINDER
from rules.dispute.context import why_not_for_party, why_not_past
from rules.verdict import Verdict, accepted, refused

CONTRACTING = (PartyKind.MUNICIPALITY, PartyKind.TRUST)
"""Who enters agreements: a municipality, and the trust that the regional health authority has named (N-01)."""
OF_AGREEMENTS = (DisputeKind.ENTERING, DisputeKind.EXISTING)


def bring(received: ReceivedAct, act: BringDispute, procedure: Procedure, roster: Roster) -> Verdict:
    """The matter is brought up; each counterpart gets a consent record of its own (N-01, N-02, N-03)."""
    refusal = (
        _why_no_nemnda(received, procedure)
        or _why_not_parties(act, roster)
        or why_not_for_party(received, act.by, "N-01")
        or why_not_past(received, act.authority.on, f"{act.authority.body} resolved", "N-01")
        or _why_not_complete(act)
        or _why_not_agreement(received, act)
        or _why_not_case(received, act)
    )
    if refusal is not None:
        return refusal
    case = received.facts.case
    opened = e.DisputeOpened(
        matter=act.matter,
        title=act.title,
        by=act.by,
        counterparts=act.counterparts,
        question=act.question,
        authority=act.authority,
        basis=act.basis,
        case=act.case,
        agreement=act.agreement,
        as_one=act.as_one,
        consent_rule=consent_rule_of(received, act.matter, procedure),
        relations=relations_between((act.by, *act.counterparts), roster),
        treated=True if case is not None and case.treated else None,
        reminder=received.facts.due(CONSENT_REMINDER),
        due=received.facts.due(CONSENT_DUE),
    )
    return accepted(opened)


def consent_rule_of(received: ReceivedAct, matter: DisputeKind, procedure: Procedure) -> ConsentRule:
    """By law everybody's yes about agreements; about payment and grey zones as the procedure says (N-03)."""
    name = "nemnda_consent_agreement" if matter in OF_AGREEMENTS else "nemnda_consent_payment"
    return ConsentRule(procedure.choice(name, received.facts.day))


def relations_between(parties: tuple[PartyId, ...], roster: Roster) -> tuple[Between, ...]:
    """Two by two, a municipality and a trust (N-02)."""
    kinds = {party.party: party.kind for party in roster.parties}
    municipalities = tuple(p for p in parties if kinds[p] is PartyKind.MUNICIPALITY)
    trusts = tuple(p for p in parties if kinds[p] is not PartyKind.MUNICIPALITY)
    return bilateral(municipalities, trusts)


def _why_no_nemnda(received: ReceivedAct, procedure: Procedure) -> Verdict | None:
    """The nemnda rests on an agreement that is renewed or not: whether it exists is dated."""
    if procedure.switch("nemnda_exists", received.facts.day):
        return None
    return refused(
        RefusalCode.WRONG_BODY,
        "N-01",
        f"by the procedure there is no nemnda on {received.facts.day}",
        "adopt a version of the procedure that says from when there is one, or solve it in the local bodies",
    )


def _why_not_parties(act: BringDispute, roster: Roster) -> Verdict | None:
    kinds = {party.party: party.kind for party in roster.parties}
    can = [party for party, kind in kinds.items() if kind in CONTRACTING]
    strange = [party for party in (act.by, *act.counterparts) if party not in can]
    if strange:
        return refused(
            RefusalCode.UNKNOWN_PARTY,
            "N-01",
            f"{', '.join(strange)}: only a contracting party brings or answers a dispute, no body, seat or person",
            f"name a municipality or a trust: {', '.join(can)}",
        )
    others = dict.fromkeys(act.counterparts)
    municipal = {kinds[party] is PartyKind.MUNICIPALITY for party in act.counterparts}
    own = kinds[act.by] is PartyKind.MUNICIPALITY
    if act.by in others or len(others) < len(act.counterparts) or (not own) not in municipal:
        return refused(
            RefusalCode.UNKNOWN_PARTY,
            "N-02",
            "a dispute is between municipalities and a trust, each named once",
            "name the other side among the counterparts: --counterpart",
        )
    return None


def _why_not_complete(act: BringDispute) -> Verdict | None:
    """A claim for payment says its facts and its law, so that it can be answered in writing."""
    if act.matter is not DisputeKind.PAYMENT or act.basis is not None:
        return None
    return refused(
        RefusalCode.INCOMPLETE,
        "N-03",
        "a claim for payment says on which facts and which law it rests, so that the counterpart can answer it",
        "give it: --basis",
    )


def _why_not_agreement(received: ReceivedAct, act: BringDispute) -> Verdict | None:
    parties = received.facts.agreement
    if act.agreement is None:
        return None
    missing = [p for p in (act.by, *act.counterparts) if p not in (parties or ())]
    if not missing:
        return None
    return refused(
        RefusalCode.UNKNOWN_ITEM if parties is None else RefusalCode.UNKNOWN_PARTY,
        "N-01",
        f"there is no agreement {act.agreement} here"
        if parties is None
        else f"{', '.join(missing)}: no party of {act.agreement}",
        "name an agreement of those parties; `agreement list` shows them",
    )


def _why_not_case(received: ReceivedAct, act: BringDispute) -> Verdict | None:
    """A case comes here from disagreement, or about what is decided in it, and in one dispute at a time (N-06)."""
    case = received.facts.case
    if act.case is None:
        return None
    if case is None:
        return refused(
            RefusalCode.UNKNOWN_ITEM, "N-06", f"there is no case {act.case} here", "`case list` shows the cases"
        )
    if case.held_by is not None:
        return refused(
            RefusalCode.WRONG_STAGE,
            "N-14",
            f"{act.case} is on hold for {case.held_by} already",
            "let more parties join that dispute, or wait until it is over",
        )
    if case.disputable:
        return None
    return refused(
        RefusalCode.WRONG_STAGE,
        "N-06",
        f"{act.case} is {case.stage}; no disagreement has been found in it yet",
        "let the local bodies treat it first, or bring the dispute without a case and have both parties waive that",
    )


def case_facts(case: CaseState) -> CaseFacts:
    """What bringing a dispute asks of its case: disagreement found, or something decided to disagree about (N-06)."""
    return CaseFacts(
        case=case.record,
        stage=case.stage.value,
        treated=case.rounds > 0 or case.drofting is not None,
        disputable=case.stage in (CaseStage.IKKE_KONSENSUS, *DECIDED) or (case.ended and not _withdrawn(case)),
        held_by=None if case.hold is None else case.hold.dispute,
    )


def _withdrawn(case: CaseState) -> bool:
    return case.stage is CaseStage.TRUKKET
