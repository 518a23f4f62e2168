"""Versions by commands: a procedure shown by what it is called, adopted, compared; a case moved; early input."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from models.canonical import digest_of
from models.entries import InputGiven, InvolvementSummarised, ProcedureChanged
from procedures.loading import DEMO_PROCEDURE
from tests.cli.desk import Desk, Said
from tests.story import Story

OPEN = "case open --title Sak --summary Kort --proposal Vi --as p-2h9c --json"


async def done(desk: Desk, line: str) -> Said:
    """A command that must go well."""
    answer = await desk.give(line)
    assert answer.status == 0, f"{line}: {answer.out}{answer.err}"
    return answer


def shorter_notice(folder: Path) -> Path:
    """The procedure of the demo with ten days of notice, as its community might change it."""
    notice = r"(\n  notice_days:\n.*?values:\n\s+[0-9-]+: )14"
    said, changed = re.subn(notice, r"\g<1>10", DEMO_PROCEDURE.read_text(), flags=re.DOTALL)
    assert changed == 1
    file = folder / "ny.yaml"
    file.write_text(said)
    return file


async def test_a_version_is_compared_adopted_and_a_case_moved_to_it(told: Story, desk: Desk, tmp_path: Path) -> None:
    case = (await done(desk, OPEN)).document["record"]
    new, old = shorter_notice(tmp_path), digest_of(told.procedure)

    compared = await done(desk, f"procedure diff {DEMO_PROCEDURE} {new} --community {told.community}")
    early = await desk.give(f"case move-procedure {case} --to {new} --reason x --as p-2h9c")
    adopted = await done(desk, f"community adopt-procedure {new} --reason Kortere --as p-2h9c --json")
    digest = adopted.document["procedure"]
    dry = await done(desk, f"case move-procedure {case} --to {digest[:12]} --dry-run --as p-2h9c")
    before = await done(desk, f"procedure show {case} --json")
    no_reason = await desk.give(f"case move-procedure {case} --to {digest[:12]} --as p-2h9c")
    moved = await done(desk, f"case move-procedure {case} --to {digest[:12]} --reason Avtalt --as p-2h9c")
    after = await done(desk, f"procedure show {case} --json")

    assert f"{case}: can be moved" in compared.out
    assert (early.status, "adopt it first" in early.err) == (3, True)
    assert case in adopted.document["running"]
    assert "Nothing is written." in dry.out
    assert (no_reason.status, "It is not said why" in no_reason.err) == (2, True)
    assert f"instead of {old[:12]}" in moved.out
    assert (before.document["digest"], after.document["digest"]) == (old, digest)
    assert len(await told.bodies(case, ProcedureChanged)) == 1


async def test_a_version_is_shown_by_its_digest_and_one_that_is_not_kept_is_not(told: Story, desk: Desk) -> None:
    digest = digest_of(told.procedure)

    shown = await done(desk, f"procedure show {digest[:10]} --lang en --json")
    unknown = await desk.give("procedure show 000000000000")

    assert (shown.document["digest"], shown.document["procedure"]) == (digest, told.procedure.procedure)
    assert (unknown.status, "no version of a procedure here" in unknown.err) == (3, True)


async def test_input_on_a_change_is_given_and_summed_up(told: Story, desk: Desk) -> None:
    halden, moss = told.contact("halden").person, told.contact("moss").person
    now = await told.clock.now()
    decides = (now + timedelta(days=60)).date()
    opened = await done(desk, f"{OPEN} --proposer-party halden --own-decision-on {decides}")
    case = opened.document["record"]
    given = f"case input {case} --party moss --text Flere --as {moss}"

    nobody = await desk.give(f"case input {case} --text Flere --as {moss}")
    said = await done(desk, given)
    early = await desk.give(f"case summarise {case} --party halden --text Oppsummert --as {halden}")
    await told.clock.advance(now + timedelta(days=61))
    summed = await done(desk, f"case summarise {case} --party halden --text Oppsummert --as {halden}")

    assert (nobody.status, "say --party PARTY" in nobody.err) == (2, True)
    assert "Moss kommune gave input; it binds nobody." in said.out
    assert (early.status, "P-36" in early.err) == (3, True)
    assert "What came in is summed up; nothing is decided here." in summed.out
    assert [b.party for b in await told.bodies(case, InputGiven)] == ["moss"]
    assert len(await told.bodies(case, InvolvementSummarised)) == 1
