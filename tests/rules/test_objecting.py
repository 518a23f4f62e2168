"""Objections before the decision: who, when, what becomes of each, each condition alone (P-20, P-21, P-28)."""

from __future__ import annotations

from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Mark
from models.acts import PathAfterDisagreement as Path
from models.dispute import Bilateral, RelationStage
from models.entries import LapseReason
from models.roster import Office
from models.state import (
    CaseObjection,
    DatedStep,
    NemndaHold,
    ObjectionStep,
)
from rules.case.context import Case
from rules.case.objections import with_lapses
from rules.verdict import NOTHING_LEFT, Verdict, accepted
from tests.rules.asking import (
    HASH,
    ONE,
    Standing,
    at_the_table,
    objection,
    placed,
    waiting,
    why,
    words,
)
from tests.rules.world import SECRETARIAT, Who

M2, GP = Who(person="p-3peu", seat="SEKR-M2"), Who(person="p-8fq7", seat="SEKR-GP")
MOSS, STRANGER = Who(person="p-q22r", party="moss"), Who(person="p-3peu", party="moss")


def sent(*objections: CaseObjection, **but: Any) -> Standing:
    """The papers for beslutning are sent."""
    fields = {"placement": placed(Mark.BESLUTNING, papers_sent=True), "objections": objections}
    return waiting().with_(**(fields | but))


def lodge(standing: Standing, by: Who = M2, digest: str | None = None) -> Verdict:
    text = digest or standing.state.text.digest
    return standing.asked(a.LodgeObjection(grounds="G", would_be_removed_by="R", text_digest=text), by)


class TestP28Lodging:
    """In writing, once the papers for beslutning are sent, by a seat or a party that is asked there."""

    def test_lodged(self) -> None:
        standing = sent(objection(1))

        assert lodge(standing).bodies == (
            e.ObjectionLodged(
                objection=2,
                seat="SEKR-M2",
                grounds="G",
                would_be_removed_by="R",
                text_digest=standing.state.text.digest,
            ),
        )
        [of_party] = lodge(standing, MOSS).bodies
        assert isinstance(of_party, e.ObjectionLodged)
        assert (of_party.seat, of_party.party) == (None, "moss")

    @pytest.mark.parametrize(
        ("placement", "refused"),
        [
            (placed(Mark.BESLUTNING, papers_sent=True), None),
            (placed(Mark.BESLUTNING), ("wrong_stage", "P-28")),
            (placed(Mark.DROFTING, papers_sent=True), ("wrong_stage", "P-28")),
            (None, ("wrong_stage", "P-28")),
        ],
    )
    def test_from_the_papers_on(self, placement: Any, refused: Any) -> None:
        assert why(lodge(sent(placement=placement))) == refused

    @pytest.mark.parametrize(
        ("by", "refused", "said"),
        [
            pytest.param(GP, ("heard_not_counted", "P-28"), "", id="a seat that is heard"),
            pytest.param(Who(person="p-rh9p", seat="SEKR-M2"), ("no_capacity", "P-23"), "", id="no holder"),
            pytest.param(STRANGER, ("no_capacity", "P-28"), "say for which seat or party", id="no contact"),
            pytest.param(SECRETARIAT, ("no_capacity", "P-28"), "say for which seat or party", id="nobody"),
            pytest.param(
                Who(person="p-q22r", party="oslo"), ("no_capacity", "P-28"), "say for which", id="of no party here"
            ),
        ],
    )
    def test_who(self, by: Who, refused: Any, said: str) -> None:
        verdict = lodge(sent(), by)

        assert (why(verdict), said in words(verdict)) == (refused, True)

    def test_only_whoever_is_asked_in_the_body_that_decides(self) -> None:
        su = waiting().world.member("SU-M2")
        of_su = placed(Mark.BESLUTNING, papers_sent=True).model_copy(update={"body": "SU"})
        world = waiting().ruled().world
        seats = tuple(s for s in world.procedure.body("SEKR").seats if s.group != "mosseregionen")
        without = tuple(
            b.model_copy(update={"seats": seats}) if b.body == "SEKR" else b for b in world.procedure.bodies
        )
        world.procedure = world.procedure.model_copy(update={"bodies": without})
        elsewhere = Standing(world, waiting().case, sent().but)

        seat, party = lodge(sent(), su), lodge(elsewhere, MOSS)

        assert (why(seat), why(party)) == (("no_capacity", "P-28"), ("no_capacity", "P-28"))
        assert words(seat) == (
            "SEKR decides the case, and SU-M2 is not asked there | let the contact of a party that you speak for "
            "object in its name, if the body decides for it"
        )
        assert "moss is not asked there | say it to a seat of the body" in words(party)
        assert why(lodge(sent(placement=of_su), su)) is None

    @pytest.mark.parametrize(
        ("before", "refused"),
        [
            pytest.param({}, ("nothing_to_change", "P-28"), id="stands already"),
            pytest.param({"standing": False}, None, id="was taken back"),
            pytest.param({"written": False}, None, id="was made in a roll call"),
            pytest.param({"seat": "SEKR-M3"}, None, id="is another seat's"),
        ],
    )
    def test_one_of_each(self, before: dict[str, Any], refused: Any) -> None:
        standing = objection(1, "SEKR-M2", written=True).model_copy(update=before)

        assert why(lodge(sent(standing))) == refused

    def test_a_contact_of_no_party_is_nobody(self) -> None:
        standing = sent()
        act = a.LodgeObjection(grounds="G", would_be_removed_by="R", text_digest=standing.state.text.digest)

        verdict = standing.asked(act, actor={"offices": (Office.PARTY_CONTACT,)})

        assert words(verdict).endswith("| say for which seat or party it is made")

    def test_on_the_text_as_it_stands(self) -> None:
        assert why(lodge(sent(), digest=HASH)) == ("outdated_text", "P-17")


