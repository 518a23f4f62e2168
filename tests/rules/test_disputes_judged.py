"""Consent, local steps, and what the nemnda's word comes to, by the facts as they stand (N-02..N-06, N-12, N-13)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Act, Actor, Facts, ReceivedAct
from models.agreement import Resolution
from models.dispute import (
    WAYS,
    Bilateral,
    ConsentAnswer,
    ConsentRule,
    DisputeKind,
    DisputeStage,
    Mediation,
    Opinion,
    Outcome,
    RelationStage,
)
from models.dispute_state import DisputeState, Following, Opposed, PartyConsent
from models.roster import Office
from rules.dispute.consent import losses
from rules.dispute.judge import judge_dispute
from rules.verdict import Verdict
from tests.agreements import TRUST
from tests.house import with_numbers
from tests.rules.agreed import SECRETARIAT
from tests.rules.world import ROSTER
from tests.shipped import community

FILES = community()
NOON, DAY = datetime(2027, 1, 11, 11, tzinfo=UTC), date(2027, 1, 11)
TOMORROW, YESTERDAY = DAY + timedelta(days=1), DAY - timedelta(days=1)
RESOLUTION = Resolution(body="kommunestyret", on=DAY, case_number="1/27")
RECORD = "dispute-ostfold-2027-1"
BEFORE, SENT = DisputeStage.SAMTYKKE_INNHENTES, DisputeStage.OVERSENDT
ASKED, YES, NO, SILENT, BACK = (
    ConsentAnswer.ASKED,
    ConsentAnswer.CONSENTED,
    ConsentAnswer.REFUSED,
    ConsentAnswer.SILENT,
    ConsentAnswer.WITHDRAWN,
)
EVERY, NOT_NEEDED, UNKNOWN = ConsentRule.EVERY_PARTY, ConsentRule.NOT_NEEDED, ConsentRule.UNKNOWN
OPEN, REJECTED, FOLLOWED, UNSOLVED = (
    RelationStage.OPEN,
    RelationStage.REJECTED,
    RelationStage.FOLLOWED,
    RelationStage.UNSOLVED,
)


def contact(party: str, **more: Any) -> Actor:
    return Actor(person="p-mjm6", party=party, offices=(Office.PARTY_CONTACT,), **more)


def opposed(party: str, stage: RelationStage = OPEN) -> Opposed:
    return Opposed(relation=party, parties=(party, TRUST), stage=stage)


def dispute(
    *, halden: ConsentAnswer = YES, moss: ConsentAnswer = ASKED, trust: ConsentAnswer = ASKED, **more: Any
) -> DisputeState:
    """Halden and Moss each with the hospital, about an existing agreement."""
    answers = (("halden", halden), ("moss", moss), (TRUST, trust))
    known: dict[str, Any] = {
        "record": RECORD,
        "community": "ostfold",
        "kind": DisputeKind.EXISTING,
        "stage": BEFORE,
        "title": "Punkt 4",
        "by": "halden",
        "question": "Hvem?",
        "since": NOON,
        "consent_rule": EVERY,
        "consents": tuple(PartyConsent(party=party, answer=answer) for party, answer in answers),
        "relations": (opposed("halden"), opposed("moss")),
    }
    return DisputeState(**(known | more))


def judged(of: DisputeState, act: Act, by: Actor = SECRETARIAT, **more: Any) -> Verdict:
    procedure = more.pop("procedure", FILES.procedure)
    received = ReceivedAct(
        act_id="0" * 32,
        record=RECORD,
        number=2,
        received_at=NOON,
        digest="0" * 64,
        actor=by,
        facts=Facts(**({"day": DAY} | more)),
        act=act,
    )
    return judge_dispute(of, received, procedure, ROSTER)


def refusal(of: DisputeState, act: Act, by: Actor = SECRETARIAT, **more: Any) -> tuple[str, str]:
    no = judged(of, act, by, **more).refusal
    assert no is not None
    assert no.remedy
    return no.rule, no.code.value


def given(of: DisputeState, act: Act, by: Actor = SECRETARIAT, **more: Any) -> Any:
    verdict = judged(of, act, by, **more)
    assert verdict.refusal is None, verdict.refusal
    return verdict.bodies


def rejected(bodies: Any) -> list[tuple[str, tuple[str, ...]]]:
    return [(b.relation, b.because) for b in bodies if isinstance(b, e.RelationRejected)]


def over(bodies: Any) -> DisputeStage | None:
    return next((b.stage for b in bodies if isinstance(b, e.DisputeClosed)), None)


class TestLosses:
    """A missing consent ends what it is needed for: a party's own relations, or all of what is run as one (N-02)."""

    @pytest.mark.parametrize(
        ("of", "missing", "gone", "ended"),
        [
            pytest.param(dispute(), ("moss",), [("moss", ("moss",))], False, id="one municipality"),
            pytest.param(
                dispute(), (TRUST,), [("halden", (TRUST,)), ("moss", (TRUST,))], True, id="the hospital of both"
            ),
            pytest.param(
                dispute(), ("halden", "moss"), [("halden", ("halden",)), ("moss", ("moss",))], True, id="both"
            ),
            pytest.param(dispute(), (), [], False, id="nobody"),
            pytest.param(
                dispute(as_one=True), ("moss",), [("halden", ("moss",)), ("moss", ("moss",))], True, id="run as one"
            ),
            pytest.param(
                dispute(relations=(opposed("halden", REJECTED), opposed("moss"))),
                ("moss",),
                [("moss", ("moss",))],
                True,
                id="the last",
            ),
            pytest.param(
                dispute(relations=(opposed("halden", REJECTED), opposed("moss"))),
                ("halden",),
                [],
                False,
                id="what was gone already",
            ),
            pytest.param(dispute(consent_rule=NOT_NEEDED), ("moss", TRUST), [], False, id="not needed"),
            pytest.param(dispute(consent_rule=UNKNOWN), ("moss",), [], False, id="not known"),
            pytest.param(
                dispute(consent_rule=NOT_NEEDED),
                ("halden", "moss"),
                [("halden", ("halden",))],
                False,
                id="but for who brings it",
            ),
        ],
    )
    def test_what_ends(self, of: DisputeState, missing: tuple[str, ...], gone: object, ended: bool) -> None:
        bodies = losses(of, missing)

        assert rejected(bodies) == gone
        assert over(bodies) == (DisputeStage.AVVIST if ended else None)


