"""What every judgement of an agreement's act is handed, and the questions they share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.acts import ReceivedAct
from models.agreement import Agreement, AgreementKind, PartyRef, RelationId
from models.agreement_state import AgreementState, Notice, Relation
from models.periods import Moment
from models.procedure import Procedure
from models.roster import Roster
from models.rulebook import RefusalCode
from rules.verdict import Verdict, refused


@dataclass(frozen=True)
class Agreed:
    """The agreement as it stands, and the rules and parties it was entered under."""

    state: AgreementState
    procedure: Procedure
    roster: Roster

    @property
    def parties(self) -> tuple[PartyRef, ...]:
        """Everybody who is party to it."""
        return tuple(party.ref for party in self.state.agreement.parties)

    def bound(self, party: PartyRef) -> tuple[Relation, ...]:
        """The relations that bind the party now."""
        return tuple(r for r in self.state.relations if party in r.parties and in_force(r))

    def recipients(self, notice: Notice) -> tuple[PartyRef, ...]:
        """Those a notice is for: the other parties of what it names (A-10)."""
        others = (p for r in notice.relations for p in self.state.relation(r).parties if p != notice.by)
        return tuple(dict.fromkeys(others))


def in_force(relation: Relation) -> bool:
    """Whether its parties have entered the agreement and are still bound."""
    return relation.entered_on is not None and relation.ended_on is None


def why_not_party(agreed: Agreed, party: PartyRef, rule: str) -> Verdict | None:
    """Somebody who is no party cannot act as one (A-01, A-10)."""
    if party in agreed.parties:
        return None
    return refused(
        RefusalCode.UNKNOWN_PARTY,
        rule,
        f"{party} is no party of {agreed.state.agreement.agreement}",
        f"its parties are: {', '.join(agreed.parties)}",
    )


def why_not_relations(agreed: Agreed, wanted: tuple[RelationId, ...], rule: str) -> Verdict | None:
    """Only what there is can be named."""
    known = [r.relation for r in agreed.state.relations]
    unknown = [r for r in wanted if r not in known]
    if not unknown:
        return None
    return refused(
        RefusalCode.UNKNOWN_ITEM,
        rule,
        f"{agreed.state.agreement.agreement} has no relation {', '.join(unknown)}",
        f"its relations are: {', '.join(known)}",
    )


def why_not_past(received: ReceivedAct, moment: Moment, what: str, rule: str) -> Verdict | None:
    """What is entered as having happened lies behind us, or is now; its instant and its local day agree (T-01)."""
    if moment.day > received.facts.day or (moment.at is not None and moment.at > received.received_at):
        return refused(
            RefusalCode.TOO_SOON,
            rule,
            f"{what} on {moment.day}, which is after today ({received.facts.day})",
            "enter it when it has happened; `notice compute` calculates for any date",
        )
    if received.facts.misdated:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "T-01",
            f"the instant given for {what} is on another local day than {moment.day}",
            "give the instant with its zone, or the local date, not both",
        )
    return None


def why_not_in_order(earlier: Moment, later: Moment, what: str, rule: str) -> Verdict | None:
    """Receipt follows dispatch (T-02)."""
    if not before(later, earlier):
        return None
    return refused(
        RefusalCode.TOO_SOON, rule, f"{what}: {later.day} is before {earlier.day}", "look at both dates again"
    )


def before(one: Moment, other: Moment) -> bool:
    """Whether one came before the other: by the instants where both are known, else by the local days."""
    if one.at is not None and other.at is not None:
        return one.at < other.at
    return one.day < other.day


def fixed_end_of(agreement: Agreement, procedure: Procedure, day: date) -> date | None:
    """The last day of the agreement's own term, where it has one (A-16, A-20)."""
    if agreement.valid_to is not None or agreement.kind is not AgreementKind.NATIONAL:
        return agreement.valid_to
    return date.fromisoformat(procedure.choice("national_fixed_end", day))


def term_of(state: AgreementState, relation: Relation, procedure: Procedure) -> date | None:
    """The last day of the text that binds a relation, where that names one; others may have signed another (A-09)."""
    return fixed_end_of(state.text_of(relation), procedure, state.since.date())


def reported_to_state(agreement: Agreement) -> bool:
    """Whether Helsedirektoratet is told: agreements of hol. § 6-1, whole or as one of several (A-05, A-11)."""
    if agreement.kind is AgreementKind.STATUTORY:
        return True
    covers = bool(agreement.covers) or any(part.covers for part in agreement.parts or ())
    return covers and agreement.kind in (AgreementKind.SERVICE, AgreementKind.SPECIAL)
