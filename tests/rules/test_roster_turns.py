"""What a roster does by itself: mandates that run out are warned of, members come on their day (P-24, P-25)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models import acts as a
from models import entries as e
from models.acts import Actor
from models.canonical import digest_of
from models.procedure import DatedValue, Procedure
from models.roster import Holding, Mandate, Roster, Source
from rules.legal_dates import start_of
from rules.roster_turns import comers, next_turn, warnings_of
from rules.verdict import NOTHING_LEFT
from tests.rules.desk import RECORD, Desk
from tests.rules.world import BEGINS, PROCEDURE, ROSTER

TODAY = BEGINS.date()
SOURCE = Source(organ="styret", dated=date(2031, 1, 1), reference="1/31")
SEAT, PARTIES = "SEKR-M3", ("halden", "aremark")
HOLDER = next(h.person for h in ROSTER.holdings if (h.seat, h.rank) == (SEAT, 0))
BARE = ROSTER.model_copy(update={"mandates": ()})
LAST = date(2031, 12, 31)
FIRST_WARNING, SECOND_WARNING = date(2031, 11, 1), date(2031, 12, 17)  # 60 and 14 days before


def _mandate(until: date | None = LAST, **changes: object) -> Mandate:
    mandate = Mandate(seat=SEAT, person=HOLDER, since=date(2031, 1, 1), until=until, source=SOURCE)
    return mandate.model_copy(update=changes)


def _roster(*mandates: Mandate, holds_until: date | None = None, also: tuple[Holding, ...] = ()) -> Roster:
    held = tuple(
        h.model_copy(update={"until": holds_until}) if (h.seat, h.person) == (SEAT, HOLDER) else h
        for h in BARE.holdings
    )
    return BARE.model_copy(update={"mandates": mandates, "holdings": (*held, *also)})


def _comes(since: date, *, rank: int = 0, seat: str = "SEKR-M4", person: str = "p-new") -> Holding:
    return Holding(seat=seat, person=person, rank=rank, since=since)


def _warned(roster: Roster, procedure: Procedure = PROCEDURE) -> list[tuple[int, tuple[str, ...]]]:
    return [(w.days_before, w.parties) for w in warnings_of(roster, procedure)]


class TestWarnings:
    """Twice for each mandate that ends with nothing after it, at the hour notices leave (P-24)."""

    def test_sixty_and_fourteen_days_before_the_last_day(self) -> None:
        [first, second] = warnings_of(_roster(_mandate()), PROCEDURE)

        assert (first.days_before, second.days_before) == (60, 14)
        assert (first.last_day, first.parties, first.mandate) == (LAST, PARTIES, _mandate())
        assert first.at == start_of(FIRST_WARNING, PROCEDURE.timezone, hour=8)
        assert second.at == start_of(SECOND_WARNING, PROCEDURE.timezone, hour=8)

    @pytest.mark.parametrize(
        ("mandate", "warned"),
        [
            pytest.param(_mandate(None), [], id="one that does not end"),
            pytest.param(_mandate(seat="SEKR-M9"), [], id="in no seat of the procedure"),
            pytest.param(_mandate(person="p-0000"), [], id="of nobody who has the place"),
            pytest.param(_mandate(since=FIRST_WARNING), [60, 14], id="given on the day of the first warning"),
            pytest.param(_mandate(since=FIRST_WARNING + timedelta(days=1)), [14], id="given after it"),
            pytest.param(_mandate(since=SECOND_WARNING + timedelta(days=1)), [], id="given after both"),
        ],
    )
    def test_of_which_mandate(self, mandate: Mandate, warned: list[int]) -> None:
        assert [days for days, _ in _warned(_roster(mandate))] == warned

    @pytest.mark.parametrize(("holds_until", "times"), [(LAST, 2), (LAST - timedelta(days=1), 0)])
    def test_only_while_the_holder_is_still_in_the_seat_on_its_last_day(self, holds_until: date, times: int) -> None:
        assert len(_warned(_roster(_mandate(), holds_until=holds_until))) == times

    @pytest.mark.parametrize(
        ("named", "after", "left"),
        [
            pytest.param((), _mandate(None, since=date(2032, 1, 1)), (), id="renewed from the day after"),
            pytest.param((), _mandate(None, since=date(2032, 1, 2)), PARTIES, id="renewed from the day after that"),
            pytest.param((), _mandate(LAST, since=date(2031, 6, 1), parties=("halden",)), PARTIES, id="as long"),
            pytest.param(
                (), _mandate(None, since=date(2032, 1, 1), parties=("halden",)), ("aremark",), id="renewed for one"
            ),
            pytest.param(
                ("halden",), _mandate(None, since=date(2032, 1, 1), parties=("halden",)), (), id="for the one named"
            ),
            pytest.param(
                ("halden",),
                _mandate(None, since=date(2032, 1, 1), parties=("aremark",)),
                ("halden",),
                id="for another",
            ),
            pytest.param(("halden",), _mandate(None, since=date(2032, 1, 1)), (), id="for every party"),
            pytest.param((), _mandate(None, since=date(2032, 1, 1), person="p-x"), PARTIES, id="of another holder"),
            pytest.param((), _mandate(None, since=date(2032, 1, 1), seat="SU-M3"), PARTIES, id="in another seat"),
            pytest.param(("halden", "moss"), _mandate(None, seat="SU-M3"), ("halden",), id="named, not of the seat"),
        ],
    )
    def test_for_the_parties_for_whom_nothing_follows(
        self, named: tuple[str, ...], after: Mandate, left: tuple[str, ...]
    ) -> None:
        told = [parties for _, parties in _warned(_roster(_mandate(parties=named), after)) if parties != ()]
        of_this = [parties for parties in told if set(parties) <= {*PARTIES}]

        assert of_this[:1] == ([left] if left else [])

    def test_in_the_order_of_their_days(self) -> None:
        sooner = _mandate(LAST - timedelta(days=10), seat="SU-M3", person=_member("SU-M3"))

        found = warnings_of(_roster(_mandate(), sooner), PROCEDURE)

        assert [(w.mandate.seat, w.days_before) for w in found] == [
            ("SU-M3", 60), (SEAT, 60), ("SU-M3", 14), (SEAT, 14),
        ]  # fmt: skip

    def test_by_the_numbers_of_the_last_day_and_of_the_day_it_is_said(self) -> None:
        changed = _with_number(
            _with_number(PROCEDURE, "mandate_warning_days_first", LAST, 30), "notice_hour", LAST, 7
        )

        [first, second] = warnings_of(_roster(_mandate()), changed)

        assert (first.days_before, first.at) == (30, start_of(date(2031, 12, 1), PROCEDURE.timezone, hour=8))
        assert second.days_before == 14

    def test_one_that_ends_before_the_procedure_applies_goes_by_its_first_numbers(self) -> None:
        early = _mandate(date(2018, 3, 31), since=date(2017, 1, 1))
        held = tuple(h.model_copy(update={"since": date(2017, 1, 1)}) for h in BARE.holdings)
        roster = BARE.model_copy(update={"mandates": (early,), "holdings": held})

        assert [days for days, _ in _warned(roster)] == [60, 14]


def _member(seat: str) -> str:
    return next(h.person for h in ROSTER.holdings if (h.seat, h.rank) == (seat, 0))


def _with_number(procedure: Procedure, name: str, since: date, value: int) -> Procedure:
    numbers = tuple(
        n.model_copy(update={"values": (*n.values, DatedValue(since=since, value=value))}) if n.name == name else n
        for n in procedure.numbers
    )
    return procedure.model_copy(update={"numbers": numbers})


class TestNextTurn:
    """The one clock of a community's record: a warning, a member's first day, or nothing (P-24, P-25)."""

    def test_members_come_on_their_first_day_and_deputies_do_not(self) -> None:
        roster = _roster(also=(_comes(LAST), _comes(LAST, rank=1, person="p-dep"), _comes(TODAY)))

        assert [h.person for h in comers(roster, LAST)] == ["p-new"]
        assert comers(roster, LAST - timedelta(days=1)) == ()

    @pytest.mark.parametrize(
        ("roster", "day", "why"),
        [
            pytest.param(_roster(), None, None, id="nothing ahead"),
            pytest.param(_roster(_mandate()), FIRST_WARNING, "warning 60 days before", id="a warning"),
            pytest.param(
                _roster(also=(_comes(TODAY + timedelta(days=1)),)), TODAY + timedelta(days=1),
                "a new member's first day", id="a member tomorrow",
            ),
            pytest.param(_roster(also=(_comes(TODAY),)), None, None, id="a member who came today"),
            pytest.param(_roster(also=(_comes(LAST, rank=1),)), None, None, id="a deputy"),
            pytest.param(
                _roster(_mandate(), also=(_comes(SECOND_WARNING),)), FIRST_WARNING, "warning 60 days before",
                id="the earlier of both",
            ),
        ],
    )  # fmt: skip
    def test_the_first_of_what_lies_ahead(self, roster: Roster, day: date | None, why: str | None) -> None:
        found = next_turn(roster, PROCEDURE, warned_to=BEGINS, now=BEGINS)

        assert (found.day if found else None, found.anchor if found else None) == (day, why)
        if found is not None:
            assert (found.rule, found.steps) == ("P-24", (f"on {day}",))

    @pytest.mark.parametrize(("days", "said"), [(0, SECOND_WARNING), (-1, FIRST_WARNING)])
    def test_what_has_been_warned_of_is_not_warned_of_again(self, days: int, said: date) -> None:
        first = start_of(FIRST_WARNING, PROCEDURE.timezone, hour=8)

        found = next_turn(_roster(_mandate()), PROCEDURE, warned_to=first + timedelta(seconds=days), now=BEGINS)

        assert found is not None
        assert found.day == said

    def test_a_warning_that_a_later_roster_brings_too_late_is_given_at_once(self) -> None:
        now = start_of(date(2031, 11, 20), PROCEDURE.timezone, hour=9)

        found = next_turn(_roster(_mandate()), PROCEDURE, warned_to=BEGINS, now=now)

        assert found is not None
        assert (found.at, found.day) == (now, date(2031, 11, 20))
        assert found.steps[1].startswith("due 2031-11-01T07:00:00+00:00 by a roster adopted later")

    @pytest.mark.parametrize(("after", "left"), [(0, True), (1, False)])
    def test_what_has_run_out_is_not_warned_of(self, after: int, left: bool) -> None:
        now = start_of(LAST + timedelta(days=after), PROCEDURE.timezone, hour=9)

        assert (next_turn(_roster(_mandate()), PROCEDURE, warned_to=BEGINS, now=now) is not None) is left


class TestOnTheRecord:
    """The clock is set by what changes the roster, and rings until nothing lies ahead."""

    def test_warned_of_twice_and_told_who_came_each_on_its_day(self) -> None:
        desk = Desk(_roster(_mandate(), also=(_comes(date(2031, 12, 1), seat="SU-M4"),)))

        given = [
            (day, body) for day, body in desk.advance(date(2032, 2, 1)) if not isinstance(body, e.RosterClockSet)
        ]

        assert given == [
            (FIRST_WARNING, _expiring(60)),
            (date(2031, 12, 1), e.MemberCame(seat="SU-M4", person="p-new", since=date(2031, 12, 1))),
            (SECOND_WARNING, _expiring(14)),
        ]
        assert desk.it.clocks == ()

    def test_the_clock_says_when_and_what_for(self) -> None:
        desk = Desk(_roster(_mandate()))

        [clock] = desk.it.clocks
        assert (clock.name, clock.rule) == ("roster-turn", "P-24")
        assert clock.due_at == start_of(FIRST_WARNING, PROCEDURE.timezone, hour=8)
        assert desk.it.warned_to == BEGINS

    def test_a_warning_and_a_member_of_the_same_day_do_not_wait_for_each_other(self) -> None:
        desk = Desk(_roster(_mandate(), also=(_comes(FIRST_WARNING),)))

        given = [body for _, body in desk.advance(FIRST_WARNING) if not isinstance(body, e.RosterClockSet)]

        assert given == [e.MemberCame(seat="SEKR-M4", person="p-new", since=FIRST_WARNING), _expiring(60)]

    def test_a_roster_without_anything_ahead_stops_the_clock_and_the_same_one_leaves_it(self) -> None:
        desk = Desk(_roster(_mandate()))
        desk.hands_in = desk.roster
        same = desk.do(a.AdoptRoster(roster=digest_of(desk.roster), reason="Uendret.")).bodies
        desk.hands_in = BARE
        none = desk.do(a.AdoptRoster(roster=digest_of(BARE), reason="Uten mandater.")).bodies

        assert [b.kind for b in same] == ["roster_adopted"]
        assert none[1:] == (e.RosterClockSet(next=None, warned_to=BEGINS),)
        assert desk.it.clocks == ()

    def test_what_changes_no_roster_leaves_a_clock_that_does_not_run(self) -> None:
        given = Desk(BARE).do(a.ReceiveProposal(title="T", from_whom="en organisasjon", summary="S")).bodies

        assert [b.kind for b in given] == ["proposal_received"]

    def test_a_renewal_takes_the_warning_away(self) -> None:
        desk = Desk(_roster(_mandate()))
        renewed = a.GiveMandate(seat=SEAT, person=HOLDER, parties=(), since=date(2031, 6, 1), source=SOURCE)

        desk.do(renewed)

        assert desk.it.clocks == ()

    @pytest.mark.parametrize(
        ("before", "told"),
        [
            pytest.param((_comes(date(2032, 6, 1)),), [60, 14], id="something lay ahead already"),
            pytest.param((), [14], id="the clock runs for the first time"),
        ],
    )
    def test_a_roster_adopted_late_is_warned_of_at_once(self, before: tuple[Holding, ...], told: list[int]) -> None:
        desk = Desk(_roster(also=before))
        desk.advance(date(2031, 11, 20))
        desk.hands_in = _roster(_mandate(), also=before)
        desk.do(a.AdoptRoster(roster=digest_of(desk.hands_in), reason="Ny."))

        given = [(day, body) for day, body in desk.advance(date(2032, 1, 2)) if isinstance(body, e.MandateExpiring)]

        days = {60: date(2031, 11, 20), 14: SECOND_WARNING}
        assert given == [(days[which], _expiring(which)) for which in told]

    @pytest.mark.parametrize("clock", ["roster-turn", "another"])
    def test_a_clock_that_does_not_run_rings_for_nothing(self, clock: str) -> None:
        desk = Desk(_roster(_mandate()))
        due = desk.it.clocks[0].due_at + timedelta(days=0 if clock == "another" else 1)

        assert desk.ring(due, clock=clock) == NOTHING_LEFT
        assert Desk(BARE).ring(due) == NOTHING_LEFT

    def test_a_ring_that_comes_late_loses_nothing_of_the_days_between(self) -> None:
        comes = FIRST_WARNING + timedelta(days=3)
        desk = Desk(_roster(_mandate(), also=(_comes(comes),)))
        [clock] = desk.it.clocks
        desk.now = clock.due_at + timedelta(days=5)

        [warned, clock_set] = desk.ring(clock.due_at).bodies

        assert warned == _expiring(60)
        assert isinstance(clock_set, e.RosterClockSet)
        assert clock_set.warned_to == clock.due_at
        assert clock_set.next is not None
        assert clock_set.next.day == comes

    @pytest.mark.parametrize(("adopted", "told"), [(LAST, [60, 14]), (LAST + timedelta(days=1), [])])
    def test_adopted_on_its_last_day_it_is_warned_of_and_not_when_it_has_run_out(
        self, adopted: date, told: list[int]
    ) -> None:
        ahead = (_comes(LAST + timedelta(days=2)),)
        desk = Desk(_roster(also=ahead))
        desk.advance(adopted)
        desk.hands_in = _roster(_mandate(), also=ahead)
        desk.do(a.AdoptRoster(roster=digest_of(desk.hands_in), reason="Ny."))

        given = [
            body.days_before
            for _, body in desk.advance(LAST + timedelta(days=3))
            if isinstance(body, e.MandateExpiring)
        ]

        assert given == told

    def test_the_ring_of_a_record_that_nobody_founded_is_nothing(self) -> None:
        desk = Desk(_roster(_mandate()))
        due = desk.it.clocks[0].due_at
        desk.state = None

        assert desk.judge(a.DeadlineReached(clock="roster-turn", due_at=due), Actor(record=RECORD)) == NOTHING_LEFT


def _expiring(days: int) -> e.MandateExpiring:
    return e.MandateExpiring(seat=SEAT, person=HOLDER, parties=PARTIES, last_day=LAST, days_before=days)
