"""What an agreement's entry sets off: a case to negotiate, what follows it, cases it bound (A-12, A-15, A-20)."""

from __future__ import annotations

from collections.abc import Sequence

from models import acts as a
from models import entries as e
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


def case_to_open(entry: Entry, agreed: AgreementState, procedure: Procedure, roster: Roster) -> a.RegisterCase | None:
    """The case that a notice opens the same day; none where no party of the community is bound (A-12, A-19)."""
    given = entry.body
    if not isinstance(given, e.NoticeGiven):
        return None
    bound = {p for r in given.relations for p in agreed.relation(r).parties}
    affected = tuple(p for p in present_parties(roster) if p in bound)
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
