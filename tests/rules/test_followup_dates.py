"""P-35: by when a decision shall be in budgets, where the budget is made before the last month of the year."""

from __future__ import annotations

from datetime import date

import pytest

from rules.legal_dates import followup_dates
from tests.house import with_numbers
from tests.rules.world import FILES


@pytest.mark.parametrize(
    ("decided", "last"),
    [
        pytest.param(date(2031, 10, 31), date(2031, 10, 31), id="on the last day of the month"),
        pytest.param(
            date(2031, 11, 1), date(2032, 10, 31), id="the day after: with the next budget, not the one after it"
        ),
    ],
)
def test_a_decision_is_settled_with_the_budget_that_comes_next(decided: date, last: date) -> None:
    procedure = with_numbers(FILES, budget_month=10).procedure

    due = followup_dates(decided, procedure)[-1]

    assert (due.name, due.day) == ("followup-due", last)
