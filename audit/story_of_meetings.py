"""What each kind of entry of a meeting says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from audit.moments import hours, reckoned
from audit.naming import Names, counted, listed, short
from models import entries as e
from models.words import MARKED


def _planned(b: e.MeetingPlanned, _n: Names) -> str:
    return (
        f"A meeting of {b.body} is planned: {b.day} {hours(b.starts_at, b.ends_at)}, {b.place}. "
        f"Notice and papers leave {reckoned(b.notice_due)}."
    )


def _moved(b: e.MeetingMoved, _n: Names) -> str:
    return (
        f"The meeting is moved to {b.day} {hours(b.starts_at, b.ends_at)}, {b.place}. "
        f"Notice is counted again: it leaves {reckoned(b.notice_due)}."
    )


def _uncovered(parties: tuple[str, ...], n: Names) -> str:
    return f" Nobody speaks for {n.all_parties(parties)}." if parties else " Every party is spoken for."


def _opened(b: e.MeetingOpened, n: Names) -> str:
    present = listed(f"{n.person(a.person)} in {a.seat}" for a in b.attendance)
    return f"The meeting opens. Present: {present}.{_uncovered(b.uncovered, n)}"


def _attendance(b: e.MeetingAttendanceChanged, n: Names) -> str:
    what = f"{b.seat} stands empty" if b.person is None else f"{n.person(b.person)} sits in {b.seat}"
    return f"{what} from here.{_uncovered(b.uncovered, n)}"


def _about(item: int | None) -> str:
    return "" if item is None else f", item {item}"


def _pdf(digest: str | None) -> str:
    return "" if digest is None else f", {short(digest)} as PDF"


def _drafted(b: e.MinutesDrafted, _n: Names) -> str:
    until = "" if b.comments_due is None else f" Comments until the end of {b.comments_due.day}."
    return f"Draft minutes are written ({short(b.text)} as text, {short(b.html)} as HTML{_pdf(b.pdf)}).{until}"


TELL: Mapping[type, Callable[[Any, Names], str]] = {
    e.MeetingPlanned: _planned,
    e.MeetingMoved: _moved,
    e.MeetingCancelled: lambda _b, _n: "Avlyst: the meeting is called off; its items go to the next one.",
    e.AgendaItemAdded: lambda b, _n: (
        f"Agenda item {b.item}, for {MARKED[b.mark]}: {b.title} ({b.case}, text {short(b.text_digest)})."
    ),
    e.AgendaItemChanged: lambda b, _n: (
        f"Agenda item {b.item} ({b.case}) follows its case: text {short(b.text_digest)}, "
        f"{counted(len(b.papers), 'paper')}."
    ),
    e.AgendaItemRemoved: lambda b, _n: f"Agenda item {b.item} ({b.case}) is taken off.",
    e.NoticeSent: lambda b, _n: (
        f"Innkalling: notice, agenda ({counted(len(b.items), 'item')}) and papers are sent to seats, deputies "
        "and parties."
    ),
    e.MeetingOpened: _opened,
    e.MeetingAttendanceChanged: _attendance,
    e.MeetingItemOpened: lambda b, _n: f"Item {b.item} ({b.case}) is taken up, for {MARKED[b.mark]}.",
    e.MeetingItemConcluded: lambda b, _n: f"Item {b.item} ({b.case}): {b.conclusion}.",
    e.MeetingClosed: lambda b, _n: (
        "The meeting is closed."
        if not b.unreached
        else f"The meeting is closed. Not reached, and going to the next one: {listed(map(str, b.unreached))}."
    ),
    e.ShortNoticeAnswered: lambda b, n: (
        f"{n.seat(b.seat)} {'consents' if b.agrees else 'does not consent'} to the shortened notice."
    ),
    e.MinutesDrafted: _drafted,
    e.MinutesOverdue: lambda _b, _n: "The draft minutes did not come within their days; the secretariat is told.",
    e.MinutesCommented: lambda b, n: f"{n.seat(b.seat)} comments on the draft minutes (comment {b.comment}).",
    e.MinutesCommentAnswered: lambda b, _n: (
        f"Comment {b.comment} is answered: {'taken in' if b.taken_in else 'not taken in'}."
    ),
    e.MinutesEdited: lambda b, _n: f"The draft minutes are changed{_about(b.item)}; the old words are kept.",
    e.MinutesCommentsClosed: lambda b, _n: (
        "The days for comments on the draft minutes are over."
        + (f" Not answered yet: {listed(map(str, b.unanswered))}." if b.unanswered else "")
    ),
    e.MinutesApproved: lambda b, _n: f"The minutes are approved in {b.meeting}; from here nothing in them changes.",
    e.MinutesIssued: lambda b, _n: (
        f"The approved minutes are issued ({short(b.text)} as text, {short(b.html)} as HTML{_pdf(b.pdf)})."
    ),
    e.MinutesContested: lambda b, n: (
        f"{n.seat(b.seat)} says that the minutes of item {b.item} ({b.case}) are wrong"
        f"{': it had objected' if b.objected else ''}. The decision is flagged until that is settled."
    ),
    e.MinutesContestWithdrawn: lambda b, _n: f"Claim {b.contest} against the minutes is taken back; they stand.",
    e.CorrectionProposed: lambda b, n: (
        f"A correction of the minutes of item {b.item} is proposed; asked are {n.all_seats(b.asked)}."
    ),
    e.CorrectionAnswered: lambda b, n: (
        f"{n.seat(b.seat)} {'agrees' if b.agrees else 'does not agree'} to correction {b.correction}."
    ),
    e.CorrectionRejected: lambda b, _n: (
        f"Correction {b.correction} is not made: not everybody who took part agreed. The minutes stand."
    ),
    e.MinutesCorrected: lambda b, _n: (
        f"Appended to the minutes{_about(b.item)}: "
        f"{'a clerical error, by the secretariat' if b.clerical else 'a correction all who took part agreed to'}."
    ),
}
