"""Minutes of a meeting, drafted and approved (P-33): what its record and its cases' say, in words, and no more.

Pure, and the same bytes for the same records. Names of persons stand in this document and in mails, never in a
record. No position is counted up anywhere: consensus is not a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from activities.minutes_parts import Amendment, Held, Item, Objected, Quoted
from activities.minutes_standing import MinutesStanding
from activities.post.language import Tongue, short
from activities.post.letter import environment
from activities.post.minutes_words import MINUTES_WORDS, MinutesWords
from activities.post.outcomes import Outcomes, reason_given, until_ended
from activities.post.words import WORDS, Words
from models import entries as e
from models.acts import Consent, ConsentWithReservation, Mark, Objection, SeatAttendance, Stance
from models.base import Frozen, PersonId, SeatId
from models.entries import Entry
from models.procedure import Procedure
from models.roster import Roster
from models.state import AgendaItem, CaseState, MeetingState
from rules.case.versions import versions_of
from rules.difference import difference, excerpts, marked
from rules.seats import holdings_of, rank_in_seat


class CaseRecordForMinutes(Frozen):
    """A case as it stood when the meeting had dealt with it, and its entries from that meeting."""

    state: CaseState
    entries: tuple[Entry, ...]


def minutes_facts(
    meeting: MeetingState,
    cases: tuple[CaseRecordForMinutes, ...],
    procedure: Procedure,
    roster: Roster,
    person_names: Mapping[PersonId, str],
    language: str,
    held: Held | None = None,
) -> dict[str, Any]:
    """What every form of the minutes says: a draft, or approved where the meeting says so.

    Args:
        meeting: The meeting after it was closed.
        cases: The cases on its agenda; an item without its case stands as not dealt with.
        procedure: Names of bodies and seats; who counts.
        roster: Who held which seat on the day of the meeting.
        person_names: Names by id; an id without a name stands as the id.
        language: nb, nn or en.
        held: When it was opened and closed, who led it, who kept the record.

    Raises:
        ValueError: there are no words for the language.
    """
    tongue = next((known for known in MINUTES_WORDS if known == language), None)
    if tongue is None:
        raise ValueError(f"minutes are written in {', '.join(MINUTES_WORDS)}, not in {language!r}")
    writer = _Writer(meeting, Tongue(tongue, procedure, roster), MINUTES_WORDS[tongue], WORDS[tongue], person_names)
    standing = MinutesStanding(meeting, writer.t, writer.m, writer.name, writer.seat)
    by_case = {case.state.record: case for case in cases}
    called = sorted((i for i in meeting.agenda if in_minutes(i)), key=lambda i: i.item)
    return {
        "meeting": meeting,
        "language": tongue,
        "t": writer.t,
        "w": writer.w,
        "m": writer.m,
        "present": writer.present(cases),
        "absent": writer.absent(cases),
        "items": [writer.item(item, by_case.get(item.case)) for item in called],
        "rows": writer.rows(held or Held()),
        "seats_empty": writer.empty(cases),
        "heading": standing.heading(),
        "status": standing.status(),
        "changed": standing.changed(),
        "corrections": standing.corrections(),
        "contested": standing.contested(),
        "records": standing.records(),
    }


def draft_minutes(
    meeting: MeetingState,
    cases: tuple[CaseRecordForMinutes, ...],
    procedure: Procedure,
    roster: Roster,
    person_names: Mapping[PersonId, str],
    language: str,
) -> tuple[str, str]:
    """The minutes as text and as HTML; arguments and errors as `minutes_facts`."""
    return text_and_html(minutes_facts(meeting, cases, procedure, roster, person_names, language))


def text_and_html(facts: Mapping[str, Any]) -> tuple[str, str]:
    """The two forms that anything can read."""
    text, html = (
        environment(form).get_template("minutes.j2").render(facts, frame=f"forms/frame.{form}.j2")
        for form in ("text", "html")
    )
    return text, html


def in_minutes(item: AgendaItem) -> bool:
    """Whether the minutes name the item: also one that left the agenda after everybody had been called to it."""
    return item.in_notice or not item.removed


@dataclass(frozen=True)
class _Writer:
    """One meeting's minutes in one language."""

    meeting: MeetingState
    t: Tongue
    m: MinutesWords
    w: Words
    names: Mapping[PersonId, str]

    # --- when, where, and who was there ---

    def rows(self, held: Held) -> tuple[tuple[str, str], ...]:
        """Time and place as called; when it was opened and closed, who led it and who kept the record."""
        rows = [
            (self.m.time, self.t.span(self.meeting.starts_at, self.meeting.ends_at)),
            (self.m.place, self.meeting.place),
        ]
        if held.opened_at is not None and held.closed_at is not None:
            opened, closed = self.hour(held.opened_at), self.hour(held.closed_at)
            rows.append((self.m.held, self.m.opened_closed.format(opened=opened, closed=closed)))
        if held.led_by is not None:
            rows.append((self.m.led_by, self.name(held.led_by)))
        if held.kept_by:
            rows.append((self.m.kept_by, self.t.listed(self.name(person) for person in held.kept_by)))
        return tuple(rows)

    def hour(self, at: datetime) -> str:
        """The hour; with its day where that is not the meeting's first."""
        return self.t.hour(at) if self.t.date_of(at) == self.t.date_of(self.meeting.starts_at) else self.t.when(at)

    def present(self, cases: tuple[CaseRecordForMinutes, ...]) -> tuple[tuple[str, str, str], ...]:
        """Everyone who sat in a seat at some time, in the body's order of seats."""
        seated = self._seated(cases)
        return tuple(
            (self.seat(seat.seat), self.name(person), self._capacity(seat.seat, person))
            for seat in self.t.procedure.body(self.meeting.body).seats
            for person in seated.get(seat.seat, ())
        )

    def absent(self, cases: tuple[CaseRecordForMinutes, ...]) -> tuple[str, ...]:
        """The members who were not there, with their seats, and whether a deputy was (P-23)."""
        seated, lines = self._seated(cases), []
        for seat in self.t.procedure.body(self.meeting.body).seats:
            there, member = seated.get(seat.seat, ()), self._holder(seat.seat)
            if member is None:
                lines += [] if there else [f"{self.seat(seat.seat)}: {self.m.vacant}"]
            elif member not in there:
                met = self.m.absent_met if there else self.m.absent_empty
                lines.append(met.format(member=self.name(member), seat=self.t.seat(seat.seat)))
        return tuple(lines)

    def empty(self, cases: tuple[CaseRecordForMinutes, ...]) -> bool:
        """Whether there is a seat in which nobody sat."""
        seated = self._seated(cases)
        return any(seat.seat not in seated for seat in self.t.procedure.body(self.meeting.body).seats)

    def _seated(self, cases: tuple[CaseRecordForMinutes, ...]) -> dict[SeatId, tuple[PersonId, ...]]:
        seated: dict[SeatId, tuple[PersonId, ...]] = {}
        for sitting in self._sittings(cases):
            known = seated.get(sitting.seat, ())
            if sitting.person not in known:
                seated[sitting.seat] = (*known, sitting.person)
        return seated

    def _sittings(self, cases: tuple[CaseRecordForMinutes, ...]) -> Iterator[SeatAttendance]:
        for case in cases:
            for entry in case.entries:
                match entry.happened:
                    case e.CaseItemOpened(attendance=attendance):
                        yield from attendance
                    case e.CaseAttendanceChanged(seat=seat, person=str(person)):
                        yield SeatAttendance(seat=seat, person=person)
                    case _:
                        pass
        yield from self.meeting.attendance

    def _capacity(self, seat: SeatId, person: PersonId) -> str:
        rank = rank_in_seat(person, seat, self.t.roster, self.meeting.day)
        if rank is None:
            return self.m.no_place
        if rank == 0:
            return self.m.member
        member = self._member(seat)
        return self.m.deputy_for.format(member=member) if member else self.m.deputy

    @property
    def outcomes(self) -> Outcomes:
        """How items end, in this language."""
        return Outcomes(self.t, self.m, self.w, self.meeting.uncovered, self.name)

    def _member(self, seat: SeatId) -> str | None:
        holder = self._holder(seat)
        return None if holder is None else self.name(holder)

    def _holder(self, seat: SeatId) -> PersonId | None:
        held = holdings_of(seat, self.t.roster, self.meeting.day)
        return next((holding.person for holding in held if holding.rank == 0), None)

    def name(self, person: PersonId) -> str:
        """The person's name; the id where it has been erased."""
        return self.names.get(person, person)

    def seat(self, seat: SeatId) -> str:
        """The seat's name, marked where it is heard and not counted (P-18)."""
        name = self.t.seat(seat)
        return name if self.t.counts(seat) else f"{name} ({self.w.not_counted})"

    def item(self, line: AgendaItem, case: CaseRecordForMinutes | None) -> Item:
        """What the minutes say of one item."""
        record = case.entries if case else ()
        entries, ending = until_ended(record)
        opened = next((x for x in entries if isinstance(x.happened, e.CaseItemOpened)), None)
        decided = ending if isinstance(ending, e.BeslutningMade) else None
        text, digest = self._text(line, case, entries, decided)
        facts = [(self.m.case, line.case), (self.m.marked, self.w.to_marks[line.mark])]
        if line.imported:
            facts.append((self.w.before, self.w.imported))
        if opened is not None:
            facts.append((self.m.taken_up, self.hour(opened.at)))
        positions = _positions(entries)
        return Item(
            title=self.m.item.format(number=line.item, title=line.title),
            facts=tuple(facts),
            changes=tuple(self._changes(entries)),
            amendments=tuple(self._amendments(case, entries)),
            text_heading=self.m.decision if decided else self.m.proposal,
            text=text,
            fingerprints=((self.w.text, short(digest)), (self.w.fingerprint, digest)),
            said=tuple(self._said(entries)),
            summary=ending.summary if isinstance(ending, e.DroftingHeld | e.OrienteringGiven) else None,
            positions=self._roll_call(entries, positions) if line.mark is Mark.BESLUTNING and opened else (),
            objections=(*self._spoken_objections(positions), *self._written_objections(case, ending)),
            statements=tuple(self._statements(record, positions)),
            awaited=self._awaited(record, positions),
            outcome=self.outcomes.of(ending, line, opened=opened is not None),
            reason=reason_given(ending, opened=opened is not None),
        )

    def _text(
        self,
        line: AgendaItem,
        case: CaseRecordForMinutes | None,
        entries: tuple[Entry, ...],
        decided: e.BeslutningMade | None,
    ) -> tuple[str | None, str]:
        if decided is not None:
            return decided.proposal, decided.text_digest
        amended = [x.body for x in entries if isinstance(x.body, e.TextAmended)]
        if amended:
            return amended[-1].proposal, amended[-1].text_digest
        as_called = case is not None and case.state.text.digest == line.text_digest
        return (case.state.text.text if case and as_called else None), line.text_digest

    def _changes(self, entries: tuple[Entry, ...]) -> Iterator[str]:
        for entry in entries:
            match entry.happened:
                case e.CaseAttendanceChanged(seat=seat, person=None):
                    yield self.m.left_seat.format(seat=self.seat(seat), when=self.hour(entry.at))
                case e.CaseAttendanceChanged(seat=seat, person=str(person)):
                    when = self.hour(entry.at)
                    yield self.m.took_seat.format(seat=self.seat(seat), person=self.name(person), when=when)
                case _:
                    pass

    def _amendments(self, case: CaseRecordForMinutes | None, entries: tuple[Entry, ...]) -> Iterator[Amendment]:
        """Each change in the meeting, word by word, and each that a seat said was more than editorial (P-17)."""
        known = {text.digest: text.text for text in versions_of(case.state)} if case else {}
        for entry in entries:
            match entry.happened:
                case e.TextAmended() as amended:
                    how = self.m.amended_substantially if amended.substantial else self.m.amended_editorially
                    before = known.get(amended.replaces)
                    shown = marked(excerpts(difference(before, amended.proposal))) if before is not None else None
                    yield Amendment(how, amended.reason, shown)
                case e.EditorialContested() as contested:
                    yield Amendment(self.m.not_editorial.format(seat=self.seat(contested.seat)), contested.reason)
                case _:
                    pass

    def _said(self, entries: tuple[Entry, ...]) -> Iterator[Quoted]:
        for entry in entries:
            if isinstance(entry.body, e.Contributed):
                kind = self.w.contributions[entry.body.about]
                who = self.m.said_by.format(seat=self.seat(entry.body.seat), kind=kind)
                yield Quoted(who, entry.body.text)

    def _roll_call(
        self, entries: tuple[Entry, ...], positions: Mapping[SeatId, e.PositionTaken]
    ) -> tuple[tuple[str, str, str], ...]:
        """Every counted seat, and those of the others that took a position, in the body's order."""
        present = _attendance_at_end(entries)
        rows = []
        for seat in self.t.procedure.body(self.meeting.body).seats:
            taken = positions.get(seat.seat)
            if taken is not None:
                rows.append((self.seat(seat.seat), self.name(taken.person), self._position(taken.stance)))
            elif seat.counts:
                silent = self.w.positions["unheard" if seat.seat in present else "absent"]
                person = present.get(seat.seat)
                rows.append((self.seat(seat.seat), self.name(person) if person else "", silent))
        return tuple(rows)

    def _position(self, stance: Stance) -> str:
        match stance:
            case ConsentWithReservation(parties=parties, treated_by=treated_by, treated_on=day):
                return self.m.reserves.format(
                    parties=self.t.parties(parties), treated_by=treated_by, day=self.t.day(day)
                )
            case Consent(statement=statement, statement_follows=follows):
                return self.w.position("consent", statement=follows or statement is not None)
            case _:
                return self.w.position(stance.kind, statement=False)

    def _spoken_objections(self, positions: Mapping[SeatId, e.PositionTaken]) -> Iterator[Objected]:
        for taken in self._in_order(positions):
            if isinstance(taken.stance, Objection):
                stance = taken.stance
                yield Objected(self.seat(taken.seat), stance.grounds, stance.would_be_removed_by)

    def _written_objections(self, case: CaseRecordForMinutes | None, ending: object) -> Iterator[Objected]:
        blocking = ending.written_objections if isinstance(ending, e.NoConsensus) else ()
        for objection in case.state.objections if case else ():
            if objection.objection in blocking:
                who = self.seat(objection.seat) if objection.seat else self.t.party(objection.party or "")
                yield Objected(self.m.written.format(who=who), objection.grounds, objection.would_be_removed_by)

    def _statements(
        self, entries: tuple[Entry, ...], positions: Mapping[SeatId, e.PositionTaken]
    ) -> Iterator[Quoted]:
        """Word for word, as their authors gave them (P-27)."""
        for taken in self._in_order(positions):
            words = getattr(taken.stance, "statement", None)
            if words:
                yield Quoted(self.seat(taken.seat), words)
        for entry in entries:
            if isinstance(entry.body, e.StatementDelivered):
                yield Quoted(self.seat(entry.body.seat), entry.body.text)

    def _awaited(self, entries: tuple[Entry, ...], positions: Mapping[SeatId, e.PositionTaken]) -> tuple[str, ...]:
        delivered = {x.body.seat for x in entries if isinstance(x.body, e.StatementDelivered)}
        return tuple(
            self.m.statement_awaited.format(seat=self.seat(taken.seat))
            for taken in self._in_order(positions)
            if isinstance(taken.stance, Consent) and taken.stance.statement_follows and taken.seat not in delivered
        )

    def _in_order(self, positions: Mapping[SeatId, e.PositionTaken]) -> Iterator[e.PositionTaken]:
        for seat in self.t.procedure.body(self.meeting.body).seats:
            if seat.seat in positions:
                yield positions[seat.seat]


def _positions(entries: tuple[Entry, ...]) -> dict[SeatId, e.PositionTaken]:
    """The positions that stood at the end: the last of each seat, on the text as it was then."""
    standing: dict[SeatId, e.PositionTaken] = {}
    for entry in entries:
        match entry.happened:
            case e.PositionTaken() as taken:
                standing[taken.seat] = taken
            case e.ObjectionWithdrawn(objection=number) | e.ObjectionResolved(objection=number):
                standing = {seat: p for seat, p in standing.items() if p.objection != number}
            case e.TextAmended(positions_kept=True):
                pass
            case e.TextAmended() | e.EditorialContested() | e.CaseItemOpened():
                standing.clear()
            case _:
                pass
    return standing


def _attendance_at_end(entries: tuple[Entry, ...]) -> dict[SeatId, PersonId]:
    present: dict[SeatId, PersonId] = {}
    for entry in entries:
        match entry.happened:
            case e.CaseItemOpened(attendance=attendance):
                present = {sitting.seat: sitting.person for sitting in attendance}
            case e.CaseAttendanceChanged(seat=seat, person=None):
                present.pop(seat, None)
            case e.CaseAttendanceChanged(seat=seat, person=str(person)):
                present[seat] = person
            case _:
                pass
    return present
