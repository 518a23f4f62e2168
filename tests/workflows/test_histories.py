"""Recorded histories through the code as it is now: Temporal's own replay, and the strict one."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from audit.replay import Replayed, carried_difference, replay_each, replay_strictly
from models.agreement_state import NoticeStage
from models.dispute import DisputeStage
from models.entries import ActRefused, chain_fault
from models.state import CaseStage, MeetingStage
from tests.workflows.kept import FOLDER, Kept, Payload, edited, first_of, manifest, rewrite, run_with, stages_of
from workflows.every import WORKFLOWS
from workflows.payloads import data_converter
from workflows.sandbox import runner

AGAIN = "if the workflows were changed on purpose, record anew: python -m tests.histories.record"
PROCESS = re.compile(rb"\d@[\w.-]{2}")  # as workers and clients are known to the server, by number and machine
WITHOUT_RECORDS = "S-38"  # what a body asks for in its own name is refused at the door


async def plain(history: WorkflowHistory) -> str | None:
    """What Temporal's own replayer finds."""
    replayer = Replayer(
        workflows=WORKFLOWS,
        data_converter=data_converter,
        workflow_runner=UnsandboxedWorkflowRunner(),
        build_id="test",
    )
    result = await replayer.replay_workflow(history, raise_on_replay_failure=False)
    return str(result.replay_failure) if result.replay_failure else None


async def strict(kept: Kept, history: WorkflowHistory | None = None) -> Replayed:
    """What the strict replay finds."""
    return await replay_strictly(history or kept.history(), kept.entries())


def has_lost_task(history: WorkflowHistory) -> bool:
    """Whether a task was done twice: once in vain, since something came in between, and once for good."""
    return any(event.HasField("workflow_task_failed_event_attributes") for event in history.events)


STORIES = {story: [*kept] for story, kept in itertools.groupby(manifest(), key=lambda kept: kept.story)}
COMPLETED = "workflow_execution_completed_event_attributes"
CARRIED = "workflow_execution_continued_as_new_event_attributes"


class TestKept:
    """Finished and running records of every kind, recorded from stories and scenarios, small enough to keep (B1)."""

    def test_they_are_at_least_150_runs_of_every_scenario_that_has_any(self) -> None:
        scenarios = {scenario for kept in manifest() for scenario in kept.scenarios}

        assert len(manifest()) >= 150
        assert {f"S-{number:02}" for number in range(1, 63)} - scenarios == {WITHOUT_RECORDS}

    def test_they_are_finished_and_running_records_of_every_kind(self) -> None:
        ends = {(kept.record.split("-")[0], kept.ends_with) for kept in manifest()}

        for kind in ("case", "meeting", "agreement", "dispute"):
            assert {(kind, COMPLETED), (kind, CARRIED)} <= ends
            assert any(record == kind and end not in (COMPLETED, CARRIED) for record, end in ends)

    def test_their_records_went_through_every_stage(self) -> None:
        stages: dict[str, set[str]] = {}
        for kept in {(kept.story, kept.record): kept for kept in manifest()}.values():
            stages.setdefault(kept.record.split("-")[0], set()).update(stages_of(kept.record, kept.entries()))

        for kind, every in (("case", CaseStage), ("meeting", MeetingStage), ("dispute", DisputeStage)):
            assert stages[kind] == {*every}
        assert {*NoticeStage} <= stages["agreement"]

    def test_none_is_large(self) -> None:
        assert max(file.stat().st_size for file in FOLDER.glob("*.txt")) < 100_000

    def test_none_says_where_it_was_recorded(self) -> None:
        said = [kept.name for kept in manifest() if PROCESS.search(kept.recorded())]

        assert said == []


