"""What one record is said to have sent another, where the sender is not in the evidence, or its clock was moved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from audit.check import check
from audit.check.between import UNPROVED
from models import acts as a
from models import entries as e
from models.evidence import Evidence, RecordEvidence
from tests.audit.check.forging import changed, with_record
from tests.rules.evidence import evidence_from
from tests.rules.world import Who, in_roll_call


@pytest.mark.parametrize("sender", ["meeting-x-y", "meeting-ostfold-SU-2031-9", "community-innlandet"])
def test_an_act_sent_by_a_record_that_does_not_exist_is_found(sender: str) -> None:
    """A party would be left out of a decision, and its objection with it."""
    world, case = in_roll_call()
    left = world.act(
        case, a.PartyLeft(party="halden", last_day=world.now.date() - timedelta(days=1)), Who(record=sender)
    )
    world.roll_call(case)

    found = check(evidence_from(world, case)).difference

    assert left.kinds == ["party_left_case"]
    assert found is not None
    assert (found.record, found.seq) == (case, left.entries[0].seq)
    assert found.what == f"{sender} is named by entry {found.seq} and is not in the evidence"


def test_nor_does_one_speak_that_was_not_heard() -> None:
    """What it said came to nothing, and is in no entry."""
    world, case = in_roll_call()
    said = world.act(case, a.MeetingRescheduled(meeting="meeting-x-y"), Who(record="meeting-x-y"))

    found = check(evidence_from(world, case)).difference

    assert said.entries == ()
    assert found is not None
    assert (found.record, found.act) == (case, len(world.records[case].acts))
    assert found.what == "the meeting_rescheduled is said to be sent by meeting-x-y, which is not in the evidence"


def around(sender: str, act: a.Act) -> Evidence:
    """A decided case, and a meeting of it that was told something by a record that is not there."""
    world, case = in_roll_call()
    world.roll_call(case)
    meeting = world.state(case).decided_in
    assert meeting is not None
    world.act(meeting, act, Who(record=sender))
    return evidence_from(world, case)


OTHER = "case-ostfold-2031-7"
SILENT = "it gave no entry, and the log holds entries"


def test_what_another_case_does_in_the_same_meeting_is_its_own_story() -> None:
    checked = check(around(OTHER, a.TakeOffAgenda(case=OTHER, reason="Trukket.")))

    assert checked.difference is None
    assert [said.partition(" came: ")[2] for said in checked.unproved] == [SILENT], "it was not on the agenda"


def test_a_case_speaks_for_no_other() -> None:
    found = check(around(OTHER, a.TakeOffAgenda(case="case-ostfold-2031-1", reason="Trukket."))).difference

    assert found is not None
    assert found.what == f"the take_off_agenda speaks for case-ostfold-2031-1, and is said to be sent by {OTHER}"


def test_what_a_record_elsewhere_sent_to_one_around_is_said_not_to_be_proved() -> None:
    """A meeting of which another case on the agenda says that it had it, too."""
    world, case = in_roll_call()
    world.roll_call(case)
    other = world.case()
    gone = world.meeting("SU", 90)
    world.act(other, a.MeetingRescheduled(meeting=gone), Who(record=gone))
    evidence = evidence_from(world, case)

    checked = check(changed(evidence, records=tuple(r for r in evidence.records if r.record != gone)))

    assert checked.difference is None
    assert [said.partition(" came: ")[2] or said for said in checked.unproved] == [UNPROVED, SILENT]


def with_act(record: RecordEvidence, act: a.ReceivedAct) -> tuple[a.ReceivedAct, ...]:
    """The record's acts with this one in its place; no digest says when an act came."""
    return tuple(act if was.number == act.number else was for was in record.acts)


def test_a_deadline_closed_after_what_it_led_to_is_found() -> None:
    """Its entries say when it was due; when it was closed, its act alone, and what was sent because of it."""
    world, case = in_roll_call()
    evidence, name = evidence_from(world, case), "meeting-ostfold-SEKR-2031-2"
    notice = next(x for x in evidence.by_record[name].entries if isinstance(x.body, e.NoticeSent)).act
    assert notice is not None
    closing = evidence.by_record[name].acts[notice.number - 1]
    later = closing.model_copy(update={"received_at": closing.received_at + timedelta(minutes=2)})

    checked = check(with_record(evidence, name, lambda r: r.model_copy(update={"acts": with_act(r, later)})))

    assert isinstance(closing.act, a.DeadlineReached)
    assert checked.difference is not None
    assert checked.difference.record == case
    assert "the papers_sent came before entry" in checked.difference.what
