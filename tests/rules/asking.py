"""A case as it stands, or as it stands but for something: what it answers to an act, and what an entry makes of it.

Nothing is played and nothing is entered, so one case serves any number of questions. What a bare case is made of is
here, too: due dates, placements, items, positions.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from models import acts as a
from models.acts import Act, Actor, Derivation, Facts, Mark, ReceivedAct, SeatAttendance
from models.canonical import EMPTY_HEAD
from models.entries import Entry, EntryBody
from models.state import (
    CaseObjection,
    CaseStage,
    CaseState,
    Classification,
    Clock,
    Drofting,
    FollowUpItem,
    Forankring,
    OpenCaseItem,
    PartyBinding,
    PartyForankring,
    Placement,
    Position,
    RecordHead,
    TextVersion,
    WrittenProcedure,
)
from rules.case.fold import fold_case
from rules.case.judge import judge_case
from rules.recording import record_step
from rules.verdict import Verdict
from tests.house import with_numbers
from tests.rules.world import BEGINS, COMMUNITY, FILES, SECRETARIAT, WATCHING, Who, World, deliberated, in_roll_call

HASH = "c" * 64  # of a text or an entry that there is none of


@dataclass(frozen=True)
class Standing:
    """A case of a world; `but` is what is otherwise with it than it was played."""

    world: World
    case: str
    but: dict[str, Any] = field(default_factory=dict)

    @property
    def state(self) -> CaseState:
        """The case."""
        return self.world.state(self.case).model_copy(update=self.but)

    def with_(self, **but: Any) -> Standing:
        """The same, but for this."""
        return Standing(self.world, self.case, self.but | but)

    def item(self, **but: Any) -> Standing:
        """The same, with its open item otherwise."""
        assert self.state.item is not None
        return self.with_(item=self.state.item.model_copy(update=but))

    def ruled(self, **numbers: int | bool | str) -> Standing:
        """The same, by a procedure that says this."""
        world = copy(self.world)
        files = FILES.model_copy(update={"procedure": world.procedure})
        world.procedure = with_numbers(files, **numbers).procedure
        return Standing(world, self.case, self.but)

    def received(
        self,
        act: Act,
        by: Who = SECRETARIAT,
        *,
        at: datetime | None = None,
        actor: dict[str, Any] | None = None,
        **facts: Any,
    ) -> ReceivedAct:
        """The act as it is received, but for what is said of its actor and of what was looked up."""
        was, self.world.now = self.world.now, at or self.world.now
        received = self.world._received(self.world.records[self.case], act, by)
        self.world.now = was
        looked_up: Facts = received.facts.model_copy(update=facts)
        who: Actor = received.actor.model_copy(update=actor or {})
        return received.model_copy(update={"facts": looked_up, "actor": who})

    def asked(
        self,
        act: Act,
        by: Who = SECRETARIAT,
        *,
        at: datetime | None = None,
        actor: dict[str, Any] | None = None,
        **facts: Any,
    ) -> Verdict:
        """What the case says to it."""
        received = self.received(act, by, at=at, actor=actor, **facts)
        return judge_case(self.state, received, self.world.procedure, self.world.roster)


def entries_of(*bodies: EntryBody, record: str, at: datetime = BEGINS) -> tuple[Entry, ...]:
    """The entries, chained from the first."""
    return record_step(RecordHead(record=record, seq=0, hash=EMPTY_HEAD, judged=0), bodies, at)[0]


def after(state: CaseState, *happened: EntryBody | Entry, at: datetime = BEGINS) -> CaseState:
    """The case after these entries, or after entries of these bodies."""
    for one in happened:
        entry = one if isinstance(one, Entry) else entries_of(one, record=state.record, at=at)[0]
        state = fold_case(state, entry, COMMUNITY)
    return state


def changes(state: CaseState, *bodies: EntryBody, at: datetime = BEGINS) -> dict[str, Any]:
    """What these entries make otherwise; nothing else is."""
    then = after(state, *bodies, at=at)
    fields = CaseState.model_fields
    return {name: getattr(then, name) for name in fields if getattr(then, name) != getattr(state, name)}


def why(verdict: Verdict) -> tuple[str, str] | None:
    """The code and the rule of a refusal; None where there is none."""
    return None if verdict.refusal is None else (verdict.refusal.code.value, verdict.refusal.rule)


def words(verdict: Verdict) -> str:
    """What a refusal says, and what it says can be done."""
    return "" if verdict.refusal is None else f"{verdict.refusal.detail} | {verdict.refusal.remedy}"


def kinds(verdict: Verdict) -> list[str]:
    """The kinds of what is entered."""
    assert verdict.refusal is None, verdict.refusal
    return [body.kind for body in verdict.bodies]


ONE, TWO, DAY = "meeting-1", "meeting-2", date(2031, 2, 3)
LATER = BEGINS + timedelta(hours=5)
STATE = CaseState(
    record="case-1",
    community="ostfold",
    stage=CaseStage.KLASSIFISERT,
    title="En sak",
    summary="Kort.",
    affected=("halden", "moss"),
    registered_at=BEGINS,
    text=TextVersion(version=1, text="Slik.", digest="a" * 64),
    classification=Classification(drofting_body="SEKR", decision_body="SEKR", larger=False),
)


def due(name: str, day: date = DAY) -> Derivation:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Derivation(name=name, rule="P-11", anchor="a", steps=(), day=day, at=at)


def clock(name: str, day: date = DAY) -> Clock:
    return Clock(name=name, due_at=due(name, day).at, consequence="", rule="P-11")


def placed(mark: Mark, *, papers_sent: bool = False) -> Placement:
    return Placement(meeting=ONE, body="SEKR", mark=mark, day=DAY, starts_at=BEGINS, papers_sent=papers_sent)


def open_item(mark: Mark = Mark.BESLUTNING, *sitting: tuple[str, str]) -> OpenCaseItem:
    there = tuple(SeatAttendance(seat=seat, person=person) for seat, person in sitting)
    return OpenCaseItem(meeting=ONE, item=1, mark=mark, body="SEKR", attendance=there, opened_at=BEGINS)


def position(seat: str, person: str = "p-1", *, digest: str = "a" * 64, objection: int | None = None) -> Position:
    return Position(
        seat=seat,
        person=person,
        counted=True,
        parties=("halden",),
        stance=a.Consent(),
        text_digest=digest,
        at=BEGINS,
        objection=objection,
    )


def with_(**but: Any) -> CaseState:
    return STATE.model_copy(update=but)


HELD = Drofting(meeting=TWO, body="SEKR", day=DAY, round=1, ready=True, text_digest="a" * 64)
ASKED = Forankring(
    open=True, due=due("forankring-due"), parties=(PartyForankring(party="halden"), PartyForankring(party="moss"))
)
OVER = ASKED.model_copy(update={"open": False})
RUNNING = WrittenProcedure(asked=("SEKR-M1",), last_day=DAY, due_at=BEGINS, reason="Haster.")


def objection(number: int, seat: str | None = None, *, written: bool = False) -> CaseObjection:
    return CaseObjection(
        objection=number, written=written, seat=seat, grounds="Nei.", text_digest="a" * 64, at=BEGINS, steps=()
    )


OF_A_DECISION = ("answers-due", "reservation-due:moss", "followup-due", "followup-reminder-1")
RESERVED = CaseStage.BESLUTTET_MED_FORBEHOLD
BOUND = PartyBinding(party="moss", by_seat="SEKR-M2", effect_at=BEGINS)
WAITS = PartyBinding(party="halden", by_seat="SEKR-M3", waits_for="kommunestyret")
NOT_BOUND = {"effect_at": None, "refused": True}


def clocks(*names: str) -> tuple[Clock, ...]:
    return tuple(map(clock, names))


def item_of(party: str, **but: Any) -> FollowUpItem:
    return FollowUpItem(party=party, budget_year=2032, due=DAY).model_copy(update=but)


def decided(**but: Any) -> CaseState:
    """Decided, announced and followed up, with every clock that a decision starts."""
    fields: dict[str, Any] = {
        "stage": CaseStage.UNDER_OPPFOLGING,
        "decided_in": ONE,
        "decided_on": DAY,
        "bindings": (BOUND, WAITS),
        "announced": True,
        "follow_ups": (item_of("moss"),),
        "follow_up_due": DAY,
        "clocks": clocks(*OF_A_DECISION, "statements-due"),
    }
    return with_(**(fields | but))


NO_CONSENSUS = {
    "stage": CaseStage.IKKE_KONSENSUS,
    "path_asked": True,
    "bindings": tuple(b.model_copy(update=NOT_BOUND) for b in (BOUND, WAITS)),
    "decided_in": None,
    "decided_on": None,
    "follow_ups": (),
    "follow_up_due": None,
    "clocks": clocks("statements-due"),
}
"""There was none after all: nobody is bound, nothing is followed up, the chair is asked (P-13, P-19)."""


def shared(play: Callable[[], Standing]) -> Callable[[], Standing]:
    """Played once for all who ask; so it is no story of the test that happens to ask first (`tests.rules.pinned`)."""

    @cache
    def played() -> Standing:
        watching, WATCHING[:] = WATCHING[:], []
        try:
            return play()
        finally:
            WATCHING[:] = watching

    return played


@shared
def classified() -> Standing:
    """Classified, with a meeting of each body to come."""
    world = World()
    for body, days in (("SEKR", 28), ("SU", 42)):
        world.meeting(body, days)
    return Standing(world, world.case())


@shared
def waiting() -> Standing:
    """Deliberated; the parties are asked at home, and it stands on the agenda of the following meeting."""
    return Standing(*deliberated())


@shared
def at_the_table() -> Standing:
    """Its roll call has just opened."""
    return Standing(*in_roll_call())


@shared
def agreed() -> Standing:
    """Decided with every yes, announced and followed up."""
    world, case = in_roll_call()
    world.roll_call(case)
    return Standing(world, case)


FIRST, SECOND = "meeting-ostfold-SEKR-2031-1", "meeting-ostfold-SEKR-2031-2"
MEETING = Who(record=FIRST)


def facts(standing: Standing, meeting: str, **but: Any) -> dict[str, Any]:
    """What is known of a meeting, but for this."""
    known = standing.world.meeting_facts(meeting)
    assert known is not None
    return {"meeting": known.model_copy(update=but)}


def free(**but: Any) -> Standing:
    """Deliberated, and on no agenda: nobody is asked at home yet."""
    return waiting().with_(**({"placement": None, "forankring": None, "stage": CaseStage.DROFTET} | but))


def ringing(standing: Standing, name: str, seconds: int = 0) -> Clock:
    """A clock that is due so many seconds from now."""
    return clock(name).model_copy(update={"due_at": standing.world.now + timedelta(seconds=seconds)})


def waits(party: str = "moss", **but: Any) -> PartyBinding:
    """What a party is waited for: its council, unless something else is said."""
    fields: dict[str, Any] = {"waits_for": "kommunestyret", "treated_on": DAY}
    return PartyBinding(party=party, by_seat="SEKR-M2", **(fields | but))


def with_reservation(*bindings: PartyBinding, **but: Any) -> Standing:
    """Decided, with a party that is waited for."""
    fields: dict[str, Any] = {"stage": CaseStage.BESLUTTET_MED_FORBEHOLD, "bindings": bindings, "decided_on": DAY}
    return agreed().with_(**(fields | but))
