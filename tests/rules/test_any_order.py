"""Whatever acts come, in whatever order and from whomever: what the procedure promises holds (P-01, P-18..P-22).

Random stories, played with the same rules, folds and effects as in the house. After each act an independent reader of
the entries looks for a breach; a refused act may change nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import acts as a
from models.acts import Act, ItemOutcome, Mark, PathAfterDisagreement
from models.canonical import text_digest
from models.state import CaseState, MeetingStage, MeetingState
from models.work import Outcome
from tests.rules.watcher import CaseWatcher, check_meeting, check_records, promise
from tests.rules.world import SECRETARIAT, Said, Who, World, deliberated, two_deputies

STORIES = int(os.environ.get("TEST_STORIES", "150"))
MEETINGS = 8  # at most, so that a story ends
DEPUTY_OF_TWO = "p-bc6w"
DAY = date(2031, 1, 6)
PERSONS = sorted({h.person for h in World().roster.holdings} | {o.person for o in World().roster.offices})
REFUSED_ENTRIES = {"act_refused", "refusals_summarised"}


@dataclass
class Play:
    """One random story: what a step may choose from, and what watches it."""

    world: World
    cases: tuple[str, ...]
    watchers: list[CaseWatcher] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watchers = [CaseWatcher(self.world, case) for case in self.cases]

    def step(self, kind: int, i: int, j: int, k: int) -> None:
        """One step; every number has a meaning for every kind of step."""
        STEPS[kind % len(STEPS)](self, i, j, k)
        for watcher in self.watchers:
            watcher.look()
        for meeting in self.meetings():
            check_meeting(self.world, meeting)

    def meetings(self) -> list[str]:
        """The meetings planned so far."""
        return [name for name, record in self.world.records.items() if record.kind == "meeting"]

    def case(self, k: int) -> str:
        """Mostly the first case."""
        return self.cases[1 if k % 5 == 4 else 0]

    def seat(self, case: str, i: int) -> str:
        """A seat, mostly of the body that deals with the case now."""
        item = self.world.state(case).item
        seats = self.world.seats(item.body if item and i % 8 else "SEKR" if i % 2 else "SU")
        return seats[i % len(seats)]

    def who(self, seat: str, i: int) -> Who:
        """Mostly the one who sits there; else a deputy, somebody else, or one entered by somebody."""
        sitting = self.sitting(seat)
        match i % 8:
            case 5:
                return Who(person=PERSONS[i % len(PERSONS)], seat=seat)
            case 6:
                return Who(person=sitting, seat=seat, entered_by=PERSONS[i % len(PERSONS)])
            case 7:
                return self.world.contact(self.party(i))
            case _:
                return Who(person=sitting, seat=seat)

    def sitting(self, seat: str) -> str | None:
        """Who sits in the seat in an open meeting, else its member."""
        for meeting in self.meetings():
            state = self.world.meeting_state(meeting)
            if state.stage is MeetingStage.OPEN:
                person = next((s.person for s in state.attendance if s.seat == seat), None)
                if person is not None:
                    return person
        return self.world.member(seat).person

    def party(self, i: int) -> str:
        """A party of the community."""
        parties = self.world.roster.parties
        return parties[i % len(parties)].party

    def act(self, record: str, act: Act, by: Who = SECRETARIAT) -> Said:
        """An act; one that is refused changes nothing but that it is entered as refused."""
        before = self._stands(record)
        said = self.world._one(record, act, by)
        if said.outcome is not Outcome.ACCEPTED:
            promise(self._stands(record) == before, f"{act.kind} was refused and changed the record")
            promise(set(said.kinds) <= REFUSED_ENTRIES, f"{act.kind} was refused and gave {said.kinds}")
        self.world._settle()
        return said

    def _stands(self, record: str) -> CaseState | MeetingState | None:
        return self.world.records[record].case or self.world.records[record].meeting


# --- the steps ------------------------------------------------------------------------------------------------------

Step = Callable[[Play, int, int, int], object]
TEXTS = ("En tekst.", "En annen tekst.", "En tredje tekst.")


def stance(play: Play, seat: str, j: int) -> a.Stance:
    spoken_for = [
        p for g in play.world.roster.groups if g.group == play.world.procedure.seat(seat).group for p in g.parties
    ]
    choices: tuple[a.Stance, ...] = (
        a.Consent(),
        a.Consent(statement="Merknad.", statement_follows=j % 3 == 0),
        a.StandAside(),
        a.Objection(grounds="Nei."),
        a.ConsentWithReservation(
            parties=(spoken_for[j % len(spoken_for)] if spoken_for and j % 5 else play.party(j),),
            treated_by="kommunestyret",
            treated_on=DAY if j % 11 == 0 else play.world.now.date() + timedelta(days=j % 40),
        ),
    )
    return choices[j % len(choices)]


def position(play: Play, i: int, j: int, k: int) -> None:
    case = play.case(k)
    state, seat = play.world.state(case), play.seat(case, i)
    digest = text_digest("noe annet") if j % 17 == 16 else state.text.digest
    version = state.version - (1 if j % 13 == 12 else 0)
    act = a.TakePosition(
        stance=stance(play, seat, j), text_digest=digest, case_version=version, inherited_seen=j % 2 == 0
    )
    play.act(case, act, play.who(seat, k))


def everyone(play: Play, i: int, j: int, k: int) -> None:
    case = play.case(k)
    item = play.world.state(case).item
    asked = 13 if i % 3 else i % 13
    for sitting in item.attendance[:asked] if item else ():
        state = play.world.state(case)
        odd = sitting.seat == play.seat(case, i)
        said = stance(play, sitting.seat, j) if odd else a.Consent()
        act = a.TakePosition(
            stance=said, text_digest=state.text.digest, case_version=state.version, inherited_seen=True
        )
        play.act(case, act, Who(person=sitting.person, seat=sitting.seat))


def close_item(play: Play, i: int, j: int, k: int) -> None:
    case = play.case(k)
    item = play.world.state(case).item
    outcomes = (None, None, ItemOutcome.READY, ItemOutcome.READY, *ItemOutcome)
    meeting, number = (item.meeting, item.item) if item else (play.meetings()[i % len(play.meetings())], 1)
    summary = "Kort." if j % 2 else None
    act = a.CloseItem(meeting=meeting, item=number, outcome=outcomes[i % len(outcomes)], summary=summary)
    play.act(case, act, play.who("SEKR-M1" if j % 3 else "SEKR-M2", j) if j % 2 else SECRETARIAT)


def place(play: Play, i: int, j: int, k: int) -> None:
    act = a.PlaceCase(meeting=play.meetings()[j % len(play.meetings())], mark=list(Mark)[i % 3])
    play.act(play.case(k), act, SECRETARIAT if j % 5 else play.who("SEKR-M2", j))


def hasty(play: Play, i: int, _j: int, k: int) -> None:
    """Straight to beslutning in the deciding body, whether the case has been deliberated or not."""
    case = play.case(k)
    classification = play.world.state(case).classification
    states = [(m, play.world.meeting_state(m)) for m in play.meetings()]
    deciding = [
        m
        for m, state in states
        if classification and (state.body, state.stage) == (classification.decision_body, MeetingStage.PLANNED)
    ]
    if deciding:
        play.act(case, a.PlaceCase(meeting=deciding[i % len(deciding)], mark=Mark.BESLUTNING))


def to_meeting(play: Play, i: int, j: int, k: int) -> None:
    """On to the meeting the case waits for, with some seats empty now and then."""
    case, world = play.case(k), play.world
    placement = world.state(case).placement
    if placement is None:
        return
    state = world.meeting_state(placement.meeting)
    world.advance(state.starts_at)
    seats = world.seats(state.body)
    absent = [seats[i % len(seats)]] if j % 3 == 0 else []
    play.act(placement.meeting, a.OpenMeeting(attendance=world.everyone(state.body, absent)))
    open_item(play, i, j, k)


def open_item(play: Play, _i: int, _j: int, k: int) -> None:
    case, world = play.case(k), play.world
    placement = world.state(case).placement
    for item in world.meeting_state(placement.meeting).agenda if placement else ():
        if placement and item.case == case and not item.removed:
            said = play.act(placement.meeting, a.OpenItem(item=item.item))
            if said.rule == "P-22":
                play.act(placement.meeting, a.PostponeItem(item=item.item, reason="Ingen talte for en part."))


def deliberate(play: Play, i: int, j: int, k: int) -> None:
    """The whole first stage where it may be held, to get on."""
    case = play.case(k)
    classification = play.world.state(case).classification
    meetings = [
        m
        for m in play.meetings()
        if classification
        and play.world.meeting_state(m).body == classification.drofting_body
        and play.world.meeting_state(m).stage in (MeetingStage.PLANNED, MeetingStage.NOTIFIED)
    ]
    if meetings:
        play.act(case, a.PlaceCase(meeting=meetings[i % len(meetings)], mark=Mark.DROFTING))
        to_meeting(play, i, 1, k)
        item = play.world.state(case).item
        if item is not None:
            outcome = ItemOutcome.READY if j % 4 else ItemOutcome.ANOTHER_ROUND
            play.act(case, a.CloseItem(meeting=item.meeting, item=item.item, outcome=outcome))
            play.act(item.meeting, a.CloseMeeting())


def plan(play: Play, i: int, j: int, _k: int) -> None:
    if len(play.meetings()) < MEETINGS:
        play.world.meeting("SEKR" if i % 2 else "SU", 16 + j % 30)


def attendance(play: Play, i: int, j: int, k: int) -> None:
    case = play.case(k)
    item = play.world.state(case).item
    meeting = item.meeting if item else play.meetings()[i % len(play.meetings())]
    seat = play.seat(case, i)
    persons = [h.person for h in play.world.roster.holdings if h.seat == seat]
    person = (None, persons[0], persons[-1], PERSONS[j % len(PERSONS)])[j % 4]
    play.act(meeting, a.ChangeAttendance(seat=seat, person=person))


def days(play: Play, i: int, _j: int, _k: int) -> None:
    play.world.advance(play.world.now + timedelta(days=i % 20, hours=i % 7))


def amend(play: Play, i: int, j: int, k: int) -> None:
    case = play.case(k)
    act = a.AmendText(
        rests_on=play.world.state(case).text.digest,
        proposal=TEXTS[i % 3],
        substantial=j % 2 == 0,
        reason="Endret.",
    )
    play.act(case, act, SECRETARIAT if j % 4 else play.who(play.seat(case, i), j))


def object_in_writing(play: Play, i: int, j: int, k: int) -> None:
    case = play.case(k)
    digest = play.world.state(case).text.digest
    act = a.LodgeObjection(grounds="Nei.", would_be_removed_by="Ja.", text_digest=digest)
    play.act(case, act, play.who(play.seat(case, i), j))


def trouble(play: Play, i: int, j: int, k: int) -> None:
    """Once the papers for beslutning are sent, somebody who counts objects in writing."""
    case, world = play.case(k), play.world
    placement = world.state(case).placement
    if placement is not None and placement.mark is Mark.BESLUTNING:
        world.advance(world.meeting_state(placement.meeting).notice_due.at)
        act = a.LodgeObjection(grounds="Nei.", would_be_removed_by="Ja.", text_digest=world.state(case).text.digest)
        counted = world.seats(placement.body, counted=True)
        by = world.contact(play.party(j)) if j % 2 else world.member(counted[i % len(counted)])
        play.act(case, act, by)


def wander(play: Play, i: int, j: int, k: int) -> None:
    """The deputy of two counted seats leaves the one and answers in the other."""
    case = play.case(k)
    item = play.world.state(case).item
    if item is not None:
        to, other = ("SEKR-M3", "SEKR-M5") if i % 2 else ("SEKR-M5", "SEKR-M3")
        play.act(item.meeting, a.ChangeAttendance(seat=other))
        play.act(item.meeting, a.ChangeAttendance(seat=to, person=DEPUTY_OF_TWO))
        state = play.world.state(case)
        act = a.TakePosition(
            stance=stance(play, to, j if j % 2 else 0),
            text_digest=state.text.digest,
            case_version=state.version,
            inherited_seen=True,
        )
        play.act(case, act, Who(person=DEPUTY_OF_TWO, seat=to))


def about_objection(play: Play, i: int, j: int, k: int) -> None:
    """Answered, kept, or said to be removed by the text as it is now; mostly by whoever may."""
    case = play.case(k)
    state = play.world.state(case)
    for o in state.objections[-3:]:
        by = play.world.contact(o.party) if o.party else Who(person=play.sitting(str(o.seat)), seat=o.seat)
        steps: tuple[tuple[Act, Who], ...] = (
            (a.AnswerObjection(objection=o.objection, answer="Slik."), SECRETARIAT if j % 3 else by),
            (a.KeepObjection(objection=o.objection, reason="Likevel."), by),
            (a.ResolveObjection(objection=o.objection, text_digest=state.text.digest), by),
            (a.WithdrawObjection(objection=o.objection), by),
        )
        act, sender = steps[i % len(steps)]
        play.act(case, act, sender)


def contest(play: Play, i: int, j: int, k: int) -> None:
    """Somebody says that the last change of the text was one of substance."""
    case = play.case(k)
    act = a.ContestEditorial(text_digest=play.world.state(case).text.digest, reason="Ikke bare ordlyd.")
    play.act(case, act, play.who(play.seat(case, i), j))


def afterwards(play: Play, i: int, j: int, k: int) -> None:
    """An objection after the decision, or the review of a mandate concluded."""
    case = play.case(k)
    late: tuple[Act, ...] = (
        a.LodgeLateObjection(about=a.LateGround.NO_AUTHORITY, grounds="Uten.", party=play.party(i)),
        a.LodgeLateObjection(about=a.LateGround.OTHER, grounds="Nei.", route=list(a.LateRoute)[i % 2]),
        a.LodgeLateObjection(about=a.LateGround.MINUTES_WRONG, grounds="Feil.", objected=j % 2 == 0),
        a.SettleAuthority(
            objection=1 + i % 2, outcome=list(a.AuthorityOutcome)[j % 3], reason="Sett på.", reference="1"
        ),
    )
    play.act(case, late[j % 4], SECRETARIAT if j % 4 == 3 else play.who(play.seat(case, i), k))


def slip(play: Play, i: int, j: int, k: int) -> None:
    """What the secretariat entered for a seat was another's; or a council meets another day."""
    case = play.case(k)
    seat = play.seat(case, i)
    state = play.world.state(case)
    entered = a.TakePosition(
        stance=stance(play, seat, j), text_digest=state.text.digest, case_version=state.version, inherited_seen=True
    )
    if j % 2:
        play.act(case, entered, Who(person=play.sitting(seat), seat=seat, entered_by=SECRETARIAT.person))
    state = play.world.state(case)
    named = [p.entry for p in state.positions if p.entry] + [b.entry for b in state.bindings if b.entry]
    if named:
        found = named[i % len(named)]
        day = play.world.now.date() + timedelta(days=j % 30)
        what = a.WrongDay(meant=day) if j % 3 == 0 else a.WrongSeat(meant=seat)
        act = a.CorrectEntry(seq=found.seq, hash=found.hash, slip=what, reason="Feil.")
        play.act(case, act, SECRETARIAT if j % 5 else play.who(seat, k))


