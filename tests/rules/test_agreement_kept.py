"""An agreement's yearly reviews, what is sent, the ministry's day, and by when notice could end it, by the facts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from models.agreement import AgreementKind, NoticeClause, ReviewOutcome
from models.agreement_state import AgreementState, Relation, Review
from models.periods import Moment, Period
from rules.agreement.calendar import calendar_of
from rules.agreement.earliest import earliest_by_notice
from rules.agreement.reviews import highest_body
from tests.agreements import TRUST, an_agreement
from tests.house import with_numbers
from tests.rules.test_agreement_dates import (
    AGREEMENT,
    DAY,
    FILES,
    HALDEN,
    LAST,
    MOSS,
    PROCEDURE,
    TOLD,
    came,
    changed,
    dates,
    due,
    notice,
    state,
)


class TestReviews:
    """A review is prepared nine months after the last, and the year without one is told of (A-08)."""

    UNCHANGED = ReviewOutcome.NO_CHANGE

    def year(self, mode: str, of: AgreementState) -> tuple[list[tuple[str, date]], date]:
        procedure = with_numbers(FILES, review_period=mode).procedure
        found = {one.name.partition(":")[0]: one for one in calendar_of(of, procedure).dates}
        assert found["review-reminder"].day == found["review-overdue"].day
        return dates(of, "review-overdue", procedure), found["review-reminder"].at.date()

    @pytest.mark.parametrize(
        ("mode", "of", "year", "over", "reminded_on"),
        [
            ("calendar_year", state(), 2027, date(2027, 12, 31), date(2027, 10, 11)),
            (
                "calendar_year",
                state(since=datetime(2027, 4, 1, 11, tzinfo=UTC)),
                2028,
                date(2028, 12, 31),
                date(2028, 1, 1),
            ),
            ("calendar_year", state(imported=None), 2021, date(2021, 12, 31), date(2020, 10, 1)),
            (
                "calendar_year",
                state(reviews=(Review(on=DAY, outcome=UNCHANGED),)),
                2028,
                date(2028, 12, 31),
                date(2027, 10, 11),
            ),
            ("calendar_year", state(reviewed_to=date(2027, 12, 31)), 2028, date(2028, 12, 31), date(2028, 9, 30)),
            (
                "calendar_year",
                state(reviews=(Review(on=DAY, outcome=UNCHANGED), Review(on=date(2026, 5, 1), outcome=UNCHANGED))),
                2028,
                date(2028, 12, 31),
                date(2027, 10, 11),
            ),
            (
                "since_last_review",
                state(reviews=(Review(on=DAY, outcome=UNCHANGED),)),
                2028,
                LAST,
                date(2027, 10, 11),
            ),
            ("since_entry_into_force", state(), 2027, date(2027, 12, 31), date(2027, 10, 11)),
            (
                "since_entry_into_force",
                state(changed(HALDEN, entered_on=date(2020, 6, 1)), MOSS),
                2027,
                date(2027, 12, 31),
                date(2027, 10, 11),
            ),
            (
                "since_entry_into_force",
                state(changed(HALDEN, entered_on=date(2020, 1, 12))),
                2028,
                LAST,
                date(2027, 10, 11),
            ),
            (
                "since_entry_into_force",
                state(changed(HALDEN, entered_on=date(2020, 1, 11))),
                2028,
                date(2028, 1, 10),
                date(2027, 10, 11),
            ),
            (
                "since_entry_into_force",
                state(HALDEN, changed(MOSS, entered_on=None)),
                2027,
                date(2027, 12, 31),
                date(2027, 10, 11),
            ),
        ],
        ids=range(12),
    )
    def test_by_the_way_the_procedure_counts_years(
        self, mode: str, of: AgreementState, year: int, over: date, reminded_on: date
    ) -> None:
        found, at = self.year(mode, of)

        assert [day for _, day in found] == [over]
        assert (found[0][0], at) == (str(year), reminded_on)

    def test_a_review_on_the_last_day_of_a_year_is_of_that_year(self) -> None:
        reviews = (Review(on=date(2027, 12, 31), outcome=self.UNCHANGED),)

        for mode in ("calendar_year", "since_entry_into_force", "since_last_review"):
            assert self.year(mode, state(reviews=reviews))[0] == [("2028", date(2028, 12, 31))]

    def test_what_is_counted_from_is_said(self) -> None:
        def why(of: AgreementState) -> str:
            return due(of, "review-overdue").anchor

        review = Review(on=date(2027, 12, 31), outcome=self.UNCHANGED)
        assert why(state()) == "brought in on 11 Jan 2027; no earlier review is entered"
        assert why(state(imported=None)) == "entered on 1 Jan 2020"
        assert why(state(HALDEN, changed(MOSS, entered_on=DAY), imported=None)) == "entered on 1 Jan 2020"
        assert why(state(changed(HALDEN, entered_on=DAY), changed(MOSS, entered_on=None), imported=None)) == (
            "entered on 11 Jan 2027"
        )
        assert why(state(reviews=(review,))) == "reviewed on 31 Dec 2027"
        assert why(state(reviewed_to=date(2027, 12, 31))) == "the year to 31 Dec 2027 passed without a review"
        assert why(state(reviews=(review,), reviewed_to=date(2026, 12, 31))) == "reviewed on 31 Dec 2027"

    @pytest.mark.parametrize(
        ("relations", "comes"),
        [
            ((HALDEN, changed(MOSS, ended_on=DAY)), True),
            ((changed(HALDEN, ended_on=DAY), changed(MOSS, ended_on=DAY)), False),
            ((changed(HALDEN, entered_on=None), changed(MOSS, entered_on=None)), False),
        ],
    )
    def test_while_it_binds_anybody(self, relations: tuple[Relation, ...], comes: bool) -> None:
        assert bool(dates(state(*relations), "review-reminder")) is comes

    def test_the_highest_body_is_the_one_that_others_raise_to(self) -> None:
        bodies = {body.body: body for body in PROCEDURE.bodies}
        highest = highest_body(PROCEDURE)

        assert bodies[highest].raises_to is None
        assert any(body.raises_to == highest for body in bodies.values())
        alone = PROCEDURE.model_copy(update={"bodies": (bodies[highest],)})
        assert highest_body(alone) == highest


class TestSent:
    """Helsedirektoratet has it within a month of the last signature; by the ministry's day all have (A-06, A-07)."""

    SIGNED = changed(HALDEN, signed_on=date(2027, 2, 1))

    @pytest.mark.parametrize(
        ("relation", "kind", "comes"),
        [
            (SIGNED, AgreementKind.STATUTORY, True),
            (SIGNED, AgreementKind.SERVICE, True),
            (SIGNED, AgreementKind.NATIONAL, False),
            (HALDEN, AgreementKind.STATUTORY, False),
            (changed(SIGNED, sent=TOLD), AgreementKind.STATUTORY, False),
            (changed(SIGNED, ended_on=DAY), AgreementKind.STATUTORY, False),
        ],
        ids=("statutory", "service", "national", "brought in", "sent", "ended"),
    )
    def test_a_month_from_the_last_signature(self, relation: Relation, kind: AgreementKind, comes: bool) -> None:
        agreement = AGREEMENT.model_copy(update={"kind": kind})
        expected = [("halden:1", date(2027, 3, 1))] if comes else []

        assert dates(state(relation, MOSS, agreement=agreement), "report-due") == expected
        assert dates(state(MOSS, relation, agreement=agreement), "report-due") == expected

    @pytest.mark.parametrize(
        ("relations", "deadline", "comes"),
        [
            ((HALDEN, changed(MOSS, entered_on=None)), LAST, True),
            ((changed(HALDEN, entered_on=None), changed(MOSS, entered_on=None)), LAST, True),
            ((HALDEN, MOSS), LAST, False),
            ((HALDEN, changed(MOSS, entered_on=None)), None, False),
        ],
    )
    def test_the_ministrys_day(self, relations: tuple[Relation, ...], deadline: date | None, comes: bool) -> None:
        agreement = an_agreement("halden", "moss", ministry_deadline=deadline)
        found = [
            one.day
            for one in calendar_of(state(*relations, agreement=agreement), PROCEDURE).dates
            if one.name == "entering-due"
        ]

        assert found == ([LAST] if comes else [])


