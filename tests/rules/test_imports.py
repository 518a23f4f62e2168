"""Cases under way, brought in: imported, not proved, and the two stages hold all the same (P-01)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import ImportedDrofting, ImportedPosition, KnownPosition, Mark
from models.state import CaseStage
from rules.verdict import Verdict
from tests.rules.world import SECRETARIAT, Who, World

HELD = ImportedDrofting(meeting="SEKR 3/30", body="SEKR", day=date(2030, 12, 2), vouched_by="p-2h9c")


def case_under_way(**changes: Any) -> a.ImportCase:
    fields: dict[str, Any] = {
        "reference": "Sak 14/30",
        "title": "En gammel sak",
        "summary": "Kort.",
        "proposal": "Partene gjør dette.",
        "stage": "droftet",
        "drofting_body": "SEKR",
        "decision_body": "SEKR",
        "drofting": HELD,
    }
    return a.ImportCase(**(fields | changes))


def consents(seat: str | None = None, party: str | None = None) -> ImportedPosition:
    return ImportedPosition(position=KnownPosition.CONSENT, seat=seat, party=party)


def brought(world: World, act: a.ImportCase) -> tuple[str, Any]:
    name = "case-ostfold-2031-1"
    world.new(name, "case")
    return name, world.act(name, act)


def judged(act: a.ImportCase, by: Who = SECRETARIAT) -> Verdict:
    world = World()
    world.new("case-ostfold-2031-1", "case")
    return world.judge(world.records["case-ostfold-2031-1"], act, by)


class TestWhereItStands:
    """It goes on as any other from where it stands."""

    def test_a_deliberated_case_waits_for_a_following_meeting_and_is_placed_in_it(self) -> None:
        world = World()
        meeting = world.meeting("SEKR", 40)

        case, _ = brought(world, case_under_way())

        state = world.state(case)
        assert state.placement is not None
        assert (state.placement.meeting, state.placement.mark) == (meeting, Mark.BESLUTNING)
        assert world.kinds(case) == ["case_imported", "placed_on_agenda", "forankring_asked"]
        assert world.meeting_state(meeting).agenda[0].imported is True

    @pytest.mark.parametrize("stage", ["under_forankring", "til_beslutning", "utsatt"])
    def test_later_stages_too(self, stage: str) -> None:
        world = World()

        case, _ = brought(world, case_under_way(stage=stage))

        assert world.kinds(case)[:2] == ["case_imported", "meeting_awaited"]
        assert world.state(case).stage is (CaseStage.UTSATT if stage == "utsatt" else CaseStage.DROFTET)

    def test_a_classified_case_is_deliberated_here(self) -> None:
        world = World()
        meeting = world.meeting("SEKR", 40)
        case, _ = brought(world, case_under_way(stage="klassifisert", drofting=None))

        assert world.act(case, a.PlaceCase(meeting=meeting, mark=Mark.BESLUTNING)).rule == "P-01"
        assert world.act(case, a.PlaceCase(meeting=meeting, mark=Mark.DROFTING)).rule is None

    def test_a_registered_case_is_classified_here(self) -> None:
        world = World()

        case, _ = brought(world, case_under_way(stage="meldt", drofting=None, drofting_body=None, decision_body=None))

        assert world.act(case, world.classification()).rule is None

    def test_what_was_known_counts_for_nothing_and_is_kept(self) -> None:
        known = ImportedPosition(seat="SEKR-M1", position=KnownPosition.OBJECTION, words="For dyrt")
        earlier = (a.ImportedText(text="Før.", since=date(2030, 10, 1)),)
        world = World()

        case, said = brought(world, case_under_way(positions=(known,), earlier_texts=earlier))

        state = world.state(case)
        assert (state.positions, state.objections, state.text.version) == ((), (), 2)
        assert state.imported is not None
        assert (state.imported.positions, state.imported.vouched_by) == ((known,), "p-2h9c")
        assert isinstance(said.entries[0].body, e.CaseImported)
        assert state.stage is CaseStage.DROFTET


class TestRefused:
    """What cannot be vouched for is not taken over (P-01), nor what cannot run."""

    @pytest.mark.parametrize(
        ("changes", "rule", "detail"),
        [
            pytest.param({"drofting": None}, "P-01", "of its drøfting drofting is missing", id="no drøfting"),
            pytest.param(
                {"drofting": HELD.model_copy(update={"vouched_by": None})}, "P-01", "vouched_by is", id="by nobody"
            ),
            pytest.param(
                {"drofting": HELD.model_copy(update={"day": None, "body": None})}, "P-01", "body, day", id="not when"
            ),
            pytest.param(
                {"drofting": HELD.model_copy(update={"vouched_by": "p-ukjent"})}, "P-01", "nobody in", id="a stranger"
            ),
            pytest.param(
                {"drofting": HELD.model_copy(update={"day": date(2031, 3, 1)})}, "P-01", "cannot", id="in the future"
            ),
            pytest.param(
                {"drofting": HELD.model_copy(update={"body": "FSU"})}, "P-05", "has no body 'FSU'", id="elsewhere"
            ),
            pytest.param(
                {"drofting": HELD.model_copy(update={"body": "SU"})}, "P-05", "is not described", id="too high up"
            ),
            pytest.param(
                {"drofting": HELD.model_copy(update={"day": date(1, 1, 1)})}, "T-01", "drofting, day", id="in year 1"
            ),
            pytest.param({"drofting": HELD.model_copy(update={"round": 2**31})}, "P-01", "cannot", id="many rounds"),
            pytest.param({"brought_on": date(2030, 12, 3)}, "P-01", "before the case was brought", id="too early"),
            pytest.param({"brought_on": date(2031, 12, 3)}, "T-01", "brought_on 2031", id="brought later"),
            pytest.param({"brought_on": date(2099, 12, 3)}, "T-01", "brought on", id="brought in 2099"),
            pytest.param(
                {"earlier_texts": (a.ImportedText(text="Før.", since=date(2031, 10, 1)),)},
                "T-01",
                "an earlier text",
                id="a text to come",
            ),
            pytest.param(
                {"positions": (consents("SEKR-M1").model_copy(update={"on": date(2031, 10, 1)}),)},
                "T-01",
                "a known position",
                id="a position to come",
            ),
            pytest.param(
                {"positions": (consents("SEKR-M1"), consents("SEKR-M1"))}, "P-20", "two positions", id="twice"
            ),
            pytest.param({"larger": True}, "P-04", "not decided in SEKR", id="larger below"),
            pytest.param({"stage": "klassifisert"}, "P-01", "a drøfting is given", id="a drøfting too many"),
            pytest.param({"stage": "besluttet"}, "P-01", "not under way", id="decided"),
            pytest.param({"stage": "til_drofting"}, "P-01", "not imported as", id="on an agenda there"),
            pytest.param({"stage": "hos_kongen"}, "P-01", "not imported as 'hos_kongen'", id="no stage"),
            pytest.param({"stage": "meldt"}, "P-05", "the case is meldt", id="bodies before classification"),
            pytest.param({"decision_body": None}, "P-05", "decision_body is missing", id="without a body"),
            pytest.param({"drofting_body": "SU"}, "P-05", "is not described", id="drøfting above beslutning"),
            pytest.param({"affected": ("atlantis",)}, "P-03", "atlantis", id="an unknown party"),
            pytest.param({"positions": (consents(),)}, "P-20", "neither", id="nobody's"),
            pytest.param(
                {"positions": (consents(seat="X"),)},
                "P-20",
                "'X'",
                id="no seat",
            ),
            pytest.param(
                {"positions": (consents(party="x"),)},
                "P-20",
                "x",
                id="no one",
            ),
        ],
    )
    def test_with_rule_and_remedy(self, changes: dict[str, Any], rule: str, detail: str) -> None:
        refusal = judged(case_under_way(**changes)).refusal

        assert refusal is not None
        assert refusal.rule == rule
        assert detail in refusal.detail
        assert refusal.remedy

    def test_only_the_secretariat_imports(self) -> None:
        refusal = judged(case_under_way(), World().member("SEKR-M1")).refusal

        assert refusal is not None
        assert refusal.rule == "ENGINE"

    def test_a_case_is_imported_once(self) -> None:
        world = World()
        case, _ = brought(world, case_under_way())

        assert world.act(case, case_under_way()).rule == "ENGINE"
