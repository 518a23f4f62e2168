"""What an agreement's steps make owed: to whom, and that it can be written in every language (A-06..A-13)."""

from __future__ import annotations

import typing
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from typing import Any

import pytest
from icalendar import Calendar, Event

from activities.post.letter import missing_facts, write
from activities.post.render import render
from models import acts as a
from models import entries as e
from models.acts import Actor
from models.agreement import (
    AgreementKind,
    AgreementParty,
    ApprovalResult,
    Covered,
    NoticeClause,
    Part,
    Resolution,
    Signatory,
)
from models.messages import AboutAgreement, Message, MessageKind, ToOffice, ToParty, ToPerson
from models.periods import Moment
from models.roster import OutsideOffice
from rules.effects.letters_of_agreements import LETTERS, SILENT
from tests.agreements import OUTSIDE, TRUST, an_agreement
from tests.post.material import HOUSE, LANGUAGES, SENT_AT, contact
from tests.rules.agreed import Agreed, brought_in, drafted

DAY = date(2027, 1, 11)
BY = Signatory(office="ordfører")
KINDS = [kind for kind in MessageKind if kind.name.startswith("AGREEMENT_")]


def resolved(on: date = DAY) -> Resolution:
    return Resolution(body="kommunestyret", on=on, case_number="7/27")


def approve(party: str, result: ApprovalResult = ApprovalResult.APPROVED) -> a.RecordApproval:
    said = None if result is ApprovalResult.APPROVED else "Punkt 4 må ut."
    text = "3" * 64 if result is ApprovalResult.AMENDED else None
    return a.RecordApproval(party=party, result=result, resolution=resolved(), said=said, document=text)


@cache
def made() -> Agreed:
    """Drafted, amended by one party, sent again, signed too early by another, entered, and then forgotten."""
    agreement = an_agreement("halden", valid_from=None, ministry_deadline=date(2027, 1, 20))
    agreed = drafted(agreement, today=DAY)
    agreed.do(a.HearUsers(organisation="Brukerutvalget", how="Høring.", on=DAY))
    agreed.do(a.SendForApproval())
    agreed.do(approve("halden", ApprovalResult.AMENDED))
    agreed.do(a.ReviseAgreement(agreement=agreement, document="2" * 64, reason="Uten punkt 4."))
    agreed.do(a.SendForApproval())
    agreed.do(approve(TRUST))
    agreed.do(a.SignAgreement(party="halden", signed_on=DAY, by=BY))
    agreed.advance(date(2027, 1, 25))
    agreed.do(a.SignAgreement(party=TRUST, signed_on=agreed.today, by=BY))
    agreed.do(approve("halden"))
    agreed.advance(date(2029, 1, 11))
    return agreed


@cache
def ended() -> Agreed:
    """Said up twice: once withdrawn with the counterpart's consent, once to the end; one party succeeded."""
    agreed = brought_in(an_agreement("halden"), today=DAY)
    agreed.do(notice("halden", DAY))
    agreed.do(receipt(1, DAY))
    agreed.do(a.RecordKnowledge(notice=1, party=TRUST, known=Moment(day=DAY)))
    agreed.advance(date(2027, 1, 12))
    agreed.do(a.WithdrawNotice(notice=1, arrived=Moment(day=agreed.today), reason="Partene ble enige."))
    agreed.do(a.AnswerWithdrawal(notice=1, party=TRUST, agrees=True, document="4" * 64))
    agreed.do(a.SucceedParty(was=("halden",), becomes="moss", since=DAY, source="Kongelig resolusjon"))
    agreed.advance(date(2027, 2, 1))
    agreed.do(notice("moss", date(2027, 1, 29)))
    agreed.do(receipt(2, date(2027, 1, 30)))
    corrected = Moment(day=date(2027, 2, 1))
    agreed.do(a.CorrectReceipt(notice=2, party=TRUST, received=corrected, reason="Kvitteringen viser det."))
    agreed.advance(date(2028, 2, 10))
    return agreed


@cache
def ending() -> Agreed:
    """Said up in part; then a last day is fixed, and another in its place; nobody knows of a council in time."""
    clause = NoticeClause(text="Deler kan sies opp.", reference="§ 9", partial=True)
    covers = (Covered.READY_FOR_DISCHARGE, Covered.LOCAL_ICT)
    parts = (
        Part(part="del-1", title="Utskrivning", covers=covers),
        Part(part="del-2", title="IKT", covers=covers[1:]),
    )
    kept = {"notice": clause, "parts": parts, "valid_to": date(2029, 6, 30)}
    agreed = brought_in(an_agreement("halden", "moss", **kept), today=DAY)
    agreed.do(notice("halden", DAY, parts=("del-1",)))
    agreed.do(receipt(1, DAY))
    agreed.do(a.RecordCouncilDates(party="halden", dates=(date(2027, 6, 17), date(2027, 11, 18))))
    agreed.advance(date(2028, 8, 1))
    for last in (date(2028, 12, 31), date(2029, 1, 31)):
        agreed.do(a.AgreeEnd(last_day=last, confirmed_by=("halden", TRUST), document="5" * 64))
    return agreed


