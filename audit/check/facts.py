"""What the house looked up when an act came, looked up again: the day, the capacity, mandates, meetings, dates.

The rules judge an act by what was looked up at its receipt. Whoever forges that forges the judgement, and the rest
agrees. So it is derived again from what else is here: the roster and procedure in force by the community's record, a
meeting by its own record, legal dates by the rules that count them. What nothing here can prove is said (`TAKEN`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from audit.check.chains import CLOCKS_APART
from audit.check.course import Course
from audit.check.found import differs
from models import acts as a
from models.acts import Actor, Facts, MeetingFacts, ReceivedAct
from models.base import Digest, Instant, RecordId
from models.canonical import digest_of
from models.evidence import Evidence
from models.procedure import Procedure
from models.roster import Roster
from models.state import MeetingStage, MeetingState
from rules.legal_dates import local_day
from rules.meeting.wording import words_of
from rules.received import Speaker, facts_of, meeting_named
from rules.seats import offices_of, rank_in_seat

TAKEN: dict[str, str] = {
    "clashes": "other meetings of the body at the same time",
    "undecided": "which of the cases that an act names were under way",
    "minuted": "where the words that an act changes stand in the minutes",
    "case": "how a case that a dispute names stood",
    "document": "the size of a document, and what the check for identities found in it",
    "agreement": "the parties of an agreement that an act names",
    "by_notice": "by when notice could end what an act ends",
    "reachable": "whether a person can be asked",
}
"""Facts taken as they were recorded: what would prove them is not in the evidence, or not as of that moment."""


class InForce:
    """Which versions a community had adopted at a moment, by its own record."""

    def __init__(self, evidence: Evidence, community: Course) -> None:
        self._evidence = evidence
        self._rosters: list[tuple[Instant, Digest]] = []
        self._procedures: list[tuple[Instant, Digest]] = []
        for stood in community.stood:
            for known, digest in ((self._rosters, stood.after.roster), (self._procedures, stood.after.procedure)):
                if not known or known[-1][1] != digest:
                    known.append((stood.entry.at, digest))

    def rosters(self, at: Instant) -> Iterator[Roster]:
        """The roster in force; after it those that were so within a minute."""
        return (self._evidence.rosters_by_digest[digest] for digest in _at(self._rosters, at))

    def rosters_about(self, at: Instant, apart: timedelta) -> Iterator[Roster]:
        """The roster in force; after it every other that was so at some moment no further than that from then."""
        ends = (*(since for since, _ in self._rosters[1:]), None)
        held = [
            digest
            for (since, digest), end in zip(self._rosters, ends, strict=True)
            if since <= at + apart and (end is None or end >= at - apart)
        ]
        now = _at(self._rosters, at)[0]
        return (self._evidence.rosters_by_digest[digest] for digest in dict.fromkeys((now, *held)))

    def every_roster(self) -> Iterator[Roster]:
        """Every roster that was ever in force."""
        return (self._evidence.rosters_by_digest[digest] for digest in dict.fromkeys(d for _, d in self._rosters))

    def had(self, what: str, digest: Digest, at: Instant) -> bool:
        """Whether that version was in force for records opened at that moment."""
        return digest in _at(self._rosters if what == "roster" else self._procedures, at)

    def adopted(self, procedure: Digest, at: Instant) -> bool:
        """Whether the community had adopted that procedure by then, whatever is in force now (P-38)."""
        return any(found == procedure and since <= at + CLOCKS_APART for since, found in self._procedures)


def _at(known: list[tuple[Instant, Digest]], at: Instant) -> tuple[Digest, ...]:
    """What was in force at a moment; after it what was so a minute before or after, by clocks that may differ."""
    now = max((n for n, (since, _digest) in enumerate(known) if since <= at), default=0)
    found = [known[now][1]]
    if now > 0 and known[now][0] > at - CLOCKS_APART:
        found.append(known[now - 1][1])
    if now + 1 < len(known) and known[now + 1][0] <= at + CLOCKS_APART:
        found.append(known[now + 1][1])
    return tuple(dict.fromkeys(found))


def in_force(evidence: Evidence, courses: Mapping[RecordId, Course]) -> InForce:
    """The versions in force in the community; Differs where its own record is not in the evidence."""
    community = courses.get(f"community-{evidence.community}")
    if community is None or not community.stood:
        raise differs(evidence.about, "the community's own record is not in the evidence", rule="P-38")
    return InForce(evidence, community)


def looked_up_again(evidence: Evidence, courses: Mapping[RecordId, Course]) -> tuple[str, ...]:
    """Look every act's facts up again; what had to be taken as it was recorded.

    Raises:
        Differs: what was recorded is not what the evidence says.
    """
    versions = in_force(evidence, courses)
    held = {
        name: tuple(_meeting_facts(course)) for name, course in courses.items() if course.record.kind == "meeting"
    }
    taken: dict[str, None] = {}
    for course in courses.values():
        _opened(course, versions)
        for received in course.record.acts:
            _looked_up(course, received, versions, held)
            taken |= dict.fromkeys(_taken(received))
    return tuple(taken)


def _taken(received: ReceivedAct) -> Iterator[str]:
    """What had to be taken of an act: what is here; and where words stand in minutes even where nothing is here.

    The rules let such an act pass without that: who takes it away would have left nothing to be told of.
    """
    for name, said in TAKEN.items():
        if getattr(received.facts, name) is not None or (name == "minuted" and words_of(received.act) is not None):
            yield said


def _opened(course: Course, versions: InForce) -> None:
    """A record is opened under what is in force in its community then (P-25, P-38)."""
    record = course.record
    if record.kind == "community":
        return
    for what, digest in (("procedure", record.procedure), ("roster", record.roster)):
        if not versions.had(what, digest, record.opened_at):
            said = f"the {what} {digest[:12]} was not in force when the record was opened"
            raise differs(record.record, said, rule="P-38" if what == "procedure" else "P-25")


def _looked_up(
    course: Course,
    received: ReceivedAct,
    versions: InForce,
    held: Mapping[RecordId, tuple[tuple[Instant, MeetingFacts], ...]],
) -> None:
    number = received.number
    _meeting(course, received, held)
    _offered(course, received, versions)
    unlike: list[str] = []
    for procedure in _procedures(course, received):
        for roster in versions.rosters(received.received_at):
            unlike = _unlike(received, *_again(course, received, procedure, roster))
            if not unlike:
                return
    rule = _RULES.get(unlike[0].partition(".")[2], "ENGINE")
    what = f"what was looked up for the {received.act.kind} is not what the evidence says: {', '.join(unlike)}"
    raise differs(course.name, what, act=number, seq=course.entry_of(number), rule=rule)


_RULES = {"rank": "P-23", "ranks": "P-23", "authority": "P-24", "joined": "P-25", "dates": "T-06", "day": "T-01"}


def _procedures(course: Course, received: ReceivedAct) -> tuple[Procedure, ...]:
    """By which it was judged; or by an earlier one, where the case was moved between receipt and judgement."""
    judged_by = course.went_by[received.number]
    earlier = [procedure for number, procedure in course.went_by.items() if number < received.number]
    before = next((procedure for procedure in reversed(earlier) if procedure is not judged_by), None)
    return (judged_by,) if before is None else (judged_by, before)


def _again(course: Course, received: ReceivedAct, procedure: Procedure, roster: Roster) -> tuple[Actor, Facts]:
    actor, given = received.actor, received.facts
    day = local_day(received.received_at, procedure.timezone)
    opened_with = course.evidence.rosters_by_digest[course.record.roster]
    meeting = given.meeting
    if isinstance(received.act, a.MoveMeeting):
        meeting = next((_facts_of_meeting(s.after) for s in course.stood), None)
    facts = facts_of(
        received.act,
        day,
        procedure,
        roster,
        record=course.name,
        meeting=meeting if meeting_named(received.act, course.name) is not None else None,
        speaker=Speaker(actor.seat, actor.person, opened_with) if actor.seat and actor.person else None,
        offered=given.procedure,
    )
    facts = facts.model_copy(update={name: getattr(given, name) for name in TAKEN})
    return _capacity(actor, procedure, roster, day), facts


def _capacity(actor: Actor, procedure: Procedure, roster: Roster, day: Any) -> Actor:
    """Who acts, by the roster in force on the local day of receipt (P-23)."""
    if actor.person is None:
        return Actor(record=actor.record)
    person, seat = actor.person, actor.seat
    seats = {s.seat for b in procedure.bodies for s in b.seats}
    chairs = (b.body for b in procedure.bodies if rank_in_seat(person, b.chair, roster, day) is not None)
    return Actor(
        person=person,
        seat=seat,
        rank=rank_in_seat(person, seat, roster, day) if seat is not None and seat in seats else None,
        party=actor.party,
        offices=offices_of(person, roster, day, party=actor.party),
        chairs=tuple(chairs),
        entered_by=actor.entered_by,
        entered_by_offices=() if actor.entered_by is None else offices_of(actor.entered_by, roster, day),
    )


def _unlike(received: ReceivedAct, actor: Actor, facts: Facts) -> list[str]:
    found = [f"actor.{n}" for n in Actor.model_fields if getattr(actor, n) != getattr(received.actor, n)]
    return found + [f"facts.{n}" for n in Facts.model_fields if getattr(facts, n) != getattr(received.facts, n)]


# --- meetings -----------------------------------------------------------------------------------------------------


def _meeting_facts(course: Course) -> Iterator[tuple[Instant, MeetingFacts]]:
    return ((stood.entry.at, _facts_of_meeting(stood.after)) for stood in course.stood)


def _facts_of_meeting(meeting: MeetingState) -> MeetingFacts:
    return MeetingFacts(
        meeting=meeting.record,
        body=meeting.body,
        day=meeting.day,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        notice_due=meeting.notice_due.at,
        notice_sent=meeting.stage is not MeetingStage.PLANNED,
        cancelled=meeting.stage in (MeetingStage.CANCELLED, MeetingStage.CLOSED),
        extraordinary=meeting.extraordinary is not None or None,
        opened=meeting.stage in (MeetingStage.OPEN, MeetingStage.CLOSED),
    )


def _meeting(
    course: Course, received: ReceivedAct, held: Mapping[RecordId, tuple[tuple[Instant, MeetingFacts], ...]]
) -> None:
    """What was known of a meeting that an act names stood so in the meeting's own record by then."""
    named, given = meeting_named(received.act, course.name), received.facts.meeting
    if named is None or isinstance(received.act, a.MoveMeeting):
        return
    if named not in held and course.name != course.evidence.about:
        return  # another record's story, whose meetings are its own evidence
    latest = received.received_at + CLOCKS_APART
    known = tuple(facts for at, facts in held.get(named, ()) if at <= latest)
    # An outage lets a meeting be read as it stood before what waits to be judged: any of its states by then will do.
    if given in known or (given is None and not known):
        return
    what = f"what was known of {named} for the {received.act.kind} is not in its own record"
    raise differs(course.name, what, act=received.number, seq=course.entry_of(received.number), rule="P-12")


def _offered(course: Course, received: ReceivedAct, versions: InForce) -> None:
    """The version of the procedure that an act brings is the one it names, and the community's (P-38)."""
    offered = received.facts.procedure
    if offered is None:
        return
    named = getattr(received.act, "procedure", None)
    moved = isinstance(received.act, a.MoveToProcedure)
    if digest_of(offered) != named or (moved and not versions.adopted(named, received.received_at)):
        what = f"the {received.act.kind} brings a procedure that it does not name, or that was never adopted"
        raise differs(course.name, what, act=received.number, rule="P-38")
