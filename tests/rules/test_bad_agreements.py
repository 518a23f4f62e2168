"""What cannot be done with an agreement is refused with its rule and what to do instead, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models import acts as a
from models.acts import Act, Actor
from models.agreement import (
    Agreement,
    AgreementKind,
    AgreementParty,
    ApprovalResult,
    NoticeClause,
    Part,
    ReviewOutcome,
)
from models.roster import Office
from rules.agreement.opening import why_not_known
from tests.agreements import TRUST, an_agreement, when
from tests.rules.agreed import SECRETARIAT, Agreed, brought_in
from tests.rules.test_making import approve, asked, resolution, signed

DAY = date(2027, 1, 11)
PAST, TOMORROW = DAY - timedelta(days=3), DAY + timedelta(days=1)
NOBODY = Actor(person="p-9zzz")
HALDEN, MOSS = (Actor(person="p-mjm6", party=party, offices=(Office.PARTY_CONTACT,)) for party in ("halden", "moss"))
DIGEST = "5" * 64


def one() -> Agreed:
    """Halden and Moss are bound, each with the trust."""
    return brought_in(an_agreement("halden", "moss"), today=DAY)


def give(by: str = "halden", sent: date | datetime = DAY, **more: Any) -> a.GiveNotice:
    fields: dict[str, Any] = {"by": by, "sent": when(sent), "authority": resolution(PAST)}
    return a.GiveNotice(**(fields | more))


def receipt(at: date | datetime = DAY, *parties: str, notice: int = 1) -> a.RecordReceipt:
    return a.RecordReceipt(notice=notice, parties=parties or (TRUST,), received=when(at))


def sent() -> Agreed:
    """Halden has sent its notice."""
    agreed = one()
    agreed.do(give())
    return agreed


def running() -> Agreed:
    """The trust has received Halden's notice."""
    agreed = sent()
    agreed.do(receipt())
    return agreed


def asked_back() -> Agreed:
    """Halden wants its notice back, and the trust is asked."""
    agreed = running()
    agreed.today = TOMORROW
    agreed.do(a.WithdrawNotice(notice=1, arrived=when(TOMORROW), reason="Enighet."))
    return agreed


def withdrawn() -> Agreed:
    """Halden's notice came back before the trust had it."""
    agreed = sent()
    agreed.do(a.WithdrawNotice(notice=1, arrived=when(DAY), reason="Enighet."))
    return agreed


def over() -> Agreed:
    """It has ended by its own last day."""
    agreed = brought_in(an_agreement("halden", valid_to=PAST), today=DAY)
    agreed.advance(TOMORROW)
    return agreed


def supplementary() -> Agreed:
    """One that follows another and says nothing of notice."""
    return brought_in(an_agreement("halden", kind=AgreementKind.SUPPLEMENTARY, supplements="hovedavtale"), today=DAY)


def parted() -> Agreed:
    """One of two parts, whose text does not let one end by itself."""
    parts = (Part(part="del-a", title="Del A"), Part(part="del-b", title="Del B"))
    return brought_in(an_agreement("halden", parts=parts), today=DAY)


def apart(*ended: str) -> Agreed:
    """One whose parts end by themselves, and notice that was given on these."""
    parts = (Part(part="del-a", title="Del A"), Part(part="del-b", title="Del B"))
    clause = NoticeClause(text="Deler kan sies opp.", reference="§ 9", partial=True)
    agreed = brought_in(an_agreement("halden", parts=parts, notice=clause), today=DAY)
    agreed.do(give(parts=ended))
    return agreed


def without_a_part() -> Agreed:
    """Its first part has ended."""
    agreed = apart("del-a")
    agreed.do(receipt())
    agreed.advance(date(2028, 2, 1))
    return agreed


def pair() -> Agreed:
    """Two municipalities bound to each other by a text of their own."""
    mine = tuple(AgreementParty(party=party) for party in ("halden", "moss"))
    return brought_in(an_agreement(parties=mine, kind=AgreementKind.SPECIAL), today=DAY)