def take_back(play: Play, i: int, j: int, k: int) -> None:
    case = play.case(k)
    objections = play.world.state(case).objections
    number = objections[i % len(objections)] if objections else None
    by = play.who(play.seat(case, i), j)
    if number is not None and j % 2:
        by = play.world.contact(number.party) if number.party else play.world.member(number.seat or "")
    play.act(case, a.WithdrawObjection(objection=number.objection if number else 1), by)


def papers(play: Play, i: int, j: int, k: int) -> None:
    case = play.case(k)
    if i % 2:
        play.act(case, a.AddPaper(document=text_digest(str(j)), title="Vedlegg"))
    else:
        play.act(case, a.ObjectToLatePapers(reason="Ikke lest."), play.who(play.seat(case, j), k))


def ask_for_time(play: Play, i: int, j: int, k: int) -> None:
    case = play.case(k)
    play.act(case, a.AskForTime(reason="Vent."), play.who(play.seat(case, i), j))


def answer(play: Play, i: int, j: int, k: int) -> None:
    case, party = play.case(k), play.party(i)
    forankring = a.AnswerForankring(
        party=party,
        answer=list(a.ForankringAnswer)[j % 3],
        treated_by="kommunestyret",
        treated_on=DAY,
        text_digest=play.world.state(case).text.digest,
    )
    council = a.AnswerReservation(
        party=party, approved=j % 3 > 0, treated_by="kommunestyret", treated_on=DAY, reference="1"
    )
    play.act(case, council if j % 2 else forankring, play.world.contact(party) if j % 5 else SECRETARIAT)