def stands(by: str | None = "SEKR-M2", **but: Any) -> CaseObjection:
    return objection(1, by, written=True).model_copy(update=but)


def answered(*steps: ObjectionStep) -> dict[str, Any]:
    dated = tuple(DatedStep(step=s, at=waiting().world.now, seq=n) for n, s in enumerate(steps, start=1))
    return {"answer": "A", "steps": dated}


class TestP20P28Steps:
    """Answered by the proposer's side; kept, resolved or withdrawn by whoever made it."""

    ACTS: tuple[Any, ...] = (
        a.AnswerObjection(objection=1, answer="A"),
        a.KeepObjection(objection=1, reason="R"),
        a.WithdrawObjection(objection=1),
        a.ResolveObjection(objection=1, text_digest=HASH),
    )

    @pytest.mark.parametrize("act", ACTS, ids=lambda act: act.kind)
    @pytest.mark.parametrize("but", [{"standing": False}, {"objection": 2}], ids=["it stands no more", "another"])
    def test_only_of_one_that_stands(self, act: Any, but: dict[str, Any]) -> None:
        by = SECRETARIAT if isinstance(act, a.AnswerObjection) else M2

        assert why(sent(stands(**but)).asked(act, by)) == ("nothing_to_change", "P-28")

    @pytest.mark.parametrize("act", ACTS[1:], ids=lambda act: act.kind)
    @pytest.mark.parametrize(
        ("by", "refused"),
        [
            (MOSS, ("not_yours", "P-28")),
            (GP, ("heard_not_counted", "P-28")),
            (SECRETARIAT, ("no_capacity", "P-28")),
        ],
    )
    def test_only_its_objector(self, act: Any, by: Who, refused: Any) -> None:
        verdict = sent(stands()).asked(act, by)

        assert why(verdict) == refused
        assert refused[0] != "not_yours" or "was made by SEKR-M2" in words(verdict)

    @pytest.mark.parametrize(
        ("proposer", "by", "refused"),
        [
            ("SEKR-M2", M2, None),
            ("SEKR-M3", M2, ("not_your_office", "P-28")),
            ("SEKR-M3", SECRETARIAT, None),
        ],
    )
    def test_answered(self, proposer: str, by: Who, refused: Any) -> None:
        act = a.AnswerObjection(objection=1, answer="A", proposal="P")

        verdict = sent(stands(), proposer_seat=proposer).asked(act, by)

        assert why(verdict) == refused
        assert refused or verdict.bodies == (e.ObjectionAnswered(objection=1, answer="A", proposal="P"),)

    @pytest.mark.parametrize(
        ("but", "found", "said"),
        [
            pytest.param((), ("nothing_to_change", "P-20"), "has not been answered", id="not answered"),
            pytest.param((ObjectionStep.ANSWERED,), None, "", id="answered"),
            pytest.param(
                (ObjectionStep.ANSWERED, ObjectionStep.KEPT), ("nothing_to_change", "P-20"), "is kept", id="kept"
            ),
        ],
    )
    def test_kept(self, but: tuple[ObjectionStep, ...], found: Any, said: str) -> None:
        verdict = sent(stands(**(answered(*but) if but else {}))).asked(self.ACTS[1], M2)

        assert (why(verdict), said in words(verdict)) == (found, True)

    @pytest.mark.parametrize(
        ("on", "seen", "refused"),
        [
            pytest.param(HASH, None, None, id="on an amended text"),
            pytest.param(None, None, ("nothing_to_change", "P-28"), id="on the text it was about"),
            pytest.param(HASH, "d" * 64, ("outdated_text", "P-17"), id="having seen another"),
        ],
    )
    def test_resolved(self, on: str | None, seen: str | None, refused: Any) -> None:
        text = waiting().state.text.digest
        act = a.ResolveObjection(objection=1, text_digest=seen or text, reason="R")

        verdict = sent(stands(text_digest=on or text)).asked(act, M2)

        assert why(verdict) == refused
        assert refused or verdict.bodies == (e.ObjectionResolved(objection=1, text_digest=text, reason="R"),)

    @pytest.mark.parametrize(
        ("made_by", "by", "lead", "refused"),
        [
            pytest.param("SEKR-M2", "SEKR-M2", None, None, id="its own"),
            pytest.param("SEKR-H3", "SEKR-H1", "SEKR-H1", None, id="the lead seat for the party"),
            pytest.param("SEKR-H3", "SEKR-H2", None, ("not_yours", "P-28"), id="another seat of the party"),
            pytest.param("SEKR-M2", "SEKR-H1", None, ("not_yours", "P-28"), id="the lead seat of another"),
            pytest.param("SEKR-H1", "SEKR-H1", None, None, id="the lead seat's own"),
            pytest.param(None, "SEKR-H1", None, ("not_yours", "P-28"), id="of a party's contact"),
            pytest.param("SEKR-GP", "SEKR-GP", None, ("heard_not_counted", "P-28"), id="of a seat that is heard"),
        ],
    )
    def test_withdrawn(self, made_by: str | None, by: str, lead: str | None, refused: Any) -> None:
        made = stands(made_by, party=None if made_by else "sykehuset-ostfold")

        other = objection(2, "SEKR-M5", written=True)

        verdict = sent(other, made).asked(a.WithdrawObjection(objection=1, reason="R"), waiting().world.member(by))

        assert why(verdict) == refused
        assert refused or verdict.bodies == (e.ObjectionWithdrawn(objection=1, reason="R", by_lead=lead),)

    def test_the_lead_seat_only_through_who_holds_it(self) -> None:
        by = Who(person="p-3peu", seat="SEKR-H1")

        assert why(sent(stands("SEKR-H3")).asked(self.ACTS[2], by)) == ("no_capacity", "P-23")
        assert why(
            sent(stands("SEKR-H3", standing=False)).asked(self.ACTS[2], waiting().world.member("SEKR-H1"))
        ) == (
            "nothing_to_change",
            "P-28",
        )