@cache
def following() -> Agreed:
    """It follows another agreement, which ends early."""
    kind = AgreementKind.SUPPLEMENTARY
    agreed = brought_in(an_agreement("halden", kind=kind, supplements="ramme"), today=DAY)
    agreed.do(a.MainAgreementEnded(agreement="ramme", last_day=DAY, early=True), Actor(record="agreement-x-2026-9"))
    return agreed


def notice(by: str, sent: date, **more: Any) -> a.GiveNotice:
    return a.GiveNotice(by=by, sent=Moment(day=sent), authority=resolved(sent), **more)


def receipt(number: int, day: date) -> a.RecordReceipt:
    return a.RecordReceipt(notice=number, parties=(TRUST,), received=Moment(day=day))


def owed(kind: MessageKind) -> list[Message]:
    return [
        message
        for message in (x for agreed in (made(), ended(), ending(), following()) for x in agreed.owed)
        if message.kind is kind
    ]


def to_parties(messages: list[Message]) -> set[str]:
    return {m.to.party for m in messages if isinstance(m.to, ToParty)}


def to_people(messages: list[Message]) -> set[str]:
    return {m.to.person for m in messages if isinstance(m.to, ToPerson)}


def text_of(message: Message, language: Any = "nb") -> str:
    agreed = made()
    return write(
        message,
        procedure=agreed.procedure,
        roster=agreed.roster,
        recipient=contact(language),
        house=HOUSE,
        day=agreed.today,
    ).text


def test_every_entry_has_its_letter_or_is_silent_on_purpose() -> None:
    assert {*LETTERS} | {*SILENT} == {*typing.get_args(e.AgreementBody)}
    assert not {*LETTERS} & {*SILENT}


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_owed_and_can_be_written_in_any_language(kind: MessageKind) -> None:
    messages = owed(kind)

    assert messages
    assert [missing_facts(message) for message in messages] == [()] * len(messages)
    for language in LANGUAGES:
        assert "samarbeidsavtale" in text_of(messages[0], language)


def test_no_message_is_owed_twice_under_one_name() -> None:
    for agreed in (made(), ended(), ending(), following()):
        names = [message.message_id for message in agreed.owed]
        assert len({*names}) == len(names)


def test_a_party_is_asked_to_approve_exactly_that_text_and_silence_is_no_approval() -> None:
    asked = owed(MessageKind.AGREEMENT_SENT)

    assert to_parties(asked) == {"halden", TRUST}
    assert [m.facts.text_digest for m in asked if isinstance(m.to, ToParty)] == [d * 64 for d in "113322"]
    assert "Taushet er ikke godkjenning" in text_of(asked[0])
    assert "1" * 64 in text_of(asked[0])


def test_what_a_council_came_to_is_told_to_the_others() -> None:
    [to_trust, *_] = [m for m in owed(MessageKind.AGREEMENT_TREATED) if isinstance(m.to, ToParty)]

    assert to_trust.to == ToParty(party=TRUST)
    assert "Resultatet: godkjent med endring." in text_of(to_trust)
    assert "> Punkt 4 må ut." in text_of(to_trust)


def test_a_day_before_the_notice_period_is_over_is_remarked_on() -> None:
    [early, *_] = owed(MessageKind.AGREEMENT_END_AGREED)
    late = early.model_copy(update={"facts": early.facts.model_copy(update={"about": unremarked(early)})})

    assert "før oppsigelsestiden ville vært ute (onsdag 1. august 2029)" in " ".join(text_of(early).split())
    assert "oppsigelsestiden" not in text_of(late)


def unremarked(message: Message) -> AboutAgreement:
    about = message.facts.about
    assert isinstance(about, AboutAgreement)
    return about.model_copy(update={"by_notice": None})


def test_who_has_entered_it_is_told_by_when_helsedirektoratet_is_to_have_it() -> None:
    [letter, *_] = owed(MessageKind.AGREEMENT_ENTERED)

    assert "torsdag 25. februar 2027 kl. 24.00" in text_of(letter)


