"""The second telling of acts on a case: what speaks against each, and what it does."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from models import acts as a
from models.acts import ItemOutcome, Mark, PathAfterDisagreement
from models.canonical import text_digest
from tests.model.model import (
    DELIBERATED,
    OSLO,
    Against,
    Case,
    Do,
    Meeting,
    Model,
    Objection,
    Reasons,
    Roll,
    Who,
    midnight,
    too_early,
)

# The red days of the year the stories play in, that are no Sunday.
HOLIDAYS = {(1, 1), (4, 10), (4, 14), (5, 1), (5, 17), (5, 22), (6, 2), (12, 25), (12, 26)}
YEAR = 2031


def is_holiday(day: date) -> bool:
    """Whether the day is one of them."""
    return day.year == YEAR and (day.month, day.day) in HOLIDAYS


# --- a case comes in ------------------------------------------------------------------------------------------------


def _decides(model: Model, act: a.ClassifyCase) -> str:
    larger = act.larger_economic or act.larger_administrative or act.in_doubt
    return model.community.larger if larger else model.community.professional


def against_classify(model: Model, case: Case, act: a.ClassifyCase, who: Who) -> Reasons:
    if case.over:
        yield "P-29"
    if not who.secretariat:
        yield "ENGINE"
    if case.stage not in ("meldt", "klassifisert") or case.placed or len(act.agreed_by) < 2:
        yield "P-04"
    if (case.drofting_body, case.decision_body) == (model.community.drofting_body, _decides(model, act)):
        yield "P-04"


def classify(model: Model, case: Case, act: a.ClassifyCase, _who: Who) -> None:
    case.drofting_body, case.decision_body = model.community.drofting_body, _decides(model, act)
    case.stage = "klassifisert"


def against_place(model: Model, case: Case, act: a.PlaceCase, who: Who) -> Reasons:
    meeting = model.meetings[act.meeting]
    if case.over:
        yield "P-29"
    if not who.secretariat:
        yield "P-08"
    if case.withdrawn or case.item or case.drofting_body is None:
        yield "P-04"
    if meeting.stage in ("closed", "cancelled") or meeting.starts_at <= model.now:
        yield "P-12"
    if case.placed == (act.meeting, act.mark):
        yield "P-08"
    if act.mark is Mark.DROFTING:
        if case.stage not in ("klassifisert", "til_drofting"):
            yield "P-13"
        if meeting.body != case.drofting_body:
            yield "P-05"
    if act.mark is Mark.BESLUTNING:
        yield from against_beslutning(model, case, meeting)


def against_beslutning(model: Model, case: Case, meeting: Meeting) -> Reasons:
    if case.deliberated is None or case.stage not in DELIBERATED:
        yield "P-01"
    if meeting.body != case.decision_body:
        yield "P-04"
    yield from too_early(model, case, meeting)
    if meeting.stage != "planned":
        yield "P-08"
    short = model.days_at_home(meeting) < model.community.home_days
    sooner = case.forankring is None or midnight(meeting.notice_at) < case.forankring
    if case.forankring_wanted(model.now) and (midnight(meeting.notice_at) <= model.now or (short and sooner)):
        yield "P-12"


def place(model: Model, case: Case, act: a.PlaceCase, _who: Who) -> None:
    model.put(case, model.meetings[act.meeting], act.mark)


# --- what is said -------------------------------------------------------------------------------------------------


def against_speaking(case: Case, who: Who, rule: str) -> Reasons:
    """Said in the meeting by whoever sits in the seat (P-22)."""
    assert case.item is not None
    if who.seat is None or case.item.sitting.get(who.seat) != who.person:
        yield "P-22"
        yield rule


def against_contribute(_model: Model, case: Case, _act: a.Contribute, who: Who) -> Reasons:
    if case.item is None or case.item.mark is not Mark.DROFTING:
        yield "P-10"
        return
    yield from against_speaking(case, who, "P-10")


def against_forankring(model: Model, case: Case, act: a.AnswerForankring, who: Who) -> Reasons:
    if case.forankring is None or case.forankring <= model.now:
        yield "P-11"
    if act.text_digest != text_digest(case.text):
        yield "P-17"
    if not (who.secretariat or who.answers_for == act.party):
        yield "P-11"
    if act.treated_on > model.today:
        yield "P-11"


def answer_forankring(model: Model, case: Case, act: a.AnswerForankring, _who: Who) -> None:
    case.answered.add(act.party)
    if case.answered == model.community.parties:
        model.close_forankring(case)


def against_position(model: Model, case: Case, act: a.TakePosition, who: Who) -> Reasons:
    if case.item is None or case.item.mark is not Mark.BESLUTNING or case.withdrawn:
        yield "P-01"
        yield "P-20"
        return
    yield from against_speaking(case, who, "P-20")
    if act.text_digest != text_digest(case.text):
        yield "P-17"
    if act.case_version != case.version:
        yield "P-20"
    if who.seat is None:
        return
    seat = model.community.seats[who.seat]
    if isinstance(act.stance, a.ConsentWithReservation) and not set(act.stance.parties) <= seat.parties:
        yield "P-20" if seat.counts else "P-18"
    others = {p for s, (p, _) in case.positions.items() if s != who.seat and model.community.seats[s].counts}
    if seat.counts and who.person in others:
        yield "P-23"
    if case.positions.get(who.seat) == (who.person, act.stance):
        yield "P-20"


def take_position(model: Model, case: Case, act: a.TakePosition, who: Who) -> None:
    assert who.seat is not None
    case.positions.pop(who.seat, None)
    case.positions[who.seat] = (who.person, act.stance)
    if not model.community.seats[who.seat].counts:
        return
    made = next((o for o in case.objections if o.standing and not o.written and o.owner == who.seat), None)
    if isinstance(act.stance, a.Objection):
        said = Objection(who.seat, written=False, text=case.text)
        if made is None:
            case.objections.append(said)
        else:
            case.objections[case.objections.index(made)] = said
    elif made is not None:
        made.standing = False


def objector(model: Model, who: Who) -> str | None:
    """A counted seat by somebody who holds it, or a party by its contact (P-28)."""
    if who.seat is not None:
        seat = model.community.seats[who.seat]
        return who.seat if seat.counts and who.person in seat.holders else None
    return who.answers_for


def asked(model: Model, case: Case, who: Who) -> bool:
    """Whether a seat is one of the body that decides."""
    deciding = model.meetings[case.placed[0]].body if case.placed else None
    return who.seat is None or model.community.seats[who.seat].body == deciding


def against_objection(model: Model, case: Case, act: a.LodgeObjection, who: Who) -> Reasons:
    if case.over:
        yield "P-29"
    sender = objector(model, who)
    if sender is None:
        yield "P-28"
        yield "P-23"
    if case.placed is None or case.placed[1] is not Mark.BESLUTNING or not case.papers_sent:
        yield "P-28"
    if not asked(model, case, who):
        yield "P-28"
    if act.text_digest != text_digest(case.text):
        yield "P-17"
    if any(o.standing and o.written and o.owner == sender for o in case.objections):
        yield "P-28"


def lodge(model: Model, case: Case, _act: a.LodgeObjection, who: Who) -> None:
    case.objections.append(Objection(objector(model, who) or "", written=True, text=case.text))
    case.version += 1


def standing(case: Case, number: int) -> Objection | None:
    """The objection of that number, if it stands."""
    found = case.objections[number - 1] if 0 < number <= len(case.objections) else None
    return found if found is not None and found.standing else None


def against_own(model: Model, case: Case, number: int, who: Who) -> Reasons:
    """Only the objector speaks of it, while it stands and nothing is decided (P-28)."""
    if case.over:
        yield "P-29"
    found, sender = standing(case, number), objector(model, who)
    if found is None or sender is None or found.owner != sender:
        yield "P-28"
        yield "P-23"


def against_answering(model: Model, case: Case, act: a.AnswerObjection, who: Who) -> Reasons:
    if case.over:
        yield "P-29"
    if standing(case, act.objection) is None or not (who.secretariat or speaks_for(model, who, case.proposer)):
        yield "P-28"


def answer_objection(_model: Model, case: Case, act: a.AnswerObjection, _who: Who) -> None:
    case.objections[act.objection - 1].answered = True
    case.objections[act.objection - 1].kept = False


def against_keeping(model: Model, case: Case, act: a.KeepObjection, who: Who) -> Reasons:
    yield from against_own(model, case, act.objection, who)
    found = standing(case, act.objection)
    if found is not None and (not found.answered or found.kept):
        yield "P-20"


def keep(_model: Model, case: Case, act: a.KeepObjection, _who: Who) -> None:
    case.objections[act.objection - 1].kept = True


def against_resolving(model: Model, case: Case, act: a.ResolveObjection, who: Who) -> Reasons:
    yield from against_own(model, case, act.objection, who)
    found = standing(case, act.objection)
    if act.text_digest != text_digest(case.text):
        yield "P-17"
    if found is not None and found.text == case.text:
        yield "P-28"


def against_withdrawal(model: Model, case: Case, act: a.WithdrawObjection, who: Who) -> Reasons:
    yield from against_own(model, case, act.objection, who)


def give_up(_model: Model, case: Case, act: a.WithdrawObjection | a.ResolveObjection, _who: Who) -> None:
    """It stands no more; made in a roll call that is open, its seat is asked anew."""
    objection = case.objections[act.objection - 1]
    objection.standing = False
    stance = case.positions.get(objection.owner)
    if case.item is not None and not objection.written and stance and isinstance(stance[1], a.Objection):
        del case.positions[objection.owner]


# --- the item closes ------------------------------------------------------------------------------------------------


def against_close(model: Model, case: Case, act: a.CloseItem, who: Who) -> Reasons:
    item = case.item
    if item is None or (item.meeting, item.number) != (act.meeting, act.item):
        yield "P-32"
        return
    if not (who.secretariat or item.body in who.chairs):
        yield "P-32"
    if case.withdrawn or item.mark is Mark.ORIENTERING:
        return
    if act.outcome is ItemOutcome.POSTPONED:
        if act.summary is None:
            yield "P-12"
    elif item.mark is Mark.DROFTING:
        if act.outcome not in (ItemOutcome.READY, ItemOutcome.ANOTHER_ROUND):
            yield "P-08"
    elif act.outcome is not None:
        yield "P-08"
    elif any(model.community.seats[s].counts and s not in case.positions for s in item.sitting):
        yield "P-20"


def close(model: Model, case: Case, act: a.CloseItem, _who: Who) -> None:
    item = case.item
    assert item is not None
    if case.withdrawn or (act.outcome is ItemOutcome.POSTPONED and item.mark is Mark.DROFTING):
        model.leave(case)
    elif item.mark is Mark.ORIENTERING:
        model.end_item(case, case.stage)
    elif item.mark is Mark.DROFTING:
        close_drofting(model, case, act, item)
    elif act.outcome is ItemOutcome.POSTPONED:
        postpone(model, case)
    else:
        close_roll_call(model, case, item)


def postpone(model: Model, case: Case) -> None:
    """Not decided in this meeting; what was objected in its roll call went with it."""
    model.end_item(case, "utsatt")
    case.positions = {}
    case.lapse(written=False)


def close_drofting(model: Model, case: Case, act: a.CloseItem, item: Roll) -> None:
    model.end_item(case, "klassifisert")
    case.rounds += 1
    case.forankring, case.forankring_closed, case.answered = None, False, set()
    case.deliberated = None
    if act.outcome is ItemOutcome.READY:
        case.deliberated, case.stage = (item.meeting, model.today), "droftet"
    elif case.rounds >= model.community.rounds:
        case.path_asked = True


def close_roll_call(model: Model, case: Case, item: Roll) -> None:
    """Consensus: nobody who counts objects, nobody present is unheard, everybody is spoken for (P-20, P-22)."""
    counted = {s: stance for s, (_, stance) in case.positions.items() if model.community.seats[s].counts}
    objects = any(isinstance(stance, a.Objection) for stance in counted.values())
    if objects or any(o.standing for o in case.objections):
        model.end_item(case, "ikke_konsensus")
        case.path_asked = True
        return
    if model.community.uncovered(set(counted), item.body):
        postpone(model, case)
        return
    if item.changed and len(counted) < sum(seat.counts for seat in model.community.of(item.body)):
        model.end_item(case, "klassifisert")
        model.back(case)
        return
    decide(model, case, counted)


def decide(model: Model, case: Case, counted: dict[str, a.Stance]) -> None:
    reserved = {p for st in counted.values() if isinstance(st, a.ConsentWithReservation) for p in st.parties}
    spoken_for = {p for s in counted for p in model.community.seats[s].parties}
    case.bound, case.waiting = spoken_for - reserved, set(reserved)
    follows = {s for s, (_, st) in case.positions.items() if isinstance(st, a.Consent) and st.statement_follows}
    case.statements = follows
    if follows:
        case.statements_due = end_of_working_days(model.today, model.community.statement_days)
    model.end_item(case, "besluttet_med_forbehold" if reserved else "under_oppfolging")


def end_of_working_days(day: date, count: int) -> datetime:
    """The midnight that ends the so-manieth working day after a day (P-27)."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and not is_holiday(day)
    return datetime.combine(day + timedelta(days=1), time(0), OSLO)


