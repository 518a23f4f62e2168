"""What happened to a dispute, and to a case that waits for it, in words (N-01..N-15)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from audit.naming import Names, counted, listed
from models import entries as e
from models.agreement import Resolution
from models.dispute import (
    Bilateral,
    ConsentRule,
    DisputeKind,
    DisputeStage,
    Mediation,
    RelationStage,
    Way,
)

KINDS = {
    DisputeKind.ENTERING: "entering an agreement",
    DisputeKind.EXISTING: "an existing agreement",
    DisputeKind.PAYMENT: "payment for patients ready for discharge",
    DisputeKind.GREY_ZONE: "who is responsible for patients between services",
}
RULES = {
    ConsentRule.EVERY_PARTY: "every party must consent",
    ConsentRule.NOT_NEEDED: "consent is not needed",
    ConsentRule.UNKNOWN: "no source says whether consent is needed, so the secretariat decides with a reason",
}
RELATIONS = {
    RelationStage.OPEN: "open",
    RelationStage.REJECTED: "no way to the nemnda, consent is missing (nemnda_avvist_manglende_samtykke)",
    RelationStage.FOLLOWED: "both follow the advice",
    RelationStage.UNSOLVED: "unsolved (uløst tvist)",
    RelationStage.AGREED: "an agreement that the parties now approve",
}
_STAGES = {
    DisputeStage.AVVIST: "over: nemnda_avvist_manglende_samtykke. It is back with the local bodies",
    DisputeStage.FULGT: "over: the advice is followed. A proposal for it goes both stages",
    DisputeStage.ULOST_TVIST: "over and unsolved (uløst tvist)",
    DisputeStage.AVTALE_TIL_GODKJENNING: "over: mediation led to an agreement, which each party now approves",
}
WAYS = {
    Way.RENEGOTIATE: "negotiate the agreement anew",
    Way.NOTICE: "give notice, a year's for a statutory agreement (A-10)",
    Way.COURTS: "go to the courts",
}


def _said(b: Resolution | None) -> str:
    return f" ({b.body}, {b.on.isoformat()}, case {b.case_number})" if b else ""


def _each(relations: Iterable[Bilateral], n: Names) -> str:
    return "; ".join(f"{n.all_parties(r.parties)}: {RELATIONS[r.stage]}" for r in relations)


def _opened(b: e.DisputeOpened, n: Names) -> str:
    about = f" It comes from {b.case}." if b.case else ""
    agreement = f", {b.agreement}" if b.agreement else ""
    one = " It is run as one: one no ends it for all." if b.as_one else ""
    return (
        f"{n.party(b.by)}{_said(b.authority)} brings a dispute about {KINDS[b.matter]}{agreement}: {b.title}. "
        f"Asked to consent by the end of {b.due.day.isoformat()}: {n.all_parties(b.counterparts)}; "
        f"{RULES[b.consent_rule]}.{about}{one}"
    )


def _answered(b: e.ConsentAnswered, n: Names) -> str:
    return f"{n.party(b.party)} {'consents' if b.consents else 'does not consent'}{_said(b.authority)}."


def _withdrawn(b: e.ConsentWithdrawn, n: Names) -> str:
    told = " The nemnda is told, and says what follows." if b.passed_on else ""
    return f"{n.party(b.party)} withdraws its consent.{told}"


def _rejected(b: e.RelationRejected, n: Names) -> str:
    return (
        f"Between {n.all_parties(b.parties)} there is no way to the nemnda: "
        f"the consent of {n.all_parties(b.because)} is missing (nemnda_avvist_manglende_samtykke)."
    )


def _checked(b: e.DisputeDocumentChecked, _n: Names) -> str:
    if not b.findings:
        return f"Saksgang has looked through {b.document[:12]} and flagged nothing; a person still confirms it."
    kinds = ((f.kind.value.replace("_", " "), f.line) for f in b.findings)
    told = listed(f"{kind} in line {line}" if line else kind for kind, line in kinds)
    return f"Saksgang has looked through {b.document[:12]} and flagged: {told}."


def _confirmed(b: e.AnonymisationConfirmed, n: Names) -> str:
    despite = ", whatever the check flagged" if b.despite else ""
    return f"{n.person(b.person)} confirms that document {b.document[:12]} points to nobody{despite}."


def _submitted(b: e.DisputeSubmitted, n: Names) -> str:
    return (
        f"Submitted to the nemnda between {n.all_parties(b.parties)}, with {counted(len(b.documents), 'document')} "
        f"({b.size} bytes); {n.person(b.contact)} can be asked."
        + (" The check flagged words of the index; why they point to nobody is said." if b.despite else "")
    )


def _ended(words: str) -> str:
    """With a full stop, where it has none."""
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _outcome(b: e.OutcomeEntered, _n: Names) -> str:
    said, result = b.outcome, b.outcome.result
    if isinstance(result, Mediation):
        how = "led to an agreement" if result.agreed else "led to no agreement"
        return f"The nemnda's mediation, {said.reference} of {said.on.isoformat()}, {how}. It decides nothing."
    dissent = f" Dissent: {result.dissent}" if result.dissent else ""
    link = f" Published: {said.link}." if said.link else ""
    return (
        f"The nemnda gives its advice, {said.reference} of {said.on.isoformat()}, which is no decision. "
        f"{_ended(said.summary)} It recommends: {' '.join(map(_ended, result.recommendations))}{dissent}{link}"
    )


def _follows(b: e.AdviceAnswered, n: Names) -> str:
    return f"{n.party(b.party)} {'follows' if b.follows else 'does not follow'} the advice."


def _closed(b: e.DisputeClosed, n: Names) -> str:
    ways = f" What is left: {'; '.join(WAYS[way] for way in b.ways)}." if b.ways else ""
    return f"The dispute is {_STAGES[b.stage]}. {_each(b.relations, n)}.{ways}"


def _goes_on(b: e.NemndaAnsweredWithdrawal, n: Names) -> str:
    how = "goes on" if b.goes_on else "does not go on"
    return f"The nemnda {how} without the consent of {n.party(b.party)} ({b.reference})."


TELL: Mapping[type, Callable[[Any, Names], str]] = {
    e.DisputeOpened: _opened,
    e.ConsentAnswered: _answered,
    e.ConsentReminded: lambda b, n: f"{n.all_parties(b.parties)} are reminded: no answer yet, and silence is none.",
    e.ConsentClosed: lambda b, n: (
        f"The request is closed. {n.all_parties(b.unanswered)} did not answer; silence is no consent."
    ),
    e.RelationRejected: _rejected,
    e.ConsentWithdrawn: _withdrawn,
    e.NemndaAnsweredWithdrawal: _goes_on,
    e.ConsentRuleSet: lambda b, _n: f"The secretariat decides that here {RULES[b.rule]}.",
    e.LocalStepsWaived: lambda b, n: f"{n.party(b.party)} does without treatment in the local bodies.",
    e.LocalTreatmentRecorded: lambda b, _n: f"The local bodies have treated it, in {b.case}.",
    e.DisputeDocumentAdded: lambda b, _n: f"Document {b.document[:12]}, {b.title}, is to be sent ({b.size} bytes).",
    e.DisputeDocumentRemoved: lambda b, _n: f"Document {b.document[:12]} is taken out.",
    e.DisputeDocumentChecked: _checked,
    e.AnonymisationConfirmed: _confirmed,
    e.DisputeSubmitted: _submitted,
    e.PackageMade: lambda b, _n: (
        f"The index of the submission is written ({b.index[:12]}); it is sent with "
        f"{counted(len(b.documents), 'document')}, and a copy to each party."
    ),
    e.SubmissionSent: lambda b, _n: f"The submission has left: message {b.message}, its bytes {b.raw[:12]}.",
    e.NemndaReceiptEntered: lambda b, _n: f"The nemnda has it since {b.on.isoformat()} ({b.reference}).",
    e.ReplyEntered: lambda b, n: f"{n.party(b.party)} has replied on {b.on.isoformat()}.",
    e.OutcomeEntered: _outcome,
    e.AdviceAnswered: _follows,
    e.DisputeClosed: _closed,
    e.MediationSettled: lambda b, _n: (
        f"The mediation became {b.agreement}, which each party approves before it signs (A-09)."
        if b.agreement
        else "The mediation became no agreement."
    ),
    e.CaseOnHold: lambda b, _n: f"What is disputed is on hold: {b.dispute}, {b.title}, is on its way to the nemnda.",
    e.NemndaAnswered: lambda b, _n: (
        f"The nemnda has given its advice in {b.dispute} ({b.reference}); the next meeting is to be informed."
    ),
    e.CaseReturned: lambda b, n: (
        f"{b.dispute} is over: {_each(b.relations, n)}."
        + (f" The agreement is {b.agreement}." if b.agreement else "")
    ),
}
