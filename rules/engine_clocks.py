"""Which clocks this engine starts, and what it does when one rings: what a procedure must say of each.

A clock whose consequence is not written down surprises somebody; one that the engine does not know never rings. So a
procedure lists every clock here and nothing else, and says of it what the engine does.
"""

from __future__ import annotations

from models.base import Frozen
from models.procedure import Silence


class EngineClock(Frozen):
    """How a clock runs and what it comes to."""

    runs_by: tuple[str, ...]  # the numbers it is computed from
    then: tuple[str, ...]  # what can happen when it rings; the first is what does unless a procedure says another
    silence: Silence
    reminds_of: str | None = None
    length: str | None = None  # the number that says for how many days it runs, where one does


ENGINE_CLOCKS: dict[str, EngineClock] = {
    "notice-due": EngineClock(
        runs_by=("notice_days", "notice_hour"), then=("send_notice",), silence=Silence.NOBODY_IS_ASKED
    ),
    "forankring-due": EngineClock(runs_by=("notice_days",), then=("close_forankring",), silence=Silence.NOT_CONSENT),
    "forankring-reminder": EngineClock(
        runs_by=("forankring_reminder_days_first", "forankring_reminder_days_second"),
        then=("remind_unanswered",),
        silence=Silence.NOBODY_IS_ASKED,
        reminds_of="forankring-due",
    ),
    "statements-due": EngineClock(
        runs_by=("statement_working_days",),
        then=("lapse_statements",),
        silence=Silence.RIGHT_LAPSES,
        length="statement_working_days",
    ),
    "reservation-due": EngineClock(
        runs_by=("reservation_reminder_days", "notice_hour"),
        then=("remind_reservation",),
        silence=Silence.NOT_CONSENT,
    ),
    "answers-due": EngineClock(
        runs_by=("quorum_answer_days",),
        then=("leave_unbound",),
        silence=Silence.NOT_CONSENT,
        length="quorum_answer_days",
    ),
    "written-due": EngineClock(
        runs_by=("written_reply_days",),
        then=("end_written_procedure",),
        silence=Silence.NOT_CONSENT,
        length="written_reply_days",
    ),
    "minutes-due": EngineClock(
        runs_by=("minutes_draft_working_days",),
        then=("tell_secretariat",),
        silence=Silence.NOBODY_IS_ASKED,
        length="minutes_draft_working_days",
    ),
    "minutes-comments-due": EngineClock(
        runs_by=("minutes_comment_working_days",),
        then=("close_comments",),
        silence=Silence.RIGHT_LAPSES,
        length="minutes_comment_working_days",
    ),
    "takeover-due": EngineClock(
        runs_by=("takeover_days",), then=("end_withdrawn",), silence=Silence.RIGHT_LAPSES, length="takeover_days"
    ),
    "involvement-due": EngineClock(
        runs_by=("involvement_days",),
        then=("close_input",),
        silence=Silence.NOT_CONSENT,
        length="involvement_days",
    ),
    "involvement-reminder": EngineClock(
        runs_by=("involvement_reminder_days",),
        then=("remind_unheard",),
        silence=Silence.NOBODY_IS_ASKED,
        reminds_of="involvement-due",
    ),
    "followup-due": EngineClock(
        runs_by=("budget_month",), then=("flag_unbudgeted",), silence=Silence.NOBODY_IS_ASKED
    ),
    "consent-due": EngineClock(
        runs_by=("nemnda_consent_days",),
        then=("close_consent",),
        silence=Silence.NOT_CONSENT,
        length="nemnda_consent_days",
    ),
    "consent-reminder": EngineClock(
        runs_by=("nemnda_reminder_days", "notice_hour"),
        then=("remind_consent",),
        silence=Silence.NOBODY_IS_ASKED,
        reminds_of="consent-due",
    ),
    "followup-reminder": EngineClock(
        runs_by=("followup_reminder_days_first", "followup_reminder_days_second"),
        then=("remind_unreported",),
        silence=Silence.NOBODY_IS_ASKED,
        reminds_of="followup-due",
    ),
}
"""Every clock by what its running name begins with; cases, meetings and disputes ring them."""