def of_the_trust() -> Agreed:
    """The trust has sent its notice to both."""
    agreed = one()
    agreed.do(give(TRUST))
    return agreed


def fix(last: date, *parties: str) -> a.AgreeEnd:
    return a.AgreeEnd(last_day=last, confirmed_by=parties or ("halden", TRUST), document=DIGEST)


def back(arrived: date = DAY, number: int = 1) -> a.WithdrawNotice:
    return a.WithdrawNotice(notice=number, arrived=when(arrived), reason="Enighet.")


def correct(at: date, party: str = TRUST) -> a.CorrectReceipt:
    return a.CorrectReceipt(notice=1, party=party, received=when(at), reason="Feil dato.")


def known(at: date, party: str = TRUST) -> a.RecordKnowledge:
    return a.RecordKnowledge(notice=1, party=party, known=when(at))


def review(on: date) -> a.RecordReview:
    return a.RecordReview(on=on, outcome=ReviewOutcome.NO_CHANGE, body="SU")


def revise(**changes: Any) -> a.ReviseAgreement:
    return a.ReviseAgreement(
        agreement=an_agreement("halden", "moss", **changes), document="2" * 64, reason="Ny tekst."
    )


def succeed(becomes: str, *was: str, since: date = DAY) -> a.SucceedParty:
    return a.SucceedParty(was=was, becomes=becomes, since=since, source="Kgl.res.", document=DIGEST)


