"""A record walked anew: each act judged where it stands, each step of the house; what differs is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from audit.check.course import Course, walk
from audit.check.found import Difference, Differs
from models import acts as a
from models import entries as e
from models.acts import Actor, Facts, ReceivedAct
from models.canonical import digest_of
from models.entries import Entry, EntryBody
from models.evidence import Evidence, RecordEvidence
from models.roster import Roster
from rules.community import Community, judge_community
from rules.recording import record_act
from rules.roster_acts import changed_roster
from tests.audit.check.forging import act_forged, chained_anew, changed, entry_forged
from tests.audit.check.telling import with_numbers
from tests.rules.desk import SECRETARIAT
from tests.rules.evidence import COMMUNITY_RECORD, evidence_from
from tests.rules.world import PROCEDURE, ROSTER, World, in_roll_call

CASE = "case-ostfold-2031-1"
Forge = Callable[[RecordEvidence], RecordEvidence]
LATER = with_numbers(PROCEDURE.model_copy(update={"version": "2"}), min_gap_days=20)


@cache
def evidence() -> Evidence:
    """A case decided, with a paper that was refused."""
    world, case = in_roll_call()
    world.roll_call(case)
    world.act(case, a.AddPaper(document="d" * 64, title="Vedlegg"))  # refused: it is decided
    meeting = world.state(case).decided_in
    assert meeting is not None
    world.act(meeting, a.CloseMeeting())
    return evidence_from(world, case)


def walked(forge: Forge, name: str = CASE) -> Course:
    """A record of it walked, told otherwise."""
    found = evidence()
    return walk(found, forge(found.by_record[name]))


def differs(forge: Forge, name: str = CASE) -> Difference:
    """What is found in it."""
    with pytest.raises(Differs) as told:
        walked(forge, name)
    assert told.value.difference.record == name
    return told.value.difference


def as_it_is(record: RecordEvidence) -> RecordEvidence:
    return record


def first(kind: type, name: str = CASE) -> Entry:
    """The first entry of a kind."""
    return next(entry for entry in evidence().by_record[name].entries if isinstance(entry.body, kind))


def number(kind: type) -> int:
    """The act behind the first entry of a kind."""
    found = first(kind).act
    assert found is not None
    return found.number


def with_entries(change: Callable[[list[Entry]], None]) -> Forge:
    """Its entries changed, and chained anew."""

    def forge(record: RecordEvidence) -> RecordEvidence:
        entries = list(record.entries)
        change(entries)
        return record.model_copy(update={"entries": chained_anew(entries)})

    return forge


def another(kind: type, body: EntryBody) -> Forge:
    """Another entry in the place of the first of a kind."""
    place = first(kind).seq - 1

    def put(entries: list[Entry]) -> None:
        entries[place] = entries[place].model_copy(update={"body": body})

    return with_entries(put)


def put_in(place: int, body: EntryBody, of: Entry | None = None) -> Forge:
    """One entry more at a place: the house's own, or what an act gave that gave another."""
    like = of or first(e.Announced)
    return with_entries(lambda entries: entries.insert(place, like.model_copy(update={"body": body})))


class TestHonest:
    """What it is as it stands, and what is known of it then."""

    def test_every_entry_and_act_is_walked(self) -> None:
        course, record = walked(as_it_is), evidence().by_record[CASE]

        assert [stood.entry for stood in course.stood] == list(record.entries)
        assert list(course.went_by) == [act.number for act in record.acts]
        assert (course.stood[0].before, course.stood[-1].after) == (None, course.state)
        assert (course.head.seq, course.head.hash) == (len(record.entries), record.entries[-1].hash)

    def test_the_first_entry_that_an_act_gave(self) -> None:
        course = walked(as_it_is)
        made = first(e.BeslutningMade)

        assert course.entry_of(number(e.BeslutningMade)) == made.seq
        assert course.entry_of(999) is None

    def test_each_record_is_one_of_its_kind(self) -> None:
        for record in evidence().records:
            assert walk(evidence(), record).head.seq == len(record.entries)


