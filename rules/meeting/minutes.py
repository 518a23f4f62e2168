"""The minutes' whole life: draft, comments, approval, appended corrections, and who says they are wrong (P-29, P-33).

Nothing here changes a word that was approved. Who agreed, and to what, is corrected only by all who took part.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models import acts as a
from models import entries as e
from models.acts import ReceivedAct
from models.base import SeatId
from models.minutes import Minutes, MinutesContest, ProposedCorrection
from models.rulebook import RefusalCode
from models.state import AgendaItem
from rules.case.context import why_not_secretariat
from rules.meeting.context import Meeting, why_not_lead
from rules.meeting.fold_minutes import COMMENTS_DUE, MINUTES_DUE
from rules.meeting.wording import no_item, why_not_alone, why_not_unclaimed, why_not_words
from rules.verdict import NOTHING_LEFT, Verdict, accepted, refused


def _drafted(meeting: Meeting) -> Minutes | Verdict:
    if meeting.state.minutes is not None:
        return meeting.state.minutes
    return refused(
        RefusalCode.WRONG_STAGE,
        "P-33",
        f"the meeting is {meeting.state.stage.value} and has no minutes yet",
        "the draft is written when the meeting is closed",
    )


def _draft(meeting: Meeting, what: str) -> Minutes | Verdict:
    minutes = _drafted(meeting)
    if isinstance(minutes, Verdict) or minutes.approved_in is None:
        return minutes
    return refused(
        RefusalCode.ENDED,
        "P-33",
        f"the minutes were approved in {minutes.approved_in}; approved minutes are never {what}",
        "append a correction: the secretariat corrects a clerical error (`minutes correct`); what was decided or who "
        "agreed is corrected by all counted seats that took part (`minutes contest`, `minutes propose`)",
    )


def _took_part(meeting: Meeting, received: ReceivedAct, item: AgendaItem | None = None) -> SeatId | Verdict:
    """The seat that acts, if it took part: the member or a deputy of that day speaks for it (P-25)."""
    actor = received.actor
    seats = item.took_part if item is not None else meeting.state.took_part
    where = f"item {item.item}" if item is not None else "the meeting"
    if actor.seat is not None and actor.rank is not None and any(s.seat == actor.seat for s in seats):
        return actor.seat
    return refused(
        RefusalCode.NO_CAPACITY if actor.rank is None else RefusalCode.NOT_PRESENT,
        "P-33",
        f"{actor.person} does not speak for a seat that took part in {where}",
        f"those that took part are {', '.join(dict.fromkeys(s.seat for s in seats)) or 'none'}",
    )


def comment(meeting: Meeting, received: ReceivedAct, act: a.CommentOnMinutes) -> Verdict:
    """Who took part comments on the draft, within the days for it; every comment is kept (P-33)."""
    minutes = _draft(meeting, "commented on")
    if isinstance(minutes, Verdict):
        return minutes
    seat = _took_part(meeting, received)
    if isinstance(seat, Verdict):
        return seat
    if minutes.comments_until is not None and minutes.comments_until <= received.received_at:
        return refused(
            RefusalCode.TOO_LATE,
            "P-33",
            f"comments closed at {minutes.comments_until.isoformat()}",
            "say it in the meeting that approves the minutes; that they are wrong about what was decided or who "
            "agreed can always be said (`minutes contest`)",
        )
    if act.item is not None and meeting.item(act.item) is None:
        return no_item(act.item)
    assert received.actor.person is not None
    return accepted(
        e.MinutesCommented(
            comment=len(minutes.comments) + 1, seat=seat, person=received.actor.person, item=act.item, text=act.text
        )
    )


def answer_comment(meeting: Meeting, received: ReceivedAct, act: a.AnswerMinutesComment) -> Verdict:
    """Each comment is answered, and the answer says whether it was taken in (P-33)."""
    minutes = _draft(meeting, "edited")
    if isinstance(minutes, Verdict):
        return minutes
    refusal = why_not_secretariat(received.actor, "answer comments on minutes")
    if refusal is not None:
        return refusal
    asked = next((c for c in minutes.comments if c.comment == act.comment), None)
    if asked is None or asked.answer is not None:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-33",
            f"comment {act.comment} is {'answered already' if asked else 'not there'}",
            "`minutes show` lists the comments",
        )
    old, new = act.old_text, act.new_text
    answered = e.MinutesCommentAnswered(comment=act.comment, answer=act.answer, taken_in=new is not None)
    if old is None and new is None:
        return accepted(answered)
    if old is None or new is None:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-33",
            "a comment that is taken in has both the old words and the new ones",
            "give both, or neither",
        )
    edited = e.MinutesEdited(item=asked.item, old_text=old, new_text=new, reason=act.answer, comment=act.comment)
    return (
        why_not_words(meeting, received, asked.item, old, new)
        or why_not_alone(received, old, new)
        or accepted(answered, edited)
    )


def edit(meeting: Meeting, received: ReceivedAct, act: a.EditMinutes) -> Verdict:
    """The secretariat changes a draft, and the old words stay; approved minutes are never changed (P-33)."""
    minutes = _draft(meeting, "changed")
    if isinstance(minutes, Verdict):
        return minutes
    return (
        why_not_secretariat(received.actor, "edit draft minutes")
        or why_not_words(meeting, received, act.item, act.old_text, act.new_text)
        or why_not_alone(received, act.old_text, act.new_text)
        or accepted(e.MinutesEdited(item=act.item, old_text=act.old_text, new_text=act.new_text, reason=act.reason))
    )


def approve(meeting: Meeting, received: ReceivedAct, act: a.ApproveMinutes) -> Verdict:
    """The body's next meeting approves: every comment answered, nothing contested (P-33)."""
    minutes = _draft(meeting, "approved again")
    if isinstance(minutes, Verdict):
        return minutes
    refusal = why_not_lead(meeting, received, "approves minutes for the body", "P-33")
    return (
        refusal
        or _why_not_in(meeting, received, act)
        or _why_not_ready(minutes, received)
        or accepted(e.MinutesApproved(meeting=act.meeting, day=received.facts.day))
    )


