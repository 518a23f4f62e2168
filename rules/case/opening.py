"""How a case begins: registered, classified, demanded up (P-02..P-05)."""

from __future__ import annotations

from models import entries as e
from models.acts import ClassifyCase, DemandHigherBody, Mark, ReceivedAct, RegisterCase
from models.base import BodyId, PersonId
from models.canonical import digest_of, text_digest
from models.procedure import Procedure
from models.roster import Office, Roster
from models.rulebook import Refusal, RefusalCode
from models.state import CaseStage, Classification
from models.words import STANDS
from rules.case.context import (
    DECIDED,
    Case,
    ended,
    heard_only,
    is_secretariat,
    why_not_secretariat,
    why_not_speak_for_seat,
)
from rules.case.documents import papers_of
from rules.case.involvement import asked, why_not_involve
from rules.parties import present_parties
from rules.seats import holders_of, rank_in_seat, represented_parties
from rules.verdict import Verdict, accepted, refused

BEFORE_DROFTING = (CaseStage.MELDT, CaseStage.KLASSIFISERT)


def why_not_register(act: RegisterCase, procedure: Procedure, roster: Roster) -> Refusal | None:
    """Why a case cannot be registered as asked (P-02, P-03), or None. Asked at the door and again when judged."""
    parties = set(present_parties(roster))
    named = (*act.affected, *(c.party for c in act.consequences))
    named = (*named, act.proposer_party) if act.proposer_party else named
    unknown = sorted({p for p in named if p not in parties})
    if unknown:
        return refused(
            RefusalCode.UNKNOWN_PARTY,
            "P-03",
            f"{', '.join(unknown)} is no party of this health community",
            f"name parties among: {', '.join(sorted(parties))}",
        ).refusal
    if act.proposer_seat and all(s.seat != act.proposer_seat for b in procedure.bodies for s in b.seats):
        return refused(
            RefusalCode.UNKNOWN_SEAT,
            "P-02",
            f"the procedure {procedure.procedure} has no seat {act.proposer_seat!r}",
            "name the proposer by a seat or a party of the community",
        ).refusal
    attached = [one.document for one in act.form.attachments] if act.form else []
    twice = next((document for document in attached if attached.count(document) > 1), None)
    if twice is not None:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-03",
            f"the document {twice[:12]} is attached twice",
            "name each document once, with one title",
        ).refusal
    if act.drofting_wished and act.beslutning_wished and act.beslutning_wished <= act.drofting_wished:
        return refused(
            RefusalCode.TOO_SOON,
            "P-12",
            f"beslutning wished on {act.beslutning_wished}, not after drøfting on {act.drofting_wished}",
            "beslutning comes in a following meeting; name a later date, or none",
        ).refusal
    return None


def why_not_wish(act: RegisterCase, received: ReceivedAct) -> Verdict | None:
    """A meeting is wished for on a day to come (P-03)."""
    past = [
        day for day in (act.drofting_wished, act.beslutning_wished) if day is not None and day < received.facts.day
    ]
    if not past:
        return None
    return refused(
        RefusalCode.TOO_LATE,
        "P-03",
        f"a meeting is wished on {past[0]}, which is past: the case is registered on {received.facts.day}",
        f"wish for a day from {received.facts.day} on, or for none",
    )


def why_not_submit(received: ReceivedAct, procedure: Procedure) -> Verdict | None:
    """Seats and parties submit cases; everybody else through the secretariat (P-02)."""
    actor = received.actor
    if actor.seat is not None and actor.rank is None:
        known = any(s.seat == actor.seat for b in procedure.bodies for s in b.seats)
        return refused(
            RefusalCode.NO_CAPACITY if known else RefusalCode.UNKNOWN_SEAT,
            "P-02",
            f"{actor.person} is neither member nor deputy for {actor.seat}"
            if known
            else f"the procedure {procedure.procedure} has no seat {actor.seat!r}",
            "act for a seat you hold; `roster show` lists them",
        )
    if actor.record is not None:
        return None  # a record says what it is for, and is asked for that
    speaks = actor.seat is not None or Office.PARTY_CONTACT in actor.offices
    if (actor.party is not None and not speaks) or not (speaks or is_secretariat(actor)):
        return refused(
            RefusalCode.NO_CAPACITY,
            "P-02",
            f"{actor.person} does not answer for {actor.party}" if actor.party else f"{actor.person} names no seat",
            "submit it for a seat or a party you answer for (`roster show` lists them), or through the secretariat",
        )
    return None