def path(play: Play, i: int, j: int, k: int) -> None:
    act = a.ChoosePath(
        path=PathAfterDisagreement.CLOSE_WITHOUT_AGREEMENT if i % 9 == 8 else PathAfterDisagreement.NEW_DROFTING,
        reason="Videre.",
        amended_proposal=TEXTS[j % 3] if j % 2 else None,
        drofting_body="SU" if i % 5 == 4 else None,
    )
    play.act(play.case(k), act)


def withdraw(play: Play, i: int, j: int, k: int) -> None:
    case = play.case(k)
    state = play.world.state(case)
    if i % 4:
        play.act(case, a.TakeOverCase(party=play.party(j), reason="Vi."), play.world.contact(play.party(j)))
    else:
        play.act(case, a.WithdrawCase(reason="Nei."), play.world.contact(state.proposer_party or "halden"))


def replace(play: Play, i: int, j: int, k: int) -> None:
    case = play.case(k)
    seat = play.seat(case, i)
    play.act(case, a.ReplaceSeatHolder(seat=seat, person=PERSONS[j % len(PERSONS)]))


def demand(play: Play, i: int, j: int, k: int) -> None:
    case = play.case(k)
    raising = a.RaiseCase(trigger=list(a.RaiseTrigger)[i % 5], changed=j % 2 == 0, reason="Prinsipiell.")
    moving = a.MoveCase(how=list(a.MoveKind)[i % 3], into=(play.case(k + 1),), reason="Hører sammen.")
    if k % 3 == 0:
        play.act(case, moving if i % 7 == 6 else raising, SECRETARIAT)
    else:
        play.act(case, a.DemandHigherBody(reason="Vi krever det."), play.who(play.seat(case, i), j))


