"""Where a case is deliberated and decided: classified and demanded up, each condition alone (P-04, P-05)."""

from __future__ import annotations

from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Mark
from models.procedure import Procedure
from models.state import CaseStage, Classification
from rules.verdict import Verdict
from tests.rules.asking import (
    Standing,
    at_the_table,
    classified,
    placed,
    waiting,
    why,
    words,
)
from tests.rules.world import SECRETARIAT, Who, World

M2 = Who(person="p-3peu", seat="SEKR-M2")
IN_SU = Classification(drofting_body="SEKR", decision_body="SU", larger=True)


class TestP04DemandedUp:
    """Any counted seat, while the case is free and decided below."""

    ACT = a.DemandHigherBody(reason="R")

    @pytest.mark.parametrize(
        ("but", "refused", "said"),
        [
            pytest.param({}, None, "", id="decided below"),
            pytest.param({"classification": None}, ("wrong_stage", "P-04"), "not classified yet", id="unclassified"),
            pytest.param(
                {"classification": IN_SU}, ("nothing_to_change", "P-04"), "SU decides the case already", id="above"
            ),
            pytest.param(
                {"stage": CaseStage.TRUKKET}, ("wrong_stage", "P-14"), "withdrawn | take the case", id="withdrawn"
            ),
            pytest.param(
                {"path_asked": True}, ("wrong_stage", "P-14"), "to choose | ask the chair", id="the chair is asked"
            ),
        ],
    )
    def test_when(self, but: dict[str, Any], refused: Any, said: str) -> None:
        verdict = waiting().with_(**but).asked(self.ACT, M2)

        assert why(verdict) == refused
        assert said in words(verdict)

    def test_not_at_the_table(self) -> None:
        verdict = at_the_table().asked(self.ACT, M2)

        assert why(verdict) == ("nothing_to_change", "P-04")
        assert words(verdict).startswith("the case is being dealt with now |")

    def test_by_whom(self) -> None:
        assert why(waiting().asked(self.ACT, Who(person="p-8fq7", seat="SEKR-GP"))) == ("heard_not_counted", "P-04")
        assert why(waiting().asked(self.ACT)) == ("unknown_seat", "P-04")

    @pytest.mark.parametrize(("mark", "leaves"), [(Mark.BESLUTNING, True), (Mark.DROFTING, False), (None, False)])
    def test_it_leaves_the_agenda_of_the_body_that_does_not_decide_it(
        self, mark: Mark | None, *, leaves: bool
    ) -> None:
        bodies = waiting().with_(placement=placed(mark) if mark else None).asked(self.ACT, M2).bodies

        left = (e.LeftAgenda(meeting="meeting-1", reason="SU decides the case", rule="P-04"),)
        assert bodies == (
            *(left if leaves else ()),
            e.HigherBodyDemanded(seat="SEKR-M2", decision_body="SU", reason="R"),
        )


def classify(standing: Standing, by: Who = SECRETARIAT, **but: Any) -> Verdict:
    fields: dict[str, Any] = {
        "larger_economic": True,
        "larger_administrative": False,
        "reason": "R",
        "agreed_by": standing.world.chiefs(),
    }
    return standing.asked(a.ClassifyCase(**(fields | but)), by)


def routed(standing: Standing, **routing: Any) -> Standing:
    world = standing.ruled().world
    known: Procedure = world.procedure
    world.procedure = known.model_copy(update={"routing": known.routing.model_copy(update=routing)})
    return Standing(world, standing.case, standing.but)