class TestActs:
    """What an act gave is what the rules give for it, and nothing else."""

    def test_an_act_that_was_never_received(self) -> None:
        last = number(e.ActRefused)
        found = differs(lambda r: r.model_copy(update={"acts": r.acts[: last - 1]}))

        assert (found.seq, found.act) == (first(e.ActRefused).seq, last)
        assert found.what == "act_refused answers an act that was not received"

    def test_an_entry_too_few(self) -> None:
        place = first(e.FollowUpDue).seq - 1
        found = differs(with_entries(lambda entries: entries.__delitem__(place)))

        assert (found.seq, found.act, found.rule) == (place + 1, number(e.BeslutningMade), "P-35")
        assert found.what == "the rules give follow_up_due for the close_item, and the record has nothing"

    def test_none_of_them(self) -> None:
        refused = first(e.ActRefused)
        found = differs(with_entries(lambda entries: entries.remove(refused)))

        assert (found.seq, found.act) == (refused.seq, number(e.ActRefused))
        assert found.what == "the rules give act_refused for the add_paper, and the record has nothing"

    def test_an_entry_too_many(self) -> None:
        due = first(e.FollowUpDue)
        found = differs(put_in(due.seq, due.body, due))

        assert (found.seq, found.act, found.rule) == (due.seq + 1, number(e.BeslutningMade), "P-35")
        assert found.what == "the record has follow_up_due, which the rules do not give for the close_item"

    def test_an_entry_of_another_kind(self) -> None:
        found = differs(another(e.FollowUpDue, first(e.CaseItemOpened).body))

        assert (found.seq, found.rule) == (first(e.FollowUpDue).seq, "P-35")
        assert found.what == "the record has case_item_opened, and the rules give follow_up_due for the close_item"

    def test_an_entry_that_says_something_else(self) -> None:
        made = first(e.BeslutningMade).seq
        found = differs(lambda r: entry_forged(r, made, absent=("SEKR-M1",), heard=("SEKR-GP",)))

        assert (found.seq, found.act, found.rule) == (made, number(e.BeslutningMade), "P-19")
        assert found.what == "beslutning_made for the close_item is not what the rules give: absent, heard"

    def test_an_entry_of_another_time(self) -> None:
        made = first(e.BeslutningMade)
        later = made.model_copy(update={"at": made.at + timedelta(hours=1)})
        found = differs(with_entries(lambda entries: entries.__setitem__(made.seq - 1, later)))

        assert found.what == "beslutning_made for the close_item is not what the rules give: at"

    def test_what_the_rules_refuse(self) -> None:
        paper = e.PaperAdded(document="d" * 64, title="Vedlegg", late=False)
        found = differs(another(e.ActRefused, paper))

        assert (found.seq, found.act) == (first(e.ActRefused).seq, number(e.ActRefused))
        assert found.what.startswith("the record has paper_added, and the rules refuse the add_paper: ")
        assert found.rule == first(e.ActRefused).body.refusal.rule  # type: ignore[union-attr]

    def test_a_refusal_with_another_reason(self) -> None:
        found = differs(lambda r: entry_forged(r, first(e.ActRefused).seq, act_kind="take_position"))

        assert found.what == "act_refused for the add_paper is not what the rules give: act_kind"


class TestSteps:
    """What the house entered by itself is due there, and is what the rules give."""

    def test_what_nothing_makes_due(self) -> None:
        place = first(e.DroftingHeld).seq
        found = differs(put_in(place, e.CaseClosed(outcome="besluttet")))

        assert (found.seq, found.act, found.rule) == (place + 1, None, "P-35")
        assert found.what == "Saksgang entered case_closed by itself, and the rules give nothing here"

    def test_what_comes_before_something_else(self) -> None:
        place = first(e.BindingEffect).seq - 1
        found = differs(put_in(place, first(e.Announced).body))

        assert (found.seq, found.rule) == (place + 1, "P-19")
        assert found.what == "Saksgang entered announced by itself, and the rules give binding_effect here"

    def test_what_says_something_else(self) -> None:
        bound = first(e.BindingEffect).seq
        found = differs(lambda r: entry_forged(r, bound, by_seat="SEKR-H1", party="oslo"))

        assert (found.seq, found.rule) == (bound, "P-19")
        assert (
            found.what
            == "binding_effect, which Saksgang entered by itself, is not what the rules give: party, by_seat"
        )

    @pytest.mark.parametrize("change", ["one left out", "another time"])
    def test_what_is_not_followed_by_what_follows(self, change: str) -> None:
        bound = first(e.BindingEffect).seq

        def spoil(entries: list[Entry]) -> None:
            if change == "one left out":
                del entries[bound]
            else:
                entries[bound] = entries[bound].model_copy(update={"at": entries[bound].at + timedelta(hours=1)})

        found = differs(with_entries(spoil))

        assert (found.seq, found.rule) == (bound, "P-19")
        assert found.what.endswith("is not what the rules give: what follows it, or the entry around it")

    def test_what_stands_twice(self) -> None:
        announced = first(e.Announced)
        found = differs(put_in(announced.seq, announced.body))

        assert found.seq == announced.seq + 1
        assert "the rules give follow_up_opened here" in found.what


