"""An agreement played in memory: acts judged and folded by the rules, its dates computed when facts change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from models import acts as a
from models.acts import Act, Actor, Facts, ReceivedAct
from models.agreement import Agreement
from models.agreement_state import AgreementState
from models.entries import DatesComputed, Entry, EntryBody
from models.messages import Message
from models.procedure import Procedure
from models.roster import Office, Roster
from models.rulebook import Refusal
from models.state import RecordHead
from rules.agreement.calendar import Calendar, calendar_of
from rules.agreement.earliest import earliest_by_notice
from rules.agreement.fold import fold_agreement
from rules.agreement.judge import judge_agreement
from rules.effects.addressees import Addressees
from rules.effects.letters import messages_of
from rules.effects.letters_of_agreements import letters_of_agreement_entry
from rules.legal_dates import local_day, start_of
from rules.recording import record_step
from rules.verdict import Verdict
from tests.rules.world import WATCHING, World

RECORD = "agreement-ostfold-2026-1"
SECRETARIAT = Actor(person="p-2h9c", offices=(Office.SECRETARIAT,))


@dataclass
class Agreed:
    """One agreement, from its first act on."""

    begins: Act
    today: date = date(2027, 1, 11)
    procedure: Procedure = field(default_factory=lambda: World().procedure)
    roster: Roster = field(default_factory=lambda: World().roster)
    state: AgreementState | None = None
    entries: list[Entry] = field(default_factory=list)
    owed: list[Message] = field(default_factory=list)
    judged: list[tuple[ReceivedAct, Verdict]] = field(default_factory=list)
    course: list[tuple[Entry, AgreementState]] = field(default_factory=list)  # with the dates that were computed

    def __post_init__(self) -> None:
        """The agreement begins."""
        for watching in WATCHING:
            watching.append(self)
        self._head = RecordHead(record=RECORD, seq=0, hash="0" * 64, judged=0)
        assert self.do(self.begins)

    @property
    def now(self) -> datetime:
        """Noon of today."""
        return start_of(self.today, self.procedure.timezone, hour=12)

    @property
    def it(self) -> AgreementState:
        """The agreement as it stands."""
        assert self.state is not None
        return self.state

    def do(self, act: Act, by: Actor = SECRETARIAT) -> tuple[EntryBody, ...]:
        """What an act gives; it must be accepted."""
        verdict = self._judged(act, by, self.now)
        assert verdict.refusal is None, verdict.refusal
        self._enter(verdict.bodies, self.now)
        return verdict.bodies

    def refusal(self, act: Act, by: Actor = SECRETARIAT) -> Refusal:
        """Why an act is refused; it must be, and it changes nothing."""
        verdict = self._judged(act, by, self.now)
        assert verdict.refusal is not None, verdict.bodies
        return verdict.refusal

    def advance(self, to: date) -> list[EntryBody]:
        """Days pass until a day, clocks ring on the way; what they gave."""
        given: list[EntryBody] = []
        until = start_of(to, self.procedure.timezone, hour=12)
        while (clock := min(self.it.clocks, key=lambda c: (c.due_at, c.name), default=None)) is not None:
            if clock.due_at > until:
                break
            self.today = local_day(clock.due_at, self.procedure.timezone)
            ring = a.DeadlineReached(clock=clock.name, due_at=clock.due_at)
            verdict = self._judged(ring, Actor(record=RECORD), clock.due_at)
            assert verdict.bodies, f"{clock.name} rang for nothing"
            given += verdict.bodies
            self._enter(verdict.bodies, clock.due_at, Actor(record=RECORD))
        self.today = to
        return given

    def _judged(self, act: Act, by: Actor, at: datetime) -> Verdict:
        received = ReceivedAct(
            act_id="0" * 32,
            record=RECORD,
            number=len(self.entries) + 1,
            received_at=at,
            digest="0" * 64,
            actor=by,
            facts=self._facts(act, local_day(at, self.procedure.timezone)),
            act=act,
        )
        verdict = judge_agreement(self.state, received, self.procedure, self.roster)
        self.judged.append((received, verdict))
        return verdict

    def _facts(self, act: Act, day: date) -> Facts:
        if self.state is None or not isinstance(act, a.AgreeEnd):
            return Facts(day=day)
        return Facts(day=day, by_notice=earliest_by_notice(self.state, self.procedure, day))

    def _enter(self, bodies: tuple[EntryBody, ...], at: datetime, by: Actor = SECRETARIAT) -> None:
        entries, self._head = record_step(self._head, bodies, at)
        for entry in entries:
            acted = entry.model_copy(update={"actor": by})
            self._fold(acted)
            self.entries.append(acted)
        if self.it.ended:
            return
        self._fold(self._computed(calendar_of(self.it, self.procedure), at))

    def _fold(self, entry: Entry) -> None:
        before, self.state = self.state, fold_agreement(self.state, entry, "ostfold")
        self.course.append((entry, self.it))
        to = Addressees(self.procedure, self.roster, local_day(entry.at, self.procedure.timezone))
        self.owed += messages_of(entry, letters_of_agreement_entry(entry, before, self.it, to))

    def _computed(self, calendar: Calendar, at: datetime) -> Entry:
        entries, _ = record_step(self._head, [DatesComputed(dates=calendar.dates, ends=calendar.ends)], at)
        return entries[0]


def drafted(agreement: Agreement, **changes: Any) -> Agreed:
    """A draft of an agreement."""
    return Agreed(a.DraftAgreement(agreement=agreement, document="1" * 64), **changes)


def brought_in(agreement: Agreement, **changes: Any) -> Agreed:
    """An agreement in force, imported."""
    return Agreed(a.ImportAgreement(agreement=agreement), **changes)
