"""Another path, another body, another case: who takes a case there, and when, each condition alone (P-13..P-16)."""

from __future__ import annotations

from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Mark, MoveKind, RaiseTrigger
from models.acts import PathAfterDisagreement as Path
from models.canonical import text_digest
from models.procedure import BodyDefinition
from models.state import CaseStage, Classification
from models.words import STANDS
from rules.case.moving import ways_from
from rules.verdict import Verdict
from tests.rules.asking import (
    Standing,
    at_the_table,
    kinds,
    placed,
    waiting,
    why,
    words,
)
from tests.rules.world import SECRETARIAT, Who

M2 = Who(person="p-3peu", seat="SEKR-M2")
IN_SU = Classification(drofting_body="SEKR", decision_body="SU", larger=True)


def with_body(standing: Standing, body: str, **but: Any) -> Standing:
    """The same by a procedure whose body is otherwise."""
    world = standing.ruled().world
    bodies = tuple(b.model_copy(update=but) if b.body == body else b for b in world.procedure.bodies)
    world.procedure = world.procedure.model_copy(update={"bodies": bodies})
    return Standing(world, standing.case, standing.but)


def asked_for_a_path(**but: Any) -> Standing:
    """Without consensus: the chair is asked."""
    fields = {"stage": CaseStage.IKKE_KONSENSUS, "path_asked": True, "placement": None}
    return waiting().with_(**(fields | but))


def choose(standing: Standing, path: Path = Path.NEW_DROFTING, by: Who = SECRETARIAT, **but: Any) -> Verdict:
    return standing.asked(a.ChoosePath(path=path, reason="R", **but), by)


