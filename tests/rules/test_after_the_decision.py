"""After the roll call: taken back, taken over, said or bound later, each condition alone (P-20, P-25, P-27, P-30)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import ConsentWithReservation, Mark
from models.roster import Authority, AuthorityGround
from models.state import CaseStage, Clock, PartyBinding
from rules.case.aftermath import announcement, effects_of_beslutning
from rules.case.context import Case
from rules.verdict import NOTHING_LEFT, Verdict
from tests.rules.asking import (
    DAY,
    RUNNING,
    Standing,
    agreed,
    at_the_table,
    clock,
    due,
    kinds,
    placed,
    position,
    ringing,
    waiting,
    waits,
    why,
    with_reservation,
    words,
)
from tests.rules.world import SECRETARIAT, Who

M2, GP = Who(person="p-3peu", seat="SEKR-M2"), Who(person="p-8fq7", seat="SEKR-GP")
MOSS, STRANGER = Who(person="p-q22r", party="moss"), Who(person="p-3peu", party="moss")


class TestP30Withdrawing:
    """Its proposer, before the decision; then another party may take it over for some days."""

    @pytest.mark.parametrize(
        ("seat", "party", "by", "refused"),
        [
            pytest.param("SEKR-M2", None, M2, None, id="its seat"),
            pytest.param("SEKR-M3", None, M2, ("not_yours", "P-30"), id="another seat"),
            pytest.param(
                "SEKR-M2", None, Who(person="p-rh9p", seat="SEKR-M2"), ("not_yours", "P-30"), id="no holder"
            ),
            pytest.param("SEKR-M2", "moss", MOSS, ("not_yours", "P-30"), id="its party where a seat proposed it"),
            pytest.param(None, "moss", MOSS, None, id="its party's contact"),
            pytest.param(None, "moss", STRANGER, ("not_yours", "P-30"), id="no contact of it"),
            pytest.param(None, "moss", M2, None, id="a seat that speaks for it"),
            pytest.param(None, "halden", M2, ("not_yours", "P-30"), id="one that does not"),
            pytest.param(None, "halden", MOSS, ("not_yours", "P-30"), id="another party's contact"),
            pytest.param(
                None, "moss", Who(person="p-rh9p", seat="SEKR-M2"), ("not_yours", "P-30"), id="no place in it"
            ),
            pytest.param(None, None, SECRETARIAT, None, id="the secretariat, where it proposed it"),
            pytest.param(None, None, M2, ("not_yours", "P-30"), id="and nobody else then"),
            pytest.param(None, "moss", SECRETARIAT, ("not_yours", "P-30"), id="the secretariat for a party"),
        ],
    )
    def test_who(self, seat: str | None, party: str | None, by: Who, refused: Any) -> None:
        verdict = waiting().with_(proposer_seat=seat, proposer_party=party).asked(a.WithdrawCase(reason="R"), by)

        assert why(verdict) == refused
        if refused:
            assert words(verdict).startswith(f"the case was proposed by {seat or party or 'the secretariat'} |")
        else:
            [body] = verdict.bodies
            assert isinstance(body, e.CaseWithdrawn)
            assert (body.reason, body.takeover_due.name) == ("R", "takeover-due")

    def test_nobody_speaks_through_a_seat_that_the_procedure_has_not(self) -> None:
        by = Who(person="p-3peu", seat="SEKR-M9")

        verdict = waiting().with_(proposer_party="moss").asked(a.WithdrawCase(reason="R"), by, actor={"rank": 0})

        assert why(verdict) == ("not_yours", "P-30")

    def test_once(self) -> None:
        verdict = (
            waiting()
            .with_(stage=CaseStage.TRUKKET)
            .asked(a.WithdrawCase(reason="R"), waiting().world.contact("halden"))
        )

        assert why(verdict) == ("nothing_to_change", "P-30")

    TAKE = a.TakeOverCase(party="moss", reason="R")

    @pytest.mark.parametrize(
        ("but", "refused", "said"),
        [
            pytest.param({}, None, "", id="withdrawn"),
            pytest.param({"stage": CaseStage.UTSATT}, ("wrong_stage", "P-30"), ", not withdrawn | only a", id="not"),
            pytest.param({"ended": True}, ("too_late", "P-30"), "and ended | bring the matter up", id="over"),
        ],
    )
    def test_taken_over(self, but: dict[str, Any], refused: Any, said: str) -> None:
        standing = waiting().with_(**({"stage": CaseStage.TRUKKET, "proposer_party": "halden"} | but))

        verdict = standing.asked(self.TAKE, MOSS)

        assert why(verdict) == refused
        assert said in words(verdict)
        assert refused or verdict.bodies == (e.CaseTakenOver(party="moss", reason="R"),)

    @pytest.mark.parametrize(
        ("name", "seconds", "refused"),
        [
            ("takeover-due", 1, None),
            ("takeover-due", 0, ("too_late", "P-30")),
            ("takeover-due", -1, ("too_late", "P-30")),
            ("statements-due", -1, None),
        ],
    )
    def test_until_it_is_due_whether_or_not_the_clock_has_rung(self, name: str, seconds: int, refused: Any) -> None:
        standing = waiting().with_(stage=CaseStage.TRUKKET, clocks=(ringing(waiting(), name, seconds),))

        assert why(standing.asked(self.TAKE, MOSS)) == refused

    @pytest.mark.parametrize(
        ("seat", "party", "by", "refused"),
        [
            pytest.param(None, "halden", STRANGER, ("no_capacity", "P-30"), id="nobody of the party"),
            pytest.param(None, "halden", M2, None, id="a seat that speaks for the party"),
            pytest.param(None, "moss", MOSS, ("not_yours", "P-30"), id="the party that withdrew it"),
            pytest.param("SEKR-M2", None, M2, ("not_yours", "P-30"), id="the seat that withdrew it"),
            pytest.param("SEKR-M2", None, MOSS, None, id="one of its parties by itself"),
            pytest.param("SEKR-M3", None, MOSS, None, id="a party of another seat"),
            pytest.param("SEKR-H2", None, MOSS, None, id="of another seat with one party"),
        ],
    )
    def test_by_another_party(self, seat: str | None, party: str | None, by: Who, refused: Any) -> None:
        standing = waiting().with_(stage=CaseStage.TRUKKET, proposer_seat=seat, proposer_party=party)

        assert why(standing.asked(self.TAKE, by)) == refused

    def test_not_by_the_only_party_of_the_seat_that_withdrew_it(self) -> None:
        standing = waiting().with_(stage=CaseStage.TRUKKET, proposer_seat="SEKR-H2")
        by = waiting().world.contact("sykehuset-ostfold")

        verdict = standing.asked(self.TAKE.model_copy(update={"party": "sykehuset-ostfold"}), by)

        assert why(verdict) == ("not_yours", "P-30")


class TestA08ReviewDone:
    """An agreement's review needs its case no more; what is on the table, or decided, goes its own way."""

    @pytest.mark.parametrize(("because", "outcome"), [("no_change", "reviewed"), ("ended", "agreement_ended")])
    def test_closed(self, because: Any, outcome: str) -> None:
        act = a.ReviewCaseDone(because=because, on=DAY)
        left = "the agreement is reviewed" if because == "no_change" else "the agreement has ended"
        by = Who(record="agreement-1")

        assert waiting().with_(placement=None).asked(act, by).bodies == (e.CaseClosed(outcome=outcome),)
        assert waiting().with_(placement=placed(Mark.BESLUTNING)).asked(act, by).bodies == (
            e.LeftAgenda(meeting="meeting-1", reason=left, rule="A-08"),
            e.CaseClosed(outcome=outcome),
        )
        assert at_the_table().asked(act, by) == NOTHING_LEFT
        assert waiting().with_(written=RUNNING).asked(act, by) == NOTHING_LEFT
        assert waiting().with_(ended=True).asked(act, by) == NOTHING_LEFT


