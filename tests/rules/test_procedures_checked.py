"""What a procedure may not be, place by place, and the nearest to it that it may (P-01..P-38)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from models.procedure import (
    BodyDefinition,
    ClockDefinition,
    DatedValue,
    Escalation,
    Number,
    Procedure,
    SeatDefinition,
    Side,
)
from models.rulebook import Force
from rules.procedure_check import check_procedure
from tests.rules.test_rosters_checked import HIGH, LOW, SMALL, Told, body, seat, told

FROM = SMALL.valid_from
LATER = FROM + timedelta(days=1000)
WAYS = Escalation(
    ways=("new_drofting", "nemnda"), default="nemnda", force=Force.CHOICE, source="No source", last_checked=FROM
)
NONE = "No source settles it"


def _changed(one: Any, **changes: Any) -> Any:
    return one.model_copy(update=changes)


LOWER = _changed(LOW, escalation=_changed(WAYS, ways=("new_drofting", "raise"), default="raise"), raises_to="HIGH")
HIGHER = _changed(HIGH, escalation=WAYS)
GOOD: Procedure = _changed(SMALL, bodies=(LOWER, HIGHER))

THIRD = _changed(
    body("THIRD", 2, seat("T-A", Side.MUNICIPAL, "ga"), seat("T-H", Side.HOSPITAL, "gh")), escalation=WAYS
)
FOURTH = _changed(
    body("FOURTH", 3, seat("F-A", Side.MUNICIPAL, "ga"), seat("F-H", Side.HOSPITAL, "gh")), escalation=WAYS
)

Change = Callable[[Procedure], Procedure]


def bodies(low: dict[str, Any] | None = None, high: dict[str, Any] | None = None, *more: BodyDefinition) -> Change:
    """Other fields of the two bodies, and more bodies."""
    return lambda p: _changed(
        p, bodies=(_changed(p.bodies[0], **low or {}), _changed(p.bodies[1], **high or {}), *p.bodies[2:], *more)
    )


def seats(*more: SeatDefinition, **changed: dict[str, Any]) -> Change:
    """Other fields of the lower body's seats (L_A for L-A), and more of them."""
    return lambda p: bodies(
        {"seats": (*(_changed(s, **changed.get(s.seat.replace("-", "_"), {})) for s in p.bodies[0].seats), *more)}
    )(p)


def routing(**changes: Any) -> Change:
    """Another way to the bodies."""
    return lambda p: _changed(p, routing=_changed(p.routing, **changes))


def _one(kind: str, name: str, **changes: Any) -> Change:
    return lambda p: _changed(
        p, **{kind: tuple(_changed(x, **changes) if x.name == name else x for x in getattr(p, kind))}
    )


def number(name: str, **changes: Any) -> Change:
    """Another number of that name."""
    return _one("numbers", name, **changes)


def values(name: str, *dated: tuple[date, int | bool | str]) -> Change:
    """Other values of a number."""
    return number(name, values=tuple(DatedValue(since=since, value=value) for since, value in dated))


def clock(name: str, **changes: Any) -> Change:
    """Another clock of that name."""
    return _one("clocks", name, **changes)


def without(kind: str, name: str) -> Change:
    """The procedure without a number or a clock."""
    return lambda p: _changed(p, **{kind: tuple(x for x in getattr(p, kind) if x.name != name)})


def also(kind: str, like: str, **changes: Any) -> Change:
    """A number or a clock more."""
    return lambda p: _changed(
        p, **{kind: (*getattr(p, kind), _changed(next(x for x in getattr(p, kind) if x.name == like), **changes))}
    )


def both(*changes: Change) -> Change:
    """One change after the other."""

    def made(p: Procedure) -> Procedure:
        for change in changes:
            p = change(p)
        return p

    return made


def checked(change: Change) -> list[Told]:
    """What is wrong with the good procedure so changed; numbers and clocks by their names, not their places."""
    procedure = change(GOOD)

    def named(place: str) -> str:
        match place.split("."):
            case ["numbers" | "clocks" as kind, at, *rest]:
                listed: tuple[Number | ClockDefinition, ...] = getattr(procedure, kind)
                return ".".join((listed[int(at)].name, *rest))
            case _:
                return place

    return [(named(place), rule, what) for place, rule, what in told(check_procedure(procedure))]


def test_the_small_procedure_can_work() -> None:
    assert checked(lambda p: p) == []


