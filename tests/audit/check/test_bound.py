"""Whom a beslutning binds, by the text alone: spoken for by somebody who could (P-19, P-20, P-24)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from audit.check.judgement import can_bind
from models import acts as a
from models import entries as e
from models.entries import EntryBody
from models.roster import Holding, Mandate, Roster, Treatment
from tests.audit.check.telling import (
    BEGAN,
    COUNTED,
    DAY,
    HOLDERS,
    LINK,
    M1,
    M4,
    PARTIES,
    PEOPLE,
    PERSON,
    H,
    Telling,
    all_bound,
    bound,
    by_numbers,
    decided,
    found_in,
    item,
    position,
    with_numbers,
    without_seats,
)

Honest = Callable[[], Telling]
FIRST_TWO = ("SEKR-M1", "SEKR-M4")


def waits(party: str, by: str) -> e.BindingWithheld:
    """The house holds a party's binding back."""
    return e.BindingWithheld(party=party, by_seat=by, waits_for="kommunestyret")


def mandate(seat: str, *parties: str, **more: Any) -> Mandate:
    """A mandate of the seat's holder."""
    said: dict[str, Any] = {"person": PERSON[seat], "since": date(2030, 1, 1)}
    return Mandate(**said | {"seat": seat, "parties": parties} | more)


def people(*mandates: Mandate) -> Roster:
    """The roster with these mandates."""
    return PEOPLE.model_copy(update={"mandates": mandates})


def reserved(which: int = 0, *parties: str, **made: Any) -> Telling:
    """A seat reserves for parties."""
    stance = a.ConsentWithReservation(parties=parties or ("fredrikstad",), treated_by="kommunestyret", treated_on=DAY)
    said: dict[str, Any] = {
        "consenting": tuple(s for n, s in enumerate(COUNTED) if n != which),
        "reserving": (COUNTED[which],),
        "reserved_parties": stance.parties,
        "parties": tuple(p for p in PARTIES if p not in stance.parties),
    }
    return Telling().says(e.PositionTaken, which=which, stance=stance).says(e.BeslutningMade, **said | made)


def aside(**numbers: bool) -> Telling:
    """The first seat stands aside."""
    made: dict[str, Any] = {"consenting": COUNTED[1:], "standing_aside": COUNTED[:1]}
    return by_numbers(**numbers).says(e.PositionTaken, which=0, stance=a.StandAside()).says(e.BeslutningMade, **made)


def by_mandates(*mandates: Mandate, waiting: tuple[str, ...] = ()) -> Telling:
    """Decided under a roster with these mandates."""
    parties = tuple(p for p in PARTIES if p not in waiting)
    return Telling(roster=people(*mandates)).says(e.BeslutningMade, parties=parties, reserved_parties=waiting)


def renewed(*when: tuple[int, Roster], waiting: tuple[str, ...] = ()) -> Telling:
    """The roster becomes another so many seconds from the roll call."""
    telling = by_mandates(waiting=waiting)
    telling.later = [(BEGAN + timedelta(seconds=seconds), roster) for seconds, roster in when]
    return telling


ONLY = {party: people(mandate("SEKR-M1", *(p for p in M1 if p != party))) for party in M1}
"""Rosters under which the first seat has no mandate for that party."""


