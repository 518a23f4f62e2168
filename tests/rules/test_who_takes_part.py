"""Recusal, and parties let into a case or out of it, each condition alone (P-22, P-23, P-25, P-26)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Cleared, Recusal, RecusalGround, SeatAttendance
from models.entries import LapseReason
from models.state import (
    CaseStage,
    PartyBinding,
)
from rules.verdict import NOTHING_LEFT, Verdict
from tests.rules.asking import (
    DAY,
    RUNNING,
    Standing,
    at_the_table,
    kinds,
    objection,
    position,
    waiting,
    why,
    words,
)
from tests.rules.world import SECRETARIAT, Who

M2, GP = Who(person="p-3peu", seat="SEKR-M2"), Who(person="p-8fq7", seat="SEKR-GP")
MOSS = Who(person="p-q22r", party="moss")


def deputy(seat: str = "SEKR-M3", rank: int = 1) -> str:
    return waiting().world.member(seat, rank).person or ""


def holder(seat: str = "SEKR-M3") -> str:
    return waiting().world.member(seat).person or ""


def recuse(standing: Standing, by: Who = SECRETARIAT, **but: Any) -> Verdict:
    fields: dict[str, Any] = {
        "seat": "SEKR-M3",
        "person": holder(),
        "disqualified": True,
        "ground": RecusalGround.PARTY,
        "reason": "R",
    }
    return standing.asked(a.DecideRecusal(**(fields | but)), by)


def away(seat: str = "SEKR-M3", person: str | None = None, **but: Any) -> Recusal:
    fields: dict[str, Any] = {"ground": RecusalGround.PARTY, "reason": "R", "decided_by": "SEKR", "deputy": None}
    return Recusal(seat=seat, person=person or holder(seat), **(fields | but))


class TestP26Recusal:
    """Decided by the body without the one it is about; the deputy has a place, is free, and sits nowhere else."""

    @pytest.mark.parametrize(
        ("by", "refused"),
        [
            pytest.param(None, None, id="the secretariat"),
            pytest.param("SEKR-M1", None, id="the chair"),
            pytest.param("SEKR-M2", ("not_your_office", "P-26"), id="another seat"),
        ],
    )
    def test_who_enters_it(self, by: str | None, refused: Any) -> None:
        assert why(recuse(waiting(), waiting().world.member(by) if by else SECRETARIAT)) == refused
        chair = waiting().world.member("SEKR-M1")
        own = recuse(waiting(), chair, seat="SEKR-M1", person=chair.person)
        assert why(own) == ("not_your_office", "P-26")

    @pytest.mark.parametrize(
        ("but", "refused"),
        [
            ({"seat": "SEKR-M9"}, ("unknown_seat", "P-26")),
            ({"person": "p-9"}, ("no_capacity", "P-26")),
        ],
    )
    def test_of_somebody_with_a_place(self, but: dict[str, Any], refused: Any) -> None:
        assert why(recuse(waiting(), **but)) == refused

    @pytest.mark.parametrize(
        ("before", "act", "refused"),
        [
            pytest.param({}, {}, ("nothing_to_change", "P-26"), id="the same"),
            pytest.param({"ground": RecusalGround.SPECIAL}, {}, None, id="on another ground"),
            pytest.param({"deputy": "p-9"}, {}, None, id="with another deputy"),
            pytest.param({"person": "p-9"}, {}, None, id="another person"),
            pytest.param({}, {"disqualified": False}, None, id="cleared after all"),
        ],
    )
    def test_once(self, before: dict[str, Any], act: dict[str, Any], refused: Any) -> None:
        assert why(recuse(waiting().with_(recusals=(away(**before),)), **act)) == refused

    @pytest.mark.parametrize(
        ("cleared", "recused", "act", "refused"),
        [
            pytest.param(True, False, {}, ("nothing_to_change", "P-26"), id="said so already"),
            pytest.param(True, True, {}, None, id="and recused since"),
            pytest.param(True, False, {"ground": RecusalGround.SPECIAL}, None, id="of another ground"),
            pytest.param(False, False, {}, None, id="not said yet"),
            pytest.param(True, False, {"disqualified": True}, None, id="recused after all"),
        ],
    )
    def test_cleared_once(self, act: dict[str, Any], refused: Any, *, cleared: bool, recused: bool) -> None:
        free = Cleared(seat="SEKR-M3", person=holder(), ground=RecusalGround.PARTY)
        standing = waiting().with_(cleared=(free,) if cleared else None, recusals=(away(),) if recused else None)

        assert why(recuse(standing, **({"disqualified": False} | act))) == refused

    @pytest.mark.parametrize(
        ("called", "but", "refused"),
        [
            pytest.param(1, {}, None, id="a deputy"),
            pytest.param(0, {}, ("no_capacity", "P-23"), id="themselves"),
            pytest.param(None, {}, ("no_capacity", "P-23"), id="somebody without a place"),
            pytest.param(1, {"recused": "SEKR-M3"}, ("recused", "P-26"), id="who is recused, too"),
            pytest.param(1, {"recused": "SEKR-M2"}, None, id="who is recused in another seat"),
            pytest.param(None, {"disqualified": False}, None, id="nobody steps in for who is cleared"),
        ],
    )
    def test_who_steps_in(self, called: int | None, but: dict[str, Any], refused: Any) -> None:
        person = "p-9" if called is None else deputy(rank=called)
        standing = waiting().with_(recusals=(away(but["recused"], person),) if "recused" in but else None)

        verdict = recuse(standing, deputy=person, disqualified=but.get("disqualified", True))

        assert why(verdict) == refused

    @pytest.mark.parametrize(
        ("sits", "refused"),
        [("SEKR-M5", ("one_person_two_seats", "P-23")), ("SEKR-GP", None), ("SEKR-M3", None)],
    )
    def test_a_deputy_sits_in_one_counted_seat(self, sits: str, refused: Any) -> None:
        there = (SeatAttendance(seat="SEKR-M4", person="p-9"), SeatAttendance(seat=sits, person=deputy()))

        verdict = recuse(at_the_table().item(attendance=there), deputy=deputy())

        assert why(verdict) == refused
        assert refused is None or f"sits in {sits} in this item" in words(verdict)

    def test_for_a_seat_that_is_only_heard_a_deputy_may_sit_elsewhere(self) -> None:
        gp = holder("SEKR-GP")
        ranks = tuple(a.SeatRank(seat="SEKR-GP", person=person, rank=n) for n, person in enumerate((gp, "p-9")))
        standing = at_the_table().item(attendance=(SeatAttendance(seat="SEKR-M5", person="p-9"),))
        act = a.DecideRecusal(
            seat="SEKR-GP", person=gp, disqualified=True, ground=RecusalGround.PARTY, reason="R", deputy="p-9"
        )

        assert why(standing.asked(act, ranks=ranks)) is None

    @pytest.mark.parametrize(
        ("but", "act", "uncovered"),
        [
            pytest.param({}, {}, ("halden", "aremark"), id="nobody else speaks for them"),
            pytest.param({}, {"called": True}, None, id="a deputy does"),
            pytest.param({}, {"disqualified": False}, None, id="cleared"),
            pytest.param({}, {"seat": "SEKR-H1"}, None, id="others speak for the party"),
            pytest.param({"recusals": ("SEKR-M2",)}, {}, ("halden", "aremark"), id="another seat is empty, too"),
        ],
    )
    def test_whom_nobody_speaks_for_then(self, but: dict[str, Any], act: dict[str, Any], uncovered: Any) -> None:
        seat = act.get("seat", "SEKR-M3")
        standing = waiting().with_(recusals=tuple(away(s) for s in but.get("recusals", ())) or None)
        said = {"disqualified": act.get("disqualified", True), "deputy": deputy(seat) if "called" in act else None}

        decided = recuse(standing, seat=seat, person=holder(seat), **said).bodies[0]

        assert isinstance(decided, e.RecusalDecided)
        assert (decided.uncovered, decided.decided_by) == (uncovered, "SEKR")
        assert decided.deputy == (deputy(seat) if "called" in act else None)

    @pytest.mark.parametrize(
        ("empty", "stepped_in", "uncovered"),
        [
            (("SEKR-H2", "SEKR-H3", "SEKR-H4", "SEKR-H5"), False, True),
            (("SEKR-H2", "SEKR-H3", "SEKR-H4", "SEKR-H5"), True, False),
        ],
    )
    def test_a_recused_seat_with_a_deputy_is_not_empty(
        self, empty: tuple[str, ...], *, stepped_in: bool, uncovered: bool
    ) -> None:
        recusals = tuple(away(s, deputy="p-9" if stepped_in and s == "SEKR-H5" else None) for s in empty)

        [decided, *_] = recuse(waiting().with_(recusals=recusals), seat="SEKR-H1", person=holder("SEKR-H1")).bodies

        assert isinstance(decided, e.RecusalDecided)
        assert (decided.uncovered == ("sykehuset-ostfold",)) is uncovered

    @pytest.mark.parametrize(
        ("sitting", "act", "before", "changed"),
        [
            pytest.param("holder", {}, None, [None], id="they leave the seat"),
            pytest.param("deputy", {}, None, [], id="another sits there"),
            pytest.param("holder", {"called": True}, None, ["deputy"], id="a deputy takes it"),
            pytest.param("nobody", {"called": True}, None, ["deputy"], id="also where nobody sat"),
            pytest.param("deputy", {"disqualified": False}, "deputy", ["holder"], id="cleared, they come back"),
            pytest.param("nobody", {"disqualified": False}, None, ["holder"], id="to an empty seat, too"),
            pytest.param("other", {"disqualified": False}, "deputy", [], id="but not where another sits"),
            pytest.param("holder", {"disqualified": False}, "none", [], id="who was never recused stays"),
        ],
    )
    def test_in_the_open_item(
        self, sitting: str, act: dict[str, Any], before: str | None, changed: list[Any]
    ) -> None:
        people = {"holder": holder(), "deputy": deputy(), "other": "p-9"}
        there = (SeatAttendance(seat="SEKR-M3", person=people[sitting]),) if sitting in people else ()
        was = (
            (away(deputy=deputy() if before == "deputy" else None),)
            if "disqualified" in act and before != "none"
            else ()
        )
        standing = at_the_table().item(attendance=there).with_(recusals=was or None)

        verdict = recuse(
            standing, disqualified=act.get("disqualified", True), deputy=deputy() if "called" in act else None
        )

        found = [b.person for b in verdict.bodies if isinstance(b, e.CaseAttendanceChanged)]
        assert found == [people.get(name) if name else None for name in changed]

    def test_in_another_bodys_item_nobody_moves_and_what_was_objected_falls_away(self) -> None:
        other = at_the_table().item(body="SU", attendance=())
        said = at_the_table().with_(positions=(position("SEKR-M3", holder()),), objections=(objection(1, "SEKR-M3"),))

        assert kinds(recuse(other, deputy=deputy())) == ["recusal_decided"]
        assert recuse(said).bodies[-1] == e.ObjectionLapsed(objection=1, because=LapseReason.OBJECTOR_AWAY)
        assert kinds(recuse(said, disqualified=False)) == ["recusal_decided"]


class TestP25Parties:
    """Let in while nothing is on the table, in a group that the case knows; left, and bound by what was before."""

    ACT = a.LetPartyIn(party="nyby", reason="R")

    def joined(self, **but: Any) -> dict[str, Any]:
        party = waiting().world.roster.parties[0].model_copy(update={"party": "nyby"})
        return {"joined": party, "joined_group": "halden-aremark"} | but

    @pytest.mark.parametrize(
        ("but", "refused"),
        [
            pytest.param({}, None, id="free"),
            pytest.param({"written": RUNNING}, ("wrong_stage", "P-25"), id="in writing"),
            pytest.param({"item": True}, ("wrong_stage", "P-25"), id="at the table"),
        ],
    )
    def test_when(self, but: dict[str, Any], refused: Any) -> None:
        but = {"item": at_the_table().state.item} if "item" in but else but

        assert why(waiting().with_(**but).asked(self.ACT, **self.joined())) == refused

    @pytest.mark.parametrize(
        ("but", "party", "refused"),
        [
            pytest.param({"joined": None}, "nyby", ("unknown_party", "P-25"), id="that has not joined"),
            pytest.param({"joined_group": None}, "nyby", ("unknown_party", "P-25"), id="in no group"),
            pytest.param({"joined_group": "ny"}, "nyby", ("unknown_party", "P-25"), id="in one the case has not"),
            pytest.param({}, "moss", ("nothing_to_change", "P-25"), id="that is in it"),
        ],
    )
    def test_who(self, but: dict[str, Any], party: str, refused: Any) -> None:
        act = self.ACT.model_copy(update={"party": party})

        assert why(waiting().asked(act, **self.joined(**but))) == refused
        assert why(waiting().asked(self.ACT, M2, **self.joined())) == ("not_your_office", "ENGINE")

    @pytest.mark.parametrize(
        ("but", "party", "unbound", "lapses"),
        [
            pytest.param({}, "moss", None, True, id="before the decision"),
            pytest.param({"stage": CaseStage.BESLUTTET}, "moss", True, False, id="decided after it left"),
            pytest.param({"stage": CaseStage.BESLUTTET, "decided_on": DAY}, "moss", None, False, id="before it left"),
            pytest.param({"stage": CaseStage.BESLUTTET, "bindings": ()}, "moss", None, False, id="not bound by it"),
            pytest.param({}, "halden", None, False, id="another's objection stands"),
        ],
    )
    def test_left(self, but: dict[str, Any], party: str, unbound: Any, *, lapses: bool) -> None:
        ones = tuple(
            objection(n, written=True).model_copy(update={"party": "moss", "standing": n == 1}) for n in (1, 2)
        )
        bound = (PartyBinding(party="moss", by_seat="SEKR-M2"), PartyBinding(party="rade", by_seat="SEKR-M2"))
        fields: dict[str, Any] = {"objections": ones, "bindings": bound, "decided_on": DAY + timedelta(days=1)}
        by = Who(record="community-ostfold")

        verdict = waiting().with_(**(fields | but)).asked(a.PartyLeft(party=party, last_day=DAY), by)

        lapsed = (e.ObjectionLapsed(objection=1, because=LapseReason.PARTY_LEFT),) if lapses else ()
        assert verdict.bodies == (e.PartyLeftCase(party=party, last_day=DAY, unbound=unbound), *lapsed)

    def test_of_a_party_that_is_not_in_it_nothing_is_left(self) -> None:
        left = a.PartyLeft(party="oslo", last_day=DAY)

        assert waiting().asked(left, Who(record="community-ostfold")) == NOTHING_LEFT
