"""Said after the decision, minutes contested, slips corrected, each condition alone (P-20, P-29, P-33)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import AuthorityOutcome, LateGround, LateRoute, WrongDay, WrongSeat
from models.entries import LapseReason
from models.roster import AuthorityGround
from models.state import (
    CaseObjection,
    CaseStage,
    DatedStep,
    DecisionFlag,
    EntryRef,
    LateObjection,
    ObjectionStep,
    PartyForankring,
)
from rules.verdict import Verdict
from tests.rules.asking import (
    DAY,
    HASH,
    ONE,
    SECOND,
    Standing,
    agreed,
    at_the_table,
    objection,
    position,
    waiting,
    waits,
    why,
    with_reservation,
    words,
)
from tests.rules.world import SECRETARIAT, Who

M2, GP = Who(person="p-3peu", seat="SEKR-M2"), Who(person="p-8fq7", seat="SEKR-GP")
MOSS, STRANGER = Who(person="p-q22r", party="moss"), Who(person="p-3peu", party="moss")


def late(standing: Standing, by: Who = M2, **but: Any) -> Verdict:
    fields: dict[str, Any] = {"about": LateGround.OTHER, "grounds": "G", "route": LateRoute.NEW_CASE}
    return standing.asked(a.LodgeLateObjection(**(fields | but)), by)


def lodged(**but: Any) -> LateObjection:
    fields: dict[str, Any] = {"objection": 1, "about": LateGround.OTHER, "by_seat": "SEKR-M2", "grounds": "G"}
    return LateObjection(**(fields | {"at": agreed().world.now} | but))


class TestP29Late:
    """After the decision, which stands: who says what, once."""

    @pytest.mark.parametrize(
        ("but", "refused"),
        [
            ({}, None),
            ({"decided_in": None}, ("wrong_stage", "P-29")),
            ({"decided_on": None}, ("wrong_stage", "P-29")),
        ],
    )
    def test_when(self, but: dict[str, Any], refused: Any) -> None:
        assert why(late(agreed().with_(**but))) == refused

    def test_lodged(self) -> None:
        standing = agreed().with_(late_objections=(lodged(grounds="Annet."),))
        assert standing.state.decided_in is not None

        assert late(standing).bodies == (
            e.LateObjectionLodged(
                objection=2,
                about=LateGround.OTHER,
                by_seat="SEKR-M2",
                grounds="G",
                meeting=standing.state.decided_in,
                route=LateRoute.NEW_CASE,
            ),
        )

    @pytest.mark.parametrize(
        ("by", "about", "refused"),
        [
            (M2, LateGround.OTHER, None),
            (MOSS, LateGround.OTHER, None),
            (MOSS, LateGround.MINUTES_WRONG, ("no_capacity", "P-29")),
            (STRANGER, LateGround.OTHER, ("no_capacity", "P-29")),
            (SECRETARIAT, LateGround.OTHER, ("no_capacity", "P-29")),
            (GP, LateGround.OTHER, ("no_capacity", "P-29")),
            (GP, LateGround.MINUTES_WRONG, None),
            (Who(person="p-rh9p", seat="SEKR-M2"), LateGround.OTHER, ("no_capacity", "P-23")),
        ],
    )
    def test_who(self, by: Who, about: LateGround, refused: Any) -> None:
        said = (position("SEKR-GP"), position("SEKR-M2"))

        assert why(late(agreed().with_(positions=said), by, about=about)) == refused

    @pytest.mark.parametrize(
        ("about", "but", "refused"),
        [
            pytest.param(LateGround.OTHER, {"route": None}, ("no_reason", "P-29"), id="without a way"),
            pytest.param(LateGround.MINUTES_WRONG, {}, None, id="of minutes that tell of the seat"),
            pytest.param(LateGround.NO_AUTHORITY, {"party": "moss"}, None, id="of a party that is bound"),
            pytest.param(LateGround.NO_AUTHORITY, {}, ("unknown_party", "P-29"), id="of no party"),
            pytest.param(
                LateGround.NO_AUTHORITY, {"party": "oslo"}, ("unknown_party", "P-29"), id="of none it binds"
            ),
        ],
    )
    def test_what_belongs_to_each(self, about: LateGround, but: dict[str, Any], refused: Any) -> None:
        verdict = late(agreed(), about=about, **but)

        assert why(verdict) == refused
        if refused and refused[0] == "unknown_party":
            assert f"not {but.get('party', 'none')} |" in words(verdict)

    def test_of_minutes_that_say_nothing_of_the_seat_and_of_a_party_that_said_no(self) -> None:
        silent = agreed().with_(positions=(position("SEKR-M3"),))
        refused = with_reservation(waits(refused=True))

        assert why(late(silent, about=LateGround.MINUTES_WRONG)) == ("no_reason", "P-29")
        assert why(late(refused, about=LateGround.NO_AUTHORITY, party="moss")) == ("unknown_party", "P-29")

    @pytest.mark.parametrize(
        ("before", "refused"),
        [
            pytest.param({}, ("nothing_to_change", "P-29"), id="the same"),
            pytest.param({"settled": AuthorityOutcome.HELD}, None, id="that is settled"),
            pytest.param({"grounds": "Annet."}, None, id="on other grounds"),
            pytest.param({"by_seat": "SEKR-M3"}, None, id="of another seat"),
            pytest.param({"by_party": "moss"}, None, id="of a party"),
            pytest.param({"about": LateGround.MINUTES_WRONG}, None, id="about something else"),
            pytest.param({"party": "moss"}, None, id="about a party"),
        ],
    )
    def test_once(self, before: dict[str, Any], refused: Any) -> None:
        assert why(late(agreed().with_(late_objections=(lodged(**before),)))) == refused

    @pytest.mark.parametrize(
        ("was", "by", "outcome", "refused"),
        [
            pytest.param({}, SECRETARIAT, AuthorityOutcome.LACKING, None, id="by the secretariat"),
            pytest.param({}, MOSS, AuthorityOutcome.RATIFIED, None, id="ratified by its party"),
            pytest.param({}, MOSS, AuthorityOutcome.HELD, ("not_your_office", "P-29"), id="which settles no more"),
            pytest.param({}, STRANGER, AuthorityOutcome.RATIFIED, ("not_your_office", "P-29"), id="by no contact"),
            pytest.param(
                {"party": "halden"}, MOSS, AuthorityOutcome.RATIFIED, ("not_your_office", "P-29"), id="by another's"
            ),
            pytest.param(
                {"objection": 2}, SECRETARIAT, AuthorityOutcome.HELD, ("nothing_to_change", "P-29"), id="no such"
            ),
            pytest.param(
                {"about": LateGround.OTHER},
                SECRETARIAT,
                AuthorityOutcome.HELD,
                ("nothing_to_change", "P-29"),
                id="other",
            ),
            pytest.param(
                {"settled": AuthorityOutcome.HELD},
                SECRETARIAT,
                AuthorityOutcome.HELD,
                ("nothing_to_change", "P-29"),
                id="done",
            ),
            pytest.param(
                {"party": None}, SECRETARIAT, AuthorityOutcome.HELD, ("nothing_to_change", "P-29"), id="nobody's"
            ),
        ],
    )
    def test_settled(self, was: dict[str, Any], by: Who, outcome: AuthorityOutcome, refused: Any) -> None:
        doubted = lodged(**({"about": LateGround.NO_AUTHORITY, "party": "moss"} | was))
        act = a.SettleAuthority(objection=1, outcome=outcome, reason="R", reference="1")

        assert why(agreed().with_(late_objections=(doubted,)).asked(act, by)) == refused


class TestP29P33Contested:
    """Flagged once, lifted once; it falls only where all agree that a counted seat had objected there."""

    BY = Who(record=SECOND)

    @pytest.mark.parametrize(("flag", "left"), [((SECOND, 1), False), ((SECOND, 2), True), (("meeting-9", 1), True)])
    def test_flagged(self, flag: tuple[str, int], *, left: bool) -> None:
        known = DecisionFlag(meeting=flag[0], contest=flag[1], seat="SEKR-M2")
        act = a.DecisionContested(meeting=SECOND, contest=1, seat="SEKR-M2", objected=True)

        other = DecisionFlag(meeting=SECOND, contest=9, seat="SEKR-M3")

        verdict = agreed().with_(flags=(other, known)).asked(act, self.BY)

        flagged = e.DecisionFlagged(meeting=SECOND, contest=1, seat="SEKR-M2", objected=True)
        assert verdict.bodies == ((flagged,) if left else ())

    @pytest.mark.parametrize(
        ("flag", "but", "corrected", "falls"),
        [
            pytest.param({}, {}, True, True, id="it had objected"),
            pytest.param({}, {}, False, False, id="not corrected"),
            pytest.param({"objected": None}, {}, True, False, id="something else was corrected"),
            pytest.param({"seat": "SEKR-GP"}, {}, True, False, id="a seat that is heard"),
            pytest.param({}, {"decided_in": "meeting-9"}, True, False, id="decided elsewhere"),
            pytest.param({}, {"stage": CaseStage.IKKE_KONSENSUS}, True, False, id="not decided any more"),
            pytest.param({}, {"stage": CaseStage.AVSLUTTET, "ended": True}, True, True, id="over"),
            pytest.param({"settled": True}, {}, True, None, id="settled before"),
            pytest.param({"contest": 2}, {}, True, None, id="another"),
            pytest.param({"meeting": "meeting-9"}, {}, True, None, id="of another meeting"),
        ],
    )
    def test_lifted(self, flag: dict[str, Any], but: dict[str, Any], *, corrected: bool, falls: bool | None) -> None:
        fields: dict[str, Any] = {"meeting": SECOND, "contest": 1, "seat": "SEKR-M2", "objected": True}
        act = a.ContestSettled(meeting=SECOND, contest=1, corrected=corrected, reason="R")

        verdict = agreed().with_(flags=(DecisionFlag(**(fields | flag)),), **but).asked(act, self.BY)

        lifted = e.DecisionFlagLifted(meeting=SECOND, contest=1, corrected=corrected, falls=bool(falls), reason="R")
        assert verdict.bodies == (() if falls is None else (lifted,))


REF = EntryRef(seq=7, hash="7" * 64)


def correct(
    standing: Standing, slip: Any, by: Who = SECRETARIAT, *, seq: int = 7, digest: str = "7" * 64, **facts: Any
) -> Verdict:
    return standing.asked(a.CorrectEntry(seq=seq, hash=digest, slip=slip, reason="R"), by, **facts)


class TestP33Slips:
    """Of a seat in an open roll call, of a day while it is waited for; the entry named by number and digest."""

    @staticmethod
    def taken(*objections: CaseObjection, **but: Any) -> Standing:
        said = position("SEKR-M2").model_copy(update={"entry": REF, "entered": True} | but)
        return at_the_table().with_(positions=(said,), objections=objections)

    @pytest.mark.parametrize(
        ("seq", "digest", "but", "refused"),
        [
            pytest.param(7, "7" * 64, {}, None, id="named rightly"),
            pytest.param(8, "7" * 64, {}, ("roll_call_closed", "P-33"), id="another number"),
            pytest.param(7, HASH, {}, ("roll_call_closed", "P-33"), id="another digest"),
            pytest.param(7, "7" * 64, {"entry": None}, ("roll_call_closed", "P-33"), id="without an entry"),
            pytest.param(7, "7" * 64, {"entered": False}, ("not_yours", "P-20"), id="by the seat itself"),
        ],
    )
    def test_a_seat(self, seq: int, digest: str, but: dict[str, Any], refused: Any) -> None:
        verdict = correct(self.taken(**but), WrongSeat(meant="SEKR-M3"), seq=seq, digest=digest)

        assert why(verdict) == refused
        assert refused or verdict.bodies == (
            e.EntryCorrected(
                seq=7, hash="7" * 64, correction=e.SeatCorrected(old="SEKR-M2", new="SEKR-M3"), reason="R"
            ),
        )

    @pytest.mark.parametrize(("meant", "refused"), [("SEKR-GP", None), ("SEKR-M2", 1), ("SU-M3", 1)])
    def test_another_seat_of_the_body(self, meant: str, refused: int | None) -> None:
        verdict = correct(self.taken(), WrongSeat(meant=meant))

        assert why(verdict) == (("unknown_seat", "P-20") if refused else None)
        assert not refused or ("SEKR-M1, SEKR-M3" in words(verdict))

    def test_only_in_an_open_roll_call_by_the_secretariat(self) -> None:
        slip = WrongSeat(meant="SEKR-M3")

        assert why(correct(self.taken().with_(item=None), slip)) == ("roll_call_closed", "P-33")
        assert why(correct(self.taken().with_(stage=CaseStage.TRUKKET), slip)) == ("roll_call_closed", "P-33")
        assert why(correct(self.taken(), slip, M2)) == ("not_your_office", "ENGINE")

    @pytest.mark.parametrize(
        ("made", "number", "lapses"),
        [
            pytest.param({}, 1, True, id="made by the slip"),
            pytest.param({"seq": 6}, 1, False, id="made before, said anew"),
            pytest.param({"standing": False}, 1, False, id="gone"),
            pytest.param({}, 2, False, id="another"),
            pytest.param({}, None, False, id="none"),
        ],
    )
    def test_an_objection_that_the_slip_made_was_never_made(
        self, made: dict[str, Any], number: int | None, *, lapses: bool
    ) -> None:
        dated = DatedStep(step=ObjectionStep.LODGED, at=at_the_table().world.now, seq=made.get("seq", 7))
        one = objection(1, "SEKR-M2").model_copy(update={"steps": (dated,), "standing": made.get("standing", True)})

        verdict = correct(self.taken(one, objection=number), WrongSeat(meant="SEKR-M3"))

        lapsed = e.ObjectionLapsed(objection=1, because=LapseReason.ENTERED_WRONGLY)
        assert verdict.bodies[1:] == ((lapsed,) if lapses else ())

    @pytest.mark.parametrize(
        ("binding", "by", "days", "refused"),
        [
            pytest.param({}, MOSS, 0, None, id="today"),
            pytest.param({}, MOSS, -1, ("too_late", "P-20"), id="yesterday"),
            pytest.param({}, STRANGER, 0, ("no_capacity", "P-20"), id="by nobody of the party"),
            pytest.param(
                {"because": AuthorityGround.EXPIRED}, MOSS, 0, ("nothing_to_change", "P-24"), id="a mandate"
            ),
            pytest.param({"treated_on": None}, MOSS, 0, ("nothing_to_change", "P-24"), id="no day"),
            pytest.param({"refused": True}, MOSS, 0, ("nothing_to_change", "P-20"), id="it said no"),
            pytest.param({"effect_at": True}, MOSS, 0, ("nothing_to_change", "P-20"), id="it is bound"),
            pytest.param({"entry": None}, MOSS, 0, ("nothing_to_change", "P-20"), id="another entry"),
        ],
    )
    def test_the_day_of_a_reservation(self, binding: dict[str, Any], by: Who, days: int, refused: Any) -> None:
        now = agreed().world.now
        fields = {"entry": REF} | binding | ({"effect_at": now} if "effect_at" in binding else {})
        meant = agreed().received(a.CorrectEntry(seq=7, hash=HASH, slip=WrongDay(meant=DAY), reason="R")).facts.day

        verdict = correct(with_reservation(waits(**fields)), WrongDay(meant=meant + timedelta(days=days)), by)

        assert why(verdict) == refused
        if refused is None:
            [body] = verdict.bodies
            assert isinstance(body, e.EntryCorrected) and isinstance(body.correction, e.DayCorrected)
            assert (body.correction.party, body.correction.old, body.correction.new) == ("moss", DAY, meant)
            assert body.correction.due is not None

    @pytest.mark.parametrize(
        ("but", "by", "meant", "refused"),
        [
            pytest.param({}, MOSS, DAY, None, id="before the decision"),
            pytest.param({"decided_in": ONE}, MOSS, DAY, ("nothing_to_change", "P-20"), id="after it"),
            pytest.param({"forankring": None}, MOSS, DAY, ("nothing_to_change", "P-20"), id="nobody asked"),
            pytest.param({}, STRANGER, DAY, ("no_capacity", "P-20"), id="by nobody of the party"),
            pytest.param({}, MOSS, date(2040, 1, 1), ("too_soon", "P-11"), id="a day to come"),
        ],
    )
    def test_the_day_of_an_answer(self, but: dict[str, Any], by: Who, meant: date, refused: Any) -> None:
        asked = waiting().state.forankring
        assert asked is not None
        answers = (
            PartyForankring(party="halden"),
            PartyForankring(party="moss", treated_on=DAY, entry=REF),
        )
        fields = {"forankring": asked.model_copy(update={"parties": answers})} | but

        verdict = correct(waiting().with_(**fields), WrongDay(meant=meant), by)

        assert why(verdict) == refused
        if refused is None:
            [body] = verdict.bodies
            assert isinstance(body, e.EntryCorrected)
            assert body.correction == e.DayCorrected(party="moss", old=DAY, new=DAY)
