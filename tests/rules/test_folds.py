"""What each entry makes of a case: agendas, drøfting and forankring, text, papers, seats (P-08..P-17, P-24..P-26)."""

from __future__ import annotations

from datetime import date

import pytest

from models import acts as a
from models import entries as e
from models.acts import (
    ForankringAnswer,
    ItemOutcome,
    Mark,
    SeatAttendance,
)
from models.state import (
    CaseStage,
    Contribution,
    Drofting,
    FollowUpItem,
    Forankring,
    OpenCaseItem,
    Paper,
    PartyBinding,
    PartyForankring,
    TextVersion,
)
from tests.rules.asking import (
    ASKED,
    DAY,
    HASH,
    HELD,
    LATER,
    OF_A_DECISION,
    ONE,
    OVER,
    RUNNING,
    STATE,
    TWO,
    after,
    changes,
    clock,
    due,
    open_item,
    placed,
    position,
    with_,
)
from tests.rules.world import BEGINS


class TestP08Agendas:
    """Placed, moved, opened, informed: what the case waits for, and where it stands meanwhile."""

    @pytest.mark.parametrize(
        ("mark", "forankring", "stage"),
        [
            pytest.param(Mark.DROFTING, None, CaseStage.TIL_DROFTING, id="for drøfting"),
            pytest.param(Mark.BESLUTNING, OVER, CaseStage.TIL_BESLUTNING, id="for beslutning, the parties asked"),
            pytest.param(Mark.BESLUTNING, ASKED, CaseStage.DROFTET, id="for beslutning, the parties still answer"),
            pytest.param(Mark.BESLUTNING, None, CaseStage.DROFTET, id="for beslutning, the parties not asked yet"),
            pytest.param(Mark.ORIENTERING, OVER, CaseStage.DROFTET, id="for orientering it stands where it stood"),
        ],
    )
    def test_placed(self, mark: Mark, forankring: Forankring | None, stage: CaseStage) -> None:
        state = with_(stage=CaseStage.DROFTET, forankring=forankring)
        body = e.PlacedOnAgenda(meeting=ONE, body="SEKR", mark=mark, day=DAY, starts_at=BEGINS, text_digest="a" * 64)

        then = after(state, body)

        assert (then.placement, then.stage) == (placed(mark), stage)

    @pytest.mark.parametrize(
        ("mark", "stood", "stage"),
        [
            (Mark.DROFTING, CaseStage.TIL_DROFTING, CaseStage.KLASSIFISERT),
            (Mark.DROFTING, CaseStage.TRUKKET, CaseStage.TRUKKET),
            (Mark.DROFTING, CaseStage.TIL_BESLUTNING, CaseStage.TIL_BESLUTNING),
            (Mark.BESLUTNING, CaseStage.UNDER_FORANKRING, CaseStage.UTSATT),
            (Mark.BESLUTNING, CaseStage.TIL_BESLUTNING, CaseStage.UTSATT),
            (Mark.BESLUTNING, CaseStage.LOFTET, CaseStage.LOFTET),
            (Mark.BESLUTNING, CaseStage.TIL_DROFTING, CaseStage.TIL_DROFTING),
            (Mark.ORIENTERING, CaseStage.TIL_DROFTING, CaseStage.TIL_DROFTING),
            (Mark.ORIENTERING, CaseStage.TIL_BESLUTNING, CaseStage.TIL_BESLUTNING),
        ],
    )
    def test_left(self, mark: Mark, stood: CaseStage, stage: CaseStage) -> None:
        state = with_(placement=placed(mark), item=open_item(mark), stage=stood)

        then = after(state, e.LeftAgenda(meeting=ONE, reason="Nei.", rule="P-12"))

        assert (then.placement, then.item, then.stage) == (None, None, stage)

    def test_left_when_it_stands_on_none_changes_nothing(self) -> None:
        state = with_(item=open_item(), stage=CaseStage.TIL_DROFTING)

        assert changes(state, e.LeftAgenda(meeting=ONE, reason="Nei.", rule="P-12")) == {}

    def test_another_time_is_one_for_which_no_papers_have_left(self) -> None:
        state = with_(placement=placed(Mark.BESLUTNING, papers_sent=True))
        moved = e.PlacementMoved(meeting=ONE, day=date(2031, 3, 1), starts_at=LATER)

        assert changes(state, moved) == {
            "placement": placed(Mark.BESLUTNING).model_copy(update={"day": date(2031, 3, 1), "starts_at": LATER})
        }

    def test_papers_that_leave_with_the_notice_are_in_time(self) -> None:
        paper = Paper(document="1" * 64, title="Vedlegg", late=True)
        state = with_(placement=placed(Mark.BESLUTNING), papers=(paper,))
        out = e.PapersWentOut(meeting=ONE, mark=Mark.BESLUTNING, text_digest="a" * 64)

        assert changes(state, out) == {
            "placement": placed(Mark.BESLUTNING, papers_sent=True),
            "papers": (paper.model_copy(update={"late": False}),),
        }

    @pytest.mark.parametrize(
        ("mark", "there"),
        [
            pytest.param(Mark.BESLUTNING, ["SEKR-M2"], id="whose seat is empty and who answered this text"),
            pytest.param(Mark.DROFTING, [], id="nothing is answered in drøfting"),
        ],
    )
    def test_what_was_given_in_writing_counts_in_the_roll_call_for_empty_seats(
        self, mark: Mark, there: list[str]
    ) -> None:
        given = (position("SEKR-M1"), position("SEKR-M2"), position("SEKR-M3", digest=HASH))
        state = with_(written_positions=given, positions=(position("SEKR-M4"),))
        sitting = (SeatAttendance(seat="SEKR-M1", person="p-9"),)
        body = e.CaseItemOpened(meeting=ONE, item=1, mark=mark, body="SEKR", attendance=sitting, text_digest="a" * 64)

        then = after(state, body, at=LATER)

        assert [p.seat for p in then.positions] == there
        assert (then.version, then.written_positions) == (state.version + 1, given)
        expected = open_item(mark, ("SEKR-M1", "p-9"))
        assert then.item == expected.model_copy(update={"opened_at": LATER})

    def test_answers_of_a_written_procedure_outlive_an_item_in_which_nothing_is_decided(self) -> None:
        state = with_(written=RUNNING, positions=(position("SEKR-M4"),))
        body = e.CaseItemOpened(
            meeting=ONE, item=1, mark=Mark.ORIENTERING, body="SEKR", attendance=(), text_digest="a" * 64
        )

        assert after(state, body).positions == state.positions

    @pytest.mark.parametrize("person", ["p-3", None], ids=["somebody else", "nobody"])
    def test_who_sits_where_changes_for_that_seat(self, person: str | None) -> None:
        state = with_(item=open_item(Mark.BESLUTNING, ("SEKR-M1", "p-1"), ("SEKR-M2", "p-2")))

        then = after(state, e.CaseAttendanceChanged(seat="SEKR-M1", person=person))

        assert then.item is not None
        assert [(s.seat, s.person) for s in then.item.attendance] == [
            ("SEKR-M2", "p-2"),
            *([("SEKR-M1", person)] if person else []),
        ]

    def test_informed_it_is_off_the_agenda_and_stands_where_it_stood(self) -> None:
        state = with_(
            placement=placed(Mark.ORIENTERING), item=open_item(Mark.ORIENTERING), closed_items=(TWO,), stage="droftet"
        )

        assert changes(state, e.OrienteringGiven(meeting=ONE)) == {
            "placement": None,
            "item": None,
            "closed_items": (TWO, ONE),
        }

    def test_that_a_meeting_is_awaited_changes_nothing(self) -> None:
        assert changes(STATE, e.MeetingAwaited(body="SEKR")) == {}