class TestP13ChoosingAPath:
    """The chair of the deciding body, once there was no consensus, among the ways that the procedure leaves open."""

    @pytest.mark.parametrize(
        ("but", "refused"),
        [
            pytest.param({}, None, id="asked"),
            pytest.param({"path_asked": False}, ("wrong_stage", "P-13"), id="not asked"),
            pytest.param({"classification": None}, ("wrong_stage", "P-13"), id="not classified"),
        ],
    )
    def test_when(self, but: dict[str, Any], refused: Any) -> None:
        assert why(choose(asked_for_a_path(**but))) == refused
        assert why(choose(asked_for_a_path(item=at_the_table().state.item))) == ("wrong_stage", "P-13")

    def test_who(self) -> None:
        chair = waiting().world.member("SEKR-M1")

        assert why(choose(asked_for_a_path(), by=chair)) is None
        assert why(choose(asked_for_a_path(), by=M2)) == ("not_your_office", "P-13")
        assert why(choose(asked_for_a_path(classification=IN_SU), by=chair)) == ("not_your_office", "P-13")

    @pytest.mark.parametrize(
        ("path", "body", "but", "refused"),
        [
            pytest.param(Path.RAISE, "SEKR", {}, None, id="raised where there is a body above"),
            pytest.param(Path.RAISE, "SU", {}, ("wrong_body", "P-14"), id="and not where there is none"),
            pytest.param(Path.NEMNDA, "SEKR", {}, None, id="to the nemnda"),
            pytest.param(Path.NEMNDA, "SEKR", {"nemnda": True}, ("nothing_to_change", "P-13"), id="once"),
            pytest.param(Path.NEW_DROFTING, "SEKR", {"nemnda": True}, None, id="and then otherwise"),
        ],
    )
    def test_ways(self, path: Path, body: str, but: dict[str, Any], refused: Any) -> None:
        sorts = Classification(drofting_body="SEKR", decision_body=body, larger=False)

        assert why(choose(asked_for_a_path(classification=sorts, **but), path)) == refused

    def test_only_those_that_the_procedure_names(self) -> None:
        body = waiting().world.procedure.body("SEKR")
        assert body.escalation is not None
        fewer = body.escalation.model_copy(update={"ways": ("new_drofting",)})
        standing = with_body(asked_for_a_path(), "SEKR", escalation=fewer)

        verdict = choose(standing, Path.NEMNDA)

        assert why(verdict) == ("wrong_body", "P-13")
        assert words(verdict).endswith("| choose one of new_drofting")
        assert why(choose(standing)) is None

    @pytest.mark.parametrize(
        ("ways", "default", "above", "found"),
        [
            (("raise", "nemnda", "new_drofting"), "new_drofting", "SU", ("new_drofting", "raise", "nemnda")),
            (("raise", "nemnda", "new_drofting"), "nemnda", None, ("nemnda", "new_drofting")),
            (None, None, "SU", tuple(way.value for way in Path)),
            (None, None, None, tuple(way.value for way in Path if way is not Path.RAISE)),
        ],
    )
    def test_the_proposed_one_first_and_raising_only_with_a_body_above(
        self, ways: Any, default: Any, above: str | None, found: tuple[str, ...]
    ) -> None:
        body = waiting().world.procedure.body("SEKR")
        assert body.escalation is not None
        named = body.escalation.model_copy(update={"ways": ways, "default": default}) if ways else None
        changed: BodyDefinition = body.model_copy(update={"escalation": named, "raises_to": above})

        assert ways_from(changed) == found

    @pytest.mark.parametrize(
        ("path", "decides", "body", "refused"),
        [
            pytest.param(Path.NEW_DROFTING, "SEKR", "SEKR", None, id="in the deciding body"),
            pytest.param(Path.NEW_DROFTING, "SEKR", "SU", ("wrong_body", "P-05"), id="not above it"),
            pytest.param(Path.NEW_DROFTING, "SU", "SEKR", None, id="below it"),
            pytest.param(Path.NEW_DROFTING, "SEKR", "FRU", ("unknown_body", "P-05"), id="in no body there is"),
            pytest.param(Path.RAISE, "SEKR", "SU", None, id="raised, in the body above"),
        ],
    )
    def test_where_it_is_deliberated_anew(self, path: Path, decides: str, body: str, refused: Any) -> None:
        sorts = Classification(drofting_body="SEKR", decision_body=decides, larger=False)

        verdict = choose(asked_for_a_path(classification=sorts), path, drofting_body=body)

        assert why(verdict) == refused
        if refused:
            fitting = "SEKR" if decides == "SEKR" else "SEKR, SU"
            assert words(verdict).endswith(f"| name one of {fitting}")

    @pytest.mark.parametrize("path", [Path.NEMNDA, Path.CLOSE_WITHOUT_AGREEMENT])
    def test_what_leads_to_no_new_round(self, path: Path) -> None:
        standing = asked_for_a_path(placement=placed(Mark.ORIENTERING))

        assert choose(standing, path, amended_proposal="Nytt.").bodies == (
            e.LeftAgenda(meeting="meeting-1", reason="the chair chose another path", rule="P-13"),
            e.PathChosen(path=path, reason="R"),
        )

    def test_a_new_round_with_another_text(self) -> None:
        verdict = choose(asked_for_a_path(), amended_proposal="Nytt.")

        digest = waiting().state.text.digest
        assert verdict.bodies == (
            e.PathChosen(path=Path.NEW_DROFTING, reason="R"),
            e.TextAmended(
                version=2,
                proposal="Nytt.",
                text_digest=text_digest("Nytt."),
                replaces=digest,
                substantial=True,
                reason="R",
            ),
        )
        assert kinds(choose(asked_for_a_path())) == ["path_chosen"]

    @pytest.mark.parametrize(
        ("number", "text", "drofting", "body", "anew", "held_in"),
        [
            pytest.param("new_drofting", None, True, None, True, "SU", id="a new drøfting above"),
            pytest.param("new_drofting", None, True, "SEKR", True, "SEKR", id="or where it is said"),
            pytest.param("direct_roll_call", None, True, "SU", False, "SEKR", id="the one held counts"),
            pytest.param("direct_roll_call", "Nytt.", True, None, True, "SU", id="but not of another text"),
            pytest.param("direct_roll_call", None, False, None, True, "SU", id="nor where there was none"),
        ],
    )
    def test_raised(
        self, number: str, text: str | None, body: str | None, held_in: str, *, drofting: bool, anew: bool
    ) -> None:
        standing = asked_for_a_path(**({} if drofting else {"drofting": None}))
        known = {n.name: n for n in standing.world.procedure.numbers}["raise_after_no_consensus"]
        choices = known.values[0].value
        assert choices == "new_drofting"
        standing = standing.ruled(raise_after_no_consensus=number)

        raised = choose(standing, Path.RAISE, amended_proposal=text, drofting_body=body).bodies[1]

        assert raised == e.CaseRaised(
            trigger=RaiseTrigger.NO_CONSENSUS,
            from_body="SEKR",
            decision_body="SU",
            new_drofting=anew,
            drofting_body=held_in,
            reason="R",
        )


def to_raise(
    standing: Standing, trigger: RaiseTrigger = RaiseTrigger.CHAIR, by: Who = SECRETARIAT, **but: Any
) -> Verdict:
    return standing.asked(a.RaiseCase(trigger=trigger, reason="R", **but), by)


