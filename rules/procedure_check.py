"""Whether a procedure can work: the checks of a whole file's meaning, as findings with a place and a remedy.

What a single value may be is the models' business; here is what values say about each other.
"""

from __future__ import annotations

from collections.abc import Iterator

from models.base import BodyId, RuleId
from models.procedure import BodyDefinition, Number, Procedure, Side
from models.rulebook import Force
from rules.clock_check import check_clocks
from rules.engine_numbers import ENGINE_NUMBERS, unit_of
from rules.findings import Finding, Place, near, unique
from rules.road_check import check_road
from rules.rulebook import RULES

COUNTING_SIDES = (Side.MUNICIPAL, Side.HOSPITAL)
LANGUAGES = ("nb", "nn", "en")
NO_SOURCE = "no source"


def check_procedure(procedure: Procedure) -> tuple[Finding, ...]:
    """Everything that keeps a procedure from working; empty if it can be used."""
    return (
        *_check_bodies(procedure),
        *_check_language(procedure),
        *_check_groups(procedure),
        *_check_routing(procedure),
        *check_road(procedure),
        *check_clocks(procedure),
        *_check_sources(procedure),
        *_check_number_names(procedure),
        *_check_values(procedure),
        *_check_relations(procedure),
    )


def _check_bodies(procedure: Procedure) -> Iterator[Finding]:
    yield from unique(("bodies",), "body", [body.body for body in procedure.bodies])
    seen: dict[str, BodyId] = {}
    for index, body in enumerate(procedure.bodies):
        place = ("bodies", index)
        if not body.deliberates and not body.decides:
            yield Finding(
                place=place,
                what=f"{body.body} neither deliberates nor decides",
                rule="P-05",
                remedy="set deliberates or decides to true, or remove the body",
            )
        if body.chair not in {seat.seat for seat in body.seats}:
            yield Finding(
                place=(*place, "chair"),
                what=f"{body.body} has no seat {body.chair} that could chair it: nobody can convene it",
                rule="P-07",
                remedy=near(body.chair, [seat.seat for seat in body.seats]),
            )
        yield from _check_seats(place, body, seen)


def _check_seats(place: Place, body: BodyDefinition, seen: dict[str, BodyId]) -> Iterator[Finding]:
    for index, seat in enumerate(body.seats):
        here = (*place, "seats", index)
        if seat.seat in seen:
            yield Finding(
                place=here,
                what=f"the seat {seat.seat} stands twice, in {seen[seat.seat]} and in {body.body}",
                rule="ENGINE",
                remedy="give every seat its own id, in the whole procedure",
            )
        seen.setdefault(seat.seat, body.body)
        if seat.counts and seat.side not in COUNTING_SIDES:
            yield Finding(
                place=(*here, "counts"),
                what=f"{seat.seat} counts, but stands for {seat.side.value}",
                rule="P-18",
                remedy="only municipal and hospital seats may count: set counts to false",
            )
        if seat.counts and seat.group is None:
            yield Finding(
                place=here,
                what=f"{seat.seat} counts, but speaks for no group: nobody would be bound",
                rule="P-18",
                remedy='add "group: ..." with the group whose parties it binds',
            )
        if not seat.counts and seat.group is not None:
            yield Finding(
                place=(*here, "group"),
                what=f"{seat.seat} is only heard, but speaks for the group {seat.group}",
                rule="P-18",
                remedy="remove the group, or let the seat count",
            )
    counted = sum(seat.counts for seat in body.seats)
    if counted < 2:  # an agreement takes two
        yield Finding(
            place=(*place, "seats"),
            what=f"{body.body} has {counted} counted seats: consensus among {counted} says nothing",
            rule="P-18",
            remedy="let at least two seats count",
        )
    elif len(sides := {seat.side for seat in body.seats if seat.counts}) == 1:
        yield Finding(
            place=(*place, "seats"),
            what=f"only {sides.pop().value} seats count in {body.body}: nothing is agreed between the two sides",
            rule="P-18",
            remedy="let seats of both sides count",
        )


