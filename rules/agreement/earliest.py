"""By when notice could end what binds parties to each other: what an agreed day is compared with (T-08).

Computed where acts are received, as it counts months and years; the judgement is handed the days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.acts import ByNotice
from models.agreement import AgreementKind
from models.agreement_state import AgreementState, Relation
from models.procedure import Procedure
from rules.agreement.calendar import terms_of
from rules.agreement.context import in_force
from rules.derivations import shortest_of
from rules.periods import counted


def earliest_by_notice(state: AgreementState, procedure: Procedure, today: date) -> tuple[ByNotice, ...]:
    """For each relation in force, by notices on the whole that run, else by one received today."""
    found = ((r.relation, _earliest(state, procedure, today, r)) for r in state.relations if in_force(r))
    return tuple(ByNotice(relation=relation, day=day) for relation, day in found if day is not None)


def _earliest(state: AgreementState, procedure: Procedure, today: date, relation: Relation) -> date | None:
    """None where no notice can be given: one that follows another, and says nothing of notice (A-20)."""
    days = tuple(_of_running(state, relation))
    text = state.text_of(relation)
    if days:
        return min(days)
    if text.kind is AgreementKind.SUPPLEMENTARY and text.notice is None:
        return None
    terms, _ = terms_of(text, procedure, max(today, procedure.valid_from))
    return counted(today, terms)


def _of_running(state: AgreementState, relation: Relation) -> Iterator[date]:
    for end in state.ends:
        if end.relation == relation.relation and state.notice(end.notice).parts is None:
            yield max(shortest_of(end.computation), end.computation.named_end or date.min)