LATER = datetime(2027, 1, 11, 20, tzinfo=UTC)
Case = tuple[str, Callable[[], Agreed], Act, Actor, str, str]
BAD: list[Case] = [
    ("notice from a stranger", one, give("Staten"), SECRETARIAT, "A-10", "its parties are"),
    (
        "notice from one of the house who is no party",
        one,
        give("fredrikstad"),
        SECRETARIAT,
        "A-10",
        "are:",
    ),
    ("notice entered by nobody's contact", one, give(), NOBODY, "A-10", "let the contact"),
    ("notice entered by another party's contact", one, give(), MOSS, "A-10", "let the contact"),
    ("notice sent tomorrow", one, give(sent=TOMORROW), SECRETARIAT, "A-10", "when it has happened"),
    ("notice sent later today", one, give(sent=LATER), SECRETARIAT, "A-10", "when it has happened"),
    (
        "notice on what a council will resolve",
        one,
        give(authority=resolution(TOMORROW)),
        SECRETARIAT,
        "A-10",
        "give the answer",
    ),
    ("notice on another's relation", one, give(relations=("moss",)), SECRETARIAT, "A-10", "what binds itself"),
    ("notice on no relation there is", one, give(relations=("oslo",)), SECRETARIAT, "A-10", "its relations are"),
    ("notice on a part there is not", one, give(parts=("del-x",)), SECRETARIAT, "A-05", "its parts are"),
    ("notice on a part that cannot end alone", parted, give(parts=("del-a",)), SECRETARIAT, "A-10", "on the whole"),
    ("notice on no part at all", lambda: apart("del-a"), give(parts=()), SECRETARIAT, "A-10", "for the whole"),
    (
        "the same parts again in another order",
        lambda: apart("del-a", "del-b"),
        give(parts=("del-b", "del-a")),
        SECRETARIAT,
        "A-10",
        "withdraw notice 1",
    ),
    ("notice on a part that has ended", without_a_part, give(parts=("del-a",)), SECRETARIAT, "A-10", "in force"),
    (
        "notice from before the agreement",
        one,
        give(sent=date(2017, 1, 11), authority=resolution(date(2017, 1, 1))),
        SECRETARIAT,
        "A-10",
        "look at the year",
    ),
    ("notice on one that follows another", supplementary, give(), SECRETARIAT, "A-20", "agree-end"),
    ("the same notice again", sent, give(), SECRETARIAT, "A-10", "withdraw notice 1"),
    ("the same notice again while it runs", running, give(), SECRETARIAT, "A-10", "withdraw notice 1"),
    ("notice on what has ended", over, give(), SECRETARIAT, "A-14", "agreement draft"),
    ("notice on a draft", lambda: asked("halden"), give(), SECRETARIAT, "A-10", "a draft is"),
    ("receipt of a notice there is not", one, receipt(), SECRETARIAT, "A-10", "its notices are"),
    ("receipt before dispatch", sent, receipt(PAST), SECRETARIAT, "T-02", "both dates"),
    ("receipt in the future", sent, receipt(TOMORROW), SECRETARIAT, "T-02", "notice compute"),
    ("receipt later today", sent, receipt(LATER), SECRETARIAT, "T-02", "notice compute"),
    ("receipt by the sender", sent, receipt(DAY, "halden"), SECRETARIAT, "A-10", "it is for"),
    ("receipt by a party of another relation", sent, receipt(DAY, "moss"), SECRETARIAT, "A-10", "it is for"),
    ("receipt by a stranger", sent, receipt(DAY, "Staten"), SECRETARIAT, "A-10", "it is for"),
    ("receipt twice", running, receipt(), SECRETARIAT, "T-05", "notice correct"),
    ("receipt entered by a third", sent, receipt(), MOSS, "T-02", "let the contact"),
    ("receipt of what was taken back", withdrawn, receipt(), SECRETARIAT, "A-13", "new notice"),
    ("knowledge before receipt", running, known(PAST), SECRETARIAT, "A-13", "both dates"),
    ("knowledge in the future", running, known(TOMORROW), SECRETARIAT, "A-13", "when it has happened"),
    ("knowledge without receipt", sent, known(DAY), SECRETARIAT, "T-02", "notice receipt"),
    ("correction to the same day", running, correct(DAY), SECRETARIAT, "T-05", "really came"),
    ("correction to before dispatch", running, correct(PAST), SECRETARIAT, "T-05", "both dates"),
    ("correction to the future", running, correct(TOMORROW), SECRETARIAT, "T-05", "when it has happened"),
    ("correction of what is not received", sent, correct(PAST), SECRETARIAT, "T-02", "notice receipt"),
    ("correction by a party of another relation", sent, correct(DAY, "moss"), SECRETARIAT, "A-10", "it is for"),
    ("knowledge of a stranger", sent, known(DAY, "Staten"), SECRETARIAT, "A-10", "it is for"),
    ("withdrawal of no notice", one, back(), SECRETARIAT, "A-10", "its notices are"),
    ("withdrawal before dispatch", sent, back(PAST), SECRETARIAT, "A-13", "both dates"),
    ("withdrawal in the future", sent, back(TOMORROW), SECRETARIAT, "A-13", "when it has happened"),
    ("withdrawal by the other side", running, back(), MOSS, "A-13", "let the contact"),
    ("withdrawal twice", withdrawn, back(), SECRETARIAT, "A-13", "new notice"),
    ("withdrawal while the other is asked", asked_back, back(TOMORROW), SECRETARIAT, "A-13", "answer-withdrawal"),
    (
        "a yes by one who is not asked",
        asked_back,
        a.AnswerWithdrawal(notice=1, party="moss", agrees=True, document=DIGEST),
        SECRETARIAT,
        "A-13",
        "agreement show",
    ),
    (
        "a yes without its paper",
        asked_back,
        a.AnswerWithdrawal(notice=1, party=TRUST, agrees=True),
        SECRETARIAT,
        "A-13",
        "--document",
    ),
    ("an end in the past", one, fix(PAST), SECRETARIAT, "T-08", "later day"),
    ("an end that one side fixed", one, fix(TOMORROW, "halden"), SECRETARIAT, "T-08", "name all who"),
    ("an end after the end", over, fix(TOMORROW), SECRETARIAT, "A-14", "agreement draft"),
    ("a review tomorrow", one, review(TOMORROW), SECRETARIAT, "A-08", "give the answer"),
    ("a review of a draft", lambda: asked("halden"), review(DAY), SECRETARIAT, "A-08", "once it is entered"),
    ("a text for other parties", one, revise(kind=AgreementKind.SERVICE), SECRETARIAT, "A-09", "agreement draft"),
    ("a text that ends before it begins", one, revise(valid_to=date(2019, 1, 1)), SECRETARIAT, "T-08", "last day"),
    ("an approval of what was not sent", one, approve("halden"), SECRETARIAT, "A-09", "agreement send"),
    (
        "a no without words",
        lambda: asked("halden"),
        a.RecordApproval(party="halden", result=ApprovalResult.REJECTED, resolution=resolution()),
        SECRETARIAT,
        "A-09",
        "--said",
    ),
    (
        "a signature of tomorrow",
        lambda: asked("halden"),
        signed("halden", TOMORROW),
        SECRETARIAT,
        "A-09",
        "give the answer",
    ),
    ("a signature of a stranger", lambda: asked("halden"), signed("Staten"), SECRETARIAT, "A-09", "its parties are"),
    ("a party in its own place", one, succeed("halden", "halden"), SECRETARIAT, "A-01", "--was"),
    (
        "two that are bound to each other as one",
        pair,
        succeed("nye-moss", "halden", "moss"),
        SECRETARIAT,
        "A-01",
        "end first",
    ),
    (
        "receipt entered by one for another, too",
        of_the_trust,
        receipt(DAY, "moss", "halden"),
        MOSS,
        "T-02",
        "let the contact",
    ),
    ("a party bound to itself", one, succeed(TRUST, "halden"), SECRETARIAT, "A-01", "end first"),
]


