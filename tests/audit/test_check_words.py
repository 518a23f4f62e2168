"""What is checked of a sound file, and what no file shows, has words in Norwegian; the rest is told in English."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from audit.bundle.replayed_apart import WHAT
from audit.check_words import check_words
from audit.log.receipt import read_receipt
from audit.outcomes import PROVED
from cli.audit_findings import Given, not_claimed
from rules.derivations import Language
from tests.audit.bundle import made
from tests.audit.bundle.forging import CASE

HELD = replace(
    made.HOLDS_KEY,
    checkpoints=(("brev.eml", made.bundle().log.checkpoint),),
    receipts=(("kvittering", read_receipt(next(iter(made.bundle().log.receipts.values())))),),
)
OF_RUNS = (
    "2 runs, the last completed; entries 8-9 came after its end, where the rules alone tell",
    "1 run, the last under way",
)


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_all_that_a_sound_file_is_checked_for_has_words(language: Language) -> None:
    checks = [*made.verified(made.written(), HELD), *made.verified(made.written(), made.HOLDS_KEY)]
    given = (Given(HELD), Given(made.HOLDS_KEY), Given(replace(HELD, trust=None)))
    lines = [line for one in given for line in not_claimed(made.bundle(), one)]
    said = [*(words for check in checks for words in (check.what, check.why)), *lines, WHAT.format(CASE), *OF_RUNS]

    assert {check.outcome for check in checks} == {PROVED}
    assert [words for words in said if check_words(words, language) is None] == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", "brev: 7 (1 venter, 5 sendt, 1 oppgitt); hva som er blitt av hvert, er avsenderens ord"),
        ("nn", "brev: 7 (1 ventar, 5 sende, 1 oppgitte); kva som er blitt av kvart, er ordet til avsendaren"),
        ("en", None),
    ],
)
def test_the_states_of_letters_are_told_too(language: Language, said: str | None) -> None:
    listed = "7 messages: 1 waiting, 5 sent, 1 given up; each message's state is the sender's word"

    assert check_words(listed, language) == said


def test_what_is_broken_and_has_no_words_stays_as_it_is() -> None:
    assert check_words(f"entry 4 of {CASE} is not the one in the log", "nb") is None
    assert not re.search(r"\\\d", "".join(check_words(words, "nb") or "" for words in OF_RUNS))
