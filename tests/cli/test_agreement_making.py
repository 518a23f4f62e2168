"""`agreement draft` to `agreement review` at the command line (A-01..A-09)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from icalendar import Calendar

from tests.cli.desk import Desk
from tests.story import Story

YAML = """\
agreements:
  - agreement: samarbeid-2031
    kind: statutory
    title: Samarbeidsavtale
    parties: [{party: halden}, {party: sykehuset-ostfold}]
"""
DAY = "--on 2031-01-06 --as p-2h9c"
APPROVED = f"--result approved --body kommunestyret --case-number 1/31 {DAY}"


async def test_from_draft_to_entered_and_reviewed(told: Story, desk: Desk, tmp_path: Path) -> None:
    file, paper = tmp_path / "avtale.yaml", tmp_path / "avtale.txt"
    file.write_text(YAML)
    paper.write_text("Samarbeidsavtale.")
    digest = (await desk.give(f"document add {paper} --as p-2h9c --json")).document["digest"]

    early = await desk.give(f"agreement sign samarbeid-2031 --party halden --office ordfører {DAY} --json")
    drafted = await desk.give(f"agreement draft {file} --document {digest} --as p-2h9c")
    again = await desk.give(f"agreement draft {file} --document {digest} --as p-2h9c --json")
    unheard = await desk.give("agreement send samarbeid-2031 --as p-2h9c --json")

    assert (early.status, early.document["remedy"][:9]) == (3, "draft one")
    assert "Drafted: the statutory agreement samarbeid-2031" in drafted.out
    assert (again.status, again.document["rule"]) == (3, "A-01")
    assert (unheard.status, unheard.document["rule"]) == (3, "A-02")
    assert "agreement participation" in unheard.document["remedy"]
    lines = [
        f"participation samarbeid-2031 --organisation FFO --how Høring {DAY}",
        "send samarbeid-2031 --as p-2h9c",
        f"approve samarbeid-2031 --party halden {APPROVED} --document {digest}",
        f"approve samarbeid-2031 --party sykehuset-ostfold {APPROVED}",
        f"sign samarbeid-2031 --party halden --office ordfører {DAY}",
    ]
    for line in lines[:2]:
        assert (await desk.give(f"agreement {line}")).status == 0, line
    elsewhere = f"approve samarbeid-2031 --party halden {APPROVED} --document {'9' * 64}"
    assert (await desk.give(f"agreement {elsewhere} --json")).document["code"] == "no_such_document"
    for line in lines[2:]:
        assert (await desk.give(f"agreement {line}")).status == 0, line
    entered = await desk.give(f"agreement sign samarbeid-2031 --party sykehuset-ostfold --office direktør {DAY}")
    assert "Entered (inngått) on 2031-01-06 between Halden kommune and Sykehuset Østfold HF" in entered.out
    assert "Helsedirektoratet should have the agreement" in entered.out
    sent = await desk.give(f"agreement report-sent samarbeid-2031 --way published --where nettsiden {DAY}")
    reviewed = await desk.give(f"agreement review samarbeid-2031 --outcome no_change --body SU {DAY}")
    assert (sent.status, reviewed.status) == (0, 0)
    assert "Reviewed on 2031-01-06 in SU: no change." in reviewed.out
    [record] = [r for r in [await told.agreement_state("agreement-ostfold-2031-1")] if r.relation("halden").sent]
    assert record.reviews[0].on.year == 2031
    waiting = (await desk.give("work list --json")).document["coming"]
    assert "the yearly review is to be prepared (A-08)" in waiting[-2]["words"]
    told_so = await desk.give("agreement timeline samarbeid-2031 --json")
    lines = told_so.document["timeline"]
    assert lines[0]["words"].startswith("Drafted: the statutory agreement samarbeid-2031")
    assert [line["words"] for line in lines if line["coming"]] == [
        "the yearly review is to be prepared",
        "a year has passed without a review; the highest body is told",
    ]
    moments = [datetime.fromisoformat(line["at"]) for line in lines]
    assert moments == sorted(moments)
    file = tmp_path / "avtale.ics"
    assert (await desk.give(f"agreement calendar samarbeid-2031 --out {file}")).status == 0
    days = {str(event["uid"]): event.decoded("dtstart") for event in Calendar.from_ical(file.read_bytes()).events}
    assert days["agreement-ostfold-2031-1/review-overdue:2032@saksgang.example"] == date(2032, 12, 31)
    in_english = tmp_path / "agreement.ics"
    await desk.give(f"agreement calendar samarbeid-2031 --lang en --out {in_english}")
    told_of = [str(Calendar.from_ical(x.read_bytes()).events[0]["summary"]) for x in (file, in_english)]
    assert told_of[0].endswith(": den årlige gjennomgangen skal forberedes")
    assert told_of[1].endswith(": the yearly review is to be prepared")
    page = (await desk.give("agreement show samarbeid-2031")).out
    assert "entered 2031-01-06, version 1; Helsedirektoratet has it since 2031-01-06" in page
    assert "Halden kommune: approved by kommunestyret, 2031-01-06, case 1/31" in page
    assert "nr. 13 children_youth" in page
