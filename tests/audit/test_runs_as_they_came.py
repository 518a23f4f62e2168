"""Histories as an export finds them, in the middle of a task too, and as no server has written them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable

import pytest
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

from audit.histories import MOST_EVENTS, UnreadableHistory, bytes_of, events_in, taken, unpacked
from audit.outcomes import NOT_CHECKED
from audit.replay import acts_in, as_far_as_done, replay_each
from audit.replay_checks import checks_of
from audit.replay_of_record import evidence_differences, replay_record, told_wrongly
from models.acts import ReceivedAct
from models.canonical import digest_of
from models.evidence import RecordEvidence
from models.procedure import Procedure
from models.roster import Roster
from tests.workflows.kept import Kept, manifest

CASE = "case-ostfold-2031-1"
FIRST, SECOND = (kept for kept in manifest() if (kept.story, kept.record) == ("decided", CASE))


def events(kept: Kept = FIRST) -> list[HistoryEvent]:
    return list(kept.history().events)


def run_of(found: list[HistoryEvent]) -> str:
    return found[0].workflow_execution_started_event_attributes.original_execution_run_id


def start_of(found: list[HistoryEvent]) -> dict[str, object]:
    plain: dict[str, object] = json.loads(found[0].workflow_execution_started_event_attributes.input.payloads[0].data)
    return plain


class TestUnderWay:
    """What came in since the code last ran has led to nothing yet: it is no difference, and it is told."""

    async def test_wherever_an_honest_run_is_looked_at_nothing_differs(self) -> None:
        """A server writes what a task led to at once, so a run is never seen between that."""
        whole, entries = events(), FIRST.entries()
        ends = [
            n for n in range(1, len(whole)) if len(as_far_as_done(WorkflowHistory(CASE, whole[: n + 1])).events) <= n
        ]
        seen = [(WorkflowHistory(CASE, whole[:n]), entries) for n in ends]

        found = [replayed async for replayed in replay_each(seen)]

        assert len(found) > 20
        assert [(n, str(r.differences)) for n, r in zip(ends, found, strict=True) if not r.agrees] == []
        assert {len(r.unfollowed) for r in found} >= {0, 1, 2}

    async def test_what_came_since_is_told(self) -> None:
        began = [taken(CASE, run_of(events()), 1, events()[:2])]

        found = await replay_record(CASE, began, ())

        assert (found.agrees, found.complete) == (True, False)
        assert found.unfollowed == ("workflow_execution_started", "workflow_task_scheduled")
        assert [check.outcome for check in checks_of(found) if "led to something" in check.what] == [NOT_CHECKED]

    async def test_a_run_ended_from_outside_is_replayed_up_to_there(self) -> None:
        """Anybody could write that end behind it: the code has no part in it."""
        number = next(
            n for n, e in enumerate(events()) if n > 20 and e.HasField("workflow_task_scheduled_event_attributes")
        )
        ended = HistoryEvent(event_id=number + 1)
        ended.workflow_execution_terminated_event_attributes.reason = "Ryddet."

        found = await replay_record(
            CASE, [taken(CASE, run_of(events()), 1, [*events()[:number], ended])], FIRST.entries()
        )

        assert (found.agrees, found.unfollowed[-1:]) == (True, ("workflow_execution_terminated",))


def doubled(found: list[HistoryEvent]) -> None:
    found.append(found[-1])


def exchanged(found: list[HistoryEvent]) -> None:
    found[12], found[13] = found[13], found[12]


def left_out(found: list[HistoryEvent]) -> None:
    del found[5]


def empty(found: list[HistoryEvent]) -> None:
    found.append(HistoryEvent(event_id=len(found) + 1))


def beheaded(found: list[HistoryEvent]) -> None:
    del found[0]


class TestAsNoServerWrites:
    """A replayer would wait for ever, or end with a fault of its own."""

    @pytest.mark.parametrize("spoil", [doubled, exchanged, left_out, empty, beheaded, list.clear])
    def test_is_no_history(self, spoil: Callable[[list[HistoryEvent]], None]) -> None:
        found = events()
        spoil(found)

        with pytest.raises(UnreadableHistory):
            events_in(bytes_of(found))

    def test_a_small_file_of_many_events_is_not_read(self) -> None:
        small = zlib.compress(b"\x0a\x00" * (MOST_EVENTS + 1), wbits=31)

        assert len(small) < 1000
        with pytest.raises(UnreadableHistory, match="more than 51200 events"):
            events_in(unpacked(small))

    async def test_a_result_without_what_it_is(self) -> None:
        found = events()
        marker = next(e for e in found if e.HasField("marker_recorded_event_attributes"))
        marker.marker_recorded_event_attributes.details["data"].ClearField("payloads")

        with pytest.raises(UnreadableHistory, match="what stands in its events cannot be read"):
            await replay_record(CASE, [taken(CASE, run_of(found), 1, found)], FIRST.entries())


class TestBesideTheRecord:
    """What was received, and the versions that the record was opened under, are held elsewhere, too."""

    def evidence(self) -> RecordEvidence:
        start = start_of(events())
        sent = {act["number"]: act for act in acts_in(FIRST.history())}
        return RecordEvidence(
            record=CASE,
            kind="case",
            procedure=digest_of(Procedure.model_validate_json(json.dumps(start["procedure"]))),
            roster=digest_of(Roster.model_validate_json(json.dumps(start["roster"]))),
            opened_at=FIRST.entries()[0].at,
            entries=FIRST.entries(),
            acts=tuple(ReceivedAct.model_validate_json(json.dumps(sent[number])) for number in sorted(sent)),
        )

    def test_the_same_is_no_difference(self) -> None:
        assert list(evidence_differences(FIRST.history(), self.evidence())) == []

    def test_another_act(self) -> None:
        held = self.evidence()
        facts = held.acts[1].facts.model_copy(update={"undecided": ("case-ostfold-2031-9",)})
        acts = (held.acts[0], held.acts[1].model_copy(update={"facts": facts}), *held.acts[3:])

        found = list(evidence_differences(FIRST.history(), held.model_copy(update={"acts": acts})))

        assert {one.what for one in found} == {"act 2", "act 3"}

    @pytest.mark.parametrize("version", ["procedure", "roster"])
    def test_another_version_at_the_opening(self, version: str) -> None:
        held = self.evidence().model_copy(update={version: "0" * 64})

        assert [one.what for one in evidence_differences(FIRST.history(), held)] == [f"{version} at the opening"]
        assert list(evidence_differences(SECOND.history(), held)) == [
            one for one in evidence_differences(SECOND.history(), held) if one.what.startswith("act ")
        ]


class TestRunsBesideEachOther:
    """A run begins the record, or goes on from the one that names it, or was reset from one that began alike."""

    def test_as_they_were(self) -> None:
        first, second = events(), events(SECOND)

        assert told_wrongly([taken(CASE, run_of(one), n, one) for n, one in enumerate((first, second), 1)]) == ""

    def test_another_beginning(self) -> None:
        first, other = events(), events()
        other[0].event_time.seconds += 60
        other[0].workflow_execution_started_event_attributes.original_execution_run_id = "b1"

        wrong = told_wrongly([taken(CASE, run_of(first), 1, first), taken(CASE, "b1", 2, other)])

        assert wrong == f"runs {run_of(first)} and b1 both begin the record"

    def test_one_that_the_run_before_does_not_name(self) -> None:
        first, other = events(), events(SECOND)
        named = run_of(other)
        other[0].workflow_execution_started_event_attributes.original_execution_run_id = "b1"

        wrong = told_wrongly([taken(CASE, run_of(first), 1, first), taken(CASE, "b1", 2, other)])

        assert wrong == f"run b1 is told to go on from {run_of(first)}, which goes on in {named}"

    def test_one_told_as_reset_that_began_otherwise(self) -> None:
        first, other = events(), events()
        other[0].event_time.seconds += 60

        wrong = told_wrongly([taken(CASE, run_of(first), 1, first), taken(CASE, "b1", 2, other)])

        assert wrong == f"run b1 is told as {run_of(first)} begun anew, and begins otherwise"
