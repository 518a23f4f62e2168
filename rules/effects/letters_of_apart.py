"""The messages of answers after a meeting and of written procedure (P-22, P-31). Pure."""

from __future__ import annotations

from typing import assert_never

from models import entries as e
from models.base import BodyId
from models.messages import MessageFacts, MessageKind, Recipient
from rules.effects.addressees import Addressees, Letter

Apart = e.AnswersAwaited | e.AnswersLapsed | e.WrittenProcedureOpened | e.WrittenProcedureEnded


def letters_of_apart(said: Apart, facts: MessageFacts, body: BodyId, to: Addressees) -> tuple[Letter, ...]:
    """What the entry makes owed, and to whom."""
    told = facts.model_copy(update={"body": body})
    everyone: tuple[Recipient, ...] = to.everyone(body)
    match said:
        case e.AnswersAwaited(seats=seats, parties=parties, due=due):
            told = told.model_copy(update={"due_at": due.at, "uncovered": parties})
            asked: tuple[Recipient, ...] = (*(one for seat in seats for one in to.holder(seat)), *to.parties(parties))
            return (Letter(kind=MessageKind.ANSWER_ASKED, facts=told, to=asked),)
        case e.AnswersLapsed(parties=parties):
            told = told.model_copy(update={"uncovered": parties})
            return (Letter(kind=MessageKind.ANSWERS_LAPSED, facts=told, to=everyone),)
        case e.WrittenProcedureOpened(asked=seats, due=due, reason=reason):
            told = told.model_copy(update={"due_at": due.at, "reason": reason})
            holders: tuple[Recipient, ...] = tuple(one for seat in seats for one in to.holder(seat))
            return (Letter(kind=MessageKind.WRITTEN_ASKED, facts=told, to=holders),)
        case e.WrittenProcedureEnded(why=why, seats=seats, reason=reason):
            told = told.model_copy(update={"act_kind": why.value, "seats": seats, "reason": reason})
            members = {one.key for one in everyone}
            others = tuple(one for one in to.secretariat() if one.key not in members)
            return (Letter(kind=MessageKind.WRITTEN_ENDED, facts=told, to=(*everyone, *others)),)
        case _:
            assert_never(said)
