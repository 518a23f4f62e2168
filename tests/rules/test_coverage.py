"""What hol. § 6-2 asks for and no agreement in force covers, by the numbers of the day (A-03, A-05)."""

from __future__ import annotations

from datetime import date

import pytest

from models.agreement import Covered
from rules.agreement.coverage import not_covered, numbers_on
from tests.agreements import an_agreement
from tests.rules.agreed import brought_in, drafted

DAY = date(2027, 1, 11)
ALL = tuple(Covered)


@pytest.mark.parametrize(
    ("day", "points"),
    [
        (date(2011, 12, 31), 0),
        (date(2012, 1, 1), 11),
        (date(2022, 7, 31), 11),
        (date(2022, 8, 1), 13),
        (date(2057, 1, 1), 13),
    ],
)
def test_the_law_has_as_many_points_as_on_the_day(day: date, points: int) -> None:
    assert list(numbers_on(day).values()) == list(range(1, points + 1))


def test_joint_planning_is_number_12_and_children_and_youth_number_13() -> None:
    numbers = numbers_on(DAY)

    assert (numbers[Covered.JOINT_PLANNING], numbers[Covered.CHILDREN_YOUTH]) == (12, 13)


def test_what_none_covers_stands_with_its_number() -> None:
    one = brought_in(an_agreement("halden", covers=ALL[2:])).it
    two = brought_in(an_agreement("moss", covers=(Covered.TASKS_AND_MEASURES,))).it

    assert not_covered([one, two], DAY) == {Covered.COORDINATED_SERVICES: 2}


def test_a_draft_covers_nothing_yet() -> None:
    assert not_covered([drafted(an_agreement("halden", covers=ALL)).it], DAY) == numbers_on(DAY)
