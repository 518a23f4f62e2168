"""What would become of a case, on real parts: run forward on a copy, and the real one is not touched."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from models import acts as a
from models.acts import ItemOutcome
from tests.cli.desk import Desk
from tests.story import OSLO, Story

COUNTED = ("entry", "intake", "verdict", "record", "delivery", "document", "counter")


def desk(story: Story) -> Desk:
    return Desk(
        {
            "TEMPORAL_ADDRESS": "127.0.0.1:1",  # nothing is asked of the Temporal that runs
            "SAKSGANG_DATABASE_URL": story.register.url,
            "SAKSGANG_STATE_FOLDER": str(story.server.folder / "nothing-here"),
        }
    )


async def contents(story: Story) -> dict[str, int]:
    async with story.register.reading() as connection:
        return {t: int(await connection.scalar(text(f"SELECT count(*) FROM {t}")) or 0) for t in COUNTED}


async def test_an_objection_changes_how_a_case_ends_and_nothing_here_is_touched(story: Story) -> None:
    case, first, second = await story.open_case(), await story.meeting("SEKR", 30), await story.meeting("SEKR", 60)
    await story.open_case("En annen sak")
    await story.hold_drofting(case, first, ItemOutcome.READY)
    await story.minutes(first)
    before = await contents(story)
    decided = (await story.meeting_state(second)).starts_at
    on = (decided - timedelta(days=3)).astimezone(OSLO).date()

    answer = await desk(story).give(f"case what-if {case} --objection-from SEKR-M3 --on {on} --json")

    assert answer.status == 0, answer.err
    present, then = answer.document["present"], answer.document["then"]
    assert (present["stage"], then["stage"]) == ("under_oppfolging", "ikke_konsensus")
    kinds = {name: [e["kind"] for e in course["entries"]] for name, course in (("present", present), ("then", then))}
    assert "beslutning_made" in kinds["present"]
    assert "objection_lodged" not in kinds["present"]
    assert {"objection_lodged", "no_consensus"} <= set(kinds["then"])
    assert "beslutning_made" not in kinds["then"]
    lodged = next(e for e in then["entries"] if e["kind"] == "objection_lodged")
    assert lodged["day"] == str(on)
    assert then["missing"] == "that the chair of SEKR chooses the way on (P-13)"
    assert await contents(story) == before


async def test_silence_and_the_present_course_of_a_case_nobody_has_classified(story: Story) -> None:
    registered = a.RegisterCase(title="En sak", proposer_party="halden", summary="Kort.", proposal="Vi gjør det.")
    case = (await story.register_case(registered)).record
    first, second = await story.meeting("SEKR", 30), await story.meeting("SU", 60)

    answer = await desk(story).give(f"case what-if {case} --silence")

    assert answer.status == 0, answer.err
    assumed = "Assumed, since nobody has said it yet: it is classified as in doubt, so SU decides (P-04)."
    assert answer.out.count("Assumed, since") == answer.out.count(assumed) == 1
    assert "- as things stand    + if nobody does anything and only deadlines are reached" in answer.out
    assert f"Placed on the agenda of {first} " in answer.out
    assert f"Placed on the agenda of {second} " in answer.out
    assert "Besluttet by consensus in SU" in answer.out
    assert answer.out.rindex("it waits for somebody, and no deadline runs") > answer.out.index(
        "If nobody does anything"
    )
    assert (await story.case_state(case)).classification is None


async def test_where_a_way_on_is_to_be_chosen_now_the_proposed_one_is_assumed(story: Story) -> None:
    case = await story.open_case()
    meetings = [await story.meeting("SEKR", days) for days in (30, 60, 90, 120)]
    await story.hold_drofting(case, meetings[0], ItemOutcome.READY)
    await story.roll_call(case, meetings[1], {"SEKR-M4": a.Objection(grounds="For dyrt.")})

    answer = await desk(story).give(f"case what-if {case} --nothing --json")

    assert answer.status == 0, answer.err
    present = answer.document["present"]
    assert present["assumed"] == ["the chair of SEKR chooses what the procedure proposes: new drofting (P-13)"]
    kinds = [entry["kind"] for entry in present["entries"]]
    assert kinds.index("path_chosen") < kinds.index("drofting_held") < kinds.index("beslutning_made")
    assert present["stage"] == "under_oppfolging"
    assert (await story.case_state(case)).path_asked


async def test_one_thing_is_supposed_at_a_time_and_no_day_is_past(story: Story) -> None:
    case = await story.open_case()

    none = await desk(story).give(f"case what-if {case}")
    two = await desk(story).give(f"case what-if {case} --silence --withdraw")
    past = await desk(story).give(f"case what-if {case} --withdraw --on 2031-01-01")
    nobody = await desk(story).give(f"case what-if {case} --objection-from ATLANTIS")

    assert [a.status for a in (none, two, past, nobody)] == [2, 2, 2, 3]
    assert "2031-01-01 is past" in past.err
    assert "name one of SEKR-M1" in nobody.err
