"""A beslutning judged once more, straight from the procedure's text, by what the entries say.

Whoever reads this beside `docs/rules.md` can follow it rule by rule: drøfting in an earlier, other meeting (P-01,
P-12), marked so in a notice that left in time (P-06, P-08, P-31), the same text from the papers to the beslutning
(P-17), every counted seat heard and none objecting (P-18..P-22), only those bound who were spoken for by somebody who
could (P-19, P-23, P-24), and nobody among them who was recused (P-26).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from audit.check.course import Course
from audit.check.facts import InForce
from audit.check.found import Differs, differs
from audit.check.told import Said, Told
from models import entries as e
from models.acts import Consent, ConsentWithReservation, Mark, Objection, StandAside
from models.base import PartyId, RecordId, SeatId
from models.entries import Entry
from models.roster import Mandate, Roster
from rules.legal_dates import local_day

MOST_ROSTERS = 3
"""So many can have been in force at a moment, by clocks that differ: one, the one before it, and the one after."""


@dataclass(frozen=True)
class Judged:
    """A beslutning that was judged, and what it rests on."""

    made: Entry
    drofting: Entry | None  # None: imported, and vouched for
    opened: Entry | None  # the item; None: decided in writing
    notice: Entry | None
    positions: tuple[Entry, ...]
    bound: tuple[PartyId, ...]
    waiting: tuple[PartyId, ...]


def judged_anew(course: Course, courses: Mapping[RecordId, Course], in_force: InForce) -> tuple[Judged, ...]:
    """Every beslutning of a case, in its order.

    Raises:
        Differs: one is not what the text asks of a beslutning.
    """
    evidence = course.evidence
    roster = evidence.rosters_by_digest[course.record.roster]
    procedure = evidence.procedures_by_digest[course.record.procedure]
    told = Told(procedure, roster, gone_by=[procedure])
    found: list[Judged] = []
    for entry in course.record.entries:
        if isinstance(entry.happened, e.BeslutningMade):
            found.append(_Judgement(course, courses, in_force, told, entry, entry.happened).judged())
            told.item, told.asked_in_writing = None, None
        told.hear(entry, dict(evidence.procedures_by_digest))
    return tuple(found)


@dataclass
class _Judgement:
    course: Course
    courses: Mapping[RecordId, Course]
    in_force: InForce
    told: Told
    made: Entry
    body: e.BeslutningMade

    def _no(self, rule: str, what: str, *, at: Entry | None = None) -> Differs:
        entry = at or self.made
        return differs(entry.record, what, seq=entry.seq, rule=rule)

    def judged(self) -> Judged:
        drofting = self._deliberated()
        opened, notice = (None, None) if self.body.in_writing else self._met(drofting)
        self._text(opened)
        called = self._called()
        self._consensus(called)
        for seat in self.told.positions:
            self._capacity(seat)
        bound, waiting = self._bound(called)
        self._effects(bound, waiting)
        return Judged(
            made=self.made,
            drofting=drofting,
            opened=opened,
            notice=notice,
            positions=tuple(said.entry for said in self.told.positions.values()),
            bound=tuple(bound),
            waiting=tuple(waiting),
        )

    # --- P-01, P-12: drøfting before, and elsewhere -------------------------------------------------------------

    def _deliberated(self) -> Entry | None:
        if self.told.imported is not None:
            self._apart(self.told.imported.day or date.max)
            return None
        drofting = self.told.drofting
        if drofting is None:
            raise self._no("P-01", "there is no drøfting that this beslutning could rest on")
        held = drofting.body
        assert isinstance(held, e.DroftingHeld)
        if held.meeting == self.body.meeting:
            raise self._no("P-01", f"drøfting and beslutning were in the same meeting, {held.meeting}")
        self._apart(held.day)
        course = self.courses.get(held.meeting)
        if course is None:
            raise self._no("P-01", f"the meeting of the drøfting, {held.meeting}, is not in the evidence")
        marked = (
            s.entry.body
            for s in course.stood
            if isinstance(s.entry.body, e.MeetingItemOpened) and s.entry.body.case == self.made.record
        )
        if all(item.mark is not Mark.DROFTING for item in marked):
            raise self._no("P-01", f"{held.meeting} took the case up, and not for drøfting", at=drofting)
        return drofting

    def _apart(self, deliberated: date) -> None:
        """At least the days that one of the versions asks for lie between the stages (P-12, P-38)."""
        meeting = self._meeting_day()
        short = self._extraordinary()
        number = "notice_floor_days" if short else "min_gap_days"
        least = min(procedure.number(number, meeting) for procedure in self.told.gone_by)
        days = (meeting - deliberated).days
        if days < max(least, 1):
            raise self._no("P-12", f"{days} days lie between drøfting and beslutning, and {least} are asked for")

    def _meeting_day(self) -> date:
        days = [x.body.day for x in self._meeting() if isinstance(x.body, e.MeetingPlanned | e.MeetingMoved)]
        return days[-1] if days else self.body.day

    def _extraordinary(self) -> bool:
        planned = (x.body for x in self._meeting() if isinstance(x.body, e.MeetingPlanned))
        return any(meeting.extraordinary is not None for meeting in planned)

    def _meeting(self) -> list[Entry]:
        """What the deciding meeting's record tells; nothing where there was none, or it is not here."""
        course = None if self.body.in_writing else self.courses.get(self.body.meeting)
        return [] if course is None else [stood.entry for stood in course.stood]

    # --- P-06, P-08, P-31: the meeting ---------------------------------------------------------------------------

    def _met(self, drofting: Entry | None) -> tuple[Entry, Entry]:
        item = self.told.item
        if item is None:
            raise self._no("P-08", "no item was open")
        opened = item.body
        assert isinstance(opened, e.CaseItemOpened)
        course = self.courses.get(self.body.meeting)
        if course is None:
            raise self._no("P-08", f"the meeting {self.body.meeting} is not in the evidence")
        if (opened.meeting, opened.mark) != (self.body.meeting, Mark.BESLUTNING):
            raise self._no("P-08", f"the open item was of {opened.meeting}, marked {opened.mark.value}", at=item)
        told = self._meeting()
        before = list(takewhile(lambda x: not isinstance(x.body, e.MeetingOpened), told))
        if before == told:
            raise self._no("P-06", f"{course.name} was never opened")
        if drofting is not None and drofting.at >= told[len(before)].at:
            raise self._no("P-01", "drøfting had not ended when the deciding meeting began")
        notice, items = self._notice(course, before)
        marked = (x.body for x in told if isinstance(x.body, e.AgendaItemAdded) and x.body.item == opened.item)
        if not any((added.case, added.mark) == (self.made.record, Mark.BESLUTNING) for added in marked):
            raise self._no("P-08", "the agenda does not mark the case beslutning under that item", at=notice)
        if opened.item not in items:
            raise self._no("P-08", "the notice went out without the case", at=notice)
        return item, notice

    def _notice(self, course: Course, before: list[Entry]) -> tuple[Entry, tuple[int, ...]]:
        """The last notice: after the last change of time, so many days before, or shortened by consent of all."""
        since: list[Entry] = []  # the time at which it was held was set
        for entry in before:
            since = [entry] if isinstance(entry.body, e.MeetingPlanned | e.MeetingMoved) else [*since, entry]
        sent = [(x, x.body.items) for x in since if isinstance(x.body, e.NoticeSent)]
        if not sent:
            raise self._no("P-06", f"no notice of {course.name} went out for the time it was held")
        notice, items = sent.pop()
        procedure = self.course.evidence.procedures_by_digest[course.record.procedure]
        meeting, short = self._meeting_day(), self._extraordinary()
        days = procedure.number("notice_floor_days" if short else "notice_days", meeting)
        left = local_day(notice.at, procedure.timezone)
        if left > meeting - timedelta(days=days):
            what = f"the notice of {course.name} is of {left}, less than {days} days before {meeting}"
            raise self._no("P-06", what, at=notice)
        if short:
            self._short_notice(course, since)
        return notice, items

    def _short_notice(self, course: Course, since: list[Entry]) -> None:
        said = {x.body.seat: x.body.agrees for x in since if isinstance(x.body, e.ShortNoticeAnswered)}
        procedure = self.course.evidence.procedures_by_digest[course.record.procedure]
        counted = [seat.seat for seat in procedure.body(self.body.body).seats if seat.counts]
        silent = [seat for seat in counted if not said.get(seat)]
        if silent:
            raise self._no("P-31", f"short notice of {course.name} without the consent of {', '.join(silent)}")

    # --- P-09, P-17: the text -----------------------------------------------------------------------------------

    def _text(self, opened: Entry | None) -> None:
        made, told = self.body, self.told
        if hashlib.sha256(made.proposal.encode()).hexdigest() != made.text_digest:
            raise self._no("P-17", "the text decided is not what its digest says")
        asked = told.asked_in_writing if made.in_writing else told.papers.get(made.meeting)
        if asked is None:
            raise self._no("P-17", "no papers went out for this beslutning")
        standing, versions = asked, {asked}
        for entry in () if made.in_writing else told.amended:
            amended = entry.body
            assert isinstance(amended, e.TextAmended)
            if amended.replaces != standing:
                raise self._no("P-17", "the text was amended from another than the one that stood", at=entry)
            standing = amended.text_digest
            versions.add(standing)
        if standing != made.text_digest:
            raise self._no("P-17", f"the text decided is not the one sent out ({asked[:12]}), nor amended from it")
        for said in told.positions.values():
            if said.body.text_digest not in versions:
                raise self._no("P-17", f"{said.body.seat} answered on another text", at=said.entry)
        if told.substantial and any(seat not in told.positions for seat in self._counted()):
            raise self._no("P-17", "the text changed in substance, and not every counted seat has accepted it")
        if opened is not None and told.opposed is not None:
            raise self._no("P-09", "a counted seat opposed deciding on late papers", at=told.opposed)

    # --- P-18..P-22: consensus ----------------------------------------------------------------------------------

    def _counted(self) -> list[SeatId]:
        return [seat.seat for seat in self.told.body(self.body.body).seats if seat.counts]

    def _called(self) -> list[SeatId]:
        """Every counted seat is asked; or one of a group, where one speaks for it: the first that is there (P-21)."""
        counted, told = self._counted(), self.told
        if told.procedure.choice("block_unit", self.body.day) == "any_counted_seat":
            return counted
        there = {*told.attendance, *told.positions}
        definitions = {seat.seat: seat for seat in told.body(self.body.body).seats}
        called: dict[object, SeatId] = {}
        for seat in counted:
            group: object = definitions[seat].group or seat
            if group not in called or (called[group] not in there and seat in there):
                called[group] = seat
        return [seat for seat in counted if seat in called.values()]

    def _consensus(self, called: list[SeatId]) -> None:
        told, made, day = self.told, self.body, self.body.day
        mode = told.procedure.choice("consensus_mode", day)
        counted = self._counted()
        for number, (seat, _in_writing) in told.standing.items():
            if seat in called or seat not in counted:
                raise self._no("P-20", f"objection {number} of {seat or 'a party'} stands")
        objecting = [s for s in called if self._is(s, Objection)]
        if objecting:
            raise self._no("P-20", f"{', '.join(objecting)} objected")
        if mode == "every_counted_seat_consents" or made.in_writing:
            missing = [s for s in called if not self._is(s, Consent, ConsentWithReservation, e.AnsweredInWriting)]
            if missing:
                raise self._no("P-20", f"every counted seat must say yes, and {', '.join(missing)} has not")
        uncovered = self._uncovered(called)
        after = made.answers_after or ()
        silent = [s for s in called if s in told.attendance and s not in told.positions]
        if mode == "every_party_consents":
            silent = [s for s in silent if any(p in uncovered for p in told.group_of(s))]
        if silent:
            raise self._no("P-20", f"{', '.join(silent)} sat there and was not heard")
        lost = [p for p in uncovered if p not in after]
        if lost:
            raise self._no("P-22", f"nobody spoke for {', '.join(lost)}")
        if after and (told.procedure.choice("quorum", day) != "answer_after" or sorted(after) != sorted(uncovered)):
            raise self._no("P-22", "the procedure does not let these parties answer after the meeting")
        self._lists(called)

    def _uncovered(self, called: list[SeatId]) -> list[PartyId]:
        spoken = {p for s in called if s in self.told.positions for p in self.told.group_of(s)}
        return [p for p in self.told.represented(self.body.body, self.body.day) if p not in spoken]

    def _is(self, seat: SeatId, *kinds: type) -> bool:
        return seat in self.told.positions and isinstance(self.told.positions[seat].stance, kinds)

    def _lists(self, called: list[SeatId]) -> None:
        """What the beslutning says of each seat is what each has said (P-18, P-20)."""
        made = self.body
        there = {*self.told.attendance, *self.told.positions}
        seats = [seat.seat for seat in self.told.body(made.body).seats]
        own = {
            "consenting": tuple(s for s in called if self._is(s, Consent, e.AnsweredInWriting)),
            "standing_aside": tuple(s for s in called if self._is(s, StandAside)),
            "reserving": tuple(s for s in called if self._is(s, ConsentWithReservation)),
            "absent": () if made.in_writing else tuple(s for s in called if s not in there),
            "heard": tuple(s for s in seats if s in self.told.positions and s not in called),
        }
        for name, said in own.items():
            if getattr(made, name) != said:
                rule = "P-18" if name == "heard" else "P-20"
                raise self._no(rule, f"{name}: the beslutning says {getattr(made, name)}, the entries say {said}")

    # --- P-23, P-24, P-26: who spoke ----------------------------------------------------------------------------

    def _capacity(self, seat: SeatId) -> None:
        """Whoever spoke for a counted seat held it that day, and no other in this roll call; and was not recused."""
        said, told = self.told.positions[seat], self.told
        if (seat, said.body.person) in told.recused:
            raise self._no("P-26", f"{said.body.person} was recused and answered for {seat}", at=said.entry)
        counted = self._counted()
        if seat not in counted:
            return
        answered = {s: x.body.person for s, x in told.positions.items() if s in counted}
        others = [s for s, person in answered.items() if person == said.body.person and s != seat]
        if others:
            raise self._no("P-23", f"{said.body.person} answered for {seat} and for {others[0]}", at=said.entry)
        day = self._day(said)
        rosters = list(self.in_force.rosters(said.entry.at))
        if not any(_holds(roster, said.body.person, seat, day) for roster in rosters):
            raise self._no("P-23", f"{said.body.person} had no place in {seat} on {day}", at=said.entry)

    def _day(self, said: Said) -> date:
        return local_day(said.entry.at, self.told.procedure.timezone)

    def _authorised(self, seat: SeatId, party: PartyId, which: int) -> bool:
        said = self.told.positions[seat]
        rosters = list(self.in_force.rosters(said.entry.at))
        roster = rosters[which if which < len(rosters) else 0]
        return can_bind(roster, said.body.person, seat, party, self._day(said))

    # --- P-19: whom it binds ------------------------------------------------------------------------------------

    def _bound(self, called: list[SeatId]) -> tuple[dict[PartyId, SeatId], dict[PartyId, SeatId]]:
        """Who is bound at once, who waits for a council, board or mandate, and by whom; as the beslutning says.

        Where the roster changed within a minute of an answer, either of the two may have been in force.
        """
        found: list[tuple[dict[PartyId, SeatId], dict[PartyId, SeatId]]] = []
        for which in range(MOST_ROSTERS):
            bound, waiting = self._bound_by(called, which)
            found.append((bound, waiting))
            if (set(self.body.parties), set(self.body.reserved_parties)) == (set(bound), set(waiting)):
                return bound, waiting
        bound, waiting = found[0]
        name, own = ("parties", bound) if set(self.body.parties) != set(bound) else ("reserved_parties", waiting)
        says = f"the beslutning says {', '.join(getattr(self.body, name)) or 'none'}"
        raise self._no("P-19", f"{name}: {says}, the entries say {', '.join(own) or 'none'}")

    def _bound_by(self, called: list[SeatId], which: int) -> tuple[dict[PartyId, SeatId], dict[PartyId, SeatId]]:
        told, made = self.told, self.body
        aside = told.procedure.switch("abstention_binds", made.day)
        willing = [s for s in called if s in told.positions and (aside or not self._is(s, StandAside))]
        bound: dict[PartyId, SeatId] = {}
        waiting: dict[PartyId, SeatId] = {}
        for party in told.represented(made.body, made.day):
            speaking = [s for s in willing if party in told.group_of(s)]
            reserved = [s for s in speaking if party in _reserved(told.positions[s])]
            able = [s for s in speaking if self._authorised(s, party, which)]
            if reserved or (speaking and not able):
                waiting[party] = (reserved or speaking)[0]
            elif speaking:
                bound[party] = able[0]
        return bound, waiting

    def _effects(self, bound: dict[PartyId, SeatId], waiting: dict[PartyId, SeatId]) -> None:
        """The house's own steps after it bind whom it binds, on that text, and nobody else (P-19)."""
        ends = e.Announced | e.CaseClosed | e.BeslutningMade
        after = takewhile(lambda x: not isinstance(x.body, ends), self.course.record.entries[self.made.seq :])
        answers, told = {*(self.body.answers_after or ())}, set[PartyId]()
        for entry in (x for x in after if x.act is None):
            match entry.happened:
                case e.BindingEffect(party=party, by_seat=seat, text_digest=digest):
                    told.add(party)
                    if (bound.get(party), self.body.text_digest) != (seat, digest):
                        raise self._no("P-19", f"{party} is bound by {seat}, who could not", at=entry)
                case e.BindingWithheld(party=party, by_seat=seat):
                    told.add(party)
                    if waiting.get(party) != seat and party not in answers:
                        raise self._no("P-20", f"{party} waits for {seat}, and nothing holds it back", at=entry)
                case _:
                    pass
        missing = ({*bound, *waiting} | answers) - told
        if told and missing:  # where nothing is told it is still to come, or fell before it took effect
            raise self._no("P-19", f"nothing says whether {', '.join(sorted(missing))} is bound")