def in_writing(play: Play, i: int, j: int, k: int) -> None:
    """Proposed in writing, and answered by some or by all; now and then somebody says no."""
    case = play.case(k)
    play.act(case, a.ProposeInWriting(reason="Det haster."))
    state = play.world.state(case)
    asked = state.written.asked if state.written else play.world.seats("SEKR", counted=True)
    for n, seat in enumerate(asked[: len(asked) if i % 3 else i % len(asked)]):
        yes = not (j % 7 == 6 and n == i % len(asked))
        answer = a.AnswerInWriting(text_digest=state.text.digest, accepts_text=yes, accepts_procedure=True)
        play.act(case, answer, play.world.member(seat))


def say(play: Play, i: int, j: int, k: int) -> None:
    case = play.case(k)
    said = a.DeliverStatement(text="Tekst.") if i % 2 else a.Contribute(about=a.ContributionKind.VIEW, text="Syn.")
    play.act(case, said, play.who(play.seat(case, i), j))


def whole_meeting(play: Play, i: int, j: int, _k: int) -> None:
    meeting = play.meetings()[i % len(play.meetings())]
    state = play.world.meeting_state(meeting)
    later = state.starts_at + timedelta(days=j % 30)
    acts: tuple[Act, ...] = (
        a.CancelMeeting(reason="Nei."),
        a.MoveMeeting(starts_at=later, ends_at=later + timedelta(hours=2), place="Moss", reason="Rom."),
        a.CloseMeeting(),
        a.CloseMeeting(),
        a.OpenMeeting(attendance=play.world.everyone(state.body)),
    )
    play.act(meeting, acts[j % len(acts)], SECRETARIAT if i % 4 else play.who("SEKR-M1", i))