class TestP25Replaced:
    """A new holder, by the secretariat with a place in the seat, or as the community's record says."""

    @pytest.mark.parametrize(
        ("by", "seat", "person", "refused"),
        [
            pytest.param(SECRETARIAT, "SEKR-M2", "p-3peu", None, id="with a place"),
            pytest.param(SECRETARIAT, "SEKR-M2", "p-rh9p", ("no_capacity", "P-25"), id="without one"),
            pytest.param(Who(record="community-ostfold"), "SEKR-M2", "p-rh9p", None, id="as the record says"),
            pytest.param(M2, "SEKR-M2", "p-3peu", ("not_your_office", "ENGINE"), id="by somebody else"),
            pytest.param(SECRETARIAT, "SEKR-M9", "p-3peu", ("unknown_seat", "P-25"), id="in no seat there is"),
        ],
    )
    def test_who(self, by: Who, seat: str, person: str, refused: Any) -> None:
        act = a.ReplaceSeatHolder(seat=seat, person=person, rank=1)

        verdict = waiting().asked(act, by)

        assert why(verdict) == refused
        assert refused or verdict.bodies == (e.SeatHolderReplaced(seat=seat, person=person, rank=1),)
        if refused is None:
            assert why(waiting().with_(ended=True).asked(act, by)) == ("ended", "P-29")