# --- text ---------------------------------------------------------------------------------------------------------


def against_amend(_model: Model, case: Case, act: a.AmendText, who: Who) -> Reasons:
    if case.over:
        yield "P-29"
    if act.rests_on != text_digest(case.text) or act.proposal == case.text:
        yield "P-17"
    if not who.secretariat or case.withdrawn or (case.placed and case.papers_sent and case.item is None):
        yield "P-17"
    if case.stage == "ikke_konsensus":  # the chair chooses the way on
        yield "P-13"
    orientering = case.item is not None and case.item.mark is Mark.ORIENTERING
    if act.substantial and orientering and case.deliberated is not None:
        yield "P-17"


def amend(model: Model, case: Case, act: a.AmendText, _who: Who) -> None:
    case.text, case.positions = act.proposal, {}
    case.version += 1
    if case.item is not None:
        case.item.changed = case.item.changed or act.substantial
    elif act.substantial and case.deliberated is not None:
        model.leave(case)
        model.back(case)


def against_asking_time(model: Model, case: Case, _act: a.AskForTime, who: Who) -> Reasons:
    if case.item is None or case.item.mark is not Mark.BESLUTNING or not case.item.changed:
        yield "P-17"
        return
    if case.withdrawn:
        yield "P-30"
    yield from against_speaking(case, who, "P-17")
    if who.seat is not None and not model.community.seats[who.seat].counts:
        yield "P-17"


