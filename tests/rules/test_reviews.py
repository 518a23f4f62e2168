"""The yearly review of an agreement is a case of its own, which a review without a change closes (A-08)."""

from __future__ import annotations

from datetime import date

import pytest

from models import acts as a
from models import entries as e
from models.acts import Actor
from models.agreement import AgreementKind, ReviewOutcome
from models.state import CaseStage
from rules.effects.acts import SendAct
from rules.effects.acts_of_agreements import case_to_open, reviews_done
from rules.legal_dates import local_day
from tests.agreements import OUTSIDE, TRUST, an_agreement
from tests.rules.agreed import RECORD, Agreed, brought_in
from tests.rules.world import Who, World, deliberated, in_roll_call

CASE, DAY, REMINDED = "case-ostfold-2027-1", date(2027, 1, 11), date(2027, 12, 1)
UNCHANGED = a.ReviewCaseDone(because="no_change", on=DAY)
AGREEMENT = Who(record=RECORD)


def opened(agreed: Agreed) -> list[a.RegisterCase]:
    """The cases that its entries open."""
    found = (case_to_open(x, agreed.it, agreed.procedure, agreed.roster) for x in agreed.entries)
    return [case for case in found if case is not None]


def in_review() -> Agreed:
    """A review is prepared in a case."""
    agreed = brought_in(an_agreement("halden", valid_to=date(2028, 12, 31)), today=DAY)
    agreed.advance(REMINDED)
    agreed.do(a.ReviewOpened(year=2027, case=CASE), Actor(record=CASE))
    return agreed


def reviewed(agreed: Agreed, outcome: ReviewOutcome, case: str | None = None) -> e.AgreementReviewed:
    """The review is entered."""
    [body] = agreed.do(a.RecordReview(on=agreed.today, outcome=outcome, body="SU", case=case))
    assert isinstance(body, e.AgreementReviewed)
    return body


def test_the_reminder_opens_a_case_of_the_secretariat_for_the_parties_here_and_none_for_others() -> None:
    local = brought_in(an_agreement("halden"), today=DAY)
    national = brought_in(an_agreement(kind=AgreementKind.NATIONAL, parties=OUTSIDE), today=DAY)
    for agreed in (local, national):
        agreed.advance(REMINDED)

    [case] = opened(local)

    assert (case.affected, case.agreement, case.review) == (("halden", TRUST), RECORD, 2027)
    assert (case.proposer_party, case.proposer_seat, case.notice) == (None, None, None)
    assert case.form == a.IntakeForm(case_kind=a.CaseKind.YEARLY_REVIEW)
    assert any(isinstance(x.body, e.ReviewReminded) for x in national.entries)
    assert opened(national) == []


def test_a_review_refers_to_its_case_and_closes_it_only_where_nothing_changes() -> None:
    unchanged, changed, elsewhere = in_review(), in_review(), in_review()

    bodies = [
        reviewed(unchanged, ReviewOutcome.NO_CHANGE),
        reviewed(changed, ReviewOutcome.CHANGE),
        reviewed(elsewhere, ReviewOutcome.NO_CHANGE, "case-ostfold-2027-9"),
    ]

    assert [(body.case, body.closes) for body in bodies] == [
        (CASE, CASE),
        (CASE, None),
        ("case-ostfold-2027-9", CASE),
    ]
    done = (SendAct(to=CASE, act=a.ReviewCaseDone(because="no_change", on=REMINDED)),)
    assert [reviews_done(x.entries, x.it) for x in (unchanged, changed, elsewhere)] == [done, (), done]
    assert unchanged.it.review_case is None


def test_an_agreement_that_has_ended_leaves_nothing_to_review() -> None:
    agreed = in_review()

    agreed.advance(date(2029, 1, 2))

    act = a.ReviewCaseDone(because="ended", on=date(2028, 12, 31))
    assert reviews_done(agreed.entries, agreed.it) == (SendAct(to=CASE, act=act),)


@pytest.mark.parametrize(
    ("brought", "first"),
    [(DAY, 2027), (date(2027, 3, 31), 2027), (date(2027, 4, 1), 2028), (date(2027, 12, 20), 2028)],
)
def test_brought_in_without_a_review_it_is_overdue_after_the_year_of_its_first_reminder(
    brought: date, first: int
) -> None:
    agreed = brought_in(an_agreement("halden"), today=brought)

    agreed.advance(date(first + 2, 1, 2))

    told = [
        (x.body.kind, x.body.year, local_day(x.at, agreed.procedure.timezone))
        for x in agreed.entries
        if isinstance(x.body, e.ReviewReminded | e.ReviewOverdue)
    ]
    assert [day for kind, _, day in told if kind == "review_overdue"] == [date(first + n, 1, 1) for n in (1, 2)]
    assert [(kind, year) for kind, year, _ in told] == [
        (kind, year) for year in (first, first + 1) for kind in ("review_reminded", "review_overdue")
    ]


class TestTheCase:
    """What becomes of the case when the review is entered."""

    def test_one_that_waits_is_closed_and_leaves_its_agenda(self) -> None:
        world, case = deliberated(World())
        placement = world.state(case).placement
        assert placement is not None

        world.act(case, UNCHANGED, AGREEMENT)

        assert (world.state(case).stage, world.state(case).ended) == (CaseStage.AVSLUTTET, True)
        bodies = [x.body for x in world.records[case].entries[-2:]]
        assert bodies == [
            e.LeftAgenda(meeting=placement.meeting, reason="the agreement is reviewed", rule="A-08"),
            e.CaseClosed(outcome="reviewed"),
        ]

    def test_one_on_the_table_or_over_goes_its_own_way(self) -> None:
        world, case = in_roll_call()
        before = world.state(case)

        world.act(case, UNCHANGED, AGREEMENT)
        on_the_table = world.state(case)
        other, over = deliberated(World())
        other.act(over, UNCHANGED, AGREEMENT)
        count = len(other.records[over].entries)
        other.act(over, UNCHANGED, AGREEMENT)

        assert on_the_table == before
        assert len(other.records[over].entries) == count

    def test_nobody_says_that_an_agreement_opened_a_case(self) -> None:
        world = World()
        record = world.new(CASE, "case")
        act = a.RegisterCase(title="Gjennomgang", summary="x", proposal="y", agreement=RECORD, review=2028)

        refusal = world.judge(record, act).refusal

        assert refusal is not None
        assert (refusal.rule, "leave the agreement out" in refusal.remedy) == ("A-08", True)
