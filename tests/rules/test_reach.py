"""No date that nobody can mean, in whatever act; and readers bear one that stands in a record all the same (T-01)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from models import acts as a
from models.acts import DataSource, ImportedDrofting
from models.roster import Mandate
from rules.legal_dates import start_of
from rules.outlook.around import Around
from rules.outlook.case import case_outlook
from rules.reach import out_of_reach
from rules.roster_check import check_roster
from tests.rules.test_imports import brought, case_under_way
from tests.rules.world import BEGINS, PROCEDURE, ROSTER, World

YEAR_1, YEAR_9999 = date(1, 1, 1), date(9999, 12, 31)


@pytest.mark.parametrize("given", [YEAR_1, date(1900, 1, 1), date(2099, 1, 1), YEAR_9999])
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda day: a.AnswerReservation(
            party="halden", approved=True, treated_by="k", treated_on=day, reference="1"
        ), id="of a council"),
        pytest.param(lambda day: a.ReportFollowUp(party="halden", due=day), id="of a follow-up"),
        pytest.param(lambda day: a.TakePosition(
            stance=a.ConsentWithReservation(parties=("halden",), treated_by="k", treated_on=day),
            text_digest="a" * 64,
            case_version=1,
        ), id="within a stance"),
    ],
)  # fmt: skip
def test_a_slip_in_the_year_is_refused_whatever_the_act(given: date, answer: Any) -> None:
    world = World()
    case = world.case()

    said = world.act(case, answer(given))

    assert said.verdict.refusal is not None
    assert (said.rule, str(given) in said.verdict.refusal.detail) == ("T-01", True)
    assert "year" in said.verdict.refusal.remedy


def test_a_meeting_in_year_9999_is_refused_before_anything_is_computed_from_it() -> None:
    world = World()
    world.new("meeting-ostfold-SEKR-2031-1", "meeting")
    last = datetime(9999, 12, 31, 23, tzinfo=UTC)
    plan = a.PlanMeeting(body="SEKR", starts_at=last, ends_at=last, place="Her")

    refusal = world.judge(world.records["meeting-ostfold-SEKR-2031-1"], plan).refusal

    assert refusal is not None
    assert (refusal.rule, refusal.detail.startswith("starts at: 9999-12-31")) == ("T-01", True)


def test_a_working_life_is_within_reach_both_ways() -> None:
    for year in (1981, 2081):
        assert out_of_reach(a.ReportFollowUp(party="halden", due=date(year, 1, 1)), date(2031, 1, 6)) is None
    found = out_of_reach(case_under_way(drofting=ImportedDrofting(day=YEAR_1)), date(2031, 1, 6))
    assert found == ("drofting, day", YEAR_1)


def test_it_is_said_which_of_several_it_is() -> None:
    known, lost = (DataSource(name="SSB", dated=day) for day in (date(2030, 1, 1), YEAR_1))
    form = a.IntakeForm(sources=(known, lost))
    act = a.RegisterCase(title="T", summary="S", proposal="P", proposer_party="halden", form=form)

    assert out_of_reach(act, date(2031, 1, 6)) == ("form, sources 2, dated", YEAR_1)


def test_a_roster_with_such_a_date_is_found_out_before_it_is_adopted() -> None:
    endless = Mandate(seat="SEKR-M1", person="p-mj9p", since=date(2026, 1, 1), until=YEAR_9999)
    roster = ROSTER.model_copy(update={"mandates": (endless,)})

    found = [f for f in check_roster(roster, (), ()) if f.rule == "T-01"]

    assert [(f.place[-1], "no end" in f.remedy) for f in found] == [("until", True)]


@pytest.mark.parametrize("day", [YEAR_1, date(1, 1, 2)])
def test_what_lies_ahead_is_told_of_a_case_with_such_a_date_in_its_record(day: date) -> None:
    world = World()
    case, _ = brought(world, case_under_way())
    state = world.state(case)
    assert state.drofting is not None
    held = state.drofting.model_copy(update={"day": day})
    around = Around(PROCEDURE, ROSTER, (), BEGINS)

    outlook = case_outlook(state.model_copy(update={"drofting": held}), around)

    assert outlook.earliest.day is not None


def test_the_first_day_there_is_begins_somewhere() -> None:
    assert start_of(YEAR_1, PROCEDURE.timezone) < start_of(date(1, 1, 2), PROCEDURE.timezone)