class TestWhomItNames:
    """The parties that a beslutning says it binds, and those whose binding waits."""

    @pytest.mark.parametrize(
        ("telling", "words"),
        [
            (lambda: Telling().says(e.BeslutningMade, parties=PARTIES[1:]), "parties: the beslutning says hvaler"),
            (lambda: Telling().says(e.BeslutningMade, parties=(*PARTIES, "moss")), "parties: the beslutning says fr"),
            (lambda: reserved(parties=PARTIES), "parties: the beslutning says fredrikstad"),
            (lambda: reserved(reserved_parties=()), "reserved_parties: the beslutning says none, the entries say fr"),
            (
                lambda: Telling().says(e.BeslutningMade, reserved_parties=M4),
                "reserved_parties: the beslutning says sarp",
            ),
            (lambda: aside(abstention_binds=False), "parties: the beslutning says fredrikstad"),
            (lambda: by_mandates(mandate("SEKR-M1", "hvaler")), "the entries say hvaler, sarp"),
            (lambda: renewed((30, ONLY["hvaler"]), waiting=("fredrikstad",)), "the entries say fredrikstad, hvaler"),
        ],
    )
    def test_others_than_spoke_for_themselves_are_found(self, telling: Honest, words: str) -> None:
        rule, kind, said = found_in(telling())

        assert (rule, kind) == ("P-19", "beslutning_made")
        assert words in said

    @pytest.mark.parametrize(
        ("telling", "waiting"),
        [
            pytest.param(Telling, (), id="all consent"),
            pytest.param(aside, (), id="who stands aside is bound by it"),
            pytest.param(reserved, ("fredrikstad",), id="a reservation for one of two"),
            pytest.param(lambda: reserved(3, *H), H, id="a reservation by the second of three that speak for it"),
            pytest.param(
                lambda: by_mandates(mandate("SEKR-M1", "hvaler"), waiting=("fredrikstad",)),
                ("fredrikstad",),
                id="no mandate for one of two",
            ),
            pytest.param(
                lambda: by_mandates(mandate("SEKR-H1", until=DAY - timedelta(days=1))),
                (),
                id="another seat can, the first cannot",
            ),
            pytest.param(lambda: renewed((30, ONLY["hvaler"])), (), id="the roster as it was"),
            pytest.param(
                lambda: renewed((30, ONLY["hvaler"]), waiting=("hvaler",)), ("hvaler",), id="as it is just after"
            ),
            pytest.param(
                lambda: renewed((-30, ONLY["fredrikstad"]), (30, ONLY["hvaler"]), waiting=("hvaler",)),
                ("hvaler",),
                id="as it is just after, and was another just before",
            ),
        ],
    )
    def test_those_that_were_spoken_for_pass(self, telling: Honest, waiting: tuple[str, ...]) -> None:
        [found] = telling().judged()

        assert found.waiting == waiting
        assert found.bound == tuple(p for p in PARTIES if p not in waiting)

    def test_who_stands_aside_is_not_bound_where_the_procedure_says_so(self) -> None:
        [found] = aside(abstention_binds=False).says(e.BeslutningMade, parties=(*M4, *H)).judged()

        assert (found.bound, found.waiting) == ((*M4, *H), ())


def after(*bodies: EntryBody, telling: Telling | None = None, **how: Any) -> Telling:
    """These are entered after the beslutning."""
    return (telling or Telling()).after(e.BeslutningMade, *bodies, **how)


EFFECTS = all_bound()
ANNOUNCED = e.Announced(outcome="besluttet", parties=PARTIES)
ANSWERED: dict[str, Any] = {"answers_after": M4, "parties": (*M1, *H)}
LATER = (waits("sarpsborg", "SEKR-M4"), waits("rakkestad", "SEKR-M4"))


def answer_after(*effects: EntryBody) -> Telling:
    """A seat was away, and may answer for its parties afterwards."""
    telling = without_seats("SEKR-M4").says(e.BeslutningMade, **ANSWERED)
    telling.procedure = with_numbers(quorum="answer_after")
    return after(*effects, telling=telling)


