"""The second telling of ways off the main road: raised, moved into other cases, early involvement."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from models import acts as a
from models.acts import Mark
from tests.model.model import OSLO, Against, Case, Do, Model, Reasons, Who
from tests.model.of_cases import speaks_for

# --- raised to the body above (P-04, P-14) --------------------------------------------------------------------------


def against_raising(model: Model, case: Case, rule: str) -> Reasons:
    """Only undecided and free, from the lower body; after disagreement the chair chooses the way (P-13)."""
    if case.over:
        yield "P-29"
    if case.withdrawn or case.path_asked:
        yield "P-14"
    if case.decision_body is None or case.item is not None or case.decision_body == model.community.larger:
        yield rule


def against_demand(model: Model, case: Case, _act: a.DemandHigherBody, who: Who) -> Reasons:
    """Any counted member may demand it."""
    yield from against_raising(model, case, "P-04")
    seat = model.community.seats.get(who.seat or "")
    if seat is None or not seat.counts or who.person not in seat.holders:
        yield "P-04"
        yield "P-23"


def demand(model: Model, case: Case, _act: a.DemandHigherBody, _who: Who) -> None:
    raise_up(model, case)


def against_raise(model: Model, case: Case, _act: a.RaiseCase, who: Who) -> Reasons:
    """The chair of the body that has it decides."""
    yield from against_raising(model, case, "P-14")
    if not (who.secretariat or case.decision_body in who.chairs):
        yield "P-14"


def raise_case(model: Model, case: Case, act: a.RaiseCase, _who: Who) -> None:
    if act.changed and case.deliberated is not None:
        model.leave(case)
        model.back(case)
        case.decision_body = model.community.larger
    else:
        raise_up(model, case)


def raise_up(model: Model, case: Case) -> None:
    """With the text unchanged the drøfting counts: the body above decides in its next meeting."""
    if case.placed is not None and case.placed[1] is Mark.BESLUTNING:
        model.leave(case)
    case.decision_body = model.community.larger
    model.without_meeting.discard(case.record)
    if case.deliberated is not None and case.placed is None:
        case.stage = "loftet"


# --- goes on in other cases (P-16) ----------------------------------------------------------------------------------


def against_moving(_model: Model, case: Case, act: a.MoveCase, who: Who) -> Reasons:
    if case.over:
        yield "P-29"
    if case.item is not None or case.withdrawn or case.record in act.into:
        yield "P-16"
    if not (who.secretariat or case.decision_body in who.chairs):
        yield "P-16"


def move(model: Model, case: Case, _act: a.MoveCase, _who: Who) -> None:
    model.close_case(case, "avsluttet")


# --- early involvement (P-36) ---------------------------------------------------------------------------------------


def input_until(model: Model, own_decision_on: date) -> datetime:
    """The midnight after the last day for input: so many days, and always before the party decides by itself."""
    last = min(model.today + timedelta(days=model.community.input_days), own_decision_on - timedelta(days=1))
    return datetime.combine(last + timedelta(days=1), time(0), OSLO)


def against_input(case: Case, party: str, who: Who, model: Model) -> Reasons:
    """An asked party, by its contact or the secretariat, until the time is over."""
    open_still = case.input_due is not None and model.now < case.input_due
    if not open_still or party not in case.asked or not (who.secretariat or who.answers_for == party):
        yield "P-36"


def against_giving(model: Model, case: Case, act: a.GiveInput, who: Who) -> Reasons:
    yield from against_input(case, act.party, who, model)


def give(_model: Model, case: Case, act: a.GiveInput, _who: Who) -> None:
    case.given.add(act.party)


def against_taking_back(model: Model, case: Case, act: a.WithdrawInput, who: Who) -> Reasons:
    yield from against_input(case, act.party, who, model)
    if act.party not in case.given:
        yield "P-36"


def take_back(_model: Model, case: Case, act: a.WithdrawInput, _who: Who) -> None:
    case.given.discard(act.party)


def against_summing_up(model: Model, case: Case, _act: a.SummariseInvolvement, who: Who) -> Reasons:
    """When the time is over, by the party that considers the change or the secretariat."""
    early = not case.early or (case.input_due is not None and model.now < case.input_due)
    if early or case.ended or not (who.secretariat or speaks_for(model, who, case.proposer)):
        yield "P-36"


def sum_up(model: Model, case: Case, _act: a.SummariseInvolvement, _who: Who) -> None:
    model.close_case(case, "avsluttet")


OF_OTHER_WAYS: dict[type, tuple[Against, Do]] = {
    a.DemandHigherBody: (against_demand, demand),
    a.RaiseCase: (against_raise, raise_case),
    a.MoveCase: (against_moving, move),
    a.GiveInput: (against_giving, give),
    a.WithdrawInput: (against_taking_back, take_back),
    a.SummariseInvolvement: (against_summing_up, sum_up),
}