class TestReplay:
    """Every history, on every run."""

    @pytest.mark.parametrize("story", STORIES)
    async def test_the_code_still_says_the_same(self, story: str) -> None:
        every = STORIES[story]
        runs = [(kept.history(), kept.entries()) for kept in every]

        each = [replayed async for replayed in replay_each(runs)]

        differing = {
            kept.name: (replayed.failure, *map(str, replayed.differences))
            for kept, replayed in zip(every, each, strict=True)
            if not replayed.agrees
        }
        assert differing == {}, AGAIN
        assert [run.events[-1].WhichOneof("attributes") for run, _ in runs] == [kept.ends_with for kept in every]
        for record, chain in itertools.groupby(zip(every, each, strict=True), key=lambda one: one[0].record):
            of_it = list(chain)
            assert chain_fault(of_it[0][0].entries()) is None, record
            assert enters_all(*zip(*of_it, strict=True)), record

    @pytest.mark.parametrize("story", ["decided", "agreed"])
    async def test_nor_does_it_in_the_sandbox_of_the_worker(self, story: str) -> None:
        runs = [(kept.history(), kept.entries()) for kept in STORIES[story]]

        assert all([replayed.agrees async for replayed in replay_each(runs, runner=runner())])

    def test_each_run_begins_with_what_the_one_before_carried_on(self) -> None:
        for before, after in itertools.pairwise(manifest()):
            if (before.story, before.record, before.number + 1) == (after.story, after.record, after.number):
                assert carried_difference(before.history(), after.history()) is None


def enters_all(chain: tuple[Kept, ...], each: tuple[Replayed, ...]) -> bool:
    """Whether the runs of a record, if all are kept, enter all of it but what came behind its end."""
    if len(chain) < chain[0].runs or any(has_lost_task(kept.history()) for kept in chain):
        return True  # what a lost task entered, no history says
    entered = {entry.seq for replayed in each for entry in replayed.entries}
    others = [entry for entry in chain[0].entries() if entry.seq not in entered]
    return all(isinstance(entry.body, ActRefused) and entry.seq > max(entered) for entry in others)


# --- planted edits: the plain replay passes each, the strict one names it ---------------------------------------


def change_acts(event: HistoryEvent, change: Callable[[Payload], bool]) -> bool:
    """Change received acts wherever they were sent."""

    def change_all(request: Payload) -> bool:
        return sum(change(received) for received in request["acts"]) > 0

    accepted = event.workflow_execution_update_accepted_event_attributes.accepted_request.input.args.payloads
    return sum(rewrite(payload, change_all) for payload in accepted) > 0


def flip_position(event: HistoryEvent) -> bool:
    """SEKR-M3 stood aside; now it is said to have consented."""

    def change(received: Payload) -> bool:
        if received["act"].get("stance", {}).get("kind") != "stand_aside":
            return False
        received["act"]["stance"] = {"kind": "consent", "statement": None, "statement_follows": False}
        return True

    return change_acts(event, change)


def change_person(event: HistoryEvent) -> bool:
    """Another person is said to have answered for the party."""

    def change(received: Payload) -> bool:
        if received["act"]["kind"] != "answer_forankring":
            return False
        received["actor"]["person"] = "p-mjm6"
        return True

    return change_acts(event, change)


def change_time(event: HistoryEvent) -> bool:
    """The case is said to have been registered a minute earlier."""

    def change(received: Payload) -> bool:
        if received["act"]["kind"] != "register_case":
            return False
        received["received_at"] = "2031-01-06T07:59:00Z"
        return True

    return change_acts(event, change)


def spoil_copy(event: HistoryEvent) -> bool:
    """An act that was sent once more is said to have been another the second time."""
    accepted = event.workflow_execution_update_accepted_event_attributes.accepted_request.input.args.payloads

    def change(request: Payload) -> bool:
        copy = json.loads(json.dumps(request["acts"][0]))
        copy["received_at"] = "2031-01-06T07:59:00Z"
        request["acts"].append(copy)
        return True

    return any(rewrite(payload, change) for payload in accepted)


def change_answer(event: HistoryEvent) -> bool:
    """A caller is said to have been told of one entry more."""

    def change(answer: Payload) -> bool:
        answer["seq"] += 1
        return True

    done = event.workflow_execution_update_completed_event_attributes.outcome.success.payloads
    return any(rewrite(payload, change) for payload in done)


def change_timer(event: HistoryEvent) -> bool:
    """A timer is said to have been a day shorter."""
    if not event.HasField("timer_started_event_attributes"):
        return False
    timeout = event.timer_started_event_attributes.start_to_fire_timeout
    timeout.FromTimedelta(timeout.ToTimedelta() - timedelta(days=1))
    return True