def _why_not_in(meeting: Meeting, received: ReceivedAct, act: a.ApproveMinutes) -> Verdict | None:
    approving = received.facts.meeting
    fits = (
        approving is not None
        and approving.body == meeting.state.body
        and approving.meeting != meeting.state.record
        and approving.starts_at >= meeting.state.ends_at
    )
    if approving is not None and fits and approving.opened:
        return None
    why = f"{act.meeting} is no following meeting of {meeting.state.body}"
    if approving is not None and fits:
        why = f"{act.meeting} has not been opened"
    return refused(
        RefusalCode.WRONG_STAGE,
        "P-33",
        why,
        f"minutes are approved in the next meeting of {meeting.state.body}, when it is open or after it",
    )


def _why_not_ready(minutes: Minutes, received: ReceivedAct) -> Verdict | None:
    if minutes.comments_until is not None and received.received_at < minutes.comments_until:
        return refused(
            RefusalCode.TOO_SOON,
            "P-33",
            f"the draft is open to comment until {minutes.comments_until.isoformat()}",
            "approve it in a meeting after that",
        )
    if minutes.unanswered():
        return refused(
            RefusalCode.ITEMS_LEFT,
            "P-33",
            f"not answered: comment {', '.join(map(str, minutes.unanswered()))}",
            "answer every comment first: `minutes answer`",
        )
    if minutes.open_contests():
        return refused(
            RefusalCode.ITEMS_LEFT,
            "P-33",
            f"contested and not settled: {', '.join(str(c.contest) for c in minutes.open_contests())}",
            "settle it first: `minutes propose` a correction to all counted seats that took part",
        )
    return None


def correct(meeting: Meeting, received: ReceivedAct, act: a.CorrectMinutes) -> Verdict:
    """A clerical error in approved minutes: appended, with the old words, and told to all (P-33)."""
    minutes = _drafted(meeting)
    if isinstance(minutes, Verdict):
        return minutes
    if minutes.approved_in is None:
        return refused(RefusalCode.WRONG_STAGE, "P-33", "the minutes are a draft", "change the draft: `minutes edit`")
    return (
        why_not_secretariat(received.actor, "correct a clerical error")
        or why_not_words(meeting, received, act.item, act.old_text, act.new_text)
        or why_not_alone(received, act.old_text, act.new_text)
        or accepted(
            e.MinutesCorrected(
                item=act.item, old_text=act.old_text, new_text=act.new_text, reason=act.reason, clerical=True
            )
        )
    )


