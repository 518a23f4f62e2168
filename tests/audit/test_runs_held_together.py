"""Where a run begins otherwise than the record stands, and what the replay of a record came to, in checks."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check
from audit.replay import Difference
from audit.replay_checks import checks_of, replay_records
from audit.replay_of_record import RecordReplayed, RunReplayed, start_difference
from audit.written import UnreadableHistory
from models.histories import KeptHistory, Run
from tests.workflows.kept import Kept, edited, first_of, manifest, rewrite
from workflows.every import BUILD_ID

CASE = "case-ostfold-2031-1"
KEPT = {kept.name: kept for kept in manifest()}
FIRST = first_of("long", CASE)
SECOND = [kept for kept in manifest() if (kept.story, kept.record) == ("long", CASE)][1]
AGREEMENT = first_of("noticed", "agreement-ostfold-2031-1")
HEAD = SECOND.entries()


def begun(kept: Kept, change: Callable[[dict[str, Any]], None]) -> WorkflowHistory:
    """The run, having begun with something else."""

    def edit(event: HistoryEvent) -> bool:
        def changed(start: dict[str, Any]) -> bool:
            change(start)
            return True

        payloads = event.workflow_execution_started_event_attributes.input.payloads
        return any(rewrite(payload, changed) for payload in payloads)

    return edited(kept.history(), edit)


class TestBeginnings:
    """A run begins with the state that the record's entries up to there fold to, under the version they name."""

    @pytest.mark.parametrize("kept", KEPT.values(), ids=KEPT)
    def test_every_kept_run_does(self, kept: Kept) -> None:
        assert start_difference(kept.history(), kept.entries()) is None

    def test_a_run_that_begins_in_the_middle_says_how_far_the_record_was(self) -> None:
        start = json.loads(
            SECOND.history().events[0].workflow_execution_started_event_attributes.input.payloads[0].data
        )
        seq, digest = start["head"]["seq"], start["head"]["hash"]

        [missing] = [start_difference(SECOND.history(), HEAD[: seq - 1])]
        other = [*HEAD[: seq - 1], HEAD[seq - 1].model_copy(update={"hash": "f" * 64}), *HEAD[seq:]]

        assert missing == Difference(
            "head at the beginning", f"entry {seq}, {digest[:12]}", f"entry {seq - 1}, {HEAD[seq - 2].hash[:12]}"
        )
        assert start_difference(SECOND.history(), other) == Difference(
            "head at the beginning", f"entry {seq}, {digest[:12]}", f"entry {seq}, {'f' * 12}"
        )
        assert start_difference(SECOND.history(), HEAD[:seq]) is None

    @pytest.mark.parametrize(
        ("kept", "change", "what"),
        [
            pytest.param(
                SECOND,
                lambda start: start["state"].update(title="x"),
                "state at the beginning: title",
                id="another title",
            ),
            pytest.param(
                SECOND,
                lambda start: start["state"].update(title="x", affected=[]),
                "state at the beginning: affected",
                id="of two the first",
            ),
            pytest.param(SECOND, lambda start: start.pop("state"), "state at the beginning: ", id="no state"),
            pytest.param(
                FIRST,
                lambda start: start.update(state=json.loads(_state(SECOND))),
                "state at the beginning: ",
                id="a state before the first entry",
            ),
            pytest.param(
                SECOND,
                lambda start: start["procedure"].update(version="x"),
                "procedure at the beginning",
                id="another procedure",
            ),
            pytest.param(
                FIRST,
                lambda start: start["procedure"].update(version="x"),
                "procedure at the beginning",
                id="another procedure than the first entry names",
            ),
            pytest.param(
                SECOND, lambda start: start["head"].update(seq=1), "head at the beginning", id="further back"
            ),
        ],
    )
    def test_with_something_else_is_named(
        self, kept: Kept, change: Callable[[dict[str, Any]], None], what: str
    ) -> None:
        found = start_difference(begun(kept, change), kept.entries())

        assert found is not None
        assert found.what.startswith(what)
        assert found.recorded != found.computed

    def test_what_is_long_is_shown_by_its_beginning(self) -> None:
        for size, shown in ((198, "x" * 198 + '"'), (199, "x" * 199 + "...")):
            long = "x" * size
            found = start_difference(begun(SECOND, lambda start, t=long: start["state"].update(title=t)), HEAD)  # type: ignore[misc]
            assert found is not None
            assert found.recorded == '"' + shown

    def test_of_a_record_of_which_nothing_is_held_the_procedure_cannot_be_compared(self) -> None:
        assert start_difference(begun(FIRST, lambda start: start["procedure"].update(version="x")), ()) is None

    def test_what_goes_by_no_procedure_is_not_asked_for_one(self) -> None:
        assert start_difference(AGREEMENT.history(), AGREEMENT.entries()) is None

    @pytest.mark.parametrize(
        ("edit", "why"),
        [
            pytest.param(lambda said: said.workflow_type.Clear(), "which is none of ours", id="of no workflow"),
            pytest.param(
                lambda said: setattr(said.workflow_type, "name", "Other"), "'Other', which is none", id="of another"
            ),
            pytest.param(
                lambda said: said.input.payloads.add(data=b"{}"), "which is none of ours", id="with two inputs"
            ),
            pytest.param(lambda said: said.input.Clear(), "which is none of ours", id="with none"),
            pytest.param(
                lambda said: setattr(said.input.payloads[0], "data", b"{}"), "cannot be read", id="with another"
            ),
        ],
    )
    def test_what_is_no_history_of_ours(self, edit: Callable[[Any], None], why: str) -> None:
        def change(event: HistoryEvent) -> bool:
            if not event.HasField("workflow_execution_started_event_attributes"):
                return False
            edit(event.workflow_execution_started_event_attributes)
            return True

        with pytest.raises(UnreadableHistory, match=why):
            start_difference(edited(SECOND.history(), change), HEAD)


