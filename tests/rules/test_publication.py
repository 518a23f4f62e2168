"""What is open to everybody, and what is not (P-34)."""

from __future__ import annotations

from datetime import timedelta

from models import acts as a
from models.acts import Mark
from models.canonical import text_digest
from models.public import PublicOverview
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
