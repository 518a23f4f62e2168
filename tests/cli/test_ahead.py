"""What happens next, asked by the secretariat, a member and whoever follows a case."""

from __future__ import annotations

from models import acts as a
from models.acts import Consent, ItemOutcome, Mark
from tests.cli.desk import Desk
from tests.story import Story


async def test_a_case_from_its_first_day_to_one_missing_consent(told: Story, desk: Desk) -> None:
    case = await told.open_case()
    alone = await desk.give(f"case next {case}")
    first, second = await told.meeting("SEKR", 30), await told.meeting("SEKR", 60)
    planned = await desk.give(f"case next {case} --json")
    await told.hold_drofting(case, first, ItemOutcome.READY)
    at_home = await desk.give(f"case next {case}")
    everything = await desk.give("work list")
    await told.open_roll_call(case, second)
    for seat in told.seats("SEKR", counted=True):
        if seat != "SEKR-M3":
            await told.position(case, seat, Consent())
    one_left = await desk.give(f"case next {case}")

    assert "the secretariat plans a meeting of SEKR" in alone.out
    assert "Nothing happens by itself: no deadline runs." in alone.out
    assert [s["meeting"] for s in planned.document["earliest"]["steps"]] == [first, second]
    assert planned.document["words"]["awaited"][0]["type"].startswith(f"saksgang case place {case}")
    assert "silence stands as silence, never as consent (P-11); silent so far: all 14 parties" in at_home.out
    arranged, _, must = at_home.out.partition("What is arranged")[2].partition("Who must act")
    assert f"beslutning in {second}" in arranged and second not in must.partition("If nobody acts")[0]
    assert f", {second}: notice, agenda and papers leave" in at_home.out
    coming = [line for line in everything.out.splitlines() if "notice, agenda and papers leave" in line]
    assert [line.split()[1] for line in coming].count(f"{second}:") == 1
    assert not any(case in line for line in coming), "once, with its meeting"
    assert "no limit: nothing forces a decision" in at_home.out
    assert "one more consent, from SEKR-M3 (Halden og Aremark) or its deputy" in one_left.out


async def test_the_secretariats_list_has_the_oldest_first_with_what_to_type(told: Story, desk: Desk) -> None:
    older = await told.open_case("En eldre sak")
    await told.days_pass(3)
    newer = await told.open_case("En nyere sak", larger=True)

    told_all = await desk.give("work list --json")
    in_words = await desk.give("work list")
    higher = await desk.give("work list --body su --json")

    waiting = [row["record"] for row in told_all.document["waiting"]]
    assert waiting.index(older) < waiting.index(newer)
    assert all(
        row["since"] is not None and row["type"].startswith("saksgang ") for row in told_all.document["waiting"]
    )
    assert "En eldre sak (since 2031-" in in_words.out
    assert {row["record"] for row in higher.document["waiting"]} == {newer}


async def test_a_body_that_is_none_is_answered_with_those_there_are(told: Story, desk: Desk) -> None:
    for line in ("work list --body atlantis", "case list --body atlantis", "meeting list --body atlantis"):
        answer = await desk.give(line)

        assert (answer.status, "name one of SEKR, SU" in answer.err) == (3, True), line


async def test_a_member_sees_what_waits_for_them_and_whom_they_speak_for(told: Story, desk: Desk) -> None:
    case, meeting = await told.open_case(), await told.meeting("SEKR", 40)
    await told.place(case, meeting, Mark.DROFTING)
    await told.open_meeting(meeting)
    await told.open_item(meeting, case)
    member, contact = told.holder("SEKR-M3"), told.contact("moss").person

    mine = await desk.give(f"my work {member}")
    await told.close_item(meeting, case, ItemOutcome.READY)
    await told.do(meeting, a.CloseMeeting())
    await told.meeting("SEKR", 40)
    theirs = await desk.give(f"my work {contact} --json")

    assert "member in SEKR-M3 (Halden og Aremark), for Halden kommune and Aremark kommune" in mine.out
    assert f"can say something; nobody is bound (P-10): `./saksgang case contribute {case} --seat SEKR-M3" in mine.out
    assert [row["duty"] for row in theirs.document["waiting"]] == ["answer_forankring"]
    assert theirs.document["places"][0]["parties"] == ["moss"]


async def test_somebody_who_holds_nothing(told: Story, desk: Desk) -> None:
    answer = await desk.give("my work nobody-of-that-name")

    assert (answer.status, "Nobody here is" in answer.err) == (3, True)


async def test_an_agenda_is_built_shown_and_placed_only_when_said_so(told: Story, desk: Desk) -> None:
    ready, other = await told.open_case("En klar sak"), await told.open_case("En sak til SU", larger=True)
    meeting = await told.meeting("SEKR", 30)

    shown = await desk.give(f"meeting agenda {meeting} --build")
    asked = await desk.give(f"meeting agenda {meeting} --build --place --as {told.secretariat.person}")
    line = f"meeting agenda {meeting} --build --place --yes --as {told.secretariat.person} --json"
    placed = await desk.give(line)
    again = await desk.give(line)
    alone = await desk.give(f"meeting agenda {meeting} --place")

    assert f"{ready}  En klar sak: classified, and its drøfting is held in this body (P-05)" in shown.out
    assert "Nothing is placed yet." in shown.out
    assert (asked.status, "nothing was placed" in asked.err) == (2, True)
    built = {(p["case"], p["mark"], p["outcome"]) for p in placed.document["placed"]}
    assert {(case, "drofting", "accepted") for case in (ready, other)} <= built, "with those of the tests before"
    assert (again.document["placed"], again.status) == ([], 0)
    assert {c["case"]: c["placed_in"] for c in again.document["candidates"]}[ready] == meeting
    assert (alone.status, "--build --place" in alone.err) == (2, True)
