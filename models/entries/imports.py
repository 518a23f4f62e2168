"""How a case came in that was under way before: imported, not proved (P-01)."""

from datetime import date
from typing import Literal

from models.acts import ImportedDrofting, ImportedPosition, ImportedText
from models.base import BodyId, Digest, Frozen, Line, PartyId, SeatId, Text


class CaseImported(Frozen):
    """The record begins in the middle. What it says of the time before is what somebody says (P-01)."""

    kind: Literal["case_imported"] = "case_imported"
    reference: Line
    title: Line
    proposer_party: PartyId | None = None
    proposer_seat: SeatId | None = None
    summary: Text
    proposal: Text
    text_digest: Digest
    earlier_texts: tuple[ImportedText, ...]
    affected: tuple[PartyId, ...]
    brought_on: date | None = None
    stage: str
    drofting_body: BodyId | None = None
    decision_body: BodyId | None = None
    larger: bool
    drofting: ImportedDrofting | None = None
    positions: tuple[ImportedPosition, ...]
    procedure: Digest
    roster: Digest
