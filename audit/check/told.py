"""What a case's entries have said by a moment, by plain bookkeeping: no state, no folds and none of the rules' code.

`audit.check.judgement` judges a beslutning by this and the procedure's text alone, so that a fault in the rules and
folds that the house runs on is not a fault of its proof too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from models import entries as e
from models.acts import ItemOutcome, Mark, Objection, PathAfterDisagreement
from models.base import Digest, PartyId, PersonId, RecordId, SeatId
from models.entries import Entry
from models.procedure import BodyDefinition, Procedure
from models.roster import Roster

Taken = e.PositionTaken | e.WrittenPositionTaken | e.AnsweredInWriting | e.AnsweredAfterMeeting


@dataclass(frozen=True)
class Said:
    """What a seat has said, and the entry that has it."""

    entry: Entry
    body: Taken

    @property
    def stance(self) -> object:
        """Its stance; a yes in writing is a consent."""
        return self.body if isinstance(self.body, e.AnsweredInWriting) else self.body.stance


@dataclass
class Told:
    """A case, as far as its entries have told it."""

    procedure: Procedure
    roster: Roster  # the one the case was opened with
    gone_by: list[Procedure] = field(default_factory=list)  # every version the case has gone by
    joined: list[e.PartyLetIn] = field(default_factory=list)
    left: dict[PartyId, date] = field(default_factory=dict)
    drofting: Entry | None = None  # the last one that found the case ready, unless the case went back since
    imported: e.CaseImported | None = None  # vouches for a drøfting of before
    papers: dict[RecordId, Entry] = field(default_factory=dict)  # those that went out for a beslutning
    item: Entry | None = None
    attendance: dict[SeatId, PersonId] = field(default_factory=dict)
    positions: dict[SeatId, Said] = field(default_factory=dict)
    written: dict[SeatId, Said] = field(default_factory=dict)
    asked_in_writing: Entry | None = None
    standing: dict[int, tuple[SeatId | None, bool]] = field(default_factory=dict)  # objections: whose, in writing
    given_up: dict[int, tuple[int, SeatId | None, bool]] = field(default_factory=dict)  # by the entry that did it
    amended: list[Entry] = field(default_factory=list)  # since the item opened
    substantial: bool = False  # one of those, or one that a seat has contested
    opposed: Entry | None = None  # to deciding on late papers
    recused: dict[tuple[SeatId, PersonId], Entry] = field(default_factory=dict)

    # --- who and whom -----------------------------------------------------------------------------------------

    def body(self, name: str) -> BodyDefinition:
        """The body of that id."""
        return self.procedure.body(name)

    def group_of(self, seat: SeatId) -> tuple[PartyId, ...]:
        """The parties a seat speaks for, with those let in; nothing for a seat that is heard and not counted."""
        found = next((s for b in self.procedure.bodies for s in b.seats if s.seat == seat), None)
        if found is None or not found.counts or found.group is None:
            return ()
        parties = next((g.parties for g in self.roster.groups if g.group == found.group), ())
        return (*parties, *(x.party.party for x in self.joined if x.group == found.group))

    def represented(self, body: str, day: date) -> tuple[PartyId, ...]:
        """Every party that a counted seat speaks for and that has not left by that day."""
        groups = (self.group_of(seat.seat) for seat in self.body(body).seats if seat.counts)
        parties = dict.fromkeys(party for group in groups for party in group)
        return tuple(party for party in parties if party not in self.left or day <= self.left[party])

    # --- entry by entry ---------------------------------------------------------------------------------------

    def hear(self, entry: Entry, procedures: dict[Digest, Procedure]) -> None:
        """One more entry."""
        match entry.happened:
            case e.CaseImported(drofting=held) as imported if held is not None and held.vouched_by is not None:
                self.imported = imported
            case e.ProcedureChanged(procedure=digest):
                self.procedure = procedures[digest]
                self.gone_by.append(self.procedure)
            case e.PartyLetIn() as came:
                self.joined.append(came)
            case e.PartyLeftCase(party=party, last_day=last_day):
                self.left[party] = last_day
            case _:
                self._stages(entry)

    def _stages(self, entry: Entry) -> None:
        match entry.happened:
            case e.DroftingHeld(outcome=outcome):
                self.drofting = entry if outcome is ItemOutcome.READY else None
                self.imported = None
                self._closed()
            case (
                e.PathChosen(path=PathAfterDisagreement.NEW_DROFTING)
                | e.CaseRaised(new_drofting=True)
                | e.TimeAsked()
            ):
                self._back()
            case e.PapersWentOut(meeting=meeting, mark=Mark.BESLUTNING):
                self.papers[meeting] = entry
            case e.CaseItemOpened() as opened:
                self._opened(entry, opened)
            case e.CaseAttendanceChanged(seat=seat, person=person):
                self.attendance.pop(seat, None)
                if person is not None:
                    self.attendance[seat] = person
            case e.NoConsensus() | e.DecisionPostponed() | e.OrienteringGiven() | e.LeftAgenda():
                self._closed()
            case e.LatePapersOpposed():
                self.opposed = entry
            case e.TextAmended() | e.EditorialContested() as text:
                self._text(entry, text)
            case _:
                self._who(entry)

    def _who(self, entry: Entry) -> None:
        match entry.happened:
            case e.RecusalDecided(seat=seat, person=person, disqualified=True):
                self.recused[seat, person] = entry
                self._unsaid(seat, person)
            case e.RecusalDecided(seat=seat, person=person):
                self.recused.pop((seat, person), None)
            case e.HolderLeftSeat(seat=seat, person=person):
                self._unsaid(seat, person)
                if self.attendance.get(seat) == person:
                    del self.attendance[seat]
            case _:
                self._voices(entry)

    def _voices(self, entry: Entry) -> None:
        match entry.happened:
            case e.PositionTaken() as taken:
                self._position(entry, taken)
            case e.WrittenPositionTaken() as taken:
                self.written[taken.seat] = Said(entry, taken)
            case e.WrittenProcedureOpened():
                self.asked_in_writing, self.positions = entry, {}
            case e.AnsweredInWriting(accepts_text=True, accepts_procedure=True) as taken:
                self.positions[taken.seat] = Said(entry, taken)
            case e.WrittenProcedureEnded():
                self.asked_in_writing, self.positions = None, {}
            case e.ObjectionLodged(objection=number, seat=seat):
                self.standing[number] = (seat, True)
            case e.ObjectionWithdrawn(objection=number) | e.ObjectionResolved(objection=number):
                self._no_longer(number)
                if self.item is not None:
                    self.positions = {
                        s: x for s, x in self.positions.items() if getattr(x.body, "objection", None) != number
                    }
            case e.ObjectionLapsed(objection=number):
                self._no_longer(number)
            case e.EntryCorrected(seq=seq, correction=e.SeatCorrected(old=seat)):
                self.positions.pop(seat, None)
                if seq in self.given_up:
                    number, objector, in_writing = self.given_up.pop(seq)
                    self.standing[number] = (objector, in_writing)
            case _:
                pass

    def _position(self, entry: Entry, taken: e.PositionTaken) -> None:
        self.positions[taken.seat] = Said(entry, taken)
        if isinstance(taken.stance, Objection) and taken.objection is not None:
            self.standing[taken.objection] = (taken.seat, False)
            return
        for number, (seat, in_writing) in list(self.standing.items()):
            if seat == taken.seat and not in_writing:
                self.given_up[entry.seq] = (number, seat, in_writing)
                self._no_longer(number)

    def _no_longer(self, number: int) -> None:
        self.standing.pop(number, None)

    def _opened(self, entry: Entry, opened: e.CaseItemOpened) -> None:
        self.item, self.amended, self.substantial, self.opposed = entry, [], False, None
        self.attendance = {sitting.seat: sitting.person for sitting in opened.attendance}
        if opened.mark is Mark.BESLUTNING:
            self.positions = {
                seat: said
                for seat, said in self.written.items()
                if seat not in self.attendance and said.body.text_digest == opened.text_digest
            }

    def _closed(self) -> None:
        self.item = None
        if self.asked_in_writing is None:
            self.positions = {}

    def _back(self) -> None:
        self.drofting, self.imported, self.written = None, None, {}
        self._closed()

    def _text(self, entry: Entry, text: e.TextAmended | e.EditorialContested) -> None:
        contested = isinstance(text, e.EditorialContested)
        substance = contested or (isinstance(text, e.TextAmended) and text.substantial)
        if not (isinstance(text, e.TextAmended) and text.positions_kept):
            self.positions = {}
        deciding = self.item is not None and getattr(self.item.body, "mark", None) is Mark.BESLUTNING
        if isinstance(text, e.TextAmended):
            self.amended.append(entry)
        if substance and not deciding:
            self.drofting = self.imported = None
        self.substantial = self.substantial or substance

    def _unsaid(self, seat: SeatId, person: PersonId) -> None:
        for known in (self.positions, self.written):
            if seat in known and known[seat].body.person == person:
                del known[seat]