def _check_language(procedure: Procedure) -> Iterator[Finding]:
    if procedure.language not in LANGUAGES:
        yield Finding(
            place=("language",),
            what=f'nothing is written in the language "{procedure.language}"',
            rule="ENGINE",
            remedy=near(procedure.language, LANGUAGES),
        )


def _check_groups(procedure: Procedure) -> Iterator[Finding]:
    """A group has parties of one side; seats of the other cannot speak for them."""
    sides: dict[str, Side] = {}
    for i, body in enumerate(procedure.bodies):
        for j, seat in enumerate(body.seats):
            if seat.group is None or not seat.counts or seat.side not in COUNTING_SIDES:
                continue
            first = sides.setdefault(seat.group, seat.side)
            if first is not seat.side:
                yield Finding(
                    place=("bodies", i, "seats", j, "group"),
                    what=f"the group {seat.group} is spoken for by {first.value} and by {seat.side.value} seats",
                    rule="P-18",
                    remedy="give each side groups of its own",
                )


def _check_sources(procedure: Procedure) -> Iterator[Finding]:
    """Law and agreement stand somewhere; where no source settles a matter, it is our choice."""
    numbered: list[tuple[Place, str, Force, str]] = [
        (("numbers", i), n.name, n.force, n.source) for i, n in enumerate(procedure.numbers)
    ]
    numbered += [(("clocks", i), c.name, c.force, c.source) for i, c in enumerate(procedure.clocks)]
    for i, body in enumerate(procedure.bodies):
        if body.escalation is not None:
            numbered.append(
                (
                    ("bodies", i, "escalation"),
                    f"escalation of {body.body}",
                    body.escalation.force,
                    body.escalation.source,
                )
            )
    for place, name, force, source in numbered:
        if force is not Force.CHOICE and source.casefold().startswith(NO_SOURCE):
            yield Finding(
                place=(*place, "source"),
                what=f"{name} has the force of {force.value}, and no source",
                rule="P-38",
                remedy=f"name where it stands, or write force: {Force.CHOICE.value}",
            )


def _check_routing(procedure: Procedure) -> Iterator[Finding]:
    routing = procedure.routing
    roles: list[tuple[Place, BodyId, bool]] = [
        (("routing", "larger_consequences"), routing.larger_consequences, True),
        (("routing", "professional"), routing.professional, True),
        (("routing", "drofting_default"), routing.drofting_default, False),
    ]
    roles += [(("routing", "drofting_direct", i), body, False) for i, body in enumerate(routing.drofting_direct)]
    bodies = {body.body: body for body in procedure.bodies}
    for place, name, must_decide in roles:
        body = bodies.get(name)
        if body is None:
            what, remedy = f"the procedure has no body {name}", near(name, list(bodies))
        elif must_decide and not body.decides:
            what, remedy = f"{name} does not decide: the case could never end", "name a body that decides"
        elif not must_decide and not body.deliberates:
            what, remedy = f"{name} does not deliberate: no case could begin", "name a body that deliberates"
        else:
            continue
        yield Finding(place=place, what=what, rule="P-04" if must_decide else "P-05", remedy=remedy)
    larger, professional = bodies.get(routing.larger_consequences), bodies.get(routing.professional)
    if larger is not None and professional is not None and larger.level < professional.level:
        yield Finding(
            place=("routing", "larger_consequences"),
            what=f"{larger.body} stands below {professional.body}, so no case could be raised",
            rule="P-14",
            remedy="let the body for larger consequences have the higher level",
        )


def _check_number_names(procedure: Procedure) -> Iterator[Finding]:
    names = [number.name for number in procedure.numbers]
    yield from unique(("numbers",), "number", names)
    for name in ENGINE_NUMBERS:
        if name not in names:
            yield Finding(
                place=("numbers",),
                what=f"the number {name} is missing",
                rule="ENGINE",
                remedy=f'add "{name}: ..." below numbers, as in the files in procedures/',
            )
    for index, number in enumerate(procedure.numbers):
        if number.name not in ENGINE_NUMBERS:
            yield Finding(
                place=("numbers", index),
                what=f"nothing uses a number called {number.name}",
                rule="ENGINE",
                remedy=near(number.name, list(ENGINE_NUMBERS)),
            )
        unit = unit_of(number.name)
        if number.name in ENGINE_NUMBERS and unit is not None and number.unit != unit:
            yield Finding(
                place=("numbers", index, "unit"),
                what=f"{number.name} is counted in {unit}, not in {number.unit}",
                rule=number.rule,
                remedy=f"write unit: {unit}",
            )
        if number.rule not in RULES:
            yield Finding(
                place=("numbers", index, "rule"),
                what=f"there is no rule {number.rule}",
                rule="ENGINE",
                remedy="name a rule of docs/rules.md",
            )


