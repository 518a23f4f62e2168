"""The fifteen questions an auditor asks of a decided case, each answered by the entries that prove it.

An answer says what the entries say, in words, and names them by record, number and digest; or that the question does
not apply to this case, and why. Nothing here judges: what was judged is what the answers rest on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from audit.called import names_in
from audit.check.course import Course
from audit.check.dates import dates_in, fell_away
from audit.check.dates import told as told_date
from audit.check.found import Answer, Proof, proof
from audit.check.judgement import Judged
from audit.check.roll_calls import roll_calls, who
from audit.moments import local, wall
from audit.naming import Names, counted
from models import entries as e
from models.base import PartyId, RecordId
from models.entries import Entry
from models.evidence import Evidence
from models.procedure import Procedure
from models.roster import Roster
from models.words import MARKED

Answered = tuple[list[str], list[Entry]]


@dataclass(frozen=True)
class Asked:
    """What the questions are asked of: a case that has been checked."""

    evidence: Evidence
    courses: Mapping[RecordId, Course]
    judged: tuple[Judged, ...]

    @cached_property
    def case(self) -> tuple[Entry, ...]:
        """The case's entries."""
        return self.evidence.records[0].entries

    def of(self, *kinds: type, records: Iterable[str] = ()) -> list[Entry]:
        """The case's entries of these kinds; or those of every record of some kinds."""
        if not records:
            return [entry for entry in self.case if isinstance(entry.body, kinds)]
        courses = (c for c in self.courses.values() if c.record.kind in records)
        return [s.entry for c in courses for s in c.stood if isinstance(s.entry.body, kinds)]

    @cached_property
    def names(self) -> Names:
        """What seats and parties are called; persons have no names in evidence."""
        return names_in(self.evidence, {})

    def parties(self, parties: Iterable[PartyId]) -> str:
        """Several parties by their names; empty for none."""
        return ", ".join(map(self.names.party, parties))

    @property
    def procedure(self) -> Procedure:
        """The version that the case goes by now."""
        return self.courses[self.evidence.about].procedure

    @property
    def roster(self) -> Roster:
        """The roster that the case was opened with."""
        return self.evidence.rosters_by_digest[self.evidence.records[0].roster]


def answers(evidence: Evidence, courses: Mapping[RecordId, Course], judged: tuple[Judged, ...]) -> tuple[Answer, ...]:
    """Every question, in its order."""
    asked = Asked(evidence, courses, judged)
    return tuple(_answer(asked, number, *QUESTIONS[number]) for number in sorted(QUESTIONS))


def _answer(asked: Asked, number: int, question: str, ask: Callable[[Asked], Answered], otherwise: str) -> Answer:
    words, entries = ask(asked)
    if not words and number == 7 and not asked.of(e.NoticeSent, records=("meeting",)):
        otherwise = NO_NOTICE
    if not words:
        return Answer(question=number, asked=question, applies=False, words=(otherwise,))
    proofs: dict[Proof, None] = dict.fromkeys(proof(entry) for entry in entries)
    return Answer(question=number, asked=question, applies=True, words=tuple(words), proofs=tuple(proofs))


def _when(entry: Entry) -> str:
    """Norwegian time; whoever shows an answer says so."""
    return wall(entry.at)


def _drofting(asked: Asked) -> Answered:
    words, entries = [], []
    for found in asked.judged:
        made = found.made.body
        assert isinstance(made, e.BeslutningMade)
        if found.drofting is None:
            words.append(
                f"decided in {made.meeting} on {made.day}; its drøfting is imported and vouched for, not proved"
            )
        else:
            held = found.drofting.body
            assert isinstance(held, e.DroftingHeld)
            words.append(f"drøfting in {held.meeting} on {held.day}, beslutning in {made.meeting} on {made.day}")
            entries.append(found.drofting)
        entries += [x for x in (found.opened, found.notice, found.made) if x is not None]
    return words, entries


def _present(asked: Asked) -> Answered:
    opened = asked.of(e.CaseItemOpened, e.CaseAttendanceChanged)
    words = []
    for entry in opened:
        match entry.happened:
            case e.CaseItemOpened() as item:
                words.append(f"{item.meeting}, item {item.item} ({MARKED[item.mark]}), {_when(entry)}:")
                words += [f"  {asked.names.seat(a.seat)}: {_place(asked, a.person, a.seat)}" for a in item.attendance]
            case e.CaseAttendanceChanged(seat=seat, person=person):
                came = "nobody" if person is None else _place(asked, person, seat)
                words.append(f"  from {_when(entry)} {asked.names.seat(seat)}: {came}")
            case _:
                pass
    return words, opened


