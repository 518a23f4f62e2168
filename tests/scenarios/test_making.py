"""Agreements made and kept up to date (A-07, A-08, A-09)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Any

from models import acts as a
from models import entries as e
from models.agreement import Agreement, ApprovalResult, ReviewOutcome, Signatory
from models.roster import PartyKind
from models.state import CaseStage
from models.submission import Submission
from procedures.loading import Community
from tests.agreements import TRUST, an_agreement, computed, in_force, party_of, resolution
from tests.faults.hands import new_id
from tests.house import with_numbers
from tests.shipped import community
from tests.story import OSLO, Story

Tell = Callable[[Community], AbstractAsyncContextManager[Story]]
MAYOR = Signatory(office="ordfører")
FIRST, SECOND = "1" * 64, "2" * 64


async def sent_to_all(story: Story, agreement: Agreement) -> tuple[str, date]:
    """A draft that users were heard on, with every council; its record and today."""
    act = a.DraftAgreement(agreement=agreement, document=FIRST)
    submission = Submission(act_id=new_id(), claim=story.secretariat, act=act)
    opened = await story.cases.open_agreement(story.community, submission)
    story.records.append(opened.record)
    today = (await story.clock.now()).astimezone(OSLO).date()
    await story.do(opened.record, a.HearUsers(organisation="Brukerutvalget", how="Høring.", on=today))
    await story.do(opened.record, a.SendForApproval())
    return opened.record, today


async def said(story: Story, record: str, party: str, on: date, result: ApprovalResult, document: str | None) -> None:
    """What a party's council came to."""
    words = None if result is ApprovalResult.APPROVED else "Etter debatt i kommunestyret."
    act = a.RecordApproval(party=party, result=result, resolution=resolution(on), said=words, document=document)
    await story.do(record, act, party_of(story, party))


async def sign(story: Story, record: str, party: str, on: date, **more: Any) -> None:
    """A party signs."""
    await story.do(record, a.SignAgreement(party=party, signed_on=on, by=MAYOR, **more), party_of(story, party))


async def test_s51_one_council_amends_one_refuses_and_the_eleven_may_sign(story: Story) -> None:
    towns = [p.party for p in story.roster.parties if p.kind is PartyKind.MUNICIPALITY]
    record, today = await sent_to_all(story, an_agreement(*towns, valid_from=None))
    amends, refuses, eleven = towns[0], towns[1], towns[2:]
    for party in (*eleven, TRUST):
        await said(story, record, party, today, ApprovalResult.APPROVED, None)
    await said(story, record, refuses, today, ApprovalResult.REJECTED, None)
    await said(story, record, amends, today, ApprovalResult.AMENDED, SECOND)

    for party in (*eleven, TRUST):
        await sign(story, record, party, today, **({"relations": tuple(eleven)} if party == TRUST else {}))

    state = await computed(story, record)
    assert len(eleven) == 11
    assert [r.relation for r in state.relations if r.entered_on == today] == eleven
    assert (state.latest.version, state.latest.document) == (2, SECOND)
    assert {*(state.latest.sent_to or ())} == {*towns, TRUST}
    assert all(x.version == 1 for x in state.approvals)
    assert all(r.signatures == () for r in state.relations if r.relation in (amends, refuses))


async def test_s52_a_signature_before_the_council_is_flagged_and_completes_nothing(story: Story) -> None:
    record, today = await sent_to_all(story, an_agreement("halden", valid_from=None))
    await said(story, record, TRUST, today, ApprovalResult.APPROVED, None)
    await sign(story, record, TRUST, today)

    await sign(story, record, "halden", today)
    early = await computed(story, record)
    await said(story, record, "halden", today, ApprovalResult.APPROVED, None)

    assert early.relation("halden").entered_on is None
    assert [body.approved for body in await story.bodies(record, e.AgreementSigned)] == [True, False]
    assert (await computed(story, record)).relation("halden").entered_on == today


async def test_s53_signed_on_the_last_of_january_it_is_sent_by_the_last_of_february(story: Story) -> None:
    await story.clock.advance(datetime(2032, 1, 31, 12, tzinfo=OSLO))
    record, today = await sent_to_all(story, an_agreement("halden", valid_from=None))
    for party in ("halden", TRUST):
        await said(story, record, party, today, ApprovalResult.APPROVED, None)
        await sign(story, record, party, today)

    state = await computed(story, record)
    await story.clock.advance(datetime(2032, 3, 1, 12, tzinfo=OSLO))

    due = next(d for d in state.dates if d.name.startswith("report-due"))
    assert (due.day, due.at) == (date(2032, 2, 29), datetime(2032, 3, 2, tzinfo=OSLO))
    assert "extended to 1 Mar 2032 24:00" in due.steps
    assert await story.bodies(record, e.ReportOverdue) == []
    await story.clock.advance(datetime(2032, 3, 2, 12, tzinfo=OSLO))
    assert [body.relation for body in await story.bodies(record, e.ReportOverdue)] == ["halden"]


async def test_s54_a_year_without_a_review_is_overdue_at_new_year_and_the_highest_body_hears(story: Story) -> None:
    record = await in_force(story, an_agreement("halden"))
    review = a.RecordReview(on=date(2031, 1, 6), outcome=ReviewOutcome.NO_CHANGE, body="SU")
    await story.do(record, review)

    await story.clock.advance(datetime(2032, 12, 31, 23, 30, tzinfo=OSLO))
    before = await story.bodies(record, e.ReviewOverdue)
    await story.clock.advance(datetime(2033, 1, 1, 0, 30, tzinfo=OSLO))

    assert before == []
    [overdue] = await story.bodies(record, e.ReviewOverdue)
    assert (overdue.year, overdue.body) == (2032, "SU")
    assert [body.year for body in await story.bodies(record, e.ReviewReminded)] == [2032]
    [noted] = await story.bodies(record, e.ReviewCaseNoted)
    [registered] = await story.bodies(noted.case, e.CaseRegistered)
    assert (registered.agreement, registered.review, registered.affected) == (record, 2032, ("halden", TRUST))

    await story.clock.advance(datetime(2033, 10, 1, 12, tzinfo=OSLO))
    assert [body.year for body in await story.bodies(record, e.ReviewReminded)] == [2032, 2033]
    assert await story.bodies(record, e.ReviewCaseNoted) == [noted], "the one that waits is for both years"
    await story.do(record, a.RecordReview(on=date(2033, 10, 1), outcome=ReviewOutcome.NO_CHANGE, body="SU"))
    closed = await story.until(noted.case, lambda case: case.ended)

    assert closed.stage is CaseStage.AVSLUTTET
    assert [body.outcome for body in await story.bodies(noted.case, e.CaseClosed)] == ["reviewed"]
    held = (await story.bodies(record, e.AgreementReviewed))[-1]
    assert (held.case, held.closes) == (noted.case, noted.case)


async def test_s54_configured_a_year_from_the_last_review(tell: Tell) -> None:
    files = with_numbers(community(), review_period="since_last_review")
    async with tell(files) as story:
        record = await in_force(story, an_agreement("halden"))
        review = a.RecordReview(on=date(2031, 1, 6), outcome=ReviewOutcome.NO_CHANGE, body="SU")
        await story.do(record, review)

        await story.clock.advance(datetime(2032, 1, 7, 0, 30, tzinfo=OSLO))

        assert [body.year for body in await story.bodies(record, e.ReviewOverdue)] == [2032]
