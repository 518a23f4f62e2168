"""Who is waited for in an agreement, and what comes by itself (A-07, A-08, A-09, A-13)."""

from __future__ import annotations

from datetime import date

from models import acts as a
from models.outlook import Duty, Outlook
from models.periods import Moment
from rules.outlook.agreement import agreement_outlook
from rules.outlook.around import Around
from tests.agreements import TRUST, an_agreement
from tests.rules.agreed import Agreed, brought_in
from tests.rules.test_making import DAY, approve, asked, resolution, signed


def ahead(agreed: Agreed) -> Outlook:
    return agreement_outlook(agreed.it, Around(agreed.procedure, agreed.roster, (), agreed.now))


def waited_for(agreed: Agreed) -> list[tuple[Duty, str | None]]:
    return [(one.duty, one.party) for one in ahead(agreed).awaited]


def test_councils_are_waited_for_until_they_answer_and_then_the_state_is_to_be_told() -> None:
    agreed = asked("halden")
    before = waited_for(agreed)
    agreed.do(approve("halden"))
    one_left = waited_for(agreed)
    agreed.do(approve(TRUST))
    for party in ("halden", TRUST):
        agreed.do(signed(party))

    assert before == [(Duty.APPROVE_AGREEMENT, "halden"), (Duty.APPROVE_AGREEMENT, TRUST)]
    assert one_left == [(Duty.APPROVE_AGREEMENT, TRUST)]
    [report] = ahead(agreed).awaited
    assert (report.duty, report.due is not None) == (Duty.REPORT_AGREEMENT, True)
    agreed.do(a.ReportSent(on=DAY, way="sent", where="post@helsedir.example"))
    assert waited_for(agreed) == []


def test_a_review_is_waited_for_from_its_reminder_on() -> None:
    agreed = brought_in(an_agreement("halden"), today=date(2027, 1, 11))
    at_first = waited_for(agreed)

    agreed.advance(date(2027, 12, 1))

    assert at_first == []
    assert waited_for(agreed) == [(Duty.REVIEW_AGREEMENT, None)]


def test_an_answer_on_a_withdrawal_is_waited_for() -> None:
    agreed = brought_in(an_agreement("halden"), today=date(2027, 1, 11))
    agreed.do(a.GiveNotice(by="halden", sent=Moment(day=DAY), authority=resolution()))
    agreed.do(a.RecordReceipt(notice=1, parties=(TRUST,), received=Moment(day=DAY)))
    agreed.advance(date(2027, 1, 13))
    agreed.do(a.WithdrawNotice(notice=1, arrived=Moment(day=date(2027, 1, 13)), reason="Enige."))

    [asked_now] = ahead(agreed).awaited
    assert (asked_now.duty, asked_now.party, asked_now.item) == (Duty.ANSWER_WITHDRAWAL, TRUST, 1)
    assert "end:1:halden" in [silence.clock for silence in ahead(agreed).silences]
