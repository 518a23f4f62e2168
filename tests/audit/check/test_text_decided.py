"""The text decided is the one sent out, or amended from it under the eyes of all (P-09, P-17)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models import entries as e
from models.acts import Mark
from models.canonical import text_digest
from tests.audit.check.telling import (
    CASE,
    DIGEST,
    FIRST,
    PARTIES,
    SECOND,
    Telling,
    all_in_writing,
    amended,
    day,
    found_in,
    item,
    without_seats,
)

ANOTHER, THIRD = "Partene gjør det sammen.", "Partene gjør det sammen nå."
OPPOSED = e.LatePapersOpposed(seat="SEKR-M1", reason="For sent.")
Honest = Callable[[], Telling]


def on_text(telling: Telling, *texts: str, **more: Any) -> Telling:
    """The text is amended while the item is open, and everybody answers on the last one."""
    digest, changes = DIGEST, []
    for text in texts:
        changes.append(amended(text, after=digest, **more))
        digest = text_digest(text)
    telling.after(e.CaseItemOpened, *changes)
    for which in range(sum(isinstance(body, e.PositionTaken) for _, body, _ in telling.records[CASE])):
        telling.says(e.PositionTaken, which=which, text_digest=digest)
    return telling.says(e.BeslutningMade, proposal=texts[-1], text_digest=digest)


NOT_ON_THAT_TEXT: list[tuple[str, Honest, str, str, str]] = [
    (
        "another text than its digest says",
        lambda: Telling().says(e.BeslutningMade, proposal=ANOTHER),
        "P-17",
        "beslutning_made",
        "not what its digest says",
    ),
    ("no papers", lambda: Telling().without(e.PapersWentOut), "P-17", "beslutning_made", "no papers went out"),
    (
        "papers for drøfting only",
        lambda: Telling().says(e.PapersWentOut, mark=Mark.DROFTING),
        "P-17",
        "beslutning_made",
        "no papers went out",
    ),
    (
        "papers for another meeting",
        lambda: Telling().says(e.PapersWentOut, meeting=FIRST),
        "P-17",
        "beslutning_made",
        "no papers went out",
    ),
    (
        "papers with another text",
        lambda: Telling().says(e.PapersWentOut, text_digest=text_digest(ANOTHER)),
        "P-17",
        "beslutning_made",
        "not the one sent out",
    ),
    (
        "decided on the text that was amended away",
        lambda: Telling().after(e.CaseItemOpened, amended(ANOTHER, positions_kept=True)),
        "P-17",
        "beslutning_made",
        "nor amended from it",
    ),
    (
        "amended from another text",
        lambda: on_text(Telling(), ANOTHER).says(e.TextAmended, replaces=text_digest(THIRD)),
        "P-17",
        "text_amended",
        "from another than the one that stood",
    ),
    (
        "an answer on a text that never was",
        lambda: Telling().says(e.PositionTaken, which=1, text_digest=text_digest(ANOTHER)),
        "P-17",
        "position_taken",
        "SEKR-M4 answered on another text",
    ),
    (
        "changed in substance while one was away",
        lambda: on_text(without_seats("SEKR-H2"), ANOTHER, substantial=True),
        "P-17",
        "beslutning_made",
        "not every counted seat",
    ),
    (
        "said to be of substance while one was away",
        lambda: without_seats("SEKR-H2").after(
            e.CaseItemOpened,
            e.EditorialContested(version=1, text_digest="0" * 64, seat="SEKR-M1", reason="Mer enn språk."),
        ),
        "P-17",
        "beslutning_made",
        "not every counted seat",
    ),
    (
        "late papers opposed",
        lambda: Telling().after(e.CaseItemOpened, OPPOSED),
        "P-09",
        "late_papers_opposed",
        "opposed deciding on late papers",
    ),
    (
        "in writing, never asked",
        lambda: all_in_writing().without(e.WrittenProcedureOpened),
        "P-17",
        "beslutning_made",
        "no papers went out",
    ),
    (
        "in writing, asked on another text",
        lambda: all_in_writing().says(e.WrittenProcedureOpened, text_digest=text_digest(ANOTHER)),
        "P-17",
        "beslutning_made",
        "not the one sent out",
    ),
    (
        "in writing, on papers for a meeting",
        lambda: Telling().says(e.BeslutningMade, in_writing=True),
        "P-17",
        "beslutning_made",
        "no papers went out",
    ),
    (
        "in writing, an answer on another text",
        lambda: all_in_writing().says(e.AnsweredInWriting, text_digest=text_digest(ANOTHER)),
        "P-17",
        "answered_in_writing",
        "SEKR-H2 answered on another text",
    ),
    (
        "in writing too soon, whatever meeting is named",
        lambda: all_in_writing().says(e.BeslutningMade, meeting=SECOND, day=day(-3)),
        "P-12",
        "beslutning_made",
        "11 days lie between",
    ),
]


def after_an_item() -> Telling:
    """An item in which the text was amended and late papers opposed; then decided in writing on what was asked."""
    before = (item(), amended(ANOTHER), OPPOSED)
    postponed = e.DecisionPostponed(meeting=SECOND, rule="P-09", reason="For sent.")
    return all_in_writing().after(e.DroftingHeld, *before, postponed)


@pytest.mark.parametrize(
    ("telling", "rule", "kind", "words"), [pytest.param(*row[1:], id=row[0]) for row in NOT_ON_THAT_TEXT]
)
def test_it_is_found_at_that_entry_under_that_rule(telling: Honest, rule: str, kind: str, words: str) -> None:
    found_rule, found_kind, found_words = found_in(telling())

    assert (found_rule, found_kind) == (rule, kind), found_words
    assert words in found_words


HONEST: list[tuple[str, Honest]] = [
    ("amended, and amended again", lambda: on_text(Telling(), ANOTHER, THIRD)),
    (
        "amended, with the positions kept",
        lambda: (
            Telling()
            .after(e.PositionTaken, amended(ANOTHER, positions_kept=True))
            .says(e.BeslutningMade, proposal=ANOTHER, text_digest=text_digest(ANOTHER))
        ),
    ),
    ("amended editorially while one was away", lambda: on_text(without_seats("SEKR-H2"), ANOTHER)),
    ("changed in substance, and accepted by all", lambda: on_text(Telling(), ANOTHER, substantial=True)),
    ("late papers opposed in an item before", lambda: Telling().before(e.CaseItemOpened, OPPOSED)),
    ("in writing after an item that came to nothing", after_an_item),
]


@pytest.mark.parametrize("telling", [pytest.param(make, id=name) for name, make in HONEST])
def test_what_was_decided_rightly_passes(telling: Honest) -> None:
    [found] = telling().judged()

    assert found.bound == PARTIES
