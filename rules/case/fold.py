"""A case's entries folded, one by one, into where the case stands.

Pure and total: every kind of entry has its line in the table, so that a new kind is missed by no one. It decides
nothing; what an entry means was decided when it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from models import entries as e
from models.acts import Contribute, Derivation, ItemOutcome, Mark, PathAfterDisagreement, SeatAttendance
from models.entries import Entry
from models.state import (
    CaseStage,
    CaseState,
    Classification,
    Clock,
    Contribution,
    Drofting,
    Forankring,
    OpenCaseItem,
    Paper,
    PartyBinding,
    PartyForankring,
    Placement,
    Position,
    TextVersion,
    WrittenObjection,
)

FORANKRING_DUE = "forankring-due"
FORANKRING_REMINDER = "forankring-reminder"
TAKEOVER_DUE = "takeover-due"
STATEMENTS_DUE = "statements-due"


def open_case(entry: Entry, community: str) -> CaseState:
    """The state after the first entry of a case."""
    body = entry.body
    assert isinstance(body, e.CaseRegistered), "the first entry of a case registers it"
    return CaseState(
        record=entry.record,
        community=community,
        stage=CaseStage.MELDT,
        title=body.title,
        summary=body.summary,
        proposer_party=body.proposer_party,
        proposer_seat=body.proposer_seat,
        affected=body.affected,
        registered_at=entry.at,
        text=TextVersion(version=1, text=body.proposal, digest=body.text_digest),
    )


def fold_case(state: CaseState | None, entry: Entry, community: str) -> CaseState:
    """The state after one more entry."""
    if state is None:
        return open_case(entry, community)
    changes = _FOLDS[type(entry.body)](state, entry, entry.body)
    return state.model_copy(update=changes) if changes else state


def fold_all(entries: Iterable[Entry], community: str) -> CaseState:
    """The state after all of a case's entries, first to last.

    Raises:
        ValueError: there are no entries.
    """
    state: CaseState | None = None
    for entry in entries:
        state = fold_case(state, entry, community)
    if state is None:
        raise ValueError("a record without entries has no state")
    return state


Changes = dict[str, Any]


def _nothing(_s: CaseState, _e: Entry, _b: object) -> Changes:
    return {}


def _classified(_s: CaseState, _e: Entry, b: e.CaseClassified) -> Changes:
    larger = b.larger_economic or b.larger_administrative or b.in_doubt
    placed = Classification(drofting_body=b.drofting_body, decision_body=b.decision_body, larger=larger)
    return {"classification": placed, "stage": CaseStage.KLASSIFISERT}


def _demanded(s: CaseState, _e: Entry, b: e.HigherBodyDemanded) -> Changes:
    assert s.classification is not None
    return {"classification": s.classification.model_copy(update={"decision_body": b.decision_body, "larger": True})}


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


def _text_amended(s: CaseState, _e: Entry, b: e.TextAmended) -> Changes:
    changes: Changes = {
        "text": TextVersion(version=b.version, text=b.proposal, digest=b.text_digest),
        "version": s.version + 1,
        "positions": (),
    }
    if s.item is not None:
        changed = s.item.changed_in_substance or b.substantial
        changes["item"] = s.item.model_copy(update={"changed_in_substance": changed})
    elif b.substantial and s.drofting is not None:
        # What was deliberated is no longer what is proposed (P-17): drøfting anew.
        changes |= _back_to_drofting(s)
    return changes


def _back_to_drofting(s: CaseState) -> Changes:
    return {
        "stage": CaseStage.KLASSIFISERT,
        "drofting": None,
        "placement": None,
        "item": None,
        "forankring": None,
        "positions": (),
        "clocks": _without(s.clocks, FORANKRING_DUE, FORANKRING_REMINDER),
    }


def _paper_added(s: CaseState, _e: Entry, b: e.PaperAdded) -> Changes:
    papers = (*s.papers, Paper(document=b.document, title=b.title, late=b.late))
    return {"papers": papers, "version": s.version + (1 if b.late else 0)}


def _papers_went_out(s: CaseState, _e: Entry, _b: e.PapersWentOut) -> Changes:
    assert s.placement is not None
    in_time = tuple(paper.model_copy(update={"late": False}) for paper in s.papers)  # sent with this notice (P-09)
    return {"placement": s.placement.model_copy(update={"papers_sent": True}), "papers": in_time}


def _item_opened(s: CaseState, entry: Entry, b: e.CaseItemOpened) -> Changes:
    item = OpenCaseItem(
        meeting=b.meeting, item=b.item, mark=b.mark, body=b.body, attendance=b.attendance, opened_at=entry.at
    )
    return {"item": item, "positions": (), "version": s.version + 1}


def _attendance(s: CaseState, _e: Entry, b: e.CaseAttendanceChanged) -> Changes:
    assert s.item is not None
    kept = tuple(a for a in s.item.attendance if a.seat != b.seat)
    if b.person is not None:
        kept = (*kept, SeatAttendance(seat=b.seat, person=b.person))
    return {"item": s.item.model_copy(update={"attendance": kept})}


def _contributed(s: CaseState, entry: Entry, b: e.Contributed) -> Changes:
    said = Contribution(seat=b.seat, round=s.rounds + 1, said=Contribute(about=b.about, text=b.text), at=entry.at)
    return {"contributions": (*s.contributions, said)}


def _drofting_held(s: CaseState, _e: Entry, b: e.DroftingHeld) -> Changes:
    ready = b.outcome is ItemOutcome.READY
    held = Drofting(meeting=b.meeting, body=b.body, day=b.day, round=b.round, ready=ready, text_digest=b.text_digest)
    return {
        "drofting": held if ready else None,
        "rounds": b.round,
        "stage": CaseStage.DROFTET if ready else CaseStage.KLASSIFISERT,
        "placement": None,
        "item": None,
        "closed_items": (*s.closed_items, b.meeting),
        "forankring": None,
    }


def _path_asked(_s: CaseState, _e: Entry, _b: e.PathAsked) -> Changes:
    return {"path_asked": True}


def _informed(s: CaseState, _e: Entry, b: e.OrienteringGiven) -> Changes:
    return {"placement": None, "item": None, "closed_items": (*s.closed_items, b.meeting)}


def _forankring_asked(s: CaseState, _e: Entry, b: e.ForankringAsked) -> Changes:
    known = {p.party: p for p in s.forankring.parties} if s.forankring else {}
    parties = tuple(known.get(p, PartyForankring(party=p)) for p in b.parties)
    clocks = _without(s.clocks, FORANKRING_DUE, FORANKRING_REMINDER)
    reminders = (_clock(r, "those who have not answered are reminded", "P-11") for r in b.reminders)
    due = _clock(b.due, "forankring closes; silence stands as silence, never as consent", "P-11")
    return {
        "forankring": Forankring(open=True, due=b.due, parties=parties),
        "clocks": (*clocks, *reminders, due),
        "stage": CaseStage.UNDER_FORANKRING,
    }


def _reminded(s: CaseState, _e: Entry, b: e.ForankringReminded) -> Changes:
    left = tuple(c for c in s.clocks if not (c.name.startswith(FORANKRING_REMINDER) and c.due_at <= b.due_at))
    return {"clocks": left}


def _answered(s: CaseState, _e: Entry, b: e.ForankringAnswered) -> Changes:
    assert s.forankring is not None
    answer = PartyForankring(
        party=b.party, answer=b.answer, treated_by=b.treated_by, treated_on=b.treated_on, comment=b.comment
    )
    parties = tuple(answer if p.party == b.party else p for p in s.forankring.parties)
    return {"forankring": s.forankring.model_copy(update={"parties": parties})}


def _forankring_closed(s: CaseState, _e: Entry, _b: e.ForankringClosed) -> Changes:
    assert s.forankring is not None
    stage = CaseStage.TIL_BESLUTNING if s.stage is CaseStage.UNDER_FORANKRING else s.stage
    return {
        "forankring": s.forankring.model_copy(update={"open": False}),
        "clocks": _without(s.clocks, FORANKRING_DUE, FORANKRING_REMINDER),
        "stage": stage,
    }


def _objection_lodged(s: CaseState, entry: Entry, b: e.ObjectionLodged) -> Changes:
    lodged = WrittenObjection(
        objection=b.objection,
        seat=b.seat,
        party=b.party,
        grounds=b.grounds,
        would_be_removed_by=b.would_be_removed_by,
        at=entry.at,
    )
    return {"objections": (*s.objections, lodged), "version": s.version + 1}


def _objection_withdrawn(s: CaseState, _e: Entry, b: e.ObjectionWithdrawn) -> Changes:
    objections = tuple(
        o.model_copy(update={"standing": False}) if o.objection == b.objection else o for o in s.objections
    )
    return {"objections": objections}


def _position_taken(s: CaseState, entry: Entry, b: e.PositionTaken) -> Changes:
    position = Position(
        seat=b.seat,
        person=b.person,
        counted=b.counted,
        parties=b.parties,
        stance=b.stance,
        text_digest=b.text_digest,
        at=entry.at,
    )
    others = tuple(p for p in s.positions if p.seat != b.seat)
    return {"positions": (*others, position)}


def _confirmed(s: CaseState, _e: Entry, b: e.InheritanceConfirmed) -> Changes:
    return {"unconfirmed": tuple(seat for seat in s.unconfirmed if seat != b.seat)}


def _holder_replaced(s: CaseState, _e: Entry, b: e.SeatHolderReplaced) -> Changes:
    if b.seat in s.unconfirmed or not has_spoken(s, b.seat):
        return {}
    return {"unconfirmed": (*s.unconfirmed, b.seat)}


def has_spoken(s: CaseState, seat: str) -> bool:
    """Whether anything has been said in the seat's name: what a new holder inherits (P-25)."""
    return (
        any(c.seat == seat for c in s.contributions)
        or any(o.seat == seat for o in s.objections)
        or any(p.seat == seat for p in s.positions)
    )


