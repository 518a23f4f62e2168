"""What meetings tell a case that waits for them, and how its item is opened there (P-01, P-08, P-12, P-17, P-32)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Mark, MeetingFacts, Recusal, RecusalGround, SeatAttendance
from models.state import CaseStage
from rules.verdict import NOTHING_LEFT
from tests.rules.asking import (
    FIRST,
    HASH,
    MEETING,
    OVER,
    SECOND,
    Standing,
    at_the_table,
    due,
    facts,
    free,
    kinds,
    placed,
    position,
    waiting,
    why,
)
from tests.rules.world import Who


class TestP12WhatMeetingsTell:
    """Each is about the meeting that the case waits for; about any other it is said too late."""

    TOLD: tuple[Any, ...] = (
        a.AgendaRefused(meeting=SECOND, rule="P-08", detail="Full."),
        a.PapersSent(meeting=SECOND, item=1, mark=Mark.BESLUTNING, text_digest=HASH),
        a.MeetingRescheduled(meeting=SECOND),
        a.MeetingFellAway(meeting=SECOND, rule="P-12", reason="Avlyst."),
        a.ItemOpened(meeting=SECOND, item=1, mark=Mark.BESLUTNING, attendance=()),
    )

    @pytest.mark.parametrize("act", TOLD, ids=lambda act: act.kind)
    def test_of_another_meeting_or_of_none_nothing_is_left(self, act: Any) -> None:
        standing, here = waiting(), waiting().state.placement
        assert here is not None

        assert standing.asked(act, MEETING) != NOTHING_LEFT
        assert standing.with_(placement=None).asked(act, MEETING) == NOTHING_LEFT
        other = here.model_copy(update={"meeting": "meeting-9"})
        assert standing.with_(placement=other).asked(act, MEETING) == NOTHING_LEFT

    def test_refused_there_it_waits_for_another(self) -> None:
        assert waiting().asked(self.TOLD[0], MEETING).bodies == (
            e.LeftAgenda(meeting=SECOND, reason="Full.", rule="P-08"),
        )

    def test_no_meeting_is_found(self) -> None:
        found = a.NoMeetingFound(body="SEKR")

        assert free().asked(found, MEETING).bodies == (e.MeetingAwaited(body="SEKR"),)
        assert waiting().asked(found, MEETING) == NOTHING_LEFT
        assert free(ended=True).asked(found, MEETING) == NOTHING_LEFT

    @pytest.mark.parametrize(
        ("mark", "same", "kind"),
        [
            (Mark.BESLUTNING, True, "papers_went_out"),
            (Mark.BESLUTNING, False, "left_agenda"),
            (Mark.DROFTING, True, "papers_went_out"),
            (Mark.DROFTING, False, "papers_went_out"),
        ],
    )
    def test_a_text_that_was_changed_while_the_notice_left_is_not_decided_on(
        self, mark: Mark, kind: str, *, same: bool
    ) -> None:
        at = placed(mark)
        standing = waiting().with_(placement=at)
        digest = standing.state.text.digest

        verdict = standing.asked(
            a.PapersSent(meeting="meeting-1", item=1, mark=mark, text_digest=digest if same else HASH), MEETING
        )

        assert kinds(verdict) == [kind]
        sent = standing.with_(placement=at.model_copy(update={"papers_sent": True}))
        again = a.PapersSent(meeting="meeting-1", item=1, mark=mark, text_digest=digest)
        assert sent.asked(again, MEETING) == NOTHING_LEFT

    @pytest.mark.parametrize(
        ("but", "kind"),
        [
            pytest.param({}, "decision_postponed", id="for beslutning it is put off"),
            pytest.param({"stage": CaseStage.TRUKKET}, "left_agenda", id="nothing is put off in a withdrawn case"),
            pytest.param({"mark": Mark.DROFTING}, "left_agenda", id="for drøfting it waits"),
        ],
    )
    def test_the_meeting_falls_away(self, but: dict[str, Any], kind: str) -> None:
        placement = waiting().state.placement
        assert placement is not None
        stage = but.get("stage", waiting().state.stage)
        here = placement.model_copy(update={"mark": but.get("mark", placement.mark)})
        act = a.MeetingFellAway(meeting=SECOND, rule="P-22", reason="Ingen.", uncovered=("moss",))

        [body] = waiting().with_(placement=here, stage=stage).asked(act, MEETING).bodies

        assert body.kind == kind
        assert getattr(body, "uncovered", ("moss",)) == ("moss",)


class TestP12Rescheduled:
    """The placement follows, if the meeting is still one in which the case may be decided."""

    ACT = a.MeetingRescheduled(meeting=SECOND)

    def asked(self, standing: Standing, meeting: MeetingFacts | None = None, **but: Any) -> Any:
        looked_up = facts(standing, SECOND, **but) if meeting is None else {"meeting": meeting}
        return standing.asked(self.ACT, MEETING, **looked_up)

    def test_it_moves_and_the_parties_are_asked_until_another_day(self) -> None:
        verdict = self.asked(waiting())

        known = waiting().world.meeting_facts(SECOND)
        assert known is not None
        moved = e.PlacementMoved(meeting=SECOND, day=known.day, starts_at=known.starts_at)
        assert verdict.bodies[0] == moved
        assert kinds(verdict) == ["placement_moved", "forankring_asked"]

    def test_of_a_meeting_nothing_is_known_of(self) -> None:
        assert waiting().asked(self.ACT, MEETING, meeting=None) == NOTHING_LEFT

    @pytest.mark.parametrize(
        "but",
        [
            pytest.param({"forankring": OVER}, id="the parties have been asked"),
            pytest.param({"forankring": None}, id="nobody is asked at home"),
            pytest.param({"drofting": None}, id="nothing is deliberated"),
            pytest.param({"stage": CaseStage.TRUKKET}, id="it is withdrawn"),
            pytest.param(
                {"placement": placed(Mark.DROFTING).model_copy(update={"meeting": SECOND})}, id="for drøfting"
            ),
        ],
    )
    def test_nobody_is_asked_anew(self, but: dict[str, Any]) -> None:
        held = waiting().state.drofting
        assert held is not None

        verdict = self.asked(waiting().with_(**but))

        assert kinds(verdict) == ["placement_moved"]
        if "forankring" not in but:
            early = self.asked(waiting().with_(**but), day=held.day)
            assert kinds(early) == ["placement_moved"], "nothing is decided in it"

    def test_too_soon_after_drofting_it_leaves(self) -> None:
        held = waiting().state.drofting
        assert held is not None

        [left] = self.asked(waiting(), day=held.day).bodies

        assert (left.kind, left.meeting, left.rule) == ("left_agenda", SECOND, "P-12")
        assert "days after drøfting" in left.reason

    def test_with_too_few_days_for_the_parties_it_leaves(self) -> None:
        standing = waiting()
        dated = due("forankring-due", standing.world.now.date() + timedelta(days=2))

        [left] = standing.asked(self.ACT, MEETING, dates=(dated,)).bodies

        assert isinstance(left, e.LeftAgenda)
        assert (left.meeting, left.rule, "no time for forankring" in left.reason) == (SECOND, "P-12", True)


class TestP32Opened:
    """The item is opened as the meeting opened it; a beslutning only after a drøfting in another, earlier meeting."""

    @staticmethod
    def opened(mark: Mark = Mark.BESLUTNING, *sitting: tuple[str, str]) -> a.ItemOpened:
        there = tuple(SeatAttendance(seat=seat, person=person) for seat, person in sitting)
        return a.ItemOpened(meeting=SECOND, item=1, mark=mark, attendance=there)

    @pytest.mark.parametrize(
        ("meeting", "days", "refused"),
        [
            pytest.param(FIRST, 1, None, id="in another meeting, a day before"),
            pytest.param(FIRST, 0, ("not_deliberated", "P-01"), id="on the same day"),
            pytest.param(SECOND, 1, ("not_deliberated", "P-01"), id="in the same meeting"),
            pytest.param(None, 1, ("not_deliberated", "P-01"), id="in none"),
        ],
    )
    def test_after_drofting(self, meeting: str | None, days: int, refused: Any) -> None:
        placement, held = waiting().state.placement, waiting().state.drofting
        assert placement is not None and held is not None
        before = held.model_copy(update={"meeting": meeting, "day": placement.day - timedelta(days=days)})

        verdict = waiting().with_(drofting=before if meeting else None).asked(self.opened(), MEETING)

        assert why(verdict) == refused

    def test_marked_otherwise_there_it_is_not_opened_here(self) -> None:
        assert waiting().asked(self.opened(Mark.DROFTING), MEETING) == NOTHING_LEFT

    def test_for_drofting_nothing_need_have_been_deliberated(self) -> None:
        here = placed(Mark.DROFTING).model_copy(update={"meeting": SECOND})
        standing = waiting().with_(placement=here, drofting=None, stage=CaseStage.TIL_DROFTING)

        [body] = standing.asked(self.opened(Mark.DROFTING, ("SEKR-M1", "p-1")), MEETING).bodies

        assert body == e.CaseItemOpened(
            meeting=SECOND,
            item=1,
            mark=Mark.DROFTING,
            body="SEKR",
            attendance=(SeatAttendance(seat="SEKR-M1", person="p-1"),),
            text_digest=standing.state.text.digest,
        )

    @pytest.mark.parametrize(
        ("mark", "recused", "written", "came", "uncovered"),
        [
            pytest.param(Mark.BESLUTNING, True, (), True, ("halden", "aremark"), id="the seat that came is recused"),
            pytest.param(Mark.BESLUTNING, False, (), True, None, id="nobody is recused"),
            pytest.param(Mark.BESLUTNING, True, (), False, None, id="the seat did not come at all"),
            pytest.param(Mark.BESLUTNING, True, ("SEKR-M3",), True, None, id="it has answered in writing"),
            pytest.param(Mark.DROFTING, True, (), True, None, id="nobody is bound in drøfting"),
        ],
    )
    def test_whom_nobody_speaks_for(
        self, mark: Mark, written: tuple[str, ...], uncovered: Any, *, recused: bool, came: bool
    ) -> None:
        world, m3 = waiting().world, waiting().world.member("SEKR-M3")
        assert m3.person is not None
        away = Recusal(
            seat="SEKR-M3", person=m3.person, ground=RecusalGround.PARTY, reason="R", decided_by="SEKR", deputy=None
        )
        placement = waiting().state.placement
        assert placement is not None
        standing = waiting().with_(
            placement=placement.model_copy(update={"mark": mark}),
            recusals=(away,) if recused else None,
            written_positions=tuple(position(seat) for seat in written),
        )
        there = [(s.seat, s.person) for s in world.everyone("SEKR", () if came else ("SEKR-M3",))]

        [body] = standing.asked(self.opened(mark, *there), MEETING).bodies

        assert isinstance(body, e.CaseItemOpened)
        assert body.uncovered == uncovered
        assert (("SEKR-M3", m3.person) in {(s.seat, s.person) for s in body.attendance}) is (came and not recused)

    def test_who_comes_and_goes(self) -> None:
        table, there = at_the_table(), Who(record=SECOND)
        m3 = table.world.member("SEKR-M3")
        assert m3.person is not None
        away = Recusal(
            seat="SEKR-M3", person=m3.person, ground=RecusalGround.PARTY, reason="R", decided_by="SEKR", deputy="p-x"
        )
        comes = a.AttendanceChanged(meeting=SECOND, seat="SEKR-M3", person=m3.person)
        goes = a.AttendanceChanged(meeting=SECOND, seat="SEKR-M3")
        elsewhere = comes.model_copy(update={"meeting": FIRST})

        def said(standing: Standing, act: a.AttendanceChanged) -> Any:
            return [
                (b.seat, b.person)
                for b in standing.asked(act, there).bodies
                if isinstance(b, e.CaseAttendanceChanged)
            ]

        alone = table.with_(recusals=(away.model_copy(update={"deputy": None}),))
        assert said(table, comes) == [("SEKR-M3", m3.person)]
        assert said(table, goes) == [("SEKR-M3", None)]
        assert said(table.with_(recusals=(away,)), comes) == [("SEKR-M3", "p-x")]
        assert said(alone, comes) == [("SEKR-M3", None)]
        assert table.asked(elsewhere, there) == NOTHING_LEFT
        assert table.with_(item=None).asked(comes, there) == NOTHING_LEFT
