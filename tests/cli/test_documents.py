"""Papers at the command line: kept once, withheld on a legal ground, and read on record by who has a right to it."""

from __future__ import annotations

from pathlib import Path

from models.acts import Mark
from models.entries import ActRefused, DocumentRead
from tests.cli.desk import Desk
from tests.story import Story

GROUND = "offl. § 13 jf. fvl. § 13"


async def kept(desk: Desk, folder: Path, name: str, content: str) -> str:
    (folder / name).write_text(content)
    answer = await desk.give(f"document add {folder / name} --json")
    assert answer.status == 0, answer.out
    return str(answer.document["digest"])


async def test_known_content_by_another_name_says_so(told: Story, desk: Desk, tmp_path: Path) -> None:
    digest = await kept(desk, tmp_path, "utredning.txt", "Vi har utredet.")

    again = await desk.give(f"document add {tmp_path / 'utredning.txt'} --name annet.txt")
    known = await desk.give(f"document add {tmp_path / 'utredning.txt'} --name annet.txt --json")

    assert "It was kept before as utredning.txt, and keeps that name, not annet.txt." in again.out
    assert (known.document["digest"], known.document["name"], known.document["kept_before"]) == (
        digest,
        "utredning.txt",
        True,
    )


async def test_a_pdf_of_thirteen_bytes_is_refused(told: Story, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "kort.pdf").write_bytes(b"%PDF-1.4\nhei\n")

    answer = await desk.give(f"document add {tmp_path / 'kort.pdf'}")

    assert (answer.status, "it is cut off or broken; save it as PDF again" in answer.err) == (2, True)


async def test_withheld_and_read_on_record_only(told: Story, desk: Desk, tmp_path: Path) -> None:
    case = await told.open_case("En sak med et papir")
    digest = await kept(desk, tmp_path, "navn.txt", "Noe som ikke er for alle.")
    paper = f"--document {digest} --as p-2h9c"
    await desk.give(f"case add-paper {case} {paper} --title Navn")
    out = tmp_path / "lest.txt"
    show = f"document show {digest[:12]} --out {out} --json"
    seat, person = "SEKR-M1", told.holder("SEKR-M1")

    loose = await desk.give(f"case withhold-paper {case} {paper} --ground taushetsplikt --json")
    held = await desk.give(f"case withhold-paper {case} {paper}", "--ground", GROUND)
    nobody = await desk.give(show)
    stranger = await desk.give(f"{show} --as {told.holder('SU-M1')} --seat SU-M1")
    assert not out.exists()
    member = await desk.give(f"{show} --as {person} --seat {seat}")

    assert (loose.status, "ground: is no legal ground; name the law" in loose.document["detail"]) == (2, True)
    assert f"is withheld from the public: {GROUND}." in held.out
    assert (nobody.status, nobody.document["code"], nobody.document["rule"]) == (3, "withheld", "P-34")
    assert (stranger.status, stranger.document["rule"]) == (3, "P-34")
    assert (member.status, out.read_text()) == (0, "Noe som ikke er for alle.")
    assert member.document["withheld"] == [{"case": case, "ground": GROUND}]
    entries = await told.entries(case)
    tried = [entry for entry in entries if isinstance(entry.happened, ActRefused | DocumentRead)]
    assert [entry.body.kind for entry in tried] == ["act_refused", "document_read"]
    assert [entry.actor and (entry.actor.person, entry.actor.seat) for entry in tried] == [
        (told.holder("SU-M1"), "SU-M1"),
        (person, seat),
    ]
    assert tried[-1].seq == member.document["read"]["entry"]
    assert f"(withheld from the public: {GROUND})" in (await desk.give(f"case show {case}")).out
    assert "was handed out to be read" in (await desk.give(f"case record {case}")).out

    released = await desk.give(f"case release-paper {case} {paper} --reason Avklart")
    assert "is open to the public from here" in released.out
    assert (await desk.give(show)).status == 0


async def test_the_public_list_names_the_ground_of_what_is_withheld(told: Story, desk: Desk, tmp_path: Path) -> None:
    case = await told.open_case("En offentlig sak")
    digest = await kept(desk, tmp_path, "sent.txt", "Kom for sent.")
    meeting = await told.meeting("SEKR", 30)
    await told.place(case, meeting, Mark.DROFTING)
    await told.days_pass(17)
    add = f"case add-paper {case} --document {digest} --title Navn --as p-2h9c --withhold"
    assert (await desk.give(add, GROUND)).status == 0

    said = await desk.give("public list")
    document = (await desk.give("public list --json")).document

    assert f"{case}, paper 1: {GROUND}" in said.out
    assert meeting in said.out
    [mine] = [one for one in document["cases"] if one["case"] == case]
    assert mine["papers"] == [{"paper": 1, "title": None, "document": None, "withheld": GROUND}]
    assert document["notices"][0]["agenda"][0]["title"] == "En offentlig sak"
