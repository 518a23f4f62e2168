"""A party says an agreement up, and takes that back (A-10, A-13, T-02, T-05).

The length, the start and the form of a notice are the law's and the agreement's own clause's; what neither says is
our choice, and stands in the procedure's numbers.
"""

from __future__ import annotations

from models import acts as a
from models import entries as e
from models.acts import ReceivedAct
from models.agreement import AgreementKind, PartyRef, RelationId
from models.agreement_state import Notice, NoticeReceipt, NoticeStage, Relation, Withdrawal
from models.periods import Moment
from models.rulebook import RefusalCode
from rules.agreement.context import (
    Agreed,
    before,
    in_force,
    why_not_in_order,
    why_not_party,
    why_not_past,
    why_not_relations,
)
from rules.agreement.coverage import no_longer_covered
from rules.case.context import is_secretariat, why_not_answer_for, why_not_treated
from rules.verdict import Verdict, accepted, refused

LIVE = (NoticeStage.GIVEN, NoticeStage.RUNNING)


def give(agreed: Agreed, received: ReceivedAct, act: a.GiveNotice) -> Verdict:
    """Notice is given by a party, in writing, on its council's or board's resolution (A-10)."""
    why_not = (
        why_not_party(agreed, act.by, "A-10")
        or why_not_answer_for(received, act.by, "A-10")
        or why_not_relations(agreed, act.relations or (), "A-10")
        or _why_not_terminable(agreed, act)
        or why_not_past(received, act.sent, "the notice was sent", "A-10")
        or why_not_treated(received, act.authority.on, "A-10")
    )
    if why_not is not None:
        return why_not
    bound = agreed.bound(act.by)
    relations = tuple(r for r in bound if act.relations is None or r.relation in act.relations)
    if not relations or (act.relations is not None and len(relations) < len(set(act.relations))):
        return _not_bound(agreed, act)
    nothing = _why_nothing_left(agreed, act, relations) or _running_already(agreed, act, relations)
    if nothing is not None:
        return nothing
    return accepted(
        e.NoticeGiven(
            notice=len(agreed.state.notices) + 1,
            by=act.by,
            to=tuple(dict.fromkeys(p for r in relations for p in r.parties if p != act.by)),
            relations=tuple(r.relation for r in relations),
            sent=act.sent,
            authority=act.authority,
            parts=act.parts,
            document=act.document,
            named_end=act.named_end,
            no_longer_covered=no_longer_covered(agreed.state.agreement, act.parts),
        )
    )


def _why_not_terminable(agreed: Agreed, act: a.GiveNotice) -> Verdict | None:
    """A supplementary agreement has no notice of its own; a part ends by itself only where the text says so."""
    agreement = agreed.state.agreement
    clause = agreement.notice
    if agreement.kind is AgreementKind.SUPPLEMENTARY and (clause is None or clause.period is None):
        return refused(
            RefusalCode.WRONG_STAGE,
            "A-20",
            f"{agreement.agreement} has no notice clause of its own; it follows {agreement.supplements}",
            f"give notice on {agreement.supplements}, or let both parties fix a date: `agreement agree-end`",
        )
    if act.parts is None:
        return None
    if not act.parts:
        return refused(
            RefusalCode.INCOMPLETE,
            "A-10",
            "the notice names no part",
            "name the parts, or leave them out for the whole",
        )
    known = [part.part for part in agreement.parts or ()]
    unknown = [part for part in act.parts if part not in known]
    if unknown:
        return refused(
            RefusalCode.UNKNOWN_ITEM,
            "A-05",
            f"{agreement.agreement} has no part {', '.join(unknown)}",
            f"its parts are: {', '.join(known) or 'none'}",
        )
    if clause is not None and clause.partial:
        return None
    return refused(
        RefusalCode.WRONG_STAGE,
        "A-10",
        f"{agreement.agreement} does not let a part be ended by itself",
        "leave the parts out to give notice on the whole, or change the clause first",
    )


