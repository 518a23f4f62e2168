"""Towards an agreement's end: when councils meet, and what becomes of what follows another (A-12, A-20)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Actor
from models.agreement import AgreementKind
from models.agreement_state import AgreementState, CouncilDates, MainEnded
from rules.verdict import NOTHING_LEFT
from tests.agreements import TRUST, an_agreement
from tests.rules.test_agreement_dates import DAY, HALDEN, LAST, notice, state
from tests.rules.test_agreement_judged import OVER, TOMORROW, YESTERDAY, contact, given, judged, refusal, with_dates


class TestCouncils:
    """When a council meets; and at once, where no day of it comes before an end (A-12)."""

    RUNNING = with_dates(state(notices=(notice(),)))

    @pytest.mark.parametrize(
        ("party", "days", "late"),
        [
            pytest.param("halden", (LAST,), 0, id="on the last day"),
            pytest.param("halden", (DAY,), 0, id="today"),
            pytest.param("halden", (YESTERDAY, LAST + timedelta(days=1)), 1, id="none between"),
            pytest.param("moss", (YESTERDAY,), 0, id="whose agreement does not end"),
            pytest.param(TRUST, (YESTERDAY,), 1, id="the other side"),
        ],
    )
    def test_which(self, party: str, days: tuple[date, ...], late: int) -> None:
        recorded, *told = given(self.RUNNING, a.RecordCouncilDates(party=party, dates=days))

        assert recorded.dates == tuple(sorted(days))
        assert told == [e.CouncilTooLate(notice=1, party=party, last_day=LAST)] * late

    def test_an_end_that_changes_nothing_is_not_waited_for(self) -> None:
        of = with_dates(state(agreement=an_agreement("halden", "moss", valid_to=TOMORROW), notices=(notice(),)))

        assert len(given(of, a.RecordCouncilDates(party="halden", dates=(LAST,)))) == 1

    def test_what_is_known_and_who_says_it(self) -> None:
        of = state(
            councils=(CouncilDates(party="halden", dates=(DAY, LAST)), CouncilDates(party="moss", dates=(DAY,)))
        )

        assert refusal(of, a.RecordCouncilDates(party="halden", dates=(LAST, DAY, DAY))) == (
            "A-12",
            "nothing_to_change",
        )
        assert given(of, a.RecordCouncilDates(party="halden", dates=(DAY,)))
        assert refusal(of, a.RecordCouncilDates(party="x", dates=(DAY,))) == ("A-12", "unknown_party")
        assert refusal(of, a.RecordCouncilDates(party="halden", dates=(TOMORROW,)), contact("moss")) == (
            "A-12",
            "no_capacity",
        )


class TestFollowing:
    """What follows another: its parties are asked where that ended early, and end with it by its term (A-20)."""

    FOLLOWS = an_agreement("halden", "moss", kind=AgreementKind.SUPPLEMENTARY, supplements="ramme")

    def ended(self, of: AgreementState, **more: Any) -> Any:
        fields: dict[str, Any] = {"agreement": "ramme", "last_day": DAY, "early": False}
        act = a.MainAgreementEnded(**(fields | more))
        return judged(of, act, Actor(record="agreement-ostfold-2025-1"))

    def test_early_the_bound_are_asked(self) -> None:
        of = state(HALDEN, OVER, agreement=self.FOLLOWS)

        assert self.ended(of, early=True).bodies == (
            e.SupplementaryFlagged(agreement="ramme", last_day=DAY, asked=("halden", TRUST)),
        )

    def test_by_its_term_they_end_with_it(self) -> None:
        of = state(HALDEN, OVER, agreement=self.FOLLOWS)
        ended = e.RelationEnded(relation="halden", parties=HALDEN.parties, last_day=DAY, cause=e.EndCause.TERM)

        assert self.ended(of).bodies == (ended, e.AgreementEnded(last_day=DAY))

    @pytest.mark.parametrize(
        ("of", "more"),
        [
            pytest.param(state(agreement=FOLLOWS), {"agreement": "x"}, id="of another"),
            pytest.param(state(OVER, agreement=FOLLOWS), {"early": True}, id="nobody is bound"),
            pytest.param(
                state(agreement=FOLLOWS.model_copy(update={"valid_to": LAST})), {}, id="it has a term of its own"
            ),
            pytest.param(state(), {}, id="it follows none"),
        ],
    )
    def test_or_nothing_happens(self, of: AgreementState, more: dict[str, Any]) -> None:
        assert self.ended(of, **more) == NOTHING_LEFT

    @pytest.mark.parametrize(
        ("asked", "goes_on", "told"),
        [
            (MainEnded(last_day=DAY), True, True),
            (MainEnded(last_day=DAY, falls=("halden",)), True, True),
            (MainEnded(last_day=DAY, goes_on=("halden",)), False, True),
            (MainEnded(last_day=DAY, goes_on=("halden",)), True, False),
            (MainEnded(last_day=DAY, falls=("halden",)), False, False),
            (None, True, False),
            (None, False, False),
        ],
    )
    def test_each_says_it_once_and_may_say_otherwise(
        self, asked: MainEnded | None, goes_on: bool, told: bool
    ) -> None:
        of = state(agreement=self.FOLLOWS, main_ended=asked)
        act = a.AnswerMainEnded(party="halden", goes_on=goes_on, reason="Ja.")

        if told:
            assert given(of, act)[0] == e.MainEndedAnswered(party="halden", goes_on=goes_on, reason="Ja.")
        else:
            assert refusal(of, act) == ("A-20", "nothing_to_change")

    def test_who_says_it(self) -> None:
        of = state(agreement=self.FOLLOWS, main_ended=MainEnded(last_day=DAY))

        def act(party: str) -> a.AnswerMainEnded:
            return a.AnswerMainEnded(party=party, goes_on=True, reason="Ja.")

        assert refusal(of, act("x"), contact("x")) == ("A-20", "unknown_party")
        assert refusal(of, act("halden"), contact("moss")) == ("A-20", "no_capacity")

    @pytest.mark.parametrize(
        ("number", "case", "noted"), [(1, None, True), (2, None, False), (1, "case-x-2027-2", False)]
    )
    def test_the_case_that_a_notice_opened_says_so_once(self, number: int, case: str | None, noted: bool) -> None:
        act = a.RenegotiationOpened(notice=number, case="case-ostfold-2027-1")
        found = judged(state(notices=(notice(case=case),)), act, Actor(record="case-ostfold-2027-1"))

        assert found.bodies == ((e.RenegotiationNoted(notice=1, case="case-ostfold-2027-1"),) if noted else ())
        assert (found == NOTHING_LEFT) is not noted