class TestP27Statements:
    """The text of what was announced, by the seat that announced it, within the days."""

    @pytest.mark.parametrize(
        ("awaited", "seconds", "refused", "said"),
        [
            pytest.param(("SEKR-M2",), 1, None, "", id="awaited"),
            pytest.param(("SEKR-M3",), 1, ("too_late", "P-27"), "is awaited |", id="of another seat"),
            pytest.param(("SEKR-M2",), 0, ("too_late", "P-27"), "is awaited any more |", id="too late"),
        ],
    )
    def test_delivered(self, awaited: tuple[str, ...], seconds: int, refused: Any, said: str) -> None:
        clocks = (ringing(agreed(), "statements-due", seconds),)
        standing = agreed().with_(statements_awaited=awaited, clocks=clocks)

        verdict = standing.asked(a.DeliverStatement(text="T"), M2)

        assert why(verdict) == (refused or why(verdict))
        assert said in words(verdict)
        assert refused or why(verdict) in (None, ("ended", "P-29"))

    def test_by_its_holder(self) -> None:
        standing = waiting().with_(statements_awaited=("SEKR-M2",))

        assert standing.asked(a.DeliverStatement(text="T"), M2).bodies == (
            e.StatementDelivered(seat="SEKR-M2", text="T"),
        )
        assert why(standing.asked(a.DeliverStatement(text="T"))) == ("unknown_seat", "P-27")


class TestP20Reservations:
    """The council's answer, by who answers for the party, on what was decided."""

    @staticmethod
    def answer(standing: Standing, by: Who = MOSS, **but: Any) -> Verdict:
        fields: dict[str, Any] = {
            "party": "moss",
            "approved": True,
            "treated_by": "kommunestyret",
            "treated_on": DAY,
            "reference": "PS 1",
        }
        return standing.asked(a.AnswerReservation(**(fields | but)), by)

    @pytest.mark.parametrize(
        ("binding", "answered"),
        [
            pytest.param(waits(), True, id="reserved"),
            pytest.param(waits(because=AuthorityGround.SUBJECT_TO), True, id="subject to treatment"),
            pytest.param(waits("halden"), False, id="another party"),
            pytest.param(waits(waits_for=None), False, id="bound"),
            pytest.param(waits(refused=True), False, id="answered no"),
            pytest.param(waits(after=True), False, id="may answer itself"),
            pytest.param(waits(because=AuthorityGround.EXPIRED), False, id="waits for a mandate"),
        ],
    )
    def test_what_waits_for_it(self, binding: PartyBinding, *, answered: bool) -> None:
        verdict = self.answer(with_reservation(binding))

        assert why(verdict) == (None if answered else ("nothing_to_change", "P-20"))

    def test_of_several_the_partys_own(self) -> None:
        answered, effect, dates = self.answer(with_reservation(waits("halden"), waits())).bodies

        assert answered == e.ReservationAnswered(
            party="moss", approved=True, treated_by="kommunestyret", treated_on=DAY, reference="PS 1"
        )
        assert effect == e.BindingEffect(party="moss", by_seat="SEKR-M2", text_digest=agreed().state.text.digest)
        assert isinstance(dates, e.FollowUpDue)

    def test_no_is_only_no(self) -> None:
        assert kinds(self.answer(with_reservation(waits()), approved=False)) == ["reservation_answered"]

    @pytest.mark.parametrize(
        ("by", "but", "refused"),
        [
            pytest.param(STRANGER, {}, ("no_capacity", "P-20"), id="by nobody of the party"),
            pytest.param(SECRETARIAT, {}, None, id="by the secretariat"),
            pytest.param(MOSS, {"treated_on": date(2040, 1, 1)}, ("too_soon", "P-20"), id="treated tomorrow"),
            pytest.param(MOSS, {"treated_on": date(2031, 2, 2)}, ("too_soon", "P-20"), id="before the decision"),
        ],
    )
    def test_treated_after_the_decision(self, by: Who, but: dict[str, Any], refused: Any) -> None:
        assert why(self.answer(with_reservation(waits()), by, **but)) == refused
        assert why(self.answer(with_reservation(waits(), decided_on=None), treated_on=date(2020, 1, 1))) is None


