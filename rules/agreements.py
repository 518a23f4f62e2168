"""Whether an agreement can stand in a community's register (A-01, A-03, A-16, A-20)."""

from __future__ import annotations

from collections.abc import Iterable

from models import acts as a
from models import entries as e
from models.acts import ReceivedAct
from models.agreement import Agreement, AgreementKind, Covered
from models.roster import Roster
from models.rulebook import RefusalCode
from rules.case.context import why_not_secretariat
from rules.verdict import Verdict, accepted, refused

ASKED_FOR = (AgreementKind.STATUTORY, AgreementKind.SERVICE, AgreementKind.SPECIAL)
"""Kinds that may cover what hol. § 6-2 asks for; the national agreements are about other things (A-03, A-16)."""


def import_agreement(roster: Roster, received: ReceivedAct, act: a.ImportAgreement) -> Verdict:
    """The secretariat enters an agreement that is kept elsewhere (A-01)."""
    return (
        why_not_secretariat(received.actor, "import agreements")
        or _why_not_parties(act.agreement, roster)
        or _why_not_dated(act.agreement)
        or _why_not_cover(act.agreement)
        or accepted(e.AgreementImported(agreement=act.agreement))
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


def not_covered(agreements: Iterable[Agreement]) -> tuple[Covered, ...]:
    """What hol. § 6-2 asks for and none of the agreements covers, in the order of the law (A-03, A-05)."""
    covered = {key for agreement in agreements for key in agreement.covers}
    return tuple(key for key in Covered if key not in covered)
