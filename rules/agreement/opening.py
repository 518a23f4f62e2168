"""An agreement begins: drafted here, or brought in as it is kept elsewhere (A-01, A-03, A-16, A-20, N-02)."""

from __future__ import annotations

from collections.abc import Iterable

from models import acts as a
from models import entries as e
from models.acts import ReceivedAct
from models.agreement import Agreement, AgreementKind, Between, Structure
from models.roster import PartyKind, Roster
from models.rulebook import RefusalCode
from rules.case.context import why_not_secretariat
from rules.verdict import Verdict, accepted, refused

ASKED_FOR = (AgreementKind.STATUTORY, AgreementKind.SERVICE, AgreementKind.SPECIAL)
"""Kinds that may cover what hol. § 6-2 asks for; the national agreements are about other things (A-03, A-16)."""


def import_agreement(received: ReceivedAct, act: a.ImportAgreement, roster: Roster) -> Verdict:
    """The secretariat enters an agreement that is kept elsewhere (A-01)."""
    return (
        why_not_secretariat(received.actor, "import agreements")
        or _why_not_stand(act.agreement, roster)
        or accepted(e.AgreementImported(agreement=act.agreement, relations=relations_of(act.agreement, roster)))
    )


def draft(received: ReceivedAct, act: a.DraftAgreement, roster: Roster) -> Verdict:
    """The secretariat begins a new agreement (A-01)."""
    return (
        why_not_secretariat(received.actor, "draft agreements")
        or _why_not_stand(act.agreement, roster)
        or accepted(
            e.AgreementDrafted(
                agreement=act.agreement, document=act.document, relations=relations_of(act.agreement, roster)
            )
        )
    )


def _why_not_stand(agreement: Agreement, roster: Roster) -> Verdict | None:
    return (
        _why_not_parties(agreement, roster)
        or _why_not_structured(agreement, roster)
        or _why_not_dated(agreement)
        or _why_not_cover(agreement)
    )


WHOLE = "all"
"""The one relation of an agreement that all its parties share."""


def relations_of(agreement: Agreement, roster: Roster) -> tuple[Between, ...]:
    """Who is bound to whom: each municipality to each trust where texts are like-worded, else all to all (N-02).

    A relation is called by its municipality, and by the trust too where there are several.
    """
    if structure_of(agreement, roster) is Structure.JOINT:
        return (Between(relation=WHOLE, parties=tuple(party.ref for party in agreement.parties)),)
    return bilateral(*_sides(agreement, roster))


def bilateral(municipalities: tuple[str, ...], trusts: tuple[str, ...]) -> tuple[Between, ...]:
    """Each municipality to each trust (N-02)."""
    return tuple(
        Between(relation=one if len(trusts) == 1 else f"{one}+{trust}", parties=(one, trust))
        for one in municipalities
        for trust in trusts
    )


def structure_of(agreement: Agreement, roster: Roster) -> Structure:
    """As it says; unsaid, like-worded between each municipality and each trust where those are its parties (N-02)."""
    if agreement.structure is not None:
        return agreement.structure
    municipalities, trusts = _sides(agreement, roster)
    sided = len(municipalities) + len(trusts) == len(agreement.parties)
    return Structure.BILATERAL if municipalities and trusts and sided else Structure.JOINT


def _sides(agreement: Agreement, roster: Roster) -> tuple[tuple[str, ...], tuple[str, ...]]:
    kinds = {party.party: party.kind for party in roster.parties}
    refs = [party.ref for party in agreement.parties if party.ref in kinds]
    municipalities = tuple(ref for ref in refs if kinds[ref] is PartyKind.MUNICIPALITY)
    return municipalities, tuple(ref for ref in refs if kinds[ref] is not PartyKind.MUNICIPALITY)


def _why_not_structured(agreement: Agreement, roster: Roster) -> Verdict | None:
    """Like-worded agreements are between municipalities and trusts of the community (A-01, N-02)."""
    if agreement.structure is not Structure.BILATERAL:
        return None
    municipalities, trusts = _sides(agreement, roster)
    if municipalities and trusts and len(municipalities) + len(trusts) == len(agreement.parties):
        return None
    return refused(
        RefusalCode.UNKNOWN_PARTY,
        "A-01",
        f"{agreement.agreement} is bilateral, and not all its parties are municipalities and hospitals here",
        "give municipalities and hospitals of the community, or the structure joint",
    )


def _why_not_parties(agreement: Agreement, roster: Roster) -> Verdict | None:
    """Two or more, each by the id it has in the community or by its official name (A-01)."""
    known = {party.party for party in roster.parties}
    for one in agreement.parties:
        if (one.party is None) == (one.name is None):
            return refused(
                RefusalCode.UNKNOWN_PARTY,
                "A-01",
                f"a party of {agreement.agreement} has an id and a name, or neither",
                "give the id of a party of the community, or the official name of somebody else",
            )
        if one.party is not None and one.party not in known:
            return refused(
                RefusalCode.UNKNOWN_PARTY,
                "A-01",
                f"{one.party} is no party of this health community",
                f"give an official name instead, or one of: {', '.join(sorted(known))}",
            )
    named = [one.party or one.name for one in agreement.parties]
    if len(set(named)) < len(named):
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "A-01",
            f"a party stands twice in {agreement.agreement}",
            "name each party once",
        )
    return None


def _why_not_dated(agreement: Agreement) -> Verdict | None:
    first, last = agreement.valid_from, agreement.valid_to
    if first is None or last is None or first <= last:
        return None
    return refused(
        RefusalCode.TOO_SOON,
        "T-08",
        f"{agreement.agreement} is valid to {last}, before it begins on {first}",
        "give the first and the last day it is valid; the last one is included",
    )


def _why_not_cover(agreement: Agreement) -> Verdict | None:
    if agreement.covers and agreement.kind not in ASKED_FOR:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "A-03",
            f"{agreement.agreement} is {agreement.kind.value}; hol. § 6-2 is about agreements between the parties",
            "leave covers out, or give the kind statutory, service or special",
        )
    if (agreement.supplements is None) == (agreement.kind is AgreementKind.SUPPLEMENTARY):
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "A-20",
            f"{agreement.agreement} is {agreement.kind.value}, and it is "
            + ("not said what it follows" if agreement.supplements is None else "said to follow another"),
            "a supplementary agreement names in supplements the one it follows; no other does",
        )
    return None


def why_not_same(before: Agreement, after: Agreement, roster: Roster) -> Verdict | None:
    """A new text is of the same agreement, between the same parties (A-09)."""
    if (before.agreement, before.kind, before.parties, before.supplements) != (
        after.agreement,
        after.kind,
        after.parties,
        after.supplements,
    ) or structure_of(before, roster) is not structure_of(after, roster):
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "A-09",
            f"a new text of {before.agreement} keeps its name, kind, parties and structure",
            "draft another agreement for other parties: `agreement draft`",
        )
    return _why_not_stand(after, roster)


def why_not_known(agreement: Agreement, others: Iterable[Agreement]) -> Verdict | None:
    """It has a name of its own, and what it follows is here and does not follow it in turn (A-20).

    Args:
        agreement: The one that begins.
        others: Those that are here.
    """
    here = {other.agreement: other for other in others}
    if agreement.agreement in here:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "A-01",
            f"there is an agreement {agreement.agreement} here already",
            "call the new one something else, such as with its year",
        )
    main = agreement.supplements
    if main is None or main in here:
        return None
    return refused(
        RefusalCode.UNKNOWN_ITEM,
        "A-20",
        f"{agreement.agreement} follows {main}, which is no agreement here",
        f"import {main} first, or put it before this one in the file",
    )
