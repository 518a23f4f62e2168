"""What the watchdog says, said in words: no way in which a workflow can be away is without them."""

from __future__ import annotations

import pytest

from cases import RESTARTS, STATUSES
from cli.watch import CAUSES, WHEREABOUTS
from models import acts as a
from models.entries import RestartCause
from models.work import Whereabouts
from rules.case.deadlines import RINGS
from rules.case.folds.common import TAKEOVER_DUE
from rules.verdict import NOTHING_LEFT
from tests.cli.desk import Desk
from tests.story import Story
from watchdog import Cause

HALTED = {Whereabouts.PAUSED, Whereabouts.STUCK}


def test_every_cause_and_every_whereabouts_has_words() -> None:
    assert set(CAUSES) == {cause.value for cause in Cause}
    assert set(WHEREABOUTS) == {where.value for where in Whereabouts} - {"running"}


def test_a_workflow_runs_or_is_started_again_or_waits_for_somebody_to_look() -> None:
    assert set(RESTARTS) == set(Whereabouts) - HALTED - {Whereabouts.RUNNING}
    assert set(RESTARTS.values()) == set(RestartCause)
    assert set(STATUSES.values()) <= set(Whereabouts)


async def test_all_in_time(told: Story, desk: Desk) -> None:
    await told.open_case()

    answer = await desk.give("watch --json")

    assert (answer.status, answer.document["in_time"], answer.document["open"]) == (0, True, 1)


async def test_a_clock_that_had_nothing_left_to_do_is_named(
    told: Story, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await told.open_case()
    await told.do(case, a.WithdrawCase(reason="Umoden."), told.contact("halden"))
    monkeypatch.setitem(RINGS, TAKEOVER_DUE, lambda *_: NOTHING_LEFT)  # a fault of ours, planted
    told.rules_spoiled = True
    await told.days_pass(16)

    in_words, document = await desk.give("watch"), await desk.give("watch --json")

    assert f"stopped: {TAKEOVER_DUE} of {case}" in in_words.out
    assert [(s["record"], s["clock"]) for s in document.document["stopped"]] == [(case, TAKEOVER_DUE)]
    assert (in_words.status, document.document["in_time"]) == (0, True)
