"""Papers, who reads them, and what the law asks of a case, each condition alone (P-03, P-06, P-34, P-37, A-04)."""

from __future__ import annotations

from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Mark, Participant, RecusalGround
from models.state import CaseStage, Paper, TextVersion
from rules.verdict import Verdict
from tests.rules.asking import (
    DAY,
    HASH,
    SECOND,
    Standing,
    agreed,
    at_the_table,
    classified,
    kinds,
    placed,
    waiting,
    why,
    words,
)
from tests.rules.world import SECRETARIAT, Who

M2, GP = Who(person="p-3peu", seat="SEKR-M2"), Who(person="p-8fq7", seat="SEKR-GP")


def amend(standing: Standing, by: Who = SECRETARIAT, **but: Any) -> Verdict:
    looked_up = {"actor": but.pop("actor")} if "actor" in but else {}
    fields: dict[str, Any] = {
        "rests_on": standing.state.text.digest,
        "proposal": "Noe annet.",
        "substantial": False,
        "reason": "R",
    }
    return standing.asked(a.AmendText(**(fields | but)), by, **looked_up)


PAPER = Paper(document="1" * 64, title="En", late=False, withheld="offl. § 13")


class TestP06P34Papers:
    """The secretariat's; withheld on a ground, and read by those who treat the case, each for themselves."""

    @pytest.mark.parametrize(
        ("but", "late"),
        [
            pytest.param({"placement": placed(Mark.BESLUTNING, papers_sent=True)}, True, id="after the notice"),
            pytest.param({"placement": placed(Mark.BESLUTNING)}, False, id="before it"),
            pytest.param({"placement": None}, False, id="on no agenda"),
        ],
    )
    def test_added(self, but: dict[str, Any], *, late: bool) -> None:
        act = a.AddPaper(document=HASH, title="T", withheld="offl. § 13")

        assert waiting().with_(**but).asked(act).bodies == (
            e.PaperAdded(document=HASH, title="T", late=late, withheld="offl. § 13"),
        )

    def test_by_the_secretariat_and_once(self) -> None:
        act = a.AddPaper(document="1" * 64, title="T")

        assert why(waiting().asked(act, M2)) == ("not_your_office", "P-06")
        assert why(waiting().with_(papers=(PAPER,)).asked(act)) == ("nothing_to_change", "P-06")
        assert why(waiting().with_(papers=(PAPER.model_copy(update={"document": HASH}),)).asked(act)) is None

    @pytest.mark.parametrize(
        ("act", "by", "found"),
        [
            (a.WithholdPaper(document="1" * 64, ground="offl. § 14"), SECRETARIAT, ["paper_withheld"]),
            (a.WithholdPaper(document="1" * 64, ground="offl. § 13"), SECRETARIAT, ("nothing_to_change", "P-34")),
            (a.WithholdPaper(document="1" * 64, ground="offl. § 14"), M2, ("not_your_office", "ENGINE")),
            (a.WithholdPaper(document=HASH, ground="offl. § 14"), SECRETARIAT, ("unknown_paper", "P-34")),
            (a.ReleasePaper(document="1" * 64, reason="R"), SECRETARIAT, ["paper_released"]),
            (a.ReleasePaper(document="2" * 64, reason="R"), SECRETARIAT, ("nothing_to_change", "P-34")),
            (a.ReleasePaper(document="1" * 64, reason="R"), M2, ("not_your_office", "ENGINE")),
            (a.ReleasePaper(document=HASH, reason="R"), SECRETARIAT, ("unknown_paper", "P-34")),
            (a.ReadDocument(document="2" * 64), SECRETARIAT, ("nothing_to_change", "P-34")),
            (a.ReadDocument(document=HASH), SECRETARIAT, ("unknown_paper", "P-34")),
        ],
    )
    def test_withheld_and_released(self, act: Any, by: Who, found: Any) -> None:
        open_ = PAPER.model_copy(update={"document": "2" * 64, "withheld": None})

        verdict = waiting().with_(papers=(PAPER, open_)).asked(act, by)

        assert (why(verdict) or kinds(verdict)) == found

    def test_released_from_the_ground_it_was_withheld_on(self) -> None:
        released = waiting().with_(papers=(PAPER,)).asked(a.ReleasePaper(document="1" * 64, reason="R"))

        assert released.bodies == (e.PaperReleased(document="1" * 64, ground="offl. § 13", reason="R"),)

    READ = a.ReadDocument(document="1" * 64)

    @pytest.mark.parametrize(
        ("by", "capacity", "said"),
        [
            pytest.param(SECRETARIAT, "secretariat", "", id="the secretariat"),
            pytest.param(M2, "seat", "", id="a seat of the deciding body"),
            pytest.param(Who(person="p-rh9p", seat="SEKR-M2"), None, "asked for SEKR-M2", id="no holder of it"),
            pytest.param(Who(person="p-q22r", party="moss"), "party", "", id="the contact of an affected party"),
            pytest.param(Who(person="p-3peu", party="moss"), None, "asked for moss", id="no contact of it"),
            pytest.param(Who(person="p-3peu"), None, "asked without a seat", id="in no capacity"),
            pytest.param(
                M2.model_copy(update={"entered_by": "p-2h9c"}), None, "asked for", id="by the hand of another"
            ),
            pytest.param(
                Who(person="p-2h9c", seat="SEKR-M2"), None, "asked for SEKR-M2", id="the secretariat for a seat"
            ),
        ],
    )
    def test_who_reads(self, by: Who, capacity: str | None, said: str) -> None:
        verdict = waiting().with_(papers=(PAPER,)).asked(self.READ, by)

        if capacity is None:
            assert (why(verdict), said in words(verdict)) == (("withheld", "P-34"), True)
        else:
            [body] = verdict.bodies
            assert isinstance(body, e.DocumentRead)
            assert (body.capacity, body.seat, body.party) == (capacity, by.seat, by.party)
            assert (body.document, body.ground) == ("1" * 64, "offl. § 13")

    @pytest.mark.parametrize(
        ("deliberates", "decides", "reads"),
        [("SEKR", "SEKR", False), ("SEKR", "SU", True), ("SU", "SEKR", True), (None, None, True)],
    )
    def test_the_seats_of_the_bodies_that_treat_it_and_of_every_one_before_that_is_known(
        self, deliberates: str | None, decides: str | None, *, reads: bool
    ) -> None:
        sorts = classified().state.classification
        assert sorts is not None
        to = (
            None
            if deliberates is None
            else sorts.model_copy(update={"drofting_body": deliberates, "decision_body": decides})
        )

        verdict = (
            classified()
            .with_(papers=(PAPER,), classification=to)
            .asked(self.READ, classified().world.member("SU-M2"))
        )

        assert (why(verdict) is None) is reads

    @pytest.mark.parametrize(
        ("affected", "proposer", "reads"),
        [
            (("moss",), None, True),
            (("halden",), "moss", True),
            (("halden",), None, False),
            (("halden",), "halden", False),
        ],
    )
    def test_the_parties_it_is_about_and_its_proposer(
        self, affected: tuple[str, ...], proposer: str | None, *, reads: bool
    ) -> None:
        standing = waiting().with_(papers=(PAPER,), affected=affected, proposer_party=proposer)

        assert (why(standing.asked(self.READ, Who(person="p-q22r", party="moss"))) is None) is reads

    @pytest.mark.parametrize(
        ("recused", "by", "refused"),
        [
            pytest.param(("SEKR-M2", "p-3peu"), M2, ("recused", "P-26"), id="in the seat"),
            pytest.param(("SU-M2", "p-2h9c"), SECRETARIAT, ("recused", "P-26"), id="nor as secretariat"),
            pytest.param(("SEKR-M2", "p-9"), M2, None, id="another is recused"),
            pytest.param(
                ("SEKR-M2", "p-q22r"), Who(person="p-q22r", party="moss"), None, id="a party is not recused"
            ),
            pytest.param(
                ("SEKR-M2", "p-3peu"),
                Who(person="p-3peu", seat="SEKR-M2", party="moss"),
                ("recused", "P-26"),
                id="both",
            ),
        ],
    )
    def test_whoever_is_recused_does_not(self, recused: tuple[str, str], by: Who, refused: Any) -> None:
        seat, person = recused
        away = a.Recusal(
            seat=seat, person=person, ground=RecusalGround.PARTY, reason="R", decided_by="SEKR", deputy=None
        )

        assert why(waiting().with_(papers=(PAPER,), recusals=(away,)).asked(self.READ, by)) == refused


