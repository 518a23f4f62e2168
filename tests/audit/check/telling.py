"""A small case told entry by entry, as a record would have it: no rules are asked what may follow what.

A body of two municipal and two hospital seats, and one that is heard. The case is deliberated in one meeting and
decided in the next, so many days after its notice and after the drøfting as are asked for at least.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from audit.check.course import Course, Stood
from audit.check.facts import InForce
from audit.check.found import Answer, Differs
from audit.check.judgement import Judged, judged_anew
from audit.check.questions import answers
from audit.check.sending import Sendings
from models import acts as a
from models import entries as e
from models.acts import Derivation, Mark, SeatAttendance
from models.canonical import EMPTY_HEAD, digest_of, text_digest
from models.entries import ActRef, Entry, EntryBody
from models.evidence import Evidence, RecordEvidence
from models.procedure import DatedValue, Procedure
from models.roster import Holding, Roster
from models.state import CommunityState, RecordHead
from tests.audit.check.forging import chained_anew
from tests.rules.world import PROCEDURE, ROSTER

CASE, FIRST, SECOND, COMMUNITY = (
    "case-ostfold-2031-1",
    "meeting-ostfold-SEKR-2031-1",
    "meeting-ostfold-SEKR-2031-2",
    "community-ostfold",
)
DAY = date(2031, 3, 3)  # of the deciding meeting
BEGAN = datetime(2031, 3, 3, 9, tzinfo=UTC)
TEXT = "Partene gjør det."
DIGEST = text_digest(TEXT)
COUNTED = ("SEKR-M1", "SEKR-M4", "SEKR-H1", "SEKR-H2")
HEARD = "SEKR-GP"
SEATS = (*COUNTED, HEARD)
M1, M4, H = ("fredrikstad", "hvaler"), ("sarpsborg", "rakkestad"), ("sykehuset-ostfold",)
PARTIES = (*M1, *M4, *H)
PERSON = {seat: f"p-{seat[5:].lower()}" for seat in SEATS}
LINK = ActRef(act_id="0" * 32, number=7, digest="0" * 64)

_body = PROCEDURE.body("SEKR")
SMALL = PROCEDURE.model_copy(
    update={"bodies": (_body.model_copy(update={"seats": tuple(s for s in _body.seats if s.seat in SEATS)}),)}
)
HOLDERS = tuple(Holding(seat=s, person=p, rank=0, since=date(2030, 1, 1)) for s, p in PERSON.items())
PEOPLE = ROSTER.model_copy(update={"holdings": HOLDERS, "mandates": ()})


def with_numbers(procedure: Procedure = SMALL, **values: int | bool | str) -> Procedure:
    """The procedure with other numbers and switches."""
    numbers = (
        n.model_copy(update={"values": (DatedValue(since=procedure.valid_from, value=values[n.name]),)})
        if n.name in values
        else n
        for n in procedure.numbers
    )
    return procedure.model_copy(update={"numbers": tuple(numbers)})


def due(at: datetime = BEGAN) -> Derivation:
    """A date computed somehow."""
    return Derivation(name="x", rule="T-06", anchor="x", steps=(), day=at.date(), at=at)


def days(count: int, at: datetime = BEGAN) -> datetime:
    """So many days from the deciding meeting."""
    return at + timedelta(days=count)


def sitting(*seats: str) -> tuple[SeatAttendance, ...]:
    """Each of these seats with its holder."""
    return tuple(SeatAttendance(seat=seat, person=PERSON[seat]) for seat in seats)


def planned(day: datetime, **more: Any) -> e.MeetingPlanned:
    """A meeting of the body."""
    return e.MeetingPlanned(
        body="SEKR", day=day.date(), starts_at=day, ends_at=day, place="Kalnes", notice_due=due(), **more
    )


def moved(day: datetime) -> e.MeetingMoved:
    """The meeting is another day."""
    return e.MeetingMoved(day=day.date(), starts_at=day, ends_at=day, place="Kalnes", notice_due=due(), reason="Is.")


def deliberated(**more: Any) -> e.DroftingHeld:
    """The case was found ready."""
    said: dict[str, Any] = {
        "meeting": FIRST,
        "body": "SEKR",
        "day": days(-14).date(),
        "round": 1,
        "outcome": a.ItemOutcome.READY,
        "text_digest": DIGEST,
    }
    return e.DroftingHeld(**said | more)


def item(*seats: str, **more: Any) -> e.CaseItemOpened:
    """The case's item in the deciding meeting."""
    said: dict[str, Any] = {"meeting": SECOND, "item": 1, "mark": Mark.BESLUTNING, "body": "SEKR"}
    return e.CaseItemOpened(**said | {"attendance": sitting(*seats or SEATS), "text_digest": DIGEST} | more)


