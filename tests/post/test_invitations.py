"""What the recipient's calendar reads: one event a meeting, replaced when it moves, gone when it is called off."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from icalendar import Calendar, Event, vCalAddress

from activities.post.address import Language
from activities.post.render import render
from models.acts import Mark
from models.messages import AgendaLine, MessageKind, ToParty, ToPerson
from tests.post.material import (
    DIGEST,
    ENDS_AT,
    HOUSE,
    MEETING,
    MEMBER,
    PARTY,
    SENT_AT,
    STARTS_AT,
    contact,
    message,
    procedure,
    roster,
)

WITH_A_DATE = {
    MessageKind.NOTICE,
    *(k for k in MessageKind if "meeting" in k.value or k.value.startswith("agreement_end")),
}


def calendar_part(
    kind: MessageKind,
    to: ToPerson | ToParty = MEMBER,
    *,
    name: str = "Ingunn Nesheim",
    language: Language = "nb",
    **facts: Any,
) -> tuple[bytes, str]:
    raw = render(
        message(kind, to, **facts),
        procedure=procedure(),
        roster=roster(),
        recipient=contact(language, name),
        house=HOUSE,
        sent_at=SENT_AT,
    )
    found = [p for p in message_from_bytes(raw, policy=default).walk() if p.get_content_type() == "text/calendar"]
    assert len(found) == 1
    content = found[0].get_payload(decode=True)
    assert isinstance(content, bytes)
    return content, str(found[0].get_param("method"))


def event_of(content: bytes) -> Event:
    calendar = Calendar.from_ical(content.decode())
    assert isinstance(calendar, Calendar)
    components = calendar.subcomponents
    assert len(components) == 1
    event = components[0]
    assert isinstance(event, Event)
    assert not event.errors
    return event


def attendee_of(event: Event) -> vCalAddress:
    attendee = event["ATTENDEE"]
    assert isinstance(attendee, vCalAddress)
    return attendee


class TestInvitation:
    """A meeting is one event in the calendar, whatever becomes of it."""

    def test_a_notice_invites(self) -> None:
        content, method = calendar_part(MessageKind.NOTICE)

        event = event_of(content)

        assert method == "REQUEST"
        assert b"METHOD:REQUEST\r\n" in content
        assert event["UID"] == f"{MEETING}@saksgang.example"
        assert event["SEQUENCE"] == 0
        assert (event.start, event.end) == (STARTS_AT, ENDS_AT)
        assert event.decoded("DTSTAMP") == SENT_AT
        assert event["SUMMARY"] == "Samhandlingssekretariatet (SEKR)"
        assert event["LOCATION"] == "Rådhuset i Moss, møterom 3"
        assert event["ORGANIZER"] == "mailto:sekretariat@saksgang.example"
        assert event["ATTENDEE"] == "mailto:ingunn.nesheim@moss.example"
        assert attendee_of(event).params["CN"] == "Ingunn Nesheim"
        assert "1. Felles prosedyre for kommunale akuttplasser – til beslutning" in str(event["DESCRIPTION"])

    def test_moved_and_called_off_it_is_the_same_event_in_a_later_version(self) -> None:
        later = datetime(2027, 2, 11, 11, 0, tzinfo=UTC)

        invited = event_of(calendar_part(MessageKind.NOTICE)[0])
        moved_content, moved_method = calendar_part(MessageKind.MEETING_MOVED, starts_at=later)
        off_content, off_method = calendar_part(MessageKind.MEETING_CANCELLED)

        moved, off = event_of(moved_content), event_of(off_content)
        assert invited["UID"] == moved["UID"] == off["UID"]
        assert [invited["SEQUENCE"], moved["SEQUENCE"], off["SEQUENCE"]] == [0, 1, 2]
        assert (moved_method, moved.start, moved["STATUS"]) == ("REQUEST", later, "CONFIRMED")
        assert (off_method, off["STATUS"]) == ("CANCEL", "CANCELLED")

    @pytest.mark.parametrize(
        ("to", "role", "answer"),
        [
            (MEMBER, "REQ-PARTICIPANT", "TRUE"),
            (ToPerson(person="p-27fh", capacity="deputy", seat="SEKR-M2"), "OPT-PARTICIPANT", "FALSE"),
            (PARTY, "NON-PARTICIPANT", "FALSE"),
        ],
    )
    def test_only_those_called_are_asked_to_answer(self, to: ToPerson | ToParty, role: str, answer: str) -> None:
        attendee = attendee_of(event_of(calendar_part(MessageKind.NOTICE, to)[0]))

        assert (attendee.params["ROLE"], attendee.params["RSVP"]) == (role, answer)

    def test_it_is_the_same_bytes_each_time(self) -> None:
        assert calendar_part(MessageKind.NOTICE) == calendar_part(MessageKind.NOTICE)

    @pytest.mark.parametrize("kind", [k for k in MessageKind if k not in WITH_A_DATE])
    def test_other_messages_leave_the_calendar_alone(self, kind: MessageKind) -> None:
        with pytest.raises(AssertionError):
            calendar_part(kind)


class TestHostileTitles:
    """Nothing that people type becomes a line of its own in a calendar (D62)."""

    @pytest.mark.parametrize(
        "words",
        [
            "Møte; med, skilletegn \\ og \\n",
            "Sak BEGIN:VALARM END:VALARM ATTACH:http://evil.example",
            'Rom "A"; CN=x:mailto:evil@example.no',
            "Å" * 290,
            "a" * 74 + "ø" * 100,
        ],
    )
    def test_words_stay_words(self, words: str) -> None:
        agenda = (AgendaLine(item=1, case="c-1", title=words, mark=Mark.DROFTING, text_digest=DIGEST),)

        content, _ = calendar_part(MessageKind.NOTICE, name=words, place=words, agenda=agenda)

        event = event_of(content)
        assert event["LOCATION"] == words
        assert words in str(event["DESCRIPTION"])
        assert event["ATTENDEE"] == "mailto:ingunn.nesheim@moss.example"
        assert attendee_of(event).params["CN"] == words.replace('"', "'")
        assert content.count(b"BEGIN:V") == content.count(b"\nBEGIN:V") + 1 + words.count("BEGIN:V") * 3
        assert all(len(line) <= 75 for line in content.split(b"\r\n"))
        assert all(line.decode() for line in content.split(b"\r\n") if line)

    def test_a_line_break_in_a_place_is_escaped(self) -> None:
        # Models refuse it; the calendar does not rely on it.
        notice = message(MessageKind.NOTICE)
        facts = notice.facts.model_copy(update={"place": "Rom 1\r\nATTACH:http://evil.example"})

        raw = render(
            notice.model_copy(update={"facts": facts}),
            procedure=procedure(),
            roster=roster(),
            recipient=contact(),
            house=HOUSE,
            sent_at=SENT_AT,
        )

        part = next(p for p in message_from_bytes(raw).walk() if p.get_content_type() == "text/calendar")
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        assert not re.search(rb"^ATTACH", content, re.MULTILINE)
        assert len(event_of(content)) == len(event_of(calendar_part(MessageKind.NOTICE)[0]))
