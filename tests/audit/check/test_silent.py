"""Acts that gave no entry: a clock that never ran cannot have rung; what no entry speaks of is said to be taken."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import pytest

from audit.check import check
from audit.check.course import Stood, walk
from audit.check.silent import came_to_nothing
from models import acts as a
from models import entries as e
from models.acts import ReceivedAct
from models.base import RecordId
from models.evidence import Evidence
from models.state import Clock
from models.submission import Claim, Submission, submission_digest
from rules.case.folds.common import TAKEOVER_DUE
from rules.legal_dates import local_day
from tests.audit.check.forging import with_record
from tests.rules.evidence import evidence_from
from tests.rules.world import PROCEDURE, World, deliberated, in_roll_call

LATER = timedelta(days=400)


def rang(case: RecordId, after: ReceivedAct, clock: str, due: datetime) -> ReceivedAct:
    """A closing that nobody sent, as its forger would write it behind the last act."""
    act = a.DeadlineReached(clock=clock, due_at=due)
    act_id = hashlib.sha256(f"{case}|{clock}|{due.isoformat()}".encode()).hexdigest()
    changes = {
        "act": act,
        "act_id": act_id,
        "number": after.number + 1,
        "received_at": due,
        "actor": a.Actor(record=case),
        "facts": a.Facts(day=local_day(due, PROCEDURE.timezone)),
        "digest": submission_digest(case, Submission(act_id=act_id, claim=Claim(record=case), act=act)),
    }
    return after.model_copy(update=changes)


def with_closing(evidence: Evidence, clock: str, due: datetime) -> Evidence:
    case = evidence.about
    acts = evidence.by_record[case].acts
    acts = (*acts, rang(case, acts[-1], clock, due))
    return with_record(evidence, case, lambda record: record.model_copy(update={"acts": acts}))


@pytest.mark.parametrize("name", ["objection-due", "forankring-due"])
def test_a_clock_that_never_ran_is_said_to_have_rung(name: str) -> None:
    world, case = in_roll_call()
    world.roll_call(case)

    found = check(with_closing(evidence_from(world, case), name, world.now + LATER)).difference

    assert found is not None
    assert (found.record, found.act, found.rule) == (case, len(world.records[case].acts) + 1, "T-04")
    assert found.what.endswith("is said to have rung, and there was no such clock")


def clock_gone() -> tuple[Evidence, Clock]:
    """A case that was withdrawn and taken over, and the clock of those days, which never rang."""
    world, case = deliberated()
    world.act(case, a.WithdrawCase(reason="Vi trekker den."), world.contact("halden"))
    gone = next(clock for clock in world.state(case).clocks if clock.name == TAKEOVER_DUE)
    world.act(case, a.TakeOverCase(party="moss", reason="Vi vil."), world.contact("moss"))
    assert gone not in world.state(case).clocks
    return evidence_from(world, case), gone


def test_one_that_ran_once_may_have_rung_and_nothing_shows_it() -> None:
    evidence, gone = clock_gone()
    number = len(evidence.records[0].acts) + 1

    checked = check(with_closing(evidence, gone.name, gone.due_at))

    which = f"act {number} of {evidence.about} (deadline reached)"
    told = f"that {which} came: it gave no entry, and the log holds entries"
    assert (checked.difference, checked.unproved) == (None, (told,))


def test_that_it_was_stopped_shows_it() -> None:
    evidence, gone = clock_gone()
    forged = with_closing(evidence, gone.name, gone.due_at)
    course = walk(forged, forged.records[0])
    entry, stopped = course.stood[-1].entry, e.ClockStopped(clock=gone.name, due_at=gone.due_at)

    assert came_to_nothing({course.name: course}) != ()
    course.stood.append(Stood(entry.model_copy(update={"body": stopped}), None, None))
    assert came_to_nothing({course.name: course}) == ()


def test_what_a_record_that_never_was_is_said_to_have_sent_is_taken_at_most() -> None:
    """Its own place on an agenda a case may give up; where no entry came of it, nothing shows that any did."""
    world, case = deliberated()
    evidence = evidence_from(world, case)
    meeting = next(record for record in evidence.records if record.kind == "meeting")
    nobody = "case-ostfold-2031-99"
    act = a.TakeOffAgenda(case=nobody, reason="Trukket.")
    claim = Claim(record=nobody)
    invented = meeting.acts[-1].model_copy(
        update={
            "act": act,
            "act_id": "9" * 64,
            "number": meeting.acts[-1].number + 1,
            "actor": a.Actor(record=nobody),
            "facts": a.Facts(day=meeting.acts[-1].facts.day),
            "digest": submission_digest(meeting.record, Submission(act_id="9" * 64, claim=claim, act=act)),
        }
    )

    checked = check(
        with_record(
            evidence, meeting.record, lambda record: record.model_copy(update={"acts": (*record.acts, invented)})
        )
    )

    assert checked.difference is None
    told = [said for said in checked.unproved if said.startswith(f"that act {invented.number} of {meeting.record} (")]
    assert len(told) == 1


def test_where_every_act_gave_entries_nothing_is_taken() -> None:
    evidence, _ = clock_gone()

    checked = check(evidence)

    assert (checked.difference, checked.unproved) == (None, ())


def refused_often(*, counted: bool) -> tuple[World, RecordId]:
    """A case in which somebody was refused more often in an hour than is entered; and once more in the next."""
    world, case = deliberated()
    again = a.DemandHigherBody(reason="Vi krever det.")
    limit = world.procedure.number("refused_acts_per_seat_hour", world.now.date())
    for _ in range(limit + 2):
        assert world.act(case, again, world.member("SEKR-GP")).verdict.refusal is not None
    if counted:
        world.now += timedelta(hours=1)
        world.act(case, again, world.member("SEKR-GP"))
    return world, case


def test_refusals_that_are_only_counted_are_in_the_log_once_their_count_is_entered() -> None:
    world, case = refused_often(counted=True)

    checked = check(evidence_from(world, case))

    assert any(isinstance(entry.body, e.RefusalsSummarised) for entry in world.records[case].entries)
    assert (checked.difference, checked.unproved) == (None, ())


def test_before_that_nothing_shows_them() -> None:
    world, case = refused_often(counted=False)
    last = len(world.records[case].acts)

    checked = check(evidence_from(world, case))

    assert checked.difference is None
    assert len(checked.unproved) == 1
    assert checked.unproved[0].startswith(f"that act {last - 1} of {case} (")
    assert ", and 1 other of its acts came: " in checked.unproved[0]
