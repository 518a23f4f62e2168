"""A case carried by commands alone, from melding to besluttet; each answer says what it came to and what is next."""

from __future__ import annotations

import json
import uuid

from models.entries import PositionTaken
from tests.cli.desk import Desk, Said
from tests.story import Story

SECRETARIAT = "--as amina.hussain@ostfold-samhandling.example"
CHAIR = "--as p-mj9p"


async def done(desk: Desk, line: str, *more: str) -> Said:
    """A command that must go well."""
    answer = await desk.give(line, *more)
    assert answer.status == 0, f"{line}: {answer.out}{answer.err}"
    return answer


async def test_a_professional_case_from_melding_to_besluttet(told: Story, desk: Desk) -> None:  # noqa: PLR0915
    opened = await done(
        desk,
        'case open --as "Amina Hussain" --title "Felles prosedyre" --summary s --proposal "Vi gjør dette." --json',
    )
    case = opened.document["record"]
    classify = f"case classify {case} --as p-2h9c --reason Faglig --agreed-by p-kkf9 --agreed-by p-mn3e"
    classified = await done(desk, classify)
    assert "Drøfting in SEKR, beslutning in SEKR" in classified.out
    assert "the secretariat plans a meeting of SEKR" in classified.out

    first, second = await told.local(30), await told.local(60)
    plan = "meeting plan SEKR --as p-2h9c --place Kalnes --json"
    meetings = [
        (await done(desk, f"{plan} --starts {day:%Y-%m-%dT09:00} --ends {day:%Y-%m-%dT12:00}")).document["record"]
        for day in (first, second)
    ]
    await done(desk, f"case place {case} {meetings[0]} --mark drofting --as p-2h9c")
    await told.clock.advance(first)
    await done(desk, f"meeting open {meetings[0]} --all-members --deputy SEKR-M1 --absent SEKR-GP --as p-2h9c")
    seen = (await desk.give(f"meeting show {meetings[0]} --json")).document["state"]
    sitting = {s["seat"]: s["person"] for s in seen["attendance"]}
    assert sitting["SEKR-M1"] == told.holder("SEKR-M1", rank=1)
    assert "SEKR-GP" not in sitting
    await done(desk, f"meeting attend {meetings[0]} SEKR-GP=p-8fq7 --as p-2h9c")
    await done(desk, f"meeting item-open {meetings[0]} 1 --as p-2h9c")
    await done(desk, f"case contribute {case} --text Overgangstid! --about proposal --as p-3peu --seat SEKR-M2")
    early = await desk.give(f"position take {case} consent --as p-3peu --seat SEKR-M2")
    assert (early.status, "nobody can be bound in it" in early.err) == (3, True)
    held = await done(desk, f"meeting item-close {meetings[0]} 1 --outcome ready --as p-2h9c")
    assert "ready for beslutning in a following meeting" in held.out
    assert f"beslutning in {meetings[1]}" in held.out
    assert "silence stands as silence, never as consent" in held.out
    await done(desk, f"meeting close {meetings[0]} --as p-2h9c")

    answered = await done(
        desk,
        f"forankring answer {case} supports --party halden --treated-by styret --treated-on 2031-02-04 --as p-2h9c",
    )
    assert "1 of 14 have answered" in answered.out

    await told.clock.advance(second)
    await done(desk, f"meeting open {meetings[1]} --all-members {CHAIR}")
    await done(desk, f"meeting item-open {meetings[1]} 1 {CHAIR}")
    digest = (await desk.give(f"case show {case} --json")).document["state"]["text"]["digest"]
    stale = await desk.give(f"position take {case} consent --version 1 --as p-mj9p --seat SEKR-M1")
    assert (stale.status, "has changed since version 1" in stale.err) == (3, True)
    take = f"position take {case} consent --text {digest[:8]} --as p-mj9p --seat SEKR-M1 --act-id {uuid.uuid4()}"
    taken = await done(desk, take)
    assert f"On text {digest[:12]}" in taken.out
    waits = await desk.give(f"meeting item-close {meetings[1]} 1 {CHAIR}")
    assert (waits.status, "not yet heard: SEKR-M2" in waits.err) == (3, True)
    for seat in told.seats("SEKR", counted=True)[1:]:
        line = f"position take {case} consent --seat {seat} --entered-by p-2h9c --as {told.holder(seat)}"
        await done(desk, line)
    gp = await done(
        desk, f"position take {case} object --grounds Nei. --as p-8fq7 --seat SEKR-GP --entered-by p-2h9c"
    )
    assert "heard, not counted: objects (innsigelse)" in gp.out
    again = await done(desk, take)
    assert "for Fredrikstad kommune and Hvaler kommune: consents" in again.out
    assert len(await told.bodies(case, PositionTaken)) == 11

    closed = await done(desk, f"meeting item-close {meetings[1]} 1 {CHAIR}")
    assert "Besluttet by consensus in SEKR" in closed.out
    assert "Heard, not counted: SEKR-GP" in closed.out
    assert "binds Halden kommune, through SEKR-M3. And 13 more of the same kind." in closed.out

    record = await done(desk, f"case record {case}")
    assert "entered by Amina Hussain (p-2h9c)" in record.out
    entries = json.loads((await done(desk, f"case record {case} --json")).out)["entries"]
    assert [e["seq"] for e in entries] == list(range(1, len(entries) + 1))
    assert entries[-1]["hash"] in record.out
    assert "under oppfølging" in (await done(desk, "case list --stage under_oppfolging")).out
    reported = f"followup report {case} --party halden --status in_budget --as p-2h9c"
    unreferred = await desk.give(reported)
    assert (unreferred.status, "by a decision of the party's own" in unreferred.err) == (3, True)
    told_so = await done(desk, f"{reported} --unit Helse --reference", "PS 88/31")
    assert "Follow-up of Halden kommune: in budget, responsible: Helse, by PS 88/31." in told_so.out
    listed = await done(desk, "followup list --for-party halden --json")
    sheet = await desk.run("followup list --for-party halden --csv")
    assert sheet.out.startswith("\ufeffparty;due;status;")
    [line] = [x for x in listed.document["items"] if x["case"] == case]
    assert (line["item"]["status"], line["overdue"]) == ("in_budget", False)
    paper = told.house.folder / "oppfolging.txt"
    await done(desk, f"followup paper --body SEKR --file {paper}")
    assert "- Halden kommune: i budsjettet (PS 88/31). Frist 2031-12-31, budsjett 2032." in paper.read_text()


