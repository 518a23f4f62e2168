"""Who counts, whom a seat speaks for, who may act for it, and what a mandate lets them do (P-18, P-21..P-26)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models.acts import Recusal, RecusalGround, SeatAttendance
from models.procedure import Procedure, Side
from models.roster import Authority, AuthorityGround, Mandate, Office, Roster, Treatment
from models.who import Because, Could
from rules.mandates import authority_of, can_hand_on, essence, member_elsewhere, who_could_act
from rules.seats import (
    holders_of,
    holdings_of,
    in_force,
    lead_seat,
    offices_of,
    parties_of,
    person_in,
    rank_in_seat,
    represented_parties,
    seats_taken_twice,
    spokespersons,
    uncovered_parties,
    without_recused,
)
from tests.rules.test_rosters_checked import DAY, LATER, LOW, NEXT, ROSTER, SMALL, group, held, office, party, seat

BODY = LOW.model_copy(
    update={"seats": (seat("L-X", Side.GP), *LOW.seats[:3], seat("L-H2", Side.HOSPITAL, "gh"), LOW.seats[3])}
)
PROCEDURE: Procedure = SMALL.model_copy(update={"bodies": (BODY, SMALL.bodies[1])})
BEFORE = DAY - timedelta(days=1)


class TestSeats:
    """Lead seats and spokespersons (P-21), and the parties of a seat and of a body (P-18, P-22)."""

    @pytest.mark.parametrize(
        ("given", "lead"), [("L-H", "L-H"), ("L-H2", "L-H"), ("H-H", "H-H"), ("L-A", "L-A"), ("L-U", "L-U")]
    )
    def test_the_first_counted_seat_of_a_group_in_a_body_leads(self, given: str, lead: str) -> None:
        assert lead_seat(given, PROCEDURE) == lead

    def test_a_seat_that_speaks_for_nobody_follows_no_other(self) -> None:
        lost = tuple(seat(name, Side.MUNICIPAL).model_copy(update={"counts": True}) for name in ("L-1", "L-2"))
        body = BODY.model_copy(update={"seats": lost})

        assert lead_seat("L-2", PROCEDURE.model_copy(update={"bodies": (body,)})) == "L-2"

    def test_a_heard_seat_of_the_group_does_not_lead(self) -> None:
        heard = seat("L-0", Side.HOSPITAL, "gh").model_copy(update={"counts": False})
        body = BODY.model_copy(update={"seats": (heard, *BODY.seats)})

        assert lead_seat("L-H2", PROCEDURE.model_copy(update={"bodies": (body,)})) == "L-H"

    @pytest.mark.parametrize(
        ("speaking", "chosen"),
        [
            ((), ("L-A", "L-B", "L-H")),
            (("L-H", "L-H2"), ("L-A", "L-B", "L-H")),
            (("L-H2",), ("L-A", "L-B", "L-H2")),
        ],
    )
    def test_one_speaks_for_a_group_the_first_that_is_there(
        self, speaking: tuple[str, ...], chosen: tuple[str, ...]
    ) -> None:
        assert spokespersons(("L-A", "L-B", "L-H", "L-H2"), speaking, PROCEDURE) == chosen

    @pytest.mark.parametrize(
        ("given", "parties"), [("L-A", ("a1", "a2")), ("L-H2", ("hosp",)), ("L-U", ()), ("L-X", ())]
    )
    def test_a_seat_speaks_for_the_parties_of_its_group(self, given: str, parties: tuple[str, ...]) -> None:
        assert parties_of(given, PROCEDURE, ROSTER) == parties

    def test_a_body_represents_the_parties_of_its_counted_seats_once_in_the_rosters_order(self) -> None:
        turned = ROSTER.model_copy(update={"parties": (*ROSTER.parties[::-1], party("x"))})

        assert represented_parties("LOW", PROCEDURE, turned) == ("hosp", "b1", "a2", "a1")
        assert represented_parties("HIGH", PROCEDURE, turned) == ("hosp", "a2", "a1")

    @pytest.mark.parametrize(
        ("present", "left"),
        [
            ((), ("a1", "a2", "b1", "hosp")),
            (("L-H2", "L-A"), ("b1",)),
            (("L-A", "L-B", "L-H", "L-U"), ()),
            (("H-H", "L-A", "L-B"), ("hosp",)),
        ],
    )
    def test_of_whom_no_seat_of_the_body_speaks_is_uncovered(
        self, present: tuple[str, ...], left: tuple[str, ...]
    ) -> None:
        assert uncovered_parties(present, "LOW", PROCEDURE, ROSTER) == left


class TestPlaces:
    """A place holds from its first day through its last (P-23)."""

    @pytest.mark.parametrize(
        ("since", "until", "holds"),
        [
            (DAY, None, True), (DAY, DAY, True), (BEFORE, BEFORE, False),
            (DAY + timedelta(days=1), None, False), (BEFORE, LATER, True),
        ],
    )  # fmt: skip
    def test_on_a_day(self, since: date, until: date | None, holds: bool) -> None:
        assert in_force(since, until, DAY) is holds

    def test_the_member_first_then_deputies_and_nobody_who_left(self) -> None:
        holdings = (
            held("L-A", "p-2", 2), held("L-A", "p-0"), held("L-A", "p-gone", 1, date(2020, 1, 1), BEFORE),
            held("L-B", "p-b"), held("L-A", "p-1", 1),
        )  # fmt: skip
        roster = ROSTER.model_copy(update={"holdings": holdings})

        assert [h.person for h in holdings_of("L-A", roster, DAY)] == ["p-0", "p-1", "p-2"]
        assert [rank_in_seat(p, "L-A", roster, DAY) for p in ("p-0", "p-1", "p-gone", "p-b")] == [0, 1, None, None]

    def test_offices_of_a_person_and_who_is_in_one(self) -> None:
        offices = (
            office(Office.PARTY_CONTACT, "p-x", "a1"), office(Office.PARTY_CONTACT, "p-x", "b1"),
            office(Office.SECRETARIAT, "p-x"), office(Office.SECRETARIAT, "p-y"),
            office(Office.SECRETARIAT, "p-z", until=BEFORE),
        )  # fmt: skip
        roster = ROSTER.model_copy(update={"offices": offices})

        assert offices_of("p-x", roster, DAY) == (Office.SECRETARIAT,)
        assert offices_of("p-x", roster, DAY, party="a1") == (Office.SECRETARIAT, Office.PARTY_CONTACT)
        assert offices_of("p-x", roster, DAY, party="a2") == (Office.SECRETARIAT,)
        assert offices_of("p-z", roster, DAY) == ()
        assert holders_of(Office.SECRETARIAT, roster, DAY) == ("p-x", "p-y")
        assert holders_of(Office.PARTY_CONTACT, roster, DAY, party="b1") == ("p-x",)
        assert holders_of(Office.PARTY_CONTACT, roster, DAY) == ()

    def test_who_sits_in_a_seat(self) -> None:
        sitting = [SeatAttendance(seat="L-A", person="p-a"), SeatAttendance(seat="L-B", person="p-b")]

        assert (person_in("L-B", sitting), person_in("L-H", sitting)) == ("p-b", None)


def _sit(**seats: str) -> tuple[SeatAttendance, ...]:
    return tuple(SeatAttendance(seat=name.replace("_", "-"), person=person) for name, person in seats.items())


def _recused(seat: str, person: str, deputy: str | None = None) -> Recusal:
    return Recusal(
        seat=seat, person=person, ground=RecusalGround.SPECIAL, reason="Eier.", decided_by="LOW", deputy=deputy
    )


@pytest.mark.parametrize(
    ("recusals", "sitting"),
    [
        pytest.param([], _sit(L_A="p-a", L_B="p-b"), id="nobody"),
        pytest.param([_recused("L-A", "p-a")], _sit(L_B="p-b"), id="without a deputy"),
        pytest.param([_recused("L-A", "p-a", "p-d")], _sit(L_A="p-d", L_B="p-b"), id="with a deputy"),
        pytest.param([_recused("L-A", "p-a", "p-b")], _sit(L_B="p-b"), id="whose deputy sits elsewhere"),
        pytest.param(
            [_recused("L-A", "p-a", "p-b"), _recused("L-B", "p-b")],
            _sit(L_A="p-b"),
            id="whose deputy sits elsewhere no more",
        ),
        pytest.param(
            [_recused("L-A", "p-a", "p-d"), _recused("L-B", "p-b", "p-d")], _sit(L_A="p-d"), id="two with one deputy"
        ),
        pytest.param(
            [_recused("L-A", "p-a", "p-d"), _recused("L-A", "p-d", "p-e")],
            _sit(L_A="p-e", L_B="p-b"),
            id="and the deputy, too",
        ),
        pytest.param([_recused("L-A", "p-a", "p-d"), _recused("L-A", "p-d")], _sit(L_B="p-b"), id="and nobody else"),
        pytest.param(
            [_recused("L-A", "p-a", "p-d"), _recused("L-A", "p-d", "p-a")], _sit(L_B="p-b"), id="for each other"
        ),
        pytest.param([_recused("L-B", "p-a")], _sit(L_A="p-a", L_B="p-b"), id="in another seat"),
    ],
)
def test_the_recused_do_not_sit_and_their_deputies_do(
    recusals: list[Recusal], sitting: tuple[SeatAttendance, ...]
) -> None:
    assert without_recused(_sit(L_A="p-a", L_B="p-b"), recusals) == sitting


@pytest.mark.parametrize(
    ("sitting", "twice"),
    [
        (_sit(L_A="p-a", L_B="p-b"), ()),
        (_sit(L_A="p-a", L_B="p-a", L_H="p-a"), ("L-B", "L-H")),
        (_sit(L_U="p-a", L_A="p-a", L_B="p-b"), ()),
        (_sit(L_A="p-a", L_U="p-a", L_B="p-a"), ("L-B",)),
    ],
)
def test_one_person_holds_one_counted_seat_of_a_meeting(
    sitting: tuple[SeatAttendance, ...], twice: tuple[str, ...]
) -> None:
    assert seats_taken_twice(sitting, PROCEDURE) == twice


def _may(person: str, *parties: str, seat: str = "L-A", since: date = DAY, **changes: Any) -> Mandate:
    return Mandate(seat=seat, person=person, parties=parties, since=since, **changes)


def _with(*mandates: Mandate, holdings: Any = ()) -> Roster:
    return ROSTER.model_copy(update={"mandates": mandates, "holdings": (*ROSTER.holdings, *holdings)})


G = AuthorityGround


class TestAuthority:
    """What a holder can do for a party on a day, and which mandate says so (P-23, P-24)."""

    @pytest.mark.parametrize(
        ("mandates", "ground"),
        [
            pytest.param([], G.BY_SEAT, id="none written"),
            pytest.param([_may("p-d")], G.BY_SEAT, id="of another"),
            pytest.param([_may("p-a", seat="H-A")], G.BY_SEAT, id="in another seat"),
            pytest.param([_may("p-a")], G.MANDATE, id="for all"),
            pytest.param([_may("p-a", "a2", "a1")], G.MANDATE, id="for it among others"),
            pytest.param([_may("p-a", "a2")], G.NO_AUTHORITY, id="for another"),
            pytest.param([_may("p-a", since=NEXT)], G.NOT_YET, id="from tomorrow"),
            pytest.param([_may("p-a", since=LATER)], G.MANDATE, id="from today"),
            pytest.param([_may("p-a", until=LATER)], G.MANDATE, id="to today"),
            pytest.param([_may("p-a", until=LATER - timedelta(days=1))], G.EXPIRED, id="to yesterday"),
            pytest.param([_may("p-a", subject_to=Treatment.BOARD)], G.SUBJECT_TO, id="subject to the board"),
            pytest.param([_may("p-a", delegated_by="p-d")], G.MANDATE, id="handed on by somebody of the seat"),
            pytest.param([_may("p-a", delegated_by="p-b")], G.DELEGATION_LAPSED, id="handed on from another seat"),
            pytest.param([_may("p-a", delegated_by="p-s")], G.DELEGATION_LAPSED, id="handed on by no holder"),
            pytest.param([_may("p-a", delegated_by="p-a")], G.DELEGATION_LAPSED, id="handed on to oneself"),
            pytest.param(
                [_may("p-a", delegated_by="p-b"), _may("p-b", seat="L-B")], G.MANDATE,
                id="handed on from another seat with a mandate",
            ),
            pytest.param(
                [_may("p-a", delegated_by="p-b"), _may("p-b", "b1", seat="L-B")], G.DELEGATION_LAPSED,
                id="by a mandate for another party",
            ),
            pytest.param(
                [_may("p-a", delegated_by="p-d"), _may("p-d", until=DAY)], G.DELEGATION_LAPSED, id="by one run out",
            ),
            pytest.param(
                [_may("p-a", delegated_by="p-d", subject_to=Treatment.BOARD)], G.SUBJECT_TO,
                id="handed on, subject to",
            ),
            pytest.param(
                [_may("p-a", delegated_by="p-d"), _may("p-d", subject_to=Treatment.BOARD)], G.MANDATE,
                id="handed on by who was subject to",
            ),
            pytest.param(
                [_may("p-a", since=NEXT), _may("p-a", until=DAY)], G.EXPIRED, id="run out, and another to come",
            ),
            pytest.param([_may("p-a", "a2"), _may("p-a", "a1")], G.MANDATE, id="one for each"),
        ],
    )  # fmt: skip
    def test_on_a_day(self, mandates: list[Mandate], ground: AuthorityGround) -> None:
        assert authority_of("p-a", "L-A", "a1", _with(*mandates), LATER).ground is ground

    def test_it_says_of_which_days_by_whom_and_subject_to_what(self) -> None:
        said: dict[str, Any] = {"until": NEXT, "delegated_by": "p-d", "subject_to": Treatment.POLITICAL}

        assert authority_of("p-a", "L-A", "a1", _with(_may("p-a", **said)), LATER) == Authority(
            party="a1", ground=G.SUBJECT_TO, since=DAY, until=NEXT, delegated_by="p-d", treatment=Treatment.POLITICAL
        )
        assert authority_of("p-a", "L-A", "a1", _with(_may("p-a", **said)), date(2040, 1, 1)) == Authority(
            party="a1", ground=G.EXPIRED, since=DAY, until=NEXT, delegated_by="p-d"
        )

    @pytest.mark.parametrize("untils", [(LATER, NEXT), (NEXT, LATER), (LATER, None), (None, LATER)], ids=str)
    def test_of_two_that_bind_the_one_that_lasts_longer(self, untils: tuple[date | None, ...]) -> None:
        longest = max(untils, key=lambda u: u or date.max)

        found = authority_of("p-a", "L-A", "a1", _with(*(_may("p-a", until=u) for u in untils)), LATER)

        assert (found.ground, found.until) == (G.MANDATE, longest)

    def test_the_best_that_there_is_and_not_the_longest(self) -> None:
        lapsed = _may("p-a", delegated_by="p-s")

        found = authority_of("p-a", "L-A", "a1", _with(lapsed, _may("p-a", until=LATER)), LATER)

        assert (found.ground, found.until) == (G.MANDATE, LATER)

    @pytest.mark.parametrize(
        ("ground", "same", "other"),
        [
            (G.BY_SEAT, True, False), (G.MANDATE, True, True), (G.SUBJECT_TO, True, True),
            (G.EXPIRED, False, False), (G.NO_AUTHORITY, False, False), (G.DELEGATION_LAPSED, False, False),
        ],
    )  # fmt: skip
    def test_what_goes_with_a_seat_stays_in_it(self, ground: AuthorityGround, same: bool, other: bool) -> None:
        assert (can_hand_on(ground, "L-A", "L-A"), can_hand_on(ground, "L-A", "L-B")) == (same, other)


class TestWhoCouldAct:
    """In a seat or for a party, in rank order, and why each other could not (P-22..P-24, P-26)."""

    def test_in_a_seat_for_all_its_parties_and_for_a_party_in_every_counted_seat(self) -> None:
        in_seat = who_could_act("L-A", DAY, PROCEDURE, ROSTER)
        for_party = who_could_act("hosp", DAY, PROCEDURE, ROSTER)

        assert (in_seat.day, in_seat.seat, in_seat.party) == (DAY, "L-A", None)
        [answer] = in_seat.seats
        assert (answer.body, answer.seat, answer.counts, answer.parties) == ("LOW", "L-A", True, ("a1", "a2"))
        assert (for_party.day, for_party.seat, for_party.party) == (DAY, None, "hosp")
        assert [(s.body, s.seat, s.parties) for s in for_party.seats] == [
            ("LOW", "L-H", ("hosp",)), ("LOW", "L-H2", ("hosp",)), ("HIGH", "H-H", ("hosp",)),
        ]  # fmt: skip

    def test_a_party_that_a_heard_seat_has_is_not_asked_about_in_it(self) -> None:
        heard = BODY.seats[3].model_copy(update={"counts": False})
        body = BODY.model_copy(update={"seats": (*BODY.seats[:3], heard, *BODY.seats[4:])})

        answer = who_could_act("hosp", DAY, PROCEDURE.model_copy(update={"bodies": (body,)}), ROSTER)

        assert [s.seat for s in answer.seats] == ["L-H2"]

    @pytest.mark.parametrize(
        ("day", "vacant", "acts"),
        [
            (DAY, False, "p-a"),
            (date(2020, 12, 31), False, "p-0"),
            (date(2021, 1, 1), True, "p-9"),
            (date(2019, 1, 1), True, None),
        ],
    )
    def test_the_first_in_rank_acts_and_a_seat_without_a_member_is_vacant(
        self, day: date, vacant: bool, acts: str | None
    ) -> None:
        others = (
            held("L-A", "p-9", 1, date(2020, 1, 1), BEFORE),
            held("L-A", "p-0", 0, date(2020, 1, 1), date(2020, 12, 31)),
        )  # fmt: skip

        [answer] = who_could_act("L-A", day, PROCEDURE, _with(holdings=others)).seats

        assert (answer.vacant, answer.acts) == (vacant, acts)

    def test_who_has_left_or_is_to_come_stands_last_by_rank_and_day(self) -> None:
        others = (
            held("L-A", "p-z", 2, LATER), held("L-A", "p-y", 1, LATER),
            held("L-A", "p-x", 1, date(2020, 1, 1), BEFORE),
        )  # fmt: skip

        [answer] = who_could_act("L-A", DAY, PROCEDURE, _with(holdings=others)).seats

        assert [(c.person, c.rank, c.because) for c in answer.candidates] == [
            ("p-a", 0, Because.BY_SEAT), ("p-d", 1, Because.BY_SEAT), ("p-x", 1, Because.LEFT),
            ("p-y", 1, Because.NOT_YET_IN_SEAT), ("p-z", 2, Because.NOT_YET_IN_SEAT),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("mandates", "could", "because"),
        [
            pytest.param([], Could.YES, Because.BY_SEAT, id="by the seat"),
            pytest.param([_may("p-a")], Could.YES, Because.MANDATE, id="by a mandate"),
            pytest.param([_may("p-a", "a1"), _may("p-a", "a2")], Could.YES, Because.MANDATE, id="by one for each"),
            pytest.param([_may("p-a", "a1")], Could.CONDITIONAL, Because.NO_AUTHORITY, id="for one of two"),
            pytest.param([_may("p-a", "b1")], Could.NO, Because.NO_AUTHORITY, id="for neither"),
            pytest.param([_may("p-a", since=LATER)], Could.NO, Because.NOT_YET, id="later"),
            pytest.param([_may("p-a", since=BEFORE, until=BEFORE)], Could.CONDITIONAL, Because.EXPIRED, id="no more"),
            pytest.param(
                [_may("p-a", "a1", since=LATER), _may("p-a", "a2", subject_to=Treatment.BOARD)], Could.CONDITIONAL,
                Because.NOT_YET, id="for one later, for one subject to",
            ),
        ],
    )  # fmt: skip
    def test_by_the_party_for_which_least_can_be_done(
        self, mandates: list[Mandate], could: Could, because: Because
    ) -> None:
        [answer] = who_could_act("L-A", DAY, PROCEDURE, _with(*mandates)).seats

        [member] = [c for c in answer.candidates if c.person == "p-a"]
        assert (member.could, member.because) == (could, because)
        assert answer.acts == ("p-a" if could is Could.YES else "p-d")

    def test_a_seat_that_speaks_for_nobody_is_its_holders(self) -> None:
        empty = ROSTER.model_copy(update={"groups": (group("ga", "a1", "a2"), *ROSTER.groups[2:])})

        [answer] = who_could_act("L-B", DAY, PROCEDURE, empty).seats

        assert [(c.could, c.because) for c in answer.candidates] == [(Could.YES, Because.BY_SEAT)]

    @pytest.mark.parametrize(
        ("rank", "other", "because"),
        [
            pytest.param(1, held("L-B", "p-x"), Because.OTHER_SEAT, id="a deputy who is member elsewhere"),
            pytest.param(0, held("L-B", "p-x"), Because.BY_SEAT, id="a member who is member elsewhere"),
            pytest.param(1, held("L-B", "p-x", 1), Because.BY_SEAT, id="a deputy of two"),
            pytest.param(1, held("L-U", "p-x"), Because.BY_SEAT, id="a deputy who is heard elsewhere"),
            pytest.param(1, held("H-A", "p-x"), Because.BY_SEAT, id="a deputy who is member in another body"),
            pytest.param(1, held("L-B", "p-x", 0, LATER), Because.BY_SEAT, id="a deputy who will be"),
        ],
    )
    def test_one_person_one_counted_seat_of_a_body(self, rank: int, other: Any, because: Because) -> None:
        roster = _with(holdings=(held("L-H2", "p-x", rank), other))

        [answer] = who_could_act("L-H2", DAY, PROCEDURE, roster).seats

        assert [c.because for c in answer.candidates] == [because]
        elsewhere = "L-B" if other.seat == "L-B" and other.rank == 0 and other.since <= DAY else None
        assert answer.candidates[0].other_seat == elsewhere
        assert member_elsewhere("p-x", "L-B", BODY, roster, DAY) == ("L-H2" if rank == 0 else None)

    @pytest.mark.parametrize(
        ("recused", "because"), [(("p-a",), Because.RECUSED), (("p-x",), Because.BY_SEAT), ((), Because.BY_SEAT)]
    )
    def test_the_recused_could_not(self, recused: tuple[str, ...], because: Because) -> None:
        [answer] = who_could_act("L-A", DAY, PROCEDURE, ROSTER, recused=recused).seats

        assert answer.candidates[0].because is because

    def test_the_same_answer_whoever_left_or_is_to_come(self) -> None:
        gone = _with(holdings=(held("L-A", "p-x", 0, date(2020, 1, 1), BEFORE), held("L-A", "p-y", 0, LATER)))
        other = _with(holdings=(held("L-A", "p-x", 2),))
        mandated = _with(_may("p-d"))

        plain, same, more, else_ = (
            essence(who_could_act("L-A", DAY, PROCEDURE, roster)) for roster in (ROSTER, gone, other, mandated)
        )

        assert plain == same
        assert plain != more
        assert plain != else_
        assert plain == (("L-A", "p-a", False, (("p-a", 0, Because.BY_SEAT), ("p-d", 1, Because.BY_SEAT))),)
