"""Whether every clock of a procedure comes to something, and says what silence means (P-11, P-22, P-27, P-30)."""

from __future__ import annotations

from collections.abc import Iterator

from models.procedure import ClockDefinition, Procedure, Silence
from models.rulebook import Force
from rules.engine_clocks import ENGINE_CLOCKS, EngineClock
from rules.findings import Finding, Place, near, unique
from rules.rulebook import RULES


def check_clocks(procedure: Procedure) -> Iterator[Finding]:
    """Clocks that are missing, unknown, or say something else than what happens."""
    names = [clock.name for clock in procedure.clocks]
    yield from unique(("clocks",), "clock", names)
    for name, engine in ENGINE_CLOCKS.items():
        if name not in names:
            yield Finding(
                place=("clocks",),
                what=f"the clock {name} runs, and nothing says what it comes to",
                rule="P-22",
                remedy=f'add "{name}: ..." with then: {engine.then[0]} and silence: {engine.silence.value}',
            )
    for index, clock in enumerate(procedure.clocks):
        place = ("clocks", index)
        yield from _check_rule(place, clock)
        known = ENGINE_CLOCKS.get(clock.name)
        if known is None:
            yield Finding(
                place=place,
                what=f"nothing starts a clock called {clock.name}, so it never rings",
                rule="ENGINE",
                remedy=near(clock.name, ENGINE_CLOCKS),
            )
        else:
            yield from _check_clock(place, clock, known)
            yield from _check_reminder(place, clock, known, procedure)


def _check_rule(place: Place, clock: ClockDefinition) -> Iterator[Finding]:
    if clock.rule not in RULES:
        yield Finding(
            place=(*place, "rule"),
            what=f"there is no rule {clock.rule}",
            rule="ENGINE",
            remedy="name a rule of docs/rules.md",
        )


def _check_clock(place: Place, clock: ClockDefinition, known: EngineClock) -> Iterator[Finding]:
    if clock.then not in known.then:
        yield Finding(
            place=(*place, "then"),
            what=f"{clock.name} comes to {clock.then}, which nobody carries out",
            rule=clock.rule,
            remedy=f"this version can carry out: {', '.join(known.then)}",
        )
    if set(clock.runs_by) != set(known.runs_by):
        yield Finding(
            place=(*place, "runs_by"),
            what=f"{clock.name} does not run by {', '.join(clock.runs_by)}",
            rule=clock.rule,
            remedy=f"it runs by {', '.join(known.runs_by)}",
        )
    if clock.silence is Silence.CONSENT and clock.force not in {Force.LAW, Force.AGREEMENT}:
        yield Finding(
            place=(*place, "silence"),
            what=f"silence at {clock.name} is consent, and no more behind it than {clock.force.value}",
            rule="P-22",
            remedy=f"say {known.silence.value}, or give force law or agreement and the clause as source",
        )
    elif clock.silence is not known.silence:
        yield Finding(
            place=(*place, "silence"),
            what=f"silence at {clock.name} is {clock.silence.value}, which is not what happens",
            rule="P-22",
            remedy=f"say {known.silence.value}",
        )


def _check_reminder(
    place: Place, clock: ClockDefinition, known: EngineClock, procedure: Procedure
) -> Iterator[Finding]:
    if clock.reminds_of is not None and clock.reminds_of not in {other.name for other in procedure.clocks}:
        yield Finding(
            place=(*place, "reminds_of"),
            what=f"{clock.name} reminds of {clock.reminds_of}, which is no clock: it never fires",
            rule=clock.rule,
            remedy=near(clock.reminds_of, [other.name for other in procedure.clocks]),
        )
    elif clock.reminds_of != known.reminds_of:
        stands = f"reminds of {clock.reminds_of}" if clock.reminds_of else "reminds of nothing"
        yield Finding(
            place=(*place, "reminds_of") if clock.reminds_of else place,
            what=f"{clock.name} {stands}: a reminder of that never fires",
            rule=clock.rule,
            remedy=f"write reminds_of: {known.reminds_of}" if known.reminds_of else "remove reminds_of",
        )
    else:
        yield from _check_room(clock, procedure)


def _check_room(clock: ClockDefinition, procedure: Procedure) -> Iterator[Finding]:
    """A reminder so many days before a due time fires only if the due time is further off than that."""
    length = ENGINE_CLOCKS[clock.reminds_of].length if clock.reminds_of in ENGINE_CLOCKS else None
    whole = next((n for n in procedure.numbers if n.name == length), None)
    if whole is None:
        return
    shortest = min((v.value for v in whole.values if isinstance(v.value, int)), default=0)
    for index, number in enumerate(procedure.numbers):
        for position, dated in enumerate(number.values if number.name in clock.runs_by else ()):
            if isinstance(dated.value, int) and dated.value >= shortest:
                what = f"{number.name} is {dated.value}, but {clock.reminds_of} runs {shortest} days: it never fires"
                place = ("numbers", index, "values", position)
                yield Finding(place=place, what=what, rule=number.rule, remedy=f"give less than {shortest}")
