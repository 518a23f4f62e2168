"""The ground every model stands on: frozen, closed values, and the few kinds of text that people type.

Text from people is checked once, where it becomes a value: normalised to NFC, no control characters, a length
with a limit. What has passed here may be stored, mailed and printed without a second look.
"""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
)
from pydantic_core import CoreSchema


class Frozen(BaseModel):
    """A value: never changed, no field it does not know, no silent conversion."""

    # PERFORMANCE: a validator is made when it is first asked for: half a second less before any command begins. And
    # where models are, annotations stand as they are: as text, each would be compiled once more.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, validate_default=False, defer_build=True)


EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
"""Of any day that is typed or stands in a file (T-01)."""

# What word processors paste for a line break or a blank; they break mail headers and log lines.
_SPACES = dict.fromkeys(map(ord, "\u2028\u2029\u0085\u00a0"), " ")
_BIDI = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")


# Whatever `_clean` changes or refuses, but for letters in two parts: text without it is looked at no further.
_ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)


def _clean(value: object) -> object:
    if not isinstance(value, str):
        return value
    # PERFORMANCE: every text of a procedure passes here whenever a workflow starts or goes on.
    if value.isascii() or unicodedata.is_normalized("NFC", value):
        return value.strip() if _ODD.search(value) is None else _cleaned(value)
    return _cleaned(value)


def _cleaned(value: str) -> str:
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n").translate(_SPACES))
    for position, character in enumerate(text):
        if character in "\n\t":
            continue
        if unicodedata.category(character) in ("Cc", "Cs"):
            raise ValueError(f"control character U+{ord(character):04X} at position {position}; remove it")
        if character in _BIDI:
            raise ValueError(f"invisible character U+{ord(character):04X} at position {position}; remove it")
    return text.strip()


# Begins with the digit and looks back from there: most texts have few digits, and every text is looked through.
_ELEVEN = re.compile(r"(\d(?<![0-9A-Za-z]\d)\d{5}) ?(\d{5})(?![0-9A-Za-z])")
_FIRST, _SECOND = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def is_identity_number(eleven: str) -> bool:
    """Whether the check digits are those of a fødselsnummer or D-nummer."""
    digits = [int(d) for d in eleven]
    sums = (sum(d * w for d, w in zip(digits, weights, strict=False)) for weights in (_FIRST, _SECOND))
    return all(total % 11 == 0 for total in sums) and digits[:6] != [0] * 6


def _no_identity_number(text: str) -> str:
    """No case carries a person's identity number (P-37): eleven digits whose check digits are right."""
    if len(text) < 11:
        return text
    for found in _ELEVEN.finditer(text):
        if is_identity_number(found[1] + found[2]):
            raise ValueError(
                f"what stands at position {found.start()} looks like a national identity number; "
                "no case holds personal data of patients (P-37): remove it"
            )
    return text


def _one_line(value: str) -> str:
    if "\n" in value or "\t" in value:
        raise ValueError("must be one line, without line breaks or tabs")
    return value


class _Checked:
    """How a kind of value is checked, worked out once.

    PERFORMANCE: a thousand fields are of one of these kinds, and pydantic would look at each function for every one.
    """

    def __init__(self, *checks: object) -> None:
        """`checks`: what would stand in the annotation, in its order."""
        self._checks = checks
        self._schema: dict[str, Any] = {}

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The checks of `source`, always the same: nothing below it is changed for a field."""
        if not self._schema:
            self._schema = {**handler.generate_schema(Annotated[source, *self._checks])}
        return {**self._schema}


# The limits stand first: they are then counted where the text is read, and not by a function for each text.
Line = Annotated[
    str,
    _Checked(
        StringConstraints(min_length=1, max_length=300),
        BeforeValidator(_clean),
        AfterValidator(_one_line),
        AfterValidator(_no_identity_number),
    ),
]
"""One line of text from a person: a title, a place, a name of a body. 1 to 300 characters."""

Text = Annotated[
    str,
    _Checked(
        StringConstraints(min_length=1, max_length=20_000),
        BeforeValidator(_clean),
        AfterValidator(_no_identity_number),
    ),
]
"""Running text from a person: a proposal, grounds, a statement. 1 to 20 000 characters."""

_GROUND = re.compile(r"[^\W\d_][\w .,()/-]{2,80}? §{1,2} ?\d")


def _a_ground(value: str) -> str:
    if _GROUND.match(value) is None:
        raise ValueError("is no legal ground; name the law and the paragraph, as offl. § 13 or fvl. § 13 nr. 2")
    return value


LegalGround = Annotated[Line, AfterValidator(_a_ground)]
"""Why something is not for everybody: the law and its paragraph (P-34), such as `offl. § 13 jf. fvl. § 13 nr. 2`."""

_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"
PersonId = Annotated[str, StringConstraints(pattern=_ID)]
"""An id that says nothing about the person; names and addresses are kept apart."""
PartyId = Annotated[str, StringConstraints(pattern=_ID)]
GroupId = Annotated[str, StringConstraints(pattern=_ID)]
SeatId = Annotated[str, StringConstraints(pattern=_ID)]
BodyId = Annotated[str, StringConstraints(pattern=_ID)]
CommunityId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{2,30}$")]
A_RECORD = "a record's id"
"""Marks the kind of text that names a record, so that what an entry or an act names is found by its type."""
RecordId = Annotated[str, StringConstraints(pattern=_ID), A_RECORD]
ActId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{32,64}$")]
"""A UUID made by the caller, or the digest of the entry that one record sends to another."""
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in lower-case hexadecimal."""
KeyId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")]
"""Of a public key: four bytes in lower-case hexadecimal (C2SP signed-note)."""
RuleId = Annotated[str, StringConstraints(pattern=r"^[PNATS]-\d{2}$|^ENGINE$")]
"""A rule of `docs/rules.md`; ENGINE for what holds in any procedure (idempotence, sizes, unknown ids)."""


def _in_utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


Instant = Annotated[AwareDatetime, _Checked(AfterValidator(_in_utc))]
"""A moment, kept in UTC. A time without a zone is refused."""

Count = Annotated[int, Field(ge=0, le=2_147_483_647)]
