"""A community's record in memory: acts judged and folded as the register does it, and its clock rung (P-24, P-25)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from models import acts as a
from models.acts import Act, Actor, Facts, ReceivedAct
from models.canonical import digest_of
from models.entries import Entry, EntryBody
from models.procedure import Procedure
from models.roster import Office, Roster
from models.rulebook import Refusal
from models.state import CommunityState, RecordHead
from rules.community import Community, fold_community, judge_community
from rules.legal_dates import local_day, start_of
from rules.recording import record_step
from rules.roster_acts import changed_roster
from rules.verdict import Verdict
from tests.rules.world import BEGINS, COMMUNITY, PROCEDURE, ROSTER

RECORD = f"community-{COMMUNITY}"
SECRETARIAT = Actor(person="p-2h9c", offices=(Office.SECRETARIAT,))


@dataclass
class Desk:
    """One community, founded with a roster and a procedure."""

    roster: Roster = ROSTER
    procedure: Procedure = PROCEDURE
    now: datetime = BEGINS
    offered: Procedure | None = None  # the version that an act names, where the register holds it
    hands_in: Roster | None = None  # the roster that an act names
    state: CommunityState | None = None
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        """The community is founded."""
        self._head = RecordHead(record=RECORD, seq=0, hash="0" * 64, judged=0)
        founded = a.FoundCommunity(
            community=COMMUNITY, procedure=digest_of(self.procedure), roster=digest_of(self.roster)
        )
        assert self.do(founded, number=1).refusal is None

    @property
    def it(self) -> CommunityState:
        """The community as it stands."""
        assert self.state is not None
        return self.state

    def do(self, act: Act, actor: Actor = SECRETARIAT, *, number: int = 3) -> Verdict:
        """What an act comes to; what it gives is entered."""
        verdict = self.judge(act, actor, number=number)
        if verdict.bodies:
            becomes = self._becomes(act)
            self._enter(verdict.bodies)
            self.roster = becomes or self.roster
        return verdict

    def judge(self, act: Act, actor: Actor = SECRETARIAT, *, number: int = 3) -> Verdict:
        """What the rules say of an act, with nothing entered."""
        received = ReceivedAct(
            act_id="0" * 32,
            record=RECORD,
            number=number,
            received_at=self.now,
            digest="0" * 64,
            actor=actor,
            facts=Facts(day=local_day(self.now, self.procedure.timezone), procedure=self.offered),
            act=act,
        )
        becomes = None if self.state is None else self._becomes(act)
        return judge_community(received, Community(self.procedure, self.roster, self.state, becomes))

    def refusal(self, act: Act, actor: Actor = SECRETARIAT) -> Refusal:
        """Why an act is refused; it must be, with a remedy, and it gives no entry."""
        verdict = self.judge(act, actor)
        assert verdict.refusal is not None, verdict.bodies
        assert (verdict.bodies, bool(verdict.refusal.remedy)) == ((), True)
        return verdict.refusal

    def advance(self, to: date) -> list[tuple[date, EntryBody]]:
        """Days pass until noon of a day, and the clock rings on the way; what that gave, and on which day."""
        given: list[tuple[date, EntryBody]] = []
        until = start_of(to, self.procedure.timezone, hour=12)
        while self.it.clocks and self.it.clocks[0].due_at <= until:
            [clock] = self.it.clocks
            self.now = max(self.now, clock.due_at)
            verdict = self.ring(clock.due_at)
            assert verdict.bodies, f"{clock.name} rang for nothing"
            given += [(local_day(clock.due_at, self.procedure.timezone), body) for body in verdict.bodies]
        self.now = max(self.now, until)
        return given

    def ring(self, due: datetime, *, clock: str = "roster-turn") -> Verdict:
        """The clock rings."""
        return self.do(a.DeadlineReached(clock=clock, due_at=due), Actor(record=RECORD))

    def _becomes(self, act: Act) -> Roster | None:
        if isinstance(act, a.AdoptRoster | a.AdoptProcedure):
            return self.hands_in
        return changed_roster(self.roster, act, self.procedure)

    def _enter(self, bodies: tuple[EntryBody, ...]) -> None:
        entries, self._head = record_step(self._head, bodies, self.now)
        for entry in entries:
            self.state = fold_community(self.state, entry)
            self.entries.append(entry)
