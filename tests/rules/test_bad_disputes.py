"""What cannot be sent to the nemnda is refused with its rule and what to do instead (N-09, N-10)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import acts as a
from models.acts import Act, DocumentFacts, Facts, ReceivedAct
from models.dispute import ConsentRule, DisputeKind, DisputeStage
from models.dispute_state import DisputeDocument, DisputeState
from models.rulebook import RefusalCode
from rules.dispute.judge import judge_dispute
from rules.dispute.submission import LARGEST
from rules.verdict import Verdict
from tests.rules.agreed import SECRETARIAT
from tests.rules.world import BEGINS, World

DAY = date(2027, 1, 11)
NOTE, APPENDIX = "7" * 64, "8" * 64


def of_size(*sizes: int) -> DisputeState:
    """A dispute in which everything but the size is in order."""
    papers = (NOTE, APPENDIX)
    return DisputeState(
        record="dispute-ostfold-2027-1",
        community="ostfold",
        kind=DisputeKind.PAYMENT,
        stage=DisputeStage.SAMTYKKE_INNHENTES,
        title="Utskrivningsklare",
        by="halden",
        question="Hvem betaler?",
        since=BEGINS,
        consent_rule=ConsentRule.NOT_NEEDED,
        consents=(),
        relations=(),
        treated=True,
        documents=tuple(
            DisputeDocument(document=paper, title="Notat", size=size, findings=(), confirmed_by="p-2h9c")
            for paper, size in zip(papers, sizes, strict=False)
        ),
    )


def judged(state: DisputeState, act: Act, **facts: Any) -> Verdict:
    """What the rules say of an act of the secretariat."""
    world = World()
    received = ReceivedAct(
        act_id="0" * 32,
        record=state.record,
        number=1,
        received_at=BEGINS,
        digest="0" * 64,
        actor=SECRETARIAT,
        facts=Facts(day=DAY, **facts),
        act=act,
    )
    return judge_dispute(state, received, world.procedure, world.roster)


SUBMIT = a.SubmitDispute(contact="p-2h9c")


def test_a_package_of_the_largest_size_is_sent() -> None:
    verdict = judged(of_size(LARGEST - 1, 1), SUBMIT, reachable=True)

    assert [body.kind for body in verdict.bodies] == ["dispute_submitted"]


@pytest.mark.parametrize(
    ("sizes", "act", "code", "rule", "remedy"),
    [
        pytest.param(
            (LARGEST, 1), SUBMIT, RefusalCode.TOO_LARGE, "N-10", "dispute document-remove", id="a package too large"
        ),
        pytest.param(
            (1, 1), SUBMIT, RefusalCode.INCOMPLETE, "N-08", "roster update", id="a contact that cannot be reached"
        ),
        pytest.param(
            (1,),
            a.AddDisputeDocument(document=APPENDIX, title="Vedlegg"),
            RefusalCode.UNKNOWN_PAPER,
            "N-09",
            "document add",
            id="a paper that is not kept, or not what its digest says",
        ),
        pytest.param(
            (1,),
            a.CheckDisputeDocument(document=NOTE),
            RefusalCode.UNKNOWN_PAPER,
            "N-09",
            "dispute document-remove",
            id="a paper that was altered since it was added",
        ),
    ],
)
def test_it_is_refused(sizes: tuple[int, ...], act: Act, code: RefusalCode, rule: str, remedy: str) -> None:
    verdict = judged(of_size(*sizes), act)

    assert verdict.bodies == ()
    assert verdict.refusal is not None
    assert (verdict.refusal.code, verdict.refusal.rule) == (code, rule)
    assert remedy in verdict.refusal.remedy


def test_a_paper_that_is_kept_as_its_digest_says_is_taken() -> None:
    known = DocumentFacts(document=APPENDIX, size=3)

    verdict = judged(of_size(1), a.AddDisputeDocument(document=APPENDIX, title="Vedlegg"), document=known)

    assert [body.kind for body in verdict.bodies] == ["dispute_document_added"]