def _reserved(said: Said) -> tuple[PartyId, ...]:
    return said.stance.parties if isinstance(said.stance, ConsentWithReservation) else ()


def _holds(roster: Roster, person: str, seat: SeatId, day: date) -> bool:
    held = (h for h in roster.holdings if (h.person, h.seat) == (person, seat))
    return any(h.since <= day and (h.until is None or day <= h.until) for h in held)


def can_bind(
    roster: Roster, person: str, seat: SeatId, party: PartyId, day: date, asked: tuple[str, ...] = ()
) -> bool:
    """Whether a holder can bind a party by themselves that day: the seat, or a mandate in force (P-24).

    Where no mandate is written for a holder, the place in the seat is the authority. What was delegated holds while
    the one who gave it can bind the party, and never in a circle.
    """
    written = _written(roster, person, seat)
    if not written:
        return True
    return any(
        (not m.parties or party in m.parties)
        and m.since <= day
        and (m.until is None or day <= m.until)
        and m.subject_to is None
        and (m.delegated_by is None or _can_delegate(roster, m.delegated_by, seat, party, day, (*asked, person)))
        for m in written
    )


def _can_delegate(
    roster: Roster, giver: str, seat: SeatId, party: PartyId, day: date, asked: tuple[str, ...]
) -> bool:
    """Whether the giver has something to hand on that day: what goes with a seat stays in that seat (P-24)."""
    free = roster.model_copy(
        update={"mandates": tuple(m.model_copy(update={"subject_to": None}) for m in roster.mandates)}
    )
    seats = {h.seat for h in roster.holdings if _holds(roster, giver, h.seat, day)}
    return giver not in asked and any(
        can_bind(free, giver, held, party, day, asked) if _written(roster, giver, held) else held == seat
        for held in seats
    )


def _written(roster: Roster, person: str, seat: SeatId) -> list[Mandate]:
    return [m for m in roster.mandates if (m.person, m.seat) == (person, seat)]
