"""Objections from the first word to the last: lodged, answered, resolved, kept, withdrawn, lapsed (P-20, P-28).

An objection stands until the objector takes it back or says that the amended text removes it, or until what it was
about is gone. Nobody else makes it go away, and silence never does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models import entries as e
from models.acts import (
    AnswerObjection,
    KeepObjection,
    LodgeObjection,
    Mark,
    PathAfterDisagreement,
    ReceivedAct,
    ResolveObjection,
    WithdrawObjection,
)
from models.base import BodyId, PartyId, SeatId
from models.entries import EntryBody, LapseReason
from models.roster import Office
from models.rulebook import RefusalCode
from models.state import CaseObjection, NemndaHold
from rules.case.aftermath import proposes
from rules.case.context import DECIDED, Case, ended, heard_only, is_secretariat, why_not_speak_for_seat
from rules.case.folds.nemnda import WayBack, come_back, informed_of, way_back
from rules.case.versions import outdated
from rules.seats import counted_seats, lead_seat, represented_parties
from rules.verdict import Verdict, accepted, refused


def lodge(case: Case, received: ReceivedAct, act: LodgeObjection) -> Verdict:
    """In writing, from the notice until the decision, by a counted seat or a represented party (P-28)."""
    state = case.state
    if state.ended or state.stage in DECIDED:
        return ended(case)
    sender = objector(case, received)
    if isinstance(sender, Verdict):
        return sender
    seat, party = sender
    placement = state.placement
    if placement is None or placement.mark is not Mark.BESLUTNING or not placement.papers_sent:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-28",
            "a written objection can be lodged from when the papers for beslutning are sent",
            "say it in drøfting or in the forankring answer; the papers open the objection",
        )
    outside = _why_not_asked(case, placement.body, seat, party)
    if outside is not None:
        return outside
    if act.text_digest != state.text.digest:
        remedy = "read the text as it stands now and object to that"
        return outdated(state, act.text_digest, "the objection", remedy)
    if any(o.standing and o.written and (o.seat, o.party) == (seat, party) for o in state.objections):
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-28",
            f"an objection by {seat or party} stands already",
            "withdraw it first if it should say something else",
        )
    lodged = e.ObjectionLodged(
        objection=len(state.objections) + 1,
        seat=seat,
        party=party,
        grounds=act.grounds,
        would_be_removed_by=act.would_be_removed_by,
        text_digest=act.text_digest,
    )
    return accepted(lodged)


def _why_not_asked(case: Case, body: BodyId, seat: SeatId | None, party: PartyId | None) -> Verdict | None:
    """What blocks a decision is the no of whoever is asked: a seat of the body, or a party represented in it."""
    if seat in counted_seats(case.procedure, body):
        return None
    if party in represented_parties(body, case.procedure, case.roster):
        return None
    remedy = "let the contact of a party that you speak for object in its name, if the body decides for it"
    return refused(
        RefusalCode.NO_CAPACITY,
        "P-28",
        f"{body} decides the case, and {seat or party} is not asked there",
        remedy if seat is not None else "say it to a seat of the body, or to the secretariat",
    )


def objector(case: Case, received: ReceivedAct) -> tuple[SeatId | None, PartyId | None] | Verdict:
    """Who objects: the seat, or the represented municipality through its contact."""
    actor = received.actor
    if actor.seat is not None:
        refusal = why_not_speak_for_seat(case, received, "P-28")
        if refusal is not None:
            return refusal
        return (actor.seat, None) if case.counts(actor.seat) else heard_only(actor.seat, "P-28", "block a decision")
    if actor.party is not None and Office.PARTY_CONTACT in actor.offices:
        return None, actor.party
    return refused(
        RefusalCode.NO_CAPACITY,
        "P-28",
        "an objection comes from a counted seat or a represented party",
        "say for which seat or party it is made",
    )


def answer(case: Case, received: ReceivedAct, act: AnswerObjection) -> Verdict:
    """The attempt to resolve it, by the proposer or the secretariat; it takes nothing from the objector (P-20)."""
    found = _standing(case, act.objection)
    if isinstance(found, Verdict):
        return found
    if not (is_secretariat(received.actor) or proposes(case, received)):
        return refused(
            RefusalCode.NOT_YOUR_OFFICE,
            "P-28",
            "only the proposer or the secretariat answers an objection",
            "say it in the meeting, or to the secretariat",
        )
    return accepted(e.ObjectionAnswered(objection=act.objection, answer=act.answer, proposal=act.proposal))


def resolve(case: Case, received: ReceivedAct, act: ResolveObjection) -> Verdict:
    """The objector says that the text as amended since removes it; nobody else can say so (P-28)."""
    found = _own(case, received, act.objection)
    if isinstance(found, Verdict):
        return found
    text = case.state.text
    if act.text_digest != text.digest:
        remedy = "read the text as it stands now and say whether that removes the objection"
        return outdated(case.state, act.text_digest, "the answer", remedy)
    if found.text_digest == text.digest:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-28",
            "the text has not been amended since the objection was made",
            "withdraw the objection if it should stand no more; or have the text amended first",
        )
    return accepted(e.ObjectionResolved(objection=act.objection, text_digest=act.text_digest, reason=act.reason))


def keep(case: Case, received: ReceivedAct, act: KeepObjection) -> Verdict:
    """Asked again after the answer, the objector keeps it (P-20)."""
    found = _own(case, received, act.objection)
    if isinstance(found, Verdict):
        return found
    if not found.asked_again or found.kept:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-20",
            f"objection {act.objection} {'is kept already' if found.kept else 'has not been answered'}; it stands",
            "nothing more is needed; it stands until the objector takes it back",
        )
    return accepted(e.ObjectionKept(objection=act.objection, reason=act.reason))


def withdraw(case: Case, received: ReceivedAct, act: WithdrawObjection) -> Verdict:
    """The objector takes it back, before or in the meeting; or the lead seat does for the party (P-21, P-28)."""
    lead = _leads(case, received, act.objection)
    found = _standing(case, act.objection) if lead is not None else _own(case, received, act.objection)
    if isinstance(found, Verdict):
        return found
    return accepted(e.ObjectionWithdrawn(objection=act.objection, reason=act.reason, by_lead=lead))


def _leads(case: Case, received: ReceivedAct, number: int) -> SeatId | None:
    """The actor's seat, where it is the lead seat of the party that objects through another seat (P-21)."""
    seat = received.actor.seat
    made_by = next((o.seat for o in case.state.objections if o.objection == number), None)
    if made_by is None or seat == made_by or why_not_speak_for_seat(case, received, "P-21"):
        return None
    return seat if lead_seat(made_by, case.procedure) == seat else None


