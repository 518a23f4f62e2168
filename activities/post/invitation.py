"""The calendar part of a message about a meeting (RFC 5545, RFC 5546): invited, moved, called off.

The event keeps its UID as long as the meeting exists, and its sequence rises with each change, so that calendars
replace what they hold instead of adding to it. Nothing here is random and nothing reads a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from icalendar import Calendar, Event, vCalAddress, vText

from activities.post.address import Contact, House
from activities.post.language import chosen
from activities.post.words import WORDS
from models.messages import Message, MessageKind, ToPerson
from models.procedure import Procedure

Method = Literal["REQUEST", "CANCEL"]

_METHODS: Final[dict[MessageKind, Method]] = {
    MessageKind.NOTICE: "REQUEST",
    MessageKind.MEETING_MOVED: "REQUEST",
    MessageKind.MEETING_CANCELLED: "CANCEL",
}
# A deputy and a party's official address are told of the meeting; they are not expected at the table.
_ROLES: Final = {
    "member": "REQ-PARTICIPANT",
    "chair": "CHAIR",
    "deputy": "OPT-PARTICIPANT",
    "secretariat": "REQ-PARTICIPANT",
    "party": "NON-PARTICIPANT",
}


@dataclass(frozen=True)
class Invitation:
    """A calendar object and what it asks of the receiving calendar."""

    method: Method
    content: bytes


def invitation(
    message: Message, *, procedure: Procedure, recipient: Contact, house: House, stamp: datetime
) -> Invitation | None:
    """The calendar part for a kind of message that has one."""
    method = _METHODS.get(message.kind)
    if method is None:
        return None
    calendar = Calendar()
    calendar.add("prodid", "-//saksgang//NO")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(message, method, procedure, recipient, house, stamp))
    return Invitation(method=method, content=calendar.to_ical())


def event_uid(meeting: str, house: House) -> str:
    """The event's lasting name."""
    return f"{meeting}@{house.domain}"


def _event(
    message: Message, method: Method, procedure: Procedure, recipient: Contact, house: House, stamp: datetime
) -> Event:
    facts, words = message.facts, WORDS[recipient.language]
    meeting = facts.meeting or message.record
    assert facts.body and facts.starts_at and facts.ends_at, "a meeting's messages say which, and when"
    event = Event()
    event.add("uid", event_uid(meeting, house))
    event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", facts.sequence or 0)
    event.add("dtstart", facts.starts_at.astimezone(UTC))
    event.add("dtend", facts.ends_at.astimezone(UTC))
    event.add("summary", chosen(procedure.body(facts.body).names, recipient.language))
    event.add("location", facts.place or "")
    event.add("description", _description(message, recipient))
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("organizer", _person(house.from_address, words.sender), encode=False)
    event.add("attendee", _attendee(message, recipient), encode=False)
    return event


def _description(message: Message, recipient: Contact) -> str:
    words = WORDS[recipient.language]
    lines = [f"{line.item}. {line.title} – {words.to_marks[line.mark]}" for line in message.facts.agenda]
    return "\n".join([*lines, f"{words.meeting}: {message.facts.meeting or message.record}"])


def _attendee(message: Message, recipient: Contact) -> vCalAddress:
    capacity = message.to.capacity if isinstance(message.to, ToPerson) else "party"
    attendee = _person(recipient.email, recipient.name)
    attendee.params["ROLE"] = vText(_ROLES[capacity])
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("TRUE" if capacity in ("member", "chair") else "FALSE")
    return attendee


def _person(address: str, name: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    # A parameter cannot carry a quotation mark (RFC 5545, 3.2).
    person.params["CN"] = vText(name.replace('"', "'"))
    return person