def _why_not_for_agreement(received: ReceivedAct, act: RegisterCase) -> Verdict | None:
    """That a notice or a yearly review opens a case is said by the agreement itself (A-08, A-12)."""
    if act.agreement == received.actor.record:
        return None
    return refused(
        RefusalCode.NOT_YOUR_OFFICE,
        "A-12" if act.review is None else "A-08",
        "that a notice or a review opens a case is said by the agreement it is about",
        "leave the agreement out; a notice and a review open their cases by themselves",
    )


def register(received: ReceivedAct, act: RegisterCase, procedure: Procedure, roster: Roster) -> Verdict:
    """Melde sak (P-02, P-03). Members and parties submit; others through the secretariat."""
    refusal = why_not_register(act, procedure, roster)
    if refusal is not None:
        return Verdict(refusal=refusal)
    unable = (
        why_not_wish(act, received) or _why_not_for_agreement(received, act) or why_not_submit(received, procedure)
    )
    if unable is not None:
        return unable
    unnamed = act.proposer_party is None and act.proposer_seat is None
    party = received.actor.party if unnamed and received.actor.seat is None else act.proposer_party
    not_early = why_not_involve(received, act, party, roster)
    if not_early is not None:
        return not_early
    return accepted(
        e.CaseRegistered(
            title=act.title,
            proposer_party=party,
            proposer_seat=received.actor.seat if unnamed else act.proposer_seat,
            summary=act.summary,
            proposal=act.proposal,
            text_digest=text_digest(act.proposal),
            affected=act.affected or present_parties(roster),
            consequences=act.consequences,
            procedure=digest_of(procedure),
            roster=digest_of(roster),
            arises_from=act.arises_from,
            form=act.form,
            parents=act.parents,
            from_proposal=act.from_proposal,
            agreement=act.agreement,
            notice=act.notice,
            review=act.review,
        ),
        *papers_of(act.form),
        *asked(received, act, party, roster),
    )


def classify(case: Case, received: ReceivedAct, act: ClassifyCase) -> Verdict:
    """Larger economic or administrative consequences, or doubt, send the decision to the higher body (P-04)."""
    state, routing = case.state, case.procedure.routing
    if state.ended or state.stage in DECIDED:
        return ended(case)
    refusal = why_not_secretariat(received.actor, "enter a classification")
    if refusal is not None:
        return refusal
    if state.stage not in BEFORE_DROFTING or state.placement is not None:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-04",
            f"the case is {STANDS[state.stage]}; only one that waits for its drøfting, on no agenda, is classified",
            "take it off the agenda first, or let a counted seat demand the higher body",
        )
    larger = act.larger_economic or act.larger_administrative or act.in_doubt
    deliberates = act.drofting_body or routing.drofting_default
    alone = deliberates if deliberates in routing.local else routing.professional
    decides = routing.larger_consequences if larger else alone
    return (
        why_not_both_agreed(case, received, act.agreed_by)
        or _why_not_deliberate_in(case, received, act, deliberates, decides)
        or _why_not_again(case, Classification(drofting_body=deliberates, decision_body=decides, larger=larger))
        or accepted(
            e.CaseClassified(
                larger_economic=act.larger_economic,
                larger_administrative=act.larger_administrative,
                in_doubt=act.in_doubt,
                drofting_body=deliberates,
                decision_body=decides,
                reason=act.reason,
                direct_reason=act.direct_reason,
                agreed_by=act.agreed_by,
            )
        )
    )


def _why_not_again(case: Case, classification: Classification) -> Verdict | None:
    if case.state.classification != classification:
        return None
    return refused(
        RefusalCode.NOTHING_TO_CHANGE,
        "P-04",
        f"the case is classified so already: drøfting in {classification.drofting_body}, "
        f"beslutning in {classification.decision_body}",
        "nothing more is needed",
    )