def forge(play: Play, i: int, j: int, k: int) -> None:
    """What only records and the clock say, said by a person."""
    case, meeting = play.case(k), play.meetings()[i % len(play.meetings())]
    clocks = play.world.records[case].clocks
    everybody = play.world.everyone("SEKR")
    acts: tuple[Act, ...] = (
        a.ItemOpened(meeting=meeting, item=1, mark=Mark.BESLUTNING, attendance=everybody),
        a.PapersSent(meeting=meeting, item=1, mark=Mark.BESLUTNING, text_digest=play.world.state(case).text.digest),
        a.AttendanceChanged(meeting=meeting, seat="SEKR-M1"),
        a.MeetingFellAway(meeting=meeting, rule="P-12", reason="Nei."),
        *(a.DeadlineReached(clock=c.name, due_at=c.due_at) for c in clocks[:1]),
    )
    play.act(case, acts[j % len(acts)], play.who("SEKR-M1", j))


def onward(play: Play, i: int, j: int, k: int) -> None:
    """What would bring the case further, with one odd voice now and then: else few stories would get anywhere."""
    state = play.world.state(play.case(k))
    if state.item is not None and state.item.mark is Mark.BESLUTNING:
        asked = len(state.positions) > i % 9
        close_item(play, 0, 0, k) if asked else everyone(play, i, j if j % 2 else 0, k)
    elif state.item is not None:
        close_item(play, 2, 0, k)
    elif state.placement is not None:
        to_meeting(play, i, 1, k)
    elif state.path_asked:
        path(play, 0, j, k)
    elif state.drofting is None:
        deliberate(play, i, 1, k)
    else:
        plan(play, 0 if state.classification and state.classification.decision_body == "SU" else 1, j, k)


