"""A second telling of the procedure, small and apart: what each act comes to and where the case then stands.

Written from the text of the rules. It shares the acts with the house, and none of its rules or folds. It does not
say which of several reasons is told first: an act is allowed when nothing speaks against it, and a refusal must name
one of the rules that do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from models import acts as a
from models.acts import Mark

OSLO = ZoneInfo("Europe/Oslo")
DELIBERATED = ("droftet", "loftet", "under_forankring", "til_beslutning", "utsatt")


EARLY = (a.GiveInput, a.WithdrawInput, a.SummariseInvolvement)


@dataclass(frozen=True)
class Seat:
    """A seat: whether it counts, for whom it speaks, and who holds it."""

    seat: str
    body: str
    counts: bool
    parties: frozenset[str]
    holders: tuple[str, ...]


@dataclass(frozen=True)
class Who:
    """Who acts."""

    person: str
    seat: str | None = None
    party: str | None = None
    secretariat: bool = False
    chairs: frozenset[str] = frozenset()
    answers_for: str | None = None  # the party whose contact the person is


@dataclass(frozen=True)
class Community:
    """What the model knows of the community."""

    seats: dict[str, Seat]
    drofting_body: str
    professional: str
    larger: str
    gap_days: int
    rounds: int
    takeover_days: int
    statement_days: int
    home_days: int
    input_days: int
    parties: frozenset[str]

    def of(self, body: str) -> list[Seat]:
        """The seats of a body."""
        return [seat for seat in self.seats.values() if seat.body == body]

    def uncovered(self, present: set[str], body: str) -> set[str]:
        """The parties that none of these counted seats speaks for."""
        counted = [seat for seat in self.of(body) if seat.counts]
        everyone = {party for seat in counted for party in seat.parties}
        return everyone - {party for seat in counted if seat.seat in present for party in seat.parties}


@dataclass
class Item:
    """A case on an agenda."""

    number: int
    case: str
    mark: Mark
    in_notice: bool = False
    state: str = "live"  # live, open, done, removed


@dataclass
class Meeting:
    """A meeting."""

    record: str
    body: str
    day: date
    starts_at: datetime
    notice_at: datetime
    stage: str = "planned"
    items: list[Item] = field(default_factory=list)
    sitting: dict[str, str] = field(default_factory=dict)

    def live(self, case: str) -> Item | None:
        """The case's item that is not dealt with."""
        return next((i for i in self.items if i.case == case and i.state in ("live", "open")), None)

    def open_item(self) -> Item | None:
        """The item that is open."""
        return next((i for i in self.items if i.state == "open"), None)


@dataclass
class Roll:
    """A case's item while it is open."""

    meeting: str
    number: int
    mark: Mark
    body: str
    sitting: dict[str, str]
    changed: bool = False


@dataclass
class Objection:
    """An objection, in writing or made in the roll call."""

    owner: str  # seat or party
    written: bool
    text: str
    standing: bool = True
    answered: bool = False
    kept: bool = False


@dataclass
class Case:
    """A case."""

    record: str
    proposer: str
    text: str
    stage: str = "meldt"
    version: int = 1
    drofting_body: str | None = None
    decision_body: str | None = None
    placed: tuple[str, Mark] | None = None
    papers_sent: bool = False
    deliberated: tuple[str, date] | None = None
    rounds: int = 0
    path_asked: bool = False
    item: Roll | None = None
    closed_in: set[str] = field(default_factory=set)
    positions: dict[str, tuple[str, a.Stance]] = field(default_factory=dict)
    objections: list[Objection] = field(default_factory=list)  # in the order they were made
    forankring: datetime | None = None  # its due time while it is open
    forankring_closed: bool = False
    answered: set[str] = field(default_factory=set)
    withdrawn_from: str | None = None
    takeover_due: datetime | None = None
    bound: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)
    statements: set[str] = field(default_factory=set)
    statements_due: datetime | None = None
    ended: bool = False
    asked: tuple[str, ...] = ()  # of early involvement: whose input is asked for
    given: set[str] = field(default_factory=set)
    input_due: datetime | None = None  # while it is asked for

    @property
    def early(self) -> bool:
        """Nothing is decided in it (P-36)."""
        return bool(self.asked)

    @property
    def over(self) -> bool:
        """There is a beslutning, or the record has ended."""
        return self.ended or self.stage in ("besluttet", "besluttet_med_forbehold", "under_oppfolging")

    @property
    def withdrawn(self) -> bool:
        """Withdrawn, and perhaps to be taken over."""
        return self.stage == "trukket"

    @property
    def awaits(self) -> bool:
        """Deliberated, undecided, on no agenda."""
        free = self.placed is None and self.item is None
        return self.stage in DELIBERATED and self.deliberated is not None and free and not self.ended

    def lapse(self, *, written: bool = True) -> None:
        """What objections were about is gone (P-28); those made in a roll call go with it."""
        for objection in self.objections:
            if written or not objection.written:
                objection.standing = False

    def forankring_wanted(self, now: datetime) -> bool:
        """Asked once a round of drøfting, and again with a later due time while it is open (P-11)."""
        return not self.forankring_closed and (self.forankring is None or now < self.forankring)


