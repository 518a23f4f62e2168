"""The second stage as the story tells it: the roll call, what it came to, and whom it binds (P-19, P-20, P-26)."""

from __future__ import annotations

from collections.abc import Mapping

from demo.cast import Cast
from demo.desk import Desk
from demo.material import BeslutningMaterial, Recused, Taken
from demo.tale import Tale
from models import acts as a
from models import entries as e
from models.acts import Consent, ConsentWithReservation, Objection, StandAside
from models.base import BodyId, PersonId, RecordId, SeatId
from models.messages import MessageKind
from models.state import CaseState
from rules.seats import seats_of

Sitting = Mapping[SeatId, PersonId]


class Beslutning:
    """One roll call of a case."""

    def __init__(self, desk: Desk, tale: Tale, cast: Cast, case: RecordId, year: int) -> None:
        """`year`: of the story; reservations name days in it."""
        self.desk, self.tale, self.cast, self.case, self.year = desk, tale, cast, case, year
        self.procedure = cast.procedure

    async def carry(self, meeting: RecordId, body: BodyId, item: int, taken: BeslutningMaterial) -> bool:
        """Recusals, everybody's position, the close; whether there is consensus."""
        for recused in taken.recused:
            await self.recuse(body, recused)  # P-26
        sitting = {d.seat: d.person for d in taken.deputies} | {r.seat: r.deputy for r in taken.recused}
        await self.call_roll(taken, sitting)
        self._tell_roll_call(taken, sitting)
        await self.desk.act(self.case, a.CloseItem(meeting=meeting, item=item), self.cast.chair(body))
        outcome = await self._came_to()
        if isinstance(outcome, e.BeslutningMade):
            await self._tell_binding(body)
        else:
            await self._tell_no_consensus(outcome, taken)
        return isinstance(outcome, e.BeslutningMade)

    async def recuse(self, body: BodyId, recused: Recused) -> None:
        """The body decides without the one it is about; the deputy answers in this case only (P-26)."""
        member = self.cast.member(recused.seat)
        act = a.DecideRecusal(
            seat=recused.seat,
            person=member,
            disqualified=True,
            ground=recused.ground,
            reason=recused.reason,
            deputy=recused.deputy,
        )
        await self.desk.act(self.case, act, self.cast.chair(body))
        self.tale.tell(
            "recused",
            member=self.tale.person(member),
            seat=self.tale.seat(recused.seat),
            deputy=self.tale.person(recused.deputy),
        )
        self.tale.quote(body, recused.reason, recused.en)

    async def call_roll(self, taken: BeslutningMaterial, sitting: Sitting) -> None:
        """Everybody answers, themselves or entered by the secretariat."""
        state = await self.desk.case(self.case)
        self.tale.tell("roll_call", digest=state.text.digest[:12])
        for position in taken.positions:
            await self.desk.pause(1)
            stance = position.said(self.year)
            act = a.TakePosition(stance=stance, text_digest=state.text.digest, case_version=state.version)
            claim = self.cast.in_seat(position.seat, entered=position.entered, person=sitting.get(position.seat))
            await self.desk.act(self.case, act, claim)

    async def _came_to(self) -> e.BeslutningMade | e.NoConsensus:
        for entry in reversed(await self.desk.entries(self.case)):
            if isinstance(entry.body, e.BeslutningMade | e.NoConsensus):
                return entry.body
        raise LookupError(f"the roll call of {self.case} came to nothing")

    # --- telling it -------------------------------------------------------------------------------------------

    def _tell_roll_call(self, taken: BeslutningMaterial, sitting: Sitting) -> None:
        rows = []
        for position in taken.positions:
            who = self.tale.person(sitting.get(position.seat) or self.cast.member(position.seat))
            given = self.tale.say("given_entered" if position.entered else "given_self")
            rows.append((self.tale.seat(position.seat), who, self._words(position), given))
        self.tale.table("th_roll_call", rows)
        for position in taken.positions:
            self._tell_words(position)

    def _words(self, position: Taken) -> str:
        stance = position.said(self.year)
        words = self.tale.position(stance)
        if not self.procedure.seat(position.seat).counts:
            return self.tale.say("not_counted", position=words)
        return f"[bold red]{words}[/]" if isinstance(stance, Objection) else words

    def _tell_words(self, position: Taken) -> None:
        """The statement, the reservation or the grounds, as they were given."""
        seat = self.tale.seat(position.seat)
        match position.said(self.year):
            case ConsentWithReservation(statement=str(words), treated_on=day, parties=parties):
                self.tale.tell("reserved", seat=seat, parties=self.tale.parties(parties), day=self.tale.day(day))
            case Consent(statement=str(words)):
                self.tale.tell("statement", seat=seat)
            case StandAside(statement=str(words)):
                self.tale.tell("stood_aside", seat=seat)
            case Objection(grounds=words) if not self.procedure.seat(position.seat).counts:
                self.tale.tell("heard", seat=seat)
            case _:
                return
        self.tale.quote(self.who(position.seat), words, position.en)

    async def _tell_binding(self, body: BodyId) -> None:
        """Binding is a step of its own, party by party (P-19), and so is the announcement (P-34)."""

        async def announced() -> bool:
            return (await self.desk.case(self.case)).announced

        await self.desk.wait_for(f"{self.case} does not take effect", announced)
        state = await self.desk.case(self.case)
        waiting = [b.party for b in state.bindings if b.effect_at is None]
        if not waiting:
            await self.desk.in_follow_up(self.case)
        self.tale.tell("consensus")
        self.tale.table("th_binding", self._bound(state, body))
        if waiting:
            self.tale.tell("waits", parties=self.tale.parties(waiting))
        mails = await self.desk.mails(self.case, MessageKind.DECISION_ANNOUNCED)
        self.tale.tell("announced", mails=mails)

    def _bound(self, state: CaseState, body: BodyId) -> list[tuple[str, str]]:
        rows = []
        for seat in (s.seat for s in seats_of(self.procedure, body)):
            bound = [b.party for b in state.bindings if b.by_seat == seat and b.effect_at is not None]
            if bound:
                rows.append((self.tale.seat(seat), self.tale.parties(bound)))
        return rows

    async def _tell_no_consensus(self, none: e.NoConsensus, taken: BeslutningMaterial) -> None:
        for position in taken.positions:
            if position.seat in none.objecting and isinstance(position.stance, Objection):
                self.tale.tell("no_consensus", seat=self.tale.seat(position.seat))
                self.tale.quote(self.who(position.seat), position.stance.grounds, position.en)
        self.tale.tell("no_consensus_told", mails=await self.desk.mails(self.case, MessageKind.NO_CONSENSUS))

    def who(self, seat: SeatId) -> str:
        """The member and the seat."""
        return f"{self.tale.person(self.cast.member(seat))}, {self.tale.seat(seat)}"
