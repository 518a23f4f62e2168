"""Whom a message goes to, and the house it comes from. Addresses exist here and in the mail, never in a record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import AfterValidator

from models.base import Frozen, Line

Language = Literal["nb", "nn", "en"]

# A dot-atom on both sides (RFC 5322, 3.2.3): no quotes, no comments, no brackets, nothing that could be two.
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS: Final = re.compile(rf"{_ATOM}(\.{_ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def _one_address(value: str) -> str:
    """Exactly one mailbox in ASCII: what looks like two, or like a header, would reach somebody else."""
    if len(value) > 254 or not _ADDRESS.fullmatch(value):
        raise ValueError("an e-mail address is one name@domain.no in ASCII (a domain with æ, ø, å as xn--…)")
    return value


Mailbox = Annotated[str, AfterValidator(_one_address)]
"""One e-mail address."""


class Contact(Frozen):
    """A recipient as looked up when the message is rendered."""

    name: Line
    email: Mailbox
    language: Language


@dataclass(frozen=True)
class House:
    """What every message says of its sender; the values come from the settings."""

    domain: str  # right of the @ in Message-ID and calendar UIDs
    from_address: str  # the secretariat: answers and calendar replies go there
    base_url: str | None = None  # our own web pages, where there are any


@dataclass(frozen=True)
class Attachment:
    """A paper or a document that goes with the message."""

    title: str
    media_type: str
    content: bytes
    withheld: str | None = None  # a legal ground: it is only named, and read with the secretariat (P-34)


@dataclass(frozen=True)
class Kept:
    """What every letter carries of the log, to be kept: a checkpoint, and the public key that has signed it."""

    checkpoint: str
    key: str