async def test_the_short_id_and_the_whole_one_are_the_same_case(told: Story, desk: Desk) -> None:
    record = (await done(desk, "case open --as p-2h9c --title T --summary s --proposal p --json")).document["record"]

    short = await done(desk, f"case show {record.removeprefix('case-ostfold-')} --json")

    assert short.document["state"]["record"] == record


async def test_a_case_that_is_not_here(told: Story, desk: Desk) -> None:
    answer = await desk.give("case show case-bergen-2031-1 --json")

    assert (answer.status, answer.document["code"]) == (3, "no_such_record")


async def test_a_name_that_fits_two_persons_is_asked_about(told: Story, desk: Desk) -> None:
    twice = [p.name.split()[0] for p in told.house.community.roster_file.persons]
    first = next((name for name in twice if twice.count(name) > 1), None)
    answer = await desk.give(f"case open --as {first or 'p-2h9c'} --title T --summary s --proposal p --json")

    assert answer.status == (2 if first else 0)
    if first:
        assert answer.document["code"] == "which_person"


async def test_a_position_that_contradicts_itself(told: Story, desk: Desk) -> None:
    record = (await done(desk, "case open --as p-2h9c --title T --summary s --proposal p --json")).document["record"]

    consent = await desk.give(f"position take {record} consent --grounds Nei --as p-mj9p --seat SEKR-M1")
    bare = await desk.give(f"position take {record} object --as p-mj9p --seat SEKR-M1")

    assert (consent.status, "--grounds does not go with consent" in consent.err) == (2, True)
    assert (bare.status, "object needs --grounds" in bare.err) == (2, True)
