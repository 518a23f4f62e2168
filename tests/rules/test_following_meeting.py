"""Which meeting is the following one, in which a case can be decided (P-01, P-05, P-06, P-12, P-31)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from models.acts import MeetingFacts
from models.rulebook import RefusalCode
from models.state import Drofting
from rules.legal_dates import notice_due, start_of
from rules.planning import days_of_forankring, following_meeting, why_not_following
from tests.rules.world import PROCEDURE

DAY = date(2031, 3, 3)
HELD = Drofting(meeting="m-1", body="SEKR", day=DAY, round=1, ready=True, text_digest="a" * 64)


def _at(day: date, hour: int = 9) -> datetime:
    return start_of(day, PROCEDURE.timezone, hour=hour)


NOW = _at(DAY, 12)


def _meeting(days: int, name: str = "m-2", hour: int = 9, **changes: Any) -> MeetingFacts:
    """So many days after drøfting."""
    day = DAY + timedelta(days=days)
    meeting = MeetingFacts(
        meeting=name,
        body="SEKR",
        day=day,
        starts_at=_at(day, hour),
        ends_at=_at(day, hour + 2),
        notice_due=notice_due(day, PROCEDURE).at,
        notice_sent=False,
        cancelled=False,
    )
    return meeting.model_copy(update=changes)


@pytest.mark.parametrize(
    ("meeting", "code", "rule"),
    [
        pytest.param(_meeting(14), None, None, id="two weeks later"),
        pytest.param(_meeting(13), RefusalCode.TOO_SOON, "P-12", id="a day too soon"),
        pytest.param(_meeting(0), RefusalCode.TOO_SOON, "P-12", id="another of the same day"),
        pytest.param(_meeting(40, "m-1"), RefusalCode.NOT_DELIBERATED, "P-01", id="the same one"),
        pytest.param(_meeting(7, extraordinary=True), None, None, id="an extraordinary one after a week"),
        pytest.param(_meeting(6, extraordinary=True), RefusalCode.TOO_SOON, "P-12", id="extraordinary, too soon"),
    ],
)
def test_it_is_another_meeting_and_the_stages_have_days_between_them(
    meeting: MeetingFacts, code: RefusalCode | None, rule: str | None
) -> None:
    refusal = why_not_following(HELD, meeting, PROCEDURE)

    assert (refusal.code if refusal else None, refusal.rule if refusal else None) == (code, rule)


def test_it_is_said_from_which_day_on() -> None:
    refusal = why_not_following(HELD, _meeting(13), PROCEDURE)

    assert refusal is not None
    assert refusal.detail.startswith("the meeting is 13 days after drøfting on 2031-03-03;")
    assert refusal.remedy == "place the case in a meeting on or after 2031-03-17"


@pytest.mark.parametrize(("days", "left"), [(14, -1), (22, 7), (28, 13)])
def test_forankring_has_the_days_before_the_papers_leave(days: int, left: int) -> None:
    assert days_of_forankring(_meeting(days), NOW) == left


@pytest.mark.parametrize(
    ("meeting", "fits"),
    [
        pytest.param(_meeting(22), True, id="with a week for forankring"),
        pytest.param(_meeting(21), False, id="with a day less"),
        pytest.param(_meeting(40, body="SU"), False, id="of another body"),
        pytest.param(_meeting(40, cancelled=True), False, id="cancelled"),
        pytest.param(_meeting(40, extraordinary=True), False, id="extraordinary"),
        pytest.param(_meeting(40, notice_sent=True), False, id="with its notice sent"),
        pytest.param(_meeting(40, name="m-1"), False, id="the one of drøfting"),
    ],
)
def test_it_leaves_room_for_notice_and_forankring(meeting: MeetingFacts, fits: bool) -> None:
    found = following_meeting([meeting], "SEKR", HELD, NOW, PROCEDURE)

    assert found == (meeting if fits else None)


@pytest.mark.parametrize(
    ("meeting", "now", "fits"),
    [
        pytest.param(_meeting(15), _at(DAY, 12), True, id="papers leave the day after drøfting"),
        pytest.param(_meeting(14), _at(DAY, 7), False, id="papers leave on the day of drøfting"),
        pytest.param(_meeting(15), _at(DAY + timedelta(days=1), 7), True, id="an hour before they leave"),
        pytest.param(_meeting(15), _at(DAY + timedelta(days=1), 8), False, id="as they leave"),
        pytest.param(_meeting(15, notice_due=_at(DAY + timedelta(days=3))), _at(DAY, 12), True, id="later"),
    ],
)
def test_where_forankring_has_been_held_only_the_notice_needs_room(
    meeting: MeetingFacts, now: datetime, fits: bool
) -> None:
    assert (following_meeting([meeting], "SEKR", HELD, now, PROCEDURE, anchored=True) is not None) is fits


def test_the_stages_have_days_between_them_though_forankring_has_been_held() -> None:
    soon = _meeting(13, notice_due=_at(DAY + timedelta(days=2)))

    assert following_meeting([soon], "SEKR", HELD, NOW, PROCEDURE, anchored=True) is None


def test_the_first_of_those_that_fit() -> None:
    later, sooner, twin = _meeting(40), _meeting(30, "m-4"), _meeting(30, "m-3")

    assert following_meeting([later, sooner, twin, _meeting(5, "m-9")], "SEKR", HELD, NOW, PROCEDURE) == twin
    assert following_meeting([], "SEKR", HELD, NOW, PROCEDURE) is None