def hold(*stages: RelationStage, answered_: str | None = None) -> NemndaHold:
    relations = tuple(Bilateral(relation="r", parties=("moss",), stage=s) for s in stages)
    return NemndaHold(dispute="dispute-1", title="T", answered=answered_, returned=relations or None)


LEFT, PUT_OFF = (
    e.LeftAgenda(meeting=ONE, reason="R", rule="P-12"),
    e.DecisionPostponed(meeting=ONE, rule="P-12", reason="R"),
)


def amended(*, substantial: bool) -> e.TextAmended:
    return e.TextAmended(
        version=2, proposal="P", text_digest=HASH, replaces=HASH, substantial=substantial, reason="R"
    )


def raised(*, anew: bool) -> e.CaseRaised:
    return e.CaseRaised(
        trigger=a.RaiseTrigger.CHAIR,
        from_body="SEKR",
        decision_body="SU",
        new_drofting=anew,
        drofting_body="SEKR",
        reason="R",
    )


def returned(stage: RelationStage) -> e.CaseReturned:
    return e.CaseReturned(dispute="dispute-1", relations=hold(stage).returned or ())


CONTESTED = e.EditorialContested(version=2, text_digest=HASH, seat="SEKR-M2", reason="R")
GIVEN = e.OrienteringGiven(meeting=ONE)
CLOSED = LapseReason.CASE_CLOSED
ANEW = LapseReason.NEW_ROUND