class TestEarliest:
    """By when notice could end it: by the first that runs on the whole, else by one received today (T-08)."""

    SIX = NoticeClause(text="Seks måneder.", reference="§ 9", period=Period(count=6, unit="months"))

    def days(self, of: AgreementState) -> dict[str, date]:
        ends = calendar_of(of, PROCEDURE).ends
        return {
            one.relation: one.day for one in earliest_by_notice(of.model_copy(update={"ends": ends}), PROCEDURE, DAY)
        }

    def test_of_which_relations(self) -> None:
        later = notice(came(on=date(2027, 1, 4)), sent=Moment(day=date(2027, 1, 4)))

        assert self.days(state()) == {"halden": LAST, "moss": LAST}
        assert self.days(state(HALDEN, changed(MOSS, ended_on=DAY))) == {"halden": LAST}
        assert self.days(state(notices=(later,))) == {"halden": date(2028, 1, 4), "moss": LAST}
        assert self.days(state(notices=(later.model_copy(update={"parts": ("a",)}),)))["halden"] == LAST
        assert self.days(state(notices=(later.model_copy(update={"named_end": date(2028, 5, 1)}),)))[
            "halden"
        ] == date(2028, 5, 1)

    def test_of_several_notices_the_first(self) -> None:
        first = notice(came(on=date(2027, 1, 4)), sent=Moment(day=date(2027, 1, 4)))
        second = notice(came("halden"), notice=2, by=TRUST)

        assert self.days(state(notices=(first, second)))["halden"] == date(2028, 1, 4)
        assert self.days(state(notices=(second, first)))["halden"] == date(2028, 1, 4)

    def test_by_the_clause_and_not_where_one_follows_another_without_one(self) -> None:
        follows = an_agreement("halden", "moss", kind=AgreementKind.SUPPLEMENTARY, supplements="ramme")
        with_clause = follows.model_copy(update={"notice": self.SIX})

        assert self.days(state(agreement=an_agreement("halden", "moss", notice=self.SIX)))["moss"] == date(
            2027, 7, 11
        )
        assert self.days(state(agreement=follows)) == {}
        assert self.days(state(agreement=with_clause))["halden"] == date(2027, 7, 11)
