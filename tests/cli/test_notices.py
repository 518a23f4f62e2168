"""`notice give` and what follows it, at the command line: what was entered is told, refusals name rule and remedy."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import insert

from models.tables import DocumentRow, table_of
from register.documents import named
from tests.agreements import TRUST, an_agreement, computed, in_force
from tests.cli.desk import Desk
from tests.cli.test_at_the_door import stored
from tests.story import Story

GIVE = (
    "notice give samarbeidsavtale --party halden --sent 2031-01-03 --body kommunestyret --on 2030-12-12 "
    "--case-number 'PS 80/30' --as p-2h9c"
)


async def test_given_received_corrected_taken_back_and_answered(told: Story, desk: Desk, tmp_path: Path) -> None:
    await in_force(told, an_agreement("halden", "moss"))
    paper = tmp_path / "svar.txt"
    paper.write_text("Vi er enige.")
    kept = (await desk.give(f"document add {paper} --as p-2h9c --json")).document["digest"]
    the = "samarbeidsavtale --notice 1 --as p-2h9c"

    given = await desk.give(GIVE)
    again = await desk.give(f"{GIVE} --json")
    came = await desk.give(f"notice receipt {the} --party {TRUST} --received 2031-01-04T10:00+01:00")
    known = await desk.give(f"notice known {the} --party {TRUST} --at 2031-01-05")
    moved = await desk.give(f"notice correct {the} --party {TRUST} --received 2031-01-05 --reason Feil --json")
    unproved = await desk.give(f"notice report {the} --on 2031-01-06 --way e-post --json")
    reported = await desk.give(f"notice report {the} --on 2031-01-06 --way e-post --proof {kept}")
    back = await desk.give(f"notice withdraw {the} --party halden --arrived 2031-01-06 --reason Enighet")
    agreed = await desk.give(f"notice answer-withdrawal {the} --party {TRUST} --agrees --document {kept}")

    assert "Notice 1, sent by" in given.out
    assert "says on which day notice 1 came to it" in given.out
    assert "report:" not in given.out, "the clock's name is no word for people"
    assert (again.status, again.document["rule"]) == (3, "A-10")
    assert "notice withdraw" in again.document["remedy"]
    assert (came.status, known.status, moved.status) == (0, 0, 0)
    assert moved.document["ends"][0]["computation"]["in_force_to"] == "2032-01-05"
    assert (unproved.status, unproved.document["rule"]) == (3, "A-11")
    assert (reported.status, back.status, agreed.status) == (0, 0, 0)
    assert "It is asked that notice 1 be taken back" in back.out
    assert f"--notice 1 --agrees --party {TRUST}" in back.out
    assert "is withdrawn" in agreed.out


async def test_an_end_fixed_together_and_council_dates(told: Story, desk: Desk, tmp_path: Path) -> None:
    await in_force(told, an_agreement("halden", agreement="avtale-b"))
    paper = tmp_path / "avtale.txt"
    paper.write_text("Siste dag 30. juni 2031.")
    kept = (await desk.give(f"document add {paper} --as p-2h9c --json")).document["digest"]
    end = f"agreement agree-end avtale-b --last-day 2031-06-30 --document {kept} --as p-2h9c --confirmed halden"

    alone = await desk.give(f"{end} --json")
    both = await desk.give(f"{end} --confirmed {TRUST}")
    dates = await desk.give(
        "agreement council-dates avtale-b --party halden --day 2031-03-06 --day 2031-05-08 --as p-2h9c"
    )
    nothing = await desk.give(
        "agreement answer-main avtale-b --party halden --goes-on --reason Ja --as p-2h9c --json"
    )

    assert (alone.status, alone.document["rule"]) == (3, "T-08")
    assert both.status == 0
    assert "2031-06-30" in both.out
    assert "before the notice period would be over (2032-01-" in both.out
    assert "2031-03-06 and 2031-05-08" in dates.out
    assert (nothing.status, nothing.document["rule"]) == (3, "A-20")


async def test_what_the_door_turns_away_leaves_nothing_behind(told: Story, desk: Desk) -> None:
    record = await in_force(told, an_agreement("halden", agreement="avtale-c"))
    other = "8" * 64
    row = {"digest": other, "community": told.community, "media_type": "text/plain", "size": 5, "name": "svar.txt"}
    row["named"] = named(told.community, other, "text/plain", 5, "svar.txt")
    async with told.register.transaction() as connection:
        kept = insert(table_of(DocumentRow)).values(**row, content=b"Annet")
        await connection.execute(kept)
    await computed(told, record)
    before = await stored(told)
    give = GIVE.replace("samarbeidsavtale", "avtale-c")

    unknown = await desk.give(f"{GIVE.replace('samarbeidsavtale', 'avtale-x')} --json")
    missing = await desk.give(f"{give} --document {'9' * 64} --json")
    altered = await desk.give(f"{give} --document {other} --json")

    for answer, code, rule, remedy in (
        (unknown, "unknown_agreement", "A-01", "avtale-c"),
        (missing, "no_such_document", "ENGINE", "document add"),
        (altered, "document_altered", "ENGINE", "add it again"),
    ):
        assert (answer.status, answer.document["code"], answer.document["rule"]) == (3, code, rule)
        assert remedy in answer.document["remedy"]
    assert await stored(told) == before
    assert await told.kinds(record) == ["agreement_imported", "dates_computed"]
