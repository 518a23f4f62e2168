"""An agreement drawn up, approved, signed, sent, reviewed (A-01..A-09)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Actor
from models.agreement import ApprovalResult, Resolution, ReviewOutcome, Signatory, Structure
from models.agreement_state import NoticeStage
from models.periods import Moment
from models.roster import Office
from tests.agreements import TRUST, an_agreement
from tests.rules.agreed import Agreed, brought_in, drafted

DAY = date(2027, 1, 11)
MAYOR = Signatory(office="ordfører")


def resolution(on: date = DAY) -> Resolution:
    return Resolution(body="kommunestyret", on=on, case_number="7/27")


def asked(*municipalities: str) -> Agreed:
    """A draft that users were heard on, sent to everybody."""
    agreed = drafted(an_agreement(*municipalities, valid_from=None), today=DAY)
    agreed.do(a.HearUsers(organisation="Brukerutvalget", how="Høring.", on=DAY))
    agreed.do(a.SendForApproval())
    return agreed


def approve(party: str, result: ApprovalResult = ApprovalResult.APPROVED, **more: Any) -> a.RecordApproval:
    said = None if result is ApprovalResult.APPROVED else "Etter debatt."
    return a.RecordApproval(party=party, result=result, resolution=resolution(), said=said, **more)


def signed(party: str, on: date = DAY, **more: Any) -> a.SignAgreement:
    return a.SignAgreement(party=party, signed_on=on, by=MAYOR, **more)


class TestMaking:
    """No council before the users, no signature that counts before the council (A-02, A-09)."""

    def test_no_council_is_asked_before_users_are_heard(self) -> None:
        agreed = drafted(an_agreement("halden", valid_from=None))

        assert agreed.refusal(a.SendForApproval()).rule == "A-02"

    def test_the_last_signature_of_two_makes_it_entered(self) -> None:
        agreed = asked("halden", "moss")
        for party in ("halden", TRUST):
            agreed.do(approve(party))

        first = agreed.do(signed("halden", date(2027, 1, 9)))
        last = agreed.do(signed(TRUST))

        assert [type(body) for body in first] == [e.AgreementSigned]
        [_, entered] = last
        assert isinstance(entered, e.RelationEntered)
        assert (entered.relation, entered.entered_on, entered.version) == ("halden", DAY, 1)
        assert agreed.it.relation("moss").entered_on is None

    def test_a_signature_before_the_approval_is_flagged_and_completed_by_it(self) -> None:
        agreed = asked("halden")
        agreed.do(approve(TRUST))
        agreed.do(signed(TRUST))

        [early] = agreed.do(signed("halden"))
        completed = agreed.do(approve("halden"))

        assert isinstance(early, e.AgreementSigned)
        assert not early.approved
        assert [body.kind for body in completed] == ["approval_recorded", "relation_entered"]

    def test_an_amendment_goes_to_all_and_leaves_earlier_approvals_behind(self) -> None:
        agreed = asked("halden", "moss")
        for party in ("halden", TRUST):
            agreed.do(approve(party))

        bodies = agreed.do(approve("moss", ApprovalResult.AMENDED, document="2" * 64))
        entered = [*agreed.do(signed("halden")), *agreed.do(signed(TRUST, relations=("halden",)))]

        assert [body.kind for body in bodies] == ["approval_recorded", "agreement_revised", "sent_for_approval"]
        assert agreed.it.latest.sent_to == ("halden", "moss", TRUST)
        assert [body.version for body in entered if isinstance(body, e.RelationEntered)] == [1]
        [bare] = agreed.do(signed("moss"))
        assert isinstance(bare, e.AgreementSigned)
        assert (bare.version, bare.approved) == (2, False)

    def test_a_change_of_what_is_in_force_binds_when_both_have_signed_it(self) -> None:
        agreed = brought_in(an_agreement("halden"))
        clause = {"text": "Seks måneder.", "reference": "§ 9", "period": {"count": 6, "unit": "months"}}
        changed = an_agreement("halden").model_validate({**an_agreement("halden").model_dump(), "notice": clause})
        agreed.do(a.ReviseAgreement(agreement=changed, document="2" * 64, reason="Kortere frist."))
        agreed.do(a.HearUsers(organisation="Brukerutvalget", how="Høring.", on=DAY))
        agreed.do(a.SendForApproval())
        before = agreed.it.text_of(agreed.it.relation("halden")).notice
        for party in ("halden", TRUST):
            agreed.do(approve(party))
            agreed.do(signed(party))

        assert before is None
        now = agreed.it.text_of(agreed.it.relation("halden")).notice
        assert now is not None
        assert now.reference == "§ 9"
        assert agreed.it.relation("halden").entered_on == date(2020, 1, 1)

    @pytest.mark.parametrize(
        ("act", "rule", "remedy"),
        [
            (approve("moss"), "A-09", "its parties are"),
            (approve("halden", ApprovalResult.AMENDED), "A-09", "--document"),
            (
                a.RecordApproval(party="halden", result=ApprovalResult.REJECTED, resolution=resolution()),
                "A-09",
                "--said",
            ),
            (signed("halden", date(2027, 1, 12)), "A-09", "when it has been treated"),
            (signed("halden", version=3), "A-09", "versions are 1 to 1"),
            (signed("halden", relations=("moss",)), "A-09", "its relations are"),
            (a.ReportSent(on=DAY, way="sent", where="e-post"), "A-07", "once it is entered"),
            (a.RecordReview(on=DAY, outcome=ReviewOutcome.NO_CHANGE, body="SU"), "A-08", "once it is entered"),
            (a.SendForApproval(parties=("halden",)), "A-09", "wait for their answers"),
            (a.SucceedParty(was=("halden",), becomes="halden", since=DAY, source="Kgl.res."), "A-01", "--becomes"),
        ],
    )
    def test_what_cannot_be(self, act: Any, rule: str, remedy: str) -> None:
        refusal = asked("halden").refusal(act)

        assert refusal.rule == rule
        assert remedy in refusal.remedy

    def test_only_the_party_or_the_secretariat_says_what_its_council_came_to(self) -> None:
        stranger = Actor(person="p-x", party="moss", offices=(Office.PARTY_CONTACT,))

        assert asked("halden").refusal(approve("halden"), by=stranger).code == "no_capacity"


class TestKeeping:
    """Sent within a month, reviewed every year (A-07, A-08)."""

    def test_a_month_after_the_last_signature_and_the_working_day_after(self) -> None:
        agreed = asked("halden")
        agreed.today = date(2027, 1, 31)
        for party in ("halden", TRUST):
            agreed.do(approve(party))
            agreed.do(signed(party, date(2027, 1, 31)))

        due = next(d for d in agreed.it.dates if d.name.startswith("report-due"))
        late = agreed.advance(date(2027, 3, 2))

        assert due.day == date(2027, 2, 28)
        assert "extended to 1 Mar 2027 24:00" in due.steps
        assert [body.kind for body in late] == ["report_overdue"]

    def test_nothing_is_sent_before_it_is_entered(self) -> None:
        agreed = asked("halden")
        for party in ("halden", TRUST):
            agreed.do(approve(party))
            agreed.do(signed(party))

        no = agreed.refusal(a.ReportSent(on=date(2027, 1, 10), way="sent", where="e-post"))

        assert (no.rule, "look at the day" in no.remedy) == ("A-07", True)

    def test_published_and_linked_fulfils_it_too(self) -> None:
        agreed = asked("halden")
        for party in ("halden", TRUST):
            agreed.do(approve(party))
            agreed.do(signed(party))

        agreed.do(a.ReportSent(on=DAY, way="published", where="https://rhf.example/avtaler"))

        assert not [d for d in agreed.it.dates if d.name.startswith("report-due")]

    def test_a_year_without_a_review_is_overdue_at_new_year_and_the_next_year_again(self) -> None:
        agreed = brought_in(an_agreement("halden"), today=date(2026, 11, 22))
        agreed.do(a.RecordReview(on=date(2026, 11, 1), outcome=ReviewOutcome.NO_CHANGE, body="SU"))

        given = agreed.advance(date(2029, 1, 2))

        assert [body.model_dump(include={"kind", "year"}) for body in given] == [
            {"kind": "review_reminded", "year": 2027},
            {"kind": "review_overdue", "year": 2027},
            {"kind": "review_reminded", "year": 2028},
            {"kind": "review_overdue", "year": 2028},
        ]

    def test_a_review_in_the_year_moves_both(self) -> None:
        agreed = brought_in(an_agreement("halden"), today=date(2026, 11, 22))
        agreed.advance(date(2027, 9, 1))

        agreed.do(a.RecordReview(on=date(2027, 9, 1), outcome=ReviewOutcome.CHANGE, body="SU"))

        assert [d.name for d in agreed.it.dates] == ["review-reminder:2028", "review-overdue:2028"]
        assert agreed.advance(date(2028, 5, 1)) == []

    def test_a_review_after_a_reminder_is_followed_by_another_reminder(self) -> None:
        agreed = brought_in(an_agreement("halden"), today=date(2026, 11, 22))
        agreed.do(a.RecordReview(on=date(2026, 2, 1), outcome=ReviewOutcome.NO_CHANGE, body="SU"))
        agreed.advance(date(2026, 12, 1))

        agreed.do(a.RecordReview(on=date(2026, 12, 1), outcome=ReviewOutcome.NO_CHANGE, body="SU"))
        reminders = [x.at for x in agreed.it.dates if x.name == "review-reminder:2027"]

        assert [x.body.kind for x in agreed.entries].count("review_reminded") == 1
        assert [at.date() for at in reminders] == [date(2027, 9, 1)]

    def test_a_merged_municipality_is_bound_as_those_before_it(self) -> None:
        agreed = brought_in(an_agreement("halden", "aremark"))

        agreed.do(a.SucceedParty(was=("halden", "aremark"), becomes="nye-halden", since=DAY, source="Kgl.res."))

        assert [r.parties for r in agreed.it.relations] == [("nye-halden", TRUST), ("nye-halden", TRUST)]
        assert [p.ref for p in agreed.it.agreement.parties] == ["nye-halden", TRUST]

    def test_what_came_to_each_before_counts_for_what_bound_each(self) -> None:
        agreed = brought_in(an_agreement("halden", "aremark"))
        agreed.do(a.GiveNotice(by=TRUST, sent=Moment(day=DAY), authority=resolution()))
        for party, day in (("aremark", DAY), ("halden", date(2027, 1, 15))):
            agreed.today = day
            agreed.do(a.RecordReceipt(notice=1, parties=(party,), received=Moment(day=day)))
        before = {end.relation: end.computation.last_day for end in agreed.it.ends}

        agreed.do(a.SucceedParty(was=("halden", "aremark"), becomes="nye-halden", since=DAY, source="Kgl.res."))

        assert before == {"aremark": date(2028, 1, 11), "halden": date(2028, 1, 15)}
        assert {end.relation: end.computation.last_day for end in agreed.it.ends} == before

    @pytest.mark.parametrize(("first", "asked"), [(None, True), (True, True), (False, False)])
    def test_the_successor_answers_whether_a_notice_is_taken_back(self, first: bool | None, asked: bool) -> None:
        agreed = brought_in(an_agreement("halden", "aremark"))
        agreed.do(a.GiveNotice(by=TRUST, sent=Moment(day=DAY), authority=resolution()))
        agreed.do(a.RecordReceipt(notice=1, parties=("halden", "aremark"), received=Moment(day=DAY)))
        agreed.today = date(2027, 2, 1)
        agreed.do(a.WithdrawNotice(notice=1, arrived=Moment(day=agreed.today), reason="Enighet."))
        if first is not None:
            agreed.do(a.AnswerWithdrawal(notice=1, party="halden", agrees=first, document="3" * 64))
        agreed.do(a.SucceedParty(was=("halden", "aremark"), becomes="nye-halden", since=DAY, source="Kgl.res."))
        yes = a.AnswerWithdrawal(notice=1, party="nye-halden", agrees=True, document="3" * 64)

        if not asked:
            assert agreed.refusal(yes).rule == "A-13"
            return
        agreed.do(yes)
        assert agreed.it.notice(1).stage is NoticeStage.WITHDRAWN

    def test_a_text_from_before_binds_the_successor_who_can_give_notice(self) -> None:
        agreed = asked("halden")
        agreed.do(a.SucceedParty(was=("halden",), becomes="nye-halden", since=DAY, source="Kgl.res."))
        for party in ("nye-halden", TRUST):
            agreed.do(approve(party))
            agreed.do(signed(party))

        [given] = agreed.do(a.GiveNotice(by="nye-halden", sent=Moment(day=DAY), authority=resolution()))

        assert isinstance(given, e.NoticeGiven)
        assert given.to == (TRUST,)
        assert [p.ref for p in agreed.it.agreement.parties] == ["nye-halden", TRUST]

    def test_one_of_several_bound_together_takes_the_place_of_another(self) -> None:
        agreed = brought_in(an_agreement("halden", "aremark", structure=Structure.JOINT))

        agreed.do(a.SucceedParty(was=("aremark",), becomes="halden", since=DAY, source="Kgl.res."))

        assert [r.parties for r in agreed.it.relations] == [("halden", TRUST)]