def answer(
    party: str = "moss", *, consents: bool = True, authority: Resolution | None = RESOLUTION
) -> a.AnswerConsent:
    return a.AnswerConsent(party=party, consents=consents, authority=authority)


class TestAnswered:
    """Each party once, by itself, before it is submitted; a yes on a decision of its own (N-03, N-04)."""

    def test_a_yes_and_a_no(self) -> None:
        for by in (SECRETARIAT, contact("moss")):
            assert len(given(dispute(), answer(), by)) == 1
            assert rejected(given(dispute(), answer(consents=False, authority=None), by)) == [("moss", ("moss",))]
        assert len(given(dispute(), answer(consents=False))) == 2

    @pytest.mark.parametrize(
        ("of", "act", "by", "found"),
        [
            pytest.param(dispute(), answer("x"), SECRETARIAT, ("N-03", "unknown_party"), id="a stranger"),
            pytest.param(dispute(), answer(), contact(TRUST), ("N-03", "no_capacity"), id="by another"),
            pytest.param(
                dispute(), answer(), contact("moss", seat="SEKR-M1"), ("N-03", "no_capacity"), id="by a seat"
            ),
            pytest.param(dispute(stage=SENT), answer(), SECRETARIAT, ("N-03", "wrong_stage"), id="too late"),
            pytest.param(
                dispute(moss=SILENT), answer(), SECRETARIAT, ("N-03", "nothing_to_change"), id="after silence"
            ),
            pytest.param(dispute(moss=YES), answer(), SECRETARIAT, ("N-03", "nothing_to_change"), id="twice"),
            pytest.param(dispute(), answer(authority=None), SECRETARIAT, ("N-03", "incomplete"), id="on no decision"),
            *(
                pytest.param(
                    dispute(),
                    answer(consents=yes, authority=RESOLUTION.model_copy(update={"on": TOMORROW})),
                    SECRETARIAT,
                    ("N-03", "too_soon"),
                    id=f"on one of tomorrow, {yes}",
                )
                for yes in (True, False)
            ),
        ],
    )
    def test_not(self, of: DisputeState, act: a.AnswerConsent, by: Actor, found: tuple[str, str]) -> None:
        assert refusal(of, act, by) == found


