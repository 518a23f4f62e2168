"""Plays at random, in the house and in the second telling at once, and compares every answer and every state.

A step is an act that makes sense where things stand, or one that does not: by the wrong person, on another text, in
the wrong order, for a meeting that is over. The seed says which; the same seed plays the same acts.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select

from models import acts as a
from models.acts import Act, ItemOutcome, Mark, PathAfterDisagreement, SeatAttendance
from models.canonical import text_digest
from models.roster import Office
from models.state import CaseState, MeetingState
from models.submission import Claim, Submission
from models.tables import HeadRow, table_of
from models.work import Outcome
from register.projection import case_state, meeting_state
from tests.model.model import Case, Community, Meeting, Model, Seat, Who
from tests.model.of_cases import OF_CASES
from tests.model.of_meetings import OF_MEETINGS
from tests.model.of_other_ways import OF_OTHER_WAYS, input_until
from tests.story import Story

TEXTS = tuple(f"Partene bruker den felles prosedyren, utkast {n}." for n in range(40))
CASES, MEETINGS = 5, 8
PATIENCE = 10.0  # seconds of real time
HEAD = table_of(HeadRow)
HEADS = select(HEAD.c.record_id, HEAD.c.seq)


class Differs(AssertionError):
    """The house and the second telling do not agree."""


def community_of(story: Story) -> Community:
    """What the model is told of the community: seats, parties and numbers."""
    procedure, roster = story.procedure, story.roster
    groups = {group.group: frozenset(group.parties) for group in roster.groups}
    seats = {
        seat.seat: Seat(
            seat=seat.seat,
            body=body.body,
            counts=seat.counts,
            parties=groups.get(seat.group or "", frozenset()),
            holders=tuple(h.person for h in roster.holdings if h.seat == seat.seat and h.until is None),
        )
        for body in procedure.bodies
        for seat in body.seats
    }
    today = procedure.valid_from
    return Community(
        seats=seats,
        drofting_body=procedure.routing.drofting_default,
        professional=procedure.routing.professional,
        larger=procedure.routing.larger_consequences,
        gap_days=procedure.number("min_gap_days", today),
        rounds=procedure.number("rounds_before_path_choice", today),
        takeover_days=procedure.number("takeover_days", today),
        statement_days=procedure.number("statement_working_days", today),
        home_days=procedure.number("min_forankring_days", today),
        input_days=procedure.number("involvement_days", today),
        parties=frozenset(party.party for party in roster.parties),
    )


@dataclass
class Player:
    """One random play."""

    story: Story
    chance: Random
    model: Model
    acts: int = 0
    stands: dict[str, dict[str, object]] = field(default_factory=dict)  # as read last
    seen: dict[str, int] = field(default_factory=dict)  # how many entries it had then
    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    @classmethod
    async def begin(cls, story: Story, seed: int) -> Player:
        """Cases registered, meetings planned for most of a year."""
        player = cls(
            story,
            Random(seed),
            Model(community_of(story), OF_CASES | OF_MEETINGS | OF_OTHER_WAYS, await story.clock.now()),
        )
        bodies = (player.model.community.professional, player.model.community.larger)
        for number in range(MEETINGS):
            await player.plan(bodies[number % 3 == 2], 16 + 4 * number)
        for _ in range(CASES):
            await player.open_case()
        return player

    async def plan(self, body: str, in_days: int) -> None:
        """One more meeting."""
        name = await self.story.meeting(body, in_days)
        state = await self.story.meeting_state(name)
        self.model.meetings[name] = Meeting(
            record=name, body=body, day=state.day, starts_at=state.starts_at, notice_at=state.notice_due.at
        )
        self.model.place_those_who_wait(planned=body)

    async def open_case(self) -> None:
        """One more case, registered for Halden and not yet classified; now and then of a change that it considers."""
        own = self.model.today + timedelta(days=self.chance.randrange(3, 40)) if self.chance.random() < 0.15 else None
        early = a.IntakeForm(case_kind=a.CaseKind.EARLY_INVOLVEMENT, own_decision_on=own) if own else None
        act = a.RegisterCase(title="En sak", proposer_party="halden", summary="Kort.", proposal=TEXTS[0], form=early)
        answer = await self.story.register_case(act)
        case = self.model.cases[answer.record] = Case(record=answer.record, proposer="halden", text=TEXTS[0])
        if own is not None:
            case.asked = tuple(p.party for p in self.story.roster.parties if p.party != "halden")
            case.stage, case.input_due = "til_innspill", input_until(self.model, own)

    # --- one act in both ----------------------------------------------------------------------------------------

    async def act(self, record: str, act: Act, claim: Claim, *, counts: bool = True) -> bool:
        """Whether it was accepted; both must say so, and a refusal must name a rule that speaks against it."""
        self.acts += counts
        submission = Submission(act_id=str(UUID(int=self.chance.getrandbits(128), version=4)), claim=claim, act=act)
        answer = await self.story.cases.act(record, submission)
        self.model.now = max(self.model.now, answer.received_at)
        reasons = self.model.hear(record, act, self.who(claim))
        what = f"act {self.acts}: {act.kind} on {record} by {claim.model_dump(exclude_none=True)}: {act!r}"
        if not reasons and answer.outcome is not Outcome.ACCEPTED:
            raise Differs(f"{what}: refused ({answer.refusal}), and nothing speaks against it")
        if reasons and (answer.refusal is None or answer.refusal.rule not in reasons):
            raise Differs(f"{what}: {answer.outcome} ({answer.refusal}), and {sorted(reasons)} speak against it")
        (self.refused if reasons else self.accepted)[act.kind] += 1
        await self.compare(what)
        return not reasons

    def who(self, claim: Claim) -> Who:
        """Who the model takes the claim's person for."""
        roster, person = self.story.roster, str(claim.person)
        offices = {(o.office, o.party) for o in roster.offices if o.person == person}
        chairs = {
            body.body
            for body in self.story.procedure.bodies
            if person in self.model.community.seats[body.chair].holders
        }
        return Who(
            person=person,
            seat=claim.seat,
            party=claim.party,
            secretariat=(Office.SECRETARIAT, None) in offices,
            chairs=frozenset(chairs),
            answers_for=claim.party if (Office.PARTY_CONTACT, claim.party) in offices else None,
        )

    async def compare(self, what: str) -> None:
        """Every case and meeting stands as the model says; what the house does by itself takes a moment."""
        deadline = time.monotonic() + PATIENCE
        while differences := await self._differences():
            if time.monotonic() > deadline:
                raise Differs(f"after {what}: house, model: {differences}")
            await asyncio.sleep(0.01)

    async def _differences(self) -> dict[str, object]:
        """Where they differ."""
        await self.read()
        told = {name: told_of_case(case) for name, case in self.model.cases.items()}
        told |= {name: told_of_meeting(meeting) for name, meeting in self.model.meetings.items()}
        return {
            name: {
                k: (self.stands[name].get(k), said) for k, said in says.items() if self.stands[name].get(k) != said
            }
            for name, says in told.items()
            if self.stands[name] != says
        }

    async def read(self) -> None:
        """How everything stands in the house. Only records with new entries are read again."""
        async with self.story.register.reading() as connection:
            heads = {row.record_id: row.seq for row in await connection.execute(HEADS)}
            for case in self.model.cases:
                if self._read(case, heads):
                    state = await case_state(connection, case)
                    assert state is not None
                    self.stands[case] = stands(state)
            for meeting in self.model.meetings:
                if self._read(meeting, heads):
                    held = await meeting_state(connection, meeting)
                    assert held is not None
                    self.stands[meeting] = meets(held)
                    self._adopt_numbers(held)

    def _adopt_numbers(self, held: MeetingState) -> None:
        """Cases that come to an agenda at the same moment come in any order."""
        model = self.model.meetings[held.record]
        known = {(i.case, i.mark): i.item for i in held.agenda if not i.removed and i.conclusion is None}
        for item in model.items:
            if item.state in ("live", "open"):
                item.number = known.get((item.case, item.mark), item.number)

    def _read(self, record: str, heads: dict[str, int]) -> bool:
        known = self.seen.get(record)
        self.seen[record] = heads[record]
        return known != heads[record]

    async def advance(self, days: float) -> None:
        """Time passes in both."""
        to = await self.story.clock.now() + timedelta(days=days)
        await self.story.clock.advance(to)
        self.model.advance(to)
        await self.compare(f"{days} days")

    # --- the play -----------------------------------------------------------------------------------------------

    async def play(self, acts: int) -> None:
        """Steps until so many acts are done."""
        while self.acts < acts:
            await self.tidy()
            cases = list(self.model.cases.values())
            if all(case.over for case in cases) or self.coming() is None:
                await self.renew()
            case = self.chance.choice(cases[-CASES:])
            await (self.onward(case) if self.chance.random() < 0.6 else self.anything(case))

    async def tidy(self) -> None:
        """Forgotten meetings are called off or closed. It counts for no act; they would only cost time."""
        for meeting in self.model.meetings.values():
            if meeting.day >= self.model.today or meeting.open_item() is not None:
                continue
            if meeting.stage in ("planned", "notified"):
                await self.act(meeting.record, a.CancelMeeting(reason="Ingen kom."), self.secretariat(), counts=False)
            elif meeting.stage == "open":
                await self.act(meeting.record, a.CloseMeeting(), self.secretariat(), counts=False)

    def coming(self) -> Meeting | None:
        """The next meeting that has not begun."""
        ahead = [m for m in self.model.meetings.values() if m.stage in ("planned", "notified")]
        return min((m for m in ahead if m.starts_at > self.model.now), key=lambda m: m.starts_at, default=None)

    async def renew(self) -> None:
        """New cases and meetings, when the old ones are over."""
        for number, body in enumerate((self.model.community.professional, self.model.community.larger)):
            await self.plan(body, 16 + 4 * number)
        for _ in [case for case in list(self.model.cases.values())[-CASES:] if case.over]:
            await self.open_case()

    async def onward(self, case: Case) -> None:
        """What somebody who wants the case to go on would do now."""
        if case.over or case.withdrawn:
            await self.afterwards(case)
        elif case.early:
            await self.hear_of_change(case)
        elif case.drofting_body is None:
            await self.act(case.record, self.classification(), self.secretariat())
        elif case.item is not None:
            await self.in_item(case, case.item.mark)
        elif case.path_asked and case.stage in ("ikke_konsensus", "klassifisert"):
            await self.act(case.record, self.path(), self.secretariat())
        elif case.placed is not None:
            await self.to_meeting(case, self.model.meetings[case.placed[0]])
        else:
            await self.place(case)

    async def hear_of_change(self, case: Case) -> None:
        party = self.party()
        if case.input_due is None:
            await self.act(case.record, a.SummariseInvolvement(summary="Tre svarte."), self.contact(case.proposer))
        elif self.chance.random() < 0.7:
            await self.act(case.record, self.input(party), self.contact(party))
        else:
            await self.advance(self.chance.choice((1, 6)))

    async def afterwards(self, case: Case) -> None:
        if case.withdrawn and not case.ended:
            party = self.party()
            await self.act(case.record, a.TakeOverCase(party=party, reason="Vi tar den."), self.contact(party))
        elif case.waiting:
            party = min(case.waiting)
            await self.act(case.record, self.council(party), self.contact(party))
        elif case.statements:
            await self.act(case.record, a.DeliverStatement(text="Vi mener dette."), self.member(min(case.statements)))
        else:
            await self.advance(self.chance.choice((0.1, 2, 9)))

    async def place(self, case: Case) -> None:
        body = case.drofting_body if case.deliberated is None else case.decision_body
        mark = Mark.DROFTING if case.deliberated is None else Mark.BESLUTNING
        ahead = [
            m
            for m in self.model.meetings.values()
            if m.body == body and m.stage == "planned" and m.starts_at > self.model.now
        ]
        if not ahead:
            await self.plan(str(body), 16 + self.chance.randrange(20))
        else:
            meeting = self.chance.choice(ahead[:3])
            await self.act(case.record, a.PlaceCase(meeting=meeting.record, mark=mark), self.secretariat())

    async def to_meeting(self, case: Case, meeting: Meeting) -> None:
        if meeting.stage in ("planned", "notified") and meeting.day < self.model.today:
            await self.act(meeting.record, a.CancelMeeting(reason="Ingen kom."), self.secretariat())
        elif meeting.stage in ("planned", "notified"):
            to = meeting.starts_at
            await self.story.clock.advance(to)
            self.model.advance(to)
            await self.compare(f"time passed to {meeting.record}")
            seats = [s for s in self.model.community.of(meeting.body) if self.chance.random() > 0.04]
            sitting = tuple(SeatAttendance(seat=s.seat, person=s.holders[0]) for s in seats)
            await self.act(meeting.record, a.OpenMeeting(attendance=sitting), self.secretariat())
        elif meeting.stage == "open":
            open_item, item = meeting.open_item(), meeting.live(case.record)
            uncovered = self.model.community.uncovered(set(meeting.sitting), meeting.body)
            if item is not None and open_item is None and uncovered and self.chance.random() < 0.7:
                await self.act(meeting.record, a.CloseMeeting(), self.secretariat())
            elif item is not None and open_item is None:
                await self.act(meeting.record, a.OpenItem(item=item.number), self.secretariat())
            elif open_item is not None:
                await self.in_item(self.model.cases[open_item.case], open_item.mark)

    async def in_item(self, case: Case, mark: Mark) -> None:
        assert case.item is not None
        if mark is Mark.BESLUTNING:
            unheard = [s for s in case.item.sitting if s not in case.positions]
            if unheard and self.chance.random() < 0.95:
                for seat in unheard[: self.chance.randrange(1, 14)]:
                    await self.position(case, seat, self.stance(seat))
                return
        elif self.chance.random() < 0.3:
            seat = self.chance.choice(list(case.item.sitting))
            said = a.Contribute(about=a.ContributionKind.VIEW, text="Et syn.")
            await self.act(case.record, said, Claim(person=case.item.sitting[seat], seat=seat))
            return
        outcome = {
            Mark.DROFTING: self.chance.choice((ItemOutcome.READY,) * 4 + (ItemOutcome.ANOTHER_ROUND,)),
            Mark.BESLUTNING: None,
            Mark.ORIENTERING: ItemOutcome.INFORMED,
        }[mark]
        await self.close(case, case.item.meeting, case.item.number, outcome)

    async def close(self, case: Case, meeting: str, item: int, outcome: ItemOutcome | None) -> None:
        act = a.CloseItem(meeting=meeting, item=item, outcome=outcome, summary=self.chance.choice((None, "Kort.")))
        await self.act(case.record, act, self.secretariat())
        if self.model.meetings[meeting].stage == "open" and self.chance.random() < 0.5:
            await self.act(meeting, a.CloseMeeting(), self.secretariat())

    async def position(self, case: Case, seat: str, stance: a.Stance, by: Claim | None = None) -> None:
        sitting = case.item.sitting.get(seat) if case.item else None
        person = sitting or self.model.community.seats[seat].holders[0]
        act = a.TakePosition(
            stance=stance,
            text_digest=text_digest(self.chance.choice(TEXTS) if self.chance.random() < 0.02 else case.text),
            case_version=case.version - (self.chance.random() < 0.02),
            inherited_seen=True,
        )
        await self.act(case.record, act, by or Claim(person=person, seat=seat))

    # --- anything, sensible or not --------------------------------------------------------------------------------

    async def anything(self, case: Case) -> None:
        """An act that may or may not be allowed now."""
        meeting = self.chance.choice(list(self.model.meetings.values()))
        seat = self.seat(case)
        by = self.chance.choice(
            (self.secretariat(), self.member(seat), self.contact(self.party()), self.somebody(seat))
        )
        choices: tuple[Callable[[], tuple[str, Act]], ...] = (
            lambda: (case.record, self.classification()),
            lambda: (case.record, a.PlaceCase(meeting=meeting.record, mark=self.chance.choice(list(Mark)))),
            lambda: (case.record, a.Contribute(about=a.ContributionKind.QUESTION, text="Hva koster det?")),
            lambda: (case.record, self.forankring(case)),
            lambda: (case.record, self.forankring(case)),
            lambda: (case.record, self.objection(case)),
            lambda: (case.record, self.objection(case)),
            lambda: (case.record, a.WithdrawObjection(objection=self.number(case))),
            lambda: (case.record, a.AnswerObjection(objection=self.number(case), answer="Det er avklart.")),
            lambda: (case.record, a.KeepObjection(objection=self.number(case), reason="Den står.")),
            lambda: (case.record, self.resolution(case)),
            lambda: (case.record, self.amendment(case)),
            lambda: (case.record, a.AskForTime(reason="Vi må lese den.")),
            lambda: (case.record, self.path()),
            lambda: (case.record, a.DemandHigherBody(reason="Gjelder alle.")),
            lambda: (case.record, self.raising()),
            lambda: (case.record, self.input(self.party())),
            lambda: (case.record, self.into_another()),
            lambda: (case.record, a.WithdrawCase(reason="Ikke moden.")),
            lambda: (case.record, a.TakeOverCase(party=self.party(), reason="Vi tar den.")),
            lambda: (case.record, a.DeliverStatement(text="Vi mener dette.")),
            lambda: (case.record, self.council(self.party())),
            lambda: (case.record, self.closing(case, meeting)),
            lambda: (meeting.record, a.OpenItem(item=self.chance.randrange(1, 4))),
            lambda: (meeting.record, self.coming_or_going(meeting)),
            lambda: (meeting.record, self.coming_or_going(meeting)),
            lambda: (meeting.record, a.CloseMeeting()),
        )
        kind = self.chance.randrange(len(choices) + 4)
        if kind < len(choices):
            record, act = choices[kind]()
            await self.act(record, act, by)
        elif kind == len(choices):
            await self.advance(self.chance.choice((0.2, 1, 3)))
        elif kind == len(choices) + 1 and self.chance.random() < 0.3:
            await self.act(meeting.record, a.CancelMeeting(reason="Sykdom."), by)
        else:
            await self.position(case, seat, self.stance(seat), None if self.chance.random() < 0.6 else by)

    def seat(self, case: Case) -> str:
        """A seat, mostly of the body that deals with the case now."""
        bodies = (self.model.community.professional, self.model.community.larger)
        body = case.item.body if case.item and self.chance.random() < 0.9 else self.chance.choice(bodies)
        return self.chance.choice(self.model.community.of(body)).seat

    def stance(self, seat: str) -> a.Stance:
        """Mostly consent."""
        parties = sorted(self.model.community.seats[seat].parties) or [self.party()]
        if self.chance.random() < 0.88:
            return a.Consent()
        reserved = self.party() if self.chance.random() < 0.1 else self.chance.choice(parties)
        choices: tuple[a.Stance, ...] = (
            a.Consent(statement="Vi viser til protokollen.", statement_follows=True),
            a.StandAside(),
            a.Objection(grounds="Det koster for mye."),
            a.ConsentWithReservation(
                parties=(reserved,), treated_by="kommunestyret", treated_on=self.model.today + timedelta(days=30)
            ),
        )
        return self.chance.choice(choices)

    def classification(self) -> a.ClassifyCase:
        agreed = self.story.samhandlingssjefer()
        return a.ClassifyCase(
            larger_economic=self.chance.random() < 0.4,
            larger_administrative=False,
            reason="Vurdert.",
            agreed_by=agreed if self.chance.random() < 0.9 else agreed[:1],
        )

    def forankring(self, case: Case) -> a.AnswerForankring:
        return a.AnswerForankring(
            party=self.party(),
            answer=self.chance.choice(list(a.ForankringAnswer)),
            treated_by="kommunestyret",
            treated_on=self.model.today + timedelta(days=self.chance.random() < 0.1),
            text_digest=text_digest(case.text),
        )

    def objection(self, case: Case) -> a.LodgeObjection:
        return a.LodgeObjection(
            grounds="Uklart ansvar.", would_be_removed_by="En avklaring.", text_digest=text_digest(case.text)
        )

    def number(self, case: Case) -> int:
        """An objection's number, mostly one there is."""
        return self.chance.randrange(1, len(case.objections) + 2)

    def resolution(self, case: Case) -> a.ResolveObjection:
        return a.ResolveObjection(objection=self.number(case), text_digest=text_digest(case.text))

    def amendment(self, case: Case) -> a.AmendText:
        return a.AmendText(
            rests_on=text_digest(case.text if self.chance.random() < 0.9 else TEXTS[39]),
            proposal=self.chance.choice(TEXTS),
            substantial=self.chance.random() < 0.5,
            reason="Etter innspill.",
        )

    def raising(self) -> a.RaiseCase:
        trigger = self.chance.choice((a.RaiseTrigger.CHAIR, a.RaiseTrigger.PRINCIPLE))
        return a.RaiseCase(trigger=trigger, changed=self.chance.random() < 0.3, reason="Gjelder alle.")

    def into_another(self) -> a.MoveCase | a.SummariseInvolvement:
        """Seldom, since the case is over then."""
        if self.chance.random() < 0.6:
            return a.SummariseInvolvement(summary="Ingen svarte.")
        how, others = self.chance.choice(list(a.MoveKind)), list(self.model.cases)
        into = self.chance.sample(others, min(2 if how is a.MoveKind.SPLIT else 1, len(others)))
        return a.MoveCase(how=how, into=tuple(into), reason="Hører sammen.")

    def input(self, party: str) -> a.GiveInput | a.WithdrawInput:
        """What a party has to say of a change, or that it takes it back."""
        if self.chance.random() < 0.25:
            return a.WithdrawInput(party=party)
        return a.GiveInput(party=party, text="Vi får flere innleggelser.")

    def path(self) -> a.ChoosePath:
        closing, raising = self.chance.random() < 0.1, self.chance.random() < 0.25
        paths = PathAfterDisagreement
        onward = paths.RAISE if raising else paths.NEW_DROFTING
        return a.ChoosePath(
            path=paths.CLOSE_WITHOUT_AGREEMENT if closing else onward,
            reason="Videre.",
            amended_proposal=self.chance.choice((None, *TEXTS[:6])),
        )

    def council(self, party: str) -> a.AnswerReservation:
        return a.AnswerReservation(
            party=party,
            approved=self.chance.random() < 0.7,
            treated_by="kommunestyret",
            treated_on=self.model.today,
            reference="sak 12",
        )

    def closing(self, case: Case, meeting: Meeting) -> a.CloseItem:
        item = case.item
        at = (item.meeting, item.number) if item else (meeting.record, 1)
        outcome = self.chance.choice((None, *ItemOutcome))
        summary = self.chance.choice((None, "Kort."))
        return a.CloseItem(meeting=at[0], item=at[1], outcome=outcome, summary=summary)

    def coming_or_going(self, meeting: Meeting) -> a.ChangeAttendance:
        seat = self.chance.choice(self.model.community.of(meeting.body))
        return a.ChangeAttendance(seat=seat.seat, person=self.chance.choice((None, *seat.holders, "p-2h9c")))

    # --- who ------------------------------------------------------------------------------------------------------

    def party(self) -> str:
        """A party."""
        return self.chance.choice(self.story.roster.parties).party

    def secretariat(self) -> Claim:
        """The secretariat."""
        return self.story.secretariat

    def member(self, seat: str) -> Claim:
        """The seat's member, or a deputy."""
        return Claim(person=self.chance.choice(self.model.community.seats[seat].holders), seat=seat)

    def contact(self, party: str) -> Claim:
        """The party's contact."""
        return self.story.contact(party)

    def one_of(self, case: Case) -> Claim:
        """Mostly somebody whose objection stands."""
        owners = [o.owner for o in case.objections if o.standing]
        if not owners:
            return self.secretariat()
        owner = self.chance.choice(owners)
        return self.member(owner) if owner in self.model.community.seats else self.contact(owner)

    def somebody(self, seat: str) -> Claim:
        """Somebody who says that the seat is theirs."""
        return Claim(person=self.chance.choice(self.story.roster.holdings).person, seat=seat)


