"""What is open to everybody (P-34): published when it is sent, withheld paper by paper with the legal ground named.

Our choice where the law leaves one: a paper is public from the notice it goes out with, or at once when it comes
late; of a withheld paper not even the title is shown. No summary, no grounds, no position and no person is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from models.base import CommunityId, Digest
from models.public import (
    PublicCase,
    PublicDecision,
    PublicItem,
    PublicMinutes,
    PublicNotice,
    PublicOverview,
    PublicPaper,
)
from models.state import CaseState, MeetingStage, MeetingState, Paper


def overview(
    community: CommunityId,
    cases: Iterable[tuple[CaseState, datetime]],
    meetings: Iterable[MeetingState],
    now: datetime,
) -> PublicOverview:
    """Everything that is open (P-34).

    Args:
        community: Whose.
        cases: Its cases, each with when it was last changed, in the order they are to be shown.
        meetings: Its meetings, likewise.
        now: As of when.
    """
    held = tuple(meetings)
    sent = frozenset(paper for m in held for item in m.agenda if item.in_notice for paper in item.papers)
    return PublicOverview(
        community=community,
        as_of=now,
        notices=tuple(_notice(m) for m in held if m.invited or m.stage is not MeetingStage.PLANNED),
        minutes=tuple(minutes for m in held for minutes in _minutes(m)),
        cases=tuple(_case(case, changed_at, sent) for case, changed_at in cases),
    )


def _notice(meeting: MeetingState) -> PublicNotice:
    return PublicNotice(
        meeting=meeting.record,
        body=meeting.body,
        day=meeting.day,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        stage=meeting.stage,
        agenda=tuple(
            PublicItem(item=i.item, case=i.case, title=i.title, mark=i.mark)
            for i in meeting.agenda
            if i.in_notice and not i.removed
        ),
    )


def _minutes(meeting: MeetingState) -> tuple[PublicMinutes, ...]:
    kept = meeting.minutes
    if kept is None:
        return ()
    return (
        PublicMinutes(
            meeting=meeting.record,
            body=meeting.body,
            day=meeting.day,
            status="draft" if kept.approved_at is None else "approved",
            approved_at=kept.approved_at,
            text=kept.text,
            html=kept.html,
            pdf=kept.pdf,
        ),
    )


def _case(case: CaseState, changed_at: datetime, sent: frozenset[Digest]) -> PublicCase:
    sorts, decided_in = case.classification, case.decided_in
    decided = None
    if decided_in is not None:
        decided = PublicDecision(meeting=decided_in, text=case.text.text, text_digest=case.text.digest)
    return PublicCase(
        case=case.record,
        title=case.title,
        stage=case.stage,
        drofting_body=sorts.drofting_body if sorts else None,
        decision_body=sorts.decision_body if sorts else None,
        registered_at=case.registered_at,
        changed_at=changed_at,
        meeting=case.placement.meeting if case.placement else None,
        ended=case.ended,
        imported=case.imported is not None,
        decided=decided,
        papers=tuple(
            _paper(number, paper)
            for number, paper in enumerate(case.papers, start=1)
            if paper.late or paper.document in sent
        ),
    )


def _paper(number: int, paper: Paper) -> PublicPaper:
    if paper.withheld is not None:
        return PublicPaper(paper=number, withheld=paper.withheld)
    return PublicPaper(paper=number, title=paper.title, document=paper.document)
