"""What a roll call comes to, seat by seat, and whom it binds (P-18..P-22, P-24)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from models.acts import Consent, ConsentWithReservation, Objection, SeatAttendance, Stance, StandAside
from models.procedure import DatedValue, Procedure, Side
from models.roster import Authority, AuthorityGround, Treatment
from models.state import CaseObjection, DatedStep, ObjectionStep, PartyBinding, Position
from rules.consensus import (
    ConsensusEvaluation,
    ConsensusMode,
    ConsensusOutcome,
    binding_by,
    bindings_of,
    evaluate_consensus,
    positions_that_bind,
)
from tests.rules.test_rosters_checked import DAY, LOW, ROSTER, SMALL, seat
from tests.rules.world import BEGINS

BODY = LOW.model_copy(update={"seats": (*LOW.seats[:3], seat("L-H2", Side.HOSPITAL, "gh"), LOW.seats[3])})
COUNTED = ("L-A", "L-B", "L-H", "L-H2")
YES, ASIDE, NO = Consent(), StandAside(), Objection(grounds="Nei.", would_be_removed_by="En nøkkel.")
ALL_YES: dict[str, Stance] = dict.fromkeys(COUNTED, YES)
Outcome = ConsensusOutcome


def _procedure(**numbers: str | bool) -> Procedure:
    """One body with two seats for the hospital; other numbers where they are said."""
    changed = tuple(
        n.model_copy(update={"values": (DatedValue(since=SMALL.valid_from, value=numbers[n.name]),)})
        if n.name in numbers
        else n
        for n in SMALL.numbers
    )
    return SMALL.model_copy(update={"bodies": (BODY, SMALL.bodies[1]), "numbers": changed})


def _position(seat: str, stance: Stance = YES, *, authority: tuple[Authority, ...] | None = None) -> Position:
    return Position(
        seat=seat,
        person=f"p-{seat}",
        counted=seat in COUNTED,
        parties=(),
        stance=stance,
        text_digest="a" * 64,
        at=BEGINS,
        authority=authority,
    )


def _objection(seat: str | None, *steps: ObjectionStep, written: bool = False, **changes: Any) -> CaseObjection:
    return CaseObjection(
        objection=7,
        written=written,
        seat=seat,
        grounds="Nei.",
        text_digest="a" * 64,
        at=BEGINS,
        answer="Slik." if ObjectionStep.ANSWERED in steps else None,
        steps=tuple(DatedStep(step=step, at=BEGINS, seq=1) for step in (ObjectionStep.LODGED, *steps)),
        **changes,
    )


def comes_to(
    stances: Mapping[str, Stance],
    *,
    absent: Sequence[str] = (),
    objections: Sequence[CaseObjection] = (),
    **numbers: str | bool,
) -> ConsensusEvaluation:
    """What positions come to, given from last seat to first; everybody sits there but for the absent."""
    sitting = [SeatAttendance(seat=s.seat, person=f"p-{s.seat}") for s in BODY.seats if s.seat not in absent]
    positions = [_position(name, stance) for name, stance in reversed([*stances.items()])]
    return evaluate_consensus("LOW", sitting, positions, objections, _procedure(**numbers), ROSTER, DAY)


def _but(**changed: Stance | None) -> dict[str, Stance]:
    """Every counted seat consents, but for these; None: has not answered."""
    said = ALL_YES | {name.replace("_", "-"): stance for name, stance in changed.items()}
    return {name: stance for name, stance in said.items() if stance is not None}


@pytest.mark.parametrize(
    ("stances", "how", "outcome", "rule", "shows"),
    [
        pytest.param(_but(), {}, Outcome.REACHED, "P-19", {"consenting": COUNTED}, id="all consent"),
        pytest.param(
            _but(L_B=NO), {}, Outcome.BLOCKED, "P-20", {"objecting": ("L-B",), "consenting": ("L-A", "L-H", "L-H2")},
            id="one objects",
        ),
        pytest.param(_but(L_B=None), {}, Outcome.AWAITING, "P-20", {"unheard": ("L-B",), "absent": ()},
         id="one has not answered"),
        pytest.param(
            _but(L_H2=None), {}, Outcome.AWAITING, "P-20", {"unheard": ("L-H2",)},
            id="one has not answered, another speaks for its party",
        ),
        pytest.param(
            _but(L_B=None, L_A=NO), {}, Outcome.AWAITING, "P-20", {"unheard": ("L-B",), "objecting": ("L-A",)},
            id="one objects, one has not answered",
        ),
        pytest.param(
            _but(L_H2=None), {"absent": ("L-H2",)}, Outcome.REACHED, "P-19", {"absent": ("L-H2",), "unheard": ()},
            id="one of two that speak for a party is away",
        ),
        pytest.param(
            _but(L_B=None), {"absent": ("L-B",)}, Outcome.UNCOVERED, "P-22",
            {"uncovered": ("b1",), "absent": ("L-B",)},
            id="nobody spoke for a party",
        ),
        pytest.param(
            _but(L_B=None, L_A=NO), {"absent": ("L-B",)}, Outcome.BLOCKED, "P-20", {"uncovered": ("b1",)},
            id="nobody spoke for a party, and one objects",
        ),
        pytest.param(
            _but(), {"absent": ("L-B",)}, Outcome.REACHED, "P-19", {"absent": ()}, id="away, answered in writing",
        ),
        pytest.param(
            _but(L_U=NO), {}, Outcome.REACHED, "P-19", {"heard": ("L-U",), "objecting": ()},
            id="heard, never counted",
        ),
        pytest.param(
            _but(L_A=ASIDE, L_H=ConsentWithReservation(parties=("hosp",), treated_by="styret", treated_on=DAY)), {},
            Outcome.REACHED, "P-19",
            {"standing_aside": ("L-A",), "reserving": ("L-H",), "consenting": ("L-B", "L-H2")},
            id="aside and with a reservation",
        ),
    ],
)  # fmt: skip
def test_a_roll_call(
    stances: dict[str, Stance], how: dict[str, Any], outcome: Outcome, rule: str, shows: dict[str, object]
) -> None:
    found = comes_to(stances, **how)

    assert (found.outcome, found.rule) == (outcome, rule)
    assert {name: getattr(found, name) for name in shows} == shows
    assert (found.unwilling, found.to_resolve) == ((), ())


@pytest.mark.parametrize(
    ("stances", "objection", "how", "outcome", "shows"),
    [
        pytest.param(
            _but(), _objection("L-A", written=True), {}, Outcome.BLOCKED,
            {"written_objections": (7,), "objecting": ()},
            id="in writing",
        ),
        pytest.param(
            _but(), _objection(None, written=True, party="a1"), {}, Outcome.BLOCKED, {"written_objections": (7,)},
            id="in writing, of a party",
        ),
        pytest.param(
            _but(), _objection("L-A", written=True, standing=False), {}, Outcome.REACHED, {"written_objections": ()},
            id="in writing, withdrawn",
        ),
        pytest.param(
            _but(L_A=None), _objection("L-A"), {"absent": ("L-A",)}, Outcome.BLOCKED,
            {"objecting": ("L-A",), "written_objections": ()}, id="in the roll call, and gone since",
        ),
        pytest.param(
            _but(L_A=None), _objection("L-A", written=True), {"absent": ("L-A",)}, Outcome.BLOCKED, {"objecting": ()},
            id="in writing, and away",
        ),
        pytest.param(_but(), _objection("L-A"), {}, Outcome.REACHED, {"objecting": ()}, id="who consents since"),
        pytest.param(
            _but(), _objection("L-H2", written=True), {"block_unit": "lead_seat"}, Outcome.REACHED,
            {"written_objections": ()}, id="of a seat for which another speaks",
        ),
        pytest.param(
            _but(), _objection("L-H", written=True), {"block_unit": "lead_seat"}, Outcome.BLOCKED,
            {"written_objections": (7,)}, id="of the seat that speaks",
        ),
    ],
)  # fmt: skip
def test_an_objection_made_before(
    stances: dict[str, Stance],
    objection: CaseObjection,
    how: dict[str, Any],
    outcome: Outcome,
    shows: dict[str, object],
) -> None:
    found = comes_to(stances, objections=[objection], **how)

    assert found.outcome is outcome
    assert {name: getattr(found, name) for name in shows} == shows


ANSWERED, KEPT = ObjectionStep.ANSWERED, ObjectionStep.KEPT


class TestModes:
    """What else consensus can be (P-20)."""

    @pytest.mark.parametrize(
        ("stances", "absent", "outcome", "shows"),
        [
            pytest.param(_but(), (), Outcome.REACHED, {"unwilling": ()}, id="all"),
            pytest.param(_but(L_A=ASIDE), (), Outcome.BLOCKED, {"unwilling": ("L-A",)}, id="one aside"),
            pytest.param(_but(L_H2=None), ("L-H2",), Outcome.INCOMPLETE, {"absent": ("L-H2",)}, id="one away"),
            pytest.param(_but(L_B=None), ("L-B",), Outcome.UNCOVERED, {}, id="the only one of a party away"),
        ],
    )
    def test_every_counted_seat_consents(
        self, stances: dict[str, Stance], absent: tuple[str, ...], outcome: Outcome, shows: dict[str, object]
    ) -> None:
        found = comes_to(stances, absent=absent, consensus_mode=ConsensusMode.EVERY_SEAT.value)

        assert found.outcome is outcome
        assert {name: getattr(found, name) for name in shows} == shows

    @pytest.mark.parametrize(
        ("stances", "outcome", "unheard"),
        [
            (_but(L_H2=None), Outcome.REACHED, ()),
            (_but(L_H2=None, L_H=None), Outcome.AWAITING, ("L-H", "L-H2")),
            (_but(L_B=None), Outcome.AWAITING, ("L-B",)),
            (_but(L_A=None), Outcome.AWAITING, ("L-A",)),
        ],
    )
    def test_every_party_consents(
        self, stances: dict[str, Stance], outcome: Outcome, unheard: tuple[str, ...]
    ) -> None:
        found = comes_to(stances, consensus_mode=ConsensusMode.EVERY_PARTY.value)

        assert (found.outcome, found.unheard) == (outcome, unheard)

    @pytest.mark.parametrize(
        ("steps", "absent", "outcome"),
        [
            pytest.param((), (), Outcome.UNRESOLVED, id="nobody has answered it"),
            pytest.param((), ("L-A",), Outcome.UNRESOLVED, id="nobody has, and its objector is away"),
            pytest.param((ANSWERED,), (), Outcome.UNRESOLVED, id="its objector has not said whether it stands"),
            pytest.param((ANSWERED,), ("L-A",), Outcome.BLOCKED, id="answered, and the objector is away"),
            pytest.param((ANSWERED, KEPT), (), Outcome.BLOCKED, id="answered and kept"),
        ],
    )
    def test_no_sustained_objection(
        self, steps: tuple[ObjectionStep, ...], absent: tuple[str, ...], outcome: Outcome
    ) -> None:
        how: dict[str, Any] = {"objections": [_objection("L-A", *steps, written=True)], "absent": absent}

        found = comes_to(_but(), consensus_mode=ConsensusMode.NO_SUSTAINED.value, **how)

        assert found.outcome is outcome
        assert found.to_resolve == ((7,) if outcome is Outcome.UNRESOLVED else ())

    @pytest.mark.parametrize(
        ("stances", "absent", "outcome", "heard"),
        [
            pytest.param(_but(L_H2=None), (), Outcome.REACHED, (), id="only the lead seat is asked"),
            pytest.param(_but(L_H2=NO), (), Outcome.REACHED, ("L-H2",), id="only the lead seat blocks"),
            pytest.param(_but(L_H=NO), (), Outcome.BLOCKED, ("L-H2",), id="the lead seat blocks"),
            pytest.param(_but(L_H=None), ("L-H",), Outcome.REACHED, (), id="where it is away, the next speaks"),
            pytest.param(_but(L_H=None, L_H2=NO), ("L-H",), Outcome.BLOCKED, (), id="and blocks"),
            pytest.param(_but(L_H=None), ("L-H", "L-H2"), Outcome.REACHED, (), id="or has answered in writing"),
        ],
    )
    def test_one_speaks_for_each_group(
        self, stances: dict[str, Stance], absent: tuple[str, ...], outcome: Outcome, heard: tuple[str, ...]
    ) -> None:
        found = comes_to(stances, absent=absent, block_unit="lead_seat")

        assert (found.outcome, found.heard) == (outcome, heard)


class TestWhoBinds:
    """Positions that bind, of whom, and what for (P-19..P-21, P-24)."""

    @pytest.mark.parametrize(
        ("numbers", "binding"),
        [
            ({"abstention_binds": True}, ["L-A", "L-B", "L-H", "L-H2"]),
            ({"abstention_binds": False}, ["L-B", "L-H", "L-H2"]),
            ({"abstention_binds": True, "block_unit": "lead_seat"}, ["L-A", "L-B", "L-H"]),
            ({"abstention_binds": False, "block_unit": "lead_seat"}, ["L-B", "L-H"]),
        ],
    )
    def test_standing_aside_and_where_one_speaks_for_all(self, numbers: dict[str, Any], binding: list[str]) -> None:
        positions = [_position(name, ASIDE if name == "L-A" else YES) for name in COUNTED]

        assert [p.seat for p in positions_that_bind(positions, _procedure(**numbers), DAY)] == binding

    def test_the_first_that_said_something_speaks_where_the_lead_seat_did_not(self) -> None:
        procedure = _procedure(block_unit="lead_seat")

        assert [p.seat for p in positions_that_bind([_position("L-H2")], procedure, DAY)] == ["L-H2"]

    RESERVES = ConsentWithReservation(parties=("hosp",), treated_by="styret", treated_on=date(2031, 5, 1))

    @pytest.mark.parametrize(
        ("positions", "bound"),
        [
            pytest.param([_position(s) for s in COUNTED],
             [("a1", "L-A"), ("a2", "L-A"), ("b1", "L-B"), ("hosp", "L-H")],
                         id="each party by its first seat"),
            pytest.param(
                [_position("L-H", NO), _position("L-H2")], [("hosp", "L-H2")], id="by the one that consents",
            ),
            pytest.param([_position("L-H", NO), _position("L-H2", NO)], [], id="by none that objects"),
            pytest.param([_position("L-B", ASIDE)], [("b1", "L-B")], id="by standing aside"),
            pytest.param([_position("L-U")], [], id="by none that is only heard"),
            pytest.param([_position("L-B").model_copy(update={"counted": False})], [], id="by none not counted then"),
        ],
    )  # fmt: skip
    def test_each_party_once(self, positions: list[Position], bound: list[tuple[str, str]]) -> None:
        found = bindings_of("LOW", positions, _procedure(), ROSTER)

        assert [(b.party, b.by_seat) for b in found] == bound
        assert [b for b in found if b.waits_for or b.because] == []

    def test_a_reservation_of_any_of_its_seats_holds_a_party_back_and_no_other(self) -> None:
        positions = [_position("L-H"), _position("L-H2", self.RESERVES), _position("L-B", self.RESERVES)]

        assert bindings_of("LOW", positions, _procedure(), ROSTER) == (
            PartyBinding(party="b1", by_seat="L-B"),
            PartyBinding(party="hosp", by_seat="L-H2", waits_for="styret"),
        )
        assert binding_by(positions[1], "hosp") == PartyBinding(party="hosp", by_seat="L-H2", waits_for="styret")
        assert binding_by(_position("L-B", NO), "b1") is None

    @pytest.mark.parametrize(
        ("ground", "treatment", "waits_for"),
        [
            (AuthorityGround.MANDATE, None, None),
            (AuthorityGround.BY_SEAT, None, None),
            (AuthorityGround.EXPIRED, None, "fornyet fullmakt"),
            (AuthorityGround.DELEGATION_LAPSED, None, "fornyet fullmakt"),
            (AuthorityGround.NO_AUTHORITY, None, "fullmakt"),
            (AuthorityGround.NOT_YET, None, "fullmakt"),
            (AuthorityGround.SUBJECT_TO, Treatment.POLITICAL, "politisk behandling"),
            (AuthorityGround.SUBJECT_TO, Treatment.BOARD, "styrebehandling"),
        ],
    )
    def test_what_a_mandate_lacks_is_waited_for(
        self, ground: AuthorityGround, treatment: Treatment | None, waits_for: str | None
    ) -> None:
        authority = (
            Authority(party="other", ground=AuthorityGround.MANDATE),
            Authority(party="b1", ground=ground, treatment=treatment),
        )
        because = ground if waits_for else None

        assert binding_by(_position("L-B", authority=authority), "b1") == PartyBinding(
            party="b1", by_seat="L-B", waits_for=waits_for, because=because
        )

    @pytest.mark.parametrize("second", [None, (Authority(party="hosp", ground=AuthorityGround.MANDATE),)])
    def test_the_seat_with_a_mandate_binds_before_one_without(self, second: tuple[Authority, ...] | None) -> None:
        without = (Authority(party="hosp", ground=AuthorityGround.EXPIRED),)
        positions = [_position("L-H", authority=without), _position("L-H2", authority=second)]

        assert bindings_of("LOW", positions, _procedure(), ROSTER) == (PartyBinding(party="hosp", by_seat="L-H2"),)

    def test_where_none_has_one_the_first_waits(self) -> None:
        lacking = [
            (Authority(party="hosp", ground=ground),)
            for ground in (AuthorityGround.NO_AUTHORITY, AuthorityGround.EXPIRED)
        ]
        positions = [_position(s, authority=a) for s, a in zip(("L-H", "L-H2"), lacking, strict=True)]

        assert bindings_of("LOW", positions, _procedure(), ROSTER) == (
            PartyBinding(party="hosp", by_seat="L-H", waits_for="fullmakt", because=AuthorityGround.NO_AUTHORITY),
        )