def _standing(case: Case, number: int) -> CaseObjection | Verdict:
    if case.state.ended or case.state.stage in DECIDED:
        return ended(case)
    found = next((o for o in case.state.objections if o.objection == number), None)
    if found is not None and found.standing:
        return found
    return refused(
        RefusalCode.NOTHING_TO_CHANGE,
        "P-28",
        f"there is no standing objection number {number}",
        "`objection list` shows the case's objections and where each has come to",
    )


def _own(case: Case, received: ReceivedAct, number: int) -> CaseObjection | Verdict:
    """The objection, if it stands and the sender made it."""
    found = _standing(case, number)
    if isinstance(found, Verdict):
        return found
    sender = objector(case, received)
    if isinstance(sender, Verdict):
        return sender
    if sender == (found.seat, found.party):
        return found
    return refused(
        RefusalCode.NOT_YOURS,
        "P-28",
        f"objection {number} was made by {found.seat or found.party}",
        "only the objector withdraws it, keeps it, or says that an amended text removes it",
    )


# --- what goes with what it was about -------------------------------------------------------------------------------


def with_lapses(case: Case, verdict: Verdict) -> Verdict:
    """The verdict, with the objections that lapse because of its entries; a case's last entry stays last (P-28)."""
    standing = [o for o in case.state.objections if o.standing]
    if not verdict.bodies:
        return verdict
    ends = tuple(body for body in verdict.bodies if isinstance(body, e.CaseClosed))
    others = tuple(body for body in verdict.bodies if not isinstance(body, e.CaseClosed))
    return accepted(*others, *_lapsed(case, standing, verdict.bodies), *ends)


def _lapsed(
    case: Case, standing: Iterable[CaseObjection], bodies: tuple[EntryBody, ...]
) -> Iterator[e.ObjectionLapsed]:
    """Those that lapse, and why; written ones outlive a roll call that came to nothing."""
    reasons = {_lapse_reason(case, body) for body in bodies}
    why = next((reason for reason in LapseReason if reason in reasons), None)
    for o in standing:
        if why is not None and (why is not LapseReason.ROLL_CALL_ENDED or not o.written):
            yield e.ObjectionLapsed(objection=o.objection, because=why)


def _lapse_reason(case: Case, body: EntryBody) -> LapseReason | None:
    state = case.state
    match body:
        case e.CaseClosed() | e.CaseMoved() | e.PathChosen(path=PathAfterDisagreement.CLOSE_WITHOUT_AGREEMENT):
            return LapseReason.CASE_CLOSED
        case e.PathChosen(path=PathAfterDisagreement.NEMNDA):
            return None  # they are what the dispute is about
        case e.CaseReturned() | e.OrienteringGiven() if state.hold is not None:
            return _lapse_after_dispute(state.hold, body)
        case e.EditorialContested() if state.item is None:
            return LapseReason.NEW_ROUND
        case e.CaseRaised(new_drofting=True):
            return LapseReason.NEW_ROUND
        case e.PathChosen() | e.TimeAsked() | e.DecisionPostponed(rule="P-17"):
            return LapseReason.NEW_ROUND
        case e.TextAmended(substantial=True) if state.item is None and state.drofting is not None:
            return LapseReason.TEXT_REPLACED
        case e.DecisionPostponed() | e.LeftAgenda() if state.item is not None:
            return LapseReason.ROLL_CALL_ENDED
        case _:
            return None


def _lapse_after_dispute(hold: NemndaHold, body: e.CaseReturned | e.OrienteringGiven) -> LapseReason | None:
    after = come_back(hold, body) if isinstance(body, e.CaseReturned) else informed_of(hold)
    match way_back(after):
        case WayBack.NEW_ROUND:
            return LapseReason.NEW_ROUND
        case WayBack.CLOSED:
            return LapseReason.CASE_CLOSED
        case _:
            return None
