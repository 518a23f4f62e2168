"""What a meeting answers to an act about its minutes, and what entries make of it: each condition of it alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Act, Actor, SeatAttendance
from models.minutes import MinutesChange
from rules.verdict import NOTHING_LEFT
from tests.rules.asking import HASH, clock, due, kinds, why, words
from tests.rules.sitting import (
    CHAIR,
    ENDS,
    MEETING,
    NOBODY,
    OTHER,
    SEAT,
    SECRETARIAT,
    STARTS,
    STATE,
    THERE,
    after,
    answer,
    claim,
    item,
    meeting_facts,
    proposal,
    said,
    with_minutes,
)

Changed = tuple[tuple[int | None, str, str], ...]


class TestP33Minutes:
    """Who took part comments in time and contests at any time; who approves does it when nothing is open."""

    ACTS = (
        (a.CommentOnMinutes(text="Et tall."), SEAT, "commented on"),
        (a.AnswerMinutesComment(comment=1, answer="Nei."), SECRETARIAT, "edited"),
        (a.EditMinutes(old_text="Ett.", new_text="To.", reason="Feil."), SECRETARIAT, "changed"),
        (a.ApproveMinutes(meeting="meeting-2"), CHAIR, "approved again"),
    )

    @pytest.mark.parametrize(("act", "by", "what"), ACTS, ids=lambda one: getattr(one, "kind", ""))
    def test_a_draft_is_worked_on_once_it_is_there_and_until_it_is_approved(
        self, act: Act, by: Actor, what: str
    ) -> None:
        draft, known = with_minutes(comments=(said(1),)), {"meeting": meeting_facts()}
        approved = with_minutes(approved_in="meeting-2", comments=(said(1),))
        early = answer(act, by, facts=known)
        late = answer(act, by, facts=known, **approved)

        assert why(early) == ("wrong_stage", "P-33")
        assert why(late) == ("ended", "P-33")
        assert f"approved minutes are never {what}" in words(late)
        expected = ("items_left", "P-33") if isinstance(act, a.ApproveMinutes) else None
        assert why(answer(act, by, facts=known, **draft)) == expected

    @pytest.mark.parametrize(
        ("by", "until", "about", "refused"),
        [
            (SEAT, None, None, None),
            (SEAT, STARTS + timedelta(seconds=1), 2, None),
            (SEAT, STARTS, None, ("too_late", "P-33")),
            (SEAT, None, 3, ("unknown_item", "P-33")),
            (NOBODY, None, None, ("no_capacity", "P-33")),
            (Actor(person="p-5", seat="SEKR-M4", rank=0), None, None, ("not_present", "P-33")),
            (SECRETARIAT, None, None, ("no_capacity", "P-33")),
        ],
    )
    def test_who_comments_and_until_when(
        self, by: Actor, until: datetime | None, about: int | None, refused: tuple[str, str] | None
    ) -> None:
        comment = a.CommentOnMinutes(text="Et tall.", item=about)

        assert why(answer(comment, by, **with_minutes(comments_until=until))) == refused

    @pytest.mark.parametrize(
        ("act", "by", "refused", "entered"),
        [
            (a.AnswerMinutesComment(comment=2, answer="Nei."), SECRETARIAT, None, ["minutes_comment_answered"]),
            (a.AnswerMinutesComment(comment=2, answer="Nei."), SEAT, "ENGINE", []),
            (a.AnswerMinutesComment(comment=1, answer="Nei."), SECRETARIAT, "P-33", []),
            (a.AnswerMinutesComment(comment=3, answer="Nei."), SECRETARIAT, "P-33", []),
            (a.AnswerMinutesComment(comment=2, answer="Ja.", old_text="Ett."), SECRETARIAT, "P-33", []),
            (a.AnswerMinutesComment(comment=2, answer="Ja.", new_text="To."), SECRETARIAT, "P-33", []),
            (
                a.AnswerMinutesComment(comment=2, answer="Ja.", old_text="Ett.", new_text="To."),
                SECRETARIAT,
                None,
                ["minutes_comment_answered", "minutes_edited"],
            ),
        ],
    )
    def test_each_comment_is_answered_once_and_taken_in_with_both_words(
        self, act: Act, by: Actor, refused: str | None, entered: list[str]
    ) -> None:
        found = answer(act, by, **with_minutes(comments=(said(1, answer="Nei."), said(2))))

        assert (None if found.refusal is None else found.refusal.rule) == refused
        assert [body.kind for body in found.bodies] == entered

    @pytest.mark.parametrize(
        ("facts", "but", "why_not"),
        [
            ({}, {}, None),
            ({}, {"comments_until": STARTS}, None),
            ({}, {"comments_until": STARTS + timedelta(seconds=1)}, "open to comment"),
            ({}, {"comments": (said(1), said(2, answer="Nei."))}, "not answered: comment 1 "),
            ({}, {"contests": (claim(1, "SEKR-M2"), claim(2, "SEKR-M3", settled="stands"))}, "not settled: 1 "),
            ({"body": "SU"}, {}, "is no following meeting"),
            ({"meeting": MEETING}, {}, "is no following meeting"),
            ({"starts_at": ENDS}, {}, None),
            ({"starts_at": ENDS - timedelta(seconds=1)}, {}, "is no following meeting"),
            ({"opened": False}, {}, "has not been opened"),
        ],
    )
    def test_the_next_meeting_of_the_body_approves_when_nothing_is_open(
        self, facts: dict[str, Any], but: dict[str, Any], why_not: str | None
    ) -> None:
        act = a.ApproveMinutes(meeting="meeting-2")

        found = answer(act, CHAIR, facts={"meeting": meeting_facts(**facts)}, **with_minutes(**but))

        assert (found.refusal is None) is (why_not is None)
        assert (why_not or "") in words(found)
        assert why(answer(act, CHAIR, **with_minutes())) == ("wrong_stage", "P-33"), "no such meeting is known"
        assert why(answer(act, SEAT, facts={"meeting": meeting_facts()}, **with_minutes())) == (
            "not_your_office",
            "P-33",
        )

    @pytest.mark.parametrize(
        ("by", "about", "refused"),
        [
            (SEAT, 1, ("nothing_to_change", "P-33")),
            (OTHER, 1, None),
            (OTHER, 2, None),
            (SEAT, 2, ("not_present", "P-33")),
            (SEAT, 3, ("unknown_item", "P-33")),
            (NOBODY, 1, ("no_capacity", "P-33")),
        ],
    )
    def test_who_contests_what_and_once(self, by: Actor, about: int, refused: tuple[str, str] | None) -> None:
        claims = (claim(1, "SEKR-M2"), claim(2, "SEKR-M3", 2, settled="withdrawn"), claim(3, "SEKR-M3", 9))

        found = answer(a.ContestMinutes(item=about, claim="Nei."), by, **with_minutes(contests=claims))

        assert why(found) == refused
        if refused is None:
            [contested] = found.bodies
            assert isinstance(contested, e.MinutesContested)
            assert (contested.contest, contested.case, contested.seat) == (4, f"case-{about}", "SEKR-M3")

    def test_an_item_that_was_never_opened_has_nothing_to_contest(self) -> None:
        unopened = with_minutes() | {"agenda": (item(1, conclusion="utsatt"),)}

        assert why(answer(a.ContestMinutes(item=1, claim="Nei."), SEAT, **unopened)) == ("unknown_item", "P-33")

    @pytest.mark.parametrize(
        ("relayed", "entered"),
        [
            ({}, True),
            ({"seat": "SEKR-M2"}, False),
            ({"seat": "SEKR-M4"}, False),
            ({"case": "case-2"}, True),
            ({"case": "case-9"}, False),
        ],
    )
    def test_what_a_case_passes_on_is_what_the_seat_could_say_here(
        self, relayed: dict[str, Any], *, entered: bool
    ) -> None:
        act = a.ContestRelayed(case="case-1", seat="SEKR-M3", person="p-2", claim="Nei.").model_copy(update=relayed)
        claims = (claim(1, "SEKR-M2"),)

        found = answer(act, Actor(record=act.case), **with_minutes(contests=claims))

        assert (found != NOTHING_LEFT) is entered
        assert why(answer(act, Actor(record=act.case))) == ("wrong_stage", "P-33")

    def test_who_contested_takes_it_back_and_what_was_proposed_for_it_falls_with_it(self) -> None:
        proposed = (
            proposal(1, contest=1, agreed=("SEKR-M3",)),
            proposal(2, contest=1, outcome="stands"),
            proposal(3, contest=2),
        )
        but = with_minutes(contests=(claim(1, "SEKR-M2"), claim(2, "SEKR-M3")), corrections=proposed)
        act = a.WithdrawContest(contest=1, reason="Vi tok feil.")

        assert answer(act, SEAT, **but).bodies == (
            e.CorrectionRejected(correction=1, unanswered=("SEKR-M2",), reason="Vi tok feil."),
            e.MinutesContestWithdrawn(contest=1, reason="Vi tok feil."),
        )
        assert why(answer(act, OTHER, **but)) == ("not_yours", "P-33")
        assert why(answer(act, NOBODY, **but)) == ("not_yours", "P-33")
        assert why(answer(a.WithdrawContest(contest=3, reason="Nei."), SEAT, **but)) == ("nothing_to_change", "P-33")

    @pytest.mark.parametrize(
        ("changes", "by", "refused"),
        [
            ({}, CHAIR, None),
            ({}, SEAT, ("not_your_office", "P-33")),
            ({"item": 3}, CHAIR, ("unknown_item", "P-33")),
            ({"contest": 1}, CHAIR, None),
            ({"contest": 2}, CHAIR, ("nothing_to_change", "P-33")),
            ({"contest": 1, "item": 2}, CHAIR, ("unknown_item", "P-33")),
        ],
    )
    def test_a_correction_is_put_to_the_counted_seats_that_took_part(
        self, changes: dict[str, Any], by: Actor, refused: tuple[str, str] | None
    ) -> None:
        act = a.ProposeCorrection(item=1, old_text="Ett.", new_text="To.", reason="Feil.").model_copy(update=changes)
        claims = (claim(1, "SEKR-M2"), claim(2, "SEKR-M3", settled="stands"))

        found = answer(act, by, **with_minutes(contests=claims, corrections=(proposal(1, outcome="stands"),)))

        assert why(found) == refused
        if refused is None:
            [proposed] = found.bodies
            assert isinstance(proposed, e.CorrectionProposed)
            assert (proposed.correction, proposed.asked) == (2, ("SEKR-M2", "SEKR-M3"))

    @pytest.mark.parametrize(
        ("by", "agrees", "agreed", "entered"),
        [
            (SEAT, True, (), ["correction_answered"]),
            (SEAT, True, ("SEKR-M3",), ["correction_answered", "minutes_corrected"]),
            (SEAT, False, ("SEKR-M3",), ["correction_answered", "correction_rejected"]),
            (SEAT, True, ("SEKR-M2",), "nothing_to_change"),
            (NOBODY, True, (), "no_capacity"),
            (Actor(person="p-5", seat="SEKR-M4", rank=0), True, (), "no_capacity"),
        ],
    )
    def test_all_of_them_agree_or_the_minutes_stand(
        self, by: Actor, agreed: tuple[str, ...], entered: list[str] | str, *, agrees: bool
    ) -> None:
        but = with_minutes(corrections=(proposal(1, outcome="stands"), proposal(2, agreed=agreed)))
        act = a.AnswerCorrection(correction=2, agrees=agrees, reason=None if agrees else "Nei.")

        found = answer(act, by, **but)

        assert (found.refusal.code.value if found.refusal else kinds(found)) == entered
        over = a.AnswerCorrection(correction=1, agrees=True)
        assert why(answer(over, SEAT, **but)) == ("nothing_to_change", "P-33")
        assert why(answer(over, SEAT)) == ("wrong_stage", "P-33")
        drop = a.DropCorrection(correction=2, reason="Ingen svarer.")
        assert kinds(answer(drop, CHAIR, **but)) == ["correction_rejected"]
        assert why(answer(drop, SEAT, **but)) == ("not_your_office", "P-33")

    @pytest.mark.parametrize(
        ("name", "but", "entered"),
        [
            ("minutes-due", {}, ["minutes_overdue"]),
            ("minutes-due", with_minutes(), None),
            ("minutes-comments-due", {}, None),
            ("minutes-comments-due", with_minutes(), ["minutes_comments_closed"]),
            ("minutes-comments-due", with_minutes(approved_in="meeting-2"), None),
            ("unknown", with_minutes(), None),
        ],
    )
    def test_its_clocks_ring_for_what_is_still_open(
        self, name: str, but: dict[str, Any], entered: list[str] | None
    ) -> None:
        ring = a.DeadlineReached(clock=name, due_at=clock(name).due_at)

        found = answer(ring, Actor(record=MEETING), **(but | {"clocks": (clock(name),)}))

        assert (None if found == NOTHING_LEFT else kinds(found)) == entered

    def test_only_approved_minutes_are_corrected_and_only_a_draft_is_edited(self) -> None:
        act = a.CorrectMinutes(old_text="Ett.", new_text="To.", reason="Feil.")

        assert why(answer(act, **with_minutes())) == ("wrong_stage", "P-33")
        assert kinds(answer(act, **with_minutes(approved_in="meeting-2"))) == ["minutes_corrected"]
        assert why(answer(act, SEAT, **with_minutes(approved_in="meeting-2"))) == ("not_your_office", "ENGINE")

    def test_an_item_that_was_never_opened_has_nobody_to_agree_to_a_correction(self) -> None:
        act = a.ProposeCorrection(item=1, old_text="Ett.", new_text="To.", reason="Feil.")
        unopened = with_minutes() | {"agenda": (item(1, conclusion="utsatt"),)}

        assert why(answer(act, CHAIR, **unopened)) == ("unknown_item", "P-33")
        assert why(answer(act, CHAIR)) == ("wrong_stage", "P-33")
        correct = a.CorrectMinutes(old_text="Ett.", new_text="To.", reason="Feil.")
        assert why(answer(correct)) == ("wrong_stage", "P-33")

    @pytest.mark.parametrize(
        ("named", "refused"),
        [(1, None), (2, ("not_yours", "P-33")), (None, ("not_yours", "P-33"))],
    )
    def test_that_a_seat_objected_is_claimed_by_the_claim_that_is_named(
        self, named: int | None, refused: tuple[str, str] | None
    ) -> None:
        claims = (claim(1, "SEKR-M2", objected=True), claim(2, "SEKR-M3"))
        act = a.ProposeCorrection(
            item=1, old_text="SEKR-M2 samtykket.", new_text="SEKR-M2 hadde innsigelse.", reason="Feil.", contest=named
        )

        assert why(answer(act, CHAIR, **with_minutes(contests=claims))) == refused

    @pytest.mark.parametrize(
        ("changes", "about", "old", "new", "refused"),
        [
            (((None, "Ett.", "To."),), None, "Ett.", "To.", True),
            (((1, "Ett.", "To."),), None, "Ett.", "To.", False),
            (((None, "Ett.", "To."), (None, "To.", "Ett.")), None, "Ett.", "To.", False),
            (((None, "Ett.", "To."), (None, "Ti.", "Tolv.")), None, "Ett.", "To.", True),
            (((None, "Ett.", "To."), (1, "To.", "Ett.")), None, "Ett.", "To.", True),
            (((None, "Ett.", "To."),), None, "Ett.", "Tre.", False),
            ((), None, "Ett.", "Ett.", True),
        ],
    )
    def test_words_are_changed_into_others_once_until_they_are_changed_back(
        self,
        changes: tuple[tuple[int | None, str, str], ...],
        about: int | None,
        old: str,
        new: str,
        *,
        refused: bool,
    ) -> None:
        made = tuple(
            MinutesChange(item=where, old_text=was, new_text=then, reason="Feil.", at=STARTS)
            for where, was, then in changes
        )
        act = a.EditMinutes(item=about, old_text=old, new_text=new, reason="Feil.")

        found = why(answer(act, **with_minutes(changes=made)))

        assert found == (("nothing_to_change", "P-33") if refused else None)


class TestWhatEntriesMakeOfIt:
    """Each changes what it is about, of what it is about, and leaves the rest."""

    def test_the_day_of_its_minutes_runs_from_the_close_and_stops_when_it_has_rung(self) -> None:
        closed = after(e.MeetingClosed(unreached=(), minutes_due=due("minutes-due")))

        assert [c.name for c in closed.clocks] == ["minutes-due"]
        assert after(e.MeetingClosed(unreached=()), clocks=(clock("notice-due"),)).clocks == ()
        assert after(e.MinutesOverdue(), clocks=(clock("minutes-due"),)).clocks == ()

    def test_comments_and_their_answers(self) -> None:
        drafted = after(e.MinutesDrafted(text=HASH, html=HASH, comments_due=due("minutes-comments-due")))
        answered = e.MinutesCommentAnswered(comment=1, answer="Nei.", taken_in=False)
        state = after(answered, **with_minutes(comments=(said(1), said(2))))

        assert [c.name for c in drafted.clocks] == ["minutes-comments-due"]
        assert drafted.minutes is not None
        assert drafted.minutes.comments_until == due("minutes-comments-due").at
        undated = after(e.MinutesDrafted(text=HASH, html=HASH), clocks=(clock("minutes-due"),))
        assert undated.minutes is not None
        assert (undated.clocks, undated.minutes.comments_until) == ((), None)
        assert state.minutes is not None
        assert [c.answer for c in state.minutes.comments] == ["Nei.", None]

    @pytest.mark.parametrize(
        ("entry", "outcomes", "settled", "agreed"),
        [
            (e.CorrectionRejected(correction=1), ["stands", None, None], ["stands", None], ()),
            (e.CorrectionRejected(correction=3), [None, None, "stands"], [None, None], ()),
            (e.MinutesContestWithdrawn(contest=2, reason="Nei."), [None, None, None], [None, "withdrawn"], ()),
            (
                e.CorrectionAnswered(correction=2, seat="SEKR-M2", person="p-1", agrees=True),
                [None, None, None],
                [None, None],
                ("SEKR-M2",),
            ),
            (
                e.CorrectionAnswered(correction=2, seat="SEKR-M2", person="p-1", agrees=False, reason="Nei."),
                [None, None, None],
                [None, None],
                (),
            ),
            (
                e.MinutesCorrected(
                    item=1, old_text="a", new_text="b", reason="c", clerical=False, correction=1, contest=1
                ),
                ["corrected", None, None],
                ["corrected", None],
                (),
            ),
            (
                e.MinutesCorrected(item=1, old_text="a", new_text="b", reason="c", clerical=True),
                [None, None, None],
                [None, None],
                (),
            ),
        ],
    )
    def test_what_is_contested_and_proposed(
        self, entry: Any, outcomes: list[str | None], settled: list[str | None], agreed: tuple[str, ...]
    ) -> None:
        but = with_minutes(
            contests=(claim(1, "SEKR-M2"), claim(2, "SEKR-M3")),
            corrections=(proposal(1, contest=1), proposal(2, contest=2), proposal(3)),
        )

        minutes = after(entry, **but).minutes

        assert minutes is not None
        assert [c.outcome for c in minutes.corrections] == outcomes
        assert [c.settled for c in minutes.contests] == settled
        assert minutes.corrections[1].agreed == agreed

    def test_who_comes_while_an_item_is_open_took_part_in_it_once(self) -> None:
        came = e.MeetingAttendanceChanged(seat="SEKR-M4", person="p-7", uncovered=())
        went = e.MeetingAttendanceChanged(seat="SEKR-M4", uncovered=("moss",))
        agenda = (item(1, open=True, took_part=THERE), item(2))

        state = after(came, went, came, agenda=agenda, attendance=THERE)
        left = after(came, went, agenda=agenda, attendance=THERE)

        new = SeatAttendance(seat="SEKR-M4", person="p-7")
        assert state.attendance == state.took_part == state.agenda[0].took_part == (*THERE, new)
        assert (left.attendance, left.took_part, left.uncovered) == (THERE, (*THERE, new), ("moss",))
        assert state.agenda[1].took_part == ()

    def test_what_has_no_part_in_it_leaves_it_as_it_is(self) -> None:
        assert after(e.RestartedFromRecord(cause=e.RestartCause.MISSING)) == STATE
