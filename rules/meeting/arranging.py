"""How a meeting is arranged: planned, moved, called off, and called at short notice (P-06, P-12, P-31)."""

from __future__ import annotations

from models import acts as a
from models import entries as e
from models.acts import ReceivedAct
from models.procedure import Procedure
from models.rulebook import RefusalCode
from models.state import MeetingStage
from rules.case.context import why_not_secretariat
from rules.meeting.context import Meeting
from rules.meeting.fold import NOTICE_DUE
from rules.seats import counted_seats
from rules.verdict import Verdict, accepted, refused


def why_not_plan(act: a.PlanMeeting | a.MoveMeeting, received: ReceivedAct) -> Verdict | None:
    """A meeting ends after it starts, and its notice can still leave in time (P-06)."""
    if act.ends_at <= act.starts_at:
        return refused(
            RefusalCode.TOO_SOON, "P-06", "the meeting ends before it starts", "give an end after the start"
        )
    if received.facts.clashes:
        return refused(
            RefusalCode.ANOTHER_MEETING,
            "P-06",
            f"{', '.join(received.facts.clashes)} of the same body is at that time",
            "choose another time, or move the other meeting",
        )
    due = received.facts.due(NOTICE_DUE)
    if act.starts_at <= received.received_at:
        return refused(
            RefusalCode.NOTICE_TOO_SHORT,
            "P-06",
            "the meeting starts in the past",
            f"choose a day to come; notice leaves {due.steps[0].partition(':')[0]}",
        )
    if due.at <= received.received_at:
        return refused(
            RefusalCode.NOTICE_TOO_SHORT,
            "P-06",
            f"notice for a meeting that day should have left on {due.day}: {'; '.join(due.steps)}",
            "choose a later day, so that notice and papers can leave in time; what cannot wait is planned as an "
            "extraordinary meeting, with the shortest notice (P-31)",
        )
    return None


def plan(received: ReceivedAct, act: a.PlanMeeting, procedure: Procedure) -> Verdict:
    """A meeting of a body, with room for its notice (P-06)."""
    refusal = why_not_secretariat(received.actor, "plan meetings")
    if refusal is not None:
        return refusal
    if all(b.body != act.body for b in procedure.bodies):
        return refused(
            RefusalCode.UNKNOWN_BODY,
            "P-06",
            f"the procedure {procedure.procedure} has no body {act.body!r}",
            f"name one of {', '.join(b.body for b in procedure.bodies)}",
        )
    meeting = received.facts.meeting
    assert meeting is not None, "the intake gives the local day of a meeting it plans"
    return why_not_plan(act, received) or accepted(
        e.MeetingPlanned(
            body=act.body,
            day=meeting.day,
            starts_at=act.starts_at,
            ends_at=act.ends_at,
            place=act.place,
            notice_due=received.facts.due(NOTICE_DUE),
            extraordinary=act.extraordinary,
        )
    )


def move(meeting: Meeting, received: ReceivedAct, act: a.MoveMeeting) -> Verdict:
    """Another time or place, before it has begun; notice is counted again (P-06)."""
    refusal = why_not_secretariat(received.actor, "move meetings") or _why_not_before(meeting, "moved")
    if refusal is not None:
        return refusal
    facts = received.facts.meeting
    assert facts is not None, "the intake gives the local day of a meeting it moves"
    return why_not_plan(act, received) or accepted(
        e.MeetingMoved(
            day=facts.day,
            starts_at=act.starts_at,
            ends_at=act.ends_at,
            place=act.place,
            notice_due=received.facts.due(NOTICE_DUE),
            reason=act.reason,
        )
    )


def cancel(meeting: Meeting, received: ReceivedAct, act: a.CancelMeeting) -> Verdict:
    """Called off before it begins, or opened and found without its parties (P-12, P-22)."""
    refusal = why_not_secretariat(received.actor, "call off meetings")
    if refusal is not None:
        return refusal
    dealt_with = any(i.open or i.conclusion for i in meeting.state.agenda)
    if meeting.state.stage is MeetingStage.OPEN and not dealt_with:
        return accepted(e.MeetingCancelled(reason=act.reason))
    return _why_not_before(meeting, "called off") or accepted(e.MeetingCancelled(reason=act.reason))


def _why_not_before(meeting: Meeting, what: str) -> Verdict | None:
    if meeting.state.stage in (MeetingStage.PLANNED, MeetingStage.NOTIFIED):
        return None
    return refused(
        RefusalCode.WRONG_STAGE,
        "P-06",
        f"the meeting is {meeting.state.stage.value} and cannot be {what}",
        "plan another meeting",
    )


def why_not_short(meeting: Meeting) -> Verdict | None:
    """Shortened notice needs the consent of every counted seat; silence is none (P-31)."""
    if meeting.state.extraordinary is None:
        return None
    everyone = counted_seats(meeting.procedure, meeting.state.body)
    missing = tuple(seat for seat in everyone if seat not in meeting.state.short_notice)
    if not missing:
        return None
    return refused(
        RefusalCode.NOT_AGREED,
        "P-31",
        f"not every counted seat has consented to the shortened notice: {', '.join(missing)}",
        "have them consent (`meeting consent-notice`), or call the meeting off and plan one with full notice",
    )


def consent_to_short_notice(meeting: Meeting, received: ReceivedAct, act: a.ConsentToShortNotice) -> Verdict:
    """Each counted seat says whether an urgent meeting may be called at short notice (P-31)."""
    state, actor = meeting.state, received.actor
    if state.extraordinary is None or state.stage not in (MeetingStage.PLANNED, MeetingStage.NOTIFIED):
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-31",
            "consent to shortened notice is asked for an extraordinary meeting that has not been opened",
            "nothing is needed for a meeting with full notice",
        )
    counted = counted_seats(meeting.procedure, state.body)
    if actor.seat is None or actor.person is None or actor.rank is None or actor.seat not in counted:
        return refused(
            RefusalCode.NO_CAPACITY,
            "P-31",
            f"{actor.person} does not speak for a counted seat of {state.body}",
            f"asked are {', '.join(counted)}",
        )
    if act.agrees and actor.seat in state.short_notice:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE, "P-31", f"{actor.seat} has consented already", "nothing more is needed"
        )
    return accepted(e.ShortNoticeAnswered(seat=actor.seat, person=actor.person, agrees=act.agrees, reason=act.reason))