Reasons = Iterator[str]
Against = Callable[["Model", Any, Any, Who], Reasons]
Do = Callable[["Model", Any, Any, Who], None]


@dataclass
class Model:
    """The community's cases and meetings as the rules' text has them, and the time."""

    community: Community
    acts: Mapping[type, tuple[Against, Do]]
    now: datetime
    cases: dict[str, Case] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    without_meeting: set[str] = field(default_factory=set)  # cases that looked for a meeting and found none

    @property
    def today(self) -> date:
        """The local date."""
        return self.now.astimezone(OSLO).date()

    def hear(self, record: str, act: object, who: Who) -> set[str]:
        """What speaks against an act, by rule; where nothing does, it is done with what it leads to."""
        against, do = self.acts[type(act)]
        subject = self.cases.get(record) or self.meetings[record]
        reasons = set(against(self, subject, act, who))
        if isinstance(subject, Case) and subject.early and not isinstance(act, EARLY):
            reasons.add("P-36")
        if reasons and isinstance(subject, Case) and subject.ended:
            reasons.add("P-29")
        if not reasons:
            do(self, subject, act, who)
            self.place_those_who_wait()
        return reasons

    # --- meetings find cases, and cases meetings (P-12) -------------------------------------------------------

    def place_those_who_wait(self, *, planned: str | None = None) -> None:
        """A case that has come to wait looks once; after that a newly planned meeting of the body finds it."""
        for case in self.cases.values():
            if not case.awaits:
                self.without_meeting.discard(case.record)
            elif case.record not in self.without_meeting or planned == case.decision_body:
                self.without_meeting.add(case.record)
                self._find(case)

    def _find(self, case: Case) -> None:
        fitting = [m for m in self.meetings.values() if self._follows(case, m)]
        if fitting:
            self.put(case, min(fitting, key=lambda m: (m.starts_at, m.record)), Mark.BESLUTNING)

    def _follows(self, case: Case, meeting: Meeting) -> bool:
        assert case.deliberated is not None
        return (
            meeting.body == case.decision_body
            and meeting.stage == "planned"
            and meeting.notice_at > self.now
            and meeting.notice_at.date() > case.deliberated[1]
            and not set(too_early(self, case, meeting))
            and (case.forankring_closed or self.days_at_home(meeting) >= self.community.home_days)
        )

    def days_at_home(self, meeting: Meeting) -> int:
        """The whole days from now until answers count no more (P-12)."""
        return (meeting.notice_at.date() - self.now.date()).days - 1

    def put(self, case: Case, meeting: Meeting, mark: Mark) -> None:
        """On the agenda, off the former one; for beslutning forankring is asked (P-08, P-11)."""
        self.leave(case)
        case.placed, case.papers_sent = (meeting.record, mark), False
        meeting.items.append(Item(len(meeting.items) + 1, case.record, mark))
        if mark is Mark.DROFTING:
            case.stage = "til_drofting"
        if mark is not Mark.BESLUTNING:
            return
        if case.forankring_wanted(self.now):
            case.forankring, case.stage = midnight(meeting.notice_at), "under_forankring"
        elif case.forankring_closed:
            case.stage = "til_beslutning"

    def leave(self, case: Case) -> None:
        """Off the agenda."""
        if case.placed is None:
            return
        if case.item is not None:
            case.lapse(written=False)
        meeting, mark = self.meetings[case.placed[0]], case.placed[1]
        item = meeting.live(case.record)
        if item is not None:
            item.state = "done" if item.state == "open" else "removed"
        if mark is Mark.DROFTING and case.stage == "til_drofting":
            case.stage = "klassifisert"
        if mark is Mark.BESLUTNING and case.stage in ("under_forankring", "til_beslutning"):
            case.stage = "utsatt"
        case.placed, case.item = None, None

    def end_item(self, case: Case, stage: str) -> None:
        """The open item has ended in this stage."""
        assert case.item is not None
        case.closed_in.add(case.item.meeting)
        open_item = self.meetings[case.item.meeting].open_item()
        assert open_item is not None
        open_item.state = "done"
        case.item, case.placed, case.stage = None, None, stage

    def back(self, case: Case) -> None:
        """To drøfting anew (P-13, P-17)."""
        case.deliberated, case.positions = None, {}
        case.lapse()
        case.forankring, case.forankring_closed, case.answered = None, False, set()
        case.stage = "klassifisert"

    # --- time -------------------------------------------------------------------------------------------------

    def advance(self, to: datetime) -> None:
        """What falls due until then happens, in order."""
        while True:
            due = min(((at, str(what), do) for at, what, do in self._due() if at <= to), default=None)
            if due is None:
                break
            self.now = max(self.now, due[0])
            due[2]()
            self.place_those_who_wait()
        self.now = max(self.now, to)

    def _due(self) -> Iterator[tuple[datetime, str, Callable[[], None]]]:
        for meeting in self.meetings.values():
            if meeting.stage == "planned":
                yield meeting.notice_at, meeting.record, partial(self._notify, meeting)
        for case in self.cases.values():
            if case.ended:
                continue
            if case.forankring is not None:
                yield case.forankring, case.record, partial(self.close_forankring, case)
            if case.takeover_due is not None:
                yield case.takeover_due, case.record, partial(self._end_withdrawn, case)
            if case.input_due is not None:
                yield case.input_due, case.record, partial(self._close_input, case)
            if case.statements_due is not None:
                yield case.statements_due, case.record, partial(self._lapse_statements, case)

    def _notify(self, meeting: Meeting) -> None:
        meeting.stage = "notified"
        for item in meeting.items:
            if item.state == "live":
                item.in_notice = True
                self.cases[item.case].papers_sent = True

    @staticmethod
    def close_forankring(case: Case) -> None:
        case.forankring, case.forankring_closed = None, True
        if case.stage == "under_forankring":
            case.stage = "til_beslutning"

    def _end_withdrawn(self, case: Case) -> None:
        self.close_case(case, "trukket")

    def close_case(self, case: Case, stage: str) -> None:
        """Its record ends, undecided; nothing of it waits any more."""
        self.leave(case)
        case.lapse()
        case.stage, case.ended, case.takeover_due, case.forankring = stage, True, None, None
        case.path_asked = False

    @staticmethod
    def _close_input(case: Case) -> None:
        case.input_due = None

    @staticmethod
    def _lapse_statements(case: Case) -> None:
        case.statements, case.statements_due = set(), None


def midnight(notice_at: datetime) -> datetime:
    """When the day begins on which the papers leave: forankring closes before it (P-11)."""
    local = notice_at.astimezone(OSLO)
    return datetime.combine(local.date(), time(0), OSLO)


def too_early(model: Model, case: Case, meeting: Meeting) -> Reasons:
    """A following meeting: another, and the least gap later (P-01, P-12)."""
    if case.deliberated is None:
        return
    if meeting.record == case.deliberated[0]:
        yield "P-01"
    if (meeting.day - case.deliberated[1]).days < model.community.gap_days:
        yield "P-12"
