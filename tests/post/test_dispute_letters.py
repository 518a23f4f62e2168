"""Each step of a dispute is told to whom it concerns (N-03..N-14)."""

from __future__ import annotations

from tests.post.dispute_story import RECORD, STORY
from tests.post.material import CASE
from tests.post.test_owed_letters import of_disputes


def test_every_step_of_a_dispute_is_told() -> None:
    told = {(message.record, message.seq) for message in of_disputes()}

    assert told == {(RECORD, n) for n in range(1, len(STORY) + 1)} | {(CASE, n) for n in (3, 4, 5)}


def test_the_nemnda_gets_the_submission_and_word_of_a_withdrawal_and_nothing_else() -> None:
    to_nemnda = [(m.kind.value, m.facts.step) for m in of_disputes() if m.to.key == "nemnda"]

    assert to_nemnda == [("dispute_news", "withdrawal_passed_on"), ("dispute_submitted", "submission")]
