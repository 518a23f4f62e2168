"""Which meeting comes next for a case (P-05, P-06, P-12). Dates are handed in; nothing here reads a calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from models.acts import MeetingFacts
from models.base import BodyId
from models.procedure import Procedure
from models.rulebook import Refusal, RefusalCode
from models.state import Drofting
from rules.verdict import refused


def why_not_following(drofting: Drofting, meeting: MeetingFacts, procedure: Procedure) -> Refusal | None:
    """Why a meeting is not the following meeting in which the case may be decided (P-01, P-12), or None."""
    if meeting.meeting == drofting.meeting:
        return refused(
            RefusalCode.NOT_DELIBERATED,
            "P-01",
            "drøfting and beslutning cannot be in the same meeting",
            "place the case in a later meeting of the body that decides it",
        ).refusal
    # Who consents to shortened notice consents to as little time between the stages (P-31).
    gap = procedure.number("notice_floor_days" if meeting.extraordinary else "min_gap_days", meeting.day)
    days = (meeting.day - drofting.day).days
    if days < gap:
        return refused(
            RefusalCode.TOO_SOON,
            "P-12",
            f"the meeting is {days} days after drøfting on {drofting.day}; the procedure asks for at least {gap}",
            f"place the case in a meeting on or after {drofting.day.fromordinal(drofting.day.toordinal() + gap)}",
        ).refusal
    return None


def days_of_forankring(meeting: MeetingFacts, now: datetime) -> int:
    """The whole days from now until answers count no more: through the day before the papers leave (P-11, P-12)."""
    return (meeting.notice_due.date() - now.date()).days - 1


def following_meeting(
    meetings: Iterable[MeetingFacts],
    body: BodyId,
    drofting: Drofting,
    now: datetime,
    procedure: Procedure,
    *,
    anchored: bool = False,
) -> MeetingFacts | None:
    """The first meeting of the body after drøfting that leaves room for the notice period (P-12), or None.

    Room means that its notice has not gone out and does not fall due on the day of drøfting or before, and that the
    parties have the days of forankring between now and the day before the papers leave.

    Args:
        anchored: Forankring has been held already; only the notice needs room.
    """
    fitting = (
        m
        for m in meetings
        if m.body == body
        and not m.cancelled
        and not m.extraordinary  # called for what cannot wait, and the secretariat says what that is (P-31)
        and not m.notice_sent
        and m.notice_due > now
        and m.notice_due.date() > drofting.day
        and (anchored or days_of_forankring(m, now) >= procedure.number("min_forankring_days", m.day))
        and why_not_following(drofting, m, procedure) is None
    )
    return min(fitting, key=lambda m: (m.starts_at, m.meeting), default=None)