class TestTheHousesOwnSteps:
    """Each party that it binds is bound by a step of its own, by a seat that could, on the text decided."""

    @pytest.mark.parametrize(
        ("telling", "rule", "kind", "words"),
        [
            pytest.param(
                lambda: after(*EFFECTS[:-1]),
                "P-19",
                "beslutning_made",
                "whether sykehuset-ostfold is bound",
                id="one left out",
            ),
            pytest.param(
                lambda: after(*bound(*M1, by="SEKR-M4"), *EFFECTS[2:]),
                "P-19",
                "binding_effect",
                "fredrikstad is bound by SEKR-M4",
                id="bound by another seat",
            ),
            pytest.param(
                lambda: after(*EFFECTS, *bound("moss", by="SEKR-M1")),
                "P-19",
                "binding_effect",
                "moss is bound by SEKR-M1",
                id="somebody else bound",
            ),
            pytest.param(
                lambda: after(*bound(*M1, by="SEKR-M1", text_digest="1" * 64), *EFFECTS[2:]),
                "P-19",
                "binding_effect",
                "fredrikstad is bound by SEKR-M1",
                id="bound on another text",
            ),
            pytest.param(
                lambda: after(waits("fredrikstad", "SEKR-M1"), *EFFECTS[1:]),
                "P-20",
                "binding_withheld",
                "fredrikstad waits for SEKR-M1",
                id="held back by nothing",
            ),
            pytest.param(
                lambda: after(waits("fredrikstad", "SEKR-M4"), *EFFECTS[1:], telling=reserved()),
                "P-20",
                "binding_withheld",
                "fredrikstad waits for SEKR-M4",
                id="held back by another seat",
            ),
            pytest.param(
                lambda: after(*EFFECTS, telling=reserved()),
                "P-19",
                "binding_effect",
                "fredrikstad is bound by SEKR-M1",
                id="bound in spite of its reservation",
            ),
            pytest.param(
                lambda: after(*EFFECTS[1:], telling=reserved()),
                "P-19",
                "beslutning_made",
                "whether fredrikstad is bound",
                id="one that waits left out",
            ),
            pytest.param(
                lambda: answer_after(*EFFECTS[:2], *EFFECTS[4:], *LATER[1:]),
                "P-19",
                "beslutning_made",
                "whether sarpsborg is bound",
                id="one that may answer left out",
            ),
            pytest.param(
                lambda: after(*bound("moss", by="SEKR-M1"), ANNOUNCED),
                "P-19",
                "binding_effect",
                "moss is bound",
                id="before it is announced",
            ),
        ],
    )
    def test_what_binds_otherwise_is_found(self, telling: Honest, rule: str, kind: str, words: str) -> None:
        found_rule, found_kind, said = found_in(telling())

        assert (found_rule, found_kind) == (rule, kind), said
        assert words in said

    @pytest.mark.parametrize(
        "telling",
        [
            pytest.param(lambda: after(*EFFECTS), id="each"),
            pytest.param(
                lambda: after(waits("fredrikstad", "SEKR-M1"), *EFFECTS[1:], telling=reserved()), id="one waits"
            ),
            pytest.param(lambda: answer_after(*EFFECTS[:2], *EFFECTS[4:], *LATER), id="two may answer"),
            pytest.param(
                lambda: after(ANNOUNCED, *bound("moss", by="SEKR-M1")), id="what comes after the announcement"
            ),
            pytest.param(
                lambda: after(*bound("moss", by="SEKR-M1"), act=LINK), id="what answers an act is not the house's own"
            ),
            pytest.param(lambda: after(e.WitnessesAwaited(needed=1), *EFFECTS), id="after what witnesses saw"),
            pytest.param(
                lambda: after(e.CaseClosed(outcome="besluttet"), *bound("moss", by="SEKR-M1")), id="after its end"
            ),
        ],
    )
    def test_what_binds_as_it_was_decided_passes(self, telling: Honest) -> None:
        assert len(telling().judged()) == 1

    def test_what_binds_after_a_second_beslutning_is_its_own(self) -> None:
        second: tuple[EntryBody, ...] = (item(), *(position(seat) for seat in COUNTED), decided())

        first, again = after(*second, *EFFECTS, telling=Telling()).judged()

        assert first.made.seq < again.made.seq

    @pytest.mark.parametrize(
        ("telling", "seat"),
        [
            pytest.param(lambda: reserved(3, *H), "SEKR-H2", id="by who reserved"),
            pytest.param(
                lambda: by_mandates(*(mandate(seat, subject_to=Treatment.BOARD) for seat in COUNTED[2:]), waiting=H),
                "SEKR-H1",
                id="by the first that spoke, where none could",
            ),
        ],
    )
    def test_a_party_of_several_seats_waits_for_one(self, telling: Honest, seat: str) -> None:
        assert len(after(*EFFECTS[:-1], waits(*H, seat), telling=telling()).judged()) == 1

    def test_a_party_of_several_seats_is_bound_by_the_first_that_can(self) -> None:
        telling = by_mandates(mandate("SEKR-H1", subject_to=Treatment.BOARD))

        assert len(after(*EFFECTS[:-1], *bound(*H, by="SEKR-H2"), telling=telling).judged()) == 1


