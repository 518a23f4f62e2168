"""Said apart from the roll call, and mandates that come later, each condition alone (P-22, P-24)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Consent, ConsentWithReservation, LateGround, Mark, Objection, StandAside
from models.roster import Authority, AuthorityGround
from models.state import CaseStage, PartyBinding
from rules.verdict import NOTHING_LEFT, Verdict
from tests.rules.asking import (
    DAY,
    HASH,
    Standing,
    agreed,
    at_the_table,
    kinds,
    objection,
    placed,
    position,
    ringing,
    waiting,
    waits,
    why,
    with_reservation,
    words,
)
from tests.rules.world import SECRETARIAT, Who

M2, GP = Who(person="p-3peu", seat="SEKR-M2"), Who(person="p-8fq7", seat="SEKR-GP")
MOSS, STRANGER = Who(person="p-q22r", party="moss"), Who(person="p-3peu", party="moss")


class TestP22Apart:
    """In writing before the meeting, or after it, by a counted seat, on the text as it stands."""

    @staticmethod
    def given(
        standing: Standing | None = None, by: Who = M2, stance: a.Stance | None = None, digest: str = ""
    ) -> Verdict:
        there = standing or TestP22Apart.sent()
        act = a.TakeWrittenPosition(stance=stance or Consent(), text_digest=digest or there.state.text.digest)
        return there.asked(act, by)

    @staticmethod
    def sent(**but: Any) -> Standing:
        placement = placed(Mark.BESLUTNING, papers_sent=True)
        return waiting().ruled(quorum="written_position").with_(placement=placement, **but)

    def test_before_the_meeting(self) -> None:
        reserved = ConsentWithReservation(parties=("moss",), treated_by="k", treated_on=date(2031, 6, 1))

        [plain], [body] = self.given().bodies, self.given(stance=reserved).bodies

        assert isinstance(plain, e.WrittenPositionTaken)
        assert (plain.seat, plain.person, plain.stance, plain.reservation_due) == (
            "SEKR-M2",
            "p-3peu",
            Consent(),
            None,
        )
        assert plain.parties == waiting().world.roster.groups[1].parties
        assert isinstance(body, e.WrittenPositionTaken)
        assert body.reservation_due is not None

    @pytest.mark.parametrize(
        ("but", "refused", "said"),
        [
            pytest.param({"placement": None}, ("wrong_stage", "P-22"), "| wait for the papers", id="on no agenda"),
            pytest.param(
                {"placement": placed(Mark.BESLUTNING)},
                ("wrong_stage", "P-22"),
                "| wait for the papers",
                id="not sent",
            ),
            pytest.param(
                {"placement": placed(Mark.DROFTING, papers_sent=True)},
                ("wrong_stage", "P-22"),
                "| wait",
                id="drøfting",
            ),
            pytest.param({"stage": CaseStage.TRUKKET}, ("wrong_stage", "P-22"), "| wait", id="withdrawn"),
        ],
    )
    def test_from_the_papers_on(self, but: dict[str, Any], refused: Any, said: str) -> None:
        verdict = self.given(self.sent().with_(**but))

        assert why(verdict) == refused
        assert said in words(verdict)

    def test_until_the_item_opens_and_only_where_the_procedure_says_so(self) -> None:
        at_table = self.given(self.sent(item=at_the_table().state.item))

        assert why(at_table) == ("wrong_stage", "P-22")
        assert words(at_table).endswith("| take the position in the roll call")
        assert "in the roll call only" in words(self.given(waiting()))

    @pytest.mark.parametrize(
        ("by", "stance", "digest", "refused"),
        [
            pytest.param(GP, Consent(), "", ("heard_not_counted", "P-22"), id="by a seat that is heard"),
            pytest.param(SECRETARIAT, Consent(), "", ("unknown_seat", "P-22"), id="by no seat"),
            pytest.param(M2, Objection(grounds="Nei."), "", ("wrong_stage", "P-28"), id="an objection is lodged"),
            pytest.param(M2, Consent(), HASH, ("outdated_text", "P-17"), id="on another text"),
            pytest.param(
                M2,
                ConsentWithReservation(parties=("moss", "halden"), treated_by="k", treated_on=DAY),
                "",
                ("unknown_party", "P-20"),
                id="reserved for another's party",
            ),
        ],
    )
    def test_how(self, by: Who, stance: a.Stance, digest: str, refused: Any) -> None:
        verdict = self.given(None, by, stance, digest)

        assert why(verdict) == refused
        assert refused[0] != "unknown_party" or words(verdict).startswith("SEKR-M2 does not speak for halden |")

    @staticmethod
    def answered(
        standing: Standing, by: Who = M2, stance: a.Stance | None = None, digest: str = "", **facts: Any
    ) -> Verdict:
        act = a.AnswerAfterMeeting(stance=stance or Consent(), text_digest=digest or standing.state.text.digest)
        return standing.asked(act, by, **facts)

    @pytest.mark.parametrize(
        ("binding", "seconds", "refused", "said"),
        [
            pytest.param(waits(after=True), 1, None, "", id="awaited"),
            pytest.param(waits(after=True), 0, ("too_late", "P-22"), "are over | bring the matter", id="too late"),
            pytest.param(waits(), 1, ("nothing_to_change", "P-22"), "awaited | `case show`", id="it reserved"),
            pytest.param(
                waits(after=True, refused=True), 1, ("nothing_to_change", "P-22"), "| `case", id="it said no"
            ),
            pytest.param(
                waits("halden", after=True), 1, ("nothing_to_change", "P-22"), "| `case", id="another's party"
            ),
        ],
    )
    def test_after_the_meeting(self, binding: PartyBinding, seconds: int, refused: Any, said: str) -> None:
        standing = with_reservation(binding, clocks=(ringing(agreed(), "answers-due", seconds),))

        verdict = self.answered(standing)

        assert why(verdict) == refused
        assert said in words(verdict)

    @pytest.mark.parametrize(
        ("stance", "found"),
        [
            (Consent(), ["answered_after_meeting", "binding_effect"]),
            (StandAside(), ["answered_after_meeting", "binding_effect"]),
            (Objection(grounds="Nei."), ["answered_after_meeting"]),
            (
                ConsentWithReservation(parties=("moss",), treated_by="k", treated_on=DAY),
                ["answered_after_meeting", "binding_withheld"],
            ),
        ],
    )
    def test_what_it_comes_to(self, stance: a.Stance, found: list[str]) -> None:
        verdict = self.answered(with_reservation(waits(after=True), waits("halden", after=True)), stance=stance)

        assert kinds(verdict) == found
        first, *effects = verdict.bodies
        assert isinstance(first, e.AnsweredAfterMeeting)
        assert (first.seat, first.person, first.parties, first.stance) == ("SEKR-M2", "p-3peu", ("moss",), stance)
        for effect in effects:
            assert isinstance(effect, e.BindingEffect | e.BindingWithheld)
            assert (effect.party, effect.by_seat) == ("moss", "SEKR-M2")
            if isinstance(effect, e.BindingWithheld):
                assert first.reservation_due is not None
                assert (effect.waits_for, effect.treated_on, effect.due) == ("k", DAY, first.reservation_due)
            else:
                assert first.reservation_due is None

    def test_on_the_text_as_it_stands_with_the_mandate_there_is(self) -> None:
        lacks = (Authority(party="moss", ground=AuthorityGround.EXPIRED),)
        standing = with_reservation(waits(after=True))

        [_, withheld] = self.answered(standing, authority=lacks).bodies

        assert isinstance(withheld, e.BindingWithheld)
        assert (withheld.because, withheld.treated_on, withheld.due) == (AuthorityGround.EXPIRED, None, None)
        assert why(self.answered(standing, digest=HASH)) == ("outdated_text", "P-17")
        assert why(self.answered(standing, GP)) == ("heard_not_counted", "P-22")


class TestP24Mandates:
    """Who had left, a mandate given later, a consent ratified."""

    BY = Who(record="community-ostfold")

    @staticmethod
    def left(standing: Standing, seat: str = "SEKR-M2", last_day: date = date(2031, 2, 2)) -> Verdict:
        act = a.SeatHolderLeft(seat=seat, person="p-1", last_day=last_day)
        return standing.asked(act, TestP24Mandates.BY)

    def test_of_a_seat_there_is_not(self) -> None:
        assert self.left(waiting(), "SEKR-M9") == NOTHING_LEFT
        assert kinds(self.left(waiting())) == ["holder_left_seat"]

    @pytest.mark.parametrize(
        ("person", "seat", "lapses"), [("p-1", "SEKR-M2", True), ("p-2", "SEKR-M2", False), ("p-1", "SEKR-M3", False)]
    )
    def test_what_they_objected_in_an_open_roll_call_falls_away(
        self, person: str, seat: str, *, lapses: bool
    ) -> None:
        said = (position(seat, person), position("SEKR-M4", "p-4"))
        standing = at_the_table().with_(positions=said, objections=(objection(1, "SEKR-M2"),))

        assert kinds(self.left(standing)) == ["holder_left_seat", *(["objection_lapsed"] if lapses else [])]
        assert kinds(self.left(standing.with_(item=None))) == ["holder_left_seat"]
        assert kinds(self.left(standing.with_(objections=()))) == ["holder_left_seat"]

    @pytest.mark.parametrize(
        ("but", "doubted"),
        [
            pytest.param({}, ["moss", "rade"], id="bound through them after they had left"),
            pytest.param({"positions": (position("SEKR-M2", "p-2"),)}, [], id="another consented"),
            pytest.param({"positions": (position("SEKR-M3", "p-1"),)}, [], id="for another seat"),
            pytest.param({"stage": CaseStage.IKKE_KONSENSUS}, [], id="nothing is decided"),
            pytest.param({"decided_on": date(2031, 2, 2)}, [], id="decided on their last day"),
            pytest.param({"decided_in": None}, [], id="decided in no meeting"),
        ],
    )
    def test_whom_they_bound_is_doubted(self, but: dict[str, Any], doubted: list[str]) -> None:
        bound = tuple(PartyBinding(party=p, by_seat="SEKR-M2") for p in ("moss", "rade"))
        others = (
            PartyBinding(party="halden", by_seat="SEKR-M3"),
            waits("vestby", refused=True),
            waits("valer", after=True),
            PartyBinding(party="hvaler", by_seat="SEKR-M2", disputed=True),
        )
        fields = {
            "positions": (position("SEKR-M4", "p-4"), position("SEKR-M2", "p-1")),
            "decided_in": "meeting-1",
            "late_objections": (),
        }

        verdict = self.left(with_reservation(*bound, *others, **(fields | but)))

        found = [b for b in verdict.bodies if isinstance(b, e.LateObjectionLodged)]
        assert [(o.party, o.objection, o.about, o.holder_left) for o in found] == [
            (p, n, LateGround.NO_AUTHORITY, date(2031, 2, 2)) for n, p in enumerate(doubted, start=1)
        ]

    @staticmethod
    def given(standing: Standing, **but: Any) -> Verdict:
        fields: dict[str, Any] = {"seat": "SEKR-M2", "person": "p-1", "parties": (), "since": DAY, "until": None}
        return standing.asked(a.MandateGiven(**(fields | but)), TestP24Mandates.BY)

    @pytest.mark.parametrize(
        ("act", "covered"),
        [
            pytest.param({}, ("moss", "rade"), id="for every party of the seat"),
            pytest.param({"parties": ("moss",)}, ("moss",), id="for one"),
            pytest.param({"parties": ("halden",)}, (), id="for none of them"),
            pytest.param({"since": date(2031, 2, 4)}, (), id="from the day after"),
            pytest.param({"until": DAY}, ("moss", "rade"), id="through the day"),
            pytest.param({"until": date(2031, 2, 2)}, (), id="until the day before"),
            pytest.param({"person": "p-2"}, (), id="to somebody else"),
            pytest.param({"seat": "SEKR-M3"}, (), id="in another seat"),
        ],
    )
    def test_a_mandate_for_the_day_of_the_beslutning_binds_what_waited_for_it(
        self, act: dict[str, Any], covered: tuple[str, ...]
    ) -> None:
        lapsed = AuthorityGround.EXPIRED
        standing = with_reservation(
            waits(because=lapsed),
            waits("rade", because=lapsed),
            waits("vestby", because=lapsed, refused=True),
            waits("valer", because=None),
            waits("hvaler", because=lapsed, effect_at=agreed().world.now),
            waits("aremark", because=AuthorityGround.SUBJECT_TO),
            PartyBinding(party="marker", by_seat="SEKR-M5", because=lapsed),
            positions=(position("SEKR-M2", "p-1"), position("SEKR-M4", "p-4")),
        )

        verdict = self.given(standing, **act)

        if not covered:
            assert verdict == NOTHING_LEFT
            return
        entered, *effects, dates = verdict.bodies
        assert isinstance(entered, e.MandateCovered)
        assert entered.parties == covered
        assert [(b.party, b.by_seat) for b in effects if isinstance(b, e.BindingEffect)] == [
            (p, "SEKR-M2") for p in covered
        ]
        assert isinstance(dates, e.FollowUpDue)
        assert self.given(standing.with_(decided_on=None), **act) == NOTHING_LEFT

    @staticmethod
    def ratified(standing: Standing, by: Who = MOSS, **but: Any) -> Verdict:
        fields: dict[str, Any] = {"party": "moss", "approved": True, "organ": "k", "dated": DAY, "reference": "1"}
        return standing.asked(a.RatifyConsent(**(fields | but)), by)

    @pytest.mark.parametrize(
        ("binding", "by", "but", "found"),
        [
            pytest.param({}, MOSS, {}, ["consent_ratified", "binding_effect", "follow_up_due"], id="yes"),
            pytest.param({}, MOSS, {"approved": False}, ["consent_ratified"], id="no"),
            pytest.param({"because": None}, MOSS, {}, ("nothing_to_change", "P-24"), id="it reserved"),
            pytest.param({"party": "halden"}, MOSS, {}, ("nothing_to_change", "P-24"), id="another party"),
            pytest.param({}, STRANGER, {}, ("no_capacity", "P-24"), id="by nobody of the party"),
            pytest.param({}, MOSS, {"dated": date(2040, 1, 1)}, ("too_soon", "P-24"), id="not treated yet"),
        ],
    )
    def test_ratified(self, binding: dict[str, Any], by: Who, but: dict[str, Any], found: Any) -> None:
        other = waits("halden", because=AuthorityGround.EXPIRED)

        verdict = self.ratified(
            with_reservation(other, waits(**({"because": AuthorityGround.EXPIRED} | binding))), by, **but
        )

        assert (why(verdict) or kinds(verdict)) == found
        if len(verdict.bodies) == 3:
            assert verdict.bodies[1] == e.BindingEffect(
                party="moss", by_seat="SEKR-M2", text_digest=agreed().state.text.digest
            )
