"""Notice given, received, corrected, taken back, run out (A-10, A-13, T-01..T-07)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from models import acts as a
from models import entries as e
from models.agreement_state import NoticeStage
from tests.agreements import an_agreement, computed, ends, in_force, notice, party_of, received, when
from tests.story import OSLO, Story


async def test_s40_a_notice_received_on_a_leap_day_ends_on_the_last_of_february(story: Story) -> None:
    record = await in_force(story, an_agreement("halden"))
    leap = date(2036, 2, 29)
    await story.clock.advance(datetime(2036, 2, 29, 12, tzinfo=OSLO))

    number = await notice(story, record, "halden", leap)
    state = await received(story, record, number, "sykehuset-ostfold", leap)
    await story.clock.advance(datetime(2037, 2, 28, 23, 59, tzinfo=OSLO))
    before = await ends(story, record)
    await story.clock.advance(datetime(2037, 3, 1, 0, 1, tzinfo=OSLO))

    [end] = state.ends
    assert end.computation.ends_at == datetime(2037, 3, 1, tzinfo=OSLO)
    assert end.computation.derivation[-1] == "in force to 28 Feb 2037 24:00"
    assert before == []
    assert await ends(story, record) == [("halden", date(2037, 2, 28))]
    assert (await story.kinds(record))[-2:] == ["relation_ended", "agreement_ended"]


async def test_s43_a_corrected_receipt_moves_the_timer_and_keeps_what_was_computed(story: Story) -> None:
    record = await in_force(story, an_agreement("halden"))
    today = (await story.clock.now()).astimezone(OSLO).date()
    number = await notice(story, record, "halden", today)
    before = await received(story, record, number, "sykehuset-ostfold", today)
    await story.days_pass(150)
    later = today + timedelta(days=2)
    act = a.CorrectReceipt(notice=number, party="sykehuset-ostfold", received=when(later), reason="Feil dato ført.")

    await story.do(record, act, party_of(story, "sykehuset-ostfold"))
    after = await computed(story, record)

    [was], [now] = before.ends, after.ends
    assert now.computation.ends_at - was.computation.ends_at == timedelta(days=2)
    [corrected] = await story.bodies(record, e.ReceiptCorrected)
    assert corrected.computed == (was.computation,)
    assert [clock.due_at for clock in after.clocks] == [now.computation.ends_at]


async def test_s45_a_withdrawal_that_comes_too_late_needs_a_yes(story: Story) -> None:
    record = await in_force(story, an_agreement("halden"))
    today = (await story.clock.now()).astimezone(OSLO).date()
    number = await notice(story, record, "halden", today)
    await received(story, record, number, "sykehuset-ostfold", today)
    await story.days_pass(3)
    back = a.WithdrawNotice(notice=number, arrived=when(today + timedelta(days=3)), reason="Enighet.")
    await story.do(record, back, party_of(story, "halden"))

    no = a.AnswerWithdrawal(notice=number, party="sykehuset-ostfold", agrees=False)
    await story.do(record, no, party_of(story, "sykehuset-ostfold"))
    running = await computed(story, record)
    await story.days_pass(370)

    assert running.notice(number).stage is NoticeStage.RUNNING
    assert [relation for relation, _ in await ends(story, record)] == ["halden"]
