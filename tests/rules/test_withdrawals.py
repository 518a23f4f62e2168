"""A notice on like-worded bilateral agreements is taken back for each relation by itself (A-11, A-13, N-02)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from audit.naming import Names
from audit.story import tell
from models import acts as a
from models import entries as e
from models.agreement import AgreementKind, AgreementParty, Between, Resolution
from models.agreement_state import NoticeStage
from models.messages import Message, MessageKind, ToParty
from models.periods import Moment
from tests.agreements import OUTSIDE, TRUST, an_agreement
from tests.rules.agreed import Agreed, brought_in

DAY = date(2027, 1, 11)
LAST = date(2028, 1, 11)
BACK = date(2027, 2, 1)
DIGEST = "2" * 64
THIRD = AgreementParty(name="Sametinget")


def taken_back(*reached: str, among: tuple[str, ...] = ("halden", "moss"), told: bool = False) -> Agreed:
    """The trust's notice has reached some, and it wants to take it back."""
    agreed = brought_in(an_agreement(*among), today=DAY)
    agreed.do(a.GiveNotice(by=TRUST, sent=Moment(day=DAY), authority=authority()))
    agreed.do(a.RecordReceipt(notice=1, parties=reached, received=Moment(day=DAY)))
    if told:
        agreed.do(report(DAY))
    agreed.today = BACK
    agreed.do(withdraw())
    return agreed


def authority() -> Resolution:
    return Resolution(body="styret", on=DAY, case_number="1/27")


def withdraw() -> a.WithdrawNotice:
    return a.WithdrawNotice(notice=1, arrived=Moment(day=BACK), reason="Enighet.")


def answer(party: str, agrees: bool = True) -> a.AnswerWithdrawal:
    return a.AnswerWithdrawal(notice=1, party=party, agrees=agrees, document=DIGEST if agrees else None)


def report(on: date) -> a.ReportNotice:
    return a.ReportNotice(notice=1, on=on, way="e-post", proof=DIGEST)


def ended(agreed: Agreed) -> dict[str, date | None]:
    agreed.advance(date(2028, 2, 1))
    return {r.relation: r.ended_on for r in agreed.it.relations}


def last_letter(agreed: Agreed, kind: MessageKind) -> Message:
    return [m for m in agreed.owed if m.kind is kind][-1]


class TestEachRelation:
    """Where one counterpart agrees and another does not, one agreement stands and the other ends (A-13, N-02)."""

    @pytest.mark.parametrize("answers", [(("halden", True), ("moss", False)), (("moss", False), ("halden", True))])
    def test_what_one_agrees_to_stands_and_what_another_refuses_ends(self, answers: Any) -> None:
        agreed = taken_back("halden", "moss")
        for party, agrees in answers:
            agreed.do(answer(party, agrees))

        [withdrawn] = [x.body for x in agreed.entries if isinstance(x.body, e.NoticeWithdrawn)]
        assert (withdrawn.relations, withdrawn.agreed) == (("halden",), ("halden",))
        assert [end.relation for end in agreed.it.ends] == ["moss"]
        assert ended(agreed) == {"halden": None, "moss": LAST}
        notice = agreed.it.notice(1)
        assert (notice.stage, notice.taken_back) == (NoticeStage.DONE, ("halden",))
        assert "withdrawn for halden" in "".join(said.words for said in tell(agreed.entries, Names()))

    def test_when_the_last_agrees_too_the_whole_notice_is_withdrawn(self) -> None:
        agreed = taken_back("halden", "moss")
        agreed.do(answer("halden"))

        *_, withdrawn = agreed.do(answer("moss"))

        assert isinstance(withdrawn, e.NoticeWithdrawn)
        assert (withdrawn.relations, agreed.it.notice(1).stage) == (None, NoticeStage.WITHDRAWN)
        assert ended(agreed) == {"halden": None, "moss": None}

    def test_whom_it_has_not_reached_is_not_asked_and_need_not_wait_for_the_others(self) -> None:
        agreed = taken_back("moss")

        *_, asked, withdrawn = (x.body for x in agreed.entries)

        assert isinstance(asked, e.WithdrawalAsked) and isinstance(withdrawn, e.NoticeWithdrawn)
        assert (asked.asked, withdrawn.relations, withdrawn.agreed) == (("moss",), ("halden",), ())
        late = a.RecordReceipt(notice=1, parties=("halden",), received=Moment(day=BACK))
        assert agreed.refusal(late).rule == "A-10"
        assert ended(agreed) == {"halden": None, "moss": LAST}

    def test_in_a_joint_agreement_one_no_keeps_it_running_for_all(self) -> None:
        agreed = brought_in(an_agreement(kind=AgreementKind.NATIONAL, parties=(*OUTSIDE, THIRD)), today=DAY)
        agreed.do(a.GiveNotice(by="Staten", sent=Moment(day=DAY), authority=authority()))
        agreed.do(a.RecordReceipt(notice=1, parties=("KS", "Sametinget"), received=Moment(day=DAY)))
        agreed.today = BACK
        agreed.do(withdraw())

        agreed.do(answer("KS"))
        agreed.do(answer("Sametinget", False))

        assert agreed.it.notice(1).stage is NoticeStage.RUNNING
        assert [end.relation for end in agreed.it.ends] == ["all"]

    def test_a_new_notice_may_be_given_where_the_first_was_taken_back_and_there_alone(self) -> None:
        agreed = taken_back("halden", "moss")
        assert agreed.refusal(withdraw()).rule == "A-13"
        agreed.do(answer("halden"))
        again = a.GiveNotice(by=TRUST, sent=Moment(day=BACK), authority=authority(), relations=("halden",))

        agreed.do(again)

        assert agreed.refusal(again.model_copy(update={"relations": ("moss",)})).rule == "A-10"

    def test_who_said_no_may_be_asked_again(self) -> None:
        agreed = taken_back("halden", "moss")
        agreed.do(answer("halden"))
        agreed.do(answer("moss", False))

        [asked] = agreed.do(withdraw())
        agreed.do(answer("moss"))

        assert isinstance(asked, e.WithdrawalAsked)
        assert asked.asked == ("moss",)
        assert ended(agreed) == {"halden": None, "moss": None}

    def test_a_receipt_of_what_was_taken_back_counts_for_nothing_that_a_successor_is_bound_to(self) -> None:
        agreed = taken_back("halden", "moss")
        agreed.do(answer("halden"))
        for was, becomes in ((("halden", "moss"), "nye-moss"), (("nye-moss",), "nyere-moss")):
            agreed.do(a.SucceedParty(was=was, becomes=becomes, since=BACK, source="Kgl.res."))

        came = {receipt.relations for receipt in agreed.it.notice(1).receipts}

        assert came == {(), ("moss",)}
        assert ended(agreed) == {"halden": None, "moss": LAST}


