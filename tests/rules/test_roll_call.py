"""The roll call: who answers, on what, and what its close comes to, each condition alone (P-17..P-23, P-25)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import (
    Consent,
    ConsentWithReservation,
    Mark,
    Objection,
    Recusal,
    RecusalGround,
    StandAside,
)
from models.roster import Authority, AuthorityGround
from models.state import CaseStage
from models.words import STANDS
from rules.verdict import Verdict
from tests.rules.asking import (
    HASH,
    Standing,
    at_the_table,
    kinds,
    objection,
    position,
    why,
    words,
)
from tests.rules.world import SECRETARIAT, Who

NO = Objection(grounds="Nei.")


def member(seat: str) -> Who:
    return at_the_table().world.member(seat)


def take(standing: Standing, seat: str = "SEKR-M3", stance: a.Stance | None = None, **but: Any) -> Verdict:
    """The seat answers on the case as it stands, or but for this."""
    by = but.pop("by", member(seat))
    looked_up = {name: but.pop(name) for name in ("authority", "actor", "day", "dates") if name in but}
    fields: dict[str, Any] = {
        "stance": stance or Consent(),
        "text_digest": standing.state.text.digest,
        "case_version": standing.state.version,
    }
    return standing.asked(a.TakePosition(**(fields | but)), by, **looked_up)


def until(days: int = 0, *parties: str) -> ConsentWithReservation:
    day = at_the_table().world.now.date() + timedelta(days=days)
    return ConsentWithReservation(parties=parties or ("halden",), treated_by="kommunestyret", treated_on=day)


class TestP20WhoAnswersOnWhat:
    """Whoever sits in the seat, on the text and version that were seen, while the roll call is open."""

    def test_a_position(self) -> None:
        standing = at_the_table()
        authority = (Authority(party="halden", ground=AuthorityGround.MANDATE),)

        [body] = take(standing, stance=until(), authority=authority).bodies

        assert isinstance(body, e.PositionTaken)
        assert (body.seat, body.person, body.counted, body.parties) == (
            "SEKR-M3",
            member("SEKR-M3").person,
            True,
            ("halden", "aremark"),
        )
        assert (body.changed, body.objection, body.authority) == (False, None, authority)
        assert body.reservation_due is not None and body.reservation_due.name == "reservation-due"
        assert take(standing).bodies[0].model_copy(update={"stance": None}) != body

    def test_a_seat_that_is_heard_binds_nobody_and_blocks_nothing(self) -> None:
        authority = (Authority(party="halden", ground=AuthorityGround.MANDATE),)

        [body] = take(at_the_table(), "SEKR-GP", NO, authority=authority).bodies

        assert isinstance(body, e.PositionTaken)
        assert (body.counted, body.parties, body.objection, body.authority) == (False, (), None, None)
        assert body.reservation_due is None

    @pytest.mark.parametrize(
        ("but", "refused", "said"),
        [
            pytest.param(
                {"item": None, "drofting": None}, ("not_deliberated", "P-01"), "wait for drøfting", id="not yet"
            ),
            pytest.param({"item": None}, ("wrong_stage", "P-20"), "before that, P-28", id="before the item opens"),
            pytest.param(
                {"item": None, "stage": CaseStage.BESLUTTET}, ("roll_call_closed", "P-20"), "P-29", id="decided"
            ),
            pytest.param(
                {"item": None, "stage": CaseStage.IKKE_KONSENSUS}, ("roll_call_closed", "P-20"), "P-29", id="without"
            ),
            pytest.param({"item": None, "ended": True}, ("roll_call_closed", "P-20"), "P-29", id="over"),
            pytest.param(
                {"stage": CaseStage.TRUKKET}, ("wrong_stage", "P-20"), STANDS[CaseStage.TRUKKET], id="withdrawn"
            ),
            pytest.param({"mark": Mark.DROFTING}, ("not_marked", "P-01"), "as a contribution", id="in drøfting"),
            pytest.param({"mark": Mark.ORIENTERING}, ("wrong_stage", "P-20"), "before that", id="in orientering"),
            pytest.param(
                {"item": None, "drofting": None, "ended": True}, ("roll_call_closed", "P-20"), "P-29", id="undone"
            ),
        ],
    )
    def test_only_in_a_roll_call(self, but: dict[str, Any], refused: tuple[str, str], said: str) -> None:
        standing = at_the_table()
        standing = standing.item(mark=but["mark"]) if "mark" in but else standing.with_(**but)

        verdict = take(standing)

        assert why(verdict) == refused
        assert said in words(verdict)

    @pytest.mark.parametrize(
        ("by", "refused", "said"),
        [
            pytest.param(SECRETARIAT, ("unknown_seat", "P-20"), "SEKR has no seat None", id="without a seat"),
            pytest.param(
                Who(person="p-3peu", seat="SU-M2"), ("unknown_seat", "P-20"), "no seat 'SU-M2'", id="of another body"
            ),
            pytest.param(
                Who(person="p-3peu", seat="SEKR-M3"), ("not_present", "P-22"), "not p-3peu", id="another sits there"
            ),
        ],
    )
    def test_only_whoever_sits_there(self, by: Who, refused: tuple[str, str], said: str) -> None:
        verdict = take(at_the_table(), by=by)

        assert why(verdict) == refused
        assert said in words(verdict)

    def test_where_nobody_sits_nobody_answers(self) -> None:
        verdict = take(at_the_table().item(attendance=()))

        assert why(verdict) == ("not_present", "P-22")
        assert words(verdict).startswith("nobody sits in SEKR-M3")

    def test_whoever_is_recused_answers_not_even_sitting_there(self) -> None:
        m3 = member("SEKR-M3").person
        assert m3 is not None
        away = Recusal(
            seat="SEKR-M3", person=m3, ground=RecusalGround.PARTY, reason="R", decided_by="SEKR", deputy=None
        )

        assert why(take(at_the_table().with_(recusals=(away,)))) == ("recused", "P-26")

    def test_whoever_has_lost_the_place_meanwhile_answers_no_more(self) -> None:
        assert why(take(at_the_table(), actor={"rank": None})) == ("no_capacity", "P-23")

    @pytest.mark.parametrize(
        ("but", "refused"),
        [
            pytest.param({"text_digest": HASH}, ("outdated_text", "P-17"), id="another text"),
            pytest.param({"case_version": 9}, ("outdated_version", "P-20"), id="another version of the case"),
        ],
    )
    def test_on_what_was_seen(self, but: dict[str, Any], refused: tuple[str, str]) -> None:
        assert why(take(at_the_table(), **but)) == refused

    @pytest.mark.parametrize(
        ("unconfirmed", "seen", "found"),
        [
            (("SEKR-M3",), False, ("inherited_unconfirmed", "P-25")),
            (("SEKR-M3",), True, ["inheritance_confirmed", "position_taken"]),
            (("SEKR-M2",), False, ["position_taken"]),
        ],
    )
    def test_a_new_holder_has_seen_what_was_said(
        self, unconfirmed: tuple[str, ...], found: Any, *, seen: bool
    ) -> None:
        verdict = take(at_the_table().with_(unconfirmed=unconfirmed), inherited_seen=seen)

        assert (why(verdict) or kinds(verdict)) == found

    @pytest.mark.parametrize(
        ("before", "stance", "found"),
        [
            pytest.param({}, Consent(), ("nothing_to_change", "P-20"), id="exactly that"),
            pytest.param({}, StandAside(), True, id="something else"),
            pytest.param({"person": "p-1"}, Consent(), True, id="by another who sat there before"),
            pytest.param({"seat": "SEKR-M4"}, Consent(), False, id="another seat"),
        ],
    )
    def test_the_same_is_said_once(self, before: dict[str, Any], stance: a.Stance, found: Any) -> None:
        said = position("SEKR-M3", member("SEKR-M3").person or "")
        said = said.model_copy(update={"person": "p-4"} if "seat" in before else {}).model_copy(update=before)

        verdict = take(at_the_table().with_(positions=(said,)), stance=stance)

        changed = [b.changed for b in verdict.bodies if isinstance(b, e.PositionTaken)]
        assert (why(verdict) or changed[0]) == found

    @pytest.mark.parametrize(
        ("before", "seat", "refused"),
        [
            pytest.param({}, "SEKR-M3", ("one_person_two_seats", "P-23"), id="for a second counted seat"),
            pytest.param({"counted": False}, "SEKR-M3", None, id="after one that is only heard"),
            pytest.param({"person": "p-9"}, "SEKR-M3", None, id="another person's answer"),
            pytest.param({"seat": "SEKR-M3", "stance": StandAside()}, "SEKR-M3", None, id="for the same seat again"),
        ],
    )
    def test_one_person_answers_for_one_counted_seat(self, before: dict[str, Any], seat: str, refused: Any) -> None:
        said = position("SEKR-M5", member(seat).person or "").model_copy(update=before)

        assert why(take(at_the_table().with_(positions=(said,)), seat)) == refused

    def test_and_may_be_heard_in_another_besides(self) -> None:
        said = position("SEKR-M5", member("SEKR-GP").person or "")

        assert why(take(at_the_table().with_(positions=(said,)), "SEKR-GP")) is None

    @pytest.mark.parametrize(
        ("seat", "days", "parties", "refused"),
        [
            pytest.param("SEKR-M3", 0, ("halden",), None, id="today"),
            pytest.param("SEKR-M3", -1, ("halden",), ("too_late", "P-20"), id="yesterday"),
            pytest.param("SEKR-M3", 0, ("halden", "moss"), ("unknown_party", "P-20"), id="for another's party"),
            pytest.param("SEKR-GP", 0, ("halden",), ("heard_not_counted", "P-18"), id="by a seat that is heard"),
        ],
    )
    def test_reserved_for_its_own_parties_until_a_day_to_come(
        self, seat: str, days: int, parties: tuple[str, ...], refused: Any
    ) -> None:
        verdict = take(at_the_table(), seat, until(days, *parties))

        assert why(verdict) == refused
        assert refused != ("unknown_party", "P-20") or "does not speak for moss |" in words(verdict)

    @pytest.mark.parametrize(
        ("withdrawn", "stance", "refused"),
        [
            pytest.param({}, NO, ("nothing_to_change", "P-21"), id="on the same text"),
            pytest.param({}, StandAside(), None, id="anything else"),
            pytest.param({"seat": "SEKR-H4"}, NO, None, id="another seat's"),
            pytest.param({"withdrawn_by": None}, NO, None, id="that the lead seat did not withdraw"),
            pytest.param({"text_digest": HASH}, NO, None, id="on another text"),
        ],
    )
    def test_what_the_lead_seat_withdrew_is_not_said_again(
        self, withdrawn: dict[str, Any], stance: a.Stance, refused: Any
    ) -> None:
        standing = at_the_table()
        fields = {"standing": False, "withdrawn_by": "SEKR-H1", "text_digest": standing.state.text.digest}
        gone = objection(1, "SEKR-H3").model_copy(update=fields | withdrawn)

        own = gone.model_copy(update={"objection": 2, "withdrawn_by": None})

        assert why(take(standing.with_(objections=(own, gone)), "SEKR-H3", stance)) == refused

    @pytest.mark.parametrize(
        ("before", "number"),
        [
            pytest.param((), 1, id="the first"),
            pytest.param((objection(1, "SEKR-M1"), objection(2, "SEKR-M3")), 2, id="its own, said anew"),
            pytest.param((objection(1, "SEKR-M1"), objection(2, "SEKR-M3", written=True)), 3, id="a new one"),
        ],
    )
    def test_an_objection_has_a_number(self, before: Any, number: int) -> None:
        [body] = take(at_the_table().with_(objections=before), stance=NO).bodies

        assert isinstance(body, e.PositionTaken)
        assert body.objection == number

    @pytest.mark.parametrize(
        ("rank", "ground", "found"),
        [
            (1, AuthorityGround.NO_AUTHORITY, ("no_capacity", "P-23")),
            (1, AuthorityGround.MANDATE, None),
            (0, AuthorityGround.NO_AUTHORITY, None),
        ],
    )
    @pytest.mark.parametrize("rule", ["per_party", "every_party"])
    def test_a_deputy_without_authority_for_every_party(
        self, rank: int, ground: AuthorityGround, found: Any, rule: str
    ) -> None:
        authority = (
            Authority(party="halden", ground=ground),
            Authority(party="aremark", ground=AuthorityGround.MANDATE),
        )
        standing = at_the_table().ruled(deputy_authority=rule)

        verdict = take(standing, actor={"rank": rank}, authority=authority)

        assert why(verdict) == (found if rule != "per_party" else None)
        assert why(verdict) is None or "no authority for halden, for whom" in words(verdict)
        assert why(take(standing, actor={"rank": rank}, authority=None)) is None