class TestP10P11Stages:
    """Drøfting as it was held, and the parties at home."""

    def test_what_is_said_belongs_to_the_round_that_is_held(self) -> None:
        state = with_(rounds=1)
        said = e.Contributed(seat="SEKR-M1", about=a.ContributionKind.VIEW, text="Ja.")

        assert changes(state, said, at=LATER) == {
            "contributions": (
                Contribution(
                    seat="SEKR-M1", round=2, said=a.Contribute(about=a.ContributionKind.VIEW, text="Ja."), at=LATER
                ),
            )
        }

    @pytest.mark.parametrize(
        ("outcome", "stage", "ready"),
        [
            pytest.param(ItemOutcome.READY, CaseStage.DROFTET, True, id="ready for beslutning"),
            pytest.param(ItemOutcome.ANOTHER_ROUND, CaseStage.KLASSIFISERT, False, id="another round"),
        ],
    )
    def test_drofting_held(self, outcome: ItemOutcome, stage: CaseStage, *, ready: bool) -> None:
        state = with_(
            stage=CaseStage.TIL_DROFTING,
            placement=placed(Mark.DROFTING),
            item=open_item(Mark.DROFTING),
            forankring=OVER,
            closed_items=(TWO,),
        )
        held = e.DroftingHeld(meeting=ONE, body="SEKR", day=DAY, round=2, outcome=outcome, text_digest="a" * 64)

        then = after(state, held)

        assert (then.stage, then.rounds, then.closed_items) == (stage, 2, (TWO, ONE))
        assert (then.placement, then.item, then.forankring) == (None, None, None)
        wanted = Drofting(meeting=ONE, body="SEKR", day=DAY, round=2, ready=True, text_digest="a" * 64)
        assert then.drofting == (wanted if ready else None)

    def test_the_chair_is_asked(self) -> None:
        assert changes(STATE, e.PathAsked(rounds=2)) == {"path_asked": True}

    def test_asked_again_a_party_keeps_its_answer_and_only_the_new_dates_run(self) -> None:
        answered = PartyForankring(party="moss", answer=ForankringAnswer.SUPPORTS)
        former = (clock("forankring-due"), clock("forankring-reminder-1"), clock("takeover-due"))
        state = with_(
            clocks=former, forankring=ASKED.model_copy(update={"parties": (answered,)}), stage=CaseStage.UTSATT
        )
        asked = e.ForankringAsked(
            parties=("halden", "moss"),
            due=due("forankring-due", date(2031, 3, 1)),
            reminders=(due("forankring-reminder-2"),),
            text_digest="a" * 64,
            meeting=ONE,
        )

        then = after(state, asked)

        assert then.stage is CaseStage.UNDER_FORANKRING
        assert then.forankring == Forankring(
            open=True, due=asked.due, parties=(PartyForankring(party="halden"), answered)
        )
        assert [(c.name, c.due_at) for c in then.clocks] == [
            ("takeover-due", former[2].due_at),
            ("forankring-reminder-2", asked.reminders[0].at),
            ("forankring-due", asked.due.at),
        ]

    def test_reminded_the_reminders_up_to_then_are_gone(self) -> None:
        early, late = clock("forankring-reminder-1", date(2031, 2, 1)), clock("forankring-reminder-2", DAY)
        later = clock("forankring-reminder-3", date(2031, 2, 4))
        other = clock("takeover-due", date(2031, 2, 1))
        state = with_(clocks=(early, late, later, other))

        then = after(state, e.ForankringReminded(parties=(), due_at=late.due_at))

        assert then.clocks == (later, other)

    def test_answered_the_answer_stands_with_its_entry(self) -> None:
        state = with_(forankring=ASKED)
        body = e.ForankringAnswered(
            party="moss",
            answer=ForankringAnswer.SUPPORTS,
            treated_by="kommunestyret",
            treated_on=DAY,
            text_digest="a" * 64,
            comment="Ja.",
        )

        then = after(state, body)

        assert then.forankring is not None
        first, second = then.forankring.parties
        assert first == PartyForankring(party="halden")
        assert second.entry is not None
        assert (
            second.party,
            second.answer,
            second.treated_by,
            second.treated_on,
            second.comment,
            second.entry.seq,
        ) == (
            "moss",
            ForankringAnswer.SUPPORTS,
            "kommunestyret",
            DAY,
            "Ja.",
            1,
        )

    @pytest.mark.parametrize(
        ("stood", "stage"),
        [(CaseStage.UNDER_FORANKRING, CaseStage.TIL_BESLUTNING), (CaseStage.TRUKKET, CaseStage.TRUKKET)],
    )
    def test_closed_it_is_no_more_asked(self, stood: CaseStage, stage: CaseStage) -> None:
        clocks = (clock("forankring-due"), clock("forankring-reminder-1"), clock("takeover-due"))
        state = with_(forankring=ASKED, stage=stood, clocks=clocks)

        then = after(state, e.ForankringClosed(unanswered=("moss",)))

        assert (then.forankring, then.stage, then.clocks) == (OVER, stage, clocks[2:])


