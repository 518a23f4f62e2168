"""The letters about an objection: made, answered, settled (P-28). Every party sees each step."""

from __future__ import annotations

from models import entries as e
from models.messages import MessageFacts, MessageKind, Recipient
from models.state import CaseObjection, CaseState
from rules.effects.addressees import Addressees, Letter

About = e.ObjectionLodged | e.ObjectionAnswered | e.ObjectionResolved | e.ObjectionWithdrawn | e.ObjectionLapsed


def letters_of_objection(
    said: About, case: CaseState, facts: MessageFacts, everyone: tuple[Recipient, ...], to: Addressees
) -> tuple[Letter, ...]:
    """What a step makes owed: to everyone, but of a lapse to the objector alone, who may have to object anew."""
    about = next(o for o in case.objections if o.objection == said.objection)
    told = facts.model_copy(
        update={
            "objection": about.objection,
            "seat": about.seat,
            "party": about.party,
            "reason": about.grounds,
            "would_be_removed_by": about.would_be_removed_by,
        }
    )
    match said:
        case e.ObjectionLodged():
            return (Letter(kind=MessageKind.OBJECTION_LODGED, facts=told, to=everyone),)
        case e.ObjectionAnswered(answer=answer):
            told = told.model_copy(update={"answer": answer, "suggestion": said.proposal})
            return (Letter(kind=MessageKind.OBJECTION_ANSWERED, facts=told, to=everyone),)
        case e.ObjectionLapsed(because=because):
            told = told.model_copy(update={"step": because.value})
            return (Letter(kind=MessageKind.OBJECTION_SETTLED, facts=told, to=_objector(about, to)),)
        case e.ObjectionResolved() | e.ObjectionWithdrawn():
            told = told.model_copy(update={"step": about.last.value})
            return (Letter(kind=MessageKind.OBJECTION_SETTLED, facts=told, to=everyone),)


def _objector(about: CaseObjection, to: Addressees) -> tuple[Recipient, ...]:
    if about.seat is not None:
        return to.holder(about.seat)
    return to.parties((about.party,)) if about.party is not None else ()
