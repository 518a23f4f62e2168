"""Each step of a dispute is told to whom it concerns (N-03..N-14)."""

from __future__ import annotations

import typing

import pytest

from activities.post.address import Language
from activities.post.letter import write
from activities.post.words import WORDS
from activities.post.words_of_disputes import DISPUTE_WORDS
from models import acts as a
from models import entries as e
from models.acts import Actor
from models.messages import MessageKind
from models.rulebook import Refusal, RefusalCode
from rules.case.context import BETWEEN_RECORDS
from rules.effects.letters import messages_of
from rules.effects.letters_of_disputes import step_of
from rules.effects.letters_of_receipts import receipt_letter
from tests.agreements import TRUST
from tests.post.dispute_story import DAY, RECORD, STORY
from tests.post.material import CASE, HOUSE, LANGUAGES, contact, procedure, roster
from tests.post.test_owed_letters import entry, of_disputes

OF_PEOPLE = tuple(kind for kind in typing.get_args(a.DisputeAct) if kind not in BETWEEN_RECORDS)
OF_THE_HOUSE = (e.ConsentReminded, e.PackageMade, e.SubmissionSent, e.DisputeClosed)
REFUSAL = Refusal(code=RefusalCode.CONSENT_MISSING, rule="N-03", detail="no consent of moss", remedy="wait for it")


def test_every_step_of_a_dispute_is_told() -> None:
    told = {(message.record, message.seq) for message in of_disputes()}

    assert told == {(RECORD, n) for n in range(1, len(STORY) + 1)} | {(CASE, n) for n in (3, 4, 5)}


def test_the_nemnda_gets_the_submission_and_word_of_a_withdrawal_and_nothing_else() -> None:
    to_nemnda = [(m.kind.value, m.facts.step) for m in of_disputes() if m.to.key == "nemnda"]

    assert to_nemnda == [("dispute_news", "withdrawal_passed_on"), ("dispute_submitted", "submission")]


def receipt(body: e.EntryBody, language: Language) -> str:
    """What the trust gets when the secretariat has entered that for it."""
    each = entry(RECORD, 1, body, Actor(party=TRUST, entered_by="p-2h9c"))
    letter = receipt_letter(each)
    assert letter is not None
    [message] = messages_of(each, (letter,))
    assert message.kind is MessageKind.RECEIPT
    sent = write(message, procedure=procedure(), roster=roster(), recipient=contact(language), house=HOUSE, day=DAY)
    return f"{sent.subject}\n{sent.text}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_says_what_was_entered_of_a_dispute_and_for_whom(language: Language) -> None:
    words = {
        "nb": ("svar på om nemnda kan spørres", "samtykker ikke"),
        "nn": ("svar på om nemnda kan spørjast", "samtykkjer ikkje"),
        "en": ("answer on whether the board may be asked", "does not consent"),
    }
    said = receipt(e.ConsentAnswered(party=TRUST, consents=False, reason="Vi vil løse det her."), language)

    act, answer = words[language]
    assert act in said.splitlines()[0]
    assert answer in said
    assert "> Vi vil løse det her." in said
    assert RECORD in said


@pytest.mark.parametrize(
    ("language", "record"), [("nb", "av tvisten"), ("nn", "av tvisten"), ("en", "of the dispute")]
)
def test_a_refused_act_on_a_dispute_stands_in_the_record_of_the_dispute(language: Language, record: str) -> None:
    said = receipt(e.ActRefused(act_kind="answer_consent", refusal=REFUSAL), language)

    assert record in said
    assert "> wait for it" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_on_a_dispute_and_what_it_becomes_has_words(language: Language) -> None:
    words = WORDS[language]
    acts = [kind.model_fields["kind"].default for kind in OF_PEOPLE]
    became = [body.kind for body in STORY if not isinstance(body, OF_THE_HOUSE)]

    assert [kind for kind in (*acts, *became) if words.act(kind) == words.some_act] == []
    assert len({words.act(kind) for kind in acts}) == len(acts)


def test_every_step_in_a_sentence_is_told_in_every_language() -> None:
    steps = {step[0] for body in STORY if (step := step_of(entry(RECORD, 1, body))) is not None}

    assert all(set(DISPUTE_WORDS[language].steps) == steps for language in LANGUAGES)
