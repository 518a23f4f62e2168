"""What each entry makes of a case's objections, and of slips (P-20, P-28, P-33)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Consent, Objection
from models.state import (
    Classification,
    DatedStep,
    EntryRef,
    ObjectionStep,
    PartyForankring,
)
from tests.rules.asking import (
    DAY,
    HASH,
    LATER,
    OVER,
    after,
    changes,
    clock,
    due,
    entries_of,
    objection,
    open_item,
    position,
    with_,
)
from tests.rules.world import BEGINS

HIGHER = Classification(drofting_body="SEKR", decision_body="SU", larger=True)
RUNNING_CLOCKS = ("forankring-due", "written-due", "answers-due", "takeover-due")


class TestP28Objections:
    """Each is a thing of its own, with every step since."""

    @staticmethod
    def step(step: ObjectionStep, seq: int = 1) -> DatedStep:
        return DatedStep(step=step, at=LATER, seq=seq)

    def taken(self, stance: a.Stance, number: int | None = None, *, digest: str = "a" * 64) -> e.PositionTaken:
        return e.PositionTaken(
            seat="SEKR-M1",
            person="p-1",
            counted=number is not None,
            parties=(),
            stance=stance,
            text_digest=digest,
            objection=number,
        )

    def test_lodged_it_must_be_seen_before_anybody_decides(self) -> None:
        state = with_(objections=(objection(1),))
        body = e.ObjectionLodged(
            objection=2, seat="SEKR-M1", grounds="Nei.", would_be_removed_by="Ja.", text_digest="a" * 64
        )

        then = after(state, body, at=LATER)

        lodged = objection(2, "SEKR-M1", written=True).model_copy(
            update={"would_be_removed_by": "Ja.", "at": LATER, "steps": (self.step(ObjectionStep.LODGED),)}
        )
        assert (then.objections, then.version) == ((objection(1), lodged), 2)

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            (
                e.ObjectionAnswered(objection=1, answer="A", proposal="P"),
                {"steps": ObjectionStep.ANSWERED, "standing": True, "answer": "A", "proposal": "P"},
            ),
            (e.ObjectionKept(objection=1, reason="R"), {"steps": ObjectionStep.KEPT, "standing": True}),
            (
                e.ObjectionWithdrawn(objection=1, by_lead="SEKR-H1"),
                {"steps": ObjectionStep.WITHDRAWN, "standing": False, "withdrawn_by": "SEKR-H1"},
            ),
            (
                e.ObjectionResolved(objection=1, text_digest=HASH),
                {"steps": ObjectionStep.RESOLVED, "standing": False},
            ),
            (
                e.ObjectionLapsed(objection=1, because=e.LapseReason.NEW_ROUND),
                {"steps": ObjectionStep.LAPSED, "standing": False},
            ),
        ],
    )
    def test_each_step_is_of_that_objection(self, body: Any, said: dict[str, Any]) -> None:
        state = with_(objections=(objection(1), objection(2)), positions=(position("SEKR-M1", objection=1),))

        done = changes(state, body, at=LATER)

        stepped = said | {"steps": (self.step(said["steps"]),)}
        assert done == {"objections": (objection(1).model_copy(update=stepped), objection(2))}

    @pytest.mark.parametrize(
        ("body", "asked_anew"),
        [
            (e.ObjectionWithdrawn(objection=1), True),
            (e.ObjectionResolved(objection=1, text_digest=HASH), True),
            (e.ObjectionKept(objection=1, reason="R"), False),
        ],
    )
    def test_in_the_roll_call_whoever_takes_it_back_is_asked_anew(self, body: Any, *, asked_anew: bool) -> None:
        said = (position("SEKR-M1", objection=1), position("SEKR-M2", objection=2))
        state = with_(item=open_item(), objections=(objection(1), objection(2)), positions=said)

        assert after(state, body).positions == (said[1:] if asked_anew else said)

    def test_made_in_the_roll_call_and_said_anew(self) -> None:
        made = after(with_(), self.taken(Objection(grounds="Nei.", would_be_removed_by="B"), 1), at=LATER)
        answered = after(made, e.ObjectionAnswered(objection=1, answer="A", proposal="P"), at=LATER)
        anew = after(answered, self.taken(Objection(grounds="Fortsatt."), 1, digest=HASH), at=LATER)

        [one], [two] = made.objections, anew.objections
        first = objection(1, "SEKR-M1").model_copy(
            update={"would_be_removed_by": "B", "at": LATER, "steps": (self.step(ObjectionStep.LODGED),)}
        )
        assert one == first
        assert (two.grounds, two.would_be_removed_by, two.answer, two.proposal) == ("Fortsatt.", None, None, None)
        assert (two.text_digest, [s.step.value for s in two.steps]) == (HASH, ["lodged", "answered", "lodged"])

    @pytest.mark.parametrize(
        ("digest", "step"),
        [("a" * 64, ObjectionStep.WITHDRAWN), (HASH, ObjectionStep.RESOLVED)],
        ids=["on the text it was about", "on an amended text"],
    )
    def test_a_yes_after_a_no_gives_it_up(self, digest: str, step: ObjectionStep) -> None:
        others = (
            objection(1, "SEKR-M2"),
            objection(2, "SEKR-M1", written=True),
            objection(3, "SEKR-M1").model_copy(update={"standing": False}),
        )
        state = with_(objections=(*others, objection(4, "SEKR-M1")))

        then = after(state, self.taken(Consent(), digest=digest), at=LATER)

        gone = objection(4, "SEKR-M1").model_copy(update={"standing": False, "steps": (self.step(step),)})
        assert then.objections == (*others, gone)

    def test_of_a_seat_that_is_heard_a_no_is_no_objection(self) -> None:
        then = after(with_(), self.taken(Objection(grounds="Nei.")))

        assert (then.objections, [p.seat for p in then.positions]) == ((), ["SEKR-M1"])


class TestP33Slips:
    """A corrected entry stays; what was folded from it is mended."""

    @staticmethod
    def corrected(seq: int, correction: Any) -> e.EntryCorrected:
        return e.EntryCorrected(seq=seq, hash=HASH, correction=correction, reason="R")

    def test_the_seat_has_not_answered_and_what_the_slip_gave_up_stands_again(self) -> None:
        def gone(number: int, step: ObjectionStep, seq: int) -> Any:
            dated = DatedStep(step=step, at=BEGINS, seq=seq)
            return objection(number, "SEKR-M1").model_copy(update={"steps": (dated,), "standing": False})

        withdrawn, resolved = gone(1, ObjectionStep.WITHDRAWN, 7), gone(2, ObjectionStep.RESOLVED, 7)
        lapsed, before = gone(3, ObjectionStep.LAPSED, 7), gone(4, ObjectionStep.WITHDRAWN, 6)
        state = with_(
            objections=(withdrawn, resolved, lapsed, before), positions=(position("SEKR-M1"), position("SEKR-M2"))
        )

        then = after(state, self.corrected(7, e.SeatCorrected(old="SEKR-M1", new="SEKR-M2")))

        assert [p.seat for p in then.positions] == ["SEKR-M2"]
        assert [(o.objection, o.standing, len(o.steps)) for o in then.objections] == [
            (1, True, 2),
            (2, True, 2),
            (3, False, 1),
            (4, False, 1),
        ]

    def test_the_day_of_an_answer_is_that_entrys(self) -> None:
        known = tuple(
            PartyForankring(party=p, treated_on=DAY, entry=EntryRef(seq=n, hash=HASH) if n else None)
            for p, n in (("halden", 7), ("moss", 8), ("hvaler", 0))
        )
        state = with_(forankring=OVER.model_copy(update={"parties": known}))
        day = e.DayCorrected(party="moss", old=DAY, new=date(2031, 2, 9))

        then = after(state, self.corrected(8, day))

        assert then.forankring is not None
        assert [p.treated_on for p in then.forankring.parties] == [DAY, date(2031, 2, 9), DAY]

    @pytest.mark.parametrize("forankring", [None, OVER], ids=["nobody was asked", "of no answer"])
    def test_the_day_of_a_reservation_moves_with_its_clock(self, forankring: Any) -> None:
        waits = after(
            with_(forankring=forankring, clocks=(clock("reservation-due:moss"), clock("reservation-due:halden"))),
            *entries_of(
                e.BindingWithheld(party="moss", by_seat="SEKR-M2", waits_for="k", treated_on=DAY),
                e.BindingWithheld(party="halden", by_seat="SEKR-M3", waits_for="k", treated_on=DAY),
                e.ReservationOverdue(party="moss", waits_for="k"),
                record="case-1",
            ),
        ).model_copy(update={"clocks": (clock("reservation-due:halden"), clock("reservation-due:moss"))})
        new = date(2031, 4, 9)
        day = e.DayCorrected(party="moss", old=DAY, new=new, due=due("reservation-due", new))

        then = after(waits, self.corrected(1, day))

        assert [(b.party, b.treated_on, b.overdue_since) for b in then.bindings] == [
            ("moss", new, None),
            ("halden", DAY, None),
        ]
        assert [(c.name, c.due_at) for c in then.clocks] == [
            ("reservation-due:halden", clock("reservation-due").due_at),
            ("reservation-due:moss", due("reservation-due", new).at),
        ]
        assert "reminded" in then.clocks[-1].consequence
