"""The first stage and what follows at home: drøfting binds nobody, forankring informs (P-10, P-11, P-13)."""

from __future__ import annotations

from models import entries as e
from models.acts import AnswerForankring, CloseItem, Contribute, ItemOutcome, Mark, ReceivedAct
from models.base import PartyId
from models.rulebook import RefusalCode
from models.state import OpenCaseItem
from rules.case.context import Case, why_not_answer_for, why_not_treated
from rules.case.texts import why_not_present
from rules.case.versions import outdated
from rules.verdict import Verdict, accepted, refused


def contribute(case: Case, received: ReceivedAct, act: Contribute) -> Verdict:
    """Views, questions, consequences: heard from every seat, binding on none (P-10)."""
    item = case.state.item
    if item is None or item.mark is not Mark.DROFTING:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-10",
            "there is no open drøfting of this case",
            "wait until the meeting opens the item, or send the secretariat a comment",
        )
    absent = why_not_present(case, received.actor.seat, received.actor.person, item, "P-10")
    if absent is not None:
        return absent
    seat = received.actor.seat
    assert seat is not None
    return accepted(e.Contributed(seat=seat, about=act.about, text=act.text))


def close_drofting(case: Case, received: ReceivedAct, act: CloseItem, item: OpenCaseItem) -> Verdict:
    """Drøfting ends ready for beslutning or with another round; it never decides (P-01, P-13)."""
    if act.outcome not in (ItemOutcome.READY, ItemOutcome.ANOTHER_ROUND, ItemOutcome.POSTPONED):
        return refused(
            RefusalCode.NOT_MARKED,
            "P-08",
            "the item is marked drøfting; nothing can be decided in it",
            "close it as ready, another_round or postponed; the decision comes in a following meeting",
        )
    if act.outcome is ItemOutcome.POSTPONED:
        if act.summary is None:
            return no_reason_to_postpone()
        return accepted(e.LeftAgenda(meeting=item.meeting, reason=act.summary, rule="P-12"))
    rounds = case.state.rounds + 1
    held = e.DroftingHeld(
        meeting=item.meeting,
        body=item.body,
        day=received.facts.day,
        round=rounds,
        outcome=act.outcome,
        text_digest=case.state.text.digest,
        summary=act.summary,
    )
    limit = case.procedure.number("rounds_before_path_choice", received.facts.day)
    if act.outcome is ItemOutcome.ANOTHER_ROUND and rounds >= limit:
        return accepted(held, e.PathAsked(rounds=rounds))
    return accepted(held)


def no_reason_to_postpone() -> Verdict:
    """A case is postponed with a reason, or not at all (P-12)."""
    return refused(
        RefusalCode.NO_REASON, "P-12", "a case is postponed with a reason", "say why, in the summary of the item"
    )


def unanswered(case: Case) -> tuple[PartyId, ...]:
    """The parties that are asked at home and have said nothing (P-11)."""
    if case.state.forankring is None:
        return ()
    return tuple(p.party for p in case.state.forankring.parties if p.answer is None)


def close_forankring(case: Case) -> tuple[e.ForankringClosed, ...]:
    """The question ends, where it is open; silence stands as silence (P-11)."""
    if case.state.forankring is None or not case.state.forankring.open:
        return ()
    return (e.ForankringClosed(unanswered=unanswered(case)),)


def answer_forankring(case: Case, received: ReceivedAct, act: AnswerForankring) -> Verdict:
    """A party's own treatment: tracked, informative, never a condition and never presumed (P-11)."""
    forankring = case.state.forankring
    if forankring is None or not forankring.open or forankring.due.at <= received.received_at:
        asked = forankring is not None
        return refused(
            RefusalCode.TOO_LATE if asked else RefusalCode.WRONG_STAGE,
            "P-11",
            f"forankring closed at {forankring.due.at.isoformat()}" if forankring else "forankring is not asked yet",
            "tell your seat's holder; the objection of P-28 is open until the decision"
            if asked
            else "the question is sent when the case has a meeting for beslutning",
        )
    if all(p.party != act.party for p in forankring.parties):
        return refused(
            RefusalCode.UNKNOWN_PARTY,
            "P-11",
            f"{act.party} is not asked in this case",
            f"those asked are: {', '.join(p.party for p in forankring.parties)}",
        )
    if act.text_digest != case.state.text.digest:
        return outdated(case.state, act.text_digest, "the answer", "treat the text as it stands now")
    return (
        why_not_answer_for(received, act.party, "P-11")
        or why_not_treated(received, act.treated_on, "P-11")
        or accepted(
            e.ForankringAnswered(
                party=act.party,
                answer=act.answer,
                treated_by=act.treated_by,
                treated_on=act.treated_on,
                text_digest=act.text_digest,
                comment=act.comment,
            ),
            *_all_answered(case, act),
        )
    )


def _all_answered(case: Case, act: AnswerForankring) -> tuple[e.ForankringClosed, ...]:
    assert case.state.forankring is not None
    left = [p for p in case.state.forankring.parties if p.answer is None and p.party != act.party]
    return () if left else (e.ForankringClosed(unanswered=()),)