def _place(asked: Asked, person: str, seat: str) -> str:
    """What the roster says of a holder: rank, days, mandates, and who gave them."""
    roster = asked.roster
    held = next((h for h in roster.holdings if (h.person, h.seat) == (person, seat)), None)
    if held is None:
        return f"{person}, by a later roster"
    rank = "member" if held.rank == 0 else f"deputy {held.rank}"
    given = f", by {held.source.organ} {held.source.dated}" if held.source is not None else ""
    mandates = [
        f"mandate for {asked.parties(m.parties) or 'every party of the seat'} {m.since} "
        f"to {m.until or 'further notice'}"
        + (f", by {m.source.organ} {m.source.dated}" if m.source is not None else "")
        for m in roster.mandates
        if (m.person, m.seat) == (person, seat)
    ]
    rests = "; ".join(mandates) or "the place is the authority"
    return f"{person}, {rank} {held.since} to {held.until or 'further notice'}{given}; {rests}"


def _positions(asked: Asked) -> Answered:
    calls = roll_calls(asked.case, asked.names)
    return [line for call in calls for line in call.words], [entry for call in calls for entry in call.entries]


def _recusals(asked: Asked) -> Answered:
    found = asked.of(e.RecusalNotified, e.RecusalDecided)
    words = []
    for entry in found:
        match entry.happened:
            case e.RecusalNotified() as said:
                words.append(
                    f"{said.person} in {asked.names.seat(said.seat)} said so: {said.ground.value}, {said.reason}"
                )
            case e.RecusalDecided() as decided:
                out = "does not take part" if decided.disqualified else "takes part"
                steps = f"; {decided.deputy} steps in" if decided.deputy else ""
                words.append(f"{decided.decided_by} decided: {decided.person} {out} ({decided.reason}){steps}")
            case _:
                pass
    return words, found


def _versions(asked: Asked) -> Answered:
    procedure = asked.procedure
    words = [f"{procedure.procedure}, version {procedure.version}, from {procedure.valid_from}"]
    moved = asked.of(e.ProcedureChanged)
    words += [f"moved to another version {_when(x)} by {who(x)}: {getattr(x.body, 'reason', '')}" for x in moved]
    adopted = asked.of(e.CommunityFounded, e.ProcedureAdopted, records=("community",))
    words += [f"adopted by the community {_when(x)} by {who(x)}" for x in adopted]
    return words, [*asked.case[:1], *moved, *adopted]


def _same_text(asked: Asked) -> Answered:
    words, entries = [], []
    for found in asked.judged:
        made = found.made.body
        assert isinstance(made, e.BeslutningMade)
        before = [x for x in asked.case if x.seq < found.made.seq]
        sent = [x for x in before if isinstance(x.body, e.PapersWentOut | e.WrittenProcedureOpened)][-1:]
        changed = [x for x in before if isinstance(x.body, e.TextAmended) and sent and x.seq > sent[-1].seq]
        same = (
            "is the one sent out"
            if not changed
            else f"was amended {counted(len(changed), 'time')} after it was sent out"
        )
        words.append(f"the text decided, {made.text_digest}, {same}")
        words += [_amendment(x) for x in changed]
        entries += [*sent, *changed, found.made]
    return words, entries


def _amendment(entry: Entry) -> str:
    assert isinstance(entry.body, e.TextAmended)
    kind = "in substance" if entry.body.substantial else "editorially"
    return f"  amended {kind} {_when(entry)} from {entry.body.replaces}: {entry.body.reason}"


def _unusual(asked: Asked) -> Answered:
    late = [x for x in asked.of(e.PaperAdded) if getattr(x.body, "late", False)]
    words = [f"late paper {getattr(x.body, 'title', '')}, {_when(x)}" for x in late]
    postponed = asked.of(e.DecisionPostponed, e.LatePapersOpposed, e.WrittenProcedureOpened, e.WrittenProcedureEnded)
    words += [f"{x.body.kind.replace('_', ' ')} {_when(x)}: {getattr(x.body, 'reason', '') or ''}" for x in postponed]
    short = [x for x in asked.of(e.MeetingPlanned, records=("meeting",)) if getattr(x.body, "extraordinary", None)]
    words += [f"{x.record} was called at short notice: {getattr(x.body, 'extraordinary', '')}" for x in short]
    called = {x.record for x in short}
    agreed = [x for x in asked.of(e.ShortNoticeAnswered, records=("meeting",)) if x.record in called]
    words += [f"  {_consent(x, asked.names)}" for x in agreed]
    return words, [*late, *postponed, *short, *agreed]


