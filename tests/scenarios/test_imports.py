"""A case under way is imported, not proved, and carried to its beslutning in the same two stages (P-01, P-34)."""

from __future__ import annotations

from datetime import timedelta

from models import acts as a
from models.acts import ImportedDrofting
from models.messages import MessageKind
from models.state import CaseStage
from models.work import Outcome
from register.rebuild import rebuild
from tests.story import Story


async def test_an_imported_case_is_decided_and_marked_wherever_it_is_told_of(story: Story) -> None:
    meeting = await story.meeting("SEKR", 40)
    day = (await story.clock.now()).date() - timedelta(days=30)
    held = ImportedDrofting(meeting="SEKR 3", body="SEKR", day=day, vouched_by=story.secretariat.person)
    act = a.ImportCase(
        reference="Sak 14",
        title="En gammel sak",
        summary="Kort.",
        proposal="Partene gjør dette.",
        stage="droftet",
        drofting_body="SEKR",
        decision_body="SEKR",
        drofting=held,
    )

    [one] = await story.cases.import_cases(story.community, story.secretariat, [act])
    story.records.append(one.record)
    await story.clock.idle()
    [again] = await story.cases.import_cases(story.community, story.member("SEKR-M1"), [act])

    assert (one.now, again.now, again.record) == (True, False, one.record)
    assert (await story.cases.what_became(one.act_id)).outcome is Outcome.ACCEPTED
    await story.roll_call(one.record, meeting)
    state = await story.until(one.record, lambda s: s.announced)
    await story.do(meeting, a.CloseMeeting())
    assert state.stage in (CaseStage.BESLUTTET, CaseStage.UNDER_OPPFOLGING)
    assert "Tidligere behandling: importert, ikke bevist" in await story.minutes(meeting)
    told = await story.messages(MessageKind.DECISION_ANNOUNCED, record=one.record)
    notice = await story.messages(MessageKind.NOTICE, record=meeting)
    assert all(message.facts["imported"] for message in told)
    assert notice[0].facts["agenda"][0]["imported"] is True
    async with story.register.transaction() as connection:
        assert (await rebuild(connection)).changed == ()
