"""An agreement is drawn up, approved party by party, signed and sent (A-01, A-02, A-07, A-09)."""

from __future__ import annotations

from datetime import date

from models import acts as a
from models import entries as e
from models.acts import ReceivedAct
from models.agreement import ApprovalResult, PartyRef
from models.agreement_state import Approval, Relation, Signature
from models.rulebook import RefusalCode
from rules.agreement.context import Agreed, why_not_party, why_not_relations
from rules.agreement.opening import why_not_same
from rules.case.context import why_not_answer_for, why_not_secretariat, why_not_treated
from rules.verdict import Verdict, accepted, refused

FINAL = (ApprovalResult.APPROVED, ApprovalResult.REJECTED)


def revise(agreed: Agreed, received: ReceivedAct, act: a.ReviseAgreement) -> Verdict:
    """A new text goes the whole way again; what binds, binds until its parties have signed another (A-09, A-14)."""
    why_not = (
        why_not_secretariat(received.actor, "enter a new text")
        or (why_not_party(agreed, act.by, "A-09") if act.by is not None else None)
        or why_not_same(agreed.state.agreement, act.agreement, agreed.roster)
    )
    if why_not is not None:
        return why_not
    if act.document == agreed.state.latest.document:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "A-09",
            f"version {agreed.state.latest.version} has that very text",
            "give the document with the new text: `document add`",
        )
    return accepted(
        e.AgreementRevised(
            version=agreed.state.latest.version + 1,
            agreement=act.agreement,
            document=act.document,
            reason=act.reason,
            by=act.by,
        )
    )


def hear_users(_agreed: Agreed, received: ReceivedAct, act: a.HearUsers) -> Verdict:
    """User organisations take part in drawing it up (A-02)."""
    return (
        why_not_secretariat(received.actor, "enter how users took part")
        or why_not_treated(received, act.on, "A-02")
        or accepted(e.UsersHeard(organisation=act.organisation, how=act.how, on=act.on, document=act.document))
    )


def send(agreed: Agreed, received: ReceivedAct, act: a.SendForApproval) -> Verdict:
    """No council is asked before users have been heard (A-02, A-09)."""
    parties = act.parties or agreed.parties
    why_not = why_not_secretariat(received.actor, "send the agreement for approval")
    for party in parties:
        why_not = why_not or why_not_party(agreed, party, "A-09")
    if why_not is not None:
        return why_not
    if not agreed.state.users:
        return refused(
            RefusalCode.INCOMPLETE,
            "A-02",
            "it is not entered how patient and user organisations took part in drawing the agreement up",
            "enter it first: `agreement participation`",
        )
    latest = agreed.state.latest
    fresh = tuple(p for p in dict.fromkeys(parties) if p not in (latest.sent_to or ()))
    if not fresh:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "A-09",
            f"version {latest.version} has been sent to {', '.join(parties)}",
            "wait for their answers: `agreement show` lists them",
        )
    return accepted(e.SentForApproval(version=latest.version, parties=fresh))


def approve(agreed: Agreed, received: ReceivedAct, act: a.RecordApproval) -> Verdict:
    """Each council and the trust by itself; one's no does not stop the others (A-09)."""
    latest = agreed.state.latest
    why_not = (
        why_not_party(agreed, act.party, "A-09")
        or why_not_answer_for(received, act.party, "A-09")
        or why_not_treated(received, act.resolution.on, "A-09")
        or _why_not_asked(agreed, act.party)
        or _why_not_again(agreed, act.party)
        or _why_not_said(act)
    )
    if why_not is not None:
        return why_not
    recorded = e.ApprovalRecorded(
        party=act.party, version=latest.version, result=act.result, resolution=act.resolution, said=act.said
    )
    if act.result is ApprovalResult.AMENDED:
        return accepted(recorded, *_new_draft(agreed, act))
    if act.result is not ApprovalResult.APPROVED:
        return accepted(recorded)
    approval = Approval(
        party=act.party, version=latest.version, result=act.result, resolution=act.resolution, said=act.said
    )
    return accepted(recorded, *_entered(agreed, (approval,), ()))