def received(record: RecordEvidence, act: a.Act, actor: Actor, **facts: Any) -> ReceivedAct:
    """One act more of a record, a minute after the last."""
    last = record.acts[-1]
    day = last.facts.day
    more = ReceivedAct(
        act_id="7" * 32,
        record=record.record,
        number=last.number + 1,
        received_at=last.received_at + timedelta(minutes=1),
        digest="0" * 64,
        actor=actor,
        facts=Facts(day=day, **facts),
        act=act,
    )
    forged = act_forged(record.model_copy(update={"acts": (*record.acts, more)}), more.number)
    return forged.acts[-1]


class TestCameToNothing:
    """An act may have come to nothing before a step that was entered before it."""

    MEETING = "meeting-ostfold-SEKR-2031-2"

    def ringing(self, record: RecordEvidence) -> RecordEvidence:
        """The clock rings that only the step set which the house took last, and nothing comes of it."""
        state = walk(evidence(), record).state
        [clock] = [clock for clock in state.clocks if clock.name == "minutes-comments-due"]
        act = a.DeadlineReached(clock=clock.name, due_at=clock.due_at)
        more = received(record, act, Actor(record=record.record))
        return record.model_copy(update={"acts": (*record.acts, more)})

    def test_before_the_last_step(self) -> None:
        course = walked(self.ringing, self.MEETING)

        assert course.head.judged == len(course.record.acts)

    def test_not_before_an_act_that_gave_something(self) -> None:
        def after_another(record: RecordEvidence) -> RecordEvidence:
            head = walk(evidence(), record)
            comment = a.CloseMeeting()
            more = received(record, comment, SECRETARIAT)
            refused = _recorded(head, more)
            acts, entries = (*record.acts, more), (*record.entries, *refused)
            return self.ringing(record.model_copy(update={"acts": acts, "entries": entries}))

        found = differs(after_another, self.MEETING)

        assert found.what.endswith("and the record has nothing")


def _recorded(course: Course, act: ReceivedAct) -> tuple[Entry, ...]:
    """What the rules give for one act more."""
    verdict = course._judged(act, 1)
    return record_act(course.head, act, verdict, 20).entries


class TestRefusals:
    """Those beyond the procedure's number are counted; who goes on from the register counts anew."""

    def refused(self, count: int, *, anew: bool) -> Evidence:
        """So many refused within an hour, and one more, after a restart or not."""
        world = World()
        case = world.case()
        for _ in range(count):
            world.act(case, a.CloseItem(meeting="meeting-x-1", item=1))
        head = world.records[case].head
        assert head.tallies
        if anew:
            world.records[case].head = head.model_copy(update={"tallies": ()})
        world.act(case, a.CloseItem(meeting="meeting-x-1", item=1))
        return evidence_from(world, case)

    @pytest.mark.parametrize("anew", [True, False])
    def test_both_are_right(self, anew: bool) -> None:
        found = self.refused(22, anew=anew)
        course = walk(found, found.records[0])

        assert sum(isinstance(stood.entry.body, e.ActRefused) for stood in course.stood) == 20 + anew
        assert course.head.tallies[0].listed == (1 if anew else 20)

    def test_one_that_is_hidden_is_not(self) -> None:
        found = self.refused(3, anew=False)
        record = found.records[0]
        hidden = record.model_copy(update={"entries": record.entries[:-1]})

        with pytest.raises(Differs, match="and the record has nothing"):
            walk(found, hidden)