def ask_for_time(model: Model, case: Case, _act: a.AskForTime, _who: Who) -> None:
    model.end_item(case, "klassifisert")
    model.back(case)


# --- other ways -----------------------------------------------------------------------------------------------------


def against_path(model: Model, case: Case, act: a.ChoosePath, who: Who) -> Reasons:
    if case.over:
        yield "P-29"
    if not case.path_asked or case.decision_body is None or case.item is not None:
        yield "P-13"
    if case.decision_body is not None and not (who.secretariat or case.decision_body in who.chairs):
        yield "P-13"
    if act.path is PathAfterDisagreement.RAISE and case.decision_body == model.community.larger:
        yield "P-14"


def choose_path(model: Model, case: Case, act: a.ChoosePath, _who: Who) -> None:
    model.leave(case)
    case.path_asked = False
    if act.path is PathAfterDisagreement.CLOSE_WITHOUT_AGREEMENT:
        model.close_case(case, "avsluttet")
        return
    if act.path is PathAfterDisagreement.RAISE:
        case.decision_body = case.drofting_body = model.community.larger
    model.back(case)
    case.bound, case.waiting = set(), set()
    if act.amended_proposal is not None:
        case.text = act.amended_proposal
        case.version += 1


def against_withdrawing(_model: Model, case: Case, _act: a.WithdrawCase, who: Who) -> Reasons:
    if case.over:
        yield "P-29"
    if case.withdrawn or not speaks_for(_model, who, case.proposer):
        yield "P-30"


