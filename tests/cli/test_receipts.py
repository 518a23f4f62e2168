"""The answer to an act says whether its receipt is mailed, or only how it is fetched (docs/adr/0009)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cases import Answer
from cli.receipts import proof_of, receipt
from models.submission import Claim

JUDGED = Answer(
    act_id="0" * 32,
    record="case-ostfold-2027-1",
    number=2,
    received_at=datetime(2027, 1, 4, 12, tzinfo=UTC),
    kind="take_position",
    first_seq=5,
    last_seq=6,
)


@pytest.mark.parametrize(
    ("claim", "mailed"),
    [
        (Claim(person="p-1", seat="SEKR-M2"), True),
        (Claim(person="p-1", party="moss"), True),
        (Claim(person="p-1", entered_by="p-2h9c"), True),
        (Claim(person="p-2h9c", entered_by="p-2h9c"), False),
        (Claim(person="p-2h9c"), False),
        (None, False),
    ],
)
def test_whether_the_receipt_comes_by_mail(claim: Claim | None, mailed: bool) -> None:
    proof = dict(proof_of(JUDGED, claim))["proof"]

    assert receipt(JUDGED, claim)["mailed"] is mailed
    assert proof.startswith("follows by mail; ") is mailed
    assert f"audit prove {JUDGED.act_id}" in proof


def test_what_is_not_judged_has_no_proof_yet() -> None:
    waiting = JUDGED.model_copy(update={"first_seq": None, "last_seq": None})

    assert receipt(waiting, Claim(person="p-1", seat="SEKR-M2"))["mailed"] is False
    assert "proof" not in dict(proof_of(waiting, Claim(person="p-1", seat="SEKR-M2")))