class TestP04P05Classifying:
    """By the secretariat, as both samhandlingssjefer agree, before anything is deliberated."""

    @pytest.mark.parametrize(
        ("economic", "administrative", "doubt", "decides"),
        [
            (False, False, False, "SEKR"),
            (True, False, False, "SU"),
            (False, True, False, "SU"),
            (False, False, True, "SU"),
        ],
    )
    def test_where_it_is_decided(self, decides: str, *, economic: bool, administrative: bool, doubt: bool) -> None:
        standing = classified().with_(classification=None, stage=CaseStage.MELDT)

        said: dict[str, Any] = {
            "larger_economic": economic,
            "larger_administrative": administrative,
            "in_doubt": doubt,
        }
        [body] = classify(standing, **said).bodies

        assert body == e.CaseClassified(
            **said, drofting_body="SEKR", decision_body=decides, reason="R", agreed_by=standing.world.chiefs()
        )

    @pytest.mark.parametrize(
        ("but", "refused"),
        [
            pytest.param({}, None, id="classified otherwise before"),
            pytest.param({"stage": CaseStage.TIL_DROFTING}, ("wrong_stage", "P-04"), id="on an agenda"),
            pytest.param(
                {"placement": placed(Mark.ORIENTERING)}, ("wrong_stage", "P-04"), id="on one for orientering"
            ),
            pytest.param({"classification": IN_SU}, ("nothing_to_change", "P-04"), id="classified so already"),
        ],
    )
    def test_when(self, but: dict[str, Any], refused: Any) -> None:
        assert why(classify(classified().with_(**but))) == refused

    @pytest.mark.parametrize(
        ("agreed", "side"), [((), "municipalities'"), ((0,), "hospital's"), ((1,), "municipalities'"), ((0, 1), None)]
    )
    def test_who(self, agreed: tuple[int, ...], side: str | None) -> None:
        chiefs = classified().world.chiefs()

        verdict = classify(classified(), agreed_by=("p-3peu", *(chiefs[n] for n in agreed)))

        assert why(verdict) == (("not_agreed", "P-04") if side else None)
        assert side is None or f"the {side} samhandlingssjef" in words(verdict)
        assert why(classify(classified(), M2)) == ("not_your_office", "ENGINE")

    def test_where_the_roster_names_no_samhandlingssjef(self) -> None:
        world = classified().ruled().world
        world.roster = world.roster.model_copy(update={"offices": ()})

        verdict = Standing(world, classified().case).asked(
            a.ClassifyCase(larger_economic=True, larger_administrative=False, reason="R"),
            SECRETARIAT,
            actor={"offices": classified().received(a.AddPaper(document="a" * 64, title="T")).actor.offices},
        )

        assert words(verdict).endswith("| name nobody in the roster among those who agreed")

    @pytest.mark.parametrize(
        ("but", "refused"),
        [
            pytest.param({"drofting_body": "FRU"}, ("unknown_body", "P-05"), id="in no body there is"),
            pytest.param(
                {"drofting_body": "SU", "larger_economic": False},
                ("wrong_body", "P-05"),
                id="above where it is decided",
            ),
            pytest.param({"drofting_body": "SU"}, ("no_reason", "P-05"), id="directly above without a reason"),
            pytest.param(
                {"drofting_body": "SU", "direct_reason": "D"}, ("not_agreed", "P-05"), id="without the chair"
            ),
            pytest.param({"drofting_body": "SU", "direct_reason": "D", "chair": True}, None, id="with both"),
        ],
    )
    def test_where_it_is_deliberated(self, but: dict[str, Any], refused: Any) -> None:
        world: World = classified().world
        chair = world.member(world.procedure.body("SU").chair).person
        said = {name: value for name, value in but.items() if name != "chair"}
        agreed_by = (*world.chiefs(), *((chair,) if "chair" in but else ()))

        verdict = classify(classified(), agreed_by=agreed_by, **said)

        assert why(verdict) == refused

    def test_only_where_the_procedure_lets_it_be_held_directly(self) -> None:
        standing = routed(classified(), drofting_direct=())

        assert why(classify(standing, drofting_body="SU", direct_reason="D")) == ("wrong_body", "P-05")

    @pytest.mark.parametrize(
        ("affected", "refused"), [(("halden", "moss"), None), (("halden", "oslo"), ("wrong_body", "P-04"))]
    )
    def test_a_local_body_takes_what_concerns_its_own_parties(self, affected: tuple[str, ...], refused: Any) -> None:
        standing = routed(classified(), drofting_default="SEKR", professional="SEKR", local=("SU",))
        standing = standing.with_(affected=affected, classification=None, stage=CaseStage.MELDT)

        verdict = classify(standing, drofting_body="SU", larger_economic=False)

        assert why(verdict) == refused
        if refused:
            assert words(verdict).startswith("the case concerns oslo, for whom")
        else:
            [body] = verdict.bodies
            assert isinstance(body, e.CaseClassified)
            assert (body.drofting_body, body.decision_body) == ("SU", "SU")