def _sent_back(s: CaseState, _e: Entry, _b: e.TimeAsked) -> Changes:
    assert s.item is not None
    return _back_to_drofting(s) | {"closed_items": (*s.closed_items, s.item.meeting)}


def _postponed(s: CaseState, _e: Entry, b: e.DecisionPostponed) -> Changes:
    closed = {"closed_items": (*s.closed_items, b.meeting)} if s.item is not None else {}
    if b.rule == "P-17":
        return _back_to_drofting(s) | closed
    return closed | {"stage": CaseStage.UTSATT, "placement": None, "item": None, "positions": ()}


def _beslutning(s: CaseState, _e: Entry, b: e.BeslutningMade) -> Changes:
    stage = CaseStage.BESLUTTET_MED_FORBEHOLD if b.reserved_parties else CaseStage.BESLUTTET
    awaited = tuple(p.seat for p in s.positions if getattr(p.stance, "statement_follows", False))
    return {
        "stage": stage,
        "decided_in": b.meeting,
        "placement": None,
        "item": None,
        "closed_items": (*s.closed_items, b.meeting),
        "statements_awaited": awaited,
    }


def _no_consensus(s: CaseState, _e: Entry, b: e.NoConsensus) -> Changes:
    return {
        "stage": CaseStage.IKKE_KONSENSUS,
        "placement": None,
        "item": None,
        "closed_items": (*s.closed_items, b.meeting),
        "path_asked": True,
    }


