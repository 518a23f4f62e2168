"""What numbers and clocks of a procedure may not be, and what the engine takes for each (P-06, P-11, P-22, P-38)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.procedure import DatedValue, Silence
from models.rulebook import Force
from rules.engine_numbers import Day, Mode, Switch, Whole, unit_of
from rules.findings import near
from rules.procedure_check import check_procedure
from tests.rules.test_procedures_checked import (
    FROM,
    GOOD,
    LATER,
    Change,
    also,
    both,
    checked,
    clock,
    number,
    values,
    without,
)
from tests.rules.test_rosters_checked import Told


class TestNumbers:
    """Every number there must be, in its unit, from the first day on, in rising order, with what the engine takes."""

    @pytest.mark.parametrize(
        ("change", "found"),
        [
            pytest.param(
                also("numbers", "takeover_days"),
                [("takeover_days", "ENGINE", "the number takeover_days stands twice")],
                id="twice",
            ),
            pytest.param(
                without("numbers", "takeover_days"), [("numbers", "ENGINE", "the number takeover_days is missing")],
                id="missing",
            ),
            pytest.param(
                also("numbers", "takeover_days", name="take_days", unit="months"),
                [("take_days", "ENGINE", "nothing uses a number called take_days")], id="unknown",
            ),
            pytest.param(
                number("takeover_days", unit="working days"),
                [("takeover_days.unit", "P-30", "takeover_days is counted in calendar days, not in working days")],
                id="in another unit",
            ),
            pytest.param(number("block_unit", unit="whatever"), [], id="a mode in any unit"),
            pytest.param(
                number("takeover_days", rule="P-99"), [("takeover_days.rule", "ENGINE", "there is no rule P-99")],
                id="by no rule",
            ),
            pytest.param(
                values("takeover_days", (FROM, 0)),
                [("takeover_days.values.0", "P-30", f"takeover_days is 0 from {FROM}")],
                id="out of its bounds",
            ),
            pytest.param(
                values("takeover_days", (FROM, True)),
                [("takeover_days.values.0", "P-30", f"takeover_days is true from {FROM}")], id="true for a number",
            ),
            pytest.param(
                values("takeover_days", (FROM, 5), (LATER, "x")),
                [("takeover_days.values.1", "P-30", f"takeover_days is x from {LATER}")], id="a word, later",
            ),
            pytest.param(values("takeover_days", (FROM, 5), (LATER, 6)), [], id="another later"),
            pytest.param(
                values("takeover_days", (FROM, 5), (FROM, 6)),
                [("takeover_days.values.1", "P-38", f"takeover_days: {FROM} stands below {FROM}")],
                id="twice on a day",
            ),
            pytest.param(
                values("takeover_days", (FROM, 5), (LATER, 6), (FROM + timedelta(days=1), 7)),
                [("takeover_days.values.2", "P-38",
                  f"takeover_days: {FROM + timedelta(days=1)} stands below {LATER}")],
                id="in falling order",
            ),
            pytest.param(values("takeover_days", (FROM - timedelta(days=1), 5)), [], id="from before"),
            pytest.param(
                values("takeover_days", (FROM + timedelta(days=1), 5)),
                [("takeover_days.values.0", "P-38",
                  f"takeover_days has no value from {FROM} until {FROM + timedelta(days=1)}")], id="a day too late",
            ),
            pytest.param(
                also("numbers", "takeover_days", name="take_days", values=(DatedValue(since=LATER, value=0),)),
                [("take_days", "ENGINE", "nothing uses a number called take_days"),
                 ("take_days.values.0", "P-38", f"take_days has no value from {FROM} until {LATER}")],
                id="unknown, and late",
            ),
        ],
    )  # fmt: skip
    def test_a_number(self, change: Change, found: list[Told]) -> None:
        assert checked(change) == found

    PAIRS = (
        pytest.param("notice_days", "notice_floor_days", "P-06", 0, id="notice"),
        pytest.param("min_gap_days", "notice_floor_days", "P-12", 0, id="between the stages"),
        pytest.param("forankring_reminder_days_first", "forankring_reminder_days_second", "P-11", 1, id="forankring"),
        pytest.param("mandate_warning_days_first", "mandate_warning_days_second", "P-24", 1, id="mandates"),
    )

    @pytest.mark.parametrize(("name", "floor", "rule", "margin"), PAIRS)
    def test_one_is_never_less_than_another(self, name: str, floor: str, rule: str, margin: int) -> None:
        room = both(values("notice_days", (FROM, 60)), values("min_gap_days", (FROM, 60)), values(floor, (FROM, 20)))
        low, enough = 19 + margin, 20 + margin
        found = [(f"{name}.values.0", rule, f"{name} is {low} on {FROM}, {floor} is 20")]

        assert checked(both(room, values(name, (FROM, enough)))) == []
        assert checked(both(room, values(name, (FROM, low)))) == found

    @pytest.mark.parametrize(
        ("given", "floors", "found"),
        [
            pytest.param([(FROM, 10), (LATER, 9)], [(FROM, 10)], (1, 9, LATER, 10), id="lowered later"),
            pytest.param([(FROM, 10)], [(FROM, 10), (LATER, 11)], (0, 10, LATER, 11), id="the floor raised later"),
            pytest.param([(FROM, 10), (LATER, 12)], [(FROM, 10), (LATER, 12)], None, id="both raised on one day"),
            pytest.param([(FROM, 9), (LATER, 8)], [(FROM, 10)], (0, 9, FROM, 10), id="told once"),
            pytest.param(
                [(FROM, 9)],
                [(FROM - timedelta(days=1), 9), (LATER, 10)],
                (0, 9, LATER, 10),
                id="before the first value",
            ),
        ],
    )
    def test_on_each_day(
        self,
        given: list[tuple[date, int]],
        floors: list[tuple[date, int]],
        found: tuple[int, int, date, int] | None,
    ) -> None:
        change = both(
            values("min_gap_days", (FROM, 60)), values("notice_days", *given), values("notice_floor_days", *floors)
        )
        expected = []
        if found is not None:
            place, value, day, floor = found
            what = f"notice_days is {value} on {day}, notice_floor_days is {floor}"
            expected = [(f"notice_days.values.{place}", "P-06", what)]

        assert checked(change) == expected

    @pytest.mark.parametrize(
        ("change", "found"),
        [
            pytest.param(
                values("notice_days", (FROM, 0)), [("notice_days.values.0", "P-06", f"notice_days is 0 from {FROM}")],
                id="no number of days",
            ),
            pytest.param(
                values("notice_floor_days", (FROM, "x")),
                [("notice_floor_days.values.0", "P-06", f"notice_floor_days is x from {FROM}")],
                id="a floor that is none",
            ),
            pytest.param(
                values("notice_days", (FROM, 0), (LATER, 5)),
                [("notice_days.values.0", "P-06", f"notice_days is 0 from {FROM}"),
                 ("notice_days.values.1", "P-06", f"notice_days is 5 on {LATER}, notice_floor_days is 7")],
                id="no number of days, and later too few",
            ),
            pytest.param(
                without("numbers", "notice_floor_days"),
                [("numbers", "ENGINE", "the number notice_floor_days is missing")],
                id="no floor",
            ),
            pytest.param(
                without("numbers", "notice_days"), [("numbers", "ENGINE", "the number notice_days is missing")],
                id="no number",
            ),
        ],
    )  # fmt: skip
    def test_a_fault_is_told_once(self, change: Change, found: list[Told]) -> None:
        assert [one for one in checked(change) if "notice_" in one[2]] == found

    @pytest.mark.parametrize(
        ("name", "rule", "force", "value", "found"),
        [
            ("silence_is_consent", "P-22", Force.CHOICE, True, True),
            ("silence_is_consent", "P-22", Force.CHOICE, False, False),
            ("silence_is_consent", "P-22", Force.LAW, True, False),
            ("silence_is_consent", "P-22", Force.AGREEMENT, True, False),
            ("silence_is_consent", "P-22", Force.NATIONAL, True, True),
            ("binding_by_agreement", "P-19", Force.CHOICE, True, True),
            ("binding_by_agreement", "P-19", Force.AGREEMENT, True, False),
        ],
    )
    def test_silence_and_consensus_bind_by_law_or_agreement_alone(
        self, name: str, rule: str, force: Force, value: bool, found: bool
    ) -> None:
        change = number(name, force=force, source="§ 1", values=(DatedValue(since=FROM, value=value),))
        what = f"{name} is true, and no more behind it than {force.value}"

        assert ((f"{name}.values.0", rule, what) in checked(change)) is found

    def test_a_binding_number_that_is_missing_is_missing_and_nothing_else(self) -> None:
        assert checked(without("numbers", "silence_is_consent")) == [
            ("numbers", "ENGINE", "the number silence_is_consent is missing")
        ]


class TestClocks:
    """Every clock comes to what the engine does, and says what silence means (P-11, P-22)."""

    @pytest.mark.parametrize(
        ("change", "found"),
        [
            pytest.param(
                also("clocks", "notice-due"), [("notice-due", "ENGINE", "the clock notice-due stands twice")],
                id="twice",
            ),
            pytest.param(
                without("clocks", "notice-due"),
                [("clocks", "P-22", "the clock notice-due runs, and nothing says what it comes to")], id="missing",
            ),
            pytest.param(
                also("clocks", "notice-due", name="tea-time"),
                [("tea-time", "ENGINE", "nothing starts a clock called tea-time, so it never rings")], id="unknown",
            ),
            pytest.param(
                clock("notice-due", rule="P-99"), [("notice-due.rule", "ENGINE", "there is no rule P-99")],
                id="by no rule",
            ),
            pytest.param(
                clock("notice-due", then="vote"),
                [("notice-due.then", "P-06", "notice-due comes to vote, which nobody carries out")], id="to a vote",
            ),
            pytest.param(
                clock("notice-due", runs_by=("notice_days",)),
                [("notice-due.runs_by", "P-06", "notice-due does not run by notice_days")], id="by half its numbers",
            ),
            pytest.param(clock("notice-due", runs_by=("notice_hour", "notice_days")), [], id="in another order"),
            pytest.param(
                clock("forankring-due", silence=Silence.CONSENT, force=Force.CHOICE),
                [("forankring-due.silence", "P-22",
                  "silence at forankring-due is consent, and no more behind it than our choice")],
                  id="silence is consent",
            ),
            *(
                pytest.param(
                    clock("forankring-due", silence=Silence.CONSENT, force=force, source="§ 1"),
                    [("forankring-due.silence", "P-22",
                      "silence at forankring-due is consent, which is not what happens")],
                    id=f"silence is consent by {force.value}",
                )
                for force in (Force.LAW, Force.AGREEMENT)
            ),
            pytest.param(
                clock("forankring-due", silence=Silence.RIGHT_LAPSES),
                [("forankring-due.silence", "P-22",
                  "silence at forankring-due is right_lapses, which is not what happens")],
                  id="silence means another thing",
            ),
            pytest.param(
                clock("forankring-reminder", reminds_of="tea-time"),
                [("forankring-reminder.reminds_of", "P-11",
                  "forankring-reminder reminds of tea-time, which is no clock: it never fires")],
                  id="reminds of no clock",
            ),
            pytest.param(
                clock("forankring-reminder", reminds_of="notice-due"),
                [("forankring-reminder.reminds_of", "P-11",
                  "forankring-reminder reminds of notice-due: a reminder of that never fires")],
                  id="reminds of another",
            ),
            pytest.param(
                clock("forankring-reminder", reminds_of=None),
                [("forankring-reminder", "P-11",
                  "forankring-reminder reminds of nothing: a reminder of that never fires")], id="reminds of nothing",
            ),
            pytest.param(
                clock("notice-due", reminds_of="forankring-due"),
                [("notice-due.reminds_of", "P-06",
                  "notice-due reminds of forankring-due: a reminder of that never fires")],
                  id="reminds, and should not",
            ),
        ],
    )  # fmt: skip
    def test_a_clock(self, change: Change, found: list[Told]) -> None:
        assert checked(change) == found

    @pytest.mark.parametrize(
        ("name", "reminds_of", "remedy"),
        [
            ("forankring-reminder", None, "write reminds_of: forankring-due"),
            ("notice-due", "forankring-due", "remove reminds_of"),
        ],
    )
    def test_what_a_clock_should_remind_of(self, name: str, reminds_of: str | None, remedy: str) -> None:
        [found] = check_procedure(clock(name, reminds_of=reminds_of)(GOOD))

        assert found.remedy == remedy

    @pytest.mark.parametrize(
        ("change", "found"),
        [
            pytest.param(
                values("involvement_days", (FROM, "x"), (LATER, 30)),
                [("involvement_days.values.0", "P-36", f"involvement_days is x from {FROM}")], id="how long it runs",
            ),
            pytest.param(
                values("involvement_reminder_days", (FROM, "x")),
                [("involvement_reminder_days.values.0", "P-36", f"involvement_reminder_days is x from {FROM}")],
                id="how long before",
            ),
        ],
    )  # fmt: skip
    def test_what_is_no_number_is_told_once(self, change: Change, found: list[Told]) -> None:
        assert checked(change) == found

    @pytest.mark.parametrize(
        ("reminder", "runs", "found"),
        [
            pytest.param([(FROM, 20)], [(FROM, 21)], [], id="a day of room"),
            pytest.param([(FROM, 20)], [(FROM, 20)], [(0, 20, 20)], id="no room"),
            pytest.param([(FROM, 20)], [(FROM, 30), (LATER, 10)], [(0, 20, 10)], id="when it runs shortest"),
            pytest.param([(FROM, 5), (LATER, 9)], [(FROM, 8)], [(1, 9, 8)], id="later"),
        ],
    )
    def test_a_reminder_comes_before_what_it_reminds_of(
        self, reminder: list[tuple[date, int]], runs: list[tuple[date, int]], found: list[tuple[int, int, int]]
    ) -> None:
        change = both(values("involvement_reminder_days", *reminder), values("involvement_days", *runs))

        assert checked(change) == [
            (f"involvement_reminder_days.values.{place}", "P-36",
             f"involvement_reminder_days is {days}, but involvement-due runs {length} days: it never fires")
            for place, days, length in found
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value", "why_not"),
    [
        (Whole(low=1, high=3), 0, "give a number from 1 to 3"),
        (Whole(low=1, high=3), 1, None),
        (Whole(low=1, high=3), 3, None),
        (Whole(low=1, high=3), 4, "give a number from 1 to 3"),
        (Whole(low=1, high=3), True, "give a whole number from 1 to 3"),
        (Whole(low=1, high=3), "2", "give a whole number from 1 to 3"),
        (Switch(), True, None),
        (Switch(), False, None),
        (Switch(), 1, "write true or false, without quotes"),
        (Switch(only=False), False, None),
        (Switch(only=False), True, "only false can be carried out"),
        (Switch(only=True), False, "only true can be carried out"),
        (Mode(ways=("a", "b")), "b", None),
        (Mode(ways=("a", "b")), "c", "this version can carry out: a, b"),
        (Day(), "2027-12-31", None),
        (Day(), "2027-02-29", "write a day that exists, as 2027-12-31"),
    ],
)
def test_what_the_engine_takes(
    kind: Whole | Switch | Mode | Day, value: int | bool | str, why_not: str | None
) -> None:
    assert kind.why_not(value) == why_not


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("takeover_days", "calendar days"),
        ("statement_working_days", "working days"),
        ("mandate_warning_days_first", "calendar days"),
        ("mandate_warning_days_second", "calendar days"),
        ("national_notice_months", "months"),
        ("statutory_notice_years", "years"),
        ("notice_hour", None),
    ],
)
def test_a_name_says_its_unit(name: str, unit: str | None) -> None:
    assert unit_of(name) == unit


@pytest.mark.parametrize(
    ("given", "allowed", "said"),
    [
        ("halden", ["halden", "moss"], 'did you mean "halden"?'),
        ("haldn", ["moss", "halden", "haldxx"], 'did you mean "halden"?'),
        ("xyz", ["moss", "halden"], "one of: moss, halden"),
        ("xyz", ["moss", "moss"], "one of: moss"),
        ("xyz", [f"a{n}" for n in range(10)], f"one of: {', '.join(f'a{n}' for n in range(10))}"),
        ("xyz", [f"a{n}" for n in range(11)], f"one of: {', '.join(f'a{n}' for n in range(10))} ..."),
    ],
)
def test_a_remedy_names_the_likeliest_or_the_first_ten(given: str, allowed: list[str], said: str) -> None:
    assert near(given, allowed) == said