def test_a_year_without_review_reaches_the_highest_body() -> None:
    overdue = [m for m in made().owed if m.kind is MessageKind.AGREEMENT_REVIEW_OVERDUE]

    highest = {h.person for h in made().roster.holdings if h.seat.startswith("SU-") and h.rank == 0}
    assert highest <= to_people(overdue)
    assert to_parties(overdue) == {"halden", TRUST}


def test_an_end_is_told_with_both_readings_and_again_when_it_moves() -> None:
    told = [m for m in ended().owed if m.kind is MessageKind.AGREEMENT_END_COMPUTED and m.to == ToParty(party=TRUST)]
    [_, computed, moved] = [text_of(m) for m in told]

    assert "Siste dag, regnet fra mottak: søndag 30. januar 2028 (legges til grunn)" in computed
    assert "Siste dag, regnet fra avsendelse: lørdag 29. januar 2028" in computed
    assert "Kan bestride dagen: Moss kommune og Sykehuset Østfold HF" in computed
    assert moved.startswith("Ny sluttdato: Samarbeidsavtale, tirsdag 1. februar 2028")
    assert (
        moved.index("tirsdag 1. februar 2028") < moved.index("Slik ble det regnet før") < moved.rindex("30. januar")
    )


def test_the_end_goes_with_its_letter_as_a_calendar_file_in_which_it_moves() -> None:
    told = [m for m in ended().owed if m.kind is MessageKind.AGREEMENT_END_COMPUTED and m.to == ToParty(party=TRUST)]
    [_, computed, moved] = [calendar_of_mail(message) for message in told]

    assert [event.decoded("dtstart") for event in (computed, moved)] == [date(2028, 1, 30), date(2028, 2, 1)]
    assert computed["uid"] == moved["uid"]
    assert int(str(computed["sequence"])) < int(str(moved["sequence"]))
    assert str(moved["summary"]).startswith("Siste dag: Samarbeidsavtale (Oppsigelse 2, mellom Moss kommune")


def calendar_of_mail(message: Message) -> Event:
    agreed = ended()
    raw = render(
        message,
        procedure=agreed.procedure,
        roster=agreed.roster,
        recipient=contact(),
        house=HOUSE,
        sent_at=SENT_AT,
    )
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    [file] = mail.iter_attachments()
    assert file.get_filename() == "Avtalens datoer.ics"
    [event] = Calendar.from_ical(file.get_content()).events
    assert isinstance(event, Event)
    return event


def test_dates_that_stay_as_they_are_are_not_told_again() -> None:
    agreed = brought_in(an_agreement("halden"), today=DAY)
    agreed.do(notice("halden", DAY))
    agreed.do(receipt(1, DAY))
    before = len(agreed.owed)

    agreed.do(a.RecordKnowledge(notice=1, party=TRUST, known=Moment(day=DAY)))

    assert len(agreed.owed) == before


def test_whoever_has_no_address_is_named_to_the_secretariat_alone() -> None:
    parties = (AgreementParty(party="halden"), *OUTSIDE)
    agreed = brought_in(
        an_agreement(parties=parties, kind=AgreementKind.NATIONAL, valid_to=date(2027, 3, 1)), today=DAY
    )
    agreed.advance(date(2027, 3, 2))

    told = [m for m in agreed.owed if m.kind is MessageKind.AGREEMENT_RELATION_ENDED]

    assert [m.to.key for m in told] == ["party:halden", "person:p-2h9c", "person:p-9g28"]
    assert ["Skulle hatt brevet" in text_of(m) for m in told] == [False, True, True]
    assert "Staten og KS" in text_of(told[1])


def test_reminders_that_helsedirektoratet_is_not_told_go_to_more_people_each_time() -> None:
    agreed = brought_in(an_agreement("halden"), today=DAY)
    agreed.do(notice("halden", DAY))
    agreed.advance(DAY + timedelta(days=40))
    told = [m for m in agreed.owed if m.kind is MessageKind.AGREEMENT_REPORT_REMINDER]

    first, second, third = ({m.to.key for m in told if m.facts.number == n} for n in (1, 2, 3))

    assert ToOffice(office=OutsideOffice.RHF).key in first
    assert second - first == {f"party:{party}" for party in ("halden", TRUST)}
    assert second < third


