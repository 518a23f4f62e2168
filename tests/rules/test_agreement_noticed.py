"""What becomes of a notice by the facts as they stand: given, received, known, taken back; condition by condition."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Actor
from models.agreement import AgreementKind, NoticeClause, Part
from models.agreement_state import AgreementState, Notice, NoticeStage, Withdrawal, WithdrawalAnswer
from models.periods import Moment, Period
from models.roster import Office
from tests.agreements import TRUST, an_agreement
from tests.rules.test_agreement_dates import (
    DAY,
    HALDEN,
    LAST,
    MOSS,
    RESOLUTION,
    SINCE,
    came,
    changed,
    notice,
    state,
)
from tests.rules.test_agreement_judged import (
    NEVER,
    OVER,
    SECRETARIAT,
    TOMORROW,
    YESTERDAY,
    contact,
    given,
    judged,
    refusal,
    with_dates,
)

PARTS = (Part(part="a", title="A"), Part(part="b", title="B"))
PARTIAL = NoticeClause(text="Deler kan sies opp.", reference="§ 9", partial=True)
APART = an_agreement("halden", "moss", parts=PARTS, notice=PARTIAL)
FOLLOWS = an_agreement("halden", "moss", kind=AgreementKind.SUPPLEMENTARY, supplements="ramme")
LATER = SINCE + timedelta(hours=1)


def give(by: str = "halden", **more: Any) -> a.GiveNotice:
    fields: dict[str, Any] = {"by": by, "sent": Moment(day=DAY), "authority": RESOLUTION}
    return a.GiveNotice(**(fields | more))


def of_notices(*notices: Notice, **more: Any) -> AgreementState:
    return state(notices=notices, **more)


class TestGiven:
    """By a party that is bound, of what binds it, once; to all the others whom that binds (A-10, A-20)."""

    @pytest.mark.parametrize(
        ("of", "act", "relations", "to"),
        [
            pytest.param(state(), give(), ("halden",), (TRUST,), id="all that binds it"),
            pytest.param(state(), give(TRUST), ("halden", "moss"), ("halden", "moss"), id="of the hospital's"),
            pytest.param(
                state(), give(TRUST, relations=("moss", "moss")), ("moss",), ("moss",), id="one, named twice"
            ),
            pytest.param(state(HALDEN, OVER), give(TRUST), ("halden",), ("halden",), id="not what is over"),
            pytest.param(
                state(
                    agreement=FOLLOWS.model_copy(
                        update={
                            "notice": NoticeClause(text="x", reference="§ 9", period=Period(count=6, unit="months"))
                        }
                    )
                ),
                give(),
                ("halden",),
                (TRUST,),
                id="one that follows another, with a clause of its own",
            ),
            pytest.param(
                of_notices(notice(stage=NoticeStage.WITHDRAWN)),
                give(),
                ("halden",),
                (TRUST,),
                id="after one taken back",
            ),
            pytest.param(
                of_notices(notice(relations=("moss",), by=TRUST)),
                give(),
                ("halden",),
                (TRUST,),
                id="beside another's",
            ),
            pytest.param(
                of_notices(notice(parts=("a",))), give(), ("halden",), (TRUST,), id="of the whole after a part"
            ),
        ],
    )
    def test_of_what_and_to_whom(
        self, of: AgreementState, act: a.GiveNotice, relations: tuple[str, ...], to: tuple[str, ...]
    ) -> None:
        [body] = given(of, act)

        assert (body.relations, body.to, body.notice) == (relations, to, len(of.notices) + 1)

    @pytest.mark.parametrize(
        ("notices", "parts", "ended"),
        [
            pytest.param((), ("a",), (), id="a part"),
            pytest.param((notice(parts=("b",)),), ("a",), (), id="another than before"),
            pytest.param((notice(parts=("b",)),), ("a", "b"), (), id="one more than before"),
            pytest.param((notice(),), ("a",), (), id="a part after the whole"),
            pytest.param((), ("a", "b"), ("a",), id="one of two has ended"),
        ],
    )
    def test_of_parts(self, notices: tuple[Notice, ...], parts: tuple[str, ...], ended: tuple[str, ...]) -> None:
        of = state(changed(HALDEN, ended_parts=ended), MOSS, agreement=APART, notices=notices)

        assert given(of, give(parts=parts))[0].parts == parts

    @pytest.mark.parametrize(
        ("of", "act", "by", "found"),
        [
            pytest.param(state(), give("x"), SECRETARIAT, ("A-10", "unknown_party"), id="a stranger"),
            pytest.param(state(), give(), contact("moss"), ("A-10", "no_capacity"), id="entered by another"),
            pytest.param(state(), give(relations=("x",)), SECRETARIAT, ("A-10", "unknown_item"), id="no relation"),
            pytest.param(state(agreement=FOLLOWS), give(), SECRETARIAT, ("A-20", "wrong_stage"), id="what follows"),
            pytest.param(
                state(agreement=FOLLOWS.model_copy(update={"notice": PARTIAL})),
                give(),
                SECRETARIAT,
                ("A-20", "wrong_stage"),
                id="what follows, with a clause of no period",
            ),
            pytest.param(state(), give(sent=Moment(day=TOMORROW)), SECRETARIAT, ("A-10", "too_soon"), id="tomorrow"),
            pytest.param(
                state(), give(sent=Moment(day=DAY, at=LATER)), SECRETARIAT, ("A-10", "too_soon"), id="later today"
            ),
            pytest.param(
                state(),
                give(authority=RESOLUTION.model_copy(update={"on": TOMORROW})),
                SECRETARIAT,
                ("A-10", "too_soon"),
                id="resolved tomorrow",
            ),
            pytest.param(state(), give(relations=("moss",)), SECRETARIAT, ("A-10", "not_yours"), id="another's"),
            pytest.param(
                state(), give(relations=("halden", "moss")), SECRETARIAT, ("A-10", "not_yours"), id="another's, too"
            ),
            pytest.param(state(HALDEN, OVER), give("moss"), SECRETARIAT, ("A-10", "ended"), id="what is over"),
            pytest.param(
                state(HALDEN, OVER),
                give(TRUST, relations=("halden", "moss")),
                SECRETARIAT,
                ("A-10", "ended"),
                id="and what is over",
            ),
            pytest.param(
                state(HALDEN, NEVER), give("moss"), SECRETARIAT, ("A-10", "wrong_stage"), id="what was never"
            ),
            pytest.param(
                state(imported=None),
                give(sent=Moment(day=date(2019, 12, 31))),
                SECRETARIAT,
                ("A-10", "too_soon"),
                id="before it was",
            ),
            pytest.param(
                state(agreement=APART), give(parts=()), SECRETARIAT, ("A-10", "incomplete"), id="of no part"
            ),
            pytest.param(
                state(agreement=APART), give(parts=("a", "x")), SECRETARIAT, ("A-05", "unknown_item"), id="no part"
            ),
            pytest.param(
                state(agreement=APART.model_copy(update={"notice": None})),
                give(parts=("a",)),
                SECRETARIAT,
                ("A-10", "wrong_stage"),
                id="a part, without a clause",
            ),
            pytest.param(
                state(changed(HALDEN, ended_parts=("a",)), agreement=APART),
                give(parts=("a",)),
                SECRETARIAT,
                ("A-10", "ended"),
                id="a part that is over",
            ),
            *(
                pytest.param(
                    of_notices(notice(stage=stage)),
                    give(),
                    SECRETARIAT,
                    ("A-10", "nothing_to_change"),
                    id=f"again, {stage}",
                )
                for stage in (NoticeStage.GIVEN, NoticeStage.RUNNING)
            ),
            pytest.param(
                of_notices(notice(parts=("a", "b")), agreement=APART),
                give(parts=("b", "a")),
                SECRETARIAT,
                ("A-10", "nothing_to_change"),
                id="the same parts again",
            ),
        ],
    )
    def test_not(self, of: AgreementState, act: a.GiveNotice, by: Actor, found: tuple[str, str]) -> None:
        assert refusal(of, act, by) == found

    def test_an_instant_on_another_day_than_is_given(self) -> None:
        assert refusal(state(), give(sent=Moment(day=DAY, at=SINCE)), misdated=True) == ("T-01", "nothing_to_change")

    def test_what_was_brought_in_without_its_first_day_may_be_older_than_here(self) -> None:
        """Only where somebody has said from when it holds is an earlier notice an error."""
        early = give(sent=Moment(day=date(2019, 12, 31)))
        undated = an_agreement("halden", "moss", valid_from=None)

        assert given(state(agreement=undated), early)
        assert refusal(state(), early) == ("A-10", "too_soon")
        assert given(state(), give(sent=Moment(day=date(2020, 1, 1))))


def receipt(*parties: str, on: date = DAY, number: int = 1, **more: Any) -> a.RecordReceipt:
    return a.RecordReceipt(notice=number, parties=parties or (TRUST,), received=Moment(day=on), **more)


SENT = notice(stage=NoticeStage.GIVEN).model_copy(update={"receipts": ()})
TO_TWO = notice(by=TRUST, relations=("halden", "moss"), stage=NoticeStage.GIVEN).model_copy(update={"receipts": ()})


class TestReceived:
    """By whom it is for, once, not before it was sent; either side says so, or the secretariat (T-02, T-05)."""

    @pytest.mark.parametrize(
        ("one", "act", "by"),
        [
            pytest.param(SENT, receipt(), SECRETARIAT, id="by the secretariat"),
            pytest.param(SENT, receipt(), contact("halden"), id="by who sent it"),
            pytest.param(SENT, receipt(), contact(TRUST), id="by whom it came to"),
            pytest.param(TO_TWO, receipt("halden", "moss"), contact(TRUST), id="of two, by who sent it"),
            pytest.param(TO_TWO, receipt("moss", "moss"), contact("moss"), id="for itself, named twice"),
        ],
    )
    def test_by_either_side(self, one: Notice, act: a.RecordReceipt, by: Actor) -> None:
        [body] = given(of_notices(one), act, by)

        assert body.parties == tuple(dict.fromkeys(act.parties))

    @pytest.mark.parametrize(
        ("one", "act", "by", "found"),
        [
            pytest.param(SENT, receipt(number=2), SECRETARIAT, ("A-10", "unknown_item"), id="of no notice"),
            pytest.param(
                notice(stage=NoticeStage.DONE), receipt(), SECRETARIAT, ("A-13", "ended"), id="of one that is over"
            ),
            pytest.param(SENT, receipt("moss"), SECRETARIAT, ("A-10", "unknown_party"), id="by whom it is not for"),
            pytest.param(
                SENT, receipt(TRUST, "halden"), SECRETARIAT, ("A-10", "unknown_party"), id="and by its sender"
            ),
            pytest.param(notice(), receipt(), SECRETARIAT, ("T-05", "nothing_to_change"), id="twice"),
            pytest.param(
                TO_TWO, receipt("halden", "moss"), contact("moss"), ("T-02", "no_capacity"), id="for another, too"
            ),
            pytest.param(SENT, receipt(), contact("moss"), ("T-02", "no_capacity"), id="by a third"),
            pytest.param(SENT, receipt(on=TOMORROW), SECRETARIAT, ("T-02", "too_soon"), id="tomorrow"),
            pytest.param(SENT, receipt(on=YESTERDAY), SECRETARIAT, ("T-02", "too_soon"), id="before it was sent"),
        ],
    )
    def test_not(self, one: Notice, act: a.RecordReceipt, by: Actor, found: tuple[str, str]) -> None:
        assert refusal(of_notices(one), act, by) == found

    def test_nobody_is_nobody(self) -> None:
        act = receipt().model_copy(update={"parties": ()})

        assert refusal(of_notices(SENT), act) == ("A-10", "unknown_party")

    @pytest.mark.parametrize(
        ("party", "on", "by", "found"),
        [
            (TRUST, DAY, SECRETARIAT, None),
            (TRUST, DAY, contact(TRUST), None),
            (TRUST, DAY, contact("halden"), ("A-13", "no_capacity")),
            (TRUST, TOMORROW, SECRETARIAT, ("A-13", "too_soon")),
            (TRUST, YESTERDAY, SECRETARIAT, ("A-13", "too_soon")),
            ("moss", DAY, SECRETARIAT, ("A-10", "unknown_party")),
        ],
    )
    def test_known_by_whom_it_came_to(self, party: str, on: date, by: Actor, found: tuple[str, str] | None) -> None:
        act = a.RecordKnowledge(notice=1, party=party, known=Moment(day=on))
        of = of_notices(notice())

        assert (refusal(of, act, by) if found else given(of, act, by)[0].party) == (found or TRUST)

    def test_known_before_it_came_to_anybody(self) -> None:
        act = a.RecordKnowledge(notice=1, party=TRUST, known=Moment(day=DAY))

        assert refusal(of_notices(SENT), act) == ("T-02", "wrong_stage")

    def test_corrected_the_former_counting_stays_in_the_record(self) -> None:
        early = notice(came(on=YESTERDAY), sent=Moment(day=YESTERDAY))
        other = notice(came("halden"), notice=2, by=TRUST)
        of = with_dates(of_notices(early, other))
        act = a.CorrectReceipt(notice=1, party=TRUST, received=Moment(day=DAY), reason="Feil dag.")

        for by in (SECRETARIAT, contact("halden"), contact(TRUST)):
            [body] = given(of, act, by)
            assert (body.was.day, body.received.day) == (YESTERDAY, DAY)
            assert body.computed == (of.ends[0].computation,)

        def no(by: Actor = SECRETARIAT, **more: Any) -> tuple[str, str]:
            return refusal(of, act.model_copy(update=more), by)

        assert no(received=Moment(day=YESTERDAY)) == ("T-05", "nothing_to_change")
        assert no(received=Moment(day=TOMORROW)) == ("T-05", "too_soon")
        assert no(received=Moment(day=YESTERDAY - timedelta(days=1))) == ("T-05", "too_soon")
        assert no(contact("moss")) == ("T-02", "no_capacity")
        assert no(notice=3) == ("A-10", "unknown_item")


BOTH = notice(came("halden"), came("moss"), by=TRUST, relations=("halden", "moss"))
ASKED = Withdrawal(arrived=Moment(day=DAY), reason="x", asked=("halden", "moss"))


def withdraw(on: date = TOMORROW) -> a.WithdrawNotice:
    return a.WithdrawNotice(notice=1, arrived=Moment(day=on), reason="Enighet.")


def back(one: Notice, *answers: tuple[str, bool], asked: tuple[str, ...] = ("halden", "moss")) -> Notice:
    said = tuple(WithdrawalAnswer(party=party, agrees=agrees) for party, agrees in answers)
    return one.model_copy(update={"withdrawal": ASKED.model_copy(update={"asked": asked, "answers": said})})


class TestTakenBack:
    """Before the other learns of it by one side alone; later for whom it is agreed with, in writing (A-13, N-02)."""

    @pytest.mark.parametrize(
        ("one", "asked", "free"),
        [
            pytest.param(SENT, None, None, id="before anybody had it"),
            pytest.param(notice(came(on=TOMORROW)), None, None, id="on the day it came"),
            pytest.param(notice(came(on=DAY)), (TRUST,), "", id="a day after"),
            pytest.param(notice(came(on=DAY, known=Moment(day=TOMORROW))), None, None, id="known only then"),
            pytest.param(BOTH, ("halden", "moss"), "", id="of two, both knew"),
            pytest.param(
                BOTH.model_copy(update={"receipts": (came("halden"),)}), ("halden",), ("moss",), id="of two, one knew"
            ),
        ],
    )
    def test_who_is_asked_and_for_whom_it_is_taken_back_at_once(
        self, one: Notice, asked: tuple[str, ...] | None, free: Any
    ) -> None:
        bodies = given(of_notices(one), withdraw(), day=TOMORROW)

        questions = [body.asked for body in bodies if isinstance(body, e.WithdrawalAsked)]
        back = [body.relations for body in bodies if isinstance(body, e.NoticeWithdrawn)]
        assert questions == ([] if asked is None else [asked])
        assert back == ([] if free == "" else [free])

    @pytest.mark.parametrize(
        ("one", "on", "by", "found"),
        [
            pytest.param(notice(), DAY, contact(TRUST), ("A-13", "no_capacity"), id="by the other side"),
            pytest.param(notice(), TOMORROW, SECRETARIAT, ("A-13", "too_soon"), id="tomorrow"),
            pytest.param(notice(), YESTERDAY, SECRETARIAT, ("A-13", "too_soon"), id="before it was sent"),
            pytest.param(back(BOTH), DAY, SECRETARIAT, ("A-13", "nothing_to_change"), id="while both are asked"),
            pytest.param(
                back(BOTH, ("moss", True)), DAY, SECRETARIAT, ("A-13", "nothing_to_change"), id="while one is asked"
            ),
        ],
    )
    def test_not(self, one: Notice, on: date, by: Actor, found: tuple[str, str]) -> None:
        assert refusal(of_notices(one), withdraw(on), by) == found

    @pytest.mark.parametrize("answers", [(("moss", False),), (("moss", True), ("halden", True))])
    def test_after_a_no_or_when_all_have_answered_it_may_be_asked_again(self, answers: Any) -> None:
        assert given(of_notices(back(BOTH, *answers)), withdraw(), day=TOMORROW)

    @pytest.mark.parametrize(
        ("one", "party", "agrees", "relations"),
        [
            pytest.param(back(BOTH), "moss", True, ("moss",), id="one of two relations"),
            pytest.param(back(BOTH), "moss", False, "", id="a no"),
            pytest.param(back(notice(), asked=(TRUST,)), TRUST, True, None, id="the only one"),
            pytest.param(
                back(notice(came("halden"), came(TRUST), by="moss", relations=("all",)), asked=("halden", TRUST)),
                "halden",
                True,
                "",
                id="one of two in one relation",
            ),
            pytest.param(
                back(
                    notice(came("halden"), came(TRUST), by="moss", relations=("all",)),
                    (TRUST, True),
                    asked=("halden", TRUST),
                ),
                "halden",
                True,
                None,
                id="the last of two",
            ),
            pytest.param(
                back(
                    notice(came("halden"), came(TRUST), by="moss", relations=("all",)),
                    (TRUST, False),
                    asked=("halden", TRUST),
                ),
                "halden",
                True,
                "",
                id="after the other's no",
            ),
        ],
    )
    def test_what_an_answer_takes_back(self, one: Notice, party: str, agrees: bool, relations: Any) -> None:
        joint = HALDEN.model_copy(update={"relation": "all", "parties": ("halden", "moss", TRUST)})
        of = of_notices(one) if one.relations != ("all",) else state(joint, notices=(one,))
        act = a.AnswerWithdrawal(notice=1, party=party, agrees=agrees, document="5" * 64)

        answered, *rest = given(of, act)

        assert (answered.party, answered.agrees) == (party, agrees)
        assert [body.relations for body in rest] == ([] if relations == "" else [relations])
        assert all(party in body.agreed for body in rest)

    @pytest.mark.parametrize(
        ("one", "party", "by", "document", "found"),
        [
            pytest.param(notice(), TRUST, SECRETARIAT, "5" * 64, ("A-13", "nothing_to_change"), id="nobody is asked"),
            pytest.param(back(BOTH), TRUST, SECRETARIAT, "5" * 64, ("A-13", "nothing_to_change"), id="not this one"),
            pytest.param(
                back(BOTH, ("moss", False)),
                "moss",
                SECRETARIAT,
                "5" * 64,
                ("A-13", "nothing_to_change"),
                id="answered",
            ),
            pytest.param(back(BOTH), "moss", contact("halden"), "5" * 64, ("A-13", "no_capacity"), id="by another"),
            pytest.param(back(BOTH), "moss", SECRETARIAT, None, ("A-13", "incomplete"), id="without its paper"),
        ],
    )
    def test_no_answer(
        self, one: Notice, party: str, by: Actor, document: str | None, found: tuple[str, str]
    ) -> None:
        act = a.AnswerWithdrawal(notice=1, party=party, agrees=True, document=document)

        assert refusal(of_notices(one), act, by) == found

    def test_a_no_needs_no_paper(self) -> None:
        assert given(of_notices(back(BOTH)), a.AnswerWithdrawal(notice=1, party="moss", agrees=False))


class TestJudged:
    """Every act on an agreement that is over, or is none, is told so (A-14)."""

    def test_what_is_over(self) -> None:
        over = state(changed(HALDEN, ended_on=YESTERDAY), changed(MOSS, ended_on=LAST), NEVER, ended=True)

        no = judged(over, give()).refusal
        assert no is not None
        assert (no.rule, no.code.value) == ("A-14", "ended")
        assert f"in force through {LAST}" in no.detail
        ring = a.DeadlineReached(clock="term:2028-01-11", due_at=SINCE)
        assert judged(over, ring, Actor(record="agreement-ostfold-2026-1")).refusal is None

    def test_what_is_none(self) -> None:
        begun = judged(state(), a.ImportAgreement(agreement=APART)).refusal
        drafted = judged(state(), a.DraftAgreement(agreement=APART, document="1" * 64)).refusal
        unknown = judged(None, give()).refusal
        for no in (begun, drafted, unknown):
            assert no is not None
            assert (no.rule, no.code.value) == ("ENGINE", "wrong_stage")

    def test_only_the_secretariat_enters_an_act_for_somebody_else(self) -> None:
        entered = Actor(person="p-mjm6", party="halden", offices=(Office.PARTY_CONTACT,), entered_by="p-9zzz")

        no = judged(state(), give(), entered).refusal
        assert no is not None and no.code.value == "not_your_office"
