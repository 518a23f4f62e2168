"""An independent look at a record: what its entries say, told by simple bookkeeping and none of the folds.

It knows the procedure's seats and the roster's groups and nothing of the judgements. Each fault it finds is a breach
of what the procedure promises, whatever the acts and their order were.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from models import entries as e
from models.acts import ItemOutcome, Mark, Objection, PathAfterDisagreement
from models.entries import Entry, chain_fault
from rules.case.fold import fold_all as fold_case
from rules.meeting.fold import fold_all as fold_meeting
from tests.rules.world import COMMUNITY, World

ITEM_ENDS = (
    e.DroftingHeld,
    e.OrienteringGiven,
    e.BeslutningMade,
    e.NoConsensus,
    e.DecisionPostponed,
    e.TimeAsked,
    e.LeftAgenda,
)


REVIVES = (
    e.BeslutningMade,
    e.BindingEffect,
    e.NoConsensus,
    e.DroftingHeld,
    e.DecisionPostponed,
    e.TimeAsked,
    e.TextAmended,
    e.EditorialContested,
    e.PlacedOnAgenda,
    e.ForankringAsked,
    e.PathChosen,
    e.HigherBodyDemanded,
    e.CaseRaised,
    e.CaseMoved,
    e.PositionTaken,
    e.WrittenProcedureOpened,
    e.AnsweredInWriting,
)
"""What none but a case on its road enters."""

GOES_ROUND = (
    e.BeslutningMade,
    e.BindingEffect,
    e.BindingWithheld,
    e.FollowUpOpened,
    e.TextAmended,
    e.EditorialContested,
    e.ForankringAsked,
    e.HigherBodyDemanded,
    e.PositionTaken,
    e.WrittenProcedureOpened,
)
"""What would go round the chair's choice."""


class Breach(AssertionError):
    """A record says what the procedure promises never happens."""


def promise(holds: object, what: str) -> None:
    """Raise unless it holds."""
    if not holds:
        raise Breach(what)