def speaks_for(model: Model, who: Who, party: str) -> bool:
    """The party's contact, or a holder of a seat that speaks for it."""
    if who.answers_for == party:
        return True
    seat = model.community.seats.get(who.seat or "")
    return seat is not None and who.person in seat.holders and party in seat.parties


def withdraw(model: Model, case: Case, _act: a.WithdrawCase, _who: Who) -> None:
    case.withdrawn_from, case.stage = case.stage, "trukket"
    day = model.today + timedelta(days=model.community.takeover_days + 1)
    case.takeover_due = datetime.combine(day, time(0), OSLO)


def against_taking_over(model: Model, case: Case, act: a.TakeOverCase, who: Who) -> Reasons:
    late = case.takeover_due is not None and case.takeover_due <= model.now
    if (
        case.ended
        or not case.withdrawn
        or late
        or act.party == case.proposer
        or not speaks_for(model, who, act.party)
    ):
        yield "P-30"


def take_over(_model: Model, case: Case, act: a.TakeOverCase, _who: Who) -> None:
    case.stage, case.withdrawn_from = case.withdrawn_from or "", None
    case.proposer, case.takeover_due = act.party, None


# --- after the decision ---------------------------------------------------------------------------------------------


def against_statement(model: Model, case: Case, _act: a.DeliverStatement, who: Who) -> Reasons:
    if case.ended:
        yield "P-29"
    seat = model.community.seats.get(who.seat or "")
    late = case.statements_due is not None and case.statements_due <= model.now
    if seat is None or who.seat not in case.statements or late or who.person not in seat.holders:
        yield "P-27"
        yield "P-23"


