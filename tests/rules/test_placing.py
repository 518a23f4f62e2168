"""On an agenda, off it, opened in its meeting: each reason against it, alone (P-01, P-04, P-05, P-08, P-12, P-32)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Mark
from models.state import CaseStage, Drofting
from rules.verdict import NOTHING_LEFT
from tests.rules.asking import (
    FIRST,
    MEETING,
    SECOND,
    at_the_table,
    classified,
    due,
    facts,
    free,
    kinds,
    placed,
    waiting,
    why,
    words,
)
from tests.rules.world import Who

IN_SU = "meeting-ostfold-SU-2031-2"


def to_place(meeting: str = FIRST, mark: Mark = Mark.DROFTING) -> a.PlaceCase:
    return a.PlaceCase(meeting=meeting, mark=mark, reason="R")


FOR_DECISION = to_place(SECOND, Mark.BESLUTNING)


class TestP08Placing:
    """The secretariat sets agendas; the house looks for a meeting, and gives way to the secretariat's choice."""

    def test_for_drofting(self) -> None:
        verdict = classified().asked(to_place())

        [body] = verdict.bodies
        known = classified().world.meeting_facts(FIRST)
        assert known is not None
        assert body == e.PlacedOnAgenda(
            meeting=FIRST,
            body="SEKR",
            mark=Mark.DROFTING,
            day=known.day,
            starts_at=known.starts_at,
            text_digest=classified().state.text.digest,
            reason="R",
        )

    @pytest.mark.parametrize(
        ("by", "refused"),
        [
            pytest.param(Who(person="p-3peu", seat="SEKR-M2"), ("not_your_office", "P-08"), id="a seat"),
            pytest.param(
                Who(person="p-3peu", seat="SEKR-M2", entered_by="p-2h9c"), None, id="the secretariat for one"
            ),
            pytest.param(MEETING, None, id="a meeting that was looked for"),
        ],
    )
    def test_who(self, by: Who, refused: tuple[str, str] | None) -> None:
        verdict = classified().asked(to_place(), by)

        assert why(verdict) == refused
        assert refused or kinds(verdict) == ["placed_on_agenda"]

    def test_the_house_gives_way_to_what_was_chosen_and_the_secretariat_does_not(self) -> None:
        standing = classified().with_(placement=placed(Mark.DROFTING), stage=CaseStage.TIL_DROFTING)

        assert standing.asked(to_place(), MEETING) == NOTHING_LEFT
        moved = standing.asked(to_place())
        assert moved.bodies[0] == e.LeftAgenda(meeting="meeting-1", reason=f"moved to {FIRST}", rule="P-12")
        assert kinds(moved) == ["left_agenda", "placed_on_agenda"]

    def test_a_meeting_there_is_not(self) -> None:
        assert why(classified().asked(to_place("meeting-9"))) == ("unknown_item", "P-08")

    @pytest.mark.parametrize(
        ("but", "code", "said"),
        [
            pytest.param(
                {"classification": None, "stage": CaseStage.MELDT}, "P-04", "case classify", id="unclassified"
            ),
            pytest.param({"stage": CaseStage.TRUKKET}, "P-04", "withdrawn (trukket) | wait", id="withdrawn"),
            pytest.param(
                {"item": at_the_table().state.item}, "P-04", "being dealt with now | wait", id="at the table"
            ),
        ],
    )
    def test_only_a_case_that_is_free(self, but: dict[str, Any], code: str, said: str) -> None:
        verdict = classified().with_(**but).asked(to_place(mark=Mark.ORIENTERING))

        assert why(verdict) == ("wrong_stage", code)
        assert said in words(verdict)

    @pytest.mark.parametrize(
        ("but", "seconds", "refused"),
        [
            pytest.param({}, -1, None, id="a second before it"),
            pytest.param({}, 0, ("wrong_stage", "P-12"), id="at its hour"),
            pytest.param({"cancelled": True}, -1, ("wrong_stage", "P-12"), id="called off"),
        ],
    )
    def test_only_a_coming_meeting(self, but: dict[str, Any], seconds: int, refused: Any) -> None:
        standing = classified()
        at = standing.world.meeting_state(FIRST).starts_at + timedelta(seconds=seconds)

        verdict = standing.asked(to_place(), at=at, **facts(standing, FIRST, **but))

        assert why(verdict) == refused

    @pytest.mark.parametrize(
        ("meeting", "mark", "refused"),
        [
            (FIRST, Mark.DROFTING, ("nothing_to_change", "P-08")),
            (FIRST, Mark.ORIENTERING, None),
            ("meeting-1", Mark.DROFTING, None),
        ],
    )
    def test_the_same_is_said_once(self, meeting: str, mark: Mark, refused: Any) -> None:
        at = placed(mark).model_copy(update={"meeting": meeting})
        standing = classified().with_(placement=at, stage=CaseStage.TIL_DROFTING)

        assert why(standing.asked(to_place())) == refused

    @pytest.mark.parametrize("stage", list(CaseStage))
    def test_for_drofting_only_what_waits_for_it(self, stage: CaseStage) -> None:
        verdict = classified().with_(stage=stage).asked(to_place())

        if stage in (CaseStage.KLASSIFISERT, CaseStage.TIL_DROFTING):
            assert kinds(verdict) == ["placed_on_agenda"]
        elif stage in (CaseStage.BESLUTTET, CaseStage.BESLUTTET_MED_FORBEHOLD, CaseStage.UNDER_OPPFOLGING):
            assert why(verdict) == ("ended", "P-29")
        else:
            assert why(verdict) == ("wrong_stage", "P-04" if stage is CaseStage.TRUKKET else "P-13")

    def test_each_stage_in_its_body(self) -> None:
        assert why(classified().asked(to_place(IN_SU))) == ("wrong_body", "P-05")
        other = free().asked(FOR_DECISION, **facts(free(), SECOND, body="SU"))
        assert why(other) == ("wrong_body", "P-04")


