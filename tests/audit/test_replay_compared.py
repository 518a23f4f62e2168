"""What a replay compares, without one: every kind of decision noted on both sides, and where they part named."""

from __future__ import annotations

import json
from typing import Any

import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.empty_pb2 import Empty
from temporalio.api.common.v1 import ActivityType, Payload, Payloads
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.update.v1 import Input, Meta, Outcome, Request
from temporalio.bridge.proto.workflow_commands import (
    CancelTimer,
    CompleteWorkflowExecution,
    ContinueAsNewWorkflowExecution,
    FailWorkflowExecution,
    QueryResult,
    ScheduleActivity,
    ScheduleLocalActivity,
    StartTimer,
    UpdateResponse,
    WorkflowCommand,
)
from temporalio.client import WorkflowHistory

from audit.decided import Decisions, note_command, recorded_decisions
from audit.replay import (
    Difference,
    Replayed,
    carried_difference,
    copy_differences,
    decision_differences,
    entry_differences,
)
from models.entries import Entry
from models.state import RecordHead
from models.work import AppendBatch, Appended, Standing
from tests.workflows.kept import first_of

DAY = Duration(seconds=86_400, nanos=1)


def payload(data: bytes) -> Payload:
    return Payload(data=data)


def payloads(*data: bytes) -> Payloads:
    return Payloads(payloads=[payload(one) for one in data])


def event(number: int = 1, **attributes: Any) -> HistoryEvent:
    """An event of one kind: its name without the `_event_attributes`, and what it says."""
    [(kind, said)] = attributes.items()
    whole: dict[str, Any] = {"event_id": number, f"{kind}_event_attributes": said}
    return HistoryEvent(**whole)


def marker(name: str, **details: bytes) -> HistoryEvent:
    said = {key: payloads(data) for key, data in details.items()}
    return event(marker_recorded={"marker_name": name, "details": said})


def history(*events: HistoryEvent) -> WorkflowHistory:
    return WorkflowHistory("case-ostfold-2031-1", list(events))


SCHEDULED = event(
    5,
    activity_task_scheduled={
        "activity_id": "2",
        "activity_type": ActivityType(name="ask"),
        "input": payloads(b"1", b"2"),
    },
)