def position(seat: str, stance: a.Stance | None = None, **more: Any) -> e.PositionTaken:
    """What a seat says in the roll call; consent when nothing is said."""
    said: dict[str, Any] = {"person": PERSON[seat], "counted": seat in COUNTED, "parties": (), "text_digest": DIGEST}
    return e.PositionTaken(**said | {"seat": seat, "stance": stance or a.Consent()} | more)


def in_writing(seat: str, **more: Any) -> e.AnsweredInWriting:
    """A seat's yes in writing."""
    said: dict[str, Any] = {"person": PERSON[seat], "parties": (), "accepts_text": True, "accepts_procedure": True}
    return e.AnsweredInWriting(**said | {"seat": seat, "text_digest": DIGEST} | more)


def written(seat: str, stance: a.Stance | None = None, **more: Any) -> e.WrittenPositionTaken:
    """What an absent seat has sent in."""
    said: dict[str, Any] = {"person": PERSON[seat], "parties": (), "text_digest": DIGEST}
    return e.WrittenPositionTaken(**said | {"seat": seat, "stance": stance or a.Consent()} | more)


def asked_in_writing(**more: Any) -> e.WrittenProcedureOpened:
    """Every counted seat is asked in writing."""
    said: dict[str, Any] = {"reason": "Haster.", "text_digest": DIGEST, "asked": COUNTED, "due": due()}
    return e.WrittenProcedureOpened(**said | more)


def decided(**more: Any) -> e.BeslutningMade:
    """Decided by all of them."""
    said: dict[str, Any] = {
        "meeting": SECOND,
        "body": "SEKR",
        "day": DAY,
        "text_digest": DIGEST,
        "proposal": TEXT,
        "consenting": COUNTED,
        "standing_aside": (),
        "reserving": (),
        "absent": (),
        "heard": (),
        "parties": PARTIES,
        "reserved_parties": (),
    }
    return e.BeslutningMade(**said | more)


def amended(text: str, *, after: str = DIGEST, substantial: bool = False, **more: Any) -> e.TextAmended:
    """The text is another."""
    return e.TextAmended(
        version=2,
        proposal=text,
        text_digest=text_digest(text),
        replaces=after,
        substantial=substantial,
        reason="Språk.",
        **more,
    )


def bound(*parties: str, by: str, **more: Any) -> tuple[e.BindingEffect, ...]:
    """The house binds parties by a seat."""
    said: dict[str, Any] = {"by_seat": by, "text_digest": DIGEST}
    return tuple(e.BindingEffect(**said | {"party": party} | more) for party in parties)


def all_bound() -> tuple[e.BindingEffect, ...]:
    """The house binds everybody."""
    return (*bound(*M1, by="SEKR-M1"), *bound(*M4, by="SEKR-M4"), *bound(*H, by="SEKR-H1"))


def corrected(seq: int, seat: str) -> e.EntryCorrected:
    """An entry was of another seat than it says."""
    correction = e.SeatCorrected(old=seat, new="SEKR-H2")
    return e.EntryCorrected(seq=seq, hash="0" * 64, correction=correction, reason="Feil sete.")


def recusal(seat: str, *, disqualified: bool = True) -> e.RecusalDecided:
    """The body decides on whether the holder takes part."""
    ground = a.RecusalGround.SPECIAL
    return e.RecusalDecided(
        seat=seat, person=PERSON[seat], disqualified=disqualified, ground=ground, reason="x", decided_by="SEKR"
    )


def lodged(number: int, **by: Any) -> e.ObjectionLodged:
    """A written objection."""
    return e.ObjectionLodged(objection=number, grounds="Nei.", would_be_removed_by="Ja.", text_digest=DIGEST, **by)