def contest(meeting: Meeting, received: ReceivedAct, act: a.ContestMinutes) -> Verdict:
    """Who took part in an item says that the minutes are wrong about it; at any time, approved or not (P-29)."""
    minutes = _drafted(meeting)
    if isinstance(minutes, Verdict):
        return minutes
    item = meeting.item(act.item)
    if item is None or not item.took_part:
        return no_item(act.item)
    seat = _took_part(meeting, received, item)
    if isinstance(seat, Verdict):
        return seat
    if any(c.item == act.item and c.seat == seat for c in minutes.open_contests()):
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-33",
            f"{seat} contests item {act.item} already",
            "withdraw that first if it should say something else",
        )
    assert received.actor.person is not None
    return accepted(
        e.MinutesContested(
            contest=len(minutes.contests) + 1,
            item=act.item,
            case=item.case,
            seat=seat,
            person=received.actor.person,
            claim=act.claim,
            objected=act.objected,
        )
    )


def relayed(meeting: Meeting, _received: ReceivedAct, act: a.ContestRelayed) -> Verdict:
    """What a seat said on the decided case of the minutes of it: the same as said here (P-29)."""
    minutes = _drafted(meeting)
    if isinstance(minutes, Verdict):
        return minutes
    item = next((i for i in meeting.state.agenda if i.case == act.case and i.took_part and not i.removed), None)
    if item is None or all(s.seat != act.seat for s in item.took_part):
        return NOTHING_LEFT
    if any(c.item == item.item and c.seat == act.seat for c in minutes.open_contests()):
        return NOTHING_LEFT
    return accepted(
        e.MinutesContested(
            contest=len(minutes.contests) + 1,
            item=item.item,
            case=act.case,
            seat=act.seat,
            person=act.person,
            claim=act.claim,
            objected=act.objected,
        )
    )


def withdraw_contest(meeting: Meeting, received: ReceivedAct, act: a.WithdrawContest) -> Verdict:
    """Only the seat that contested takes it back (P-33)."""
    minutes = _drafted(meeting)
    if isinstance(minutes, Verdict):
        return minutes
    found = _open_contest(minutes, act.contest)
    if isinstance(found, Verdict):
        return found
    if received.actor.seat != found.seat or received.actor.rank is None:
        return refused(
            RefusalCode.NOT_YOURS, "P-33", f"{found.seat} contests the minutes", "only that seat takes it back"
        )
    # What was proposed because of the claim falls with it; else the minutes would change, and the decision not.
    proposed = (c for c in minutes.corrections if c.contest == act.contest and c.outcome is None)
    return accepted(
        *(_not_agreed(c, act.reason) for c in proposed),
        e.MinutesContestWithdrawn(contest=act.contest, reason=act.reason),
    )


def _open_contest(minutes: Minutes, number: int) -> MinutesContest | Verdict:
    found = next((c for c in minutes.open_contests() if c.contest == number), None)
    if found is not None:
        return found
    return refused(
        RefusalCode.NOTHING_TO_CHANGE,
        "P-33",
        f"there is no open claim number {number}",
        "`minutes show` lists what is contested",
    )


def propose(meeting: Meeting, received: ReceivedAct, act: a.ProposeCorrection) -> Verdict:
    """Chair or secretariat asks every counted seat that took part to agree to a correction (P-33)."""
    minutes = _drafted(meeting)
    if isinstance(minutes, Verdict):
        return minutes
    item = meeting.item(act.item)
    if item is None:
        return no_item(act.item)
    refusal = why_not_lead(meeting, received, "proposes a correction", "P-33") or why_not_words(
        meeting, received, act.item, act.old_text, act.new_text
    )
    if refusal is not None:
        return refusal
    if act.contest is not None:
        found = _open_contest(minutes, act.contest)
        if isinstance(found, Verdict):
            return found
        if found.item != act.item:
            return refused(
                RefusalCode.UNKNOWN_ITEM, "P-33", f"claim {act.contest} is about item {found.item}", "name that item"
            )
    unclaimed = why_not_unclaimed(minutes, act)
    if unclaimed is not None:
        return unclaimed
    asked = meeting.counted_in(item)
    if not asked:
        return no_item(act.item)
    return accepted(
        e.CorrectionProposed(
            correction=len(minutes.corrections) + 1,
            item=act.item,
            case=item.case,
            old_text=act.old_text,
            new_text=act.new_text,
            reason=act.reason,
            contest=act.contest,
            asked=asked,
        )
    )