def apart(house: dict[str, object], model: dict[str, object]) -> dict[str, object]:
    """What the two say where they differ."""
    return {key: (house[key], model[key]) for key in model if house[key] != model[key]}


# --- what both say of where things stand --------------------------------------------------------------------------


def stands(state: CaseState) -> dict[str, object]:
    """A case as the house has it, in the model's words."""
    item, forankring = state.item, state.forankring
    return {
        "stage": state.stage.value,
        "version": state.version,
        "text": state.text.text,
        "placed": None if state.placement is None else (state.placement.meeting, state.placement.mark),
        "papers_sent": state.placement is not None and state.placement.papers_sent,
        "item": None if item is None else (item.meeting, item.item, {s.seat: s.person for s in item.attendance}),
        "positions": {} if state.item is None else {p.seat: (p.person, p.stance) for p in state.positions},
        "objections": [(o.seat or o.party, o.written, o.standing, o.kept) for o in state.objections],
        "deliberated": None if state.drofting is None else state.drofting.meeting,
        "rounds": state.rounds,
        "path_asked": state.path_asked,
        "answered": {p.party for p in forankring.parties if p.answer} if forankring else set(),
        "bound": {b.party for b in state.bindings if b.effect_at is not None},
        "waiting": {b.party for b in state.bindings if b.effect_at is None and not b.refused},
        "statements": set(state.statements_awaited),
        "proposer": state.proposer_party,
        "given": set(state.involvement.heard) if state.involvement else set(),
        "input": state.involvement is not None and state.involvement.open,
        "decides": state.classification and state.classification.decision_body,
        "deliberates": state.classification and state.classification.drofting_body,
    }


