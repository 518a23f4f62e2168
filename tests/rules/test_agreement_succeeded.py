"""Whoever takes parties' place takes it wherever they stand (A-01, A-13, A-20)."""

from __future__ import annotations

import pytest

from models import entries as e
from models.agreement import AgreementParty
from models.agreement_state import AgreementState, MainEnded, NoticeReceipt, WithdrawalAnswer
from models.periods import Moment
from tests.agreements import TRUST, an_agreement
from tests.rules.test_agreement_dates import BACK, DAY, HALDEN, LAST, MOSS, came, notice, state
from tests.rules.test_agreement_folded import TWO, folded, version


def succeeded(of: AgreementState, *was: str, becomes: str = "ny") -> AgreementState:
    return folded(of, e.PartySucceeded(was=was, becomes=becomes, since=DAY, source="Kgl.res.", document="1" * 64))


class TestSucceeded:
    """Whoever takes others' place takes it everywhere, once; a yes of several was all of theirs (A-01, A-13)."""

    @pytest.mark.parametrize(
        ("was", "becomes", "refs"),
        [
            (("moss",), "ny", ["halden", "ny", TRUST]),
            (("halden", "moss"), "ny", ["ny", TRUST]),
            (("moss",), "halden", ["halden", TRUST]),
        ],
    )
    def test_in_the_text_and_in_what_was_sent(self, was: tuple[str, ...], becomes: str, refs: list[str]) -> None:
        of = state(versions=(version(1), version(2, sent_to=("halden", "moss"))))
        found = succeeded(of, *was, becomes=becomes)

        for agreement in (found.agreement, *(v.agreement for v in found.versions)):
            assert [party.ref for party in agreement.parties] == refs
        assert [v.sent_to for v in found.versions] == [None, tuple(r for r in refs if r != TRUST)]

    def test_one_that_is_a_party_by_name_stays_so(self) -> None:
        agreement = an_agreement(parties=(AgreementParty(party="halden"), AgreementParty(name="Staten")))
        found = succeeded(state(agreement=agreement), "halden", becomes="Staten")

        assert found.agreement.parties == (AgreementParty(name="Staten"),)

    def test_in_relations_and_notices(self) -> None:
        found = succeeded(TWO, "halden")

        assert [r.parties for r in found.relations] == [("ny", TRUST), ("moss", TRUST)]
        assert [n.by for n in found.notices] == ["ny", TRUST]
        assert [r.party for r in found.notice(2).receipts] == ["ny"]
        assert found.notice(2).receipts[0].relations is None

    def test_what_came_to_each_of_several_counts_for_what_bound_that_one(self) -> None:
        receipts = (came("halden"), came("moss", LAST))
        said = notice(*receipts, by=TRUST, relations=("halden", "moss"))
        found = succeeded(state(notices=(said,)), "halden", "moss").notice(1)

        assert found.receipts == (
            NoticeReceipt(party="ny", received=Moment(day=DAY), relations=("halden",)),
            NoticeReceipt(party="ny", received=Moment(day=LAST), relations=("moss",)),
        )
        third = HALDEN.model_copy(update={"relation": "rakkestad", "parties": ("rakkestad", TRUST)})
        one = notice(*receipts, by=TRUST, relations=("halden", "moss", "rakkestad"))
        again = succeeded(state(HALDEN, MOSS, third, notices=(one,)), "halden", "rakkestad").notice(1)
        assert [r.relations for r in again.receipts] == [None, None]

    @pytest.mark.parametrize(
        ("answers", "after"),
        [
            pytest.param((), (), id="nobody"),
            pytest.param((("halden", True),), (), id="one of two"),
            pytest.param((("halden", True), ("moss", True)), (("ny", True),), id="both"),
            pytest.param((("halden", False),), (("ny", False),), id="one no"),
            pytest.param((("halden", True), ("moss", False)), (("ny", False),), id="a yes and a no"),
            pytest.param((("halden", False), ("moss", True)), (("ny", False),), id="a no and a yes"),
            pytest.param(((TRUST, True),), ((TRUST, True),), id="somebody else"),
        ],
    )
    def test_a_yes_is_the_successors_when_all_have_given_it_and_one_no_is_enough(
        self, answers: tuple[tuple[str, bool], ...], after: tuple[tuple[str, bool], ...]
    ) -> None:
        said = tuple(WithdrawalAnswer(party=party, agrees=agrees) for party, agrees in answers)
        back = BACK.model_copy(update={"asked": ("halden", "moss", TRUST), "answers": said})
        found = succeeded(state(notices=(notice(withdrawal=back),)), "halden", "moss").notice(1).withdrawal

        assert found is not None
        assert found.asked == ("ny", TRUST)
        assert tuple((x.party, x.agrees) for x in found.answers) == after

    @pytest.mark.parametrize(
        ("goes_on", "falls", "after"),
        [
            (("halden", "moss"), (TRUST,), (("ny",), (TRUST,))),
            (("halden",), ("moss",), ((), ())),
            (("halden", TRUST), ("moss",), ((TRUST,), ())),
            ((), ("halden",), ((), ("ny",))),
        ],
    )
    def test_what_contradicts_itself_is_asked_anew(
        self, goes_on: tuple[str, ...], falls: tuple[str, ...], after: tuple[tuple[str, ...], tuple[str, ...]]
    ) -> None:
        asked = MainEnded(last_day=DAY, goes_on=goes_on, falls=falls)
        found = succeeded(state(main_ended=asked), "halden", "moss").main_ended

        assert found is not None
        assert (found.goes_on, found.falls) == after
        assert succeeded(state(), "halden").main_ended is None
