"""P-33: words that do not stand in the minutes are not changed, nor who agreed and what was decided by one alone."""

from __future__ import annotations

import pytest

from activities.post.words import WORDS, Words
from models import acts as a
from models.acts import Act, MinutedWords
from models.rulebook import Refusal
from rules.meeting.wording import tells_position, where_minuted
from tests.rules.test_minutes import approved, decided, minutes_of
from tests.rules.world import PROPOSAL, Said, World

MINUTES = f"""Sak 1: En sak
Sak: En sak

> {PROPOSAL}

Oppropet:
- Mosseregionen: Navn Mos – tilslutning
- Sarpsborg: Navn – tilslutning

> Vi møtes på
> Kalnes.
"""


def told(said: Said) -> Refusal:
    assert said.verdict.refusal is not None
    return said.verdict.refusal


def read(held: tuple[World, str, str]) -> tuple[World, str, str]:
    held[0].minutes_text = MINUTES
    return held


@pytest.mark.parametrize(
    ("words", "found", "in_the_decided_only"),
    [
        pytest.param("finnes ikke", False, False, id="not there"),
        pytest.param("Vi møtes på Kalnes.", True, False, id="over a line break in a quote"),
        pytest.param("> Vi møtes på\n> Kalnes.", True, False, id="copied with the marks of the quote"),
        pytest.param("felles prosedyren", True, True, id="only in the decided text"),
        pytest.param("En sak", True, False, id="in the decided text and elsewhere"),
        pytest.param("Rettet inn.", True, False, id="put in by a change"),
    ],
)
def test_where_words_stand(words: str, found: bool, in_the_decided_only: bool) -> None:
    where = where_minuted(words, MINUTES, ["Rettet inn."], [PROPOSAL, "En sak"])

    assert where == MinutedWords(found=found, decided=in_the_decided_only)


@pytest.mark.parametrize(
    "act",
    [
        a.EditMinutes(old_text="finnes ikke", new_text="x", reason="Feil."),
        a.AnswerMinutesComment(comment=1, answer="Ja.", old_text="finnes ikke", new_text="x"),
        a.ProposeCorrection(item=1, old_text="finnes ikke", new_text="x", reason="Feil."),
    ],
    ids=["edited", "taken in", "proposed"],
)
def test_words_that_are_not_there_are_not_changed(act: Act) -> None:
    world, _, meeting = read(decided())
    world.act(meeting, a.CommentOnMinutes(text="En feil."), world.member("SEKR-M1"))

    refusal = told(world.act(meeting, act))

    assert (refusal.rule, refusal.detail) == ("P-33", "the old words do not stand in the minutes")
    assert ".txt" in refusal.remedy
    assert minutes_of(world, meeting).changes == ()


def test_nor_corrected_after_approval_and_nothing_twice() -> None:
    world, _, meeting = read(approved())
    right = a.CorrectMinutes(old_text="Navn Mos", new_text="Navn Moss", reason="Skrivefeil.")

    absent = told(world.act(meeting, right.model_copy(update={"old_text": "finnes ikke"})))
    once, twice = world.act(meeting, right), told(world.act(meeting, right))

    assert absent.detail == "the old words do not stand in the minutes"
    assert once.kinds == ["minutes_corrected"]
    assert twice.detail == "these words have been changed so already"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("Sarpsborg: Navn – tilslutning", "Sarpsborg: Navn – innsigelse", id="a position"),
        pytest.param("Sarpsborg: Navn", "Sarpsborg: Navn – avstår", id="a position put in"),
        pytest.param("felles prosedyren", "egne prosedyren", id="the decided text"),
    ],
)
@pytest.mark.parametrize("draft", [True, False], ids=["in the draft", "after approval"])
def test_who_agreed_and_to_what_is_no_clerical_error(old: str, new: str, draft: bool) -> None:
    world, _, meeting = read(decided() if draft else approved())
    act = (a.EditMinutes if draft else a.CorrectMinutes)(item=1, old_text=old, new_text=new, reason="Feil.")

    refusal = told(world.act(meeting, act))

    assert refusal.rule == "P-33"
    assert "`minutes propose`" in refusal.remedy
    assert minutes_of(world, meeting).changes == ()


@pytest.mark.parametrize("objected", [True, None], ids=["claimed", "claimed, but not that"])
def test_that_a_seat_objected_is_first_claimed_by_it(objected: bool | None) -> None:
    world, _, meeting = read(approved())
    new = "Sarpsborg: Navn – innsigelse"
    act = a.ProposeCorrection(item=1, old_text="Sarpsborg: Navn – tilslutning", new_text=new, reason="Feil.")

    unclaimed = told(world.act(meeting, act))
    claim = a.ContestMinutes(item=1, claim="Feil om oss.", objected=objected)
    world.act(meeting, claim, world.member("SEKR-M4"))
    proposed = world.act(meeting, act.model_copy(update={"contest": 1}))

    assert unclaimed.rule == "P-33"
    assert "`minutes contest --objected`" in unclaimed.remedy
    assert proposed.kinds[0] == ("correction_proposed" if objected else "act_refused")


@pytest.mark.parametrize("words", list(WORDS.values()), ids=list(WORDS))
def test_every_word_for_a_position_is_known(words: Words) -> None:
    positions = (*words.positions.values(), words.with_statement)

    assert [said for said in positions if not tells_position(said)] == []
    assert [said for said in words.marks.values() if tells_position(said)] == []