@pytest.mark.parametrize(
    ("given", "act", "by", "rule", "remedy"), [pytest.param(*case[1:], id=case[0]) for case in BAD]
)
def test_it_is_refused_and_nothing_changes(
    given: Callable[[], Agreed], act: Act, by: Actor, rule: str, remedy: str
) -> None:
    agreed = given()
    state, entries = agreed.it, len(agreed.entries)

    refusal = agreed.refusal(act, by)

    assert refusal.rule == rule, refusal
    assert refusal.remedy, refusal
    assert remedy in refusal.remedy, refusal
    assert (agreed.it, len(agreed.entries)) == (state, entries)


def follows(name: str, main: str) -> Agreement:
    return an_agreement("halden", agreement=name, kind=AgreementKind.SUPPLEMENTARY, supplements=main)


@pytest.mark.parametrize(
    ("new", "here", "rule", "remedy"),
    [
        pytest.param(follows("a", "a"), [], "A-20", "import a first", id="one that follows itself"),
        pytest.param(follows("a", "b"), [], "A-20", "import b first", id="one of two that follow each other"),
        pytest.param(follows("a", "b"), [follows("c", "d")], "A-20", "import b first", id="one that follows nothing"),
        pytest.param(follows("a", "b"), [follows("a", "b")], "A-01", "something else", id="a name that is taken"),
    ],
)
def test_no_agreement_follows_in_a_ring(new: Agreement, here: list[Agreement], rule: str, remedy: str) -> None:
    verdict = why_not_known(new, here)

    assert verdict is not None
    assert verdict.refusal is not None
    assert verdict.refusal.rule == rule
    assert remedy in verdict.refusal.remedy


def test_what_an_agreement_follows_cannot_be_changed_into_a_ring() -> None:
    main = brought_in(an_agreement("halden", "moss"), today=DAY)

    refusal = main.refusal(revise(kind=AgreementKind.SUPPLEMENTARY, supplements="tillegg"))

    assert (refusal.rule, "agreement draft" in refusal.remedy) == ("A-09", True)