class TestWithdrawn:
    """Before it is submitted it ends what it is needed for; after, the nemnda is told and says what "
    "follows (N-05)."""

    ACT = a.WithdrawConsent(party="moss", reason="Ombestemt.")

    def test_before_and_after(self) -> None:
        said, *lost = given(dispute(moss=YES), self.ACT)
        assert (said.passed_on, rejected(lost)) == (False, [("moss", ("moss",))])

        [told] = given(dispute(moss=YES, stage=SENT), self.ACT)
        assert told.passed_on is True

    @pytest.mark.parametrize(
        ("of", "act", "by", "found"),
        [
            pytest.param(dispute(), ACT, SECRETARIAT, ("N-05", "nothing_to_change"), id="none was given"),
            pytest.param(dispute(moss=BACK), ACT, SECRETARIAT, ("N-05", "nothing_to_change"), id="twice"),
            pytest.param(dispute(moss=YES), ACT, contact("halden"), ("N-05", "no_capacity"), id="by another"),
            pytest.param(
                dispute(moss=YES, stage=DisputeStage.UTTALELSE_MOTTATT),
                ACT,
                SECRETARIAT,
                ("N-05", "wrong_stage"),
                id="too late",
            ),
        ],
    )
    def test_not(self, of: DisputeState, act: Act, by: Actor, found: tuple[str, str]) -> None:
        assert refusal(of, act, by) == found

    def test_by_a_procedure_that_ends_it_with_the_submission(self) -> None:
        until = with_numbers(FILES, nemnda_consent_withdrawal="until_submission").procedure

        assert refusal(dispute(moss=YES, stage=SENT), self.ACT, procedure=until) == ("N-05", "too_late")
        assert given(dispute(moss=YES), self.ACT, procedure=until)

    def test_the_nemnda_says_whether_it_goes_on(self) -> None:
        def says(goes_on: bool, party: str = "moss") -> a.RecordWithdrawalAnswer:
            return a.RecordWithdrawalAnswer(party=party, goes_on=goes_on, reference="N-1")

        of = dispute(stage=SENT, withdrawal_asked=("moss",), consent_rule=NOT_NEEDED)
        assert len(given(of, says(True))) == 1
        assert rejected(given(of, says(False))) == [("moss", ("moss",))]
        assert refusal(of, says(True, TRUST)) == ("N-05", "nothing_to_change")
        assert "waits for: moss" in str(judged(of, says(True, TRUST)).refusal)
        assert refusal(of, says(True), contact("moss"))[1] == "not_your_office"


class TestRule:
    """Where no source says whether consent is needed the secretariat does, and what was missing counts (N-03)."""

    def test_what_follows(self) -> None:
        of = dispute(kind=DisputeKind.PAYMENT, consent_rule=UNKNOWN, moss=SILENT)

        assert rejected(given(of, a.SetConsentRule(rule=EVERY, reason="x"))) == [("moss", ("moss",))]
        assert len(given(of, a.SetConsentRule(rule=NOT_NEEDED, reason="x"))) == 1
        for missing in (NO, BACK):
            again = of.model_copy(update={"consents": dispute(moss=missing).consents})
            assert rejected(given(again, a.SetConsentRule(rule=EVERY, reason="x"))) == [("moss", ("moss",))]

    @pytest.mark.parametrize(
        ("more", "rule", "by", "found"),
        [
            ({"kind": DisputeKind.EXISTING}, NOT_NEEDED, SECRETARIAT, ("N-03", "nothing_to_change")),
            ({"kind": DisputeKind.ENTERING}, NOT_NEEDED, SECRETARIAT, ("N-03", "nothing_to_change")),
            ({}, UNKNOWN, SECRETARIAT, ("N-03", "nothing_to_change")),
            ({"consent_rule": EVERY}, EVERY, SECRETARIAT, ("N-03", "nothing_to_change")),
            ({"stage": SENT}, EVERY, SECRETARIAT, ("N-03", "wrong_stage")),
        ],
        ids=range(5),
    )
    def test_not(self, more: dict[str, Any], rule: ConsentRule, by: Actor, found: tuple[str, str]) -> None:
        of = dispute(**({"kind": DisputeKind.PAYMENT, "consent_rule": UNKNOWN} | more))

        assert refusal(of, a.SetConsentRule(rule=rule, reason="x"), by) == found
        assert refusal(of, a.SetConsentRule(rule=rule, reason="x"), contact("moss"))[1] == "not_your_office"


