"""What is open to everybody, and what is not (P-34)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from models import acts as a
from models.acts import Mark
from models.canonical import text_digest
from models.minutes import Minutes
from models.public import PublicOverview
from models.state import AgendaItem, CaseState, MeetingStage, MeetingState
from rules.publication import overview
from tests.rules.world import World, in_roll_call

PAPER, SECRET = text_digest("utredning"), text_digest("navn")


def shown(world: World) -> PublicOverview:
    cases = [(r.case, world.now) for r in world.records.values() if r.case is not None]
    meetings = [r.meeting for r in world.records.values() if r.meeting is not None]
    return overview("ostfold", cases, meetings, world.now)


class TestPapers:
    """Published when they are sent, withheld one by one with the ground."""

    def test_open_from_the_notice_on_and_a_withheld_one_by_its_ground_alone(self) -> None:
        world = World()
        case, meeting = world.case(), world.meeting("SEKR", 40)
        world.act(case, a.AddPaper(document=PAPER, title="Utredning"))
        world.act(case, a.AddPaper(document=SECRET, title="Om Kari", withheld="offl. § 13"))
        world.act(case, a.PlaceCase(meeting=meeting, mark=Mark.DROFTING))
        before = shown(world)

        world.advance(world.meeting_state(meeting).starts_at - timedelta(days=1))

        after = shown(world)
        assert (before.notices, before.cases[0].papers) == ((), ())
        assert [n.meeting for n in after.notices] == [meeting]
        assert [(i.title, i.mark) for i in after.notices[0].agenda] == [("En sak", Mark.DROFTING)]
        assert [(p.paper, p.title, p.document, p.withheld) for p in after.cases[0].papers] == [
            (1, "Utredning", PAPER, None),
            (2, None, None, "offl. § 13"),
        ]

    def test_a_decision_is_shown_with_its_text(self) -> None:
        world, case = in_roll_call()
        before = shown(world).cases[0].decided

        world.roll_call(case)

        decided = shown(world).cases[0].decided
        assert before is None
        assert decided is not None
        assert decided.text == world.state(case).text.text


TODAY = datetime(2031, 3, 3, 9, tzinfo=UTC)


def _placed() -> tuple[CaseState, MeetingState]:
    """A case with two papers, and the meeting that it is on the agenda of."""
    world = World()
    case, meeting = world.case(), world.meeting("SEKR", 40)
    for title in ("Første", "Andre"):
        world.act(case, a.AddPaper(document=text_digest(title), title=title))
    world.act(case, a.PlaceCase(meeting=meeting, mark=Mark.DROFTING))
    return world.state(case), world.meeting_state(meeting)


CASE, MEETING = _placed()


def _overview(case: CaseState, meeting: MeetingState) -> PublicOverview:
    return overview("ostfold", [(case, TODAY)], [meeting], TODAY)


def test_of_meetings_and_cases_what_is_open_is_shown() -> None:
    """A notice once it has gone out, its items as announced; papers once they are sent, or late (P-34)."""
    case, meeting = CASE, MEETING
    [item] = meeting.agenda
    first, second = case.papers
    notified = {"stage": MeetingStage.NOTIFIED}

    def agenda(*items: AgendaItem, **changes: object) -> PublicOverview:
        return _overview(case, meeting.model_copy(update={"agenda": items, **changes}))

    announced = item.model_copy(update={"in_notice": True, "papers": (first.document,)})
    removed = announced.model_copy(update={"removed": True})

    assert agenda(announced).notices == ()
    assert [n.meeting for n in agenda(announced, invited=True).notices] == [meeting.record]
    assert [len(n.agenda) for n in agenda(announced, removed, item, **notified).notices] == [1]
    assert [p.title for p in agenda(announced, **notified).cases[0].papers] == ["Første"]
    assert agenda(item.model_copy(update={"papers": (first.document,)})).cases[0].papers == ()
    late = case.model_copy(update={"papers": (first, second.model_copy(update={"late": True}))})
    assert [(p.paper, p.title) for p in _overview(late, meeting).cases[0].papers] == [(2, "Andre")]


def test_minutes_are_shown_as_draft_until_they_are_approved() -> None:
    """And what is shown of them is the same but for that (P-33, P-34)."""
    case, meeting = CASE, MEETING
    draft = Minutes(text="a" * 64, html="b" * 64)
    approved = draft.model_copy(update={"approved_at": TODAY})

    shown = [
        _overview(case, meeting.model_copy(update={"minutes": minutes})).minutes
        for minutes in (None, draft, approved)
    ]

    assert shown[0] == ()
    assert [(m.status, m.approved_at, m.text, m.html) for [m] in shown[1:]] == [
        ("draft", None, "a" * 64, "b" * 64), ("approved", TODAY, "a" * 64, "b" * 64),
    ]  # fmt: skip


def test_of_a_case_its_bodies_and_where_it_waits_are_shown_as_far_as_they_are_known() -> None:
    """No summary, no proposer, no person (P-34)."""
    case, meeting = CASE, MEETING
    bare = case.model_copy(update={"classification": None, "placement": None})

    [known], [unknown] = _overview(case, meeting).cases, _overview(bare, meeting).cases

    assert (known.drofting_body, known.decision_body, known.meeting) == ("SEKR", "SEKR", meeting.record)
    assert (unknown.drofting_body, unknown.decision_body, unknown.meeting) == (None, None, None)
    assert (known.imported, known.ended, known.decided, known.changed_at) == (False, False, None, TODAY)