def why_not_both_agreed(case: Case, received: ReceivedAct, agreed_by: tuple[PersonId, ...]) -> Verdict | None:
    """The two samhandlingssjefer say together where a case belongs (P-04)."""
    day = received.facts.day
    for office, side in (
        (Office.SAMHANDLINGSSJEF_MUNICIPAL, "municipalities'"),
        (Office.SAMHANDLINGSSJEF_HOSPITAL, "hospital's"),
    ):
        holders = holders_of(office, case.roster, day)
        if not any(person in holders for person in agreed_by):
            return refused(
                RefusalCode.NOT_AGREED,
                "P-04",
                f"the {side} samhandlingssjef has not agreed to the classification",
                f"name {' or '.join(holders) or 'nobody in the roster'} among those who agreed",
            )
    return None


def _why_not_deliberate_in(
    case: Case, received: ReceivedAct, act: ClassifyCase, deliberates: BodyId, decides: BodyId
) -> Verdict | None:
    routing = case.procedure.routing
    known = {b.body: b for b in case.procedure.bodies}
    if deliberates not in known:
        return refused(
            RefusalCode.UNKNOWN_BODY,
            "P-05",
            f"the procedure {case.procedure.procedure} has no body {deliberates!r}",
            f"name one of {', '.join(known)}",
        )
    if known[deliberates].level > known[decides].level:
        return refused(
            RefusalCode.WRONG_BODY,
            "P-05",
            f"drøfting in {deliberates} and beslutning in {decides} is not described",
            "hold drøfting in the deciding body or below it",
        )
    if deliberates == routing.drofting_default:
        return None
    if deliberates in routing.local:
        return _why_not_local(case, deliberates)
    if deliberates not in routing.drofting_direct:
        return refused(
            RefusalCode.WRONG_BODY,
            "P-05",
            f"drøfting is not held directly in {deliberates}",
            f"hold drøfting in {routing.drofting_default}",
        )
    if act.direct_reason is None:
        return refused(
            RefusalCode.NO_REASON,
            "P-05",
            f"drøfting directly in {deliberates} needs its own reason",
            "say why in the direct reason, with the chair's agreement",
        )
    chair = known[deliberates].chair
    if all(rank_in_seat(p, chair, case.roster, received.facts.day) is None for p in act.agreed_by):
        return refused(
            RefusalCode.NOT_AGREED,
            "P-05",
            f"the chair of {deliberates} ({chair}) has not agreed to drøfting there directly",
            f"name the holder of {chair} among those who agreed",
        )
    return None


def _why_not_local(case: Case, body: BodyId) -> Verdict | None:
    """A local body takes what concerns the parties at its own table, since it binds nobody else (P-04, P-18)."""
    represented = represented_parties(body, case.procedure, case.roster)
    others = [party for party in case.state.affected if party not in represented]
    if not others:
        return None
    usual = case.procedure.routing.drofting_default
    return refused(
        RefusalCode.WRONG_BODY,
        "P-04",
        f"the case concerns {', '.join(others)}, for whom nobody speaks in {body}",
        f"hold drøfting in {usual}, or register a case for the parties of {body} alone",
    )


def demand_higher_body(case: Case, received: ReceivedAct, act: DemandHigherBody) -> Verdict:
    """Any counted member may demand that the higher body decides (P-04)."""
    state = case.state
    if state.ended or state.stage in DECIDED:
        return ended(case)
    refusal = why_not_speak_for_seat(case, received, "P-04")
    if refusal is not None:
        return refusal
    seat = received.actor.seat
    assert seat is not None
    if not case.counts(seat):
        return heard_only(seat, "P-04", "demand the higher body")
    if state.stage is CaseStage.TRUKKET or state.path_asked:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-14",
            "the way on is the chair's to choose" if state.path_asked else "the case is withdrawn",
            "ask the chair to raise it" if state.path_asked else "take the case over first",
        )
    higher = case.procedure.routing.larger_consequences
    if state.classification is None:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-04",
            "the case is not classified yet",
            "wait for the classification; doubt sends it to the higher body anyway",
        )
    if state.classification.decision_body == higher or state.item is not None:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-04",
            f"{higher} decides the case already" if state.item is None else "the case is being dealt with now",
            "object in the roll call if the case should not be decided here",
        )
    demanded = e.HigherBodyDemanded(seat=seat, decision_body=higher, reason=act.reason)
    placement = state.placement
    if placement is None or placement.mark is not Mark.BESLUTNING:
        return accepted(demanded)
    left = e.LeftAgenda(meeting=placement.meeting, reason=f"{higher} decides the case", rule="P-04")
    return accepted(left, demanded)
