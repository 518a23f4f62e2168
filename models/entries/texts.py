"""What became of the text and the papers (P-06, P-09, P-17)."""

from typing import Literal

from models.base import Count, Digest, Frozen, LegalGround, Line, SeatId, Text


class TextAmended(Frozen):
    """A new version of the proposed decision text; the earlier ones stay (P-17)."""

    kind: Literal["text_amended"] = "text_amended"
    version: Count
    proposal: Text
    text_digest: Digest
    replaces: Digest
    substantial: bool
    reason: Text
    positions_kept: bool | None = None  # an editorial change in a roll call, where the procedure keeps what was said


class EditorialContested(Frozen):
    """A counted seat contested an editorial change: it counts as one of substance from here (P-17)."""

    kind: Literal["editorial_contested"] = "editorial_contested"
    version: Count
    text_digest: Digest
    seat: SeatId
    reason: Text


class PaperAdded(Frozen):
    """A document became one of the case's papers (P-06, P-09)."""

    kind: Literal["paper_added"] = "paper_added"
    document: Digest
    title: Line
    late: bool
    withheld: LegalGround | None = None


class LatePapersOpposed(Frozen):
    """A counted seat opposed deciding on late papers (P-09)."""

    kind: Literal["late_papers_opposed"] = "late_papers_opposed"
    seat: SeatId
    reason: Text


class TimeAsked(Frozen):
    """A counted seat asked for time after a change of substance (P-17)."""

    kind: Literal["time_asked"] = "time_asked"
    seat: SeatId
    reason: Text