def _new_draft(agreed: Agreed, act: a.RecordApproval) -> tuple[e.AgreementRevised | e.SentForApproval, ...]:
    """One council's amendment goes to all as a new draft; approvals given are of the text before (A-09)."""
    assert act.document is not None and act.said is not None, "an amendment has its text"
    version = agreed.state.latest.version + 1
    revised = e.AgreementRevised(
        version=version,
        agreement=agreed.state.latest.agreement,
        document=act.document,
        reason=act.said,
        by=act.party,
    )
    return revised, e.SentForApproval(version=version, parties=agreed.parties)


def _why_not_asked(agreed: Agreed, party: PartyRef) -> Verdict | None:
    latest = agreed.state.latest
    if party in (latest.sent_to or ()):
        return None
    return refused(
        RefusalCode.WRONG_STAGE,
        "A-09",
        f"version {latest.version} has not been sent to {party} for approval",
        "send it first: `agreement send`",
    )


def _why_not_again(agreed: Agreed, party: PartyRef) -> Verdict | None:
    """What a council has settled stands for that text; postponed or reserved, it comes back."""
    before = approval_of(agreed, party, agreed.state.latest.version)
    if before is None or before.result not in FINAL:
        return None
    return refused(
        RefusalCode.NOTHING_TO_CHANGE,
        "A-09",
        f"{party} settled version {before.version} on {before.resolution.on}: {before.result.value}",
        "another answer needs another text: `agreement revise`",
    )


def _why_not_said(act: a.RecordApproval) -> Verdict | None:
    """A reservation, an amendment and a no are given in words; an amendment with its text (A-09)."""
    if act.result is not ApprovalResult.APPROVED and act.said is None:
        return refused(
            RefusalCode.NO_REASON, "A-09", f"{act.result.value}, and it is not said how or why", "say it: --said"
        )
    if act.result is ApprovalResult.AMENDED and act.document is None:
        return refused(
            RefusalCode.INCOMPLETE,
            "A-09",
            f"{act.party} has amended the text, and the amended text is missing",
            "store it (`document add`) and give its digest: --document",
        )
    return None


def sign(agreed: Agreed, received: ReceivedAct, act: a.SignAgreement) -> Verdict:
    """A signature before the party's approval is kept and flagged; it completes nothing (A-09)."""
    mine = tuple(r for r in agreed.state.relations if act.party in r.parties)
    relations = tuple(r for r in mine if act.relations is None or r.relation in act.relations)
    version = act.version or _to_sign(agreed, act.party)
    why_not = (
        why_not_party(agreed, act.party, "A-09")
        or why_not_answer_for(received, act.party, "A-09")
        or why_not_relations(agreed, act.relations or (), "A-09")
        or why_not_treated(received, act.signed_on, "A-09")
        or _why_not_version(agreed, version)
        or _why_not_signed(act, relations, version)
    )
    if why_not is not None:
        return why_not
    approval = approval_of(agreed, act.party, version)
    approved = approval is not None and approval.result is ApprovalResult.APPROVED
    signed = e.AgreementSigned(
        party=act.party,
        relations=tuple(r.relation for r in relations),
        version=version,
        signed_on=act.signed_on,
        by=act.by,
        approved=approved,
        document=act.document,
    )
    new = tuple((r.relation, _signature(signed)) for r in relations)
    return accepted(signed, *_entered(agreed, (), new))


def _signature(signed: e.AgreementSigned) -> Signature:
    return Signature(
        party=signed.party,
        version=signed.version,
        signed_on=signed.signed_on,
        by=signed.by,
        document=signed.document,
    )


def _to_sign(agreed: Agreed, party: PartyRef) -> int:
    """The newest version the party has approved; the newest there is where it has approved none."""
    approved = [x.version for x in agreed.state.approvals if (x.party, x.result) == (party, ApprovalResult.APPROVED)]
    return max(approved, default=agreed.state.latest.version)


def _why_not_version(agreed: Agreed, version: int) -> Verdict | None:
    if 1 <= version <= agreed.state.latest.version:
        return None
    return refused(
        RefusalCode.UNKNOWN_ITEM,
        "A-09",
        f"there is no version {version}",
        f"the versions are 1 to {agreed.state.latest.version}",
    )