class TestHistory:
    """What a history says was decided: each kind under its name, with what was in it."""

    @pytest.mark.parametrize(
        ("given", "what", "fact"),
        [
            pytest.param(SCHEDULED, "activity 2", ("ask", (b"1", b"2")), id="an activity with its input"),
            pytest.param(
                event(timer_started={"timer_id": "3", "start_to_fire_timeout": DAY}),
                "timer 3",
                "86400.000000001 s",
                id="a timer",
            ),
            pytest.param(
                event(
                    workflow_execution_update_completed={
                        "meta": Meta(update_id="act-1"),
                        "outcome": Outcome(success=payloads(b"ok")),
                    }
                ),
                "answer to act-1",
                (b"ok",),
                id="an answer",
            ),
            pytest.param(
                event(
                    workflow_execution_update_completed={
                        "meta": Meta(update_id="act-1"),
                        "outcome": Outcome(failure=Failure(message="no")),
                    }
                ),
                "answer to act-1",
                "no",
                id="a failed answer",
            ),
            pytest.param(
                event(
                    workflow_execution_update_accepted={
                        "protocol_instance_id": "act-1",
                        "accepted_request": Request(meta=Meta(update_id="act-2")),
                    }
                ),
                "acceptance of act-1",
                "act-2",
                id="an act is taken in",
            ),
            pytest.param(
                event(workflow_execution_update_accepted={"protocol_instance_id": "act-1"}),
                "acceptance of act-1",
                "act-1",
                id="an act is taken in once more, after a reset",
            ),
            pytest.param(event(timer_canceled={"timer_id": "3"}), "taken back: timer 3", (), id="a timer taken back"),
            pytest.param(
                event(workflow_execution_completed={"result": payloads(b"trukket")}),
                "end",
                (b"trukket",),
                id="the end",
            ),
            pytest.param(
                event(workflow_execution_failed={"failure": Failure(message="x")}), "end", "x", id="a failed end"
            ),
            pytest.param(
                event(workflow_execution_continued_as_new={"input": payloads(b"state")}),
                "carried on",
                (b"state",),
                id="carried on",
            ),
            pytest.param(
                marker("core_local_activity", data=b'{"seq": 7, "activity_type": "append"}'),
                "local activity 7",
                "append",
                id="a local activity",
            ),
            pytest.param(
                marker("core_patch", patch=b"x", data=b"y"),
                "marker core_patch",
                ("data", "patch"),
                id="another marker",
            ),
        ],
    )
    def test_a_decision(self, given: HistoryEvent, what: str, fact: object) -> None:
        found = recorded_decisions(history(given))

        assert found.facts == {what: fact}
        assert found.order == [what, *(["end of local activity 7"] if what == "local activity 7" else [])]
        assert found.results == {}

    def test_what_is_no_decision(self) -> None:
        found = recorded_decisions(history(event(workflow_task_started={}), event(timer_fired={"timer_id": "3"})))

        assert found == Decisions()

    def test_what_was_done_is_kept_with_its_result(self) -> None:
        done = event(6, activity_task_completed={"scheduled_event_id": 5, "result": payloads(b"do", b"ne")})
        local = marker("core_local_activity", data=b'{"seq": 7, "activity_type": "append"}', result=b"said")

        found = recorded_decisions(history(SCHEDULED, done, local))

        assert found.results == {"activity 2": b"done", "local activity 7": b"said"}
        assert list(found.facts) == ["activity 2", "local activity 7"]


def command(**said: Any) -> Decisions:
    found = Decisions()
    note_command(found, WorkflowCommand(**said))
    return found


def entries() -> tuple[Entry, ...]:
    return first_of("decided").entries()


def batch(*written: Entry, ending: bool = False) -> AppendBatch:
    return AppendBatch(
        record="case-ostfold-2031-1",
        community="ostfold",
        entries=written,
        verdicts=(),
        judged=1,
        ending=ending,
    )


def as_bytes(said: AppendBatch | Appended) -> bytes:
    return said.model_dump_json(exclude_none=True).encode()


