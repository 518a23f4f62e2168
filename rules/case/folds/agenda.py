"""Placed, moved, opened, informed (P-08, P-12, P-32)."""

from __future__ import annotations

from models import entries as e
from models.acts import Mark, SeatAttendance
from models.entries import Entry
from models.state import CaseStage, CaseState, OpenCaseItem, Placement
from rules.case.folds.common import Changes, Folds, answers_in_writing, nothing
from rules.case.folds.nemnda import held, informed_of


def _placed(s: CaseState, _e: Entry, b: e.PlacedOnAgenda) -> Changes:
    placement = Placement(meeting=b.meeting, body=b.body, mark=b.mark, day=b.day, starts_at=b.starts_at)
    return {"placement": placement, "stage": _stage_when_placed(s, b.mark)}


def _stage_when_placed(s: CaseState, mark: Mark) -> CaseStage:
    match mark:
        case Mark.DROFTING:
            return CaseStage.TIL_DROFTING
        case Mark.BESLUTNING if s.forankring is not None and not s.forankring.open:
            return CaseStage.TIL_BESLUTNING
        case _:
            return s.stage


def _left_agenda(s: CaseState, _e: Entry, _b: e.LeftAgenda) -> Changes:
    if s.placement is None:
        return {}
    back = s.stage
    if s.placement.mark is Mark.DROFTING and s.stage is CaseStage.TIL_DROFTING:
        back = CaseStage.KLASSIFISERT
    elif s.placement.mark is Mark.BESLUTNING and s.stage in (
        CaseStage.UNDER_FORANKRING,
        CaseStage.TIL_BESLUTNING,
    ):
        back = CaseStage.UTSATT
    return {"placement": None, "item": None, "stage": back}


def _placement_moved(s: CaseState, _e: Entry, b: e.PlacementMoved) -> Changes:
    assert s.placement is not None
    moved = s.placement.model_copy(update={"day": b.day, "starts_at": b.starts_at, "papers_sent": False})
    return {"placement": moved}


def _papers_went_out(s: CaseState, _e: Entry, _b: e.PapersWentOut) -> Changes:
    assert s.placement is not None
    in_time = tuple(paper.model_copy(update={"late": False}) for paper in s.papers)  # sent with this notice (P-09)
    return {"placement": s.placement.model_copy(update={"papers_sent": True}), "papers": in_time}


def _item_opened(s: CaseState, entry: Entry, b: e.CaseItemOpened) -> Changes:
    item = OpenCaseItem(
        meeting=b.meeting, item=b.item, mark=b.mark, body=b.body, attendance=b.attendance, opened_at=entry.at
    )
    seated = {sitting.seat for sitting in b.attendance}
    in_writing = tuple(
        p for p in s.written_positions if p.seat not in seated and p.text_digest == b.text_digest
    )  # they stand in for seats that nobody sits in (P-22)
    return {
        "item": item,
        "positions": in_writing if b.mark is Mark.BESLUTNING else answers_in_writing(s),
        "version": s.version + 1,
    }


def _attendance(s: CaseState, _e: Entry, b: e.CaseAttendanceChanged) -> Changes:
    assert s.item is not None
    kept = tuple(a for a in s.item.attendance if a.seat != b.seat)
    if b.person is not None:
        kept = (*kept, SeatAttendance(seat=b.seat, person=b.person))
    return {"item": s.item.model_copy(update={"attendance": kept})}


def _informed(s: CaseState, _e: Entry, b: e.OrienteringGiven) -> Changes:
    left: Changes = {"placement": None, "item": None, "closed_items": (*s.closed_items, b.meeting)}
    return left if s.hold is None else left | held(s, informed_of(s.hold))


FOLDS: Folds = {
    e.PlacedOnAgenda: _placed,
    e.LeftAgenda: _left_agenda,
    e.PlacementMoved: _placement_moved,
    e.PapersWentOut: _papers_went_out,
    e.CaseItemOpened: _item_opened,
    e.CaseAttendanceChanged: _attendance,
    e.OrienteringGiven: _informed,
    e.MeetingAwaited: nothing,
}