def imported(**drofting: Any) -> e.CaseImported:
    """A case from before, with what is said of its drøfting."""
    return e.CaseImported(
        reference="1/31",
        title="Sak",
        summary="Kort.",
        proposal=TEXT,
        text_digest=DIGEST,
        earlier_texts=(),
        affected=PARTIES,
        stage="til_beslutning",
        larger=False,
        drofting=a.ImportedDrofting(**drofting),
        positions=(),
        procedure="0" * 64,
        roster="0" * 64,
    )


Line = tuple[datetime, EntryBody, ActRef | None]


def _case() -> list[EntryBody]:
    positions = (position(seat) for seat in COUNTED)
    papers = e.PapersWentOut(meeting=SECOND, mark=Mark.BESLUTNING, text_digest=DIGEST)
    return [deliberated(), papers, item(), *positions, decided()]


def _first() -> list[EntryBody]:
    opened = e.MeetingItemOpened(item=1, case=CASE, mark=Mark.DROFTING, attendance=sitting(*SEATS))
    return [planned(days(-14)), opened]


def _second() -> list[EntryBody]:
    added = e.AgendaItemAdded(item=1, case=CASE, title="Sak", mark=Mark.BESLUTNING, text_digest=DIGEST)
    opened = e.MeetingOpened(attendance=sitting(*SEATS), uncovered=())
    return [planned(BEGAN), added, e.NoticeSent(items=(1,)), opened]


WHEN = {
    e.DroftingHeld: days(-14),
    e.PapersWentOut: days(-14),
    e.MeetingPlanned: days(-60),
    e.AgendaItemAdded: days(-20),
    e.NoticeSent: days(-14),
    e.MeetingItemOpened: days(-14),
}


def _told(bodies: list[EntryBody]) -> list[Line]:
    return [(WHEN.get(type(body), BEGAN), body, None) for body in bodies]


@dataclass
class Telling:
    """The story, to be told otherwise; each way of doing so gives the same story back."""

    procedure: Procedure = SMALL
    roster: Roster = PEOPLE
    records: dict[str, list[Line]] = field(
        default_factory=lambda: {CASE: _told(_case()), FIRST: _told(_first()), SECOND: _told(_second())}
    )
    later: list[tuple[datetime, Roster]] = field(default_factory=list)  # adopted by the community
    versions: list[Procedure] = field(default_factory=list)  # that the case may have moved to

    def _at(self, of: str, kind: type, which: int) -> int:
        return [n for n, (_, body, _act) in enumerate(self.records[of]) if isinstance(body, kind)][which]

    def says(self, kind: type, *, of: str = CASE, which: int = -1, **changes: Any) -> Telling:
        """The last entry of a kind says something else."""
        place = self._at(of, kind, which)
        at, body, act = self.records[of][place]
        self.records[of][place] = at, body.model_copy(update=changes), act
        return self

    def dated(self, kind: type, at: datetime, *, of: str = CASE, which: int = -1) -> Telling:
        """The last entry of a kind is of another time."""
        place = self._at(of, kind, which)
        self.records[of][place] = at, *self.records[of][place][1:]
        return self

    def without(self, kind: type, *, of: str = CASE, which: int = -1) -> Telling:
        """The last entry of a kind is not there."""
        del self.records[of][self._at(of, kind, which)]
        return self

    def before(self, kind: type, *bodies: EntryBody, of: str = CASE, which: int = 0, **how: Any) -> Telling:
        """These stand before the first entry of a kind."""
        return self._put(of, self._at(of, kind, which), bodies, **how)

    def after(self, kind: type, *bodies: EntryBody, of: str = CASE, which: int = -1, **how: Any) -> Telling:
        """These stand after the last entry of a kind."""
        return self._put(of, self._at(of, kind, which) + 1, bodies, **how)

    def _put(
        self, of: str, place: int, bodies: tuple[EntryBody, ...], at: datetime = BEGAN, act: ActRef | None = None
    ) -> Telling:
        self.records[of][place:place] = [(at, body, act) for body in bodies]
        return self

    def asked_in_writing(self, *answers: EntryBody, **more: Any) -> Telling:
        """The case is decided in writing instead, ten days after the drøfting would let it."""
        self.records[CASE] = _told([deliberated(), asked_in_writing(), *answers])
        self.records[CASE].append((BEGAN, decided(meeting=CASE, in_writing=True, **more), None))
        return self

    def evidence(self) -> Evidence:
        """As the checker is given it."""
        procedure, roster = digest_of(self.procedure), digest_of(self.roster)
        records = (
            RecordEvidence(
                record=name,
                kind=name.partition("-")[0],
                procedure=procedure,
                roster=roster,
                opened_at=days(-90),
                entries=chained_anew(_entries(name, lines)),
                acts=(),
            )
            for name, lines in self.records.items()
        )
        return Evidence(
            about=CASE,
            community="ostfold",
            records=tuple(records),
            procedures=(self.procedure, *self.versions),
            rosters=(self.roster, *(roster for _, roster in self.later)),
        )

    def judged(self) -> tuple[Judged, ...]:
        """What the checker's judgement says of it."""
        found = self.evidence()
        courses = {record.record: _course(found, record) for record in found.records}
        return judged_anew(courses[CASE], courses, self._in_force(found, courses[CASE]))

    def answers(self, judged: tuple[Judged, ...] = (), sendings: Sendings | None = None) -> dict[int, Answer]:
        """What the auditor's questions are answered with, by their numbers."""
        found = self.evidence()
        courses = {record.record: _course(found, record) for record in found.records}
        return {answer.question: answer for answer in answers(found, courses, judged, sendings)}

    def _in_force(self, found: Evidence, like: Course) -> InForce:
        community = Course(found, like.record, like.head, self.procedure, self.roster)
        [entry, *_] = chained_anew(_entries(COMMUNITY, _told([deliberated()])))
        for at, roster in ((days(-400), self.roster), *self.later):
            state = CommunityState(
                record=COMMUNITY,
                community="ostfold",
                procedure=like.record.procedure,
                roster=digest_of(roster),
                founded_at=at,
            )
            community.stood.append(Stood(entry.model_copy(update={"at": at}), None, state))
        return InForce(found, community)