class TestLocalSteps:
    """Waived by each party, or taken in a case; before it is submitted, once (N-06)."""

    def test_waived(self) -> None:
        waive = a.WaiveLocalSteps(party="moss", reason="x")

        assert given(dispute(waived=("halden",)), waive, contact("moss"))[0].party == "moss"
        assert refusal(dispute(waived=("moss",)), waive) == ("N-06", "nothing_to_change")
        assert refusal(dispute(treated=True), waive) == ("N-06", "nothing_to_change")
        assert refusal(dispute(stage=SENT), waive) == ("N-06", "wrong_stage")
        assert refusal(dispute(), waive, contact("halden")) == ("N-06", "no_capacity")

    def test_treated(self) -> None:
        act = a.RecordLocalTreatment(case="case-ostfold-2027-1")
        case = a.CaseFacts.model_construct(treated=True)
        untreated = a.CaseFacts.model_construct(treated=False)

        assert given(dispute(), act, case=case)[0].case == "case-ostfold-2027-1"
        assert refusal(dispute(), act) == ("N-06", "unknown_item")
        assert refusal(dispute(), act, case=untreated) == ("N-06", "not_deliberated")
        assert refusal(dispute(treated=True), act, case=case) == ("N-06", "nothing_to_change")
        assert refusal(dispute(stage=SENT), act, case=case) == ("N-06", "wrong_stage")
        assert refusal(dispute(), act, contact("moss"), case=case)[1] == "not_your_office"


ADVICE, AGREED, FAILED = Opinion(recommendations=("Betal.",)), Mediation(agreed=True), Mediation(agreed=False)


def outcome(result: Any = ADVICE, on: date = DAY, **more: Any) -> a.RecordOutcome:
    return a.RecordOutcome(outcome=Outcome(on=on, reference="N-1", summary="Kort.", result=result, **more))


class TestOutcome:
    """The nemnda mediates about entering an agreement, advises in all else; once, of what it has (N-12)."""

    ENTERING = dispute(
        stage=SENT, kind=DisputeKind.ENTERING, relations=(opposed("halden", REJECTED), opposed("moss"))
    )

    def test_what_follows(self) -> None:
        assert len(given(dispute(stage=SENT), outcome())) == 1
        assert len(given(self.ENTERING, outcome(AGREED))) == 1
        _, closed = given(self.ENTERING, outcome(FAILED))
        assert closed == e.DisputeClosed(
            stage=DisputeStage.ULOST_TVIST,
            relations=(
                Bilateral(relation="halden", parties=("halden", TRUST), stage=REJECTED),
                Bilateral(relation="moss", parties=("moss", TRUST), stage=UNSOLVED),
            ),
            ways=WAYS,
        )

    @pytest.mark.parametrize(
        ("of", "act", "found"),
        [
            pytest.param(dispute(), outcome(), ("N-12", "wrong_stage"), id="before it was sent"),
            pytest.param(
                dispute(stage=SENT), outcome(AGREED), ("N-12", "wrong_stage"), id="mediation of what is advised"
            ),
            pytest.param(ENTERING, outcome(), ("N-12", "wrong_stage"), id="advice on what is mediated"),
            pytest.param(dispute(stage=SENT), outcome(on=TOMORROW), ("N-12", "too_soon"), id="tomorrow"),
            pytest.param(
                dispute(stage=SENT, submitted_at=NOON),
                outcome(on=YESTERDAY),
                ("N-12", "too_soon"),
                id="before it was submitted",
            ),
            pytest.param(
                dispute(stage=SENT),
                outcome(document="1" * 64),
                ("N-12", "unknown_paper"),
                id="on a paper that is not here",
            ),
        ],
    )
    def test_not(self, of: DisputeState, act: Act, found: tuple[str, str]) -> None:
        assert refusal(of, act) == found
        assert refusal(dispute(stage=SENT), outcome(), contact("moss"))[1] == "not_your_office"

    def test_on_the_day_it_was_submitted_and_on_a_paper_that_is_here(self) -> None:
        of = dispute(stage=SENT, submitted_at=NOON)

        assert given(of, outcome())
        assert given(of, outcome(document="1" * 64), document=a.DocumentFacts(document="1" * 64, size=1))

    @pytest.mark.parametrize(
        ("agreement", "reason", "parties", "stage", "relation"),
        [
            ("A1", None, ("moss", TRUST, "x"), DisputeStage.AVTALE_TIL_GODKJENNING, RelationStage.AGREED),
            (None, "Nei.", None, DisputeStage.ULOST_TVIST, UNSOLVED),
        ],
    )
    def test_what_the_mediation_became(
        self, agreement: str | None, reason: str | None, parties: Any, stage: DisputeStage, relation: RelationStage
    ) -> None:
        of = self.ENTERING.model_copy(update={"stage": DisputeStage.AVTALE_TIL_GODKJENNING})
        _, closed = given(of, a.SettleMediation(agreement=agreement, reason=reason), agreement=parties)

        assert closed.stage is stage
        assert [r.stage for r in closed.relations] == [REJECTED, relation]

    @pytest.mark.parametrize(
        ("agreement", "reason", "parties", "found"),
        [
            (None, None, None, ("N-13", "incomplete")),
            ("A1", "Nei.", ("moss", TRUST), ("N-13", "incomplete")),
            ("A1", None, None, ("N-13", "unknown_item")),
            ("A1", None, ("moss",), ("N-13", "unknown_party")),
        ],
    )
    def test_what_it_did_not_become(
        self, agreement: str | None, reason: str | None, parties: Any, found: tuple[str, str]
    ) -> None:
        of = self.ENTERING.model_copy(update={"stage": DisputeStage.AVTALE_TIL_GODKJENNING})
        act = a.SettleMediation(agreement=agreement, reason=reason)

        assert refusal(of, act, agreement=parties) == found
        assert refusal(self.ENTERING, act, agreement=parties) == ("N-13", "wrong_stage")
        assert refusal(of, act, contact("moss"), agreement=parties)[1] == "not_your_office"