class TestP28Lapses:
    """What goes with what it was about: it is not taken for withdrawn, and what is not gone stands."""

    @pytest.mark.parametrize(
        ("bodies", "table", "held", "because"),
        [
            pytest.param((e.CaseClosed(outcome="o"),), False, None, CLOSED, id="over"),
            pytest.param(
                (e.CaseMoved(how=a.MoveKind.MERGED, into=("c",), reason="R"),), False, None, CLOSED, id="moved"
            ),
            pytest.param(
                (e.PathChosen(path=Path.CLOSE_WITHOUT_AGREEMENT, reason="R"),), False, None, CLOSED, id="closed"
            ),
            pytest.param(
                (e.PathChosen(path=Path.NEMNDA, reason="R"),), False, None, None, id="what a dispute is about"
            ),
            pytest.param((e.PathChosen(path=Path.NEW_DROFTING, reason="R"),), False, None, ANEW, id="a new round"),
            pytest.param((CONTESTED,), False, None, ANEW, id="an editorial change contested"),
            pytest.param((CONTESTED,), True, None, None, id="but at the table all are asked anew"),
            pytest.param((raised(anew=True),), False, None, ANEW, id="raised, deliberated anew"),
            pytest.param((raised(anew=False),), False, None, None, id="raised, the drøfting counts"),
            pytest.param((e.TimeAsked(seat="SEKR-M2", reason="R"),), True, None, ANEW, id="time asked for"),
            pytest.param(
                (PUT_OFF.model_copy(update={"rule": "P-17"}),), True, None, ANEW, id="put off over the text"
            ),
            pytest.param((amended(substantial=True),), False, None, LapseReason.TEXT_REPLACED, id="another text"),
            pytest.param((amended(substantial=False),), False, None, None, id="an editorial change"),
            pytest.param(
                (amended(substantial=True),), True, None, None, id="at the table it is asked of the new text"
            ),
            pytest.param((e.PathAsked(rounds=2),), False, None, None, id="anything else"),
            pytest.param((e.PathAsked(rounds=2), e.CaseClosed(outcome="o")), False, None, CLOSED, id="with others"),
            pytest.param(
                (e.TimeAsked(seat="SEKR-M2", reason="R"), e.CaseClosed(outcome="o")),
                True,
                None,
                CLOSED,
                id="the first that fits",
            ),
            pytest.param((returned(RelationStage.FOLLOWED),), False, hold(), ANEW, id="back, the advice followed"),
            pytest.param((returned(RelationStage.UNSOLVED),), False, hold(), CLOSED, id="back, unsolved"),
            pytest.param((returned(RelationStage.REJECTED),), False, hold(), None, id="back, without consent"),
            pytest.param(
                (returned(RelationStage.FOLLOWED),), False, hold(answered_="N"), None, id="no meeting informed"
            ),
            pytest.param((GIVEN,), False, hold(RelationStage.FOLLOWED, answered_="N"), ANEW, id="now it is"),
            pytest.param((GIVEN,), False, None, None, id="informed of something else"),
        ],
    )
    def test_why(self, bodies: Any, table: bool, held: Any, because: LapseReason | None) -> None:
        standing = (at_the_table() if table else waiting()).with_(
            objections=(objection(1, written=True), objection(2).model_copy(update={"standing": False})), hold=held
        )
        case = Case(standing.state, standing.world.procedure, standing.world.roster)

        found = with_lapses(case, accepted(*bodies)).bodies

        lapsed = (e.ObjectionLapsed(objection=1, because=because),) if because else ()
        ends = tuple(b for b in bodies if isinstance(b, e.CaseClosed))
        assert found == (*(b for b in bodies if b not in ends), *lapsed, *ends)

    @pytest.mark.parametrize("body", [LEFT, PUT_OFF], ids=["left", "put off"])
    @pytest.mark.parametrize(
        ("table", "lapsed"), [(True, [2]), (False, [])], ids=["from the table", "before it was opened"]
    )
    def test_written_ones_outlive_a_roll_call_that_came_to_nothing(
        self, body: Any, table: bool, lapsed: list[int]
    ) -> None:
        both = (objection(1, "SEKR-M2", written=True), objection(2, "SEKR-M3"))
        standing = (at_the_table() if table else waiting()).with_(objections=both)
        case = Case(standing.state, standing.world.procedure, standing.world.roster)

        found = [b for b in with_lapses(case, accepted(body)).bodies if isinstance(b, e.ObjectionLapsed)]

        assert [(o.objection, o.because) for o in found] == [(n, LapseReason.ROLL_CALL_ENDED) for n in lapsed]

    def test_before_drofting_another_text_is_only_that(self) -> None:
        standing = waiting().with_(drofting=None, objections=(objection(1, written=True),))
        case = Case(standing.state, standing.world.procedure, standing.world.roster)

        assert with_lapses(case, accepted(amended(substantial=True))).bodies == (amended(substantial=True),)
        assert with_lapses(case, NOTHING_LEFT) == NOTHING_LEFT