def test_the_regional_health_authority_is_told_at_once_and_when_a_reported_notice_is_taken_back() -> None:
    agreed = brought_in(an_agreement("halden"), today=DAY)
    agreed.do(notice("halden", DAY))
    agreed.do(a.ReportNotice(notice=1, on=DAY, way="brev", proof="4" * 64))
    agreed.do(a.WithdrawNotice(notice=1, arrived=Moment(day=DAY), reason="Enighet."))

    told = [m for m in agreed.owed if m.kind is MessageKind.AGREEMENT_RHF_TOLD and isinstance(m.to, ToOffice)]

    assert [m.facts.step for m in told] == ["given", "withdrawn"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_notice_withdrawn_for_some_it_is_told_for_whom(language: str) -> None:
    agreed = brought_in(an_agreement("halden", "moss"), today=DAY)
    agreed.do(notice(TRUST, DAY))
    agreed.do(a.ReportNotice(notice=1, on=DAY, way="brev", proof="4" * 64))
    agreed.do(a.RecordReceipt(notice=1, parties=("moss",), received=Moment(day=DAY)))
    agreed.today += timedelta(days=1)
    agreed.do(a.WithdrawNotice(notice=1, arrived=Moment(day=agreed.today), reason="Enighet."))
    agreed.advance(DAY + timedelta(days=9))

    for kind in (
        MessageKind.AGREEMENT_NOTICE_WITHDRAWN,
        MessageKind.AGREEMENT_RHF_TOLD,
        MessageKind.AGREEMENT_REPORT_REMINDER,
    ):
        said = text_of([m for m in agreed.owed if m.kind is kind][-1], language)
        assert ("Halden" in said, "Moss" in said) == (True, False)


def test_whoever_it_binds_is_told_of_each_step_to_an_end_and_nobody_else() -> None:
    told = {kind: to_parties([m for m in ending().owed if m.kind is kind]) for kind in KINDS}

    assert to_parties(owed(MessageKind.AGREEMENT_MAIN_ENDED)) == {"halden", TRUST}
    assert told[MessageKind.AGREEMENT_RENEWAL_REMINDER] == {"halden", "moss", TRUST}
    for kind in (
        MessageKind.AGREEMENT_MILESTONE,
        MessageKind.AGREEMENT_COUNCIL_TOO_LATE,
        MessageKind.AGREEMENT_PARTS_ENDED,
        MessageKind.AGREEMENT_END_AGREED,
    ):
        assert told[kind] == {"halden", TRUST}


def test_a_milestone_says_what_remains_and_which_meetings_are_left() -> None:
    told = [m for m in owed(MessageKind.AGREEMENT_MILESTONE) if m.to == ToParty(party="halden")]
    first, *_, last = [text_of(m) for m in [m for m in told if m.facts.last_day == date(2028, 1, 11)]]

    assert first.startswith("9 måneder igjen: Samarbeidsavtale, tirsdag 11. januar 2028")
    assert "Halden kommune: torsdag 17. juni 2027 og torsdag 18. november 2027" in first
    assert "Sykehuset Østfold HF: møtedagene er ikke ført" in first
    assert "Om 1 måned får oppsigelse 1" in last
    assert "Halden kommune: ingen kjent møtedag igjen" in last


def test_a_council_that_is_too_late_is_told_what_can_still_be_done() -> None:
    [to_it, *_] = owed(MessageKind.AGREEMENT_COUNCIL_TOO_LATE)

    assert "avtaler en senere siste dag skriftlig" in text_of(to_it)
    assert "Oppsigelsen trekkes" in text_of(to_it)


def test_parts_that_ended_leave_uncovered_what_only_they_covered() -> None:
    [letter, *_] = owed(MessageKind.AGREEMENT_PARTS_ENDED)

    assert "- utskrivningsklare pasienter" in text_of(letter)
    assert "IKT-løsninger" not in text_of(letter)


def test_a_term_that_ends_is_not_renewed_and_what_follows_another_goes_on_in_silence() -> None:
    [term, *_] = owed(MessageKind.AGREEMENT_RENEWAL_REMINDER)
    [asked, *_] = owed(MessageKind.AGREEMENT_MAIN_ENDED)

    assert "Den fornyes ikke av seg selv" in text_of(term)
    assert "Taushet forlenger den ikke" in text_of(term)
    assert "Avtalen ramme, som «Samarbeidsavtale» følger, er slutt før tiden" in text_of(asked)
    assert "Ingenting slutter av seg selv" in text_of(asked)


def test_a_day_that_is_fixed_anew_moves_in_the_calendar_under_the_name_of_its_clock() -> None:
    told = [m for m in owed(MessageKind.AGREEMENT_END_AGREED) if m.to == ToParty(party=TRUST)]
    first, moved = [calendar_of_mail(message) for message in told]

    assert [event.decoded("dtstart") for event in (first, moved)] == [date(2028, 12, 31), date(2029, 1, 31)]
    assert first["uid"] == moved["uid"]
    assert str(moved["uid"]).partition("/")[2].partition("@")[0] in {due.name for due in ending().it.dates}
    assert text_of(told[1]).startswith("Ny avtalt siste dag")
