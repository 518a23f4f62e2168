"""What the house itself sends is no intervention; the least that differs is one (C13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.api.history.v1 import HistoryEvent

from audit.histories import taken
from audit.interventions import interventions_in
from models.acts import ReceivedAct
from models.histories import HOUSE
from models.work import Judge
from tests.audit.as_written import event_of
from tests.workflows.kept import first_of

CASE = "case-ostfold-2031-1"


def events() -> list[HistoryEvent]:
    """The first run of a case, with the house's name where it was taken out."""
    found = list(first_of("decided").history().events)
    for event in found:
        if event.HasField("workflow_execution_started_event_attributes"):
            event.workflow_execution_started_event_attributes.identity = HOUSE
        if event.HasField("workflow_execution_update_accepted_event_attributes"):
            event.workflow_execution_update_accepted_event_attributes.accepted_request.meta.identity = HOUSE
    return found


def requests(found: list[HistoryEvent]) -> list[Any]:
    """The updates in them."""
    accepted = (event.workflow_execution_update_accepted_event_attributes for event in found)
    return [one.accepted_request for one in accepted if one.HasField("accepted_request")]


def received() -> list[ReceivedAct]:
    """What the register received: what the house's updates carry."""
    carried = [Judge.model_validate_json(r.input.args.payloads[0].data).acts for r in requests(events())]
    return list({act.number: act for acts in carried for act in acts}.values())


def renamed(found: list[HistoryEvent]) -> None:
    requests(found)[1].input.name = "set_state"


def unreadable(found: list[HistoryEvent]) -> None:
    requests(found)[1].input.args.payloads[0].data = b"{}"


def by_another(found: list[HistoryEvent]) -> None:
    requests(found)[1].meta.identity = "temporal-cli:root@host"


def other_id(found: list[HistoryEvent]) -> None:
    requests(found)[1].meta.update_id = "x"


def started_by_hand(found: list[HistoryEvent]) -> None:
    found[0].workflow_execution_started_event_attributes.identity = "somebody"


def signalled(found: list[HistoryEvent]) -> None:
    found[4] = event_of(5, "workflow_execution_signaled", signal_name="stop", identity=HOUSE)


class TestInterventions:
    """Whatever did not come the house's way is named."""

    def test_the_house_itself_is_no_operator(self) -> None:
        poked = events()
        poked[4] = event_of(5, "workflow_execution_signaled", signal_name="poke", identity=HOUSE)

        assert interventions_in([taken(CASE, "run", 1, poked)], received()) == ()

    def test_nor_is_the_server_that_begins_the_next_run(self) -> None:
        """It does so in nobody's name, where Temporal's test server repeats the one before."""
        found = events()
        started = found[0].workflow_execution_started_event_attributes
        started.identity, started.continued_execution_run_id = "", "the run before"

        assert interventions_in([taken(CASE, "run", 1, found)], received()) == ()

    @pytest.mark.parametrize(
        ("by_hand", "kind", "words"),
        [
            (renamed, "updated", "update 'set_state', which Saksgang does not send"),
            (unreadable, "updated", "with what cannot be read"),
            (by_another, "updated", "of acts that the register received, not by Saksgang"),
            (other_id, "updated", "update 'x'"),
            (started_by_hand, "started", "not by Saksgang"),
            (signalled, "signalled", "signal 'stop'"),
        ],
    )
    def test_each_is_named(self, by_hand: Callable[[list[HistoryEvent]], None], kind: str, words: str) -> None:
        found = events()
        by_hand(found)

        [intervention] = interventions_in([taken(CASE, "run", 1, found)], received())

        assert (intervention.kind.value, intervention.record, intervention.run) == (kind, CASE, "run")
        assert words in intervention.words

    def test_an_act_that_the_register_never_received_is_named(self) -> None:
        known = [act for act in received() if act.number != 2]

        [intervention] = interventions_in([taken(CASE, "run", 1, events())], known)

        assert intervention.words == "act 2 was handed in by an update; the register received no act of that number"


def under_way() -> list[HistoryEvent]:
    """The first run of a case, in the middle of its last task."""
    return events()[:-2]


def by_hand(name: str, **said: Any) -> HistoryEvent:
    """Something that was done to a workflow in Temporal itself, in the middle of its last task."""
    return event_of(len(under_way()) + 1, name, **said)


