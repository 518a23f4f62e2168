"""What each entry makes of a decision: made, bound, waited for, taken back, followed up (P-19..P-22, P-27..P-35)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Consent, ConsentWithReservation, Mark, Objection
from models.roster import AuthorityGround
from models.state import (
    AwaitedWitnesses,
    CaseStage,
    EntryRef,
    HeldDecision,
    PartyBinding,
)
from tests.rules.asking import (
    BOUND,
    DAY,
    HASH,
    HELD,
    LATER,
    NO_CONSENSUS,
    NOT_BOUND,
    ONE,
    RESERVED,
    RUNNING,
    TWO,
    WAITS,
    after,
    changes,
    clock,
    clocks,
    decided,
    due,
    entries_of,
    item_of,
    objection,
    open_item,
    placed,
    position,
    with_,
)
from tests.rules.world import BEGINS


class TestP20RollCall:
    """What a seat says replaces what it said before; what the roll call comes to ends the item."""

    @pytest.mark.parametrize(
        "entered", [None, False, True], ids=["by the house", "by the seat", "by the secretariat"]
    )
    def test_a_position_replaces_the_seats_own_before_it(self, entered: bool | None) -> None:
        state = with_(item=open_item(), positions=(position("SEKR-M1"), position("SEKR-M2")))
        stance = ConsentWithReservation(parties=("halden",), treated_by="k", treated_on=DAY)
        body = e.PositionTaken(
            seat="SEKR-M1",
            person="p-1",
            counted=True,
            parties=("halden",),
            stance=stance,
            text_digest="a" * 64,
            reservation_due=due("reservation-due"),
        )
        [entry] = entries_of(body, record="case-1", at=LATER)
        by = None if entered is None else a.Actor(person="p-1", entered_by="p-2" if entered else None)

        then = after(state, entry.model_copy(update={"actor": by}))

        mine = then.positions[-1]
        assert [p.seat for p in then.positions] == ["SEKR-M2", "SEKR-M1"]
        assert (mine.stance, mine.at, mine.entered) == (stance, LATER, bool(entered))
        assert mine.entry == EntryRef(seq=1, hash=entry.hash)
        assert mine.reservation_due == due("reservation-due")

    @pytest.mark.parametrize("item", [open_item(), None], ids=["in the item", "before it"])
    def test_postponed_it_waits_for_the_next_meeting(self, item: Any) -> None:
        state = with_(
            item=item,
            placement=placed(Mark.BESLUTNING),
            drofting=HELD,
            positions=(position("SEKR-M1"),),
            closed_items=(TWO,),
        )

        then = after(state, e.DecisionPostponed(meeting=ONE, rule="P-12", reason="Tid."))

        assert (then.stage, then.placement, then.item, then.positions) == (CaseStage.UTSATT, None, None, ())
        assert (then.drofting, then.closed_items) == (HELD, (TWO, ONE) if item else (TWO,))

    def test_answers_in_writing_outlive_a_meeting_that_falls_away(self) -> None:
        state = with_(written=RUNNING, positions=(position("SEKR-M1"),))

        then = after(state, e.DecisionPostponed(meeting=ONE, rule="P-12", reason="Avlyst."))

        assert then.positions == state.positions

    @pytest.mark.parametrize("item", [open_item(), None], ids=["in the item", "before it"])
    def test_postponed_over_a_change_of_substance_it_goes_back(self, item: Any) -> None:
        state = with_(item=item, placement=placed(Mark.BESLUTNING), drofting=HELD)

        then = after(state, e.DecisionPostponed(meeting=ONE, rule="P-17", reason="Endret."))

        assert (then.stage, then.drofting, then.placement) == (CaseStage.KLASSIFISERT, None, None)
        assert then.closed_items == ((ONE,) if item else ())

    @pytest.mark.parametrize(
        ("but", "stage"),
        [
            pytest.param({}, CaseStage.BESLUTTET, id="everybody is bound"),
            pytest.param({"reserved_parties": ("halden",)}, RESERVED, id="one reserves"),
            pytest.param({"answers_after": ("halden",)}, RESERVED, id="one may answer yet"),
        ],
    )
    def test_decided(self, but: dict[str, Any], stage: CaseStage) -> None:
        announced = position("SEKR-M2").model_copy(update={"stance": Consent(statement_follows=True)})
        state = with_(
            item=open_item(),
            placement=placed(Mark.BESLUTNING),
            written=RUNNING,
            written_positions=(position("SEKR-M3"),),
            positions=(position("SEKR-M1"), announced),
            statements_awaited=("SEKR-M4",),
            closed_items=(TWO,),
            clocks=clocks("written-due", "statements-due"),
        )
        fields: dict[str, Any] = {
            "meeting": ONE,
            "body": "SEKR",
            "day": DAY,
            "text_digest": "a" * 64,
            "proposal": "Slik.",
            "consenting": ("SEKR-M1",),
            "standing_aside": (),
            "reserving": (),
            "absent": ("SEKR-H5",),
            "heard": (),
            "parties": ("moss",),
            "reserved_parties": (),
            "outside_parties": ("aremark",),
        }

        assert changes(state, e.BeslutningMade(**(fields | but))) == {
            "stage": stage,
            "decided_in": ONE,
            "decided_on": DAY,
            "outside": ("aremark",),
            "absent": ("SEKR-H5",),
            "placement": None,
            "item": None,
            "closed_items": (TWO, ONE),
            "statements_awaited": ("SEKR-M4", "SEKR-M2"),
            "written": None,
            "written_positions": (),
            "clocks": clocks("statements-due"),
        }

    def test_no_consensus_the_chair_is_asked_and_what_stood_stood(self) -> None:
        standing, gone = objection(1, "SEKR-M1"), objection(2).model_copy(update={"standing": False})
        state = with_(
            item=open_item(), placement=placed(Mark.BESLUTNING), objections=(standing, gone), closed_items=(TWO,)
        )
        body = e.NoConsensus(
            meeting=ONE,
            body="SEKR",
            objecting=("SEKR-M1",),
            written_objections=(),
            absent=("SEKR-H5",),
            text_digest="a" * 64,
        )

        then = after(state, body)

        assert (then.stage, then.path_asked, then.absent) == (CaseStage.IKKE_KONSENSUS, True, ("SEKR-H5",))
        assert (then.placement, then.item, then.closed_items) == (None, None, (TWO, ONE))
        assert [[s.step.value for s in o.steps] for o in then.objections] == [["stood"], []]


class TestP19P20Binding:
    """Party by party: bound, or waited for, or not."""

    @pytest.mark.parametrize(
        ("stage", "announced", "other", "then"),
        [
            pytest.param(RESERVED, True, BOUND, CaseStage.BESLUTTET, id="the last that was waited for"),
            pytest.param(
                RESERVED, True, BOUND.model_copy(update=NOT_BOUND), CaseStage.BESLUTTET, id="another said no"
            ),
            pytest.param(
                RESERVED, True, BOUND.model_copy(update={"effect_at": None}), RESERVED, id="another is waited for"
            ),
            pytest.param(RESERVED, False, BOUND, RESERVED, id="it is not announced yet"),
            pytest.param(CaseStage.UNDER_OPPFOLGING, True, BOUND, CaseStage.UNDER_OPPFOLGING, id="it is followed up"),
        ],
    )
    def test_bound(self, stage: CaseStage, other: PartyBinding, then: CaseStage, *, announced: bool) -> None:
        state = with_(
            stage=stage,
            announced=announced,
            bindings=(WAITS, other),
            clocks=clocks("reservation-due:halden", "reservation-due:moss"),
        )
        body = e.BindingEffect(party="halden", by_seat="SEKR-M3", text_digest="a" * 64)

        found = after(state, body, at=LATER)

        bound = PartyBinding(party="halden", by_seat="SEKR-M3", effect_at=LATER)
        assert (found.stage, found.bindings) == (then, (other, bound))
        assert found.clocks == clocks("reservation-due:moss")

    @pytest.mark.parametrize("dated", [True, False], ids=["with a day", "without"])
    def test_withheld_it_waits_and_is_reminded_where_there_is_a_day(self, *, dated: bool) -> None:
        state = with_(bindings=(BOUND, WAITS), clocks=clocks("takeover-due"))
        body = e.BindingWithheld(
            party="halden",
            by_seat="SEKR-M3",
            waits_for="kommunestyret",
            treated_on=DAY,
            due=due("reservation-due") if dated else None,
            because=AuthorityGround.EXPIRED,
            after=True,
        )
        [entry] = entries_of(body, record="case-1")

        then = after(state, entry)

        assert then.bindings == (
            BOUND,
            PartyBinding(
                party="halden",
                by_seat="SEKR-M3",
                waits_for="kommunestyret",
                treated_on=DAY,
                entry=EntryRef(seq=1, hash=entry.hash),
                because=AuthorityGround.EXPIRED,
                after=True,
            ),
        )
        assert [c.name for c in then.clocks] == ["takeover-due", *(["reservation-due:halden"] if dated else [])]

    def test_a_reservation_is_answered_yes_and_its_clock_goes(self) -> None:
        state = decided(clocks=clocks("reservation-due:moss", "reservation-due:halden"))
        yes = e.ReservationAnswered(party="moss", approved=True, treated_by="k", treated_on=DAY, reference="1")

        assert changes(state, yes) == {"clocks": clocks("reservation-due:halden")}

    @pytest.mark.parametrize(
        "no",
        [
            e.ReservationAnswered(party="moss", approved=False, treated_by="k", treated_on=DAY, reference="1"),
            e.ConsentRatified(party="moss", by_seat="SEKR-M2", approved=False, organ="k", dated=DAY, reference="1"),
        ],
        ids=["a reservation", "a consent without a mandate"],
    )
    def test_a_no_takes_the_consensus_away(self, no: Any) -> None:
        assert changes(decided(), no) == NO_CONSENSUS

    def test_a_yes_to_a_consent_without_a_mandate_is_its_own_entry(self) -> None:
        yes = e.ConsentRatified(party="moss", by_seat="SEKR-M2", approved=True, organ="k", dated=DAY, reference="1")

        assert changes(decided(), yes) == {}

    def test_overdue_it_waits_on_and_is_not_reminded_again(self) -> None:
        state = decided(clocks=clocks("reservation-due:moss", "reservation-due:halden"))
        body = e.ReservationOverdue(party="halden", waits_for="kommunestyret")

        assert changes(state, body, at=LATER) == {
            "bindings": (BOUND, WAITS.model_copy(update={"overdue_since": LATER})),
            "clocks": clocks("reservation-due:moss"),
        }

    def test_announced(self) -> None:
        assert changes(with_(), e.Announced(outcome="besluttet", parties=("moss",))) == {"announced": True}

    def test_a_decision_that_falls_is_held_for_nothing_and_waits_for_no_witness(self) -> None:
        awaited = AwaitedWitnesses(needed=2, entry=4, digest=HASH, since=BEGINS)
        held = HeldDecision(record="case-1", broken_rule="P-19", what="W", since=BEGINS)
        no = e.ReservationAnswered(party="moss", approved=False, treated_by="k", treated_on=DAY, reference="1")

        then = after(decided(held=held, witnesses=awaited), no)

        assert (then.held, then.witnesses) == (None, None)


class TestP27Statements:
    """An announced statement comes or lapses; with the last one its clock goes."""

    @pytest.mark.parametrize(("awaited", "left"), [(("SEKR-M1",), ()), (("SEKR-M1", "SEKR-M2"), ("statements-due",))])
    def test_delivered(self, awaited: tuple[str, ...], left: tuple[str, ...]) -> None:
        state = with_(statements_awaited=awaited, clocks=clocks("statements-due"))

        then = after(state, e.StatementDelivered(seat="SEKR-M1", text="Ja."))

        assert (then.statements_awaited, [c.name for c in then.clocks]) == (awaited[1:], list(left))

    def test_due_and_lapsed(self) -> None:
        state = with_(statements_awaited=("SEKR-M1", "SEKR-M2"), clocks=clocks("statements-due", "takeover-due"))
        running = after(state, e.StatementsDue(seats=("SEKR-M1",), due=due("statements-due", date(2031, 5, 1))))
        lapsed = after(running, e.StatementLapsed(seat="SEKR-M1"))

        assert [(c.name, c.due_at.month) for c in running.clocks] == [("takeover-due", 2), ("statements-due", 5)]
        assert (lapsed.statements_awaited, [c.name for c in lapsed.clocks]) == (("SEKR-M2",), ["takeover-due"])


class TestP22P31Apart:
    """Given before the meeting, after it, or without one."""

    @staticmethod
    def said(kind: Any, **but: Any) -> Any:
        fields: dict[str, Any] = {
            "seat": "SEKR-M1",
            "person": "p-1",
            "parties": ("halden",),
            "stance": Consent(),
            "text_digest": "a" * 64,
        }
        return kind(**(fields | but))

    def test_given_before_the_meeting_the_last_word_counts(self) -> None:
        state = with_(written_positions=(position("SEKR-M1"), position("SEKR-M2")))

        then = after(state, self.said(e.WrittenPositionTaken, reservation_due=due("reservation-due")), at=LATER)

        assert [p.seat for p in then.written_positions] == ["SEKR-M2", "SEKR-M1"]
        mine = then.written_positions[-1]
        assert (mine.counted, mine.at, mine.reservation_due) == (True, LATER, due("reservation-due"))

    def test_answers_are_awaited_until_a_day(self) -> None:
        state = with_(clocks=clocks("takeover-due"))
        body = e.AnswersAwaited(meeting=ONE, parties=("halden",), seats=("SEKR-M3",), due=due("answers-due"))

        then = after(state, body)

        assert [(c.name, c.due_at) for c in then.clocks] == [
            ("takeover-due", clock("takeover-due").due_at),
            ("answers-due", due("answers-due").at),
        ]

    @pytest.mark.parametrize(
        ("other", "left"),
        [
            pytest.param({"after": True}, ["answers-due"], id="another is waited for"),
            pytest.param({"after": None}, [], id="another waits for its council"),
            pytest.param({"after": True, "refused": True}, [], id="another is not bound"),
        ],
    )
    def test_with_the_last_answer_the_days_are_over(self, other: dict[str, Any], left: list[str]) -> None:
        state = with_(
            stage=RESERVED,
            positions=(position("SEKR-M1"), position("SEKR-M2")),
            bindings=(
                PartyBinding(party="halden", by_seat="SEKR-M1", after=True),
                PartyBinding(party="moss", by_seat="SEKR-M2", **other),
            ),
            clocks=clocks("answers-due"),
        )

        then = after(state, self.said(e.AnsweredAfterMeeting))

        assert ([p.seat for p in then.positions], [c.name for c in then.clocks]) == (["SEKR-M2", "SEKR-M1"], left)
        assert then.stage is RESERVED

    def test_a_no_after_the_meeting_takes_the_consensus_away(self) -> None:
        then = after(decided(), self.said(e.AnsweredAfterMeeting, stance=Objection(grounds="Nei.")))

        assert (then.stage, then.path_asked, then.decided_in) == (CaseStage.IKKE_KONSENSUS, True, None)

    @pytest.mark.parametrize(
        ("other", "items", "stage"),
        [
            pytest.param(BOUND, (), CaseStage.BESLUTTET, id="the others are bound"),
            pytest.param(BOUND, (item_of("moss"),), CaseStage.UNDER_OPPFOLGING, id="and follow it up"),
            pytest.param(BOUND.model_copy(update={"effect_at": None}), (), RESERVED, id="another is waited for"),
            pytest.param(BOUND.model_copy(update=NOT_BOUND), (), CaseStage.BESLUTTET, id="another is not bound"),
        ],
    )
    def test_silence_binds_nobody(self, other: PartyBinding, items: Any, stage: CaseStage) -> None:
        state = with_(
            stage=RESERVED, bindings=(WAITS, other), follow_ups=items, clocks=clocks("answers-due", "takeover-due")
        )

        assert changes(state, e.AnswersLapsed(parties=("halden",))) == {
            "bindings": (other,),
            **({} if stage is RESERVED else {"stage": stage}),
            "clocks": clocks("takeover-due"),
        }

    def test_silence_changes_nothing_of_a_case_that_waits_for_nobody(self) -> None:
        state = with_(stage=CaseStage.IKKE_KONSENSUS, bindings=(WAITS, BOUND))

        assert after(state, e.AnswersLapsed(parties=("halden",))).stage is CaseStage.IKKE_KONSENSUS

    def test_in_writing_everybody_is_asked_anew(self) -> None:
        state = with_(positions=(position("SEKR-M1"),), clocks=clocks("takeover-due"))
        body = e.WrittenProcedureOpened(
            reason="Haster.", text_digest="a" * 64, asked=("SEKR-M1",), due=due("written-due")
        )

        then = after(state, body)

        assert then.written == RUNNING.model_copy(update={"due_at": due("written-due").at})
        assert (then.positions, then.version) == ((), 2)
        assert [c.name for c in then.clocks] == ["takeover-due", "written-due"]

    @pytest.mark.parametrize(
        ("text", "procedure", "counts"),
        [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
    )
    def test_only_a_yes_to_both_is_a_yes(self, *, text: bool, procedure: bool, counts: bool) -> None:
        state = with_(written=RUNNING, positions=(position("SEKR-M2"),))
        fields: dict[str, Any] = {"seat": "SEKR-M1", "person": "p-1", "parties": ("halden",), "text_digest": "a" * 64}
        body = e.AnsweredInWriting(accepts_text=text, accepts_procedure=procedure, statement="Merknad.", **fields)

        then = after(state, body)

        assert [p.seat for p in then.positions] == ["SEKR-M2", *(["SEKR-M1"] if counts else [])]
        assert not counts or then.positions[-1].stance == Consent(statement="Merknad.")
        assert not counts or (then.positions[-1].counted, then.positions[-1].reservation_due) == (True, None)

    def test_ended_nothing_of_it_is_left(self) -> None:
        state = with_(written=RUNNING, positions=(position("SEKR-M1"),), clocks=clocks("written-due", "takeover-due"))
        body = e.WrittenProcedureEnded(why=e.WhyNotInWriting.SILENCE, seats=("SEKR-M1",))

        assert changes(state, body) == {"written": None, "positions": (), "clocks": clocks("takeover-due")}
