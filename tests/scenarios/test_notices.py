"""Notice given, received, corrected, taken back, run out (A-10, A-13, T-01..T-07)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from models import acts as a
from models import entries as e
from models.acts import ItemOutcome, Mark
from models.agreement import AgreementKind, AgreementParty
from models.agreement_state import AgreementState, NoticeStage
from models.canonical import text_digest
from models.entries import Entry
from models.messages import MessageKind
from tests.agreements import (
    OUTSIDE,
    TRUST,
    an_agreement,
    computed,
    ends,
    in_force,
    notice,
    party_of,
    received,
    until,
    when,
)
from tests.replaying import runs_of
from tests.story import OSLO, Story

DIGEST = text_digest("brev")
NATIONAL = an_agreement(
    agreement="nasjonal",
    kind=AgreementKind.NATIONAL,
    title="Nasjonal avtale",
    parties=OUTSIDE,
    valid_from=date(2030, 1, 1),
    valid_to=date(2032, 12, 31),
)


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
    assert await story.bodies(record, e.ClockStopped) == [], "each clock that rang came to something"
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
    assert [clock.due_at for clock in after.clocks if clock.name.startswith("end:")] == [now.computation.ends_at]


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


async def test_s41_the_local_day_of_receipt_counts_on_both_sides_of_midnight(story: Story) -> None:
    await story.clock.advance(datetime(2031, 10, 31, 22, tzinfo=OSLO))
    record = await in_force(story, an_agreement("halden", "moss"))
    evening, night = datetime(2031, 10, 31, 23, 30, tzinfo=OSLO), datetime(2031, 11, 1, 0, 30, tzinfo=OSLO)
    first = await notice(story, record, "halden", evening - timedelta(minutes=90))
    second = await notice(story, record, "moss", evening - timedelta(minutes=90))
    await story.clock.advance(datetime(2031, 11, 1, 8, tzinfo=OSLO))

    await received(story, record, first, "sykehuset-ostfold", evening)
    state = await received(story, record, second, "sykehuset-ostfold", night)

    assert {e.relation: e.computation.last_day for e in state.ends} == {
        "halden": date(2032, 10, 31),
        "moss": date(2032, 11, 1),
    }


async def test_s42_both_readings_are_shown_and_the_later_day_holds(story: Story) -> None:
    await story.clock.advance(datetime(2032, 1, 5, 9, tzinfo=OSLO))
    record = await in_force(story, an_agreement("halden"))

    number = await notice(story, record, "halden", date(2031, 12, 29))
    [end] = (await received(story, record, number, "sykehuset-ostfold", date(2032, 1, 4))).ends
    await story.clock.advance(datetime(2033, 1, 4, 23, 30, tzinfo=OSLO))
    before = await ends(story, record)
    await story.clock.advance(datetime(2033, 1, 5, 0, 30, tzinfo=OSLO))

    assert (end.computation.by_dispatch, end.computation.by_receipt) == (date(2032, 12, 29), date(2033, 1, 4))
    assert before == []
    assert await ends(story, record) == [("halden", date(2033, 1, 4))]


async def test_s44_withdrawn_with_a_yes_the_timer_is_gone_and_the_state_is_told_again(story: Story) -> None:
    record = await in_force(story, an_agreement("halden"))
    today = (await story.clock.now()).astimezone(OSLO).date()
    number = await notice(story, record, "halden", today)
    await received(story, record, number, TRUST, today)
    await story.do(record, reported(number, today), story.secretariat)
    await story.days_pass(3)
    later = today + timedelta(days=3)
    await story.do(
        record, a.WithdrawNotice(notice=number, arrived=when(later), reason="Enighet."), party_of(story, "halden")
    )
    yes = a.AnswerWithdrawal(notice=number, party=TRUST, agrees=True, document=DIGEST)

    await story.do(record, yes, party_of(story, TRUST))
    withdrawn = await computed(story, record)
    await story.days_pass(20)
    await story.do(record, reported(number, later), story.secretariat)
    await story.days_pass(400)

    assert (withdrawn.notice(number).stage, withdrawn.ends) == (NoticeStage.WITHDRAWN, ())
    assert await ends(story, record) == []
    told = await story.bodies(record, e.NoticeReported)
    assert [(t.on, t.withdrawn) for t in told] == [(today, None), (later, True)]
    reminded = await story.bodies(record, e.NoticeReportReminded)
    assert [(r.reminder, r.withdrawn) for r in reminded] == [(1, True), (2, True)]


async def test_s46_rhf_duty_and_a_renegotiation_case_come_with_the_notice(story: Story) -> None:
    record = await in_force(story, an_agreement("halden"))
    today = (await story.clock.now()).astimezone(OSLO).date()

    number = await notice(story, record, "halden", today)
    state = await until(story, record, lambda s: s.notice(number).case is not None and not s.stale)
    case = str(state.notice(number).case)
    opened = await story.case_state(case)
    await received(story, record, number, TRUST, today)
    await story.days_pass(40)

    assert (opened.affected, opened.proposer_party) == (("halden", TRUST), "halden")
    [registered] = await story.bodies(case, e.CaseRegistered)
    assert (registered.agreement, registered.notice) == (record, number)
    reminded = await story.bodies(record, e.NoticeReportReminded)
    assert [r.reminder for r in reminded] == [1, 2, 3]
    target = reminded[1].target
    assert today + timedelta(days=14) <= target <= today + timedelta(days=17)
    assert (await story.case_state(case)).registered_at == registered_at(await story.entries(case))
    [given] = [x for x in await story.entries(record) if isinstance(x.happened, e.NoticeGiven)]
    assert registered_at(await story.entries(case)).date() == given.at.date()


async def test_s47_the_trust_ends_every_like_worded_agreement_each_on_its_own_day(story: Story) -> None:
    municipalities = tuple(p.party for p in story.roster.parties if p.party != TRUST)
    record = await in_force(story, an_agreement(*municipalities))
    today = (await story.clock.now()).astimezone(OSLO).date()
    number = await notice(story, record, TRUST, today)
    await story.days_pass(5)

    for place, party in enumerate(municipalities):
        day = today + timedelta(days=place % 3)
        await story.do(record, a.RecordReceipt(notice=number, parties=(party,), received=when(day)))
    state = await computed(story, record)
    await story.days_pass(380)

    days = [last_of(state, party) for party in municipalities]
    assert (len(state.ends), len(set(days))) == (len(municipalities), 3)
    assert dict(await ends(story, record)) == dict(zip(municipalities, days, strict=True))
    assert (await story.kinds(record)).count("agreement_ended") == 1


async def test_s48_cases_go_on_and_who_is_not_bound_any_more_is_flagged(story: Story) -> None:
    record = await in_force(story, an_agreement("halden", "moss", carries_procedure=True))
    earlier = await story.open_case()
    today = (await story.clock.now()).astimezone(OSLO).date()
    number = await notice(story, record, "halden", today)
    await received(story, record, number, TRUST, today)

    await story.days_pass(367)
    state = await story.until(earlier, lambda s: bool(s.party_changes))
    later = await story.open_case()
    newer = await story.until(later, lambda s: bool(s.party_changes))

    [[halden, last]] = await ends(story, record)
    for flagged in (state, newer):
        assert not flagged.ended
        assert [(c.party, c.last_day) for c in flagged.party_changes or ()] == [(halden, last)]
        assert "halden" not in flagged.affected
    [left] = await story.bodies(earlier, e.PartyLeftCase)
    assert (left.agreement, left.unbound) == (record, None)

    await story.days_pass(60)
    assert len(await runs_of(story, later)) > 1
    await story.client.get_workflow_handle(earlier).terminate(reason="ryddet opp")
    first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    for case in (earlier, later):
        await story.place(case, first, Mark.DROFTING)
    await story.open_meeting(first)
    for case in (earlier, later):
        await story.open_item(first, case)
        await story.close_item(first, case, ItemOutcome.READY)
    await story.do(first, a.CloseMeeting())
    await story.open_meeting(second)
    for case in (earlier, later):
        await story.open_item(second, case)
        await story.take_positions(case)
        await story.close_item(second, case)
        decided = await story.until(case, lambda s: bool(s.bindings))

        bound = {b.party for b in decided.bindings if b.effect_at is not None}
        assert bound == {p.party for p in story.roster.parties} - {halden}
    assert len(await story.bodies(earlier, e.RestartedFromRecord)) == 1


async def test_s49_the_national_agreement_ends_by_its_term_and_no_local_case_stops(story: Story) -> None:
    record = await in_force(story, NATIONAL)
    case = await story.open_case()
    before = await story.kinds(case)
    local = await in_force(story, an_agreement("halden", carries_procedure=True))

    await story.clock.advance(datetime(2033, 1, 1, 0, 30, tzinfo=OSLO))

    assert (await story.kinds(record))[-2:] == ["relation_ended", "agreement_ended"]
    reminded = await story.bodies(record, e.RenewalReminded)
    assert [(r.months, r.last_day) for r in reminded] == [(m, date(2032, 12, 31)) for m in (12, 9, 6, 3)]
    assert await story.kinds(case) == before
    assert not (await story.agreement_state(local)).ended


async def test_s50_a_notice_that_runs_past_the_fixed_end_changes_nothing(story: Story) -> None:
    [early, late] = [
        await in_force(story, NATIONAL.model_copy(update={"agreement": name})) for name in ("nasjonal", "nasjonal-2")
    ]
    await story.clock.advance(datetime(2032, 10, 1, 12, tzinfo=OSLO))

    for record, day in ((early, date(2032, 9, 30)), (late, date(2032, 10, 1))):
        number = await notice(story, record, "KS", day)
        await received(story, record, number, "Staten", day)
    await story.clock.advance(datetime(2033, 1, 1, 9, tzinfo=OSLO))

    [by_notice], [by_term] = await story.bodies(early, e.RelationEnded), await story.bodies(late, e.RelationEnded)
    assert (by_notice.last_day, by_notice.cause) == (date(2032, 12, 30), e.EndCause.NOTICE)
    assert (by_term.last_day, by_term.cause, by_term.overtaken) == (date(2032, 12, 31), e.EndCause.TERM, (1,))


async def test_s62_one_relation_is_said_up_and_the_other_agreement_stands(story: Story) -> None:
    here = await in_force(story, an_agreement("halden", "moss"))
    elsewhere = await in_force(
        story,
        an_agreement(
            agreement="nabo",
            parties=(AgreementParty(party="halden"), AgreementParty(name="Sykehuset i nabofellesskapet HF")),
        ),
    )
    today = (await story.clock.now()).astimezone(OSLO).date()
    number = await notice(story, here, "halden", today)
    await received(story, here, number, TRUST, today)

    await story.days_pass(367)

    assert [relation for relation, _ in await ends(story, here)] == ["halden"]
    assert [r.relation for r in (await story.agreement_state(here)).relations if r.ended_on is None] == ["moss"]
    assert await ends(story, elsewhere) == []


def reported(number: int, on: date) -> a.ReportNotice:
    return a.ReportNotice(notice=number, on=on, way="e-post", proof=DIGEST)


def registered_at(entries: tuple[Entry, ...]) -> datetime:
    return next(x.at for x in entries if isinstance(x.happened, e.CaseRegistered))


def last_of(state: AgreementState, relation: str) -> date:
    return next(x.computation.in_force_to for x in state.ends if x.relation == relation)


async def test_the_regional_health_authority_gets_a_mail_at_once(story_with_mail: Story) -> None:
    story = story_with_mail
    record = await in_force(story, an_agreement("halden"))

    await notice(story, record, "halden", (await story.clock.now()).astimezone(OSLO).date())
    await story.clock.idle(mail=True)
    told = await story.messages(MessageKind.AGREEMENT_RHF_TOLD, record=record)

    assert [one.state for one in told if one.to == "office:rhf"] == ["sent"]
