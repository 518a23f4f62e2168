"""How periods are computed: the worked examples of the field, one by one, and what a computation says of itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.periods import ClauseTerms, Computation, Moment, NotComputable, Period, Terms, read_kind
from models.rulebook import RefusalCode
from procedures.loading import PROCEDURE_FILES, load_procedure
from rules.legal_dates import is_working_day
from rules.periods import (
    compute,
    end_instant,
    extended_day,
    last_day_of,
    moment,
    month_act_due,
    months_before,
    national_terms,
    recompute,
    statutory_terms,
)
from tests.house import with_numbers
from tests.rules.world import FILES

OSLO = "Europe/Oslo"
TERM = date(2027, 12, 31)
DAYS = st.dates(date(1900, 1, 1), date(2300, 12, 31))
PERIODS = st.builds(Period, count=st.integers(1, 100), unit=st.sampled_from(("months", "years")))


def on(text: str) -> Moment:
    """`Tue 29 Feb 2028`, weekday and all; or an instant."""
    if "T" in text and text[:4].isdigit():
        return moment(datetime.fromisoformat(text), OSLO)
    return Moment(day=datetime.strptime(text, "%a %d %b %Y").replace(tzinfo=UTC).date())


def by_kind(kind: str, received: Moment, terms: Terms | None = None, **more: object) -> Computation:
    """As the command computes it."""
    period, rule = read_kind(kind)
    return compute(received, terms or Terms(period=period), rule=rule, timezone=OSLO, **more)  # type: ignore[arg-type]


def told(computed: Computation) -> str:
    return "; ".join(computed.derivation)


# --- the worked examples: number, received or entered, last day, and what else is said of it ---------------------

ONE_YEAR = (
    (1, "Tue 15 Dec 2026", "Wed 15 Dec 2027", "Wed 15 Dec 2027"),
    (2, "Mon 01 Mar 2027", "Wed 01 Mar 2028", "Wed 01 Mar 2028"),
    (3, "Sun 28 Feb 2027", "Mon 28 Feb 2028", "Mon 28 Feb 2028"),
    (4, "Mon 28 Feb 2028", "Wed 28 Feb 2029", "Wed 28 Feb 2029"),
    (5, "Tue 29 Feb 2028", "Wed 28 Feb 2029", "Wed 28 Feb 2029"),
    (6, "Thu 31 Dec 2026", "Fri 31 Dec 2027", "Fri 31 Dec 2027"),
    (7, "Fri 01 Jan 2027", "Sat 01 Jan 2028", "Mon 03 Jan 2028"),
    (8, "Thu 17 Jun 2027", "Sat 17 Jun 2028", "Mon 19 Jun 2028"),
    (9, "Mon 17 May 2027", "Wed 17 May 2028", "Thu 18 May 2028"),
    (10, "Sat 17 Apr 2027", "Mon 17 Apr 2028", "Tue 18 Apr 2028"),
    (11, "2026-10-31T22:30:00+00:00", "Sun 31 Oct 2027", "Mon 01 Nov 2027"),
    (12, "2026-10-31T23:30:00+00:00", "Mon 01 Nov 2027", "Mon 01 Nov 2027"),
    (13, "Mon 04 Jan 2027", "Tue 04 Jan 2028", "Tue 04 Jan 2028"),
)
THREE_MONTHS = (
    (14, "Mon 30 Nov 2026", "Sun 28 Feb 2027", True),
    (15, "Sun 31 Jan 2027", "Fri 30 Apr 2027", True),
    (16, "Tue 31 Aug 2027", "Tue 30 Nov 2027", True),
    (17, "Thu 30 Sep 2027", "Thu 30 Dec 2027", True),
    (18, "Fri 01 Oct 2027", "Sat 01 Jan 2028", False),
    (19, "Tue 30 Nov 2027", "Tue 29 Feb 2028", False),
)
ONE_MONTH = (
    (20, "Fri 29 Jan 2027", "Sun 28 Feb 2027", "Mon 01 Mar 2027"),
    (20, "Sat 30 Jan 2027", "Sun 28 Feb 2027", "Mon 01 Mar 2027"),
    (20, "Sun 31 Jan 2027", "Sun 28 Feb 2027", "Mon 01 Mar 2027"),
    (21, "Wed 25 Nov 2026", "Fri 25 Dec 2026", "Mon 28 Dec 2026"),
    (22, "Mon 31 Jan 2028", "Tue 29 Feb 2028", "Tue 29 Feb 2028"),
    (23, "Sun 28 Feb 2027", "Sun 28 Mar 2027", "Tue 30 Mar 2027"),
    (24, "Sat 17 Apr 2027", "Mon 17 May 2027", "Tue 18 May 2027"),
)


@pytest.mark.parametrize(("number", "received", "last", "extended"), ONE_YEAR)
def test_one_year_of_notice(number: int, received: str, last: str, extended: str) -> None:
    computed = by_kind("statutory", on(received))
    moved = by_kind("statutory", on(received), Terms(period=computed.period, extends=True))

    assert (computed.last_day, computed.in_force_to, computed.extended_day) == (on(last).day, on(last).day, None)
    assert computed.ends_at == end_instant(on(last).day, OSLO)
    assert (moved.last_day, moved.extended_day, moved.in_force_to) == (on(last).day, *(on(extended).day,) * 2)


@pytest.mark.parametrize(("number", "received", "last", "effective"), THREE_MONTHS)
def test_three_months_of_notice_against_the_fixed_end(number: int, received: str, last: str, effective: bool) -> None:
    computed = by_kind("national", on(received), fixed_end=TERM)

    assert (computed.last_day, computed.effective) == (on(last).day, effective)
    assert computed.in_force_to == (on(last).day if effective else TERM)
    assert computed.ends_at == end_instant(computed.in_force_to, OSLO)


@pytest.mark.parametrize(("number", "entered", "last", "extended"), ONE_MONTH)
def test_one_month_to_send_an_agreement(number: int, entered: str, last: str, extended: str) -> None:
    computed = month_act_due(on(entered), OSLO)

    assert (computed.last_day, computed.extended_day) == (on(last).day, on(extended).day)
    assert computed.ends_at == end_instant(on(last).day, OSLO)
    assert computed.act_until == end_instant(on(extended).day, OSLO)
    assert (computed.rule, computed.anchor) == ("A-07", "entering")


def test_all_the_worked_examples_are_here() -> None:
    assert {row[0] for row in (*ONE_YEAR, *THREE_MONTHS, *ONE_MONTH)} == set(range(1, 25))


# --- how it says where it comes from -----------------------------------------------------------------------------


def test_s40_notice_on_a_leap_day_says_why_it_ends_on_the_28th() -> None:
    computed = by_kind("statutory", on("Tue 29 Feb 2028"))

    assert told(computed) == (
        "received 29 Feb 2028; one year; no 29 February in 2029, so the last day of the month; "
        "in force to 28 Feb 2029 24:00"
    )
    assert computed.ends_at == datetime(2029, 2, 28, 23, tzinfo=UTC)


def test_s41_half_an_hour_apart_around_midnight_and_the_end_of_summer_time() -> None:
    before, after = (by_kind("statutory", on(f"2026-10-31T{hour}:30:00+00:00")) for hour in (22, 23))

    assert told(before) == "received 31 Oct 2026; one year; in force to 31 Oct 2027 24:00"
    assert before.ends_at == datetime(2027, 10, 31, 23, tzinfo=UTC)
    assert told(after) == (
        "received 1 Nov 2026, local date in Europe/Oslo (31 Oct 2026 23:30 UTC); one year; "
        "in force to 1 Nov 2027 24:00"
    )
    assert end_instant(before.last_day, OSLO) - end_instant(date(2027, 10, 30), OSLO) == timedelta(hours=25)


def test_s42_dispatch_and_receipt_differ_and_both_are_told() -> None:
    computed = by_kind("statutory", on("Mon 04 Jan 2027"), sent=on("Tue 29 Dec 2026"))

    assert (computed.by_receipt, computed.by_dispatch) == (date(2028, 1, 4), date(2027, 12, 29))
    assert told(computed) == (
        "received 4 Jan 2027; one year; by dispatch on 29 Dec 2026 it would be 29 Dec 2027; "
        "treated as in force until the later; in force to 4 Jan 2028 24:00"
    )


def test_s43_a_corrected_receipt_moves_the_day_and_keeps_everything_else() -> None:
    first = by_kind("statutory", on("Mon 01 Mar 2027"), sent=on("Fri 26 Feb 2027"), may_contest=("moss", "hf"))

    corrected = recompute(first, received=on("Wed 03 Mar 2027"))

    assert corrected.ends_at - first.ends_at == timedelta(days=2)
    assert corrected.sent == first.sent
    assert corrected.may_contest == ("moss", "hf")
    assert told(corrected).startswith("received 3 Mar 2027; one year; ")


def test_s50_the_last_notice_that_has_an_effect_and_the_first_that_has_none() -> None:
    last, late = (by_kind("national", on(day), fixed_end=TERM) for day in ("Thu 30 Sep 2027", "Fri 01 Oct 2027"))

    assert told(last) == "received 30 Sep 2027; three months; in force to 30 Dec 2027 24:00"
    assert told(late) == (
        "received 1 Oct 2027; three months; that would be 1 Jan 2028, but the fixed end 31 Dec 2027 comes first; "
        "the notice changes nothing; in force to 31 Dec 2027 24:00"
    )


def test_an_act_is_told_with_what_was_skipped_and_why() -> None:
    assert told(month_act_due(on("Sun 28 Feb 2027"), OSLO)) == (
        "entered into 28 Feb 2027; one month; due 28 Mar 2027 24:00; 28 Mar 2027 is no working day (Easter Sunday); "
        "29 Mar 2027 is no working day (Easter Monday); extended to 30 Mar 2027 24:00"
    )
    assert month_act_due(on("Sun 28 Feb 2027"), OSLO, extends=False).extended_day is None


def test_the_eves_are_working_days_and_the_holidays_go_on_in_the_next_century() -> None:
    assert extended_day(date(2027, 12, 24)) == (date(2027, 12, 24), ())
    assert extended_day(date(2027, 12, 31)) == (date(2027, 12, 31), ())
    assert extended_day(date(2101, 4, 14)) == (
        date(2101, 4, 19),
        ("14 Apr 2101 is no working day (Maundy Thursday)", "15 Apr 2101 is no working day (Good Friday)",
         "16 Apr 2101 is no working day (Saturday)", "17 Apr 2101 is no working day (Easter Sunday)",
         "18 Apr 2101 is no working day (Easter Monday)"),
    )  # fmt: skip


# --- what a notice names, what both parties confirm, what a clause says ------------------------------------------


def test_a_named_day_counts_when_it_is_later_and_is_the_earliest_allowed_when_it_is_not() -> None:
    later, early, same = (
        by_kind("national", on("Mon 30 Nov 2026"), named_end=day, fixed_end=TERM)
        for day in (date(2027, 4, 30), date(2027, 1, 31), date(2027, 2, 28))
    )

    assert (later.last_day, early.last_day, same.last_day) == (
        date(2027, 4, 30), date(2027, 2, 28), date(2027, 2, 28),
    )  # fmt: skip
    assert "28 Feb 2027 at the earliest; the notice names 30 Apr 2027" in later.derivation
    assert (
        "warning: the notice names 31 Jan 2027, which is too early; taken as the earliest day allowed, 28 Feb 2027"
        in early.derivation
    )
    assert told(same) == told(by_kind("national", on("Mon 30 Nov 2026")))


def test_a_day_that_both_confirm_goes_before_the_period_and_is_not_moved_to_a_working_day() -> None:
    terms = Terms(period=read_kind("statutory")[0], extends=True)

    computed = by_kind("statutory", on("Fri 01 Jan 2027"), terms, agreed_end=date(2027, 7, 31))

    assert (computed.in_force_to, computed.extended_day) == (date(2027, 7, 31), None)
    assert "by the period 1 Jan 2028, but both parties have confirmed 31 Jul 2027" in computed.derivation


def test_a_clause_goes_before_the_procedure_and_is_named() -> None:
    procedure = load_procedure(PROCEDURE_FILES[0])
    clause = ClauseTerms(
        reference="kapittel 9", period=Period(count=6, unit="months"), anchor="dispatch", month_end=True
    )
    received, sent = on("Mon 01 Mar 2027"), on("Fri 26 Feb 2027")

    plain = by_kind("statutory", received, statutory_terms(procedure, received.day), sent=sent)
    other = by_kind("statutory", received, statutory_terms(procedure, received.day, clause), sent=sent)

    assert (plain.in_force_to, other.in_force_to) == (date(2028, 3, 1), date(2027, 8, 31))
    assert told(other) == (
        "sent 26 Feb 2027; six months from the end of the month, by kapittel 9; "
        "by receipt on 1 Mar 2027 it would be 30 Sep 2027; in force to 31 Aug 2027 24:00"
    )


def test_what_a_clause_does_not_say_is_the_procedures() -> None:
    procedure = load_procedure(PROCEDURE_FILES[0])
    day = date(2027, 1, 1)

    assert statutory_terms(procedure, day) == Terms(period=Period(count=1, unit="years"))
    assert national_terms(procedure, day) == Terms(period=Period(count=3, unit="months"))
    clause = ClauseTerms(reference="punkt 4", extends=True)
    assert statutory_terms(procedure, day, clause) == Terms(
        period=Period(count=1, unit="years"), extends=True, clause="punkt 4"
    )


def test_the_day_on_which_its_term_ends_is_a_day_on_which_notice_ends_it() -> None:
    on_the_day, after = (by_kind("national", on("Thu 30 Sep 2027"), fixed_end=date(2027, 12, d)) for d in (30, 29))

    assert (on_the_day.effective, on_the_day.in_force_to) == (True, date(2027, 12, 30))
    assert (after.effective, after.in_force_to) == (False, date(2027, 12, 29))


def test_what_the_procedure_says_of_the_end_and_of_what_is_counted_from() -> None:
    procedure = with_numbers(FILES, extend_end_of_agreement_to_working_day=True, notice_anchor="dispatch").procedure

    assert statutory_terms(procedure, date(2031, 1, 1)) == Terms(
        period=Period(count=1, unit="years"), anchor="dispatch", extends=True
    )


def test_computed_again_it_is_the_same_and_another_where_a_day_was_corrected() -> None:
    act = month_act_due(on("Wed 25 Nov 2026"), OSLO)
    notice = by_kind("statutory", on("Fri 01 Jan 2027"), sent=on("Thu 31 Dec 2026"))
    received, sent = on("Mon 04 Jan 2027"), on("Wed 30 Dec 2026")

    assert (recompute(act), recompute(notice)) == (act, notice)
    assert recompute(notice, sent=sent) == by_kind("statutory", notice.received, sent=sent)
    assert recompute(notice, received=received) == by_kind("statutory", received, sent=notice.sent)


def test_months_are_counted_back_to_the_day_of_the_same_number_or_the_months_last() -> None:
    said = [months_before(date(2031, 3, 31), months) for months in (1, 2, 3, 15)]

    assert said == [date(2031, 2, 28), date(2031, 1, 31), date(2030, 12, 31), date(2029, 12, 31)]


# --- what holds of any day and period ----------------------------------------------------------------------------


@given(day=DAYS, period=PERIODS)
def test_one_step_lands_on_the_same_number_or_the_months_last(day: date, period: Period) -> None:
    last = last_day_of(day, period)

    assert (last.year - day.year) * 12 + last.month - day.month == period.months
    assert last.day == day.day or (last.day < day.day and (last + timedelta(days=1)).day == 1)


@given(day=DAYS, later=st.integers(0, 60), period=PERIODS)
def test_receipt_never_ends_before_dispatch_and_a_computation_is_made_again_from_itself(
    day: date, later: int, period: Period
) -> None:
    received = Moment(day=day + timedelta(days=later))
    computed = compute(
        received, Terms(period=period), rule="A-10", timezone=OSLO, sent=Moment(day=day), fixed_end=TERM
    )

    assert computed.by_dispatch is not None and computed.by_receipt >= computed.by_dispatch
    assert computed.effective == (computed.last_day <= TERM)
    kept = Computation.model_validate_json(computed.model_dump_json())
    assert recompute(kept) == kept == computed


@given(day=DAYS)
def test_a_day_is_moved_to_the_first_working_day_and_no_further(day: date) -> None:
    moved, skipped = extended_day(day)

    assert is_working_day(moved)
    assert len(skipped) == (moved - day).days
    assert not any(is_working_day(day + timedelta(days=n)) for n in range(len(skipped)))


# --- what cannot be computed -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "sent", "said"),
    [
        ("Fri 01 Jan 2027", "Sat 02 Jan 2027", "sent 2 Jan 2027, and is said to have come before that, 1 Jan 2027"),
        ("2027-01-01T10:00:00+00:00", "2027-01-01T11:00:00+00:00", "sent 1 Jan 2027 11:00 UTC, and"),
    ],
)
def test_receipt_before_dispatch(received: str, sent: str, said: str) -> None:
    with pytest.raises(NotComputable, match=said) as no:
        by_kind("statutory", on(received), sent=on(sent))

    assert (no.value.refusal.code, no.value.refusal.rule) == (RefusalCode.RECEIPT_BEFORE_DISPATCH, "T-07")
    assert no.value.refusal.remedy


def test_an_hour_is_not_held_against_a_day_without_one() -> None:
    assert by_kind("statutory", on("Fri 01 Jan 2027"), sent=on("2027-01-01T20:00:00+00:00")).effective
    assert by_kind("statutory", on("2027-01-01T10:00:00+00:00"), sent=on("Fri 01 Jan 2027")).effective


def test_what_comes_as_it_is_sent_is_in_order() -> None:
    at = on("2027-01-01T10:00:00+00:00")

    assert by_kind("statutory", at, sent=at).effective
    assert by_kind("statutory", Moment(day=at.day), sent=Moment(day=at.day)).effective


def test_counted_from_a_dispatch_that_nobody_knows() -> None:
    terms = Terms(period=Period(count=1, unit="years"), anchor="dispatch", clause="punkt 4")

    with pytest.raises(NotComputable, match=r"counted from dispatch \(by punkt 4\)") as no:
        by_kind("statutory", on("Fri 01 Jan 2027"), terms)

    assert (no.value.refusal.code, no.value.refusal.rule) == (RefusalCode.DISPATCH_UNKNOWN, "A-10")


@pytest.mark.parametrize(
    ("day", "act", "said"),
    [
        (date(9999, 1, 1), False, "goes past the year 9999"),
        (date(9998, 12, 31), False, "31 Dec 9999 has no day after it"),
        (date(9998, 12, 31), True, "31 Dec 9999 has no day after it"),
    ],
)
def test_the_calendar_ends_with_a_reason(day: date, act: bool, said: str) -> None:
    with pytest.raises(NotComputable, match=said) as no:
        by_kind("statutory", Moment(day=day), act=act)

    assert (no.value.refusal.code, no.value.refusal.rule) == (RefusalCode.BEYOND_CALENDAR, "T-03")


@pytest.mark.parametrize(
    "text", ["", "Statutory", "months", "months:", "months:0", "months:-1", "months:1.5", "months:1201", "years:101",
             "days:30", "months:٣", "years:99999999999", "months: 3"],
)  # fmt: skip
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match=r"^a period (is|has) "):
        read_kind(text)


def test_periods_as_people_name_them() -> None:
    assert read_kind("statutory") == (Period(count=1, unit="years"), "A-10")
    assert read_kind("national") == (Period(count=3, unit="months"), "A-16")
    assert read_kind("months:18") == (Period(count=18, unit="months"), "T-03")
    with pytest.raises(ValueError, match="at most 100 years"):
        Period(count=101, unit="years")
