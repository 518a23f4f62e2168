"""The last day that an agreement names binds those who have signed it (T-08, A-09, A-16, A-18)."""

from __future__ import annotations

from datetime import date

from models import acts as a
from models import entries as e
from tests.agreements import TRUST, an_agreement, when
from tests.rules.agreed import Agreed, brought_in
from tests.rules.test_making import approve, asked, resolution, signed

DAY = date(2027, 1, 11)
LAST = date(2030, 12, 31)


def one_signs_a_term() -> Agreed:
    """Halden and Moss are bound; Moss and the trust sign a text with a last day."""
    agreed = brought_in(an_agreement("halden", "moss"), today=DAY)
    dated = an_agreement("halden", "moss", valid_to=LAST)
    agreed.do(a.ReviseAgreement(agreement=dated, document="2" * 64, reason="Tidsbegrenset."))
    agreed.do(a.HearUsers(organisation="Brukerutvalget", how="Høring.", on=DAY))
    agreed.do(a.SendForApproval())
    for party in ("moss", TRUST):
        agreed.do(approve(party))
        agreed.do(signed(party, relations=("moss",)))
    return agreed


def test_it_ends_what_binds_by_that_text_and_nothing_else() -> None:
    agreed = one_signs_a_term()

    given = agreed.advance(date(2032, 1, 1))

    [ended] = [body for body in given if isinstance(body, e.RelationEnded)]
    assert (ended.relation, ended.last_day, ended.cause) == ("moss", LAST, e.EndCause.TERM)
    assert agreed.it.relation("halden").ended_on is None
    assert not agreed.it.ended


def test_its_end_is_reminded_of_once_for_all_it_binds() -> None:
    given = one_signs_a_term().advance(date(2032, 1, 1))

    assert [body.months for body in given if isinstance(body, e.RenewalReminded)] == [12, 9, 6, 3]


def test_those_it_does_not_bind_may_fix_a_day_after_it() -> None:
    agreed = one_signs_a_term()
    later = date(2031, 6, 30)
    fixed = a.AgreeEnd(
        relations=("halden",), last_day=later, document="4" * 64, confirmed_by=("halden", "moss", TRUST)
    )

    agreed.do(fixed)
    refusal = agreed.refusal(fixed.model_copy(update={"relations": ("moss",)}))

    assert agreed.it.relation("halden").agreed_end == later
    assert refusal.rule == "T-08"
    assert str(LAST) in refusal.detail


def test_a_notice_that_comes_after_it_is_overtaken() -> None:
    agreed = one_signs_a_term()
    agreed.advance(date(2030, 6, 1))
    sent = when(date(2030, 6, 1))
    agreed.do(a.GiveNotice(by="moss", sent=sent, authority=resolution(sent.day)))
    agreed.do(a.RecordReceipt(notice=1, parties=(TRUST,), received=sent))

    given = agreed.advance(date(2032, 1, 1))

    [ended] = [body for body in given if isinstance(body, e.RelationEnded)]
    assert (ended.cause, ended.notice, ended.overtaken) == (e.EndCause.TERM, None, (1,))


def test_who_never_signed_it_does_not_keep_it_open() -> None:
    agreed = asked("halden", "moss")
    dated = an_agreement("halden", "moss", valid_from=None, valid_to=LAST)
    agreed.do(a.ReviseAgreement(agreement=dated, document="2" * 64, reason="Tidsbegrenset."))
    agreed.do(a.SendForApproval())
    for party in ("halden", TRUST):
        agreed.do(approve(party))
        agreed.do(signed(party, relations=("halden",)))

    given = agreed.advance(date(2032, 1, 1))

    assert [body.kind for body in given][-2:] == ["relation_ended", "agreement_ended"]
    assert agreed.it.relation("moss").entered_on is None


def test_a_draft_that_nobody_signed_waits_for_a_new_text() -> None:
    agreed = asked("halden")
    dated = an_agreement("halden", valid_from=None, valid_to=LAST)
    agreed.do(a.ReviseAgreement(agreement=dated, document="2" * 64, reason="Tidsbegrenset."))

    assert agreed.advance(date(2032, 1, 1)) == []
    assert not agreed.it.ended
