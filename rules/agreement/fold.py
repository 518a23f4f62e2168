"""An agreement's entries folded, one by one, into where it stands. Pure; decides nothing, computes no date."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from models import entries as e
from models.agreement_state import (
    AgreementState,
    Notice,
    NoticeReceipt,
    NoticeStage,
    Relation,
    Version,
    Withdrawal,
    WithdrawalAnswer,
)
from models.entries import Entry
from models.periods import Moment
from models.state import Clock
from rules.agreement import fold_endings, fold_making
from rules.agreement.clocks import consequence_of
from rules.agreement.fold_endings import changed_notice
from rules.recording import still_running

Changes = dict[str, Any]
Fold = Callable[[AgreementState, Entry, Any], Changes]


def open_agreement(entry: Entry, community: str) -> AgreementState:
    """The state after the first entry: a draft that binds nobody, or an agreement in force elsewhere."""
    body = entry.body
    assert isinstance(body, e.AgreementImported | e.AgreementDrafted), "an agreement is imported or drafted first"
    imported = isinstance(body, e.AgreementImported)
    since = (body.agreement.valid_from or entry.at.date()) if imported else None
    return AgreementState(
        record=entry.record,
        community=community,
        agreement=body.agreement,
        since=entry.at,
        changed_at=entry.at,
        imported=imported or None,
        versions=(
            Version(
                version=1,
                agreement=body.agreement,
                document=None if isinstance(body, e.AgreementImported) else body.document,
            ),
        ),
        relations=tuple(
            Relation(
                relation=between.relation,
                parties=between.parties,
                entered_on=since,
                version=1 if imported else None,
            )
            for between in body.relations
        ),
    )


def fold_agreement(state: AgreementState | None, entry: Entry, community: str) -> AgreementState:
    """The state after one more entry; from most, the dates have to be computed anew."""
    if state is None:
        return open_agreement(entry, community)
    changes = FOLDS[type(entry.body)](state, entry, entry.body)
    rung = _rung(state, entry)
    if changes and "stale" not in changes and not state.ended:
        changes["stale"] = True
        changes |= {} if rung else {"changed_at": entry.at}
    return state.model_copy(update={**rung, **changes}) if changes or rung else state


def fold_all(entries: Iterable[Entry], community: str) -> AgreementState:
    """The state after all of an agreement's entries, first to last.

    Raises:
        ValueError: there are no entries.
    """
    state: AgreementState | None = None
    for entry in entries:
        state = fold_agreement(state, entry, community)
    if state is None:
        raise ValueError("a record without entries has no state")
    return state


def _rung(s: AgreementState, entry: Entry) -> Changes:
    """What a clock enters, it enters at its due time: no date up to there comes again."""
    by_itself = entry.actor is not None and entry.actor.person is None
    due = by_itself and any(clock.due_at == entry.at for clock in s.clocks)
    return {"rung_at": entry.at, "stale": True} if due else {}


def _nothing(_s: AgreementState, _e: Entry, _b: object) -> Changes:
    return {}


def _given(s: AgreementState, entry: Entry, b: e.NoticeGiven) -> Changes:
    notice = Notice(
        notice=b.notice,
        by=b.by,
        relations=b.relations,
        sent=b.sent,
        authority=b.authority,
        parts=b.parts,
        document=b.document,
        named_end=b.named_end,
        given_at=entry.at,
    )
    return {"notices": (*s.notices, notice)}


def _received(s: AgreementState, _e: Entry, b: e.NoticeReceived) -> Changes:
    notice = s.notice(b.notice)
    came = (
        NoticeReceipt(party=party, received=b.received, address=b.address, document=b.document) for party in b.parties
    )
    return changed_notice(s, b.notice, receipts=(*notice.receipts, *came), stage=NoticeStage.RUNNING)


def _known(s: AgreementState, _e: Entry, b: e.NoticeKnown) -> Changes:
    return _receipt(s, b.notice, b.party, known=b.known)


def _corrected(s: AgreementState, _e: Entry, b: e.ReceiptCorrected) -> Changes:
    return _receipt(s, b.notice, b.party, received=b.received)


def _receipt(s: AgreementState, number: int, party: str, **changes: Moment) -> Changes:
    receipts = tuple(r.model_copy(update=changes) if r.party == party else r for r in s.notice(number).receipts)
    return changed_notice(s, number, receipts=receipts)


def _withdrawal_asked(s: AgreementState, _e: Entry, b: e.WithdrawalAsked) -> Changes:
    asked = {"arrived": b.arrived, "reason": b.reason, "asked": b.asked, "answers": ()}
    return changed_notice(s, b.notice, withdrawal=_withdrawal(s, b).model_copy(update=asked))


def _withdrawal_answered(s: AgreementState, _e: Entry, b: e.WithdrawalAnswered) -> Changes:
    back = s.notice(b.notice).withdrawal
    assert back is not None, "only what is asked is answered"
    answer = WithdrawalAnswer(party=b.party, agrees=b.agrees, document=b.document)
    return changed_notice(s, b.notice, withdrawal=back.model_copy(update={"answers": (*back.answers, answer)}))


def _withdrawn(s: AgreementState, entry: Entry, b: e.NoticeWithdrawn) -> Changes:
    """Told of anew where Helsedirektoratet knew of what was withdrawn before (A-13)."""
    notice, back = s.notice(b.notice), _withdrawal(s, b)
    if back.granted_at is None or back.reported is not None:
        back = back.model_copy(update={"granted_at": entry.at, "reported": None, "reminders": 0})
    if b.relations is None:
        return changed_notice(s, b.notice, stage=NoticeStage.WITHDRAWN, withdrawal=back)
    rest = tuple(r for r in notice.relations if r not in b.relations)
    taken_back = (*(notice.taken_back or ()), *b.relations)
    return changed_notice(s, b.notice, relations=rest, taken_back=taken_back, withdrawal=back)


def _withdrawal(s: AgreementState, b: e.WithdrawalAsked | e.NoticeWithdrawn) -> Withdrawal:
    return s.notice(b.notice).withdrawal or Withdrawal(arrived=b.arrived, reason=b.reason)


def _computed(_s: AgreementState, _e: Entry, b: e.DatesComputed) -> Changes:
    clocks = tuple(
        Clock(name=due.name, due_at=due.at, consequence=consequence_of(due.name), rule=due.rule) for due in b.dates
    )
    return {"dates": b.dates, "ends": b.ends, "clocks": clocks, "stale": False}


def _relation_ended(s: AgreementState, _e: Entry, b: e.RelationEnded) -> Changes:
    relations = tuple(
        r.model_copy(update={"ended_on": b.last_day}) if r.relation == b.relation else r for r in s.relations
    )
    over = {r.relation for r in relations if r.ended_on is not None}
    notices = tuple(
        n.model_copy(update={"stage": NoticeStage.DONE})
        if n.stage in (NoticeStage.GIVEN, NoticeStage.RUNNING) and {*n.relations} <= over
        else n
        for n in s.notices
    )
    return {"relations": relations, "notices": notices, "ends": tuple(x for x in s.ends if x.relation not in over)}


def _ended(_s: AgreementState, _e: Entry, _b: e.AgreementEnded) -> Changes:
    return {"ended": True, "clocks": (), "dates": (), "stale": False}


def _clock_stopped(s: AgreementState, _e: Entry, b: e.ClockStopped) -> Changes:
    """Its date stands, or the next count would set the clock again."""
    return {"clocks": still_running(s.clocks, b), "stale": s.stale}


FOLDS: dict[type, Fold] = {
    **fold_making.FOLDS,
    e.NoticeGiven: _given,
    e.NoticeReceived: _received,
    e.NoticeKnown: _known,
    e.ReceiptCorrected: _corrected,
    e.WithdrawalAsked: _withdrawal_asked,
    e.WithdrawalAnswered: _withdrawal_answered,
    e.NoticeWithdrawn: _withdrawn,
    e.DatesComputed: _computed,
    e.RelationEnded: _relation_ended,
    e.AgreementEnded: _ended,
    **fold_endings.FOLDS,
    e.ActRefused: _nothing,
    e.RefusalsSummarised: _nothing,
    e.RestartedFromRecord: _nothing,
    e.ClockStopped: _clock_stopped,
}
