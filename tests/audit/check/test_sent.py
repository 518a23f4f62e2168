"""Each act that a record had from another is one that an entry of its sender sends; each closing is its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from audit.bundle.content import address
from audit.check.between import UNPROVED, sent_by_entries
from audit.check.course import Course, walk
from audit.check.found import Differs
from audit.moments import exact
from models import acts as a
from models.acts import Actor, ReceivedAct
from models.entries import Entry
from models.evidence import Evidence
from tests.audit.check.forging import changed
from tests.rules.evidence import COMMUNITY_RECORD, evidence_from
from tests.rules.world import in_roll_call

MEETING, CASE = "meeting-ostfold-SEKR-2031-2", "case-ostfold-2031-1"
Changed = Callable[[ReceivedAct], ReceivedAct]


@cache
def evidence() -> Evidence:
    """A case decided in the second of two meetings."""
    world, case = in_roll_call()
    world.roll_call(case)
    return evidence_from(world, case)


def courses() -> dict[str, Course]:
    """Its records, walked."""
    return {record.record: walk(evidence(), record) for record in evidence().records}


def number(kind: type, record: str = CASE) -> int:
    """The number of the last act of a kind."""
    return [act.number for act in evidence().by_record[record].acts if isinstance(act.act, kind)][-1]


def received(which: int, record: str = CASE, **changes: Any) -> dict[str, Course]:
    """One act received otherwise."""
    acts = tuple(
        act.model_copy(update=changes) if act.number == which else act for act in evidence().by_record[record].acts
    )
    found = courses()
    return found | {record: replace(found[record], record=found[record].record.model_copy(update={"acts": acts}))}


def refused(told: dict[str, Course]) -> tuple[str, int | None, int | None, str, str]:
    """In which record, entry and act it is found, under which rule, in which words."""
    with pytest.raises(Differs) as found:
        sent_by_entries(told)
    told_so = found.value.difference
    return told_so.record, told_so.seq, told_so.act, told_so.rule, told_so.what


def id_of(entry: Entry, to: str, place: int) -> str:
    """The id of what an entry sends, by its digest."""
    return address(f"{entry.hash}|{to}|{place}".encode())


def sends(kind: type) -> Entry:
    """The entry of the meeting that sends the last act of a kind to the case."""
    ids = {act.act_id for act in evidence().by_record[CASE].acts if isinstance(act.act, kind)}
    entries = evidence().by_record[MEETING].entries
    return next(x for x in entries for place in range(5) if id_of(x, CASE, place) in ids)


class TestSent:
    """By an entry, as it was sent, and not before it."""

    def test_all_of_it_is(self) -> None:
        assert sent_by_entries(courses()) == ()

    def test_another_act_than_was_sent(self) -> None:
        which = number(a.PapersSent)
        sent = evidence().by_record[CASE].acts[which - 1].act
        other = sent.model_copy(update={"meeting": "meeting-ostfold-SEKR-2031-1"})
        record, seq, act, rule, what = refused(received(which, act=other))

        assert (record, act, rule) == (CASE, which, "ENGINE")
        assert seq == courses()[CASE].entry_of(which)
        assert what == f"{MEETING} sends another papers_sent than the papers_sent received"

    def test_an_act_that_nothing_sends(self) -> None:
        which = number(a.PapersSent)
        record, _seq, act, _rule, what = refused(received(which, act_id="0" * 64))

        assert (record, act) == (CASE, which)
        assert what == f"no entry of {MEETING} sends this papers_sent"

    @pytest.mark.parametrize(("seconds", "found"), [(61, True), (60, False), (0, False)])
    def test_an_act_that_came_before_what_sends_it(self, seconds: int, found: bool) -> None:
        which, entry = number(a.ItemOpened), sends(a.ItemOpened)
        told = received(which, received_at=entry.at - timedelta(seconds=seconds))

        if found:
            assert refused(told)[4] == f"the item_opened came before entry {entry.seq} of {MEETING}, which sends it"
        else:
            assert sent_by_entries(told) == ()

    def test_what_is_sent_from_elsewhere_has_an_id_of_its_own(self) -> None:
        by_meeting = Actor(record=MEETING)

        assert sent_by_entries(received(1, actor=by_meeting)) == ()
        assert refused(received(number(a.ClassifyCase), actor=by_meeting))[4].startswith(f"no entry of {MEETING}")

    @pytest.mark.parametrize(("place", "found"), [(999, True), (1000, False), (1099, False), (1100, True)])
    def test_a_meeting_that_was_found_for_it_has_its_places(self, place: int, found: bool) -> None:
        which = number(a.PlaceCase)
        entry = evidence().by_record[MEETING].entries[0]
        told = received(which, actor=Actor(record=MEETING), act_id=id_of(entry, CASE, place))

        if found:
            assert refused(told)[4] == f"no entry of {MEETING} sends this place_case"
        else:
            assert sent_by_entries(told) == ()

    def test_a_record_that_sends_nothing_by_itself(self) -> None:
        told = received(number(a.PapersSent), actor=Actor(record=COMMUNITY_RECORD))

        assert refused(told)[4] == f"no entry of {COMMUNITY_RECORD} sends this papers_sent"


class TestClosing:
    """The clock's acts are the record's own, and come when it is time (T-04)."""

    def test_by_another_id_or_for_another(self) -> None:
        which = number(a.DeadlineReached)
        clock = getattr(evidence().by_record[CASE].acts[which - 1].act, "clock", "")

        for changes in ({"act_id": "0" * 64}, {"actor": Actor(record=MEETING)}, {"actor": Actor(person="p-1")}):
            record, seq, act, rule, what = refused(received(which, **changes))
            assert (record, act, rule) == (CASE, which, "ENGINE")
            assert seq == courses()[CASE].entry_of(which)
            assert what == f"the closing of {clock} is not the record's own"

    @pytest.mark.parametrize(("seconds", "found"), [(1, True), (0, False)])
    def test_before_it_was_due(self, seconds: int, found: bool) -> None:
        which = number(a.DeadlineReached)
        due = getattr(evidence().by_record[CASE].acts[which - 1].act, "due_at", None)
        assert due is not None
        told = received(which, received_at=due - timedelta(seconds=seconds))

        if found:
            record, _seq, act, rule, what = refused(told)
            assert (record, act, rule) == (CASE, which, "T-04")
            assert what.endswith(f"and is due {exact(due)}")
        else:
            assert sent_by_entries(told) == ()


class TestNotHere:
    """A sender that is not here: what it says of itself alone is taken, and what cannot be proved is said."""

    def sent_by(self, sender: str, record: str, act: Any, about: str = CASE) -> dict[str, Course]:
        """The last act of a record was sent by another one, in evidence about some record."""
        last = len(evidence().by_record[record].acts)
        told = received(last, record, act=act, actor=Actor(record=sender), act_id="7" * 64)
        return {name: replace(course, evidence=changed(evidence(), about=about)) for name, course in told.items()}

    def test_to_the_record_it_is_about_nobody_speaks_who_is_not_here(self) -> None:
        told = self.sent_by("case-ostfold-2031-7", CASE, a.WithdrawCase(reason="x"))

        assert refused(told)[4] == (
            "the withdraw_case is said to be sent by case-ostfold-2031-7, which is not in the evidence"
        )

    @pytest.mark.parametrize("kind", ["case", "meeting", "agreement", "dispute"])
    def test_to_one_around_it_each_kind_may(self, kind: str) -> None:
        assert sent_by_entries(self.sent_by(f"{kind}-ostfold-9", MEETING, a.CloseMeeting())) == (UNPROVED,)

    @pytest.mark.parametrize("sender", ["person-ostfold-9", "case-vestre-9", "community-vestre", "ostfold-case-9"])
    def test_what_is_no_record_of_the_community_may_not(self, sender: str) -> None:
        assert refused(self.sent_by(sender, MEETING, a.CloseMeeting()))[4] == (
            f"the close_meeting is said to be sent by {sender}, which is not in the evidence"
        )

    def test_of_a_communitys_own_evidence_the_others_are_not_part(self) -> None:
        told = self.sent_by("case-ostfold-9", COMMUNITY_RECORD, a.CloseMeeting(), about=COMMUNITY_RECORD)

        assert sent_by_entries(told) == (UNPROVED,)

    def test_a_case_speaks_of_its_own_item(self) -> None:
        own = a.TakeOffAgenda(case="case-ostfold-9", reason="x")
        other = a.TakeOffAgenda(case="case-ostfold-8", reason="x")

        assert sent_by_entries(self.sent_by("case-ostfold-9", MEETING, own)) == ()
        assert refused(self.sent_by("case-ostfold-9", MEETING, other))[4] == (
            "the take_off_agenda speaks for case-ostfold-8, and is said to be sent by case-ostfold-9"
        )
