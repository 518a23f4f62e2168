"""A message as it leaves the house: RFC 5322 bytes, the same for the same message however often it is rendered."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from activities.post.address import Attachment, Contact, House, Kept
from activities.post.agreement_dates import dates_of
from activities.post.invitation import invitation
from activities.post.letter import Papers, write
from activities.post.words import WORDS
from activities.post.words_of_agreements import WORDS_OF_AGREEMENTS
from models.base import SeatId
from models.messages import Message
from models.procedure import Procedure
from models.roster import Roster

_SUBJECT_LENGTH: Final = 200
CRLF: Final = "\r\n"
_LINE_LENGTH: Final = 78  # RFC 5322, 2.1.1
_MOST_ENCLOSED: Final = 15_000_000  # bytes; many mail systems take 25 MB, and base64 adds a third


class _Headers(HeaderRegistry):
    """The library's, which makes a class for every header it meets and parses each anew; here both are kept.

    PERFORMANCE: a quarter of what writing a message takes. Most headers of a message are those of every other.
    """

    def __init__(self) -> None:
        super().__init__()
        self._class_of = lru_cache(maxsize=64)(super().__getitem__)
        self._parsed = lru_cache(maxsize=256)(super().__call__)

    def __getitem__(self, name: str) -> type[BaseHeader]:
        return self._class_of(name)

    def __call__(self, name: str, value: Any) -> BaseHeader:
        return self._parsed(name, value) if isinstance(value, str) else super().__call__(name, value)


_POLICY: Final = SMTP.clone(header_factory=_Headers())


def render(  # noqa: PLR0913  (what a message is made of; each given by its name)
    message: Message,
    *,
    procedure: Procedure,
    roster: Roster,
    recipient: Contact,
    house: House,
    sent_at: datetime,
    attachments: Sequence[Attachment] = (),
    holders: Mapping[SeatId, str] | None = None,
    kept: Kept | None = None,
) -> bytes:
    """The complete message for one recipient, with text, HTML and, for a meeting or an agreement's end, its calendar.

    Args:
        message: What is owed, to whom, about what.
        procedure: Names of bodies and seats, time zone.
        roster: Names of parties.
        recipient: Name, address and language as they are now.
        house: Who sends.
        sent_at: Legal time; becomes the date of the message and the stamp of the invitation.
        attachments: Papers and documents that go with it, in this order, as long as there is room; the rest is
            named, and had from the secretariat. Of what is withheld only the legal ground is named.
        holders: Names of those who sit in the seats that speak for the recipient.
        kept: The newest checkpoint of the community's log and its key, for the recipient to keep.

    Raises:
        CannotRenderError: facts are missing, or the procedure says what no template says.
        LookupError: the procedure does not know a body or seat that the message names.
        ValueError: an address or a header cannot be written safely.
    """
    zone = ZoneInfo(procedure.timezone)
    enclosed, too_large = _fitting([a for a in attachments if a.withheld is None])
    letter = write(
        message,
        procedure=procedure,
        roster=roster,
        recipient=recipient,
        house=house,
        day=sent_at.astimezone(zone).date(),
        papers=Papers(
            enclosed=tuple(attachment.title for attachment in enclosed),
            too_large=tuple(attachment.title for attachment in too_large),
            withheld=tuple(attachment.withheld for attachment in attachments if attachment.withheld is not None),
            kept=kept,
        ),
        holders=holders,
    )
    mail = EmailMessage(policy=_POLICY)
    mail["Date"] = format_datetime(sent_at.astimezone(zone).replace(microsecond=0))
    mail["From"] = _address(WORDS[recipient.language].sender, house.from_address)
    mail["To"] = _address(recipient.name, recipient.email)
    mail["Message-ID"] = message_id_header(message.message_id, house)
    mail["Auto-Submitted"] = "auto-generated"  # no automatic answers, please (RFC 3834)
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    calendar = invitation(message, procedure=procedure, recipient=recipient, house=house, stamp=sent_at)
    if calendar is not None:
        mail.add_alternative(
            calendar.content,
            maintype="text",
            subtype="calendar",
            cte="base64",
            params={"charset": "utf-8", "method": calendar.method, "name": "invite.ics"},
        )
    dates = dates_of(message, procedure=procedure, roster=roster, recipient=recipient, house=house, stamp=sent_at)
    if dates is not None:
        mail.add_attachment(
            dates,
            maintype="text",
            subtype="calendar",
            cte="base64",
            filename=f"{WORDS_OF_AGREEMENTS[recipient.language].calendar}.ics",
            params={"charset": "utf-8", "method": "PUBLISH"},
        )
    for attachment, filename in zip(enclosed, file_names(enclosed), strict=True):
        maintype, _, subtype = attachment.media_type.partition("/")
        mail.add_attachment(
            attachment.content,
            maintype=maintype,
            subtype=subtype,
            cte="base64",
            filename=filename,
            params={"charset": "utf-8"} if maintype == "text" and _is_utf8(attachment.content) else None,
        )
    # Last, since it would else move into the first part with the other Content headers.
    mail["Content-Language"] = recipient.language
    _name_boundaries(mail, message.message_id)
    return _subject_field(_shortened(letter.subject)) + mail.as_bytes()


def message_id_header(message_id: str, house: House) -> str:
    """The Message-ID; also what the relay is asked for."""
    return f"<{message_id}@{house.domain}>"


def file_names(attachments: Sequence[Attachment]) -> tuple[str, ...]:
    """Each attachment's own name; where two have the same, the later is `Name (2).pdf`."""
    names: list[str] = []
    for attachment in attachments:
        name = file_name(attachment)
        stem, dot, ending = name.rpartition(".")
        number = 1
        while name.casefold() in (taken.casefold() for taken in names):
            number += 1
            name = f"{stem} ({number}).{ending}" if dot else f"{ending} ({number})"
        names.append(name)
    return tuple(names)


