"""`case import`: all or nothing, once, and every fault with its file, line, rule and remedy."""

from __future__ import annotations

from pathlib import Path

from models.entries import CaseImported
from tests.cli.desk import Desk
from tests.story import Story

IMPORT = "case import {} --as p-2h9c"
YAML = """\
cases:
  - reference: Sak 14/30
    title: Felles prosedyre
    summary: Kort.
    proposal: Partene bruker den.
    earlier_texts: [{text: Partene bruker prosedyren., since: 2030-10-01}]
    stage: droftet
    drofting_body: SEKR
    decision_body: SEKR
    drofting: {meeting: SEKR 3/30, body: SEKR, day: 2030-12-02, vouched_by: p-2h9c}
    positions: [{seat: SEKR-M1, position: objection, words: For dyrt}]
  - reference: Sak 15/30
    title: En annen sak
    summary: Kort.
    proposal: Partene gjør det.
    stage: meldt
"""
CSV = (
    "\ufeffreference;title;summary;proposal;stage;affected;drofting_body;decision_body;larger;"
    "drofting.body;drofting.day;drofting.round;drofting.vouched_by\r\n"
    'CSV 1;Ambulant team;Kort;"Partene\r\ngjør det";droftet;halden, moss;SEKR;SU;ja;SEKR;2030-12-02;2;p-2h9c\r\n'
    ";;;;;;;;;;;;\r\n"
    "CSV 2;Jordmor;Kort;Vakt;meldt;;;;;;;;\r\n"
)


def written(folder: Path, name: str, content: str) -> Path:
    file = folder / name
    file.write_bytes(content.encode())
    return file


async def numbers(desk: Desk) -> int:
    return int((await desk.give("case list --json")).document["count"])


async def test_imported_whole_once_and_marked(told: Story, desk: Desk, tmp_path: Path) -> None:
    line = IMPORT.format(written(tmp_path, "saker.yaml", YAML))
    before = await numbers(desk)

    tried = await desk.give(f"{line} --dry-run")
    after_trying = await numbers(desk)
    imported = await desk.give(f"{line} --json")
    again = await desk.give(line)

    assert (tried.status, after_trying) == (0, before)
    assert "2 would be imported, 0 here already." in tried.out
    assert (imported.status, imported.document["imported"]) == (0, 2)
    assert "0 imported, 2 here already." in again.out
    assert await numbers(desk) == before + 2
    case = imported.document["cases"][0]["record"]
    told.records.append(case)
    page = (await desk.give(f"case show {case}")).out
    assert "Felles prosedyre (imported, not proved)" in page
    assert "not proved; it was Sak 14/30" in page
    assert "2030-12-02 in SEKR 3/30, round 1; imported, not proved: Amina Hussain (p-2h9c) vouches for it" in page
    assert "objection: For dyrt" in page
    assert "Felles prosedyre (imported, not proved)" in (await desk.give("case list --search prosedyren")).out
    assert "importert, ikke bevist" in (await desk.give("case list --csv")).out
    assert (
        "Imported, not proved: Felles prosedyre, there called Sak 14/30"
        in (await desk.give(f"case record {case}")).out
    )


async def test_from_a_spreadsheet(told: Story, desk: Desk, tmp_path: Path) -> None:
    imported = await desk.give(f"{IMPORT.format(written(tmp_path, 'saker.csv', CSV))} --json")

    assert imported.status == 0, imported.out
    records = [case["record"] for case in imported.document["cases"]]
    [first] = await told.bodies(records[0], CaseImported)
    assert (first.affected, first.larger, first.proposal) == (("halden", "moss"), True, "Partene\ngjør det")
    assert first.drofting is not None
    assert first.drofting.round == 2


async def test_every_fault_stands_with_its_line_and_nothing_is_imported(
    told: Story, desk: Desk, tmp_path: Path
) -> None:
    before = await numbers(desk)
    broken = YAML.replace("Sak 1", "Feil 1")
    nobody = broken.replace(", vouched_by: p-2h9c", "").replace("stage: meldt", "stage: besluttet")

    by_rule = await desk.give(IMPORT.format(written(tmp_path, "regler.yaml", nobody)))
    by_form = await desk.give(IMPORT.format(written(tmp_path, "form.yaml", broken.replace("title: En", "titel: En"))))
    twice = await desk.give(IMPORT.format(written(tmp_path, "to.yaml", broken.replace("Feil 15/30", "Feil 14/30"))))
    sheet = CSV.replace("CSV", "Ny").replace("Vakt;meldt", "Vakt;besluttet")
    in_sheet = await desk.give(IMPORT.format(written(tmp_path, "ark.csv", sheet)))
    member = await desk.give(f"case import {tmp_path / 'to.yaml'} --as {told.holder('SEKR-M1')}")

    assert [a.status for a in (by_rule, by_form, twice, in_sheet, member)] == [2] * 5
    assert "regler.yaml:2: the case is droftet, and of its drøfting vouched_by is missing (P-01)" in by_rule.err
    assert "regler.yaml:12: a case is not imported as 'besluttet'" in by_rule.err
    assert 'form.yaml:13: unknown key "titel"' in by_form.err
    assert "to.yaml:12: Feil 14/30 stands twice" in twice.err
    assert "ark.csv:5: a case is not imported as 'besluttet'" in in_sheet.err
    assert await numbers(desk) == before


async def test_what_now_reads_otherwise_is_refused(told: Story, desk: Desk, tmp_path: Path) -> None:
    await desk.give(IMPORT.format(written(tmp_path, "a.yaml", YAML)))

    changed = await desk.give(
        IMPORT.format(written(tmp_path, "a.yaml", YAML.replace("En annen sak", "Et annet navn")))
    )

    assert changed.status == 2
    assert "a.yaml:12: Sak 15/30 was imported before, as case-ostfold-2031-" in changed.err
    assert "and then said something else (ENGINE)" in changed.err