def _binding(s: CaseState, entry: Entry, b: e.BindingEffect) -> Changes:
    bound = PartyBinding(party=b.party, by_seat=b.by_seat, effect_at=entry.at)
    bindings = (*(p for p in s.bindings if p.party != b.party), bound)
    waiting = any(p.effect_at is None for p in bindings)
    complete = s.stage is CaseStage.BESLUTTET_MED_FORBEHOLD and s.announced and not waiting
    return {"bindings": bindings, "stage": CaseStage.BESLUTTET if complete else s.stage}


def _withheld(s: CaseState, _e: Entry, b: e.BindingWithheld) -> Changes:
    waiting = PartyBinding(party=b.party, by_seat=b.by_seat, waits_for=b.waits_for)
    return {"bindings": (*(p for p in s.bindings if p.party != b.party), waiting)}


def _reservation(s: CaseState, _e: Entry, b: e.ReservationAnswered) -> Changes:
    if b.approved:
        return {}
    bindings = tuple(p.model_copy(update={"refused": True}) if p.party == b.party else p for p in s.bindings)
    return {"bindings": bindings, "stage": CaseStage.IKKE_KONSENSUS, "path_asked": True}


def _statement(s: CaseState, _e: Entry, b: e.StatementDelivered) -> Changes:
    awaited = tuple(seat for seat in s.statements_awaited if seat != b.seat)
    clocks = s.clocks if awaited else _without(s.clocks, STATEMENTS_DUE)
    return {"statements_awaited": awaited, "clocks": clocks}


def _statements_due(s: CaseState, _e: Entry, b: e.StatementsDue) -> Changes:
    due = _clock(b.due, "announced statements that have not come lapse", "P-27")
    return {"clocks": (*s.clocks, due)}


def _statement_lapsed(s: CaseState, _e: Entry, b: e.StatementLapsed) -> Changes:
    awaited = tuple(seat for seat in s.statements_awaited if seat != b.seat)
    return {"statements_awaited": awaited, "clocks": _without(s.clocks, STATEMENTS_DUE)}


