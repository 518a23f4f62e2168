"""Histories as an export finds them, in the middle of a task too, and as no server has written them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable

import pytest
from temporalio.api.enums.v1 import EventType, WorkflowTaskFailedCause
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

from audit.bundle.replayed import members_of
from audit.decided import acts_in, as_far_as_done
from audit.histories import MOST_EVENTS, bytes_of, events_in, in_files, taken, unpacked
from audit.interventions import InterventionKind, interventions_in
from audit.outcomes import NOT_CHECKED
from audit.replay import replay_each
from audit.replay_checks import checks_of
from audit.replay_of_record import (
    RecordReplayed,
    by_hand,
    evidence_differences,
    replay_record,
    start_difference,
    told_wrongly,
)
from audit.written import UnreadableHistory, as_written
from models.acts import ReceivedAct
from models.canonical import digest_of
from models.evidence import RecordEvidence
from models.procedure import Procedure
from models.roster import Roster
from tests.audit.as_written import event_of
from tests.workflows.kept import Kept, manifest

CASE = "case-ostfold-2031-1"
DONE = "workflow_task_completed_event_attributes"
RESET = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW
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
        ended = event_of(number + 1, "workflow_execution_terminated", reason="Ryddet.")

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


def of_no_queue(found: list[HistoryEvent]) -> None:
    found[0].workflow_execution_started_event_attributes.ClearField("task_queue")


def of_no_workflow(found: list[HistoryEvent]) -> None:
    found[0].workflow_execution_started_event_attributes.ClearField("workflow_type")


def of_another_kind(found: list[HistoryEvent]) -> None:
    found[1].event_type = EventType.EVENT_TYPE_TIMER_STARTED


def of_no_kind(found: list[HistoryEvent]) -> None:
    found[1].event_type = EventType.ValueType(9999)


def renumbered(found: list[HistoryEvent]) -> None:
    for number, event in enumerate(found, start=1):
        event.event_id = number


def started_twice(found: list[HistoryEvent]) -> None:
    again = HistoryEvent()
    again.CopyFrom(found[2])
    found.insert(3, again)
    renumbered(found)


def scheduled_twice(found: list[HistoryEvent]) -> None:
    again = HistoryEvent()
    again.CopyFrom(found[1])
    found.insert(2, again)
    renumbered(found)


def never_done(found: list[HistoryEvent]) -> None:
    del found[3]
    renumbered(found)


def never_started(found: list[HistoryEvent]) -> None:
    found[2:] = [event_of(3, "workflow_task_completed", scheduled_event_id=2)]


def done_of_another(found: list[HistoryEvent]) -> None:
    found[3].workflow_task_completed_event_attributes.scheduled_event_id = 1


def failed_of_another(found: list[HistoryEvent]) -> None:
    found[3:] = [event_of(4, "workflow_task_failed", scheduled_event_id=1)]


def timed_out_of_none(found: list[HistoryEvent]) -> None:
    found[4:] = [event_of(5, "workflow_task_timed_out", scheduled_event_id=2)]


def gone_on_behind_its_end(found: list[HistoryEvent]) -> None:
    found.append(event_of(len(found) + 1, "workflow_execution_signaled", signal_name="poke"))


SPOILED = (
    doubled, exchanged, left_out, empty, beheaded, list.clear, of_no_queue, of_no_workflow, of_another_kind,
    of_no_kind, started_twice, scheduled_twice, never_done, never_started, done_of_another, failed_of_another,
    timed_out_of_none, gone_on_behind_its_end,
)  # fmt: skip


class TestAsNoServerWrites:
    """A replayer would wait for ever, or end with a fault of its own."""

    @pytest.mark.parametrize("spoil", SPOILED)
    def test_is_no_history(self, spoil: Callable[[list[HistoryEvent]], None]) -> None:
        found = events()
        spoil(found)

        with pytest.raises(UnreadableHistory):
            events_in(bytes_of(found))

    def test_a_task_that_failed_or_timed_out_is_done_again(self) -> None:
        found = events()
        failed = event_of(4, "workflow_task_failed", scheduled_event_id=2)
        late = event_of(6, "workflow_task_timed_out", scheduled_event_id=5)

        assert len(as_written([*found[:3], failed, event_of(5, "workflow_task_scheduled"), late])) == 6

    def test_every_kind_of_event_is_known(self) -> None:
        carried = {field.name for field in HistoryEvent.DESCRIPTOR.oneofs_by_name["attributes"].fields}

        assert {event_of(1, name.removesuffix("_event_attributes")).event_id for name in carried} == {1}

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

    @pytest.mark.parametrize("written", [":", " : "])
    def test_another_act_that_came_when_a_clock_rang(self, written: str) -> None:
        """Nobody sends it: the activity that closes the gate hands it in."""
        found = events()
        markers = [
            e.marker_recorded_event_attributes.details
            for e in found
            if e.HasField("marker_recorded_event_attributes")
        ]
        results = [payload for details in markers for payload in details["result"].payloads]
        handed_in = next(payload for payload in results if b'"acts":[{' in payload.data)
        plain = json.loads(handed_in.data)
        [act] = plain["acts"]
        act["facts"]["day"] = "2031-12-31"
        handed_in.data = json.dumps(plain, separators=(",", written)).encode()

        changed = list(evidence_differences(WorkflowHistory(CASE, found), self.evidence()))

        assert [one.what for one in changed] == [f"act {act['number']}"]

    def test_another_community(self) -> None:
        found = events()
        payload = found[0].workflow_execution_started_event_attributes.input.payloads[0]
        payload.data = payload.data.replace(b'"community":"ostfold"', b'"community":"bergen"', 1)

        difference = start_difference(WorkflowHistory(CASE, found), FIRST.entries())

        assert difference is not None
        assert (difference.what, difference.recorded) == ("community at the beginning", "bergen")

    @pytest.mark.parametrize("version", ["procedure", "roster"])
    def test_another_version_at_the_opening(self, version: str) -> None:
        held = self.evidence().model_copy(update={version: "0" * 64})

        assert [one.what for one in evidence_differences(FIRST.history(), held)] == [f"{version} at the opening"]
        later = [one.what for one in evidence_differences(SECOND.history(), held)]
        assert [what for what in later if not what.startswith("act ")] == [f"{version} at the opening"] * (
            version == "roster"  # the procedure by then is named in the state
        )


class TestRunsLeftOut:
    """Whatever run another one names must be here, or it is told that it is not."""

    async def replayed(self, *runs: list[HistoryEvent]) -> RecordReplayed:
        kept = [taken(CASE, f"run-{number}", number, one) for number, one in enumerate(runs, 1)]
        return await replay_record(CASE, kept, FIRST.entries(), evidence=TestBesideTheRecord().evidence())

    async def test_the_one_that_a_reset_took_back(self) -> None:
        reset = events()[:3]
        started = reset[0].workflow_execution_started_event_attributes
        started.original_execution_run_id = "run-1"
        named = {"base_run_id": "run-taken-back", "new_run_id": "run-1"}
        reset.append(event_of(4, "workflow_task_failed", scheduled_event_id=2, cause=RESET, **named))

        found = await self.replayed(reset)

        assert (found.missing, found.complete) == (("run-taken-back",), False)
        assert by_hand(found).startswith(
            "; by its own word, which nothing proves, done by hand in Temporal: started by "
        )
        assert "reset by " in by_hand(found)

    async def test_the_one_that_a_run_is_told_to_have_begun_as(self) -> None:
        invented = events()[:2]
        invented[0].workflow_execution_started_event_attributes.original_execution_run_id = "nowhere"
        invented.append(event_of(3, "workflow_execution_terminated", reason="Lederen ville ikke."))
        whole = events()
        whole[0].workflow_execution_started_event_attributes.original_execution_run_id = "run-2"

        found = await self.replayed(invented, whole)

        assert "nowhere" in found.missing
        assert found.unfollowed == ("workflow_execution_started",), "no code has run in it"

    async def test_a_run_cut_off_in_the_middle_of_a_task_lacks_nothing(self) -> None:
        number = next(
            n for n, e in enumerate(events()) if n > 20 and e.HasField("workflow_task_started_event_attributes")
        )
        ended = event_of(number + 2, "workflow_execution_terminated", reason="Ryddet.")
        signalled = [*events()[: number + 1], event_of(number + 2, "workflow_execution_signaled", signal_name="x")]
        ended_then = event_of(number + 3, "workflow_execution_terminated")

        cut_off = await self.replayed([*events()[: number + 1], ended], events(SECOND))
        heard = await self.replayed([*signalled, ended_then], events(SECOND))

        assert cut_off.unfollowed[-1:] != ("workflow_execution_terminated",)
        assert "workflow_execution_signaled" in heard.unfollowed

    async def test_nothing_by_hand_is_not_mentioned(self) -> None:
        assert by_hand(RecordReplayed(record=CASE, runs=(), entries=0, untold=(), missing=())) == ""


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

    def test_one_said_to_have_been_started_again_from_nothing(self) -> None:
        """`null` is what every other run says of that, too."""
        first, other = events(), events()
        other[0].event_time.seconds += 60
        started = other[0].workflow_execution_started_event_attributes
        started.original_execution_run_id = "b1"
        payload = started.input.payloads[0]
        payload.data = payload.data[:-1] + b',"restarted":null}'

        wrong = told_wrongly([taken(CASE, run_of(first), 1, first), taken(CASE, "b1", 2, other)])

        assert wrong == f"runs {run_of(first)} and b1 both begin the record"

    def test_a_later_one_told_as_the_first_of_others(self) -> None:
        """By that, and by when it began, the runs are put in order."""
        first, second = events(), events(SECOND)
        named = run_of(second)
        second[0].event_time.seconds -= 100 * 86_400
        second[0].workflow_execution_started_event_attributes.first_execution_run_id = named

        wrong = told_wrongly([taken(CASE, named, 1, second), taken(CASE, run_of(first), 2, first)])

        assert wrong == f"run {named} is told to go on from {run_of(first)}, and to have begun with another first run"

    async def test_what_was_handed_on_is_compared_wherever_the_runs_stand(self) -> None:
        first, second = events(), events(SECOND)
        payload = second[0].workflow_execution_started_event_attributes.input.payloads[0]
        payload.data = payload.data[:-1] + b" }"

        found = await replay_record(
            CASE, [taken(CASE, run_of(second), 1, second), taken(CASE, run_of(first), 2, first)], FIRST.entries()
        )

        assert [one.what for run in found.runs for one in run.differences] == ["state carried on"]

    def test_one_told_as_reset_that_began_otherwise(self) -> None:
        first, other = events(), events()
        other[0].event_time.seconds += 60

        wrong = told_wrongly([taken(CASE, run_of(first), 1, first), taken(CASE, "b1", 2, other)])

        assert wrong == f"run b1 is told as {run_of(first)} begun anew, and begins otherwise"


class TestAgain:
    """Temporal's store was put back to an older copy: a run goes on from before its end, and ends in another way."""

    @staticmethod
    def gone_on_again(found: list[HistoryEvent], run: str) -> list[HistoryEvent]:
        again = [HistoryEvent.FromString(event.SerializeToString()) for event in found]
        task = next(e for e in again[20:] if e.HasField("workflow_task_started_event_attributes"))
        task.workflow_task_started_event_attributes.identity = "another worker"
        again[-1].workflow_execution_continued_as_new_event_attributes.new_execution_run_id = run
        return again

    @staticmethod
    def behind(found: list[HistoryEvent], run: str) -> list[HistoryEvent]:
        behind = [HistoryEvent.FromString(event.SerializeToString()) for event in found]
        behind[0].workflow_execution_started_event_attributes.original_execution_run_id = run
        return behind

    def chain(self) -> list[list[HistoryEvent]]:
        first, second = events(), events(SECOND)
        return [first, self.gone_on_again(first, "b2"), second, self.behind(second, "b2")]

    async def test_both_its_histories_are_told_and_what_each_goes_on_in(self) -> None:
        chain = self.chain()
        kept = [taken(CASE, run_of(one), n, one) for n, one in enumerate(chain, 1)]

        found = await replay_record(CASE, kept, FIRST.entries())
        [put_back] = [one for one in interventions_in(kept, ()) if one.kind is InterventionKind.PUT_BACK]

        assert told_wrongly(kept) == ""
        assert (found.first_difference(), found.complete) == (None, True)
        assert put_back.run == run_of(chain[0])
        assert put_back.event > 20
        assert put_back.words.endswith(f": behind event {put_back.event - 1} the run went on once more")

    async def test_what_is_under_way_again_has_no_end_yet(self) -> None:
        first, _, second, _ = self.chain()
        kept = [taken(CASE, run_of(one), n, one) for n, one in enumerate((first, second, first[:10]), 1)]

        assert [one.event for one in interventions_in(kept, ()) if one.kind is InterventionKind.PUT_BACK] == [10]

    @pytest.mark.parametrize("number", range(5))
    def test_whatever_is_under_way_again_stands_last_also_in_a_file(self, number: int) -> None:
        first, again, second, behind = self.chain()
        chain = [
            [first, first[:10]],
            [first, second, first[:10]],
            [first, second, second[:10]],
            [first, again, second, behind[:10]],
            [first, again, second, behind, first[:10]],
        ][number]
        kept = [taken(CASE, run_of(one), n, one) for n, one in enumerate(chain, 1)]

        read = in_files(members_of(kept))[CASE]

        assert (told_wrongly(kept), told_wrongly(read)) == ("", "")
        assert [one.closed is None for one in read] == [False] * (len(chain) - 1) + [True]

    @pytest.mark.parametrize("ended", [True, False])
    def test_put_back_to_before_a_reset(self, *, ended: bool) -> None:
        """The one that came of the reset began as the run that goes on once more: they are two, all the same."""
        first = events()
        run, at = run_of(first), next(n for n, e in enumerate(first) if n > 20 and e.WhichOneof("attributes") == DONE)
        named = {"base_run_id": run, "new_run_id": "aa", "cause": RESET, "scheduled_event_id": at - 1}
        came_of_it = [
            *first[:at],
            event_of(at + 1, "workflow_task_failed", started_event_id=at, **named),
            event_of(at + 2, "workflow_execution_terminated"),
        ]
        taken_back = [*first[: at + 3], event_of(at + 4, "workflow_execution_terminated")]
        once_more = [*first[:10], *([event_of(11, "workflow_execution_terminated")] if ended else ())]
        runs = [(run, taken_back), ("aa", came_of_it), (run, once_more)]
        kept = [taken(CASE, name, n, one) for n, (name, one) in enumerate(runs, 1)]

        assert (told_wrongly(kept[:2]), told_wrongly(kept)) == ("", "")
        # Without the first history of the run it is a copy under another name, as ever.
        assert told_wrongly(kept[1:]) == f"run {run} stands here twice, once as aa"

    @pytest.mark.parametrize("later", [0, 10_000])
    def test_a_reset_of_an_earlier_run_begins_when_it_is_reset(self, later: int) -> None:
        """It has the events of the run before, of when that was; the second was begun and ended in between."""
        first, _, second, _ = self.chain()
        at = next(n for n, e in enumerate(first) if n > 20 and e.WhichOneof("attributes") == DONE)
        named = {"base_run_id": run_of(first), "new_run_id": "aa", "cause": RESET, "scheduled_event_id": at - 1}
        reset = event_of(at + 1, "workflow_task_failed", started_event_id=at, **named)
        reset.event_time.CopyFrom(first[-1 if later else at].event_time)
        reset.event_time.seconds += later
        scheduled = event_of(at + 2, "workflow_task_scheduled")
        runs = [(run_of(first), first), (run_of(second), second), ("aa", [*first[:at], reset, scheduled])]
        kept = [taken(CASE, name, n, one) for n, (name, one) in enumerate(runs, 1)]

        comes_after = f"run aa is told as under way, and {run_of(second)} comes after it"
        assert told_wrongly(in_files(members_of(kept))[CASE]) == ("" if later else comes_after)

    def test_no_two_go_on_in_the_same_run(self) -> None:
        first, again, second, _ = self.chain()
        again[-1].workflow_execution_continued_as_new_event_attributes.new_execution_run_id = run_of(second)

        wrong = told_wrongly([taken(CASE, run_of(one), n, one) for n, one in enumerate((first, again, second), 1)])

        assert wrong == f"run {run_of(first)} has two histories here, which both go on in {run_of(second)}"

    def test_the_same_history_stands_there_once(self) -> None:
        first = events()

        wrong = told_wrongly([taken(CASE, run_of(first), n, first) for n in (1, 2)])

        assert wrong == f"run {run_of(first)} stands here twice, once as {run_of(first)}"

    def test_it_began_once(self) -> None:
        first, again, *_ = self.chain()
        again[0].event_time.seconds += 60

        wrong = told_wrongly([taken(CASE, run_of(first), n, one) for n, one in enumerate((first, again), 1)])

        assert wrong == f"run {run_of(first)} has two histories here, which begin otherwise"

    def test_what_goes_on_from_it_is_named_by_one_of_them(self) -> None:
        first, again, second, _ = self.chain()
        other = self.behind(second, "c3")

        wrong = told_wrongly(
            [taken(CASE, run_of(one), n, one) for n, one in enumerate((first, again, second, other), 1)]
        )

        assert wrong == f"run c3 is told to go on from {run_of(first)}, which goes on in {run_of(second)} or b2"
