"""What a meeting answers to an act, as it stands or as it stands but for something: each condition of it alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Act, Actor, Mark, SeatAttendance
from models.acts.received import SeatRank
from models.state import MeetingStage
from rules.verdict import NOTHING_LEFT
from tests.house import with_numbers
from tests.rules.asking import HASH, clock, due, kinds, why, words
from tests.rules.sitting import (
    CHAIR,
    DAY,
    MEETING,
    NOBODY,
    NOTICE,
    OTHER,
    SEAT,
    SECRETARIAT,
    STARTS,
    after,
    answer,
    item,
    meeting_facts,
)
from tests.rules.world import FILES, PROCEDURE


class TestP08TheAgenda:
    """Something new is marked beslutning before the notice alone; nothing is put on it once the meeting is open."""

    @pytest.mark.parametrize(
        ("stage", "mark", "refused"),
        [
            (MeetingStage.PLANNED, Mark.BESLUTNING, None),
            (MeetingStage.PLANNED, Mark.DROFTING, None),
            (MeetingStage.NOTIFIED, Mark.BESLUTNING, ("notice_sent", "P-08")),
            (MeetingStage.NOTIFIED, Mark.DROFTING, None),
            (MeetingStage.OPEN, Mark.BESLUTNING, ("wrong_stage", "P-08")),
            (MeetingStage.CLOSED, Mark.ORIENTERING, ("wrong_stage", "P-08")),
            (MeetingStage.CANCELLED, Mark.DROFTING, ("wrong_stage", "P-08")),
        ],
    )
    def test_until_when(self, stage: MeetingStage, mark: Mark, refused: tuple[str, str] | None) -> None:
        put = a.PutOnAgenda(case="case-3", title="En sak", mark=mark, text_digest=HASH)

        said = answer(put, Actor(record="case-3"), stage=stage)

        assert why(said) == refused
        if refused is None:
            [added] = said.bodies
            assert isinstance(added, e.AgendaItemAdded) and added.item == 3
        else:
            assert words(said) == (
                "the notice has gone out without this case marked beslutning | choose a later meeting"
                if refused[0] == "notice_sent"
                else f"the meeting is {stage.value} | choose a later meeting"
            )

    @pytest.mark.parametrize(
        ("there", "changed", "left"),
        [
            ({}, ["agenda_item_changed"], ["agenda_item_removed"]),
            ({"in_notice": True}, None, ["agenda_item_removed"]),
            ({"open": True}, ["agenda_item_changed"], ["meeting_item_concluded"]),
            ({"removed": True}, None, None),
            ({"conclusion": "utsatt"}, None, None),
            ({"case": "case-9"}, None, None),
        ],
    )
    def test_what_changes_and_what_leaves_is_still_there(
        self, there: dict[str, Any], changed: list[str] | None, left: list[str] | None
    ) -> None:
        agenda = (item(1, **there), item(2))
        change = a.ChangeAgendaItem(case="case-1", text_digest=HASH, papers=())

        for act, wanted in ((change, changed), (a.TakeOffAgenda(case="case-1", reason="Trukket."), left)):
            said = answer(act, Actor(record="case-1"), agenda=agenda)
            assert (None if said == NOTHING_LEFT else kinds(said)) == wanted

    def test_its_clock_rings_when_it_runs_and_for_what_stands_there(self) -> None:
        agenda = (item(1), item(2, removed=True), item(3))
        ring = a.DeadlineReached(clock="notice-due", due_at=clock("notice-due").due_at)
        moved = ring.model_copy(update={"due_at": STARTS})
        by = Actor(record=MEETING)

        assert answer(ring, by, agenda=agenda, clocks=(clock("notice-due"),)).bodies == (e.NoticeSent(items=(1, 3)),)
        assert answer(ring, by, agenda=agenda) == NOTHING_LEFT
        assert answer(moved, by, agenda=agenda, clocks=(clock("notice-due"),)) == NOTHING_LEFT


class TestP32Items:
    """One at a time, each once; by the chair or the secretariat while the meeting is open."""

    ACTS = (
        a.OpenItem(item=1),
        a.PostponeItem(item=1, reason="Tiden."),
        a.CloseMeeting(),
        a.ChangeAttendance(seat="SEKR-M2"),
    )

    @pytest.mark.parametrize("act", ACTS, ids=lambda act: act.kind)
    def test_by_whom_and_when(self, act: Act) -> None:
        assert why(answer(act, SEAT)) == ("not_your_office", "P-32")
        assert why(answer(act, CHAIR)) is None
        assert why(answer(act, CHAIR, stage=MeetingStage.NOTIFIED)) == ("wrong_stage", "P-32")

    @pytest.mark.parametrize(
        ("there", "opened", "postponed"),
        [
            ({}, None, None),
            ({"removed": True}, "not on the agenda", "open or dealt with"),
            ({"conclusion": "drøftet"}, "dealt with", "open or dealt with"),
            ({"item": 9}, "not on the agenda", "not on the agenda"),
        ],
    )
    def test_what_is_left_of_it(self, there: dict[str, Any], opened: str | None, postponed: str | None) -> None:
        agenda = (item(1, **there), item(2))

        for act, wanted in ((a.OpenItem(item=1), opened), (a.PostponeItem(item=1, reason="Tiden."), postponed)):
            said = answer(act, agenda=agenda)
            assert why(said) == (None if wanted is None else ("unknown_item", "P-32"))
            assert wanted is None or f"item 1 is {wanted} |" in words(said)

    def test_while_one_is_open_it_comes_first(self) -> None:
        agenda = (item(1, open=True), item(2))

        assert why(answer(a.OpenItem(item=2), agenda=agenda)) == ("another_item_open", "P-32")
        assert why(answer(a.CloseMeeting(), agenda=agenda)) == ("items_left", "P-32")
        assert why(answer(a.PostponeItem(item=1, reason="Tiden."), agenda=agenda)) == ("unknown_item", "P-32")
        assert why(answer(a.PostponeItem(item=2, reason="Tiden."), agenda=agenda)) is None

    @pytest.mark.parametrize(
        ("marked", "uncovered", "rule"),
        [
            ({"mark": Mark.DROFTING}, ("halden",), None),
            ({"mark": Mark.BESLUTNING, "in_notice": True}, (), None),
            ({"mark": Mark.BESLUTNING}, (), ("not_marked", "P-08")),
            ({"mark": Mark.BESLUTNING, "in_notice": True}, ("halden",), ("party_uncovered", "P-22")),
        ],
    )
    def test_a_decision_is_marked_in_the_notice_and_every_party_spoken_for(
        self, marked: dict[str, Any], uncovered: tuple[str, ...], rule: tuple[str, str] | None
    ) -> None:
        assert why(answer(a.OpenItem(item=1), agenda=(item(1, **marked),), uncovered=uncovered)) == rule

    def test_the_case_says_how_its_open_item_ended_and_nothing_of_another(self) -> None:
        by, ended = Actor(record="case-1"), a.ItemConcluded(case="case-1", item=1, conclusion="drøftet")

        assert kinds(answer(ended, by, agenda=(item(1, open=True), item(2)))) == ["meeting_item_concluded"]
        assert answer(ended, by, agenda=(item(1), item(2, open=True))) == NOTHING_LEFT
        assert answer(ended, by) == NOTHING_LEFT

    def test_what_it_did_not_reach_is_what_is_neither_dealt_with_nor_gone(self) -> None:
        agenda = (item(1, conclusion="drøftet"), item(2, removed=True), item(3))

        [closed] = answer(a.CloseMeeting(), agenda=agenda).bodies

        assert closed == e.MeetingClosed(unreached=(3,), minutes_due=due("minutes-due"))

    @pytest.mark.parametrize(
        ("but", "refused"),
        [
            ({"stage": MeetingStage.PLANNED}, None),
            ({"stage": MeetingStage.NOTIFIED}, None),
            ({}, None),
            ({"agenda": (item(1, open=True),)}, ("wrong_stage", "P-06")),
            ({"agenda": (item(1, conclusion="drøftet"), item(2))}, ("wrong_stage", "P-06")),
            ({"stage": MeetingStage.CLOSED}, ("wrong_stage", "P-06")),
            ({"stage": MeetingStage.CANCELLED}, ("wrong_stage", "P-06")),
        ],
    )
    def test_it_is_called_off_until_something_is_dealt_with(
        self, but: dict[str, Any], refused: tuple[str, str] | None
    ) -> None:
        assert why(answer(a.CancelMeeting(reason="Uvær."), **but)) == refused
        assert why(answer(a.CancelMeeting(reason="Uvær."), CHAIR, **but)) == ("not_your_office", "ENGINE")


def seated(seat: str, person: str, rank: int = 0, *lacks: str) -> SeatRank:
    return SeatRank(seat=seat, person=person, rank=rank, lacks=lacks or None)


class TestP23WhoMaySit:
    """The member or a deputy, one person a counted seat; a deputy with all its parties where the rules ask for it."""

    RANKS = (
        seated("SEKR-M2", "p-1"),
        seated("SEKR-M3", "p-1", 1),
        seated("SEKR-M3", "p-2", 1, "halden"),
        seated("SEKR-GP", "p-1"),
    )

    @pytest.mark.parametrize(
        ("sitting", "whole", "refused"),
        [
            ((("SEKR-M2", "p-1"), ("SEKR-M3", "p-2")), False, None),
            ((("SEKR-M2", "p-1"), ("SEKR-M3", "p-2")), True, ("no_capacity", "P-23")),
            ((("SEKR-M2", "p-1"),), True, None),
            ((("SEKR-M2", "p-1"), ("SEKR-M3", "p-1")), False, ("one_person_two_seats", "P-23")),
            ((("SEKR-M2", "p-1"), ("SEKR-GP", "p-1")), False, None),
            ((("SEKR-M2", "p-1"), ("SEKR-M2", "p-1")), False, ("unknown_seat", "P-22")),
            ((("SEKR-M2", "p-2"),), False, ("no_capacity", "P-23")),
            ((("SU-M1", "p-1"),), False, ("unknown_seat", "P-22")),
        ],
    )
    def test_in_which_seats(
        self, sitting: tuple[tuple[str, str], ...], refused: tuple[str, str] | None, *, whole: bool
    ) -> None:
        there = tuple(SeatAttendance(seat=seat, person=person) for seat, person in sitting)
        rules = with_numbers(FILES, deputy_authority="whole_seat").procedure if whole else PROCEDURE
        known = {"ranks": self.RANKS}

        opened = answer(
            a.OpenMeeting(attendance=there), CHAIR, facts=known, procedure=rules, stage=MeetingStage.NOTIFIED
        )
        seat, person = sitting[-1]
        came = answer(
            a.ChangeAttendance(seat=seat, person=person),
            CHAIR,
            facts=known,
            procedure=rules,
            attendance=tuple(one for one in there[:-1] if one.seat != seat),
        )

        assert why(opened) == refused
        assert why(came) == (None if sitting[0] == sitting[-1] and len(sitting) > 1 else refused)

    @pytest.mark.parametrize(
        ("day", "stage", "refused"),
        [
            (DAY, MeetingStage.NOTIFIED, None),
            (DAY - timedelta(days=1), MeetingStage.NOTIFIED, "open it on its day, or move it"),
            (DAY + timedelta(days=1), MeetingStage.NOTIFIED, "call it off"),
            (DAY, MeetingStage.PLANNED, "open a meeting whose notice has gone out"),
            (DAY, MeetingStage.OPEN, "open a meeting whose notice has gone out"),
        ],
    )
    def test_it_is_opened_on_its_day_and_once(self, day: date, stage: MeetingStage, refused: str | None) -> None:
        found = answer(a.OpenMeeting(attendance=()), CHAIR, facts={"day": day}, stage=stage)

        assert (found.refusal is None) is (refused is None)
        assert (refused or "") in words(found)
        assert ("its notice has not gone out" in words(found)) is (stage is MeetingStage.PLANNED)
        assert why(answer(a.OpenMeeting(attendance=()), SEAT, stage=stage)) == ("not_your_office", "P-32")


class TestP31ShortNotice:
    """Each counted seat says whether an urgent meeting may be called, and may change its mind until it is opened."""

    @pytest.mark.parametrize(
        ("by", "agrees", "but", "refused"),
        [
            (SEAT, True, {}, None),
            (SEAT, False, {}, None),
            (SEAT, True, {"short_notice": ("SEKR-M2",)}, ("nothing_to_change", "P-31")),
            (SEAT, False, {"short_notice": ("SEKR-M2",)}, None),
            (OTHER, True, {"short_notice": ("SEKR-M2",)}, None),
            (SEAT, True, {"stage": MeetingStage.NOTIFIED}, None),
            (SEAT, True, {"stage": MeetingStage.OPEN}, ("wrong_stage", "P-31")),
            (SEAT, True, {"extraordinary": None}, ("wrong_stage", "P-31")),
            (NOBODY, True, {}, ("no_capacity", "P-31")),
            (Actor(person="p-4", seat="SEKR-GP", rank=0), True, {}, ("no_capacity", "P-31")),
            (SECRETARIAT, True, {}, ("no_capacity", "P-31")),
        ],
    )
    def test_who_and_until_when(
        self, by: Actor, but: dict[str, Any], refused: tuple[str, str] | None, *, agrees: bool
    ) -> None:
        urgent = {"extraordinary": "Det haster.", "stage": MeetingStage.PLANNED} | but
        reason = None if agrees else "Vi rekker det ikke."

        assert why(answer(a.ConsentToShortNotice(agrees=agrees, reason=reason), by, **urgent)) == refused

    def test_a_no_takes_back_a_yes_and_a_yes_counts_once(self) -> None:
        said = e.ShortNoticeAnswered(seat="SEKR-M2", person="p-1", agrees=True)
        no = said.model_copy(update={"agrees": False})

        assert after(said, said, short_notice=("SEKR-M3",)).short_notice == ("SEKR-M3", "SEKR-M2")
        assert after(said, no, short_notice=("SEKR-M3",)).short_notice == ("SEKR-M3",)


class TestP06WhenItCanBe:
    """It ends after it starts, no other of the body is then, and its notice can still leave."""

    @pytest.mark.parametrize(
        ("changes", "facts", "at", "refused"),
        [
            ({}, {}, due("notice-due").at - timedelta(seconds=1), None),
            ({}, {}, due("notice-due").at, ("notice_too_short", "P-06")),
            ({"starts_at": STARTS, "ends_at": STARTS}, {}, None, ("too_soon", "P-06")),
            ({}, {"clashes": ("meeting-9",)}, None, ("another_meeting", "P-06")),
            ({}, {}, STARTS + timedelta(days=60), ("notice_too_short", "P-06")),
        ],
    )
    def test_moved(
        self, changes: dict[str, Any], facts: dict[str, Any], at: datetime | None, refused: tuple[str, str] | None
    ) -> None:
        later = STARTS + timedelta(days=60)
        act = a.MoveMeeting(starts_at=later, ends_at=later + timedelta(hours=2), place="Moss", reason="Rommet.")
        known = {"meeting": meeting_facts(), "dates": (NOTICE,)} | facts

        said = answer(
            act.model_copy(update=changes),
            at=at or STARTS - timedelta(days=30),
            facts=known,
            stage=MeetingStage.PLANNED,
        )

        assert why(said) == refused
        assert ("in the past" in words(said)) is (at == later)