def _not_bound(agreed: Agreed, act: a.GiveNotice) -> Verdict:
    mine = tuple(r.relation for r in agreed.state.relations if act.by in r.parties)
    named = act.relations or mine
    others = [r for r in named if r not in mine]
    if others:
        return refused(
            RefusalCode.NOT_YOURS,
            "A-10",
            f"{act.by} has no part in {', '.join(others)}",
            f"it can say up what binds itself: {', '.join(mine)}",
        )
    gone = [r for r in named if agreed.state.relation(r).ended_on is not None]
    if gone:
        last = agreed.state.relation(gone[0]).ended_on
        return refused(
            RefusalCode.ENDED,
            "A-10",
            f"{act.by} is not bound by {', '.join(gone)} any more; it was in force through {last}",
            "nothing needs to be said up; `agreement show` tells what is in force",
        )
    return refused(
        RefusalCode.WRONG_STAGE,
        "A-10",
        f"{act.by} has entered nothing that it could say up in {', '.join(named)}",
        "a draft is not binding; `agreement show` tells who has signed",
    )


def _running_already(agreed: Agreed, act: a.GiveNotice, relations: tuple[Relation, ...]) -> Verdict | None:
    """The same party says the same up once; to begin anew it withdraws the first (A-13)."""
    named = {r.relation for r in relations}
    for notice in agreed.state.notices:
        again = sorted(named & {*notice.relations})
        if again and notice.by == act.by and notice.stage in LIVE and _same(notice.parts, act.parts):
            return refused(
                RefusalCode.NOTHING_TO_CHANGE,
                "A-10",
                f"notice {notice.notice} of {act.by} runs already for {', '.join(again)}",
                f"withdraw notice {notice.notice} first (`notice withdraw`); a new notice begins a new period",
            )
    return None


def _same(first: tuple[str, ...] | None, again: tuple[str, ...] | None) -> bool:
    """Whether two notices say up the same, in whatever order they name it."""
    return (first is None) is (again is None) and {*(first or ())} == {*(again or ())}


def _why_nothing_left(agreed: Agreed, act: a.GiveNotice, relations: tuple[Relation, ...]) -> Verdict | None:
    """What is not entered yet, or has ended already, cannot be said up (A-10)."""
    known = agreed.state.imported is None or agreed.state.agreement.valid_from is not None
    later = [r for r in relations if known and r.entered_on is not None and act.sent.day < r.entered_on]
    if later:
        return refused(
            RefusalCode.TOO_SOON,
            "A-10",
            f"the notice was sent on {act.sent.day}; what it says up was entered later: "
            + ", ".join(f"{r.relation} ({r.entered_on})" for r in later),
            "look at the year again, or name only what was in force then: --relation",
        )
    if act.parts is None or any({*act.parts} - {*r.ended_parts} for r in relations):
        return None
    return refused(
        RefusalCode.ENDED,
        "A-10",
        f"{', '.join(act.parts)} has ended already in {', '.join(r.relation for r in relations)}",
        "nothing needs to be said up; `agreement show` tells what is in force",
    )


def receipt(agreed: Agreed, received: ReceivedAct, act: a.RecordReceipt) -> Verdict:
    """The notice has reached those it is for: from here it runs (T-02)."""
    notice = _notice(agreed, act.notice)
    if isinstance(notice, Verdict):
        return notice
    strange = _why_not_for(agreed, notice, act.parties)
    if strange is not None:
        return strange
    known = {r.party: r for r in notice.receipts}
    twice = [p for p in act.parties if p in known]
    if twice:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "T-05",
            f"{twice[0]} received notice {notice.notice} on {known[twice[0]].received.day}, as entered before",
            "if that was another day, correct it: `notice correct`",
        )
    why_not = (
        _why_not_one_of(received, (notice.by, *(act.parties if len({*act.parties}) == 1 else ())))
        or why_not_past(received, act.received, "the notice was received", "T-02")
        or why_not_in_order(notice.sent, act.received, "it was received before it was sent", "T-02")
    )
    return why_not or accepted(
        e.NoticeReceived(
            notice=notice.notice,
            parties=tuple(dict.fromkeys(act.parties)),
            received=act.received,
            address=act.address,
            document=act.document,
        )
    )


def knowledge(agreed: Agreed, received: ReceivedAct, act: a.RecordKnowledge) -> Verdict:
    """The counterpart says when it learned of the notice; unsaid, that was when the notice came (A-13)."""
    found = _received_by(agreed, act.notice, act.party)
    if isinstance(found, Verdict):
        return found
    notice, came = found
    why_not = (
        why_not_answer_for(received, act.party, "A-13")
        or why_not_past(received, act.known, "it was learned of", "A-13")
        or why_not_in_order(came.received, act.known, "the notice was known before it came", "A-13")
    )
    return why_not or accepted(e.NoticeKnown(notice=notice.notice, party=act.party, known=act.known))


