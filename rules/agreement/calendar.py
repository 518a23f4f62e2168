"""What comes in an agreement's life and when, by the facts as they stand (A-07..A-20, T-01..T-08).

The one place that counts an agreement's days. It reads the time zone database and the calendar, so no workflow runs
it: an activity does, whenever facts have changed and again when a clock is to ring (T-05). Given the same facts it
gives the same dates; a date that has been rung for does not come again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.acts import Derivation
from models.agreement import Agreement, AgreementKind, NoticeEnd
from models.agreement_state import AgreementState, Notice, NoticeStage, Relation
from models.base import Frozen
from models.periods import Computation, Terms
from models.procedure import Procedure
from rules.agreement.calendar_of_keeping import entering_date, report_dates, review_dates
from rules.agreement.clocks import AGREED, END, TERM
from rules.agreement.coming import reminders
from rules.agreement.context import fixed_end_of, in_force, term_of
from rules.agreement.notices import counted_from
from rules.derivations import plain_day
from rules.periods import compute, end_instant, national_terms, statutory_terms


class Calendar(Frozen):
    """What comes, by its due time, and when notices end what."""

    dates: tuple[Derivation, ...]
    ends: tuple[NoticeEnd, ...]


def calendar_of(state: AgreementState, procedure: Procedure) -> Calendar:
    """Everything that comes by itself, from the facts as they stand."""
    ends = tuple(_ends(state, procedure))
    terms = _terms(state, procedure)
    coming = (
        *_dates_of_ends(state, ends),
        *_agreed(state, procedure),
        *_term(state, procedure, terms),
        *reminders(state, procedure, ends, terms),
        *review_dates(state, procedure),
        *report_dates(state, procedure),
        *entering_date(state, procedure),
    )
    coming = tuple(due for due in coming if due.name not in state.rung)
    return Calendar(dates=tuple(sorted(coming, key=lambda due: (due.at, due.name))), ends=ends)


def _ends(state: AgreementState, procedure: Procedure) -> Iterator[NoticeEnd]:
    for notice in state.notices:
        if notice.stage is not NoticeStage.RUNNING:
            continue
        for name in notice.relations:
            relation = state.relation(name)
            over = not in_force(relation) or (notice.parts is not None and {*notice.parts} <= {*relation.ended_parts})
            computed = None if over else end_of(state, notice, relation, procedure)
            if computed is not None:
                yield NoticeEnd(notice=notice.notice, relation=name, computation=computed)


def end_of(state: AgreementState, notice: Notice, relation: Relation, procedure: Procedure) -> Computation | None:
    """When a notice ends a relation; None until all have received it (5.4, T-07)."""
    received = counted_from(notice, relation)
    if received is None:
        return None
    day = max(received.day, procedure.valid_from)  # a notice may be older than the procedure it is counted under
    terms, rule = terms_of(state.text_of(relation), procedure, day)
    return compute(
        received,
        terms,
        rule=rule,
        timezone=procedure.timezone,
        sent=notice.sent,
        named_end=notice.named_end,
        agreed_end=relation.agreed_end,
        fixed_end=fixed_end_of(state.text_of(relation), procedure, day),
        may_contest=relation.parties,
    )


def terms_of(agreement: Agreement, procedure: Procedure, day: date) -> tuple[Terms, str]:
    """How a notice is counted, and by which rule: the agreement's own clause goes first (A-10, A-16)."""
    if agreement.kind is AgreementKind.NATIONAL:
        return national_terms(procedure, day, agreement.notice), "A-16"
    return statutory_terms(procedure, day, agreement.notice), "A-10"


def _dates_of_ends(state: AgreementState, ends: tuple[NoticeEnd, ...]) -> Iterator[Derivation]:
    """A clock for each notice that takes effect; a fixed or an agreed end rings by itself (A-16, T-08)."""
    for end in ends:
        computed = end.computation
        if computed.effective and state.relation(end.relation).agreed_end is None:
            yield Derivation(
                name=f"{END}:{end.notice}:{end.relation}",
                rule=computed.rule,
                anchor=computed.derivation[0],
                steps=computed.derivation[1:],
                day=computed.in_force_to,
                at=computed.ends_at,
            )


def _agreed(state: AgreementState, procedure: Procedure) -> Iterator[Derivation]:
    for relation in state.relations:
        last = relation.agreed_end
        if last is not None and in_force(relation):
            yield Derivation(
                name=f"{AGREED}:{relation.relation}",
                rule="T-08",
                anchor=f"the parties have fixed {plain_day(last)} in writing",
                steps=(f"in force to {plain_day(last)} 24:00",),
                day=last,
                at=end_instant(last, procedure.timezone),
            )


def _terms(state: AgreementState, procedure: Procedure) -> tuple[date, ...]:
    """The last days that texts name which bind somebody now."""
    named = (term_of(state, relation, procedure) for relation in state.relations if in_force(relation))
    return tuple(sorted({last for last in named if last is not None}))


def _term(state: AgreementState, procedure: Procedure, terms: tuple[date, ...]) -> Iterator[Derivation]:
    for last in terms:
        yield Derivation(
            name=f"{TERM}:{last}",
            rule="A-16" if state.agreement.kind is AgreementKind.NATIONAL else "T-08",
            anchor=f"the agreement names {plain_day(last)} as its last day",
            steps=(f"in force to {plain_day(last)} 24:00",),
            day=last,
            at=end_instant(last, procedure.timezone),
        )