def _why_not_signed(act: a.SignAgreement, relations: tuple[Relation, ...], version: int) -> Verdict | None:
    over = [r.relation for r in relations if r.ended_on is not None]
    if over or not relations:
        return refused(
            RefusalCode.ENDED if over else RefusalCode.NOTHING_TO_CHANGE,
            "A-09",
            f"{act.party} has nothing to sign" + (f": {', '.join(over)} has ended" if over else ""),
            "`agreement show` lists who signs with whom",
        )
    again = [r.relation for r in relations if any((s.party, s.version) == (act.party, version) for s in r.signatures)]
    if not again:
        return None
    return refused(
        RefusalCode.NOTHING_TO_CHANGE,
        "A-09",
        f"{act.party} has signed version {version} with {', '.join(again)}",
        "`agreement show` tells whose signature is missing",
    )


def _entered(
    agreed: Agreed, approvals: tuple[Approval, ...], signatures: tuple[tuple[str, Signature], ...]
) -> tuple[e.RelationEntered, ...]:
    """What is entered now that these approvals and signatures have come, too (A-09)."""
    known = (*agreed.state.approvals, *approvals)
    found: list[e.RelationEntered] = []
    for relation in agreed.state.relations:
        signed = (*relation.signatures, *(s for name, s in signatures if name == relation.relation))
        done = _complete(relation, signed, known)
        if done is not None and relation.ended_on is None and done[0] > (relation.version or 0):
            version, day = done
            found.append(
                e.RelationEntered(
                    relation=relation.relation, parties=relation.parties, version=version, entered_on=day
                )
            )
    return tuple(found)


def _complete(
    relation: Relation, signed: tuple[Signature, ...], approvals: tuple[Approval, ...]
) -> tuple[int, date] | None:
    """The newest version that every party has approved and signed, and the day the last of that was done."""
    for version in sorted({s.version for s in signed}, reverse=True):
        days = [_both_done(party, version, signed, approvals) for party in relation.parties]
        if all(day is not None for day in days):
            return version, max(day for day in days if day is not None)
    return None


def _both_done(
    party: PartyRef, version: int, signed: tuple[Signature, ...], approvals: tuple[Approval, ...]
) -> date | None:
    mine = next((s for s in signed if (s.party, s.version) == (party, version)), None)
    approved = next(
        (x for x in approvals if (x.party, x.version, x.result) == (party, version, ApprovalResult.APPROVED)), None
    )
    return None if mine is None or approved is None else max(mine.signed_on, approved.resolution.on)


def approval_of(agreed: Agreed, party: PartyRef, version: int) -> Approval | None:
    """What the party last came to on a version, or None."""
    said = [x for x in agreed.state.approvals if (x.party, x.version) == (party, version)]
    return said[-1] if said else None


def report(agreed: Agreed, received: ReceivedAct, act: a.ReportSent) -> Verdict:
    """Sent, or published with the link sent: either fulfils the duty (A-07)."""
    why_not = (
        why_not_secretariat(received.actor, "enter what was sent to Helsedirektoratet")
        or why_not_relations(agreed, act.relations or (), "A-07")
        or why_not_treated(received, act.on, "A-07")
    )
    if why_not is not None:
        return why_not
    waiting = tuple(
        r
        for r in agreed.state.relations
        if r.entered_on is not None and r.sent is None and (act.relations is None or r.relation in act.relations)
    )
    later = [r for r in waiting if r.signed_on is not None and act.on < r.signed_on]
    if later:
        return refused(
            RefusalCode.TOO_SOON,
            "A-07",
            f"sent on {act.on}, before it was entered: " + ", ".join(f"{r.relation} ({r.signed_on})" for r in later),
            "look at the day again, or name only what was entered by then: --relation",
        )
    if not waiting:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "A-07",
            "nothing waits to be sent to Helsedirektoratet",
            "an agreement is sent once it is entered; `agreement show` tells",
        )
    relations = tuple(r.relation for r in waiting)
    return accepted(
        e.AgreementReported(relations=relations, on=act.on, way=act.way, where=act.where, proof=act.proof)
    )
