"""What mandates and deputies may not be, what is remarked, and the nearest to it that may be (P-18, P-23, P-24)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models.roster import Holding, Mandate, Roster, Treatment
from rules.findings import Finding
from rules.mandate_check import check_mandates, check_mandates_against, warn_mandates
from tests.rules.test_rosters_checked import DAY, LATER, NEXT, ROSTER, SMALL, Told, held, party, told

PERSONS = [h.person for h in ROSTER.holdings]


def may(person: str, seat: str = "L-A", since: date = DAY, until: date | None = None, **changes: Any) -> Mandate:
    """A mandate in a seat, for every party of it unless some are named."""
    return Mandate(seat=seat, person=person, since=since, until=until, **changes)


def _roster(mandates: list[Mandate], holdings: tuple[Holding, ...] = (), **changes: Any) -> Roster:
    return ROSTER.model_copy(
        update={"mandates": tuple(mandates), "holdings": (*ROSTER.holdings, *holdings), **changes}
    )


def _each(found: tuple[Finding, ...]) -> list[Told]:
    return [(place.removeprefix("roster.mandates."), rule, what) for place, rule, what in told(found)]


class TestEach:
    """A mandate is of parties, of days, of a person, and of a place the person has (P-23, P-24)."""

    @pytest.mark.parametrize(
        ("mandate", "found"),
        [
            pytest.param(may("p-a"), [], id="for all"),
            pytest.param(may("p-a", parties=("a1", "a2")), [], id="for each"),
            pytest.param(
                may("p-a", parties=("a1", "x", "y")),
                [("0.parties.1", "ENGINE", "there is no party x"), ("0.parties.2", "ENGINE", "there is no party y")],
                id="for parties that are none",
            ),
            pytest.param(may("p-a", since=LATER, until=LATER), [], id="for a day"),
            pytest.param(
                may("p-a", since=NEXT, until=LATER),
                [("0.until", "P-24", f"it ends on {LATER}, before it begins on {NEXT}"),
                 ("0", "P-23", "p-a has a mandate in L-A, and no place in it while it lasts")], id="backwards",
            ),
            pytest.param(may("p-0"), [("0.person", "ENGINE", "nobody below persons has the id p-0")], id="of nobody"),
            pytest.param(
                may("p-a", "L-B"), [("0", "P-23", "p-a has a mandate in L-B, and no place in it while it lasts")],
                id="in another's seat",
            ),
            pytest.param(
                may("p-a", since=date(2025, 1, 1), until=DAY - timedelta(days=1)),
                [("0", "P-23", "p-a has a mandate in L-A, and no place in it while it lasts")], id="before the place",
            ),
            pytest.param(may("p-a", since=date(2025, 1, 1), until=DAY), [], id="to the first day of the place"),
        ],
    )  # fmt: skip
    def test_one(self, mandate: Mandate, found: list[Told]) -> None:
        assert _each(check_mandates(_roster([mandate]), PERSONS)) == found

    @pytest.mark.parametrize(("left", "may_be"), [(LATER, True), (LATER - timedelta(days=1), False)])
    def test_to_the_last_day_of_the_place(self, left: date, may_be: bool) -> None:
        roster = _roster([may("p-x", since=LATER)], (held("L-A", "p-x", 2, DAY, left),))

        assert (check_mandates(roster, [*PERSONS, "p-x"]) == ()) is may_be

    def test_what_follows_a_fault_is_looked_at_too(self) -> None:
        faults = [may("p-0"), may("p-a", "L-B"), may("p-9", parties=("x",))]

        assert [place for place, *_ in _each(check_mandates(_roster(faults), PERSONS))] == [
            "0.person", "1", "2.parties.0", "2.person",
        ]  # fmt: skip


class TestTwice:
    """Of one kind, for one party, on one day there is one (P-24)."""

    @pytest.mark.parametrize(
        ("one", "other", "shared"),
        [
            pytest.param(may("p-a"), may("p-a", since=LATER), "every party", id="for all and all"),
            pytest.param(may("p-a", parties=("a2",)), may("p-a", since=LATER), "a2", id="for one and all"),
            pytest.param(may("p-a"), may("p-a", since=LATER, parties=("a2",)), "a2", id="for all and one"),
            pytest.param(
                may("p-a", parties=("a2",)), may("p-a", since=LATER, parties=("a1", "a2")), "a2", id="for one of both"
            ),
            pytest.param(
                may("p-a", parties=("a1",)),
                may("p-a", since=LATER, parties=("a2",)),
                None,
                id="for one and the other",
            ),
            pytest.param(may("p-a", until=LATER), may("p-a", since=LATER), "every party", id="on one day"),
            pytest.param(may("p-a", until=LATER), may("p-a", since=NEXT), None, id="the day after"),
            pytest.param(may("p-a"), may("p-d", since=LATER), None, id="of another"),
            pytest.param(may("p-a"), may("p-a", "L-B", since=LATER), None, id="in another seat"),
            pytest.param(may("p-a"), may("p-a", since=LATER, subject_to=Treatment.BOARD), None, id="for the board"),
            pytest.param(may("p-a"), may("p-a", since=LATER, delegated_by="p-d"), None, id="handed on"),
        ],
    )
    def test_two(self, one: Mandate, other: Mandate, shared: str | None) -> None:
        roster = _roster([one, other], (held("L-B", "p-a", 1),))
        what = f"p-a has two like mandates in L-A for {shared} on {LATER}"

        assert _each(check_mandates(roster, PERSONS)) == ([("1", "P-24", what)] if shared else [])

    def test_the_later_one_is_named_once_however_many_there_are(self) -> None:
        thrice = [may("p-a", since=LATER), may("p-a", until=NEXT), may("p-d"), may("p-a", since=NEXT)]

        assert _each(check_mandates(_roster(thrice), PERSONS)) == [
            ("1", "P-24", f"p-a has two like mandates in L-A for every party on {LATER}"),
            ("3", "P-24", f"p-a has two like mandates in L-A for every party on {NEXT}"),
        ]


class TestDelegated:
    """Nobody hands on what they have not got on the day they hand it on, and no chain is a circle (P-23)."""

    CIRCLE = "the delegation to {} goes in a circle"

    @pytest.mark.parametrize(
        ("mandates", "found"),
        [
            pytest.param(
                [may("p-a"), may("p-d", delegated_by="p-s")],
                [("1.delegated_by", "P-23", "p-s, who delegated it, holds no seat")], id="by who has no seat",
            ),
            pytest.param([may("p-a"), may("p-d", delegated_by="p-a", parties=("a1", "a2"))], [], id="by the member"),
            pytest.param([may("p-d", delegated_by="p-a", parties=("a1",))], [], id="by whoever has the seat alone"),
            pytest.param(
                [may("p-d", delegated_by="p-b", parties=("a1",))],
                [("0.delegated_by", "P-23", f"p-b has no authority for a1 on {DAY} to delegate")],
                id="in another seat, by the seat alone",
            ),
            pytest.param(
                [may("p-a", parties=("a1",)), may("p-d", delegated_by="p-a", parties=("a1", "a2"))],
                [("1.delegated_by", "P-23", f"p-a has no authority for a2 on {DAY} to delegate")],
                id="for a party too many",
            ),
            pytest.param([may("p-a", parties=("a1",)), may("p-d", delegated_by="p-a")], [], id="for whoever it is"),
            pytest.param(
                [may("p-a", until=LATER), may("p-d", since=LATER, delegated_by="p-a", parties=("a1",))], [],
                id="on the last day of the own",
            ),
            pytest.param(
                [may("p-a", until=LATER), may("p-d", since=NEXT, delegated_by="p-a", parties=("a1",))],
                [("1.delegated_by", "P-23", f"p-a has no authority for a1 on {NEXT} to delegate")],
                id="on the day after",
            ),
            pytest.param(
                [may("p-d", delegated_by="p-a"), may("p-b", "L-B", delegated_by="p-d")], [],
                id="by whom it was handed to",
            ),
            pytest.param(
                [may("p-d", delegated_by="p-d", parties=("a1",))], [("0.delegated_by", "P-23", CIRCLE.format("p-d"))],
                id="to oneself",
            ),
            pytest.param(
                [may("p-a", delegated_by="p-d", parties=("a1",)), may("p-d", delegated_by="p-a", parties=("a1",))],
                [("0.delegated_by", "P-23", CIRCLE.format("p-a")), ("1.delegated_by", "P-23", CIRCLE.format("p-d"))],
                id="to each other",
            ),
            pytest.param(
                [may("p-b", "L-B", delegated_by="p-a"), may("p-a", delegated_by="p-d"),
                 may("p-d", delegated_by="p-a")],
                [("1.delegated_by", "P-23", CIRCLE.format("p-a")), ("2.delegated_by", "P-23", CIRCLE.format("p-d"))],
                id="by somebody in a circle",
            ),
            pytest.param(
                [may("p-a", delegated_by="p-h", parties=("hosp",)), may("p-h", "L-H"),
                 may("p-h", "L-H", since=LATER, delegated_by="p-a", parties=("a1",))],
                [("0.delegated_by", "P-23", CIRCLE.format("p-a")),
                 ("2.delegated_by", "P-23", CIRCLE.format("p-h"))],
                id="to each other, by one of two mandates",
            ),
        ],
    )  # fmt: skip
    def test_by_whom(self, mandates: list[Mandate], found: list[Told]) -> None:
        delegations = [one for one in _each(check_mandates(_roster(mandates), PERSONS)) if "delegated_by" in one[0]]

        assert delegations == found

    @pytest.mark.parametrize(("left", "may_be"), [(LATER, True), (LATER - timedelta(days=1), False)])
    def test_by_who_has_the_seat_on_that_day(self, left: date, may_be: bool) -> None:
        giver = held("L-A", "p-x", 2, DAY, left)
        roster = _roster([may("p-d", since=LATER, delegated_by="p-x", parties=("a1",))], (giver,))

        assert (check_mandates(roster, [*PERSONS, "p-x"]) == ()) is may_be

    def test_a_party_that_no_group_has_is_told_elsewhere(self) -> None:
        groups = (ROSTER.groups[0].model_copy(update={"parties": ("a1",)}), *ROSTER.groups[1:])
        mandates = [may("p-b", "L-B", delegated_by="p-a", parties=("a2",)), may("p-a", parties=("a1",))]

        assert check_mandates(_roster(mandates, groups=groups), PERSONS) == ()


class TestOfTheSeat:
    """A seat binds the parties it speaks for; one that is heard binds nobody (P-18, P-23)."""

    @pytest.mark.parametrize(
        ("mandate", "found"),
        [
            pytest.param(may("p-a", parties=("a1", "a2")), [], id="its own"),
            pytest.param(
                may("p-a", parties=("a1", "b1")), [("0.parties.1", "P-23", "L-A does not speak for b1")],
                id="another's"
            ),
            pytest.param(may("p-a", parties=("x",)), [], id="of none, which is told elsewhere"),
            pytest.param(may("p-a", "X-1"), [("0.seat", "ENGINE", "small has no seat X-1")], id="in no seat"),
            pytest.param(
                may("p-u", "L-U", parties=("b1",)),
                [("0.seat", "P-18", "L-U is heard, not counted: it can bind nobody")], id="in a heard one",
            ),
        ],
    )  # fmt: skip
    def test_one(self, mandate: Mandate, found: list[Told]) -> None:
        assert _each(check_mandates_against(_roster([mandate]), SMALL)) == found

    def test_what_follows_a_fault_is_looked_at_too(self) -> None:
        faults = [may("p-a", "X-1"), may("p-u", "L-U"), may("p-a", parties=("b1",))]

        found = _each(check_mandates_against(_roster(faults), SMALL))

        assert [place for place, *_ in found] == ["0.seat", "1.seat", "2.parties.0"]

    def test_of_a_party_that_has_left_it_says_nothing(self) -> None:
        parties = (*ROSTER.parties, party("gone", until=DAY))

        assert check_mandates_against(_roster([may("p-a", parties=("gone",))], parties=parties), SMALL) == ()


class TestRemarked:
    """Days without a member or a mandate, and deputies of whom nothing is written (P-23, P-24)."""

    GAP = f"from {NEXT} to {NEXT + timedelta(days=1)}"
    AFTER = NEXT + timedelta(days=2)

    @pytest.mark.parametrize(
        ("holdings", "found"),
        [
            pytest.param(
                (held("L-B", "p-x", 0, AFTER), held("L-B", "p-b", 0, DAY, LATER)),
                [("roster.holdings.6.since", "P-24", f"L-B has no member {GAP}")], id="the later listed first",
            ),
            pytest.param((held("L-B", "p-b", 0, DAY, LATER), held("L-B", "p-x", 0, NEXT)), [], id="the day after"),
            pytest.param(
                (held("L-B", "p-b", 0, DAY, LATER), held("L-B", "p-x", 0, NEXT + timedelta(days=1))),
                [("roster.holdings.7.since", "P-24", f"L-B has no member from {NEXT} to {NEXT}")], id="a day",
            ),
            pytest.param((held("L-B", "p-b", 0, DAY), held("L-B", "p-x", 0, AFTER)), [], id="who does not leave"),
            pytest.param((held("L-B", "p-b", 0, DAY, LATER), held("L-B", "p-x", 1, AFTER)), [], id="a deputy later"),
            pytest.param((held("L-B", "p-b", 0, DAY, LATER), held("L-H", "p-x", 0, AFTER)), [], id="another seat"),
        ],
    )  # fmt: skip
    def test_days_without_a_member(self, holdings: tuple[Holding, ...], found: list[Told]) -> None:
        roster = ROSTER.model_copy(update={"holdings": (*(h for h in ROSTER.holdings if h.seat != "L-B"), *holdings)})

        assert told(warn_mandates(roster, SMALL)) == found

    def test_nobody_waits_for_a_seat_that_is_only_heard(self) -> None:
        held_once = (held("L-U", "p-u", 0, date(2020, 1, 1), date(2020, 1, 31)),)

        assert warn_mandates(_roster([], held_once), SMALL) == ()

    @pytest.mark.parametrize(
        ("mandates", "found"),
        [
            pytest.param(
                [may("p-a", until=LATER), may("p-a", since=AFTER)],
                [("roster.mandates.1.since", "P-24", f"p-a has no mandate in L-A for its parties {GAP}")],
                id="for all",
            ),
            pytest.param(
                [may("p-a", since=AFTER, parties=("a2",)), may("p-a", until=LATER, parties=("a1", "a2"))],
                [("roster.mandates.0.since", "P-24", f"p-a has no mandate in L-A for a2 {GAP}")], id="for one",
            ),
            pytest.param([may("p-a", until=LATER), may("p-a", since=NEXT)], [], id="the day after"),
            pytest.param([may("p-a"), may("p-a", since=AFTER)], [], id="one that does not end"),
            pytest.param([may("p-a", until=LATER), may("p-d", since=AFTER)], [], id="of another"),
            pytest.param([may("p-a", until=LATER), may("p-a", "H-A", since=AFTER)], [], id="in another seat"),
            pytest.param(
                [may("p-a", until=LATER, parties=("a1",)), may("p-a", since=AFTER, parties=("a2",))], [],
                id="for another party",
            ),
        ],
    )  # fmt: skip
    def test_days_without_a_mandate(self, mandates: list[Mandate], found: list[Told]) -> None:
        assert told(warn_mandates(_roster(mandates), SMALL)) == found

    @pytest.mark.parametrize(
        ("changes", "mandates", "parties"),
        [
            pytest.param({"employed_by": "a1"}, [], "a2", id="from one of its parties"),
            pytest.param({"employed_by": "b1"}, [], "a1, a2", id="from another"),
            pytest.param({}, [], None, id="from nobody knows where"),
            pytest.param({"employed_by": "a1", "rank": 0}, [], None, id="the member"),
            pytest.param({"employed_by": "a1"}, [may("p-x")], None, id="with a mandate"),
            pytest.param({"employed_by": "a1"}, [may("p-x", "H-A")], "a2", id="with one in another seat"),
            pytest.param({"employed_by": "a1"}, [may("p-a")], "a2", id="beside somebody with one"),
            pytest.param({"employed_by": "b1", "seat": "L-B"}, [], None, id="of the only one of the seat"),
            pytest.param({"employed_by": "a1", "seat": "X-1"}, [], None, id="in no seat"),
        ],
    )
    def test_a_deputy_from_another_party(
        self, changes: dict[str, Any], mandates: list[Mandate], parties: str | None
    ) -> None:
        deputy = held("L-A", "p-x", 1, NEXT).model_copy(update=changes)
        what = f"p-x stands in for {parties}; no mandate is written"

        found = told(warn_mandates(_roster(mandates, (deputy,)), SMALL))

        assert found == ([("roster.holdings.7", "P-23", what)] if parties else [])
