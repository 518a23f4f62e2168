"""What a record is proved from, as the register gives it."""

from __future__ import annotations

import pytest

from models import acts as a
from models.canonical import digest_of
from models.entries import chain_fault
from models.evidence import Evidence
from models.submission import is_what_was_submitted
from register.database import Register
from register.evidence import evidence_of
from register.intake import NoSuchRecord
from tests.house import House
from tests.story import Story


async def test_a_case_comes_with_its_meetings_the_community_and_every_version_named(story: Story) -> None:
    meeting, other = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    case = await story.open_case()
    await story.place(case, meeting, a.Mark.DROFTING)
    await story.act(case, a.CloseItem(meeting=meeting, item=1))  # refused: what was refused belongs to it, too
    before = digest_of(story.procedure)
    moved = await story.adopt(notice_days=10)
    await story.do(case, a.MoveToProcedure(procedure=moved, reason="Kortere frist er avtalt."))

    about_case, about_meeting, about_other = [await of(story.register, name) for name in (case, meeting, other)]
    community = await of(story.register, "community-ostfold")

    assert names(about_case) == [case, "community-ostfold", meeting]
    assert names(about_meeting) == [meeting, case, "community-ostfold"]
    assert names(about_other) == [other, "community-ostfold"]
    assert names(community) == ["community-ostfold"]
    assert about_case.records[0].procedure == before
    assert set(about_case.procedures_by_digest) == {before, moved}
    assert digest_of(story.roster) in about_case.rosters_by_digest
    for record in about_case.records:
        assert chain_fault(record.entries) is None
        assert [act.number for act in record.acts] == list(range(1, len(record.acts) + 1))
        opening = record.kind in ("case", "meeting")
        assert all(is_what_was_submitted(act, opened=opening and act.number == 1) for act in record.acts)
        assert {entry.act.number for entry in record.entries if entry.act} <= {act.number for act in record.acts}
    assert any(entry.body.kind == "act_refused" for entry in about_case.records[0].entries)


async def test_of_what_is_not_there_nothing_is_proved(house: House) -> None:
    async with house.database() as register:
        with pytest.raises(NoSuchRecord, match="case-ostfold-2031-1"):
            await of(register, "case-ostfold-2031-1")


async def of(register: Register, record: str) -> Evidence:
    async with register.reading() as connection:
        return await evidence_of(connection, record)


def names(evidence: Evidence) -> list[str]:
    return [record.record for record in evidence.records]