def _consent(entry: Entry, names: Names) -> str:
    assert isinstance(entry.body, e.ShortNoticeAnswered)
    return f"{names.seat(entry.body.seat)} {'consented' if entry.body.agrees else 'did not consent'} {_when(entry)}"


def _routed(asked: Asked) -> Answered:
    found = asked.of(e.CaseClassified, e.HigherBodyDemanded, e.CaseRaised, e.CaseMoved)
    words = []
    for entry in found:
        match entry.happened:
            case e.CaseClassified() as sorts:
                agreed = ", ".join(sorts.agreed_by)
                way = f"drøfting in {sorts.drofting_body}, beslutning in {sorts.decision_body}"
                words.append(f"classified by {agreed} {_when(entry)}: {way}; {sorts.reason}")
            case e.HigherBodyDemanded() as demand:
                words.append(
                    f"{asked.names.seat(demand.seat)} demanded {demand.decision_body} {_when(entry)}: {demand.reason}"
                )
            case e.CaseRaised() as up:
                way = f"from {up.from_body} to {up.decision_body}"
                words.append(f"raised {way} by {who(entry)} {_when(entry)} ({up.trigger.value}): {up.reason}")
            case e.CaseMoved() as moved:
                words.append(f"{moved.how.value} into {', '.join(moved.into)} by {who(entry)}: {moved.reason}")
            case _:
                pass
    return words, found


def _dates(asked: Asked) -> Answered:
    """Those of the case, and of the notices of its meetings; the same date computed again is told once."""
    planned = asked.of(e.MeetingPlanned, e.MeetingMoved, e.NoticeSent, records=("meeting",))
    words: dict[str, None] = {}
    entries = []
    for entry in (*planned, *asked.case):
        found = [(date, fell_away(asked.courses[entry.record], entry, date)) for date in dates_in(entry.body)]
        told = [f"{_of_meeting(entry)}{told_date(date, ended)}" for date, ended in found]
        if isinstance(entry.body, e.NoticeSent):
            told.append(f"{entry.record}: its notice left {local(entry.at)}")
        words |= dict.fromkeys(told)
        entries += [entry, *(ended for _, ended in found if ended is not None)] if told else []
    return list(words), entries


def _of_meeting(entry: Entry) -> str:
    return f"{entry.record}: " if isinstance(entry.body, e.MeetingPlanned | e.MeetingMoved) else ""


def _told_the_state(asked: Asked) -> Answered:
    found = asked.of(e.NoticeReported, e.AgreementReported, records=("agreement",))
    words = [f"{x.record}: {x.body.kind.replace('_', ' ')} on {getattr(x.body, 'on', '')}" for x in found]
    late = asked.of(e.ReportOverdue, e.NoticeReportReminded, records=("agreement",))
    words += [f"{x.record}: {x.body.kind.replace('_', ' ')} {_when(x)}" for x in late]
    return words, [*found, *late]


def _councils(asked: Asked) -> Answered:
    found = asked.of(e.ApprovalRecorded, e.AgreementSigned, records=("agreement",))
    words = []
    for entry in found:
        match entry.happened:
            case e.ApprovalRecorded() as said:
                by = said.resolution
                named = f"{asked.names.party(said.party)}: {said.result.value.replace('_', ' ')}"
                words.append(f"{named} by {by.body} on {by.on}, case {by.case_number}")
            case e.AgreementSigned() as signed:
                before = "after its approval" if signed.approved else "before its approval, which completes nothing"
                words.append(f"{asked.names.party(signed.party)} signed on {signed.signed_on}, {before}")
            case _:
                pass
    return words, found


def _users(asked: Asked) -> Answered:
    heard = asked.of(e.UsersHeard, records=("agreement",))
    words = [f"{x.record}: {getattr(x.body, 'organisation', '')}, {getattr(x.body, 'how', '')}" for x in heard]
    took_part = asked.of(e.ParticipationRecorded)
    for entry in took_part:
        assert isinstance(entry.body, e.ParticipationRecorded)
        part = entry.body.participation
        words.append(f"in the case, {part.who.value}: {part.organisation}, {part.how}, {part.on}")
    return words, [*heard, *took_part]


def _carried_out(asked: Asked) -> Answered:
    opened = asked.of(e.FollowUpOpened)
    said = asked.of(e.FollowUpReported)
    flagged = asked.of(e.FollowUpYearEnded)
    words = []
    for entry in opened:
        party = getattr(entry.body, "party", "")
        stages = [x.body.status for x in said if isinstance(x.body, e.FollowUpReported) and x.body.party == party]
        known = [stage.value for stage in stages if stage is not None]
        words.append(f"{asked.names.party(party)}: {' -> '.join(known) or 'nothing reported yet'}")
    for entry in flagged:
        assert isinstance(entry.body, e.FollowUpYearEnded)
        words.append(_in_no_budget(asked, entry.body, _without_costs(opened, said, entry.seq)))
    return words, [*opened, *said, *flagged]