def _announced(_s: CaseState, _e: Entry, _b: e.Announced) -> Changes:
    return {"announced": True}


def _followed_up(s: CaseState, _e: Entry, b: e.FollowUpOpened) -> Changes:
    waiting = any(p.effect_at is None for p in s.bindings)
    stage = s.stage if waiting else CaseStage.UNDER_OPPFOLGING
    return {"stage": stage, "follow_ups": (*s.follow_ups, b.party)}


def _path_chosen(s: CaseState, _e: Entry, b: e.PathChosen) -> Changes:
    if b.path is PathAfterDisagreement.CLOSE_WITHOUT_AGREEMENT:
        return {"closing": True, "path_asked": False}
    assert s.classification is not None
    body = b.drofting_body or s.classification.drofting_body
    return _back_to_drofting(s) | {
        "classification": s.classification.model_copy(update={"drofting_body": body}),
        "path_asked": False,
        "bindings": (),
        "announced": False,
        "decided_in": None,
        "follow_ups": (),
    }


def _withdrawn(s: CaseState, _e: Entry, b: e.CaseWithdrawn) -> Changes:
    due = _clock(b.takeover_due, "the case ends as withdrawn", "P-30")
    return {"stage": CaseStage.TRUKKET, "stage_before_withdrawal": s.stage, "clocks": (*s.clocks, due)}


def _taken_over(s: CaseState, _e: Entry, b: e.CaseTakenOver) -> Changes:
    return {
        "stage": s.stage_before_withdrawal,
        "stage_before_withdrawal": None,
        "proposer_party": b.party,
        "proposer_seat": None,
        "clocks": _without(s.clocks, TAKEOVER_DUE),
    }


def _closed(s: CaseState, _e: Entry, _b: e.CaseClosed) -> Changes:
    stage = s.stage if s.stage in (CaseStage.UNDER_OPPFOLGING, CaseStage.TRUKKET) else CaseStage.AVSLUTTET
    return {"ended": True, "clocks": (), "stage": stage}


def _without(clocks: tuple[Clock, ...], *prefixes: str) -> tuple[Clock, ...]:
    return tuple(c for c in clocks if not c.name.startswith(prefixes))


def _clock(due: Derivation, consequence: str, rule: str) -> Clock:
    return Clock(name=due.name, due_at=due.at, consequence=consequence, rule=rule)


_FOLDS: dict[type, Callable[[CaseState, Entry, Any], Changes]] = {
    e.CaseClassified: _classified,
    e.HigherBodyDemanded: _demanded,
    e.PlacedOnAgenda: _placed,
    e.MeetingAwaited: _nothing,
    e.LeftAgenda: _left_agenda,
    e.PlacementMoved: _placement_moved,
    e.TextAmended: _text_amended,
    e.PaperAdded: _paper_added,
    e.PapersWentOut: _papers_went_out,
    e.CaseItemOpened: _item_opened,
    e.CaseAttendanceChanged: _attendance,
    e.Contributed: _contributed,
    e.DroftingHeld: _drofting_held,
    e.PathAsked: _path_asked,
    e.OrienteringGiven: _informed,
    e.ForankringAsked: _forankring_asked,
    e.ForankringReminded: _reminded,
    e.ForankringAnswered: _answered,
    e.ForankringClosed: _forankring_closed,
    e.ObjectionLodged: _objection_lodged,
    e.ObjectionWithdrawn: _objection_withdrawn,
    e.PositionTaken: _position_taken,
    e.InheritanceConfirmed: _confirmed,
    e.SeatHolderReplaced: _holder_replaced,
    e.LatePapersOpposed: _nothing,
    e.TimeAsked: _sent_back,
    e.DecisionPostponed: _postponed,
    e.BeslutningMade: _beslutning,
    e.NoConsensus: _no_consensus,
    e.BindingEffect: _binding,
    e.BindingWithheld: _withheld,
    e.ReservationAnswered: _reservation,
    e.StatementDelivered: _statement,
    e.StatementsDue: _statements_due,
    e.StatementLapsed: _statement_lapsed,
    e.Announced: _announced,
    e.FollowUpOpened: _followed_up,
    e.PathChosen: _path_chosen,
    e.CaseWithdrawn: _withdrawn,
    e.CaseTakenOver: _taken_over,
    e.CaseClosed: _closed,
    e.ActRefused: _nothing,
    e.RefusalsSummarised: _nothing,
}