def amended(*, substantial: bool, kept: bool | None = None) -> e.TextAmended:
    return e.TextAmended(
        version=2,
        proposal="Slik også.",
        text_digest="b" * 64,
        replaces="a" * 64,
        substantial=substantial,
        reason="R",
        positions_kept=kept,
    )


class TestP17Text:
    """A new text replaces the one that stands; one of substance sends the case back."""

    @pytest.mark.parametrize("kept", [True, None])
    def test_what_was_said_goes_unless_it_is_kept(self, kept: bool | None) -> None:
        state = with_(positions=(position("SEKR-M1"),), drofting=HELD)

        then = after(state, amended(substantial=False, kept=kept))

        assert then.text == TextVersion(version=2, text="Slik også.", digest="b" * 64, substantial=False)
        assert then.former_texts == (state.text,)
        assert (then.version, bool(then.positions), then.drofting) == (2, bool(kept), HELD)

    @pytest.mark.parametrize(
        ("before", "substantial", "marked"),
        [(False, False, False), (False, True, True), (True, False, True), (True, True, True)],
    )
    def test_in_an_item_it_is_marked_and_nothing_more(self, *, before: bool, substantial: bool, marked: bool) -> None:
        item = open_item().model_copy(update={"changed_in_substance": before})
        state = with_(item=item, drofting=HELD, stage=CaseStage.TIL_BESLUTNING)

        then = after(state, amended(substantial=substantial))

        assert then.item is not None
        assert (then.item.changed_in_substance, then.drofting, then.stage) == (marked, HELD, CaseStage.TIL_BESLUTNING)

    @pytest.mark.parametrize(
        ("drofting", "substantial", "stage"),
        [
            pytest.param(HELD, True, CaseStage.KLASSIFISERT, id="of substance after drøfting"),
            pytest.param(HELD, False, CaseStage.UTSATT, id="editorial"),
            pytest.param(None, True, CaseStage.UTSATT, id="before drøfting"),
        ],
    )
    def test_of_substance_after_drofting_it_goes_back(
        self, drofting: Drofting | None, stage: CaseStage, *, substantial: bool
    ) -> None:
        state = with_(drofting=drofting, stage=CaseStage.UTSATT, placement=placed(Mark.BESLUTNING))

        then = after(state, amended(substantial=substantial))

        back = stage is CaseStage.KLASSIFISERT
        assert (then.stage, then.placement is None) == (stage, back)
        assert then.drofting == (None if back else drofting)

    @pytest.mark.parametrize("item", [None, open_item()], ids=["before the roll call", "in it"])
    def test_contested_the_change_is_one_of_substance(self, item: OpenCaseItem | None) -> None:
        former = TextVersion(version=1, text="Slik.", digest="a" * 64)
        changed = TextVersion(version=2, text="Slikt.", digest="b" * 64, substantial=False)
        last = TextVersion(version=3, text="Så.", digest=HASH, substantial=False)
        state = with_(
            text=last, former_texts=(former, changed), item=item, drofting=HELD, positions=(position("SEKR-M1"),)
        )

        then = after(state, e.EditorialContested(version=2, text_digest="b" * 64, seat="SEKR-M3", reason="Nei."))

        contested = changed.model_copy(update={"substantial": True, "contested_by": "SEKR-M3"})
        assert (then.text, then.former_texts) == (last, (former, contested))
        assert (then.version, then.positions) == (2, ())
        assert then.drofting == (None if item is None else HELD)
        assert item is None or (then.item is not None and then.item.changed_in_substance)

    @pytest.mark.parametrize("late", [True, False])
    def test_a_late_paper_must_be_seen_before_anybody_decides(self, *, late: bool) -> None:
        first = Paper(document="1" * 64, title="En", late=False)
        state = with_(papers=(first,))
        added = e.PaperAdded(document="2" * 64, title="To", late=late, withheld="offl. § 13")

        assert changes(state, added) == {
            "papers": (first, Paper(document="2" * 64, title="To", late=late, withheld="offl. § 13")),
            **({"version": 2} if late else {}),
        }

    def test_who_asks_for_time_sends_it_back_and_the_item_is_closed(self) -> None:
        state = with_(item=open_item(), drofting=HELD, closed_items=(TWO,), positions=(position("SEKR-M1"),))

        assert changes(state, e.TimeAsked(seat="SEKR-M1", reason="Tid.")) == {
            "item": None,
            "drofting": None,
            "positions": (),
            "closed_items": (TWO, ONE),
        }
        assert changes(STATE, e.LatePapersOpposed(seat="SEKR-M1", reason="Sent.")) == {}

    def test_a_ground_is_put_on_and_taken_off_that_paper(self) -> None:
        papers = tuple(Paper(document=n * 64, title="T", late=False, withheld="offl. § 13") for n in "12")
        withheld = e.PaperWithheld(document="2" * 64, ground="offl. § 14")
        released = e.PaperReleased(document="1" * 64, ground="offl. § 13", reason="Åpen.")

        then = after(with_(papers=papers), withheld, released)

        assert [p.withheld for p in then.papers] == [None, "offl. § 14"]
        read = e.DocumentRead(document="1" * 64, ground="offl. § 13", capacity="seat", seat="SEKR-M1")
        assert changes(with_(papers=papers), read) == {}


