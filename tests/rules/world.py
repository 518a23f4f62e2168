"""Cases and meetings in memory: the same rules, folds and effects as in the house, without Temporal or a database.

What the register looks up (capacity, legal dates, the meeting an act names, where a case goes next) is asked of the
same pure functions here; what workflows do of themselves after a beslutning is done here after each act.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from models import acts as a
from models import entries as e
from models.acts import Act, Actor, Facts, Mark, MeetingFacts, ReceivedAct, SeatAttendance
from models.base import Frozen
from models.canonical import EMPTY_HEAD
from models.dispute_state import DisputeState
from models.entries import Entry
from models.procedure import Procedure
from models.roster import Office, Roster
from models.state import CaseStage, CaseState, Clock, MeetingStage, MeetingState, RecordHead
from models.submission import Claim, Submission, submission_digest
from models.work import Outcome
from rules.case.aftermath import announcement, effects_of_beslutning
from rules.case.context import DECIDED, Case
from rules.case.fold import fold_case
from rules.case.followup import follow_ups, outcome_of, settled
from rules.case.judge import judge_case
from rules.case.proof import enough, lacks_witnesses, newly_awaited
from rules.effects.acts import (
    SendAct,
    anchored,
    awaits_beslutning,
    effects_of_case_entry,
    effects_of_meeting_entry,
    wants_following,
)
from rules.legal_dates import local_day, minutes_comments_due, start_of
from rules.meeting.fold import fold_meeting
from rules.meeting.judge import judge_meeting
from rules.meeting.wording import where_minuted, words_of
from rules.planning import following_meeting
from rules.received import Speaker, facts_of, meeting_named
from rules.recording import record_act, record_step, stopped
from rules.seats import offices_of, rank_in_seat
from rules.verdict import Verdict
from tests.shipped import community

FILES = community()
PROCEDURE, ROSTER = FILES.procedure, FILES.roster_file.roster
COMMUNITY = "ostfold"
BEGINS = datetime(2031, 1, 6, 8, tzinfo=UTC)
PROPOSAL = "Partene bruker den felles prosedyren."
WATCHING: list[list[object]] = []  # lists that whatever is played from now on is put in, when it is made


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Who(Frozen):
    """Who says that they act, as the door hands it on."""

    person: str | None = None
    seat: str | None = None
    party: str | None = None
    entered_by: str | None = None
    record: str | None = None


SECRETARIAT = Who(person="p-2h9c")


@dataclass
class Record:
    """A record as it stands, and everything that was entered in it."""

    head: RecordHead
    kind: str
    case: CaseState | None = None
    meeting: MeetingState | None = None
    dispute: DisputeState | None = None
    entries: list[Entry] = field(default_factory=list)
    course: list[tuple[Entry, CaseState | MeetingState | DisputeState]] = field(default_factory=list)
    acts: list[ReceivedAct] = field(default_factory=list)
    opened_at: datetime | None = None

    @property
    def clocks(self) -> tuple[Clock, ...]:
        """The due times that run."""
        state = self.case or self.meeting or self.dispute
        return state.clocks if state else ()


@dataclass(frozen=True)
class Said:
    """What an act came to."""

    outcome: Outcome
    entries: tuple[Entry, ...]
    verdict: Verdict

    @property
    def rule(self) -> str | None:
        """The rule that refused it, or None."""
        return self.verdict.refusal.rule if self.verdict.refusal else None

    @property
    def kinds(self) -> list[str]:
        """The kinds of its entries."""
        return [entry.body.kind for entry in self.entries]


class World:
    """One community with a clock, its meetings and cases."""

    def __init__(self, procedure: Procedure = PROCEDURE, roster: Roster = ROSTER) -> None:
        self.procedure, self.roster = procedure, roster
        self.in_force: Roster | None = None  # the community's, where it is another than its records began with
        self.secretariat = Who(person=self.officer(Office.SECRETARIAT))
        self.now = BEGINS
        self.minutes_text: str | None = None  # what every meeting's minutes say, where a test rests on that
        self.records: dict[str, Record] = {}
        self.judged: list[tuple[ReceivedAct, Verdict]] = []  # also what was only asked
        self._waiting: deque[tuple[str, Act, Who, str | None]] = deque()
        for watching in WATCHING:
            watching.append(self)

    # --- who --------------------------------------------------------------------------------------------------

    def member(self, seat: str, rank: int = 0) -> Who:
        """The seat's member or deputy, acting for it."""
        person = next(h.person for h in self.roster.holdings if (h.seat, h.rank) == (seat, rank))
        return Who(person=person, seat=seat)

    def officer(self, office: Office) -> str:
        """The first person in an office."""
        return next(o.person for o in self.roster.offices if o.office is office)

    def chiefs(self) -> tuple[str, str]:
        """The two heads of interaction."""
        return self.officer(Office.SAMHANDLINGSSJEF_MUNICIPAL), self.officer(Office.SAMHANDLINGSSJEF_HOSPITAL)

    def contact(self, party: str) -> Who:
        """The party's contact, answering for it."""
        return Who(person=next(o.person for o in self.roster.offices if o.party == party), party=party)

    def seats(self, body: str, *, counted: bool | None = None) -> tuple[str, ...]:
        """The body's seats: all, or those that count, or those that do not."""
        return tuple(s.seat for s in self.procedure.body(body).seats if counted is None or s.counts is counted)

    def everyone(self, body: str, absent: Iterable[str] = ()) -> tuple[SeatAttendance, ...]:
        """Every member in their seat, but for the absent seats."""
        away = tuple(absent)
        sitting = [(seat, self.member(seat).person) for seat in self.seats(body) if seat not in away]
        return tuple(SeatAttendance(seat=seat, person=person) for seat, person in sitting if person)

    # --- acts -------------------------------------------------------------------------------------------------

    def act(self, record: str, act: Act, by: Who = SECRETARIAT) -> Said:
        """An act with everything it leads to, in this record and in others."""
        said = self._one(record, act, by)
        self._settle()
        return said

    def _settle(self) -> None:
        while self._waiting:
            to, act, by, act_id = self._waiting.popleft()
            self._one(to, act, by, act_id)

    def _one(self, name: str, act: Act, by: Who, act_id: str | None = None) -> Said:
        record = self.records[name]
        received = self._received(record, act, by, act_id)
        record.acts.append(received)
        verdict = self._asked(record, received)
        limit = self.procedure.number("refused_acts_per_seat_hour", received.facts.day)
        recorded = record_act(record.head, received, verdict, limit)
        record.head = recorded.head
        before = record.case
        self._take(record, recorded.entries)
        self._go_on(record, before)
        return Said(recorded.verdict.outcome, recorded.entries, verdict)

    def judge(self, record: Record, act: Act, by: Who = SECRETARIAT) -> Verdict:
        """What the rules say of an act, with nothing entered: what is asked at the door."""
        return self._asked(record, self._received(record, act, by))

    def _asked(self, record: Record, received: ReceivedAct) -> Verdict:
        verdict = self._judged(record, received)
        self.judged.append((received, verdict))
        return verdict

    def _judged(self, record: Record, received: ReceivedAct) -> Verdict:
        if record.kind == "case":
            return judge_case(record.case, received, self.procedure, self.roster)
        return judge_meeting(record.meeting, received, self.procedure, self.roster)

    def _take(self, record: Record, entries: Iterable[Entry]) -> None:
        for entry in entries:
            record.entries.append(entry)
            if record.kind == "case":
                former, record.case = record.case, fold_case(record.case, entry, self.roster.community)
                record.course.append((entry, record.case))
                self._send(record, entry, effects_of_case_entry(entry, former, record.case))
            else:
                was, record.meeting = record.meeting, fold_meeting(record.meeting, entry, self.roster.community)
                record.course.append((entry, record.meeting))
                self._send(record, entry, effects_of_meeting_entry(entry, was, record.meeting))

    def _send(self, record: Record, entry: Entry, sends: Iterable[SendAct], *, first: int = 0) -> None:
        """With the ids that the register gives what an entry sends."""
        by = Who(record=record.head.record)
        for place, send in enumerate(sends, start=first):
            act_id = _hash(f"{entry.hash}|{send.to}|{place}")
            self._waiting.append((send.to, send.act, by, act_id))

    def _received(self, record: Record, act: Act, by: Who, act_id: str | None = None) -> ReceivedAct:
        name, number = record.head.record, record.head.judged + 1
        if isinstance(act, a.DeadlineReached):
            act_id = _hash(f"{name}|{act.clock}|{act.due_at.isoformat()}")
        facts = self._facts(record, act, by)
        submission = Submission(act_id=act_id or _hash(f"{name}-{number}"), claim=Claim(**by.model_dump()), act=act)
        record.opened_at = record.opened_at or self.now
        return ReceivedAct(
            act_id=submission.act_id,
            record=name,
            number=number,
            received_at=self.now,
            digest=submission_digest(None if number == 1 else name, submission),
            actor=self._capacity(by, facts.day),
            facts=facts,
            act=act,
        )

    def _capacity(self, by: Who, day: date) -> Actor:
        if by.person is None:
            return Actor(record=by.record)
        known = any(s.seat == by.seat for b in self.procedure.bodies for s in b.seats)
        chairs = (b.body for b in self.procedure.bodies if self._rank(b.chair, by.person, day) is not None)
        return Actor(
            person=by.person,
            seat=by.seat,
            rank=self._rank(by.seat, by.person, day) if known and by.seat else None,
            party=by.party,
            offices=offices_of(by.person, self.roster, day, party=by.party),
            chairs=tuple(chairs),
            entered_by=by.entered_by,
            entered_by_offices=offices_of(by.entered_by, self.roster, day) if by.entered_by else (),
        )

    def _rank(self, seat: str, person: str, day: date) -> int | None:
        return rank_in_seat(person, seat, self.roster, day)

    def _facts(self, record: Record, act: Act, by: Who) -> Facts:
        day = local_day(self.now, self.procedure.timezone)
        name = record.head.record
        named = meeting_named(act, name)
        meeting = None if named is None else self.meeting_facts(named)
        clashes = self._clashes(act, name, meeting)
        speaker = Speaker(by.seat, by.person, self.roster) if by.seat and by.person else None
        return facts_of(
            act,
            day,
            self.procedure,
            self.in_force or self.roster,
            record=name,
            meeting=meeting,
            speaker=speaker,
            clashes=clashes,
            undecided=self._undecided(act),
            minuted=self._minuted(name, act),
        )

    def _minuted(self, name: str, act: Act) -> a.MinutedWords | None:
        words, meeting = words_of(act), self.records[name].meeting
        if words is None or self.minutes_text is None or meeting is None or meeting.minutes is None:
            return None
        cases = (r.case for r in self.records.values() if r.case is not None and r.case.decided_in == name)
        put_in = (change.new_text for change in meeting.minutes.changes)
        return where_minuted(words, self.minutes_text, put_in, (case.text.text for case in cases))

    def _undecided(self, act: Act) -> tuple[str, ...]:
        named = act.into if isinstance(act, a.MoveCase) else ()
        known = ((name, self.records[name].case) for name in named if name in self.records)
        return tuple(name for name, case in known if case and not case.ended and case.stage not in DECIDED)

    def _clashes(self, act: Act, name: str, meeting: MeetingFacts | None) -> tuple[str, ...]:
        if not isinstance(act, a.PlanMeeting | a.MoveMeeting):
            return ()
        body = act.body if isinstance(act, a.PlanMeeting) else meeting.body if meeting else ""
        others = (r.meeting for n, r in self.records.items() if n != name and r.meeting is not None)
        return tuple(
            m.record
            for m in others
            if m.body == body
            and m.stage not in (MeetingStage.CANCELLED, MeetingStage.CLOSED)
            and m.starts_at < act.ends_at
            and m.ends_at > act.starts_at
        )

    def meeting_facts(self, name: str) -> MeetingFacts | None:
        """What an act may rest on about a meeting, or None."""
        meeting = self.records[name].meeting if name in self.records else None
        if meeting is None:
            return None
        return MeetingFacts(
            meeting=name,
            body=meeting.body,
            day=meeting.day,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            notice_due=meeting.notice_due.at,
            notice_sent=meeting.stage is not MeetingStage.PLANNED,
            cancelled=meeting.stage in (MeetingStage.CANCELLED, MeetingStage.CLOSED),
            extraordinary=meeting.extraordinary is not None or None,
            opened=meeting.stage in (MeetingStage.OPEN, MeetingStage.CLOSED),
        )

    # --- what the house does by itself ------------------------------------------------------------------------

    def _go_on(self, record: Record, before: CaseState | None) -> None:
        if record.case is None:
            self._minute(record)
            return
        wanted = wants_following(before, record.case)
        if wanted is not None:
            self._find_meeting(record, wanted, told_by=record)
        self._steps(record)

    def _minute(self, record: Record) -> None:
        """Draft and approved minutes, as in the meeting's workflow; what stands in them is not of this world."""
        meeting = record.meeting
        if meeting is None or meeting.stage is not MeetingStage.CLOSED or meeting.ended:
            return
        if meeting.minutes is None:
            due = minutes_comments_due(local_day(self.now, self.procedure.timezone), self.procedure)
            self._enter(record, [e.MinutesDrafted(text="a" * 64, html="b" * 64, comments_due=due)])
        elif meeting.minutes.approved_in is not None:
            self._enter(record, [e.MinutesIssued(text="c" * 64, html="d" * 64)])

    def _find_meeting(self, record: Record, body: str, *, told_by: Record) -> None:
        assert record.case is not None
        assert record.case.drofting is not None
        known = [facts for name in self.records if (facts := self.meeting_facts(name)) is not None]
        found = following_meeting(
            known, body, record.case.drofting, self.now, self.procedure, anchored=anchored(record.case)
        )
        act: Act = a.PlaceCase(meeting=found.meeting, mark=Mark.BESLUTNING) if found else a.NoMeetingFound(body=body)
        self._send(told_by, told_by.entries[-1], [SendAct(to=record.head.record, act=act)], first=1000)

    def _steps(self, record: Record) -> None:
        """Binding, announcement, follow-up and end, as in the case's workflow."""
        if record.case is None or record.case.ended:
            return
        if record.case.stage in DECIDED:
            if not record.case.bindings and lacks_witnesses(self.rules_of(record)):
                self._enter(record, newly_awaited(self.rules_of(record)))
                return
            if not record.case.bindings:
                self._enter(record, effects_of_beslutning(self.rules_of(record)))
            if not record.case.announced:
                self._enter(record, [announcement(self.rules_of(record))])
            self._enter(record, follow_ups(self.rules_of(record)))
        awaiting = any(b.waits_for is not None and not b.refused for b in record.case.bindings)
        followed = record.case.stage is CaseStage.UNDER_OPPFOLGING and settled(record.case)
        if record.case.closing or (followed and not awaiting and not record.case.statements_awaited):
            self._enter(record, [e.CaseClosed(outcome=outcome_of(record.case))])

    def witnessed(self, case: str, *names: str) -> bool:
        """Witnesses of these names have cosigned; whether they are enough, and the case went on."""
        record = self.records[case]
        by = tuple(e.WitnessName(name=name, key_id=_hash(name)[:8]) for name in names)
        seen = e.WitnessesSeen(size=100, root="d" * 64, witnesses=by)
        if not enough(self.rules_of(record), seen):
            return False
        self._enter(record, [seen])
        self._steps(record)
        return True

    def rules_of(self, record: Record) -> Case:
        """The case with the rules it is judged by."""
        assert record.case is not None
        return Case(record.case, self.procedure, self.roster)

    def _enter(self, record: Record, bodies: Iterable[e.EntryBody]) -> None:
        entries, record.head = record_step(record.head, bodies, self.now)
        self._take(record, entries)

    # --- time -------------------------------------------------------------------------------------------------

    def advance(self, to: datetime) -> None:
        """Time passes; what falls due on the way happens, in order."""
        while True:
            due = min(
                ((c.due_at, name, c.name, c) for name, r in self.records.items() for c in r.clocks if c.due_at <= to),
                default=None,
                key=lambda found: found[:3],
            )
            if due is None:
                break
            self.now = max(self.now, due[0])
            self.ring(due[1], due[3])
        self.now = max(self.now, to)

    def ring(self, name: str, clock: Clock) -> Said:
        """A clock of a record rings, and is stopped if it runs on."""
        said = self.act(name, a.DeadlineReached(clock=clock.name, due_at=clock.due_at), Who(record=name))
        self._enter(self.records[name], stopped(clock, self.records[name].clocks))
        return said

    # --- the usual way ----------------------------------------------------------------------------------------

    def new(self, name: str, kind: str) -> Record:
        """An empty record of that name."""
        head = RecordHead(record=name, seq=0, hash=EMPTY_HEAD, judged=0)
        self.records[name] = Record(head, kind)
        return self.records[name]

    def case(self, *, larger: bool = False, drofting_in: str | None = None, seat: str | None = None) -> str:
        """A case, registered for Halden or for a seat, and classified."""
        name = f"case-ostfold-2031-{sum(r.kind == 'case' for r in self.records.values()) + 1}"
        self.new(name, "case")
        party = None if seat else "halden"
        registered = a.RegisterCase(
            title="En sak", summary="Kort.", proposal=PROPOSAL, proposer_party=party, proposer_seat=seat
        )
        self.act(name, registered)
        self.act(name, self.classification(larger=larger, drofting_in=drofting_in))
        return name

    def classification(self, *, larger: bool = False, drofting_in: str | None = None) -> a.ClassifyCase:
        """What both samhandlingssjefer agree on, and the chair where drøfting is held in SU directly."""
        chair = self.member(self.procedure.body(drofting_in).chair).person if drofting_in else None
        return a.ClassifyCase(
            larger_economic=larger,
            larger_administrative=False,
            reason="Vurdert av begge.",
            drofting_body=drofting_in,
            direct_reason="Gjelder avtalen." if drofting_in else None,
            agreed_by=(*self.chiefs(), *((chair,) if chair else ())),
        )

    def meeting(self, body: str, in_days: int, *, hour: int = 9) -> str:
        """A meeting so many days from now."""
        name = f"meeting-ostfold-{body}-2031-{sum(r.kind == 'meeting' for r in self.records.values()) + 1}"
        self.new(name, "meeting")
        plan = self.planned(body, in_days, hour=hour)
        while self._clashes(plan, name, None):  # two meetings of a body are not at the same time
            plan = plan.model_copy(update={"starts_at": plan.ends_at, "ends_at": plan.ends_at + timedelta(hours=3)})
        self.act(name, plan)
        for other in list(self.records.values()):
            if other.case and other.case.classification and awaits_beslutning(other.case):
                self._find_meeting(other, other.case.classification.decision_body, told_by=self.records[name])
        self._settle()
        return name

    def planned(self, body: str, in_days: int, *, hour: int = 9) -> a.PlanMeeting:
        """The act that plans a meeting so many days from now."""
        starts = self.day(in_days, hour)
        return a.PlanMeeting(body=body, starts_at=starts, ends_at=starts + timedelta(hours=3), place="Kalnes")

    def day(self, in_days: int, hour: int = 9) -> datetime:
        """An hour of the local day so many days from now."""
        today = local_day(self.now, self.procedure.timezone)
        return start_of(today + timedelta(days=in_days), self.procedure.timezone, hour=hour)

    def state(self, case: str) -> CaseState:
        """The case as it stands."""
        state = self.records[case].case
        assert state is not None
        return state

    def meeting_state(self, meeting: str) -> MeetingState:
        """The meeting as it stands."""
        state = self.records[meeting].meeting
        assert state is not None
        return state

    def kinds(self, record: str) -> list[str]:
        """The kinds of a record's entries."""
        return [entry.body.kind for entry in self.records[record].entries]

    def item(self, meeting: str, case: str) -> int:
        """The number of the case on the agenda."""
        return [i.item for i in self.meeting_state(meeting).agenda if i.case == case and not i.removed][-1]

    def open_item(self, meeting: str, case: str, *, absent: Iterable[str] = ()) -> Said:
        """Time passes until the meeting; it is opened unless it is, and the item with it."""
        state = self.meeting_state(meeting)
        self.advance(state.starts_at)
        if self.meeting_state(meeting).stage is MeetingStage.NOTIFIED:
            self.act(meeting, a.OpenMeeting(attendance=self.everyone(state.body, absent)))
        return self.act(meeting, a.OpenItem(item=self.item(meeting, case)))

    def close_item(self, case: str, outcome: a.ItemOutcome | None = None, by: Who = SECRETARIAT) -> Said:
        """The open item of the case is closed."""
        item = self.state(case).item
        assert item is not None
        return self.act(case, a.CloseItem(meeting=item.meeting, item=item.item, outcome=outcome), by)

    def deliberate(self, case: str, meeting: str, outcome: a.ItemOutcome = a.ItemOutcome.READY) -> None:
        """Placed, opened, deliberated, closed, and the meeting with it."""
        self.act(case, a.PlaceCase(meeting=meeting, mark=Mark.DROFTING))
        self.open_item(meeting, case)
        self.close_item(case, outcome)
        self.act(meeting, a.CloseMeeting())

    def position(self, case: str, seat: str, stance: a.Stance | None = None, by: Who | None = None) -> Said:
        """A seat's position on the case as it stands; consent when nothing is said."""
        state = self.state(case)
        act = a.TakePosition(stance=stance or a.Consent(), text_digest=state.text.digest, case_version=state.version)
        return self.act(case, act, by or self.member(seat))

    def roll_call(self, case: str, stances: Mapping[str, a.Stance] | None = None) -> Said:
        """Every counted seat present answers: consent, or what `stances` says; then it is closed."""
        item = self.state(case).item
        assert item is not None
        said = dict(stances or {})
        counted = self.seats(item.body, counted=True)
        for sitting in item.attendance:
            if sitting.seat in counted or sitting.seat in said:
                by = Who(person=sitting.person, seat=sitting.seat)
                self.position(case, sitting.seat, said.get(sitting.seat), by)
        return self.close_item(case)


def in_roll_call(world: World | None = None, *, seat: str | None = None) -> tuple[World, str]:
    """A professional case whose roll call has just opened in the following SEKR meeting."""
    world = world or World()
    first, second = world.meeting("SEKR", 28), world.meeting("SEKR", 56)
    case = world.case(seat=seat)
    world.deliberate(case, first)
    world.open_item(second, case)
    return world, case


def deliberated(world: World | None = None) -> tuple[World, str]:
    """A professional case that has been deliberated and waits for the following SEKR meeting."""
    world = world or World()
    first, _second = world.meeting("SEKR", 28), world.meeting("SEKR", 56)
    case = world.case()
    world.deliberate(case, first)
    return world, case


def two_deputies() -> World:
    """A community in which one person is deputy for two counted seats."""
    world = World()
    deputy = next(h for h in world.roster.holdings if (h.seat, h.rank) == ("SEKR-M3", 1))
    also = deputy.model_copy(update={"seat": "SEKR-M5", "rank": 2})
    world.roster = world.roster.model_copy(update={"holdings": (*world.roster.holdings, also)})
    return world