class TestFollowed:
    """Each says once whether it follows; the last ends it: followed where both sides of a relation do (N-13)."""

    @pytest.mark.parametrize(
        ("said", "trust", "stages", "stage"),
        [
            pytest.param({"halden": True, "moss": True}, True, [FOLLOWED, FOLLOWED], DisputeStage.FULGT, id="all"),
            pytest.param(
                {"halden": True, "moss": False}, True, [FOLLOWED, UNSOLVED], DisputeStage.FULGT, id="one not"
            ),
            pytest.param(
                {"halden": True, "moss": True}, False, [UNSOLVED, UNSOLVED], DisputeStage.ULOST_TVIST, id="not both"
            ),
            pytest.param({"halden": True}, True, None, None, id="one is waited for"),
        ],
    )
    def test_what_it_comes_to(
        self, said: dict[str, bool], trust: bool, stages: list[RelationStage] | None, stage: DisputeStage | None
    ) -> None:
        followings = tuple(Following(party=party, follows=follows, reason="x") for party, follows in said.items())
        of = dispute(stage=DisputeStage.UTTALELSE_MOTTATT, followings=followings)
        answered, *closed = given(of, a.FollowAdvice(party=TRUST, follows=trust, reason="x"))

        assert answered.follows is trust
        assert [one.stage for one in closed] == ([] if stage is None else [stage])
        assert [[r.stage for r in one.relations] for one in closed] == ([] if stages is None else [stages])

    def test_who_was_out_of_it_is_not_asked(self) -> None:
        relations = (opposed("halden", REJECTED), opposed("moss"))
        followings = (Following(party="moss", follows=True, reason="x"),)
        of = dispute(stage=DisputeStage.UTTALELSE_MOTTATT, relations=relations, followings=followings)

        def follow(party: str) -> a.FollowAdvice:
            return a.FollowAdvice(party=party, follows=True, reason="x")

        _, closed = given(of, follow(TRUST))
        assert (closed.stage, [r.stage for r in closed.relations]) == (DisputeStage.FULGT, [REJECTED, FOLLOWED])
        assert closed.ways is None
        assert refusal(of, follow("halden")) == ("N-13", "nothing_to_change")
        assert refusal(of, follow("moss")) == ("N-13", "nothing_to_change")
        assert refusal(of, follow("x")) == ("N-13", "unknown_party")
        assert refusal(dispute(stage=SENT), follow("moss")) == ("N-13", "wrong_stage")
