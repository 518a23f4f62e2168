"""What an agreement's entry sets off: cases to review it or negotiate, followers, cases it bound (A-08..A-20)."""

from __future__ import annotations

from collections.abc import Sequence

from models import acts as a
from models import entries as e
from models.agreement import RelationId
from models.agreement_state import AgreementState
from models.base import PartyId, RecordId
from models.entries import Entry
from models.procedure import Procedure
from models.roster import Roster
from rules.agreement.context import in_force, reported_to_state
from rules.effects.acts import SendAct
from rules.parties import present_parties

_TITLE = {"nb": "Ny avtale etter oppsigelse", "nn": "Ny avtale etter oppseiing", "en": "A new agreement after notice"}
_SUMMARY = {
    "nb": "{by} har sagt opp {agreement}, sendt {sent}. Avtalen gjelder uendret til oppsigelsestiden er ute.",
    "nn": "{by} har sagt opp {agreement}, sendt {sent}. Avtalen gjeld uendra til oppseiingstida er ute.",
    "en": "{by} has given notice on {agreement}, sent {sent}. It is in force unchanged until the period is over.",
}
_DUTY = {
    "nb": " Plikten til å ha en samarbeidsavtale gjelder fortsatt (hol. § 6-1).",
    "nn": " Plikta til å ha ein samarbeidsavtale gjeld framleis (hol. § 6-1).",
    "en": " The duty to have a cooperation agreement goes on (hol. § 6-1).",
}
_PROPOSAL = {
    "nb": "Partene forhandler om en ny avtale som kan gjelde fra den dagen den oppsagte slutter.",
    "nn": "Partane forhandlar om ein ny avtale som kan gjelde frå den dagen den oppsagde sluttar.",
    "en": "The parties negotiate a new agreement that can be in force from the day on which the old one ends.",
}
_REVIEW = {
    "nb": (
        "Årlig gjennomgang {year} ({agreement})",
        (
            "Partene går gjennom {title} sammen, med sikte på nødvendige oppdateringer eller utvidelser, "
            "innen {last_day}. Sekretariatet fører gjennomgangen når den er holdt; uten endring lukkes saken."
        ),
        "Avtalen er gjennomgått og skal ikke endres.",
    ),
    "nn": (
        "Årleg gjennomgang {year} ({agreement})",
        (
            "Partane går gjennom {title} saman, med sikte på nødvendige oppdateringar eller utvidingar, "
            "innan {last_day}. Sekretariatet fører gjennomgangen når han er halden; utan endring blir saka lukka."
        ),
        "Avtalen er gjennomgått og skal ikkje endrast.",
    ),
    "en": (
        "Yearly review {year} ({agreement})",
        (
            "The parties go through {title} together, to bring it up to date or widen it, by {last_day}. "
            "The secretariat enters the review when it is held; where nothing is changed, the case is closed."
        ),
        "The agreement is reviewed and is not to be changed.",
    ),
}


def case_to_open(entry: Entry, agreed: AgreementState, procedure: Procedure, roster: Roster) -> a.RegisterCase | None:
    """The case that a notice or a review to prepare opens; none where no party of the community is bound (A-19)."""
    match entry.happened:
        case e.NoticeGiven() as given:
            return _to_negotiate(entry, given, agreed, procedure, roster)
        case e.ReviewReminded() as reminded:
            return _to_review(entry, reminded, agreed, procedure, roster)
        case _:
            return None


def _to_review(
    entry: Entry, reminded: e.ReviewReminded, agreed: AgreementState, procedure: Procedure, roster: Roster
) -> a.RegisterCase | None:
    """The review is a case of its own, the secretariat's, whose outcome may be that nothing changes (A-08)."""
    affected = _here(agreed, tuple(r.relation for r in agreed.relations if in_force(r)), roster)
    if not affected:
        return None
    title, summary, proposal = _REVIEW[procedure.language]
    about = agreed.agreement
    return a.RegisterCase(
        title=title.format(year=reminded.year, agreement=about.agreement),
        summary=summary.format(title=about.title, last_day=reminded.last_day.isoformat()),
        proposal=proposal,
        affected=affected,
        form=a.IntakeForm(case_kind=a.CaseKind.YEARLY_REVIEW),
        agreement=entry.record,
        review=reminded.year,
    )