def _state(kept: Kept) -> str:
    start = json.loads(kept.history().events[0].workflow_execution_started_event_attributes.input.payloads[0].data)
    return json.dumps(start["state"])


MOMENT = datetime(2031, 1, 6, tzinfo=UTC)


def run(
    index: int,
    *entered: int,
    closed: str | None = "completed",
    failure: str | None = None,
    differences: tuple[Difference, ...] = (),
    builds: tuple[str, ...] = (BUILD_ID,),
) -> RunReplayed:
    described = Run(
        CASE, "CaseWorkflow", f"run-{index}", "run-1", None, MOMENT, MOMENT, 1, builds, closed, "0" * 64, 1
    )
    return RunReplayed(described, index, failure, differences, frozenset(entered))


def record(*runs: RunReplayed, untold: tuple[int, ...] = (), missing: tuple[str, ...] = ()) -> RecordReplayed:
    return RecordReplayed(CASE, runs, 9, untold, missing)


DIFFERS = (Difference("timer 3", "a", "b"), Difference("end", "c", "d"))
MANY = f"{CASE}: 2 runs through the code, every command and payload compared"
GONE = "no history tells of it: one is missing, or a step was done twice and the register has the first"


class TestRecords:
    """A record agrees where each run does; it is complete where each entry is told of and no run is missing."""

    @pytest.mark.parametrize(
        ("replayed", "agrees", "complete"),
        [
            pytest.param(record(run(1, 1), run(2, 2)), True, True, id="whole"),
            pytest.param(record(), True, False, id="no run"),
            pytest.param(record(run(1, 1), untold=(2,)), True, False, id="an entry untold"),
            pytest.param(record(run(1, 1), missing=("run-0",)), True, False, id="a run missing"),
            pytest.param(record(run(1, 1), run(2, 2, failure="x")), False, True, id="one failed"),
            pytest.param(record(run(1, 1, differences=DIFFERS), run(2, 2)), False, True, id="one differs"),
        ],
    )
    def test_agree_and_are_complete(self, replayed: RecordReplayed, agrees: bool, complete: bool) -> None:
        assert (replayed.agrees, replayed.complete) == (agrees, complete)
        assert (replayed.first_difference() is None) is agrees

    def test_the_first_difference_is_that_of_the_first_run_that_has_one(self) -> None:
        sound, differs, failed = (
            run(1, 1),
            run(2, 2, differences=DIFFERS),
            run(3, 3, failure="boom", differences=DIFFERS),
        )

        assert record(sound, differs, failed).first_difference() == (differs, "timer 3: recorded a, the code says b")
        assert record(sound, failed, differs).first_difference() == (failed, "boom")