class TestBodies:
    """Bodies and their seats (P-05, P-07, P-18)."""

    @pytest.mark.parametrize(
        ("change", "found"),
        [
            pytest.param(
                bodies(None, None, _changed(HIGHER, seats=tuple(_changed(s, seat=f"X{s.seat}") for s in HIGH.seats),
                                            chair="XH-A")),
                [("bodies.2", "ENGINE", "the body HIGH stands twice")], id="an id twice",
            ),
            pytest.param(
                both(
                    bodies({"deliberates": False, "decides": False}),
                    routing(professional="HIGH", drofting_default="HIGH"),
                ),
                [("bodies.0", "P-05",
                  "LOW neither deliberates nor decides"), ("bodies.0", "P-04", "no case can come to LOW")],
                id="that does nothing",
            ),
            pytest.param(
                bodies({"chair": "X"}),
                [("bodies.0.chair", "P-07", "LOW has no seat X that could chair it: nobody can convene it")],
                id="a chair that is no seat",
            ),
            pytest.param(
                bodies({"chair": "H-A"}),
                [("bodies.0.chair", "P-07", "LOW has no seat H-A that could chair it: nobody can convene it")],
                id="a chair of another body",
            ),
            pytest.param(
                seats(seat("L-U", Side.GP)),
                [("bodies.0.seats.4", "ENGINE", "the seat L-U stands twice, in LOW and in LOW")],
                id="a seat twice",
            ),
            pytest.param(
                seats(seat("H-H", Side.GP)),
                [("bodies.1.seats.1", "ENGINE", "the seat H-H stands twice, in LOW and in HIGH")],
                id="a seat in two bodies",
            ),
            pytest.param(
                seats(L_U={"counts": True, "group": "gu"}),
                [("bodies.0.seats.3.counts", "P-18", "L-U counts, but stands for users")], id="counted for users",
            ),
            pytest.param(
                seats(L_A={"group": None}),
                [("bodies.0.seats.0", "P-18", "L-A counts, but speaks for no group: nobody would be bound")],
                id="counted for nobody",
            ),
            pytest.param(
                seats(L_U={"group": "ga"}),
                [("bodies.0.seats.3.group", "P-18", "L-U is only heard, but speaks for the group ga")],
                id="heard for a group",
            ),
            pytest.param(
                both(bodies({"seats": LOW.seats[:1]})),
                [("bodies.0.seats", "P-18", "LOW has 1 counted seats: consensus among 1 says nothing")],
                id="one counted",
            ),
            pytest.param(
                both(bodies({"seats": LOW.seats[3:], "chair": "L-U"})),
                [("bodies.0.seats", "P-18", "LOW has 0 counted seats: consensus among 0 says nothing")],
                id="none counted",
            ),
            pytest.param(
                bodies({"seats": LOW.seats[:2]}),
                [("bodies.0.seats", "P-18",
                  "only municipal seats count in LOW: nothing is agreed between the two sides")],
                id="one side counted",
            ),
            pytest.param(bodies({"seats": LOW.seats[1:3], "chair": "L-B"}), [], id="two counted, of two sides"),
            pytest.param(
                bodies({"seats": (*LOW.seats[:2], LOW.seats[3])}),
                [("bodies.0.seats", "P-18",
                  "only municipal seats count in LOW: nothing is agreed between the two sides")],
                id="one side counted, another heard",
            ),
            pytest.param(
                seats(L_A={"group": None}, L_H={"group": None}),
                [("bodies.0.seats.0", "P-18", "L-A counts, but speaks for no group: nobody would be bound"),
                 ("bodies.0.seats.2", "P-18", "L-H counts, but speaks for no group: nobody would be bound")],
                id="two counted for nobody",
            ),
            pytest.param(
                seats(L_B={"group": "gh", "counts": False}),
                [("bodies.0.seats.1.group", "P-18", "L-B is only heard, but speaks for the group gh")],
                id="heard for a group of the other side",
            ),
            pytest.param(
                seats(L_U={"counts": True, "group": "ga"}),
                [("bodies.0.seats.3.counts", "P-18", "L-U counts, but stands for users")],
                id="counted for users, for a group",
            ),
            pytest.param(
                bodies({"seats": (LOW.seats[3], *LOW.seats[:2], _changed(LOW.seats[2], group="ga"))}),
                [("bodies.0.seats.3.group", "P-18", "the group ga is spoken for by municipal and by hospital seats")],
                id="a group of two sides, after one that is heard",
            ),
            pytest.param(
                seats(L_H={"group": "ga"}),
                [("bodies.0.seats.2.group", "P-18", "the group ga is spoken for by municipal and by hospital seats")],
                id="a group of two sides",
            ),
            pytest.param(
                lambda p: _changed(p, language="no"),
                [("language", "ENGINE", 'nothing is written in the language "no"')], id="a language nobody writes",
            ),
        ],
    )  # fmt: skip
    def test_a_body(self, change: Change, found: list[Told]) -> None:
        assert checked(change) == found

    @pytest.mark.parametrize("language", ["nb", "nn", "en"])
    def test_a_language(self, language: str) -> None:
        assert checked(lambda p: _changed(p, language=language)) == []