class TestHelsedirektoratet:
    """Told of the notice, it is told for whom it is withdrawn; told later, of what stands (A-11, A-13)."""

    def test_it_is_told_of_each_that_is_withdrawn(self) -> None:
        agreed = taken_back("halden", "moss", told=True)
        assert agreed.refusal(report(BACK)).rule == "A-11"

        agreed.do(answer("halden"))
        [first] = agreed.do(report(BACK))
        assert agreed.refusal(report(BACK)).rule == "A-11"
        agreed.do(answer("moss"))
        [second] = agreed.do(report(BACK))

        assert isinstance(first, e.NoticeReported) and isinstance(second, e.NoticeReported)
        assert (first.withdrawn, second.withdrawn) == (True, True)

    def test_it_is_reminded_of_until_it_is_told(self) -> None:
        agreed = taken_back("halden", "moss", told=True)
        agreed.do(answer("halden"))

        reminded = [x for x in agreed.advance(date(2027, 3, 1)) if isinstance(x, e.NoticeReportReminded)]

        assert [(x.reminder, x.withdrawn) for x in reminded] == [(1, True), (2, True)]

    @pytest.mark.parametrize(("on", "owed"), [(date(2027, 1, 20), True), (date(2027, 2, 2), False)])
    def test_told_first_after_that_it_is_told_of_what_stands(self, on: date, owed: bool) -> None:
        agreed = taken_back("halden", "moss")
        agreed.do(answer("halden"))
        agreed.today = date(2027, 2, 3)
        agreed.do(report(on))

        again = [x for x in agreed.advance(date(2027, 6, 1)) if isinstance(x, e.NoticeReportReminded)]

        assert bool(again) is owed


class TestLetters:
    """Who is bound by a relation is told of it, and nobody is told that more is withdrawn than is (A-13, N-02)."""

    def test_they_name_whom_it_is_withdrawn_for(self) -> None:
        agreed = taken_back("halden", "moss", told=True)
        agreed.do(answer("halden"))

        between = (Between(relation="halden", parties=("halden", TRUST)),)
        withdrawn = last_letter(agreed, MessageKind.AGREEMENT_NOTICE_WITHDRAWN)
        told = last_letter(agreed, MessageKind.AGREEMENT_RHF_TOLD)
        assert [m.facts.about and m.facts.about.between for m in (withdrawn, told)] == [between, between]
        assert told.facts.step == "withdrawn"

    def test_what_one_answers_is_not_told_to_those_bound_by_other_relations(self) -> None:
        agreed = taken_back("halden", "moss")
        agreed.do(answer("halden", False))

        answered = [m.to for m in agreed.owed if m.kind is MessageKind.AGREEMENT_WITHDRAWAL_ANSWERED]
        assert {to.party for to in answered if isinstance(to, ToParty)} == {TRUST}