class TestP24Handed:
    """What a holder hands on holds while they have it themselves, in that seat, and never in a circle."""

    GIVER, TAKER, THIRD = PERSON["SEKR-M1"], PERSON["SEKR-M4"], PERSON["SEKR-H1"]

    def handed(self, giver: str, taker: str, **more: Any) -> Mandate:
        """A mandate for the first seat, handed on."""
        return Mandate(seat="SEKR-M1", person=taker, since=date(2030, 1, 1), delegated_by=giver, **more)

    def own(self, person: str, seat: str = "SEKR-M1", **more: Any) -> Mandate:
        """A mandate that nobody handed on."""
        said: dict[str, Any] = {"seat": seat, "person": person, "since": date(2030, 1, 1)}
        return Mandate(**said | more)

    def binds(self, *mandates: Mandate, holdings: tuple[Holding, ...] = HOLDERS, on: date = DAY) -> bool:
        """Whether the taker can bind a party of the seat."""
        roster = people(*mandates).model_copy(update={"holdings": holdings})
        return can_bind(roster, self.TAKER, "SEKR-M1", "hvaler", on)

    def test_what_goes_with_the_givers_place_in_the_seat(self) -> None:
        assert self.binds(self.handed(self.GIVER, self.TAKER)) is True

    @pytest.mark.parametrize(
        ("mine", "binds"),
        [
            pytest.param({}, True, id="a mandate"),
            pytest.param({"parties": ("hvaler",)}, True, id="a mandate for that party"),
            pytest.param({"parties": ("fredrikstad",)}, False, id="a mandate for another party"),
            pytest.param({"until": DAY}, True, id="a mandate to that day"),
            pytest.param({"until": DAY - timedelta(days=1)}, False, id="a mandate that has run out"),
            pytest.param({"since": DAY + timedelta(days=1)}, False, id="a mandate to come"),
            pytest.param({"since": DAY}, True, id="a mandate from that day"),
            pytest.param({"subject_to": Treatment.BOARD}, True, id="what the board still has to treat"),
            pytest.param({"delegated_by": PERSON["SEKR-M4"]}, False, id="in a circle"),
            pytest.param({"delegated_by": PERSON["SEKR-M1"]}, False, id="by themselves"),
            pytest.param({"delegated_by": PERSON["SEKR-H1"]}, False, id="by somebody of another seat"),
        ],
    )
    def test_what_the_giver_has_in_writing(self, mine: dict[str, Any], binds: bool) -> None:
        assert self.binds(self.handed(self.GIVER, self.TAKER), self.own(self.GIVER, **mine)) is binds

    def test_what_the_giver_has_in_writing_for_another_seat_of_theirs(self) -> None:
        both = (*HOLDERS[1:], HOLDERS[0].model_copy(update={"seat": "SEKR-H2"}))

        assert self.binds(self.handed(self.GIVER, self.TAKER), holdings=both) is False
        in_writing = self.own(self.GIVER, "SEKR-H2")
        assert self.binds(self.handed(self.GIVER, self.TAKER), in_writing, holdings=both) is True

    @pytest.mark.parametrize(
        ("changes", "binds"),
        [
            ({"until": DAY}, True),
            ({"until": DAY - timedelta(days=1)}, False),
            ({"since": DAY}, True),
            ({"since": DAY + timedelta(days=1)}, False),
            ({"person": "p-0000"}, False),
        ],
    )
    def test_only_while_the_giver_has_the_place(self, changes: dict[str, Any], binds: bool) -> None:
        holdings = (HOLDERS[0].model_copy(update=changes), *HOLDERS[1:])

        assert self.binds(self.handed(self.GIVER, self.TAKER), holdings=holdings) is binds

    def test_through_two_hands(self) -> None:
        through = (self.handed(self.GIVER, self.THIRD), self.handed(self.THIRD, self.TAKER))
        third = HOLDERS[2].model_copy(update={"seat": "SEKR-M1"})

        assert self.binds(*through, holdings=(*HOLDERS, third)) is True
        assert self.binds(*through[1:], holdings=(*HOLDERS[1:], third)) is True

    def test_of_several_mandates_one_is_enough(self) -> None:
        assert self.binds(self.own(self.TAKER, parties=("fredrikstad",)), self.own(self.TAKER)) is True

    def test_a_mandate_for_another_seat_is_none_for_this(self) -> None:
        assert self.binds(self.own(self.TAKER, "SEKR-M4", parties=("rakkestad",))) is True
        assert self.binds(self.own(self.GIVER, parties=("fredrikstad",))) is True