class TestP17BackToDrofting:
    """Nothing is left of what was deliberated, or of what was decided on it."""

    def test_everything_is_set_aside_but_what_is_not_of_it(self) -> None:
        gone = ("forankring-due", "forankring-reminder-1", "written-due", *OF_A_DECISION)
        state = with_(
            stage=CaseStage.BESLUTTET,
            drofting=HELD,
            placement=placed(Mark.BESLUTNING),
            forankring=OVER,
            written=RUNNING,
            written_positions=(position("SEKR-M1"),),
            bindings=(PartyBinding(party="moss", by_seat="SEKR-M2", effect_at=BEGINS),),
            absent=("SEKR-M5",),
            announced=True,
            decided_in=ONE,
            decided_on=DAY,
            outside=("halden",),
            follow_ups=(FollowUpItem(party="moss", budget_year=2032, due=DAY),),
            follow_up_due=DAY,
            clocks=tuple(map(clock, (*gone, "statements-due", "takeover-due"))),
            rounds=1,
            papers=(Paper(document="1" * 64, title="En", late=False),),
        )

        then = after(state, amended(substantial=True))

        assert then.stage is CaseStage.KLASSIFISERT
        for name in ("drofting", "placement", "item", "forankring", "written", "held", "witnesses"):
            assert getattr(then, name) is None, name
        for name in ("decided_in", "decided_on", "follow_up_due"):
            assert getattr(then, name) is None, name
        for name in ("positions", "written_positions", "bindings", "absent", "outside", "follow_ups"):
            assert getattr(then, name) == (), name
        assert (then.announced, then.rounds, then.papers) == (False, 1, state.papers)
        assert [c.name for c in then.clocks] == ["statements-due", "takeover-due"]