class TestCode:
    """What the code decides, under the names that a history has for it."""

    @pytest.mark.parametrize(
        ("given", "what", "fact"),
        [
            pytest.param(
                {
                    "schedule_activity": ScheduleActivity(
                        activity_id="2", activity_type="ask", arguments=[payload(b"1"), payload(b"2")]
                    )
                },
                "activity 2",
                ("ask", (b"1", b"2")),
                id="an activity with its input",
            ),
            pytest.param(
                {"schedule_local_activity": ScheduleLocalActivity(seq=7, activity_type="ask")},
                "local activity 7",
                "ask",
                id="a local activity",
            ),
            pytest.param(
                {"start_timer": StartTimer(seq=3, start_to_fire_timeout=DAY)},
                "timer 3",
                "86400.000000001 s",
                id="a timer",
            ),
            pytest.param(
                {"update_response": UpdateResponse(protocol_instance_id="act-1", completed=payload(b"ok"))},
                "answer to act-1",
                (b"ok",),
                id="an answer",
            ),
            pytest.param(
                {"update_response": UpdateResponse(protocol_instance_id="act-1", accepted=Empty())},
                "acceptance of act-1",
                "act-1",
                id="an act is taken in",
            ),
            pytest.param(
                {"update_response": UpdateResponse(protocol_instance_id="act-1", rejected=Failure(message="no"))},
                "answer to act-1",
                "no",
                id="a failed answer",
            ),
            pytest.param(
                {"complete_workflow_execution": CompleteWorkflowExecution(result=payload(b"trukket"))},
                "end",
                (b"trukket",),
                id="the end",
            ),
            pytest.param(
                {"fail_workflow_execution": FailWorkflowExecution(failure=Failure(message="x"))},
                "end",
                "x",
                id="a failed end",
            ),
            pytest.param(
                {"continue_as_new_workflow_execution": ContinueAsNewWorkflowExecution(arguments=[payload(b"state")])},
                "carried on",
                (b"state",),
                id="carried on",
            ),
        ],
    )
    def test_a_decision(self, given: dict[str, Any], what: str, fact: object) -> None:
        found = command(**given)

        assert found.facts == {what: fact}
        assert (found.batches, found.taken_back) == ({}, set())

    def test_what_is_no_decision(self) -> None:
        assert command(respond_to_query=QueryResult(query_id="q")) == Decisions()

    def test_a_timer_taken_back(self) -> None:
        found = command(cancel_timer=CancelTimer(seq=3))

        assert (found.taken_back, found.facts) == ({"timer 3"}, {"taken back: timer 3": ()})

    def test_what_an_append_is_to_write(self) -> None:
        first, *_ = entries()
        written = batch(first)
        local = ScheduleLocalActivity(seq=7, activity_type="append", arguments=[payload(as_bytes(written))])
        whole = ScheduleActivity(activity_id="2", activity_type="append", arguments=[payload(as_bytes(written))])

        assert command(schedule_local_activity=local).batches == {"local activity 7": written}
        assert command(schedule_activity=whole).batches == {"activity 2": written}


def decisions(*noted: tuple[str, str, object], taken_back: tuple[str, ...] = ()) -> Decisions:
    found = Decisions(taken_back=set(taken_back))
    for kind, name, fact in noted:
        found.note(kind, name, fact)
    return found


CANCELLED = ("taken back:", "timer 1", ())
ONE, TWO, OTHER = ("timer", "1", "a day"), ("timer", "2", "a week"), ("timer", "1", "a year")
ASKED, LOCAL, SECOND = ("activity", "1", "x"), ("local activity", "1", "append"), ("local activity", "2", "append")


class TestDecisions:
    """Both sides decide the same, in the same order of each kind; what the code took back need not have been sent."""

    @pytest.mark.parametrize(
        ("recorded", "computed"),
        [
            pytest.param((), (), id="nothing"),
            pytest.param((ONE, TWO), (ONE, TWO), id="the same"),
            pytest.param((LOCAL, SECOND), (SECOND, LOCAL), id="local ones in another order: they end when they end"),
            pytest.param((ONE,), (LOCAL, ONE), id="a local one that had not ended"),
        ],
    )
    def test_that_agree(self, recorded: Any, computed: Any) -> None:
        assert decision_differences(decisions(*recorded), decisions(*computed)) == ()

    @pytest.mark.parametrize(
        ("recorded", "computed", "differences"),
        [
            pytest.param((ONE,), (OTHER,), [("timer 1", "a day", "a year")], id="something else"),
            pytest.param((), (ONE,), [("timer 1", "nothing", "a day")], id="the code says more"),
            pytest.param(
                (ONE, TWO),
                (ONE,),
                [("timer 2", "a week", "nothing")],
                id="the history says more",
            ),
            pytest.param(
                (ONE,),
                (),
                [("timer 1", "a day", "nothing")],
                id="all of it",
            ),
            pytest.param(
                (ONE, TWO), (TWO, ONE), [("order of what was done", "timer 1", "timer 2")], id="another order"
            ),
            pytest.param(
                (ONE, ASKED),
                (ASKED, ONE),
                [("order of what was done", "timer 1", "activity 1")],
                id="of two kinds, in another order",
            ),
            pytest.param(
                (ONE, ONE), (ONE,), [("order of what was done", "timer 1", "nothing")], id="the history has it twice"
            ),
            pytest.param((ONE,), (ONE, ONE), [("order of what was done", "nothing", "timer 1")], id="the code does"),
            pytest.param((CANCELLED,), (), [("taken back: timer 1", "()", "nothing")], id="a timer that stands"),
            pytest.param(
                (LOCAL,),
                (),
                [("local activity 1", "append", "nothing")],
                id="a local one that the code never asks for",
            ),
        ],
    )
    def test_that_part(self, recorded: Any, computed: Any, differences: list[tuple[str, str, str]]) -> None:
        found = decision_differences(decisions(*recorded), decisions(*computed))

        assert [(one.what, one.recorded, one.computed) for one in found] == differences

    def test_a_timer_taken_back_in_the_task_that_set_it_is_never_sent(self) -> None:
        taken = decisions(ONE, TWO, ("taken back:", "timer 2", ()), taken_back=("timer 2",))

        assert decision_differences(decisions(ONE), taken) == ()
        assert decision_differences(decisions(ONE, TWO), taken) == ()
        assert [one.what for one in decision_differences(decisions(), taken)] == ["timer 1"]

    @pytest.mark.parametrize(("size", "shown"), [(200, "x" * 200), (201, "x" * 200 + "...")])
    def test_what_is_long_is_shown_by_its_beginning(self, size: int, shown: str) -> None:
        [found] = decision_differences(decisions(("timer", "1", "x" * size)), decisions(OTHER))

        assert str(found) == f"timer 1: recorded {shown}, the code says a year"


