"""A clock that comes to nothing is stopped, and the clocks after it are heard."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from models import acts as a
from models import entries as e
from rules.case.deadlines import RINGS
from rules.case.folds.common import TAKEOVER_DUE
from rules.verdict import NOTHING_LEFT
from tests.replaying import runs_of
from tests.story import Story
from watchdog import Watchdog


async def test_a_rule_that_forgets_its_clock_does_not_keep_the_workflow_spinning(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await story.open_case()
    await story.do(case, a.WithdrawCase(reason="Umoden."), story.contact("halden"))
    [clock] = (await story.case_state(case)).clocks
    monkeypatch.setitem(RINGS, TAKEOVER_DUE, lambda *_: NOTHING_LEFT)  # a fault of ours, planted
    story.rules_spoiled = True

    await story.days_pass(16)
    taken = await story.act(case, a.TakeOverCase(party="moss", reason="Vi vil."), story.contact("moss"))

    dog = Watchdog(story.cases, story.register)
    with capture_logs() as lines:
        found, _again = await dog.go_round(sweep=False), await dog.go_round(sweep=False)

    assert [(s.record, s.clock) for s in found.stopped] == [(case, clock.name)]
    assert [line["record"] for line in lines if line["event"] == "clock_stopped"] == [case], "told once"
    assert await story.bodies(case, e.ClockStopped) == [e.ClockStopped(clock=clock.name, due_at=clock.due_at)]
    assert (await story.case_state(case)).clocks == ()
    assert taken.refusal is None
    assert sum(len(run.events) for run in await runs_of(story, case)) < 100