@dataclass
class CaseWatcher:
    """What a case's entries have said so far."""

    world: World
    record: str
    read: int = 0
    deliberated: list[e.DroftingHeld] = field(default_factory=list)  # those that still count
    item: e.CaseItemOpened | None = None
    sitting: dict[str, str] = field(default_factory=dict)
    roll: dict[str, e.PositionTaken] = field(default_factory=dict)
    objections: set[int] = field(default_factory=set)
    decision: e.BeslutningMade | None = None
    bound: set[str] = field(default_factory=set)
    withdrawn: bool = False
    without_consensus: bool = False  # and no path chosen yet
    asked_in_writing: tuple[str, ...] = ()
    in_writing: dict[str, e.AnsweredInWriting] = field(default_factory=dict)

    def look(self) -> None:
        """Read what has been entered since the last look."""
        entries = self.world.records[self.record].entries
        for entry in entries[self.read :]:
            self._hear(entry)
        self.read = len(entries)

    def _hear(self, entry: Entry) -> None:
        self._follow_item(entry)
        self._follow_stage(entry)
        self._off_the_road(entry)
        self._follow_writing(entry)
        match entry.happened:
            case e.ObjectionLodged(objection=number):
                self.objections.add(number)
            case e.ObjectionWithdrawn() | e.ObjectionResolved() | e.ObjectionLapsed() as gone:
                self._gone(gone)
            case e.PositionTaken() as taken:
                self._position(taken)
            case e.BeslutningMade() as made:
                self._decided(made)
            case e.CaseClosed() | e.DroftingHeld():
                promise(not self.objections, f"{self.objections} stand, and what they were about is gone")
            case e.NoConsensus():
                promise(self._objecting() or self.objections, "ikke konsensus, and no objection that counts stands")
            case e.BindingEffect() as effect:
                self._bound(effect)
            case _:
                pass
        if isinstance(entry.body, ITEM_ENDS):
            self.item = None

    def _follow_item(self, entry: Entry) -> None:
        """Who sits where in the open item."""
        match entry.happened:
            case e.CaseItemOpened() as opened:
                self.item, self.roll = opened, {}
                self.sitting = {s.seat: s.person for s in opened.attendance}
            case e.CaseAttendanceChanged(seat=seat, person=None):
                self.sitting.pop(seat, None)
            case e.CaseAttendanceChanged(seat=seat, person=str() as person):
                self.sitting[seat] = person
            case _:
                pass

    def _follow_stage(self, entry: Entry) -> None:
        """Which drøfting still counts, and whether there is a beslutning."""
        match entry.happened:
            case e.EntryCorrected(correction=e.SeatCorrected(old=seat)):
                self.roll.pop(seat, None)
            case e.EditorialContested():
                self.roll = {}
                self.deliberated = self.deliberated if self.item is not None else []
            case e.TextAmended(substantial=substantial) as amended:
                self.roll = self.roll if amended.positions_kept else {}
                in_roll_call = self.item is not None and self.item.mark is Mark.BESLUTNING
                self.deliberated = self.deliberated if in_roll_call or not substantial else []
            case e.DroftingHeld(outcome=ItemOutcome.READY) as held:
                self.deliberated = [*self.deliberated, held]
            case e.PathChosen(path=PathAfterDisagreement.NEW_DROFTING):
                self.deliberated, self.decision, self.bound = [], None, set()
            case (
                e.CaseRaised(new_drofting=True) | e.DroftingHeld() | e.TimeAsked() | e.DecisionPostponed(rule="P-17")
            ):
                self.deliberated = []
            case _:
                pass

    def _off_the_road(self, entry: Entry) -> None:
        """Nothing is decided, asked or begun while a case is withdrawn, or waits for its chair (P-13, P-19, P-30)."""
        body = entry.happened
        promise(not isinstance(body, e.ClockStopped), "a clock rang and ran on")
        promise(not (self.withdrawn and isinstance(body, REVIVES)), f"{entry.body.kind} in a withdrawn case")
        if self.without_consensus:
            promise(not isinstance(body, GOES_ROUND), f"{entry.body.kind} after no consensus, and no path is chosen")
        match body:
            case e.CaseWithdrawn():
                self.withdrawn = True
            case e.CaseTakenOver():
                self.withdrawn = False
            case (
                e.NoConsensus()
                | e.ReservationAnswered(approved=False)
                | e.ConsentRatified(approved=False)
                | e.AnsweredAfterMeeting(stance=Objection())
                | e.DecisionFlagLifted(falls=True)
            ):
                self.without_consensus, self.decision, self.bound = True, None, set()
            case e.PathChosen():
                self.without_consensus = False
            case _:
                pass

    def _follow_writing(self, entry: Entry) -> None:
        """Who is asked to decide in writing, and what they have answered."""
        match entry.happened:
            case e.WrittenProcedureOpened(asked=asked):
                self.asked_in_writing, self.in_writing = asked, {}
            case e.WrittenProcedureEnded():
                self.asked_in_writing, self.in_writing = (), {}
            case e.AnsweredInWriting() as answered:
                promise(
                    answered.seat in self.asked_in_writing, f"{answered.seat} answers in writing, and is not asked"
                )
                self.in_writing[answered.seat] = answered
            case (
                e.RecusalDecided(disqualified=True, seat=seat, person=person)
                | e.HolderLeftSeat(seat=seat, person=person)
            ):
                said = self.in_writing.get(seat)
                if said is not None and said.person == person:
                    del self.in_writing[seat]
            case e.TextAmended() | e.EditorialContested():
                self.in_writing = {}
            case _:
                pass

    def _gone(self, gone: e.ObjectionWithdrawn | e.ObjectionResolved | e.ObjectionLapsed) -> None:
        """An objection stands no more; a seat that made it in the open roll call has not answered any more."""
        self.objections.discard(gone.objection)
        if self.item is not None:
            self.roll = {seat: p for seat, p in self.roll.items() if p.objection != gone.objection}

    def _position(self, taken: e.PositionTaken) -> None:
        promise(self.item is not None and self.item.mark is Mark.BESLUTNING, "a position outside a roll call")
        promise(self.sitting.get(taken.seat) == taken.person, f"{taken.person} does not sit in {taken.seat}")
        counts = self.world.procedure.seat(taken.seat).counts
        promise(taken.counted is counts, f"{taken.seat} is counted otherwise than the procedure says")
        promise(set(taken.parties) == (self._parties(taken.seat) if counts else set()), "a seat speaks for others")
        self.roll[taken.seat] = taken

    def _decided(self, made: e.BeslutningMade) -> None:
        if made.in_writing:
            self._decided_in_writing(made)
            return
        before = [held for held in self.deliberated if held.meeting != made.meeting and held.day < made.day]
        promise(before, "a beslutning without an earlier drøfting in another meeting")
        promise(self.item is not None and self.item.meeting == made.meeting, "a beslutning outside its meeting")
        promise(not self._objecting(), f"a beslutning against {self._objecting()}")
        promise(not self.objections, f"a beslutning against the written objections {self.objections}")
        seats = (*made.consenting, *made.standing_aside, *made.reserving)
        promise(len(set(seats)) == len(seats), "a counted seat is counted twice")
        promise(
            all(self.world.procedure.seat(seat).counts for seat in seats), "a seat that is only heard was counted"
        )
        promise(set(seats) == self._counted(), "the roll call is not the positions that were taken")
        persons = [self.roll[seat].person for seat in seats]
        promise(len(set(persons)) == len(persons), "a person answered for two counted seats")
        promise(all(p.text_digest == made.text_digest for p in self.roll.values()), "positions on another text")
        unheard = {seat for seat in self.sitting if self.world.procedure.seat(seat).counts} - set(self.roll)
        promise(not unheard, f"{unheard} sat there and were not heard")
        promise(self.decision is None, "decided twice")
        self.decision = made

    def _decided_in_writing(self, made: e.BeslutningMade) -> None:
        gap = self.world.procedure.number("min_gap_days", made.day)
        early = [held for held in self.deliberated if (made.day - held.day).days < gap]
        promise(self.deliberated and not early, "decided in writing without a drøfting, or too soon after it")
        promise(self.asked_in_writing, "decided in writing, and nobody is asked")
        everyone = set(self.world.seats(made.body, counted=True))
        promise(set(self.asked_in_writing) == everyone, f"others than {made.body} were asked in writing")
        agreed = {s for s, said in self.in_writing.items() if said.accepts_text and said.accepts_procedure}
        promise(agreed == everyone == set(made.consenting), "decided in writing, and not every counted seat accepts")
        promise(not self.objections, f"decided in writing against the objections {self.objections}")
        promise(self.decision is None, "decided twice")
        self.decision = made

    def _bound(self, effect: e.BindingEffect) -> None:
        promise(self.decision is not None, "a binding effect without a beslutning")
        promise(effect.party not in self.bound, f"{effect.party} is bound twice")
        if self.decision is not None and self.decision.in_writing:
            promise(effect.party in self._parties(effect.by_seat), f"{effect.by_seat} speaks for others")
            promise(effect.by_seat in self.in_writing, f"{effect.party} is bound by a seat that did not answer")
            self.bound.add(effect.party)
            return
        position = self.roll.get(effect.by_seat)
        promise(position is not None, f"{effect.party} is bound by a seat that said nothing")
        assert position is not None
        promise(position.counted, f"{effect.party} is bound by a seat that is only heard")
        promise(not isinstance(position.stance, Objection), f"{effect.party} is bound by an objection")
        promise(effect.party in self._parties(effect.by_seat), f"{effect.by_seat} does not speak for {effect.party}")
        self.bound.add(effect.party)

    def _objecting(self) -> list[str]:
        return [seat for seat, p in self.roll.items() if p.counted and isinstance(p.stance, Objection)]

    def _counted(self) -> set[str]:
        return {seat for seat in self.roll if self.world.procedure.seat(seat).counts}

    def _parties(self, seat: str) -> set[str]:
        group = self.world.procedure.seat(seat).group
        return {party for g in self.world.roster.groups if g.group == group for party in g.parties}


def check_records(world: World) -> None:
    """Every chain holds, and every state is the fold of its entries."""
    for name, record in world.records.items():
        entries = tuple(record.entries)
        promise(chain_fault(entries) is None, f"{name}: {chain_fault(entries)}")
        if entries and record.kind == "case":
            promise(fold_case(entries, COMMUNITY) == record.case, f"{name} is not what its entries say")
        elif entries:
            promise(fold_meeting(entries, COMMUNITY) == record.meeting, f"{name} is not what its entries say")


def check_meeting(world: World, meeting: str) -> None:
    """Nobody sits in two counted seats, and one item at most is open."""
    state = world.meeting_state(meeting)
    persons = [s.person for s in state.attendance if world.procedure.seat(s.seat).counts]
    promise(len(set(persons)) == len(persons), "a person sits in two counted seats")
    promise(sum(item.open for item in state.agenda) <= 1, "two items are open")
