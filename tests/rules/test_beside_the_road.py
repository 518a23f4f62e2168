"""Another version, the nemnda, witnesses, and each clock of a case: each condition alone (P-11, P-19, P-38, N-14)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Mark
from models.canonical import digest_of
from models.dispute import Bilateral, RelationStage
from models.state import (
    AwaitedWitnesses,
    CaseStage,
    Classification,
    Clock,
    Contribution,
    HeldDecision,
    NemndaHold,
    PartyBinding,
)
from rules.case.context import Case
from rules.case.proof import enough, lacks_witnesses, newly_awaited, witnesses_needed
from rules.verdict import NOTHING_LEFT, Verdict
from tests.rules.asking import (
    DAY,
    HASH,
    SECOND,
    Standing,
    agreed,
    at_the_table,
    clock,
    kinds,
    objection,
    placed,
    waiting,
    why,
    words,
)
from tests.rules.world import SECRETARIAT, Who

M2, GP = Who(person="p-3peu", seat="SEKR-M2"), Who(person="p-8fq7", seat="SEKR-GP")
MOSS = Who(person="p-q22r", party="moss")


class TestP38AnotherVersion:
    """To a version that the community has adopted, where everything the case rests on is there."""

    @staticmethod
    def move(standing: Standing, by: Who = SECRETARIAT, *, offered: Any = "changed", **facts: Any) -> Verdict:
        known = standing.world.procedure
        version = known.model_copy(update={"version": "2"}) if offered == "changed" else offered
        digest = HASH if version is None else digest_of(version)
        act = a.MoveToProcedure(procedure=facts.pop("digest", digest), reason="R")
        return standing.asked(act, by, procedure=version, **facts)

    def changed(self, **but: Any) -> Any:
        return waiting().world.procedure.model_copy(update={"version": "2"} | but)

    def without(self, body: str, *seats: str, **seat_but: Any) -> Any:
        bodies = tuple(
            b
            if b.body != body
            else b.model_copy(
                update={
                    "seats": tuple(
                        s.model_copy(update=seat_but) if s.seat in seats else s
                        for s in b.seats
                        if seat_but or s.seat not in seats
                    )
                }
            )
            for b in waiting().world.procedure.bodies
        )
        return self.changed(bodies=bodies)

    def test_moved(self) -> None:
        was = digest_of(waiting().world.procedure)

        assert self.move(waiting()).bodies == (
            e.ProcedureChanged(procedure=digest_of(self.changed()), replaces=was, reason="R"),
        )

    def test_who_and_to_what(self) -> None:
        assert why(self.move(waiting(), M2)) == ("not_your_office", "ENGINE")
        assert why(self.move(waiting(), offered=None)) == ("unknown_procedure", "P-38")
        assert why(self.move(waiting(), digest=HASH)) == ("unknown_procedure", "P-38")
        assert why(self.move(waiting(), offered=waiting().world.procedure)) == ("nothing_to_change", "P-38")
        assert why(self.move(at_the_table())) == ("wrong_stage", "P-38")

    @pytest.mark.parametrize(("days", "refused"), [(0, None), (1, ("too_soon", "P-38"))])
    def test_from_the_day_it_applies(self, days: int, refused: Any) -> None:
        today = date(2031, 3, 1)

        verdict = self.move(waiting(), offered=self.changed(valid_from=today + timedelta(days=days)), day=today)

        assert why(verdict) == refused

    @pytest.mark.parametrize(
        ("but", "refused"),
        [
            pytest.param({}, None, id="it rests on SEKR alone"),
            pytest.param({"classification": ("SU", "SEKR")}, "SU", id="deliberated in SU"),
            pytest.param({"classification": ("SEKR", "SU")}, "SU", id="decided in SU"),
            pytest.param({"placement": True}, "SU", id="it waits for SU"),
            pytest.param({"drofting": True}, "SU", id="it was deliberated in SU"),
        ],
    )
    def test_with_the_bodies_it_rests_on(self, but: dict[str, Any], refused: str | None) -> None:
        held, here = waiting().state.drofting, waiting().state.placement
        assert held is not None and here is not None
        sorts = but.get("classification", ("SEKR", "SEKR"))
        standing = waiting().with_(
            classification=Classification(drofting_body=sorts[0], decision_body=sorts[1], larger=False),
            placement=here.model_copy(update={"body": "SU"}) if "placement" in but else here,
            drofting=held.model_copy(update={"body": "SU"}) if "drofting" in but else held,
        )
        only = tuple(b for b in waiting().world.procedure.bodies if b.body == "SEKR")

        verdict = self.move(standing, offered=self.changed(bodies=only))

        assert why(verdict) == (("unknown_body", "P-38") if refused else None)
        assert not refused or words(verdict).startswith("the case rests on SU, and")
        bare = waiting().with_(classification=None, placement=None, drofting=None)
        assert why(self.move(bare, offered=self.changed(bodies=only))) is None

    @pytest.mark.parametrize("spoken", ["proposer_seat", "contributions", "objections", "unconfirmed", "nobody"])
    @pytest.mark.parametrize("how", ["gone", "heard", "for others"])
    def test_with_the_seats_that_have_spoken(self, spoken: str, how: str) -> None:
        said = Contribution(
            seat="SEKR-M3",
            round=1,
            said=a.Contribute(about=a.ContributionKind.VIEW, text="T"),
            at=waiting().world.now,
        )
        values: dict[str, Any] = {
            "proposer_seat": "SEKR-M3",
            "contributions": (said,),
            "objections": (objection(1, "SEKR-M3"),),
            "unconfirmed": ("SEKR-M3",),
        }
        standing = waiting().with_(**({spoken: values[spoken]} if spoken in values else {}))
        offered = {
            "gone": self.without("SEKR", "SEKR-M3"),
            "heard": self.without("SEKR", "SEKR-M3", counts=False),
            "for others": self.without("SEKR", "SEKR-M3", group="sarpsborg"),
        }[how]

        verdict = self.move(standing, offered=offered)

        assert why(verdict) == (("unknown_seat", "P-38") if spoken != "nobody" else None)
        assert spoken == "nobody" or words(verdict).startswith("SEKR-M3 spoke in the case")

    @pytest.mark.parametrize(
        ("body", "counts", "refused"),
        [("SEKR", True, ("unknown_party", "P-38")), ("SEKR", False, None), ("SU", True, None)],
    )
    def test_with_groups_that_the_case_knows(self, body: str, refused: Any, *, counts: bool) -> None:
        offered = self.without(body, f"{body}-M3", group="ny-gruppe", counts=counts)

        verdict = self.move(waiting(), offered=offered)

        assert why(verdict) == refused
        assert refused is None or words(verdict).startswith("nobody belongs to ny-gruppe by the roster")


class TestN14Nemnda:
    """While the nemnda has the dispute nothing moves what is disputed; it comes back by what came of it."""

    HOLD = NemndaHold(dispute="dispute-1", title="T")
    BY = Who(record="dispute-1")

    @pytest.mark.parametrize(
        ("mark", "refused"), [(Mark.ORIENTERING, None), (Mark.DROFTING, ("wrong_stage", "N-14"))]
    )
    def test_on_hold_a_meeting_is_only_informed(self, mark: Mark, refused: Any) -> None:
        standing = waiting().with_(hold=self.HOLD)

        assert why(standing.asked(a.PlaceCase(meeting=SECOND, mark=mark))) == refused
        assert why(standing.asked(a.WithdrawCase(reason="R"), MOSS)) == ("wrong_stage", "N-14")
        assert why(standing.asked(a.AddPaper(document=HASH, title="T"))) is None

    @pytest.mark.parametrize(
        ("but", "left"),
        [({}, True), ({"hold": HOLD}, False), ({"stage": CaseStage.UTSATT}, False)],
    )
    def test_brought(self, but: dict[str, Any], *, left: bool) -> None:
        standing = waiting().with_(**({"stage": CaseStage.IKKE_KONSENSUS, "placement": None} | but))

        bodies = standing.asked(a.DisputeBrought(dispute="dispute-1", title="T"), self.BY).bodies

        assert bodies == ((e.CaseOnHold(dispute="dispute-1", title="T"),) if left else ())

    @pytest.mark.parametrize(("hold", "left"), [(HOLD, True), (None, False), ("another", False)])
    def test_answered_and_returned(self, hold: Any, *, left: bool) -> None:
        held = self.HOLD.model_copy(update={"dispute": "dispute-2"}) if hold == "another" else hold
        standing = waiting().with_(stage=CaseStage.IKKE_KONSENSUS, placement=None, hold=held)
        relations = (Bilateral(relation="r", parties=("moss",), stage=RelationStage.REJECTED),)

        answered = standing.asked(a.DisputeAnswered(dispute="dispute-1", reference="N 1"), self.BY).bodies
        returned = standing.asked(a.DisputeReturned(dispute="dispute-1", relations=relations), self.BY).bodies

        assert answered == ((e.NemndaAnswered(dispute="dispute-1", reference="N 1"),) if left else ())
        assert returned == ((e.CaseReturned(dispute="dispute-1", relations=relations),) if left else ())


class TestP19Proof:
    """A held decision is looked at again when somebody asks; witnesses are as many as the procedure says."""

    @pytest.mark.parametrize(
        ("held", "by", "refused"),
        [
            (True, SECRETARIAT, None),
            (False, SECRETARIAT, ("nothing_to_change", "P-19")),
            (True, M2, ("not_your_office", "ENGINE")),
        ],
    )
    def test_looked_at_again(self, by: Who, refused: Any, *, held: bool) -> None:
        one = HeldDecision(record="case-1", broken_rule="P-19", what="W", since=agreed().world.now)

        verdict = agreed().with_(held=one if held else None).asked(a.CheckDecision(reason="R"), by)

        assert why(verdict) == refused
        assert refused or verdict.bodies == (e.DecisionCheckAsked(reason="R"),)

    @staticmethod
    def case(needed: int, **but: Any) -> Case:
        standing = agreed().ruled(witnesses_before_binding=needed).with_(decided_on=DAY, **but)
        return Case(standing.state, standing.world.procedure, standing.world.roster)

    @staticmethod
    def awaited(needed: int, seen: int | None = None) -> AwaitedWitnesses:
        return AwaitedWitnesses(needed=needed, entry=1, digest=HASH, since=agreed().world.now, seen=seen)

    def test_as_many_as_the_procedure_says(self) -> None:
        older = self.case(2)
        numbers = tuple(n for n in older.procedure.numbers if n.name != "witnesses_before_binding")
        silent = Case(older.state, older.procedure.model_copy(update={"numbers": numbers}), older.opened_with)

        assert (witnesses_needed(self.case(2)), witnesses_needed(silent)) == (2, 0)
        assert newly_awaited(self.case(2)) == (e.WitnessesAwaited(needed=2),)
        assert newly_awaited(self.case(2, witnesses=self.awaited(2))) == ()
        assert newly_awaited(self.case(2, witnesses=self.awaited(1))) == (e.WitnessesAwaited(needed=2),)

    @pytest.mark.parametrize(("seen", "lacks"), [(None, True), (1, True), (2, False), (3, False)])
    def test_until_so_many_have_seen_it(self, seen: int | None, *, lacks: bool) -> None:
        assert lacks_witnesses(self.case(2, witnesses=self.awaited(2, seen))) is lacks
        assert lacks_witnesses(self.case(2)) is True
        assert lacks_witnesses(self.case(0)) is False

    @pytest.mark.parametrize(
        ("needed", "awaited", "keys", "found"),
        [(2, 2, "01", True), (2, 2, "00", False), (2, 2, "012", True), (2, 1, "01", False), (2, None, "01", False)],
    )
    def test_enough(self, needed: int, awaited: int | None, keys: str, *, found: bool) -> None:
        names = tuple(e.WitnessName(name=f"w{n}", key_id=k * 8) for n, k in enumerate(keys))
        case = self.case(needed, witnesses=self.awaited(awaited) if awaited else None)

        assert enough(case, e.WitnessesSeen(size=5, root=HASH, witnesses=names)) is found


def rings(standing: Standing, name: str, *clocks: Clock, at: Any = None) -> Verdict:
    due = clocks[0].due_at if clocks else standing.world.now
    act = a.DeadlineReached(clock=name, due_at=at or due)
    return standing.with_(clocks=clocks).asked(act, Who(record=standing.case))


class TestClocks:
    """What each clock does, in the stage that it finds; one that is gone or moved rings for nothing."""

    @pytest.mark.parametrize(("stage", "parties"), [(CaseStage.UNDER_FORANKRING, True), (CaseStage.TRUKKET, False)])
    def test_the_parties_are_reminded_unless_it_is_withdrawn(self, stage: CaseStage, *, parties: bool) -> None:
        asked = waiting().state.forankring
        assert asked is not None
        some = tuple(
            p.model_copy(update={"answer": a.ForankringAnswer.SUPPORTS}) if p.party == "moss" else p
            for p in asked.parties
        )
        standing = waiting().with_(stage=stage, forankring=asked.model_copy(update={"parties": some}))

        [body] = rings(standing, "forankring-reminder-2", clock("forankring-reminder-2")).bodies

        assert isinstance(body, e.ForankringReminded)
        left = tuple(p.party for p in asked.parties if p.party != "moss")
        assert (body.parties, body.due_at) == (left if parties else (), clock("x").due_at)

    def test_forankring_closes_where_it_is_open(self) -> None:
        asked = waiting().state.forankring
        assert asked is not None
        due = clock("forankring-due")
        over = waiting().with_(forankring=asked.model_copy(update={"open": False}))

        closed = e.ForankringClosed(unanswered=tuple(p.party for p in asked.parties))
        assert rings(waiting(), "forankring-due", due).bodies == (closed,)
        assert rings(over, "forankring-due", due) == NOTHING_LEFT
        assert rings(waiting().with_(forankring=None), "forankring-due", due) == NOTHING_LEFT
        reminded = rings(
            waiting().with_(forankring=None), "forankring-reminder-2", clock("forankring-reminder-2")
        ).bodies
        assert reminded == (e.ForankringReminded(parties=(), due_at=due.due_at),)

    @pytest.mark.parametrize(
        ("stage", "placement", "found"),
        [
            (CaseStage.TRUKKET, None, ["case_closed"]),
            (CaseStage.TRUKKET, placed(Mark.DROFTING), ["left_agenda", "case_closed"]),
            (CaseStage.UTSATT, None, []),
        ],
    )
    def test_a_withdrawn_case_ends(self, stage: CaseStage, placement: Any, found: list[str]) -> None:
        verdict = rings(waiting().with_(stage=stage, placement=placement), "takeover-due", clock("takeover-due"))

        assert kinds(verdict) == found

    @pytest.mark.parametrize(
        ("binding", "found"),
        [
            ({}, [e.ReservationOverdue(party="moss", waits_for="kommunestyret", treated_on=DAY)]),
            ({"waits_for": None}, []),
            ({"party": "halden"}, []),
        ],
    )
    def test_a_reservation_is_overdue(self, binding: dict[str, Any], found: Any) -> None:
        fields: dict[str, Any] = {
            "party": "moss",
            "by_seat": "SEKR-M2",
            "waits_for": "kommunestyret",
            "treated_on": DAY,
        }
        standing = agreed().with_(bindings=(PartyBinding(**(fields | binding)),))

        verdict = rings(standing, "reservation-due:moss", clock("reservation-due:moss"))

        assert list(verdict.bodies) == found

    @pytest.mark.parametrize(
        ("binding", "found"),
        [
            ({"after": True}, [e.AnswersLapsed(parties=("moss",))]),
            ({"after": True, "refused": True}, []),
            ({}, []),
        ],
    )
    def test_answers_lapse(self, binding: dict[str, Any], found: Any) -> None:
        standing = agreed().with_(bindings=(PartyBinding(party="moss", by_seat="SEKR-M2", **binding),))

        assert list(rings(standing, "answers-due", clock("answers-due")).bodies) == found

    def test_statements_lapse(self) -> None:
        standing = agreed().with_(statements_awaited=("SEKR-M1", "SEKR-M2"))

        assert rings(standing, "statements-due", clock("statements-due")).bodies == (
            e.StatementLapsed(seat="SEKR-M1"),
            e.StatementLapsed(seat="SEKR-M2"),
        )

    def test_one_that_is_gone_or_moved_or_unknown_rings_for_nothing(self) -> None:
        standing = agreed().with_(statements_awaited=("SEKR-M1",))
        due = clock("statements-due")

        assert rings(standing, "statements-due") == NOTHING_LEFT
        assert rings(standing, "statements-due", due, at=due.due_at + timedelta(hours=1)) == NOTHING_LEFT
        assert rings(standing, "something-else", clock("something-else")) == NOTHING_LEFT
        assert rings(standing, "statements-due", clock("other-due"), due) != NOTHING_LEFT