def change_result(event: HistoryEvent) -> bool:
    """The case is said to have ended otherwise."""
    payloads = event.workflow_execution_completed_event_attributes.result.payloads
    for payload in payloads:
        payload.data = b'"trukket"' if payload.data != b'"trukket"' else b'"avsluttet"'
    return bool(payloads)


def change_carried(event: HistoryEvent) -> bool:
    """Another text is said to have been carried into the next run."""

    def change(start: Payload) -> bool:
        start["state"]["text"]["text"] = "Noe annet."
        return True

    carried = event.workflow_execution_continued_as_new_event_attributes.input.payloads
    return any(rewrite(payload, change) for payload in carried)


def change_input(event: HistoryEvent) -> bool:
    """Minutes are said to have been written of another meeting."""

    def change(ask: Payload) -> bool:
        ask["meeting"] = "meeting-ostfold-SEKR-2031-9"
        return True

    asked = event.activity_task_scheduled_event_attributes.input.payloads
    return any(rewrite(payload, change) for payload in asked)


def change_queue(event: HistoryEvent) -> bool:
    """A run is said to have gone on at other workers."""
    if event.HasField("workflow_execution_continued_as_new_event_attributes"):
        event.workflow_execution_continued_as_new_event_attributes.task_queue.name = "elsewhere"
        return True
    return False


def change_asked(event: HistoryEvent) -> bool:
    """An act is said to have been asked for under another name."""
    if event.HasField("workflow_execution_update_accepted_event_attributes"):
        event.workflow_execution_update_accepted_event_attributes.accepted_request.meta.update_id = "made-up"
        return True
    return False


CASE, MEETING = "case-ostfold-2031-1", "meeting-ostfold-SEKR-2031-2"


def last_of(story: str, record: str) -> Kept:
    """The last run of a record of a story."""
    return [kept for kept in manifest() if (kept.story, kept.record) == (story, record)][-1]


class TestEdits:
    """Whoever edits a payload of a history is found, and told where."""

    async def test_an_answer_before_what_it_rests_on_is_found(self) -> None:
        kept = first_of("decided", CASE)
        events = list(edited(kept.history(), lambda event: event.event_id == 1).events)
        at = next(n for n, event in enumerate(events) if event.HasField("marker_recorded_event_attributes"))
        events[at], events[at + 1] = events[at + 1], events[at]
        events[at].event_id, events[at + 1].event_id = at + 1, at + 2

        found = await strict(kept, WorkflowHistory(CASE, events))

        assert await plain(WorkflowHistory(CASE, events)) is None
        assert [difference.what for difference in found.differences] == ["order of what was done"]

    @pytest.mark.parametrize(
        ("kept", "edit", "named"),
        [
            pytest.param(run_with("decided", CASE, flip_position), flip_position, "entry", id="a position"),
            pytest.param(run_with("decided", CASE, change_person), change_person, "entry", id="who answered"),
            pytest.param(run_with("decided", CASE, change_time), change_time, "entry", id="when an act was received"),
            pytest.param(run_with("decided", CASE, spoil_copy), spoil_copy, "act", id="a copy of an act"),
            pytest.param(run_with("decided", CASE, change_answer), change_answer, "answer to", id="an answer"),
            pytest.param(run_with("decided", CASE, change_timer), change_timer, "timer", id="how long a timer was"),
            pytest.param(last_of("decided", CASE), change_result, "end", id="the result of a case"),
            pytest.param(last_of("decided", MEETING), change_result, "end", id="the result of a meeting"),
            pytest.param(first_of("long", CASE), change_carried, "carried on", id="the state carried on"),
            pytest.param(run_with("decided", MEETING, change_input), change_input, "activity", id="what was asked"),
            pytest.param(first_of("long", CASE), change_queue, "workflow and queue", id="where it went on"),
            pytest.param(first_of("decided", CASE), change_asked, "acceptance of", id="the name of an act"),
        ],
    )
    async def test_an_edit_is_found(self, kept: Kept, edit: Callable[[HistoryEvent], bool], named: str) -> None:
        history = edited(kept.history(), edit)

        passed = await plain(history)
        found = await strict(kept, history)

        assert passed is None
        assert not found.agrees
        assert any(difference.what.startswith(named) for difference in found.differences)
