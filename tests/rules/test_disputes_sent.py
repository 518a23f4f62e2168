"""Who brings a dispute and between whom, its papers, and what must be there before it is sent (N-01..N-11)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Act, Actor, DocumentFacts, Facts, ReceivedAct
from models.agreement import Between
from models.dispute import ConsentRule, DisputeKind, DisputeStage, Finding, FindingKind, RelationStage
from models.dispute_state import Dispatch, DisputeDocument, DisputeState, Receipt
from models.roster import Office
from rules.dispute.judge import judge_dispute
from rules.dispute.opening import relations_between
from rules.dispute.submission import LARGEST, own_words, without_consent, without_local_steps
from rules.verdict import NOTHING_LEFT, Verdict
from tests.agreements import TRUST
from tests.house import with_numbers
from tests.rules.agreed import SECRETARIAT
from tests.rules.test_disputes_judged import (
    DAY,
    FILES,
    NO,
    NOON,
    RECORD,
    RESOLUTION,
    SENT,
    TOMORROW,
    YES,
    YESTERDAY,
    contact,
    dispute,
    given,
    judged,
    opposed,
    refusal,
)
from tests.rules.world import ROSTER

CASE = "case-ostfold-2027-1"
DISPUTABLE = a.CaseFacts(case=CASE, stage="ikke_konsensus", treated=True, disputable=True)


def brought(by: str = "halden", *counterparts: str, actor: Actor = SECRETARIAT, **more: Any) -> Verdict:
    """A dispute is brought; `facts` are what the register knew."""
    facts, procedure = more.pop("facts", {}), more.pop("procedure", FILES.procedure)
    fields: dict[str, Any] = {
        "matter": DisputeKind.EXISTING,
        "title": "Punkt 4",
        "by": by,
        "counterparts": counterparts or (TRUST,),
        "question": "Hvem?",
        "authority": RESOLUTION,
    }
    due = tuple(
        a.Derivation(name=name, rule="N-04", anchor="x", steps=(), day=DAY, at=NOON)
        for name in ("consent-due", "consent-reminder")
    )
    received = ReceivedAct(
        act_id="0" * 32,
        record=RECORD,
        number=1,
        received_at=NOON,
        digest="0" * 64,
        actor=actor,
        facts=Facts(**({"day": DAY, "dates": due} | facts)),
        act=a.BringDispute(**(fields | more)),
    )
    return judge_dispute(None, received, procedure, ROSTER)


class TestBrought:
    """By a contracting party against the other side, on a decision of its own (N-01, N-02, N-06)."""

    @pytest.mark.parametrize(
        ("by", "counterparts", "relations"),
        [
            ("halden", (TRUST,), ("halden",)),
            ("halden", (TRUST, "moss"), ("halden", "moss")),
            (TRUST, ("halden", "moss"), ("halden", "moss")),
        ],
    )
    def test_between_whom(self, by: str, counterparts: tuple[str, ...], relations: tuple[str, ...]) -> None:
        [opened] = brought(by, *counterparts).bodies

        assert isinstance(opened, e.DisputeOpened)
        assert {r.relation for r in opened.relations} == set(relations)
        assert opened.treated is None
        assert relations_between(("moss", TRUST), ROSTER) == (Between(relation="moss", parties=("moss", TRUST)),)

    @pytest.mark.parametrize(
        ("by", "counterparts", "more", "found"),
        [
            pytest.param("halden", ("x",), {}, ("N-01", "unknown_party"), id="a stranger"),
            pytest.param("x", (TRUST,), {}, ("N-01", "unknown_party"), id="by a stranger"),
            pytest.param("halden", ("moss",), {}, ("N-02", "unknown_party"), id="two of a side"),
            pytest.param("halden", (TRUST, TRUST), {}, ("N-02", "unknown_party"), id="one twice"),
            pytest.param("halden", (TRUST, "halden"), {}, ("N-02", "unknown_party"), id="against itself"),
            pytest.param("halden", (TRUST,), {"actor": contact("moss")}, ("N-01", "no_capacity"), id="by another"),
            pytest.param(
                "halden",
                (TRUST,),
                {"actor": contact("halden", seat="SEKR-M1")},
                ("N-01", "no_capacity"),
                id="by a seat",
            ),
            pytest.param(
                "halden",
                (TRUST,),
                {"authority": RESOLUTION.model_copy(update={"on": TOMORROW})},
                ("N-01", "too_soon"),
                id="tomorrow",
            ),
            pytest.param(
                "halden", (TRUST,), {"matter": DisputeKind.PAYMENT}, ("N-03", "incomplete"), id="a claim without law"
            ),
            pytest.param("halden", (TRUST,), {"agreement": "A1"}, ("N-01", "unknown_item"), id="no agreement"),
            pytest.param(
                "halden",
                (TRUST,),
                {"agreement": "A1", "facts": {"agreement": ("halden",)}},
                ("N-01", "unknown_party"),
                id="another's",
            ),
            pytest.param("halden", (TRUST,), {"case": CASE}, ("N-06", "unknown_item"), id="no case"),
            pytest.param(
                "halden",
                (TRUST,),
                {"case": CASE, "facts": {"case": DISPUTABLE.model_copy(update={"held_by": "dispute-x-2027-2"})}},
                ("N-14", "wrong_stage"),
                id="a case on hold",
            ),
            pytest.param(
                "halden",
                (TRUST,),
                {"case": CASE, "facts": {"case": DISPUTABLE.model_copy(update={"disputable": False})}},
                ("N-06", "wrong_stage"),
                id="a case without disagreement",
            ),
            pytest.param(
                "halden",
                (TRUST,),
                {"procedure": with_numbers(FILES, nemnda_exists=False).procedure},
                ("N-01", "wrong_body"),
                id="no nemnda",
            ),
        ],
    )
    def test_not(self, by: str, counterparts: tuple[str, ...], more: dict[str, Any], found: tuple[str, str]) -> None:
        no = brought(by, *counterparts, **more).refusal

        assert no is not None
        assert (no.rule, no.code.value) == found

    @pytest.mark.parametrize(
        ("more", "treated"),
        [
            ({"case": CASE, "facts": {"case": DISPUTABLE}}, True),
            ({"case": CASE, "facts": {"case": DISPUTABLE.model_copy(update={"treated": False})}}, None),
            ({"agreement": "A1", "facts": {"agreement": ("halden", TRUST, "moss")}}, None),
            ({"matter": DisputeKind.PAYMENT, "basis": "Loven."}, None),
        ],
        ids=range(4),
    )
    def test_so(self, more: dict[str, Any], treated: bool | None) -> None:
        [opened] = brought(**more).bodies

        assert isinstance(opened, e.DisputeOpened)
        assert opened.treated is treated


PAPER, OTHER = "7" * 64, "8" * 64
NAME = Finding(kind=FindingKind.LIKELY_NAME, line=1)


def paper(size: int = 3, **more: Any) -> DisputeDocument:
    known: dict[str, Any] = {"document": PAPER, "title": "Notat", "size": size, "findings": (), "confirmed_by": "p-1"}
    return DisputeDocument(**(known | more))


def ready(**more: Any) -> DisputeState:
    """Everything is on record."""
    known: dict[str, Any] = {"moss": YES, "trust": YES, "treated": True, "documents": (paper(),)}
    return dispute(**(known | more))


class TestSubmitted:
    """When consents, local steps and confirmations are on record, and somebody can be asked (N-03..N-10)."""

    ACT = a.SubmitDispute(contact="p-2h9c")

    @pytest.mark.parametrize(
        "of",
        [
            pytest.param(ready(), id="everything"),
            pytest.param(ready(consent_rule=ConsentRule.NOT_NEEDED, moss=NO), id="no consent needed"),
            pytest.param(
                ready(moss=NO, relations=(opposed("halden"), opposed("moss", RelationStage.REJECTED))),
                id="a no of who is out of it",
            ),
            pytest.param(ready(treated=None, waived=("halden", "moss", TRUST)), id="waived by all"),
            pytest.param(ready(documents=()), id="no papers"),
            pytest.param(ready(documents=(paper(LARGEST - 1), paper(1, document=OTHER))), id="as large as may be"),
        ],
    )
    def test_so(self, of: DisputeState) -> None:
        [body] = given(of, self.ACT, reachable=True)

        assert body.parties == of.disputing
        assert body.size == sum(one.size for one in of.documents)

    @pytest.mark.parametrize(
        ("of", "reachable", "found"),
        [
            pytest.param(ready(stage=SENT), True, ("N-10", "wrong_stage"), id="twice"),
            pytest.param(
                ready(consent_rule=ConsentRule.UNKNOWN), True, ("N-03", "consent_missing"), id="nobody knows whether"
            ),
            pytest.param(ready(moss=NO), True, ("N-03", "consent_missing"), id="a consent is missing"),
            pytest.param(
                ready(treated=None, waived=("halden", "moss")), True, ("N-06", "not_deliberated"), id="not treated"
            ),
            pytest.param(
                ready(documents=(paper(confirmed_by=None),)), True, ("N-09", "not_anonymised"), id="not confirmed"
            ),
            pytest.param(
                ready(documents=(paper(findings=None),)), True, ("N-09", "not_anonymised"), id="not checked"
            ),
            pytest.param(
                ready(documents=(paper(LARGEST), paper(1, document=OTHER))),
                True,
                ("N-10", "too_large"),
                id="too large",
            ),
            pytest.param(
                ready(question="Ring 22 33 44 55."), True, ("N-09", "not_anonymised"), id="a number in its words"
            ),
            pytest.param(ready(), None, ("N-08", "incomplete"), id="nobody to ask"),
        ],
    )
    def test_not(self, of: DisputeState, reachable: bool | None, found: tuple[str, str]) -> None:
        assert refusal(of, self.ACT, reachable=reachable) == found
        assert refusal(of, self.ACT, contact("halden"), reachable=True)[1] == "not_your_office"

    def test_a_number_that_points_to_nobody(self) -> None:
        of = ready(question="Ring 22 33 44 55.")

        assert given(of, a.SubmitDispute(contact="p-2h9c", despite="Sentralbordet."), reachable=True)

    def test_where_the_procedure_asks_for_no_local_steps(self) -> None:
        without = with_numbers(FILES, nemnda_local_treatment=False).procedure

        assert given(ready(treated=None), self.ACT, reachable=True, procedure=without)
        assert without_local_steps(ready(treated=None), asked=True) == ("halden", "moss", TRUST)
        assert without_local_steps(ready(treated=None), asked=False) == ()
        assert without_consent(ready(moss=NO)) == ("moss",)

    def test_the_indexs_own_words(self) -> None:
        of = ready(basis="Loven.", rule_reason="Fordi.", documents=(paper(), paper(document=OTHER, title="Vedlegg")))

        assert dict(own_words(of)) == {
            "the title": "Punkt 4",
            "the question": "Hvem?",
            "the basis": "Loven.",
            "why consent is needed or not": "Fordi.",
            "the title of paper 1": "Notat",
            "the title of paper 2": "Vedlegg",
        }
        assert [where for where, _ in own_words(ready(documents=()))] == ["the title", "the question"]


class TestPapers:
    """Each goes through the gate: kept, checked, and vouched for in person, with what it flagged explained (N-09)."""

    KEPT = DocumentFacts(document=OTHER, size=4, findings=(NAME,))
    CONFIRM = a.ConfirmAnonymised(document=PAPER)
    READER = contact("halden")

    def test_added_removed_and_checked(self) -> None:
        add = a.AddDisputeDocument(document=OTHER, title="Vedlegg")
        remove = a.RemoveDisputeDocument(document=PAPER, reason="x")
        check = a.CheckDisputeDocument(document=PAPER)

        assert given(ready(), add, document=self.KEPT)[0].size == 4
        assert refusal(ready(), add) == ("N-09", "unknown_paper")
        assert refusal(ready(), add.model_copy(update={"document": PAPER}), document=self.KEPT) == (
            "N-09",
            "nothing_to_change",
        )
        assert given(ready(), remove)[0].document == PAPER
        assert refusal(ready(), remove.model_copy(update={"document": OTHER})) == ("N-09", "unknown_paper")
        assert given(ready(), check, document=self.KEPT)[0].findings == (NAME,)
        assert refusal(ready(), check.model_copy(update={"document": OTHER}), document=self.KEPT) == (
            "N-09",
            "unknown_paper",
        )
        unread = self.KEPT.model_copy(update={"findings": None})
        assert refusal(ready(), check, document=unread) == refusal(ready(), check) == ("N-09", "unknown_paper")
        for act in (add, remove, check):
            assert refusal(ready(stage=SENT), act, document=self.KEPT) == ("N-09", "wrong_stage")
            assert refusal(ready(), act, self.READER, document=self.KEPT)[1] == "not_your_office"

    @pytest.mark.parametrize(
        ("one", "act", "by", "found"),
        [
            pytest.param(paper(), CONFIRM, READER, None, id="by a contact"),
            pytest.param(paper(), CONFIRM, Actor(person="p-1", seat="SEKR-M1", rank=0), None, id="by a member"),
            pytest.param(paper(), CONFIRM, SECRETARIAT, None, id="by the secretariat"),
            pytest.param(paper(), CONFIRM, Actor(person="p-1"), ("N-09", "no_capacity"), id="by a person"),
            pytest.param(
                paper(),
                CONFIRM,
                Actor(
                    person="p-1",
                    offices=(Office.PARTY_CONTACT,),
                    entered_by="p-2",
                    entered_by_offices=(Office.SECRETARIAT,),
                ),
                ("N-09", "not_your_office"),
                id="by somebody else",
            ),
            pytest.param(paper(findings=None), CONFIRM, READER, ("N-09", "not_anonymised"), id="not checked"),
            pytest.param(paper(findings=(NAME,)), CONFIRM, READER, ("N-09", "not_anonymised"), id="flagged"),
            pytest.param(
                paper(findings=(NAME,)),
                CONFIRM.model_copy(update={"despite": "En by."}),
                READER,
                None,
                id="flagged, and explained",
            ),
            pytest.param(paper(document=OTHER), CONFIRM, READER, ("N-09", "unknown_paper"), id="another paper"),
        ],
    )
    def test_confirmed(self, one: DisputeDocument, act: Act, by: Actor, found: tuple[str, str] | None) -> None:
        of = ready(documents=(one,))

        if found is None:
            assert given(of, act, by)[0].person == by.person
        else:
            assert refusal(of, act, by) == found
        assert refusal(ready(stage=SENT, documents=(one,)), act, by) == ("N-09", "wrong_stage")


class TestAnswered:
    """What comes back while the nemnda has it: its receipt once, and the counterparts' replies (N-10, N-11)."""

    SUBMITTED = ready(stage=SENT, submitted_at=NOON)

    def receipt(self, on: date = DAY) -> a.RecordNemndaReceipt:
        return a.RecordNemndaReceipt(on=on, reference="N-1")

    def reply(self, party: str = "moss", on: date = DAY, **more: Any) -> a.RecordReply:
        return a.RecordReply(party=party, on=on, **more)

    def test_the_receipt(self) -> None:
        had = self.SUBMITTED.model_copy(update={"receipt": Receipt(on=DAY, reference="N-1")})

        assert given(self.SUBMITTED, self.receipt())
        assert refusal(had, self.receipt()) == ("N-10", "nothing_to_change")
        assert refusal(self.SUBMITTED, self.receipt(TOMORROW)) == ("N-10", "too_soon")
        assert refusal(self.SUBMITTED, self.receipt(YESTERDAY)) == ("N-10", "too_soon")
        assert refusal(ready(), self.receipt()) == ("N-10", "wrong_stage")
        assert refusal(self.SUBMITTED, self.receipt(), contact("moss"))[1] == "not_your_office"

    def test_a_reply(self) -> None:
        assert given(self.SUBMITTED, self.reply(), contact("moss"))[0].party == "moss"
        kept = DocumentFacts(document=OTHER, size=1)
        assert given(self.SUBMITTED, self.reply(document=OTHER), document=kept)
        assert refusal(self.SUBMITTED, self.reply(document=OTHER)) == ("N-11", "unknown_paper")
        assert refusal(self.SUBMITTED, self.reply("halden")) == ("N-11", "not_yours")
        assert refusal(self.SUBMITTED, self.reply("x")) == ("N-11", "unknown_party")
        assert refusal(self.SUBMITTED, self.reply(), contact(TRUST)) == ("N-11", "no_capacity")
        assert refusal(self.SUBMITTED, self.reply(on=TOMORROW)) == ("N-11", "too_soon")
        assert refusal(self.SUBMITTED, self.reply(on=YESTERDAY)) == ("N-11", "too_soon")
        assert refusal(ready(stage=DisputeStage.FULGT), self.reply()) == ("N-11", "wrong_stage")

    def test_that_it_has_left_is_entered_once(self) -> None:
        left = a.SubmissionLeft(message="m", sent_at=NOON, raw="0" * 64)
        sent = self.SUBMITTED.model_copy(update={"dispatch": Dispatch(message="m", sent_at=NOON, raw="0" * 64)})

        assert len(judged(self.SUBMITTED, left, Actor(record=RECORD)).bodies) == 1
        assert judged(sent, left, Actor(record=RECORD)) == NOTHING_LEFT
