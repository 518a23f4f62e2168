"""Which numbers, switches and modes this engine needs of every procedure, and what it can do with them.

A mode or switch that is not listed here cannot be carried out, so a procedure that asks for it is refused when it is
loaded: better no procedure than one that is quietly not followed. No mode here makes consensus a majority.
"""

from __future__ import annotations

from datetime import date

from models.base import Frozen


class Whole(Frozen):
    """A whole number between two bounds, both included."""

    low: int
    high: int

    def why_not(self, value: int | bool | str) -> str | None:
        """What is wrong with a value; None if nothing."""
        if isinstance(value, bool) or not isinstance(value, int):
            return f"give a whole number from {self.low} to {self.high}"
        return None if self.low <= value <= self.high else f"give a number from {self.low} to {self.high}"


class Switch(Frozen):
    """True or false; or, where the engine knows only one way, that one."""

    only: bool | None = None

    def why_not(self, value: int | bool | str) -> str | None:
        """What is wrong with a value; None if nothing."""
        if not isinstance(value, bool):
            return "write true or false, without quotes"
        if self.only is not None and value is not self.only:
            return f"only {str(self.only).lower()} can be carried out"
        return None


class Mode(Frozen):
    """One of the ways that the engine can carry out."""

    ways: tuple[str, ...]

    def why_not(self, value: int | bool | str) -> str | None:
        """What is wrong with a value; None if nothing."""
        return None if value in self.ways else f"this version can carry out: {', '.join(self.ways)}"


class Day(Frozen):
    """A calendar day."""

    def why_not(self, value: int | bool | str) -> str | None:
        """What is wrong with a value; None if nothing."""
        try:
            date.fromisoformat(str(value))
        except ValueError:
            return "write a day that exists, as 2027-12-31"
        return None


Kind = Whole | Switch | Mode | Day

_DAYS = Whole(low=1, high=366)

ENGINE_NUMBERS: dict[str, Kind] = {
    "two_stage_required": Switch(only=True),  # P-01 knows no exception
    "binding_by_agreement": Switch(only=True),
    "counted_seats": Mode(ways=("municipal_and_hospital",)),
    "su_threshold": Mode(ways=("economic_or_administrative",)),
    "raise_after_no_consensus": Mode(ways=("new_drofting", "earlier_drofting_counts")),
    "rounds_before_path_choice": Whole(low=1, high=20),
    "takeover_days": _DAYS,
    "involvement_days": _DAYS,
    "involvement_reminder_days": _DAYS,
    "notice_days": _DAYS,
    "notice_floor_days": _DAYS,
    "notice_hour": Whole(low=0, high=23),
    "min_gap_days": _DAYS,
    "min_forankring_days": _DAYS,
    "forankring_mode": Mode(ways=("informative",)),
    "forankring_reminder_days_first": _DAYS,
    "forankring_reminder_days_second": _DAYS,
    "editorial_change_keeps_positions": Switch(),
    "consensus_mode": Mode(
        ways=(
            "roll_call_no_objection",
            "every_counted_seat_consents",
            "no_sustained_objection",
            "every_party_consents",
        )
    ),
    "abstention_binds": Switch(),
    "budget_month": Whole(low=1, high=12),
    "followup_reminder_days_first": _DAYS,
    "followup_reminder_days_second": _DAYS,
    "reservation_reminder_days": _DAYS,
    "quorum": Mode(ways=("every_party_covered", "written_position", "answer_after")),
    "quorum_answer_days": _DAYS,
    "written_reply_days": _DAYS,
    "block_unit": Mode(ways=("any_counted_seat", "lead_seat")),
    "silence_is_consent": Switch(only=False),
    "statement_working_days": Whole(low=1, high=60),
    "deputy_authority": Mode(ways=("per_party", "whole_seat")),
    "mandate_warning_days_first": _DAYS,
    "mandate_warning_days_second": _DAYS,
    "minutes_draft_working_days": Whole(low=1, high=60),
    "minutes_comment_working_days": Whole(low=1, high=60),
    "nemnda_consent_agreement": Mode(ways=("every_party",)),
    "nemnda_consent_payment": Mode(ways=("unknown", "every_party", "not_needed")),
    "nemnda_exists": Switch(),
    "nemnda_reminder_days": _DAYS,
    "nemnda_consent_days": _DAYS,
    "nemnda_local_treatment": Switch(),
    "nemnda_consent_withdrawal": Mode(ways=("until_opinion", "until_submission")),
    "statutory_notice_years": Whole(low=1, high=10),
    "national_notice_months": Whole(low=1, high=60),
    "national_fixed_end": Day(),
    "helsedir_send_months": Whole(low=1, high=60),
    "rhf_notify_target_days": _DAYS,
    "notice_anchor": Mode(ways=("receipt", "dispatch")),
    "extend_end_of_agreement_to_working_day": Switch(),
    "extend_acts_to_working_day": Switch(),
    "review_period": Mode(ways=("calendar_year", "since_last_review", "since_entry_into_force")),
    "witnesses_before_binding": Whole(low=0, high=20),
    "refused_acts_per_seat_hour": Whole(low=1, high=10_000),
}
"""Every number of a procedure by name, with what the engine takes for it."""

_UNITS = {
    "_working_days": "working days",
    "_days": "calendar days",
    "_months": "months",
    "_years": "years",
}


def unit_of(name: str) -> str | None:
    """What a number is counted in, as its name says; None where the name says nothing."""
    plain = name.removesuffix("_first").removesuffix("_second")
    return next((unit for ending, unit in _UNITS.items() if plain.endswith(ending)), None)
