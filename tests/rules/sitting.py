"""A meeting as it stands, or as it stands but for something: what it answers to an act, what an entry makes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from models.acts import Act, Actor, Facts, Mark, MeetingFacts, ReceivedAct, SeatAttendance
from models.minutes import Minutes, MinutesComment, MinutesContest, ProposedCorrection
from models.procedure import Procedure
from models.roster import Office
from models.state import AgendaItem, MeetingStage, MeetingState
from rules.meeting.fold import fold_meeting
from rules.meeting.judge import judge_meeting
from rules.verdict import Verdict
from tests.rules.asking import HASH, due, entries_of
from tests.rules.world import COMMUNITY, PROCEDURE, ROSTER

MEETING, DAY = "meeting-ostfold-SEKR-2031-1", date(2031, 2, 3)
STARTS = datetime(2031, 2, 3, 8, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=3)
SECRETARIAT = Actor(person="p-2h9c", offices=(Office.SECRETARIAT,))
CHAIR = Actor(person="p-mj9p", seat="SEKR-M1", rank=0, chairs=("SEKR",))
SEAT = Actor(person="p-1", seat="SEKR-M2", rank=0)
OTHER = Actor(person="p-2", seat="SEKR-M3", rank=0)
NOBODY = Actor(person="p-3", seat="SEKR-M2")
NOTICE = due("notice-due").model_copy(update={"steps": ("14 days before: 2031-02-03",)})
THERE = tuple(SeatAttendance(seat=seat, person="p-1") for seat in ("SEKR-M2", "SEKR-M3", "SEKR-GP"))


def item(number: int, **but: Any) -> AgendaItem:
    made = AgendaItem(item=number, case=f"case-{number}", title="En sak", mark=Mark.DROFTING, text_digest=HASH)
    return made.model_copy(update=but)


STATE = MeetingState(
    record=MEETING,
    community=COMMUNITY,
    stage=MeetingStage.OPEN,
    body="SEKR",
    day=DAY,
    starts_at=STARTS,
    ends_at=ENDS,
    place="Kalnes",
    notice_due=due("notice-due"),
    agenda=(item(1), item(2)),
    took_part=THERE,
)


def answer(
    act: Act,
    by: Actor = SECRETARIAT,
    *,
    at: datetime = STARTS,
    facts: dict[str, Any] | None = None,
    procedure: Procedure = PROCEDURE,
    **but: Any,
) -> Verdict:
    """What the meeting says to it, with what is otherwise of it."""
    received = ReceivedAct(
        act_id="0" * 32,
        record=MEETING,
        number=2,
        received_at=at,
        digest=HASH,
        actor=by,
        facts=Facts(day=DAY, dates=(due("notice-due"), due("minutes-due"))).model_copy(update=facts or {}),
        act=act,
    )
    return judge_meeting(STATE.model_copy(update=but), received, procedure, ROSTER)


def after(*bodies: Any, **but: Any) -> MeetingState:
    """The meeting, but for something, after entries of these bodies."""
    state = STATE.model_copy(update=but)
    for body in bodies:
        state = fold_meeting(state, entries_of(body, record=MEETING)[0], COMMUNITY)
    return state


def meeting_facts(**but: Any) -> MeetingFacts:
    later = STARTS + timedelta(days=28)
    return MeetingFacts(
        meeting="meeting-2",
        body="SEKR",
        day=later.date(),
        starts_at=later,
        ends_at=later + timedelta(hours=3),
        notice_due=later - timedelta(days=14),
        notice_sent=True,
        cancelled=False,
        opened=True,
    ).model_copy(update=but)


def claim(number: int, seat: str, about: int = 1, **but: Any) -> MinutesContest:
    made = MinutesContest(contest=number, item=about, case="case-1", seat=seat, claim="Nei.", at=STARTS)
    return made.model_copy(update=but)


def proposal(number: int, **but: Any) -> ProposedCorrection:
    made = ProposedCorrection(
        correction=number,
        item=1,
        case="case-1",
        old_text="Ja.",
        new_text="Nei.",
        reason="Feil.",
        asked=("SEKR-M2", "SEKR-M3"),
    )
    return made.model_copy(update=but)


def said(number: int, **but: Any) -> MinutesComment:
    return MinutesComment(comment=number, seat="SEKR-M2", person="p-1", text="Et tall.", at=STARTS).model_copy(
        update=but
    )


def with_minutes(**but: Any) -> dict[str, Any]:
    """A closed meeting whose two items were opened, with its draft, but for something."""
    agenda = (item(1, took_part=THERE, conclusion="drøftet"), item(2, took_part=THERE[1:], conclusion="drøftet"))
    draft = Minutes(text=HASH, html=HASH).model_copy(update=but)
    return {"stage": MeetingStage.CLOSED, "agenda": agenda, "minutes": draft}
