"""What was said, roll call by roll call, and what each came to."""

from __future__ import annotations

import pytest

from audit.called import names_of
from audit.check.roll_calls import roll_calls
from models import acts as a
from models import entries as e
from models.acts import Mark
from models.entries import EntryBody
from tests.audit.check.telling import (
    BEGAN,
    CASE,
    DIGEST,
    HEARD,
    PEOPLE,
    SECOND,
    SMALL,
    Telling,
    asked_in_writing,
    corrected,
    decided,
    in_writing,
    item,
    position,
    written,
)

NAMES = names_of(SMALL, PEOPLE, {})
ONE, TWO = "SEKR-M1", "SEKR-M4"
NAME, OTHER = "SEKR-M1 (Fredrikstad og Hvaler)", "SEKR-M4 (Sarpsborg)"
WHEN = "2031-03-03 10:00"
SAID = f"{WHEN}, by Saksgang itself"
OPENED = f"{SECOND}, item 1, {WHEN}, on text {DIGEST[:12]}"
ASKED = f"in writing, from {WHEN}, on text {DIGEST[:12]}"
BEFORE = "in writing, before the meeting; it counts where that seat stands empty:"
YES = "yes to the text, and to deciding in writing"


def told(*bodies: EntryBody) -> list[list[str]]:
    """The lines of each roll call of a case that says this."""
    telling = Telling()
    telling.records[CASE] = [(BEGAN, body, None) for body in bodies]
    calls = roll_calls(telling.evidence().records[0].entries, NAMES)
    assert all(len(call.entries) == len(call.said) for call in calls)
    return [call.words for call in calls]


ENDINGS: list[tuple[EntryBody, str]] = [
    (decided(), "beslutning: consensus (entry 3)"),
    (
        e.NoConsensus(meeting=SECOND, body="SEKR", objecting=(), written_objections=(), text_digest=DIGEST),
        "no consensus, so nothing is decided (entry 3)",
    ),
    (e.DecisionPostponed(meeting=SECOND, rule="P-12", reason="x"), "postponed (entry 3)"),
    (
        e.WrittenProcedureEnded(why=e.WhyNotInWriting.SILENCE, seats=()),
        "the written procedure ended without a decision (entry 3)",
    ),
    (e.LeftAgenda(meeting=SECOND, reason="x", rule="P-30"), "left the agenda (entry 3)"),
    (e.TimeAsked(seat=ONE, reason="x"), "it is open"),
]


@pytest.mark.parametrize(("ending", "words"), ENDINGS, ids=[body.kind for body, _ in ENDINGS])
def test_what_it_came_to(ending: EntryBody, words: str) -> None:
    assert told(item(), position(ONE), ending) == [[f"{OPENED}; {words}:", f"  {NAME}: consent, {SAID}"]]


def test_what_comes_later_changes_nothing_of_it() -> None:
    [[heading, *_]] = told(item(), position(ONE), decided(), ENDINGS[2][0])

    assert heading == f"{OPENED}; beslutning: consensus (entry 3):"


def test_each_in_its_own() -> None:
    found = told(item(), position(ONE), ENDINGS[2][0], item(item=2), position(TWO, a.StandAside()))

    assert found == [
        [f"{OPENED}; postponed (entry 3):", f"  {NAME}: consent, {SAID}"],
        [f"{OPENED.replace('item 1', 'item 2')}; it is open:", f"  {OTHER}: stand aside, {SAID}"],
    ]


def test_where_nobody_has_said_anything_there_is_none() -> None:
    assert told(item(), decided()) == []
    assert told(item(mark=Mark.DROFTING)) == []


def test_what_is_only_heard_is_not_told() -> None:
    assert told(item(), position(HEARD)) == []


def test_what_was_said_in_none() -> None:
    assert told(position(ONE)) == [["in no roll call; it is open:", f"  {NAME}: consent, {SAID}"]]


def test_a_seat_that_has_changed_what_it_said() -> None:
    changed = position(ONE, a.StandAside(), changed=True)

    [[_, first, second]] = told(item(), position(ONE), changed)
    assert (first, second) == (
        f"  {NAME}: consent, {SAID}",
        f"  {NAME}: stand aside, {SAID}; it had said something else before",
    )


@pytest.mark.parametrize(
    ("text", "way", "words"),
    [(True, True, YES), (True, False, "no to deciding in writing"), (False, True, "no to the text"),
     (False, False, "no to the text")],
)  # fmt: skip
def test_in_writing(text: bool, way: bool, words: str) -> None:
    answer = in_writing(ONE, accepts_text=text, accepts_procedure=way)

    assert told(asked_in_writing(), answer) == [[f"{ASKED}; it is open:", f"  {NAME}: {words}, {SAID}"]]


def test_by_those_that_were_away_before_and_after() -> None:
    after = e.AnsweredAfterMeeting(seat=TWO, person="p-m4", parties=(), stance=a.Consent(), text_digest=DIGEST)
    found = told(written(ONE), written(TWO), item(), position("SEKR-H1"), decided(), after)

    assert found[0] == [BEFORE, f"  {NAME}: consent, {SAID}", f"  {OTHER}: consent, {SAID}"]
    assert found[1][0] == f"{OPENED}; beslutning: consensus (entry 5):"
    assert found[1][2] == f"  {OTHER}: consent, after the meeting it was absent from, {SAID}"
    assert len(found) == 2


def test_a_slip_is_told_where_it_was_corrected() -> None:
    [[_, *said]] = told(item(), position(ONE), corrected(2, ONE))

    assert said[1] == f"  entry 2 was a slip: SEKR-H2 (Sykehuset Østfold – plass 2) said it, not {NAME}"
