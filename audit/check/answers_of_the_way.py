"""Answers about the way the case took: its rules, what was unusual, where it was routed, its dates (5, 7-9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from audit.check import sending as sendings
from audit.check.asked import Answered, Asked, Said, when
from audit.check.dates import dates_in, fell_away
from audit.check.dates import told as told_date
from audit.check.roll_calls import who
from audit.check.sending import of_letters
from audit.moments import local
from audit.naming import Names, counted, listed
from models import entries as e
from models.entries import Entry
from models.messages import MessageKind


def versions(asked: Asked) -> Answered:
    """The version that the case goes by, and how it came to it (5)."""
    procedure = asked.procedure
    words = [f"{procedure.procedure}, version {procedure.version}, from {procedure.valid_from}"]
    moved = asked.of(e.ProcedureChanged)
    words += [f"moved to another version {when(x)} by {who(x)}: {getattr(x.body, 'reason', '')}" for x in moved]
    adopted = asked.of(e.CommunityFounded, e.ProcedureAdopted, records=("community",))
    words += [f"adopted by the community {when(x)} by {who(x)}" for x in adopted]
    version = f"version {procedure.version} of {procedure.procedure}"
    plain = f"It was {version}, from the first entry to the last; nobody changed it."
    if moved:
        plain = f"Now it is {version}; it was changed {counted(len(moved), 'time')}, on record with who and why."
    return Said(plain, words, [*asked.case[:1], *moved, *adopted])


def unusual(asked: Asked) -> Answered:
    """What departed from papers and notice in time, and a decision in a meeting (7)."""
    late = [x for x in asked.of(e.PaperAdded) if getattr(x.body, "late", False)]
    postponed = asked.of(e.DecisionPostponed, e.LatePapersOpposed, e.WrittenProcedureOpened, e.WrittenProcedureEnded)
    short = [x for x in asked.of(e.MeetingPlanned, records=("meeting",)) if getattr(x.body, "extraordinary", None)]
    called = {x.record for x in short}
    agreed = [x for x in asked.of(e.ShortNoticeAnswered, records=("meeting",)) if x.record in called]
    notices = asked.of(e.NoticeSent, records=("meeting",))
    behind = _behind(asked, notices)
    if not (late or postponed or short or behind):
        return asked.nothing(_nothing_unusual(asked, notices))
    words = [f"late paper {getattr(x.body, 'title', '')}, {when(x)}" for x in late]
    words += [f"{x.body.kind.replace('_', ' ')} {when(x)}: {getattr(x.body, 'reason', '') or ''}" for x in postponed]
    words += [f"{x.record} was called at short notice: {getattr(x.body, 'extraordinary', '')}" for x in short]
    words += [f"  {_consent(x, asked.names)}" for x in agreed]
    words += [one.told for one in behind]
    plain = f"Yes: {_sum(late, postponed, short, agreed)}." if late or postponed or short else "No, by the entries."
    if notices:
        left = of_letters(asked.letters(notices, MessageKind.NOTICE), "the notices")
        by_these = "Yes, as the letters are listed" if any(x.late for x in behind) else "As the letters are listed"
        plain += f" {by_these}: {'; '.join(x.told for x in behind) or left}."
    return Said(plain, words, [*late, *postponed, *short, *agreed, *(x.notice for x in behind)])


def _nothing_unusual(asked: Asked, notices: list[Entry]) -> str:
    if notices:
        left = of_letters(asked.letters(notices, MessageKind.NOTICE), "the notices")
        return (
            "No, by the entries: papers were in time, as was the day that notice was to leave, and nothing was "
            f"postponed or decided in writing; {left}."
        )
    return "No, so far: no notice was to leave yet, nothing was postponed, and nothing is decided in writing."


@dataclass(frozen=True)
class Behind:
    """A notice of which letters left too late, or are not listed as sent: what is known of it."""

    notice: Entry
    told: str
    late: bool


def _behind(asked: Asked, notices: list[Entry]) -> list[Behind]:
    found = []
    for notice in notices:
        letters = asked.letters([notice], MessageKind.NOTICE)
        last = _last_day(asked, notice)
        after = sendings.late(letters, last) if letters and last is not None else []
        if not letters or not (after or sendings.unsent(letters)):
            continue
        told = of_letters(letters, f"the notice of {notice.record}")
        too_late = f"; {len(after)} left after {last}, the last day for it" if after else ""
        found.append(Behind(notice, f"{told}{too_late}", bool(after)))
    return found


def _last_day(asked: Asked, notice: Entry) -> date | None:
    """The last day on which a notice could leave, as the meeting stood when it was to."""
    stood = (s.entry for s in asked.courses[notice.record].stood if s.entry.seq < notice.seq)
    due = [x.body.notice_due for x in stood if isinstance(x.body, e.MeetingPlanned | e.MeetingMoved)]
    return due[-1].day if due else None


def _sum(late: list[Entry], postponed: list[Entry], short: list[Entry], agreed: list[Entry]) -> str:
    """How often each of it happened."""
    happened = [x.happened for x in (*late, *postponed, *short)]
    counts = (
        (sum(isinstance(x, kind) for x in happened), one, several)
        for kind, one, several in (
            (e.PaperAdded, "paper was late", "papers were late"),
            (e.LatePapersOpposed, "seat opposed that they were treated", "seats opposed that they were treated"),
            (e.DecisionPostponed, "decision was postponed", "decisions were postponed"),
            (e.WrittenProcedureOpened, "decision was asked for in writing", "decisions were asked for in writing"),
            (e.MeetingPlanned, "meeting was called at short notice", "meetings were called at short notice"),
        )
    )
    found = [counted(count, one, several) for count, one, several in counts if count]
    if short:
        yes = sum(getattr(x.happened, "agrees", False) for x in agreed)
        found.append(f"{yes} of {counted(len(agreed), 'seat')} that answered consented to the short notice")
    return listed(found) if found else "a decision asked for in writing was not made"


def _consent(entry: Entry, names: Names) -> str:
    assert isinstance(entry.body, e.ShortNoticeAnswered)
    return f"{names.seat(entry.body.seat)} {'consented' if entry.body.agrees else 'did not consent'} {when(entry)}"


def routed(asked: Asked) -> Answered:
    """Where the case was put, and everything that moved it (8)."""
    found = asked.of(e.CaseClassified, e.HigherBodyDemanded, e.CaseRaised, e.CaseMoved)
    brought = [x for x in asked.of(e.CaseImported) if getattr(x.body, "decision_body", None)]
    found = [*brought, *found]
    if not found:
        return "it is not classified yet"
    words = []
    for entry in found:
        match entry.happened:
            case e.CaseImported() as before:
                way = f"drøfting in {before.drofting_body}, beslutning in {before.decision_body}"
                words.append(f"brought in {when(entry)} by {who(entry)}, who says: {way}")
            case e.CaseClassified() as sorts:
                agreed = ", ".join(sorts.agreed_by)
                way = f"drøfting in {sorts.drofting_body}, beslutning in {sorts.decision_body}"
                words.append(f"classified by {agreed} {when(entry)}: {way}; {sorts.reason}")
            case e.HigherBodyDemanded() as demand:
                words.append(
                    f"{asked.names.seat(demand.seat)} demanded {demand.decision_body} {when(entry)}: {demand.reason}"
                )
            case e.CaseRaised() as up:
                way = f"from {up.from_body} to {up.decision_body}"
                words.append(f"raised {way} by {who(entry)} {when(entry)} ({up.trigger.value}): {up.reason}")
            case e.CaseMoved() as moved:
                words.append(f"{moved.how.value} into {', '.join(moved.into)} by {who(entry)}: {moved.reason}")
            case _:
                pass
    return Said(_moved(found), words, found)


def _moved(found: list[Entry]) -> str:
    """The bodies that were to decide it one after the other, and the cases it went into."""
    bodies = [b for x in found if (b := getattr(x.happened, "decision_body", None)) is not None]
    way = [body for n, body in enumerate(bodies) if n == 0 or body != bodies[n - 1]]
    into = [case for x in found for case in getattr(x.happened, "into", ())]
    to_decide = f"{' and then '.join(way)} {'was' if len(way) == 1 else 'were'} to decide it" if way else ""
    if all(isinstance(x.happened, e.CaseClassified | e.CaseImported) for x in found) and len(way) == 1:
        return f"No, it was not moved: {to_decide} from the first."
    went = f"it went on in {listed(into)}" if into else ""
    return f"Yes, it was moved: {'; '.join(filter(None, (to_decide, went)))}."


def dates(asked: Asked) -> Answered:
    """Those of the case, and of the notices of its meetings; the same date computed again is told once (9).

    What became of it is told of when it was computed last: of a position's date when the decision has set its clock.
    """
    planned = asked.of(e.MeetingPlanned, e.MeetingMoved, e.NoticeSent, records=("meeting",))
    words: dict[str, str] = {}
    computed: dict[str, bool] = {}  # each date, and whether it fell away
    entries = []
    for entry in (*planned, *asked.case):
        found = [(date, fell_away(asked.courses[entry.record], entry, date)) for date in dates_in(entry.body)]
        told = {f"{_of_meeting(entry)}{told_date(date, None)}": (date, ended) for date, ended in found}
        computed |= {plain: ended is not None for plain, (_, ended) in told.items()}
        words |= {plain: f"{_of_meeting(entry)}{told_date(*of_it)}" for plain, of_it in told.items()}
        if isinstance(entry.body, e.NoticeSent):
            left = of_letters(asked.letters([entry], MessageKind.NOTICE), "the notice")
            notice = f"{entry.record}: its notice was to leave {local(entry.at)}; {left}"
            words[notice] = notice
        if told or isinstance(entry.body, e.NoticeSent):
            entries += [entry, *(ended for _, ended in found if ended is not None)]
    if not computed:
        return "no legal date was computed"
    return Said(_reckoned(computed), list(words.values()), entries)


def _reckoned(computed: dict[str, bool]) -> str:
    away = sum(computed.values())
    many = f"each of the {len(computed)} dates stands" if len(computed) > 1 else "the one date stands"
    plain = f"Yes, it is shown: {many} with its rule and how it was counted, and counted anew it comes out the same."
    if not away:
        return plain
    return f"{plain} {away} fell away before {'it' if away == 1 else 'they'} came, by the entry named."


def _of_meeting(entry: Entry) -> str:
    return f"{entry.record}: " if isinstance(entry.body, e.MeetingPlanned | e.MeetingMoved) else ""
