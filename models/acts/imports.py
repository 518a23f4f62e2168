"""A case that was under way before the house was used: brought in as it stands, imported and not proved (P-01).

Nothing here was seen by the house. What others may rest on it is what somebody with a name in the roster vouches for.
"""

from datetime import date
from enum import StrEnum
from typing import Literal

from models.base import BodyId, Count, Frozen, Line, PartyId, PersonId, SeatId, Text


class ImportedText(Frozen):
    """An earlier version of the proposed text."""

    text: Text
    since: date | None = None


class ImportedDrofting(Frozen):
    """The drøfting that is said to have been held; the case rests on it only when all of this is given (P-01)."""

    meeting: Line | None = None  # what it was called there
    body: BodyId | None = None
    day: date | None = None
    round: Count = 1
    vouched_by: PersonId | None = None


class KnownPosition(StrEnum):
    """What a seat or a party is known to have said before; it counts for nothing in a roll call (P-20)."""

    CONSENT = "consent"
    STAND_ASIDE = "stand_aside"
    RESERVATION = "reservation"
    OBJECTION = "objection"


class ImportedPosition(Frozen):
    """A position that was known when the case was imported."""

    seat: SeatId | None = None
    party: PartyId | None = None
    position: KnownPosition
    on: date | None = None
    words: Text | None = None


class ImportCase(Frozen):
    """A case already under way is taken over from where it was kept before."""

    kind: Literal["import_case"] = "import_case"
    reference: Line  # what it is called where it comes from; a case is imported once by it
    title: Line
    summary: Text
    proposal: Text  # the text as it stands
    earlier_texts: tuple[ImportedText, ...] = ()
    proposer_party: PartyId | None = None
    proposer_seat: SeatId | None = None
    affected: tuple[PartyId, ...] = ()  # empty: every party of the community
    brought_on: date | None = None
    stage: str  # one of `rules.case.imports.IMPORTABLE`
    drofting_body: BodyId | None = None
    decision_body: BodyId | None = None
    larger: bool = False
    drofting: ImportedDrofting | None = None
    positions: tuple[ImportedPosition, ...] = ()