class TestSources:
    """Law and agreement stand somewhere; where no source settles a matter it is our choice (P-38)."""

    @pytest.mark.parametrize("source", ["No source", "no source settles it", "NO SOURCE"])
    @pytest.mark.parametrize("force", [force for force in Force if force is not Force.CHOICE])
    def test_force_without_a_source(self, source: str, force: Force) -> None:
        said = {"force": force, "source": source}
        change = both(
            number("takeover_days", **said),
            clock("notice-due", **said),
            bodies({}, {"escalation": _changed(WAYS, **said)}),
        )

        assert checked(change) == [
            ("takeover_days.source", "P-38", f"takeover_days has the force of {force.value}, and no source"),
            ("notice-due.source", "P-38", f"notice-due has the force of {force.value}, and no source"),
            (
                "bodies.1.escalation.source",
                "P-38",
                f"escalation of HIGH has the force of {force.value}, and no source",
            ),
        ]

    @pytest.mark.parametrize(
        ("force", "source"), [(Force.CHOICE, NONE), (Force.LAW, "hol. § 6-2; no source for the day")]
    )
    def test_what_may_be(self, force: Force, source: str) -> None:
        assert checked(number("takeover_days", force=force, source=source)) == []


class TestTheRoad:
    """To a body, up from it, and to an end (P-04, P-05, P-13..P-15)."""

    @pytest.mark.parametrize(
        ("change", "found"),
        [
            pytest.param(
                routing(larger_consequences="X"),
                [("routing.larger_consequences", "P-04", "the procedure has no body X")], id="larger: no body",
            ),
            pytest.param(
                both(routing(professional="X"), bodies({"raises_to": "HIGH"})),
                [("routing.professional", "P-04", "the procedure has no body X")], id="professional: no body",
            ),
            pytest.param(
                both(routing(drofting_default="X")),
                [("routing.drofting_default", "P-05", "the procedure has no body X")], id="drofting: no body",
            ),
            pytest.param(
                routing(drofting_direct=("HIGH", "X")),
                [("routing.drofting_direct.1", "P-05", "the procedure has no body X")],
                id="drofting with a reason: no body",
            ),
            pytest.param(
                bodies({}, {"decides": False, "escalation": None}),
                [("routing.larger_consequences", "P-04", "HIGH does not decide: the case could never end"),
                 ("bodies.0.raises_to", "P-14",
                  "LOW raises cases to HIGH, which does not decide: they could never end")],
                id="a body that does not decide",
            ),
            pytest.param(
                bodies({"deliberates": False}),
                [("routing.drofting_default", "P-05", "LOW does not deliberate: no case could begin")],
                id="a body that does not deliberate",
            ),
            pytest.param(
                both(routing(drofting_direct=("HIGH",)), bodies({}, {"deliberates": False})),
                [("routing.drofting_direct.0", "P-05", "HIGH does not deliberate: no case could begin")],
                id="with a reason, a body that does not deliberate",
            ),
            pytest.param(bodies({}, {"deliberates": False}), [], id="a higher body that only decides"),
            pytest.param(
                both(routing(larger_consequences="LOW", professional="HIGH")),
                [("routing.larger_consequences", "P-14", "LOW stands below HIGH, so no case could be raised")],
                id="larger ones below",
            ),
            pytest.param(
                both(routing(larger_consequences="THIRD"), bodies(None, None, THIRD)), [], id="three, all reached",
            ),
            pytest.param(
                both(routing(larger_consequences="THIRD", professional="HIGH"), bodies(None, None, THIRD)), [],
                id="larger ones in a body of the same level",
            ),
            pytest.param(
                routing(drofting_direct=("LOW",)),
                [("routing.drofting_direct.0", "P-05", "drøfting in LOW is named twice: two rules for one event")],
                id="with a reason where it is usual",
            ),
            pytest.param(
                routing(drofting_direct=("HIGH", "HIGH")),
                [("routing.drofting_direct.1", "P-05", "drøfting in HIGH is named twice: two rules for one event")],
                id="with a reason, twice",
            ),
            pytest.param(
                routing(drofting_default="HIGH"),
                [("routing.professional", "P-05",
                  "what LOW decides is deliberated above it, in HIGH: none could be classified")],
                id="deliberated above",
            ),
            pytest.param(
                both(routing(drofting_default="HIGH", larger_consequences="LOW")),
                [("routing.professional", "P-05",
                  "what LOW decides is deliberated above it, in HIGH: none could be classified"),
                 ("routing.larger_consequences", "P-05",
                  "what LOW decides is deliberated above it, in HIGH: none could be classified")],
                id="both deliberated above",
            ),
            pytest.param(routing(drofting_default="HIGH", professional="HIGH"),
                         [("bodies.0", "P-04", "no case can come to LOW")], id="a body that nothing leads to"),
            pytest.param(
                both(routing(local=("THIRD",)), bodies(None, None, THIRD)), [], id="a local one",
            ),
            pytest.param(
                routing(local=("X",)), [("routing.local.0", "P-04", "the procedure has no body X")],
                id="local: no body",
            ),
            *(
                pytest.param(
                    both(routing(local=("THIRD",)), bodies(None, None, _changed(THIRD, **{stage: False}))),
                    [("routing.local.0", "P-05", "THIRD takes cases through both stages, but does not hold both")],
                    id=f"local, not {stage}",
                )
                for stage in ("deliberates", "decides")
            ),
            *(
                pytest.param(
                    both(routing(local=local), bodies(None, None, THIRD)),
                    [(f"routing.local.{len(local) - 1}", "P-04",
                      f"{local[-1]} is the place for such cases already: two rules for one event"),
                     *([("bodies.2", "P-04", "no case can come to THIRD")] if "THIRD" not in local else [])],
                    id=f"local: {', '.join(local)}",
                )
                for local in (("LOW",), ("HIGH",), ("THIRD", "THIRD"))
            ),
            pytest.param(
                both(bodies({}, {"raises_to": "THIRD", "level": 2}, _changed(THIRD, level=3))), [], id="raised twice",
            ),
            pytest.param(
                bodies(None, None, _changed(THIRD, raises_to="FOURTH"), FOURTH),
                [("bodies.2", "P-04", "no case can come to THIRD"),
                 ("bodies.3", "P-04", "no case can come to FOURTH")],
                id="raised from where no case comes",
            ),
            pytest.param(
                both(routing(drofting_direct=("THIRD",)), bodies(None, None, THIRD)), [],
                id="reached by drøfting alone",
            ),
        ],
    )  # fmt: skip
    def test_leads_to_a_body(self, change: Change, found: list[Told]) -> None:
        assert checked(change) == found

    @pytest.mark.parametrize(
        ("change", "found"),
        [
            pytest.param(
                bodies({"raises_to": "X"}),
                [("bodies.0.raises_to", "P-14", "LOW raises cases to X, which is no body")],
                id="to no body",
            ),
            *(
                pytest.param(
                    bodies({"level": level}, {"raises_to": "LOW"}),
                    [("bodies.1.raises_to", "P-14", "HIGH raises cases to LOW, which does not stand above it")],
                    id=f"from 2 to {level}",
                )
                for level in (1,)
            ),
            pytest.param(
                bodies({"level": 2}),
                [("bodies.0.raises_to", "P-14", "LOW raises cases to HIGH, which does not stand above it")],
                id="to one beside it",
            ),
            pytest.param(
                bodies({"raises_to": None}),
                [("bodies.0.escalation.ways", "P-14",
                  "cases without consensus are raised from LOW, but nothing says where to")], id="nowhere",
            ),
            pytest.param(
                bodies({}, {"escalation": None}),
                [("bodies.1", "P-13", "HIGH decides, and nothing says what becomes of a case without consensus")],
                id="no way out",
            ),
            pytest.param(
                bodies({}, {"escalation": _changed(WAYS, ways=("vote", "nemnda", "vote"))}),
                [("bodies.1.escalation.ways.0", "P-13", "nobody knows the way vote"),
                 ("bodies.1.escalation.ways.2", "P-13", "nobody knows the way vote"),
                 ("bodies.1.escalation.ways.2", "P-13", "the way vote stands twice")], id="by a vote",
            ),
            pytest.param(
                bodies({}, {"escalation": _changed(WAYS, default="raise")}),
                [("bodies.1.escalation.default", "P-13",
                  "the chair of HIGH is proposed raise, which is none of the ways out of it")],
                  id="proposed another way",
            ),
            pytest.param(
                both(bodies({"decides": False, "escalation": None}), routing(professional="HIGH")), [],
                id="one that does not decide needs none",
            ),
        ],
    )  # fmt: skip
    def test_leads_up_and_out(self, change: Change, found: list[Told]) -> None:
        assert checked(change) == found


def test_nobody_is_told_to_raise_cases_to_the_body_they_come_from() -> None:
    [found] = check_procedure(bodies({"raises_to": "LO"})(GOOD))

    assert found.remedy == "one of: HIGH"