def appended(said: Appended | None, written: AppendBatch) -> list[Difference]:
    """An append of which the history says this, and the code that asks for it."""
    recorded, computed = decisions(("activity", "1", "x")), decisions(("activity", "1", "x"))
    computed.batches["activity 1"] = written
    if said is not None:
        recorded.results["activity 1"] = as_bytes(said)
    return list(decision_differences(recorded, computed))


def acts() -> list[dict[str, Any]]:
    """The acts in a kept history, in the order in which they came."""
    updates = (
        one.workflow_execution_update_accepted_event_attributes.accepted_request.input.args.payloads
        for one in first_of("decided").history().events
    )
    return [act for args in updates for one in args for act in json.loads(one.data)["acts"]]


class TestAppended:
    """What the register is said to have answered to an append is what it answers to that one."""

    LEFT = acts()[0]

    @pytest.mark.parametrize(
        ("ending", "ended", "left", "sound"),
        [
            pytest.param(False, False, False, True, id="a record that goes on"),
            pytest.param(False, True, False, False, id="said to have ended, and goes on"),
            pytest.param(False, False, True, False, id="acts left, and goes on"),
            pytest.param(True, True, False, True, id="ended"),
            pytest.param(True, False, True, True, id="not ended, for what was received before"),
            pytest.param(True, False, False, False, id="neither ended nor anything left"),
            pytest.param(True, True, True, False, id="ended with acts left"),
        ],
    )
    def test_whether_the_record_ended(self, ending: bool, ended: bool, left: bool, sound: bool) -> None:
        last = entries()[-1]
        answer = {"seq": last.seq, "ended": ended, "left": [self.LEFT] if left else []}
        said = Appended.model_validate_json(json.dumps(answer))

        assert (appended(said, batch(last, ending=ending)) == []) is sound

    def test_which_entry_was_the_last(self) -> None:
        first, second, *_ = entries()
        [found] = appended(Appended(seq=1), batch(first, second))

        assert (found.what, found.computed) == ("result of activity 1", "it writes up to entry 2, ending: False")
        assert appended(Appended(seq=2), batch(first, second)) == []
        assert appended(Appended(seq=9), batch()) == [], "it writes nothing, and is told where the record stands"
        [over] = appended(Appended(seq=9), batch(ending=True))
        assert over.computed == "it writes up to no entry, ending: True"

    def test_what_is_not_known_or_came_too_late_is_not_held_against_it(self) -> None:
        first, *_ = entries()
        head = RecordHead(record=first.record, seq=4, hash="f" * 64, judged=1)

        assert appended(None, batch(first)) == []
        assert appended(Appended(seq=4, ended=True, standing=Standing(head=head)), batch(first)) == []


