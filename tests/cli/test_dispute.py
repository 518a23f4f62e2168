"""A dispute by commands: brought, answered, made anonymous, submitted; each refusal with its rule (N-01..N-10)."""

from __future__ import annotations

from pathlib import Path

from models.dispute import DisputeStage
from tests.agreements import TRUST
from tests.cli.desk import Desk
from tests.story import OSLO, Story

BRING = (
    'dispute bring --kind existing --title "Punkt 4" --question "Hvem har ansvaret?" --decided-by kommunestyret'
    " --decided-on {day} --case-number 12/31 --party halden --counterpart {to} --as p-2h9c --json"
)


async def test_a_dispute_by_commands(told: Story, desk: Desk, tmp_path: Path) -> None:
    day = (await told.clock.now()).astimezone(OSLO).date().isoformat()
    note = tmp_path / "notat.txt"
    note.write_text("Pasient Kari Eksempel, 22 33 44 55.\n")
    as_trust = f"--party {TRUST} --as p-2h9c"
    decided = f"--decided-by styret --decided-on {day} --case-number 9/31"

    nobody = await desk.give(BRING.format(day=day, to="SU"))
    brought = await desk.give(BRING.format(day=day, to=TRUST))
    dispute = brought.document["record"]
    told.records.append(dispute)
    work = await desk.give("work list")
    bare = await desk.give(f"dispute consent {dispute} --yes {as_trust} --json")
    await desk.give(f"dispute consent {dispute} --yes {decided} {as_trust}")
    for party in ("halden", TRUST):
        await desk.give(f'dispute waive-local {dispute} --reason "Enige" --party {party} --as p-2h9c')
    document = (await desk.give(f"document add {note} --json")).document["digest"]
    await desk.give(f'dispute document-add {dispute} {document} --title "Notat" --as p-2h9c')
    checked = await desk.give(f"dispute document-check {dispute} {document[:12]} --as p-2h9c")
    early = await desk.give(f"dispute submit {dispute} --contact p-2h9c --as p-2h9c --json")
    await desk.give(f'dispute document-confirm {dispute} {document} --despite "Oppdiktet" --as p-2h9c')
    sent = await desk.give(f"dispute submit {dispute} --contact p-2h9c --as p-2h9c")
    shown = await desk.give(f"dispute show {dispute} --json")
    mails = await desk.give(f"mail list --record {dispute} --json")
    listed = await desk.give("dispute list --open --json")
    story = await desk.give(f"dispute record {dispute}")

    assert [(x.status, x.document["rule"]) for x in (nobody, bare, early)] == [(3, "N-01"), (3, "N-03"), (3, "N-09")]
    assert f"type: ./saksgang dispute consent {dispute} --yes" in work.out
    assert "line 1: phone number: 22 33 44 55" in checked.out
    assert (brought.status, sent.status) == (0, 0)
    assert shown.document["stage"] == DisputeStage.OVERSENDT.value
    assert [one["record"] for one in listed.document["disputes"]] == [dispute]
    assert mails.status == 0
    assert "confirms that document" in story.out
    assert "22 33 44 55" not in story.out
