"""What the rules say is owed can be written: every letter of every entry, to each of its recipients."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from activities.post.letter import missing_facts
from activities.post.render import render
from models import entries as e
from models.acts import (
    Actor,
    AuthorityOutcome,
    Consent,
    Derivation,
    ForankringAnswer,
    LateGround,
    Mark,
    MoveKind,
    PathAfterDisagreement,
    RaiseTrigger,
    RecusalGround,
    SeatAttendance,
)
from models.canonical import EMPTY_HEAD, text_digest
from models.entries import ActRef, CaseBody, Entry, EntryBody, MeetingBody, Unsealed, seal
from models.messages import Message, MessageKind, ToPerson
from models.roster import Party, PartyKind, Source
from models.rulebook import Refusal, RefusalCode
from models.state import CaseState
from rules.case.fold import fold_case
from rules.effects.addressees import Addressees
from rules.effects.letters import (
    letters_of_case_entry,
    letters_of_meeting_entry,
    messages_of,
)
from rules.effects.letters_of_receipts import receipt_letter
from rules.effects.letters_of_seats import letters_of_community_entry
from rules.meeting.fold import fold_meeting
from tests.post.dispute_story import letters_of_story
from tests.post.material import (
    CASE,
    DIGEST,
    ENDS_AT,
    HOUSE,
    LANGUAGES,
    MEETING,
    MIDNIGHT,
    PROPOSAL,
    SENT_AT,
    STARTS_AT,
    TITLE,
    contact,
    procedure,
    roster,
)

DAY = date(2027, 2, 4)
TO = Addressees(procedure(), roster(), DAY)
DUE = Derivation(name="due", rule="P-11", anchor="", steps=(), day=date(2027, 1, 21), at=MIDNIGHT)
POSITION = e.PositionTaken(
    seat="SEKR-M2", person="p-3peu", counted=True, parties=("moss",), stance=Consent(), text_digest=DIGEST
)
REFUSAL = Refusal(code=RefusalCode.TOO_LATE, rule="P-20", detail="too late", remedy="the next meeting")

CASE_STORY: tuple[CaseBody, ...] = (
    e.CaseRegistered(
        title=TITLE,
        summary="Om saken.",
        proposal=PROPOSAL,
        text_digest=DIGEST,
        affected=("moss", "halden"),
        consequences=(),
        procedure=EMPTY_HEAD,
        roster=EMPTY_HEAD,
    ),
    e.CaseClassified(
        larger_economic=False,
        larger_administrative=False,
        in_doubt=False,
        drofting_body="SEKR",
        decision_body="SEKR",
        reason="Faglig.",
        agreed_by=(),
    ),
    e.MeetingAwaited(body="SU"),
    e.DecisionHeld(record="case-ostfold-2027-1", entry=7, broken_rule="P-20", what="entry 7 is missing"),
    e.PathAsked(rounds=2),
    e.CaseMoved(how=MoveKind.MERGED, into=("case-ostfold-2027-9",), reason="Sakene hører sammen."),
    e.ProcedureChanged(procedure="a" * 64, replaces="b" * 64, reason="Kortere frist er avtalt."),
    e.CaseRaised(
        trigger=RaiseTrigger.CHAIR,
        from_body="SEKR",
        decision_body="SU",
        new_drofting=False,
        drofting_body="SEKR",
        reason="Større enn ventet.",
    ),
    e.HigherBodyDemanded(seat="SEKR-M2", decision_body="SU", reason="For stort."),
    e.PlacedOnAgenda(
        meeting=MEETING, body="SEKR", mark=Mark.BESLUTNING, day=DAY, starts_at=STARTS_AT, text_digest=DIGEST
    ),
    e.ForankringAsked(parties=("moss", "halden"), due=DUE, reminders=(DUE,), text_digest=DIGEST, meeting=MEETING),
    e.ForankringReminded(parties=("halden",), due_at=MIDNIGHT),
    e.ObjectionLodged(objection=1, seat="SEKR-M2", grounds="Nei.", would_be_removed_by="Ja.", text_digest=DIGEST),
    e.ObjectionLodged(objection=2, party="halden", grounds="Nei.", would_be_removed_by="Ja.", text_digest=DIGEST),
    e.ObjectionAnswered(objection=1, answer="Slik.", proposal="Punkt 2."),
    e.ObjectionWithdrawn(objection=1),
    e.ObjectionLapsed(objection=2, because=e.LapseReason.NEW_ROUND),
    POSITION,
    e.NoConsensus(meeting=MEETING, body="SEKR", objecting=("SEKR-M2",), written_objections=(), text_digest=DIGEST),
    e.DecisionPostponed(meeting=MEETING, rule="P-22", reason="nobody", uncovered=("moss",)),
    POSITION,
    e.BindingEffect(party="moss", by_seat="SEKR-M2", text_digest=DIGEST),
    e.BindingWithheld(party="halden", by_seat="SEKR-M3", waits_for="kommunestyret"),
    e.FollowUpDue(budget_year=2028, due=DUE, reminders=(DUE,)),
    e.Announced(outcome="besluttet", parties=("moss", "halden")),
    e.FollowUpOpened(party="moss", budget_year=2028, due=DUE.day, costs=True),
    e.FollowUpReminded(parties=("moss",), due_at=MIDNIGHT),
    e.FollowUpYearEnded(body="SEKR", budget_year=2028, unbudgeted=("moss",)),
    e.ReservationOverdue(party="halden", waits_for="kommunestyret"),
    e.ReservationAnswered(
        party="halden", approved=False, treated_by="kommunestyret", treated_on=DAY, reference="PS 12/27"
    ),
    e.MandateCovered(seat="SEKR-M3", person="p-rh9p", parties=("halden",), since=DAY),
    e.ConsentRatified(
        party="halden", by_seat="SEKR-M3", approved=True, organ="kommunestyret", dated=DAY, reference="PS 12/27"
    ),
    e.ConsentRatified(
        party="halden", by_seat="SEKR-M3", approved=False, organ="kommunestyret", dated=DAY, reference="PS 12/27"
    ),
    e.EntryCorrected(
        seq=2, hash=EMPTY_HEAD, correction=e.SeatCorrected(old="SEKR-M2", new="SEKR-M3"), reason="Feil plass."
    ),
    e.EntryCorrected(
        seq=2, hash=EMPTY_HEAD, correction=e.DayCorrected(party="halden", old=DAY, new=DAY), reason="Feil dag."
    ),
    e.RecusalDecided(
        seat="SEKR-M2",
        person="p-3peu",
        disqualified=True,
        ground=RecusalGround.NEAR_A_PARTY,
        reason="Nært forhold.",
        decided_by="SEKR",
    ),
    e.PartyLetIn(
        party=Party(party="nyby", kind=PartyKind.MUNICIPALITY, name="Nyby"), group="moss", reason="Gjelder dem."
    ),
    e.PartyLeftCase(party="halden", last_day=DAY, unbound=True),
    e.LateObjectionLodged(
        objection=1,
        about=LateGround.NO_AUTHORITY,
        by_seat="SEKR-M2",
        grounds="Uten fullmakt.",
        meeting=MEETING,
        party="halden",
    ),
    e.AuthoritySettled(
        objection=1, party="halden", outcome=AuthorityOutcome.RATIFIED, reason="Godkjent.", reference="PS 12/27"
    ),
    e.EditorialContested(version=1, text_digest=DIGEST, seat="SEKR-M2", reason="Ikke bare ordlyd."),
    e.AnswersAwaited(meeting=MEETING, parties=("halden",), seats=("SEKR-M3",), due=DUE),
    e.AnswersLapsed(parties=("halden",)),
    e.WrittenProcedureOpened(reason="Det haster.", text_digest=DIGEST, asked=("SEKR-M2", "SEKR-M3"), due=DUE),
    e.WrittenProcedureEnded(why=e.WhyNotInWriting.SILENCE, seats=("SEKR-M2",)),
    e.WrittenProcedureEnded(why=e.WhyNotInWriting.OVERTAKEN, seats=()),
    e.CaseWithdrawn(reason="Umoden.", takeover_due=DUE),
    e.CaseTakenOver(party="halden", reason="Viktig."),
    e.InvolvementAsked(parties=("moss",), own_decision_on=DAY, due=DUE),
    e.InvolvementReminded(parties=("moss",)),
    e.InvolvementSummarised(summary="En var imot."),
    e.PathChosen(path=PathAfterDisagreement.CLOSE_WITHOUT_AGREEMENT, reason="Nok."),
)
ATTENDANCE = (SeatAttendance(seat="SEKR-M2", person="p-3peu"),)
MEETING_STORY: tuple[MeetingBody, ...] = (
    e.MeetingPlanned(
        body="SEKR",
        day=DAY,
        starts_at=STARTS_AT,
        ends_at=ENDS_AT,
        place="Rådhuset",
        notice_due=DUE,
        extraordinary="Det haster.",
    ),
    e.AgendaItemAdded(item=1, case=CASE, title=TITLE, mark=Mark.BESLUTNING, text_digest=DIGEST),
    e.NoticeSent(items=(1,)),
    e.MeetingMoved(day=DAY, starts_at=STARTS_AT, ends_at=ENDS_AT, place="Salen", notice_due=DUE, reason="Opptatt."),
    e.MeetingCancelled(reason="Avlyst."),
    e.MeetingItemOpened(item=1, case=CASE, mark=Mark.BESLUTNING, attendance=ATTENDANCE),
    e.MinutesOverdue(),
    e.MinutesDrafted(text=text_digest("t"), html=text_digest("h"), comments_due=DUE),
    e.MinutesCommented(comment=1, seat="SEKR-M2", person="p-3peu", text="Vi sa mer."),
    e.MinutesContested(
        contest=1, item=1, case=CASE, seat="SEKR-M2", person="p-3peu", claim="Vi sa nei.", objected=True
    ),
    e.CorrectionProposed(
        correction=1, item=1, case=CASE, old_text="Ja.", new_text="Nei.", reason="Feil.", asked=("SEKR-M2",)
    ),
    e.CorrectionRejected(correction=1, refused_by="SEKR-M2"),
    e.MinutesCorrected(old_text="Mos", new_text="Moss", reason="Skrivefeil.", clerical=True),
    e.MinutesIssued(text=text_digest("t"), html=text_digest("h")),
)


def entry(record: str, seq: int, body: EntryBody, actor: Actor | None = None) -> Entry:
    act = ActRef(act_id="0" * 32, number=seq, digest=DIGEST) if actor else None
    at = SENT_AT + timedelta(minutes=seq)
    return seal(Unsealed(record=record, seq=seq, at=at, prev=EMPTY_HEAD, act=act, actor=actor, body=body))


def of_the_case() -> list[Message]:
    messages: list[Message] = []
    case: CaseState | None = None
    for seq, body in enumerate(CASE_STORY, start=1):
        each = entry(CASE, seq, body)
        case = fold_case(case, each, "ostfold")
        messages += messages_of(each, letters_of_case_entry(each, case, TO))
    return messages


def of_the_meeting() -> list[Message]:
    messages: list[Message] = []
    meeting = None
    for seq, body in enumerate(MEETING_STORY, start=1):
        each = entry(MEETING, seq, body)
        meeting = fold_meeting(meeting, each, "ostfold")
        messages += messages_of(each, letters_of_meeting_entry(each, meeting, TO))
    return messages


def of_the_community() -> list[Message]:
    expiring = e.MandateExpiring(
        seat="SEKR-M2", person="p-3peu", parties=("moss",), last_day=date(2027, 4, 5), days_before=60
    )
    source = Source(organ="kommunestyret", dated=DAY)
    joined = e.PartyJoined(roster=DIGEST, party="nyby", name="Nyby", group="moss", since=DAY, source=source)
    left = e.PartyDeparted(roster=DIGEST, party="halden", group="moss", last_day=DAY, source=source)
    bodies: tuple[EntryBody, ...] = (expiring, joined, left)
    entries = [entry("community-ostfold", n, body) for n, body in enumerate(bodies, start=3)]
    return [m for each in entries for m in messages_of(each, letters_of_community_entry(each, TO))]


def of_the_secretariat() -> list[Message]:
    """Receipts for what it entered for a seat and for a party, taken and refused."""
    seat = Actor(person="p-3peu", seat="SEKR-M2", rank=0, entered_by="p-2h9c")
    party = Actor(party="moss", entered_by="p-2h9c")
    answered = e.ForankringAnswered(
        party="moss",
        answer=ForankringAnswer.SUPPORTS,
        treated_by="formannskapet",
        treated_on=DAY,
        text_digest=DIGEST,
    )
    refused = e.ActRefused(act_kind="take_position", refusal=REFUSAL)
    entries = [entry(CASE, 1, POSITION, seat), entry(CASE, 2, refused, seat), entry(CASE, 3, answered, party)]
    letters = [(each, receipt_letter(each)) for each in entries]
    return [m for each, letter in letters if letter is not None for m in messages_of(each, (letter,))]


def of_disputes() -> list[Message]:
    return letters_of_story(entry, TO, CASE_STORY[:2])


OWED = [*of_disputes(), *of_the_case(), *of_the_meeting(), *of_the_community(), *of_the_secretariat()]
KINDS = [kind for kind in MessageKind if not kind.name.startswith("AGREEMENT_")]  # those: test_owed_by_agreements


def test_the_stories_owe_every_kind_of_message() -> None:
    assert {message.kind for message in OWED} == set(KINDS)
    assert len([message for message in OWED if message.kind is MessageKind.RECEIPT]) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_missing_in_any_language(kind: MessageKind) -> None:
    owed = [message for message in OWED if message.kind is kind]

    assert [missing_facts(message) for message in owed] == [()] * len(owed)
    for message in (owed[0], owed[-1]):
        for language in LANGUAGES:
            raw = render(
                message,
                procedure=procedure(),
                roster=roster(),
                recipient=contact(language),
                house=HOUSE,
                sent_at=SENT_AT,
            )
            assert message.message_id.encode() in raw


def test_what_became_of_a_consent_without_a_mandate_is_told_to_all_and_a_no_to_the_chair() -> None:
    told = [message for message in OWED if message.kind is MessageKind.CONSENT_RATIFIED]
    refused = {m.seq for m in told if m.facts.step == "refused"}
    asked = [m.to for m in OWED if m.kind is MessageKind.CHOOSE_PATH and (m.record, m.seq) == (CASE, *refused)]
    everyone = {to.key for to in TO.everyone("SU")}  # it was demanded there

    assert {m.facts.step for m in told} == {"covered", "ratified", "refused"}
    assert {m.to.key for m in told if m.seq in refused} == everyone
    assert asked == list(TO.chair("SU"))


def persons(message_kind: MessageKind, owed: list[Message]) -> set[str]:
    return {m.to.person for m in owed if m.kind is message_kind and isinstance(m.to, ToPerson)}


def test_a_draft_of_the_minutes_goes_to_the_deputy_who_sat_and_to_the_member_who_was_away() -> None:
    deputy = next(h.person for h in roster().holdings if (h.seat, h.rank) == ("SEKR-M2", 1))
    member = next(h.person for h in roster().holdings if (h.seat, h.rank) == ("SEKR-M2", 0))
    sat = (SeatAttendance(seat="SEKR-M2", person=deputy),)
    opened = e.MeetingOpened(attendance=sat, uncovered=())
    meeting, owed = None, list[Message]()
    for seq, body in enumerate((MEETING_STORY[0], opened, MEETING_STORY[7]), start=1):
        each = entry(MEETING, seq, body)
        meeting = fold_meeting(meeting, each, "ostfold")
        owed += messages_of(each, letters_of_meeting_entry(each, meeting, TO))

    assert {deputy, member} <= persons(MessageKind.MINUTES_DRAFT, owed)
    assert all(m.to.capacity == "deputy" for m in owed if isinstance(m.to, ToPerson) and m.to.person == deputy)
    assert len({m.message_id for m in owed}) == len(owed)


@pytest.mark.parametrize(
    "kind",
    [
        MessageKind.NO_CONSENSUS,
        MessageKind.POSTPONED,
        MessageKind.CASE_WITHDRAWN,
        MessageKind.CASE_TAKEN_OVER,
        MessageKind.CLOSED_WITHOUT_AGREEMENT,
    ],
)
def test_whoever_is_told_of_a_decision_is_told_that_there_was_none(kind: MessageKind) -> None:
    assert persons(kind, OWED) == persons(MessageKind.DECISION_ANNOUNCED, OWED)
