"""Who is waited for in an agreement, and what comes by itself (A-07, A-08, A-09, A-13)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from models import acts as a
from models import entries as e
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
    unsigned = waited_for(agreed)
    agreed.do(signed("halden"))
    one_unsigned = waited_for(agreed)
    agreed.do(signed(TRUST))

    assert unsigned == [(Duty.SIGN_AGREEMENT, "halden"), (Duty.SIGN_AGREEMENT, TRUST)]
    assert one_unsigned == [(Duty.SIGN_AGREEMENT, TRUST)]
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


def test_a_signature_is_waited_for_only_where_both_sides_have_approved() -> None:
    agreed = asked("halden", "moss")
    for party in ("halden", TRUST):
        agreed.do(approve(party))

    assert waited_for(agreed) == [
        (Duty.APPROVE_AGREEMENT, "moss"),
        (Duty.SIGN_AGREEMENT, "halden"),
        (Duty.SIGN_AGREEMENT, TRUST),
    ]


def test_a_notice_that_the_state_has_not_heard_of_is_reminded_of_six_times_and_waited_for_until_it_is_told() -> None:
    agreed = brought_in(an_agreement("halden"), today=date(2027, 1, 11))
    agreed.do(a.GiveNotice(by="halden", sent=Moment(day=DAY), authority=resolution()))

    given = agreed.advance(date(2027, 9, 1))

    reminded = [body for body in given if isinstance(body, e.NoticeReportReminded)]
    assert [(body.reminder, body.last) for body in reminded] == [
        *((number, None) for number in range(1, 6)),
        (6, True),
    ]
    assert not [d.name for d in agreed.it.dates if d.name.startswith("report:")]
    [comes, waits] = ahead(agreed).awaited
    assert (comes.duty, comes.party, comes.item, comes.rule) == (Duty.ENTER_RECEIPT, TRUST, 1, "T-02")
    assert (waits.duty, waits.item, waits.rule) == (Duty.REPORT_NOTICE, 1, "A-11")
    assert waits.due == datetime(2027, 1, 25, 23, tzinfo=UTC)
    agreed.do(a.ReportNotice(notice=1, on=agreed.today, way="e-post", proof="6" * 64))
    assert waited_for(agreed) == [(Duty.ENTER_RECEIPT, TRUST)]
    agreed.do(a.RecordReceipt(notice=1, parties=(TRUST,), received=Moment(day=agreed.today)))
    assert waited_for(agreed) == []


def test_an_answer_on_a_withdrawal_is_waited_for() -> None:
    agreed = brought_in(an_agreement("halden"), today=date(2027, 1, 11))
    agreed.do(a.GiveNotice(by="halden", sent=Moment(day=DAY), authority=resolution()))
    agreed.do(a.RecordReceipt(notice=1, parties=(TRUST,), received=Moment(day=DAY)))
    agreed.advance(date(2027, 1, 13))
    agreed.do(a.WithdrawNotice(notice=1, arrived=Moment(day=date(2027, 1, 13)), reason="Enige."))

    [asked_now, told] = ahead(agreed).awaited
    assert (told.duty, told.item) == (Duty.REPORT_NOTICE, 1)
    assert (asked_now.duty, asked_now.party, asked_now.item) == (Duty.ANSWER_WITHDRAWAL, TRUST, 1)
    assert "end:1:halden" in [silence.clock for silence in ahead(agreed).silences]