def correct(agreed: Agreed, received: ReceivedAct, act: a.CorrectReceipt) -> Verdict:
    """Another day of receipt: the timer moves, what was computed stays in the record (T-05)."""
    found = _received_by(agreed, act.notice, act.party)
    if isinstance(found, Verdict):
        return found
    notice, came = found
    if act.received == came.received:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "T-05",
            f"{act.party} received notice {notice.notice} on {came.received.day}, as it stands",
            "give the day it really came",
        )
    why_not = (
        _why_not_one_of(received, (notice.by, act.party))
        or why_not_past(received, act.received, "the notice was received", "T-05")
        or why_not_in_order(notice.sent, act.received, "it was received before it was sent", "T-05")
    )
    return why_not or accepted(
        e.ReceiptCorrected(
            notice=notice.notice,
            party=act.party,
            was=came.received,
            received=act.received,
            reason=act.reason,
            computed=tuple(end.computation for end in agreed.state.ends if end.notice == notice.notice),
        )
    )


def withdraw(agreed: Agreed, received: ReceivedAct, act: a.WithdrawNotice) -> Verdict:
    """One side alone, before the other learns of the notice; later only if the other agrees in writing (A-13)."""
    notice = _notice(agreed, act.notice)
    if isinstance(notice, Verdict):
        return notice
    before_this = notice.withdrawal
    answers = before_this.answers if before_this else ()
    silent = {*(before_this.asked if before_this else ())} - {x.party for x in answers}
    if silent and all(x.agrees for x in answers):
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "A-13",
            f"notice {notice.notice} is being taken back; {', '.join(sorted(silent))} must agree",
            "wait for the answers: `notice answer-withdrawal`",
        )
    why_not = (
        why_not_answer_for(received, notice.by, "A-13")
        or why_not_past(received, act.arrived, "the withdrawal arrived", "A-13")
        or why_not_in_order(notice.sent, act.arrived, "the withdrawal arrived before the notice was sent", "A-13")
    )
    if why_not is not None:
        return why_not
    learned = {r.relation: _learned(notice, r, act.arrived) for r in _running_for(agreed, notice)}
    asked = tuple(dict.fromkeys(p for parties in learned.values() for p in parties))
    free = tuple(relation for relation, parties in learned.items() if not parties)
    back = Withdrawal(arrived=act.arrived, reason=act.reason, asked=asked)
    if not asked:
        return accepted(_withdrawn(agreed, notice, back, free))
    question = e.WithdrawalAsked(notice=notice.notice, arrived=act.arrived, reason=act.reason, asked=asked)
    return accepted(question, *((_withdrawn(agreed, notice, back, free),) if free else ()))


def answer_withdrawal(agreed: Agreed, received: ReceivedAct, act: a.AnswerWithdrawal) -> Verdict:
    """Whoever had learned of it must agree in writing; where one does not, the notice runs on (A-13, N-02)."""
    notice = _notice(agreed, act.notice)
    if isinstance(notice, Verdict):
        return notice
    back = notice.withdrawal
    if back is None or act.party not in back.asked or act.party in {x.party for x in back.answers}:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "A-13",
            f"{act.party} is not asked whether notice {notice.notice} may be taken back",
            "`agreement show` lists what waits for an answer",
        )
    why_not = why_not_answer_for(received, act.party, "A-13")
    if why_not is not None:
        return why_not
    if act.agrees and act.document is None:
        return refused(
            RefusalCode.INCOMPLETE,
            "A-13",
            f"{act.party} agrees in writing, and the paper is missing",
            "store it (`document add`) and give its digest: --document",
        )
    answered = e.WithdrawalAnswered(notice=notice.notice, party=act.party, agrees=act.agrees, document=act.document)
    not_yet = {*back.asked} - {x.party for x in back.answers if x.agrees} - {act.party}
    mine = (r for r in _running_for(agreed, notice) if act.party in r.parties)
    free = tuple(r.relation for r in mine if not not_yet & {*r.parties})
    if not act.agrees or not free:
        return accepted(answered)
    return accepted(answered, _withdrawn(agreed, notice, back, free))


