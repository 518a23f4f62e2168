"""A citizen sees what there is to see, and nobody's name (P-34, P-37)."""

from __future__ import annotations

import json

from models import acts as a
from models.acts import Contribute, ContributionKind, Mark
from models.public import PublicOverview
from models.state import CaseStage
from register.documents import keep_document
from register.public import public_overview
from tests.story import Story

GROUND = "offl. § 13 jf. fvl. § 13"


async def paper(story: Story, case: str, content: bytes, title: str, withheld: str | None = None) -> str:
    async with story.register.transaction() as connection:
        digest = await keep_document(connection, story.community, content, "text/plain", f"{title}.txt")
    await story.do(case, a.AddPaper(document=digest, title=title, withheld=withheld))
    return digest


async def shown(story: Story) -> PublicOverview:
    async with story.register.reading() as connection:
        return await public_overview(connection, story.community)


async def test_s60_a_citizen_opens_the_public_overview(story: Story) -> None:
    first, second = await story.meeting("SEKR", 30), await story.meeting("SEKR", 70)
    case = await story.open_case()
    open_ = await paper(story, case, b"Utredning", "Utredning")
    await paper(story, case, b"Navn", "Om den ansatte", GROUND)
    await story.place(case, first, Mark.DROFTING)
    await story.open_meeting(first)
    await story.open_item(first, case)
    await story.do(case, Contribute(about=ContributionKind.VIEW, text="Vi er enige."), story.member("SEKR-M1"))
    await story.close_item(first, case, a.ItemOutcome.READY)
    await story.do(first, a.CloseMeeting())
    await story.roll_call(case, second)
    await story.until(case, lambda s: s.announced)
    await story.do(second, a.CloseMeeting())
    await story.minutes(second)

    public = await shown(story)

    assert [n.meeting for n in public.notices] == [second, first]
    assert {m.meeting for m in public.minutes} == {first, second}
    assert {m.status for m in public.minutes} <= {"draft", "approved"}
    [seen] = public.cases
    assert seen.stage in (CaseStage.BESLUTTET, CaseStage.UNDER_OPPFOLGING)
    assert seen.decided is not None
    assert [(p.document, p.withheld) for p in seen.papers] == [(open_, None), (None, GROUND)]
    told = json.dumps(json.loads(public.model_dump_json()), ensure_ascii=False)
    assert "Om den ansatte" not in told
    cards = story.files.roster_file
    persons = {value for card in cards.persons for value in (card.person, card.name, card.email)}
    addresses = {card.email for card in cards.party_cards}
    assert [value for value in persons | addresses if value in told] == []
