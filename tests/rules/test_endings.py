"""Towards an agreement's end: reminders, a day fixed together, parts, what follows another (A-10..A-20, T-08)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from audit.naming import Names
from audit.story import tell
from models import acts as a
from models import entries as e
from models.acts import Actor
from models.agreement import AgreementKind, AgreementParty, Covered, NoticeClause, Part, Resolution
from models.agreement_state import NoticeStage
from models.entries import EntryBody
from models.periods import Moment, Period
from rules.effects.acts_of_agreements import case_to_open, no_longer_bound, told_to_followers
from tests.agreements import OUTSIDE, TRUST, an_agreement
from tests.rules.agreed import RECORD, Agreed, brought_in

DAY = date(2027, 1, 11)
LAST = date(2028, 1, 11)
DIGEST = "2" * 64


def given(*municipalities: str, by: str = "halden", **changes: Any) -> Agreed:
    """A notice given and received on one day."""
    agreed = brought_in(an_agreement(*municipalities, **changes), today=DAY)
    say_up(agreed, by)
    return agreed


def say_up(agreed: Agreed, by: str, **more: Any) -> int:
    today = Moment(day=agreed.today)
    authority = Resolution(body="kommunestyret", on=agreed.today, case_number="1/27")
    agreed.do(a.GiveNotice(by=by, sent=today, authority=authority, **more))
    number = len(agreed.it.notices)
    others = dict.fromkeys(p for r in agreed.it.notice(number).relations for p in agreed.it.relation(r).parties)
    agreed.do(a.RecordReceipt(notice=number, parties=tuple(p for p in others if p != by), received=today))
    return number


def later(agreed: Agreed) -> Agreed:
    """Some weeks have passed."""
    agreed.today = date(2027, 3, 1)
    return agreed


def bound(**changes: Any) -> Agreed:
    """Halden and the trust are bound, and nobody has given notice."""
    return brought_in(an_agreement("halden", **changes), today=DAY)


SIX = NoticeClause(text="Seks måneder.", reference="§ 9", period=Period(count=6, unit="months"))


def of(kind: type, bodies: list[EntryBody]) -> list[Any]:
    return [body for body in bodies if isinstance(body, kind)]


class TestReports:
    """Helsedirektoratet is told, and who has not told it is reminded, more and more (A-11)."""

    def test_reminders_come_until_it_is_reported_with_proof(self) -> None:
        agreed = given("halden")
        reminded = of(e.NoticeReportReminded, agreed.advance(date(2027, 2, 20)))

        agreed.do(a.ReportNotice(notice=1, on=date(2027, 2, 19), way="e-post", proof=DIGEST))
        after = of(e.NoticeReportReminded, agreed.advance(date(2027, 12, 1)))

        assert [(r.reminder, r.target) for r in reminded] == [(n, date(2027, 1, 25)) for n in (1, 2, 3)]
        assert after == []

    def test_the_target_is_the_procedures_number_of_days_and_a_working_day(self) -> None:
        agreed = brought_in(an_agreement("halden"), today=date(2027, 3, 14))  # 28 March 2027 is Easter Sunday
        say_up(agreed, "halden")

        [first] = of(e.NoticeReportReminded, agreed.advance(date(2027, 3, 25)))

        assert first.target == date(2027, 3, 30)

    def test_no_proof_no_future_day_and_not_twice(self) -> None:
        agreed = given("halden")

        def refusal(**more: Any) -> tuple[str, str]:
            fields: dict[str, Any] = {"notice": 1, "on": DAY, "way": "brev", "proof": DIGEST} | more
            no = agreed.refusal(a.ReportNotice(**fields))
            return no.rule, no.code.value

        assert refusal(proof=None) == ("A-11", "incomplete")
        assert refusal(on=date(2027, 1, 12)) == ("A-11", "too_soon")
        assert refusal(on=date(2027, 1, 10)) == ("A-11", "too_soon")
        assert refusal(notice=2) == ("A-11", "unknown_item")
        agreed.do(a.ReportNotice(notice=1, on=DAY, way="brev", proof=DIGEST))
        assert refusal() == ("A-11", "nothing_to_change")

    def test_a_national_agreement_is_not_reported_nor_one_withdrawn_before(self) -> None:
        national = brought_in(an_agreement(kind=AgreementKind.NATIONAL, parties=OUTSIDE), today=DAY)
        say_up(national, "KS")
        back = given("halden")
        back.do(a.WithdrawNotice(notice=1, arrived=Moment(day=DAY), reason="Enighet."))
        report = a.ReportNotice(notice=1, on=DAY, way="brev", proof=DIGEST)

        assert national.refusal(report).rule == "A-11"
        assert back.refusal(report).rule == "A-13"
        assert of(e.NoticeReportReminded, back.advance(LAST)) == []


class TestMilestones:
    """Nine, six, three and one months before the end, with what remains (A-12)."""

    def test_each_comes_once_and_says_which_council_meetings_are_left(self) -> None:
        agreed = given("halden")
        agreed.do(a.RecordCouncilDates(party="halden", dates=(date(2027, 6, 17), date(2027, 11, 18))))

        passed = agreed.advance(date(2028, 1, 10))

        reached = of(e.MilestoneReached, passed)
        assert [(m.months, m.last_day) for m in reached] == [(n, LAST) for n in (9, 6, 3, 1)]
        assert [len(m.councils[0].dates) for m in reached] == [2, 1, 1, 0]
        [late] = of(e.CouncilTooLate, passed)
        assert (late.party, late.last_day) == ("halden", LAST)

    def test_too_late_is_said_at_once_where_no_known_date_comes_before_the_end(self) -> None:
        agreed = given("halden")

        _, late = agreed.do(a.RecordCouncilDates(party="halden", dates=(date(2028, 2, 3),)))

        assert isinstance(late, e.CouncilTooLate)
        assert agreed.refusal(a.RecordCouncilDates(party="halden", dates=(date(2028, 2, 3),))).rule == "A-12"
        assert agreed.refusal(a.RecordCouncilDates(party="moss", dates=(DAY,))).rule == "A-12"

    def test_a_receipt_entered_late_is_not_reminded_of_what_is_past(self) -> None:
        agreed = brought_in(an_agreement("halden"), today=DAY)
        agreed.advance(date(2027, 8, 2))
        authority = Resolution(body="kommunestyret", on=DAY, case_number="1/27")
        agreed.do(a.GiveNotice(by="halden", sent=Moment(day=DAY), authority=authority))
        agreed.do(a.RecordReceipt(notice=1, parties=(TRUST,), received=Moment(day=DAY)))

        reached = of(e.MilestoneReached, agreed.advance(date(2028, 1, 10)))

        assert [m.months for m in reached] == [3, 1]


class TestAgreedEnd:
    """A day that all whom it binds have confirmed in writing goes before the computation (T-08)."""

    def test_it_ends_what_the_notice_would_have_ended_later(self) -> None:
        agreed = given("halden", "moss")
        fix = a.AgreeEnd(last_day=date(2027, 6, 30), confirmed_by=("halden", TRUST), document=DIGEST)

        agreed.do(fix)
        [ended] = of(e.RelationEnded, agreed.advance(LAST))

        assert (ended.relation, ended.last_day, ended.cause) == ("halden", date(2027, 6, 30), e.EndCause.AGREED)
        assert ended.overtaken == (1,)
        assert agreed.it.relation("moss").ended_on is None

    @pytest.mark.parametrize(
        ("agreed", "last_day", "by_notice"),
        [
            pytest.param(lambda: later(given("halden")), LAST - timedelta(days=1), LAST, id="before notice ends it"),
            pytest.param(lambda: later(given("halden")), LAST, None, id="the day a notice ends it"),
            pytest.param(bound, date(2028, 1, 10), LAST, id="within a year, and no notice is given"),
            pytest.param(bound, LAST, None, id="a year from today"),
            pytest.param(lambda: bound(notice=SIX), date(2027, 7, 11), None, id="as a clause of six months says"),
            pytest.param(lambda: bound(notice=SIX), DAY, date(2027, 7, 11), id="earlier than the clause"),
            pytest.param(
                lambda: bound(kind=AgreementKind.SUPPLEMENTARY, supplements="ramme"),
                DAY,
                None,
                id="one on which no notice is given",
            ),
        ],
    )
    def test_a_day_before_the_notice_period_is_over_holds_with_a_remark(
        self, agreed: Callable[[], Agreed], last_day: date, by_notice: date | None
    ) -> None:
        it = agreed()

        [fixed] = it.do(a.AgreeEnd(last_day=last_day, confirmed_by=("halden", TRUST), document=DIGEST))

        assert isinstance(fixed, e.EndAgreed)
        assert (fixed.last_day, fixed.by_notice) == (last_day, by_notice)
        remarked = "before the notice period would be over" in tell(it.entries, Names())[-1].words
        assert remarked == (by_notice is not None)

    def test_it_takes_everybody_a_day_to_come_and_one_before_the_term(self) -> None:
        agreed = brought_in(an_agreement("halden", valid_to=date(2029, 12, 31)), today=DAY)

        def refusal(by: Actor | None = None, **more: Any) -> tuple[str, str]:
            fields: dict[str, Any] = {"last_day": LAST, "confirmed_by": ("halden", TRUST), "document": DIGEST} | more
            act = a.AgreeEnd(**fields)
            no = agreed.refusal(act, by) if by else agreed.refusal(act)
            return no.rule, no.code.value

        assert refusal(confirmed_by=("halden",)) == ("T-08", "incomplete")
        assert refusal(confirmed_by=("halden",), relations=("halden",)) == ("T-08", "incomplete")
        assert refusal(last_day=date(2027, 1, 10)) == ("T-08", "too_late")
        assert refusal(last_day=date(2029, 12, 31)) == ("T-08", "too_late")
        assert refusal(relations=("moss",)) == ("T-08", "unknown_item")
        assert refusal(confirmed_by=("halden", TRUST, "Ukjent")) == ("T-08", "unknown_party")
        assert refusal(by=Actor(person="p-3peu")) == ("ENGINE", "not_your_office")


class TestParts:
    """A part that is said up ends by itself, and what of the law it leaves uncovered is said (A-10)."""

    def test_the_rest_goes_on(self) -> None:
        clause = NoticeClause(text="Deler kan sies opp.", reference="§ 9", partial=True)
        parts = (
            Part(part="del-1", title="Utskrivning", covers=(Covered.READY_FOR_DISCHARGE, Covered.LOCAL_ICT)),
            Part(part="del-2", title="IKT", covers=(Covered.LOCAL_ICT,)),
        )
        agreed = brought_in(an_agreement("halden", notice=clause, parts=parts), today=DAY)
        say_up(agreed, "halden", parts=("del-1",))

        ended = agreed.advance(date(2028, 2, 1))

        [notice] = of(e.NoticeGiven, [x.body for x in agreed.entries])
        assert notice.no_longer_covered == (Covered.READY_FOR_DISCHARGE,)
        [over] = of(e.PartsEnded, ended)
        assert (over.parts, over.last_day) == (("del-1",), LAST)
        assert of(e.RelationEnded, ended) == []
        assert (agreed.it.notice(1).stage, agreed.it.relation("halden").ended_on) == (NoticeStage.DONE, None)

    def test_who_is_bound_no_more_is_not_asked_whether_a_notice_is_taken_back(self) -> None:
        agreed = brought_in(an_agreement("halden", "moss"), today=DAY)
        authority = Resolution(body="styret", on=DAY, case_number="1/27")
        agreed.do(a.GiveNotice(by=TRUST, sent=Moment(day=DAY), authority=authority))
        for party, day in (("halden", DAY), ("moss", date(2027, 2, 1))):
            agreed.today = day
            agreed.do(a.RecordReceipt(notice=1, parties=(party,), received=Moment(day=day)))
        agreed.advance(date(2028, 1, 15))

        [asked] = agreed.do(a.WithdrawNotice(notice=1, arrived=Moment(day=agreed.today), reason="Enighet."))

        assert agreed.it.relation("halden").ended_on == LAST
        assert isinstance(asked, e.WithdrawalAsked)
        assert asked.asked == ("moss",)


class TestTerm:
    """The end of the term is reminded of, and nothing is renewed by itself (A-18)."""

    def test_twelve_nine_six_and_three_months_before(self) -> None:
        agreed = brought_in(an_agreement("halden", valid_to=date(2028, 8, 31)), today=DAY)

        days = [(r.months, x.at.date()) for x in played(agreed, date(2028, 8, 30)) if (r := renewal(x.body))]

        assert days == [
            (12, date(2027, 8, 30)),  # midnight of the 31st here
            (9, date(2027, 11, 29)),
            (6, date(2028, 2, 28)),
            (3, date(2028, 5, 30)),
        ]


def played(agreed: Agreed, to: date) -> list[e.Entry]:
    agreed.advance(to)
    return agreed.entries


def renewal(body: EntryBody) -> e.RenewalReminded | None:
    return body if isinstance(body, e.RenewalReminded) else None


class TestSupplementary:
    """What follows an agreement that ends early is flagged and its parties asked; nothing ends by itself (A-20)."""

    def follower(self) -> Agreed:
        kind = AgreementKind.SUPPLEMENTARY
        return brought_in(
            an_agreement(agreement="tillegg", kind=kind, parties=OUTSIDE, supplements="nasjonal"), today=DAY
        )

    def test_early_it_is_flagged_and_the_parties_answer(self) -> None:
        agreed = self.follower()
        answer = a.AnswerMainEnded(party="KS", goes_on=False, reason="Samme formål.")
        assert agreed.refusal(answer).rule == "A-20"

        [flagged] = agreed.do(a.MainAgreementEnded(agreement="nasjonal", last_day=DAY, early=True), RECORD_SAYS)
        agreed.do(answer)
        agreed.do(answer.model_copy(update={"goes_on": True}))

        assert isinstance(flagged, e.SupplementaryFlagged)
        assert flagged.asked == ("Staten", "KS")
        assert agreed.refusal(answer.model_copy(update={"goes_on": True})).rule == "A-20"
        assert of(e.RelationEnded, agreed.advance(date(2035, 1, 1))) == []

    def test_by_the_term_of_the_one_it_follows_it_ends_with_it(self) -> None:
        agreed = self.follower()

        bodies = agreed.do(a.MainAgreementEnded(agreement="nasjonal", last_day=DAY, early=False), RECORD_SAYS)

        assert [type(body) for body in bodies] == [e.RelationEnded, e.AgreementEnded]

    def test_the_one_that_ends_says_whether_it_is_early(self) -> None:
        early = given("halden")
        early.advance(date(2028, 2, 1))
        term = brought_in(an_agreement("halden", valid_to=LAST), today=DAY)
        term.advance(date(2028, 2, 1))

        told = [told_to_followers(x.entries, x.it, ("agreement-x",))[0].act for x in (early, term)]

        assert told == [
            a.MainAgreementEnded(agreement="samarbeidsavtale", last_day=LAST, early=early_)
            for early_ in (True, False)
        ]


RECORD_SAYS = Actor(record="agreement-ostfold-2026-9")


class TestElsewhere:
    """What an agreement's entry sets off in cases (A-12, A-15)."""

    def test_a_notice_opens_a_case_for_the_community_parties_it_concerns_and_none_for_others(self) -> None:
        local = given("halden", "moss")
        national = brought_in(an_agreement(kind=AgreementKind.NATIONAL, parties=OUTSIDE), today=DAY)
        say_up(national, "KS")

        [case] = [c for x in local.entries if (c := case_to_open(x, local.it, local.procedure, local.roster))]
        none = [
            c for x in national.entries if (c := case_to_open(x, national.it, national.procedure, national.roster))
        ]

        assert (case.affected, case.agreement, case.notice) == (("halden", TRUST), RECORD, 1)
        assert case.form is not None
        assert case.form.case_kind is a.CaseKind.COOPERATION_AGREEMENT
        assert none == []

    def test_a_party_is_bound_as_long_as_any_agreement_that_carries_the_procedure_binds_it(self) -> None:
        ended = given("halden", "moss", carries_procedure=True)
        ended.advance(date(2028, 2, 1))
        other = brought_in(
            an_agreement(agreement="ny", parties=(AgreementParty(party="halden"), AgreementParty(party=TRUST)))
        )
        carrying = other.it.model_copy(
            update={"agreement": other.it.agreement.model_copy(update={"carries_procedure": True})}
        )

        assert no_longer_bound([ended.it]) == (a.PartyLeft(party="halden", last_day=LAST, agreement=RECORD),)
        assert no_longer_bound([ended.it, other.it]) == no_longer_bound([ended.it])
        assert no_longer_bound([ended.it, carrying]) == ()
