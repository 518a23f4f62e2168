"""`agreement`: imported all or none and once, listed, searched, shown; never more than imported, not proved."""

from __future__ import annotations

from pathlib import Path

from models.entries import AgreementImported
from tests.cli.desk import Desk
from tests.story import Story

YAML = """\
agreements:
  - agreement: samarbeidsavtale-halden
    kind: statutory
    title: Samarbeidsavtale om ØYEBLIKKELIG hjelp
    parties: [{party: halden}, {name: Helse Eksempel RHF}]
    valid_from: 2023-01-01
    notice: {text: Kan sies opp med to års frist., reference: § 9}
    reference: Arkiv 23/1204
    covers: [tasks_and_measures, emergency_beds]
  - agreement: nasjonal-2024
    kind: national
    title: Nasjonal avtale
    parties: [{name: Staten}, {name: KS}]
    valid_to: 2027-12-31
  - agreement: tillegg-2024
    kind: supplementary
    title: Tilleggsavtale
    parties: [{name: Staten}, {name: KS}]
    supplements: nasjonal-2024
"""
IMPORT = "agreement import {} --as p-2h9c"


def written(folder: Path, name: str, content: str) -> Path:
    file = folder / name
    file.write_text(content)
    return file


async def test_imported_listed_searched_and_shown(told: Story, desk: Desk, tmp_path: Path) -> None:
    line = IMPORT.format(written(tmp_path, "avtaler.yaml", YAML))

    tried = await desk.give(f"{line} --dry-run --json")
    empty = await desk.give("agreement list")
    imported = await desk.give(f"{line} --json")
    again = await desk.give(line)

    assert (tried.document["imported"], "There are no such agreements." in empty.out) == (3, True)
    assert (imported.status, imported.document["imported"]) == (0, 3)
    assert "0 imported, 3 here already." in again.out
    records = [one["record"] for one in (await desk.give("agreement list --json")).document["agreements"]]
    entries = [body for record in sorted(records) for body in await told.bodies(record, AgreementImported)]
    assert [one.agreement.agreement for one in entries] == [
        "samarbeidsavtale-halden",
        "nasjonal-2024",
        "tillegg-2024",
    ]
    every = await desk.give("agreement list")
    assert "Samarbeidsavtale om ØYEBLIKKELIG hjelp (imported, not proved)" in every.out
    assert "A-03): nr. 2 coordinated_services, nr. 3 hospital_admission" in every.out
    found = await desk.give('agreement list --search "øyeblikkelig hjelp" --json')
    assert [one["agreement"] for one in found.document["agreements"]] == ["samarbeidsavtale-halden"]
    assert found.document["agreements"][0]["imported"] == "imported, not proved"
    sheet = await desk.run("agreement list --kind national --csv")
    assert sheet.out.splitlines()[1] == (
        "nasjonal-2024;national;Nasjonal avtale;Staten, KS;;2027-12-31;;;importert, ikke bevist"
    )
    page = (await desk.give("agreement show samarbeidsavtale-halden")).out
    assert "Halden kommune" in page
    assert "2023-01-01 to notice is given" in page
    assert "Kan sies opp med to års frist. (§ 9)" in page
    missing = await desk.give("agreement show avtale-x --json")
    assert (missing.status, missing.document["rule"]) == (3, "A-01")
    assert "nasjonal-2024" in missing.document["remedy"]


async def test_faults_with_their_lines_and_nothing_imported(told: Story, desk: Desk, tmp_path: Path) -> None:
    before = len(await told.entries("community-ostfold"))
    other = YAML.replace("samarbeidsavtale-halden", "ny-1").replace("nasjonal-2024\n    kind: n", "ny-2\n    kind: n")
    lost = other.replace("tillegg-2024", "ny-3").replace("supplements: nasjonal-2024", "supplements: ny-9")

    by_rule = await desk.give(
        IMPORT.format(written(tmp_path, "a.yaml", lost.replace("party: halden", "party: atlantis")))
    )
    changed = await desk.give(IMPORT.format(written(tmp_path, "b.yaml", YAML.replace("Nasjonal avtale", "En annen"))))
    kind = await desk.give(IMPORT.format(written(tmp_path, "c.yaml", other.replace("kind: statutory", "kind: stat"))))
    member = await desk.give(f"agreement import {written(tmp_path, 'd.yaml', other)} --as {told.holder('SEKR-M1')}")

    assert "a.yaml:2: atlantis is no party of this health community (A-01)" in by_rule.err
    assert "a.yaml:15: ny-3 follows ny-9, which is no agreement here (A-20) - import ny-9 first" in by_rule.err
    assert "b.yaml:10: nasjonal-2024 was imported before" in changed.err
    assert 'c.yaml:3: "kind"' in kind.err
    assert "only the secretariat can import agreements" in member.err
    assert [a.status for a in (by_rule, changed, kind, member)] == [2, 2, 2, 2]
    assert len(await told.entries("community-ostfold")) == before
