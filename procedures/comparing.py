"""What a change of procedure means, said in words: bodies, seats, routing, clocks and numbers, each apart (P-38)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from models.base import Frozen, RuleId
from models.procedure import BodyDefinition, ClockDefinition, Number, Procedure, SeatDefinition

Subject = Literal["scope", "routing", "bodies", "seats", "clocks", "numbers"]


class Difference(Frozen):
    """One thing that is otherwise in the later procedure."""

    subject: Subject
    of: str  # the body, seat, clock or number; the key, for the rest
    words: str
    rule: RuleId


def differences(before: Procedure, after: Procedure) -> tuple[Difference, ...]:
    """Everything a later procedure says otherwise than an earlier one; empty where they mean the same."""
    return (
        *_scope(before, after),
        *_routing(before, after),
        *_bodies(before, after),
        *_clocks(before, after),
        *_numbers(before, after),
    )


def _scope(before: Procedure, after: Procedure) -> Iterator[Difference]:
    for key, rule in (("timezone", "T-01"), ("language", "ENGINE"), ("valid_from", "P-38")):
        was, now = getattr(before, key), getattr(after, key)
        if was != now:
            yield Difference(subject="scope", of=key, rule=rule, words=f"{key.replace('_', ' ')}: {now}, was {was}")


def _routing(before: Procedure, after: Procedure) -> Iterator[Difference]:
    said = (
        ("larger_consequences", "P-04", "cases with larger consequences are decided in"),
        ("professional", "P-04", "professional cases are decided in"),
        ("drofting_default", "P-05", "drøfting is held as a rule in"),
        ("drofting_direct", "P-05", "with a reason, drøfting is held directly in"),
        ("local", "P-04", "cases of one area alone are taken in"),
    )
    for key, rule, words in said:
        was, now = getattr(before.routing, key), getattr(after.routing, key)
        if was != now:
            changed = f"{words} {_listed(now)}, was {_listed(was)}"
            yield Difference(subject="routing", of=key, rule=rule, words=changed)


def _bodies(before: Procedure, after: Procedure) -> Iterator[Difference]:
    was, now = {b.body: b for b in before.bodies}, {b.body: b for b in after.bodies}
    for name in (name for name in was if name not in now):
        yield _of_body(name, f"{name} is no more: {was[name].names.en}")
    for name in (name for name in now if name not in was):
        yield _of_body(name, f"{name} is new: {now[name].names.en}, {len(now[name].seats)} seats")
    for name in (name for name in now if name in was):
        yield from _body(was[name], now[name])
        yield from _seats(was[name], now[name])


def _body(was: BodyDefinition, now: BodyDefinition) -> Iterator[Difference]:
    for key, words in (
        ("level", "stands on level"),
        ("chair", "is chaired by the holder of"),
        ("raises_to", "raises cases to"),
        ("deliberates", "deliberates:"),
        ("decides", "decides:"),
    ):
        one, other = getattr(was, key), getattr(now, key)
        if one != other:
            yield _of_body(now.body, f"{now.body} {words} {_said(other)}, was {_said(one)}")
    ways = tuple(b.escalation.ways if b.escalation else () for b in (was, now))
    if ways[0] != ways[1]:
        yield _of_body(
            now.body, f"without consensus {now.body} has the ways {_listed(ways[1])}, was {_listed(ways[0])}"
        )
    defaults = tuple(b.escalation.default if b.escalation else None for b in (was, now))
    if defaults[0] != defaults[1]:
        words = f"without consensus {now.body} is proposed {_said(defaults[1])}, was {_said(defaults[0])}"
        yield _of_body(now.body, words)


def _of_body(body: str, words: str) -> Difference:
    return Difference(subject="bodies", of=body, words=words, rule="P-14" if "raises" in words else "P-05")


def _seats(was: BodyDefinition, now: BodyDefinition) -> Iterator[Difference]:
    before, after = {s.seat: s for s in was.seats}, {s.seat: s for s in now.seats}
    for seat in (s for s in before if s not in after):
        yield _of_seat(seat, f"{seat} is no more")
    for seat, new in after.items():
        old = before.get(seat)
        if old is None:
            yield _of_seat(seat, f"{seat} is new, and {_weight(new)}")
        elif (old.counts, old.group) != (new.counts, new.group):
            yield _of_seat(seat, f"{seat} {_weight(new)}, before it {_weight(old)}")


def _of_seat(seat: str, words: str) -> Difference:
    return Difference(subject="seats", of=seat, words=words, rule="P-18")


def _weight(seat: SeatDefinition) -> str:
    return f"counts for {seat.group}" if seat.counts else "is heard, not counted"


def _clocks(before: Procedure, after: Procedure) -> Iterator[Difference]:
    was, now = {c.name: c for c in before.clocks}, {c.name: c for c in after.clocks}
    for name in (name for name in was if name not in now):
        yield _of_clock(was[name], f"{name} is no more")
    for name, new in now.items():
        old = was.get(name)
        if old is None:
            yield _of_clock(new, f"{name} is new: {new.then}, silence is {new.silence.value}")
            continue
        for key, words in (("then", "comes to"), ("silence", "takes silence as"), ("runs_by", "runs by")):
            one, other = getattr(old, key), getattr(new, key)
            if one != other:
                yield _of_clock(new, f"{name} {words} {_said(other)}, was {_said(one)}")


def _of_clock(clock: ClockDefinition, words: str) -> Difference:
    return Difference(subject="clocks", of=clock.name, words=words, rule=clock.rule)


def _numbers(before: Procedure, after: Procedure) -> Iterator[Difference]:
    was, now = {n.name: n for n in before.numbers}, {n.name: n for n in after.numbers}
    for name in (name for name in was if name not in now):
        yield _of_number(was[name], f"{name} is no more")
    for name, new in now.items():
        old = was.get(name)
        if old is None:
            yield _of_number(new, f"{name} is new: {_dated(new)}")
            continue
        if [v.value for v in old.values] != [v.value for v in new.values] or _later(old) != _later(new):
            yield _of_number(new, f"{name} is {_dated(new)}, was {_dated(old)}")
        if (old.force, old.source) != (new.force, new.source):
            stands = f"{name} rests on {new.force.value} ({new.source})"
            yield _of_number(new, f"{stands}, rested on {old.force.value} ({old.source})")


def _later(number: Number) -> list[str]:
    """The days of all values but the first: when a procedure itself begins is another matter."""
    return [value.since.isoformat() for value in number.values[1:]]


def _of_number(number: Number, words: str) -> Difference:
    return Difference(subject="numbers", of=number.name, words=words, rule=number.rule)


def _dated(number: Number) -> str:
    first, *later = [_said(value.value) for value in number.values]
    unit = "" if number.unit in ("mode", "true or false", "date") else f" {number.unit}"
    then = [f"{said} from {value.since}" for said, value in zip(later, number.values[1:], strict=True)]
    return f"{', '.join([first, *then])}{unit}"


def _said(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case tuple():
            return _listed(value)
        case _:
            return str(getattr(value, "value", value))


def _listed(values: Iterable[object] | object) -> str:
    if isinstance(values, str):
        return values
    assert isinstance(values, tuple)
    return ", ".join(str(value) for value in values) or "nothing"