RESET = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW
OTHER = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND
TASK_FAILED, TERMINATED = "workflow_task_failed", "workflow_execution_terminated"
CANCELLED = "workflow_execution_cancel_requested"
PAUSED, UNPAUSED = "workflow_execution_paused", "workflow_execution_unpaused"


SCHEDULED = len(under_way()) - 1  # the task under way


class TestByHand:
    """What is done to a run from outside, with the reason that was given."""

    @pytest.mark.parametrize(
        ("event", "kind", "words"),
        [
            (by_hand(TERMINATED, reason="Ryddet."), "terminated", "the run was ended: Ryddet."),
            (by_hand(TERMINATED), "terminated", "the run was ended"),
            (by_hand(CANCELLED, cause="Feil."), "cancelled", "the run was asked to cancel itself: Feil."),
            (by_hand(CANCELLED), "cancelled", "the run was asked to cancel itself"),
            (by_hand(PAUSED, reason="Vent."), "paused", "the run was paused: Vent."),
            (by_hand(UNPAUSED, reason="Videre."), "unpaused", "the run was let go on: Videre."),
            (
                by_hand(TASK_FAILED, scheduled_event_id=SCHEDULED, cause=RESET, base_run_id="a1"),
                "reset",
                "run a1 was taken back to an earlier event, and goes on in this one",
            ),
        ],
    )
    def test_each_is_named_with_its_reason(self, event: HistoryEvent, kind: str, words: str) -> None:
        found = interventions_in([taken(CASE, "run", 1, [*under_way(), event])], received())

        assert [(x.kind.value, x.event, x.words) for x in found] == [(kind, event.event_id, words)]

    def test_a_task_that_failed_by_itself_is_none(self) -> None:
        failed = by_hand(TASK_FAILED, scheduled_event_id=SCHEDULED, cause=OTHER, base_run_id="a1")

        assert interventions_in([taken(CASE, "run", 1, [*under_way(), failed])], received()) == ()

    def test_why_a_run_was_reset_is_what_its_failure_says(self) -> None:
        reset = by_hand(TASK_FAILED, scheduled_event_id=SCHEDULED, cause=RESET, base_run_id="a1")
        reset.workflow_task_failed_event_attributes.failure.message = "Feil versjon."

        [found] = interventions_in([taken(CASE, "run", 1, [*under_way(), reset])], received())

        assert found.words.endswith(", and goes on in this one: Feil versjon.")

    def test_what_a_reset_run_begins_with_is_told_once(self) -> None:
        """And only of a run that was reset: done again to another one, it is told again."""
        paused = by_hand(PAUSED, reason="Vent.")
        reset = by_hand(TASK_FAILED, scheduled_event_id=SCHEDULED, cause=RESET, base_run_id="a1")
        first = taken(CASE, "a1", 1, [*under_way(), paused])
        reset.event_id += 1
        again, other = (
            taken(CASE, "b1", 2, [*under_way(), paused, reset]),
            taken(CASE, "b1", 2, [*under_way(), paused]),
        )

        assert [x.kind.value for x in interventions_in([first, again], received())] == ["paused", "reset"]
        assert [x.kind.value for x in interventions_in([first, other], received())] == ["paused", "paused"]

    def test_an_update_that_is_handed_in_once_more_is_told_where_it_says_what(self) -> None:
        found = events()
        emptied = next(x for x in requests(found))
        emptied.ClearField("input")
        emptied.meta.identity = "somebody"

        assert interventions_in([taken(CASE, "run", 1, found)], received()) == ()

    def test_a_poke_carries_nothing_and_is_the_houses(self) -> None:
        for name, by, carries, told in (
            ("poke", HOUSE, False, 0),
            ("poke", "somebody", False, 1),
            ("poke", HOUSE, True, 1),
            ("stop", HOUSE, False, 1),
        ):
            signal = by_hand("workflow_execution_signaled", signal_name=name, identity=by)
            if carries:
                signal.workflow_execution_signaled_event_attributes.input.payloads.add(data=b"1")
            found = interventions_in([taken(CASE, "run", 1, [*under_way(), signal])], received())

            assert [x.words for x in found] == [f"signal {name!r}"] * told

    def test_another_act_under_a_number_that_was_received(self) -> None:
        first, second, *others = received()
        other = second.model_copy(update={"act_id": "0" * 32})

        [found] = interventions_in([taken(CASE, "run", 1, events())], [first, other, *others])

        assert found.words.endswith("; the register received another act under that number")