class TestP01P12ForBeslutning:
    """After drøfting, in a following meeting of the deciding body, with time for the parties at home."""

    def test_with_its_question_to_the_parties(self) -> None:
        standing = free()
        received = standing.received(FOR_DECISION)

        verdict = standing.asked(FOR_DECISION)

        assert verdict.bodies[1:] == (
            e.ForankringAsked(
                parties=standing.state.affected,
                due=received.facts.due("forankring-due"),
                reminders=received.facts.dates[:2],
                text_digest=standing.state.text.digest,
                meeting=SECOND,
            ),
        )

    def test_reminders_that_are_past_are_not_asked_for(self) -> None:
        dates = free().received(FOR_DECISION).facts.dates
        [asked] = free().asked(FOR_DECISION, at=dates[0].at).bodies[1:]

        assert isinstance(asked, e.ForankringAsked)
        assert asked.reminders == dates[1:2]

    @pytest.mark.parametrize(
        ("but", "refused"),
        [
            pytest.param({}, None, id="deliberated"),
            pytest.param({"drofting": None}, ("not_deliberated", "P-01"), id="not deliberated"),
            pytest.param({"stage": CaseStage.KLASSIFISERT}, ("not_deliberated", "P-01"), id="sent back"),
            pytest.param(
                {"form": a.IntakeForm(case_kind=a.CaseKind.JOINT_MEASURE)}, ("incomplete", "A-04"), id="incomplete"
            ),
        ],
    )
    def test_only_what_is_deliberated_and_complete(self, but: dict[str, Any], refused: Any) -> None:
        assert why(free(**but).asked(FOR_DECISION)) == refused

    @pytest.mark.parametrize(
        ("days", "refused"), [(0, None), (1, ("too_soon", "P-12"))], ids=["as early as it can be", "a day earlier"]
    )
    def test_the_days_between(self, days: int, refused: Any) -> None:
        standing = free()
        held = standing.state.drofting
        gap = standing.world.procedure.number("min_gap_days", standing.world.now.date())
        assert isinstance(held, Drofting)

        verdict = standing.asked(FOR_DECISION, **facts(standing, SECOND, day=held.day + timedelta(days=gap - days)))

        assert why(verdict) == refused

    def test_not_once_the_notice_has_left(self) -> None:
        verdict = free().asked(FOR_DECISION, **facts(free(), SECOND, notice_sent=True))

        assert why(verdict) == ("notice_sent", "P-08")

    @pytest.mark.parametrize(
        ("extraordinary", "days", "refused"),
        [
            pytest.param(None, 7, None, id="the days of forankring"),
            pytest.param(None, 6, ("too_soon", "P-12"), id="a day too few"),
            pytest.param(True, 1, None, id="one day, where all consent to short notice"),
            pytest.param(True, 0, ("too_soon", "P-12"), id="none"),
        ],
    )
    def test_the_parties_have_their_days_at_home(self, extraordinary: bool | None, days: int, refused: Any) -> None:
        standing = free()
        today = standing.world.now.date()
        dated = due("forankring-due", today + timedelta(days=days))
        dated = dated.model_copy(update={"at": dated.at + timedelta(days=1)})

        verdict = standing.asked(FOR_DECISION, dates=(dated,), **facts(standing, SECOND, extraordinary=extraordinary))

        assert why(verdict) == refused
        assert refused is None or f"{days} days are left" in words(verdict)

    @pytest.mark.parametrize(
        ("seconds", "refused"), [(-1, None), (0, ("too_soon", "P-12"))], ids=["before it is due", "when it is"]
    )
    def test_a_due_time_that_has_come_leaves_no_time(self, seconds: int, refused: Any) -> None:
        standing = free()
        dated = due("forankring-due", standing.world.now.date() + timedelta(days=8))
        verdict = standing.asked(
            FOR_DECISION, at=dated.at + timedelta(seconds=seconds), dates=(dated,), day=standing.world.now.date()
        )

        assert why(verdict) == refused

    def test_past_days_are_none_left(self) -> None:
        standing = free()
        dated = due("forankring-due", standing.world.now.date() - timedelta(days=2))

        assert "0 days are left" in words(standing.asked(FOR_DECISION, dates=(dated,)))

    @pytest.mark.parametrize(
        ("open_", "later", "asked"),
        [
            pytest.param(True, 0, ["forankring_asked"], id="open, and not cut short"),
            pytest.param(True, -1, ("too_soon", "P-12"), id="open, and cut short by a day"),
            pytest.param(False, -1, [], id="asked already: nobody is asked again"),
        ],
    )
    def test_a_question_that_is_open_is_not_cut_short(self, later: int, asked: Any, *, open_: bool) -> None:
        standing = waiting()
        former = standing.state.forankring
        assert former is not None
        soon = former.due.model_copy(
            update={
                "day": standing.world.now.date() + timedelta(days=3),
                "at": standing.world.now + timedelta(days=4),
            }
        )
        asking = former.model_copy(update={"due": soon, "open": open_})
        dated = soon.model_copy(update={"at": soon.at + timedelta(days=later)})

        verdict = standing.with_(forankring=asking, placement=None).asked(FOR_DECISION, dates=(dated,))

        assert (why(verdict) or kinds(verdict)[1:]) == asked

    @pytest.mark.parametrize(("seconds", "wanted"), [(-1, True), (0, False)])
    def test_a_question_whose_time_has_come_is_over(self, seconds: int, *, wanted: bool) -> None:
        standing = waiting()
        former = standing.state.forankring
        assert former is not None
        now = standing.world.now
        asking = former.model_copy(
            update={"due": former.due.model_copy(update={"at": now - timedelta(seconds=seconds)})}
        )
        standing = standing.with_(forankring=asking, placement=None)

        assert ("forankring_asked" in kinds(standing.asked(FOR_DECISION))) is wanted

    def test_nobody_is_asked_about_what_is_not_decided(self) -> None:
        assert kinds(free().asked(to_place(SECOND, Mark.ORIENTERING))) == ["placed_on_agenda"]