class TestP19P22Binding:
    """Party by party after the beslutning: bound, withheld, or may answer yet."""

    @staticmethod
    def effects(*said: Any, clocks: tuple[Clock, ...] = (), decides: str = "SEKR") -> list[Any]:
        sorts = agreed().state.classification
        assert sorts is not None
        standing = agreed().with_(
            positions=said, clocks=clocks, classification=sorts.model_copy(update={"decision_body": decides})
        )
        return list(effects_of_beslutning(Case(standing.state, standing.world.procedure, standing.world.roster)))

    def test_bound_and_withheld(self) -> None:
        reserved = ConsentWithReservation(parties=("halden",), treated_by="kommunestyret", treated_on=DAY)
        lacks = (Authority(party="sarpsborg", ground=AuthorityGround.EXPIRED),)

        found = self.effects(
            position("SEKR-M2"),
            position("SEKR-M3").model_copy(update={"stance": reserved, "reservation_due": due("reservation-due")}),
            position("SEKR-M4").model_copy(update={"authority": lacks}),
        )

        text = agreed().state.text.digest
        bound = [b for b in found if isinstance(b, e.BindingEffect)]
        assert bound and all((b.by_seat, b.text_digest) == ("SEKR-M2", text) for b in bound if b.party == "moss")
        assert [b for b in found if isinstance(b, e.BindingWithheld)] == [
            e.BindingWithheld(
                party="halden",
                by_seat="SEKR-M3",
                waits_for="kommunestyret",
                treated_on=DAY,
                due=due("reservation-due"),
            ),
            e.BindingWithheld(
                party="sarpsborg", by_seat="SEKR-M4", waits_for="fornyet fullmakt", because=AuthorityGround.EXPIRED
            ),
        ]

    @pytest.mark.parametrize(
        ("clocks", "waits_for"), [(("answers-due",), True), (("statements-due",), False), ((), False)]
    )
    def test_those_whose_seats_were_absent_may_answer_where_the_days_run(
        self, clocks: tuple[str, ...], *, waits_for: bool
    ) -> None:
        said = [position(s) for s in agreed().world.seats("SEKR", counted=True) if s not in ("SEKR-M3", "SEKR-H5")]

        found = self.effects(*said, clocks=tuple(map(clock, clocks)))

        after = [b for b in found if getattr(b, "after", None)]
        assert after == (
            [
                e.BindingWithheld(party=p, by_seat="SEKR-M3", waits_for="answer after the meeting", after=True)
                for p in ("halden", "aremark")
            ]
            if waits_for
            else []
        )

    def test_whoever_stood_aside_is_not_waited_for_where_that_does_not_bind(self) -> None:
        aside = position("SEKR-M3").model_copy(update={"stance": a.StandAside()})
        standing = agreed().ruled(abstention_binds=False).with_(positions=(aside,), clocks=(clock("answers-due"),))

        found = effects_of_beslutning(Case(standing.state, standing.world.procedure, standing.world.roster))

        assert not {"halden", "aremark"} & {effect.party for effect in found}
        assert any(effect.party == "moss" for effect in found)

    def test_announced(self) -> None:
        standing = agreed()
        case = Case(standing.state, standing.world.procedure, standing.world.roster)

        assert announcement(case) == e.Announced(outcome=standing.state.stage.value, parties=standing.state.affected)
