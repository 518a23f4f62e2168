"""What lies ahead of an agreement: approvals, signatures, reports, reviews, and what comes by itself (A-07..A-13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from models.agreement import ApprovalResult
from models.agreement_state import AgreementState, NoticeStage
from models.outlook import Awaited, Duty, End, Outlook
from rules.agreement.clocks import REPORT_DUE, REVIEW_OVERDUE, REVIEW_REMINDER
from rules.agreement.coming import owed_since, report_target
from rules.agreement.context import in_force, reported_to_state
from rules.agreement.opening import ASKED_FOR
from rules.legal_dates import local_day
from rules.outlook.around import Around
from rules.outlook.silence import silences_of
from rules.outlook.who import of_party, secretariat
from rules.periods import end_instant


def agreement_outlook(state: AgreementState, around: Around) -> Outlook:
    """Everything that lies ahead of an agreement."""
    lasts = End(why="an agreement is in force until it is ended", rule="T-04")
    over = End(at=around.now, why="it is over", rule="T-04")
    bound = any(in_force(r) for r in state.relations)
    return Outlook(
        record=state.record,
        title=state.agreement.title,
        stage="ended" if state.ended else "in_force" if bound else "draft",
        ended=state.ended,
        reckoned_at=around.now,
        awaited=() if state.ended else tuple(_awaited(state, around)),
        silences=silences_of(state.clocks),
        lacks=(),
        earliest=over if state.ended else lasts,
        latest=over if state.ended else lasts,
    )


def _awaited(state: AgreementState, around: Around) -> Iterator[Awaited]:
    yield from _approvals(state, around)
    yield from _signatures(state, around)
    yield from _receipts(state, around)
    yield from _withdrawals(state, around)
    yield from _untold(state, around)
    unsent = (r for r in state.relations if r.signed_on is not None and r.sent is None and in_force(r))
    if state.agreement.kind in ASKED_FOR and any(unsent):
        yield secretariat(Duty.REPORT_AGREEMENT, state, around, "A-07", due=_due(state, REPORT_DUE))
    if _due(state, REVIEW_OVERDUE) is not None and _due(state, REVIEW_REMINDER) is None:
        yield secretariat(Duty.REVIEW_AGREEMENT, state, around, "A-08", due=_due(state, REVIEW_OVERDUE))


def _approvals(state: AgreementState, around: Around) -> Iterator[Awaited]:
    """Who was asked about the newest text and has not said what it came to; putting it off is no answer (A-09)."""
    newest = state.latest
    answers = {x.party: x.result for x in state.approvals if x.version == newest.version}
    for party in newest.sent_to or ():
        if answers.get(party, ApprovalResult.POSTPONED) is ApprovalResult.POSTPONED:
            yield _party(Duty.APPROVE_AGREEMENT, "A-09", party, state, around)


def _signatures(state: AgreementState, around: Around) -> Iterator[Awaited]:
    """Who has not signed the newest text, where all who sign it with each other have approved it (A-09)."""
    newest = state.latest.version
    approved = {x.party for x in state.approvals if (x.version, x.result) == (newest, ApprovalResult.APPROVED)}
    missing = (
        party
        for relation in state.relations
        if relation.ended_on is None and {*relation.parties} <= approved
        for party in relation.parties
        if all((x.party, x.version) != (party, newest) for x in relation.signatures)
    )
    for party in dict.fromkeys(missing):
        yield _party(Duty.SIGN_AGREEMENT, "A-09", party, state, around)


def _untold(state: AgreementState, around: Around) -> Iterator[Awaited]:
    """Notices, and withdrawals of them, that Helsedirektoratet has not been told of, as far as is entered (A-11)."""
    if not reported_to_state(state.agreement):
        return
    for notice in state.notices:
        since = owed_since(notice)
        if since is not None:
            zone = around.procedure.timezone
            target, _ = report_target(local_day(since, zone), around.procedure)
            asked = secretariat(Duty.REPORT_NOTICE, state, around, "A-11", due=end_instant(target, zone))
            yield asked.model_copy(update={"item": notice.notice, "since": since})


def _receipts(state: AgreementState, around: Around) -> Iterator[Awaited]:
    """Whom a notice is for, and has not reached as far as is entered: nothing runs before it has (T-02)."""
    for notice in state.notices:
        if notice.stage is NoticeStage.GIVEN:
            bound = (party for relation in notice.relations for party in state.relation(relation).parties)
            reached = {notice.by, *(came.party for came in notice.receipts)}
            for party in dict.fromkeys(bound):
                if party not in reached:
                    asked = _party(Duty.ENTER_RECEIPT, "T-02", party, state, around)
                    yield asked.model_copy(update={"item": notice.notice})


def _withdrawals(state: AgreementState, around: Around) -> Iterator[Awaited]:
    """Who was asked whether a notice may be taken back, and has not answered (A-13)."""
    for notice in state.notices:
        if notice.stage is NoticeStage.RUNNING and notice.withdrawal is not None:
            answered = {answer.party for answer in notice.withdrawal.answers}
            for party in notice.withdrawal.asked:
                if party not in answered:
                    asked = _party(Duty.ANSWER_WITHDRAWAL, "A-13", party, state, around)
                    yield asked.model_copy(update={"item": notice.notice})


def _party(duty: Duty, rule: str, party: str, state: AgreementState, around: Around) -> Awaited:
    """A party of the community; for somebody else the secretariat, which enters it."""
    if all(known.party != party for known in around.roster.parties):
        return secretariat(duty, state, around, rule)
    return of_party(duty, state, party, around, rule)


def _due(state: AgreementState, clock: str) -> datetime | None:
    """When the first clock of that kind rings; None where none runs."""
    return min((d.at for d in state.dates if d.name.partition(":")[0] == clock), default=None)