def deliver(_model: Model, case: Case, _act: a.DeliverStatement, who: Who) -> None:
    case.statements.discard(who.seat or "")
    if not case.statements:
        case.statements_due = None


def against_council(model: Model, case: Case, act: a.AnswerReservation, who: Who) -> Reasons:
    own = who.secretariat or who.answers_for == act.party
    if act.party not in case.waiting or not own or act.treated_on > model.today:
        yield "P-20"


def council_says(_model: Model, case: Case, act: a.AnswerReservation, _who: Who) -> None:
    case.waiting.discard(act.party)
    if not act.approved:
        case.stage, case.path_asked = "ikke_konsensus", True
        case.bound, case.waiting = set(), set()  # there was no consensus (P-19)
        return
    case.bound.add(act.party)
    if not case.waiting:
        case.stage = "under_oppfolging"


def nothing(_model: Model, _case: Case, _act: object, _who: Who) -> None:
    """It is heard, and changes nothing of where the case stands."""


OF_CASES: dict[type, tuple[Against, Do]] = {
    a.ClassifyCase: (against_classify, classify),
    a.PlaceCase: (against_place, place),
    a.Contribute: (against_contribute, nothing),
    a.AnswerForankring: (against_forankring, answer_forankring),
    a.TakePosition: (against_position, take_position),
    a.LodgeObjection: (against_objection, lodge),
    a.WithdrawObjection: (against_withdrawal, give_up),
    a.AnswerObjection: (against_answering, answer_objection),
    a.KeepObjection: (against_keeping, keep),
    a.ResolveObjection: (against_resolving, give_up),
    a.CloseItem: (against_close, close),
    a.AmendText: (against_amend, amend),
    a.AskForTime: (against_asking_time, ask_for_time),
    a.ChoosePath: (against_path, choose_path),
    a.WithdrawCase: (against_withdrawing, withdraw),
    a.TakeOverCase: (against_taking_over, take_over),
    a.DeliverStatement: (against_statement, deliver),
    a.AnswerReservation: (against_council, council_says),
}
