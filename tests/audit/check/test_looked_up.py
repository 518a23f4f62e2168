"""What was looked up when an act came is looked up again: capacity, day, dates, meetings (P-12, P-23..P-25)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from audit.check.course import Course, walk
from audit.check.facts import TAKEN, looked_up_again
from audit.check.found import Difference, Differs
from models import acts as a
from models.acts import Facts, Mark, ReceivedAct
from models.canonical import digest_of
from models.evidence import Evidence
from models.procedure import Procedure
from models.roster import Holding, Office
from tests.audit.check.forging import digest_like
from tests.audit.check.telling import with_numbers
from tests.rules.evidence import COMMUNITY_RECORD, evidence_from
from tests.rules.world import PROCEDURE, ROSTER, Who, World

CASE, OTHER_CASE = "case-ostfold-2031-1", "case-ostfold-2031-2"
FIRST, SECOND, GONE, SHORT = (f"meeting-ostfold-SEKR-2031-{n}" for n in (1, 2, 3, 4))
NOWHERE = "meeting-ostfold-SEKR-2031-9"
STRANGE = Holding(seat="SEKR-X1", person="p-0000", rank=0, since=date(2030, 1, 1))
Changed = Callable[[ReceivedAct], ReceivedAct]


@cache
def played() -> World:
    """Meetings in every stage, each named by an act of a case; and what was entered for somebody else."""
    world = World(roster=ROSTER.model_copy(update={"holdings": (*ROSTER.holdings, STRANGE)}))
    world.meeting("SEKR", 28)
    world.meeting("SEKR", 56)
    world.meeting("SEKR", 70)
    world.new(SHORT, "meeting")
    world.act(SHORT, world.planned("SEKR", 20).model_copy(update={"extraordinary": "Haster."}))
    starts = world.day(57)
    moved = a.MoveMeeting(starts_at=starts, ends_at=starts + timedelta(hours=3), place="Kalnes", reason="Is.")
    world.act(SECOND, moved)
    world.act(GONE, a.CancelMeeting(reason="Ingen saker."))
    world.case()
    names = [GONE, SHORT, NOWHERE]
    for name in names:
        world.act(CASE, a.PlaceCase(meeting=name, mark=Mark.ORIENTERING))
    world.deliberate(CASE, FIRST)
    world.act(CASE, a.PlaceCase(meeting=FIRST, mark=Mark.ORIENTERING))  # it has closed
    world.open_item(SECOND, CASE)
    world.act(CASE, a.PlaceCase(meeting=SECOND, mark=Mark.ORIENTERING))  # it is open
    world.position(CASE, "SEKR-M1", by=Who(person="p-0000", seat="SEKR-X1"))
    world.position(CASE, "SEKR-M1", by=Who(person=world.officer(Office.SECRETARIAT)))
    mine = world.member("SEKR-M1").model_copy(update={"entered_by": world.officer(Office.SECRETARIAT)})
    world.position(CASE, "SEKR-M1", by=mine)
    world.act(SECOND, a.ApproveMinutes(meeting=FIRST))
    return world


@cache
def honest() -> tuple[Evidence, dict[str, Course]]:
    """The evidence, walked."""
    evidence = evidence_from(played(), CASE)
    return evidence, {record.record: walk(evidence, record) for record in evidence.records}


def numbered(act: type, name: str = CASE, which: int = -1, by: str | None = None) -> int:
    """The number of the last act of a kind, or of the one by somebody."""
    record = honest()[0].by_record[name]
    return [r.number for r in record.acts if isinstance(r.act, act) and by in (None, r.actor.person)][which]


def with_act(number: int, change: Changed, name: str = CASE) -> dict[str, Course]:
    """The courses, with one act received otherwise; what it came to is left as it was."""
    evidence, courses = honest()
    record = evidence.by_record[name]
    acts = tuple(change(received) if received.number == number else received for received in record.acts)
    return courses | {name: replace(courses[name], record=record.model_copy(update={"acts": acts}))}


def facts(**changes: Any) -> Changed:
    """What was looked up is another."""
    return lambda received: received.model_copy(update={"facts": received.facts.model_copy(update=changes)})


def actor(**changes: Any) -> Changed:
    """Who acts is another, or in another capacity."""
    return lambda received: received.model_copy(update={"actor": received.actor.model_copy(update=changes)})


def found(courses: dict[str, Course]) -> Difference:
    """What is found."""
    with pytest.raises(Differs) as told:
        looked_up_again(honest()[0], courses)
    return told.value.difference


def test_what_was_looked_up_rightly_passes_and_what_was_taken_is_said() -> None:
    evidence, courses = honest()

    assert looked_up_again(evidence, courses) == ()
    for name, said in TAKEN.items():
        taken = with_act(numbered(a.TakePosition), facts(**{name: ()}))
        assert looked_up_again(evidence, taken) == (said,)


def test_where_words_stand_in_minutes_is_said_to_be_taken_also_where_that_was_taken_away() -> None:
    """The rules let such an act pass without it, so nothing else would show that it is gone."""
    correction = a.ProposeCorrection(item=1, old_text="Ja", new_text="Nei", reason="Skrivefeil.")
    number = numbered(a.CloseMeeting, FIRST)
    stands = with_act(number, lambda r: facts(dates=())(r.model_copy(update={"act": correction})), FIRST)

    assert looked_up_again(honest()[0], stands) == (TAKEN["minuted"],)


POSITION, PLACED, PAPERS = a.TakePosition, a.PlaceCase, a.CloseItem
CAPACITY: list[tuple[str, type, Changed, str, str]] = [
    ("another rank", POSITION, actor(rank=1), "P-23", "actor.rank"),
    ("no rank", POSITION, actor(rank=None), "P-23", "actor.rank"),
    ("another seat", POSITION, actor(seat="SEKR-M2"), "P-23", "actor.rank"),
    ("an office", POSITION, actor(offices=(Office.SECRETARIAT,)), "ENGINE", "actor.offices"),
    ("the chair of another body", POSITION, actor(chairs=("SU",)), "ENGINE", "actor.chairs"),
    ("entered by nobody in office", POSITION, actor(entered_by_offices=()), "ENGINE", "actor.entered_by_offices"),
    ("another day", POSITION, facts(day=date(2031, 3, 1)), "T-01", "facts.day"),
    ("no mandate", POSITION, facts(authority=None), "P-24", "facts.authority"),
    ("dates", PAPERS, facts(dates=()), "T-06", "facts.dates"),
    (
        "a place of those it seats",
        POSITION,
        facts(ranks=(a.SeatRank(seat="x", person="x", rank=0),)),
        "P-23",
        "facts.ranks",
    ),
    ("a party let in", POSITION, facts(joined=ROSTER.parties[0]), "P-25", "facts.joined"),
    ("another record behind it", POSITION, actor(record=FIRST), "ENGINE", "actor.record"),
    (
        "a meeting that it does not name",
        POSITION,
        facts(meeting=played().meeting_facts(FIRST)),
        "ENGINE",
        "facts.meeting",
    ),
]


@pytest.mark.parametrize(("kind", "change", "rule", "words"), [pytest.param(*row[1:], id=row[0]) for row in CAPACITY])
def test_what_the_evidence_says_otherwise_is_found(kind: type, change: Changed, rule: str, words: str) -> None:
    number = numbered(kind)

    difference = found(with_act(number, change))

    assert (difference.record, difference.act, difference.rule) == (CASE, number, rule)
    assert difference.seq == honest()[1][CASE].entry_of(number) is not None
    assert difference.what.startswith("what was looked up for the ")
    assert difference.what.endswith(words) or f"{words}, " in difference.what


def test_a_seat_that_the_procedure_does_not_know_gives_no_rank() -> None:
    number = numbered(POSITION, by="p-0000")

    assert found(with_act(number, actor(rank=0))).rule == "P-23"


def test_whoever_enters_for_nobody_has_no_offices_for_it() -> None:
    number = numbered(a.ClassifyCase)

    assert found(with_act(number, actor(entered_by_offices=(Office.SECRETARIAT,)))).rule == "ENGINE"
    assert found(with_act(numbered(a.PapersSent), actor(offices=(Office.SECRETARIAT,)))).rule == "ENGINE"


class TestMeetings:
    """What was known of a meeting that an act names stood so in its own record by then (P-12)."""

    @pytest.mark.parametrize(
        "change",
        [
            {"day": date(2031, 4, 1)},
            {"body": "SU"},
            {"notice_sent": None},
            {"cancelled": None},
            {"extraordinary": True},
            {"opened": None},
        ],
        ids=str,
    )
    def test_otherwise_than_it_stood(self, change: dict[str, Any]) -> None:
        number = numbered(PLACED, which=3)
        known = honest()[0].by_record[CASE].acts[number - 1].facts.meeting
        assert known is not None
        (name, value), *_ = change.items()
        other = known.model_copy(update={name: not getattr(known, name) if value is None else value})

        difference = found(with_act(number, facts(meeting=other)))

        assert (difference.record, difference.act, difference.rule) == (CASE, number, "P-12")
        assert difference.what.endswith("is not in its own record")

    def test_nothing_known_of_one_that_there_was(self) -> None:
        assert found(with_act(numbered(PLACED, which=3), facts(meeting=None))).rule == "P-12"

    def test_something_known_of_one_that_is_not_here(self) -> None:
        number = next(
            r.number
            for r in honest()[0].by_record[CASE].acts
            if isinstance(r.act, a.PlaceCase) and r.act.meeting == NOWHERE
        )

        assert found(with_act(number, facts(meeting=played().meeting_facts(FIRST)))).rule == "P-12"

    @pytest.mark.parametrize(("seconds", "known"), [(61, False), (60, True)])
    def test_one_that_was_planned_later(self, seconds: int, known: bool) -> None:
        """By clocks that may differ by a minute."""
        number = numbered(PLACED, which=1)
        planned = honest()[1][SHORT].stood[0].entry.at
        early = planned - timedelta(seconds=seconds)
        courses = with_act(number, lambda received: received.model_copy(update={"received_at": early}))

        if known:
            assert looked_up_again(honest()[0], courses) == ()
        else:
            assert found(courses).rule == "P-12"

    def test_one_that_another_record_names_is_its_own_evidence(self) -> None:
        evidence, _courses = honest()
        number = numbered(a.ApproveMinutes, SECOND)

        def of_another(received: ReceivedAct) -> ReceivedAct:
            return received.model_copy(update={"act": a.ApproveMinutes(meeting=NOWHERE)})

        assert looked_up_again(evidence, with_act(number, of_another, SECOND)) == ()

    def test_one_that_another_record_names_and_that_is_here(self) -> None:
        number = numbered(a.ApproveMinutes, SECOND)

        difference = found(with_act(number, facts(meeting=played().meeting_facts(SHORT)), SECOND))

        assert (difference.record, difference.rule) == (SECOND, "P-12")

    def test_the_time_that_it_is_moved_to_is_its_own(self) -> None:
        number = numbered(a.MoveMeeting, SECOND)
        planned = played().meeting_facts(FIRST)

        assert found(with_act(number, facts(meeting=planned), SECOND)).rule == "ENGINE"
        assert found(with_act(number, facts(meeting=None), SECOND)).rule == "ENGINE"


class TestVersions:
    """Under which versions a record is opened, an act judged, and what an act brings (P-25, P-38)."""

    OTHER = with_numbers(PROCEDURE.model_copy(update={"version": "9"}), followup_reminder_days_first=30)

    @pytest.mark.parametrize(("of", "rule"), [("procedure", "P-38"), ("roster", "P-25")])
    def test_a_record_opened_under_another(self, of: str, rule: str) -> None:
        evidence, courses = honest()
        record = evidence.by_record[FIRST].model_copy(update={of: digest_like("x")})

        difference = found(courses | {FIRST: replace(courses[FIRST], record=record)})

        assert (difference.record, difference.seq, difference.rule) == (FIRST, None, rule)
        assert difference.what.startswith(f"the {of} ")

    def test_the_communitys_own_record_is_under_none(self) -> None:
        evidence, courses = honest()
        record = evidence.by_record[COMMUNITY_RECORD].model_copy(update={"procedure": digest_like("x")})

        other = courses | {COMMUNITY_RECORD: replace(courses[COMMUNITY_RECORD], record=record)}

        assert looked_up_again(evidence, other) == ()

    def test_without_the_communitys_record_nothing_is_in_force(self) -> None:
        evidence, courses = honest()
        empty = replace(courses[COMMUNITY_RECORD], stood=[])

        for known in (
            {name: course for name, course in courses.items() if name != COMMUNITY_RECORD},
            courses | {COMMUNITY_RECORD: empty},
        ):
            difference = found(known)
            assert (difference.record, difference.rule) == (CASE, "P-38")
            assert difference.what == "the community's own record is not in the evidence"
        assert evidence.about == CASE

    def went_by(self, first: int, before: int) -> dict[str, Course]:
        """From an act on judged by another version, and by a third before another act."""
        courses = honest()[1]
        third = PROCEDURE.model_copy(update={"version": "7"})
        went = {
            number: self.OTHER if number >= first else third if number < before else PROCEDURE
            for number in courses[CASE].went_by
        }
        return courses | {CASE: replace(courses[CASE], went_by=went)}

    def test_an_act_received_before_its_case_was_moved(self) -> None:
        """What was looked up for it then is right, though another version judges it."""
        number = max(honest()[1][CASE].went_by)

        assert looked_up_again(honest()[0], self.went_by(number, number - 1)) == ()

    def dated(self) -> int:
        """The number of an act of the case from which dates are counted."""
        placed = numbered(PLACED, which=0)
        acts = honest()[1][CASE].record.acts
        return next(r.number for r in acts if r.facts.dates and r.number > placed)

    UNLIKE = with_numbers(PROCEDURE, min_forankring_days=9, forankring_reminder_days_first=1)

    def judged_by(self, *versions: Procedure) -> dict[str, Course]:
        """The acts to that one judged by these versions, those before them by the usual one."""
        dated, courses = self.dated(), honest()[1]
        went = dict.fromkeys(courses[CASE].went_by, PROCEDURE)
        for back, version in enumerate(reversed(versions)):
            went[dated - back] = version
        return courses | {CASE: replace(courses[CASE], went_by=went)}

    def test_several_acts_received_before_it_was_moved(self) -> None:
        assert looked_up_again(honest()[0], self.judged_by(self.UNLIKE, self.UNLIKE)) == ()

    def test_by_the_version_before_and_no_earlier_one(self) -> None:
        other = with_numbers(self.OTHER, min_forankring_days=9, forankring_reminder_days_first=1)

        difference = found(self.judged_by(self.UNLIKE, other))

        assert (difference.act, difference.rule) == (self.dated(), "T-06")

    @pytest.mark.parametrize(
        ("act", "passes"),
        [
            pytest.param(a.MoveToProcedure(procedure=digest_of(PROCEDURE), reason="x"), True, id="the community's"),
            pytest.param(a.MoveToProcedure(procedure=digest_of(OTHER), reason="x"), False, id="never adopted"),
            pytest.param(a.MoveToProcedure(procedure="0" * 64, reason="x"), False, id="another than it names"),
            pytest.param(a.AdoptProcedure(procedure=digest_of(OTHER), reason="x"), True, id="to be adopted"),
            pytest.param(a.AdoptProcedure(procedure="0" * 64, reason="x"), False, id="to be adopted, not named"),
            pytest.param(a.WithdrawCase(reason="x"), False, id="names none"),
        ],
    )
    def test_the_version_that_an_act_brings(self, act: Any, passes: bool) -> None:
        brought = PROCEDURE if getattr(act, "procedure", "") == digest_of(PROCEDURE) else self.OTHER
        last = len(honest()[0].by_record[CASE].acts)

        def change(received: ReceivedAct) -> ReceivedAct:
            known = Facts(day=received.facts.day, procedure=brought)
            return received.model_copy(update={"act": act, "facts": known, "actor": actor_of()})

        courses = with_act(last, change)
        if passes:
            assert looked_up_again(honest()[0], courses) == ()
        else:
            difference = found(courses)
            assert (difference.act, difference.rule) == (last, "P-38")


def actor_of() -> a.Actor:
    """The secretariat, as it is looked up."""
    return honest()[0].by_record[CASE].acts[0].actor
