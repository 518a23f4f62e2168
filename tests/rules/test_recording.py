"""How acts become entries of a chain, and how a sender's refused acts are counted when they are too many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Act, Actor, Facts, ReceivedAct
from models.canonical import EMPTY_HEAD
from models.rulebook import RefusalCode
from models.state import Clock, RecordHead, RefusalTally
from models.work import Outcome
from rules.recording import (
    Recorded,
    record_act,
    record_step,
    sender_of,
    still_running,
    stopped,
    summarised,
)
from rules.verdict import NOTHING_LEFT, Verdict, accepted, refused

AT = datetime(2031, 3, 3, 9, 30, tzinfo=UTC)
HOUR = AT.replace(minute=0)
HEAD = RecordHead(record="case-x-2031-1", seq=5, hash="c" * 64, judged=8)
BODIES = (e.MinutesIssued(text="a" * 64, html="b" * 64), e.MinutesIssued(text="b" * 64, html="c" * 64))
NO = refused(RefusalCode.ENDED, "P-29", "the case is over", "a new case")
SEAT = Actor(person="p-1", seat="S-1")


def _received(actor: Actor = SEAT, act: Act | None = None, at: datetime = AT) -> ReceivedAct:
    return ReceivedAct(
        act_id="0" * 32,
        record=HEAD.record,
        number=9,
        received_at=at,
        digest="d" * 64,
        actor=actor,
        facts=Facts(day=at.date()),
        act=act or a.CloseMeeting(),
    )


def _refused(head: RecordHead, *, at: datetime = AT, actor: Actor = SEAT, limit: int = 2) -> Recorded:
    return record_act(head, _received(actor, at=at), NO, limit)


class TestTheChain:
    """Each entry names the one before it, the act that gave it, and who acted."""

    def test_an_accepted_act(self) -> None:
        recorded = record_act(HEAD, _received(), accepted(*BODIES), 10)
        first, second = recorded.entries

        assert [(x.seq, x.prev, x.at, x.body) for x in recorded.entries] == [
            (6, "c" * 64, AT, BODIES[0]), (7, first.hash, AT, BODIES[1]),
        ]  # fmt: skip
        assert {(x.record, x.actor, x.act) for x in recorded.entries} == {
            (HEAD.record, SEAT, e.ActRef(act_id="0" * 32, number=9, digest="d" * 64))
        }
        assert recorded.head == HEAD.model_copy(update={"seq": 7, "hash": second.hash, "judged": 9})
        verdict = recorded.verdict
        assert (verdict.outcome, verdict.first_seq, verdict.last_seq) == (Outcome.ACCEPTED, 6, 7)
        assert (verdict.act_id, verdict.number, verdict.refusal) == ("0" * 32, 9, None)

    def test_one_that_came_after_what_it_was_for(self) -> None:
        recorded = record_act(HEAD, _received(), NOTHING_LEFT, 10)

        assert (recorded.entries, recorded.head) == ((), HEAD.model_copy(update={"judged": 9}))
        verdict = recorded.verdict
        assert (verdict.outcome, verdict.first_seq, verdict.last_seq) == (Outcome.NOTHING_LEFT, None, None)

    def test_a_clock_rings_at_the_time_it_was_set_for(self) -> None:
        due = AT - timedelta(hours=1)
        ring = _received(Actor(record=HEAD.record), a.DeadlineReached(clock="notice-due", due_at=due))

        assert [x.at for x in record_act(HEAD, ring, accepted(BODIES[0]), 10).entries] == [due]

    def test_a_step_of_the_house_is_nobodys_act(self) -> None:
        entries, head = record_step(HEAD, BODIES, AT)

        assert [(x.seq, x.at, x.act, x.actor) for x in entries] == [(6, AT, None, None), (7, AT, None, None)]
        assert head == HEAD.model_copy(update={"seq": 7, "hash": entries[-1].hash})
        assert record_step(HEAD, (), AT) == ((), HEAD)

    def test_the_first_follows_nothing(self) -> None:
        [entry], _ = record_step(HEAD.model_copy(update={"seq": 0, "hash": EMPTY_HEAD}), BODIES[:1], AT)

        assert (entry.seq, entry.prev) == (1, EMPTY_HEAD)


class TestRefusedActs:
    """They are entered; beyond the number an hour they are counted, and the count is entered."""

    def test_one_is_entered_with_its_reason(self) -> None:
        recorded = _refused(HEAD)

        assert NO.refusal is not None
        assert [x.body for x in recorded.entries] == [e.ActRefused(act_kind="close_meeting", refusal=NO.refusal)]
        assert (recorded.verdict.outcome, recorded.verdict.refusal) == (Outcome.REFUSED, NO.refusal)
        assert recorded.head.tallies == (RefusalTally(sender="S-1", hour=HOUR, listed=1),)

    def test_beyond_the_limit_they_are_counted(self) -> None:
        recorded, given = _refused(HEAD), [1]
        for _ in range(3):
            recorded = _refused(recorded.head)
            given.append(len(recorded.entries))

        assert given == [1, 1, 0, 0]
        assert recorded.head.tallies == (RefusalTally(sender="S-1", hour=HOUR, listed=2, summarised=2),)
        assert (recorded.head.seq, recorded.verdict.outcome) == (7, Outcome.REFUSED)

    @pytest.mark.parametrize(
        ("at", "kinds"),
        [
            (HOUR + timedelta(minutes=59, seconds=59), []),
            (HOUR + timedelta(hours=1), ["refusals_summarised", "act_refused"]),
        ],
    )
    def test_the_next_hour_enters_the_count_and_begins_anew(self, at: datetime, kinds: list[str]) -> None:
        full = RefusalTally(sender="S-1", hour=HOUR, listed=2, summarised=3)

        recorded = _refused(HEAD.model_copy(update={"tallies": (full,)}), at=at)

        assert [x.body.kind for x in recorded.entries] == kinds
        if kinds:
            assert recorded.entries[0].body == e.RefusalsSummarised(sender="S-1", hour=HOUR, count=3)
            anew = RefusalTally(sender="S-1", hour=HOUR + timedelta(hours=1), listed=1)
            assert recorded.head.tallies == (anew,)

    def test_an_hour_in_which_none_was_left_out_has_no_count(self) -> None:
        calm = RefusalTally(sender="S-1", hour=HOUR - timedelta(hours=1), listed=2)

        recorded = _refused(HEAD.model_copy(update={"tallies": (calm,)}))

        assert [x.body.kind for x in recorded.entries] == ["act_refused"]
        assert summarised(calm) == ()

    def test_each_sender_has_its_own_count(self) -> None:
        other = RefusalTally(sender="S-2", hour=HOUR, listed=2, summarised=1)

        recorded = _refused(HEAD.model_copy(update={"tallies": (other,)}))

        assert recorded.head.tallies == (other, RefusalTally(sender="S-1", hour=HOUR, listed=1))

    def test_an_accepted_act_leaves_the_count(self) -> None:
        head = HEAD.model_copy(update={"tallies": (RefusalTally(sender="S-1", hour=HOUR, listed=2),)})

        assert record_act(head, _received(), accepted(BODIES[0]), 2).head.tallies == head.tallies

    @pytest.mark.parametrize(
        ("actor", "sender"),
        [
            ({"person": "p-1", "seat": "S-1", "party": "a"}, "S-1"),
            ({"person": "p-1", "party": "a"}, "a"),
            ({"person": "p-1"}, "p-1"),
            ({"record": "case-x-2031-1"}, "case-x-2031-1"),
            ({}, "unknown"),
        ],
    )
    def test_a_sender_is_a_seat_else_a_party_else_a_person_else_a_record(
        self, actor: dict[str, Any], sender: str
    ) -> None:
        assert sender_of(_received(Actor(**actor))) == sender


def test_a_clock_that_rang_and_runs_on_is_stopped_and_no_other() -> None:
    rung = Clock(name="a-due", due_at=AT, consequence="x", rule="P-06")
    later = rung.model_copy(update={"due_at": AT + timedelta(days=1)})
    other = rung.model_copy(update={"name": "b-due"})

    assert stopped(rung, (later, rung)) == (e.ClockStopped(clock="a-due", due_at=AT),)
    assert stopped(rung, (later, other)) == ()
    assert still_running((rung, later, other), e.ClockStopped(clock="a-due", due_at=AT)) == (later, other)


def test_a_verdict_is_entries_or_a_refusal_or_nothing() -> None:
    assert (accepted(*BODIES).bodies, accepted(*BODIES).refusal) == (BODIES, None)
    assert (NO.bodies, NOTHING_LEFT) == ((), Verdict())
