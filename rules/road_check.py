"""Whether cases find their way through the bodies: to one, up from it, and to an end (P-04, P-05, P-13..P-15)."""

from __future__ import annotations

from collections.abc import Iterator

from models.acts import PathAfterDisagreement
from models.base import BodyId, RuleId
from models.procedure import BodyDefinition, Procedure
from rules.findings import Finding, Place, near

WAYS = tuple(way.value for way in PathAfterDisagreement)
RAISE = PathAfterDisagreement.RAISE.value


def check_road(procedure: Procedure) -> Iterator[Finding]:
    """Bodies that no case can come to, raising that leads nowhere, and disagreement nobody has thought of."""
    bodies = {body.body: body for body in procedure.bodies}
    yield from _check_routing(procedure, bodies)
    yield from _check_local(procedure, bodies)
    for index, body in enumerate(procedure.bodies):
        yield from _check_raising(("bodies", index), body, bodies)
        yield from _check_escalation(("bodies", index), body)
    yield from _check_reached(procedure, bodies)


def _check_routing(procedure: Procedure, bodies: dict[BodyId, BodyDefinition]) -> Iterator[Finding]:
    routing = procedure.routing
    default = bodies.get(routing.drofting_default)
    for index, direct in enumerate(routing.drofting_direct):
        if direct == routing.drofting_default or direct in routing.drofting_direct[:index]:
            yield Finding(
                place=("routing", "drofting_direct", index),
                what=f"drøfting in {direct} is named twice: two rules for one event",
                rule="P-05",
                remedy="name it once: as the usual place, or among those that need a reason",
            )
    for key, decides in (
        ("professional", routing.professional),
        ("larger_consequences", routing.larger_consequences),
    ):
        body = bodies.get(decides)
        if body is not None and default is not None and default.level > body.level:
            yield Finding(
                place=("routing", key),
                what=f"what {decides} decides is deliberated above it, in {default.body}: none could be classified",
                rule="P-05",
                remedy="let drøfting be held in the deciding body or below it",
            )


def _check_local(procedure: Procedure, bodies: dict[BodyId, BodyDefinition]) -> Iterator[Finding]:
    routing = procedure.routing
    for index, name in enumerate(routing.local):
        place = ("routing", "local", index)
        body = bodies.get(name)
        if body is None:
            yield _fault(place, f"the procedure has no body {name}", "P-04", near(name, list(bodies)))
        elif not (body.deliberates and body.decides):
            what = f"{name} takes cases through both stages, but does not hold both"
            yield _fault(place, what, "P-05", "set deliberates and decides to true, or remove it here")
        elif name in (routing.professional, routing.larger_consequences, *routing.local[:index]):
            what = f"{name} is the place for such cases already: two rules for one event"
            yield _fault(place, what, "P-04", "name it once")


def _check_raising(place: Place, body: BodyDefinition, bodies: dict[BodyId, BodyDefinition]) -> Iterator[Finding]:
    if body.raises_to is None:
        return
    higher, here = bodies.get(body.raises_to), (*place, "raises_to")
    if higher is None:
        yield _fault(here, f"{body.body} raises cases to {body.raises_to}, which is no body", "P-14",
                     near(body.raises_to, [name for name in bodies if name != body.body]))  # fmt: skip
    elif higher.level <= body.level:
        what = f"{body.body} raises cases to {higher.body}, which does not stand above it"
        yield _fault(here, what, "P-14", "name a body of a higher level, or none")
    elif not higher.decides:
        what = f"{body.body} raises cases to {higher.body}, which does not decide: they could never end"
        yield _fault(here, what, "P-14", "name a body that decides, or none")


def _check_escalation(place: Place, body: BodyDefinition) -> Iterator[Finding]:
    escalation = body.escalation
    if not body.decides:
        return
    if escalation is None:
        yield _fault(
            place,
            f"{body.body} decides, and nothing says what becomes of a case without consensus",
            "P-13",
            f'add "escalation:" with ways and a default among: {", ".join(WAYS)}',
        )
        return
    here = (*place, "escalation")
    for index, way in enumerate(escalation.ways):
        if way not in WAYS:
            yield _fault((*here, "ways", index), f"nobody knows the way {way}", "P-13", near(way, WAYS))
        if way in escalation.ways[:index]:
            yield _fault((*here, "ways", index), f"the way {way} stands twice", "P-13", "remove one of them")
    if escalation.default not in escalation.ways:
        what = f"the chair of {body.body} is proposed {escalation.default}, which is none of the ways out of it"
        yield _fault((*here, "default"), what, "P-13", f"name one of {', '.join(escalation.ways)}")
    if RAISE in escalation.ways and body.raises_to is None:
        what = f"cases without consensus are raised from {body.body}, but nothing says where to"
        yield _fault((*here, "ways"), what, "P-14", 'add "raises_to: ..." to the body, or remove the way')


def _check_reached(procedure: Procedure, bodies: dict[BodyId, BodyDefinition]) -> Iterator[Finding]:
    routing = procedure.routing
    reached = {routing.professional, routing.larger_consequences, routing.drofting_default}
    reached |= {*routing.drofting_direct, *routing.local}
    for _ in bodies:
        reached |= {b.raises_to for b in bodies.values() if b.body in reached and b.raises_to is not None}
    for index, body in enumerate(procedure.bodies):
        if body.body not in reached:
            yield _fault(
                ("bodies", index),
                f"no case can come to {body.body}",
                "P-04",
                "name it in the routing, let a body raise cases to it, or remove it",
            )


def _fault(place: Place, what: str, rule: RuleId, remedy: str) -> Finding:
    return Finding(place=place, what=what, rule=rule, remedy=remedy)