def told_of_case(case: Case) -> dict[str, object]:
    """A case as the model has it."""
    item = case.item
    return {
        "stage": case.stage,
        "version": case.version,
        "text": case.text,
        "placed": case.placed,
        "papers_sent": case.papers_sent and case.placed is not None,
        "item": None if item is None else (item.meeting, item.number, item.sitting),
        "positions": case.positions if item is not None else {},
        "objections": [(o.owner, o.written, o.standing, o.kept) for o in case.objections],
        "deliberated": None if case.deliberated is None else case.deliberated[0],
        "rounds": case.rounds,
        "path_asked": case.path_asked,
        "answered": case.answered,
        "bound": case.bound,
        "waiting": case.waiting,
        "statements": case.statements,
        "proposer": case.proposer,
        "given": case.given,
        "input": case.input_due is not None,
        "decides": case.decision_body,
        "deliberates": case.drofting_body,
    }


def meets(state: MeetingState) -> dict[str, object]:
    """A meeting as the house has it."""
    items = [(i.case, i.mark, i.open, i.removed or i.conclusion is not None) for i in state.agenda]
    return {"stage": state.stage.value, "items": sorted(items)}


def told_of_meeting(meeting: Meeting) -> dict[str, object]:
    """A meeting as the model has it."""
    done = ("done", "removed")
    items = [(i.case, i.mark, i.state == "open", i.state in done) for i in meeting.items]
    return {"stage": meeting.stage, "items": sorted(items)}
