"""What became of papers that are not for everybody: withheld, released, read (P-34, P-37)."""

from typing import Literal

from models.base import Digest, Frozen, LegalGround, PartyId, SeatId, Text


class PaperWithheld(Frozen):
    """A paper is withheld from the public from here, on this ground (P-34)."""

    kind: Literal["paper_withheld"] = "paper_withheld"
    document: Digest
    ground: LegalGround
    reason: Text | None = None


class PaperReleased(Frozen):
    """A withheld paper is open to the public from here (P-34)."""

    kind: Literal["paper_released"] = "paper_released"
    document: Digest
    ground: LegalGround  # on which it was withheld until now
    reason: Text


class DocumentRead(Frozen):
    """A withheld paper was handed to somebody with a right to it; the actor says to whom (P-34, P-37)."""

    kind: Literal["document_read"] = "document_read"
    document: Digest
    ground: LegalGround
    capacity: Literal["secretariat", "seat", "party"]
    seat: SeatId | None = None
    party: PartyId | None = None