STEPS: tuple[Step, ...] = (
    *(onward,) * 9,
    position,
    position,
    everyone,
    everyone,
    close_item,
    close_item,
    to_meeting,
    to_meeting,
    deliberate,
    place,
    hasty,
    hasty,
    hasty,
    open_item,
    plan,
    attendance,
    attendance,
    days,
    amend,
    object_in_writing,
    trouble,
    trouble,
    wander,
    wander,
    take_back,
    about_objection,
    contest,
    afterwards,
    slip,
    papers,
    ask_for_time,
    answer,
    path,
    withdraw,
    replace,
    demand,
    in_writing,
    in_writing,
    say,
    whole_meeting,
    forge,
)

NUMBER = st.integers(min_value=0, max_value=1_000)
A_STEP = st.tuples(st.integers(min_value=0, max_value=len(STEPS) - 1), NUMBER, NUMBER, NUMBER)


def beginning(kind: int) -> Play:
    """From nothing, or with one case deliberated; two cases in the same meetings."""
    world = two_deputies()
    first = None if kind == 0 else deliberated(world)[1]
    cases = [first or world.case(), world.case(larger=kind == 2)]
    for body, in_days in (("SEKR", 28), ("SU", 42), ("SEKR", 70), ("SU", 84)):
        world.meeting(body, in_days)
    return Play(world, tuple(cases))


class TestAnyOrder:
    """No order of acts breaks what the procedure promises."""

    @pytest.mark.timeout(600)  # a story that breaks a promise is made as short as can be before it is told
    @settings(max_examples=STORIES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(kind=st.integers(min_value=0, max_value=2), steps=st.lists(A_STEP, min_size=30, max_size=45))
    def test_whatever_comes(self, kind: int, steps: list[tuple[int, int, int, int]]) -> None:
        play = beginning(kind)

        for step in steps:
            play.step(*step)

        check_records(play.world)

    def test_the_stories_reach_what_they_are_for(self) -> None:
        """A way through: without decisions, objections and postponements in them the stories would prove nothing."""
        play = beginning(1)
        for step in ((to_meeting, 1, 1, 0), (everyone, 1, 0, 0), (close_item, 0, 0, 0)):
            step[0](play, *step[1:])
            play.watchers[0].look()

        assert play.watchers[0].decision is not None
        assert len(play.watchers[0].bound) == len(play.world.roster.parties)