def _entries(record: str, lines: list[Line]) -> list[Entry]:
    return [
        Entry(record=record, seq=1, at=at, prev=EMPTY_HEAD, act=act, body=body, hash=EMPTY_HEAD)
        for at, body, act in lines
    ]


def _course(found: Evidence, record: RecordEvidence) -> Course:
    course = Course(
        found,
        record,
        RecordHead(record=record.record, seq=0, hash=EMPTY_HEAD, judged=0),
        found.procedures_by_digest[record.procedure],
        found.rosters_by_digest[record.roster],
    )
    course.stood += [Stood(entry, None, None) for entry in record.entries]
    return course


def found_in(telling: Telling) -> tuple[str, str, str]:
    """By which rule it is found to be no beslutning, at what kind of entry, and in which words."""
    with pytest.raises(Differs) as found:
        telling.judged()
    found_at = found.value.difference
    assert found_at.seq is not None
    return found_at.rule, telling.records[found_at.record][found_at.seq - 1][1].kind, found_at.what


def day(count: int) -> date:
    """The local day so many days from the deciding meeting."""
    return days(count).date()


def by_numbers(**values: int | bool | str) -> Telling:
    """The same under another procedure."""
    return Telling(with_numbers(SMALL, **values))


def all_in_writing(*, but: str = "", **more: Any) -> Telling:
    """Decided in writing by all counted seats."""
    return Telling().asked_in_writing(*(in_writing(seat) for seat in COUNTED if seat != but), **more)


def without_seats(*seats: str) -> Telling:
    """Decided without these, who were not there; others of their group were."""
    there = [seat for seat in COUNTED if seat not in seats]
    telling = Telling().says(e.CaseItemOpened, attendance=item(*there, HEARD).attendance)
    for seat in seats:
        [place] = [n for n, s in enumerate(COUNTED) if s == seat]
        telling.without(e.PositionTaken, which=place)
    return telling.says(e.BeslutningMade, consenting=tuple(there), absent=seats)