class TestMoved:
    """A case moved to another version goes by it from there on (P-38)."""

    def moved(self) -> tuple[Evidence, RecordEvidence]:
        """A case that is moved, and of which something is asked afterwards."""
        world = World()
        case = world.case()
        found = changed(evidence_from(world, case), procedures=(PROCEDURE, LATER))
        record = found.records[0]
        for act, facts in (
            (a.MoveToProcedure(procedure=digest_of(LATER), reason="Ny."), {"procedure": LATER}),
            (a.AddPaper(document="d" * 64, title="Vedlegg"), {}),
        ):
            course = walk(found, record)
            more = received(record, act, course.record.acts[0].actor, **facts)
            entries = (*record.entries, *_recorded(course, more))
            record = record.model_copy(update={"acts": (*record.acts, more), "entries": entries})
        return found, record

    def test_the_acts_before_by_the_one_and_those_after_by_the_other(self) -> None:
        course = walk(*self.moved())

        assert isinstance(course.stood[-2].entry.body, e.ProcedureChanged)
        assert [version.version for version in course.went_by.values()][-3:] == [
            PROCEDURE.version,
            PROCEDURE.version,
            "2",
        ]
        assert course.procedure == LATER

    def test_a_version_that_is_not_here(self) -> None:
        found, record = self.moved()

        with pytest.raises(Differs, match="the rules cannot go on from here: KeyError") as told:
            walk(changed(found, procedures=(PROCEDURE,)), record)
        assert told.value.difference.seq == len(record.entries) - 1


class TestCommunity:
    """What a community adopts becomes what is in force, by an act that names it or by one that changes it."""

    def adopting(self, act: a.Act, becomes: Roster, actor: Actor = SECRETARIAT) -> Course:
        """The community's record with one act more."""
        found = changed(evidence(), rosters=(ROSTER, becomes), procedures=(PROCEDURE, LATER))
        record = found.by_record[COMMUNITY_RECORD]
        course = walk(found, record)
        procedure = LATER if isinstance(act, a.AdoptProcedure) else None
        more = received(record, act, actor, procedure=procedure)
        verdict = judge_community(more, Community(PROCEDURE, ROSTER, course.state, becomes))
        assert verdict.refusal is None, verdict.refusal
        entries = record_act(course.head, more, verdict, 20).entries
        return walk(
            found, record.model_copy(update={"acts": (*record.acts, more), "entries": (*record.entries, *entries)})
        )

    def test_a_roster_that_is_handed_in(self) -> None:
        offices = tuple(reversed(ROSTER.offices))
        other = ROSTER.model_copy(update={"offices": offices})

        adopted = self.adopting(a.AdoptRoster(roster=digest_of(other), reason="Rettet."), other)

        assert adopted.state.roster == digest_of(other)

    def test_a_mandate_that_is_given(self) -> None:
        holder = next(h for h in ROSTER.holdings if (h.seat, h.rank) == ("SEKR-H1", 0))
        source = next(m.source for m in ROSTER.mandates if m.source is not None)
        since = evidence().by_record[COMMUNITY_RECORD].acts[-1].facts.day
        given = a.GiveMandate(seat="SEKR-H1", person=holder.person, parties=(), since=since, source=source)
        becomes = changed_roster(ROSTER, given, PROCEDURE)
        assert becomes is not None

        assert self.adopting(given, becomes).state.roster == digest_of(becomes)

    def test_a_roster_that_is_not_here(self) -> None:
        record = evidence().by_record[COMMUNITY_RECORD]
        more = received(record, a.AdoptRoster(roster="0" * 64, reason="Rettet."), SECRETARIAT)

        found = differs(lambda r: r.model_copy(update={"acts": (*r.acts, more)}), COMMUNITY_RECORD)

        assert found.seq == len(record.entries) + 1
        assert found.what.startswith("the rules cannot go on from here: KeyError")
