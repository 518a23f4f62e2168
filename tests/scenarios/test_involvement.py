"""Early involvement: the others are heard before a party decides by itself, and nothing is decided here (P-36)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases import Refused
from models import acts as a
from models import entries as e
from models.messages import MessageKind
from models.roster import Office
from models.state import CaseStage
from models.submission import Claim
from tests.story import Story


def change(own: object, **more: object) -> a.RegisterCase:
    form = a.IntakeForm.model_validate({"case_kind": a.CaseKind.EARLY_INVOLVEMENT, "own_decision_on": own})
    return a.RegisterCase.model_validate(
        {
            "title": "Legge ned døgnplasser",
            "proposer_party": "halden",
            "summary": "Kommunen vurderer det.",
            "proposal": "Fire plasser legges ned.",
            "affected": ("halden", "moss", "rade"),
            "form": form,
            **more,
        }
    )


async def test_p36_the_others_are_heard_and_it_ends_in_a_summary(story: Story) -> None:
    today = (await story.local(0)).date()
    meeting = await story.meeting("SEKR", 40)
    contact = story.contact("halden")
    with pytest.raises(Refused) as too_late:
        await story.register_case(change(today), contact)
    case = (await story.register_case(change(today + timedelta(days=60)), contact)).record

    placed = await story.act(case, a.PlaceCase(meeting=meeting, mark=a.Mark.BESLUTNING))
    classified = await story.act(case, story.classification())
    early = await story.act(case, a.SummariseInvolvement(summary="To."), contact)
    await story.do(case, a.GiveInput(party="moss", text="Vi får flere innleggelser."), story.contact("moss"))
    not_asked = await story.act(case, a.GiveInput(party="halden", text="Vi også."), contact)
    await story.days_pass(22)
    await story.until(case, lambda s: s.involvement is not None and not s.involvement.open)
    late = await story.act(case, a.GiveInput(party="rade", text="Vent."), story.contact("rade"))
    by_another = await story.act(case, a.SummariseInvolvement(summary="To."), story.contact("moss"))
    await story.do(case, a.SummariseInvolvement(summary="En ønsker mer tid."), contact)
    state = await story.ended(case)

    assert too_late.value.refusal.rule == "P-36"
    refused = (placed, classified, early, not_asked, late, by_another)
    assert [x.refusal.rule if x.refusal else None for x in refused] == ["P-36"] * 6
    [asked] = await story.bodies(case, e.InvolvementAsked)
    assert (asked.parties, asked.due.day, asked.own_decision_on) == (
        ("moss", "rade"), today + timedelta(days=21), today + timedelta(days=60),
    )  # fmt: skip
    [closed] = await story.bodies(case, e.InvolvementClosed)
    assert closed.unanswered == ("rade",)
    assert state.stage is CaseStage.AVSLUTTET
    assert [m.to for m in await story.messages(MessageKind.INVOLVEMENT_REMINDER)] == ["party:rade"]
    for kind in (MessageKind.INVOLVEMENT_ASKED, MessageKind.INVOLVEMENT_SUMMARISED):
        assert {m.to for m in await story.messages(kind)} == {"party:moss", "party:rade"}


async def test_p36_only_a_party_before_its_own_decision_and_for_others(story: Story) -> None:
    own = (await story.local(0)).date() + timedelta(days=5)
    for act in (change(None), change(own, proposer_party=None), change(own, affected=("halden",))):
        with pytest.raises(Refused) as no:
            await story.register_case(act, Claim(person=story.officer(Office.SECRETARIAT)))
        assert no.value.refusal.rule == "P-36"
    case = (await story.register_case(change(own), story.contact("halden"))).record
    [asked] = await story.bodies(case, e.InvolvementAsked)
    assert asked.due.day == own - timedelta(days=1)
