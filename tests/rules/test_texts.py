"""Versions of a text, what differs between them, and who says whether it matters (P-17)."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import acts as a
from models import entries as e
from models.acts import Consent
from models.canonical import text_digest
from models.state import CaseStage
from models.texts import Change
from rules.difference import difference, excerpts, marked
from tests.house import with_numbers
from tests.rules.world import FILES, Said, World, deliberated, in_roll_call


def amended(world: World, case: str, proposal: str, *, substantial: bool = False) -> Said:
    """The secretariat changes the text."""
    rests_on = world.state(case).text.digest
    return world.act(
        case, a.AmendText(rests_on=rests_on, proposal=proposal, substantial=substantial, reason="Skrivefeil.")
    )


class TestDifference:
    """Word by word, in the order of reading, and never more work than a workflow can bear."""

    @pytest.mark.parametrize(
        ("old", "new", "shown"),
        [
            pytest.param("Vi gjør dette.", "Vi gjør dette.", "Vi gjør dette.", id="nothing"),
            pytest.param("Partene bør dele.", "Partene skal dele.", "Partene [-bør-]{+skal+} dele.", id="a word"),
            pytest.param("Vi deler.", "Vi deler likt.", "Vi deler{+ likt+}.", id="added"),
            pytest.param("Vi deler likt.", "Vi deler.", "Vi deler[- likt-].", id="removed"),
            pytest.param("1. mars", "2. mars", "[-1-]{+2+}. mars", id="a number"),
            pytest.param("kjørr", "kjør", "[-kjørr-]{+kjør+}", id="spelling"),
        ],
    )
    def test_as_people_read_it(self, old: str, new: str, shown: str) -> None:
        assert marked(difference(old, new)) == shown

    @given(st.text(alphabet="ab \n.", max_size=60), st.text(alphabet="ab \n.", max_size=60))
    def test_both_texts_are_in_it_whole(self, old: str, new: str) -> None:
        parts = difference(old, new)

        assert "".join(p.text for p in parts if p.change is not Change.ADDED) == old
        assert "".join(p.text for p in parts if p.change is not Change.REMOVED) == new

    def test_what_is_the_same_on_both_sides_is_not_compared(self) -> None:
        same = "ja nei " * 200
        parts = difference(f"{same}gammel {same}", f"{same}ny {same}")

        assert [(p.change, p.text) for p in parts[1:-1]] == [(Change.REMOVED, "gammel"), (Change.ADDED, "ny")]
        assert (parts[0].text, parts[-1].text) == (same, f" {same}")

    @pytest.mark.parametrize(("more", "compared"), [(0, True), (1, False)])
    def test_stretches_of_more_than_five_hundred_words_are_taken_out_and_put_in(
        self, more: int, compared: bool
    ) -> None:
        old, new = "!" * 249 + "felles" + "!" * 250, "?" * 249 + "felles" + "?" * (250 + more)

        parts = difference(old, new)

        assert (Change.SAME in {p.change for p in parts}) is compared
        assert compared or [p.text for p in parts] == [old, new]

    def test_what_stands_in_both_however_often_is_the_same(self) -> None:
        old, new = (" ".join(f"{letter}{n}" for n in range(121)) for letter in "ab")

        assert [p.text for p in difference(old, new) if p.change is Change.SAME] == [" "] * 120

    def test_long_stretches_that_are_the_same_are_cut_to_the_words_around(self) -> None:
        before, between, after = "a" * 200, "b" * 200, "c" * 200
        old, new = f"{before} x {between} x {after}", f"{before} y {between} z {after}"

        shown = [p.text for p in excerpts(difference(old, new)) if p.change is Change.SAME]

        assert shown == [
            f" … {before[:59]} ", f" {between[:59]} … {between[:59]} ", f" {after[:59]} … ",
        ]  # fmt: skip

    @pytest.mark.parametrize(("length", "cut"), [(62, False), (63, False), (64, True)])
    def test_nothing_is_cut_that_would_be_no_shorter(self, length: int, cut: bool) -> None:
        old = "a" * (length - 1) + " x"

        [first, *_] = excerpts(difference(old, old[:-1] + "y"))

        assert (first.text != old[:-1], first.text.startswith(" … ")) == (cut, cut)

    def test_the_longest_texts_take_no_longer_than_a_workflow_has(self) -> None:
        old, new = "a b " * 5000, "b a c " * 3300
        began = time.perf_counter()

        parts = difference(old, new)

        assert time.perf_counter() - began < 1.0
        assert "".join(p.text for p in parts if p.change is not Change.ADDED) == old

    def test_what_is_the_same_is_cut_down_around_a_change(self) -> None:
        old = f"{'Innledning. ' * 50}Partene bør dele kostnaden. {'Avslutning. ' * 50}"

        shown = marked(excerpts(difference(old, old.replace("bør", "skal"))))

        assert "Partene [-bør-]{+skal+} dele kostnaden." in shown
        assert len(shown) < 300


class TestP17OutdatedText:
    """Whoever acts on an earlier version is told what has changed since."""

    def test_the_refusal_shows_the_difference(self) -> None:
        world, case = in_roll_call()
        seen = world.state(case)
        amended(world, case, "Partene bruker den felles prosedyra.")

        act = a.TakePosition(stance=Consent(), text_digest=seen.text.digest, case_version=seen.version)
        said = world.act(case, act, world.member("SEKR-M2"))

        refusal = said.verdict.refusal
        assert refusal is not None
        assert refusal.difference is not None
        assert marked(refusal.difference) == "Partene bruker den felles [-prosedyren-]{+prosedyra+}."
        [entered] = [x.body.refusal for x in said.entries if isinstance(x.body, e.ActRefused)]
        assert entered == refusal

    def test_a_text_the_case_never_had_has_no_difference(self) -> None:
        world, case = in_roll_call()
        state = world.state(case)

        act = a.TakePosition(stance=Consent(), text_digest=text_digest("x"), case_version=state.version)
        refusal = world.act(case, act, world.member("SEKR-M2")).verdict.refusal

        assert refusal is not None
        assert (refusal.rule, refusal.difference) == ("P-17", None)


class TestP17ContestedAsEditorial:
    """Any counted seat may say that an editorial change is one of substance; then it counts as one."""

    def contested(self, world: World, case: str, seat: str = "SEKR-M2") -> Said:
        act = a.ContestEditorial(text_digest=world.state(case).text.digest, reason="Skal er ikke bør.")
        return world.act(case, act, world.member(seat))

    def test_before_the_meeting_the_case_goes_back_to_drofting(self) -> None:
        world, case = deliberated()
        amended(world, case, "Partene skal bruke prosedyren.")

        said = self.contested(world, case)

        assert said.kinds == ["left_agenda", "editorial_contested"]
        state = world.state(case)
        assert (state.stage, state.drofting) == (CaseStage.KLASSIFISERT, None)
        assert (state.text.substantial, state.text.contested_by) == (True, "SEKR-M2")

    def test_in_the_roll_call_everybody_is_asked_anew_and_may_ask_for_time(self) -> None:
        world, case = in_roll_call()
        amended(world, case, "Partene skal bruke prosedyren.")
        world.position(case, "SEKR-M1")

        said = self.contested(world, case)
        positions = world.state(case).positions
        time_asked = world.act(case, a.AskForTime(reason="Må drøftes."), world.member("SEKR-M5"))

        assert said.kinds == ["editorial_contested"]
        assert positions == ()
        assert time_asked.kinds == ["time_asked"]

    @pytest.mark.parametrize("seat", ["SEKR-GP", "SU-M1"])
    def test_in_the_roll_call_only_a_counted_seat_that_is_there(self, seat: str) -> None:
        world, case = in_roll_call()
        amended(world, case, "Partene skal bruke prosedyren.")

        assert self.contested(world, case, seat).rule == "P-17"

    def test_not_twice_and_not_a_change_of_substance(self) -> None:
        world, case = in_roll_call()
        unchanged = self.contested(world, case)
        amended(world, case, "Noe helt annet.", substantial=True)
        substantial = self.contested(world, case)
        amended(world, case, "Noe helt annet!")
        first, second = self.contested(world, case), self.contested(world, case)

        assert [s.rule for s in (unchanged, substantial, first, second)] == ["P-17", "P-17", None, "P-17"]

    def test_not_once_it_is_decided(self) -> None:
        world, case = in_roll_call()
        amended(world, case, "Partene skal bruke prosedyren.")
        world.roll_call(case)

        assert self.contested(world, case).rule == "P-29"


class TestP17WhatStands:
    """Positions on an earlier version stand only after an editorial change, and where the procedure says so."""

    @pytest.mark.parametrize(
        ("keeps", "substantial", "left"),
        [
            pytest.param(False, False, 0, id="as a rule not"),
            pytest.param(True, False, 1, id="where the procedure keeps them"),
            pytest.param(True, True, 0, id="never after a change of substance"),
        ],
    )
    def test_positions(self, *, keeps: bool, substantial: bool, left: int) -> None:
        world, case = in_roll_call(World(with_numbers(FILES, editorial_change_keeps_positions=keeps).procedure))
        world.position(case, "SEKR-M1")

        amended(world, case, "Partene skal bruke prosedyren.", substantial=substantial)

        assert len(world.state(case).positions) == left

    def test_contested_they_do_not(self) -> None:
        world, case = in_roll_call(World(with_numbers(FILES, editorial_change_keeps_positions=True).procedure))
        world.position(case, "SEKR-M1")
        amended(world, case, "Partene skal bruke prosedyren.")

        act = a.ContestEditorial(text_digest=world.state(case).text.digest, reason="Skal er ikke bør.")
        world.act(case, act, world.member("SEKR-M2"))

        assert world.state(case).positions == ()