class TestEntries:
    """The entries of the code are those of the record: each under its number, with its digest."""

    def test_are_named_by_kind_and_digest_on_both_sides(self) -> None:
        first, second, *rest = entries()
        computed = decisions()
        computed.batches["activity 1"] = batch(first, second)

        assert entry_differences([first, second, *rest], decisions(), computed) == ()
        [missing] = entry_differences([first, *rest], decisions(), computed)
        assert (missing.what, missing.recorded) == ("entry 2", "nothing")
        assert missing.computed == f"{second.body.kind} {second.hash[:12]}"
        other = second.model_copy(update={"hash": "e" * 64})
        [differs] = entry_differences([first, other, *rest], decisions(), computed)
        assert differs.recorded == f"{second.body.kind} {'e' * 12}"


def sent(kind: str, *copies: dict[str, Any]) -> HistoryEvent:
    """An act as it was sent: taken in, or admitted only."""
    data = json.dumps({"acts": copies}).encode()
    request = Request(input=Input(args=payloads(data)))
    said = {"accepted_request": request} if kind == "accepted" else {"request": request}
    attributes: dict[str, Any] = {f"workflow_execution_update_{kind}": said}
    return event(**attributes)


class TestCopies:
    """An act is sent more than once, each time the same; and it is what its digest says was submitted."""

    FIRST, SECOND, *_ = acts()

    @pytest.mark.parametrize("again", ["accepted", "admitted"])
    def test_a_copy_is_the_same(self, again: str) -> None:
        assert (
            list(copy_differences(history(sent("accepted", self.FIRST), sent(again, self.SECOND, self.FIRST)))) == []
        )

    @pytest.mark.parametrize("again", ["accepted", "admitted"])
    def test_a_copy_that_is_not_is_named(self, again: str) -> None:
        other = self.FIRST | {"received_at": "2031-01-06T07:59:00Z"}

        [found] = copy_differences(history(sent("accepted", self.FIRST, self.SECOND), sent(again, other)))

        assert found.what == f"act {self.FIRST['number']}"
        assert found.recorded != found.computed

    @pytest.mark.parametrize("kind", ["accepted", "admitted"])
    def test_what_is_not_what_was_submitted_is_named_once(self, kind: str) -> None:
        spoiled = self.SECOND | {"digest": "0" * 64}

        found = list(copy_differences(history(sent(kind, self.FIRST, spoiled), sent(kind, spoiled))))

        named = Difference(f"act {spoiled['number']}", "digest 000000000000", "it is of another content")
        assert found == [named]

    def test_only_the_act_that_opened_a_record_could_not_name_it(self) -> None:
        assert self.FIRST["number"] == 1
        [found] = copy_differences(history(sent("accepted", self.FIRST | {"number": 2})))
        assert found.what == "act 2"


class TestRuns:
    """What one run carried on is what the next began with."""

    def test_the_same_or_not(self) -> None:
        ended = history(
            event(workflow_execution_started={}), event(workflow_execution_continued_as_new={"input": payloads(b"a")})
        )
        same, other = (history(event(workflow_execution_started={"input": payloads(data)})) for data in (b"a", b"b"))

        assert carried_difference(ended, same) is None
        assert carried_difference(ended, other) == Difference("state carried on", "(b'b',)", "(b'a',)")

    def test_a_replay_agrees_where_nothing_failed_and_nothing_differs(self) -> None:
        differs = (Difference("timer 1", "a", "b"),)

        assert Replayed(None, (), ()).agrees is True
        assert Replayed("x", (), ()).agrees is False
        assert Replayed(None, differs, ()).agrees is False
