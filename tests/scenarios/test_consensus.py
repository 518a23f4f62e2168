"""Who counts, what consensus is, and whom it binds (P-18..P-22, P-27, P-28)."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

from sqlalchemy import select

from models import entries as e
from models.acts import (
    ChangeAttendance,
    CloseMeeting,
    Consent,
    LodgeObjection,
    Objection,
    StandAside,
    WithdrawObjection,
)
from models.messages import MessageKind
from models.state import CaseStage
from register.post import DELIVERY, opened
from register.queries import person_names
from tests.story import Story


async def ready(story: Story) -> tuple[str, str]:
    """A case that waits for beslutning in the SEKR meeting two months from now."""
    first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    case = await story.open_case()
    await story.hold_drofting(case, first)
    return case, second


async def test_s07_one_objection_among_ten_and_nothing_is_decided(story: Story) -> None:
    case, meeting = await ready(story)
    grounds = "Avtalen mangler dekning i budsjettet."

    closed = await story.roll_call(case, meeting, {"SEKR-M4": Objection(grounds=grounds)})
    await story.do(meeting, CloseMeeting())

    state = await story.case_state(case)
    assert state.stage is CaseStage.IKKE_KONSENSUS
    assert closed.refusal is None
    [none] = await story.bodies(case, e.NoConsensus)
    assert none.objecting == ("SEKR-M4",)
    assert await story.bodies(case, e.BeslutningMade) == []
    assert await story.bodies(case, e.BindingEffect) == []
    assert state.bindings == ()
    told = await story.messages(MessageKind.NO_CONSENSUS)
    assert {m.to for m in told} == story.circle("SEKR"), "whoever would have been told of a decision"
    assert {line["words"] for line in told[0].facts["roll_call"] if line["position"] == "objection"} == {grounds}
    assert [m.to for m in await story.messages(MessageKind.CHOOSE_PATH)] == [f"person:{story.holder('SEKR-M1')}"]
    minutes = await story.minutes(meeting)
    assert grounds in minutes
    assert "9-1" not in minutes
    assert "9–1" not in minutes


async def test_s07_everybody_gets_the_letter_that_nothing_is_decided(story_with_mail: Story) -> None:
    story = story_with_mail
    case, meeting = await ready(story)

    await story.roll_call(case, meeting, {"SEKR-M4": Objection(grounds="Ikke dekning.")})
    await story.clock.idle(mail=True)

    kinds = (MessageKind.NOTICE, MessageKind.FORANKRING_ASKED, MessageKind.NO_CONSENSUS, MessageKind.CHOOSE_PATH)
    told = [message for kind in kinds for message in await story.messages(kind)]
    assert {message.kind for message in told} == set(kinds)
    assert {message.state for message in told} == {"sent"}
    notice = next(m for m in await story.messages(kinds[0], record=meeting) if m.to == "party:halden")
    async with story.register.reading() as connection:
        row = (await connection.execute(select(DELIVERY).where(DELIVERY.c.message_id == notice.message_id))).one()
        raw = await opened(connection, row)
        names = await person_names(connection, story.community)
    assert raw is not None
    body = message_from_bytes(raw, policy=default).get_body(("plain",))
    assert body is not None
    assert f"plassen «Halden og Aremark» ({names[story.holder('SEKR-M3')]}) taler for dere" in body.get_content()
    assert "> Kort om saken." in body.get_content()


async def test_s08_gp_and_users_object_and_are_heard_and_the_decision_binds(story: Story) -> None:
    case, meeting = await ready(story)
    gp, users = Objection(grounds="Fastlegene får merarbeid."), Objection(grounds="Brukerne er ikke spurt.")

    await story.roll_call(case, meeting, {"SEKR-GP": gp, "SEKR-BRUKER": users})
    await story.do(meeting, CloseMeeting())
    state = await story.ended(case)

    [made] = await story.bodies(case, e.BeslutningMade)
    assert made.heard == ("SEKR-GP", "SEKR-BRUKER")
    assert made.consenting == story.seats("SEKR", counted=True)
    assert [b.party for b in state.bindings if b.effect_at] == [p.party for p in story.roster.parties]
    minutes = await story.minutes(meeting)
    assert gp.grounds in minutes
    assert users.grounds in minutes


async def test_s09_who_stands_aside_blocks_nothing_and_is_bound(story: Story) -> None:
    case, meeting = await ready(story)

    await story.roll_call(case, meeting, {"SEKR-M3": StandAside()})
    state = await story.ended(case)

    [made] = await story.bodies(case, e.BeslutningMade)
    assert made.standing_aside == ("SEKR-M3",)
    bound = {b.party: b.by_seat for b in state.bindings if b.effect_at}
    assert (bound["halden"], bound["aremark"]) == ("SEKR-M3", "SEKR-M3")
    assert set(bound) == {p.party for p in story.roster.parties}


async def test_s12_an_objection_withdrawn_in_the_meeting_leaves_room_for_consensus(story: Story) -> None:
    case, meeting = await ready(story)
    await story.days_pass(25)
    objector = story.member("SEKR-M2")
    lodging = LodgeObjection(
        grounds="Kostnadene er ikke fordelt.",
        would_be_removed_by="En fordelingsnøkkel i avtalen.",
        text_digest=(await story.case_state(case)).text.digest,
    )

    lodged = await story.act(case, lodging, objector)
    told = await story.messages(MessageKind.OBJECTION_LODGED)
    await story.open_roll_call(case, meeting)
    await story.act(case, WithdrawObjection(objection=1, reason="Nøkkelen er lagt fram."), objector)
    await story.take_positions(case)
    await story.close_item(meeting, case)
    state = await story.ended(case)

    assert lodged.refusal is None
    assert len(told) == len(story.seats("SEKR")) + len(story.roster.parties)
    assert [o.standing for o in state.objections] == [False]
    kinds = await story.kinds(case)
    assert kinds.index("objection_lodged") < kinds.index("objection_withdrawn") < kinds.index("beslutning_made")


async def test_s12_an_objection_that_stands_blocks_though_everybody_consents(story: Story) -> None:
    case, meeting = await ready(story)
    await story.days_pass(25)
    digest = (await story.case_state(case)).text.digest
    lodging = LodgeObjection(grounds="Kommunestyret er imot.", would_be_removed_by="Et vedtak.", text_digest=digest)

    await story.do(case, lodging, story.contact("rakkestad"))
    await story.roll_call(case, meeting)

    [none] = await story.bodies(case, e.NoConsensus)
    assert (none.objecting, none.written_objections) == ((), (1,))
    assert (await story.case_state(case)).stage is CaseStage.IKKE_KONSENSUS


async def test_s17_with_a_group_gone_before_it_answered_nobody_is_bound(story: Story) -> None:
    case, meeting = await ready(story)
    await story.open_roll_call(case, meeting)

    unheard = await story.close_item(meeting, case)
    await story.do(meeting, ChangeAttendance(seat="SEKR-M4", person=None))
    await story.take_positions(case)
    await story.close_item(meeting, case)

    assert unheard.refusal is not None
    assert unheard.refusal.rule == "P-20"
    [postponed] = await story.bodies(case, e.DecisionPostponed)
    assert postponed.uncovered == ("sarpsborg", "rakkestad")
    assert await story.bodies(case, e.BeslutningMade) == []
    assert (await story.case_state(case)).bindings == ()


async def test_s17_a_deputy_speaks_for_the_group(story: Story) -> None:
    case, meeting = await ready(story)
    await story.open_meeting(meeting, absent=["SEKR-M3"])
    deputy = story.member("SEKR-M3", rank=1)
    await story.do(meeting, ChangeAttendance(seat="SEKR-M3", person=deputy.person))

    await story.open_item(meeting, case)
    await story.take_positions(case, {"SEKR-M3": Consent(statement="På vegne av Halden og Aremark.")})
    await story.close_item(meeting, case)
    state = await story.ended(case)

    assert {b.party for b in state.bindings if b.effect_at} == {p.party for p in story.roster.parties}
    taken = next(t for t in await story.bodies(case, e.PositionTaken) if t.seat == "SEKR-M3")
    assert taken.person == deputy.person