class TestP03Requirements:
    """What the law asks of a kind of case, asked for when the case becomes one."""

    KIND = a.SetCaseKind(case_kind=a.CaseKind.JOINT_MEASURE, reason="R")
    FULL = a.JointAnswers(responsibility="R", employer="E", organisation="O", financing="F")

    @pytest.mark.parametrize(
        ("but", "found", "said"),
        [
            pytest.param({}, ["left_agenda", "case_kind_set"], "", id="incomplete, it leaves the agenda"),
            pytest.param({"placement": None}, ["case_kind_set"], "", id="on none"),
            pytest.param({"placement": placed(Mark.DROFTING)}, ["case_kind_set"], "", id="for drøfting it stays"),
            pytest.param({"form": a.IntakeForm(joint=FULL)}, ["case_kind_set"], "", id="complete, it stays"),
            pytest.param(
                {"form": a.IntakeForm(case_kind=a.CaseKind.JOINT_MEASURE)},
                ("nothing_to_change", "P-03"),
                "the case is joint measure already | nothing more is needed",
                id="already",
            ),
            pytest.param(
                {"item": at_the_table}, ("wrong_stage", "P-03"), "dealt with now | wait until", id="at the table"
            ),
        ],
    )
    def test_of_another_kind(self, but: dict[str, Any], found: Any, said: str) -> None:
        if "item" in but:
            but = {"item": at_the_table().state.item}

        verdict = waiting().with_(**but).asked(self.KIND)

        assert (why(verdict) or kinds(verdict)) == found
        assert said in words(verdict)

    def test_by_the_secretariat_and_never_one_of_early_involvement(self) -> None:
        early = self.KIND.model_copy(update={"case_kind": a.CaseKind.EARLY_INVOLVEMENT})

        assert why(waiting().asked(self.KIND, M2)) == ("not_your_office", "ENGINE")
        assert why(waiting().asked(early)) == ("wrong_stage", "P-36")

    @pytest.mark.parametrize(
        ("kind", "answers", "found"),
        [
            (a.CaseKind.JOINT_MEASURE, {"employer": "E"}, ["joint_measure_answered"]),
            (a.CaseKind.JOINT_MEASURE, {"employer": "Nå"}, ("nothing_to_change", "A-04")),
            (a.CaseKind.JOINT_MEASURE, {"employer": "Nå", "financing": "F"}, ["joint_measure_answered"]),
            (a.CaseKind.JOINT_MEASURE, {}, ("nothing_to_change", "A-04")),
            (a.CaseKind.GENERAL, {"employer": "E"}, ("wrong_stage", "A-04")),
        ],
    )
    def test_answered(self, kind: a.CaseKind, answers: dict[str, str], found: Any) -> None:
        form = a.IntakeForm(case_kind=kind, joint=a.JointAnswers(employer="Nå"))

        verdict = waiting().with_(form=form).asked(a.AnswerJointMeasure(answers=a.JointAnswers(**answers)))

        assert (why(verdict) or kinds(verdict)) == found
        without = waiting().with_(form=None).asked(a.AnswerJointMeasure(answers=self.FULL))
        assert why(without) == ("wrong_stage", "A-04")

    @pytest.mark.parametrize(
        ("proposer", "by", "refused"),
        [
            ("SEKR-M2", M2, None),
            ("SEKR-M3", M2, ("not_yours", "P-03")),
            ("SEKR-M3", SECRETARIAT, None),
        ],
    )
    def test_given_by_the_proposer_or_the_secretariat(self, proposer: str, by: Who, refused: Any) -> None:
        took = a.Participation(who=Participant.USERS, organisation="O", how="H", on=DAY)

        verdict = waiting().with_(proposer_seat=proposer).asked(a.RecordParticipation(participation=took), by)

        assert why(verdict) == refused

    @pytest.mark.parametrize(
        ("form", "refused"),
        [
            (None, None),
            (a.IntakeForm(case_kind=a.CaseKind.JOINT_MEASURE, joint=FULL), None),
            (a.IntakeForm(case_kind=a.CaseKind.JOINT_MEASURE), ("incomplete", "A-04")),
            (a.IntakeForm(case_kind=a.CaseKind.COOPERATION_AGREEMENT), ("incomplete", "P-03")),
            (a.IntakeForm(case_kind=a.CaseKind.GENERAL), None),
        ],
    )
    def test_what_is_missing(self, form: Any, refused: Any) -> None:
        standing = waiting().with_(form=form, placement=None)

        assert why(standing.asked(a.PlaceCase(meeting=SECOND, mark=Mark.BESLUTNING))) == refused

    @pytest.mark.parametrize(
        ("who", "refused"),
        [
            ((Participant.USERS,), None),
            ((Participant.STAFF, Participant.USERS), None),
            ((Participant.STAFF,), ("incomplete", "P-03")),
        ],
    )
    def test_users_have_taken_part(self, who: Any, refused: Any) -> None:
        took = tuple(a.Participation(who=one, organisation="O", how="H", on=DAY) for one in who)
        form = a.IntakeForm(case_kind=a.CaseKind.COOPERATION_AGREEMENT, participation=took)
        standing = waiting().with_(form=form, placement=None)

        assert why(standing.asked(a.PlaceCase(meeting=SECOND, mark=Mark.BESLUTNING))) == refused


def test_of_what_is_outdated_the_difference_is_shown_where_the_text_is_known() -> None:
    former = TextVersion(version=1, text="Vi gjør det.", digest="1" * 64)
    standing = agreed().with_(stage=CaseStage.UTSATT, former_texts=(former,))

    known, unknown = (amend(standing, rests_on=digest).refusal for digest in ("1" * 64, HASH))

    assert known is not None and unknown is not None
    assert "rests on version 1 (111111111111)" in known.detail
    assert known.difference is not None
    assert "which the case has never had" in unknown.detail
    assert unknown.difference is None
