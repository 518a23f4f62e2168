"""Disputes on their way to Tvisteløsningsnemnda and back (N-01..N-15)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from cases import Refused
from models import acts as a
from models import entries as e
from models.acts import PathAfterDisagreement
from models.dispute import ConsentAnswer, DisputeStage, RelationStage
from procedures.loading import Community
from tests.agreements import TRUST
from tests.disputes import bring, consents, decided_by, disagreement, refuses, submits
from tests.house import House, with_numbers
from tests.story import Story


async def test_s32_without_the_trusts_consent_there_is_no_submission_and_the_case_is_back(story: Story) -> None:
    case = await disagreement(story)
    dispute = (await bring(story, case=case)).record
    waiting = await story.case_state(case)
    moved = await story.act(case, a.ChoosePath(path=PathAfterDisagreement.NEW_DROFTING, reason="Nytt forsøk."))

    await refuses(story, dispute, TRUST)
    tried = await submits(story, dispute)

    assert waiting.hold is not None
    assert waiting.hold.dispute == dispute
    assert moved.refusal is not None
    assert moved.refusal.rule == "N-14"
    state = await story.dispute_state(dispute)
    assert (state.stage.value, state.ended) == ("nemnda_avvist_manglende_samtykke", True)
    assert tried.refusal is not None
    assert (tried.refusal.rule, tried.refusal.remedy) == (
        "N-04",
        "solve it in the local bodies, or bring it anew when the parties consent",
    )
    back = await story.until(case, lambda s: s.hold is None)
    assert (back.path_asked, back.ended) == (True, False)
    assert "case_returned" in await story.kinds(case)
    [closed] = await story.bodies(dispute, e.DisputeClosed)
    assert [r.stage for r in closed.relations] == [RelationStage.REJECTED]


@pytest.mark.parametrize(("days", "reminder"), [(30, 14), (10, 4)])
async def test_s33_silence_closes_the_request_and_is_no_consent(
    house: House,
    tell: Callable[[Community], AbstractAsyncContextManager[Story]],
    days: int,
    reminder: int,
) -> None:
    files = with_numbers(house.community, nemnda_consent_days=days, nemnda_reminder_days=reminder)
    async with tell(files) as story:
        dispute = (await bring(story)).record

        await story.days_pass(reminder, hour=10)
        reminded = await story.bodies(dispute, e.ConsentReminded)
        await story.days_pass(days - reminder, hour=23)
        before = await story.dispute_state(dispute)
        await story.days_pass(1, hour=1)

        after = await story.dispute_state(dispute)
        assert [b.parties for b in reminded] == [(TRUST,)]
        assert before.stage is DisputeStage.SAMTYKKE_INNHENTES
        assert (after.stage, after.consent(TRUST).answer) == (DisputeStage.AVVIST, ConsentAnswer.SILENT)
        assert (await story.kinds(dispute))[-3:] == ["consent_closed", "relation_rejected", "dispute_closed"]


async def test_s38_a_body_cannot_bring_a_case_in_its_own_name(story: Story) -> None:
    chair = story.member("SU-H1")

    with pytest.raises(Refused) as in_its_own_name:
        await bring(story, by="SU", claim=chair)
    with pytest.raises(Refused) as for_its_group:
        await bring(story, claim=story.member("SU-M3"))

    assert (in_its_own_name.value.refusal.rule, for_its_group.value.refusal.rule) == ("N-01", "N-01")
    assert "municipality or a trust" in in_its_own_name.value.refusal.remedy
    assert for_its_group.value.refusal.remedy == "let the contact of halden do it, on a decision of halden"


async def test_consent_needs_a_decision_and_comes_from_the_party_itself(story: Story) -> None:
    dispute = (await bring(story)).record

    bare = await story.act(dispute, a.AnswerConsent(party=TRUST, consents=True), story.contact(TRUST))
    strange = await story.act(
        dispute,
        a.AnswerConsent(party=TRUST, consents=True, authority=await decided_by(story)),
        story.contact("halden"),
    )
    await consents(story, dispute, TRUST)

    assert [x.refusal.rule for x in (bare, strange) if x.refusal] == ["N-03", "N-03"]
    assert (await story.dispute_state(dispute)).consent(TRUST).answer is ConsentAnswer.CONSENTED
