"""What an auditor asks about first: entries that depart from the straight road, sorted by how.

An anomaly is no fault. The rules allow late papers, shortened notice, reservations and restarts, each under its
conditions; here they are found, whoever consented and whatever came of them. What an operator did in Temporal itself
stands in the histories (`audit.interventions`); what the house noticed of it stands in the record, and is told here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from models import entries as e
from models.acts import ConsentWithReservation
from models.base import BodyId, RecordId, RuleId
from models.entries import Entry


class AnomalyKind(StrEnum):
    """In which way an entry departs from the straight road."""

    LATE_PAPERS = "late_papers"
    SHORTENED_NOTICE = "shortened_notice"
    CONDITIONAL_CONSENT = "conditional_consent"
    WITHOUT_SOME = (
        "without_some"  # decided although somebody was absent, stood aside, was recused or lacked a mandate
    )
    IN_WRITING = "in_writing"
    POSTPONED = "postponed"
    SILENT = "silent"  # parties that were asked, and had not answered when the time was over
    ENTERED_FOR_ANOTHER = "entered_for_another"  # a position the secretariat entered in a seat's name
    CHANGED = "changed"  # a position changed, a slip corrected, a text amended, minutes corrected or contested
    MOVED = "moved"  # to another body, into another case, to another version of the procedure
    WITHHELD = "withheld"
    MANDATE = "mandate"  # a decision rests on a mandate that was questioned, lacking, or given later
    MINUTES_NOT_APPROVED = "minutes_not_approved"  # a draft still, though the body has met again
    OVERDUE = "overdue"  # what was not done by the day on which it was to be
    HELD = "held"  # the record did not pass, so the decision was not made binding
    IMPORTED = "imported"
    OPERATOR = "operator"  # the record went on from its entries after an intervention, or a clock was stopped
    REFUSED = "refused"


@dataclass(frozen=True)
class Anomaly:
    """One entry that departs from the straight road."""

    kind: AnomalyKind
    rule: RuleId
    entry: Entry
    because: str = ""  # what the entry does not say itself; empty where it says all


def _always(_entry: Entry) -> bool:
    return True


def _of(name: str) -> Callable[[Entry], bool]:
    """Where that field of the body says anything."""
    return lambda entry: bool(getattr(entry.happened, name, None))


def _conditional(entry: Entry) -> bool:
    return isinstance(getattr(entry.happened, "stance", None), ConsentWithReservation)


def _for_another(entry: Entry) -> bool:
    return entry.actor is not None and entry.actor.entered_by is not None


def _past_the_day(entry: Entry) -> bool:
    """The reminders before the target day and on it are of what is not late yet."""
    return int(getattr(entry.happened, "reminder", 0)) > ON_THE_DAY


def _without_some(entry: Entry) -> bool:
    body: Any = entry.happened
    return any((body.absent, body.standing_aside, body.outside_parties, body.without_mandate, body.recused))


ON_THE_DAY: Final = 2  # the number of the reminder that comes on the target day
_Found = tuple[AnomalyKind, RuleId, Callable[[Entry], bool]]
_K = AnomalyKind

ANOMALIES: Final[Mapping[type, tuple[_Found, ...]]] = {
    e.PaperAdded: ((_K.LATE_PAPERS, "P-09", _of("late")),),
    e.LatePapersOpposed: ((_K.LATE_PAPERS, "P-09", _always),),
    e.MeetingPlanned: ((_K.SHORTENED_NOTICE, "P-31", _of("extraordinary")),),
    e.ShortNoticeAnswered: ((_K.SHORTENED_NOTICE, "P-31", _always),),
    e.PositionTaken: (
        (_K.CONDITIONAL_CONSENT, "P-20", _conditional),
        (_K.CHANGED, "P-20", _of("changed")),
        (_K.ENTERED_FOR_ANOTHER, "P-20", _for_another),
    ),
    e.AnsweredAfterMeeting: ((_K.WITHOUT_SOME, "P-22", _always), (_K.CONDITIONAL_CONSENT, "P-20", _conditional)),
    e.WrittenPositionTaken: ((_K.WITHOUT_SOME, "P-22", _always), (_K.CONDITIONAL_CONSENT, "P-20", _conditional)),
    e.BeslutningMade: ((_K.WITHOUT_SOME, "P-22", _without_some), (_K.IN_WRITING, "P-31", _of("in_writing"))),
    e.BindingWithheld: ((_K.CONDITIONAL_CONSENT, "P-20", _always),),
    e.WrittenProcedureOpened: ((_K.IN_WRITING, "P-31", _always),),
    e.DecisionPostponed: ((_K.POSTPONED, "P-12", _always),),
    e.ForankringClosed: ((_K.SILENT, "P-11", _of("unanswered")),),
    e.InvolvementClosed: ((_K.SILENT, "P-36", _of("unanswered")),),
    e.TextAmended: ((_K.CHANGED, "P-17", _always),),
    e.EditorialContested: ((_K.CHANGED, "P-17", _always),),
    e.EntryCorrected: ((_K.CHANGED, "P-20", _always),),
    e.ReceiptCorrected: ((_K.CHANGED, "T-05", _always),),
    e.ObjectionWithdrawn: ((_K.CHANGED, "P-21", _of("by_lead")),),
    e.MinutesContested: ((_K.CHANGED, "P-33", _always),),
    e.MinutesCorrected: ((_K.CHANGED, "P-33", _always),),
    e.HigherBodyDemanded: ((_K.MOVED, "P-04", _always),),
    e.CaseRaised: ((_K.MOVED, "P-14", _always),),
    e.CaseMoved: ((_K.MOVED, "P-16", _always),),
    e.ProcedureChanged: ((_K.MOVED, "P-38", _always),),
    e.PaperWithheld: ((_K.WITHHELD, "P-34", _always),),
    e.DocumentRead: ((_K.WITHHELD, "P-37", _always),),
    e.RecusalDecided: ((_K.MANDATE, "P-26", _always),),
    e.LateObjectionLodged: ((_K.MANDATE, "P-29", _always),),
    e.AuthoritySettled: ((_K.MANDATE, "P-29", _always),),
    e.ConsentRatified: ((_K.MANDATE, "P-24", _always),),
    e.MandateCovered: ((_K.MANDATE, "P-24", _always),),
    e.AgreementSigned: ((_K.MANDATE, "A-09", lambda entry: not getattr(entry.happened, "approved", True)),),
    e.StatementLapsed: ((_K.OVERDUE, "P-27", _always),),
    e.ReservationOverdue: ((_K.OVERDUE, "P-20", _always),),
    e.AnswersLapsed: ((_K.OVERDUE, "P-22", _always),),
    e.MinutesOverdue: ((_K.OVERDUE, "P-33", _always),),
    e.FollowUpYearEnded: ((_K.OVERDUE, "P-35", _of("unbudgeted")),),
    e.ReportOverdue: ((_K.OVERDUE, "A-07", _always),),
    e.EnteringOverdue: ((_K.OVERDUE, "A-06", _always),),
    e.ReviewOverdue: ((_K.OVERDUE, "A-08", _always),),
    e.NoticeReportReminded: ((_K.OVERDUE, "A-11", _past_the_day),),
    e.DecisionHeld: ((_K.HELD, "P-19", _always),),
    e.CaseImported: ((_K.IMPORTED, "P-01", _always),),
    e.AgreementImported: ((_K.IMPORTED, "A-01", _always),),
    e.RestartedFromRecord: ((_K.OPERATOR, "ENGINE", _always),),
    e.ClockStopped: ((_K.OPERATOR, "ENGINE", _always),),
    e.ActRefused: ((_K.REFUSED, "ENGINE", _always),),
    e.RefusalsSummarised: ((_K.REFUSED, "ENGINE", _always),),
}
"""Kind of entry -> in which ways it can depart, under which rule, and when it does."""


def anomalies_of(entries: Iterable[Entry]) -> Iterator[Anomaly]:
    """What departs from the straight road in a record, in the order in which it happened."""
    for entry in entries:
        for kind, rule, departs in ANOMALIES.get(type(entry.happened), ()):
            if departs(entry):
                yield Anomaly(kind, _refused_by(entry) or rule, entry)


def drafts_left(meetings: Iterable[Sequence[Entry]], others: Iterable[Entry]) -> Iterator[Anomaly]:
    """Draft minutes that a later meeting of the body could have approved, and none did (P-33).

    A draft is on the straight road until the body has met again: before that nobody can approve it.

    Args:
        meetings: The entries of each meeting that is asked about.
        others: Of every meeting of the community, how it was planned and opened (`MET`).
    """
    body: dict[RecordId, BodyId] = {}
    opened: dict[BodyId, list[Entry]] = defaultdict(list)
    for entry in others:
        if isinstance(entry.happened, e.MeetingPlanned):
            body[entry.record] = entry.happened.body
        elif isinstance(entry.happened, e.MeetingOpened) and entry.record in body:
            opened[body[entry.record]].append(entry)
    for held in opened.values():
        held.sort(key=lambda entry: entry.at)
    for meeting in meetings:
        draft = next((x for x in meeting if isinstance(x.happened, e.MinutesDrafted)), None)
        if draft is None or any(isinstance(x.happened, e.MinutesApproved) for x in meeting):
            continue
        held = opened[body[draft.record]] if draft.record in body else []
        later = (x for x in held[bisect_right(held, draft.at, key=lambda x: x.at) :] if x.record != draft.record)
        if (next_one := next(later, None)) is not None:
            because = f"{next_one.record} was held after it, and no meeting has approved these minutes"
            yield Anomaly(AnomalyKind.MINUTES_NOT_APPROVED, "P-33", draft, because)


MET: Final = ("meeting_planned", "meeting_opened")
"""The kinds of entry that tell of which body a meeting is, and when it met."""


def _refused_by(entry: Entry) -> RuleId | None:
    refusal = getattr(entry.happened, "refusal", None)
    return None if refusal is None else str(refusal.rule)