def file_name(attachment: Attachment) -> str:
    """The name the document was stored under, as one name in one folder, with the ending of what it is."""
    seen = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in attachment.title)
    plain = " ".join(unicodedata.normalize("NFC", seen).translate(_NOT_IN_NAMES).split()).strip(" .-_")
    stem, dot, said = plain.rpartition(".")
    endings = _ENDINGS.get(attachment.media_type, ())
    if endings and not (dot and f".{said.lower()}" in endings):
        stem, said = plain, endings[0][1:]
    elif not dot:
        stem, said = plain, ""
    kept = stem[:_NAME_LENGTH].rstrip(" .-_") or "vedlegg"
    return f"{kept}.{said}" if said else kept


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


_NAME_LENGTH: Final = 100
_NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys('/\\:*?"<>|;%', "_"))
_ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    "application/pdf": (".pdf",),
    "text/plain": (".txt",),
    "text/html": (".html", ".htm"),
    "text/markdown": (".md",),
    "text/csv": (".csv",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (".pptx",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
}


def _fitting(attachments: Sequence[Attachment]) -> tuple[list[Attachment], list[Attachment]]:
    enclosed: list[Attachment] = []
    too_large: list[Attachment] = []
    room = _MOST_ENCLOSED
    for attachment in attachments:
        fits = len(attachment.content) <= room
        (enclosed if fits else too_large).append(attachment)
        room -= len(attachment.content) if fits else 0
    return enclosed, too_large


def _address(name: str, address: str) -> Address:
    return Address(display_name=name, addr_spec=address)


def _shortened(subject: str) -> str:
    return subject if len(subject) <= _SUBJECT_LENGTH else subject[: _SUBJECT_LENGTH - 1].rstrip() + "…"


def _subject_field(subject: str) -> bytes:
    """The subject as a header of its own: the message's policy folds it so that readers find spaces more or less."""
    field = f"Subject: {subject}"
    if not (field.isascii() and field.isprintable() and len(field) <= _LINE_LENGTH) or "=?" in subject:
        words = Header(subject, charset="utf-8", maxlinelen=_LINE_LENGTH - 2, header_name="Subject")
        field = f"Subject: {words.encode(linesep=CRLF)}"
    return field.encode("ascii") + CRLF.encode("ascii")


def _name_boundaries(mail: EmailMessage, message_id: str) -> None:
    """The boundaries come from the message's id; `=_` cannot occur in quoted-printable or base64."""
    for number, part in enumerate(mail.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{message_id}_{number}")
