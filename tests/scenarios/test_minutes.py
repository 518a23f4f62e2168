"""Minutes that somebody says are wrong, and minutes that are approved (P-29, P-33)."""

from __future__ import annotations

from datetime import timedelta

from activities.outbox import RegisterOutbox
from models import acts as a
from models import entries as e
from models.messages import MessageKind
from register.documents import document_by
from tests.post.material import message
from tests.story import Story


async def decided(story: Story) -> tuple[str, str]:
    """A case decided by consensus, in a meeting whose draft minutes are out."""
    first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    case = await story.open_case()
    await story.hold_drofting(case, first)
    await story.roll_call(case, second)
    await story.do(second, a.CloseMeeting())
    await story.minutes(second)
    return case, second


async def content(story: Story, digest: str) -> str:
    async with story.register.reading() as connection:
        row = await document_by(connection, story.community, digest)
    assert row is not None
    return bytes(row.content).decode()


async def test_s13_she_objected_though_the_draft_says_consent(story: Story) -> None:
    case, meeting = await decided(story)
    draft = (await story.meeting_state(meeting)).minutes
    assert draft is not None
    claim = a.ContestMinutes(item=1, claim="Jeg sa nei i møtet.", objected=True)
    lines = (await content(story, draft.text)).splitlines()
    old = next(line for line in lines if "Sarpsborg: " in line and line.endswith("tilslutning"))
    new = old.replace("tilslutning", "innsigelse")

    contested = await story.act(meeting, claim, story.member("SEKR-M4"))
    flagged = await story.case_state(case)
    told = {m.to for m in await story.messages(MessageKind.MINUTES_CONTESTED)}
    correction = a.ProposeCorrection(item=1, old_text=old, new_text=new, reason="Feil ført.", contest=1)
    await story.do(meeting, correction, story.member("SEKR-M1"))
    asked = [m.to for m in await story.messages(MessageKind.CORRECTION_ASKED)]
    counted = story.seats("SEKR", counted=True)
    for seat in counted[:-1]:
        await story.do(meeting, a.AnswerCorrection(correction=1, agrees=True), story.member(seat))
    waiting = await story.case_state(case)
    await story.do(meeting, a.AnswerCorrection(correction=1, agrees=True), story.member(counted[-1]))
    settled = await story.until(case, lambda state: state.flags[0].settled is not None)

    assert contested.refusal is None
    assert [(f.seat, f.settled) for f in flagged.flags] == [("SEKR-M4", None)]
    assert {b.effect_at is None for b in flagged.bindings} == {False}
    assert {f"person:{story.holder(seat)}" for seat in story.seats("SEKR")} <= told
    assert asked == [f"person:{story.holder(seat)}" for seat in counted]
    assert waiting.flags[0].settled is None
    [lifted] = await story.bodies(case, e.DecisionFlagLifted)
    assert (lifted.corrected, lifted.falls) == (True, True)
    assert not any(b.effect_at for b in settled.bindings)
    [appended] = await story.bodies(meeting, e.MinutesCorrected)
    assert (appended.old_text, appended.clerical) == (old, False)
    kept = (await story.meeting_state(meeting)).minutes
    assert kept is not None
    assert kept.text == draft.text
    assert "Sarpsborg: Navn" not in await content(story, draft.text)
    assert "tilslutning" in await content(story, draft.text)


async def test_s58_approved_minutes_are_corrected_beside_and_never_edited(story: Story) -> None:
    _, meeting = await decided(story)
    third = await story.meeting("SEKR", 28)
    await story.do(meeting, a.CommentOnMinutes(text="Vi ba om tall.", item=1), story.member("SEKR-BRUKER"))
    open_third = a.ApproveMinutes(meeting=third)
    await story.open_meeting(third)
    unanswered = await story.act(meeting, open_third)
    taken_in = a.AnswerMinutesComment(comment=1, answer="Tatt inn.", old_text="Saksnummer: ", new_text="Ba om tall.")
    nowhere = await story.act(meeting, taken_in.model_copy(update={"old_text": "Ingen tall."}))
    await story.do(meeting, taken_in)

    await story.do(meeting, open_third, story.member("SEKR-M1"))
    await story.until_meeting(meeting, lambda state: state.ended)
    approved = (await story.meeting_state(meeting)).minutes
    assert approved is not None
    edit = await story.act(meeting, a.EditMinutes(old_text="Mos", new_text="Moss", reason="Skrivefeil."))
    wrong = await story.act(meeting, a.CorrectMinutes(old_text="Mos", new_text="Moss", reason="Skrivefeil."))
    after = (await story.meeting_state(meeting)).minutes

    assert unanswered.refusal is not None
    assert unanswered.refusal.rule == "P-33"
    assert nowhere.refusal is not None
    assert nowhere.refusal.detail == "the old words do not stand in the minutes"
    text = await content(story, approved.text)
    assert text.startswith("Protokoll: ")
    assert "Protokollen er godkjent " in text
    assert text.endswith(f"Møte: {meeting}\nGodkjent i møte: {third}\n")
    assert "> Ba om tall." in text
    assert edit.refusal is not None
    assert edit.refusal.rule == "P-33"
    assert "append a correction" in edit.refusal.remedy
    assert wrong.refusal is None
    assert after is not None
    assert (after.text, after.html) == (approved.text, approved.html)
    assert [(c.old_text, c.new_text, c.by, c.clerical) for c in after.changes][-1] == (
        "Mos", "Moss", story.secretariat.person, True,
    )  # fmt: skip
    assert approved.pdf is not None
    assert after.pdf == approved.pdf
    everybody = len(story.seats("SEKR")) + len(story.roster.parties)
    assert len(await story.messages(MessageKind.MINUTES_APPROVED)) == everybody
    assert len(await story.messages(MessageKind.MINUTES_CORRECTED)) == everybody

    seq = next(x.seq for x in await story.entries(meeting) if isinstance(x.happened, e.MinutesCorrected))
    letter = message(MessageKind.MINUTES_CORRECTED).model_copy(update={"record": meeting, "seq": seq})
    sent, again = [await RegisterOutbox(story.register, lease=timedelta(1)).attachments(letter) for _ in range(2)]
    assert [one.title for one in sent] == [
        f"protokoll-rettet-{seq}-{meeting}.{form}" for form in ("pdf", "html", "txt")
    ]
    assert sent == again, "the same records give the same bytes"
    corrected = sent[-1].content.decode()
    assert "Rettelser etter godkjenningen" in corrected
    assert "> Moss\n" in corrected
    assert "Den er rettet etterpå." in corrected
    assert "Rettelser" not in await content(story, approved.text)