def _here(agreed: AgreementState, relations: Sequence[RelationId], roster: Roster) -> tuple[PartyId, ...]:
    """The parties of the community that these relations bind."""
    bound = {p for r in relations for p in agreed.relation(r).parties}
    return tuple(p for p in present_parties(roster) if p in bound)


def _to_negotiate(
    entry: Entry, given: e.NoticeGiven, agreed: AgreementState, procedure: Procedure, roster: Roster
) -> a.RegisterCase | None:
    """A new agreement is negotiated from the day notice is given (A-12)."""
    affected = _here(agreed, given.relations, roster)
    if not affected:
        return None
    language = procedure.language
    of_the_law = reported_to_state(agreed.agreement)
    names = {p.party: p.name for p in roster.parties}
    said = _SUMMARY[language].format(
        by=names.get(given.by, given.by), agreement=agreed.agreement.title, sent=given.sent.day.isoformat()
    )
    kind = a.CaseKind.COOPERATION_AGREEMENT if of_the_law else a.CaseKind.GENERAL
    return a.RegisterCase(
        title=f"{_TITLE[language]} ({agreed.agreement.agreement})",
        proposer_party=given.by if given.by in affected else affected[0],
        summary=said + (_DUTY[language] if of_the_law else ""),
        proposal=_PROPOSAL[language],
        affected=affected,
        form=a.IntakeForm(case_kind=kind),
        agreement=entry.record,
        notice=given.notice,
    )


def reviews_done(entries: Sequence[Entry], agreed: AgreementState) -> tuple[SendAct, ...]:
    """The case of a review is told that nothing is to be changed, or that the agreement has ended (A-08)."""
    for entry in entries:
        match entry.happened:
            case e.AgreementReviewed(closes=str(case), on=on):
                return (SendAct(to=case, act=a.ReviewCaseDone(because="no_change", on=on)),)
            case e.AgreementEnded(last_day=last) if agreed.review_case is not None:
                return (SendAct(to=agreed.review_case.case, act=a.ReviewCaseDone(because="ended", on=last)),)
            case _:
                pass
    return ()


def told_to_followers(
    entries: Sequence[Entry], agreed: AgreementState, followers: Sequence[RecordId]
) -> tuple[SendAct, ...]:
    """Agreements that follow one that has ended are told, and whether it ended early (A-20)."""
    last = next((x.body.last_day for x in entries if isinstance(x.body, e.AgreementEnded)), None)
    if last is None:
        return ()
    causes = [x.body.cause for x in entries if isinstance(x.body, e.RelationEnded)]
    early = any(cause is not e.EndCause.TERM for cause in causes)
    act = a.MainAgreementEnded(agreement=agreed.agreement.agreement, last_day=last, early=early)
    return tuple(SendAct(to=record, act=act) for record in followers)


def no_longer_bound(agreements: Sequence[AgreementState]) -> tuple[a.PartyLeft, ...]:
    """Parties that no agreement binds to the decisions made here any more, though one did (A-15).

    Args:
        agreements: The community's agreements, as they stand.
    """
    carrying = [one for one in agreements if one.agreement.carries_procedure]
    bound = {p for one in carrying for r in one.relations if in_force(r) for p in r.parties}
    ends: dict[PartyId, a.PartyLeft] = {}
    for one in carrying:
        for relation in one.relations:
            if relation.ended_on is None:
                continue
            for party in relation.parties:
                known = ends.get(party)
                if party not in bound and (known is None or known.last_day < relation.ended_on):
                    ends[party] = a.PartyLeft(party=party, last_day=relation.ended_on, agreement=one.record)
    return tuple(ends[party] for party in sorted(ends))