def _check_values(procedure: Procedure) -> Iterator[Finding]:
    for index, number in enumerate(procedure.numbers):
        place = ("numbers", index, "values")
        kind = ENGINE_NUMBERS.get(number.name)
        for position, dated in enumerate(number.values):
            why_not = kind.why_not(dated.value) if kind is not None else None
            if why_not is not None:
                yield Finding(
                    place=(*place, position),
                    what=f"{number.name} is {_shown(dated.value)} from {dated.since}",
                    rule=number.rule,
                    remedy=why_not,
                )
            if position and dated.since <= number.values[position - 1].since:
                yield Finding(
                    place=(*place, position),
                    what=f"{number.name}: {dated.since} stands below {number.values[position - 1].since}",
                    rule="P-38",
                    remedy="put the dated values in rising order, a later day below an earlier one",
                )
        first = number.values[0].since
        if first > procedure.valid_from:
            yield Finding(
                place=(*place, 0),
                what=f"{number.name} has no value from {procedure.valid_from} until {first}",
                rule="P-38",
                remedy=f"date the first value {procedure.valid_from} or earlier",
            )


def _check_relations(procedure: Procedure) -> Iterator[Finding]:
    yield from _never_less(procedure, "notice_days", "notice_floor_days", "P-06")
    yield from _never_less(procedure, "min_gap_days", "notice_floor_days", "P-12")
    for pair, rule in (("forankring_reminder_days", "P-11"), ("mandate_warning_days", "P-24")):
        yield from _never_less(procedure, f"{pair}_first", f"{pair}_second", rule, margin=1)
    yield from _needs_basis(procedure, "silence_is_consent", "P-22")
    yield from _needs_basis(procedure, "binding_by_agreement", "P-19")


def _shown(value: int | bool | str) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _never_less(procedure: Procedure, name: str, floor: str, rule: RuleId, margin: int = 0) -> Iterator[Finding]:
    """The first value of `name` below that of `floor` plus `margin` on the same day, if there is one."""
    place, number = _numbered(procedure, name)
    _, lowest = _numbered(procedure, floor)
    if number is None or lowest is None:
        return  # said already: the number is missing
    days = sorted({dated.since for dated in (*number.values, *lowest.values)})
    for day in days:
        try:
            value, least = number.on(day), lowest.on(day)
        except LookupError:
            continue
        if ENGINE_NUMBERS[name].why_not(value) is not None:
            continue  # said already
        if isinstance(value, int) and isinstance(least, int) and value < least + margin:
            position = max(i for i, dated in enumerate(number.values) if dated.since <= day)
            yield Finding(
                place=(*place, "values", position),
                what=f"{name} is {value} on {day}, {floor} is {least}",
                rule=rule,
                remedy=f"let {name} be at least {least + margin}",
            )
            return


def _needs_basis(procedure: Procedure, name: str, rule: RuleId) -> Iterator[Finding]:
    """Silence is consent, and consensus binds, only where law or agreement says so, and it says where."""
    place, number = _numbered(procedure, name)
    if number is None or number.force in {Force.LAW, Force.AGREEMENT}:
        return
    for position, dated in enumerate(number.values):
        if dated.value is True:
            yield Finding(
                place=(*place, "values", position),
                what=f"{name} is true, and no more behind it than {number.force.value}",
                rule=rule,
                remedy="set it to false, or give force law or agreement and the clause as source",
            )


def _numbered(procedure: Procedure, name: str) -> tuple[Place, Number | None]:
    for index, number in enumerate(procedure.numbers):
        if number.name == name:
            return ("numbers", index), number
    return ("numbers",), None