class TestP14P15Raising:
    """Before it is decided: by the chair, or with the type, as both samhandlingssjefer agree."""

    @pytest.mark.parametrize(
        ("but", "refused", "said"),
        [
            pytest.param({}, None, "", id="deliberated and free"),
            pytest.param({"classification": None}, ("wrong_stage", "P-14"), "raise it when", id="not classified"),
            pytest.param(
                {"stage": CaseStage.TRUKKET}, ("wrong_stage", "P-14"), STANDS[CaseStage.TRUKKET], id="withdrawn"
            ),
            pytest.param(
                {"path_asked": True}, ("wrong_stage", "P-14"), "let the chair choose", id="the chair is asked"
            ),
        ],
    )
    def test_when(self, but: dict[str, Any], refused: Any, said: str) -> None:
        verdict = to_raise(waiting().with_(**but))

        assert why(verdict) == refused
        assert said in words(verdict)
        assert "dealt with" not in words(verdict)

    def test_not_at_the_table(self) -> None:
        verdict = to_raise(at_the_table())

        assert why(verdict) == ("wrong_stage", "P-14")
        assert "and being dealt with now | raise it when" in words(verdict)

    @pytest.mark.parametrize(
        ("trigger", "by", "agreed", "refused"),
        [
            (RaiseTrigger.CHAIR, "SEKR-M1", (), None),
            (RaiseTrigger.PRINCIPLE, "SEKR-M1", (), None),
            (RaiseTrigger.CHAIR, "SEKR-M2", (), ("not_your_office", "P-14")),
            (RaiseTrigger.PRINCIPLE, "SEKR-M2", (), ("not_your_office", "P-14")),
            (RaiseTrigger.TYPE_CHANGED, "SEKR-M1", (0, 1), ("not_your_office", "ENGINE")),
            (RaiseTrigger.TYPE_CHANGED, None, (0, 1), None),
            (RaiseTrigger.TYPE_CHANGED, None, (0,), ("not_agreed", "P-04")),
            (RaiseTrigger.TYPE_CHANGED, None, (1,), ("not_agreed", "P-04")),
            (RaiseTrigger.DEMAND, None, (), ("not_marked", "P-14")),
            (RaiseTrigger.NO_CONSENSUS, None, (), ("not_marked", "P-14")),
        ],
    )
    def test_who(self, trigger: RaiseTrigger, by: str | None, agreed: tuple[int, ...], refused: Any) -> None:
        world = waiting().world
        chiefs = tuple(world.chiefs()[n] for n in agreed)

        verdict = to_raise(waiting(), trigger, world.member(by) if by else SECRETARIAT, agreed_by=chiefs)

        assert why(verdict) == refused

    @pytest.mark.parametrize(
        ("trigger", "decides", "raises_to", "refused"),
        [
            pytest.param(RaiseTrigger.CHAIR, "SEKR", "SU", None, id="to the body above"),
            pytest.param(RaiseTrigger.CHAIR, "SEKR", None, ("wrong_body", "P-14"), id="where there is none"),
            pytest.param(RaiseTrigger.TYPE_CHANGED, "SEKR", None, None, id="to where larger cases are decided"),
            pytest.param(RaiseTrigger.TYPE_CHANGED, "SU", "SU", ("wrong_body", "P-14"), id="where it is already"),
        ],
    )
    def test_where(self, trigger: RaiseTrigger, decides: str, raises_to: str | None, refused: Any) -> None:
        sorts = Classification(drofting_body="SEKR", decision_body=decides, larger=False)
        standing = with_body(waiting().with_(classification=sorts), decides, raises_to=raises_to)

        verdict = to_raise(standing, trigger, agreed_by=waiting().world.chiefs())

        assert why(verdict) == refused
        assert refused is None or words(verdict).endswith("to no other body | decide the case where it is")

    def test_deliberated_anew_not_above_where_it_is_then_decided(self) -> None:
        assert why(to_raise(waiting(), drofting_body="FRU")) == ("unknown_body", "P-05")

    @pytest.mark.parametrize(
        ("changed", "held", "body", "anew"),
        [(True, True, None, True), (True, False, None, False), (False, True, "SU", False)],
    )
    def test_the_drofting_held_counts_unless_it_is_another_matter(
        self, body: str | None, *, changed: bool, held: bool, anew: bool
    ) -> None:
        standing = waiting().with_(placement=None, **({} if held else {"drofting": None}))

        assert to_raise(standing, changed=changed, drofting_body=body).bodies == (
            e.CaseRaised(
                trigger=RaiseTrigger.CHAIR,
                from_body="SEKR",
                decision_body="SU",
                new_drofting=anew,
                drofting_body=body or "SEKR",
                reason="R",
            ),
        )

    @pytest.mark.parametrize(
        ("mark", "at", "changed", "leaves"),
        [
            pytest.param(Mark.BESLUTNING, "SEKR", False, True, id="it is decided elsewhere"),
            pytest.param(Mark.ORIENTERING, "SEKR", False, False, id="for information it stays"),
            pytest.param(Mark.ORIENTERING, "SU", False, False, id="in another body, too"),
            pytest.param(Mark.ORIENTERING, "SEKR", True, True, id="it is deliberated anew"),
            pytest.param(Mark.DROFTING, "SEKR", False, False, id="deliberated where it was to be"),
            pytest.param(Mark.DROFTING, "SU", False, True, id="deliberated elsewhere"),
        ],
    )
    def test_what_it_leaves(self, mark: Mark, at: str, *, changed: bool, leaves: bool) -> None:
        placement = placed(mark).model_copy(update={"body": at})

        bodies = to_raise(waiting().with_(placement=placement), changed=changed).bodies

        left = (e.LeftAgenda(meeting="meeting-1", reason="the case is raised to SU", rule="P-14"),)
        assert bodies[:-1] == (left if leaves else ())


