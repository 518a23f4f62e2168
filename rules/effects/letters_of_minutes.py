"""The messages that entries about minutes make owed (P-33). Pure."""

from __future__ import annotations

from models import entries as e
from models.entries import Entry
from models.messages import MessageFacts, MessageKind, Recipient
from models.minutes import ProposedCorrection
from models.state import MeetingState
from rules.effects.addressees import Addressees, Letter, once


def letters_of_minutes(
    entry: Entry, meeting: MeetingState, facts: MessageFacts, to: Addressees
) -> tuple[Letter, ...]:
    """What an entry about the minutes makes owed, given the meeting after it."""
    match entry.happened:
        case e.MinutesDrafted() as drafted:
            due = drafted.comments_due.at if drafted.comments_due else None
            told = facts.model_copy(update={"documents": _documents(drafted), "due_at": due})
            return _one(MessageKind.MINUTES_DRAFT, told, (*_sat(meeting, to), *to.members(meeting.body)))
        case e.MinutesOverdue():
            return _one(MessageKind.MINUTES_OVERDUE, facts, to.secretariat())
        case e.MinutesCommented() as comment:
            told = facts.model_copy(update={"seat": comment.seat, "reason": comment.text})
            return _one(MessageKind.MINUTES_COMMENTED, told, to.secretariat())
        case e.MinutesIssued() as issued:
            told = facts.model_copy(update={"documents": _documents(issued)})
            return _one(MessageKind.MINUTES_APPROVED, told, _everyone(meeting, to))
        case e.MinutesContested() as contested:
            told = _about(facts, meeting, contested.item).model_copy(
                update={"seat": contested.seat, "reason": contested.claim}
            )
            return _one(MessageKind.MINUTES_CONTESTED, told, (*_everyone(meeting, to), *to.secretariat()))
        case e.CorrectionProposed(item=item, asked=asked) as proposed:
            told = _with_words(_about(facts, meeting, item), proposed)
            return _one(MessageKind.CORRECTION_ASKED, told, tuple(one for seat in asked for one in to.holder(seat)))
        case e.CorrectionRejected() as rejected:
            assert meeting.minutes is not None
            proposal = next(c for c in meeting.minutes.corrections if c.correction == rejected.correction)
            told = _with_words(_about(facts, meeting, proposal.item), proposal)
            told = told.model_copy(update={"seat": rejected.refused_by, "reason": rejected.reason})
            return _one(MessageKind.CORRECTION_REJECTED, told, _everyone(meeting, to))
        case e.MinutesCorrected() as corrected:
            about = facts if corrected.item is None else _about(facts, meeting, corrected.item)
            return _one(MessageKind.MINUTES_CORRECTED, _with_words(about, corrected), _everyone(meeting, to))
        case _:
            return ()


def _one(kind: MessageKind, facts: MessageFacts, to: tuple[Recipient, ...]) -> tuple[Letter, ...]:
    return (Letter(kind=kind, facts=facts, to=once(to)),)


def _sat(meeting: MeetingState, to: Addressees) -> tuple[Recipient, ...]:
    return to.sitting(meeting.took_part)


def _everyone(meeting: MeetingState, to: Addressees) -> tuple[Recipient, ...]:
    """Whoever sat there, the members and the parties."""
    return (*_sat(meeting, to), *to.everyone(meeting.body))


def _documents(minutes: e.MinutesDrafted | e.MinutesIssued) -> tuple[str, ...]:
    return tuple(digest for digest in (minutes.pdf, minutes.html, minutes.text) if digest is not None)


def _about(facts: MessageFacts, meeting: MeetingState, item: int) -> MessageFacts:
    line = next(i for i in meeting.agenda if i.item == item)
    return facts.model_copy(update={"case": line.case, "title": line.title})


def _with_words(
    facts: MessageFacts, correction: e.CorrectionProposed | e.MinutesCorrected | ProposedCorrection
) -> MessageFacts:
    words = {
        "reason": correction.reason,
        "old_words": correction.old_text,
        "new_words": correction.new_text,
    }
    return facts.model_copy(update=words)