def answer_correction(meeting: Meeting, received: ReceivedAct, act: a.AnswerCorrection) -> Verdict:
    """All who took part agree, or the minutes stand; one no is enough (P-33)."""
    proposed = _open_correction(meeting, act.correction)
    if isinstance(proposed, Verdict):
        return proposed
    seat, person = received.actor.seat, received.actor.person
    if seat is None or person is None or received.actor.rank is None or seat not in proposed.asked:
        return refused(
            RefusalCode.NO_CAPACITY,
            "P-33",
            f"{person} does not speak for a seat that is asked",
            f"asked are the counted seats that took part: {', '.join(proposed.asked)}",
        )
    if seat in proposed.agreed:
        return refused(RefusalCode.NOTHING_TO_CHANGE, "P-33", f"{seat} has agreed already", "nothing more is needed")
    answered = e.CorrectionAnswered(
        correction=act.correction, seat=seat, person=person, agrees=act.agrees, reason=act.reason
    )
    if not act.agrees:
        return accepted(answered, e.CorrectionRejected(correction=act.correction, refused_by=seat, reason=act.reason))
    if set(proposed.asked) - {*proposed.agreed, seat}:
        return accepted(answered)
    corrected = e.MinutesCorrected(
        item=proposed.item,
        old_text=proposed.old_text,
        new_text=proposed.new_text,
        reason=proposed.reason,
        clerical=False,
        correction=act.correction,
        contest=proposed.contest,
    )
    return accepted(answered, corrected)


def _open_correction(meeting: Meeting, number: int) -> ProposedCorrection | Verdict:
    minutes = _drafted(meeting)
    if isinstance(minutes, Verdict):
        return minutes
    found = next((c for c in minutes.corrections if c.correction == number and c.outcome is None), None)
    if found is not None:
        return found
    return refused(
        RefusalCode.NOTHING_TO_CHANGE,
        "P-33",
        f"there is no open proposal number {number}",
        "`minutes show` lists the proposed corrections",
    )


def drop_correction(meeting: Meeting, received: ReceivedAct, act: a.DropCorrection) -> Verdict:
    """What is not agreed is not made: silence is not consent, and the minutes stand (P-22, P-33)."""
    proposed = _open_correction(meeting, act.correction)
    if isinstance(proposed, Verdict):
        return proposed
    return why_not_lead(meeting, received, "ends a proposed correction", "P-33") or accepted(
        _not_agreed(proposed, act.reason)
    )


def _not_agreed(proposed: ProposedCorrection, reason: str | None) -> e.CorrectionRejected:
    unanswered = tuple(seat for seat in proposed.asked if seat not in proposed.agreed)
    return e.CorrectionRejected(correction=proposed.correction, unanswered=unanswered, reason=reason)


def ring(meeting: Meeting, clock: str) -> Verdict:
    """The draft is late, or the days for comments are over (P-33)."""
    minutes = meeting.state.minutes
    if clock == MINUTES_DUE and minutes is None:
        return accepted(e.MinutesOverdue())
    if clock == COMMENTS_DUE and minutes is not None and minutes.approved_in is None:
        return accepted(e.MinutesCommentsClosed(unanswered=minutes.unanswered()))
    return NOTHING_LEFT


JUDGEMENTS: dict[type, Callable[[Meeting, ReceivedAct, Any], Verdict]] = {
    a.CommentOnMinutes: comment,
    a.AnswerMinutesComment: answer_comment,
    a.EditMinutes: edit,
    a.ApproveMinutes: approve,
    a.CorrectMinutes: correct,
    a.ContestMinutes: contest,
    a.ContestRelayed: relayed,
    a.WithdrawContest: withdraw_contest,
    a.ProposeCorrection: propose,
    a.AnswerCorrection: answer_correction,
    a.DropCorrection: drop_correction,
}