def move(standing: Standing, *into: str, how: MoveKind = MoveKind.MERGED, by: Who = SECRETARIAT) -> Verdict:
    act = a.MoveCase(how=how, into=into or ("case-2",), reason="R")
    return standing.asked(act, by, undecided=("case-2", "case-3"))


class TestP16Moving:
    """Into cases that are under way, each named once; split means several."""

    def test_with_a_pointer(self) -> None:
        assert move(waiting().with_(placement=placed(Mark.BESLUTNING))).bodies == (
            e.LeftAgenda(meeting="meeting-1", reason="the case goes on in case-2", rule="P-16"),
            e.CaseMoved(how=MoveKind.MERGED, into=("case-2",), reason="R"),
        )

    @pytest.mark.parametrize(
        ("but", "into", "said"),
        [
            pytest.param({"stage": CaseStage.TRUKKET}, "case-2", "trukket) | wait until it is free", id="withdrawn"),
            pytest.param({}, "itself", "does not go on in itself | name the cases", id="in itself"),
        ],
    )
    def test_only_a_free_case_into_others(self, but: dict[str, Any], into: str, said: str) -> None:
        standing = waiting().with_(**but)

        verdict = move(standing, standing.case if into == "itself" else into)

        assert why(verdict) == ("wrong_stage", "P-16")
        assert said in words(verdict)
        assert why(move(at_the_table())) == ("wrong_stage", "P-16")

    @pytest.mark.parametrize(
        ("seat", "sorted_", "refused"),
        [
            ("SEKR-M1", True, None),
            ("SEKR-M1", False, ("not_your_office", "P-16")),
            ("SEKR-M2", True, ("not_your_office", "P-16")),
            (None, False, None),
        ],
    )
    def test_by_the_chair_or_the_secretariat(self, seat: str | None, refused: Any, *, sorted_: bool) -> None:
        standing = waiting() if sorted_ else waiting().with_(classification=None)

        assert why(move(standing, by=waiting().world.member(seat) if seat else SECRETARIAT)) == refused

    @pytest.mark.parametrize(
        ("how", "into", "refused"),
        [
            (MoveKind.MERGED, ("case-2",), None),
            (MoveKind.MERGED, ("case-2", "case-3"), ("nothing_to_change", "P-16")),
            (MoveKind.SENT_DOWN, ("case-2",), None),
            (MoveKind.SPLIT, ("case-2", "case-3"), None),
            (MoveKind.SPLIT, ("case-2",), ("nothing_to_change", "P-16")),
            (MoveKind.SPLIT, ("case-2", "case-3", "case-2"), ("nothing_to_change", "P-16")),
            (MoveKind.SPLIT, ("case-2", "case-9"), ("wrong_stage", "P-16")),
        ],
    )
    def test_into_what(self, how: MoveKind, into: tuple[str, ...], refused: Any) -> None:
        verdict = move(waiting(), *into, how=how)

        assert why(verdict) == refused
        if refused == ("wrong_stage", "P-16"):
            assert words(verdict).startswith("case-9: no case of this community")
        if refused == ("nothing_to_change", "P-16"):
            several = len(set(into))
            case = "case" if several == 1 else "cases"
            assert words(verdict).startswith(f"{how.value} into {several} {case}, named {len(into)} times")

    def test_of_cases_that_nothing_is_known_of(self) -> None:
        act = a.MoveCase(how=MoveKind.MERGED, into=("case-2",), reason="R")

        assert why(waiting().asked(act, undecided=None)) == ("wrong_stage", "P-16")
