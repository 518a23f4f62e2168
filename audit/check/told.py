"""What a case's entries have said by a moment, by plain bookkeeping: no state, no folds and none of the rules' code.

`audit.check.judgement` judges a beslutning by this and the procedure's text alone, so that a fault in the rules and
folds that the house runs on is not a fault of its proof too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from models import entries as e
from models.acts import ImportedDrofting, ItemOutcome, Mark, PathAfterDisagreement
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
    imported: ImportedDrofting | None = None  # of before, and vouched for
    papers: dict[RecordId, Digest] = field(default_factory=dict)  # the text that went out for a beslutning
    item: Entry | None = None
    attendance: dict[SeatId, PersonId] = field(default_factory=dict)
    positions: dict[SeatId, Said] = field(default_factory=dict)
    written: dict[SeatId, Said] = field(default_factory=dict)
    asked_in_writing: Digest | None = None  # the text that is asked about
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
        group = next((s.group for b in self.procedure.bodies for s in b.seats if s.seat == seat and s.counts), None)
        parties = (party for g in self.roster.groups if g.group == group for party in g.parties)
        return (*parties, *(x.party.party for x in self.joined if x.group == group))

    def represented(self, body: str, day: date) -> tuple[PartyId, ...]:
        """Every party that a counted seat speaks for and that has not left by that day."""
        groups = (self.group_of(seat.seat) for seat in self.body(body).seats)
        parties = dict.fromkeys(party for group in groups for party in group)
        return tuple(party for party in parties if party not in self.left or day <= self.left[party])

    # --- entry by entry ---------------------------------------------------------------------------------------

    def hear(self, entry: Entry, procedures: dict[Digest, Procedure]) -> None:
        """One more entry."""
        match entry.happened:
            case e.CaseImported(drofting=held) if held is not None and held.vouched_by is not None:
                self.imported = held
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
            case e.PapersWentOut(meeting=meeting, mark=Mark.BESLUTNING, text_digest=digest):
                self.papers[meeting] = digest
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
            case e.TextAmended(substantial=substantial, positions_kept=kept):
                self.amended.append(entry)
                self._text(substantial, kept=bool(kept))
            case e.EditorialContested():
                self._text(True, kept=False)
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
            case e.WrittenProcedureOpened(text_digest=digest):
                self.asked_in_writing, self.positions = digest, {}
            case e.AnsweredInWriting(accepts_text=True, accepts_procedure=True) as taken:
                self.positions[taken.seat] = Said(entry, taken)
            case e.WrittenProcedureEnded():
                self.asked_in_writing, self.positions = None, {}
            case e.ObjectionLodged(objection=number, seat=seat):
                self.standing[number] = (seat, True)
            case e.ObjectionWithdrawn(objection=number) | e.ObjectionResolved(objection=number):
                self.standing.pop(number, None)
                others = {s: x for s, x in self.positions.items() if getattr(x.body, "objection", None) != number}
                self.positions = others
            case e.ObjectionLapsed(objection=number):
                self.standing.pop(number, None)
            case e.EntryCorrected(seq=seq, correction=e.SeatCorrected(old=seat)):
                self.positions.pop(seat, None)
                if seq in self.given_up:
                    number, objector, in_writing = self.given_up.pop(seq)
                    self.standing[number] = (objector, in_writing)
            case _:
                pass

    def _position(self, entry: Entry, taken: e.PositionTaken) -> None:
        self.positions[taken.seat] = Said(entry, taken)
        if taken.objection is not None:
            self.standing[taken.objection] = (taken.seat, False)
            return
        for number, (seat, in_writing) in list(self.standing.items()):
            if seat == taken.seat and not in_writing:
                self.given_up[entry.seq] = (number, seat, in_writing)
                del self.standing[number]

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

    def _text(self, substantial: bool, *, kept: bool) -> None:
        """What was said on the text before is not said on this one; outside a roll call it is deliberated anew."""
        if not kept:
            self.positions = {}
        deciding = self.item is not None and getattr(self.item.body, "mark", None) is Mark.BESLUTNING
        if substantial and not deciding:
            self.drofting = self.imported = None
        self.substantial = self.substantial or substantial

    def _unsaid(self, seat: SeatId, person: PersonId) -> None:
        for known in (self.positions, self.written):
            if seat in known and known[seat].body.person == person:
                del known[seat]