def _running_for(agreed: Agreed, notice: Notice) -> tuple[Relation, ...]:
    """What a notice says up that still binds."""
    return tuple(r for r in map(agreed.state.relation, notice.relations) if in_force(r))


def _learned(notice: Notice, relation: Relation, arrived: Moment) -> tuple[PartyRef, ...]:
    """Those in a relation who knew of a notice before word came that it is taken back (A-13)."""
    return tuple(r.party for r in _receipts_for(notice, relation) if before(r.known or r.received, arrived))


def _withdrawn(agreed: Agreed, notice: Notice, back: Withdrawal, free: tuple[RelationId, ...]) -> e.NoticeWithdrawn:
    """Withdrawn for those relations; for the others it runs on, each with dates of its own (A-13, N-02)."""
    bound = {p for r in free for p in agreed.state.relation(r).parties}
    others = any(r.relation not in free for r in _running_for(agreed, notice))
    return e.NoticeWithdrawn(
        notice=notice.notice,
        arrived=back.arrived,
        reason=back.reason,
        agreed=tuple(p for p in back.asked if p in bound),
        relations=free if others else None,
    )


def _notice(agreed: Agreed, number: int) -> Notice | Verdict:
    """A notice that can still run or be taken back."""
    try:
        notice = agreed.state.notice(number)
    except LookupError:
        known = ", ".join(f"{n.notice} ({n.by})" for n in agreed.state.notices) or "none"
        return refused(
            RefusalCode.UNKNOWN_ITEM,
            "A-10",
            f"there is no notice {number} on {agreed.state.agreement.agreement}",
            f"its notices are: {known}",
        )
    if notice.stage in LIVE:
        return notice
    return refused(
        RefusalCode.ENDED,
        "A-13",
        f"notice {number} is {notice.stage.value}",
        "it is kept as it was; a new notice begins a new period",
    )


def _why_not_for(agreed: Agreed, notice: Notice, parties: tuple[PartyRef, ...]) -> Verdict | None:
    """A notice comes to those it is for, and to nobody else (A-10)."""
    recipients = agreed.recipients(notice)
    strange = [p for p in parties if p not in recipients]
    if parties and not strange:
        return None
    return refused(
        RefusalCode.UNKNOWN_PARTY,
        "A-10",
        f"notice {notice.notice} is not for {', '.join(strange) or 'nobody'}",
        f"it is for: {', '.join(recipients)}",
    )


def _received_by(agreed: Agreed, number: int, party: PartyRef) -> tuple[Notice, NoticeReceipt] | Verdict:
    notice = _notice(agreed, number)
    if isinstance(notice, Verdict):
        return notice
    for came in notice.receipts:
        if came.party == party:
            return notice, came
    return _why_not_for(agreed, notice, (party,)) or refused(
        RefusalCode.WRONG_STAGE,
        "T-02",
        f"{party} has not received notice {number}, as far as is entered",
        "enter the receipt first: `notice receipt`",
    )


def _why_not_one_of(received: ReceivedAct, parties: tuple[PartyRef, ...]) -> Verdict | None:
    """Either side says when a notice came, or the secretariat; one of several it came to says so for itself alone."""
    if is_secretariat(received.actor) or received.actor.party in parties:
        return why_not_answer_for(received, received.actor.party or parties[0], "T-02")
    return why_not_answer_for(received, parties[0], "T-02")


def _receipts_for(notice: Notice, relation: Relation) -> list[NoticeReceipt]:
    """When a notice came to those it binds in a relation."""
    wanted = {p for p in relation.parties if p != notice.by}
    return [
        r for r in notice.receipts if r.party in wanted and (r.relations is None or relation.relation in r.relations)
    ]


def counted_from(notice: Notice, relation: Relation) -> Moment | None:
    """The receipt a relation's period runs from: the latest of its recipients'; None until all have it (5.4)."""
    wanted = {p for p in relation.parties if p != notice.by}
    receipts = _receipts_for(notice, relation)
    if {r.party for r in receipts} < wanted:
        return None
    last = receipts[0].received
    for one in receipts[1:]:
        last = one.received if before(last, one.received) else last
    return last
