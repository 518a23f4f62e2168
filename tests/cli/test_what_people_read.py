"""What people read of commands, without any part running: lines to paste, help, versions, the words of a notice."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console
from typer.testing import CliRunner

from cli.main import app
from cli.meeting_pages import agenda_row
from cli.output import Out
from cli.witnesses import Awaiting
from demo.tale import Tale
from models.acts import Mark
from models.state import AgendaItem, MeetingStage
from procedures.loading import DEMO_PROCEDURE, DEMO_ROSTER, load_community
from tests.rules.world import World

COMMAND = "  ./saksgang community init --procedure procedures/ostfold-2018.yaml --roster procedures/rosters/x.yaml"


def on_a_terminal(*, width: int) -> tuple[Out, io.StringIO]:
    screen = io.StringIO()
    out = Out()
    out._console = Console(file=screen, force_terminal=True, color_system=None, width=width, highlight=False)
    return out, screen


def test_a_command_is_never_broken_so_that_it_can_be_pasted() -> None:
    out, screen = on_a_terminal(width=60)

    out.line(COMMAND)
    out.hanging("remedy    ", f"found it first: {COMMAND.strip()} --as p-2h9c")
    out.hanging("why       ", "only words " * 20)

    first, second, *prose = screen.getvalue().splitlines()
    assert first == COMMAND
    assert second.endswith("--as p-2h9c")
    assert len(prose) > 1
    assert max(map(len, prose)) <= 60


FORGED = "\x1b[2K\x1b[1ABundle sak.zip: proved\rx\x9b1A\u202e\ud800"
SHOWN = r"\x1b[2K\x1b[1ABundle sak.zip: proved\rx\x9b1A\u202e\ud800"


def test_control_characters_are_shown_and_not_obeyed() -> None:
    out, screen = on_a_terminal(width=300)

    out.line(FORGED)
    out.hanging(FORGED, FORGED)
    out.pairs([(FORGED, FORGED)])
    out.table(["a", "b"], [("x", FORGED)], empty="")
    out.line("one\ttwo\r\nthree")

    said = screen.getvalue()
    assert said.count(SHOWN) == 6
    assert not set(said) & {"\r", "\x1b", "\x9b", "\u202e", "\ud800"}
    assert said.splitlines()[-1] == "three"


def test_a_document_has_them_as_json_writes_them(capsys: pytest.CaptureFixture[str]) -> None:
    Out(as_json=True).document({"said": f"{FORGED}\x7f"})

    written = capsys.readouterr().out
    assert json.loads(written) == {"said": f"{FORGED}\x7f"}
    assert written.isascii() and "\x7f" not in written


def test_what_hangs_begins_no_line_of_its_own() -> None:
    out, screen = on_a_terminal(width=60)
    pipe = Out()
    pipe._console = Console(file=screen, width=10_000)

    for each in (out, pipe):
        each.hanging("  broken       ", "is missing\nBundle sak.zip: proved")
        each.hanging("  a\nb  ", "c")
        each.table(["a", "b"], [("x\nBundle sak.zip: proved", "y\nz")], empty="")

    lines = screen.getvalue().splitlines()
    assert lines[:3] == ["  broken       is missing", f"{'':15}Bundle sak.zip: proved", "  a\\nb  c"]
    assert lines[4] == r"x\nBundle sak.zip: proved  y\nz"
    assert lines[5:] == lines[:5]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("--version", "saksgang 0.", id="version"),
        pytest.param("help", "Carry a case", id="help alone"),
        pytest.param("help case open", "--proposal", id="help with a command"),
        pytest.param("help meeting", "plan", id="help with a group"),
    ],
)
def test_version_and_help_are_what_people_try_first(line: str, said: str) -> None:
    answer = CliRunner().invoke(app, line.split())

    assert answer.exit_code == 0
    assert said in answer.stdout


def test_an_item_waits_for_its_notice_until_the_notice_has_left() -> None:
    world = World()
    planned = world.meeting_state(world.meeting("SEKR", 60))
    notified = planned.model_copy(update={"stage": MeetingStage.NOTIFIED})
    item = AgendaItem(item=1, case="case-x-2027-1", title="Sak", mark=Mark.DROFTING, text_digest="0" * 64)
    told = item.model_copy(update={"in_notice": True})

    assert agenda_row(item, planned)[1] == f"drøfting (notice leaves {planned.day - timedelta(days=14)})"
    assert agenda_row(item, notified)[1] == "drøfting (not in the notice)"
    assert agenda_row(told, notified)[1] == "drøfting"


@pytest.mark.parametrize(
    ("seen", "named", "told"),
    [
        pytest.param((), (), "0 of 2, since 2031-03-03 09:00 Norwegian time; it cannot bind before 2 are", id="none"),
        pytest.param(("a",), ("a",), "1 of 2 (a), since 2031-03-03 09:00 Norwegian time; it cannot bind", id="few"),
        pytest.param(("a",), ("a", "b"), "Norwegian time; see that b runs: `saksgang witness`", id="one to come"),
        pytest.param((), ("a", "b", "c"), "Norwegian time; see that a, b and c run: `saksgang witness`", id="all"),
    ],
)
def test_a_decision_that_waits_for_witnesses_says_for_whom_and_what_to_do(
    seen: tuple[str, ...], named: tuple[str, ...], told: str
) -> None:
    waits = Awaiting(2, datetime(2031, 3, 3, 8, 0, tzinfo=UTC), seen, named)

    assert waits.words.startswith(f"waits for witnesses, {len(seen)} of 2")
    assert told in waits.words


def test_the_story_counts_days_as_a_calendar_does() -> None:
    community = load_community(DEMO_PROCEDURE, DEMO_ROSTER)
    tale = Tale(Console(quiet=True), "nb", community)

    assert tale.days_between(datetime(2027, 1, 4, 9, 0, tzinfo=UTC), datetime(2027, 8, 4, 7, 0, tzinfo=UTC)) == 212