class TestChecks:
    """Each says what was compared and what could not be; nothing is said to be proved that was not looked at."""

    @pytest.mark.parametrize(
        ("replayed", "checks"),
        [
            pytest.param(
                record(),
                (Check(f"{CASE}: its histories replay", NOT_CHECKED, "no history of it is here"),),
                id="none",
            ),
            pytest.param(
                record(run(1, 1), run(2, 2)),
                (Check(MANY, PROVED, f"by the version that wrote it, {BUILD_ID}"),),
                id="whole",
            ),
            pytest.param(
                record(run(1, 1, builds=("old", BUILD_ID)), run(2, 2, builds=("old",))),
                (Check(MANY, PROVED, f"written by old, {BUILD_ID}; {BUILD_ID} comes to the same"),),
                id="by an earlier version",
            ),
            pytest.param(
                record(run(1, 1), run(2, 2, differences=DIFFERS)),
                (Check(MANY, BROKEN, "run 2 (run-2) parts first: timer 3: recorded a, the code says b"),),
                id="the second differs",
            ),
            pytest.param(
                record(run(2, 1), run(3, 2), missing=("run-1", "run-x"), untold=(1,)),
                (
                    Check(MANY, PROVED, f"by the version that wrote it, {BUILD_ID}"),
                    Check(
                        f"{CASE}: no run is missing",
                        NOT_CHECKED,
                        "run-1, run-x is not there, which another goes on from or in or was reset from",
                    ),
                    Check(f"{CASE}: entry 1 replayed", NOT_CHECKED, GONE),
                ),
                id="one is missing",
            ),
        ],
    )
    def test_what_is_said(self, replayed: RecordReplayed, checks: tuple[Check, ...]) -> None:
        assert checks_of(replayed) == checks

    @pytest.mark.parametrize(
        ("untold", "words"),
        [
            ((4,), "entry 4"),
            ((4, 5), "entries 4-5"),
            ((4, 5, 6), "entries 4-6"),
            ((4, 6), "entries 4, 6"),
            ((1, 4, 5, 6, 9), "entries 1, 4-6, 9"),
        ],
    )
    def test_entries_are_counted_in_spans(self, untold: tuple[int, ...], words: str) -> None:
        assert checks_of(record(run(1, 2, 3), untold=untold))[-1].what == f"{CASE}: {words} replayed"

    @pytest.mark.parametrize(
        ("last", "untold", "why"),
        [
            pytest.param(run(2, 3, 4), (2, 9), GONE, id="before the end, too"),
            pytest.param(run(2, 3, 5), (4,), GONE, id="before it"),
            pytest.param(run(2, 3, 4), (8,), GONE, id="before the last"),
            pytest.param(run(2, 3, 4, closed=None), (9,), GONE, id="it runs"),
            pytest.param(run(2, 3, 4, closed="terminated"), (9,), GONE, id="it was ended by a hand"),
            pytest.param(run(2), tuple(range(1, 10)), GONE, id="it tells of nothing"),
        ],
    )
    def test_why_no_history_tells_of_an_entry(self, last: RunReplayed, untold: tuple[int, ...], why: str) -> None:
        assert checks_of(record(run(1, 1, closed="continued_as_new"), last, untold=untold))[-1].why == why

    def test_what_came_after_the_end_no_history_has_to_tell_of(self) -> None:
        [check] = checks_of(record(run(1, 1, closed="continued_as_new"), run(2, 2, 3), untold=(8, 9)))

        assert check.outcome == PROVED
        assert check.why.endswith("; entries 8-9 came after its end, where the rules alone tell")

    async def test_a_chain_that_is_broken_is_said_and_what_cannot_be_read_ends_nothing(self) -> None:
        whole, cut = HEAD, (HEAD[0], *HEAD[2:])

        found, checks = await replay_records([(CASE, whole), ("case-ostfold-2031-2", cut)], {})

        assert [one.record for one in found] == [CASE, "case-ostfold-2031-2"]
        assert [check.outcome for check in checks] == [PROVED, NOT_CHECKED, BROKEN, NOT_CHECKED]
        assert checks[0].what == f"{CASE}: its {len(whole)} entries are chained"
        assert checks[2].why

    async def test_a_history_that_cannot_be_read_is_said_and_the_next_record_is_replayed(self) -> None:
        rubbish = KeptHistory(CASE, "CaseWorkflow", "run-1", 1, None, "0" * 64, b"x")

        found, checks = await replay_records([(CASE, HEAD), ("case-ostfold-2031-2", HEAD)], {CASE: [rubbish]})

        assert [one.record for one in found] == ["case-ostfold-2031-2"]
        assert [check.outcome for check in checks] == [PROVED, BROKEN, PROVED, NOT_CHECKED]
        assert checks[1].what == f"{CASE}: its histories replay"