def _without_costs(opened: Sequence[Entry], said: Sequence[Entry], before: int) -> list[PartyId]:
    """The parties for whom no cost was named, up to an entry."""
    costs: dict[PartyId, bool] = {}
    for entry in sorted((*opened, *said), key=lambda x: x.seq):
        match entry.happened:
            case e.FollowUpOpened(party=party, costs=named):
                costs[party] = named
            case e.FollowUpReported(party=party, costs=bool(named)) if entry.seq < before:
                costs[party] = named
            case _:
                pass
    return [party for party, named in costs.items() if not named]


def _in_no_budget(asked: Asked, ended: e.FollowUpYearEnded, free: Sequence[PartyId]) -> str:
    """Whose costs are in no budget; of the others it is not said that any are."""
    whose = asked.parties(ended.unbudgeted) or "nobody"
    words = f"costs that were in no budget for {ended.budget_year} when the year before ended: {whose}"
    return f"{words}; no cost is named for {asked.names.all_parties(free)}" if free else words


def _whole(asked: Asked) -> Answered:
    heads = [course.stood[-1].entry for course in asked.courses.values() if course.stood]
    words = [
        f"{x.record}: {x.seq} entries, each sealed anew and found as it stands; the last is {x.hash}" for x in heads
    ]
    words.append(
        "that nothing else was there before is for the log to prove, by a checkpoint that somebody else holds"
    )
    return words, heads


def _withheld(asked: Asked) -> Answered:
    added = [x for x in asked.of(e.PaperAdded) if getattr(x.body, "withheld", None)]
    words = [f"{getattr(x.body, 'title', '')}: withheld on {getattr(x.body, 'withheld', '')}" for x in added]
    changed = asked.of(e.PaperWithheld, e.PaperReleased, e.DocumentRead)
    for entry in changed:
        match entry.happened:
            case e.PaperWithheld() as kept:
                words.append(f"{kept.document[:12]}: withheld from {_when(entry)} on {kept.ground}")
            case e.PaperReleased() as free:
                words.append(f"{free.document[:12]}: open from {_when(entry)}; {free.reason}")
            case e.DocumentRead() as read:
                words.append(f"{read.document[:12]}: read by {who(entry)} as {read.capacity} {_when(entry)}")
            case _:
                pass
    return words, [*added, *changed]


NOT_DECIDED = "nothing is decided in this case"
NO_NOTICE = "no notice has left yet, nothing was postponed, and nothing is decided in writing"
NO_AGREEMENT = "no agreement belongs to this case's story"
QUESTIONS: dict[int, tuple[str, Callable[[Asked], Answered], str]] = {
    1: ("Did every binding decision have an earlier drøfting in another meeting?", _drofting, NOT_DECIDED),
    2: ("Who was present for each item, in what capacity, with what mandate?", _present, "no item was opened"),
    3: (
        "What position did each counted seat take, when, entered by whom, and was it changed?",
        _positions,
        "no counted seat has taken one",
    ),
    4: ("Was anyone disqualified, and how was that settled?", _recusals, "nobody said so, and no body decided so"),
    5: ("Which version of the rules applied, and who changed it?", _versions, ""),
    6: ("Was the text decided the text sent out?", _same_text, NOT_DECIDED),
    7: (
        "Late papers, shortened notice, postponed or in writing, and with whose consent?",
        _unusual,
        "papers and notice were in time, nothing was postponed or decided in writing",
    ),
    8: ("Where was the case routed, and was it moved, by whom and why?", _routed, "it is not classified yet"),
    9: ("How was each legal date computed?", _dates, "no legal date was computed"),
    10: ("Was Helsedirektoratet told of agreements and terminations, and when?", _told_the_state, NO_AGREEMENT),
    11: ("Did the council itself approve before signing, by which decision?", _councils, NO_AGREEMENT),
    12: ("Did user organisations take part in making the agreement?", _users, NO_AGREEMENT),
    13: ("What was carried out, budgeted, delayed or dropped, per party?", _carried_out, "nobody is bound yet"),
    14: ("Has the record been tampered with?", _whole, ""),
    15: (
        "Who has had access to withheld documents, on what ground were they withheld?",
        _withheld,
        "none is withheld",
    ),
}
"""Each question, how it is answered, and what is said where it does not apply."""
